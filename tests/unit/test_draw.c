/* gen/op/draw.c: ranges, bijections, and floating point made of whole numbers */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/draw.h"
#include "op_case.h"

#define ROWS 2000

static struct sm_compile context(struct sm_arena *a, const char *type, uint64_t rows)
{
	struct sm_compile c = { .arena = a, .column = "orders.total",
				.rows = rows };

	assert_true(sm_type_parse(type, &c.type));
	return c;
}

static void offsets_are_multiplied(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_compile c = context(&a, "bigint", ROWS);
	struct sm__draw d = { .divisor = 0 };
	struct sm_op op = { .key = 1 };
	struct sm_err err = { 0 };
	int64_t got[ROWS];
	bool seen[7] = { false };

	(void)state;
	assert_int_equal(sm__draw_range(&d, &op, &c, -3, 3, 1000, &err), SM_OK);
	assert_int_equal(op.out.min, -3000);
	assert_int_equal(op.out.max, 3000);
	assert_false(op.out.unique);
	sm__draw_fill(&d, op.key, &(struct sm_rows){ .n = ROWS },
		      &(struct sm_vec){ .v.i64 = got });
	for (int i = 0; i < ROWS; i++) {
		assert_int_equal(got[i] % 1000, 0);
		assert_true(got[i] >= -3000 && got[i] <= 3000);
		seen[got[i] / 1000 + 3] = true;
	}
	for (int i = 0; i < 7; i++)
		assert_true(seen[i]);
	sm_arena_release(&a);
}

static void the_whole_of_64_bits_can_be_drawn_from(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_compile c = context(&a, "bigint", ROWS);
	struct sm__draw d = { .divisor = 0 };
	struct sm_op op = { .key = 2 };
	struct sm_err err = { 0 };
	int64_t got[ROWS];
	int below = 0;

	(void)state;
	for (int unique = 0; unique <= 1; unique++) {
		c.unique = unique;
		assert_int_equal(sm__draw_range(&d, &op, &c, INT64_MIN, INT64_MAX,
						1, &err), SM_OK);
		assert_int_equal(op.out.unique, unique);
		sm__draw_fill(&d, op.key, &(struct sm_rows){ .n = ROWS },
			      &(struct sm_vec){ .v.i64 = got });
		for (int i = 0; i < ROWS; i++)
			below += got[i] < 0;
	}
	assert_in_range(below, ROWS - 300, ROWS + 300);
	sm_arena_release(&a);
}

static void a_unique_range_gives_each_value_once(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_compile c = context(&a, "int", 500);
	struct sm__draw d = { .divisor = 0 };
	struct sm_op op = { .key = 3 };
	struct sm_err err = { 0 };
	int64_t got[500];
	bool seen[500] = { false };

	(void)state;
	c.unique = true;
	assert_int_equal(sm__draw_range(&d, &op, &c, -100, 399, 1, &err), SM_OK);
	assert_true(op.out.unique);
	sm__draw_fill(&d, op.key, &(struct sm_rows){ .n = 500 },
		      &(struct sm_vec){ .v.i64 = got });
	for (int i = 0; i < 500; i++) {
		assert_true(got[i] >= -100 && got[i] <= 399);
		assert_false(seen[got[i] + 100]);
		seen[got[i] + 100] = true;
	}
	sm_arena_release(&a);
}

static void too_few_values_are_refused_with_both_numbers(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_compile c = context(&a, "int", 1001);
	struct sm__draw d = { .divisor = 0 };
	struct sm_op op = { .key = 3 };
	struct sm_err err = { 0 };

	(void)state;
	c.unique = true;
	assert_int_equal(sm__draw_range(&d, &op, &c, 1, 1000, 1, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, "orders.total: needs 1,001 distinct values "
			    "but 1..1000 has only 1,000");
	assert_true(err.fix[0] != '\0');
	sm_arena_release(&a);
}

static void floating_point_is_whole_numbers_divided(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_compile c = context(&a, "double", ROWS);
	struct sm__draw d = { .divisor = 100 }, whole = { .divisor = 0 };
	struct sm_op op = { .key = 4 };
	struct sm_err err = { 0 };
	double got[ROWS];
	int64_t want[ROWS];

	(void)state;
	assert_int_equal(sm__draw_range(&d, &op, &c, 100, 50000, 1, &err), SM_OK);
	assert_int_equal(sm__draw_range(&whole, &op, &c, 100, 50000, 1, &err),
			 SM_OK);
	/* more rows than a piece, and not a multiple of it */
	sm__draw_fill(&d, op.key, &(struct sm_rows){ .n = ROWS },
		      &(struct sm_vec){ .v.f64 = got });
	sm__draw_fill(&whole, op.key, &(struct sm_rows){ .n = ROWS },
		      &(struct sm_vec){ .v.i64 = want });
	for (int i = 0; i < ROWS; i++) {
		double w = (double)want[i] / 100;

		assert_memory_equal(&got[i], &w, sizeof(w));
	}
	sm_arena_release(&a);
}

static void unique_floating_point_must_keep_its_values_apart(void **state)
{
	static const struct {
		const char *type;
		bool single;
		int64_t hi;
		enum sm_code code;
	} cases[] = {
		{ "real", true, 1 << 22, SM_OK },
		{ "real", true, (1 << 22) + 1, SM_E_PROFILE },
		{ "double", false, INT64_C(1) << 51, SM_OK },
		{ "double", false, (INT64_C(1) << 51) + 1, SM_E_PROFILE },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_compile c = context(&a, cases[i].type, 10);
		struct sm__draw d = { .divisor = 100,
				      .single = cases[i].single };
		struct sm_op op = { .key = 5 };
		struct sm_err err = { 0 };

		c.unique = true;
		assert_int_equal(sm__draw_range(&d, &op, &c, 0, cases[i].hi, 1,
						&err), cases[i].code);
	}
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_are_multiplied),
		cmocka_unit_test(the_whole_of_64_bits_can_be_drawn_from),
		cmocka_unit_test(a_unique_range_gives_each_value_once),
		cmocka_unit_test(too_few_values_are_refused_with_both_numbers),
		cmocka_unit_test(floating_point_is_whole_numbers_divided),
		cmocka_unit_test(unique_floating_point_must_keep_its_values_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
