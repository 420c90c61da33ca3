/* gen/op/expr_number.c: sign, trunc, div, power, mod; what they range over */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void whole_parts_are_cut_off(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "trunc(2.9)", NULL, "2" },
		{ "trunc(-2.9)", NULL, "-2" },
		{ "trunc(minus)", NULL, "-1" },
		{ "trunc(2.789, 2)", NULL, "2.78" },
		{ "trunc(-2.789, 2)", NULL, "-2.78" },
		{ "trunc(1.5, 3)", NULL, "1.500" },
		{ "trunc(7, 2)", NULL, "7.00" },
		{ "trunc(seven)", NULL, "7" },
		{ "trunc(1299, -2)", NULL, "1200" },
		{ "trunc(-1299.99, -2)", NULL, "-1200" },
		{ "trunc(least(price, 100))", "int", "12" },
		{ "trunc(noprice, 1)", NULL, "NULL" },
		{ "trunc(0.0)", NULL, "0" },
		{ "trunc(price * 1.11, 2)", NULL, "13.69" },
		{ "div(7, 2)", NULL, "3" },
		{ "div(-7, 2)", NULL, "-3" },
		{ "div(price, 5)", NULL, "2" },
		{ "div(minus, 0.4)", NULL, "-3" },
		{ "div(seven, zero)", NULL, "NULL" },
		{ "div(7, 2) / 2", NULL, "1.500000" },
		{ "div(none, 2)", NULL, "NULL" },
		{ "mod(-7, 3)", NULL, "-1" },
		{ "mod(price, 5)", NULL, "2.34" },
		{ "mod(seven, zero)", NULL, "NULL" },
		{ "mod(seven, three) = seven % three", "bool", "true" },
		{ "sign(-3)", NULL, "-1" },
		{ "sign(zero)", NULL, "0" },
		{ "sign(price)", NULL, "1" },
		{ "sign(minus)", "int", "-1" },
		{ "sign(none)", NULL, "NULL" },
		{ "sign(0.00)", NULL, "0" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void power_multiplies(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "power(seven, 0)", NULL, "1" },
		{ "power(seven, 1)", NULL, "7" },
		{ "power(seven, 2)", NULL, "49" },
		{ "power(seven, 3)", NULL, "343" },
		{ "power(seven, 9)", NULL, "40353607" },
		{ "power(-3, 5)", NULL, "-243" },
		{ "power(-3, 4)", NULL, "81" },
		{ "power(2, 18)", NULL, "262144" },
		{ "power(10, 18)", NULL, "1000000000000000000" },
		{ "power(minus, 2)", NULL, "2.250000" },
		{ "power(1.1, 3)", NULL, "1.331" },
		{ "power(none, 2)", NULL, "NULL" },
		{ "power(none, 0)", NULL, "NULL" },
		{ "power(none, 1)", NULL, "NULL" },
		{ "power(null, 2)", "int", "NULL" },
		{ "power(three + 1, 3) + three", "int", "67" },
		{ "power(power(three, 2), 2)", NULL, "81" },
		{ "round(power(minus, 2), 1)", NULL, "2.3" },
		{ "power(price, 0) + 1", NULL, "2" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void ranges_are_known(void **state)
{
	static const struct {
		const char *text;
		int64_t lo, hi;
	} cases[] = {
		{ "power(seven, 2)", 0, 10000 },
		{ "power(seven, 3)", -1000000, 1000000 },
		{ "power(seven, 4)", 0, 100000000 },
		{ "power(-three, 3)", -1000, -1 },
		{ "power(-three, 2)", 1, 100 },
		{ "power(seven, 0)", 1, 1 },
		{ "power(none, 0)", 1, 1 },
		{ "power(seven, 1)", -100, 100 },
		{ "sign(seven)", -1, 1 },
		{ "sign(three)", 1, 1 },
		{ "sign(zero)", 0, 1 },
		{ "trunc(minus)", -99999, 99999 },
		{ "trunc(minus, 1)", -999999, 999999 },
		{ "div(seven, three)", -100, 100 },
		{ "mod(seven, three)", -9, 9 },
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		expr_case(cases[i].text, NULL, out);
		if (expr_case_domain.min != cases[i].lo ||
		    expr_case_domain.max != cases[i].hi)
			fail_msg("%s: %lld to %lld", cases[i].text,
				 (long long)expr_case_domain.min,
				 (long long)expr_case_domain.max);
	}
}

static void wrong_numbers_are_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "power(seven, three)", NULL,
		  "the second argument of power() is a number from 0 to 18, "
		  "not \"three\"" },
		{ "power(seven, 19)", NULL, "from 0 to 18" },
		{ "power(seven, -1)", NULL, "from 0 to 18" },
		{ "power(seven, 0.5)", NULL, "from 0 to 18" },
		{ "power(seven, 10)", NULL, "\"power(seven, 10)\" ranges from" },
		{ "power(seven, 10)", NULL, "more than 64 bits hold" },
		{ "power(fine, 2)", NULL, "digits after the point, more than 18" },
		{ "power(word, 2)", NULL, "needs a number" },
		{ "sign(word)", NULL, "needs a number" },
		{ "div(word, 2)", NULL, "needs a number" },
		{ "trunc(price, three)", NULL, "the second argument of trunc()" },
		{ "trunc(day)", NULL, "needs a number" },
		{ "trunk(1.5)", NULL, "did you mean \"trunc\"?" },
		{ "pwer(2, 3)", NULL, "did you mean \"power\"?" },
		{ "mod(1)", NULL, "mod() takes 2 arguments" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_parts_are_cut_off),
		cmocka_unit_test(power_multiplies),
		cmocka_unit_test(ranges_are_known),
		cmocka_unit_test(wrong_numbers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
