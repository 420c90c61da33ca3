/* gen/op/ref_tree.c: roots, children and levels are what was asked for */
#include "plan_rows.h"

#define SELF(rows, step) \
	"  - {name: s, rows: " rows ", primary_key: [id], columns: [" \
	"{name: id, serial: {start: 0}}, {name: up, type: bigint, " step "}]}\n"

struct shape {
	const char *step;
	uint64_t rows, roots, fanout, depth;
	bool self;
};

static void check_tree(const struct shape *s)
{
	struct sm_buf yaml = { 0 };
	uint64_t *children, *level, deepest = 0, roots = 0;
	struct plan_case c;
	struct plan_rows r;

	sm_buf_printf(&yaml, PLAN_HEAD SELF("%d", "%s"), (int)s->rows, s->step);
	plan_case_make(&c, sm_buf_str(&yaml), NULL);
	r = plan_rows_step(&c, "s", "up", 17);
	children = calloc(r.n, sizeof(*children));
	level = calloc(r.n, sizeof(*level));
	assert_true(children && level);
	for (uint64_t i = 0; i < r.n; i++) {
		if (s->self ? r.v[i] == (int64_t)i : r.null[i]) {
			roots++;
			level[i] = 1;
		} else {
			assert_in_range(r.v[i], 0, i - 1);
			children[r.v[i]]++;
			level[i] = level[r.v[i]] + 1;
		}
		deepest = level[i] > deepest ? level[i] : deepest;
	}
	assert_int_equal(roots, s->roots);
	assert_int_equal(deepest, s->depth);
	for (uint64_t i = 0, parents = 0; i < r.n; i++) {
		assert_true(children[i] <= s->fanout);
		/* all but the last have as many as they may */
		assert_true(children[i] == 0 || children[i] == s->fanout ||
			    ++parents == 1);
	}
	free(children);
	free(level);
	plan_rows_free(&r);
	plan_case_close(&c);
	sm_buf_release(&yaml);
}

static void a_tree_has_the_roots_the_children_and_the_levels_asked_for(void **state)
{
	static const struct shape shapes[] = {
		{ "ref: {table: s, roots: 3, fanout: 4}", 1000, 3, 4, 5, false },
		{ "ref: {table: s, fanout: 10, depth: 3}", 1110, 10, 10, 3, false },
		{ "ref: {table: s, fanout: 10, depth: 3}", 1111, 11, 10, 3, false },
		{ "ref: {table: s, depth: 2}", 101, 1, 100, 2, false },
		{ "ref: {table: s, roots: 7, depth: 1}", 7, 7, 1, 1, false },
		{ "ref: {table: s, fanout: 1}", 9, 1, 1, 9, false },
		{ "ref: {table: s, fanout: 2, root: self}", 100, 1, 2, 7, true },
		{ "ref: {table: s, roots: 100, fanout: 5}", 40, 40, 5, 1, false },
		{ "ref: {table: s, roots: 4, depth: 3}", 84, 4, 4, 3, false },
		/* as many levels as there may be: rows are all that counts */
		{ "ref: {table: s, fanout: 1, depth: 1000000000}", 9, 1, 1, 9, false },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(shapes); i++)
		check_tree(&shapes[i]);
}

static void a_tree_is_made_for_huge_tables_at_once(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD SELF("3000000000000000000", "ref: {table: s, "
		       "fanout: 1, depth: 1000000000}"), NULL);
	plan_case_close(&c);
	plan_case_make(&c, PLAN_HEAD SELF("3000000000000000000", "ref: {table: s, "
		       "depth: 2}"), NULL);
	plan_case_close(&c);
}

static void trees_that_cannot_be_are_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ SELF("40", "ref: {table: s, roots: 2}"),
		  "a tree needs fanout (children of a row) or depth (levels)", NULL },
		{ SELF("1112", "ref: {table: s, roots: 10, fanout: 10, depth: 3}"),
		  "1,112 rows do not fit in trees of 3 levels: 10 roots with 10 "
		  "children each have room for 1,110", "roots: 11" },
		{ SELF("40", "ref: {table: s, fanout: 0}"),
		  "fanout must be from 1", NULL },
		{ SELF("1000000000000", "ref: {table: s, roots: 1, fanout: 1, depth: "
		       "1000000000}"),
		  "have room for 1,000,000,000", "roots: 1,000," },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_has_the_roots_the_children_and_the_levels_asked_for),
		cmocka_unit_test(a_tree_is_made_for_huge_tables_at_once),
		cmocka_unit_test(trees_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
