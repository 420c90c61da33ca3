/* gen/plan/tree.c: what is written is the tree that was read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/position.h"

static struct sm_node *read_tree(struct sm_arena *a, const char *text)
{
	struct sm_positions *p = NULL;
	struct sm_err err = { 0 };

	if (sm__positions_read("t.yaml", text, strlen(text), a, &p, &err))
		fail_msg("%s", err.what);
	return p->root;
}

static void same_trees(const struct sm_node *x, const struct sm_node *y)
{
	assert_int_equal(x->shape, y->shape);
	assert_int_equal(x->n, y->n);
	if (x->key)
		assert_string_equal(x->key, y->key);
	if (x->text)
		assert_string_equal(x->text, y->text);
	x = x->first;
	y = y->first;
	for (; x && y; x = x->next, y = y->next)
		same_trees(x, y);
	assert_true(!x && !y);
}

static void check_written(const char *text)
{
	struct sm_arena a = { 0 };
	struct sm_buf b = { 0 };
	const struct sm_node *tree = read_tree(&a, text);

	sm__node_write(tree, &b);
	same_trees(tree, read_tree(&a, sm_buf_str(&b)));
	sm_buf_release(&b);
	sm_arena_release(&a);
}

static void a_tree_written_and_read_is_the_same(void **state)
{
	(void)state;
	check_written("a: 1\nb: [x, 'y z', {c: {}, d: []}]\ne: \"\"\n");
	check_written("a: \"q\\\"\\\\ \\t\\n\\x07\\x7f # : , [ {\"\n");
	check_written("a: \"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"\n");
	/* line breaks to YAML: next line, line and paragraph separators */
	check_written("a: \"x\\N\\L\\Py\\_z\"\n");
	check_written("a: |\n  two\n  lines\n\nb: >\n  a fold\n  ed one\n");
	check_written("\"a key: \\\"odd\\\"\": \" leading and trailing \"\n");
}

static void a_copy_is_another_tree_of_the_same(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_node *tree = read_tree(&a, "a: {b: [1, 2]}\nc: 3\n"), *copy;
	uint32_t left = 6;

	(void)state;
	copy = sm__node_copy(&a, tree->first, &left);
	assert_int_equal(left, 2);
	same_trees(tree->first, copy);
	assert_null(copy->next);
	assert_ptr_not_equal(copy->first, tree->first->first);
	assert_int_equal(copy->first->last->mark.column, 12);
	assert_null(sm__node_copy(&a, tree->first, &left));
	assert_int_equal(left, 0);
	sm_arena_release(&a);
}

static void a_child_comes_first_or_last(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_node *tree = read_tree(&a, "list: []\n")->first;

	(void)state;
	sm__node_prepend(tree, sm__node_new(&a, SM_SHAPE_SCALAR, NULL, "b", tree));
	sm__node_append(tree, sm__node_new(&a, SM_SHAPE_SCALAR, NULL, "c", tree));
	sm__node_prepend(tree, sm__node_new(&a, SM_SHAPE_SCALAR, NULL, "a", tree));
	assert_int_equal(tree->n, 3);
	assert_string_equal(tree->first->text, "a");
	assert_string_equal(tree->first->next->text, "b");
	assert_string_equal(tree->last->text, "c");
	assert_null(tree->last->next);
	assert_string_equal(tree->first->file, "t.yaml");
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_written_and_read_is_the_same),
		cmocka_unit_test(a_copy_is_another_tree_of_the_same),
		cmocka_unit_test(a_child_comes_first_or_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
