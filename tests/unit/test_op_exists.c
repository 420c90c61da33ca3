/* gen/op/op_exists.c: is there a child that counts? */
#include "agg_case.h"

enum what { ALL, VALUES, YES, YES_VALUES };

struct counted {
	enum what what;
	int64_t n[AGG_PARENTS];
};

static void add(void *ctx, int64_t parent, const struct agg_child *child)
{
	struct counted *c = ctx;
	bool counts = true;

	if (c->what == VALUES || c->what == YES_VALUES)
		counts = !child->null;
	if (c->what == YES || c->what == YES_VALUES)
		counts = counts && child->yes;
	c->n[parent] += counts;
}

static const struct {
	const char *yaml;
	enum what what;
} cases[] = {
	{ AGG_TABLES("exists: {of: c}", "min: 0, max: 3", "int: {}"), ALL },
	{ AGG_TABLES("exists: {of: c}", "min: 5, max: 5", "int: {}"), ALL },
	{ AGG_TABLES("exists: {of: c.v}", "min: 0, max: 3", "int: {}"), ALL },
	{ AGG_TABLES("exists: {of: c.v}", "min: 0, max: 3", "int: {}, nulls: 0.6"),
	  VALUES },
	{ AGG_TABLES("exists: {of: c.v}", "min: 1, max: 2", "int: {}, when: yes"),
	  VALUES },
	{ AGG_TABLES("exists: {of: c, where: yes}", "min: 0, max: 3", "int: {}"), YES },
	{ AGG_TABLES("exists: {of: c.v, where: yes}", "min: 0, max: 4",
		     "int: {}, nulls: 0.5"), YES_VALUES },
	/* a number of children in all: fewer than parents here */
	{ AGG_TABLES("exists: {of: c}", "rows: 50", "int: {}"), ALL },
	{ AGG_TABLES("exists: {of: c, where: yes}", "rows: 700", "int: {}"), YES },
	/* more children than are made in one go */
	{ AGG_TABLES("exists: {of: c, where: yes}", "min: 400, max: 1100", "int: {}"),
	  YES },
};

static void it_is_true_exactly_where_a_child_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct counted c = { .what = cases[i].what };
		struct plan_case p;

		plan_case_make(&p, cases[i].yaml, NULL);
		agg_each(&p, add, &c);
		for (size_t k = 0; k < AGG_PARENTS; k++)
			c.n[k] = c.n[k] > 0;
		agg_check(&p, c.n, NULL);
		plan_case_close(&p);
	}
}

static void where_every_row_has_children_it_is_always_true(void **state)
{
	struct plan_case c;
	const struct sm_column *x;

	(void)state;
	plan_case_make(&c, AGG_TABLES("exists: {of: c}", "min: 1, max: 2",
				      "int: {}"), NULL);
	x = &sm_plan_table(c.plan, "p")->columns[1];
	assert_int_equal(x->type.id, SM_T_BOOL);
	assert_int_equal(x->dom.min, 1);
	assert_false(x->dom.nullable);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_true_exactly_where_a_child_counts),
		cmocka_unit_test(where_every_row_has_children_it_is_always_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
