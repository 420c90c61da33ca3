/* gen/op/op_pick.c: the values given, as often as their weights say */
#include "op_args_case.h"

struct args {               /* as struct pick_args */
	const char **values;
	uint32_t values_count;
	const char **weights;
	uint32_t weights_count;
	const char *order;
};

static void weights_decide_how_often(void **state)
{
	const char *values[] = { "gold", "silver", "bronze", "never" };
	const char *weights[] = { "5", "20", "75", "0" };
	const struct args a = { values, 4, weights, 4, NULL };
	unsigned count[4] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pick, "text", 100000);
	op_args_compile(&k, &a);
	v = op_case_run(&k, &(struct sm_rows){ .n = 100000 });
	for (uint32_t i = 0; i < 100000; i++)
		for (uint32_t j = 0; j < 4; j++)
			count[j] += v.v.str[i].n == strlen(values[j]) &&
				    !memcmp(v.v.str[i].p, values[j], v.v.str[i].n);
	assert_int_equal(count[0] + count[1] + count[2], 100000);
	assert_in_range(count[0], 4700, 5300);
	assert_in_range(count[1], 19500, 20500);
	assert_int_equal(k.op.out.width, 6);
	assert_true(k.op.out.plain);
	assert_false(k.op.out.unique);
	op_case_end(&k);
}

static void without_weights_all_are_alike(void **state)
{
	const char *values[] = { "1", "2", "3" };
	const struct args a = { values, 3, NULL, 0, NULL };
	unsigned count[4] = { 0 };
	struct op_case k;
	const int64_t *v;

	(void)state;
	op_case_start(&k, &sm_op_pick, "smallint", 30000);
	op_args_compile(&k, &a);
	v = op_case_i64(&k, 30000);
	for (uint32_t i = 0; i < 30000; i++)
		count[v[i]]++;
	for (int i = 1; i <= 3; i++)
		assert_in_range(count[i], 9600, 10400);
	assert_int_equal(k.op.out.min, 1);
	assert_int_equal(k.op.out.max, 3);
	op_case_end(&k);
}

static void every_class_keeps_its_promises(void **state)
{
	static const struct {
		const char *type, *values[3];
	} cases[] = {
		{ "text", { "a", "Zoë", "" } },
		{ "bool", { "true", "false", "true" } },
		{ "bigint", { "-5", "0", "9223372036854775807" } },
		{ "numeric(10,2)", { "1.50", "-2", "3.99" } },
		{ "double", { "1.5", "-2e10", "0" } },
		{ "date", { "2026-01-01", "now", "-1y" } },
		{ "timestamptz", { "2026-01-01", "now", "-1y" } },
		{ "uuid", { "0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90",
			    "0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e91",
			    "0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e92" } },
		{ "jsonb", { "{}", "[1, 2]", "null" } },
		{ "inet", { "::1", "10.0.0.1", "10.0.0.0/8" } },
		{ "bytes", { "\\x00ff", "abc", "" } },
	};
	const char *weights[] = { "1", "2.5", "1e1" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases) * 2; i++) {
		const char *values[3];
		struct args a = { values, 3, NULL, 0, NULL };
		struct op_case k;

		memcpy(values, cases[i / 2].values, sizeof(values));
		if (i & 1) {
			a.weights = weights;
			a.weights_count = 3;
		}
		op_case_start(&k, &sm_op_pick, cases[i / 2].type, 1500);
		op_args_compile(&k, &a);
		op_case_keeps_promises(&k, 1500);
		op_case_end(&k);
	}
}

static void unique_takes_each_value_once(void **state)
{
	static const char *const types[][2] = {
		{ "text", "" }, { "int", "" }, { "uuid", "0189a5b07c3e7d529c4f3b1f2a6d8e" },
		{ "double", "" },
	};

	(void)state;
	for (size_t t = 0; t < SM_COUNTOF(types); t++) {
		const char *values[80];
		const struct args a = { values, 80, NULL, 0, NULL };
		struct op_case k;

		op_case_start(&k, &sm_op_pick, types[t][0], 80);
		for (int i = 0; i < 80; i++)
			values[i] = sm_arena_printf(&k.arena, "%s%d", types[t][1],
						    10 + i);
		k.c.unique = true;
		op_args_compile(&k, &a);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, 80);
		op_case_end(&k);
	}
}

static void enum_values_must_be_labels(void **state)
{
	static const char *const labels[] = { "new", "paid" };
	const char *values[] = { "new", "payd" };
	const struct args a = { values, 2, NULL, 0, NULL };
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_pick, NULL, 10);
	k.c.type.id = SM_T_ENUM;
	k.c.labels = labels;
	k.c.nlabels = 2;
	op_args_refuses(&k, &a, "\"payd\" is not a label", "did you mean \"paid\"?");
	values[1] = "paid";
	op_args_compile(&k, &a);
	op_case_keeps_promises(&k, 100);
	op_case_end(&k);
}

static void bad_lists_are_refused(void **state)
{
	const char *abc[] = { "a", "b", "c" }, *aba[] = { "a", "b", "a" };
	const char *two[] = { "1", "2" }, *minus[] = { "1", "-1", "1" };
	const char *zero[] = { "0", "0", "0" }, *word[] = { "1", "x", "1" };
	const struct {
		struct args a;
		bool unique;
		uint64_t rows;
		const char *what;
	} cases[] = {
		{ { NULL, 0, NULL, 0, NULL }, false, 9, "pick needs values" },
		{ { abc, 3, two, 2, NULL }, false, 9, "2 weights for 3 values" },
		{ { abc, 3, minus, 3, NULL }, false, 9, "weight -1 is below 0" },
		{ { abc, 3, zero, 3, NULL }, false, 9, "must be above 0" },
		{ { abc, 3, word, 3, NULL }, false, 9, "x" },
		{ { abc, 3, NULL, 0, NULL }, true, 5000,
		  "needs 5,000 distinct values, 3 are given" },
		{ { aba, 3, NULL, 0, NULL }, true, 2, "\"a\" stands twice" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_pick, "text", cases[i].rows);
		k.c.unique = cases[i].unique;
		op_args_refuses(&k, &cases[i].a, cases[i].what, NULL);
		op_case_end(&k);
	}
}

static void weights_of_a_unique_column_are_refused(void **state)
{
	const char *abc[] = { "a", "b", "c" }, *w[] = { "1", "2", "3" };
	const struct args a = { abc, 3, w, 3, NULL };
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_pick, "text", 3);
	k.c.unique = true;
	op_args_refuses(&k, &a, "weights cannot be kept", NULL);
	op_case_end(&k);
}

static void rows_take_the_values_one_after_the_other(void **state)
{
	const char *values[] = { "AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST" };
	const struct args a = { values, 5, NULL, 0, "rows" };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pick, "text", 1003);
	op_args_compile(&k, &a);
	assert_false(k.op.out.unique);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1003 });
	for (uint32_t i = 0; i < 1003; i++)
		op_text_is(&v.v.str[i], values[i % 5]);
	op_case_keeps_promises(&k, 1003);
	op_case_end(&k);

	op_case_start(&k, &sm_op_pick, "text", 5);
	k.c.unique = true;
	op_args_compile(&k, &a);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 5);
	op_case_end(&k);
}

/* ceil(N * share / total), whatever N is, by counting. */
static void blocks_have_exact_shares(void **state)
{
	static const uint64_t rows[] = { 1, 2, 3, 7, 100, 999, 1000, 20000 };
	const char *values[] = { "1", "2", "3", "4", "5" };
	const char *weights[] = { "0.15", "0", "0.5", "0.35", "0" };
	static const int64_t share[2][5] = { { 15, 0, 50, 35, 0 }, { 1, 1, 1, 1, 1 } };

	(void)state;
	for (size_t i = 0; i < 2 * SM_COUNTOF(rows); i++) {
		const uint64_t n = rows[i / 2];
		struct args a = { values, 5, i & 1 ? NULL : weights,
				  i & 1 ? 0 : 5, "blocks" };
		const int64_t total = i & 1 ? 5 : 100;
		uint64_t upto = 0, at = 0;
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_pick, "int", n);
		op_args_compile(&k, &a);
		v = op_case_i64(&k, (uint32_t)n);
		for (int b = 0; b < 5; b++) {
			upto += (uint64_t)share[i & 1][b];
			for (; at * (uint64_t)total < n * upto; at++)
				assert_int_equal(v[at], b + 1);
		}
		assert_int_equal(at, n);
		op_case_keeps_promises(&k, (uint32_t)n);
		op_case_end(&k);
	}
}

static void blocks_count_from_the_first_row_of_an_appended_run(void **state)
{
	const char *values[] = { "1", "2" }, *weights[] = { "1", "3" };
	const struct args a = { values, 2, weights, 2, "blocks" };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pick, "int", 1400);
	k.c.first_row = 1000;
	op_args_compile(&k, &a);
	v = op_case_run(&k, &(struct sm_rows){ .first = 1000, .n = 400 });
	for (int i = 0; i < 400; i++)
		assert_int_equal(v.v.i64[i], i < 100 ? 1 : 2);
	op_case_end(&k);
}

static void orders_that_cannot_be_are_refused(void **state)
{
	const char *abc[] = { "a", "b", "c" }, *aba[] = { "a", "b", "a" };
	const char *w[] = { "1", "2", "3" }, *fine[] = { "1", "0.0000000001", "1" };
	const char *zero[] = { "0", "0", "0" }, *minus[] = { "1", "-2", "3" };
	const char *huge[] = { "9000000000", "9000000000", "1" };
	const struct {
		struct args a;
		bool unique;
		uint64_t rows;
		const char *what;
	} cases[] = {
		{ { abc, 3, NULL, 0, "blcks" }, false, 9, "order \"blcks\"" },
		{ { abc, 3, w, 3, "rows" }, false, 9, "weights cannot be kept" },
		{ { abc, 3, w, 2, "blocks" }, false, 9, "2 weights for 3 values" },
		{ { abc, 3, zero, 3, "blocks" }, false, 9, "add up to 0" },
		{ { abc, 3, minus, 3, "blocks" }, false, 9, "-2 is below 0" },
		{ { abc, 3, fine, 3, "blocks" }, false, 9, "0.0000000001" },
		{ { abc, 3, huge, 3, "blocks" }, false, 9, "more than 9,223,372,036" },
		{ { abc, 3, NULL, 0, "blocks" }, true, 3, "blocks of rows" },
		{ { abc, 3, NULL, 0, "rows" }, true, 4, "needs 4 distinct values" },
		{ { aba, 3, NULL, 0, "rows" }, true, 3, "\"a\" stands twice" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_pick, "text", cases[i].rows);
		k.c.unique = cases[i].unique;
		op_args_refuses(&k, &cases[i].a, cases[i].what, NULL);
		op_case_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_decide_how_often),
		cmocka_unit_test(without_weights_all_are_alike),
		cmocka_unit_test(every_class_keeps_its_promises),
		cmocka_unit_test(unique_takes_each_value_once),
		cmocka_unit_test(enum_values_must_be_labels),
		cmocka_unit_test(bad_lists_are_refused),
		cmocka_unit_test(weights_of_a_unique_column_are_refused),
		cmocka_unit_test(rows_take_the_values_one_after_the_other),
		cmocka_unit_test(blocks_have_exact_shares),
		cmocka_unit_test(blocks_count_from_the_first_row_of_an_appended_run),
		cmocka_unit_test(orders_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
