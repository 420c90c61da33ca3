/* gen/op/op_serial.c: counting, up and down, and where it ends */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/op_serial.h"
#include "op_case.h"

static void counts_from_start_by_step(void **state)
{
	static const struct {
		const char *type, *start, *step;
		int64_t first, by;
	} cases[] = {
		{ NULL, NULL, NULL, 1, 1 },
		{ "int", "100", NULL, 100, 1 },
		{ "smallint", "-5", "7", -5, 7 },
		{ "bigint", "0", "-1", 0, -1 },
		{ "numeric(12,2)", NULL, NULL, 100, 100 },
		{ "numeric(12,2)", "0.5", "0.25", 50, 25 },
		{ "bigint", "9223372036854774808", NULL, INT64_MAX - 999, 1 },
		{ "bigint", "-9223372036854774809", "-1", INT64_MIN + 999, -1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		const int64_t *v;
		int64_t last = cases[i].first + 999 * cases[i].by;

		op_case_start(&k, &sm_op_serial, cases[i].type, 1000);
		if (cases[i].step)
			op_case_compile(&k, "start", cases[i].start, "step",
					cases[i].step, NULL);
		else
			op_case_compile(&k, "start", cases[i].start, NULL);
		v = op_case_i64(&k, 1000);
		for (int r = 0; r < 1000; r++)
			assert_true(v[r] == cases[i].first + r * cases[i].by);
		assert_true(k.op.out.unique);
		assert_true(k.op.out.min == (cases[i].by > 0 ? v[0] : last));
		assert_true(k.op.out.max == (cases[i].by > 0 ? last : v[0]));
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void running_past_the_type_is_refused_with_rows_and_type(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_serial, "smallint", 32767);
	op_case_compile(&k, NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_serial, "smallint", 32768);
	op_case_refuses(&k, "32,768 rows from 1 on run past smallint, which holds "
			"-32768 to 32767", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_serial, "bigint", UINT64_C(1) << 62);
	op_case_refuses(&k, "run past bigint", "step", "1000000000000", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_serial, "numeric(4,2)", 100);
	op_case_refuses(&k, "100 rows from 1.00 on run past numeric(4,2), which "
			"holds -99.99 to 99.99", NULL);
	op_case_end(&k);
}

static void a_step_of_nothing_and_a_start_outside_are_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_serial, "smallint", 10);
	op_case_refuses(&k, "step 0 never gets anywhere", "step", "0", NULL);
	op_case_refuses(&k, "start 40000 does not fit smallint", "start", "40000",
			NULL);
	op_case_refuses(&k, "start 1.5 is not a whole number", "start", "1.5", NULL);
	op_case_end(&k);
}

/* start + step * (row + row / run * gap), written out. */
static void runs_leave_gaps_and_keep_their_promises(void **state)
{
	static const struct {
		const char *type, *start, *step, *run, *gap;
		int64_t first, by, every, out;
	} cases[] = {
		{ "bigint", "1", "1", "8", "24", 1, 1, 8, 24 },
		{ "int", "-50", "3", "5", "2", -50, 3, 5, 2 },
		{ "bigint", "0", "-2", "7", "1", 0, -2, 7, 1 },
		{ "bigint", "9", "1", "1", "9", 9, 1, 1, 9 },
		{ "bigint", "9", "1", "4", "0", 9, 1, 4, 0 },
		{ "bigint", "9", "1", "5000", "77", 9, 1, 5000, 77 },
		{ "numeric(12,2)", "0.5", "0.25", "8", "24", 50, 25, 8, 24 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_serial, cases[i].type, 1000);
		op_case_compile(&k, "start", cases[i].start, "step", cases[i].step,
				"run", cases[i].run, "gap", cases[i].gap, NULL);
		v = op_case_i64(&k, 1000);
		for (int64_t r = 0; r < 1000; r++)
			assert_true(v[r] == cases[i].first + cases[i].by *
				    (r + r / cases[i].every * cases[i].out));
		assert_true(k.op.out.unique);
		assert_true(k.op.out.min == (cases[i].by > 0 ? v[0] : v[999]));
		assert_true(k.op.out.max == (cases[i].by > 0 ? v[999] : v[0]));
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void gaps_that_run_past_the_type_or_make_no_sense_are_refused(void **state)
{
	struct op_case k;

	(void)state;
	/* 1, 3, 5 ... 32767: as far as it goes */
	op_case_start(&k, &sm_op_serial, "smallint", 16384);
	op_case_compile(&k, "run", "1", "gap", "1", NULL);
	assert_true(k.op.out.max == 32767);
	op_case_end(&k);
	op_case_start(&k, &sm_op_serial, "smallint", 16385);
	op_case_refuses(&k, "16,385 rows from 1 on run past smallint", "run", "1",
			"gap", "1", NULL);
	op_case_refuses(&k, "run past smallint", "run", "1", "gap",
			"9223372036854775807", NULL);
	op_case_refuses(&k, "run and gap go together", "run", "8", NULL);
	op_case_refuses(&k, "run and gap go together", "gap", "8", NULL);
	op_case_refuses(&k, "run must be at least 1", "run", "0", "gap", "8", NULL);
	op_case_refuses(&k, "gap must not be below 0", "run", "8", "gap", "-1",
			NULL);
	op_case_end(&k);
}

/* --append: on from `base`, in the profile's own runs. */
static void appended_runs_go_on_where_they_were(void **state)
{
	static const struct {
		int64_t base;       /* largest value there, and 1 */
		uint64_t first_row;
		int64_t v[4];
	} cases[] = {
		{ 9, 8, { 33, 34, 35, 36 } },
		{ 7, 6, { 7, 8, 33, 34 } },
		{ 20, 8, { 33, 34, 35, 36 } },      /* somebody used the gap */
		{ 33, 8, { 33, 34, 35, 36 } },
		{ 39, 14, { 39, 40, 65, 66 } },
		{ 39, 3, { 39, 40, 41, 42 } },      /* rows went on from less */
		{ 39, 24, { 97, 98, 99, 100 } },    /* ... and from more */
	};
	const struct sm__serial_args args = { NULL, NULL, "8", "24" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_rows rows = { .first = cases[i].first_row, .n = 4 };
		struct sm_vec v;

		op_case_start(&k, &sm_op_serial, "bigint", cases[i].first_row + 4);
		k.c.first_row = cases[i].first_row;
		k.c.serial_base = &cases[i].base;
		op_case_compile(&k, "run", "8", "gap", "24", NULL);
		v = op_case_run(&k, &rows);
		assert_memory_equal(v.v.i64, cases[i].v, sizeof(cases[i].v));
		assert_true(k.op.out.min == v.v.i64[0]);
		assert_true(k.op.out.max == v.v.i64[3]);
		op_case_end(&k);
	}
	assert_int_equal(sm__serial_row(&args, 1), 0);
	assert_int_equal(sm__serial_row(&args, 8), 7);
	assert_int_equal(sm__serial_row(&args, 9), 8);
	assert_int_equal(sm__serial_row(&args, 33), 8);
	assert_int_equal(sm__serial_row(&args, 34), 9);
	assert_int_equal(sm__serial_row(&args, 65), 16);
}

static void the_row_of_a_value_is_the_first_not_below_it(void **state)
{
	static const struct {
		struct sm__serial_args args;
		int64_t base;
		uint64_t row;
	} cases[] = {
		{ { NULL, NULL, NULL, NULL }, 1, 0 },
		{ { NULL, NULL, NULL, NULL }, 1001, 1000 },
		{ { "10", "5", NULL, NULL }, 106, 20 },
		{ { "10", "5", NULL, NULL }, 110, 20 },
		{ { "10", "5", NULL, NULL }, 111, 21 },
		{ { "10", "-5", NULL, NULL }, 111, 0 },
		{ { "0.5", "0.25", NULL, NULL }, 111, 0 },
		{ { "10", "5", "2", "3" }, 16, 2 },     /* 10 15 35 40 60 */
		{ { "10", "5", "2", "3" }, 35, 2 },
		{ { "10", "5", "2", "3" }, 36, 3 },
		{ { "10", "5", "2", "3" }, 41, 4 },
		{ { "-9223372036854775807", NULL, NULL, NULL }, INT64_MAX,
		  UINT64_MAX - 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		if (sm__serial_row(&cases[i].args, cases[i].base) != cases[i].row)
			fail_msg("case %zu: %llu", i,
				 (unsigned long long)sm__serial_row(
					 &cases[i].args, cases[i].base));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_from_start_by_step),
		cmocka_unit_test(running_past_the_type_is_refused_with_rows_and_type),
		cmocka_unit_test(a_step_of_nothing_and_a_start_outside_are_refused),
		cmocka_unit_test(runs_leave_gaps_and_keep_their_promises),
		cmocka_unit_test(
			gaps_that_run_past_the_type_or_make_no_sense_are_refused),
		cmocka_unit_test(appended_runs_go_on_where_they_were),
		cmocka_unit_test(the_row_of_a_value_is_the_first_not_below_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
