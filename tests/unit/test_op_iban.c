/* gen/op/op_iban.c: check digits that are right, of the IBAN and of the account */
#include "op_args_case.h"

#include "op/check_digit.h"

static uint64_t number(const char *p, int n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v * 10 + (uint64_t)(*p++ - '0');
	return v;
}

static bool account_holds(const char *t)
{
	if (memcmp(t, "ES", 2) == 0)
		return sm__check_ccc(number(t + 4, 8), number(t + 14, 10)) ==
		       number(t + 12, 2);
	if (memcmp(t, "FI", 2) == 0)
		return sm__check_luhn(number(t + 4, 13)) == number(t + 17, 1);
	if (memcmp(t, "FR", 2) == 0)
		return sm__check_rib(number(t + 4, 5), number(t + 9, 5),
				     number(t + 14, 11)) == number(t + 25, 2);
	if (memcmp(t, "NL", 2) == 0)
		return sm__check_eleven(number(t + 8, 9)) == number(t + 17, 1);
	return true;
}

static void check_digits_are_right_everywhere(void **state)
{
	static const struct {
		const char *country;
		uint32_t n;         /* length by ISO 13616 */
	} cases[] = { { "at", 20 }, { "ch", 21 }, { "de", 22 }, { "es", 24 },
		      { "fi", 18 }, { "fr", 27 }, { "gb", 22 }, { "ie", 22 },
		      { "nl", 18 } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_iban, "varchar(34)", 3000);
		k.c.unique = true;
		op_case_compile(&k, "country", cases[i].country, NULL);
		assert_true(k.op.out.unique);
		v = op_case_run(&k, &(struct sm_rows){ .n = 3000 });
		for (uint32_t r = 0; r < 3000; r++) {
			char text[40] = "", country[3] = "";

			assert_int_equal(v.v.str[r].n, cases[i].n);
			memcpy(text, v.v.str[r].p, v.v.str[r].n);
			memcpy(country, text, 2);
			if (sm__check_iban(country, text + 4) !=
				    number(text + 2, 2) ||
			    !account_holds(text))
				fail_msg("%s is wrong", text);
		}
		op_text_keeps_bounds(&k, 3000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void the_printed_form_has_groups_of_four(void **state)
{
	static const char *const countries[] = { "de", "ch", "gb", "es", "fr" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(countries); i++) {
		struct op_case a, b;
		struct sm_vec v, w;

		op_case_start(&a, &sm_op_iban, NULL, 200);
		op_case_compile(&a, "country", countries[i], NULL);
		op_case_start(&b, &sm_op_iban, NULL, 200);
		op_case_compile(&b, "country", countries[i], "format", "print",
				NULL);
		v = op_case_run(&a, &(struct sm_rows){ .n = 200 });
		w = op_case_run(&b, &(struct sm_rows){ .n = 200 });
		for (uint32_t r = 0; r < 200; r++) {
			char want[64];
			uint32_t n = 0;

			for (uint32_t j = 0; j < v.v.str[r].n; j++) {
				if (j > 0 && j % 4 == 0)
					want[n++] = ' ';
				want[n++] = v.v.str[r].p[j];
			}
			want[n] = '\0';
			op_text_is(&w.v.str[r], want);
		}
		assert_int_equal(b.op.out.width, w.v.str[0].n);
		op_case_keeps_promises(&b, 150);
		op_case_end(&a);
		op_case_end(&b);
	}
}

static void another_bank_can_be_named(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_iban, NULL, 50);
	op_case_compile(&k, "bank", "37040044", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 50 });
	for (uint32_t r = 0; r < 50; r++) {
		char text[40] = "";

		memcpy(text, v.v.str[r].p, v.v.str[r].n);
		assert_memory_equal(text + 4, "37040044", 8);
		assert_int_equal(sm__check_iban("DE", text + 4),
				 number(text + 2, 2));
	}
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_iban, "varchar(20)", 10000001);
	op_case_refuses(&k, "can reach 22 characters, varchar(20) holds 20", NULL);
	op_case_refuses(&k, "\"3704004\" is no bank of DE", "bank", "3704004", NULL);
	op_case_refuses(&k, "\"nwbk601613\" is no bank of GB", "bank", "nwbk601613",
			"country", "gb", NULL);
	assert_non_null(strstr(k.err.fix, "ZZZZ000000"));
	k.c.unique = true;
	op_case_refuses(&k, "needs 10,000,001 distinct values, one bank has "
			    "10,000,000 accounts", "country", "fi", NULL);
	op_case_refuses(&k, "uk", "country", "uk", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_digits_are_right_everywhere),
		cmocka_unit_test(the_printed_form_has_groups_of_four),
		cmocka_unit_test(another_bank_can_be_named),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
