/* load/target/mysql_sql.c: a name is a name and a value a value, whatever is in */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "target/mysql_sql.c"

static void names_are_quoted_and_backticks_doubled(void **state)
{
	static const struct {
		const char *name, *sql;
	} cases[] = {
		{ "orders", "`orders`" },
		{ "select", "`select`" },
		{ "a.b", "`a.b`" },
		{ "`", "````" },
		{ "x`; drop table y; --", "`x``; drop table y; --`" },
		{ "it's \"here\"\\", "`it's \"here\"\\`" },
		{ "caf\xc3\xa9", "`caf\xc3\xa9`" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm__my_ident(&b, cases[i].name);
		assert_string_equal(sm_buf_str(&b), cases[i].sql);
		sm_buf_release(&b);
	}
}

/* No sql_mode reads hexadecimal digits in another way. */
static void values_are_digits_and_nothing_else(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	sm__my_value(&b, NULL);
	assert_string_equal(sm_buf_str(&b), "NULL");
	sm_buf_reset(&b);
	sm__my_value(&b, "");
	assert_string_equal(sm_buf_str(&b), "_utf8mb4 X''");
	for (int c = 1; c < 256; c++) {
		const char text[] = { (char)c, '\0' };
		char want[32];

		(void)snprintf(want, sizeof(want), "_utf8mb4 X'%02x'", c);
		sm_buf_reset(&b);
		sm__my_value(&b, text);
		assert_string_equal(sm_buf_str(&b), want);
	}
	sm_buf_release(&b);
}

static void parameters_take_their_places(void **state)
{
	static const struct {
		const char *sql;
		int n;
		const char *got;
	} cases[] = {
		{ "select 1", 0, "select 1" },
		{ "select '$' from t", 1, "select '$' from t" },
		{ "a = $1", 1, "a = _utf8mb4 X'78'" },
		{ "$2,$1,$2", 2, "_utf8mb4 X'24',_utf8mb4 X'78',_utf8mb4 X'24'" },
	};
	/* the second is a dollar: it is not looked at again */
	const char *const param[] = { "x", "$" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		bind(&b, cases[i].sql, cases[i].n, param);
		assert_string_equal(sm_buf_str(&b), cases[i].got);
		sm_buf_release(&b);
	}
}

static void tables_are_always_qualified(void **state)
{
	const struct sm__my my = { .schema = "my `own`" };
	struct sm__my_name part;
	struct sm_buf b = { 0 };

	(void)state;
	sm__my_table(&b, &my, NULL, "t");
	assert_string_equal(sm_buf_str(&b), "`my ``own```.`t`");
	sm_buf_reset(&b);
	sm__my_table(&b, &my, "sales", "t");
	assert_string_equal(sm_buf_str(&b), "`sales`.`t`");
	sm_buf_release(&b);
	sm__my_split(&my, "sales.orders", &part);
	assert_string_equal(part.schema, "sales");
	assert_string_equal(part.base, "orders");
	sm__my_split(&my, "orders", &part);
	assert_string_equal(part.schema, "my `own`");
	assert_string_equal(part.base, "orders");
}

static void case_counts_unless_the_server_folds_it(void **state)
{
	struct sm__my my = { .fold = false };

	(void)state;
	assert_true(sm__my_same(&my, "Orders", "Orders"));
	assert_false(sm__my_same(&my, "Orders", "orders"));
	my.fold = true;
	assert_true(sm__my_same(&my, "Orders", "orders"));
	assert_false(sm__my_same(&my, "Orders", "order"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_quoted_and_backticks_doubled),
		cmocka_unit_test(values_are_digits_and_nothing_else),
		cmocka_unit_test(parameters_take_their_places),
		cmocka_unit_test(tables_are_always_qualified),
		cmocka_unit_test(case_counts_unless_the_server_folds_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
