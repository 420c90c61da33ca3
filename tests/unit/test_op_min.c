/* gen/op/op_min.c: the least value, and NULL when there is none */
#include "agg_case.h"

struct found {
	bool where;
	bool none[AGG_PARENTS];
	int64_t best[AGG_PARENTS];
};

static void look(void *ctx, int64_t parent, const struct agg_child *child)
{
	struct found *f = ctx;

	if (child->null || (f->where && !child->yes))
		return;
	if (f->none[parent] || child->v < f->best[parent])
		f->best[parent] = child->v;
	f->none[parent] = false;
}

static const struct {
	const char *yaml;
	bool where;
} cases[] = {
	{ AGG_TABLES("min: {of: c.v}", "min: 0, max: 3",
		     "int: {min: -50, max: 50}"), false },
	{ AGG_TABLES("min: {of: c.v}, type: bigint", "min: 1, max: 6",
		     "int: {min: -50, max: 50}"), false },
	{ AGG_TABLES("min: {of: c.v}", "min: 1, max: 3",
		     "decimal: {max: 9}, type: \"decimal(9,3)\", nulls: 0.5"),
	  false },
	{ AGG_TABLES("min: {of: c.v, where: yes}, type: date", "min: 0, max: 3",
		     "date: {}"), true },
	{ AGG_TABLES("min: {of: c.v}, type: timestamptz", "min: 1, max: 3",
		     "timestamp: {}, type: timestamp"), false },
	{ AGG_TABLES("min: {of: c.v}", "rows: 50", "int: {}"), false },
	{ AGG_TABLES("min: {of: c.v, where: yes}", "min: 400, max: 1100",
		     "int: {max: 1000000}"), true },
};

static void it_is_the_least_of_the_children_made_one_by_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct found f = { .where = cases[i].where };
		struct plan_case p;

		memset(f.none, 1, sizeof(f.none));
		plan_case_make(&p, cases[i].yaml, NULL);
		agg_each(&p, look, &f);
		agg_check(&p, f.best, f.none);
		plan_case_close(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_least_of_the_children_made_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
