/* gen/op/expr_gen.c: what becomes of a node, and how often */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"
#include "op/expr_ins.h"

static const struct sm_expr *compiled(struct expr_case_parser *p,
				      const char *text, const char *type)
{
	const struct sm_expr *e;
	struct sm_domain dom;
	uint32_t text_bytes;

	expr_case_parser(p, text, type);
	if (sm__expr_compile(&p->ask, &e, &dom, &text_bytes, &p->err))
		fail_msg("%s", p->err.what);
	return e;
}

static void a_product_of_two_columns_is_one_instruction(void **state)
{
	struct expr_case_parser p;
	const struct sm_expr *e = compiled(&p, "seven * price", "numeric(18,2)");

	(void)state;
	assert_int_equal(e->nins, 1);
	assert_int_equal(e->ins[0].code, SM_XI_MUL);
	assert_int_equal(e->ins[0].a.where, SM_XW_IN);
	assert_int_equal(e->ins[0].d.where, SM_XW_OUT);
	assert_int_equal(e->batch, SM_X_ROWS);
	expr_case_parser_end(&p);
}

static void what_several_read_is_made_once(void **state)
{
	struct expr_case_parser p;
	const struct sm_expr *e = compiled(&p, "seven * three in (1, 2, 3, 4)",
					   "bool");
	int products = 0;

	(void)state;
	for (uint32_t i = 0; i < e->nins; i++)
		products += e->ins[i].code == SM_XI_MUL;
	assert_int_equal(products, 1);
	expr_case_parser_end(&p);
}

static void a_case_of_many_branches_needs_few_registers(void **state)
{
	static char text[8000];
	char out[EXPR_CASE_TEXT];

	(void)state;
	strcpy(text, "case none + 1");
	for (int i = 0; i < 200; i++)
		strcat(text, " when 3 then seven + 1");
	strcat(text, " else none - 1 end");
	assert_string_equal(expr_case(text, "int", out), "NULL");
}

static void zeros_and_equal_scales_cost_nothing(void **state)
{
	struct expr_case_parser p;
	const struct sm_expr *e;

	(void)state;
	/* rounding to the digits that are there already is no instruction */
	e = compiled(&p, "round(price, 2) + 1.00", NULL);
	assert_int_equal(e->nins, 1);
	expr_case_parser_end(&p);
	/* nor are arguments behind one that is never NULL */
	e = compiled(&p, "coalesce(seven, three * 2)", "int");
	assert_int_equal(e->nins, 1);
	assert_int_equal(e->ins[0].code, SM_XI_MOVE);
	expr_case_parser_end(&p);
}

static void a_division_takes_128_bits_only_when_it_has_to(void **state)
{
	static const struct {
		const char *text;
		enum sm_xcode code;
	} cases[] = {
		{ "price / three", SM_XI_DIV_ROUND },
		{ "round((price * 10000000) / 3000.0, 2)", SM_XI_DIV_ROUND },
		{ "round((price * 10000000) / 3000.00, 4)", SM_XI_DIV_ROUND128 },
		{ "seven / three", SM_XI_DIV },
		{ "round(price * 1.5, 1)", SM_XI_MUL_ROUND },
		{ "round(price * 0.123456789012, 2)", SM_XI_MUL_ROUND128 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct expr_case_parser p;
		const struct sm_expr *e = compiled(&p, cases[i].text, NULL);

		assert_int_equal(e->ins[e->nins - 1].code, cases[i].code);
		expr_case_parser_end(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_product_of_two_columns_is_one_instruction),
		cmocka_unit_test(what_several_read_is_made_once),
		cmocka_unit_test(a_case_of_many_branches_needs_few_registers),
		cmocka_unit_test(zeros_and_equal_scales_cost_nothing),
		cmocka_unit_test(a_division_takes_128_bits_only_when_it_has_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
