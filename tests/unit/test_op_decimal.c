/* gen/op/op_decimal.c: exact at the column's scale, rounded nowhere */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static void bounds_are_exact_at_the_columns_scale(void **state)
{
	static const struct {
		const char *type, *min, *max;
		int64_t lo, hi;
	} cases[] = {
		{ NULL, NULL, NULL, 0, 9900 },
		{ "numeric(10,2)", "0.99", "1.01", 99, 101 },
		{ "numeric(4,3)", "-1.5", "1", -1500, 1000 },
		{ "numeric(6)", "-2", "2", -2, 2 },
		{ "numeric(2,2)", NULL, NULL, 0, 99 },
		{ "numeric(3,2)", NULL, NULL, 0, 999 },
		{ "numeric(18,18)", NULL, NULL, 0, 999999999999999999 },
		{ "numeric(38,6)", "1", "2", 1000000, 2000000 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_decimal, cases[i].type, 2000);
		if (cases[i].min)
			op_case_compile(&k, "min", cases[i].min, "max",
					cases[i].max, NULL);
		else
			op_case_compile(&k, NULL);
		assert_true(k.op.out.min == cases[i].lo);
		assert_true(k.op.out.max == cases[i].hi);
		op_case_keeps_promises(&k, 2000);
		op_case_end(&k);
	}
}

/* As many digits as min and max are written with, at least two. */
static void doubles_have_the_digits_that_were_written(void **state)
{
	static const struct {
		const char *min, *max;
		double unit;
	} cases[] = {
		{ "1", "9", 100 },
		{ "1.5", "9", 100 },
		{ "1", "9.1234", 10000 },
		{ "0.000001", "9", 1000000 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		bool finer = false;
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_decimal, "double", 1000);
		op_case_compile(&k, "min", cases[i].min, "max", cases[i].max, NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
		for (int r = 0; r < 1000; r++) {
			double d = v.v.f64[r];
			double units = d * cases[i].unit;
			int64_t whole = (int64_t)(units + 0.5);
			double again = (double)whole / cases[i].unit;

			assert_memory_equal(&again, &d, sizeof(d));
			finer |= whole % 10 != 0;
			assert_true(d >= 0.000001 && d <= 9.1234);
		}
		assert_true(finer);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void distributions_are_in_the_numbers_own_unit(void **state)
{
	struct op_case k;
	const int64_t *v;
	double sum = 0;

	(void)state;
	op_case_start(&k, &sm_op_decimal, "numeric(10,2)", 10000);
	op_case_compile(&k, "min", "0", "max", "1000", "dist", "normal", "mean",
			"250.5", "stddev", "10", NULL);
	v = op_case_i64(&k, 10000);
	for (int i = 0; i < 10000; i++)
		sum += (double)v[i];
	assert_true(sum / 10000 > 25000 && sum / 10000 < 25100);
	op_case_keeps_promises(&k, 2000);
	op_case_end(&k);
}

static void lognormal_has_its_median(void **state)
{
	struct op_case k;
	const int64_t *v;
	int below = 0;

	(void)state;
	op_case_start(&k, &sm_op_decimal, "numeric(10,2)", 10000);
	op_case_compile(&k, "min", "1", "max", "500", "dist", "lognormal",
			"median", "20", "sigma", "0.8", NULL);
	v = op_case_i64(&k, 10000);
	for (int i = 0; i < 10000; i++)
		below += v[i] < 2000;
	assert_in_range(below, 4850, 5150);
	op_case_end(&k);
}

static void unique_decimals_are_unique_in_every_type(void **state)
{
	static const char *const types[] = { "numeric(10,2)", "double", "real" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(types); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_decimal, types[i], 901);
		k.c.unique = true;
		op_case_compile(&k, "min", "1", "max", "10", NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, 901);
		op_case_end(&k);
	}
}

static void what_cannot_be_is_refused_with_the_reason(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_decimal, "numeric(5,2)", 1000);
	op_case_refuses(&k, "min 1.255 has more than 2 digits after the point",
			"min", "1.255", NULL);
	op_case_refuses(&k, "max 1000.00 does not fit numeric(5,2), which holds "
			"-999.99 to 999.99", "max", "1000", NULL);
	op_case_refuses(&k, "min 2.50 is above max 2.49", "min", "2.5", "max",
			"2.49", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "needs 1,000 distinct values but 1.00..2.00 has only "
			"101", "min", "1", "max", "2", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_decimal, "double", 1000);
	k.c.unique = true;
	op_case_refuses(&k, "needs 1,000 distinct values but 1.00..2.00 has only "
			"101", "min", "1", "max", "2", NULL);
	op_case_refuses(&k, "double rounds neighbouring values", "min", "0", "max",
			"30000000000000", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_are_exact_at_the_columns_scale),
		cmocka_unit_test(doubles_have_the_digits_that_were_written),
		cmocka_unit_test(distributions_are_in_the_numbers_own_unit),
		cmocka_unit_test(lognormal_has_its_median),
		cmocka_unit_test(unique_decimals_are_unique_in_every_type),
		cmocka_unit_test(what_cannot_be_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
