/* load/target/pg_sql.c: a name is a name, whatever stands in it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/pg.h"

static void names_are_quoted_and_quotes_doubled(void **state)
{
	static const struct {
		const char *name, *sql;
	} cases[] = {
		{ "orders", "\"orders\"" },
		{ "Order", "\"Order\"" },
		{ "select", "\"select\"" },
		{ "two words", "\"two words\"" },
		{ "a.b", "\"a.b\"" },
		{ "\"", "\"\"\"\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "\"\"", "\"\"\"\"\"\"" },
		{ "x\"; DROP TABLE y; --", "\"x\"\"; DROP TABLE y; --\"" },
		{ "it's", "\"it's\"" },
		{ "back\\slash", "\"back\\slash\"" },
		{ "$1", "\"$1\"" },
		{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
		{ "\xe6\xb3\xa8\xe6\x96\x87", "\"\xe6\xb3\xa8\xe6\x96\x87\"" },
		/* 63 bytes, the longest that the server keeps */
		{ "a23456789b123456789c123456789d123456789e123456789f123456789g123",
		  "\"a23456789b123456789c123456789d123456789e123456789f123456789g123"
		  "\"" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm__pg_ident(&b, cases[i].name);
		assert_string_equal(sm_buf_str(&b), cases[i].sql);
		sm_buf_release(&b);
	}
}

/* Whatever standard_conforming_strings is. */
static void texts_are_quoted_and_backslashes_are_no_escapes(void **state)
{
	static const struct {
		const char *text, *sql;
	} cases[] = {
		{ "paid", "'paid'" },
		{ "", "''" },
		{ "it's", "'it''s'" },
		{ "'); DROP TABLE y; --", "'''); DROP TABLE y; --'" },
		{ "a\\b", " E'a\\\\b'" },
		{ "\\'", " E'\\\\'''" },
		{ "caf\xc3\xa9 \"x\"", "'caf\xc3\xa9 \"x\"'" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm__pg_literal(&b, cases[i].text);
		assert_string_equal(sm_buf_str(&b), cases[i].sql);
		sm_buf_release(&b);
	}
}

/* Taken apart by SQL's own rule, the quoted name is the name again. */
static void every_byte_survives_the_quotes(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		const char name[] = { (char)c, 'x', (char)c, '\0' };
		struct sm_buf b = { 0 };
		char back[8] = "";
		size_t n = 0;

		sm__pg_ident(&b, name);
		for (size_t i = 1; i + 1 < b.n; i++) {
			if (b.p[i] == '"')
				assert_int_equal(b.p[++i], '"');
			back[n++] = b.p[i];
		}
		assert_string_equal(back, name);
		assert_true(b.p[0] == '"' && b.p[b.n - 1] == '"');
		sm_buf_release(&b);
	}
}

static void tables_are_always_qualified(void **state)
{
	const struct sm__pg pg = { .schema = "my \"own\"" };
	struct sm_buf b = { 0 };

	(void)state;
	sm__pg_table(&b, &pg, NULL, "a");
	sm_buf_puts(&b, " ");
	sm__pg_table(&b, &pg, "sales", "b\"c");
	assert_string_equal(sm_buf_str(&b),
			    "\"my \"\"own\"\"\".\"a\" \"sales\".\"b\"\"c\"");
	sm_buf_release(&b);
}

static void columns_come_in_the_keys_order(void **state)
{
	struct sm_column columns[] = { { .name = "id" }, { .name = "a\"b" },
				       { .name = "c, d" } };
	const struct sm_table t = { .columns = columns, .ncolumns = 3 };
	const uint32_t key[] = { 2, 0, 1 };
	struct sm_buf b = { 0 };

	(void)state;
	sm__pg_columns(&b, &t, key, 0);
	assert_int_equal(b.n, 0);
	sm__pg_columns(&b, &t, key, 1);
	assert_string_equal(sm_buf_str(&b), "\"c, d\"");
	sm_buf_reset(&b);
	sm__pg_columns(&b, &t, key, 3);
	assert_string_equal(sm_buf_str(&b), "\"c, d\", \"id\", \"a\"\"b\"");
	sm_buf_release(&b);
}

static void a_name_is_split_at_its_first_dot(void **state)
{
	static const struct {
		const char *name, *schema, *base;
	} cases[] = {
		{ "orders", "public", "orders" },
		{ "sales.orders", "sales", "orders" },
		{ "sales.or.ders", "sales", "or.ders" },
		{ "", "public", "" },
	};
	const struct sm__pg pg = { .schema = "public" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm__pg_name n;

		sm__pg_split(&pg, cases[i].name, &n);
		assert_string_equal(n.schema, cases[i].schema);
		assert_string_equal(n.base, cases[i].base);
	}
}

static void a_schema_that_is_too_long_is_cut_and_never_overflows(void **state)
{
	const struct sm__pg pg = { .schema = "public" };
	struct sm__pg_name n;
	char name[600];

	(void)state;
	memset(name, 's', sizeof(name));
	strcpy(name + 500, ".t");
	sm__pg_split(&pg, name, &n);
	assert_int_equal(strlen(n.schema), sizeof(n.schema) - 1);
	assert_string_equal(n.base, "t");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_quoted_and_quotes_doubled),
		cmocka_unit_test(texts_are_quoted_and_backslashes_are_no_escapes),
		cmocka_unit_test(every_byte_survives_the_quotes),
		cmocka_unit_test(tables_are_always_qualified),
		cmocka_unit_test(columns_come_in_the_keys_order),
		cmocka_unit_test(a_name_is_split_at_its_first_dot),
		cmocka_unit_test(
			a_schema_that_is_too_long_is_cut_and_never_overflows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
