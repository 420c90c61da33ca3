/* gen/op/expr_predicate.c: comparisons, IN, BETWEEN, LIKE, IS */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void distinct_from_takes_null_for_a_value(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven is distinct from 7", "bool", "false" },
		{ "seven is distinct from 8", "bool", "true" },
		{ "seven is distinct from none", "bool", "true" },
		{ "none is distinct from seven", "bool", "true" },
		{ "none is distinct from none", "bool", "false" },
		{ "none is not distinct from noprice", "bool", "true" },
		{ "none is not distinct from null", "bool", "true" },
		{ "null is not distinct from null", "bool", "true" },
		{ "seven is not distinct from 7", "bool", "true" },
		{ "seven is not distinct from 7.00", "bool", "true" },
		{ "word is distinct from 'abc'", "bool", "false" },
		{ "noword is not distinct from ''", "bool", "false" },
		{ "noword is not distinct from noword || word", "bool", "true" },
		{ "day is distinct from '2026-02-03'", "bool", "false" },
		{ "maybe is distinct from false", "bool", "true" },
		{ "seven + 1 is distinct from three + 5", "bool", "false" },
		{ "not seven is distinct from 7", "bool", "true" },
		{ "seven is distinct from 8 is true", "bool", "true" },
		{ "(seven = none) is distinct from no", "bool", "true" },
		{ "big is not distinct from 4000000000.0", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void is_true_and_its_like_are_never_null(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "yes is true", "bool", "true" },
		{ "no is true", "bool", "false" },
		{ "maybe is true", "bool", "false" },
		{ "yes is not true", "bool", "false" },
		{ "no is not true", "bool", "true" },
		{ "maybe is not true", "bool", "true" },
		{ "yes is false", "bool", "false" },
		{ "no is false", "bool", "true" },
		{ "maybe is false", "bool", "false" },
		{ "yes is not false", "bool", "true" },
		{ "no is not false", "bool", "false" },
		{ "maybe is not false", "bool", "true" },
		{ "yes is unknown", "bool", "false" },
		{ "maybe is unknown", "bool", "true" },
		{ "yes is not unknown", "bool", "true" },
		{ "maybe is not unknown", "bool", "false" },
		{ "null is true", "bool", "false" },
		{ "null is unknown", "bool", "true" },
		{ "none > 3 IS NOT TRUE", "bool", "true" },
		{ "seven > 3 is true", "bool", "true" },
		{ "(maybe or none = 1) is unknown", "bool", "true" },
		{ "yes is true is false", "bool", "false" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void tests_need_no_nullable_column(void **state)
{
	static const char *const texts[] = {
		"maybe is true", "maybe is not false", "maybe is unknown",
		"none is distinct from noprice", "noword is not distinct from word",
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(texts); i++) {
		expr_case(texts[i], "bool", out);
		if (expr_case_domain.nullable)
			fail_msg("%s may be NULL", texts[i]);
	}
	expr_case("noword like 'a%'", "bool", out);
	assert_true(expr_case_domain.nullable);
}

static void like_binds_as_other_comparisons(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "word like 'a%'", "bool", "true" },
		{ "word not like 'a%'", "bool", "false" },
		{ "word LIKE '_b_'", "bool", "true" },
		{ "not word like 'b%'", "bool", "true" },
		{ "word || 'd' like '%cd'", "bool", "true" },
		{ "noword like '%'", "bool", "NULL" },
		{ "noword not like '%'", "bool", "NULL" },
		{ "null like 'a'", "bool", "NULL" },
		{ "word like 'a%' and yes", "bool", "true" },
		{ "word like '%' is true", "bool", "true" },
		{ "word like 'a!%' escape '!'", "bool", "false" },
		{ "'a%' like 'a!%' escape '!' and yes", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void what_is_no_test_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "yes is tru", "bool", "did you mean \"true\"?" },
		{ "yes is tru", "bool",
		  "unexpected \"tru\" at character 8 of \"yes is tru\"" },
		{ "seven is nul", "bool", "did you mean \"null\"?" },
		{ "seven is not distict from 3", "bool", "did you mean \"distinct\"?" },
		{ "seven is distinct 3", "bool", "\"from\" belongs here" },
		{ "seven is distinct from", "bool", "unexpected end" },
		{ "seven is true", "bool", "needs a bool, \"seven\" is an integer" },
		{ "word is unknown", "bool", "needs a bool" },
		{ "seven is false", "bool", "needs a bool" },
		{ "seven is distinct from word", "bool", "in one place" },
		{ "seven like 7", "bool", "like takes a quoted pattern, not \"7\"" },
		{ "word like name", "bool",
		  "like takes a quoted pattern, not \"name\"" },
		{ "word like null", "bool", "like takes a quoted pattern" },
		{ "seven like '7%'", "bool", "needs a text, \"seven\" is an integer" },
		{ "word like", "bool", "unexpected end" },
		{ "word not liek 'a'", "bool", "unexpected \"liek\"" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distinct_from_takes_null_for_a_value),
		cmocka_unit_test(is_true_and_its_like_are_never_null),
		cmocka_unit_test(tests_need_no_nullable_column),
		cmocka_unit_test(like_binds_as_other_comparisons),
		cmocka_unit_test(what_is_no_test_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
