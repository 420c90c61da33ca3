/* gen/op/nth.c: value n of so many, each once when that is asked for */
#include "op_args_case.h"

#include "op/nth.h"
#include "seedmill/fmt.h"

static const struct sm__nth_say say = { "arg", "there are", "things", "do this" };

static char *write_number(const void *state, uint64_t n, char *at)
{
	(void)state;
	return sm_fmt_u64(at, n);
}

static void each_value_comes_once_or_all_alike(void **state)
{
	(void)state;
	for (int unique = 0; unique < 2; unique++) {
		unsigned count[500] = { 0 };
		struct sm_vec out = { 0 };
		struct sm_str str[500];
		char text[500 * 3 + SM_SLACK];
		struct sm__nth s = { 0 };
		struct op_case k;

		op_case_start(&k, &sm_op_bool, NULL, 500);
		k.c.unique = unique;
		assert_int_equal(sm__nth_init(&s, 500, &k.op, &say, &k.c, &k.err),
				 SM_OK);
		assert_int_equal(k.op.out.unique, unique);
		out.v.str = str;
		out.text = text;
		sm__nth_run(&s, &k.op, &(struct sm_rows){ .n = 500 }, &out,
			    write_number);
		for (int i = 0; i < 500; i++) {
			unsigned v = 0;

			for (uint32_t b = 0; b < str[i].n; b++)
				v = v * 10 + (unsigned)(str[i].p[b] - '0');
			assert_in_range(v, 0, 499);
			count[v]++;
		}
		for (int i = 0; unique && i < 500; i++)
			assert_int_equal(count[i], 1);
		op_case_end(&k);
	}
}

static void too_few_are_refused_with_both_numbers(void **state)
{
	struct sm__nth s = { 0 };
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_bool, NULL, 1001);
	k.c.unique = true;
	assert_int_equal(sm__nth_init(&s, 1000, &k.op, &say, &k.c, &k.err),
			 SM_E_PROFILE);
	assert_non_null(strstr(k.err.what, "needs 1,001 distinct values, there are "
					   "1,000 things"));
	assert_string_equal(k.err.fix, "do this");
	k.c.rows = 1000;
	assert_int_equal(sm__nth_init(&s, 1000, &k.op, &say, &k.c, &k.err), SM_OK);
	k.c.type = (struct sm_type){ .id = SM_T_VARCHAR, .length = 7 };
	assert_int_equal(sm__text_out(&k.op, "arg", 8, true, &k.c, &k.err),
			 SM_E_PROFILE);
	assert_non_null(strstr(k.err.what, "can reach 8 characters, varchar(7) holds "
					   "7"));
	assert_int_equal(sm__text_out(&k.op, "arg", 7, true, &k.c, &k.err), SM_OK);
	assert_int_equal(k.op.text_bytes, 7);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_comes_once_or_all_alike),
		cmocka_unit_test(too_few_are_refused_with_both_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
