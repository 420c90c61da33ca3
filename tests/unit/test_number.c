/* gen/op/number.c: what int and decimal share, seen from the profile's side */
#include "plan_rows.h"

#define COLUMN(step) \
	"  - {name: t, rows: 3000, columns: [{name: x, " step "}]}\n"

/* The same range and shape in whole numbers, hundredths, and hundredths of a
 * finer column: the drawn unit differs, the promise does not. */
static void the_range_is_kept_in_the_columns_own_unit(void **state)
{
	static const struct {
		const char *yaml;
		int64_t lo, hi, unit;   /* of values as they are stored */
	} cases[] = {
		{ PLAN_HEAD COLUMN("int: {min: -5, max: 5}"), -5, 5, 1 },
		{ PLAN_HEAD COLUMN("int: {min: -5, max: 5}, type: \"decimal(9,3)\""),
		  -5000, 5000, 1000 },
		{ PLAN_HEAD COLUMN("decimal: {min: -5, max: 5}, type: \"decimal(9,3)\""),
		  -5000, 5000, 1 },
		{ PLAN_HEAD COLUMN("decimal: {min: 0.01, max: 0.09}, type: "
				   "\"decimal(4,2)\""), 1, 9, 1 },
		{ PLAN_HEAD COLUMN("int: {max: 20, dist: zipf}"), 1, 20, 1 },
		{ PLAN_HEAD COLUMN("int: {min: 100, max: 200, dist: normal}"), 100,
		  200, 1 },
		{ PLAN_HEAD COLUMN("int: {min: 7, max: 7, dist: normal}"), 7, 7, 1 },
		{ PLAN_HEAD COLUMN("int: {min: 7, max: 7, dist: lognormal}"), 7, 7, 1 },
		{ PLAN_HEAD COLUMN("int: {min: -9223372036854775808, max: "
				   "9223372036854775807}, type: bigint"), INT64_MIN,
		  INT64_MAX, 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;
		struct plan_rows r;

		plan_case_make(&c, cases[i].yaml, NULL);
		r = plan_rows_step(&c, "t", "x", 33);
		assert_true(r.column->dom.min >= cases[i].lo);
		assert_true(r.column->dom.max <= cases[i].hi);
		for (uint64_t k = 0; k < r.n; k++) {
			assert_true(r.v[k] >= r.column->dom.min);
			assert_true(r.v[k] <= r.column->dom.max);
			assert_int_equal(r.v[k] % cases[i].unit, 0);
		}
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

/* Without max a range goes on as far as the type lets it. */
static void a_missing_bound_never_leaves_the_type(void **state)
{
	static const struct {
		const char *yaml;
		int64_t lo, hi;
	} cases[] = {
		{ PLAN_HEAD COLUMN("int: {}"), 1, 100 },
		{ PLAN_HEAD COLUMN("int: {min: 32760}, type: smallint"), 32760, 32767 },
		{ PLAN_HEAD COLUMN("int: {min: 32767}, type: smallint"), 32767, 32767 },
		{ PLAN_HEAD COLUMN("int: {min: 9223372036854775800}, type: bigint"),
		  INT64_C(9223372036854775800), INT64_MAX },
		{ PLAN_HEAD COLUMN("int: {min: 95}, type: \"decimal(4,2)\""), 9500,
		  9900 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;
		const struct sm_domain *d;

		plan_case_make(&c, cases[i].yaml, NULL);
		d = &c.plan->tables[0].columns[0].dom;
		assert_int_equal(d->min, cases[i].lo);
		assert_int_equal(d->max, cases[i].hi);
		plan_case_close(&c);
	}
}

static const struct plan_refusal refusals[] = {
	{ COLUMN("int: {min: 9, max: 8}"), "min 9 is above max 8", NULL },
	{ COLUMN("decimal: {min: 0.5, max: 0.25}, type: \"decimal(5,2)\""),
	  "min 0.50 is above max 0.25", NULL },
	{ COLUMN("int: {max: 40000}, type: smallint"),
	  "max 40000 does not fit smallint, which holds -32768 to 32767", NULL },
	{ COLUMN("int: {mean: 5}"), "mean says nothing about dist: uniform", NULL },
	{ COLUMN("int: {dist: zipf, stddev: 5}"),
	  "stddev says nothing about dist: zipf", NULL },
	{ COLUMN("int: {dist: normal, median: 5}"),
	  "median says nothing about dist: normal", NULL },
	{ COLUMN("int: {dist: exponential, sigma: 5}"),
	  "sigma says nothing about dist: exponential", NULL },
	{ COLUMN("int: {dist: lognormal, exponent: 5}"),
	  "exponent says nothing about dist: lognormal", NULL },
	{ COLUMN("int: {min: -9, max: 0, dist: lognormal}"),
	  "lognormal values are above 0", NULL },
	{ COLUMN("int: {min: 5, max: 9, dist: exponential, mean: 5}"),
	  "mean must be above min", NULL },
	{ COLUMN("int: {max: 9000, dist: zipf}, unique: true"),
	  "only dist: uniform will do, not zipf", NULL },
	{ COLUMN("int: {min: 1, max: 2999}, unique: true"), "2999", NULL },
	{ COLUMN("int: {min: 1.5}"), "min", NULL },
	{ COLUMN("int: {dist: gauss}"), "dist", NULL },
};

static void what_is_no_range_or_shape_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_range_is_kept_in_the_columns_own_unit),
		cmocka_unit_test(a_missing_bound_never_leaves_the_type),
		cmocka_unit_test(what_is_no_range_or_shape_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
