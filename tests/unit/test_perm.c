/* gen/rng/perm.c: each value once, for every size of domain */
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/rng.h"
#include "statcheck.h"

static void every_value_comes_once_and_leads_back(void **state)
{
	static uint8_t seen[4096];

	(void)state;
	for (uint64_t n = 1; n <= 4096; n++) {
		struct sm_perm p;

		sm_perm_init(&p, n * 31, n);
		memset(seen, 0, n);
		for (uint64_t i = 0; i < n; i++) {
			uint64_t v = sm_perm_at(&p, i);

			assert_true(v < n);
			assert_true(!seen[v]);
			seen[v] = 1;
			assert_true(sm_perm_inverse(&p, v) == i);
		}
	}
}

static void a_million_values_come_once(void **state)
{
	const uint64_t n = 1000000;
	uint8_t *seen = calloc(n, 1);
	struct sm_perm p;

	(void)state;
	assert_non_null(seen);
	sm_perm_init(&p, 5, n);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t v = sm_perm_at(&p, i);

		assert_true(v < n && !seen[v]);
		seen[v] = 1;
	}
	free(seen);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void huge_domains_lead_back_and_do_not_repeat(void **state)
{
	static const uint64_t sizes[] = {
		1000000, (UINT64_C(1) << 32) - 1, UINT64_C(1) << 32,
		(UINT64_C(1) << 32) + 1, UINT64_C(1000000000000),
		(UINT64_C(1) << 62) - 1, (UINT64_C(1) << 62) + 1,
		UINT64_C(1) << 63, UINT64_MAX,
	};
	static uint64_t got[100000];

	(void)state;
	for (size_t s = 0; s < SM_COUNTOF(sizes); s++) {
		uint64_t n = sizes[s], step = n / SM_COUNTOF(got);
		struct sm_perm p;

		sm_perm_init(&p, 11, n);
		for (uint64_t i = 0; i < SM_COUNTOF(got); i++) {
			/* from the front, from the back, and spread out */
			uint64_t at = i % 3 == 0 ? i : i % 3 == 1 ? n - 1 - i : i * step;

			got[i] = sm_perm_at(&p, at);
			assert_true(got[i] < n);
			assert_true(sm_perm_inverse(&p, got[i]) == at);
			assert_true(sm_perm_at(&p, sm_perm_inverse(&p, at)) == at);
		}
		for (uint64_t i = 0; i < SM_COUNTOF(got); i++)
			got[i] = sm_perm_at(&p, i);
		qsort(got, SM_COUNTOF(got), sizeof(got[0]), by_value);
		for (size_t i = 1; i < SM_COUNTOF(got); i++)
			assert_true(got[i] != got[i - 1]);
	}
}

static void other_keys_give_other_orders(void **state)
{
	struct sm_perm a, b;
	unsigned same = 0;

	(void)state;
	sm_perm_init(&a, 1, 1000);
	sm_perm_init(&b, 2, 1000);
	for (uint64_t i = 0; i < 1000; i++)
		same += sm_perm_at(&a, i) == sm_perm_at(&b, i);
	assert_true(same < 10);
}

#define KEYS 300000

/* Over many keys, any two places get any two values equally often. */
static void pairs_of_values_are_as_likely_as_each_other(void **state)
{
	static const uint64_t sizes[] = { 3, 4, 5, 7, 10, 16, 17, 30, 64, 100 };
	static uint64_t seen[100 * 100], pair[100 * 99];

	(void)state;
	for (size_t s = 0; s < SM_COUNTOF(sizes); s++) {
		uint64_t n = sizes[s];
		size_t cells = 0;

		memset(seen, 0, sizeof(seen));
		for (uint64_t k = 0; k < KEYS; k++) {
			struct sm_rng r = sm_rng_at(2024, k);
			struct sm_perm p;

			sm_perm_init(&p, sm_rng_u64(&r), n);
			seen[sm_perm_at(&p, 0) * n + sm_perm_at(&p, n - 2)]++;
		}
		for (uint64_t a = 0; a < n; a++)
			for (uint64_t b = 0; b < n; b++)
				if (a != b)
					pair[cells++] = seen[a * n + b];
		assert_true(chi_square_flat(pair, cells, KEYS) <
			    chi_square_bound(cells - 1));
	}
}

/* How far it is from one value to the next, and where values lie, says nothing. */
static void one_order_looks_like_chance(void **state)
{
	static const uint64_t sizes[] = { 70000, 1000000, UINT64_C(3000000001),
					  UINT64_MAX };

	(void)state;
	for (size_t s = 0; s < SM_COUNTOF(sizes); s++) {
		uint64_t n = sizes[s], rows = n < 1000000 ? n : 1000000;
		uint64_t jump[64] = { 0 }, where[64] = { 0 };
		struct sm_perm p;

		sm_perm_init(&p, 77, n);
		for (uint64_t i = 0; i + 1 < rows; i++) {
			uint64_t a = sm_perm_at(&p, i), b = sm_perm_at(&p, i + 1);
			uint64_t d = b >= a ? b - a : n - (a - b);

			jump[(unsigned)((double)d / (double)n * 63.999999)]++;
			/* first half of the places against parts of the values */
			if (i < rows / 2)
				where[(unsigned)((double)a / (double)n * 63.999999)]++;
		}
		assert_true(chi_square_flat(jump, 64, (double)(rows - 1)) <
			    chi_square_bound(63));
		assert_true(chi_square_flat(where, 64, (double)(rows / 2)) <
			    chi_square_bound(63));
	}
}

/* These may never change: unique columns depend on them. */
static void orders_stay_what_they_were(void **state)
{
	static const uint64_t want[] = { 0, 9, 3, 1, 6, 2, 7, 8, 5, 4 };
	struct sm_perm p;

	(void)state;
	sm_perm_init(&p, UINT64_C(0xf71a64f1e52e4ba5), 10);
	for (uint64_t i = 0; i < 10; i++)
		assert_int_equal(sm_perm_at(&p, i), want[i]);
	sm_perm_init(&p, 42, UINT64_C(1000000000000));
	assert_int_equal(sm_perm_at(&p, 0), UINT64_C(945959371080));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_comes_once_and_leads_back),
		cmocka_unit_test(a_million_values_come_once),
		cmocka_unit_test(huge_domains_lead_back_and_do_not_repeat),
		cmocka_unit_test(other_keys_give_other_orders),
		cmocka_unit_test(pairs_of_values_are_as_likely_as_each_other),
		cmocka_unit_test(one_order_looks_like_chance),
		cmocka_unit_test(orders_stay_what_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
