/* gen/op/expr_string.c: texts that are made and asked; how long they can be */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void concat_takes_null_for_nothing(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "concat(word, '-', seven)", "text", "abc-7" },
		{ "concat(word, noword, 'x')", "text", "abcx" },
		{ "concat(none, '|', noprice, '|', noday)", "text", "||" },
		{ "concat(null)", "text", "" },
		{ "concat(noword)", "text", "" },
		{ "concat(price)", "text", "12.34" },
		{ "concat(day, ' ', moment)", "text",
		  "2026-02-03 2026-02-03 04:05:06.25" },
		{ "concat(concat(noword, 'a'), word || 'b')", "text", "aabcb" },
		{ "length(concat(noword, name))", "int", "10" },
		{ "concat(word || noword, 'x')", "text", "x" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void concat_ws_joins_what_is_not_null(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "concat_ws(', ', word, seven, 'x')", "text", "abc, 7, x" },
		{ "concat_ws(', ', noword, word, none, 'x')", "text", "abc, x" },
		{ "concat_ws(', ', word, noword)", "text", "abc" },
		{ "concat_ws(', ', noword, none)", "text", "" },
		{ "concat_ws(', ', null, word)", "text", "abc" },
		{ "concat_ws('', noword, word, seven)", "text", "abc7" },
		{ "concat_ws(' ä ', noword, name, word)", "text", "Ärger um 3 ä abc" },
		{ "concat_ws('-', '', word)", "text", "-abc" },
		{ "concat_ws('-', noprice, day)", "text", "2026-02-03" },
		{ "upper(concat_ws('-', noword, word, word))", "text", "ABC-ABC" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void texts_are_found_in_others(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "position('b' in word)", "int", "2" },
		{ "position('x' in word)", "int", "0" },
		{ "position('' in word)", "int", "1" },
		{ "position('' in '')", "int", "1" },
		{ "position('um' in name)", "int", "7" },
		{ "position('rger' in name)", "int", "2" },
		{ "position(word in 'xxabc')", "int", "3" },
		{ "position('abcd' in word)", "int", "0" },
		{ "position('c' in noword)", "int", "NULL" },
		{ "position(noword in word)", "int", "NULL" },
		{ "position('b' || 'c' in word || 'd')", "int", "2" },
		{ "strpos(word, 'c')", "int", "3" },
		{ "strpos('aaab', 'aab')", "int", "2" },
		{ "position('a' in word) in (1, 2)", "bool", "true" },
		{ "starts_with(word, 'ab')", "bool", "true" },
		{ "starts_with(word, 'b')", "bool", "false" },
		{ "starts_with(word, '')", "bool", "true" },
		{ "starts_with(word, word)", "bool", "true" },
		{ "starts_with(word, 'abcd')", "bool", "false" },
		{ "starts_with(name, 'Ä')", "bool", "true" },
		{ "starts_with(noword, 'a')", "bool", "NULL" },
		{ "starts_with('abcd', word)", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void they_have_known_lengths(void **state)
{
	static const struct {
		const char *text;
		uint32_t chars, width;
	} cases[] = {
		{ "concat(word, 'xy')", 12, 12 },
		{ "concat(noword, word)", 15, 15 },
		{ "concat_ws('--', word, word)", 22, 22 },
		{ "repeat(word, 3)", 30, 30 },
		{ "repeat(word, 0)", 0, 0 },
		{ "right(word, 3)", 3, 10 },
		{ "rpad(word, 8, 'x')", 8, 8 },
		{ "rpad(word, 8, 'ä')", 8, 32 },
		{ "reverse(name)", 20, 40 },
		{ "initcap(name)", 20, 40 },
		{ "trim(word)", 10, 10 },
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
	expr_case("position('a' in word)", NULL, out);
	assert_int_equal(expr_case_domain.max, 10);
	expr_case("concat(noword, none)", NULL, out);
	assert_false(expr_case_domain.nullable);
}

static void wrong_texts_are_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "concat(yes)", "text", "\"yes\" is a bool" },
		{ "concat(maybe, word)", "text", "cast(maybe as text)" },
		{ "concat()", "text", "unexpected \")\"" },
		{ "concat_ws(word, word)", "text",
		  "concat_ws() begins with a quoted text" },
		{ "concat_ws(', ')", "text", "takes 2 or more arguments" },
		{ "position(seven in word)", "int", "needs a text" },
		{ "position('a', word)", "int", "\"in\" belongs here" },
		{ "strpos(word)", "int", "strpos() takes 2 arguments" },
		{ "starts_with(word, 7)", "bool", "needs a text" },
		{ "start_with(word, 'a')", "bool", "did you mean \"starts_with\"?" },
		{ "repeat(word, three)", "text",
		  "the second argument of repeat() is a number from 0 to 65535" },
		{ "repeat(repeat(word, 65535), 65535)", "text", "bytes" },
		{ "concat(word, 'x')", "varchar(10)", "can have 11 characters" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(concat_takes_null_for_nothing),
		cmocka_unit_test(concat_ws_joins_what_is_not_null),
		cmocka_unit_test(texts_are_found_in_others),
		cmocka_unit_test(they_have_known_lengths),
		cmocka_unit_test(wrong_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
