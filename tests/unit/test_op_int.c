/* gen/op/op_int.c and number.c: bounds, shapes, uniqueness, refusals */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

/* Mean of the first n values. */
static double mean_of(const int64_t *v, uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += (double)v[i];
	return sum / n;
}

static void stays_inside_its_bounds_and_reaches_both(void **state)
{
	static const struct {
		const char *type, *min, *max;
		int64_t lo, hi;
	} cases[] = {
		{ "int", NULL, NULL, 1, 100 },
		{ "int", "7", "7", 7, 7 },
		{ "int", "50", NULL, 50, 149 },
		{ "smallint", "32700", NULL, 32700, 32767 },
		{ "smallint", "-2", "2", -2, 2 },
		{ "numeric(6,2)", "-3", "3", -300, 300 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		bool low = false, high = false;
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_int, cases[i].type, 3000);
		if (cases[i].max)
			op_case_compile(&k, "min", cases[i].min, "max",
					cases[i].max, NULL);
		else
			op_case_compile(&k, "min", cases[i].min, NULL);
		assert_true(k.op.out.min == cases[i].lo);
		assert_true(k.op.out.max == cases[i].hi);
		v = op_case_i64(&k, 3000);
		for (int r = 0; r < 3000; r++) {
			low |= v[r] == cases[i].lo;
			high |= v[r] == cases[i].hi;
		}
		assert_true(low && high);
		op_case_keeps_promises(&k, 3000);
		op_case_end(&k);
	}
}

static void decimal_columns_get_whole_numbers(void **state)
{
	struct op_case k;
	const int64_t *v;

	(void)state;
	op_case_start(&k, &sm_op_int, "numeric(6,2)", 1000);
	op_case_compile(&k, "min", "1", "max", "9", NULL);
	v = op_case_i64(&k, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v[i] % 100, 0);
	op_case_end(&k);
}

static void real_columns_hold_what_a_float_gives_back(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_int, "real", 1000);
	op_case_compile(&k, "min", "0", "max", "9223372036854775807", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (int i = 0; i < 1000; i++) {
		double back = (double)(float)v.v.f64[i];

		assert_memory_equal(&back, &v.v.f64[i], sizeof(back));
	}
	op_case_keeps_promises(&k, 1000);
	op_case_end(&k);
}

static void every_shape_has_its_mean_and_keeps_the_promises(void **state)
{
	static const struct {
		const char *dist, *a, *av, *b, *bv;
		double lo, hi;
	} cases[] = {
		{ "uniform", NULL, NULL, NULL, NULL, 485, 515 },
		{ "normal", NULL, NULL, NULL, NULL, 490, 510 },
		{ "normal", "mean", "200", "stddev", "50", 195, 205 },
		{ "exponential", NULL, NULL, NULL, NULL, 180, 210 },
		{ "exponential", "mean", "100", NULL, NULL, 96, 104 },
		{ "lognormal", "median", "50", "sigma", "0.5", 54, 59 },
		{ "lognormal", NULL, NULL, NULL, NULL, 40, 60 },
		{ "zipf", NULL, NULL, NULL, NULL, 110, 160 },
		{ "zipf", "exponent", "3", NULL, NULL, 1, 1.6 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		double mean;

		op_case_start(&k, &sm_op_int, "int", 10000);
		if (cases[i].b)
			op_case_compile(&k, "min", "1", "max", "1000", "dist",
					cases[i].dist, cases[i].a, cases[i].av,
					cases[i].b, cases[i].bv, NULL);
		else if (cases[i].a)
			op_case_compile(&k, "min", "1", "max", "1000", "dist",
					cases[i].dist, cases[i].a, cases[i].av,
					NULL);
		else
			op_case_compile(&k, "min", "1", "max", "1000", "dist",
					cases[i].dist, NULL);
		mean = mean_of(op_case_i64(&k, 10000), 10000);
		if (mean < cases[i].lo || mean > cases[i].hi)
			fail_msg("%zu: %s has mean %g", i, cases[i].dist, mean);
		op_case_keeps_promises(&k, 2100);
		op_case_end(&k);
	}
}

static void zipf_likes_its_minimum_best(void **state)
{
	struct op_case k;
	const int64_t *v;
	int first = 0, second = 0;

	(void)state;
	op_case_start(&k, &sm_op_int, "int", 10000);
	op_case_compile(&k, "min", "-5", "max", "94", "dist", "zipf", NULL);
	v = op_case_i64(&k, 10000);
	for (int i = 0; i < 10000; i++) {
		first += v[i] == -5;
		second += v[i] == -4;
	}
	/* 1 / H(100) and half of it */
	assert_in_range(first, 1830, 2030);
	assert_in_range(second, 880, 1050);
	op_case_end(&k);
}

static void a_unique_column_takes_each_value_once(void **state)
{
	struct op_case k;
	bool seen[1000] = { false };
	const int64_t *v;

	(void)state;
	op_case_start(&k, &sm_op_int, "int", 1000);
	k.c.unique = true;
	op_case_compile(&k, "min", "1", "max", "1000", NULL);
	assert_true(k.op.out.unique);
	v = op_case_i64(&k, 1000);
	for (int i = 0; i < 1000; i++) {
		assert_in_range(v[i], 1, 1000);
		assert_false(seen[v[i] - 1]);
		seen[v[i] - 1] = true;
	}
	op_case_keeps_promises(&k, 1000);
	op_case_end(&k);
}

static void a_scaled_max_grows_with_the_scale(void **state)
{
	static const struct {
		double scale;
		const char *type, *min, *max;
		int64_t lo, hi;
	} cases[] = {
		{ 0, "int", "1", "1000", 1, 1000 },
		{ 1, "int", "1", "1000", 1, 1000 },
		{ 10, "int", "1", "1000", 1, 10000 },
		{ 0.1, "int", "1", "30", 1, 3 },
		{ 0.01, "int", "1", "1001", 1, 11 },
		{ 1e-6, "int", "1", "1000", 1, 1 },
		{ 0.01, "int", "20", "1000", 20, 20 },
		{ 0.5, "numeric(8,2)", "1", "9", 100, 500 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_int, cases[i].type, 3000);
		k.c.scale = cases[i].scale;
		op_case_compile(&k, "min", cases[i].min, "max", cases[i].max,
				"scaled", "true", NULL);
		assert_int_equal(k.op.out.min, cases[i].lo);
		assert_int_equal(k.op.out.max, cases[i].hi);
		op_case_keeps_promises(&k, 3000);
		op_case_end(&k);
	}
}

static void a_scaled_max_must_be_one(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_int, "smallint", 10);
	k.c.scale = 100;
	op_case_refuses(&k, "needs a max above 0", "scaled", "true", NULL);
	op_case_refuses(&k, "needs a max above 0", "min", "-9", "max", "-5",
			"scaled", "true", NULL);
	op_case_refuses(&k, "min 5 is above max 3", "min", "5", "max", "3",
			"scaled", "true", NULL);
	op_case_refuses(&k, "max 40000 does not fit smallint", "max", "400",
			"scaled", "true", NULL);
	k.c.scale = 1e18;
	op_case_refuses(&k, "is too large", "max", "400", "scaled", "true", NULL);
	op_case_compile(&k, "max", "400", "scaled", "false", NULL);
	op_case_end(&k);
}

static void what_cannot_be_is_refused_with_the_reason(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_int, "smallint", 1000);
	op_case_refuses(&k, "min 5 is above max 3", "min", "5", "max", "3", NULL);
	op_case_refuses(&k, "max 40000 does not fit smallint, which holds -32768 to "
			"32767", "max", "40000", NULL);
	op_case_refuses(&k, "min 40000 does not fit smallint", "min", "40000", NULL);
	op_case_refuses(&k, "dist \"gauss\" is not one of uniform, normal, "
			"lognormal, exponential, zipf", "dist", "gauss", NULL);
	op_case_refuses(&k, "mean says nothing about dist: uniform", "mean", "5",
			NULL);
	op_case_refuses(&k, "exponent says nothing about dist: normal", "dist",
			"normal", "exponent", "1", NULL);
	op_case_refuses(&k, "mean must be above min", "dist", "exponential",
			"mean", "1", NULL);
	op_case_refuses(&k, "lognormal values are above 0", "dist", "lognormal",
			"min", "-5", "max", "0", NULL);
	op_case_refuses(&k, "standard deviation 0 is not above 0", "dist", "normal",
			"stddev", "0", NULL);
	op_case_refuses(&k, "no value of this distribution lies between", "dist",
			"normal", "mean", "-30000", "stddev", "1", NULL);
	op_case_refuses(&k, "zipf: exponent 11", "dist", "zipf", "exponent", "11",
			NULL);
	k.c.unique = true;
	op_case_refuses(&k, "needs 1,000 distinct values but 1..100 has only 100",
			NULL);
	op_case_refuses(&k, "only dist: uniform will do, not zipf", "min", "1",
			"max", "5000", "dist", "zipf", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_inside_its_bounds_and_reaches_both),
		cmocka_unit_test(decimal_columns_get_whole_numbers),
		cmocka_unit_test(real_columns_hold_what_a_float_gives_back),
		cmocka_unit_test(every_shape_has_its_mean_and_keeps_the_promises),
		cmocka_unit_test(zipf_likes_its_minimum_best),
		cmocka_unit_test(a_unique_column_takes_each_value_once),
		cmocka_unit_test(a_scaled_max_grows_with_the_scale),
		cmocka_unit_test(a_scaled_max_must_be_one),
		cmocka_unit_test(what_cannot_be_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
