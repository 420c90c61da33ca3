/* gen/plan/arg.c: what scalars mean, and how they are refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static struct sm_compile context(void)
{
	return (struct sm_compile){ .column = "orders.total",
				    .as_of_us = OP_CASE_AS_OF };
}

static void assert_says(const struct sm_err *err, const char *what)
{
	if (!strstr(err->what, what))
		fail_msg("\"%s\" is not in \"%s\"", what, err->what);
}

static void whole_numbers_are_read_in_decimal(void **state)
{
	static const struct {
		const char *text;
		int64_t v;
	} cases[] = {
		{ "0", 0 },	{ "010", 10 },
		{ "-1", -1 },	{ "+7", 7 },
		{ "-0", 0 },	{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	struct sm_compile c = context();
	struct sm_err err = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t v = 99;

		assert_int_equal(sm_arg_i64(&c, "min", cases[i].text, &v, &err),
				 SM_OK);
		assert_true(v == cases[i].v);
	}
}

static void what_is_no_whole_number_is_refused_with_the_text(void **state)
{
	static const struct {
		const char *text, *what;
	} cases[] = {
		{ "", "orders.total: min \"\" is not a whole number" },
		{ "1.5", "min 1.5 is not a whole number" },
		{ "1.", "min \"1.\" is not a whole number" },
		{ ".5", "min \".5\" is not a whole number" },
		{ "1e3", "min \"1e3\" is not a whole number" },
		{ "0x10", "min \"0x10\" is not a whole number" },
		{ "1_000", "min \"1_000\" is not a whole number" },
		{ " 1", "min \" 1\" is not a whole number" },
		{ "--1", "min \"--1\" is not a whole number" },
		{ "-", "min \"-\" is not a whole number" },
		{ "9223372036854775808",
		  "min 9223372036854775808 does not fit into 64 bits" },
		{ "-9223372036854775809",
		  "min -9223372036854775809 does not fit into 64 bits" },
		{ "99999999999999999999999", "does not fit into 64 bits" },
	};
	struct sm_compile c = context();

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };
		int64_t v = 99;

		assert_int_equal(sm_arg_i64(&c, "min", cases[i].text, &v, &err),
				 SM_E_PROFILE);
		assert_says(&err, cases[i].what);
		assert_int_equal(v, 99);
	}
}

static void decimals_are_exact_at_their_scale(void **state)
{
	static const struct {
		const char *text;
		unsigned scale;
		int64_t v;
	} cases[] = {
		{ "0.1", 1, 1 },
		{ "0.1", 2, 10 },
		{ "-12.34", 2, -1234 },
		{ "499.99", 2, 49999 },
		{ "5", 3, 5000 },
		{ "0.000000000000000001", 18, 1 },
		{ "9.223372036854775807", 18, INT64_MAX },
	};
	struct sm_compile c = context();
	struct sm_err err = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t v = 99;

		assert_int_equal(sm_arg_decimal(&c, "min", cases[i].text,
						cases[i].scale, &v, &err), SM_OK);
		assert_true(v == cases[i].v);
	}
}

static void decimals_finer_than_their_scale_are_refused(void **state)
{
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	int64_t v;

	(void)state;
	assert_int_equal(sm_arg_decimal(&c, "max", "1.234", 2, &v, &err),
			 SM_E_PROFILE);
	assert_says(&err, "max 1.234 has more than 2 digits after the point");
	assert_int_equal(sm_arg_decimal(&c, "max", "1.23", 1, &v, &err),
			 SM_E_PROFILE);
	assert_says(&err, "more than 1 digit after");
	assert_int_equal(sm_arg_decimal(&c, "max", "10", 18, &v, &err),
			 SM_E_PROFILE);
	assert_says(&err, "max 10 does not fit into 64 bits with its decimals");
}

static void real_numbers_are_plain_or_with_an_exponent(void **state)
{
	static const struct {
		const char *text;
		double v;
	} good[] = {
		{ "1", 1 },    { "-0.5", -0.5 }, { ".25", 0.25 },
		{ "3.", 3 },   { "1e3", 1000 },	 { "2.5E-1", 0.25 },
		{ "1e+2", 100 },
	};
	static const char *const bad[] = { "", ".", "e3", "1e", "1e+", "inf", "nan",
					   "0x1p3", " 1", "1 ", "1,5", "1e999" };
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	double v = 0;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(good); i++) {
		assert_int_equal(sm_arg_real(&c, "mean", good[i].text, &v, &err),
				 SM_OK);
		assert_true(v >= good[i].v && v <= good[i].v);
	}
	for (size_t i = 0; i < SM_COUNTOF(bad); i++)
		assert_int_equal(sm_arg_real(&c, "mean", bad[i], &v, &err),
				 SM_E_PROFILE);
	assert_says(&err, "mean 1e999 is too large");
}

static void yes_and_no_are_words(void **state)
{
	static const char *const words[] = { "false", "TRUE", "no",
					     "Yes",   "off",  "on" };
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	bool v;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(words); i++) {
		v = i % 2 == 0;
		assert_int_equal(sm_arg_bool(&c, "x", words[i], &v, &err), SM_OK);
		assert_int_equal(v, i % 2 == 1);
	}
	assert_int_equal(sm_arg_bool(&c, "x", "y", &v, &err), SM_E_PROFILE);
	assert_says(&err, "x \"y\" is neither true nor false");
}

static void times_are_absolute_or_from_now(void **state)
{
	static const struct {
		const char *text, *utc;
	} cases[] = {
		{ "now", "2026-01-01 00:00:00" },
		{ "2025-06-01", "2025-06-01 00:00:00" },
		{ "2025-06-01T02:00:00+02", "2025-06-01 00:00:00" },
		{ "-1d", "2025-12-31 00:00:00" },
		{ "-10d12h", "2025-12-21 12:00:00" },
		{ "+2w", "2026-01-15 00:00:00" },
		{ "-1m", "2025-12-31 23:59:00" },
		{ "+1ms", "2026-01-01 00:00:00.001" },
		{ "+1us", "2026-01-01 00:00:00.000001" },
		{ "+1mo", "2026-01-31 10:29:06" },
		{ "-4y", "2022-01-01 00:43:12" },
		{ "-0s", "2026-01-01 00:00:00" },
	};
	struct sm_compile c = context();
	struct sm_err err = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char text[40];
		int64_t us = 0;

		if (sm_arg_time(&c, "from", cases[i].text, &us, &err))
			fail_msg("%s", err.what);
		sm_time_format(us, text);
		assert_string_equal(text, cases[i].utc);
	}
}

static void what_is_no_time_is_refused_with_a_way_out(void **state)
{
	static const struct {
		const char *text, *what;
	} cases[] = {
		{ "yesterday", "from \"yesterday\" is not a time" },
		{ "2026-02-30", "from \"2026-02-30\" is not a time" },
		{ "3y", "from \"3y\" is not a time" },
		{ "-3", "from \"-3\" is not a distance from now" },
		{ "-y", "from \"-y\" is not a distance from now" },
		{ "-3 y", "is not a distance from now" },
		{ "-1.5y", "is not a distance from now" },
		{ "-3y-", "is not a distance from now" },
		{ "-3000y", "from -3000y is outside the years 1 to 9999" },
		{ "+99999999999y", "is outside the years 1 to 9999" },
	};
	struct sm_compile c = context();

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };
		int64_t us = 7;

		assert_int_equal(sm_arg_time(&c, "from", cases[i].text, &us, &err),
				 SM_E_PROFILE);
		assert_says(&err, cases[i].what);
		assert_int_equal(us, 7);
	}
}

static void lengths_of_time_add_up(void **state)
{
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	int64_t us = 0;

	(void)state;
	assert_int_equal(sm_arg_duration(&c, "within", "1d12h", &us, &err), SM_OK);
	assert_true(us == SM_DAY_US * 3 / 2);
	assert_int_equal(sm_arg_duration(&c, "within", "2y", &us, &err), SM_OK);
	assert_true(us == INT64_C(63113904000000));
	assert_int_equal(sm_arg_duration(&c, "within", "0s", &us, &err), SM_OK);
	assert_true(us == 0);
	assert_int_equal(sm_arg_duration(&c, "within", "-1d", &us, &err),
			 SM_E_PROFILE);
	assert_says(&err, "within \"-1d\" is not a length of time");
	assert_non_null(strstr(err.fix, "1d12h"));
	assert_int_equal(sm_arg_duration(&c, "within", "300000y", &us, &err),
			 SM_E_PROFILE);
	assert_says(&err, "within 300000y is longer than 292,000 years");
}

static void a_choice_is_one_of_its_names_or_a_suggestion(void **state)
{
	static const char *const names[] = { "uniform", "normal", "zipf" };
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	unsigned v = 7;

	(void)state;
	assert_int_equal(sm_arg_choice(&c, "dist", "zipf", names, 3, &v, &err),
			 SM_OK);
	assert_int_equal(v, 2);
	assert_int_equal(sm_arg_choice(&c, "dist", "unifrom", names, 3, &v, &err),
			 SM_E_PROFILE);
	assert_says(&err, "dist \"unifrom\" is not one of uniform, normal, zipf");
	assert_non_null(strstr(err.fix, "did you mean \"uniform\"?"));
	assert_int_equal(sm_arg_choice(&c, "dist", "xyz", names, 3, &v, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.fix, "");
	assert_int_equal(v, 2);
}

static void what_was_not_given_stays_as_it_was(void **state)
{
	struct sm_compile c = context();
	struct sm_err err = { 0 };
	int64_t i = 7;
	double d = 7;
	bool b = true;
	unsigned u = 7;

	(void)state;
	assert_int_equal(sm_arg_i64(&c, "x", NULL, &i, &err), SM_OK);
	assert_int_equal(sm_arg_decimal(&c, "x", NULL, 2, &i, &err), SM_OK);
	assert_int_equal(sm_arg_time(&c, "x", NULL, &i, &err), SM_OK);
	assert_int_equal(sm_arg_duration(&c, "x", NULL, &i, &err), SM_OK);
	assert_int_equal(sm_arg_real(&c, "x", NULL, &d, &err), SM_OK);
	assert_int_equal(sm_arg_bool(&c, "x", NULL, &b, &err), SM_OK);
	assert_int_equal(sm_arg_choice(&c, "x", NULL, NULL, 0, &u, &err), SM_OK);
	assert_int_equal(i, 7);
	assert_true(d > 6.9 && d < 7.1 && b);
	assert_int_equal(u, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_are_read_in_decimal),
		cmocka_unit_test(what_is_no_whole_number_is_refused_with_the_text),
		cmocka_unit_test(decimals_are_exact_at_their_scale),
		cmocka_unit_test(decimals_finer_than_their_scale_are_refused),
		cmocka_unit_test(real_numbers_are_plain_or_with_an_exponent),
		cmocka_unit_test(yes_and_no_are_words),
		cmocka_unit_test(times_are_absolute_or_from_now),
		cmocka_unit_test(what_is_no_time_is_refused_with_a_way_out),
		cmocka_unit_test(lengths_of_time_add_up),
		cmocka_unit_test(a_choice_is_one_of_its_names_or_a_suggestion),
		cmocka_unit_test(what_was_not_given_stays_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
