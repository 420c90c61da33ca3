/* gen/op/op_phone.c: numbers of the ranges kept for fiction, and no others */
#include "op_args_case.h"

static bool begins(const struct sm_str *s, const char *head)
{
	return s->n >= strlen(head) && memcmp(s->p, head, strlen(head)) == 0;
}

/* A text without anything that is no digit. */
static void digits_of(const struct sm_str *s, char out[40])
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->p[i] >= '0' && s->p[i] <= '9')
			out[n++] = s->p[i];
	out[n] = '\0';
}

static void numbers_are_of_the_ranges_that_are_kept(void **state)
{
	static const struct {
		const char *country, *head[3];
		uint32_t digits;    /* of the whole number with its country */
	} cases[] = {
		{ "gb", { "+4420794", "+447700900", "+4416329" }, 12 },
		{ "fr", { "+33199", "+33639", "+33536" }, 11 },
		{ "au", { "+6125550", "+6187010", "+6137010" }, 11 },
		{ "es", { "+34400", "+34400", "+34400" }, 11 },
		{ "ke", { "+254300", "+254300", "+254300" }, 12 },
		{ "tz", { "+255300", "+255300", "+255300" }, 12 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		unsigned seen[3] = { 0 };
		struct op_case k;
		struct sm_vec v;
		char digits[40];

		op_case_start(&k, &sm_op_phone, "varchar(15)", 2000);
		op_case_compile(&k, "country", cases[i].country, NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++) {
			digits_of(&v.v.str[r], digits);
			if (strcmp(cases[i].country, "gb") != 0)
				assert_int_equal(strlen(digits), cases[i].digits);
			assert_int_equal(v.v.str[r].n, strlen(digits) + 1);
			for (int h = 0; h < 3; h++)
				seen[h] += begins(&v.v.str[r], cases[i].head[h]);
		}
		for (int h = 0; h < 3; h++)
			assert_true(seen[h] > 0);
		op_text_keeps_bounds(&k, 2000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

/* The national form without the trunk's 0 is the international one. */
static void both_forms_are_one_number(void **state)
{
	static const struct {
		const char *country, *code, *trunk;
	} cases[] = { { "au", "61", "0" }, { "de", "49", "0" }, { "es", "34", "" },
		      { "fr", "33", "0" }, { "gb", "44", "0" }, { "ke", "254", "0" },
		      { "tz", "255", "0" }, { "us", "1", "" } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case a, b;
		struct sm_vec v, w;

		op_case_start(&a, &sm_op_phone, NULL, 900);
		op_case_compile(&a, "country", cases[i].country, NULL);
		op_case_start(&b, &sm_op_phone, NULL, 900);
		op_case_compile(&b, "country", cases[i].country, "format",
				"national", NULL);
		v = op_case_run(&a, &(struct sm_rows){ .n = 900 });
		w = op_case_run(&b, &(struct sm_rows){ .n = 900 });
		for (uint32_t r = 0; r < 900; r++) {
			char one[40], two[40];

			digits_of(&v.v.str[r], one);
			digits_of(&w.v.str[r], two);
			assert_true(begins(&w.v.str[r], cases[i].trunk) ||
				    *two != '0');
			assert_string_equal(one + strlen(cases[i].code),
					    two + strlen(cases[i].trunk));
		}
		op_text_keeps_bounds(&b, 900);
		op_case_end(&a);
		op_case_end(&b);
	}
}

static void american_numbers_are_555_01xx_of_plain_area_codes(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_phone, "char(14)", 5000);
	op_case_compile(&k, "format", "national", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 5000 });
	for (uint32_t r = 0; r < 5000; r++) {
		const char *p = v.v.str[r].p;

		assert_int_equal(v.v.str[r].n, 14);
		assert_memory_equal(p + 4, ") 555-01", 8);
		assert_true(p[0] == '(' && p[1] >= '2' && p[2] != '9' &&
			    p[2] != p[3]);
	}
	op_case_end(&k);
}

static void every_number_comes_once_when_it_must(void **state)
{
	static const struct {
		const char *country;
		uint32_t numbers;
	} cases[] = { { "de", 5200 }, { "gb", 20000 }, { "us", 64800 } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_phone, NULL, cases[i].numbers);
		k.c.unique = true;
		op_case_compile(&k, "country", cases[i].country, NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, 3000);
		op_case_end(&k);
		op_case_start(&k, &sm_op_phone, NULL, cases[i].numbers + 1);
		k.c.unique = true;
		op_case_refuses(&k, "numbers that ring nowhere", "country",
				cases[i].country, NULL);
		assert_non_null(strstr(k.err.fix, "leave out unique"));
		op_case_end(&k);
	}
}

static void refusals_say_what_there_is(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_phone, "varchar(9)", 10);
	op_case_refuses(&k, "uk", "country", "uk", NULL);
	op_case_refuses(&k, "e163", "format", "e163", NULL);
	op_case_refuses(&k, "can reach 12 characters, varchar(9) holds 9", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_of_the_ranges_that_are_kept),
		cmocka_unit_test(both_forms_are_one_number),
		cmocka_unit_test(american_numbers_are_555_01xx_of_plain_area_codes),
		cmocka_unit_test(every_number_comes_once_when_it_must),
		cmocka_unit_test(refusals_say_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
