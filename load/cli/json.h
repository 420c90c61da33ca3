/*
 * json.h - writing JSON: a thin layer over yajl's generator
 *
 * Names are NULL inside a list. Text that is not UTF-8 (a path can be
 * anything) is written with "?" for its non-ASCII bytes. Running out of memory
 * is told by sm__json_end() alone.
 */
#ifndef SEEDMILL_JSON_H
#define SEEDMILL_JSON_H

#include <yajl/yajl_gen.h>

#include "seedmill/base.h"

struct sm_json {
	yajl_gen gen;               /* NULL: no memory */
};

void sm__json_begin(struct sm_json *j, bool pretty);
/* The text so far into out; releases the generator. False: out of memory. */
bool sm__json_end(struct sm_json *j, struct sm_buf *out);

void sm__json_map(struct sm_json *j, const char *name);
void sm__json_list(struct sm_json *j, const char *name);
void sm__json_map_end(struct sm_json *j);
void sm__json_list_end(struct sm_json *j);
void sm__json_text(struct sm_json *j, const char *name, const char *text);
void sm__json_number(struct sm_json *j, const char *name, uint64_t n);
void sm__json_real(struct sm_json *j, const char *name, double x);
void sm__json_bool(struct sm_json *j, const char *name, bool yes);
void sm__json_null(struct sm_json *j, const char *name);

#endif
