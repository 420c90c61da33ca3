/* gen/op/expr_parse.c: what binds to what, and where it goes wrong */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

/* "(a + b)" many times over: `n` times what stands in `open`, then `close`. */
static const char *nested(const char *open, const char *middle,
			  const char *close, int n, char out[EXPR_CASE_TEXT])
{
	static char text[20000];

	text[0] = '\0';
	for (int i = 0; i < n; i++)
		strcat(text, open);
	strcat(text, middle);
	for (int i = 0; i < n; i++)
		strcat(text, close);
	return expr_case(text, "bigint", out);
}

static void operators_bind_as_in_postgresql(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "1 + 2 * 3", "bigint", "7" },
		{ "(1 + 2) * 3", "bigint", "9" },
		{ "10 - 4 - 3", "bigint", "3" },
		{ "24 / 4 / 2", "bigint", "3" },
		{ "24 / 4 * 2", "bigint", "12" },
		{ "7 - -2", "bigint", "9" },
		{ "-seven + 1", "bigint", "-6" },
		{ "-(seven + 1)", "bigint", "-8" },
		{ "1 + 2 || 'x'", "text", "3x" },
		{ "'x' || 2 * 3", "text", "x6" },
		{ "'a' || 'b' = 'ab'", "bool", "true" },
		{ "1 = 1 is null", "bool", "false" },
		{ "not 1 = 2", "bool", "true" },
		{ "not yes is null", "bool", "true" },
		{ "not no and no", "bool", "false" },
		{ "yes or yes and no", "bool", "true" },
		{ "(yes or yes) and no", "bool", "false" },
		{ "not not yes", "bool", "true" },
		{ "1 < 2", "bool", "true" },
		{ "2 > 1", "bool", "true" },
		{ "2 >= 2", "bool", "true" },
		{ "3 <= 2", "bool", "false" },
		{ "1 != 2", "bool", "true" },
		{ "1 <> 1", "bool", "false" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void between_in_and_case_are_comparisons(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven between 7 and 9", "bool", "true" },
		{ "seven between 8 and 9", "bool", "false" },
		{ "seven not between 8 and 9", "bool", "true" },
		{ "seven between 9 and 7", "bool", "false" },
		{ "seven + 1 between three and three * 3 and yes", "bool", "true" },
		{ "seven in (1, 7)", "bool", "true" },
		{ "seven in (1)", "bool", "false" },
		{ "seven not in (1, 2)", "bool", "true" },
		{ "not seven in (7)", "bool", "false" },
		{ "word in ('x', 'abc')", "bool", "true" },
		{ "case when yes then 1 else 2 end", "bigint", "1" },
		{ "case when no then 1 end", "bigint", "NULL" },
		{ "case three when 1 then 10 when 3 then 30 else 0 end", "bigint", "30" },
		{ "CASE WHEN no THEN 1 WHEN yes THEN 2 END", "bigint", "2" },
		{ "case when yes then case when no then 1 else case three"
		  " when 3 then 4 end end end", "bigint",
		  "4" },
		{ "case when case when yes then no else yes end then 1 else"
		  " 2 end * 10", "bigint",
		  "20" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void words_of_the_language_take_any_case(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven IS NOT NULL", "bool", "true" },
		{ "none Is Null", "bool", "true" },
		{ "Abs(-3)", "bigint", "3" },
		{ "yes AND NOT no", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void syntax_errors_give_their_place(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "", "bigint", "the expression is empty" },
		{ "  ", "bigint", "the expression is empty" },
		{ "quantity * * 2", "bigint",
		  "expr: unexpected \"*\" at character 12 of \"quantity * * 2\"" },
		{ "seven +", "bigint", "unexpected end of \"seven +\"" },
		{ "(seven", "bigint", "\")\" belongs here" },
		{ "seven)", "bigint", "unexpected \")\" at character 6" },
		{ "seven three", "bigint", "unexpected \"three\" at character 7" },
		{ "1 < 2 < 3", "bool", "unexpected \"<\" at character 7" },
		{ "seven not 3", "bool", "unexpected \"3\"" },
		{ "seven is 3", "bool", "\"unknown\" or \"distinct from\" belongs here" },
		{ "seven between 1 or 2", "bool", "\"and\" belongs here" },
		{ "seven in 3", "bool", "\"(\" belongs here" },
		{ "seven in ()", "bool", "unexpected \")\"" },
		{ "abs(1,", "bigint", "unexpected end" },
		{ "abs(1 2)", "bigint", "\",\" belongs here" },
		{ "case end", "bigint", "unexpected \"end\" at character 6" },
		{ "case when yes 1 end", "bigint", "\"then\" belongs here" },
		{ "case when yes then 1", "bigint", "\"end\" belongs here" },
		{ "case else 1 end", "bigint", "unexpected \"else\"" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

static void what_nests_too_deep_is_refused_not_followed(void **state)
{
	char out[EXPR_CASE_TEXT];

	(void)state;
	assert_string_equal(nested("(", "3", ")", 60, out), "3");
	assert_non_null(strstr(nested("(", "3", ")", 3000, out),
			       "nested more than 64 deep at character 65"));
	assert_non_null(strstr(nested("- ", "three", "", 3000, out), "nested"));
	assert_non_null(strstr(nested("not ", "yes", "", 3000, out), "nested"));
	assert_non_null(strstr(nested("position(", "'a'", " in word)", 700, out),
			       "nested"));
	assert_non_null(strstr(nested("trim(", "'a'", ")", 2000, out), "nested"));
	assert_non_null(strstr(nested("concat(", "'a'", ")", 2000, out), "nested"));
	assert_non_null(strstr(nested("yes like 'a' is distinct from (", "yes", ")",
				      400, out), "nested"));
	assert_string_equal(nested("1+", "1", "", 400, out), "401");
	assert_non_null(strstr(nested("1+", "1", "", 3000, out),
			       "more than 512 operators"));
}

static void a_long_list_is_not_a_deep_one(void **state)
{
	char out[EXPR_CASE_TEXT];
	static char text[20000];

	(void)state;
	strcpy(text, "case when seven in (");
	for (int i = 0; i < 2000; i++)
		strcat(text, "8,");
	strcat(text, "7) then 1 else 0 end");
	assert_string_equal(expr_case(text, "int", out), "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_bind_as_in_postgresql),
		cmocka_unit_test(between_in_and_case_are_comparisons),
		cmocka_unit_test(words_of_the_language_take_any_case),
		cmocka_unit_test(syntax_errors_give_their_place),
		cmocka_unit_test(what_nests_too_deep_is_refused_not_followed),
		cmocka_unit_test(a_long_list_is_not_a_deep_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
