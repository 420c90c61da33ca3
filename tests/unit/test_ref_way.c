/* gen/op/ref_way.c: normal, sequential, each parent once; refusals */
#include "plan_rows.h"
#include "statcheck.h"

#define PARENT(rows) \
	"  - {name: p, rows: " rows ", primary_key: [id], columns: [" \
	"{name: id, serial: {}}]}\n"
#define CHILD(rows, step) \
	"  - {name: c, rows: " rows ", primary_key: [id], columns: [{name: id, " \
	"serial: {start: 0}}, {name: p_id, " step "}]}\n" \
	"  - {name: d, rows: 300, columns: [{name: c_id, ref: {table: c}}, {name: " \
	"p_id, copy: {from: c_id.p_id}}]}\n"
#define SELF(rows, step) \
	"  - {name: s, rows: " rows ", primary_key: [id], columns: [" \
	"{name: id, serial: {start: 0}}, {name: up, type: bigint, " step "}]}\n"

/* Rows reached by d's references have the parents they have in order. */
static void check_listed(struct plan_case *c, const struct plan_rows *all)
{
	struct plan_rows id = plan_rows_of(c, "d", "c_id");
	struct plan_rows p = plan_rows_of(c, "d", "p_id");

	for (uint64_t i = 0; i < p.n; i++) {
		assert_int_equal(p.v[i], all->v[id.v[i]]);
		assert_int_equal(p.null[i], all->null[id.v[i]]);
	}
	plan_rows_free(&id);
	plan_rows_free(&p);
}

static double normal_cdf(int64_t v, const void *arg)
{
	const double *p = arg;      /* mean, stddev, n */
	double lo = 0.5 * erfc((p[0] + 0.5) / p[1] / sqrt(2));
	double hi = 0.5 * erfc(-(p[2] - 0.5 - p[0]) / p[1] / sqrt(2));
	double x = 0.5 * erfc(-((double)v + 0.5 - p[0]) / p[1] / sqrt(2));

	return (x - lo) / (hi - lo);
}

static void normal_is_a_bell_over_the_parents(void **state)
{
	static const struct {
		const char *step;
		double p[3];
	} cases[] = {
		{ "ref: {table: p, dist: normal}",
		  { 4999.5, 10000 / 6.0, 10000 } },
		{ "ref: {table: p, dist: normal, mean: 0.9, stddev: 0.2}",
		  { 0.9 * 9999, 2000, 10000 } },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows r;

		sm_buf_printf(&yaml, PLAN_HEAD PARENT("10000")
			      CHILD("1000000", "%s"), cases[i].step);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_of(&c, "c", "p_id");
		check_listed(&c, &r);
		for (uint64_t k = 0; k < r.n; k++)
			r.v[k]--;   /* keys begin with 1 */
		assert_true(ks_distance(r.v, r.n, normal_cdf, cases[i].p) <
			    ks_bound(r.n));
		plan_rows_free(&r);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void sequential_takes_the_parents_in_turn(void **state)
{
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("70") CHILD("1000",
		       "ref: {table: p, dist: sequential}"), NULL);
	r = plan_rows_step(&c, "c", "p_id", 13);
	for (uint64_t i = 0; i < r.n; i++)
		assert_int_equal(r.v[i], 1 + i % 70);
	check_listed(&c, &r);
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void each_parent_has_a_row_whatever_the_distribution(void **state)
{
	static const char *const step[] = {
		"ref: {table: p, each: true}",
		"ref: {table: p, each: true, dist: zipf, exponent: 2}",
		"ref: {table: p, each: true, dist: normal, stddev: 0.01}",
		"ref: {table: p, each: true, dist: hot, hot: 0.1, share: 1}",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(step); i++) {
		uint64_t seen[400] = { 0 }, most = 0;
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows r;

		sm_buf_printf(&yaml, PLAN_HEAD PARENT("400") CHILD("2000", "%s"),
			      step[i]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_step(&c, "c", "p_id", 64);
		for (uint64_t k = 0; k < r.n; k++)
			seen[r.v[k] - 1]++;
		for (int k = 0; k < 400; k++) {
			assert_true(seen[k] > 0);
			most = seen[k] > most ? seen[k] : most;
		}
		/* and those with many children still have them */
		assert_true(i == 0 ? most < 20 : most > 20);
		check_listed(&c, &r);
		plan_rows_free(&r);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
	{
		struct plan_case c;
		struct plan_rows r;
		bool seen[50] = { false };

		/* just as many rows as parents: one each, in no order */
		plan_case_make(&c, PLAN_HEAD PARENT("50") CHILD("50",
			       "ref: {table: p, each: true}"), NULL);
		r = plan_rows_of(&c, "c", "p_id");
		for (uint64_t k = 0; k < r.n; k++) {
			assert_false(seen[r.v[k] - 1]);
			seen[r.v[k] - 1] = true;
		}
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

static void what_does_not_go_together_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ PARENT("50") CHILD("40", "ref: {table: p, each: true}"),
		  "40 rows cannot have each of the 50 rows of p",
		  "give the table at least 50 rows" },
		{ PARENT("5") CHILD("40", "ref: {table: p, each: true}, nulls: 0.1"),
		  "each cannot go with nulls", NULL },
		{ PARENT("5") "  - {name: c, rows: 40, fixtures: {columns: [p_id], rows: "
		  "[[1], [1]]}, columns: [{name: p_id, ref: {table: p, each: true}}]}\n",
		  "each cannot go with fixtures", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, each: true, skip: 3}"),
		  "each goes with a reference to another table and a dist", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, mean: 0.5}"),
		  "mean goes with dist: normal", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, dist: normal, mean: 2}"),
		  "mean is a place among the parents", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, dist: normal, stddev: 0}"),
		  "stddev is a share of the parents", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, fanout: 2}"),
		  "a tree is a reference to the table itself", NULL },
		{ PARENT("5") CHILD("40", "ref: {table: p, root: self}"),
		  "root goes with a tree", NULL },
		{ SELF("40", "ref: {table: s, dist: sequential}"),
		  "dist: sequential goes with a reference to another table", NULL },
		{ SELF("40", "ref: {table: s, fanout: 2, each: true}"),
		  "each goes with a reference to another table", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_is_a_bell_over_the_parents),
		cmocka_unit_test(sequential_takes_the_parents_in_turn),
		cmocka_unit_test(each_parent_has_a_row_whatever_the_distribution),
		cmocka_unit_test(what_does_not_go_together_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
