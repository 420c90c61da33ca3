/* gen/plan/fixtures.c: literal rows, seen by all that reads them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_rows.h"

#include "plan/profile.h"

#define TOP "version: 1\nname: t\ntables:\n"

static void check_text(const char *yaml, const struct sm_plan_opts *opts,
		       const char *table, uint32_t rows, const char *want)
{
	struct plan_case c;
	char *text;

	plan_case_make(&c, yaml, opts);
	text = plan_case_text(&c, table, 0, rows);
	assert_string_equal(text, want);
	free(text);
	plan_case_close(&c);
}

static void check_refused(const char *yaml, const char *what, const char *fix)
{
	struct plan_case c;

	plan_case_open(&c, yaml, NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_string_equal(c.err.what, what);
	if (fix)
		assert_string_equal(c.err.fix, fix);
	plan_case_close(&c);
}

/* ---- values --------------------------------------------------------------------- */

static void literals_take_the_place_of_the_first_rows(void **state)
{
	(void)state;
	check_text(TOP
		"- name: a\n  rows: 4\n"
		"  fixtures:\n    columns: [s, n]\n"
		"    rows: [[one, 11], ['', null], ['null', -3]]\n"
		"  columns:\n"
		"  - {name: id, serial: {}}\n"
		"  - {name: n, int: {min: 5, max: 5}}\n"
		"  - {name: s, type: varchar(9), constant: {value: x}}\n",
		NULL, "a", 4,
		"1\t11\tone\n2\t\\N\t\n3\t-3\tnull\n4\t5\tx\n");
}

static void every_type_can_be_written(void **state)
{
	(void)state;
	check_text(TOP
		"- name: a\n  rows: 2\n"
		"  fixtures:\n    columns: [b, d, r, t, u, j, i, x, day]\n"
		"    rows: [[true, '12.50', 1.5, '2026-02-03T04:05:06Z', "
		"0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90, '{\"b\": 1}', 192.0.2.7, "
		"'\\x0aff', 2026-01-31]]\n"
		"  columns:\n"
		"  - {name: b, type: bool, constant: {value: false}}\n"
		"  - {name: d, type: \"decimal(9,2)\", constant: {value: 1}}\n"
		"  - {name: r, type: double, constant: {value: 2}}\n"
		"  - {name: t, type: timestamptz, constant: {value: now}}\n"
		"  - {name: u, type: uuid, constant: {value: "
		"00000000-0000-0000-0000-000000000001}}\n"
		"  - {name: j, type: jsonb, constant: {value: '{}'}}\n"
		"  - {name: i, type: inet, constant: {value: 192.0.2.1}}\n"
		"  - {name: x, type: bytes, constant: {value: '\\x00'}}\n"
		"  - {name: day, type: date, constant: {value: 2026-01-01}}\n",
		NULL, "a", 2,
		"t\t12.50\t1.50\t2026-02-03 04:05:06+00\t"
		"0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90\t{\"b\":1}\t192.0.2.7\t"
		"\\\\x0aff\t2026-01-31\n"
		"f\t1.00\t2\t2026-01-01 00:00:00+00\t"
		"00000000-0000-0000-0000-000000000001\t{}\t192.0.2.1\t"
		"\\\\x00\t2026-01-01\n");
}

#define FAMILY TOP                                                          \
	"- name: users\n  rows: 5\n  primary_key: [id]\n"                   \
	"  fixtures: {columns: [id, name, boss], rows: [[70, root, null], " \
	"[71, second, 70]]}\n"                                              \
	"  columns:\n"                                                      \
	"  - {name: id, serial: {}}\n"                                      \
	"  - {name: name, constant: {value: plain}}\n"                      \
	"  - {name: boss, ref: {table: users}, nulls: 1}\n"                 \
	"  - {name: boss_name, copy: {from: boss.name}}\n"                  \
	"  - {name: spent, sum: {of: bills.amount}}\n"                      \
	"- name: bills\n  per: {table: users, min: 1, max: 1}\n"            \
	"  fixtures: {columns: [amount], rows: [[900]]}\n"                  \
	"  columns:\n"                                                      \
	"  - {name: user_id, parent: {}}\n"                                 \
	"  - {name: amount, int: {min: 2, max: 2}}\n"                       \
	"  - {name: who, copy: {from: user_id.name}}\n"

static void references_paths_and_sums_see_them(void **state)
{
	(void)state;
	check_text(FAMILY, NULL, "users", 5,
		   "70\troot\t\\N\t\\N\t900\n71\tsecond\t70\troot\t2\n"
		   "3\tplain\t\\N\t\\N\t2\n4\tplain\t\\N\t\\N\t2\n"
		   "5\tplain\t\\N\t\\N\t2\n");
	check_text(FAMILY, NULL, "bills", 5,
		   "70\t900\troot\n71\t2\tsecond\n3\t2\tplain\n4\t2\tplain\n"
		   "5\t2\tplain\n");
}

static void the_other_rows_keep_their_values(void **state)
{
	static const char *const yaml[2] = {
		TOP "- name: a\n  rows: 3000\n"
		    "  fixtures: {columns: [n], rows: [[7], [8]]}\n"
		    "  columns: [{name: n, int: {min: 1, max: 1000000}}]\n",
		TOP "- name: a\n  rows: 3000\n"
		    "  columns: [{name: n, int: {min: 1, max: 1000000}}]\n",
	};
	char *text[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct plan_case c;

		plan_case_make(&c, yaml[i], NULL);
		text[i] = plan_case_text(&c, "a", 0, 1000);
		plan_case_close(&c);
	}
	assert_memory_equal(text[0], "7\n8\n", 4);
	assert_string_equal(strchr(strchr(text[0], '\n') + 1, '\n'),
			    strchr(strchr(text[1], '\n') + 1, '\n'));
	free(text[0]);
	free(text[1]);
}

static void any_split_of_the_rows_gives_the_same_digest(void **state)
{
	struct plan_case c;
	struct sm_u128 whole, ones;

	(void)state;
	plan_case_make(&c, FAMILY, NULL);
	whole = plan_case_digest(&c, "users", 1000);
	ones = plan_case_digest(&c, "users", 1);
	assert_true(sm_u128_equal(whole, ones));
	plan_case_close(&c);
}

/* The rows behind those of a run before: fixtures were its own. */
static bool base_ten(void *ctx, const char *table, const char *column, int64_t *base)
{
	(void)ctx;
	(void)table;
	(void)column;
	*base = 10;
	return true;
}

static void append_makes_no_fixtures_again(void **state)
{
	struct sm_live_column columns[] = {
		{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "bigint" },
		{ .name = "s", .type = { .id = SM_T_TEXT }, .type_text = "text" },
	};
	struct sm_live_table table = { .name = "a", .exists = true,
				       .writable = true, .columns = columns,
				       .ncolumns = 2 };
	struct sm_schema live = { .tables = &table, .ntables = 1 };
	const struct sm_plan_opts opts = { .live = &live, .serial_base = base_ten };

	(void)state;
	check_text(TOP
		"- name: a\n  rows: 1\n"
		"  fixtures: {columns: [s], rows: [[one], [two], [three]]}\n"
		"  columns:\n"
		"  - {name: id, serial: {}}\n"
		"  - {name: s, constant: {value: x}}\n", &opts, "a", 1, "10\tx\n");
}

/* ---- proofs --------------------------------------------------------------------- */

static void what_is_known_of_a_column_grows(void **state)
{
	struct plan_case c;
	const struct sm_column *col;

	(void)state;
	plan_case_make(&c, TOP
		"- name: a\n  rows: 9\n"
		"  fixtures: {columns: [n, s], rows: [[-4, \"a,b\"], [90, null]]}\n"
		"  columns:\n"
		"  - {name: n, int: {min: 1, max: 3}}\n"
		"  - {name: s, constant: {value: x}}\n", NULL);
	col = c.plan->tables[0].columns;
	assert_int_equal(col[0].dom.min, -4);
	assert_int_equal(col[0].dom.max, 90);
	assert_false(col[0].dom.nullable);
	assert_int_equal(col[1].dom.width, 3);
	assert_true(col[1].dom.nullable);
	assert_false(col[1].dom.plain);
	plan_case_close(&c);
}

#define UNIQUE(rows, column)                                                \
	TOP "- name: a\n  rows: 50\n  fixtures: {columns: [x], rows: " rows \
	"}\n  columns: [" column "]\n"

static void unique_columns_stay_unique(void **state)
{
	struct plan_case c;

	(void)state;
	/* its own rows' values, in another order: nobody else has them */
	plan_case_make(&c, UNIQUE("[[2], [1]]", "{name: x, unique: true, "
				  "serial: {}}"), NULL);
	plan_case_close(&c);
	check_refused(UNIQUE("[[1], [30]]", "{name: x, unique: true, serial: {}}"),
		      "test.yaml:6:41: a.x: must be unique, and the table's row 30 "
		      "has the value of this fixture, too",
		      "write another value, one that serial does not make");
	check_refused(UNIQUE("[[99], [77], [99]]", "{name: x, unique: true, "
			     "serial: {}}"),
		      "test.yaml:6:48: a.x: must be unique, and fixture row 1 has "
		      "the value of this fixture, too", NULL);
	check_refused(UNIQUE("[[n40]]", "{name: id, serial: {}}, {name: x, unique: "
			     "true, template: {text: \"n{id}\"}}"),
		      "test.yaml:6:36: a.x: must be unique, and the table's row 40 "
		      "has the value of this fixture, too", NULL);
	/* nobody asked: then it is not unique, and says so to others */
	plan_case_make(&c, UNIQUE("[[30]]", "{name: x, serial: {}}"), NULL);
	assert_false(c.plan->tables[0].columns[0].dom.unique);
	plan_case_close(&c);
}

#define LONG(column, value)                                                 \
	TOP "- name: a\n  rows: 100_000_000_000\n  primary_key: [x]\n"      \
	"  fixtures: {columns: [x], rows: [[" value "]]}\n"                 \
	"  columns: [" column "]\n"

static void a_long_serial_is_not_made_to_look(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, LONG("{name: x, serial: {start: 5, step: 10}}",
				"99999999996"), NULL);
	assert_int_equal(c.plan->nnotes, 0);
	plan_case_close(&c);
	check_refused(LONG("{name: x, serial: {start: 5, step: 10}}",
			   "99999999995"),
		      "test.yaml:7:36: a.x: must be unique, and the table's row "
		      "10,000,000,000 has the value of this fixture, too", NULL);
	plan_case_make(&c, LONG("{name: x, uuid: {}}",
				"00000000-0000-0000-0000-000000000001"), NULL);
	assert_int_equal(c.plan->nnotes, 1);
	assert_non_null(strstr(c.plan->notes[0], "the database will check it"));
	plan_case_close(&c);
}

static void a_reference_needs_a_row_with_that_key(void **state)
{
	(void)state;
	check_refused(TOP
		"- {name: p, rows: 5, primary_key: [id], columns: [{name: id, "
		"serial: {}}]}\n"
		"- name: c\n  rows: 5\n"
		"  fixtures: {columns: [r], rows: [[5], [6]]}\n"
		"  columns: [{name: r, ref: {table: p}}]\n",
		"test.yaml:7:41: c.r: no row of p has this value for id",
		"write the key of a row, or give p a fixture that has it");
	check_refused(TOP
		"- name: c\n  rows: 5\n  primary_key: [id]\n"
		"  fixtures: {columns: [r], rows: [[2]]}\n"
		"  columns: [{name: id, serial: {}}, {name: r, ref: {table: c}, "
		"nulls: 0.1}]\n",
		"test.yaml:7:36: c.r: points to a later row of its own table, which "
		"cannot be loaded in order", "let it point to a row above it");
}

#define CHILD(cells)                                                        \
	TOP "- {name: p, rows: 5, primary_key: [id], columns: [{name: id, " \
	"serial: {}}]}\n- name: c\n  per: {table: p, min: 2, max: 2}\n"     \
	"  fixtures: {columns: [up, no], rows: " cells "}\n"                \
	"  columns: [{name: up, parent: {}}, {name: no, ordinal: {}}]\n"

static void what_stands_by_structure_can_only_be_repeated(void **state)
{
	(void)state;
	check_text(CHILD("[[1, 1], [1, 2], [2, 1]]"), NULL, "c", 3,
		   "1\t1\n1\t2\n2\t1\n");
	check_refused(CHILD("[[1, 1], [2, 2]]"),
		      "test.yaml:7:49: c.up: row 2 has another value: parent is "
		      "given by where the row stands",
		      "leave the column out of the fixtures");
	check_refused(CHILD("[[1, 1], [1, 3]]"),
		      "test.yaml:7:52: c.no: row 2 has another value: ordinal is "
		      "given by where the row stands", NULL);
	check_refused(CHILD("[[null, 1]]"),
		      "test.yaml:7:41: c.up: a parent cannot be NULL", NULL);
}

#define ONE(cell, column)                                                   \
	TOP "- name: a\n  rows: 2\n  fixtures: {columns: [x], rows: [[" cell \
	"]]}\n  columns: [" column "]\n"

static void a_literal_must_fit_its_column(void **state)
{
	(void)state;
	check_refused(ONE("abc", "{name: x, type: int, serial: {}}"),
		      "test.yaml:6:36: a.x: fixture \"abc\" is not a whole number",
		      NULL);
	check_refused(ONE("toolong", "{name: x, type: varchar(3), constant: "
			  "{value: a}}"),
		      "test.yaml:6:36: a.x: \"toolong\" has 7 characters, "
		      "varchar(3) holds 3", "shorten it or widen the column");
	check_refused(ONE("red", "{name: x, type: \"enum(read, blue)\", pick: "
			  "{values: [blue]}}"),
		      "test.yaml:6:36: a.x: \"red\" is not a label of this enum",
		      "did you mean \"read\"?");
	check_refused(TOP "- name: a\n  rows: 2\n  primary_key: [x]\n  fixtures: "
		      "{columns: [x], rows: [[null]]}\n  columns: [{name: x, "
		      "serial: {}}]\n",
		      "test.yaml:8:13: a.x is part of the primary key and may be "
		      "NULL", NULL);
}

static void columns_and_rows_must_be_there(void **state)
{
	(void)state;
	check_refused(ONE("1], [2], [3", "{name: x, serial: {}}"),
		      "test.yaml:6:3: a: fixtures has 3 rows, the table 2",
		      "they take the place of its first rows: let it have at least "
		      "so many, at this size and scale, too");
	check_refused(TOP "- name: a\n  rows: 2\n  fixtures: {columns: [x, emial], "
		      "rows: [[1, 2]]}\n  columns: [{name: x, serial: {}}, {name: "
		      "email, serial: {}}]\n",
		      "test.yaml:6:27: a: fixtures: no column \"emial\", did you "
		      "mean \"email\"?", NULL);
}

static void null_in_quotes_is_another_run(void **state)
{
	struct plan_case x, y;

	(void)state;
	plan_case_make(&x, ONE("null", "{name: x, constant: {value: v}}"), NULL);
	plan_case_make(&y, ONE("'null'", "{name: x, constant: {value: v}}"), NULL);
	assert_string_not_equal(x.plan->run_id, y.plan->run_id);
	plan_case_close(&x);
	plan_case_close(&y);
}

#define SAME(rows) "  - {name: tenants, rows: 3, primary_key: [id], columns: [{name: " \
	"id, serial: {}}]}\n" \
	"  - {name: p, per: {table: tenants, min: 2, max: 2}, primary_key: [id], " \
	"columns: [{name: id, serial: {}}, {name: tenant_id, parent: {}}]}\n" \
	"  - {name: t, per: {table: tenants, min: 3, max: 3}, fixtures: {columns: " \
	"[p_id], rows: " rows "}, columns: [{name: tenant_id, parent: {}}, {name: " \
	"p_id, ref: {table: p, same: tenant_id}, nulls: 0.1}]}\n"

static void a_reference_with_same_stays_inside_it(void **state)
{
	static const struct plan_refusal wrong = {
		SAME("[[2], [null], [3]]"),
		"that row of p has another tenant_id than row 3 here", "as `same` asks"
	};
	struct plan_case c;
	struct plan_rows p;

	(void)state;
	plan_refuses(&wrong);
	plan_case_make(&c, PLAN_HEAD SAME("[[2], [null], [1], [4]]"), NULL);
	p = plan_rows_of(&c, "t", "p_id");
	assert_int_equal(p.v[0], 2);
	assert_int_equal(p.null[1], 1);
	assert_int_equal(p.v[2], 1);
	assert_int_equal(p.v[3], 4);
	plan_rows_free(&p);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals_take_the_place_of_the_first_rows),
		cmocka_unit_test(every_type_can_be_written),
		cmocka_unit_test(references_paths_and_sums_see_them),
		cmocka_unit_test(the_other_rows_keep_their_values),
		cmocka_unit_test(any_split_of_the_rows_gives_the_same_digest),
		cmocka_unit_test(append_makes_no_fixtures_again),
		cmocka_unit_test(what_is_known_of_a_column_grows),
		cmocka_unit_test(unique_columns_stay_unique),
		cmocka_unit_test(a_long_serial_is_not_made_to_look),
		cmocka_unit_test(a_reference_needs_a_row_with_that_key),
		cmocka_unit_test(what_stands_by_structure_can_only_be_repeated),
		cmocka_unit_test(a_literal_must_fit_its_column),
		cmocka_unit_test(columns_and_rows_must_be_there),
		cmocka_unit_test(null_in_quotes_is_another_run),
		cmocka_unit_test(a_reference_with_same_stays_inside_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
