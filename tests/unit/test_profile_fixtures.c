/* gen/plan/profile_fixtures.c: lists of lists, with and without quotes */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan/profile.h"

static enum sm_code parse(const char *fixtures, struct sm_spec **s,
			  struct sm_err *err)
{
	char text[400];

	snprintf(text, sizeof(text), "version: 1\nname: t\ntables:\n- name: a\n"
		 "  rows: 9\n  fixtures: %s\n  columns: [{name: x, bool: {}}, "
		 "{name: y, bool: {}}]\n", fixtures);
	*err = (struct sm_err){ 0 };
	return sm__spec_parse("t.yaml", text, strlen(text), NULL, s, err);
}

static void cells_are_texts_and_null_is_none(void **state)
{
	struct sm_spec *s = NULL;
	struct sm_err err;
	const struct sm_spec_fixtures *f;

	(void)state;
	if (parse("{columns: [x, y], rows: [[1, null], ['null', ~], ['', '~']]}",
		  &s, &err))
		fail_msg("%s", err.what);
	f = &s->tables[0].fixtures;
	assert_int_equal(f->rows, 3);
	assert_int_equal(f->columns.n, 2);
	assert_string_equal(f->columns.name[1], "y");
	assert_string_equal(f->cell[0], "1");
	assert_null(f->cell[1]);
	assert_string_equal(f->cell[2], "null");
	assert_null(f->cell[3]);
	assert_string_equal(f->cell[4], "");
	assert_string_equal(f->cell[5], "~");
	sm_spec_free(s);
}

static void refused(const char *fixtures, const char *what)
{
	struct sm_spec *s = NULL;
	struct sm_err err;

	assert_int_equal(parse(fixtures, &s, &err), SM_E_PROFILE);
	assert_string_equal(err.what, what);
}

static void what_is_no_table_of_values_is_refused(void **state)
{
	(void)state;
	refused("[x]", "t.yaml:6:3: a: fixtures takes a mapping, not a list");
	refused("{columns: [x]}", "t.yaml:6:3: a: fixtures has no rows");
	refused("{rows: [[1]]}", "t.yaml:6:3: a: fixtures has no columns");
	refused("{columns: [], rows: [[1]]}", "t.yaml:6:14: a: columns has 0 "
		"entries; at least 1 is needed");
	refused("{columns: [x], rows: []}", "t.yaml:6:28: a: fixtures: rows is to "
		"be a list of rows, at least one");
	refused("{columns: [x], rows: 1}", "t.yaml:6:34: a: fixtures: rows is to be "
		"a list of rows, at least one");
	refused("{columns: [x], rows: [1]}", "t.yaml:6:35: a: fixtures: a row is a "
		"list of values");
	refused("{columns: [x, y], rows: [[1, 2], [3]]}", "t.yaml:6:46: a: fixtures: "
		"row 2 has 1 values for 2 columns");
	refused("{columns: [x], rows: [[{}]]}", "t.yaml:6:36: a: fixtures: row 1: a "
		"value is one text or number");
	refused("{columns: [x, x], rows: [[1, 1]]}", "t.yaml:6:27: a: fixtures: "
		"column \"x\" is there twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_texts_and_null_is_none),
		cmocka_unit_test(what_is_no_table_of_values_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
