/* gen/rng/counts.c: Poisson, binomial and geometric numbers, by 10^6 draws */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/rng.h"
#include "statcheck.h"

#define DRAWS 1000000
#define KEY UINT64_C(0x5eed)
#define MOST 3000

struct setup {
	enum sm_count law;
	double p1, p2;
	int64_t min, max;
};

/* The logarithm of P(k), from the law's own formula. */
static double law_ln(const struct setup *s, int k)
{
	switch (s->law) {
	case SM_COUNT_POISSON:
		return k * log(s->p1) - s->p1 - lgamma(k + 1.0);
	case SM_COUNT_BINOMIAL:
		if (k > s->p1)
			return -INFINITY;
		return lgamma(s->p1 + 1) - lgamma(k + 1.0) - lgamma(s->p1 - k + 1) +
		       k * log(s->p2) + (s->p1 - k) * log1p(-s->p2);
	default:
		return log(s->p1) + k * log1p(-s->p1);
	}
}

static void sample(const struct setup *s, uint64_t key, uint64_t seen[MOST])
{
	struct sm_arena a = { 0 };
	struct sm_err err = { 0 };
	struct sm_buckets b;

	memset(seen, 0, MOST * sizeof(*seen));
	assert_int_equal(sm_buckets_count(&b, &a, s->law, s->min, s->max, s->p1, s->p2,
					  &err), SM_OK);
	for (uint64_t row = 0; row < DRAWS; row++) {
		struct sm_rng r = sm_rng_at(key, row);
		int64_t v = sm_buckets_at(&b, &r);

		assert_in_range(v, s->min, s->max);
		assert_in_range(v, 0, MOST - 1);
		seen[v]++;
	}
	sm_arena_release(&a);
}

/* Cells of at least 20 expected draws: the rare ones are put together. */
static void assert_follows(const struct setup *s, const uint64_t seen[MOST])
{
	static uint64_t cell[MOST + 1];
	static double want[MOST + 1];
	double sum = 0;
	size_t n = 0;

	memset(cell, 0, sizeof(cell));
	memset(want, 0, sizeof(want));
	for (int k = 0; k < MOST; k++)
		if (k >= s->min && k <= s->max)
			sum += exp(law_ln(s, k));
	for (int k = 0; k < MOST; k++) {
		if (k < s->min || k > s->max)
			continue;
		want[n] += DRAWS / sum * exp(law_ln(s, k));
		cell[n] += seen[k];
		n += want[n] >= 20;
	}
	/* the rest joins the last cell that is full */
	want[n - 1] += want[n];
	cell[n - 1] += cell[n];
	assert_true(n >= 4);
	assert_true(chi_square(cell, want, n) < chi_square_bound(n - 1));
}

static void draws_are_as_often_as_the_formula_says(void **state)
{
	static const struct setup cases[] = {
		{ SM_COUNT_POISSON, 0.3, 0, 0, 1000 },
		{ SM_COUNT_POISSON, 4, 0, 0, 1000 },
		{ SM_COUNT_POISSON, 4, 0, 2, 7 },
		{ SM_COUNT_POISSON, 60, 0, 0, 100000 },
		{ SM_COUNT_POISSON, 1000, 0, 0, 100000 },
		{ SM_COUNT_POISSON, 50, 0, 80, 90 },
		{ SM_COUNT_POISSON, 3, 0, 10, 20 },
		{ SM_COUNT_BINOMIAL, 10, 0.5, 0, 10 },
		{ SM_COUNT_BINOMIAL, 10, 0.5, 3, 1000 },
		{ SM_COUNT_BINOMIAL, 2500, 0.01, 0, 100000 },
		{ SM_COUNT_BINOMIAL, 2500, 0.9, 0, 100000 },
		{ SM_COUNT_BINOMIAL, 100, 0.3, 50, 60 },
		{ SM_COUNT_GEOMETRIC, 0.7, 0, 0, 100 },
		{ SM_COUNT_GEOMETRIC, 0.05, 0, 0, 100000 },
		{ SM_COUNT_GEOMETRIC, 0.05, 0, 7, 30 },
	};

	static uint64_t seen[MOST];

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		sample(&cases[c], KEY + c, seen);
		assert_follows(&cases[c], seen);
	}
}

/* So large a mean has no exact test; mean and variance must be its own. */
static void the_largest_mean_has_its_mean_and_variance(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_err err = { 0 };
	struct sm_buckets b;
	double sum = 0, squares = 0;

	(void)state;
	assert_int_equal(sm_buckets_count(&b, &a, SM_COUNT_POISSON, 0, INT64_MAX - 1,
					  1e6, 0, &err), SM_OK);
	for (uint64_t row = 0; row < DRAWS; row++) {
		struct sm_rng r = sm_rng_at(KEY, row);
		double off = (double)sm_buckets_at(&b, &r) - 1e6;

		sum += off;
		squares += off * off;
	}
	/* five deviations: sqrt(mean / n), and mean * sqrt(2 / n) */
	assert_true(fabs(sum / DRAWS) < 5);
	assert_true(fabs(squares / DRAWS - 1e6) < 5 * 1e6 * sqrt(2.0 / DRAWS));
	sm_arena_release(&a);
}

static void parameters_that_cannot_be_are_refused(void **state)
{
	static const struct {
		struct setup s;
		const char *what;
	} cases[] = {
		{ { SM_COUNT_POISSON, 0, 0, 0, 9 }, "mean" },
		{ { SM_COUNT_POISSON, -1, 0, 0, 9 }, "mean" },
		{ { SM_COUNT_POISSON, 1e7, 0, 0, 9 }, "mean" },
		{ { SM_COUNT_POISSON, NAN, 0, 0, 9 }, "mean" },
		{ { SM_COUNT_POISSON, INFINITY, 0, 0, 9 }, "mean" },
		{ { SM_COUNT_BINOMIAL, 0, 0.5, 0, 9 }, "trials" },
		{ { SM_COUNT_BINOMIAL, 2.5, 0.5, 0, 9 }, "trials" },
		{ { SM_COUNT_BINOMIAL, NAN, 0.5, 0, 9 }, "trials" },
		{ { SM_COUNT_BINOMIAL, 9, 1, 0, 9 }, "chance" },
		{ { SM_COUNT_BINOMIAL, 9, 0.5, 10, 20 }, "never succeed 10 times" },
		{ { SM_COUNT_GEOMETRIC, 0, 0, 0, 9 }, "chance" },
		{ { SM_COUNT_GEOMETRIC, 1, 0, 0, 9 }, "chance" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct setup *s = &cases[i].s;
		struct sm_arena a = { 0 };
		struct sm_err err = { 0 };
		struct sm_buckets b;

		assert_int_equal(sm_buckets_count(&b, &a, s->law, s->min, s->max,
						  s->p1, s->p2, &err), SM_E_PROFILE);
		assert_non_null(strstr(err.what, cases[i].what));
		sm_arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_as_often_as_the_formula_says),
		cmocka_unit_test(the_largest_mean_has_its_mean_and_variance),
		cmocka_unit_test(parameters_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
