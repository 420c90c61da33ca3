/* gen/op/op_card.c: test issuers, right lengths, Luhn's digit, groups */
#include "op_args_case.h"

#include "op/check_digit.h"

static uint64_t number_of(const struct sm_str *s)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->p[i] != ' ')
			v = v * 10 + (uint64_t)(s->p[i] - '0');
	return v;
}

static const struct {
	const char *brand, *head, *shape;
	uint32_t digits;
} brands[] = {
	{ "visa", "400000", "#### #### #### ####", 16 },
	{ "mastercard", "555555", "#### #### #### ####", 16 },
	{ "amex", "378282", "#### ###### #####", 15 },
	{ "discover", "601111", "#### #### #### ####", 16 },
	{ "diners", "305693", "#### ###### ####", 14 },
	{ "jcb", "353011", "#### #### #### ####", 16 },
	{ "unionpay", "620000", "#### #### #### ####", 16 },
	{ "none", "999900", "#### #### #### ####", 16 },
};

static void numbers_hold_what_cards_are_checked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(brands); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_card, "varchar(16)", 2000);
		k.c.unique = i & 1;
		op_case_compile(&k, "brand", brands[i].brand, NULL);
		assert_int_equal(k.op.out.unique, i & 1);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++) {
			uint64_t number = number_of(&v.v.str[r]);

			assert_int_equal(v.v.str[r].n, brands[i].digits);
			assert_memory_equal(v.v.str[r].p, brands[i].head, 6);
			assert_int_equal(sm__check_luhn(number / 10), number % 10);
		}
		op_text_keeps_bounds(&k, 2000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void groups_are_those_on_the_card(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(brands); i++) {
		struct op_case flat, k;
		struct sm_vec v, w;

		op_case_start(&flat, &sm_op_card, NULL, 300);
		op_case_compile(&flat, "brand", brands[i].brand, NULL);
		op_case_start(&k, &sm_op_card, NULL, 300);
		op_case_compile(&k, "brand", brands[i].brand, "format", "spaced",
				NULL);
		v = op_case_run(&flat, &(struct sm_rows){ .n = 300 });
		w = op_case_run(&k, &(struct sm_rows){ .n = 300 });
		for (uint32_t r = 0; r < 300; r++) {
			assert_int_equal(w.v.str[r].n, strlen(brands[i].shape));
			for (uint32_t j = 0; j < w.v.str[r].n; j++)
				assert_int_equal(w.v.str[r].p[j] == ' ',
						 brands[i].shape[j] == ' ');
			assert_true(number_of(&v.v.str[r]) ==
				    number_of(&w.v.str[r]));
		}
		assert_int_equal(k.op.out.width, strlen(brands[i].shape));
		op_case_keeps_promises(&k, 250);
		op_case_end(&flat);
		op_case_end(&k);
	}
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_card, "varchar(15)", 10000001);
	op_case_refuses(&k, "can reach 16 characters, varchar(15) holds 15", NULL);
	op_case_refuses(&k, "vise", "brand", "vise", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "needs 10,000,001 distinct values, one issuer has "
			    "10,000,000 accounts", "brand", "diners", NULL);
	op_case_compile(&k, "brand", "amex", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_hold_what_cards_are_checked_for),
		cmocka_unit_test(groups_are_those_on_the_card),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
