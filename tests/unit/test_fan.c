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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_follow_each_other_without_a_gap),
		cmocka_unit_test(every_child_finds_its_parent_and_place),
		cmocka_unit_test(a_range_says_the_same_as_its_children_one_by_one),
		cmocka_unit_test(counts_are_uniform),
		cmocka_unit_test(another_key_gives_another_arrangement),
		cmocka_unit_test(too_many_children_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
