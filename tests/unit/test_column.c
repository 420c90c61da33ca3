/* gen/plan/column: types, ranges, lengths and modifiers, proved before a row */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_live.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"

static const struct {
	const char *column;
	const char *refused;        /* NULL: compiles */
} cases[] = {
	{ "int: {min: 1, max: 32767}, type: smallint", NULL },
	{ "int: {min: 1, max: 32768}, type: smallint",
	  "32768" },
	{ "constant: {value: abcd}, type: varchar(4)", NULL },
	{ "constant: {value: abcde}, type: varchar(4)", "5 characters" },
	{ "template: {text: \"{i}-{i}\"}, type: varchar(4)",
	  "can reach 5 characters, varchar(4) holds 4" },
	{ "template: {text: \"{i}-{i}\"}, type: varchar(5)", NULL },
	{ "bool: {}, type: date", "bool cannot fill a column of type date" },
	{ "bool: {}, unique: true", "needs 50 distinct values" },
	{ "uuid: {}, unique: true", NULL },
	{ "bool: {}, nulls: 1", NULL },
	{ "bool: {}, nulls: 0", NULL },
};

static void what_a_type_cannot_hold_is_refused_at_the_step(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;

		sm_buf_printf(&yaml, HEAD "  - {name: a, rows: 50, columns: [{name: "
			      "i, int: {min: 10, max: 99}}, {name: x, %s}]}\n",
			      cases[i].column);
		plan_case_open(&c, sm_buf_str(&yaml), NULL);
		if (!cases[i].refused && c.rc)
			fail_msg("case %zu: %s", i, c.err.what);
		if (cases[i].refused &&
		    (c.rc != SM_E_PROFILE || !strstr(c.err.what, "test.yaml:5:") ||
		     !strstr(c.err.what, "a.x") ||
		     !strstr(c.err.what, cases[i].refused)))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void a_share_of_nulls_makes_a_column_nullable(void **state)
{
	struct plan_case c;
	const struct sm_column *x;

	(void)state;
	plan_case_make(&c, HEAD "  - {name: a, rows: 50, columns: [{name: n, bool: "
		       "{}, nulls: 0.5}, {name: none, bool: {}, nulls: 0}, {name: "
		       "all, bool: {}, nulls: 1}, {name: of, copy: {from: n}}]}\n",
		       NULL);
	x = c.plan->tables[0].columns;
	assert_true(x[0].dom.nullable && !x[0].not_null);
	assert_true(!x[1].dom.nullable && x[1].not_null);
	assert_true(x[2].dom.nullable);
	assert_true(x[3].dom.nullable);
	plan_case_close(&c);
}

static void a_parent_is_never_null(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD "  - {name: p, rows: 5, primary_key: [id], columns: "
		       "[{name: id, serial: {}}]}\n  - {name: c, per: {table: p, "
		       "min: 1, max: 2}, columns: [{name: p_id, parent: {}, nulls: "
		       "0.5}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "c.p_id: a parent cannot be NULL"));
	plan_case_close(&c);
}

static void a_reference_has_the_type_and_range_of_its_key(void **state)
{
	struct plan_case c;
	const struct sm_column *x;

	(void)state;
	plan_case_make(&c, HEAD "  - {name: p, rows: 5, primary_key: [id], columns: "
		       "[{name: id, type: int, serial: {start: 100}}]}\n  - {name: "
		       "c, rows: 50, columns: [{name: r, ref: {table: p}}, {name: "
		       "wide, type: bigint, ref: {table: p}}]}\n", NULL);
	x = sm_plan_table(c.plan, "c")->columns;
	assert_int_equal(x[0].type.id, SM_T_INT);
	assert_int_equal(x[1].type.id, SM_T_BIGINT);
	assert_int_equal(x[0].dom.min, 100);
	assert_int_equal(x[0].dom.max, 104);
	assert_false(x[0].dom.unique);
	plan_case_close(&c);
	plan_case_open(&c, HEAD "  - {name: p, rows: 5, primary_key: [id], columns: "
		       "[{name: id, serial: {}}]}\n  - {name: c, rows: 50, columns: "
		       "[{name: r, type: uuid, ref: {table: p}}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "type uuid cannot hold p.id"));
	plan_case_close(&c);
}

/* The profile by itself is right: the exit status says who has to change. */
static void what_only_the_live_table_refuses_is_a_schema_error(void **state)
{
	static const char yaml[] = HEAD
		"  - {name: a, rows: 50, columns: [{name: x, int: {min: 0, max: "
		"70000}}]}\n";
	static const char bad[] = HEAD
		"  - {name: a, rows: 50, columns: [{name: x, int: {min: 9, max: "
		"1}}]}\n";
	struct sm_live_column x = { .name = "x", .type_text = "smallint",
				    .type = { .id = SM_T_SMALLINT } };
	struct sm_live_table t = { .name = "a", .columns = &x, .ncolumns = 1 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, yaml, NULL);
	plan_case_close(&c);
	plan_live_open(&c, yaml, &t);
	assert_int_equal(c.rc, SM_E_SCHEMA);
	assert_non_null(strstr(c.err.what, "column x is smallint in the database"));
	plan_case_close(&c);
	plan_live_open(&c, bad, &t);
	assert_int_equal(c.rc, SM_E_PROFILE);
	plan_case_close(&c);
}

static void a_cycle_names_both_ends(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD "  - {name: a, rows: 5, columns: [{name: x, copy: "
		       "{from: y}}, {name: y, copy: {from: x}}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "a.y: needs a.x, which needs a.y: a cycle"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_type_cannot_hold_is_refused_at_the_step),
		cmocka_unit_test(a_share_of_nulls_makes_a_column_nullable),
		cmocka_unit_test(a_parent_is_never_null),
		cmocka_unit_test(a_reference_has_the_type_and_range_of_its_key),
		cmocka_unit_test(what_only_the_live_table_refuses_is_a_schema_error),
		cmocka_unit_test(a_cycle_names_both_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
