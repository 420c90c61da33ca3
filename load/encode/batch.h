/*
 * batch.h - rows read back from a target, cell by cell, into vectors
 *
 * Each target's read() fills a batch with what the server says and gives it to
 * the reader when it is full. One thread; memory grows to the widest batch and
 * is then used again.
 */
#ifndef SEEDMILL_BATCH_H
#define SEEDMILL_BATCH_H

#include "seedmill/err.h"
#include "seedmill/plan.h"
#include "seedmill/target.h"

#define SM_BATCH_ROWS 1000

struct sm_batch {
	const struct sm_table *table;
	struct sm_vec *cols;        /* table->ncolumns vectors, null always set */
	uint32_t n;                 /* whole rows in it */
	struct sm_batch_text *text; /* private: bytes of STR cells */
};

/* NULL when there is no memory. */
struct sm_batch *sm_batch_new(const struct sm_table *t);
void sm_batch_free(struct sm_batch *b);     /* NULL is fine */

/*
 * Set the cell of column `col` in the row being filled (row b->n), from text
 * as PostgreSQL (DateStyle ISO, UTC, extra_float_digits 3) or SQLite prints
 * it. JSON is made canonical (type.h), char(n) padding dropped, decimals
 * brought to the column's scale. Text that is no value of the column's type
 * is kept as a value that no generator makes (so digests differ); SM_E_INTERNAL
 * only for want of memory.
 */
enum sm_code sm_batch_text(struct sm_batch *b, uint32_t col, const char *p,
			   size_t n, struct sm_err *err);
/*
 * The same from raw bytes (column type bytes), an integer and a double. A
 * decimal's number is the value itself, not yet times 10^scale.
 */
enum sm_code sm_batch_bytes(struct sm_batch *b, uint32_t col, const void *p,
			    size_t n, struct sm_err *err);
enum sm_code sm_batch_i64(struct sm_batch *b, uint32_t col, int64_t v,
			  struct sm_err *err);
enum sm_code sm_batch_f64(struct sm_batch *b, uint32_t col, double v,
			  struct sm_err *err);
void sm_batch_null(struct sm_batch *b, uint32_t col);

/* The row is whole: go to the next. True when the batch is now full. */
bool sm_batch_next_row(struct sm_batch *b);
/* Forget all rows, keep the memory. */
void sm_batch_reset(struct sm_batch *b);

/*
 * JSON text in the canonical form of type.h: object keys sorted bytewise, no
 * blanks, numbers as written, strings with the shortest escapes. False when
 * it is not JSON. Appends to out.
 */
bool sm_json_canonical(const char *p, size_t n, struct sm_buf *out);

#endif
