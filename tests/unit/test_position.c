/* gen/plan/position.c: every place in a profile has its line and column */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/position.h"

static const char profile[] =
	"version: 1\n"                                      /* 1 */
	"tables:\n"                                         /* 2 */
	"  - name: one\n"                                   /* 3 */
	"    columns:\n"                                    /* 4 */
	"      - {name: \"\xc3\xa9t\xc3\xa9\", int: {min: 5, max: }}\n"  /* 5 */
	"      - name: b\n"                                 /* 6 */
	"        pick:\n"                                   /* 7 */
	"          values: [x,\n"                           /* 8 */
	"                   y]\n"                           /* 9 */
	"  - name: two\n";                                  /* 10 */

static struct sm_positions *tree(struct sm_arena *a, const char *text)
{
	struct sm_positions *p = NULL;
	struct sm_err err = { 0 };

	if (sm__positions_read("t.yaml", text, strlen(text), a, &p, &err))
		fail_msg("%s", err.what);
	return p;
}

static void check_places(const char *const path[], const struct sm_mark *at,
			 size_t n)
{
	struct sm_arena a = { 0 };
	const struct sm_positions *p = tree(&a, profile);

	for (size_t i = 0; i < n; i++) {
		struct sm_mark got = sm__node_mark(sm__positions_find(p, path[i]));

		if (got.line != at[i].line || got.column != at[i].column)
			fail_msg("%s: %u:%u, not %u:%u", path[i], got.line,
				 got.column, at[i].line, at[i].column);
	}
	sm_arena_release(&a);
}

static void a_path_leads_to_its_place(void **state)
{
	static const char *const path[] = {
		"", "version", "tables", "tables[0]", "tables[0].name",
		"tables[0].columns", "tables[0].columns[0]",
		"tables[0].columns[0].int", "tables[0].columns[0].int.min",
		"tables[0].columns[0].int.max", "tables[0].columns[1].pick",
		"tables[0].columns[1].pick.values",
		"tables[0].columns[1].pick.values[1]", "tables[1].name",
	};
	/* Columns count characters: "été" is three of them. */
	static const struct sm_mark at[] = {
		{ 1, 1 }, { 1, 10 }, { 2, 1 }, { 3, 5 }, { 3, 11 },
		{ 4, 5 }, { 5, 9 },
		{ 5, 23 }, { 5, 34 },
		{ 5, 37 }, { 7, 9 },
		{ 8, 11 },
		{ 9, 20 }, { 10, 11 },
	};

	(void)state;
	assert_int_equal(SM_COUNTOF(path), SM_COUNTOF(at));
	check_places(path, at, SM_COUNTOF(path));
}

static void a_path_to_nothing_ends_at_the_nearest_place_above(void **state)
{
	static const char *const path[] = {
		"size", "tables[2]", "tables[99999999999999999999].name",
		"tables[0].columns[0].int.dist", "tables[0].name.x",
		"tables.name", "version[0]", "tables[", "tables[]", "tables[0",
		"tables[-1]", "tables[0].", "..", "[0]",
	};
	static const struct sm_mark at[] = {
		{ 1, 1 }, { 2, 1 }, { 2, 1 },
		{ 5, 23 }, { 3, 11 },
		{ 2, 1 }, { 1, 10 }, { 2, 1 }, { 2, 1 }, { 2, 1 },
		{ 2, 1 }, { 3, 5 }, { 1, 1 }, { 1, 1 },
	};

	(void)state;
	assert_int_equal(SM_COUNTOF(path), SM_COUNTOF(at));
	check_places(path, at, SM_COUNTOF(path));
}

static void the_tree_is_the_document(void **state)
{
	struct sm_arena a = { 0 };
	const struct sm_node *root = tree(&a, profile)->root, *c;

	(void)state;
	assert_int_equal(root->shape, SM_SHAPE_MAP);
	assert_int_equal(root->n, 2);
	c = sm__node_child(root, "version");
	assert_int_equal(c->shape, SM_SHAPE_SCALAR);
	assert_string_equal(c->text, "1");
	c = sm__node_child(root, "tables");
	assert_int_equal(c->shape, SM_SHAPE_LIST);
	assert_int_equal(c->n, 2);
	assert_null(c->first->key);
	assert_null(c->first->next->next);
	assert_ptr_equal(c->first->next, c->last);
	assert_null(sm__node_child(c, "name"));
	assert_null(sm__node_child(root, "vers"));
	sm_arena_release(&a);
}

static void nothing_written_differs_from_an_empty_text(void **state)
{
	struct sm_arena a = { 0 };
	const struct sm_node *root = tree(&a, "a:\nb: ''\nc: ~\n")->root;

	(void)state;
	assert_true(sm__node_child(root, "a")->missing);
	assert_false(sm__node_child(root, "b")->missing);
	assert_string_equal(sm__node_child(root, "b")->text, "");
	assert_string_equal(sm__node_child(root, "c")->text, "~");
	sm_arena_release(&a);
}

static void line_ends_and_a_byte_order_mark_do_not_move_places(void **state)
{
	struct sm_arena a = { 0 };
	const struct sm_positions *p = tree(&a, "\xef\xbb\xbfv: 1\r\nw: 2\r\n");
	struct sm_mark at = sm__node_mark(sm__positions_find(p, "w"));

	(void)state;
	assert_non_null(sm__node_child(p->root, "v"));
	assert_int_equal(at.line, 2);
	assert_int_equal(at.column, 4);
	sm_arena_release(&a);
}

static void a_syntax_error_says_what_it_was_part_of(void **state)
{
	static const char text[] = "a: 1\nb: {c: 1\nd: 2\n";
	struct sm_arena a = { 0 };
	struct sm_positions *p = NULL;
	struct sm_err err = { 0 };

	(void)state;
	assert_int_equal(sm__positions_read("t.yaml", text, strlen(text), &a, &p,
					    &err), SM_E_PROFILE);
	assert_string_equal(err.what, "t.yaml:3:2: not YAML: did not find "
				      "expected ',' or '}'");
	assert_string_equal(err.why,
			    "while parsing a flow mapping that begins at 2:4");
	assert_null(p);
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_leads_to_its_place),
		cmocka_unit_test(a_path_to_nothing_ends_at_the_nearest_place_above),
		cmocka_unit_test(the_tree_is_the_document),
		cmocka_unit_test(nothing_written_differs_from_an_empty_text),
		cmocka_unit_test(line_ends_and_a_byte_order_mark_do_not_move_places),
		cmocka_unit_test(a_syntax_error_says_what_it_was_part_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
