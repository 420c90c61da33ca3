/* gen/op/expr_unify.c: values of different types in one place */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void values_that_meet_get_the_type_that_holds_both(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "case when yes then 1 else 2.50 end", NULL, "1.00" },
		{ "coalesce(none, price)", NULL, "12.34" },
		{ "coalesce(noprice, 7)", NULL, "7.00" },
		{ "greatest(1, 2.5, three)", NULL, "3.0" },
		{ "case when no then day else moment end", NULL,
		  "2026-02-03 04:05:06.25" },
		{ "case when yes then day else moment end", NULL, "2026-02-03 00:00:00" },
		{ "nullif(price, 12.340)", NULL, "NULL" },
		{ "case when no then 'a' else word end", NULL, "abc" },
		{ "case when yes then null else 1 end", NULL, "NULL" },
		{ "coalesce(null, null, 4)", NULL, "4" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_quoted_literal_becomes_a_time_beside_one(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "day = '2026-02-03'", "bool", "true" },
		{ "'2026-02-04' > day", "bool", "true" },
		{ "moment > '2026-02-03'", "bool", "true" },
		{ "moment < '2026-02-03 04:05:06.5'", "bool", "true" },
		{ "day in ('2025-01-01', '2026-02-03')", "bool", "true" },
		{ "day between '2026-01-01' and '2026-12-31'", "bool", "true" },
		{ "coalesce(noday, '2020-02-29')", NULL, "2020-02-29" },
		{ "case when yes then '2020-01-01' else day end", NULL, "2020-01-01" },
		{ "greatest(day, '2027-01-01')", "date", "2027-01-01" },
		{ "day < moment", "bool", "true" },
		{ "moment = day", "bool", "false" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void values_that_cannot_meet_are_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "case when yes then 1 else 'a' end", NULL,
		  "\"'a'\" is a text where an integer is needed" },
		{ "case when yes then word else 1 end", NULL,
		  "has a text (\"word\") and an integer (\"1\") in one place" },
		{ "seven = word", "bool",
		  "has an integer (\"seven\") and a text (\"word\")" },
		{ "seven = 'x'", "bool", "is a text where an integer is needed" },
		{ "yes = 1", "bool", "a bool" },
		{ "day = 5", "bool", "a date" },
		{ "coalesce(none, yes)", NULL, "a bool" },
		{ "day = '2026-02-30'", "bool", "'2026-02-30' is not a date" },
		{ "day = '2026-02-03 10:00:00'", "bool", "is not a date" },
		{ "moment = 'soon'", "bool", "'soon' is not a timestamp" },
		{ "moment = word", "bool",
		  "has a timestamp (\"moment\") and a text (\"word\")" },
		{ "case when yes then big else 0.1 end", NULL, "more than 64 bits hold" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_meet_get_the_type_that_holds_both),
		cmocka_unit_test(a_quoted_literal_becomes_a_time_beside_one),
		cmocka_unit_test(values_that_cannot_meet_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
