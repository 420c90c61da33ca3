/* gen/op/op_args.c: values as people write them, and what does not fit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/op_args.h"
#include "op_case.h"

static void values_look_as_people_write_them(void **state)
{
	static const struct {
		const char *type;
		int64_t v;
		const char *text;
	} cases[] = {
		{ "int", 0, "0" },
		{ "int", -42, "-42" },
		{ "bigint", INT64_MIN, "-9223372036854775808" },
		{ "bigint", INT64_MAX, "9223372036854775807" },
		{ "numeric(9,2)", 0, "0.00" },
		{ "numeric(9,2)", 5, "0.05" },
		{ "numeric(9,2)", -5, "-0.05" },
		{ "numeric(9,2)", 1234, "12.34" },
		{ "numeric(9)", 1234, "1234" },
		{ "numeric(18,18)", -999999999999999999, "-0.999999999999999999" },
		{ "date", 0, "1970-01-01" },
		{ "date", -719162, "0001-01-01" },
		{ "timestamp", -1, "1969-12-31 23:59:59.999999" },
		{ "timestamptz", OP_CASE_AS_OF, "2026-01-01 00:00:00" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_type t;
		char text[40];

		assert_true(sm_type_parse(cases[i].type, &t));
		assert_string_equal(sm__value_text(&t, cases[i].v, text),
				    cases[i].text);
	}
}

static void what_does_not_fit_is_refused_with_the_bounds(void **state)
{
	struct sm_compile c = { .column = "orders.total" };
	struct sm_err err = { 0 };

	(void)state;
	assert_true(sm_type_parse("smallint", &c.type));
	assert_int_equal(sm__args_fit(&c, "min", -32768, "max", 32767, &err), SM_OK);
	assert_int_equal(sm__args_fit(&c, "min", -32769, "max", 40000, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, "orders.total: min -32769 does not fit "
			    "smallint, which holds -32768 to 32767");
	assert_int_equal(sm__args_fit(&c, "min", 1, "max", 40000, &err),
			 SM_E_PROFILE);
	assert_non_null(strstr(err.what, "max 40000 does not fit"));
	assert_int_equal(sm__args_fit(&c, "min", 1, "max",
				      (sm_int128)INT64_MAX * 100, &err),
			 SM_E_PROFILE);
	assert_non_null(strstr(err.what, "max a number past 64 bits does not fit"));
}

static void a_period_is_the_last_year_unless_said_otherwise(void **state)
{
	struct sm_compile c = { .column = "orders.total",
				.as_of_us = OP_CASE_AS_OF };
	struct sm_err err = { 0 };
	int64_t from, to;

	(void)state;
	assert_int_equal(sm__args_period(&c, NULL, NULL, &from, &to, &err), SM_OK);
	assert_true(to == OP_CASE_AS_OF && from == to - SM_YEAR_US);
	assert_int_equal(sm__args_period(&c, "now", "now", &from, &to, &err),
			 SM_OK);
	assert_true(from == to);
	assert_int_equal(sm__args_period(&c, "+1d", NULL, &from, &to, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, "orders.total: from 2026-01-02 00:00:00 is "
			    "after to 2026-01-01 00:00:00");
}

static void a_locale_is_a_folder_of_lists(void **state)
{
	struct op_case k;
	const char *name;

	(void)state;
	op_case_start(&k, &sm_op_bool, NULL, 1);
	assert_int_equal(sm__list_name(&k.c, "city", NULL, &name, &k.err), SM_OK);
	assert_string_equal(name, "city");
	assert_int_equal(sm__list_name(&k.c, "city", "en", &name, &k.err), SM_OK);
	assert_string_equal(name, "city");
	assert_int_equal(sm__list_name(&k.c, "city", "sw", &name, &k.err), SM_OK);
	assert_string_equal(name, "sw/city");
	assert_int_equal(sm__list_name(&k.c, "fr/city", "sw", &name, &k.err),
			 SM_E_PROFILE);
	assert_non_null(strstr(k.err.what, "\"fr/city\" names a locale already"));
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_look_as_people_write_them),
		cmocka_unit_test(what_does_not_fit_is_refused_with_the_bounds),
		cmocka_unit_test(a_period_is_the_last_year_unless_said_otherwise),
		cmocka_unit_test(a_locale_is_a_folder_of_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
