/* gen/op/expr_interval.c: what PostgreSQL writes as an interval, and no more */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "op/expr.h"

#define S INT64_C(1000000)

static void intervals_are_months_and_microseconds(void **state)
{
	static const struct {
		const char *text;
		int64_t months, us;
	} cases[] = {
		{ "1 day", 0, SM_DAY_US },
		{ "3 days", 0, 3 * SM_DAY_US },
		{ "1 year 2 months 3 days 04:05:06", 14,
		  3 * SM_DAY_US + 14706 * S },
		{ "  2 hours ", 0, 7200 * S },
		{ "1 month -1 day", 1, -SM_DAY_US },
		{ "-1 year 2 mons", -10, 0 },
		{ "+90 DAYS", 0, 90 * SM_DAY_US },
		{ "2 weeks", 0, 14 * SM_DAY_US },
		{ "1.5 seconds", 0, 1500000 },
		{ "0.000001 sec", 0, 1 },
		{ "-04:05:06.25", 0, -14706250000 },
		{ "00:30", 0, 1800 * S },
		{ "36:00", 0, 36 * 3600 * S },
		{ "5min 3secs", 0, 303 * S },
		{ "0 days", 0, 0 },
		{ "10000 years", 120000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t months = 7, us = 7;

		if (!sm__expr_interval(cases[i].text, &months, &us))
			fail_msg("%s is none", cases[i].text);
		assert_int_equal(months, cases[i].months);
		assert_int_equal(us, cases[i].us);
	}
}

static void what_is_no_interval_is_none(void **state)
{
	static const char *const none[] = {
		"", " ", "day", "1", "1 lightyear", "1 day ago", "1.5 days",
		"1.5 months", "1 day2 hours", "1.2345678 seconds", "1. seconds",
		"10001 years", "9999999999 days", "999999999 weeks",
		"3652426 days", "1:2:3:4", "1:60", "1:00:60", "1 dayss", "-",
		"- 1 day", "1 s", "6000 years 6000 years", "P1D",
		"1 day 1 day 1 day 1 day 1 day 1 day 1 day 1 day 1 day 1 day 1 day",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(none); i++) {
		int64_t months, us;

		if (sm__expr_interval(none[i], &months, &us))
			fail_msg("\"%s\" is one", none[i]);
	}
}

static void units_may_stand_behind_the_text(void **state)
{
	(void)state;
	assert_true(sm__expr_interval_unit("day"));
	assert_true(sm__expr_interval_unit("MONTHS"));
	assert_false(sm__expr_interval_unit("s"));
	assert_false(sm__expr_interval_unit("then"));
	assert_false(sm__expr_interval_unit(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_months_and_microseconds),
		cmocka_unit_test(what_is_no_interval_is_none),
		cmocka_unit_test(units_may_stand_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
