/* gen/op/expr_lex.c: words, numbers, quotes, signs */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static enum sm_xtok next(struct expr_case_parser *p)
{
	assert_int_equal(sm__expr_next(&p->x), SM_OK);
	return p->x.tok.kind;
}

static void every_token_is_known_by_its_spelling(void **state)
{
	static const enum sm_xtok kinds[] = {
		SM_XT_NAME, SM_XT_QUOTED, SM_XT_TEXT, SM_XT_NUMBER, SM_XT_EQ,
		SM_XT_NE, SM_XT_NE, SM_XT_LT, SM_XT_LE, SM_XT_GT, SM_XT_GE,
		SM_XT_CONCAT, SM_XT_PUNCT, SM_XT_PUNCT, SM_XT_END, SM_XT_END,
	};
	struct expr_case_parser p;

	(void)state;
	expr_case_parser(&p, "a_1\t\"b c\" 'd' 12=<>!=< <=> >=||(\r\n%  ", NULL);
	for (size_t i = 0; i < SM_COUNTOF(kinds); i++)
		assert_int_equal(next(&p), kinds[i]);
	expr_case_parser_end(&p);
}

static void numbers_keep_their_digits_and_their_point(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
		unsigned scale;
		bool decimal;
	} cases[] = {
		{ "0", 0, 0, false },
		{ "007", 7, 0, false },
		{ "1.50", 150, 2, true },
		{ ".5", 5, 1, true },
		{ "9223372036854775807", INT64_MAX, 0, false },
		{ "0.000000000000000001", 1, 18, true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct expr_case_parser p;

		expr_case_parser(&p, cases[i].text, NULL);
		assert_int_equal(next(&p), SM_XT_NUMBER);
		assert_int_equal(p.x.tok.value, cases[i].value);
		assert_int_equal(p.x.tok.scale, cases[i].scale);
		assert_int_equal(p.x.tok.decimal, cases[i].decimal);
		assert_int_equal(next(&p), SM_XT_END);
		expr_case_parser_end(&p);
	}
}

static void a_doubled_quote_stands_for_one(void **state)
{
	struct expr_case_parser p;

	(void)state;
	expr_case_parser(&p, "'it''s' '' \"a\"\"b\" '\xc3\x84'", NULL);
	assert_int_equal(next(&p), SM_XT_TEXT);
	assert_string_equal(p.x.tok.text.p, "it's");
	assert_int_equal(next(&p), SM_XT_TEXT);
	assert_int_equal(p.x.tok.text.n, 0);
	assert_int_equal(next(&p), SM_XT_QUOTED);
	assert_string_equal(p.x.tok.text.p, "a\"b");
	assert_int_equal(next(&p), SM_XT_TEXT);
	assert_int_equal(p.x.tok.text.n, 2);
	assert_int_equal(p.x.tok.text.chars, 1);
	expr_case_parser_end(&p);
}

static void positions_count_characters_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(sm__expr_character("abc", 0), 1);
	assert_int_equal(sm__expr_character("\xc3\x84" "bc", 2), 2);
	assert_int_equal(sm__expr_character("\xe2\x82\xac" "bc", 4), 3);
}

static void what_is_no_token_is_refused_with_its_place(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven & 1", "bigint",
		  "unexpected \"&\" at character 7 of \"seven & 1\"" },
		{ "'Ä' | 1", "bigint", "unexpected \"|\" at character 5" },
		{ "seven ! 1", "bigint", "unexpected \"!\" at character 7" },
		{ "'open", "text",
		  "the quote at character 1 of \"'open\" is never closed" },
		{ "1 + \"open", "bigint", "the quote at character 5" },
		{ "99999999999999999999", "bigint", "the number at character 1" },
		{ "1 + 0.1234567890123456789", "bigint", "the number at character 5" },
		{ "1e5", "bigint", "unexpected \"e5\" at character 2" },
		{ "1.", "bigint", "unexpected \".\" at character 2" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_token_is_known_by_its_spelling),
		cmocka_unit_test(numbers_keep_their_digits_and_their_point),
		cmocka_unit_test(a_doubled_quote_stands_for_one),
		cmocka_unit_test(positions_count_characters_not_bytes),
		cmocka_unit_test(what_is_no_token_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
