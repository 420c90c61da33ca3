/* gen/plan: what is hidden is made for others, and in the plan not there */
#include "plan_rows.h"

#include "gen/plan/spec.h"
#include "plan_live.h"

/* The same twice: with the helpers hidden, and shown at the end. */
#define SHOP(hide, first, last) \
	PLAN_HEAD \
	"  - {name: rates, " hide "fixed: 9, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: rate, int: {min: 1, max: 9}}]}\n" \
	"  - {name: p, rows: 80, primary_key: [id], columns: [" first "{name: id, " \
	"serial: {}}, {name: x, expr: {text: \"roll * 2 + rate_id.rate\"}}, {name: " \
	"n, count: {of: lines, where: yes}}" last "]}\n" \
	"  - {name: lines, " hide "per: {table: p, min: 0, max: 4}, columns: [{name: " \
	"p_id, parent: {}}, {name: yes, bool: {}}]}\n"
#define ROLL(hide) "{name: roll, " hide "int: {min: 1, max: 100}}"
#define RATE(hide) "{name: rate_id, " hide "ref: {table: rates}}"
#define HIDE "hidden: true, "

static const char hidden[] = SHOP(HIDE, ROLL(HIDE) ", " RATE(HIDE) ", ", "");
static const char shown[] = SHOP("", "", ", " ROLL("") ", " RATE(""));

static void hidden_tables_and_columns_are_not_in_the_plan(void **state)
{
	struct plan_case c;
	const struct sm_table *p;

	(void)state;
	plan_case_make(&c, hidden, NULL);
	assert_int_equal(sm_spec_ntables(c.spec), 1);
	assert_string_equal(sm_spec_table(c.spec, 0), "p");
	assert_int_equal(c.plan->ntables, 1);
	assert_int_equal(c.plan->nrefs, 0);
	assert_int_equal(c.plan->rows, 80);
	p = &c.plan->tables[0];
	assert_string_equal(p->name, "p");
	assert_int_equal(p->wave, 0);
	assert_int_equal(p->ncolumns, 3);
	assert_string_equal(p->columns[0].name, "id");
	assert_int_equal(p->primary.column[0], 0);
	assert_true(p->key_ordered);
	/* it is said that they are there */
	assert_int_equal(c.plan->nnotes, 3);
	assert_non_null(strstr(c.plan->notes[0], "rates is hidden: 9 rows"));
	assert_non_null(strstr(c.plan->notes[1], "p.roll and 1 more"));
	plan_case_close(&c);
}

static void others_have_the_values_they_would_have_if_all_were_shown(void **state)
{
	static const char *const columns[] = { "id", "x", "n" };
	struct plan_case a, b;

	(void)state;
	plan_case_make(&a, hidden, NULL);
	plan_case_make(&b, shown, NULL);
	assert_int_equal(b.plan->ntables, 3);
	assert_int_equal(b.plan->nrefs, 2);
	for (size_t i = 0; i < SM_COUNTOF(columns); i++) {
		struct plan_rows x = plan_rows_step(&a, "p", columns[i], 0);
		struct plan_rows y = plan_rows_step(&b, "p", columns[i], 7);

		assert_int_equal(x.n, y.n);
		for (uint64_t r = 0; r < x.n; r++)
			assert_int_equal(x.v[r], y.v[r]);
		plan_rows_free(&x);
		plan_rows_free(&y);
	}
	plan_case_close(&a);
	plan_case_close(&b);
}

static void hidden_rows_count_in_the_fingerprint(void **state)
{
	static const struct sm_row_count rows = { "rates", 8 };
	const struct sm_plan_opts opts = { .rows = &rows, .nrows = 1 };
	struct plan_case a, b;

	(void)state;
	plan_case_make(&a, hidden, NULL);
	plan_case_make(&b, hidden, &opts);
	assert_string_not_equal(a.plan->run_id, b.plan->run_id);
	plan_case_close(&a);
	plan_case_close(&b);
}

static void a_hidden_table_cannot_be_selected(void **state)
{
	static const char *const only[] = { "rates" };
	const struct sm_plan_opts opts = { .only = only, .nonly = 1 };
	struct plan_case c;

	(void)state;
	plan_case_open(&c, hidden, &opts);
	assert_int_equal(c.rc, SM_E_USAGE);
	assert_non_null(strstr(c.err.what, "--table: rates is hidden"));
	plan_case_close(&c);
}

/* p is there, with a column that a hidden one shares its name with. */
static void what_is_there_has_nothing_to_do_with_what_is_hidden(void **state)
{
	struct sm_live_column columns[] = {
		{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "x", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "n", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "roll", .type = { .id = SM_T_UUID }, .type_text = "uuid",
		  .nullable = true },
	};
	static const char *const roll[] = { "roll" };
	struct sm_live_key key = { .name = "k", .columns = roll, .ncolumns = 1,
				   .decided = true };
	struct sm_live_table t = { .name = "p", .columns = columns, .ncolumns = 4,
				   .keys = &key, .nkeys = 1 };
	struct plan_case c;

	(void)state;
	plan_live_open(&c, hidden, &t);
	assert_int_equal(c.rc, SM_OK);
	assert_ptr_equal(c.plan->tables[0].live, &t);
	assert_int_equal(c.plan->tables[0].ncolumns, 3);
	assert_int_equal(c.plan->tables[0].nkeys, 0);
	plan_case_close(&c);
	/* nobody fills it, then */
	columns[3].nullable = false;
	plan_live_open(&c, hidden, &t);
	assert_int_equal(c.rc, SM_E_SCHEMA);
	assert_non_null(strstr(c.err.what, "column roll is NOT NULL and has no"));
	plan_case_close(&c);
}

static bool base_of(void *ctx, const char *table, const char *column, int64_t *base)
{
	unsigned *asked = ctx;

	assert_string_equal(table, "p");
	assert_string_equal(column, "id");
	++*asked;
	*base = 41;
	return true;
}

/* --append: hidden serials are asked for nowhere, hidden children go on. */
static void appended_rows_have_hidden_children_of_their_own(void **state)
{
	static const char yaml[] = PLAN_HEAD
		"  - {name: p, rows: 40, columns: [{name: id, serial: {}}, {name: "
		"no, hidden: true, serial: {start: 100}}, {name: x, sum: {of: "
		"c.v}}, {name: nr, expr: {text: \"no\"}}, {name: last, max: {of: "
		"c.s}}]}\n"
		"  - {name: c, hidden: true, per: {table: p, min: 1, max: 3}, "
		"columns: [{name: v, int: {max: 99}}, {name: s, serial: {}}]}\n";
	static const char *const made[] = { "x", "nr", "last" };
	struct sm_live_column columns[] = {
		{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "x", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "nr", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "last", .type = { .id = SM_T_BIGINT }, .type_text = "i" },
	};
	struct sm_live_table t = { .name = "p", .exists = true, .writable = true,
				   .columns = columns, .ncolumns = 4 };
	struct sm_schema schema = { .tables = &t, .ntables = 1 };
	const struct sm_row_count eighty = { "p", 80 };
	const struct sm_plan_opts whole = { .rows = &eighty, .nrows = 1 };
	unsigned asked = 0;
	const struct sm_plan_opts more = { .live = &schema, .serial_base = base_of,
					   .ctx = &asked };
	struct plan_case a, b;
	struct plan_rows x, y;

	(void)state;
	plan_case_make(&a, yaml, &whole);
	plan_case_make(&b, yaml, &more);
	assert_true(asked > 0);
	assert_int_equal(b.plan->tables[0].first_row, 40);
	for (size_t k = 0; k < SM_COUNTOF(made); k++) {
		x = plan_rows_of(&a, "p", made[k]);
		y = plan_rows_of(&b, "p", made[k]);
		assert_int_equal(y.n, 40);
		for (uint64_t i = 0; i < y.n; i++)
			assert_int_equal(y.v[i], x.v[40 + i]);
		plan_rows_free(&x);
		plan_rows_free(&y);
	}
	plan_case_close(&a);
	plan_case_close(&b);
}

static const struct plan_refusal refusals[] = {
	{ "  - {name: t, rows: 9, primary_key: [k], columns: [{name: id, serial: "
	  "{}}, {name: k, hidden: true, serial: {}}]}\n",
	  "t: primary_key: column \"k\" is hidden, so no key can hold it", NULL },
	{ "  - {name: t, rows: 9, indexes: [{columns: [k]}], columns: [{name: id, "
	  "serial: {}}, {name: k, hidden: true, serial: {}}]}\n",
	  "column \"k\" is hidden, so no key can hold it", NULL },
	{ "  - {name: t, rows: 9, columns: [{name: id, hidden: true, serial: {}}]}\n",
	  "t: all its columns are hidden", "hide the table itself" },
	{ "  - {name: t, hidden: true, rows: 9, columns: [{name: id, serial: {}}]}\n",
	  "all tables are hidden", NULL },
	{ "  - {name: t, rows: 9, columns: [{name: x, json: {fields: [{name: a, "
	  "hidden: true, int: {}}]}}]}\n",
	  "t.x.a: hidden is \"true\": only columns can be hidden", NULL },
	{ "  - {name: t, rows: 9, hidden: maybe, columns: [{name: x, int: {}}]}\n",
	  "t: hidden is \"maybe\"", NULL },
};

static void what_must_be_there_cannot_be_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

/* A key of two columns, one of which is held by a hidden copy: no foreign key. */
static void a_key_that_is_held_in_part_is_no_reference(void **state)
{
	static const char *const yaml[] = {
		PLAN_HEAD "  - {name: a, rows: 9, primary_key: [k, l], columns: ["
		"{name: k, serial: {}}, {name: l, int: {}}]}\n"
		"  - {name: b, rows: 9, columns: [{name: k, ref: {table: a, "
		"columns: [k, l]}}, {name: l, copy: {from: k.l}}]}\n",
		PLAN_HEAD "  - {name: a, rows: 9, primary_key: [k, l], columns: ["
		"{name: k, serial: {}}, {name: l, int: {}}]}\n"
		"  - {name: b, rows: 9, columns: [{name: k, ref: {table: a, "
		"columns: [k, l]}}, {name: l, hidden: true, copy: {from: k.l}}]}\n",
	};

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		struct plan_case c;

		plan_case_make(&c, yaml[i], NULL);
		assert_int_equal(c.plan->nrefs, 1 - i);
		plan_case_close(&c);
	}
}

/* unique: true holds for a hidden column, too, and makes no key. */
static void a_hidden_column_may_be_unique_for_others(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		       "  - {name: t, rows: 90, columns: [{name: k, hidden: true, "
		       "int: {min: 1, max: 99}, unique: true}, {name: x, unique: "
		       "true, template: {text: \"{k}-x\"}}]}\n", NULL);
	assert_true(c.plan->tables[0].columns[0].unique);
	assert_int_equal(c.plan->tables[0].nkeys, 1);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_tables_and_columns_are_not_in_the_plan),
		cmocka_unit_test(
			others_have_the_values_they_would_have_if_all_were_shown),
		cmocka_unit_test(hidden_rows_count_in_the_fingerprint),
		cmocka_unit_test(a_hidden_table_cannot_be_selected),
		cmocka_unit_test(what_is_there_has_nothing_to_do_with_what_is_hidden),
		cmocka_unit_test(appended_rows_have_hidden_children_of_their_own),
		cmocka_unit_test(what_must_be_there_cannot_be_hidden),
		cmocka_unit_test(a_hidden_column_may_be_unique_for_others),
		cmocka_unit_test(a_key_that_is_held_in_part_is_no_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
