/* gen/op/expr_text.c: joining, comparing, choosing texts */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void texts_are_joined_and_numbers_with_them(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "word || '-' || seven", "text", "abc-7" },
		{ "'#' || price || '/' || minus", "text", "#12.34/-1.500" },
		{ "-0.05 || ''", "text", "-0.05" },
		{ "0 || ''", "text", "0" },
		{ "big || ''", "text", "4000000000" },
		{ "-9223372036854775807 || ''", "text", "-9223372036854775807" },
		{ "fine || ''", "text", "0.000000000000000001" },
		{ "day || '|' || moment", "text", "2026-02-03|2026-02-03 04:05:06.25" },
		{ "(word || word) || (word || word)", "text", "abcabcabcabc" },
		{ "'' || ''", "text", "" },
		{ "'a text of more than sixteen bytes, ' || name || ', and"
		  " more behind it'", "text",
		  "a text of more than sixteen bytes, Ärger um 3, and more behind it" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void texts_are_compared_by_bytes(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "word = 'abc'", "bool", "true" },
		{ "word <> 'ab'", "bool", "true" },
		{ "word < 'abd'", "bool", "true" },
		{ "word <= 'abc'", "bool", "true" },
		{ "word > 'ab'", "bool", "true" },
		{ "word >= 'abcd'", "bool", "false" },
		{ "'' < word", "bool", "true" },
		{ "'Z' < 'a'", "bool", "true" },
		{ "name > 'z'", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void texts_on_the_way_to_another_type_need_no_column(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "length(word || name || word)", "bigint", "16" },
		{ "upper(word) || lower('X') = 'ABCx'", "bool", "true" },
		{ "case when left(name, 1) || '' = 'Ä' then"
		  " length(upper(name)) else 0 end", "bigint",
		  "10" },
		{ "length(coalesce(noword || 'a', 'bcd'))", "bigint", "3" },
		{ "length(note || 'abc')", "bigint", "4" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void texts_are_chosen_like_numbers(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "case when seven > 3 then 'big ' || seven else 'small' end", "text",
		  "big 7" },
		{ "case word when 'x' then 'y' when 'abc' then upper(word) end", "text",
		  "ABC" },
		{ "coalesce(noword, upper(noword), 'none')", "text", "none" },
		{ "nullif(upper(word), 'ABC')", "text", "NULL" },
		{ "nullif(word || word, 'abc')", "text", "abcabc" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void too_much_text_on_the_way_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "length(note || note)", "bigint", "more than 32768" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_joined_and_numbers_with_them),
		cmocka_unit_test(texts_are_compared_by_bytes),
		cmocka_unit_test(texts_on_the_way_to_another_type_need_no_column),
		cmocka_unit_test(texts_are_chosen_like_numbers),
		cmocka_unit_test(too_much_text_on_the_way_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
