/* gen/op/op_date.c: days of a period, both ends included */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static void days_lie_in_the_period_and_reach_both_ends(void **state)
{
	static const struct {
		const char *from, *to;
		int64_t first, last;
	} cases[] = {
		{ "1970-01-01", "1970-01-10", 0, 9 },
		{ "1969-12-25", "1970-01-05", -7, 4 },
		{ "2026-01-01", "now", 20454, 20454 },
		{ "-2d", "+3d", 20452, 20457 },
		{ "1970-01-01T23:59:59Z", "1970-01-03T00:00:00Z", 0, 2 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		bool low = false, high = false;
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_date, NULL, 1000);
		op_case_compile(&k, "from", cases[i].from, "to", cases[i].to, NULL);
		assert_int_equal(k.op.out.min, cases[i].first);
		assert_int_equal(k.op.out.max, cases[i].last);
		v = op_case_i64(&k, 1000);
		for (int r = 0; r < 1000; r++) {
			low |= v[r] == cases[i].first;
			high |= v[r] == cases[i].last;
		}
		assert_true(low && high);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void nothing_said_means_the_last_year(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_date, NULL, 1000);
	op_case_compile(&k, NULL);
	assert_int_equal(k.op.out.max, 20454);
	assert_int_equal(k.op.out.min, 20454 - 366);
	op_case_keeps_promises(&k, 1000);
	op_case_end(&k);
}

static void a_unique_column_takes_each_day_once(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_date, NULL, 365);
	k.c.unique = true;
	op_case_compile(&k, "from", "2025-01-01", "to", "2025-12-31", NULL);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 365);
	op_case_end(&k);
	op_case_start(&k, &sm_op_date, NULL, 366);
	k.c.unique = true;
	op_case_refuses(&k, "needs 366 distinct values but 2025-01-01..2025-12-31 "
			"has only 365", "from", "2025-01-01", "to", "2025-12-31",
			NULL);
	op_case_end(&k);
}

static void a_period_that_ends_before_it_starts_is_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_date, NULL, 10);
	op_case_refuses(&k, "from 2026-01-02 00:00:00 is after to 2026-01-01 "
			"00:00:00", "from", "2026-01-02", NULL);
	op_case_refuses(&k, "to \"tomorrow\" is not a time", "to", "tomorrow", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_lie_in_the_period_and_reach_both_ends),
		cmocka_unit_test(nothing_said_means_the_last_year),
		cmocka_unit_test(a_unique_column_takes_each_day_once),
		cmocka_unit_test(a_period_that_ends_before_it_starts_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
