/* gen/op/expr_form.c: forms that begin with a word, and columns that do not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void words_in_front_of_quotes_say_the_type(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "date '1995-06-17'", NULL, "1995-06-17" },
		{ "DATE '1995-06-17' > day", NULL, "false" },
		{ "timestamp '1995-06-17 12:30:00.5'", NULL,
		  "1995-06-17 12:30:00.5" },
		{ "timestamp '1995-06-17'", NULL, "1995-06-17 00:00:00" },
		{ "timestamptz '1995-06-17 12:00:00+02'", NULL,
		  "1995-06-17 10:00:00" },
		{ "date '2026-01-01' + interval '1' month", "date", "2026-02-01" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void now_is_what_the_profile_says(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "now()", NULL, "2026-01-01 12:00:00" },
		{ "now() - interval '1 day'", "timestamptz", "2025-12-31 12:00:00" },
		{ "current_date", NULL, "2026-01-01" },
		{ "Current_Date - 1", NULL, "2025-12-31" },
		{ "extract(year from now())", NULL, "2026" },
		{ "row_count()", NULL, "1000" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

/* Rows one by one and listed, from 1; batches do not start again. */
static void row_numbers_are_those_of_the_rows(void **state)
{
	struct sm_arena arena = { 0 };
	const struct sm_expr_ask ask = {
		.arena = &arena, .text = "row_number() * 2 + row_count()",
		.type = { .id = SM_T_BIGINT }, .first_row = 5, .rows = 2000,
	};
	const struct sm_expr *e;
	struct sm_err err = { 0 };
	struct sm_domain dom;
	uint32_t bytes;
	int64_t v[700];
	uint64_t id[700];
	struct sm_vec out = { .v.i64 = v };

	(void)state;
	assert_int_equal(sm__expr_compile(&ask, &e, &dom, &bytes, &err), SM_OK);
	assert_int_equal(dom.min, 2012);
	assert_int_equal(dom.max, 6000);
	sm__expr_run(e, &(struct sm_rows){ .first = 100, .n = 700 }, NULL, &out);
	for (int i = 0; i < 700; i++) {
		assert_int_equal(v[i], 2 * (101 + i) + 2000);
		id[i] = (uint64_t)(i * 37 % 1990 + 5);
	}
	sm__expr_run(e, &(struct sm_rows){ .id = id, .n = 700 }, NULL, &out);
	for (int i = 0; i < 700; i++)
		assert_int_equal(v[i], 2 * ((int64_t)id[i] + 1) + 2000);
	sm_arena_release(&arena);
}

static void what_is_not_such_a_form_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "date '1995-02-30'", NULL, "'1995-02-30' is not a date" },
		{ "timestamp 'noon'", NULL, "'noon' is not a timestamp" },
		{ "interval 'some days'", NULL, "'some days' is not an interval" },
		{ "interval '1.5 months'", NULL, "whole numbers" },
		{ "extract(yaer from day)", NULL, "did you mean \"year\"" },
		{ "extract(year, day)", NULL, "\"from\" belongs here" },
		{ "extract(year from day", NULL, "unexpected end" },
		{ "extract(7 from day)", NULL, "unexpected \"7\"" },
		{ "date_trunc('dow', day)", NULL, "date_trunc() knows no \"dow\"" },
		{ "date_trunc(word, day)", NULL, "begins with a quoted unit" },
		{ "cast(seven, int)", NULL, "\"as\" belongs here" },
		{ "cast(seven as)", NULL, "unexpected \")\"" },
		{ "cast(seven as inteeger)", NULL, "no type \"inteeger\"" },
		{ "cast(seven as numeric(5,2)", NULL, "unexpected end" },
		{ "now(1)", NULL, "now() takes no arguments" },
		{ "row_number(", NULL, "unexpected end" },
		{ "extarct(year from day)", NULL, "unexpected \"from\"" },
		{ "casst(seven)", NULL, "did you mean \"cast\"" },
		{ "row_numbr(1)", NULL, "did you mean \"row_number\"" },
		/* words of forms are columns anywhere else */
		{ "date + 1", NULL, "no column date" },
		{ "interval * 2", NULL, "no column interval" },
		{ "\"current_date\"", NULL, "no column current_date" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

static void row_numbers_need_rows(void **state)
{
	struct sm_arena arena = { 0 };
	const struct sm_expr_ask ask = { .arena = &arena,
					 .text = "row_number()" };
	const struct sm_expr *e;
	struct sm_err err = { 0 };
	struct sm_domain dom;
	uint32_t bytes;

	(void)state;
	assert_int_equal(sm__expr_compile(&ask, &e, &dom, &bytes, &err),
			 SM_E_PROFILE);
	assert_non_null(strstr(err.what, "row_number() has no meaning here"));
	sm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_front_of_quotes_say_the_type),
		cmocka_unit_test(now_is_what_the_profile_says),
		cmocka_unit_test(row_numbers_are_those_of_the_rows),
		cmocka_unit_test(what_is_not_such_a_form_is_refused),
		cmocka_unit_test(row_numbers_need_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
