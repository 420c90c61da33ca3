/* gen/op/expr_func.c: functions, their arguments and results */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void functions_give_what_sql_gives(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "abs(-3)", "bigint", "3" },
		{ "abs(minus)", NULL, "1.500" },
		{ "abs(three)", "bigint", "3" },
		{ "floor(minus)", NULL, "-2" },
		{ "ceil(minus)", NULL, "-1" },
		{ "ceiling(1.2)", NULL, "2" },
		{ "floor(1.9)", NULL, "1" },
		{ "floor(seven)", NULL, "7" },
		{ "floor(2.0)", NULL, "2" },
		{ "ceil(-0.5)", NULL, "0" },
		{ "least(3, 1, 2)", "bigint", "1" },
		{ "greatest(3, 1, 2)", "bigint", "3" },
		{ "least(5)", "bigint", "5" },
		{ "greatest(minus, -2)", NULL, "-1.500" },
		{ "nullif(seven, 7)", "bigint", "NULL" },
		{ "nullif(seven, 8)", "bigint", "7" },
		{ "nullif(none, 1)", "bigint", "NULL" },
		{ "nullif(seven, null)", "bigint", "7" },
		{ "nullif(null, 1)", "bigint", "NULL" },
		{ "nullif(word, 'abc')", "text", "NULL" },
		{ "nullif(word, '')", "text", "abc" },
		{ "coalesce(none, noprice, 4)", NULL, "4.00" },
		{ "coalesce(seven, 1)", "bigint", "7" },
		{ "coalesce(none)", "bigint", "NULL" },
		{ "coalesce(noword, word, 'x')", "text", "abc" },
		{ "coalesce(null, null)", "bigint", "NULL" },
		{ "length('')", "bigint", "0" },
		{ "length(name)", "bigint", "10" },
		{ "char_length(word)", "bigint", "3" },
		{ "lower('ÄBC')", "text", "äbc" },
		{ "upper(word || '1')", "text", "ABC1" },
		{ "left(name, 3)", "text", "Ärg" },
		{ "left(word, 99)", "text", "abc" },
		{ "left(word, 0)", "text", "" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void round_goes_away_from_zero_at_a_half(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "round(2.5)", NULL, "3" },
		{ "round(-2.5)", NULL, "-3" },
		{ "round(2.4)", NULL, "2" },
		{ "round(2.345, 2)", NULL, "2.35" },
		{ "round(-2.345, 2)", NULL, "-2.35" },
		{ "round(2.344999, 2)", NULL, "2.34" },
		{ "round(1.5, 3)", NULL, "1.500" },
		{ "round(7, 2)", NULL, "7.00" },
		{ "round(7)", NULL, "7" },
		{ "round(1250, -2)", NULL, "1300" },
		{ "round(-1250, -2)", NULL, "-1300" },
		{ "round(1249.99, -2)", NULL, "1200" },
		{ "round(4, -1)", NULL, "0" },
		{ "round(5.0, -1)", NULL, "10" },
		{ "round(price / three, 1)", NULL, "4.1" },
		{ "round(price, 2)", NULL, "12.34" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void functions_pass_nulls_on(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "abs(none)", "bigint", "NULL" },
		{ "round(noprice, 1)", NULL, "NULL" },
		{ "floor(noprice)", NULL, "NULL" },
		{ "least(1, none)", "bigint", "NULL" },
		{ "greatest(none, 1)", "bigint", "NULL" },
		{ "least(1, null)", "bigint", "NULL" },
		{ "length(noword)", "bigint", "NULL" },
		{ "upper(noword)", "text", "NULL" },
		{ "left(noword, 1)", "text", "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_wrong_call_is_refused_with_the_nearest_name(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "rond(1.5)", "bigint",
		  "unknown function \"rond\" at character 1 of"
		  " \"rond(1.5)\", did you mean \"round\"?" },
		{ "1 + lenght(word)", "bigint",
		  "at character 5 of \"1 + lenght(word)\", did you mean \"length\"?" },
		{ "random()", "bigint", "unexpected \")\"" },
		{ "nwo(1)", "bigint", "the functions are abs," },
		{ "abs(1, 2)", "bigint", "abs() takes 1 argument, \"abs(1, 2)\" has 2" },
		{ "round(1, 2, 3)", "bigint", "round() takes 1 or 2 arguments" },
		{ "nullif(1)", "bigint", "nullif() takes 2 arguments" },
		{ "round(price, three)", NULL,
		  "the second argument of round() is a number from -18 to 18" },
		{ "round(price, 19)", NULL, "from -18 to 18" },
		{ "left(word, -1)", "text", "the second argument of left()" },
		{ "left(word)", "text", "left() takes 2 arguments" },
		{ "length(seven)", "bigint", "needs a text, \"seven\" is an integer" },
		{ "abs(word)", "bigint", "needs a number" },
		{ "least(word, 'a')", "text", "needs numbers or times" },
		{ "round(fine, -1)", NULL, "drops 19 digits" },
		{ "round(big, 1)", NULL, "more than 64 bits hold" },
		{ "round(big, -3)", "bigint", "more than 64 bits hold" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_give_what_sql_gives),
		cmocka_unit_test(round_goes_away_from_zero_at_a_half),
		cmocka_unit_test(functions_pass_nulls_on),
		cmocka_unit_test(a_wrong_call_is_refused_with_the_nearest_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
