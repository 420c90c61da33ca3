/* gen/op/expr_choice.c: values that are chosen among others */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"

static void new_forms_can_be_chosen_among(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "case when word like 'a%' then trim(' x ') else "
		  "reverse(word) end", "text",
		  "x" },
		{ "case when seven is distinct from 7 then 1 else "
		  "power(seven, 2) end", "int",
		  "49" },
		{ "coalesce(maybe is true, yes)", "bool", "false" },
		{ "nullif(sign(seven), 1)", "int", "NULL" },
		{ "greatest(sign(minus), trunc(2.7), div(7, 2))", "int", "3" },
		{ "coalesce(noword, concat(noword, 'x'))", "text", "x" },
		{ "case when maybe is unknown then make_date(2024, 2, 29) "
		  "else day end", "date",
		  "2024-02-29" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

static void literals_of_nothing_take_the_others_type(void **state)
{
	static const struct expr_case_row rows[] = {
		{ "coalesce(null, seven is distinct from null)", "bool", "true" },
		{ "case when null is true then 1 else 2 end", "int", "2" },
		{ "nullif(null is unknown, no)", "bool", "true" },
	};

	(void)state;
	expr_case_table(rows, SM_COUNTOF(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_forms_can_be_chosen_among),
		cmocka_unit_test(literals_of_nothing_take_the_others_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
