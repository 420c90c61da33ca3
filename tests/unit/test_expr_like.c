/* gen/op/expr_like.c: patterns with % and _ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static bool like(const char *text, const char *pattern)
{
	const struct sm_str a = { text, (uint32_t)strlen(text), 0 };
	struct expr_case_parser p;
	struct sm_xnode *n;
	bool is;

	expr_case_parser(&p, pattern, NULL);
	assert_int_equal(sm__expr_next(&p.x), SM_OK);
	assert_int_equal(sm__expr_literal_leaf(&p.x, &n), SM_OK);
	assert_int_equal(sm__expr_pattern(&p.x, &n, NULL), SM_OK);
	is = sm__expr_like(&a, &n->text);
	expr_case_parser_end(&p);
	return is;
}

/* The definition, without a thought for time: p is ASCII, no escapes. */
static bool slow(const char *t, const char *p)
{
	if (*p == '%')
		return slow(t, p + 1) || (*t && slow(t + 1, p));
	if (!*p || !*t)
		return !*p && !*t;
	return (*p == '_' || *p == *t) && slow(t + 1, p + 1);
}

/* All patterns of up to 5 signs, all texts of up to 5 letters. */
static void all_short_patterns_fit_what_they_say(void **state)
{
	int yes = 0;

	(void)state;
	for (int p = 0; p < 5 * 1024; p++) {
		char quoted[16] = "'", pattern[8] = "";

		for (int i = 0; i < 1 + p / 1024; i++)
			pattern[i] = "ab%_"[p >> 2 * i & 3];
		strcat(strcat(quoted, pattern), "'");
		for (int t = 0; t < 6 * 32; t += 1 + t % 3) {
			char text[8] = "";

			for (int i = 0; i < t / 32; i++)
				text[i] = "ab"[t >> i & 1];
			if (like(text, quoted) != slow(text, pattern))
				fail_msg("'%s' like '%s'", text, pattern);
			yes += slow(text, pattern);
		}
	}
	assert_true(yes > 10000);
}

static void characters_of_several_bytes_are_one(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "name like '_rger um _'", "bool", "true" },
		{ "name like '__rger um _'", "bool", "false" },
		{ "name like 'Är%'", "bool", "true" },
		{ "name like '%Är%3'", "bool", "true" },
		{ "'日本語' like '__語'", "bool", "true" },
		{ "'日本語' like '%本_'", "bool", "true" },
		{ "'日本語' like '____'", "bool", "false" },
		{ "'😀x' like '_x'", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void an_escaped_sign_stands_for_itself(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "'a%b' like 'a\\%b'", "bool", "true" },
		{ "'axb' like 'a\\%b'", "bool", "false" },
		{ "'a_b' like 'a\\_b'", "bool", "true" },
		{ "'axb' like 'a\\_b'", "bool", "false" },
		{ "'a\\b' like 'a\\\\b'", "bool", "true" },
		{ "'ab' like '\\a\\b'", "bool", "true" },
		{ "'100%' like '%!%' escape '!'", "bool", "true" },
		{ "'100' like '%!%' escape '!'", "bool", "false" },
		{ "'a!b' like 'a!!b' escape '!'", "bool", "true" },
		{ "'a\\xb' like 'a\\%b' escape ''", "bool", "true" },
		{ "'a%' like 'aä%' escape 'ä'", "bool", "true" },
		{ "'' like ''", "bool", "true" },
		{ "'' like '%%'", "bool", "true" },
		{ "'' like '_'", "bool", "false" },
		{ "'a' like ''", "bool", "false" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_pattern_that_says_nothing_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "word like 'a\\'", "bool", "the pattern 'a\\' at character 11 of" },
		{ "word like 'a\\'", "bool", "ends in its escape character" },
		{ "word like 'a!' escape '!'", "bool", "ends in its escape character" },
		{ "word like 'a' escape '!!'", "bool",
		  "escape takes one quoted character" },
		{ "word like 'a' escape seven", "bool",
		  "escape takes one quoted character" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_short_patterns_fit_what_they_say),
		cmocka_unit_test(characters_of_several_bytes_are_one),
		cmocka_unit_test(an_escaped_sign_stands_for_itself),
		cmocka_unit_test(a_pattern_that_says_nothing_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
