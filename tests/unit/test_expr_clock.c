/* gen/op/expr_clock.c, expr_civil.h: against gen/base's calendar, every day */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/expr.h"
#include "op/expr_civil.h"
#include "op/expr_ins.h"

#define FIRST (-719162)     /* 0001-01-01 */
#define LAST 2932896        /* 9999-12-31 */

static int64_t days_of(int32_t year, unsigned month)
{
	return sm_days_from_civil(year + (int32_t)(month / 13),
				  (month - 1) % 12 + 1, 1);
}

static void every_day_of_the_calendar_agrees(void **state)
{
	(void)state;
	for (int64_t day = FIRST; day <= LAST; day++) {
		const uint32_t n = (uint32_t)(day + SM_CIVIL_EPOCH);
		const struct sm_ymd d = sm__civil(n);
		struct sm_civil c;

		sm_civil_from_days(day, &c);
		assert_true(d.year == (uint32_t)c.year && d.month == c.month &&
			    d.day == c.day);
		assert_true(sm__civil_days(d.year, d.month, d.day) == n);
		assert_true(sm__civil_doy(d) ==
			    day - sm_days_from_civil(c.year, 1, 1) + 1);
		assert_true(sm__civil_month_days(d.year, d.month) ==
			    days_of(c.year, d.month + 1) -
			    days_of(c.year, d.month));
		assert_true(sm__civil_isodow(n) == (uint32_t)(day + 719162) % 7 + 1);
		assert_true(sm__civil_of_us(day * SM_DAY_US) == n);
		assert_true(sm__civil_of_us((day + 1) * SM_DAY_US - 1) == n);
		assert_true(sm__civil_us_of_day((day + 1) * SM_DAY_US - 1) ==
			    (uint64_t)SM_DAY_US - 1);
	}
}

/* From every day of four centuries, some way there and a day by hand. */
static void months_end_at_the_last_day(void **state)
{
	static const int64_t steps[] = { 0, 1, -1, 12, -12, 13, 1200, -1199 };

	(void)state;
	for (int64_t day = 0; day <= 146097; day++)
		for (size_t i = 0; i < SM_COUNTOF(steps); i++) {
			const int64_t m = steps[i];
			struct sm_civil c;
			int64_t at, last;
			int32_t year;
			unsigned month;

			sm_civil_from_days(day, &c);
			at = c.year * 12 + c.month - 1 + m;
			year = (int32_t)(at / 12);
			month = (unsigned)(at % 12) + 1;
			last = days_of(year, month + 1) - days_of(year, month);
			assert_true((int64_t)sm__civil_add_months(
				(uint32_t)(day + SM_CIVIL_EPOCH), m) -
				SM_CIVIL_EPOCH == sm_days_from_civil(year, month,
				c.day < last ? c.day : (unsigned)last));
		}
}

/* What one loop gives for one value. */
static int64_t extracted(enum sm_xfield field, int64_t v, bool days)
{
	union sm_xreg reg[2];
	struct sm_xframe f = { .reg = reg, .n = 1 };
	const struct sm_xins i = {
		.a = { SM_XW_REG, false, 0 }, .d = { SM_XW_REG, false, 1 },
		.k = (int64_t)field, .m = days,
	};

	reg[0].i64[0] = v;
	sm__expr_run_extract(&f, &i);
	return reg[1].i64[0];
}

static int64_t truncated(enum sm_xfield field, int64_t v)
{
	union sm_xreg reg[2];
	struct sm_xframe f = { .reg = reg, .n = 1 };
	const struct sm_xins i = {
		.a = { SM_XW_REG, false, 0 }, .d = { SM_XW_REG, false, 1 },
		.k = (int64_t)field,
	};

	reg[0].i64[0] = v;
	sm__expr_run_trunc(&f, &i);
	return reg[1].i64[0];
}

static void fields_are_those_of_the_calendar(void **state)
{
	/* a prime step, so that all hours and minutes are met */
	const int64_t step = INT64_C(7919) * 86413 * 1000003;

	(void)state;
	for (int64_t us = FIRST * SM_DAY_US; us <= LAST * SM_DAY_US; us += step) {
		const int64_t day = sm_days_from_us(us);
		struct sm_civil c;

		sm_civil_from_us(us, &c);
		assert_int_equal(extracted(SM_XF_YEAR, us, false), c.year);
		assert_int_equal(extracted(SM_XF_YEAR, day, true), c.year);
		assert_int_equal(extracted(SM_XF_QUARTER, us, false),
				 (c.month + 2) / 3);
		assert_int_equal(extracted(SM_XF_MONTH, us, false), c.month);
		assert_int_equal(extracted(SM_XF_DAY, day, true), c.day);
		assert_int_equal(extracted(SM_XF_HOUR, us, false), c.hour);
		assert_int_equal(extracted(SM_XF_MINUTE, us, false), c.minute);
		assert_int_equal(extracted(SM_XF_SECOND, us, false), c.second);
		assert_int_equal(extracted(SM_XF_EPOCH, day, true), day * 86400);
		assert_int_equal(extracted(SM_XF_EPOCH, us, false),
				 day * 86400 + c.hour * 3600 + c.minute * 60 +
				 c.second);
		assert_int_equal(truncated(SM_XF_YEAR, us),
				 sm_days_from_civil(c.year, 1, 1) * SM_DAY_US);
		assert_int_equal(truncated(SM_XF_MONTH, us), SM_DAY_US *
				 sm_days_from_civil(c.year, c.month, 1));
		assert_int_equal(truncated(SM_XF_DAY, us), day * SM_DAY_US);
		for (int f = SM_XF_YEAR; f < SM_XF_DOW; f++)
			assert_int_equal(truncated((enum sm_xfield)f, us),
					 sm__expr_trunc_at((enum sm_xfield)f, us));
	}
}

/* The year's first week has its first Thursday, and begins on Monday. */
static void weeks_are_those_of_iso_8601(void **state)
{
	static const struct {
		int32_t year;
		unsigned month, day;
		int week;
	} cases[] = {
		{ 2020, 12, 31, 53 }, { 2021, 1, 1, 53 }, { 2021, 1, 3, 53 },
		{ 2021, 1, 4, 1 }, { 2024, 12, 29, 52 }, { 2024, 12, 30, 1 },
		{ 2026, 1, 1, 1 }, { 2027, 1, 3, 53 }, { 2000, 1, 1, 52 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(extracted(SM_XF_WEEK, sm_days_from_civil(
			cases[i].year, cases[i].month, cases[i].day), true),
			cases[i].week);
	assert_int_equal(extracted(SM_XF_DOW, 0, true), 4);
	assert_int_equal(extracted(SM_XF_ISODOW, 3, true), 7);
	assert_int_equal(extracted(SM_XF_DOW, 3, true), 0);
	assert_int_equal(truncated(SM_XF_WEEK, 3 * SM_DAY_US + 5),
			 -3 * SM_DAY_US);
	assert_int_equal(truncated(SM_XF_WEEK, FIRST * SM_DAY_US),
			 FIRST * SM_DAY_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_the_calendar_agrees),
		cmocka_unit_test(months_end_at_the_last_day),
		cmocka_unit_test(fields_are_those_of_the_calendar),
		cmocka_unit_test(weeks_are_those_of_iso_8601),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
