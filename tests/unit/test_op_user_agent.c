/* gen/op/op_user_agent.c: forms of browsers, each device's own, about their shares */
#include "op_args_case.h"

static bool has(const struct sm_str *s, const char *part)
{
	char text[256] = "";

	memcpy(text, s->p, s->n);
	return strstr(text, part) != NULL;
}

static bool is_mobile(const struct sm_str *s)
{
	return has(s, "Mobile");
}

static void devices_are_what_was_asked_for(void **state)
{
	static const char *const devices[] = { "desktop", "mobile", "bot" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(devices); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_user_agent, "varchar(200)", 3000);
		op_case_compile(&k, "device", devices[i], NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 3000 });
		for (uint32_t r = 0; r < 3000; r++) {
			const struct sm_str *s = &v.v.str[r];

			assert_memory_equal(s->p, "Mozilla/5.0 (", 13);
			assert_int_equal(is_mobile(s), i == 1);
			assert_int_equal(has(s, ".example/"), i == 2);
			for (uint32_t b = 0; b < s->n; b++)
				assert_null(memchr("@#$", s->p[b], 3));
		}
		op_text_keeps_bounds(&k, 3000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

/* 100,000 draws: three standard deviations are about 0.5 per cent. */
static void families_have_their_shares(void **state)
{
	unsigned edge = 0, fox = 0, mobile = 0;
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_user_agent, NULL, 100000);
	op_case_compile(&k, NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 100000 });
	for (uint32_t r = 0; r < 100000; r++) {
		edge += has(&v.v.str[r], " Edg/");
		fox += has(&v.v.str[r], "Firefox/");
		mobile += is_mobile(&v.v.str[r]);
	}
	assert_in_range(edge, 7700, 8300);
	assert_in_range(fox, 4700, 5300);
	assert_in_range(mobile, 39500, 40500);
	op_case_end(&k);
}

static void a_browser_says_one_version_of_itself(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_user_agent, NULL, 36);
	k.c.unique = true;
	op_case_compile(&k, "device", "bot", NULL);
	op_case_keeps_promises(&k, 36);
	v = op_case_run(&k, &(struct sm_rows){ .n = 36 });
	for (uint32_t r = 0; r < 36; r++)
		assert_true(has(&v.v.str[r], "(compatible; "));
	op_case_end(&k);
	op_case_start(&k, &sm_op_user_agent, NULL, 2000);
	op_case_compile(&k, "device", "desktop", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
	for (uint32_t r = 0; r < 2000; r++) {
		const struct sm_str *s = &v.v.str[r];
		char text[256] = "", *rv;

		memcpy(text, s->p, s->n);
		rv = strstr(text, "rv:");
		if (rv)
			assert_memory_equal(rv + 3, s->p + s->n - 5, 5);
	}
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_user_agent, "varchar(20)", 37);
	op_case_refuses(&k, "characters, varchar(20) holds 20", NULL);
	op_case_refuses(&k, "tablet", "device", "tablet", NULL);
	k.c.type.length = 0;
	k.c.unique = true;
	op_case_refuses(&k, "needs 37 distinct values, there are 36 browsers and "
			    "versions", "device", "bot", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devices_are_what_was_asked_for),
		cmocka_unit_test(families_have_their_shares),
		cmocka_unit_test(a_browser_says_one_version_of_itself),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
