/*
 * Every way a profile has to draw, held to its own mathematics by 10^6 rows
 *
 * The engines have tests of their own; here it is a column of a table, with the
 * profile's words, its units and its rounding. Points of chi-square and of
 * Kolmogorov and Smirnov are those of statcheck.h.
 */
#include <stdio.h>

#include "plan_rows.h"
#include "statcheck.h"

#define ROWS 1000000
#define CELLS 1000

static struct plan_rows made(struct plan_case *c, const char *column)
{
	struct sm_buf yaml = { 0 };
	struct plan_rows r;

	sm_buf_printf(&yaml, PLAN_HEAD "  - {name: t, rows: %d, columns: [{name: x, "
		      "%s}]}\n", ROWS, column);
	plan_case_make(c, sm_buf_str(&yaml), NULL);
	r = plan_rows_of(c, "t", "x");
	assert_int_equal(r.n, ROWS);
	sm_buf_release(&yaml);
	return r;
}

static void done(struct plan_case *c, struct plan_rows *r)
{
	plan_rows_free(r);
	plan_case_close(c);
}

static void uniform_numbers_are_alike(void **state)
{
	static const struct {
		const char *column;
		int64_t min;
		size_t n;
		int64_t step;       /* of the unit of what is stored */
	} cases[] = {
		{ "int: {min: -3, max: 3}", -3, 7, 1 },
		{ "int: {min: 0, max: 999}", 0, 1000, 1 },
		{ "decimal: {min: -0.5, max: 4.49}", -50, 500, 1 },
		{ "type: \"numeric(9,2)\", int: {min: 1, max: 90}", 100, 90, 100 },
		{ "date: {from: 2024-01-01, to: 2024-12-31}", 19723, 366, 1 },
		{ "timestamp: {from: 2024-01-01T00:00:00Z, to: 2024-01-01T00:09:59Z}",
		  INT64_C(1704067200000000), 600, 1000000 },
	};

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(cases); k++) {
		uint64_t seen[CELLS] = { 0 };
		struct plan_case c;
		struct plan_rows r = made(&c, cases[k].column);

		for (uint64_t i = 0; i < r.n; i++) {
			int64_t off = r.v[i] - cases[k].min;

			assert_int_equal(off % cases[k].step, 0);
			assert_in_range(off / cases[k].step, 0, cases[k].n - 1);
			seen[off / cases[k].step]++;
		}
		assert_true(chi_square_flat(seen, cases[k].n, ROWS) <
			    chi_square_bound(cases[k].n - 1));
		done(&c, &r);
	}
}

/* ---- continuous laws, rounded to the column's unit and cut to its range ---- */

enum shape { NORMAL, LOGNORMAL, EXPONENTIAL };

struct law {
	const char *column;
	enum shape shape;
	double min, max, p1, p2;    /* in units of what is stored */
};

static double normal_cdf(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

static double plain_cdf(const struct law *l, double x)
{
	switch (l->shape) {
	case NORMAL:
		return normal_cdf((x - l->p1) / l->p2);
	case LOGNORMAL:
		return x > 0 ? normal_cdf(log(x / l->p1) / l->p2) : 0;
	default:
		return x > l->min ? -expm1(-(x - l->min) / (l->p1 - l->min)) : 0;
	}
}

static double law_cdf(int64_t v, const void *arg)
{
	const struct law *l = arg;
	double lo = plain_cdf(l, l->min - 0.5), hi = plain_cdf(l, l->max + 0.5);

	return (plain_cdf(l, (double)v + 0.5) - lo) / (hi - lo);
}

static void bells_and_tails_have_their_curve(void **state)
{
	static const struct law laws[] = {
		{ "int: {min: 0, max: 100000, dist: normal}", NORMAL, 0, 1e5, 5e4,
		  1e5 / 6 },
		{ "int: {min: 0, max: 120, dist: normal, mean: 38, stddev: 21}", NORMAL,
		  0, 120, 38, 21 },
		{ "decimal: {min: 0, max: 500, dist: normal, mean: 600, stddev: 90}",
		  NORMAL, 0, 50000, 60000, 9000 },
		{ "decimal: {min: 1, max: 500, dist: lognormal, median: 20, sigma: "
		  "0.7}", LOGNORMAL, 100, 50000, 2000, 0.7 },
		{ "int: {min: 1, max: 1000000, dist: lognormal}", LOGNORMAL, 1, 1e6,
		  31622.7766, 1 },
		{ "int: {min: 0, max: 100000000, dist: exponential, mean: 5000}",
		  EXPONENTIAL, 0, 1e8, 5000, 0 },
		{ "decimal: {min: 10, max: 90, dist: exponential, mean: 30}",
		  EXPONENTIAL, 1000, 9000, 3000, 0 },
	};

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(laws); k++) {
		struct plan_case c;
		struct plan_rows r = made(&c, laws[k].column);
		double d = ks_distance(r.v, ROWS, law_cdf, &laws[k]);

		if (d >= ks_bound(ROWS))
			fail_msg("%s: %g", laws[k].column, d);
		done(&c, &r);
	}
}

/* ---- ranks ------------------------------------------------------------------ */

/* Cells of at least 20 expected draws, from the most frequent rank on. */
static void assert_ranks(const uint64_t *seen, size_t n, double exponent)
{
	static uint64_t cell[CELLS + 1];
	static double want[CELLS + 1];
	double sum = 0;
	size_t cells = 0;

	memset(cell, 0, sizeof(cell));
	memset(want, 0, sizeof(want));
	for (size_t i = 0; i < n; i++)
		sum += pow((double)i + 1, -exponent);
	for (size_t i = 0; i < n; i++) {
		want[cells] += ROWS * pow((double)i + 1, -exponent) / sum;
		cell[cells] += seen[i];
		cells += want[cells] >= 20;
	}
	if (want[cells] > 0) {
		want[cells - 1] += want[cells];
		cell[cells - 1] += cell[cells];
	}
	if (chi_square(cell, want, cells) >=
	    chi_square_bound(cells < 4 ? 3 : cells - 1))
		fail_msg("exponent %g", exponent);
}

static void zipf_ranks_have_their_power_small_and_large(void **state)
{
	static const double exponents[] = { 0.01, 0.3, 0.99, 1, 1.5, 3, 10 };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(exponents); k++) {
		uint64_t seen[CELLS] = { 0 };
		char column[99];
		struct plan_case c;
		struct plan_rows r;

		snprintf(column, sizeof(column), "int: {min: 5, max: 1004, dist: zipf, "
			 "exponent: %g}", exponents[k]);
		r = made(&c, column);
		for (uint64_t i = 0; i < r.n; i++)
			seen[r.v[i] - 5]++;
		assert_ranks(seen, CELLS, exponents[k]);
		done(&c, &r);
	}
}

static int most_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* ---- references and picks -------------------------------------------------- */

static struct plan_rows pointed(struct plan_case *c, uint32_t parents,
				const char *ref, uint64_t seen[CELLS])
{
	struct sm_buf yaml = { 0 };
	struct plan_rows r;

	memset(seen, 0, CELLS * sizeof(*seen));
	sm_buf_printf(&yaml, PLAN_HEAD "  - {name: p, fixed: %u, primary_key: [id], "
		      "columns: [{name: id, type: int, serial: {start: 1}}]}\n"
		      "  - {name: t, rows: %d, columns: [{name: x, type: int, ref: "
		      "{table: p%s}}]}\n", parents, ROWS, ref);
	plan_case_make(c, sm_buf_str(&yaml), NULL);
	r = plan_rows_of(c, "t", "x");
	for (uint64_t i = 0; i < r.n; i++) {
		assert_in_range(r.v[i], 1, parents);
		seen[r.v[i] - 1]++;
	}
	sm_buf_release(&yaml);
	return r;
}

static void references_are_spread_as_they_say(void **state)
{
	uint64_t seen[CELLS];
	double want[200];
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	r = pointed(&c, 1000, "", seen);
	assert_true(chi_square_flat(seen, 1000, ROWS) < chi_square_bound(999));
	done(&c, &r);
	r = pointed(&c, 200, ", dist: hot, hot: 0.15, share: 0.7", seen);
	for (int i = 0; i < 200; i++)
		want[i] = i < 30 ? ROWS * 0.7 / 30 : ROWS * 0.3 / 170;
	assert_true(chi_square(seen, want, 200) < chi_square_bound(199));
	done(&c, &r);
	/* which parent has which rank is nobody's business: by frequency */
	r = pointed(&c, 20, ", dist: zipf, exponent: 1.2", seen);
	qsort(seen, 20, sizeof(*seen), most_first);
	assert_ranks(seen, 20, 1.2);
	done(&c, &r);
}

static void a_pick_and_a_bool_have_their_weights(void **state)
{
	static const double weight[] = { 5, 20, 75, 0.1, 1.9 };
	uint64_t seen[5] = { 0 }, flag[2] = { 0 };
	double want[5];
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	r = made(&c, "type: int, pick: {values: [0, 1, 2, 3, 4], weights: [5, 20, 75, "
		 "0.1, 1.9]}");
	for (uint64_t i = 0; i < r.n; i++)
		seen[r.v[i]]++;
	for (int i = 0; i < 5; i++)
		want[i] = ROWS * weight[i] / 102;
	assert_true(chi_square(seen, want, 5) < chi_square_bound(4));
	done(&c, &r);
	r = made(&c, "bool: {}");
	for (uint64_t i = 0; i < r.n; i++)
		flag[r.v[i]]++;
	/* five deviations of a fair coin's million throws */
	assert_true(fabs((double)flag[1] - ROWS / 2.0) < 2500);
	done(&c, &r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uniform_numbers_are_alike),
		cmocka_unit_test(bells_and_tails_have_their_curve),
		cmocka_unit_test(zipf_ranks_have_their_power_small_and_large),
		cmocka_unit_test(references_are_spread_as_they_say),
		cmocka_unit_test(a_pick_and_a_bool_have_their_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
