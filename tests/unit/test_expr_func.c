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

static void pieces_of_texts_are_those_of_characters(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "lpad('7', 3, '0')", "text", "007" },
		{ "lpad(word, 8, 'xy')", "text", "xyxyxabc" },
		{ "lpad(word, 5)", "text", "  abc" },
		{ "lpad(word, 2, '-')", "text", "ab" },
		{ "lpad(word, 0, '-')", "text", "" },
		{ "lpad(word, 9, '')", "text", "abc" },
		{ "lpad(name, 12, 'äö')", "text", "äöÄrger um 3" },
		{ "lpad(name, 2, 'x')", "text", "Är" },
		{ "lpad(noword, 4, 'x')", "text", "NULL" },
		{ "lpad(cast(seven as text), 4, '0')", "char(4)", "0007" },
		{ "substr('banana', 2, 3)", "text", "ana" },
		{ "substr(name, 2)", "text", "rger um 3" },
		{ "substr(name, 1, 2)", "text", "Är" },
		{ "substr(name, 10, 5)", "text", "3" },
		{ "substr(name, 11, 5)", "text", "" },
		{ "substring(word, 99)", "text", "" },
		{ "substr(word, 1, 0)", "text", "" },
		{ "substr(noword, 2, 1)", "text", "NULL" },
		{ "length(substr(name, 3, 4))", "int", "4" },
		{ "replace('banana', 'an', 'o')", "text", "booa" },
		{ "replace(word, 'b', 'äöü')", "text", "aäöüc" },
		{ "replace(word, 'abc', '')", "text", "" },
		{ "replace('aaa', 'a', 'aa')", "text", "aaaaaa" },
		{ "replace(name, 'um ', '')", "text", "Ärger 3" },
		{ "replace(noword, 'a', 'b')", "text", "NULL" },
		{ "lpad(noword || word, 9, '-') || replace(word, 'c', 'd')", "text",
		  "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void pieces_have_known_lengths(void **state)
{
	static const struct {
		const char *text;
		uint32_t chars, width;
	} cases[] = {
		{ "lpad(word, 8, 'x')", 8, 8 },
		{ "lpad(word, 8, 'ä')", 8, 32 },
		{ "lpad(word, 30, '')", 10, 120 },
		{ "substr(word, 3)", 8, 10 },
		{ "substr(word, 3, 2)", 2, 10 },
		{ "substr(name, 19)", 2, 8 },
		{ "substr(word, 11)", 0, 0 },
		{ "replace(word, 'ab', 'x')", 10, 10 },
		{ "replace(word, 'abc', 'wxyz')", 13, 13 },
		{ "replace(word, 'a', 'ä')", 10, 20 },
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		expr_case(cases[i].text, "text", out);
		if (expr_case_domain.chars != cases[i].chars ||
		    expr_case_domain.width > cases[i].width)
			fail_msg("%s: %u characters, %u bytes", cases[i].text,
				 expr_case_domain.chars, expr_case_domain.width);
	}
}

static void pieces_take_literals(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "lpad(word, three)", "text", "takes a number from 0 to 65535" },
		{ "lpad(word, -1)", "text", "takes a number from 0 to 65535" },
		{ "lpad(word, 4, word)", "text", "and a quoted text" },
		{ "lpad(seven, 4, '0')", "text", "needs a text" },
		{ "lpad(word)", "text", "takes 2 or 3 arguments" },
		{ "lpad(word, 4, '0', 1)", "text", "takes 2 or 3 arguments" },
		{ "substr(word, 0)", "text", "from at least 1" },
		{ "substr(word, 1, -1)", "text", "n at least 0" },
		{ "substr(word, seven, 2)", "text", "takes numbers" },
		{ "replace(word, '', 'x')", "text", "the first not empty" },
		{ "replace(word, 'a', name)", "text", "takes quoted texts" },
		{ "replace(word, 'a')", "text", "takes 3 arguments" },
		{ "replace(replace(replace(replace(replace(replace(note, "
		  "'n', '1234567890'), '1', '1234567890'), '1', '1234567890'), "
		  "'1', '1234567890'), '1', '1234567890'), '1', '1234567890')",
		  "text", "can have 20000000000 bytes" },
		{ "replace(replace(replace(replace(replace(note, "
		  "'n', '1234567890'), '1', '1234567890'), '1', '1234567890'), "
		  "'1', '1234567890'), '1', '1234567890')", "text",
		  "longer than 2 GB" },
		{ "lpad(word, 11, 'x')", "varchar(10)", "can have 11 characters" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
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
		cmocka_unit_test(pieces_of_texts_are_those_of_characters),
		cmocka_unit_test(pieces_have_known_lengths),
		cmocka_unit_test(pieces_take_literals),
		cmocka_unit_test(a_wrong_call_is_refused_with_the_nearest_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
