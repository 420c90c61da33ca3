/* gen/plan: what compiles, in what order, and what is refused with which words */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define HEAD "version: 1\nname: t\nseed: 1\n"

static void the_shop_compiles_with_the_rows_it_says(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", NULL);
	assert_int_equal(sm_plan_table(c.plan, "customers")->rows, 1000);
	assert_int_equal(sm_plan_table(c.plan, "orders")->rows, 5000);
	assert_int_equal(c.plan->nrefs, 4);
	assert_string_equal(c.plan->tables[0].name, "customers");
	assert_true(sm_plan_table(c.plan, "order_lines")->wave >
		    sm_plan_table(c.plan, "orders")->wave);
	plan_case_close(&c);
}

static void a_size_scales_rows_and_a_tables_own_count_wins(void **state)
{
	struct sm_row_count orders = { "orders", 77 };
	struct sm_plan_opts opts = { .size = "skewed", .rows = &orders,
				     .nrows = 1 };
	struct plan_case c;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", &opts);
	assert_int_equal(sm_plan_table(c.plan, "customers")->rows, 10000);
	assert_int_equal(sm_plan_table(c.plan, "products")->rows, 50);
	assert_int_equal(sm_plan_table(c.plan, "orders")->rows, 77);
	plan_case_close(&c);
}

static void scaling_rounds_up_and_never_to_nothing(void **state)
{
	static const struct {
		double scale;
		uint64_t rows;
	} cases[] = { { 0.1, 3 }, { 0.01, 1 }, { 0.034, 2 }, { 1, 30 },
		      { 1e-9, 1 }, { 1.01, 31 } };
	struct plan_case c;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_plan_opts opts = { .scale = cases[i].scale };

		plan_case_make(&c, HEAD
			       "tables:\n  - {name: a, rows: 30, columns: "
			       "[{name: id, serial: {}}]}\n", &opts);
		assert_int_equal(c.plan->tables[0].rows, cases[i].rows);
		plan_case_close(&c);
	}
}

static const struct {
	const char *yaml, *text;
} refused[] = {
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, ref: {table: b}}]}\n",
	  "test.yaml:5:" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, copy: {from: y}}]}\n",
	  "a.x: table a has no column \"y\"" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, copy: {from: y}}, "
	  "{name: y, copy: {from: x}}]}\n", "a cycle" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: id, serial: {}}, "
	  "{name: x, copy: {from: id.y}}]}\n", "a.id is not a reference" },
	{ "tables:\n  - {name: a, rows: 3, primary_key: [id], columns: "
	  "[{name: id, int: {min: 1, max: 2}}]}\n", "2" },
	{ "tables:\n  - {name: a, rows: 5, primary_key: [id, x], columns: "
	  "[{name: id, int: {min: 1, max: 2}}, {name: x, bool: {}}]}\n",
	  "a: the primary key (id, x) cannot be proved unique" },
	{ "tables:\n  - {name: a, rows: 3, primary_key: [ix], columns: "
	  "[{name: id, serial: {}}]}\n", "did you mean \"id\"" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, type: smallint, "
	  "int: {min: 1, max: 40000}}]}\n", "40000" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, type: vrchar(3), "
	  "constant: {value: a}}]}\n", "unknown type" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, type: uuid, "
	  "int: {}}]}\n", "int cannot fill a column of type uuid" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: x, ordinal: {}}]}\n",
	  "needs a table that says per:" },
	{ "tables:\n  - {name: a, per: {table: b, min: 1, max: 2}, columns: "
	  "[{name: x, ordinal: {}}]}\n", "no table \"b\"" },
	{ "tables:\n  - {name: a, per: {table: b, min: 1, max: 2}, columns: "
	  "[{name: x, ordinal: {}}]}\n  - {name: b, per: {table: a, min: 1, max: "
	  "2}, columns: [{name: x, ordinal: {}}]}\n", "a cycle" },
	{ "tables:\n  - {name: a, rows: 2, primary_key: [id], columns: [{name: id, "
	  "serial: {}}, {name: s, sum: {of: b.v}}]}\n  - {name: b, rows: 3, "
	  "columns: [{name: v, int: {}}, {name: r, ref: {table: a}}]}\n",
	  "b is not a `per` child of a" },
	{ "tables:\n  - {name: a, rows: 20, columns: [{name: w, words: {list: "
	  "frist_name}}]}\n", "did you mean \"first_name\"" },
	{ "tables:\n  - {name: a, rows: 3, primary_key: [id], columns: [{name: id, "
	  "serial: {}, nulls: 0.5}]}\n", "part of the primary key and may be NULL" },
	{ "tables:\n  - {name: a, rows: 3, columns: [{name: id, bool: {}, unique: "
	  "true}]}\n", "a.id" },
};

static void what_cannot_work_is_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refused); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;

		sm_buf_printf(&yaml, HEAD "%s", refused[i].yaml);
		plan_case_open(&c, yaml.p, NULL);
		if (c.rc != SM_E_PROFILE ||
		    !strstr(c.err.what, refused[i].text))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		assert_non_null(strstr(c.err.what, "test.yaml:"));
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void children_of_no_parent_are_none(void **state)
{
	struct sm_row_count none = { "orders", 0 };
	struct sm_plan_opts opts = { .rows = &none, .nrows = 1 };
	struct plan_case c;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", &opts);
	assert_int_equal(sm_plan_table(c.plan, "orders")->rows, 0);
	assert_int_equal(sm_plan_table(c.plan, "order_lines")->rows, 0);
	assert_int_equal(c.plan->rows, 1200);
	plan_case_close(&c);
}

static void a_reference_to_no_rows_is_refused(void **state)
{
	struct sm_row_count none = { "customers", 0 };
	struct sm_plan_opts opts = { .rows = &none, .nrows = 1 };
	struct plan_case c = { 0 };

	(void)state;
	c.rc = sm_spec_load("profiles/shop.yaml", "profiles/words", &c.spec, &c.err);
	assert_int_equal(c.rc, SM_OK);
	assert_int_equal(sm_plan_compile(c.spec, &opts, &c.plan, &c.err),
			 SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "has no rows to refer to"));
	plan_case_close(&c);
}

static void values_do_not_depend_on_how_rows_are_split(void **state)
{
	static const char *const tables[] = { "customers", "products", "orders",
					      "order_lines" };
	static const uint32_t steps[] = { 1, 7, 64, 999, 2048 };
	struct plan_case c;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", NULL);
	for (size_t t = 0; t < SM_COUNTOF(tables); t++) {
		struct sm_u128 whole = plan_case_digest(&c, tables[t], 500);

		for (size_t i = 0; i < SM_COUNTOF(steps); i++)
			assert_true(sm_u128_equal(whole, plan_case_digest(
				&c, tables[t], steps[i])));
	}
	plan_case_close(&c);
}

static void adding_columns_and_tables_changes_no_other_value(void **state)
{
	static const char small[] = HEAD
		"tables:\n"
		"  - {name: a, rows: 500, columns: [{name: x, int: {}}, {name: y, "
		"words: {list: city}, nulls: 0.3}]}\n";
	static const char large[] = HEAD
		"tables:\n"
		"  - {name: z, rows: 9, columns: [{name: x, int: {}}]}\n"
		"  - {name: a, rows: 700, columns: [{name: y, words: {list: city}, "
		"nulls: 0.3}, {name: x, int: {}}]}\n";
	struct plan_case a, b;
	char *ta, *tb, ax[64], bx[64];

	(void)state;
	plan_case_make(&a, small, NULL);
	plan_case_make(&b, large, NULL);
	for (uint64_t r = 0; r < 500; r++) {
		char *tab;

		ta = plan_case_text(&a, "a", r, 1);
		tb = plan_case_text(&b, "a", r, 1);
		tab = strchr(ta, '\t');
		strcpy(ax, tab + 1);
		ax[strlen(ax) - 1] = 0;
		strcat(ax, "\t");
		*tab = 0;
		strcat(ax, ta);
		strcpy(bx, tb);
		bx[strlen(bx) - 1] = 0;
		assert_string_equal(ax, bx);
		free(ta);
		free(tb);
	}
	plan_case_close(&a);
	plan_case_close(&b);
}

static void the_fingerprint_tells_apart_what_makes_other_rows(void **state)
{
	uint64_t seed = 43;
	struct sm_row_count rows = { "orders", 5001 };
	const struct sm_plan_opts opts[] = {
		{ .scale = 2 }, { .seed = &seed }, { .chunk_rows = 100 },
		{ .as_of = "2026-01-02" }, { .rows = &rows, .nrows = 1 },
	};
	struct plan_case base, same, c;

	(void)state;
	plan_case_file(&base, "profiles/shop.yaml", NULL);
	plan_case_file(&same, "profiles/shop.yaml", NULL);
	assert_string_equal(base.plan->run_id, same.plan->run_id);
	for (size_t i = 0; i < SM_COUNTOF(opts); i++) {
		plan_case_file(&c, "profiles/shop.yaml", &opts[i]);
		assert_string_not_equal(base.plan->run_id, c.plan->run_id);
		plan_case_close(&c);
	}
	plan_case_close(&base);
	plan_case_close(&same);
}

static void a_table_of_one_chunk_size_has_the_chunks_it_needs(void **state)
{
	struct sm_plan_opts opts = { .chunk_rows = 300 };
	struct plan_case c;
	const struct sm_table *t;
	uint64_t rows = 0;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", &opts);
	t = sm_plan_table(c.plan, "customers");
	assert_int_equal(t->chunks, 4);
	for (uint64_t k = 0; k < t->chunks; k++)
		rows += sm_chunk_rows(t, k);
	assert_int_equal(rows, 1000);
	assert_int_equal(sm_chunk_rows(t, 3), 100);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shop_compiles_with_the_rows_it_says),
		cmocka_unit_test(a_size_scales_rows_and_a_tables_own_count_wins),
		cmocka_unit_test(scaling_rounds_up_and_never_to_nothing),
		cmocka_unit_test(what_cannot_work_is_refused_with_a_reason),
		cmocka_unit_test(children_of_no_parent_are_none),
		cmocka_unit_test(a_reference_to_no_rows_is_refused),
		cmocka_unit_test(values_do_not_depend_on_how_rows_are_split),
		cmocka_unit_test(adding_columns_and_tables_changes_no_other_value),
		cmocka_unit_test(the_fingerprint_tells_apart_what_makes_other_rows),
		cmocka_unit_test(a_table_of_one_chunk_size_has_the_chunks_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
