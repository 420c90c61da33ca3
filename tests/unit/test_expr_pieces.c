/* gen/op/expr_pieces.c: filling up, repeating, replacing */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void texts_are_filled_up_and_repeated(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "rpad('7', 3, '0')", "text", "700" },
		{ "rpad(word, 8, 'xy')", "text", "abcxyxyx" },
		{ "rpad(word, 5) || '|'", "text", "abc  |" },
		{ "rpad(word, 2, '-')", "text", "ab" },
		{ "rpad(word, 0, '-')", "text", "" },
		{ "rpad(word, 9, '')", "text", "abc" },
		{ "rpad(name, 12, 'äö')", "text", "Ärger um 3äö" },
		{ "rpad(noword, 4, 'x')", "text", "NULL" },
		{ "lpad(rpad(word, 5, '>'), 7, '<')", "text", "<<abc>>" },
		{ "repeat(word, 3)", "text", "abcabcabc" },
		{ "repeat(name, 2)", "text", "Ärger um 3Ärger um 3" },
		{ "repeat(word, 0)", "text", "" },
		{ "repeat('', 5)", "text", "" },
		{ "repeat(noword, 2)", "text", "NULL" },
		{ "repeat(repeat('ab', 2), 2) || 'c'", "text", "ababababc" },
		{ "length(repeat('x', 1000))", "int", "1000" },
		{ "replace(repeat(word, 2), 'ca', '-')", "text", "ab-bc" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void what_they_take_is_a_literal(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "rpad(word, three)", "text",
		  "rpad(t, n, fill) takes a number from 0 to 65535" },
		{ "rpad(word, 4, word)", "text", "and a quoted text" },
		{ "rpad(seven, 4, '0')", "text", "needs a text" },
		{ "repeat(word, 65536)", "text", "from 0 to 65535" },
		{ "repeat(word, -1)", "text", "from 0 to 65535" },
		{ "repeat(seven, 2)", "text", "needs a text" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_filled_up_and_repeated),
		cmocka_unit_test(what_they_take_is_a_literal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
