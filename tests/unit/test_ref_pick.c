/* gen/op/ref_pick.c: each way of choosing a parent, by itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/ref_pick.h"
#include "statcheck.h"

#define KEY UINT64_C(0x1234567)

/* Rows [first, first + n), in calls of `step`; free with free(). */
static int64_t *choose(const struct sm__ref *st, uint64_t first, uint32_t n,
		       uint32_t step)
{
	int64_t *v = calloc(n + 1, sizeof(*v));

	assert_non_null(v);
	for (uint32_t i = 0; i < n; i += step) {
		struct sm_rows rows = { .first = first + i,
					.n = n - i < step ? n - i : step };
		struct sm_vec out = { .v.i64 = v + i };

		sm__ref_pick(st, KEY, &rows, NULL, &out);
	}
	return v;
}

/* The same rows, in other calls, and listed backwards, are the same. */
static void rows_stand_alone(const struct sm__ref *st, uint64_t first, uint32_t n)
{
	int64_t *all = choose(st, first, n, n), *some = choose(st, first, n, 7);
	uint64_t *id = calloc(n, sizeof(*id));
	struct sm_rows rows = { .id = id, .n = n };
	struct sm_vec out = { .v.i64 = some };

	assert_non_null(id);
	assert_memory_equal(all, some, n * sizeof(*all));
	for (uint32_t i = 0; i < n; i++)
		id[i] = first + n - 1 - i;
	sm__ref_pick(st, KEY, &rows, NULL, &out);
	for (uint32_t i = 0; i < n; i++)
		assert_true(some[i] == all[n - 1 - i]);
	free(all);
	free(some);
	free(id);
}

static void billionths_are_rounded_up_to_whole_parents(void **state)
{
	static const struct {
		uint64_t share, n, hot;
	} cases[] = {
		{ 150000000, 100, 15 }, { 150000000, 101, 16 },
		{ 150000000, 1, 1 }, { 1, 5, 1 }, { 999999999, 1000, 1000 },
		{ 100000000, 30, 3 }, { 700000000, 10, 7 },
		{ 500000000, UINT64_C(1) << 62, UINT64_C(1) << 61 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_true(sm__ref_hot(cases[i].share, cases[i].n) ==
			    cases[i].hot);
}

static void every_parent_is_as_likely_as_any_other(void **state)
{
	struct sm__ref st = { .how = SM__REF_UNIFORM, .n = 90, .base = 1000 };
	int64_t *v = choose(&st, 5, 90000, 2048);
	uint64_t seen[90] = { 0 };

	(void)state;
	for (int i = 0; i < 90000; i++) {
		assert_in_range(v[i], 1000, 1089);
		seen[v[i] - 1000]++;
	}
	assert_true(chi_square_flat(seen, 90, 90000) < chi_square_bound(89));
	free(v);
	rows_stand_alone(&st, 5, 3000);
}

/* The hot ones have their share, and within both sets all are alike. */
static void the_first_parents_have_the_share_that_was_asked_for(void **state)
{
	static const struct {
		uint64_t hot;
		double share;
	} cases[] = { { 15, 0.7 }, { 1, 0.5 }, { 50, 0.02 }, { 99, 0.9 } };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(cases); k++) {
		uint64_t hot = cases[k].hot;
		struct sm__ref st = {
			.how = SM__REF_HOT, .n = 100, .base = 7, .hot = hot,
			.cut = (uint64_t)(cases[k].share * 9223372036854775808.0),
		};
		int64_t *v = choose(&st, 0, 200000, 2048);
		uint64_t seen[100] = { 0 };
		double want[100];

		for (int i = 0; i < 200000; i++) {
			assert_in_range(v[i], 7, 106);
			seen[v[i] - 7]++;
		}
		for (uint64_t i = 0; i < 100; i++)
			want[i] = 200000 * (i < hot
				? cases[k].share / (double)hot
				: (1 - cases[k].share) / (double)(100 - hot));
		assert_true(chi_square(seen, want, 100) < chi_square_bound(99));
		free(v);
		rows_stand_alone(&st, 3, 1000);
	}
}

static void shares_of_nothing_and_of_all_are_exact(void **state)
{
	struct sm__ref none = { .how = SM__REF_HOT, .n = 10, .hot = 3, .cut = 0 };
	struct sm__ref all = { .how = SM__REF_HOT, .n = 10, .hot = 3,
			       .cut = UINT64_C(1) << 63 };
	int64_t *a = choose(&none, 0, 20000, 999), *b = choose(&all, 0, 20000, 999);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		assert_in_range(a[i], 3, 9);
		assert_in_range(b[i], 0, 2);
	}
	free(a);
	free(b);
}

/* Over `n` parents from `base` on; the rows that count from 1 as k, 2k ... */
static void check_skip(uint64_t skip, uint64_t base, uint64_t n)
{
	struct sm__ref st = { .how = SM__REF_SKIP, .n = n, .base = base,
			      .skip = skip };
	uint64_t *seen = calloc(n, sizeof(*seen)), cells = 0;
	int64_t *v;

	assert_non_null(seen);
	st.before = sm__ref_kept(skip, base);
	st.kept = sm__ref_kept(skip, base + n) - st.before;
	v = choose(&st, 1, 60000, 2048);
	for (int i = 0; i < 60000; i++) {
		assert_in_range(v[i], base, base + n - 1);
		assert_true(((uint64_t)v[i] + 1) % skip != 0);
		seen[(uint64_t)v[i] - base]++;
	}
	for (uint64_t i = 0; i < n; i++)
		if ((base + i + 1) % skip)
			seen[cells++] = seen[i];
	assert_int_equal(cells, st.kept);
	assert_true(chi_square_flat(seen, cells, 60000) <
		    chi_square_bound(cells - 1));
	free(v);
	free(seen);
	rows_stand_alone(&st, 2, 500);
}

static void what_is_skipped_is_never_chosen_and_the_rest_alike(void **state)
{
	(void)state;
	check_skip(3, 0, 100);
	check_skip(3, 100, 100);
	check_skip(3, 101, 99);
	check_skip(2, 0, 51);
	check_skip(2, 7, 50);
	check_skip(10, 95, 33);
	check_skip(1000, 0, 50);        /* skips none of them */
}

static void a_list_is_taken_in_turn(void **state)
{
	static const uint64_t list[] = { 0, 1, 1, 1, 4 };
	struct sm__ref st = { .how = SM__REF_ROWS, .n = 5, .base = 20,
			      .row = list, .nrows = 5 };
	int64_t *v = choose(&st, 3, 1000, 64);

	(void)state;
	for (uint64_t i = 0; i < 1000; i++)
		assert_true(v[i] == (int64_t)(20 + list[(3 + i) % 5]));
	free(v);
	rows_stand_alone(&st, 3, 100);
	st.nrows = 1;
	rows_stand_alone(&st, 0, 100);
}

/* ---- siblings -------------------------------------------------------------------- */

static void check_siblings(struct sm_fan *fan, uint64_t n)
{
	struct sm__ref st = { .how = SM__REF_DISTINCT, .n = n, .base = 50,
			      .fan = fan, .strides = n / fan->max };
	uint32_t rows = (uint32_t)fan->children;
	int64_t *v = choose(&st, 0, rows, 100);
	struct sm_fan_at at;

	sm_fan_start(&at);
	for (uint64_t p = 0; p < fan->parents; p++) {
		uint64_t first, count;

		sm_fan_children(fan, &at, p, &first, &count);
		for (uint64_t i = first; i < first + count; i++) {
			assert_in_range(v[i], 50, 49 + n);
			for (uint64_t k = first; k < i; k++)
				assert_true(v[i] != v[k]);
		}
	}
	free(v);
	if (rows)
		rows_stand_alone(&st, 0, rows < 400 ? rows : 400);
}

static void siblings_point_to_different_parents(void **state)
{
	static const struct {
		uint64_t min, max, n;
	} cases[] = {
		{ 1, 4, 4 }, { 4, 4, 4 }, { 4, 4, 5 }, { 4, 4, 1000 }, { 0, 7, 7 },
		{ 0, 7, 13 }, { 0, 7, 14 }, { 0, 7, 15 }, { 1, 1, 1 }, { 1, 1, 9 },
		{ 0, 60, 60 }, { 0, 60, 61 }, { 10, 60, 119 }, { 10, 60, 121 },
		{ 3, 5, UINT64_C(1) << 61 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		for (uint64_t key = 1; key < 6; key++) {
			struct sm_fan fan;

			assert_true(sm_fan_init(&fan, key, 150, cases[i].min,
						cases[i].max));
			check_siblings(&fan, cases[i].n);
		}
}

static void siblings_of_a_total_differ_too(void **state)
{
	(void)state;
	for (uint64_t rows = 0; rows < 700; rows += 13) {
		struct sm_fan fan;

		assert_true(sm_fan_init_total(&fan, 4, 0, 150, 0, rows));
		check_siblings(&fan, fan.max);
		check_siblings(&fan, fan.max + 1);
		check_siblings(&fan, 3 * fan.max + 2);
	}
}

static void siblings_together_choose_everybody_alike(void **state)
{
	uint64_t seen[40] = { 0 };
	struct sm_fan fan;
	struct sm__ref st = { .how = SM__REF_DISTINCT, .n = 40, .fan = &fan,
			      .strides = 10 };
	int64_t *v;

	(void)state;
	assert_true(sm_fan_init(&fan, 1, 20000, 4, 4));
	v = choose(&st, 0, 80000, 2048);
	for (int i = 0; i < 80000; i++)
		seen[v[i]]++;
	assert_true(chi_square_flat(seen, 40, 80000) < chi_square_bound(39));
	free(v);
}

/* A NULL reference is followed to row 0, which --append's tables do not have. */
static void a_row_before_the_first_has_some_parent(void **state)
{
	uint64_t zero = 0;
	struct sm_rows rows = { .id = &zero, .n = 1 };
	struct sm__ref st = { .how = SM__REF_UNIQUE, .n = 10, .base = 100,
			      .first = 500 };
	int64_t v = -1;
	struct sm_vec out = { .v.i64 = &v };

	(void)state;
	sm_perm_init(&st.perm, KEY, st.n);
	sm__ref_pick(&st, KEY, &rows, NULL, &out);
	assert_in_range(v, 100, 109);
	st.how = SM__REF_SELF;
	sm__ref_pick(&st, KEY, &rows, NULL, &out);
	assert_true(v == 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(billionths_are_rounded_up_to_whole_parents),
		cmocka_unit_test(every_parent_is_as_likely_as_any_other),
		cmocka_unit_test(
			the_first_parents_have_the_share_that_was_asked_for),
		cmocka_unit_test(shares_of_nothing_and_of_all_are_exact),
		cmocka_unit_test(what_is_skipped_is_never_chosen_and_the_rest_alike),
		cmocka_unit_test(a_list_is_taken_in_turn),
		cmocka_unit_test(siblings_point_to_different_parents),
		cmocka_unit_test(siblings_of_a_total_differ_too),
		cmocka_unit_test(siblings_together_choose_everybody_alike),
		cmocka_unit_test(a_row_before_the_first_has_some_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
