/* gen/op/expr_range.c: no result lies outside its interval */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static struct sm_xrange range(int64_t lo, int64_t hi)
{
	return (struct sm_xrange){ lo, hi };
}

enum what { MUL, CUT, ROUND, MOD };

static sm_int128 value(int64_t a, int64_t b, enum what what)
{
	switch (what) {
	case MUL:
		return a * b;
	case CUT:
		return a * 10 / b;
	case ROUND:
		return sm__expr_round64(a * 10, b);
	default:
		return a % b;
	}
}

static void check(struct sm_xrange a, struct sm_xrange b, enum what what)
{
	const struct sm_xrange r =
		what == MUL ? sm__expr_range_mul(a, b) :
		what == MOD ? sm__expr_range_mod(a, b) :
			      sm__expr_range_div(a, b, 10, what == CUT);
	bool lo = what == MOD, hi = what == MOD;
	bool any = false;

	for (int64_t x = (int64_t)a.lo; x <= a.hi; x++)
		for (int64_t y = (int64_t)b.lo; y <= b.hi; y++) {
			if (y == 0 && what != MUL)
				continue;
			any = true;
			assert_true(value(x, y, what) >= r.lo);
			assert_true(value(x, y, what) <= r.hi);
			lo |= value(x, y, what) == r.lo;
			hi |= value(x, y, what) == r.hi;
		}
	assert_true(!any || (lo && hi));
}

/* Every pair of small numbers, against the interval that was promised. */
static void intervals_hold_every_result_and_reach_their_ends(void **state)
{
	(void)state;
	for (int64_t al = -7; al <= 7; al += 2)
		for (int64_t ah = al; ah <= 8; ah += 3)
			for (int64_t bl = -4; bl <= 4; bl++)
				for (int64_t bh = bl; bh <= 5; bh += 2) {
					check(range(al, ah), range(bl, bh), MUL);
					check(range(al, ah), range(bl, bh), CUT);
					check(range(al, ah), range(bl, bh), ROUND);
					check(range(al, ah), range(bl, bh), MOD);
				}
}

static void rounding_is_away_from_zero_at_a_half(void **state)
{
	static const int64_t cases[][3] = {
		{ 5, 10, 1 }, { 4, 10, 0 }, { -5, 10, -1 }, { -4, 10, 0 },
		{ 15, 10, 2 }, { -15, 10, -2 }, { 1, 3, 0 }, { 2, 3, 1 },
		{ 3, 2, 2 }, { 3, -2, -2 }, { -3, -2, 2 }, { 1, -3, 0 },
		{ INT64_MAX, 10, 922337203685477581 },
		{ INT64_MIN, 10, -922337203685477581 },
		{ INT64_MIN, INT64_MIN, 1 }, { INT64_MAX, INT64_MIN, -1 },
		{ INT64_MAX, INT64_MAX, 1 }, { 1, INT64_MIN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const int64_t *c = cases[i];

		assert_true(sm__expr_round64(c[0], c[1]) == c[2]);
		assert_true(sm__expr_round128(c[0], c[1]) == c[2]);
	}
}

static void numbers_past_64_bits_can_be_told(void **state)
{
	const sm_int128 big = (sm_int128)INT64_MAX * INT64_MAX;
	char out[64];

	(void)state;
	assert_string_equal(sm__expr_number(big, 0, out),
			    "85070591730234615847396907784232501249");
	assert_string_equal(sm__expr_number(-big, 36, out),
			    "-85.070591730234615847396907784232501249");
	assert_string_equal(sm__expr_number(-5, 2, out), "-0.05");
	assert_string_equal(sm__expr_number(0, 0, out), "0");
}

static void only_64_bits_fit(void **state)
{
	(void)state;
	assert_true(sm__expr_fits(range(INT64_MIN, INT64_MAX)));
	assert_false(sm__expr_fits((struct sm_xrange){
		0, (sm_int128)INT64_MAX + 1 }));
	assert_false(sm__expr_fits((struct sm_xrange){
		(sm_int128)INT64_MIN - 1, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_hold_every_result_and_reach_their_ends),
		cmocka_unit_test(rounding_is_away_from_zero_at_a_half),
		cmocka_unit_test(numbers_past_64_bits_can_be_told),
		cmocka_unit_test(only_64_bits_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
