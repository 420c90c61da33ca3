/* gen/op/op_ean.c: the company's own prefixes, right check digits */
#include "op_args_case.h"

#include "op/check_digit.h"

static void numbers_scan(void **state)
{
	static const struct {
		const char *format, *prefix, *head;
		uint32_t n;
	} cases[] = {
		{ "ean13", NULL, "2", 13 },     { "ean8", NULL, "2", 8 },
		{ "upc", NULL, "4", 12 },       { "ean13", "2912345", "2912345", 13 },
		{ "ean8", "0000", "0000", 8 },  { "upc", "0123456", "0123456", 12 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_ean, "char(13)", 1000);
		k.c.unique = true;
		op_case_compile(&k, "format", cases[i].format, "prefix",
				cases[i].prefix, NULL);
		assert_true(k.op.out.unique);
		v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
		for (uint32_t r = 0; r < 1000; r++) {
			uint64_t number = 0;

			assert_int_equal(v.v.str[r].n, cases[i].n);
			assert_memory_equal(v.v.str[r].p, cases[i].head,
					    strlen(cases[i].head));
			for (uint32_t j = 0; j < cases[i].n; j++)
				number = number * 10 +
					 (uint64_t)(v.v.str[r].p[j] - '0');
			assert_int_equal(sm__check_gs1(number / 10), number % 10);
		}
		op_text_keeps_bounds(&k, 1000);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_ean, "varchar(12)", 1001);
	op_case_refuses(&k, "can reach 13 characters, varchar(12) holds 12", NULL);
	op_case_refuses(&k, "\"123456789012\" is not 1 to 11 digits", "prefix",
			"123456789012", NULL);
	op_case_refuses(&k, "\"2x\" is not 1 to 11 digits", "prefix", "2x", NULL);
	op_case_refuses(&k, "\"\" is not 1 to 6 digits", "prefix", "", "format",
			"ean8", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "needs 1,001 distinct values, behind the prefix there is "
			    "room for 1,000 articles", "prefix", "2000", "format",
			"ean8", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_scan),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
