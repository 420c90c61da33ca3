/* gen/plan/defaults.c: a profile with defaults is the one written out in full */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#include "plan/profile.h"

#define TOP "version: 1\nname: t\n"

/* Both make the same plan: columns, rows and the fingerprint of all that. */
static void check_same(const char *brief, const char *full)
{
	struct plan_case x, y;

	plan_case_make(&x, brief, NULL);
	plan_case_make(&y, full, NULL);
	assert_string_equal(x.plan->run_id, y.plan->run_id);
	for (uint32_t i = 0; i < x.plan->ntables; i++) {
		const struct sm_table *t = &x.plan->tables[i];
		struct sm_u128 a = plan_case_digest(&x, t->name, 7);
		struct sm_u128 b = plan_case_digest(&y, t->name, 7);

		assert_memory_equal(&a, &b, sizeof(a));
		assert_int_equal(t->primary.n, y.plan->tables[i].primary.n);
		for (uint32_t c = 0; c < t->ncolumns; c++)
			assert_string_equal(t->columns[c].name,
					    y.plan->tables[i].columns[c].name);
	}
	plan_case_close(&x);
	plan_case_close(&y);
}

static void every_table_gets_the_columns_it_has_not(void **state)
{
	(void)state;
	check_same(TOP
		"defaults:\n"
		"  columns: [{name: id, serial: {}}, {name: n, int: {min: 1, max: 9}}]\n"
		"  last_columns: [{name: z, bool: {}}]\n"
		"  primary_key: [id]\n"
		"tables:\n"
		"- {name: a, rows: 5, columns: [{name: n, int: {min: 3, max: 4}}]}\n"
		"- {name: b, rows: 6}\n",
		TOP
		"tables:\n"
		"- name: a\n  rows: 5\n  primary_key: [id]\n  columns:\n"
		"  - {name: id, serial: {}}\n"
		"  - {name: n, int: {min: 3, max: 4}}\n"
		"  - {name: z, bool: {}}\n"
		"- name: b\n  rows: 6\n  primary_key: [id]\n  columns:\n"
		"  - {name: id, serial: {}}\n"
		"  - {name: n, int: {min: 1, max: 9}}\n"
		"  - {name: z, bool: {}}\n");
}

static void what_a_table_says_of_its_key_wins(void **state)
{
	(void)state;
	check_same(TOP
		"defaults:\n  primary_key: [id]\n"
		"  columns: [{name: id, serial: {}}]\n"
		"tables:\n"
		"- {name: a, rows: 5, primary_key: [k], columns: [{name: k, "
		"serial: {start: 7}}]}\n",
		TOP
		"tables:\n"
		"- {name: a, rows: 5, primary_key: [k], columns: [{name: id, "
		"serial: {}}, {name: k, serial: {start: 7}}]}\n");
}

static void kinds_take_the_arguments_they_are_not_given(void **state)
{
	(void)state;
	check_same(TOP
		"defaults:\n  kinds: {int: {min: 10, max: 20}}\n"
		"tables:\n"
		"- name: a\n  rows: 5\n  columns:\n"
		"  - {name: x, int: {}}\n"
		"  - {name: y, int: {max: 12}}\n"
		"  - {name: j, json: {fields: [{name: in, int: {min: 19}}]}}\n",
		TOP
		"tables:\n"
		"- name: a\n  rows: 5\n  columns:\n"
		"  - {name: x, int: {min: 10, max: 20}}\n"
		"  - {name: y, int: {max: 12, min: 10}}\n"
		"  - {name: j, json: {fields: [{name: in, int: {min: 19, max: "
		"20}}]}}\n");
}

static void a_period_of_another_form_takes_no_ends(void **state)
{
	(void)state;
	check_same(TOP
		"defaults:\n  kinds: {timestamp: {from: -3y, to: now, growth: 0.5, "
		"precision: milli}, int: {min: 10, max: 20}}\n"
		"tables:\n"
		"- name: a\n  rows: 5\n  columns:\n"
		"  - {name: x, timestamp: {}}\n"
		"  - {name: y, timestamp: {after: x, within: 3d}}\n"
		"  - {name: z, timestamp: {bounds: [-2y, -1y], weights: [1]}}\n"
		"  - {name: n, int: {dist: histogram, bounds: [1, 5], "
		"weights: [1]}}\n",
		TOP
		"tables:\n"
		"- name: a\n  rows: 5\n  columns:\n"
		"  - {name: x, timestamp: {from: -3y, to: now, growth: 0.5, "
		"precision: milli}}\n"
		"  - {name: y, timestamp: {after: x, within: 3d, precision: milli}}\n"
		"  - {name: z, timestamp: {bounds: [-2y, -1y], weights: [1], "
		"precision: milli}}\n"
		"  - {name: n, int: {dist: histogram, bounds: [1, 5], "
		"weights: [1]}}\n");
}

static void a_table_can_do_without(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, TOP
		"defaults:\n  columns: [{name: id, serial: {}}]\n"
		"  kinds: {int: {min: 10, max: 20}}\n"
		"tables:\n"
		"- {name: a, rows: 5, defaults: false, columns: [{name: x, int: "
		"{min: 1, max: 1}}]}\n", NULL);
	assert_int_equal(c.plan->tables[0].ncolumns, 1);
	plan_case_close(&c);
}

static void check_refused(const char *text, const char *what)
{
	struct plan_case c;

	plan_case_open(&c, text, NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_string_equal(c.err.what, what);
	plan_case_close(&c);
}

#define TABLE "tables:\n- {name: a, rows: 1, columns: [{name: x, bool: {}}]}\n"

static void bad_defaults_are_refused_where_they_are_written(void **state)
{
	(void)state;
	check_refused(TOP "defaults: [x]\n" TABLE,
		      "test.yaml:3:1: defaults takes a mapping, not a list");
	check_refused(TOP "defaults: {colums: []}\n" TABLE,
		      "test.yaml:3:12: unknown key \"colums\" in defaults, did you "
		      "mean \"columns\"?");
	check_refused(TOP "defaults: {kinds: {intt: {min: 1}}}\n" TABLE,
		      "test.yaml:3:20: unknown key \"intt\" in kinds, did you mean "
		      "\"int\"?");
	check_refused(TOP "defaults: {kinds: {int: {mini: 1}}}\n" TABLE,
		      "test.yaml:3:26: unknown key \"mini\" in int, did you mean "
		      "\"min\"?");
	check_refused(TOP "defaults: {columns: [{name: id, serial: {}, int: {}}]}\n"
		      TABLE,
		      "test.yaml:3:45: id has two kinds: serial and int");
	check_refused(TOP "defaults: {columns: [{name: b, int: {min: 9, max: 1}}]}\n"
		      TABLE,
		      "test.yaml:3:43: a.b: min 9 is above max 1");
	check_refused(TOP "defaults: {columns: [{name: b, bool: {}}]}\n"
		      "tables:\n- {name: a, rows: 1, defaults: no, columns: "
		      "[{name: x, bool: {}}]}\n",
		      "test.yaml:5:32: a: defaults is \"no\": say true or false");
}

/* A kind that names a list, one that does not, one without a locale. */
struct any_args {
	const char *list, *locale;
};

static const cyaml_schema_field_t list_fields[] = {
	CYAML_FIELD_STRING_PTR("list", CYAML_FLAG_POINTER, struct any_args, list, 0,
			       99),
	CYAML_FIELD_STRING_PTR("locale", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct any_args, locale, 0, 99),
	CYAML_FIELD_END
};

static const struct sm_op_kind listed = {
	.name = "listed", .args = list_fields, .args_size = sizeof(struct any_args),
};
static const struct sm_op_kind dialled = {
	.name = "dialled", .args = list_fields + 1,
	.args_size = sizeof(struct any_args),
};
static const struct sm_op_kind plain = {
	.name = "plain", .args_size = sizeof(struct any_args),
};

static char lists[64];

static int make_lists(void **state)
{
	char command[400];

	(void)state;
	snprintf(lists, sizeof(lists), "/tmp/sm_defaults.XXXXXX");
	assert_non_null(mkdtemp(lists));
	snprintf(command, sizeof(command), "mkdir %s/de && echo Bonn >%s/de/city.txt "
		 "&& echo Bath >%s/city.txt && echo blue >%s/hue.txt", lists, lists,
		 lists, lists);
	return system(command);
}

static int drop_lists(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", lists);
	return system(command);
}

/* The step as it is when `locale: LOCALE` has been put into it. */
static void check_locale(const char *locale, const char *step, const char *want)
{
	static const struct sm_op_kind *const kinds[] = { &listed, &dialled, &plain };
	struct sm_spec s = { .file = "t.yaml", .words_dir = lists };
	struct sm_profile_schema ps;
	struct sm_err err = { 0 };
	struct sm_buf got = { 0 };
	char text[300];

	snprintf(text, sizeof(text), "defaults: {locale: %s}\ntables: [{columns: "
		 "[{name: x, %s}]}]\n", locale, step);
	assert_int_equal(sm__profile_schema(kinds, 3, &s.arena, &ps, &err), SM_OK);
	assert_int_equal(sm__positions_read("t.yaml", text, strlen(text), &s.arena,
					    &s.positions, &err), SM_OK);
	if (sm__defaults(&s, &ps, &err))
		sm_buf_puts(&got, err.what);
	else
		sm__node_write(sm__positions_find(s.positions,
						  "tables[0].columns[0]")
				       ->last, &got);
	assert_string_equal(sm_buf_str(&got), want);
	sm_buf_release(&got);
	sm_arena_release(&s.arena);
}

static void a_locale_is_for_the_lists_it_has(void **state)
{
	(void)state;
	check_locale("de", "listed: {list: city}",
		     "{\"list\": \"city\",\n\"locale\": \"de\"}");
	check_locale("de", "listed: {list: hue}", "{\"list\": \"hue\"}");
	check_locale("de", "listed: {list: city, locale: fr}",
		     "{\"list\": \"city\",\n\"locale\": \"fr\"}");
	check_locale("de", "listed: {}", "{}");
	check_locale("de", "listed: {list: ../city}", "{\"list\": \"../city\"}");
	check_locale("de", "dialled: {}", "{\"locale\": \"de\"}");
	check_locale("de", "plain: {}", "{}");
	check_locale("se", "plain: {}", "t.yaml:1:20: defaults: there are no word "
		     "lists of locale \"se\"");
	check_locale("..", "plain: {}", "t.yaml:1:20: defaults: there are no word "
		     "lists of locale \"..\"");
}

/* Few lines cannot make a large profile: 1,000 tables of 1,000 columns. */
static void defaults_cannot_blow_a_profile_up(void **state)
{
	struct sm_buf b = { 0 };
	struct plan_case c;

	(void)state;
	sm_buf_puts(&b, TOP "defaults:\n  columns:\n");
	for (int i = 0; i < 1000; i++)
		sm_buf_printf(&b, "  - {name: c%d, bool: {}}\n", i);
	sm_buf_puts(&b, "tables:\n");
	for (int i = 0; i < 1000; i++)
		sm_buf_printf(&b, "- {name: t%d, rows: 1}\n", i);
	plan_case_open(&c, sm_buf_str(&b), NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_string_equal(c.err.what, "test.yaml:3:1: defaults make the profile "
			    "longer by more than 200000 values");
	plan_case_close(&c);
	sm_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_gets_the_columns_it_has_not),
		cmocka_unit_test(what_a_table_says_of_its_key_wins),
		cmocka_unit_test(kinds_take_the_arguments_they_are_not_given),
		cmocka_unit_test(a_period_of_another_form_takes_no_ends),
		cmocka_unit_test(a_table_can_do_without),
		cmocka_unit_test(bad_defaults_are_refused_where_they_are_written),
		cmocka_unit_test(a_locale_is_for_the_lists_it_has),
		cmocka_unit_test(defaults_cannot_blow_a_profile_up),
	};

	return cmocka_run_group_tests(tests, make_lists, drop_lists);
}
