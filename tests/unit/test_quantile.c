/* gen/rng/quantile.c: shapes, bounds, and what is refused */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/rng.h"
#include "statcheck.h"

struct setup {
	enum sm_dist dist;
	int64_t min, max;
	double p1, p2;
};

static struct sm_quantile built(struct sm_arena *a, const struct setup *s)
{
	struct sm_quantile t;
	struct sm_err err = { 0 };

	assert_int_equal(sm_quantile_init(&t, a, s->dist, s->min, s->max, s->p1, s->p2,
					  &err), SM_OK);
	assert_true(t.min == s->min && t.max == s->max);
	return t;
}

/* ---- the law, from its definition ------------------------------------------- */

/* P(X < x) before truncation; x may be half a unit off a whole number. */
static double plain_cdf(const struct setup *s, double x)
{
	switch (s->dist) {
	case SM_DIST_NORMAL:
		return sm_phi((x - s->p1) / s->p2);
	case SM_DIST_LOGNORMAL:
		return x > 0 ? sm_phi(log(x / s->p1) / s->p2) : 0;
	case SM_DIST_EXPONENTIAL:
		x -= (double)s->min;
		return x > 0 ? -expm1(-x / s->p1) : 0;
	default:
		return 0;
	}
}

/* P(value <= v): X lies below v + 1/2, in a support that ends half a unit out. */
static double cdf(int64_t v, const void *arg)
{
	const struct setup *s = arg;
	double lo = plain_cdf(s, (double)s->min - 0.5);
	double hi = plain_cdf(s, (double)s->max + 0.5);

	return (plain_cdf(s, (double)v + 0.5) - lo) / (hi - lo);
}

#define DRAWS 1000000

static const struct setup shapes[] = {
	{ SM_DIST_NORMAL, -5000000, 5000000, 0, 1000000 },
	{ SM_DIST_NORMAL, 0, 100000, 50000, 12000 },
	{ SM_DIST_NORMAL, 0, 100, 40, 15 },
	{ SM_DIST_NORMAL, 1, 5, 3, 1 },
	{ SM_DIST_NORMAL, 20000, 90000, 0, 10000 },     /* upper tail only */
	{ SM_DIST_NORMAL, -90000, -20000, 0, 10000 },   /* lower tail only */
	{ SM_DIST_NORMAL, 0, 10000, 5000, 1e6 },        /* nearly flat */
	{ SM_DIST_NORMAL, 0, 10000, 5000, 1e12 },       /* flat */
	{ SM_DIST_NORMAL, INT64_MIN, INT64_MAX, 0, 1000 },      /* no bounds */
	{ SM_DIST_LOGNORMAL, 100, 50000, 2500, 0.8 },
	{ SM_DIST_LOGNORMAL, 0, INT64_MAX, 1e6, 1 },
	{ SM_DIST_LOGNORMAL, -50, 1000000000, 20000, 2 },
	{ SM_DIST_LOGNORMAL, 1, 20, 4, 0.5 },
	{ SM_DIST_EXPONENTIAL, 0, INT64_MAX, 1e6, 0 },
	{ SM_DIST_EXPONENTIAL, 1000, 9000, 2000, 0 },
	{ SM_DIST_EXPONENTIAL, 0, 1000000, 1e9, 0 },    /* nearly flat */
	{ SM_DIST_EXPONENTIAL, 1, 12, 2, 0 },
};

static void draws_follow_their_distribution(void **state)
{
	/* of each law a plain, a cut and an open one; the tables are all checked */
	static const size_t sampled[] = { 0, 2, 4, 6, 9, 10, 13, 14 };
	int64_t *v = malloc(DRAWS * sizeof(*v));

	(void)state;
	assert_non_null(v);
	for (size_t i = 0; i < SM_COUNTOF(sampled); i++) {
		size_t c = sampled[i];
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &shapes[c]);

		for (uint64_t row = 0; row < DRAWS; row++) {
			struct sm_rng r = sm_rng_at(c + 100, row);

			v[row] = sm_quantile_at(&t, sm_rng_u64(&r));
			assert_true(v[row] >= t.min && v[row] <= t.max);
		}
		assert_true(ks_distance(v, DRAWS, cdf, &shapes[c]) < ks_bound(DRAWS));
		sm_arena_release(&a);
	}
	free(v);
}

/* The table itself, without chance: how much of [0, 1) gives a value <= v. */
static double table_cdf(const struct sm_quantile *t, int64_t v)
{
	double share = 0;

	for (int i = 0; i < SM_QUANTILES; i++) {
		double d = (double)((uint64_t)t->q[i + 1] - (uint64_t)t->q[i]);

		if (t->q[i] > v)
			break;
		if (d <= 1 || t->q[i + 1] <= v + 1)
			share += 1;
		else
			share += ((double)((uint64_t)v - (uint64_t)t->q[i]) + 1) / d;
	}
	return share / SM_QUANTILES;
}

static void the_table_is_within_a_segment_of_the_law_everywhere(void **state)
{
	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(shapes); c++) {
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &shapes[c]);

		for (int i = 0; i < SM_QUANTILES; i += 15) {    /* 0 .. 4095 */
			int64_t v = t.q[i];

			if (v >= t.max)
				continue;
			assert_true(fabs(table_cdf(&t, v) - cdf(v, &shapes[c])) <
				    1.05 / SM_QUANTILES);
		}
		sm_arena_release(&a);
	}
}

/* ---- form --------------------------------------------------------------------- */

static void knots_never_decrease_and_values_stay_inside(void **state)
{
	static const struct setup more[] = {
		{ SM_DIST_NORMAL, 7, 7, 0, 5 },
		{ SM_DIST_NORMAL, INT64_MAX, INT64_MAX, 9e18, 1e18 },
		{ SM_DIST_NORMAL, INT64_MIN, INT64_MIN, -9e18, 1e18 },
		{ SM_DIST_NORMAL, INT64_MIN, INT64_MAX, 0, 1e18 },
		{ SM_DIST_NORMAL, INT64_MIN, INT64_MAX, 0, 1e30 },
		{ SM_DIST_NORMAL, INT64_MAX - 1, INT64_MAX, 0, 1e30 },
		{ SM_DIST_NORMAL, 0, 1000, 500, 1e-300 },
		{ SM_DIST_NORMAL, 0, 10, -30, 1 },
		{ SM_DIST_NORMAL, 0, INT64_MAX, -36, 1 },
		{ SM_DIST_LOGNORMAL, 1, INT64_MAX, 1e-9, 3 },
		{ SM_DIST_LOGNORMAL, 0, INT64_MAX, 5e-324, 100 },
		{ SM_DIST_LOGNORMAL, 5, 6, 1e250, 1e3 },
		{ SM_DIST_LOGNORMAL, INT64_MIN, INT64_MAX, 1, 1e300 },
		{ SM_DIST_LOGNORMAL, 0, 100, 50, 1e-300 },
		{ SM_DIST_EXPONENTIAL, INT64_MIN, INT64_MAX, 1e300, 0 },
		{ SM_DIST_EXPONENTIAL, INT64_MIN, INT64_MAX, 1e18, 0 },
		{ SM_DIST_EXPONENTIAL, INT64_MIN, INT64_MAX, 1e-300, 0 },
		{ SM_DIST_EXPONENTIAL, 3, 3, 1, 0 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(shapes) + SM_COUNTOF(more); c++) {
		const struct setup *s = c < SM_COUNTOF(shapes)
						? &shapes[c]
						: &more[c - SM_COUNTOF(shapes)];
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, s);

		assert_true(t.q[0] >= s->min && t.q[SM_QUANTILES - 1] <= s->max);
		for (int i = 0; i < SM_QUANTILES; i++) {
			uint64_t u = (uint64_t)i << 52;

			assert_true(t.q[i] <= t.q[i + 1]);
			assert_true(sm_quantile_at(&t, u) == t.q[i]);
			u |= (UINT64_C(1) << 52) - 1;
			assert_true(sm_quantile_at(&t, u) >= t.q[i]);
			assert_true(sm_quantile_at(&t, u) <= s->max);
		}
		sm_arena_release(&a);
	}
}

/* Where the density reaches a bound, so do values. */
static void both_bounds_are_reached_where_there_is_density(void **state)
{
	static const struct setup cases[] = {
		{ SM_DIST_NORMAL, 0, 100, 50, 40 },
		{ SM_DIST_NORMAL, -3000000, 7000000, 1000, 3e6 },
		{ SM_DIST_NORMAL, 0, 1000000, 500000, 1e9 },
		{ SM_DIST_LOGNORMAL, 1, 20, 6, 1 },
		{ SM_DIST_EXPONENTIAL, 10, 2000000, 1e6, 0 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &cases[c]);
		int64_t span = t.max - t.min;

		assert_true(sm_quantile_at(&t, 0) - t.min <= span / 1000000);
		assert_true(t.max - sm_quantile_at(&t, UINT64_MAX) <= span / 1000);
		sm_arena_release(&a);
	}
}

/* A bound a million deviations away must not pull the last segment there. */
static void far_bounds_do_not_move_mean_or_deviation(void **state)
{
	static const struct setup cases[] = {
		{ SM_DIST_NORMAL, INT64_MIN, INT64_MAX, 1000000, 10000 },
		{ SM_DIST_EXPONENTIAL, 0, INT64_MAX, 10000, 0 },
		{ SM_DIST_LOGNORMAL, 0, INT64_MAX, 10000, 0.5 },
	};
	static const double want[][2] = {
		{ 1000000, 10000 }, { 10000, 10000 },
		{ 11331.484530668263, 6039.005332108811 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &cases[c]);
		double sum = 0, squares = 0, mean, deviation;

		for (uint64_t row = 0; row < DRAWS; row++) {
			struct sm_rng r = sm_rng_at(c, row);
			int64_t got = sm_quantile_at(&t, sm_rng_u64(&r));
			double v = (double)got - want[c][0];

			sum += v;
			squares += v * v;
		}
		mean = sum / DRAWS;
		deviation = sqrt(squares / DRAWS - mean * mean);
		/* four standard errors of a mean of 10^6 draws */
		assert_true(fabs(mean) < 4 * want[c][1] / 1000);
		assert_true(fabs(deviation / want[c][1] - 1) < 0.01);
		sm_arena_release(&a);
	}
}

/* A few values only: the share of each one is right to a segment. */
static void small_domains_have_the_right_shares(void **state)
{
	static const struct setup cases[] = {
		{ SM_DIST_NORMAL, 1, 5, 3, 1 },
		{ SM_DIST_LOGNORMAL, 1, 20, 4, 0.5 },
		{ SM_DIST_EXPONENTIAL, 1, 12, 2, 0 },
		{ SM_DIST_NORMAL, 0, 1, 0.5, 10 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &cases[c]);

		for (int64_t v = t.min; v < t.max; v++)
			assert_true(fabs(table_cdf(&t, v) - cdf(v, &cases[c])) <
				    0.6 / SM_QUANTILES);
		assert_true(table_cdf(&t, t.max) == 1);
		sm_arena_release(&a);
	}
}

static void a_symmetric_law_has_a_symmetric_table(void **state)
{
	const struct setup s = { SM_DIST_NORMAL, -1000000, 1000000, 0, 200000 };
	struct sm_arena a = { 0 };
	struct sm_quantile t = built(&a, &s);

	(void)state;
	for (int i = 1; i < SM_QUANTILES; i++)
		assert_in_range(t.q[i] + t.q[SM_QUANTILES - i] + 1, 0, 3);
	sm_arena_release(&a);
}

/* Times in microseconds: an offset from min must not lose its last digits. */
static void large_values_keep_their_precision(void **state)
{
	const int64_t base = INT64_C(4000000000000000001);
	const struct setup s = { SM_DIST_EXPONENTIAL, base, base + 1000, 100, 0 };
	const struct setup small = { SM_DIST_EXPONENTIAL, 0, 1000, 100, 0 };
	struct sm_arena a = { 0 };
	struct sm_quantile t = built(&a, &s), u = built(&a, &small);

	(void)state;
	for (int i = 0; i <= SM_QUANTILES; i++)
		assert_true(t.q[i] - base == u.q[i]);
	sm_arena_release(&a);
}

/* ---- refusals -------------------------------------------------------------------- */

static void unusable_parameters_are_refused(void **state)
{
	static const struct {
		struct setup s;
		const char *says;
	} cases[] = {
		{ { SM_DIST_NORMAL, 2, 1, 0, 1 }, "min 2 is above max 1" },
		{ { SM_DIST_NORMAL, 0, 9, 5, 0 }, "deviation" },
		{ { SM_DIST_NORMAL, 0, 9, 5, -1 }, "deviation" },
		{ { SM_DIST_NORMAL, 0, 9, (double)NAN, 1 }, "mean" },
		{ { SM_DIST_NORMAL, 0, 9, 5, (double)INFINITY }, "deviation" },
		{ { SM_DIST_NORMAL, 0, 9, 1000, 1 }, "no value" },
		{ { SM_DIST_NORMAL, 0, 9, -1000, 1 }, "no value" },
		{ { SM_DIST_LOGNORMAL, 0, 9, 0, 1 }, "median" },
		{ { SM_DIST_LOGNORMAL, 0, 9, -2, 1 }, "median" },
		{ { SM_DIST_LOGNORMAL, 0, 9, 5, 0 }, "sigma" },
		{ { SM_DIST_LOGNORMAL, -9, -1, 5, 1 }, "no value" },
		{ { SM_DIST_LOGNORMAL, 1000000, 2000000, 1, 0.1 }, "no value" },
		{ { SM_DIST_EXPONENTIAL, 0, 9, 0, 0 }, "mean" },
		{ { SM_DIST_EXPONENTIAL, 0, 9, (double)NAN, 0 }, "mean" },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct setup *s = &cases[i].s;
		struct sm_quantile t;
		struct sm_err err = { 0 };

		assert_int_equal(sm_quantile_init(&t, &a, s->dist, s->min, s->max,
						  s->p1, s->p2, &err), SM_E_PROFILE);
		assert_non_null(strstr(err.what, cases[i].says));
	}
	sm_arena_release(&a);
}

static void a_law_without_a_table_is_a_bug_and_says_so(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_quantile t;
	struct sm_err err = { 0 };

	(void)state;
	assert_int_equal(sm_quantile_init(&t, &a, SM_DIST_ZIPF, 0, 9, 1, 0, &err),
			 SM_E_INTERNAL);
	assert_int_equal(sm_quantile_init(&t, &a, SM_DIST_UNIFORM, 0, 9, 1, 0, &err),
			 SM_E_INTERNAL);
}

static void running_out_of_memory_is_told(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_quantile t;
	struct sm_err err = { 0 };

	(void)state;
	sm_alloc_fail_at(1, false);
	assert_int_equal(sm_quantile_init(&t, &a, SM_DIST_NORMAL, 0, 9, 5, 1, &err),
			 SM_E_INTERNAL);
	sm_alloc_fail_at(0, false);
	sm_arena_release(&a);
}

/* One number for every knot of every shape above; if it moves, values move. */
static void tables_stay_what_they_were(void **state)
{
	uint64_t sum = 0;

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(shapes); c++) {
		struct sm_arena a = { 0 };
		struct sm_quantile t = built(&a, &shapes[c]);

		for (int i = 0; i <= SM_QUANTILES; i++)
			sum = sm_pcg_permute(sum ^ (uint64_t)t.q[i]);
		sm_arena_release(&a);
	}
	assert_int_equal(sum, UINT64_C(0x37babae6d3d995e8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_follow_their_distribution),
		cmocka_unit_test(the_table_is_within_a_segment_of_the_law_everywhere),
		cmocka_unit_test(knots_never_decrease_and_values_stay_inside),
		cmocka_unit_test(both_bounds_are_reached_where_there_is_density),
		cmocka_unit_test(far_bounds_do_not_move_mean_or_deviation),
		cmocka_unit_test(small_domains_have_the_right_shares),
		cmocka_unit_test(a_symmetric_law_has_a_symmetric_table),
		cmocka_unit_test(large_values_keep_their_precision),
		cmocka_unit_test(unusable_parameters_are_refused),
		cmocka_unit_test(a_law_without_a_table_is_a_bug_and_says_so),
		cmocka_unit_test(running_out_of_memory_is_told),
		cmocka_unit_test(tables_stay_what_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
