/* gen/op/op_bool.c: shares, and their two ends */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static void the_share_of_rows_is_true(void **state)
{
	static const struct {
		const char *share;
		int least, most;
	} cases[] = {
		{ NULL, 4850, 5150 },
		{ "0.9", 8900, 9100 },
		{ "0.01", 70, 130 },
		{ "0", 0, 0 },
		{ "1", 10000, 10000 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		const int64_t *v;
		int yes = 0;

		op_case_start(&k, &sm_op_bool, NULL, 10000);
		op_case_compile(&k, "share", cases[i].share, NULL);
		v = op_case_i64(&k, 10000);
		for (int r = 0; r < 10000; r++)
			yes += v[r] == 1;
		assert_in_range(yes, cases[i].least, cases[i].most);
		assert_int_equal(k.op.out.min, cases[i].least == 10000);
		assert_int_equal(k.op.out.max, cases[i].most > 0);
		op_case_keeps_promises(&k, 2000);
		op_case_end(&k);
	}
}

static void shares_outside_0_to_1_are_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_bool, NULL, 10);
	op_case_refuses(&k, "share 1.1 is not between 0 and 1", "share", "1.1",
			NULL);
	op_case_refuses(&k, "share -0.1 is not between 0 and 1", "share", "-0.1",
			NULL);
	op_case_refuses(&k, "share \"half\" is not a number", "share", "half", NULL);
	op_case_end(&k);
}

static void a_unique_column_has_true_once_and_false_once(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_bool, NULL, 2);
	k.c.unique = true;
	op_case_compile(&k, NULL);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 2);
	op_case_end(&k);
	op_case_start(&k, &sm_op_bool, NULL, 3);
	k.c.unique = true;
	op_case_refuses(&k, "needs 3 distinct values, true and false are 2", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_bool, NULL, 2);
	k.c.unique = true;
	op_case_refuses(&k, "share has nothing to say", "share", "0.5", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_share_of_rows_is_true),
		cmocka_unit_test(a_unique_column_has_true_once_and_false_once),
		cmocka_unit_test(shares_outside_0_to_1_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
