/*
 * expr_range.h - intervals in 128 bits and rounding, private to
 * gen/op/expr_*.c; comes with expr.h
 */
#ifndef SEEDMILL_GEN_OP_EXPR_RANGE_H
#define SEEDMILL_GEN_OP_EXPR_RANGE_H

#include "op/expr.h"

struct sm_xrange {
	sm_int128 lo, hi;
};

struct sm_xrange sm__expr_range(const struct sm_xnode *n);
struct sm_xrange sm__expr_range_mul(struct sm_xrange a, struct sm_xrange b);
/* a * k / b over all b but 0; rounded, or cut off when `cut`. */
struct sm_xrange sm__expr_range_div(struct sm_xrange a, struct sm_xrange b,
				    sm_int128 k, bool cut);
struct sm_xrange sm__expr_range_mod(struct sm_xrange a, struct sm_xrange b);
bool sm__expr_fits(struct sm_xrange r);
/* Store a range that fits in the node; refuse one that does not. */
enum sm_code sm__expr_set_range(struct sm_xparse *x, struct sm_xnode *n,
				struct sm_xrange r);
/* v * 10^-scale for people; out holds 64 bytes. */
char *sm__expr_number(sm_int128 v, unsigned scale, char out[64]);

/* n / d, halves away from zero; d is not 0. */
static inline sm_int128 sm__expr_round128(sm_int128 n, sm_int128 d)
{
	sm_int128 q = n / d, r = n % d;

	if (r < 0)
		r = -r;
	if (d < 0 ? r >= -d - r : r >= d - r)
		q += (n < 0) == (d < 0) ? 1 : -1;
	return q;
}

static inline int64_t sm__expr_round64(int64_t n, int64_t d)
{
	const int64_t q = n / d, r = n % d;
	const uint64_t ur = r < 0 ? -(uint64_t)r : (uint64_t)r;
	const uint64_t ud = d < 0 ? -(uint64_t)d : (uint64_t)d;

	return ur < ud - ur ? q : (n < 0) == (d < 0) ? q + 1 : q - 1;
}

#endif
