/* gen/plan/keys: what is proved unique, what is refused, and the references */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_live.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define PARENT \
	"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, serial: {}}]}\n"

/* A table `c` with 2 to 4 rows for each of p, and that key. */
#define CHILD(key, columns) \
	HEAD PARENT "  - {name: c, per: {table: p, min: 2, max: 4}, primary_key: " \
	key ", columns: [" columns "]}\n"

/* c with 2 to 4 rows for each p, and q (12 rows, key id) or r, keyed by (x, y) */
#define OTHERS \
	"  - {name: q, rows: 12, primary_key: [id], columns: [{name: id, serial: " \
	"{}}, {name: odd, int: {max: 3}}]}\n" \
	"  - {name: r, per: {table: q, min: 3, max: 3}, primary_key: [x, y], " \
	"columns: [{name: x, parent: {}}, {name: y, ordinal: {}}]}\n"
#define AMONG(key, columns) \
	HEAD PARENT OTHERS "  - {name: c, per: {table: p, min: 2, max: 4}, " \
	"primary_key: " key ", columns: [{name: p_id, parent: {}}, " columns "]}\n"

static const struct {
	const char *yaml;
	const char *refused;        /* NULL: proved */
} cases[] = {
	/* siblings that differ */
	{ AMONG("[p_id, d]", "{name: d, ref: {table: q, distinct: true}}"), NULL },
	{ AMONG("[d, p_id]", "{name: d, ref: {table: q, distinct: true}}"), NULL },
	/* drawn jointly: 12 rows of q are enough for 4 siblings */
	{ AMONG("[p_id, d]", "{name: d, ref: {table: q, distinct: false}}"), NULL },
	{ AMONG("[p_id, d]", "{name: d, ref: {table: q}}"), NULL },
	{ AMONG("[p_id, d]", "{name: d, ref: {table: q, dist: zipf}}"),
	  "the primary key (p_id, d) cannot be proved unique" },
	{ AMONG("[p_id, d]", "{name: d, ref: {table: q, column: odd, distinct: "
		"true}}"), "the primary key (p_id, d) cannot be proved unique" },
	{ AMONG("[d, n]", "{name: d, ref: {table: q, distinct: true}}, {name: n, "
		"int: {max: 9}}"), "the primary key (d, n) cannot be proved unique" },
	{ AMONG("[p_id, d, y]", "{name: d, ref: {table: r, columns: [x, y], "
		"distinct: true}}, {name: y, copy: {from: d.y}}"), NULL },
	{ AMONG("[p_id, d]", "{name: d, ref: {table: r, columns: [x, y], "
		"distinct: true}}, {name: y, copy: {from: d.y}}"),
	  "the primary key (p_id, d) cannot be proved unique" },
	{ AMONG("[p_id, y]", "{name: d, ref: {table: r, columns: [x, y], "
		"distinct: true}}, {name: y, copy: {from: d.y}}"),
	  "the primary key (p_id, y) cannot be proved unique" },
	/* a column named twice would make a reference wider than its table */
	{ HEAD "  - {name: p, rows: 9, primary_key: [id, id, id, id], columns: "
	  "[{name: id, serial: {}}]}\n  - {name: c, per: {table: p, min: 1, max: "
	  "2}, columns: [{name: p_id, parent: {column: id}}]}\n",
	  "column \"id\" stands there twice" },
	{ HEAD "  - {name: p, rows: 9, indexes: [{columns: [id, n, id], unique: "
	  "true}], columns: [{name: id, serial: {}}, {name: n, int: {}}]}\n",
	  "column \"id\" stands there twice" },
	/* one child at most: of a total not above the parents */
	{ HEAD PARENT "  - {name: c, per: {table: p, rows: 9}, primary_key: [p_id], "
	  "columns: [{name: p_id, parent: {}}]}\n", NULL },
	{ HEAD PARENT "  - {name: c, per: {table: p, rows: 4}, primary_key: [p_id], "
	  "columns: [{name: p_id, parent: {}}]}\n", NULL },
	{ HEAD PARENT "  - {name: c, per: {table: p, rows: 10}, primary_key: [p_id], "
	  "columns: [{name: p_id, parent: {}}]}\n", "must be unique" },
	{ HEAD PARENT "  - {name: c, per: {table: p, rows: 10}, primary_key: [p_id, "
	  "n], columns: [{name: p_id, parent: {}}, {name: n, ordinal: {}}]}\n",
	  NULL },
	/* the rest */
	{ CHILD("[p_id, n]", "{name: p_id, parent: {}}, {name: n, ordinal: {}}"),
	  NULL },
	{ CHILD("[n, p_id]", "{name: n, ordinal: {}}, {name: p_id, parent: {}}"),
	  NULL },
	{ CHILD("[p_id, x]", "{name: p_id, parent: {}}, {name: x, bool: {}}"),
	  "the primary key (p_id, x) cannot be proved unique" },
	{ CHILD("[n, x]", "{name: n, ordinal: {}}, {name: x, int: {max: 9}}"),
	  "the primary key (n, x) cannot be proved unique" },
	{ CHILD("[x, id]", "{name: x, bool: {}}, {name: id, serial: {}}"), NULL },
	{ CHILD("[p_id]", "{name: p_id, parent: {}}"), "must be unique" },
	{ HEAD "  - {name: a, rows: 9, indexes: [{columns: [x, y], unique: true}], "
	  "columns: [{name: x, bool: {}}, {name: y, bool: {}}]}\n",
	  "the unique key (x, y) cannot be proved unique" },
	{ HEAD "  - {name: a, rows: 9, indexes: [{columns: [x, y]}], "
	  "columns: [{name: x, bool: {}}, {name: y, bool: {}}]}\n", NULL },
	{ HEAD "  - {name: a, rows: 1, primary_key: [x, y], "
	  "columns: [{name: x, bool: {}}, {name: y, bool: {}}]}\n", NULL },
	{ HEAD "  - {name: a, rows: 9, indexes: [{columns: [xx]}], "
	  "columns: [{name: x, bool: {}}]}\n", "did you mean \"x\"" },
};

static void a_key_is_proved_before_a_row_is_made_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_open(&c, cases[i].yaml, NULL);
		if ((c.rc != SM_OK) != (cases[i].refused != NULL) ||
		    (c.rc && !strstr(c.err.what, cases[i].refused)))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		plan_case_close(&c);
	}
}

static void keys_grow_with_rows_only_when_serials_count_up(void **state)
{
	static const struct {
		const char *yaml;
		bool ordered;
	} tables[] = {
		{ "primary_key: [id], columns: [{name: id, serial: {}}]", true },
		{ "primary_key: [id], columns: [{name: id, serial: {step: 7}}]",
		  true },
		{ "primary_key: [id], columns: [{name: id, serial: {start: 90, "
		  "step: -1}}]", false },
		{ "primary_key: [id], columns: [{name: id, uuid: {}}]", false },
		{ "columns: [{name: id, serial: {}}]", false },
		{ "primary_key: [id], columns: [{name: id, serial: {run: 8, gap: "
		  "24}}]", true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(tables); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;

		sm_buf_printf(&yaml, HEAD "  - {name: a, rows: 9, %s}\n",
			      tables[i].yaml);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		if (c.plan->tables[0].key_ordered != tables[i].ordered)
			fail_msg("case %zu", i);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void references_are_listed_for_keys_and_for_nothing_else(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD
		"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, "
		"serial: {}}, {name: code, pattern: {text: \"???###\"}, unique: "
		"true}, {name: plain, bool: {}}]}\n"
		"  - {name: k, rows: 9, columns: [{name: a, ref: {table: p}}, "
		"{name: b, ref: {table: p, column: code}}, "
		"{name: c, ref: {table: p, column: plain}}]}\n", NULL);
	assert_int_equal(c.plan->nrefs, 2);
	assert_int_equal(c.plan->refs[0].child_column[0], 0);
	assert_int_equal(c.plan->refs[0].parent_column[0], 0);
	assert_int_equal(c.plan->refs[1].child_column[0], 1);
	assert_int_equal(c.plan->refs[1].parent_column[0], 1);
	plan_case_close(&c);
}

static void a_key_of_two_columns_is_one_reference(void **state)
{
	struct plan_case c;
	const struct sm_reference *r;

	(void)state;
	plan_case_make(&c, HEAD PARENT
		"  - {name: c, per: {table: p, min: 2, max: 4}, primary_key: [p_id, "
		"n], columns: [{name: p_id, parent: {}}, {name: n, ordinal: {}}]}\n"
		"  - {name: g, per: {table: c, min: 1, max: 2}, columns: "
		"[{name: n, parent: {column: n}}, {name: x, bool: {}}, "
		"{name: p_id, parent: {column: p_id}}]}\n", NULL);
	assert_int_equal(c.plan->nrefs, 2);
	r = &c.plan->refs[1];
	assert_string_equal(c.plan->tables[r->child].name, "g");
	assert_int_equal(r->n, 2);
	assert_int_equal(r->child_column[0], 2);
	assert_int_equal(r->parent_column[0], 0);
	assert_int_equal(r->child_column[1], 0);
	assert_int_equal(r->parent_column[1], 1);
	plan_case_close(&c);
}

static void keys_of_a_live_table_are_proved_too(void **state)
{
	static const char *const id[] = { "id" }, *const x[] = { "x" },
				 *const both[] = { "id", "x" };
	static const char yaml[] = HEAD
		"  - {name: a, rows: 9, columns: [{name: id, serial: {}}, {name: x, "
		"bool: {}}]}\n";
	struct sm_live_column columns[] = {
		{ .name = "id", .type_text = "bigint", .type = { .id = SM_T_BIGINT } },
		{ .name = "x", .type_text = "boolean", .type = { .id = SM_T_BOOL } },
	};
	struct sm_live_key keys[] = {
		{ .name = "a_pkey", .columns = id, .ncolumns = 1, .primary = true,
		  .decided = true },
		{ .name = "a_both", .columns = both, .ncolumns = 2,
		  .decided = true },
		{ .name = "a_x", .columns = x, .ncolumns = 1 },
	};
	struct sm_live_table t = { .name = "a", .columns = columns, .ncolumns = 2,
				   .keys = keys, .nkeys = 3 };
	struct plan_case c;

	(void)state;
	plan_live_open(&c, yaml, &t);
	assert_int_equal(c.rc, SM_OK);
	assert_string_equal(c.plan->tables[0].primary.name, "a_pkey");
	assert_int_equal(c.plan->tables[0].nkeys, 1);
	assert_int_equal(c.plan->nnotes, 1);
	assert_non_null(strstr(c.plan->notes[0], "a_x is partial or over"));
	plan_case_close(&c);
	keys[2].decided = true;
	plan_live_open(&c, yaml, &t);
	assert_int_equal(c.rc, SM_E_SCHEMA);
	assert_non_null(strstr(c.err.what, "Schema validation failed for a: column "
					   "x is boolean and unique"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_proved_before_a_row_is_made_or_refused),
		cmocka_unit_test(keys_grow_with_rows_only_when_serials_count_up),
		cmocka_unit_test(references_are_listed_for_keys_and_for_nothing_else),
		cmocka_unit_test(a_key_of_two_columns_is_one_reference),
		cmocka_unit_test(keys_of_a_live_table_are_proved_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
