/* gen/op/op_pattern.c: every place from its alphabet, every combination once */
#include "op_args_case.h"

static void places_hold_their_alphabet(void **state)
{
	bool letter[256] = { 0 }, digit[256] = { 0 }, both[256] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pattern, "text", 5000);
	op_case_compile(&k, "text", "?#*-\\?\\#\\\\", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 5000 });
	for (uint32_t i = 0; i < 5000; i++) {
		const char *p = v.v.str[i].p;

		assert_int_equal(v.v.str[i].n, 7);
		assert_memory_equal(p + 3, "-?#\\", 4);
		letter[(unsigned char)p[0]] = true;
		digit[(unsigned char)p[1]] = true;
		both[(unsigned char)p[2]] = true;
	}
	for (int c = 0; c < 256; c++) {
		assert_int_equal(letter[c], c >= 'A' && c <= 'Z');
		assert_int_equal(digit[c], c >= '0' && c <= '9');
		assert_int_equal(both[c], letter[c] || digit[c]);
	}
	assert_false(k.op.out.plain);
	op_case_end(&k);
}

static void patterns_keep_their_promises(void **state)
{
	static const char *const texts[] = {
		"?\?\?-######", "#", "fixed", "äöü##", "********************",
		"", "Nr. # ",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(texts); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_pattern, "text", 1500);
		op_case_compile(&k, "text", texts[i], NULL);
		op_text_keeps_bounds(&k, 1500);
		op_case_keeps_promises(&k, 1500);
		op_case_end(&k);
	}
}

/* The whole space, and nothing twice. */
static void a_unique_column_takes_every_combination(void **state)
{
	static const struct {
		const char *text;
		uint32_t space;
	} cases[] = {
		{ "###", 1000 }, { "?#", 260 }, { "*", 36 }, { "a?b?c", 676 },
		{ "fixed", 1 }, { "\\##", 10 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_pattern, "varchar(5)", cases[i].space);
		k.c.unique = true;
		op_case_compile(&k, "text", cases[i].text, NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, cases[i].space);
		op_case_end(&k);
	}
}

/* Groups of 2^32 and more than 2^64 combinations in all. */
static void wide_patterns_are_unique_too(void **state)
{
	static const char *const texts[] = {
		"?\?\?-######", "????????????", "################################",
		"**************-**************",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(texts); i++) {
		struct op_case k;
		struct sm_vec v;
		uint32_t varied = 0;

		op_case_start(&k, &sm_op_pattern, "text", 3000);
		k.c.unique = true;
		op_case_compile(&k, "text", texts[i], NULL);
		op_case_keeps_promises(&k, 1500);
		v = op_case_run(&k, &(struct sm_rows){ .n = 300 });
		for (uint32_t b = 0; b < v.v.str[0].n; b++)
			for (uint32_t r = 1; r < 300; r++)
				if (v.v.str[r].p[b] != v.v.str[0].p[b]) {
					varied++;
					break;
				}
		for (const char *p = texts[i]; *p; p++)
			varied += *p == '-';
		assert_int_equal(varied, v.v.str[0].n);
		op_case_end(&k);
	}
}

static void every_digit_is_as_likely(void **state)
{
	unsigned count[9][10] = { { 0 } };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pattern, "char(9)", 50000);
	op_case_compile(&k, "text", "#########", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 50000 });
	for (uint32_t i = 0; i < 50000; i++)
		for (int d = 0; d < 9; d++)
			count[d][v.v.str[i].p[d] - '0']++;
	for (int d = 0; d < 9; d++)
		for (int c = 0; c < 10; c++)
			assert_in_range(count[d][c], 4700, 5300);
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_pattern, "varchar(5)", 5000);
	k.c.unique = true;
	op_case_refuses(&k, "needs 5,000 distinct values, the pattern has 1,000",
			"text", "###", NULL);
	assert_non_null(strstr(k.err.fix, "add places"));
	op_case_refuses(&k, "makes 6 characters, varchar(5) holds 5", "text",
			"######", NULL);
	op_case_refuses(&k, "ends in a single \\", "text", "a\\", NULL);
	op_case_refuses(&k, "not UTF-8", "text", "\xff", NULL);
	op_case_refuses(&k, "pattern needs a text", NULL);
	op_case_end(&k);
}

static void char_columns_have_no_blanks_at_the_end(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_pattern, "char(5)", 10);
	op_case_compile(&k, "text", "a#   ", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 10 });
	for (uint32_t i = 0; i < 10; i++)
		assert_int_equal(v.v.str[i].n, 2);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_hold_their_alphabet),
		cmocka_unit_test(patterns_keep_their_promises),
		cmocka_unit_test(a_unique_column_takes_every_combination),
		cmocka_unit_test(wide_patterns_are_unique_too),
		cmocka_unit_test(every_digit_is_as_likely),
		cmocka_unit_test(refusals_name_the_numbers),
		cmocka_unit_test(char_columns_have_no_blanks_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
