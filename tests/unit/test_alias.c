/* gen/rng/alias.c: outcomes come as often as their weights say */
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

static struct sm_alias built(struct sm_arena *a, const double *w, uint32_t n)
{
	struct sm_alias t;
	struct sm_err err = { 0 };

	assert_int_equal(sm_alias_init(&t, a, w, n, &err), SM_OK);
	assert_int_equal(t.n, n);
	return t;
}

#define DRAWS 1000000

static void draws_follow_the_weights(void **state)
{
	static const struct {
		uint32_t n;
		double w[8];
	} cases[] = {
		{ 3, { 5, 20, 75 } },
		{ 4, { 1, 1, 1, 1 } },
		{ 7, { 1, 2, 3, 4, 5, 6, 7 } },
		{ 8, { 0.5, 0.25, 0.125, 1, 1e-1, 3, 2.2, 0.01 } },
		{ 5, { 1e-300, 2e-300, 1e-300, 4e-300, 1e-300 } },
		{ 3, { 1e299, 2e299, 5e298 } },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		struct sm_arena a = { 0 };
		struct sm_alias t = built(&a, cases[c].w, cases[c].n);
		uint64_t seen[8] = { 0 };
		double want[8], sum = 0;

		for (uint32_t i = 0; i < t.n; i++)
			sum += cases[c].w[i];
		for (uint32_t i = 0; i < t.n; i++)
			want[i] = DRAWS * (cases[c].w[i] / sum);
		for (uint64_t row = 0; row < DRAWS; row++) {
			struct sm_rng r = sm_rng_at(c, row);
			uint32_t v = sm_alias_at(&t, sm_rng_u64(&r));

			assert_true(v < t.n);
			seen[v]++;
		}
		assert_true(chi_square(seen, want, t.n) < chi_square_bound(t.n - 1));
		sm_arena_release(&a);
	}
}

/* What the table as a whole gives outcome i: its own part and its fillings. */
static void assert_exact(const struct sm_alias *t, const double *w)
{
	double *share = calloc(t->n, sizeof(*share)), sum = 0;

	assert_non_null(share);
	for (uint32_t i = 0; i < t->n; i++) {
		assert_true(t->cut[i] <= UINT64_C(1) << 32);
		assert_true(t->other[i] < t->n);
		share[i] += (double)t->cut[i];
		share[t->other[i]] += (double)((UINT64_C(1) << 32) - t->cut[i]);
		sum += w[i];
	}
	for (uint32_t i = 0; i < t->n; i++) {
		double got = share[i] / 4294967296.0 / t->n;
		double partners = w[i] / sum * t->n + 2;

		/* each of the columns it has a part of rounds by 2^-33 */
		assert_true(fabs(got - w[i] / sum) <=
			    1.2e-10 * partners / t->n * 2 + 1e-15);
		if (w[i] == 0)
			assert_true(share[i] == 0);
	}
	free(share);
}

static void the_table_holds_the_weights_exactly(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 3, 10, 1000, 65537, 300000 };

	(void)state;
	for (size_t s = 0; s < SM_COUNTOF(sizes); s++) {
		struct sm_arena a = { 0 };
		uint32_t n = sizes[s];
		double *w = calloc(n, sizeof(*w));
		struct sm_alias t;

		assert_non_null(w);
		for (uint32_t i = 0; i < n; i++) {
			struct sm_rng r = sm_rng_at(n, i);

			w[i] = (double)sm_rng_below(&r, 1000) * (i % 7 == 0 ? 50 : 1);
		}
		w[n / 2] += 1;
		t = built(&a, w, n);
		assert_exact(&t, w);
		free(w);
		sm_arena_release(&a);
	}
}

static void an_outcome_of_weight_zero_never_comes(void **state)
{
	static const double w[] = { 0, 1, 0, 0.3, 0, 0, 1e-5, 0 };
	struct sm_arena a = { 0 };
	struct sm_alias t = built(&a, w, SM_COUNTOF(w));

	(void)state;
	for (uint64_t row = 0; row < 200000; row++) {
		struct sm_rng r = sm_rng_at(1, row);

		assert_true(w[sm_alias_at(&t, sm_rng_u64(&r))] > 0);
	}
	/* nor at the edges of each column */
	for (uint64_t col = 0; col < 8; col++)
		for (uint64_t low = 0; low < 2; low++)
			assert_true(w[sm_alias_at(&t, col << 61 |
						  (low ? UINT32_MAX : 0))] > 0);
	sm_arena_release(&a);
}

static void a_single_outcome_always_comes(void **state)
{
	static const double w[] = { 0.001 };
	struct sm_arena a = { 0 };
	struct sm_alias t = built(&a, w, 1);

	(void)state;
	assert_int_equal(sm_alias_at(&t, 0), 0);
	assert_int_equal(sm_alias_at(&t, UINT64_MAX), 0);
	sm_arena_release(&a);
}

static void unusable_weights_are_refused_with_a_way_out(void **state)
{
	static const struct {
		uint32_t n;
		double w[3];
	} cases[] = {
		{ 0, { 1 } }, { 2, { 0, 0 } }, { 2, { 1, -1 } },
		{ 2, { 1, (double)NAN } }, { 2, { (double)INFINITY, 1 } },
		{ 3, { -0.5, 3, 3 } }, { 1, { 1e301 } },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_alias t;
		struct sm_err err = { 0 };

		assert_int_equal(sm_alias_init(&t, &a, cases[i].w, cases[i].n, &err),
				 SM_E_PROFILE);
		assert_true(err.what[0] && err.fix[0]);
	}
	sm_arena_release(&a);
}

static void every_way_to_run_out_of_memory_is_told(void **state)
{
	static const double w[] = { 1, 2, 3 };

	(void)state;
	for (uint64_t nth = 1; nth <= 3; nth++) {
		struct sm_arena a = { 0 };
		struct sm_alias t;
		struct sm_err err = { 0 };

		sm_alloc_fail_at(nth, false);
		assert_int_equal(sm_alias_init(&t, &a, w, 3, &err), SM_E_INTERNAL);
		sm_alloc_fail_at(0, false);
		assert_int_equal(sm_alias_init(&t, &a, w, 3, &err), SM_OK);
		sm_arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_follow_the_weights),
		cmocka_unit_test(the_table_holds_the_weights_exactly),
		cmocka_unit_test(an_outcome_of_weight_zero_never_comes),
		cmocka_unit_test(a_single_outcome_always_comes),
		cmocka_unit_test(unusable_weights_are_refused_with_a_way_out),
		cmocka_unit_test(every_way_to_run_out_of_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
