/* gen/rng/buckets.c: weighted buckets, by 10^6 draws */
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

static void weights_that_are_none_are_refused(void **state)
{
	static const int64_t bound[] = { 0, 1, 2 };
	static const double zero[] = { 0, 0 }, below[] = { 1, -1 };
	struct sm_arena a = { 0 };
	struct sm_err err = { 0 };
	struct sm_buckets b;

	(void)state;
	assert_int_equal(sm_buckets_init(&b, &a, bound, zero, 2, &err), SM_E_PROFILE);
	assert_int_equal(sm_buckets_init(&b, &a, bound, below, 2, &err), SM_E_PROFILE);
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bucket_has_its_weight_and_its_numbers_are_alike),
		cmocka_unit_test(weights_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
