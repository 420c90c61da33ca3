/* gen/op/op_avg.c: the mean of the children made one by one, rounded once */
#include "agg_case.h"

struct found {
	bool where;
	bool none[AGG_PARENTS];     /* agg_check's: no child counted */
	int64_t sum[AGG_PARENTS];
	int64_t n[AGG_PARENTS];
};

static void look(void *ctx, int64_t parent, const struct agg_child *child)
{
	struct found *f = ctx;

	if (child->null || (f->where && !child->yes))
		return;
	f->sum[parent] += child->v;
	f->n[parent]++;
	f->none[parent] = false;
}

/* Halves away from zero, by comparing twice the rest with the divisor. */
static int64_t rounded(int64_t x, int64_t n)
{
	int64_t q = x / n, r = x % n;

	if (2 * (r < 0 ? -r : r) >= n)
		q += x < 0 ? -1 : 1;
	return q;
}

static const struct {
	const char *yaml;
	int64_t times;
	bool where;
} cases[] = {
	{ AGG_TABLES("avg: {of: c.v}, type: int", "min: 0, max: 6",
		     "int: {min: -50, max: 50}"), 1, false },
	{ AGG_TABLES("avg: {of: c.v}", "min: 1, max: 7", "int: {min: -5, max: 9}"),
	  1000000, false },
	{ AGG_TABLES("avg: {of: c.v}, type: \"decimal(12,3)\"", "min: 0, max: 3",
		     "decimal: {max: 9}, type: \"decimal(9,2)\", nulls: 0.5"),
	  10, false },
	{ AGG_TABLES("avg: {of: c.v, where: yes}, type: \"decimal(9,2)\"",
		     "min: 0, max: 4", "decimal: {min: -3, max: 3}, type: "
		     "\"decimal(9,2)\""), 1, true },
	/* more children than a batch, more rows than a piece */
	{ AGG_TABLES("avg: {of: c.v, where: yes}", "min: 300, max: 900",
		     "int: {max: 1000}"), 1000000, true },
};

static void it_is_the_mean_of_the_children_made_one_by_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct found f = { .where = cases[i].where };
		struct plan_case p;

		memset(f.none, 1, sizeof(f.none));
		plan_case_make(&p, cases[i].yaml, NULL);
		agg_each(&p, look, &f);
		for (int k = 0; k < AGG_PARENTS; k++)
			f.sum[k] = f.n[k] ? rounded(f.sum[k] * cases[i].times,
						    f.n[k]) : 0;
		agg_check(&p, f.sum, f.none);
		plan_case_close(&p);
	}
}

static void what_has_no_mean_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ "  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, "
		  "serial: {}}, {name: x, type: int, avg: {of: c.v}}]}\n"
		  "  - {name: c, per: {table: p, min: 1, max: 2}, columns: [{name: "
		  "v, type: \"decimal(9,2)\", decimal: {}}]}\n",
		  "c.v has 2 digits after the point, the column only 0", NULL },
		{ "  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, "
		  "serial: {}}, {name: x, avg: {of: c.v}}]}\n"
		  "  - {name: c, per: {table: p, min: 1, max: 2}, columns: [{name: "
		  "v, words: {list: city}}]}\n",
		  "only whole numbers and decimals add up", NULL },
		{ "  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, "
		  "serial: {}}, {name: x, avg: {of: c.v}}]}\n"
		  "  - {name: c, rows: 9, columns: [{name: v, int: {}}, {name: "
		  "p_id, ref: {table: p}}]}\n",
		  "c is not a `per` child of p", "per: {table: p" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_mean_of_the_children_made_one_by_one),
		cmocka_unit_test(what_has_no_mean_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
