/*
 * lookup.h - which rows of a column hold given values
 *
 * A column up to SM_LOOKUP_ROWS rows is made and looked at, at plan time; in a
 * longer one a serial is asked which row a number would be at.
 */
#ifndef SEEDMILL_LOOKUP_H
#define SEEDMILL_LOOKUP_H

#include "planner.h"

#define SM_LOOKUP_ROWS 1000000

/* A value looked for. Sorted by hash by sm__lookup(). */
struct sm_wanted {
	struct sm_u128 hash;        /* sm__lookup_hash() */
	int64_t number;             /* the value of an I64 class */
	uint32_t which;             /* the caller's */
	uint64_t row;               /* found there; UINT64_MAX: nowhere */
};

/* One value of a vector, as bits to compare. */
struct sm_u128 sm__lookup_hash(enum sm_class class, const struct sm_vec *v,
			       uint32_t i);

/*
 * Look for n values in rows [from, to) of column c, which is compiled. *all is
 * false when the column is too long to be sure that what was not found is not
 * there.
 */
enum sm_code sm__lookup(struct sm_planner *p, struct sm_pcolumn *c, uint64_t from,
			uint64_t to, struct sm_wanted *w, uint32_t n, bool *all,
			struct sm_err *err);

/*
 * The hashes of rows `row` (NULL: 0 to n - 1) of column c, which is compiled. 0
 * of a NULL.
 */
enum sm_code sm__lookup_rows(struct sm_planner *p, struct sm_pcolumn *c,
			     const uint64_t *row, uint32_t n,
			     struct sm_u128 *hash, struct sm_err *err);

#endif
