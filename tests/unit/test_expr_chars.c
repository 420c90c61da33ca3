/* gen/op/expr_chars.c: the characters of one text */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void ends_are_taken_off(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "trim('  a b ')", "text", "a b" },
		{ "btrim('  a ')", "text", "a" },
		{ "ltrim('  a ')", "text", "a " },
		{ "rtrim('  a ')", "text", "  a" },
		{ "trim(both from ' a ')", "text", "a" },
		{ "trim(leading from ' a ')", "text", "a " },
		{ "trim(trailing from ' a ')", "text", " a" },
		{ "trim(both 'xy' from 'xyxaxyx')", "text", "a" },
		{ "trim('x' from 'xax')", "text", "a" },
		{ "trim(leading 'x' from 'xax')", "text", "ax" },
		{ "trim(TRAILING 'x' FROM 'xax')", "text", "xa" },
		{ "trim('xax', 'x')", "text", "a" },
		{ "btrim(word, 'ca')", "text", "b" },
		{ "ltrim(word, 'ba')", "text", "c" },
		{ "rtrim(word, 'cb')", "text", "a" },
		{ "trim(word, 'abc')", "text", "" },
		{ "trim(word, '')", "text", "abc" },
		{ "ltrim(name, 'Är')", "text", "ger um 3" },
		{ "btrim('äöaöä', 'öä')", "text", "a" },
		{ "btrim('ä', 'ö')", "text", "ä" },
		{ "rtrim('aé', 'é')", "text", "a" },
		{ "trim('')", "text", "" },
		{ "trim(noword)", "text", "NULL" },
		{ "length(trim('   '))", "int", "0" },
		{ "ltrim(rtrim('  a  ')) || '.'", "text", "a." },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void characters_are_counted_from_both_ends(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "right(word, 2)", "text", "bc" },
		{ "right(word, 0)", "text", "" },
		{ "right(word, 9)", "text", "abc" },
		{ "right(name, 9)", "text", "rger um 3" },
		{ "right(name, 10)", "text", "Ärger um 3" },
		{ "right('aäö', 2)", "text", "äö" },
		{ "right(noword, 2)", "text", "NULL" },
		{ "right('', 2)", "text", "" },
		{ "reverse(word)", "text", "cba" },
		{ "reverse(name)", "text", "3 mu regrÄ" },
		{ "reverse('')", "text", "" },
		{ "reverse('日本😀')", "text", "😀本日" },
		{ "reverse(noword)", "text", "NULL" },
		{ "reverse(reverse(name)) = name", "bool", "true" },
		{ "upper(reverse(word)) || '!'", "text", "CBA!" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void words_begin_large(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "initcap('hello wORLD')", "text", "Hello World" },
		{ "initcap(word)", "text", "Abc" },
		{ "initcap('o''neil-smith')", "text", "O'Neil-Smith" },
		{ "initcap('a1b 2c')", "text", "A1b 2c" },
		{ "initcap('ärger ÜBER öl')", "text", "Ärger Über Öl" },
		{ "initcap('élan–été')", "text", "Élan–Été" },
		{ "initcap('straße')", "text", "Straße" },
		{ "initcap('')", "text", "" },
		{ "initcap(noword)", "text", "NULL" },
		{ "initcap(name)", "text", "Ärger Um 3" },
		{ "initcap('日本 abc')", "text", "日本 Abc" },
		{ "initcap('the quick brown fox jumps over') || '.'", "text",
		  "The Quick Brown Fox Jumps Over." },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void wrong_ends_are_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "trim(word, name)", "text",
		  "trim() takes the characters as a quoted text, not \"name\"" },
		{ "trim(both word)", "text", "\"from\" belongs here" },
		{ "trim(word from name)", "text", "not \"word\"" },
		{ "trim(seven)", "text", "needs a text" },
		{ "btrim(word, seven)", "text", "takes them as a quoted text" },
		{ "ltrim()", "text", "unexpected \")\"" },
		{ "right(word, -1)", "text", "the second argument of right()" },
		{ "right(word, three)", "text", "the second argument of right()" },
		{ "reverse(seven)", "text", "needs a text" },
		{ "initcap(seven)", "text", "needs a text" },
		{ "revers(word)", "text", "did you mean \"reverse\"?" },
		{ "tirm(word)", "text", "did you mean \"trim\"?" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_are_taken_off),
		cmocka_unit_test(characters_are_counted_from_both_ends),
		cmocka_unit_test(words_begin_large),
		cmocka_unit_test(wrong_ends_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
