/* gen/plan/resolve: which tables, which live table, which type */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_live.h"

#define HEAD "version: 1\nname: t\nseed: 1\n"
#define TABLES \
	"tables:\n" \
	"  - {name: a, rows: 40, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: f, fixed: 7, columns: [{name: id, serial: {}}]}\n" \
	"  - {name: k, per: {table: a, min: 3, max: 3}, columns: [{name: a_id, " \
	"parent: {}}]}\n"

static void tables_that_are_left_out_are_planned_but_not_selected(void **state)
{
	static const char *const only[] = { "k", "f" };
	const struct sm_plan_opts opts = { .only = only, .nonly = 2 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD TABLES, &opts);
	assert_false(sm_plan_table(c.plan, "a")->selected);
	assert_true(sm_plan_table(c.plan, "k")->selected);
	assert_int_equal(c.plan->rows, 127);
	plan_case_close(&c);
}

static void a_name_with_a_dot_has_a_schema(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD "tables:\n  - {name: sales.orders, rows: 2, columns: "
		       "[{name: id, serial: {}}]}\n", NULL);
	assert_string_equal(c.plan->tables[0].schema, "sales");
	assert_string_equal(c.plan->tables[0].base, "orders");
	plan_case_close(&c);
}

/* What `type:` says, what the database has, and what comes of the two. */
static const struct {
	const char *step;
	struct sm_type live;
	const char *live_text;
	const char *refused;        /* NULL: becomes `type` */
	struct sm_type type;
} types[] = {
	{ "int: {max: 9}", { .id = SM_T_SMALLINT }, "smallint", NULL,
	  { .id = SM_T_SMALLINT } },
	{ "int: {max: 9}, type: bigint", { .id = SM_T_INT }, "integer", NULL,
	  { .id = SM_T_INT } },
	{ "int: {max: 9}, type: int", { .id = SM_T_TEXT }, "text", NULL,
	  { .id = SM_T_INT } },
	{ "decimal: {max: 9}, type: \"decimal(6,2)\"", { .id = SM_T_DECIMAL },
	  "numeric", NULL, { .id = SM_T_DECIMAL, .precision = 6, .scale = 2 } },
	{ "decimal: {max: 9}, type: \"decimal(6,2)\"",
	  { .id = SM_T_DECIMAL, .precision = 8, .scale = 3 }, "numeric(8,3)", NULL,
	  { .id = SM_T_DECIMAL, .precision = 8, .scale = 3 } },
	{ "uuid: {}, type: uuid", { .id = SM_T_INT }, "integer",
	  "column x is of type integer in the database, uuid in the profile",
	  { 0 } },
	{ "bool: {}", { .id = SM_T_NONE }, "point", "is of type point, which seedmill "
	  "cannot fill", { 0 } },
	{ "decimal: {max: 9}", { .id = SM_T_DECIMAL, .precision = 38, .scale = 30 },
	  "numeric(38,30)", "is of type numeric(38,30), which seedmill cannot fill",
	  { 0 } },
	{ "int: {min: 0, max: 70000}", { .id = SM_T_SMALLINT }, "smallint",
	  "column x is smallint in the database", { 0 } },
};

static void the_live_columns_type_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(types); i++) {
		struct sm_live_column x = { .name = "x", .type = types[i].live,
					    .type_text = types[i].live_text };
		struct sm_live_table t = { .name = "a", .columns = &x,
					   .ncolumns = 1 };
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		const struct sm_type *got;

		sm_buf_printf(&yaml, HEAD "tables:\n  - {name: a, rows: 5, columns: "
			      "[{name: x, %s}]}\n", types[i].step);
		plan_live_open(&c, sm_buf_str(&yaml), &t);
		if (types[i].refused) {
			if (c.rc != SM_E_SCHEMA ||
			    !strstr(c.err.what, types[i].refused))
				fail_msg("case %zu: %d: %s", i, (int)c.rc,
					 c.err.what);
		} else {
			if (c.rc)
				fail_msg("case %zu: %s", i, c.err.what);
			got = &c.plan->tables[0].columns[0].type;
			assert_int_equal(got->id, types[i].type.id);
			assert_int_equal(got->precision, types[i].type.precision);
			assert_int_equal(got->scale, types[i].type.scale);
		}
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void what_is_no_table_is_not_filled(void **state)
{
	struct sm_live_table t = { .name = "a", .what = "view" };
	struct plan_case c;

	(void)state;
	plan_live_open(&c, HEAD "tables:\n  - {name: a, rows: 5, columns: [{name: x, "
		       "bool: {}}]}\n", &t);
	assert_int_equal(c.rc, SM_E_SCHEMA);
	assert_non_null(strstr(c.err.what, "it is a view, not a table"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			tables_that_are_left_out_are_planned_but_not_selected),
		cmocka_unit_test(a_name_with_a_dot_has_a_schema),
		cmocka_unit_test(the_live_columns_type_decides),
		cmocka_unit_test(what_is_no_table_is_not_filled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
