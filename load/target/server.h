/*
 * server.h - what the targets that are servers have in common
 */
#ifndef SEEDMILL_SERVER_H
#define SEEDMILL_SERVER_H

#include "seedmill/target.h"

/*
 * Copy text on one line: control characters as blanks, blanks once, a semicolon
 * between a line without a stop and one that begins a sentence, ends trimmed.
 */
void sm__clean_text(char *out, size_t cap, const char *text);

/* The same, and never the password, should it ever be among the words. */
void sm__safe_text(char *out, size_t cap, const char *text,
		   const char *password);

/* "2h3m", "4m5s", "6s". */
void sm__since_text(uint64_t seconds, char *out, size_t cap);

/* Has a signal asked us to stop? */
bool sm__stopping(const struct sm_target *t);

/* Wait before attempt `n`, from 0: 0, 2, 4, 8, 16 s. A signal cuts it short. */
void sm__back_off(unsigned n);

/*
 * Give each key=value of a URL's query, percent-decoded and in the arena, to
 * fn; stops at its first failure.
 */
typedef enum sm_code sm__option_fn(void *ctx, const char *key, const char *value,
				   struct sm_err *err);
enum sm_code sm__query_options(const struct sm_url *u, struct sm_arena *a,
			       sm__option_fn *fn, void *ctx, struct sm_err *err);

/* Is `key` among the n of the list? */
bool sm__listed(const char *key, const char *const *list, size_t n);

/* Is a table's comment the mark of a run that has not finished it? */
bool sm__is_building(const char *comment);

#endif
