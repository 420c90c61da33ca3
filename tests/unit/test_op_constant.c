/* gen/op/op_constant.c: one value of any type */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static void every_type_can_be_constant(void **state)
{
	static const struct {
		const char *type, *value;
		int64_t i64;
	} cases[] = {
		{ "bool", "true", 1 },
		{ "smallint", "-7", -7 },
		{ "int", "42", 42 },
		{ "bigint", "9223372036854775807", INT64_MAX },
		{ "numeric(10,2)", "12.5", 1250 },
		{ "date", "1970-01-31", 30 },
		{ "date", "now", 20454 },
		{ "timestamp", "1970-01-01T00:00:01Z", 1000000 },
		{ "timestamptz", "now", OP_CASE_AS_OF },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_constant, cases[i].type, 1000);
		op_case_compile(&k, "value", cases[i].value, NULL);
		v = op_case_i64(&k, 1000);
		for (int r = 0; r < 1000; r++)
			assert_true(v[r] == cases[i].i64);
		assert_true(k.op.out.min == cases[i].i64);
		assert_true(k.op.out.max == cases[i].i64);
		assert_false(k.op.out.unique);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void texts_are_the_bytes_of_the_value(void **state)
{
	static const struct {
		const char *type, *value, *want;
		bool plain;
	} cases[] = {
		{ NULL, "EUR", "EUR", true },
		{ "varchar(4)", "caf\xc3\xa9", "caf\xc3\xa9", false },
		{ "text", "it's", "it's", false },
		{ "bytes", "\\x48690a", "Hi\n", false },
		{ "json", "{\"b\": 1, \"a\": [true]}", "{\"a\":[true],\"b\":1}", false },
		{ "inet", "192.0.2.1", "192.0.2.1", true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const size_t n = strlen(cases[i].want);
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_constant, cases[i].type, 1000);
		op_case_compile(&k, "value", cases[i].value, NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
		for (int r = 0; r < 1000; r++) {
			assert_int_equal(v.v.str[r].n, n);
			assert_memory_equal(v.v.str[r].p, cases[i].want, n);
		}
		assert_int_equal(k.op.out.width, n);
		assert_int_equal(k.op.out.plain, cases[i].plain);
		assert_int_equal(k.op.text_bytes, 0);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void floating_point_and_uuids_are_themselves(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_constant, "double", 10);
	op_case_compile(&k, "value", "0.25", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 10 });
	assert_true(v.v.f64[9] >= 0.25 && v.v.f64[9] <= 0.25);
	op_case_keeps_promises(&k, 10);
	op_case_end(&k);
	op_case_start(&k, &sm_op_constant, "uuid", 10);
	op_case_compile(&k, "value", "01234567-89ab-cdef-0123-456789abcdef", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 10 });
	assert_true(v.v.u128[9].hi == UINT64_C(0x0123456789abcdef));
	assert_true(v.v.u128[9].lo == UINT64_C(0x0123456789abcdef));
	op_case_keeps_promises(&k, 10);
	op_case_end(&k);
}

static void one_row_is_unique(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_constant, NULL, 1);
	op_case_compile(&k, "value", "x", NULL);
	assert_true(k.op.out.unique);
	op_case_end(&k);
}

static void what_is_no_value_of_the_type_is_refused(void **state)
{
	static const char *const labels[] = { "gold", "silver" };
	static const struct {
		const char *type, *value, *what;
	} cases[] = {
		{ "bool", "maybe", "maybe" },
		{ "int", "x", "not a whole number" },
		{ "smallint", "40000", "smallint" },
		{ "numeric(4,2)", "1.234", "more than 2 digits" },
		{ "numeric(4,2)", "100", "numeric(4,2)" },
		{ "double", "nan", "not a number" },
		{ "varchar(3)", "four", "3" },
		{ "bytes", "\\xzz", "is not hex" },
		{ "date", "2026-02-30", "not a time" },
		{ "uuid", "0123", "not a uuid" },
		{ "json", "{", "not JSON" },
		{ "inet", "1.2.3", "not an IP address" },
	};
	struct op_case k;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		op_case_start(&k, &sm_op_constant, cases[i].type, 10);
		op_case_refuses(&k, cases[i].what, "value", cases[i].value, NULL);
		op_case_end(&k);
	}
	op_case_start(&k, &sm_op_constant, NULL, 10);
	op_case_refuses(&k, "value is missing", NULL);
	k.c.type.id = SM_T_ENUM;
	k.c.labels = labels;
	k.c.nlabels = 2;
	op_case_refuses(&k, "sliver", "value", "sliver", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_can_be_constant),
		cmocka_unit_test(texts_are_the_bytes_of_the_value),
		cmocka_unit_test(floating_point_and_uuids_are_themselves),
		cmocka_unit_test(one_row_is_unique),
		cmocka_unit_test(what_is_no_value_of_the_type_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
