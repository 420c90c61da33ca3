/* gen/op/op_serial.c: counting, up and down, and where it ends */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_from_start_by_step),
		cmocka_unit_test(running_past_the_type_is_refused_with_rows_and_type),
		cmocka_unit_test(a_step_of_nothing_and_a_start_outside_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
