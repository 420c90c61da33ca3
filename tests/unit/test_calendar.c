/* gen/base/calendar.c: against the C library, and forms of a time */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "seedmill/type.h"

static void days_and_dates_agree_with_the_c_library(void **state)
{
	(void)state;
	/* every day from 0001 to 9999 there and back; gmtime every 97th */
	for (int64_t day = -719162; day <= 2932896; day++) {
		struct sm_civil c;
		time_t t = (time_t)(day * 86400);
		struct tm tm;

		sm_civil_from_days(day, &c);
		if (sm_days_from_civil(c.year, c.month, c.day) != day)
			fail_msg("day %lld", (long long)day);
		if (day % 97 != 0)
			continue;
		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
	}
}

static void microseconds_before_1970_belong_to_the_day_they_are_in(void **state)
{
	struct sm_civil c;

	(void)state;
	assert_int_equal(sm_days_from_us(0), 0);
	assert_int_equal(sm_days_from_us(-1), -1);
	assert_int_equal(sm_days_from_us(-SM_DAY_US), -1);
	assert_int_equal(sm_days_from_us(SM_DAY_US - 1), 0);
	sm_civil_from_us(-1, &c);
	assert_int_equal(c.year, 1969);
	assert_int_equal(c.month, 12);
	assert_int_equal(c.day, 31);
	assert_int_equal(c.hour, 23);
	assert_int_equal(c.minute, 59);
	assert_int_equal(c.second, 59);
	assert_int_equal(c.micro, 999999);
}

static void every_form_of_a_time_is_read(void **state)
{
	static const struct {
		const char *text, *utc;
	} cases[] = {
		{ "2026-01-31", "2026-01-31 00:00:00" },
		{ "2026-01-31T12:30:00Z", "2026-01-31 12:30:00" },
		{ "2026-01-31 12:30:00z", "2026-01-31 12:30:00" },
		{ "2026-01-31t12:30", "2026-01-31 12:30:00" },
		{ "2026-01-31 12:30:00.25+02", "2026-01-31 10:30:00.25" },
		{ "2026-01-31 12:30:00 -0330", "2026-01-31 16:00:00" },
		{ "2026-01-31 00:30:00+02:00", "2026-01-30 22:30:00" },
		{ "1890-01-01 00:00:00-00:44:30", "1890-01-01 00:44:30" },
		{ "2024-02-29", "2024-02-29 00:00:00" },
		{ "2000-02-29", "2000-02-29 00:00:00" },
		{ "0001-01-01", "0001-01-01 00:00:00" },
		{ "9999-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999" },
		{ "1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char text[40];
		int64_t us, again;

		if (!sm_time_parse(cases[i].text, strlen(cases[i].text), &us))
			fail_msg("not read: %s", cases[i].text);
		assert_int_equal(sm_time_format(us, text), strlen(cases[i].utc));
		assert_string_equal(text, cases[i].utc);
		assert_true(sm_time_parse(text, strlen(text), &again));
		assert_true(us == again);
	}
}

static void what_is_no_time_is_not_read_and_changes_nothing(void **state)
{
	static const char *const cases[] = {
		"", "2026", "2026-1-31", "2026-02-29", "1900-02-29", "2026-04-31",
		"2026-00-10", "2026-13-01", "2026-01-00", "0000-01-01",
		"2026-01-31T", "2026-01-31T12", "2026-01-31T24:00",
		"2026-01-31T12:60", "2026-01-31T12:30:60", "2026-01-31T12:30:00.",
		"2026-01-31T12:30:00.1234567", "2026-01-31T12:30:00X",
		"2026-01-31T12:30:00+", "2026-01-31T12:30:00+2",
		"2026-01-31T12:30:00+16", "2026-01-31T12:30:00+02:",
		"2026-01-31T12:30:00+02:00:00:00", "2026-01-31Z", " 2026-01-31",
		"2026-01-31 ", "2026-01-31T12:30:00Zjunk", "+2026-01-31",
		"0001-01-01T00:00:00+01", "9999-12-31T23:59:59-01",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t us = 7;

		if (sm_time_parse(cases[i], strlen(cases[i]), &us))
			fail_msg("read: %s", cases[i]);
		assert_int_equal(us, 7);
	}
}

static void only_the_bytes_given_are_read(void **state)
{
	int64_t us;

	(void)state;
	assert_true(sm_time_parse("2026-01-31T12", 10, &us));
	assert_int_equal(us, sm_days_from_civil(2026, 1, 31) * SM_DAY_US);
	assert_false(sm_time_parse("2026-01-31", 9, &us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_dates_agree_with_the_c_library),
		cmocka_unit_test(microseconds_before_1970_belong_to_the_day_they_are_in),
		cmocka_unit_test(every_form_of_a_time_is_read),
		cmocka_unit_test(what_is_no_time_is_not_read_and_changes_nothing),
		cmocka_unit_test(only_the_bytes_given_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
