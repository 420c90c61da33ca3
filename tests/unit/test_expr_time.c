/* gen/op/expr_time.c: sums of dates, times and intervals; what they range over */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

/* All of them are what PostgreSQL 15 says (tests/db/expr_dates.sh asks it). */
static void dates_count_days(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "day + 1", "date", "2026-02-04" },
		{ "1 + day", NULL, "2026-02-04" },
		{ "day + seven * three", "date", "2026-02-24" },
		{ "day - 34", "date", "2025-12-31" },
		{ "day - date '2026-01-01'", NULL, "33" },
		{ "date '2024-03-01' - date '2023-03-01'", "int", "366" },
		{ "leap - day", "bigint", "-705" },
		{ "noday + 1", "date", "NULL" },
		{ "day + null", "date", "NULL" },
		{ "day - none", "date", "NULL" },
		{ "day + 1 || ''", "text", "2026-02-04" },
		{ "case when yes then day + 1 else day - 1 end", "date", "2026-02-04" },
		{ "least(day + 10, date '2026-02-05')", NULL, "2026-02-05" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void intervals_add_months_first_and_clamp_to_the_last_day(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "day + interval '1 day'", NULL, "2026-02-04 00:00:00" },
		{ "interval '1 day' + day", "date", "2026-02-04" },
		{ "day - interval '1 day 00:00:01'", NULL, "2026-02-01 23:59:59" },
		{ "leap + interval '1 year'", "date", "2025-02-28" },
		{ "leap + interval '4 years'", "date", "2028-02-29" },
		{ "leap - interval '1 month'", "date", "2024-01-29" },
		{ "date '2026-01-31' + interval '1 month'", "date", "2026-02-28" },
		{ "date '2026-01-31' + interval '1 month 1 day'", "date",
		  "2026-03-01" },
		{ "date '2026-03-31' - interval '1 month 1 day'", "date",
		  "2026-02-27" },
		{ "moment + interval '1 month 04:05:06.75'", NULL,
		  "2026-03-03 08:10:13" },
		{ "moment - interval '14 months'", NULL, "2024-12-03 04:05:06.25" },
		{ "moment + seven * interval '1 day'", NULL,
		  "2026-02-10 04:05:06.25" },
		{ "moment + interval '2 hours' * three", NULL,
		  "2026-02-03 10:05:06.25" },
		{ "moment - (seven - 10) * interval '1 month 1 day'", NULL,
		  "2026-05-06 04:05:06.25" },
		{ "moment + - interval '1 hour'", NULL, "2026-02-03 03:05:06.25" },
		{ "day + interval '90' day", "date", "2026-05-04" },
		{ "day + interval '0 days'", "date", "2026-02-03" },
		{ "moment + none * interval '1 day'", NULL, "NULL" },
		{ "moment + null * interval '1 day'", NULL, "NULL" },
		{ "noday + interval '1 month'", NULL, "NULL" },
		{ "day + interval '1 day' + interval '1 hour'", NULL,
		  "2026-02-04 01:00:00" },
		{ "moment > day + interval '4 hours'", NULL, "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void extract_and_trunc_take_dates_apart(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "extract(year from day)", NULL, "2026" },
		{ "extract(quarter from leap)", NULL, "1" },
		{ "extract(month from moment)", NULL, "2" },
		{ "extract(week from day)", NULL, "6" },
		{ "extract(day from day + 3)", NULL, "6" },
		{ "extract(hour from moment)", NULL, "4" },
		{ "extract(minute from moment)", NULL, "5" },
		{ "extract(second from moment)", NULL, "6" },
		{ "extract(DOW from day)", NULL, "2" },
		{ "extract(isodow from date '2026-02-08')", NULL, "7" },
		{ "extract(dow from date '2026-02-08')", NULL, "0" },
		{ "extract(doy from leap)", NULL, "60" },
		{ "extract(epoch from moment)", "bigint", "1770091506" },
		{ "extract(epoch from day) - extract(epoch from leap)", "bigint",
		  "60912000" },
		{ "extract('year' from noday)", NULL, "NULL" },
		{ "date_trunc('month', moment)", NULL, "2026-02-01 00:00:00" },
		{ "date_trunc('year', day)", NULL, "2026-01-01 00:00:00" },
		{ "date_trunc('QUARTER', leap)", "date", "2024-01-01" },
		{ "date_trunc('week', day)", "date", "2026-02-02" },
		{ "date_trunc('hour', moment)", NULL, "2026-02-03 04:00:00" },
		{ "date_trunc('second', moment)", NULL, "2026-02-03 04:05:06" },
		{ "date_trunc('month', day) + interval '1 month' - interval '1 day'",
		  "date", "2026-02-28" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void seconds_lie_between_times(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "extract(epoch from moment - timestamp '2026-02-03 04:00:00')",
		  "bigint", "306" },
		{ "extract(epoch from timestamp '2026-02-03 04:00:00' - moment)",
		  "bigint", "-307" },
		{ "extract(epoch from moment - day)", NULL, "14706" },
		{ "extract(epoch from (day - moment))", NULL, "-14707" },
		{ "extract(epoch from moment - moment)", NULL, "0" },
		{ "extract(epoch from moment - interval '1 day' - day) / 3600",
		  "bigint", "-19" },
		{ "date_part('epoch', moment - day) + 1", NULL, "14707" },
		{ "extract(epoch from moment - (noday + interval '1 day'))", NULL,
		  "NULL" },
		{ "date_part('year', day)", NULL, "2026" },
		{ "date_part('HOUR', moment)", NULL, "4" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void dates_are_made_of_their_parts(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "make_date(2026, 2, 3)", NULL, "2026-02-03" },
		{ "make_date(2024, 2, 29)", "date", "2024-02-29" },
		{ "make_date(2025, 1, 31)", "date", "2025-01-31" },
		{ "make_date(2000 + three, three, three)", NULL, "2003-03-03" },
		{ "make_date(1, 1, 1)", NULL, "0001-01-01" },
		{ "make_date(9999, 12, 31)", NULL, "9999-12-31" },
		{ "make_date(2020, none, 1)", NULL, "NULL" },
		{ "make_date(2020, 1, none)", NULL, "NULL" },
		{ "make_date(2000 + none, 1, 1)", NULL, "NULL" },
		{ "make_date(2000, 1, null)", NULL, "NULL" },
		{ "make_date(1 + extract(year from day), extract(month from day), 1)",
		  NULL, "2027-02-01" },
		{ "make_date(2026, 1, 1) + seven", NULL, "2026-01-08" },
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
	expr_case("make_date(1970, three, three * 2)", NULL, out);
	assert_int_equal(expr_case_domain.min, 1);
	assert_int_equal(expr_case_domain.max, 292);
}

static void what_is_no_date_for_some_row_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "make_date(2025, 2, 29)", NULL, "where 1 to 28 make a date" },
		{ "make_date(2025, 4, 31)", NULL, "where 1 to 30 make a date" },
		{ "make_date(2000 + three, 2, 29)", NULL,
		  "the day ranges from 29 to 29" },
		{ "make_date(2024, three, 30)", NULL, "where 1 to 29 make a date" },
		{ "make_date(2024, 13, 1)", NULL, "the month ranges from 13 to 13" },
		{ "make_date(2024, zero, 1)", NULL, "least(greatest(zero, 1), 12)" },
		{ "make_date(zero, 1, 1)", NULL, "the year ranges from 0 to 10" },
		{ "make_date(2024, 1, 1.0)", NULL, "cast(1.0 as int)" },
		{ "make_date(2024, 2, extract(day from day))", NULL,
		  "make_date(y, m, 1) + days" },
		{ "make_date(2024, 1)", NULL, "make_date() takes 3 arguments" },
		{ "extract(day from moment - moment)", NULL,
		  "only the epoch is known" },
		{ "date_part('year', moment - day)", NULL, "only the epoch is known" },
		{ "date_part(year, day)", NULL, "date_part() begins with a quoted unit" },
		{ "date_part('yeer', day)", NULL, "did you mean \"year\"?" },
		{ "extract(epoch from day - day)", NULL, "needs a date or a timestamp" },
		{ "extract(epoch from moment - moment) > moment - moment", "bool",
		  "cannot be taken from" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

/* The promised ends are the ends, not merely far enough apart. */
static void ranges_are_known(void **state)
{
	const int64_t day = SM_DAY_US, last = 30000;
	const struct {
		const char *text, *type;
		int64_t lo, hi;
	} cases[] = {
		{ "day + three", NULL, 1, last + 10 },
		{ "day - seven", NULL, -100, last + 100 },
		{ "day - leap", NULL, -last, last },
		{ "day + interval '1 day'", NULL, day, (last + 1) * day },
		{ "moment - seven * interval '1 hour'", NULL, -100 * day / 24,
		  last * day + 100 * day / 24 },
		{ "day + interval '1 month'", NULL, 31 * day, 30029 * day },
		{ "day + three * interval '1 month'", NULL, 31 * day,
		  30304 * day },
		{ "moment + interval '1 month'", NULL, 31 * day, 30030 * day - 1 },
		{ "extract(year from day)", NULL, 1970, 2052 },
		{ "extract(month from day)", NULL, 1, 12 },
		{ "extract(epoch from moment)", NULL, 0, last * 86400 },
		{ "date_trunc('year', moment)", NULL, 0, 29950 * day },
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		expr_case(cases[i].text, cases[i].type, out);
		if (expr_case_domain.min != cases[i].lo ||
		    expr_case_domain.max != cases[i].hi)
			fail_msg("%s (%s): %lld to %lld", cases[i].text, out,
				 (long long)expr_case_domain.min,
				 (long long)expr_case_domain.max);
	}
}

static void what_cannot_be_is_refused_with_a_way_out(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "moment + 1", NULL, "a timestamp and an integer cannot be added" },
		{ "moment + seven", NULL, "+ seven * interval '1 day'" },
		{ "moment - moment", NULL,
		  "seconds: extract(epoch from moment - moment)" },
		{ "moment - day", NULL, "a date cannot be taken from a timestamp" },
		{ "day + day", NULL, "a date and a date cannot be added" },
		{ "3 - day", NULL, "a date cannot be taken from an integer" },
		{ "day + '2026-01-01'", NULL, "write date '2026-01-31'" },
		{ "interval '1 day' - day", NULL, "cannot be taken from an interval" },
		{ "interval '1 day' + interval '1 day'", NULL, "one after the other" },
		{ "interval '1 day'", NULL, "which no column holds" },
		{ "interval '1 day'", "text", "interval" },
		{ "interval '1 day' = interval '1 day'", NULL, "nothing else" },
		{ "coalesce(interval '1 day')", NULL, "nothing else" },
		{ "interval '1 day' is null", NULL, "nothing else" },
		{ "case when yes then interval '1 day' end", NULL, "nothing else" },
		{ "interval '1 day' || 'x'", NULL, "nothing else" },
		{ "day + price * interval '1 day'", NULL, "one whole number" },
		{ "day + 2 * (3 * interval '1 day')", NULL, "one whole number" },
		{ "day + interval '9990 years'", NULL, "leave the years 1 to 9999" },
		{ "day - 3000000", NULL, "leave the years 1 to 9999" },
		{ "day - interval '3000 years' * seven", NULL, "leave the years" },
		{ "moment + big * interval '1 second'", NULL, "64 bits" },
		{ "moment + three * interval '9000 years'", NULL, "leave the years" },
		{ "extract(hour from day)", NULL, "a date has no time of day" },
		{ "extract(year from seven)", NULL, "needs a date or a timestamp" },
		{ "date_trunc('day', word)", NULL, "needs a date or a timestamp" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_count_days),
		cmocka_unit_test(intervals_add_months_first_and_clamp_to_the_last_day),
		cmocka_unit_test(extract_and_trunc_take_dates_apart),
		cmocka_unit_test(seconds_lie_between_times),
		cmocka_unit_test(dates_are_made_of_their_parts),
		cmocka_unit_test(what_is_no_date_for_some_row_is_refused),
		cmocka_unit_test(ranges_are_known),
		cmocka_unit_test(what_cannot_be_is_refused_with_a_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
