/* gen/op/expr_run.c: NULL logic, division, exactness */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void logic_has_three_values(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "yes and yes", "bool", "true" },
		{ "yes or yes", "bool", "true" },
		{ "yes and no", "bool", "false" },
		{ "yes or no", "bool", "true" },
		{ "yes and maybe", "bool", "NULL" },
		{ "yes or maybe", "bool", "true" },
		{ "not yes", "bool", "false" },
		{ "no and yes", "bool", "false" },
		{ "no or yes", "bool", "true" },
		{ "no and no", "bool", "false" },
		{ "no or no", "bool", "false" },
		{ "no and maybe", "bool", "false" },
		{ "no or maybe", "bool", "NULL" },
		{ "not no", "bool", "true" },
		{ "maybe and yes", "bool", "NULL" },
		{ "maybe or yes", "bool", "true" },
		{ "maybe and no", "bool", "false" },
		{ "maybe or no", "bool", "NULL" },
		{ "maybe and maybe", "bool", "NULL" },
		{ "maybe or maybe", "bool", "NULL" },
		{ "not maybe", "bool", "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void nulls_spread_as_sql_says(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "none + 1", "bigint", "NULL" },
		{ "seven - none", "bigint", "NULL" },
		{ "none * 0", "bigint", "NULL" },
		{ "noprice / 2", NULL, "NULL" },
		{ "seven % none", "bigint", "NULL" },
		{ "none = none", "bool", "NULL" },
		{ "none <> 5", "bool", "NULL" },
		{ "noprice < 3.000", "bool", "NULL" },
		{ "noword = ''", "bool", "NULL" },
		{ "noday < '2026-01-01'", "bool", "NULL" },
		{ "none is null", "bool", "true" },
		{ "none is not null", "bool", "false" },
		{ "seven is null", "bool", "false" },
		{ "(none = 5) is null", "bool", "true" },
		{ "maybe is null", "bool", "true" },
		{ "none in (1, 2)", "bool", "NULL" },
		{ "7 in (1, none)", "bool", "NULL" },
		{ "7 in (7, none)", "bool", "true" },
		{ "7 not in (1, none)", "bool", "NULL" },
		{ "7 not in (7, none)", "bool", "false" },
		{ "none between 1 and 3", "bool", "NULL" },
		{ "7 between none and 3", "bool", "false" },
		{ "7 between none and 9", "bool", "NULL" },
		{ "case when maybe then 1 else 2 end", "bigint", "2" },
		{ "case when not maybe then 1 else 2 end", "bigint", "2" },
		{ "case none when none then 1 else 2 end", "bigint", "2" },
		{ "case when yes then none else 1 end", "bigint", "NULL" },
		{ "case when no then none else 1 end", "bigint", "1" },
		{ "case when maybe then noword else word end", "text", "abc" },
		{ "case when yes then noword else word end", "text", "NULL" },
		{ "noword || 'x'", "text", "NULL" },
		{ "'x' || none", "text", "NULL" },
		{ "noword", "text", "NULL" },
		{ "none", "bigint", "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void division_cuts_integers_and_by_zero_gives_null(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "7 / 2", "bigint", "3" },
		{ "-7 / 2", "bigint", "-3" },
		{ "7 / -2", "bigint", "-3" },
		{ "7 % 3", "bigint", "1" },
		{ "-7 % 3", "bigint", "-1" },
		{ "7 % -3", "bigint", "1" },
		{ "-7 % -1", "bigint", "0" },
		{ "5.5 % 2", NULL, "1.5" },
		{ "-5.5 % 2.25", NULL, "-1.00" },
		{ "big % -1", "bigint", "0" },
		{ "seven / zero", "bigint", "NULL" },
		{ "seven % zero", "bigint", "NULL" },
		{ "price / zero", NULL, "NULL" },
		{ "seven / nullif(zero, 0)", "bigint", "NULL" },
		{ "1 / 0", "bigint", "NULL" },
		{ "1 % 0.0", NULL, "NULL" },
		{ "coalesce(price / zero, 0)", NULL, "0.000000" },
		{ "price / nullif(three, 0)", NULL, "4.113333" },
		{ "case when zero <> 0 then seven / zero else -1 end", "bigint", "-1" },
		{ "1.0 / -3", NULL, "-0.333333" },
		{ "-1.0 / -3", NULL, "0.333333" },
		{ "0.5 / 1000000", NULL, "0.000001" },
		{ "big / 3 - 1", "bigint", "1333333332" },
		{ "greatest(least(big, 900000000000), 0) /"
		  " 7.0", NULL, "571428571.428571" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void comparisons_are_exact_at_every_scale(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "price = 12.340", "bool", "true" },
		{ "price < 12.341", "bool", "true" },
		{ "minus <= -1.5", "bool", "true" },
		{ "fine > 0", "bool", "true" },
		{ "fine < big", "bool", "true" },
		{ "big > fine", "bool", "true" },
		{ "big = 4000000000.000000000", "bool", "true" },
		{ "big <> 4000000000.000000001", "bool", "true" },
		{ "big <= 4000000000.00000001", "bool", "true" },
		{ "fine >= big", "bool", "false" },
		{ "big = 4000000000", "bool", "true" },
		{ "noprice = big", "bool", "NULL" },
		{ "yes = yes", "bool", "true" },
		{ "no < yes", "bool", "true" },
		{ "yes <> no", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void products_past_64_bits_are_rounded_exactly(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "round(0.123456789012 * 0.987654321098, 9)", NULL, "0.121932631" },
		{ "round(-0.123456789012 * 0.987654321098, 12)", NULL,
		  "-0.121932631137" },
		{ "round(least(greatest(big, 0), 4000000000) * 1.1234567890123, 2)", NULL,
		  "4493827156.05" },
		{ "round(100000000.5 * 100000000.5, 0)", NULL, "10000000100000000" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logic_has_three_values),
		cmocka_unit_test(nulls_spread_as_sql_says),
		cmocka_unit_test(division_cuts_integers_and_by_zero_gives_null),
		cmocka_unit_test(comparisons_are_exact_at_every_scale),
		cmocka_unit_test(products_past_64_bits_are_rounded_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
