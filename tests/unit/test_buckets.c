/* gen/rng/buckets.c: histograms and Poisson's distribution, by 10^6 draws */
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

/* Cells of at least 20 expected draws: the rare ones are put together. */
static void poisson_draws_are_as_often_as_its_formula_says(void **state)
{
	static const struct {
		double mean;
		int64_t min, max;
	} cases[] = {
		{ 0.3, 0, 1000 }, { 4, 0, 1000 }, { 4, 2, 7 }, { 60, 0, 100000 },
		{ 1000, 0, 100000 }, { 50, 80, 90 }, { 3, 10, 20 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		static uint64_t seen[2000], cell[2000];
		static double want[2000];
		struct sm_arena a = { 0 };
		struct sm_err err = { 0 };
		struct sm_buckets b;
		double sum = 0;
		size_t n = 0;

		memset(seen, 0, sizeof(seen));
		assert_int_equal(sm_buckets_poisson(&b, &a, cases[c].min,
						    cases[c].max, cases[c].mean,
						    &err), SM_OK);
		for (uint64_t row = 0; row < DRAWS; row++) {
			struct sm_rng r = sm_rng_at(KEY + c, row);
			int64_t v = sm_buckets_at(&b, &r);

			assert_in_range(v, cases[c].min, cases[c].max);
			assert_in_range(v, 0, 1999);
			seen[v]++;
		}
		for (int k = 0; k < 2000; k++)
			if (k >= cases[c].min && k <= cases[c].max)
				sum += exp(k * log(cases[c].mean) -
					   cases[c].mean - lgamma(k + 1.0));
		memset(cell, 0, sizeof(cell));
		memset(want, 0, sizeof(want));
		for (int k = 0; k < 2000; k++) {
			if (k < cases[c].min || k > cases[c].max)
				continue;
			want[n] += DRAWS / sum * exp(k * log(cases[c].mean) -
				   cases[c].mean - lgamma(k + 1.0));
			cell[n] += seen[k];
			n += want[n] >= 20;
		}
		/* the rest joins the last cell that is full */
		want[n - 1] += want[n];
		cell[n - 1] += cell[n];
		assert_true(n >= 4);
		assert_true(chi_square(cell, want, n) < chi_square_bound(n - 1));
		sm_arena_release(&a);
	}
}

static void a_bucket_has_its_weight_and_its_numbers_are_alike(void **state)
{
	static const int64_t bound[] = { -20, -10, 0, 1, 50, 54 };
	static const double weight[] = { 5, 0, 2, 1, 2 };
	static uint64_t inside[49];
	uint64_t seen[4] = { 0 };
	static const double want[4] = { DRAWS * 0.5, DRAWS * 0.2, DRAWS * 0.1,
					DRAWS * 0.2 };
	struct sm_arena a = { 0 };
	struct sm_err err = { 0 };
	struct sm_buckets b;
	uint64_t all;

	(void)state;
	memset(inside, 0, sizeof(inside));
	assert_int_equal(sm_buckets_init(&b, &a, bound, weight, 5, &err), SM_OK);
	for (uint64_t row = 0; row < DRAWS; row++) {
		struct sm_rng r = sm_rng_at(KEY, row);
		int64_t v = sm_buckets_at(&b, &r);

		assert_true(v >= -20 && v < 54 && !(v >= -10 && v < 0));
		seen[v < 0 ? 0 : v < 1 ? 1 : v < 50 ? 2 : 3]++;
		if (v >= 1 && v < 50)
			inside[v - 1]++;
	}
	all = seen[2];
	assert_true(chi_square(seen, want, 4) < chi_square_bound(3));
	assert_true(chi_square_flat(inside, 49, (double)all) < chi_square_bound(48));
	sm_arena_release(&a);
}

static void a_mean_that_cannot_be_is_refused(void **state)
{
	static const double bad[] = { 0, -1, 1e7, NAN, INFINITY };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(bad); i++) {
		struct sm_arena a = { 0 };
		struct sm_err err = { 0 };
		struct sm_buckets b;

		assert_int_equal(sm_buckets_poisson(&b, &a, 0, 9, bad[i], &err),
				 SM_E_PROFILE);
		assert_non_null(strstr(err.what, "mean"));
		sm_arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poisson_draws_are_as_often_as_its_formula_says),
		cmocka_unit_test(a_bucket_has_its_weight_and_its_numbers_are_alike),
		cmocka_unit_test(a_mean_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
