/*
 * expr_range.c - between which values an operation's result lies
 *
 * Interval arithmetic in 128 bits. Every node's own interval fits in 64, so a
 * sum, a product or a rescaled value of two nodes cannot overflow here, and
 * whether it would overflow a row is known before there is one.
 */
#include "op/expr.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static sm_int128 least(sm_int128 a, sm_int128 b)
{
	return a < b ? a : b;
}

static sm_int128 greatest(sm_int128 a, sm_int128 b)
{
	return a > b ? a : b;
}

static struct sm_xrange take_in(struct sm_xrange r, sm_int128 v)
{
	return (struct sm_xrange){ least(r.lo, v), greatest(r.hi, v) };
}

struct sm_xrange sm__expr_range(const struct sm_xnode *n)
{
	assert(n->lo <= n->hi);
	return (struct sm_xrange){ n->lo, n->hi };
}

bool sm__expr_fits(struct sm_xrange r)
{
	assert(r.lo <= r.hi);
	return r.lo >= INT64_MIN && r.hi <= INT64_MAX;
}

struct sm_xrange sm__expr_range_mul(struct sm_xrange a, struct sm_xrange b)
{
	struct sm_xrange r = { a.lo * b.lo, a.lo * b.lo };

	r = take_in(r, a.lo * b.hi);
	r = take_in(r, a.hi * b.lo);
	return take_in(r, a.hi * b.hi);
}

/*
 * On either side of 0 a quotient moves one way with the divisor, so its ends
 * are at the ends of both, or next to 0.
 */
struct sm_xrange sm__expr_range_div(struct sm_xrange a, struct sm_xrange b,
				    sm_int128 k, bool cut)
{
	const sm_int128 over[2] = { a.lo * k, a.hi * k };
	const sm_int128 under[4] = { b.lo, least(b.hi, -1),
				     greatest(b.lo, 1), b.hi };
	struct sm_xrange r = { 0, 0 };
	bool any = false;

	/* every row NULL: what is computed instead is divided by 1 */
	if (b.lo == 0 && b.hi == 0)
		return sm__expr_range_div(a, (struct sm_xrange){ 1, 1 }, k, cut);
	for (size_t i = 0; i < SM_COUNTOF(under); i++) {
		/* one side may be empty; 0 itself gives NULL, not a number */
		if (under[i] == 0 || under[i] < b.lo || under[i] > b.hi)
			continue;
		for (size_t j = 0; j < SM_COUNTOF(over); j++) {
			sm_int128 q = cut ? over[j] / under[i] :
				sm__expr_round128(over[j], under[i]);

			r = any ? take_in(r, q) : (struct sm_xrange){ q, q };
			any = true;
		}
	}
	assert(any);
	return r;
}

/* The remainder has the sign of a and is nearer to 0 than both. */
struct sm_xrange sm__expr_range_mod(struct sm_xrange a, struct sm_xrange b)
{
	const sm_int128 most = greatest(greatest(-b.lo, b.hi) - 1, 0);

	return (struct sm_xrange){ -least(greatest(-a.lo, 0), most),
				   least(greatest(a.hi, 0), most) };
}

char *sm__expr_number(sm_int128 v, unsigned scale, char out[64])
{
	sm_uint128 u = v < 0 ? -(sm_uint128)v : (sm_uint128)v;
	char digits[64];
	size_t at = sizeof(digits), n;

	assert(scale <= 36);
	digits[--at] = '\0';
	for (unsigned i = 0; u || i <= scale; i++) {
		if (i == scale && scale > 0)
			digits[--at] = '.';
		digits[--at] = (char)('0' + (int)(u % 10));
		u /= 10;
	}
	if (v < 0)
		digits[--at] = '-';
	n = sizeof(digits) - at;
	memcpy(out, digits + at, n);
	return out;
}

enum sm_code sm__expr_set_range(struct sm_xparse *x, struct sm_xnode *n,
				struct sm_xrange r)
{
	char lo[64], hi[64];

	if (sm__expr_fits(r)) {
		n->lo = (int64_t)r.lo;
		n->hi = (int64_t)r.hi;
		return SM_OK;
	}
	sm__expr_refuse(x, "\"%s\" ranges from %s to %s, more than 64 bits hold",
			sm__expr_cut(x, n), sm__expr_number(r.lo, n->scale, lo),
			sm__expr_number(r.hi, n->scale, hi));
	sm_why(x->err, "a value with %u digits after the point lies between %s"
	       " and %s", n->scale, sm__expr_number(INT64_MIN, n->scale, lo),
	       sm__expr_number(INT64_MAX, n->scale, hi));
	return sm_fix(x->err, "give its columns a narrower min and max, round()"
		      " its parts to fewer digits, or keep them between bounds"
		      " with least(greatest(x, low), high)");
}
