/*
 * gen/plan/profile*.c: profiles in, specs or exact messages out
 *
 * The cases of bad profiles name the whole first line of the message, with line
 * and column, as that is what people and editors read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan/profile.h"

#define SHOP "profiles/shop.yaml"
#define TEXT_BYTES 16384

static struct sm_spec *parsed(const char *text)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	if (sm__spec_parse("t.yaml", text, strlen(text), NULL, &s, &err))
		fail_msg("%s", err.what);
	return s;
}

static size_t shop_text(char text[TEXT_BYTES])
{
	FILE *f = fopen(SHOP, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, TEXT_BYTES, f);
	fclose(f);
	assert_in_range(n, 1000, TEXT_BYTES - 1);
	return n;
}

/* ---- what loads --------------------------------------------------------------- */

static void the_shop_profile_loads(void **state)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	(void)state;
	if (sm_spec_load(SHOP, "profiles/words", &s, &err))
		fail_msg("%s", err.what);
	assert_string_equal(sm_spec_name(s), "shop");
	assert_int_equal(s->seed, 42);
	assert_string_equal(s->as_of, "2026-01-01T00:00:00Z");
	assert_string_equal(s->words_dir, "profiles/words");
	assert_int_equal(sm_spec_ntables(s), 4);
	assert_string_equal(sm_spec_table(s, 0), "customers");
	assert_string_equal(sm_spec_table(s, 3), "order_lines");

	assert_int_equal(s->nsizes, 3);
	assert_true(s->sizes[1].scale == 1000);
	assert_int_equal(s->sizes[1].ntables, 0);
	assert_int_equal(s->sizes[2].ntables, 1);
	assert_string_equal(s->sizes[2].tables[0].table, "products");
	assert_int_equal(s->sizes[2].tables[0].rows, 50);
	sm_spec_free(s);
}

static void tables_say_where_their_rows_come_from(void **state)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };
	const struct sm_spec_table *t;

	(void)state;
	assert_int_equal(sm_spec_load(SHOP, "", &s, &err), SM_OK);
	t = &s->tables[2];
	assert_true(t->has_rows);
	assert_int_equal(t->rows, 5000);
	assert_null(t->per.table);
	assert_int_equal(t->primary_key.n, 1);
	assert_int_equal(t->nindexes, 1);
	assert_int_equal(t->indexes[0].columns.n, 2);
	assert_string_equal(t->indexes[0].columns.name[1], "created_at");
	assert_false(t->indexes[0].unique);
	assert_null(t->indexes[0].name);
	assert_string_equal(t->indexes[0].path, "tables[2].indexes[0]");

	t = &s->tables[3];
	assert_false(t->has_rows || t->has_fixed);
	assert_string_equal(t->per.table, "orders");
	assert_int_equal(t->per.min, 1);
	assert_int_equal(t->per.max, 7);
	assert_int_equal(t->primary_key.n, 2);
	assert_string_equal(t->primary_key.name[1], "line_no");
	sm_spec_free(s);
}

static void steps_carry_their_kind_and_modifiers(void **state)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };
	const struct sm_step *c;

	(void)state;
	assert_int_equal(sm_spec_load(SHOP, "", &s, &err), SM_OK);
	assert_int_equal(s->tables[0].ncolumns, 7);
	c = &s->tables[0].columns[3];
	assert_string_equal(c->name, "email");
	assert_string_equal(sm_step_name(c), "email");
	assert_string_equal(c->type, "varchar(120)");
	assert_string_equal(c->kind->name, "template");
	assert_string_equal(c->path, "tables[0].columns[3]");
	assert_non_null(c->args);
	assert_true(c->unique);
	assert_true(c->nulls == 0);

	c = &s->tables[0].columns[5];
	assert_string_equal(c->kind->name, "ref");
	assert_true(c->nulls == 0.8);
	assert_false(c->unique);
	c = &s->tables[3].columns[0];   /* parent: {} */
	assert_string_equal(c->kind->name, "parent");
	sm_spec_free(s);
}

static void lists_of_steps_nest(void **state)
{
	struct sm_spec *s = parsed(
		"version: 1\nname: t\ntables:\n"
		"  - name: a.b\n"
		"    fixed: 0\n"
		"    columns:\n"
		"      - name: doc\n"
		"        json:\n"
		"          fields:\n"
		"            - {name: x.y, type: int, int: {}, nulls: 0.25}\n"
		"            - {name: z, json: {fields: [{name: w, int: {}}]}}\n");
	const struct sm_steps *list = s->tables[0].columns[0].args, *inner;
	const struct sm_step *step;
	unsigned line, column;

	(void)state;
	assert_true(s->tables[0].has_fixed);
	assert_int_equal(s->tables[0].rows, 0);
	assert_int_equal(list->n, 2);
	step = list->step[0];
	assert_string_equal(sm_step_name(step), "x.y");
	assert_string_equal(step->type, "int");
	assert_true(step->nulls == 0.25);
	step = list->step[1];
	assert_string_equal(step->path,
			    "tables[0].columns[0].json.fields[1]");
	inner = step->args;
	assert_string_equal(sm_step_name(inner->step[0]), "w");
	step = inner->step[0];
	sm__spec_position(s, step->path, &line, &column);
	assert_int_equal(line, 11);
	assert_int_equal(column, 41);
	sm_spec_free(s);
}

static void digits_may_be_grouped(void **state)
{
	struct sm_spec *s = parsed(
		"version: 1\nname: t\nseed: 18_446_744_073_709_551_615\n"
		"sizes: [{name: s, scale: 0.5}, {name: d}]\n"
		"tables: [{name: a, rows: 1_000_000,\n"
		"          columns: [{name: x, int: {}, nulls: 1}]}]\n");

	(void)state;
	assert_true(s->seed == UINT64_MAX);
	assert_int_equal(s->tables[0].rows, 1000000);
	assert_true(s->sizes[0].scale == 0.5);
	assert_true(s->sizes[1].scale == 1);
	assert_true(s->tables[0].columns[0].nulls == 1);
	sm_spec_free(s);
}

static void a_refusal_points_at_the_argument(void **state)
{
	struct sm_spec *s = parsed("version: 1\nname: t\ntables:\n"
				   "- {name: a, rows: 1, columns: ["
				   "{name: x, int: {min: 5, max: 1}}]}\n");
	struct sm_err err = { 0 };

	(void)state;
	sm__spec_refuse(s, &err, "tables[0].columns[0].int", "min",
			"a.x: min %d is above max %d", 5, 1);
	assert_int_equal(err.code, SM_E_PROFILE);
	assert_string_equal(err.what, "t.yaml:4:53: a.x: min 5 is above max 1");
	sm__spec_refuse(s, &err, "tables[0].columns[0].int", NULL, "x");
	assert_string_equal(err.what, "t.yaml:4:42: x");
	/* What is not written is pointed at from above. */
	sm__spec_refuse(s, &err, "tables[0].columns[0].int", "dist", "x");
	assert_string_equal(err.what, "t.yaml:4:42: x");
	sm_spec_free(s);
}

/* ---- what does not -------------------------------------------------------------- */

#define TOP "version: 1\nname: t\n"                     /* lines 1 and 2 */
#define TABLE TOP "tables:\n- name: a\n  rows: 5\n"     /* lines 3 to 5 */
#define COLUMNS TABLE "  columns:\n"                    /* line 6 */
#define GOOD "  - {name: x, int: {}}\n"
#define NO_ROWS TOP "tables:\n- name: a\n  columns:\n" GOOD     /* to line 6 */

struct bad {
	const char *text, *what;
};

static void check_bad(const struct bad *bad, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sm_spec *s = NULL;
		struct sm_err err = { 0 };
		enum sm_code rc = sm__spec_parse("t.yaml", bad[i].text,
						 strlen(bad[i].text), NULL, &s,
						 &err);

		assert_string_equal(rc ? err.what : "loaded", bad[i].what);
		assert_int_equal(rc, SM_E_PROFILE);
		assert_int_equal(err.code, SM_E_PROFILE);
		assert_null(s);
	}
}

static void says_fix(const char *text, const char *fix)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	assert_int_equal(sm__spec_parse("t.yaml", text, strlen(text), NULL, &s, &err),
			 SM_E_PROFILE);
	assert_non_null(strstr(err.fix, fix));
}

static void mistakes_of_new_users_are_told_the_way_out(void **state)
{
	(void)state;
	says_fix("version: 1\n\tname: t\n", "indent with blanks, not tabs");
	says_fix("version: 1\nname: @t\n", "stands in quotes");
	says_fix(TABLE "  columns: {x: {int: {}}}\n", "- {name: id, ...}");
	says_fix(TABLE "  columns: [{name: x, type: numeric(10,2), decimal: {}}]\n",
		 "type: \"numeric(10,2)\"");
}

static void what_is_not_yaml_is_refused_where_it_breaks(void **state)
{
	static const struct bad bad[] = {
		{ "", "t.yaml:1:1: the profile is empty" },
		{ "# nothing\n", "t.yaml:1:1: the profile is empty" },
		{ "---\n", "t.yaml:1:1: the profile is empty" },
		{ "version: 1\nname: [t\n", "t.yaml:3:1: not YAML: did not find "
					    "expected ',' or ']'" },
		{ "version: 1\n\tname: t\n", "t.yaml:2:1: not YAML: found a "
		  "tab character that violates indentation" },
		{ "version: 1\nname: \xff\n",
		  "t.yaml:2:7: invalid leading UTF-8 octet" },
		{ TOP "tables: &x [1]\n", "t.yaml:3:9: anchors are not allowed: &x" },
		{ TOP "tables: *x\n", "t.yaml:3:9: aliases are not allowed: *x" },
		{ TOP "seed: !!int 5\n",
		  "t.yaml:3:7: tags are not allowed: tag:yaml.org,2002:int" },
		{ TOP "? [a]\n: b\n",
		  "t.yaml:3:3: a key is one word, not a list or a mapping" },
		{ TOP "seed: \"a\\0b\"\n",
		  "t.yaml:3:7: a NUL character is not allowed in text" },
		{ COLUMNS GOOD "---\nversion: 1\n", "t.yaml:8:1: a second document "
						    "begins here; a profile is one" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void what_is_not_a_profiles_form_is_refused_by_name(void **state)
{
	static const struct bad bad[] = {
		{ "- a\n", "t.yaml:1:1: a profile is a mapping, not a list" },
		{ "shop\n", "t.yaml:1:1: a profile is a mapping, not one value" },
		{ "version: 2\nnew: 1\n",
		  "t.yaml:1:10: version is \"2\": this seedmill reads version 1" },
		{ "name: t\ntables: []\n", "t.yaml:1:1: the profile has no version" },
		{ TOP, "t.yaml:1:1: the profile has no tables" },
		{ TOP "tabels: []\n", "t.yaml:3:1: unknown key \"tabels\", did you "
				      "mean \"tables\"?" },
		{ TOP "zzz: 1\n", "t.yaml:3:1: unknown key \"zzz\"" },
		{ TOP "name: u\n",
		  "t.yaml:3:1: key \"name\" is given twice, first at 2:1" },
		{ TOP "<<: {a: b}\n", "t.yaml:3:1: unknown key \"<<\"" },
		{ TOP "tables: []\n",
		  "t.yaml:3:1: tables has 0 entries; at least 1 is needed" },
		{ TOP "tables:\n", "t.yaml:3:1: tables takes a list, not nothing" },
		{ TOP "tables: {a: b}\n",
		  "t.yaml:3:1: tables takes a list, not a mapping" },
		{ TOP "tables: [a]\n",
		  "t.yaml:3:10: tables[0] is to be a mapping, not one value" },
		{ TOP "tables: [{rows: 5}]\n", "t.yaml:3:10: tables[0] has no name" },
		{ TABLE, "t.yaml:4:3: a has no columns" },
		{ TABLE "  colums: []\n", "t.yaml:6:3: a: unknown key \"colums\", "
					  "did you mean \"columns\"?" },
		{ TABLE "  primary_key: id\n  columns:\n" GOOD,
		  "t.yaml:6:16: a: primary_key takes a list, not one value" },
		{ TABLE "  indexes: [{name: i}]\n  columns:\n" GOOD,
		  "t.yaml:6:13: a.i has no columns" },
		{ TABLE "  indexes: [{colums: [x]}]\n  columns:\n" GOOD,
		  "t.yaml:6:14: a.indexes[0]: unknown key \"colums\", did you "
		  "mean \"columns\"?" },
		{ TOP "sizes: [{name: big, scael: 2}]\n" "tables: [1]\n",
		  "t.yaml:3:21: size big: unknown key \"scael\", did you mean "
		  "\"scale\"?" },
		{ TOP "sizes: [{name: big, tables: [{table: a}]}]\n" "tables: [1]\n",
		  "t.yaml:3:30: size big.tables[0] has no rows" },
		{ NO_ROWS "  per: {table: b, rws: 1}\n",
		  "t.yaml:7:19: a: unknown key \"rws\" in per, did you mean \"rows\"?" },
		{ NO_ROWS "  per: {min: 1, max: 2}\n",
		  "t.yaml:7:3: a: per has no table" },
		{ NO_ROWS "  per: {table: b, mx: 1}\n",
		  "t.yaml:7:19: a: unknown key \"mx\" in per, did you mean \"max\"?" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void a_step_has_exactly_one_kind_and_its_arguments(void **state)
{
	static const struct bad bad[] = {
		{ COLUMNS "  - {name: x}\n", "t.yaml:7:5: a.x has no kind" },
		{ COLUMNS "  - {int: {}}\n", "t.yaml:7:5: a.columns[0] has no name" },
		{ COLUMNS GOOD "  - name: y\n    int: {}\n    ref: {table: b}\n",
		  "t.yaml:10:5: a.y has two kinds: int and ref" },
		{ COLUMNS "  - {name: x, tempalte: {text: z}}\n",
		  "t.yaml:7:15: a.x: unknown key \"tempalte\", did you mean "
		  "\"template\"?" },
		{ COLUMNS "  - {name: x, int: 5}\n",
		  "t.yaml:7:20: a.x: int takes a mapping, not one value" },
		{ COLUMNS "  - {name: x, parent: }\n",
		  "t.yaml:7:15: a.x: parent takes a mapping, not nothing" },
		{ COLUMNS "  - {name: x, type: [int], int: {}}\n",
		  "t.yaml:7:15: a.x: type takes one value, not a list" },
		{ COLUMNS "  - {name: x, ref: {}}\n",
		  "t.yaml:7:15: a.x: ref has no table" },
		{ COLUMNS "  - {name: x, int: {mni: 1}}\n",
		  "t.yaml:7:21: a.x: unknown key \"mni\" in int, did you mean "
		  "\"min\"?" },
		{ COLUMNS "  - {name: x, pick: {values: gold}}\n",
		  "t.yaml:7:30: a.x: values takes a list, not one value" },
		{ COLUMNS "  - {name: x, pick: {values: [a, [b]]}}\n",
		  "t.yaml:7:34: a.x.values[1] is to be one value, not a list" },
		{ COLUMNS "  - {name: x, json: {fields: []}}\n",
		  "t.yaml:7:22: a.x: fields has 0 entries; at least 1 is needed" },
		{ COLUMNS "  - name: x\n    json: {fields: [{name: y, nit: {}}]}\n",
		  "t.yaml:8:31: a.x.y: unknown key \"nit\", did you mean \"int\"?" },
		{ COLUMNS "  - name: x\n    json: {fields: [{name: y, nulls: 2, "
			  "int: {}}]}\n",
		  "t.yaml:8:38: a.x.y: nulls is \"2\": it is a share, from 0 to 1" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void numbers_are_decimal_and_in_range(void **state)
{
	static const struct bad bad[] = {
		{ TOP "seed: 010\ntables: [{name: a, rows: 1, columns: [{name: x, "
		      "int: {}}]}]\n",
		  "t.yaml:3:7: seed is \"010\": a leading 0 means octal to some; "
		  "leave it out" },
		{ TOP "seed: 18446744073709551616\ntables: [{name: a, rows: 1, "
		      "columns: [{name: x, int: {}}]}]\n",
		  "t.yaml:3:7: seed is \"18446744073709551616\": it is too large" },
		{ NO_ROWS "  rows: 1.5\n",
		  "t.yaml:7:9: a: rows is \"1.5\": it must be a whole number" },
		{ NO_ROWS "  rows: -1\n",
		  "t.yaml:7:9: a: rows is \"-1\": it cannot be negative" },
		{ NO_ROWS "  rows: 1e3\n",
		  "t.yaml:7:9: a: rows is \"1e3\": write all its digits out" },
		{ NO_ROWS "  rows: 0\n",
		  "t.yaml:7:9: a: rows is \"0\": it must be at least 1" },
		{ NO_ROWS "  fixed: many\n",
		  "t.yaml:7:10: a: fixed is \"many\": it is not a number" },
		{ NO_ROWS "  per: {table: b, min: 3, max: 2}\n",
		  "t.yaml:7:24: a: per.min 3 is above per.max 2" },
		{ NO_ROWS "  per: {table: b, min: 0, max: 0}\n",
		  "t.yaml:7:32: a: per.max is \"0\": it must be at least 1" },
		{ NO_ROWS "  per: {table: b, min: x, max: 0}\n",
		  "t.yaml:7:24: a: per.min is \"x\": it is not a number" },
		{ TOP "sizes: [{name: s, scale: 0}]\ntables: [{name: a, rows: 1, "
		      "columns: [{name: x, int: {}}]}]\n",
		  "t.yaml:3:26: size s: scale is \"0\": it must be more than 0" },
		{ COLUMNS "  - {name: x, int: {}, nulls: -0.5}\n",
		  "t.yaml:7:31: a.x: nulls is \"-0.5\": it cannot be negative" },
		{ COLUMNS "  - {name: x, int: {}, unique: yes}\n",
		  "t.yaml:7:32: a.x: unique is \"yes\": say true or false" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void rows_come_from_one_place(void **state)
{
	static const struct bad bad[] = {
		{ NO_ROWS, "t.yaml:4:3: a has no number of rows" },
		{ NO_ROWS "  rows: 1\n  fixed: 1\n",
		  "t.yaml:8:10: a has both rows and fixed" },
		{ NO_ROWS "  fixed: 1\n  per: {table: b, min: 1, max: 1}\n",
		  "t.yaml:8:3: a has both fixed and per" },
		{ NO_ROWS "  per: {table: b, min: 1}\n",
		  "t.yaml:7:3: a: per has no max" },
		{ NO_ROWS "  per: {table: b, max: 1}\n",
		  "t.yaml:7:3: a: per has no min" },
		{ NO_ROWS "  per: {table: b}\n",
		  "t.yaml:7:3: a: per has no min and max" },
		{ NO_ROWS "  per: {table: b, rows: 9, max: 1}\n",
		  "t.yaml:7:25: a: per has both rows and max" },
		{ NO_ROWS "  per: {table: b, min: 1, max: 1, rows: 9}\n",
		  "t.yaml:7:41: a: per has both rows and min" },
		{ NO_ROWS "  per: {table: b, rows: 0}\n",
		  "t.yaml:7:25: a: per.rows is \"0\": it must be at least 1" },
		{ NO_ROWS "  per: {table: b, rows: some}\n",
		  "t.yaml:7:25: a: per.rows is \"some\": it is not a number" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void names_are_well_formed_and_given_once(void **state)
{
	static const struct bad bad[] = {
		{ TOP "tables: [{name: '', rows: 1, columns: [{name: x, "
		      "int: {}}]}]\n",
		  "t.yaml:3:17: tables[0]: name is \"\": it is empty" },
		{ TOP "tables: [{name: a.b.c, rows: 1, columns: [{name: x, "
		      "int: {}}]}]\n",
		  "t.yaml:3:17: tables[0]: name is \"a.b.c\": a table's name is "
		  "TABLE or SCHEMA.TABLE" },
		{ TOP "tables: [{name: .b, rows: 1, columns: [{name: x, "
		      "int: {}}]}]\n",
		  "t.yaml:3:17: tables[0]: name is \".b\": nothing stands before "
		  "the dot" },
		{ COLUMNS "  - {name: \"x\\e[2J\", int: {}}\n",
		  "t.yaml:7:12: a.columns[0]: name is \"x?[2J\": a name holds no "
		  "control characters" },
		{ COLUMNS "  - {name: x.y, int: {}}\n",
		  "t.yaml:7:12: a.columns[0]: name is \"x.y\": a column's name "
		  "holds no dot" },
		{ COLUMNS GOOD "  - {name: y, int: {}}\n" GOOD,
		  "t.yaml:9:5: a: column \"x\" is there twice, first at 7:5" },
		{ COLUMNS "  - name: x\n    json: {fields: [{name: y, int: {}}, "
			  "{name: y, int: {}}]}\n",
		  "t.yaml:8:41: a.x: field \"y\" is there twice, first at 8:21" },
		{ COLUMNS GOOD "- name: a\n  rows: 1\n  columns:\n" GOOD,
		  "t.yaml:8:3: table \"a\" is there twice, first at 4:3" },
		{ TOP "sizes: [{name: s}, {name: s}]\ntables: [{name: a, rows: 1, "
		      "columns: [{name: x, int: {}}]}]\n",
		  "t.yaml:3:20: size \"s\" is there twice, first at 3:9" },
		{ TABLE "  primary_key: [x, \"\"]\n  columns:\n" GOOD,
		  "t.yaml:6:20: a: primary_key[1] is \"\": it is empty" },
		{ "version: 1\nname: a/b\ntables: [{name: a, rows: 1, columns: "
		  "[{name: x, int: {}}]}]\n",
		  "t.yaml:2:7: name is \"a/b\": files are named after it, so it "
		  "holds no /" },
	};

	(void)state;
	check_bad(bad, SM_COUNTOF(bad));
}

static void an_unknown_key_says_what_is_allowed_there(void **state)
{
	static const char text[] = COLUMNS "  - {name: x, int: {mni: 1}}\n";
	static const char step[] = COLUMNS "  - {name: x, tempalte: {}}\n";
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	(void)state;
	sm__spec_parse("t.yaml", text, strlen(text), NULL, &s, &err);
	assert_non_null(strstr(err.fix, "min"));
	assert_non_null(strstr(err.fix, "max"));
	sm__spec_parse("t.yaml", step, strlen(step), NULL, &s, &err);
	assert_ptr_equal(strstr(err.fix, "allowed here: name, type, nulls, nulls_with, "
					 "unique, unique_within, hidden, when, and one "
					 "kind: "), err.fix);
	assert_non_null(strstr(err.fix, "template"));
}

/* Kinds of the test's own, for what no registered kind needs to have. */
struct own_args {
	const char *code;
};

static const cyaml_schema_field_t own_fields[] = {
	CYAML_FIELD_STRING_PTR("code", CYAML_FLAG_DEFAULT, struct own_args, code,
			       2, 4),
	CYAML_FIELD_END
};

static const struct sm_op_kind own_coded = {
	.name = "coded", .example = "{code: abc}", .args = own_fields,
	.args_size = sizeof(struct own_args),
};

static const struct sm_op_kind own_bare = { .name = "bare", .example = "{}" };

static void check_own(const char *step, const char *what, const char *fix)
{
	static const struct sm_op_kind *const kinds[] = { &own_coded, &own_bare };
	struct sm_arena a = { 0 };
	struct sm_profile_schema ps;
	struct sm_positions *p = NULL;
	struct sm_err err = { 0 };
	char text[200];

	snprintf(text, sizeof(text), COLUMNS "  - {name: x, %s}\n", step);
	assert_int_equal(sm__profile_schema(kinds, 2, &a, &ps, &err), SM_OK);
	assert_int_equal(sm__positions_read("t.yaml", text, strlen(text), &a, &p,
					    &err), SM_OK);
	assert_int_equal(sm__profile_check(p, &ps, &err), *what ? SM_E_PROFILE
								: SM_OK);
	assert_string_equal(err.what, what);
	assert_string_equal(err.fix, fix);
	sm_arena_release(&a);
}

static void a_kinds_own_schema_is_the_grammar(void **state)
{
	(void)state;
	check_own("bare: {}", "", "");
	check_own("coded: {code: abcd}", "", "");
	check_own("bare: {code: a}", "t.yaml:7:22: a.x: unknown key \"code\" in "
		  "bare", "nothing is allowed here: write {}");
	check_own("coded: {}", "t.yaml:7:15: a.x: coded has no code",
		  "write coded: {code: abc}");
	check_own("coded: {code: ''}", "t.yaml:7:29: a.x: code is empty", "");
	check_own("coded: {code: a}", "t.yaml:7:29: a.x: code has 1 bytes; at "
		  "least 2 are needed", "");
	check_own("coded: {code: abcde}", "t.yaml:7:29: a.x: code has 5 bytes; at "
		  "most 4 are allowed", "");
	check_own("cooded: {}", "t.yaml:7:15: a.x: unknown key \"cooded\", did you "
		  "mean \"coded\"?", "allowed here: name, type, nulls, nulls_with, unique, "
		  "unique_within, hidden, when, and one kind: coded, bare");
	check_own("type: int", "t.yaml:7:5: a.x has no kind",
		  "say one of coded, bare");
}

/* ---- size and damage ------------------------------------------------------------ */

/* A text with `unit` in it n times is refused with `what`. */
static void check_many(const char *before, const char *unit, size_t n,
		       const char *after, const char *what)
{
	struct sm_buf b = { 0 };
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	sm_buf_puts(&b, before);
	for (size_t i = 0; i < n; i++)
		sm_buf_puts(&b, unit);
	sm_buf_puts(&b, after);
	assert_int_equal(sm__spec_parse("t.yaml", b.p, b.n, NULL, &s, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, what);
	sm_buf_release(&b);
}

static void a_profile_has_limits(void **state)
{
	(void)state;
	check_many(TOP "sizes: [", "x,", 10001, "]\n",
		   "t.yaml:3:20009: more than 10000 entries in one list");
	check_many(TOP "sizes: ", "[", 20000, "\n",
		   "t.yaml:3:71: nested more than 64 levels deep");
	check_many(TOP "as_of: ", "0123456789abcdef", 4097, "\n",
		   "t.yaml:3:8: text of 65552 bytes; at most 65536 are allowed");
	check_many(TOP, "# sixteen bytes\n", 65536, "",
		   "t.yaml:1:1: the profile is larger than 1048576 bytes");
}

static void every_beginning_of_a_profile_is_refused_or_loads(void **state)
{
	char text[TEXT_BYTES];
	size_t n = shop_text(text);

	(void)state;
	for (size_t i = 0; i <= n; i++) {
		struct sm_spec *s = NULL;
		struct sm_err err = { 0 };
		enum sm_code rc = sm__spec_parse("t.yaml", text, i, "", &s, &err);

		assert_true(rc == SM_OK || rc == SM_E_PROFILE);
		assert_true((rc == SM_OK) == (s != NULL));
		assert_true(!rc || !strncmp(err.what, "t.yaml:", 7));
		sm_spec_free(s);
	}
}

/* A draw of its own: what is damaged must not move with gen/rng. */
static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static void damaged_profiles_are_refused_or_load(void **state)
{
	static const char salt[] = "{}[]:,-#&*!|>'\"%@`\n\t 0";
	char good[TEXT_BYTES], text[TEXT_BYTES];
	size_t n = shop_text(good);
	uint64_t seed = 20260101;
	unsigned loaded = 0;

	(void)state;
	for (unsigned round = 0; round < 10000; round++) {
		struct sm_spec *s = NULL;
		struct sm_err err = { 0 };
		enum sm_code rc;

		memcpy(text, good, n);
		for (uint32_t k = draw(&seed) % 3 + 1; k; k--) {
			size_t at = draw(&seed) % n;

			if (draw(&seed) % 2)
				text[at] = salt[draw(&seed) % (sizeof(salt) - 1)];
			else
				text[at] ^= (char)(1u << draw(&seed) % 8);
		}
		rc = sm__spec_parse("t.yaml", text, n, "", &s, &err);
		assert_true(rc == SM_OK || rc == SM_E_PROFILE);
		assert_true((rc == SM_OK) == (s != NULL));
		loaded += rc == SM_OK;
		sm_spec_free(s);
	}
	/* Both ways are taken often, or the damage is of the wrong kind. */
	assert_in_range(loaded, 500, 9500);
}

static void running_out_of_memory_is_said_and_leaks_nothing(void **state)
{
	char text[TEXT_BYTES];
	size_t n = shop_text(text);
	enum sm_code rc = SM_E_INTERNAL;

	(void)state;
	for (uint64_t nth = 1; rc; nth++) {
		struct sm_spec *s = NULL;
		struct sm_err err = { 0 };

		sm_alloc_fail_at(nth, true);
		rc = sm__spec_parse("t.yaml", text, n, "", &s, &err);
		sm_alloc_fail_at(0, false);
		assert_true(rc == SM_OK || rc == SM_E_INTERNAL);
		assert_true((rc == SM_OK) == (s != NULL));
		sm_spec_free(s);
	}
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };

	(void)state;
	assert_int_equal(sm_spec_load("profiles/no-such.yaml", "", &s, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, "cannot open profile profiles/no-such.yaml");
	assert_string_equal(err.why, "No such file or directory");
	assert_int_equal(sm_spec_load("profiles", "", &s, &err), SM_E_PROFILE);
	assert_string_equal(err.what, "cannot read profile profiles");
	assert_null(s);
	sm_spec_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shop_profile_loads),
		cmocka_unit_test(tables_say_where_their_rows_come_from),
		cmocka_unit_test(steps_carry_their_kind_and_modifiers),
		cmocka_unit_test(lists_of_steps_nest),
		cmocka_unit_test(digits_may_be_grouped),
		cmocka_unit_test(a_refusal_points_at_the_argument),
		cmocka_unit_test(mistakes_of_new_users_are_told_the_way_out),
		cmocka_unit_test(what_is_not_yaml_is_refused_where_it_breaks),
		cmocka_unit_test(what_is_not_a_profiles_form_is_refused_by_name),
		cmocka_unit_test(a_step_has_exactly_one_kind_and_its_arguments),
		cmocka_unit_test(numbers_are_decimal_and_in_range),
		cmocka_unit_test(rows_come_from_one_place),
		cmocka_unit_test(names_are_well_formed_and_given_once),
		cmocka_unit_test(an_unknown_key_says_what_is_allowed_there),
		cmocka_unit_test(a_kinds_own_schema_is_the_grammar),
		cmocka_unit_test(a_profile_has_limits),
		cmocka_unit_test(every_beginning_of_a_profile_is_refused_or_loads),
		cmocka_unit_test(damaged_profiles_are_refused_or_load),
		cmocka_unit_test(running_out_of_memory_is_said_and_leaks_nothing),
		cmocka_unit_test(a_file_that_cannot_be_read_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
