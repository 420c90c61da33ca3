/*
 * encode.h - rows as a target wants them on its wire
 *
 * An encoder is pure: it reads vectors and writes bytes. Workers call it, each
 * on a block of its own. encode/ implements it; gen/run only calls it.
 */
#ifndef SEEDMILL_ENCODE_H
#define SEEDMILL_ENCODE_H

#include "seedmill/base.h"
#include "seedmill/plan.h"
#include "seedmill/type.h"

struct sm_encoder {
	const char *name;           /* "copy", "csv", "mysql", "jsonl", ... */
	const char *summary;

	/*
	 * A compiled row writer for the table, in `a`; NULL when there is no
	 * memory.
	 */
	const void *(*prepare)(const struct sm_table *t, struct sm_arena *a);

	/* The most bytes one row can take, separators and escapes included. */
	size_t (*bound)(const struct sm_table *t);

	/*
	 * Write n rows at `at`, where n * bound + SM_SLACK bytes are free (the
	 * slack may be scribbled on). Returns the end of what it wrote.
	 */
	char *(*rows)(const void *prepared, const struct sm_vec *cols,
		      uint32_t n, char *at);
};

extern const struct sm_encoder sm_encode_pg_text;   /* COPY text format */
extern const struct sm_encoder sm_encode_mysql_text; /* LOAD DATA's default form */
extern const struct sm_encoder sm_encode_pg_binary; /* COPY binary tuples */
extern const struct sm_encoder sm_encode_csv;       /* RFC 4180, \n, NULL empty */
extern const struct sm_encoder sm_encode_jsonl;     /* a JSON object a line */
extern const struct sm_encoder sm_encode_native;    /* native.h: for bind+step */

#endif
