/* gen/op/expr_node.c: leaves, names, and what nodes say of themselves */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void a_column_is_one_node_however_often_it_is_named(void **state)
{
	struct expr_case_parser p;
	struct sm_xnode *root;

	(void)state;
	expr_case_parser(&p, "seven + seven * three", NULL);
	assert_int_equal(sm__expr_parse(&p.x, &root), SM_OK);
	assert_int_equal(p.x.ncolumns, 2);
	assert_ptr_equal(root->kid[0], root->kid[1]->kid[0]);
	expr_case_parser_end(&p);
}

static void a_node_knows_its_own_text(void **state)
{
	struct expr_case_parser p;
	struct sm_xnode *root;

	(void)state;
	expr_case_parser(&p, " (seven + 1) *  three ", NULL);
	assert_int_equal(sm__expr_parse(&p.x, &root), SM_OK);
	assert_string_equal(sm__expr_cut(&p.x, root), "(seven + 1) *  three");
	assert_string_equal(sm__expr_cut(&p.x, root->kid[0]), "seven + 1");
	expr_case_parser_end(&p);
}

static void names_are_words_quoted_words_and_paths(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven", "bigint", "7" },
		{ "\"seven\"", "bigint", "7" },
		{ "\"odd name\" + 1", "bigint", "6" },
		{ "who.age", "bigint", "41" },
		{ "who . \"age\"", "bigint", "41" },
		{ "\"a.b\".c", "bigint", "8" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void literals_are_what_they_say(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "12", "bigint", "12" },
		{ "-12", "bigint", "-12" },
		{ "- 12", "bigint", "-12" },
		{ "+12", "bigint", "12" },
		{ "--12", "bigint", "12" },
		{ "1.50", "numeric(5,2)", "1.50" },
		{ "TRUE", "bool", "true" },
		{ "False", "bool", "false" },
		{ "NULL", "bigint", "NULL" },
		{ "'it''s'", "text", "it's" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void what_cannot_be_a_column_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "missing", "bigint", "no column missing" },
		{ "\"\"", "bigint", "a column cannot be named \"\"" },
		{ "who.", "bigint", "unexpected end of \"who.\"" },
		{ "who.1", "bigint", "unexpected \".1\" at character 4" },
		{ "who.'age'", "bigint", "unexpected \"'age'\"" },
		{ "then", "bigint", "unexpected \"then\"" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_column_is_one_node_however_often_it_is_named),
		cmocka_unit_test(a_node_knows_its_own_text),
		cmocka_unit_test(names_are_words_quoted_words_and_paths),
		cmocka_unit_test(literals_are_what_they_say),
		cmocka_unit_test(what_cannot_be_a_column_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
