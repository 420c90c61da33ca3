/* gen/op/expr_type.c: types, scales and ranges of operators */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void a_sum_has_the_larger_scale_a_product_their_sum(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "1.5 + 2.25", NULL, "3.75" },
		{ "2 - 0.50", NULL, "1.50" },
		{ "1.5 * 2.25", NULL, "3.375" },
		{ "price * minus", NULL, "-18.51000" },
		{ "price * three", NULL, "37.02" },
		{ "seven * three", NULL, "21" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_quotient_has_six_digits_or_what_its_sides_have(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "price / three", NULL, "4.113333" },
		{ "1.0 / 3", NULL, "0.333333" },
		{ "2.0 / 3", NULL, "0.666667" },
		{ "-2.0 / 3", NULL, "-0.666667" },
		{ "1.00000000 / 3", NULL, "0.33333333" },
		{ "7 / 2", NULL, "3" },
		{ "-7 / 2", NULL, "-3" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_product_or_quotient_is_rounded_once(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "0.0049999996 / 1.0", "numeric(5,2)", "0.00" },
		{ "round(0.0049999996 / 1.0, 2)", NULL, "0.00" },
		{ "fine * 0.6", "numeric(18,18)", "0.000000000000000001" },
		{ "round(0.12345678901 * 0.12345678901, 4)", NULL, "0.0152" },
		{ "1.0 / 3", "numeric(12,10)", "0.3333333333" },
		{ "round(0.1235 / 1, 3)", NULL, "0.124" },
		{ "round(12.3456 / 0.5, 1)", NULL, "24.7" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void null_takes_the_type_its_place_asks_for(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "null + 1", "bigint", "NULL" },
		{ "null || 'a'", "text", "NULL" },
		{ "not null", "bool", "NULL" },
		{ "null = null", "bool", "NULL" },
		{ "null is null", "bool", "true" },
		{ "null", "date", "NULL" },
		{ "null", "numeric(5,2)", "NULL" },
		{ "-null", "bigint", "NULL" },
		{ "length(null)", "bigint", "NULL" },
		{ "null / null", "bigint", "NULL" },
		{ "price + null", NULL, "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void an_operand_of_the_wrong_type_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "word + 1", "bigint",
		  "\"word + 1\" needs a number, \"word\" is a text" },
		{ "moment + 1", "date", "cannot be added" },
		{ "seven and yes", "bool", "needs a bool, \"seven\" is an integer" },
		{ "not 1", "bool", "needs a bool" },
		{ "case when 1 then 2 end", "bigint", "needs a bool" },
		{ "yes || 'a'", "text", "joins texts, \"yes\" is a bool" },
		{ "-word", "bigint", "needs a number" },
		{ "seven % yes", "bigint", "needs a number" },
		{ "ratio", "bigint",
		  "ratio is of type double, which expressions cannot read" },
		{ "ratio", "bigint", "give it the type numeric(p,s)" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

static void what_could_pass_64_bits_is_refused_with_its_range(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "big + 1", "bigint",
		  "\"big + 1\" ranges from -9223372036854775807 to 9223372036854775808" },
		{ "-big", "bigint", "9223372036854775808" },
		{ "abs(big)", "bigint", "9223372036854775808" },
		{ "big * 2", "bigint", "-18446744073709551616 to 18446744073709551614" },
		{ "big / (three - 5)", "bigint", "9223372036854775808" },
		{ "price * price * price", NULL, "\"price * price" },
		{ "1 + big - big", "bigint", "least(greatest(x, low), high)" },
		{ "fine * fine", NULL, "has 36 digits after the point, more than 18" },
		{ "big / 3.0", NULL, "ranges from -3074457345618258602.666667" },
		{ "big * 1.0 + 1", NULL,
		  "a value with 1 digits after the point lies between" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

static void what_is_kept_between_bounds_is_not_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "least(greatest(big, -10), 10) * 2", "bigint", "20" },
		{ "big % 100 * 1000", "bigint", "0" },
		{ "case when yes then least(big, 5) else 0 end + 1", "bigint", "6" },
		{ "least(price, 1000) * price", NULL, "152.2756" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_has_the_larger_scale_a_product_their_sum),
		cmocka_unit_test(a_quotient_has_six_digits_or_what_its_sides_have),
		cmocka_unit_test(a_product_or_quotient_is_rounded_once),
		cmocka_unit_test(null_takes_the_type_its_place_asks_for),
		cmocka_unit_test(an_operand_of_the_wrong_type_is_refused),
		cmocka_unit_test(what_could_pass_64_bits_is_refused_with_its_range),
		cmocka_unit_test(what_is_kept_between_bounds_is_not_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
