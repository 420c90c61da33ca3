/* gen/op/op_expr.c: expressions in a profile, from columns to rows */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define SHOP(column)                                                         \
	"version: 1\n"                                                       \
	"name: shop\n"                                                       \
	"seed: 42\n"                                                         \
	"as_of: 2026-01-01T00:00:00Z\n"                                      \
	"tables:\n"                                                          \
	"  - name: makers\n"                                                 \
	"    rows: 20\n"                                                     \
	"    primary_key: [id]\n"                                            \
	"    columns:\n"                                                     \
	"      - {name: id, type: bigint, serial: {start: 100}}\n"           \
	"      - {name: share, type: \"numeric(4,3)\","                      \
	" decimal: {min: 0, max: 1}}\n"                                      \
	"  - name: lines\n"                                                  \
	"    rows: 1000\n"                                                   \
	"    primary_key: [id]\n"                                            \
	"    columns:\n"                                                     \
	"      - {name: id, type: bigint, serial: {start: 1}}\n"             \
	"      - {name: maker, type: bigint, ref: {table: makers}}\n"        \
	"      - {name: quantity, type: int, int: {min: 1, max: 10}}\n"      \
	"      - {name: price, type: \"numeric(10,2)\","                     \
	" decimal: {min: 1, max: 500}}\n"                                    \
	"      - {name: gift, type: int, int: {min: 0, max: 3}, nulls: 0.5}\n" \
	"      - " column "\n"

static void values_are_computed_from_the_row(void **state)
{
	struct plan_case c;
	char *text, *line;
	int rows = 0;

	(void)state;
	plan_case_make(&c, SHOP("{name: total, type: \"numeric(12,2)\","
				" expr: {text: \"quantity * price\"}}"), NULL);
	text = plan_case_text(&c, "lines", 0, 1000);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		long long id, maker, quantity, whole, cents, total, rest;
		char gift[16];

		assert_int_equal(sscanf(line, "%lld\t%lld\t%lld\t%lld.%2lld\t"
					"%15[^\t]\t%lld.%2lld", &id, &maker,
					&quantity, &whole, &cents, gift, &total,
					&rest), 8);
		assert_int_equal(quantity * (whole * 100 + cents),
				 total * 100 + rest);
		rows++;
	}
	assert_int_equal(rows, 1000);
	free(text);
	plan_case_close(&c);
}

static void same_values_however_rows_are_split(void **state)
{
	static const char *const profiles[] = {
		SHOP("{name: x, type: \"numeric(14,2)\", nulls: 0.1, expr: {text: "
		     "\"price * coalesce(gift, 1) / nullif(gift, 0)\"}}"),
		SHOP("{name: x, type: text, expr: {text: \"case when gift is "
		     "null then 'none' else quantity || '/' || gift end\"}}"),
		SHOP("{name: x, type: \"numeric(14,5)\", expr: {text: "
		     "\"maker.share * price\"}}"),
	};
	static const uint32_t steps[] = { 1, 7, 64, 999 };

	(void)state;
	for (size_t p = 0; p < SM_COUNTOF(profiles); p++) {
		struct plan_case c;
		struct sm_u128 whole;

		plan_case_make(&c, profiles[p], NULL);
		whole = plan_case_digest(&c, "lines", 1000);
		for (size_t i = 0; i < SM_COUNTOF(steps); i++) {
			struct sm_u128 d = plan_case_digest(&c, "lines",
							    steps[i]);

			assert_true(sm_u128_equal(whole, d));
		}
		plan_case_close(&c);
	}
}

static void a_column_without_a_type_gets_the_expressions(void **state)
{
	struct plan_case c;
	char *text;

	(void)state;
	plan_case_make(&c, SHOP("{name: x, expr: {text: \"quantity >= 1 and "
				"price > 0\"}}"), NULL);
	text = plan_case_text(&c, "lines", 0, 1);
	assert_non_null(strstr(text, "\tt\n"));
	free(text);
	plan_case_close(&c);
}

static void a_bare_column_passes_its_uniqueness_on(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, SHOP("{name: x, type: bigint, unique: true,"
				" expr: {text: id}}"), NULL);
	plan_case_close(&c);
	plan_case_open(&c, SHOP("{name: x, type: bigint, unique: true,"
				" expr: {text: quantity}}"), NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	plan_case_close(&c);
}

static void refusals_say_where_why_and_what_to_do(void **state)
{
	static const struct {
		const char *profile, *what, *why, *fix;
	} cases[] = {
		{ SHOP("{name: x, type: int, expr: {text: \"quantity * * 2\"}}"),
		  "lines.x: expr: unexpected \"*\" at character 12 of"
		  " \"quantity * * 2\"", "", "" },
		{ SHOP("{name: x, type: \"numeric(5,2)\","
		       " expr: {text: quantity * price}}"),
		  "the result ranges from 1.00 to 5000.00, which does not fit"
		  " numeric(5,2)", "numeric(5,2) holds -999.99 to 999.99",
		  "least(greatest(x, low), high)" },
		{ SHOP("{name: x, type: int, expr: {text: quantitty + 1}}"),
		  "has no column \"quantitty\", did you mean \"quantity\"?", "",
		  "" },
		{ SHOP("{name: x, type: int, expr: {text: x + 1}}"), "lines.x",
		  "", "" },
		{ SHOP("{name: x, type: int, expr: {}}"), "expr needs text", "",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_open(&c, cases[i].profile, NULL);
		assert_int_equal(c.rc, SM_E_PROFILE);
		if (!strstr(c.err.what, cases[i].what))
			fail_msg("%s", c.err.what);
		assert_non_null(strstr(c.err.what, ":21:"));
		assert_non_null(strstr(c.err.why, cases[i].why));
		assert_non_null(strstr(c.err.fix, cases[i].fix));
		plan_case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_computed_from_the_row),
		cmocka_unit_test(same_values_however_rows_are_split),
		cmocka_unit_test(a_column_without_a_type_gets_the_expressions),
		cmocka_unit_test(a_bare_column_passes_its_uniqueness_on),
		cmocka_unit_test(refusals_say_where_why_and_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
