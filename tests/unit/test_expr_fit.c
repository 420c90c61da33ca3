/* gen/op/expr_fit.c: the result in the column, or the reason why not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void numbers_get_the_columns_digits(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "price * 1.075", "numeric(12,2)", "13.27" },
		{ "2.5", "int", "3" },
		{ "-2.5", "smallint", "-3" },
		{ "7", "numeric(5,2)", "7.00" },
		{ "price / three", "numeric(12,1)", "4.1" },
		{ "1.005", "numeric(5,2)", "1.01" },
		{ "-1.005", "numeric(5,2)", "-1.01" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void texts_take_numbers_and_times(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "seven", "text", "7" },
		{ "price", "varchar(20)", "12.34" },
		{ "day", "text", "2026-02-03" },
		{ "moment", "text", "2026-02-03 04:05:06.25" },
		{ "-0.05", "text", "-0.05" },
		{ "'ab  '", "char(5)", "ab" },
		{ "word || ' '", "char(20)", "abc" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void dates_and_timestamps_become_each_other(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "moment", "date", "2026-02-03" },
		{ "day", "timestamp", "2026-02-03 00:00:00" },
		{ "'2026-05-06'", "date", "2026-05-06" },
		{ "'2026-05-06 07:08:09'", "timestamptz", "2026-05-06 07:08:09" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void an_enum_takes_its_labels_and_nothing_else(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "case when yes then 'gold' else 'silver' end", "enum", "gold" },
		{ "coalesce(null, 'silver')", "enum", "silver" },
		{ "case when no then 'gold' end", "enum", "NULL" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void a_column_without_a_type_gets_the_expressions(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "1 + 1", NULL, "2" },
		{ "1.25", NULL, "1.25" },
		{ "1 < 2", NULL, "true" },
		{ "'a' || 1", NULL, "a1" },
		{ "day", NULL, "2026-02-03" },
		{ "moment", NULL, "2026-02-03 04:05:06.25" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void what_the_column_cannot_hold_is_refused(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "price * three", "numeric(10,2)",
		  "the result ranges from 0.00 to 999999999.90, which does"
		  " not fit numeric(10,2)" },
		{ "seven * 1000", "smallint",
		  "ranges from -100000 to 100000, which does not fit smallint" },
		{ "seven * 1000", "smallint", "smallint holds -32768 to 32767" },
		{ "seven * 1000", "smallint", "least(greatest(x, low), high)" },
		{ "name", "varchar(19)",
		  "the result can have 20 characters, varchar(19) holds 19" },
		{ "name || 1", "varchar(20)", "left(..., 20)" },
		{ "yes", "int", "the result is a bool, the column is of type int" },
		{ "yes", "int", "case when yes then" },
		{ "yes", "text", "a bool" },
		{ "seven", "bool", "the result is an integer" },
		{ "seven", "date", "the result is an integer" },
		{ "word", "int", "the result is a text" },
		{ "word", "date", "the result is a text" },
		{ "'soon'", "date", "'soon' is not a date" },
		{ "case when yes then 'gold' else 'bronze' end", "enum",
		  "'bronze' is not one of the column's labels" },
		{ "word", "enum", "may give other texts than the column's labels" },
		{ "null", NULL, "NULL alone has no type" },
		{ "1", "uuid", "cannot fill a column of type uuid" },
		{ "1.0", "double", "cannot fill a column of type double" },
	};

	(void)state;
	expr_case_refusals(rows, SM_COUNTOF(rows));
}

static void the_domain_says_what_is_known(void **state)
{
	const struct sm_domain *d = &expr_case_domain;
	char out[EXPR_CASE_TEXT];

	(void)state;
	expr_case("seven", "int", out);
	assert_true(d->unique && !d->nullable);
	assert_int_equal(d->min, -100);
	assert_int_equal(d->max, 100);
	expr_case("seven + 1", "int", out);
	assert_false(d->unique);
	assert_int_equal(d->max, 101);
	expr_case("case when yes then three else 50 end", "int", out);
	assert_int_equal(d->min, 1);
	assert_int_equal(d->max, 50);
	expr_case("seven / zero", "int", out);
	assert_true(d->nullable);
	expr_case("seven / three", "int", out);
	assert_false(d->nullable);
	expr_case("word || '-' || three", "text", out);
	assert_true(d->plain);
	assert_int_equal(d->width, 13);
	assert_int_equal(d->chars, 13);
	expr_case("word || '\\'", "text", out);
	assert_false(d->plain);
	expr_case("name || three", "text", out);
	assert_int_equal(d->width, 42);
	assert_int_equal(d->chars, 22);
	expr_case("left(name, 4)", "text", out);
	assert_int_equal(d->width, 16);
	assert_int_equal(d->chars, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_get_the_columns_digits),
		cmocka_unit_test(texts_take_numbers_and_times),
		cmocka_unit_test(dates_and_timestamps_become_each_other),
		cmocka_unit_test(an_enum_takes_its_labels_and_nothing_else),
		cmocka_unit_test(a_column_without_a_type_gets_the_expressions),
		cmocka_unit_test(what_the_column_cannot_hold_is_refused),
		cmocka_unit_test(the_domain_says_what_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
