/* gen/op/expr_cast.c: what converts, and what a type does not hold */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void casts_convert(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "cast(moment as date)", NULL, "2026-02-03" },
		{ "cast(moment as date) + 1", NULL, "2026-02-04" },
		{ "cast(day as timestamp)", "timestamp", "2026-02-03 00:00:00" },
		{ "cast('2026-02-05' as date) - day", NULL, "2" },
		{ "cast(minus as int)", NULL, "-2" },
		{ "cast(price as bigint)", NULL, "12" },
		{ "cast(2.5 as smallint)", NULL, "3" },
		{ "cast(seven as numeric(5,2)) / 2", NULL, "3.500000" },
		{ "cast(seven as numeric) / three", "numeric(8,4)", "2.3333" },
		{ "cast(price / three as numeric(12,4))", NULL, "4.1133" },
		{ "cast(price as numeric(12,1))", NULL, "12.3" },
		{ "cast(seven as text) || 'x'", "text", "7x" },
		{ "cast(day as text)", NULL, "2026-02-03" },
		{ "cast(word as varchar(2))", NULL, "ab" },
		{ "cast(extract(year from day) as varchar(4))", NULL, "2026" },
		{ "cast(none as text)", NULL, "NULL" },
		{ "cast(null as int)", NULL, "NULL" },
		{ "cast(null as date)", NULL, "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void bools_are_numbers_and_words_and_back(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "cast(yes as int)", NULL, "1" },
		{ "cast(no as bigint) + 2", NULL, "2" },
		{ "cast(maybe as int)", NULL, "NULL" },
		{ "cast(seven > 3 as smallint)", NULL, "1" },
		{ "cast(yes as text)", NULL, "true" },
		{ "cast(no as text) || '!'", NULL, "false!" },
		{ "cast(maybe as text)", NULL, "NULL" },
		{ "coalesce(cast(maybe as text), '?')", NULL, "?" },
		{ "cast(yes as varchar(2))", NULL, "tr" },
		{ "cast(none > 3 as text)", NULL, "NULL" },
		{ "cast(seven as bool)", NULL, "true" },
		{ "cast(zero as bool)", NULL, "false" },
		{ "cast(-seven as boolean)", NULL, "true" },
		{ "cast(none as bool)", NULL, "NULL" },
		{ "cast(null as bool)", NULL, "NULL" },
		{ "cast(yes as bool)", NULL, "true" },
	};
	char out[EXPR_CASE_TEXT];

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
	expr_case("cast(yes as int)", NULL, out);
	assert_int_equal(expr_case_domain.max, 1);
	assert_false(expr_case_domain.nullable);
	expr_case("cast(no as text)", NULL, out);
	assert_int_equal(expr_case_domain.width, 5);
	assert_false(expr_case_domain.nullable);
}

static void quoted_texts_are_read_as_what_they_say(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "cast('12' as int) + 1", NULL, "13" },
		{ "cast('-12' as smallint)", NULL, "-12" },
		{ "cast('12.345' as numeric(5,2))", NULL, "12.35" },
		{ "cast('+.5' as numeric(3,1))", NULL, "0.5" },
		{ "cast('7' as numeric(5,2))", NULL, "7.00" },
		{ "cast('true' as bool)", NULL, "true" },
		{ "cast('Off' as bool)", NULL, "false" },
		{ "cast('1' as bool) and yes", NULL, "true" },
		{ "cast('2026-02-03 04:05:06' as timestamp)", NULL,
		  "2026-02-03 04:05:06" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_cast_ranges_over_what_it_converts(void **state)
{
	char out[EXPR_CASE_TEXT];

	(void)state;
	expr_case("cast(minus as int)", NULL, out);
	assert_int_equal(expr_case_domain.min, -100000);
	assert_int_equal(expr_case_domain.max, 100000);
	assert_int_equal(expr_case_domain.type.id, SM_T_BIGINT);
	expr_case("cast(name as varchar(3))", NULL, out);
	assert_int_equal(expr_case_domain.chars, 3);
	assert_int_equal(expr_case_domain.width, 12);
	expr_case("cast(moment as date)", NULL, out);
	assert_int_equal(expr_case_domain.max, 30000);
}

static void what_a_type_does_not_hold_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "cast(price as smallint)", NULL, "which does not fit smallint" },
		{ "cast(price as numeric(4,2))", NULL,
		  "from 0.00 to 99999999.99, which does not fit numeric(4,2)" },
		{ "cast(word as int)", NULL, "needs a number" },
		{ "cast(day as int)", NULL, "needs a number" },
		{ "cast(seven as date)", NULL, "is an integer where a date is" },
		{ "cast(word as date)", NULL, "is a text where a date is" },
		{ "cast(price as bool)", "bool", "needs a bool, \"price\" is a decimal" },
		{ "cast(word as bool)", "bool", "needs a bool" },
		{ "cast(yes as numeric(3,1))", NULL, "needs a number" },
		{ "cast(yes as date)", "date", "is a bool where a date" },
		{ "cast('maybe' as bool)", NULL,
		  "'maybe' at character 6 of \"cast('maybe' as bool)\" is no bool" },
		{ "cast('1.5' as int)", NULL, "'1.5' at character 6 of" },
		{ "cast('1.5' as int)", NULL, "is no whole number" },
		{ "cast('' as int)", NULL, "is no whole number" },
		{ "cast('12a' as numeric(5,2))", NULL, "is no number" },
		{ "cast('1.2.3' as numeric(5,2))", NULL, "is no number" },
		{ "cast('1234567890123456789' as bigint)", NULL, "no whole number" },
		{ "cast('70000' as smallint)", NULL, "which does not fit smallint" },
		{ "yes || 'x'", "text", "cast(yes as text)" },
		{ "cast(seven as uuid)", NULL, "cast() makes no uuid" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casts_convert),
		cmocka_unit_test(bools_are_numbers_and_words_and_back),
		cmocka_unit_test(quoted_texts_are_read_as_what_they_say),
		cmocka_unit_test(a_cast_ranges_over_what_it_converts),
		cmocka_unit_test(what_a_type_does_not_hold_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
