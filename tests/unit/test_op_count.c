/* gen/op/op_count.c: a count is that of the children made one by one */
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
	{ AGG_TABLES("count: {of: c}", "min: 0, max: 3", "int: {}"), ALL },
	{ AGG_TABLES("count: {of: c}", "min: 5, max: 5", "int: {}"), ALL },
	{ AGG_TABLES("count: {of: c.v}", "min: 0, max: 3", "int: {}"), ALL },
	{ AGG_TABLES("count: {of: c.v}", "min: 0, max: 3", "int: {}, nulls: 0.6"),
	  VALUES },
	{ AGG_TABLES("count: {of: c.v}", "min: 1, max: 2", "int: {}, when: yes"),
	  VALUES },
	{ AGG_TABLES("count: {of: c, where: yes}", "min: 0, max: 3", "int: {}"), YES },
	{ AGG_TABLES("count: {of: c.v, where: yes}", "min: 0, max: 4",
		     "int: {}, nulls: 0.5"), YES_VALUES },
	/* a number of children in all: fewer than parents here */
	{ AGG_TABLES("count: {of: c}", "rows: 50", "int: {}"), ALL },
	{ AGG_TABLES("count: {of: c, where: yes}", "rows: 700", "int: {}"), YES },
	/* more children than are made in one go */
	{ AGG_TABLES("count: {of: c, where: yes}", "min: 400, max: 1100", "int: {}"),
	  YES },
};

static void a_count_is_that_of_the_children_made_one_by_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct counted c = { .what = cases[i].what };
		struct plan_case p;

		plan_case_make(&p, cases[i].yaml, NULL);
		agg_each(&p, add, &c);
		agg_check(&p, c.n, NULL);
		plan_case_close(&p);
	}
}

static void what_it_can_be_is_known_from_the_fan(void **state)
{
	struct plan_case c;
	const struct sm_domain *d;

	(void)state;
	plan_case_make(&c, AGG_TABLES("count: {of: c}, type: smallint",
				      "min: 2, max: 9", "int: {}"), NULL);
	d = &sm_plan_table(c.plan, "p")->columns[1].dom;
	assert_int_equal(d->min, 2);
	assert_int_equal(d->max, 9);
	plan_case_close(&c);
	plan_case_make(&c, AGG_TABLES("count: {of: c, where: yes}",
				      "min: 2, max: 9", "int: {}"), NULL);
	d = &sm_plan_table(c.plan, "p")->columns[1].dom;
	assert_int_equal(d->min, 0);
	assert_int_equal(d->type.id, SM_T_BIGINT);
	plan_case_close(&c);
	plan_case_open(&c, AGG_TABLES("count: {of: c}, type: smallint",
				      "min: 2, max: 40000", "int: {}"), NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "its values reach from 2 to 40000"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_count_is_that_of_the_children_made_one_by_one),
		cmocka_unit_test(what_it_can_be_is_known_from_the_fan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
