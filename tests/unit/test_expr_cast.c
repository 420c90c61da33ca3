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
		{ "cast(yes as text)", NULL, "joins texts" },
		{ "cast(seven as uuid)", NULL, "cast() makes no uuid" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casts_convert),
		cmocka_unit_test(a_cast_ranges_over_what_it_converts),
		cmocka_unit_test(what_a_type_does_not_hold_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
