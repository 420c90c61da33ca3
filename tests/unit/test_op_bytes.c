/* gen/op/op_bytes.c: lengths, all byte values, and eight bytes make unique */
#include "op_args_case.h"

static void lengths_run_from_min_to_max(void **state)
{
	static const struct {
		const char *min, *max;
		uint32_t least, most;
	} cases[] = {
		{ NULL, NULL, 16, 16 }, { "4", NULL, 4, 4 }, { NULL, "3", 3, 3 },
		{ "0", "0", 0, 0 }, { "0", "20", 0, 20 }, { "8", "9", 8, 9 },
		{ "100", "100", 100, 100 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		bool seen[128] = { 0 };
		struct op_case k;
		struct sm_vec v;
		const char *args[4] = { NULL };
		int n = 0;

		if (cases[i].min) {
			args[n++] = "min";
			args[n++] = cases[i].min;
		}
		if (cases[i].max) {
			args[n++] = "max";
			args[n++] = cases[i].max;
		}
		op_case_start(&k, &sm_op_bytes, NULL, 2000);
		op_case_compile(&k, args[0], args[1], args[2], args[3], NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++)
			seen[v.v.str[r].n] = true;
		for (uint32_t len = 0; len < 128; len++)
			assert_int_equal(seen[len], len >= cases[i].least &&
							    len <= cases[i].most);
		assert_int_equal(k.op.out.width, cases[i].most);
		assert_int_equal(k.op.out.unique, cases[i].least >= 8);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void all_bytes_occur_alike(void **state)
{
	unsigned count[256] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_bytes, NULL, 10000);
	op_case_compile(&k, "min", "13", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 10000 });
	for (uint32_t i = 0; i < 10000; i++)
		for (uint32_t b = 0; b < 13; b++)
			count[(unsigned char)v.v.str[i].p[b]]++;
	for (int b = 0; b < 256; b++)
		assert_in_range(count[b], 400, 620);
	op_case_end(&k);
}

static void bad_lengths_are_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_bytes, NULL, 10);
	op_case_refuses(&k, "min is -1", "min", "-1", NULL);
	op_case_refuses(&k, "min is 5: it must be from 0 to max, 4", "min", "5",
			"max", "4", NULL);
	op_case_refuses(&k, "max is 2000000, at most 1048576", "max", "2000000", NULL);
	op_case_refuses(&k, "x", "max", "x", NULL);
	k.c.unique = true;
	k.c.rows = 257;
	op_case_refuses(&k, "needs 257 distinct values, values of 1 bytes have 256",
			"min", "1", NULL);
	assert_non_null(strstr(k.err.fix, "8 is always enough"));
	op_case_compile(&k, "min", "8", NULL);
	op_case_end(&k);
}

static void few_bytes_are_unique_while_there_are_enough(void **state)
{
	static const struct {
		const char *min, *max;
		uint32_t rows;
	} cases[] = { { "1", "1", 256 }, { "1", "9", 256 }, { "2", "3", 4000 },
		      { "7", "7", 4000 } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_bytes, "bytes", cases[i].rows);
		k.c.unique = true;
		op_case_compile(&k, "min", cases[i].min, "max", cases[i].max, NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, cases[i].rows);
		op_case_end(&k);
	}
}

/* Exponential lengths: most of them in the lowest fifth, some near the end. */
static void lengths_have_a_shape(void **state)
{
	struct op_case k;
	struct sm_vec v;
	uint32_t low = 0, high = 0;

	(void)state;
	op_case_start(&k, &sm_op_bytes, NULL, 2000);
	op_case_compile(&k, "min", "0", "max", "500", "dist", "exponential", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
	for (uint32_t r = 0; r < 2000; r++) {
		low += v.v.str[r].n < 100;
		high += v.v.str[r].n > 400;
	}
	assert_in_range(low, 1180, 1380);
	assert_in_range(high, 5, 60);
	op_case_keeps_promises(&k, 1200);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_run_from_min_to_max),
		cmocka_unit_test(lengths_have_a_shape),
		cmocka_unit_test(all_bytes_occur_alike),
		cmocka_unit_test(bad_lengths_are_refused),
		cmocka_unit_test(few_bytes_are_unique_while_there_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
