/* gen/op/number_shape.c: histogram, counts and outliers in a profile's words */
#include "plan_rows.h"
#include "statcheck.h"

#define ROWS "  - {name: t, rows: 1000000, columns: [{name: x, type: "
#define END "}]}\n"

static struct plan_rows made(struct plan_case *c, const char *column)
{
	struct sm_buf yaml = { 0 };
	struct plan_rows r;

	sm_buf_printf(&yaml, PLAN_HEAD ROWS "%s" END, column);
	plan_case_make(c, sm_buf_str(&yaml), NULL);
	r = plan_rows_of(c, "t", "x");
	for (uint64_t i = 0; i < r.n; i++)
		assert_true(r.v[i] >= r.column->dom.min &&
			    r.v[i] <= r.column->dom.max);
	sm_buf_release(&yaml);
	return r;
}

static void done(struct plan_case *c, struct plan_rows *r)
{
	plan_rows_free(r);
	plan_case_close(c);
}

static void a_histogram_has_its_buckets(void **state)
{
	static const double want[] = { 500000, 300000, 200000 };
	uint64_t seen[3] = { 0 };
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	r = made(&c, "\"decimal(9,2)\", decimal: {dist: histogram, bounds: [0, 1.5, "
		 "10, 99.99], weights: [5, 3, 2]}");
	for (uint64_t i = 0; i < r.n; i++)
		seen[r.v[i] < 150 ? 0 : r.v[i] < 1000 ? 1 : 2]++;
	assert_true(chi_square(seen, want, 3) < chi_square_bound(3));
	assert_int_equal(r.column->dom.min, 0);
	assert_int_equal(r.column->dom.max, 9999);
	done(&c, &r);
}

static void poisson_has_its_mean_and_its_variance(void **state)
{
	struct plan_case c;
	struct plan_rows r;
	double sum = 0, squares = 0, mean, variance;

	(void)state;
	r = made(&c, "int, int: {min: 0, max: 1000, dist: poisson, mean: 3.5}");
	for (uint64_t i = 0; i < r.n; i++) {
		sum += (double)r.v[i];
		squares += (double)r.v[i] * (double)r.v[i];
	}
	mean = sum / 1e6;
	variance = squares / 1e6 - mean * mean;
	/* five deviations of either */
	assert_true(fabs(mean - 3.5) < 5 * sqrt(3.5 / 1e6));
	assert_true(fabs(variance - 3.5) < 5 * sqrt((3.5 + 3 * 3.5 * 3.5) / 1e6));
	done(&c, &r);
}

static void outliers_have_their_share_and_change_nobody_else(void **state)
{
	struct plan_case c, d;
	struct plan_rows r, plain;
	uint64_t odd = 0, seen[100] = { 0 };

	(void)state;
	r = made(&c, "int, int: {min: 0, max: 9, outliers: 0.01, outlier_min: 900, "
		 "outlier_max: 999}");
	plain = made(&d, "int, int: {min: 0, max: 9}");
	for (uint64_t i = 0; i < r.n; i++) {
		if (r.v[i] < 900) {
			assert_int_equal(r.v[i], plain.v[i]);
			continue;
		}
		odd++;
		seen[r.v[i] - 900]++;
	}
	assert_true(fabs((double)odd - 10000) < 5 * sqrt(9900));
	assert_true(chi_square_flat(seen, 100, (double)odd) < chi_square_bound(99));
	assert_int_equal(r.column->dom.max, 999);
	done(&c, &r);
	done(&d, &plain);
}

static void binomial_and_geometric_have_their_means(void **state)
{
	static const struct {
		const char *column;
		double mean, variance;
	} cases[] = {
		{ "int, int: {min: 0, max: 20, dist: binomial, chance: 0.2}", 4, 3.2 },
		{ "int, int: {min: 0, max: 90, dist: binomial, trials: 50}", 25, 12.5 },
		{ "bigint, int: {min: 0, max: 9223372036854775807, dist: geometric, "
		  "chance: 0.1}", 9, 90 },
		{ "int, int: {min: 0, max: 1000, dist: geometric}", 1, 2 },
	};

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(cases); k++) {
		struct plan_case c;
		struct plan_rows r = made(&c, cases[k].column);
		double sum = 0;

		for (uint64_t i = 0; i < r.n; i++)
			sum += (double)r.v[i];
		assert_true(fabs(sum / 1e6 - cases[k].mean) <
			    5 * sqrt(cases[k].variance / 1e6));
		done(&c, &r);
	}
}

/* A row that another table points to is made alone, from a list. */
static void rows_that_are_pointed_to_have_the_same_values(void **state)
{
	static const char *const kinds[] = {
		"int, int: {dist: histogram, bounds: [1, 5, 90], weights: [1, 1]}",
		"int, int: {min: 0, dist: poisson, mean: 7}",
		"int, int: {outliers: 0.3, outlier_min: 900, outlier_max: 999}",
		"date, date: {growth: 2, weekdays: [1, 2, 3, 4, 5, 6, 7]}",
		"timestamptz, timestamp: {growth: 2, precision: micro}",
		"timestamptz, timestamp: {bounds: [\"-1y\", \"-1d\", now], "
		"weights: [1, 1]}",
	};

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(kinds); k++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows x, at, copy;

		sm_buf_printf(&yaml, PLAN_HEAD "  - {name: p, rows: 1000, primary_key: "
			      "[id], columns: [{name: id, type: int, serial: {start: "
			      "1}}, {name: x, type: %s}]}\n  - {name: t, rows: 3000, "
			      "columns: [{name: p_id, type: int, ref: {table: p}}, "
			      "{name: x, copy: {from: p_id.x}}]}\n", kinds[k]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		x = plan_rows_of(&c, "p", "x");
		at = plan_rows_of(&c, "t", "p_id");
		copy = plan_rows_step(&c, "t", "x", 77);
		for (uint64_t i = 0; i < copy.n; i++)
			assert_true(copy.v[i] == x.v[at.v[i] - 1]);
		plan_rows_free(&x);
		plan_rows_free(&at);
		plan_rows_free(&copy);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void what_is_no_distribution_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ ROWS "int, int: {dist: histogram, bounds: [1, 2]}" END,
		  "a histogram of 0 weights needs 1 bounds, not 2", NULL },
		{ ROWS "int, int: {dist: histogram, bounds: [1, 2, 3], weights: [1]}"
		  END, "a histogram of 1 weights needs 2 bounds", NULL },
		{ ROWS "int, int: {dist: histogram, bounds: [1, 3, 3], weights: [1, "
		  "1]}" END, "bounds grow: 3 does not come after 3", NULL },
		{ ROWS "int, int: {dist: histogram, min: 0, bounds: [1, 3], weights: "
		  "[1]}" END, "a histogram begins and ends with its bounds", NULL },
		{ ROWS "int, int: {dist: histogram, bounds: [1, 3], weights: [0]}" END,
		  "weight", NULL },
		{ ROWS "smallint, int: {dist: histogram, bounds: [1, 99999], weights: "
		  "[1]}" END, "does not fit smallint", NULL },
		{ ROWS "int, int: {bounds: [1, 3]}" END,
		  "bounds says nothing about dist: uniform", NULL },
		{ ROWS "\"decimal(5,2)\", decimal: {dist: poisson}" END,
		  "poisson makes whole numbers", NULL },
		{ ROWS "int, int: {min: -1, max: 5, dist: poisson}" END,
		  "poisson counts from 0", NULL },
		{ ROWS "int, int: {dist: poisson, mean: 0}" END, "mean must be above 0",
		  NULL },
		{ ROWS "int, int: {dist: poisson, chance: 0.1}" END,
		  "chance says nothing about dist: poisson", NULL },
		{ ROWS "int, int: {dist: geometric, chance: 2}" END,
		  "chance must be from 0.0001", NULL },
		{ ROWS "int, int: {min: 0, dist: binomial, chance: 1}" END,
		  "chance must be above 0", NULL },
		{ ROWS "int, int: {outliers: 0.1, outlier_min: 9, outlier_max: 5}" END,
		  "outlier_min 9 is above outlier_max 5", NULL },
		{ ROWS "int, int: {outliers: 0.1}" END,
		  "outliers need outlier_min and outlier_max", NULL },
		{ ROWS "int, int: {outliers: 2, outlier_min: 1, outlier_max: 2}" END,
		  "a share of the rows", NULL },
		{ ROWS "int, int: {outlier_min: 1}" END, "outliers says which share",
		  NULL },
		{ ROWS "smallint, int: {outliers: 0.1, outlier_min: 1, outlier_max: "
		  "40000}" END, "40000 does not fit smallint", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_histogram_has_its_buckets),
		cmocka_unit_test(poisson_has_its_mean_and_its_variance),
		cmocka_unit_test(outliers_have_their_share_and_change_nobody_else),
		cmocka_unit_test(binomial_and_geometric_have_their_means),
		cmocka_unit_test(rows_that_are_pointed_to_have_the_same_values),
		cmocka_unit_test(what_is_no_distribution_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
