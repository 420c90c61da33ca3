/*
 * expect.h - what a table must hold: made again, compared
 */
#ifndef SEEDMILL_EXPECT_H
#define SEEDMILL_EXPECT_H

#include <stdatomic.h>

#include "seedmill/target.h"

/*
 * The digest of a table's rows, made again by `jobs` threads. Ends early, with
 * SM_E_STOPPED, when *stop is not zero.
 */
enum sm_code sm__expect_digest(const struct sm_plan *p, const struct sm_table *t,
			       unsigned jobs, atomic_int *stop,
			       struct sm_u128 *digest, struct sm_err *err);

/* Where the database first differs from what was planned. */
enum sm_difference {
	SM_DIFF_NONE,
	SM_DIFF_VALUE,              /* row and column */
	SM_DIFF_MISSING,            /* the row is not there */
	SM_DIFF_EXTRA,              /* a row that is none of ours, before `row` */
};

struct sm_first_difference {
	enum sm_difference kind;
	uint64_t row;               /* from 0 */
	const char *column;         /* SM_DIFF_VALUE */
	char key[160];              /* "order_id 7, line_no 2"; may be empty */
};

/*
 * Read the table in key order beside its rows made again. Only for tables
 * whose key grows with the row number (t->key_ordered).
 */
enum sm_code sm__expect_first(struct sm_target *target, const struct sm_plan *p,
			      const struct sm_table *t, atomic_int *stop,
			      struct sm_first_difference *out,
			      struct sm_err *err);

#endif
