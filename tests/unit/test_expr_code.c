/* gen/op/expr_code.c: registers and batches */
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

static void no_instruction_writes_what_it_reads(void **state)
{
	static const char *const texts[] = {
		"case when none > 1 then none + price else noprice - 1 end",
		"least(none, none + 1, none * none)",
		"(none + 1) * (none + 1) / (none - 10)",
		"coalesce(none, none + 1, 3) % 7",
	};

	(void)state;
	for (size_t t = 0; t < SM_COUNTOF(texts); t++) {
		struct expr_case_parser p;
		const struct sm_expr *e = compiled(&p, texts[t], NULL);

		for (uint32_t i = 0; i < e->nins; i++) {
			const struct sm_xins *n = &e->ins[i];
			const struct sm_xref *read[] = { &n->a, &n->b, &n->c };

			for (size_t k = 0; k < 3; k++)
				assert_false(n->d.where == SM_XW_REG &&
					     read[k]->where == SM_XW_REG &&
					     read[k]->i == n->d.i);
		}
		expr_case_parser_end(&p);
	}
}

static void texts_go_through_in_smaller_batches(void **state)
{
	struct expr_case_parser p;

	(void)state;
	assert_int_equal(compiled(&p, "word || 1", "text")->batch, SM_X_TEXTS);
	expr_case_parser_end(&p);
	assert_int_equal(compiled(&p, "length(note || 1)", "int")->batch, 1);
	expr_case_parser_end(&p);
	assert_int_equal(compiled(&p, "word", "text")->stride, 0);
	expr_case_parser_end(&p);
}

/* 1+(1+(1+ ... with something to keep at every level */
static void deep(char *text, int levels)
{
	strcpy(text, "seven");
	for (int i = 0; i < levels; i++) {
		char inner[4000];

		strcpy(inner, text);
		sprintf(text, "-seven + (%s)", inner);
	}
}

static void more_values_at_a_time_than_registers_are_refused(void **state)
{
	char text[4000], out[EXPR_CASE_TEXT];

	(void)state;
	deep(text, 22);
	assert_string_equal(expr_case(text, "int", out), "-147");
	deep(text, 40);
	expr_case(text, "int", out);
	assert_non_null(strstr(out, "more than 24 intermediate values"));
	assert_non_null(strstr(out, "a column of its own"));
}

static void every_allocation_may_fail(void **state)
{
	static const char text[] = "case when word || none in ('a', 'b') then "
		"coalesce(round(price / three, 1), 2) when day > '2026-01-01' "
		"then least(none, 3) else null end";
	struct expr_case_parser p;
	const struct sm_expr *e;
	struct sm_domain dom;
	uint32_t bytes;
	int failed = 0;

	(void)state;
	for (uint64_t n = 1;; n++) {
		enum sm_code rc;

		expr_case_parser(&p, text, "numeric(12,2)");
		sm_alloc_fail_at(n, true);
		rc = sm__expr_compile(&p.ask, &e, &dom, &bytes, &p.err);
		sm_alloc_fail_at(0, false);
		expr_case_parser_end(&p);
		if (rc == SM_OK)
			break;
		assert_int_equal(rc, SM_E_INTERNAL);
		failed++;
	}
	assert_true(failed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_instruction_writes_what_it_reads),
		cmocka_unit_test(texts_go_through_in_smaller_batches),
		cmocka_unit_test(more_values_at_a_time_than_registers_are_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
