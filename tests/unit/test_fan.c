/* gen/run/fan.c: children of parents and parents of children agree, in O(1) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/fan.h"

struct range {
	uint64_t min, max;
};

static const struct range ranges[] = {
	{ 1, 7 }, { 0, 3 }, { 0, 1 }, { 1, 1 }, { 5, 5 }, { 0, 1000 }, { 100, 101 },
};

static void children_follow_each_other_without_a_gap(void **state)
{
	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(ranges); c++)
		for (uint64_t parents = 1; parents < 100; parents++) {
			struct sm_fan f;
			struct sm_fan_at at;
			uint64_t next = 0;

			assert_true(sm_fan_init(&f, 42, parents, ranges[c].min,
						ranges[c].max));
			sm_fan_start(&at);
			for (uint64_t p = 0; p < parents; p++) {
				uint64_t first, n;

				sm_fan_children(&f, &at, p, &first, &n);
				assert_int_equal(first, next);
				assert_in_range(n, ranges[c].min, ranges[c].max);
				next += n;
			}
			assert_int_equal(next, f.children);
		}
}

static void every_child_finds_its_parent_and_place(void **state)
{
	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(ranges); c++) {
		struct sm_fan f;
		struct sm_fan_at at, back;

		assert_true(sm_fan_init(&f, 7, 333, ranges[c].min, ranges[c].max));
		sm_fan_start(&at);
		for (uint64_t p = 0; p < 333; p++) {
			uint64_t first, n, ordinal;

			sm_fan_children(&f, &at, p, &first, &n);
			for (uint64_t k = 0; k < n && k < 20; k++) {
				/* a fresh cursor: no memory of what came before */
				sm_fan_start(&back);
				assert_int_equal(sm_fan_parent(&f, &back, first + k,
							       &ordinal), p);
				assert_int_equal(ordinal, k);
			}
		}
	}
}

static void a_range_says_the_same_as_its_children_one_by_one(void **state)
{
	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(ranges); c++)
		for (uint64_t first = 0; first < 40; first++) {
			struct sm_fan f;
			struct sm_fan_at at;
			int64_t parent[200], ordinal[200];
			uint32_t n;

			assert_true(sm_fan_init(&f, 5, 800, ranges[c].min,
						ranges[c].max));
			n = f.children - first < 200 ? (uint32_t)(f.children - first)
						     : 200;
			sm_fan_range(&f, first, n, parent, ordinal);
			sm_fan_start(&at);
			for (uint32_t i = 0; i < n; i++) {
				uint64_t o;

				assert_int_equal(parent[i], sm_fan_parent(
					&f, &at, first + i, &o));
				assert_int_equal(ordinal[i], o);
			}
		}
}

static void counts_are_uniform(void **state)
{
	struct sm_fan f;
	struct sm_fan_at at;
	uint64_t seen[8] = { 0 };

	(void)state;
	assert_true(sm_fan_init(&f, 99, 700000, 1, 7));
	sm_fan_start(&at);
	for (uint64_t p = 0; p < 700000; p++) {
		uint64_t first, n;

		sm_fan_children(&f, &at, p, &first, &n);
		seen[n]++;
	}
	for (unsigned k = 1; k <= 7; k++)
		assert_in_range(seen[k], 98500, 101500);
}

/* ---- with a total ---------------------------------------------------------------- */

struct total {
	uint64_t parents, rows, first_parent, first_child;
};

/* Every answer against the counts that the children questions give. */
static void check_total(const struct total *t)
{
	struct sm_fan f;
	struct sm_fan_at at, back;
	int64_t parent[700], ordinal[700];
	uint64_t next = t->first_child;

	assert_true(sm_fan_init_total(&f, 11 + t->rows, t->first_parent, t->parents,
				      t->first_child, t->rows));
	assert_int_equal(f.children, t->first_child + t->rows);
	assert_true(t->rows <= SM_COUNTOF(parent) && f.max >= 1);
	if (t->rows)
		sm_fan_range(&f, t->first_child, (uint32_t)t->rows, parent, ordinal);
	sm_fan_start(&at);
	for (uint64_t p = t->first_parent; p < t->first_parent + t->parents; p++) {
		uint64_t first, n;

		sm_fan_children(&f, &at, p, &first, &n);
		assert_int_equal(first, next);
		assert_true(n == t->rows / t->parents ||
			    n == t->rows / t->parents + 1);
		assert_in_range(n, f.min, f.max);
		for (uint64_t k = 0; k < n; k++, next++) {
			uint64_t place;

			sm_fan_start(&back);    /* remembers nothing */
			assert_int_equal(sm_fan_parent(&f, &back, next, &place), p);
			assert_int_equal(place, k);
			assert_int_equal(parent[next - t->first_child], p);
			assert_int_equal(ordinal[next - t->first_child], k);
		}
	}
	assert_int_equal(next, t->first_child + t->rows);
}

static void a_total_is_spread_with_one_more_or_less(void **state)
{
	(void)state;
	for (uint64_t parents = 1; parents < 50; parents++)
		for (uint64_t rows = 0; rows < 160; rows++) {
			const struct total t = { parents, rows, 0, 0 };
			const struct total more = { parents, rows, 77, 1000 };

			check_total(&t);
			check_total(&more);
		}
	check_total(&(struct total){ 600, 599, 0, 0 });
	check_total(&(struct total){ 600, 601, 0, 0 });
	check_total(&(struct total){ 7, 699, 3, 1 });
}

static void ranges_of_a_total_may_begin_anywhere(void **state)
{
	struct sm_fan f;
	int64_t all[500], some[500], place[500], at[500];

	(void)state;
	assert_true(sm_fan_init_total(&f, 3, 0, 170, 0, 500));
	sm_fan_range(&f, 0, 500, all, place);
	for (uint32_t first = 0; first < 490; first++) {
		sm_fan_range(&f, first, 10, some, at);
		assert_memory_equal(some, all + first, 10 * sizeof(*all));
		assert_memory_equal(at, place + first, 10 * sizeof(*at));
	}
}

/* Any order of questions to one cursor: it is a cache, not a state. */
static void a_cursor_of_a_total_remembers_nothing_that_counts(void **state)
{
	struct sm_fan f;
	struct sm_fan_at at, fresh;

	(void)state;
	assert_true(sm_fan_init_total(&f, 3, 5, 1000, 9, 3700));
	sm_fan_start(&at);
	for (uint64_t i = 0; i < 3700; i++) {
		uint64_t child = 9 + i * 1361 % 3700, a, b, first, n;
		uint64_t p = sm_fan_parent(&f, &at, child, &a);

		sm_fan_start(&fresh);
		assert_int_equal(p, sm_fan_parent(&f, &fresh, child, &b));
		assert_int_equal(a, b);
		sm_fan_children(&f, &at, 5 + i * 7 % 1000, &first, &n);
		assert_in_range(n, 3, 4);
		sm_fan_children(&f, &at, p, &first, &n);
		assert_true(child == first + a && a < n);
	}
}

static void who_has_one_more_is_drawn_from_equal_strata(void **state)
{
	unsigned seen[100] = { 0 };

	(void)state;
	for (uint64_t key = 0; key < 20000; key++) {
		struct sm_fan f;
		struct sm_fan_at at;
		unsigned in[10] = { 0 };

		assert_true(sm_fan_init_total(&f, key * SM_COUNTOF(seen) + 1, 0, 100,
					      0, 210));
		sm_fan_start(&at);
		for (uint64_t p = 0; p < 100; p++) {
			uint64_t first, n;

			sm_fan_children(&f, &at, p, &first, &n);
			in[p / 10] += n == 3;
			seen[p] += n == 3;
		}
		for (unsigned i = 0; i < 10; i++)
			assert_int_equal(in[i], 1);
	}
	for (unsigned p = 0; p < 100; p++)
		assert_in_range(seen[p], 1800, 2200);
}

static void large_totals_are_right_to_the_last_child(void **state)
{
	static const struct total large[] = {
		{ UINT64_C(1) << 61, (UINT64_C(1) << 61) - 1, 0, 0 },
		{ (UINT64_C(1) << 40) + 7, (UINT64_C(1) << 61) + 12345, 99, 7 },
		{ 3, (UINT64_C(1) << 61) + 1, 0, UINT64_C(1) << 60 },
		{ (UINT64_C(1) << 61) - 3, 1, UINT64_C(1) << 60, 5 },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(large); c++) {
		const struct total *t = &large[c];
		struct sm_fan f;
		struct sm_fan_at at;

		assert_true(sm_fan_init_total(&f, 8, t->first_parent, t->parents,
					      t->first_child, t->rows));
		sm_fan_start(&at);
		for (uint64_t i = 0; i < 1000; i++) {
			uint64_t child = t->first_child +
					 (uint64_t)((sm_uint128)i * (t->rows - 1) /
						    999);
			uint64_t place, first, n;
			uint64_t p = sm_fan_parent(&f, &at, child, &place);

			assert_in_range(p, t->first_parent, f.parents - 1);
			sm_fan_children(&f, &at, p, &first, &n);
			assert_true(place < n && first + place == child);
		}
	}
}

/* A NULL reference is followed to row 0, before what --append has. */
static void before_the_first_there_is_nobody_and_no_harm(void **state)
{
	struct sm_fan f;
	struct sm_fan_at at;
	uint64_t first, n, place;

	(void)state;
	for (uint64_t rows = 0; rows < 40; rows++) {
		assert_true(sm_fan_init_total(&f, 8, 100, 10, 200, rows));
		sm_fan_start(&at);
		sm_fan_children(&f, &at, 0, &first, &n);
		assert_int_equal(n, 0);
		assert_in_range(sm_fan_parent(&f, &at, 0, &place), 100, 109);
		assert_int_equal(place, 0);
	}
}

static void another_key_gives_another_arrangement(void **state)
{
	struct sm_fan a, b;
	struct sm_fan_at at;
	unsigned same = 0;

	(void)state;
	assert_true(sm_fan_init(&a, 1, 1600, 1, 7));
	assert_true(sm_fan_init(&b, 2, 1600, 1, 7));
	for (uint64_t p = 0; p < 1600; p++) {
		uint64_t f1, n1, f2, n2;

		sm_fan_start(&at);
		sm_fan_children(&a, &at, p, &f1, &n1);
		sm_fan_start(&at);
		sm_fan_children(&b, &at, p, &f2, &n2);
		same += n1 == n2;
	}
	assert_in_range(same, 150, 320);
}

static void too_many_children_are_refused(void **state)
{
	struct sm_fan f;

	(void)state;
	assert_false(sm_fan_init(&f, 1, UINT64_C(1) << 40, 0, UINT64_C(1) << 30));
	assert_true(sm_fan_init(&f, 1, UINT64_C(1) << 40, 1, 1000));
	assert_false(sm_fan_init_total(&f, 1, 0, 5, 0, UINT64_C(1) << 62));
	assert_false(sm_fan_init_total(&f, 1, UINT64_C(1) << 62, 5, 0, 5));
	assert_false(sm_fan_init_total(&f, 1, 0, 5, UINT64_C(1) << 62, 5));
	assert_true(sm_fan_init_total(&f, 1, 0, 5, 0, (UINT64_C(1) << 62) - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_follow_each_other_without_a_gap),
		cmocka_unit_test(every_child_finds_its_parent_and_place),
		cmocka_unit_test(a_range_says_the_same_as_its_children_one_by_one),
		cmocka_unit_test(counts_are_uniform),
		cmocka_unit_test(a_total_is_spread_with_one_more_or_less),
		cmocka_unit_test(ranges_of_a_total_may_begin_anywhere),
		cmocka_unit_test(a_cursor_of_a_total_remembers_nothing_that_counts),
		cmocka_unit_test(who_has_one_more_is_drawn_from_equal_strata),
		cmocka_unit_test(large_totals_are_right_to_the_last_child),
		cmocka_unit_test(before_the_first_there_is_nobody_and_no_harm),
		cmocka_unit_test(another_key_gives_another_arrangement),
		cmocka_unit_test(too_many_children_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
