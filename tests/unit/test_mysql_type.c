/* load/target/mysql_type.c: types there and back, and what columns hold */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/my.h"

/* A column as information_schema would show one that is declared like this. */
static struct sm__my_column shown(const char *declared, const char *comment,
				  char data_type[64], char column_type[96])
{
	struct sm__my_column c = { .data_type = data_type,
				   .column_type = column_type,
				   .comment = comment };
	unsigned a = 0, b = 0;

	(void)snprintf(column_type, 96, "%.*s", (int)strcspn(declared, " "),
		       declared);
	(void)snprintf(data_type, 64, "%.*s", (int)strcspn(declared, "( "),
		       declared);
	(void)sscanf(declared + strlen(data_type), "(%u,%u)", &a, &b);
	c.length = c.precision = c.fraction = a;
	c.scale = b;
	return c;
}

/* What is made describes itself as what it was made for: a resumed or verified
 * run has the plan that the load had. */
static void every_type_comes_back(void **state)
{
	static const char *const types[] = {
		"bool", "smallint", "int", "bigint", "decimal(10,2)",
		"decimal(18,18)", "decimal", "real", "double", "text",
		"varchar(120)", "varchar", "char(20)", "char(300)", "bytes",
		"date", "timestamp", "timestamptz", "uuid", "json", "jsonb",
		"inet", "int[]", "numeric(10,2)[]", "varchar(20)[]", "tstzrange",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(types); i++) {
		char text[96], note[96], data[64], column[96];
		char want[64], got[64];
		struct sm__my_column c;
		struct sm_type t, back;
		uint8_t fraction;

		assert_true(sm_type_parse(types[i], &t));
		c = shown(sm__my_type_text(&t, text), sm__my_type_note(&t, note),
			  data, column);
		back = sm__my_type(&c, &fraction);
		assert_string_equal(sm_type_format(&back, got),
				    sm_type_format(&t, want));
		assert_int_equal(fraction, 6);
	}
}

static void columns_of_others_are_read_as_they_are(void **state)
{
	static const struct {
		struct sm__my_column c;
		const char *type;   /* NULL: none that we can fill */
	} cases[] = {
		{ { .data_type = "tinyint", .column_type = "tinyint(1)" }, "bool" },
		{ { .data_type = "tinyint", .column_type = "tinyint(4)" },
		  "smallint" },
		{ { .data_type = "smallint",
		    .column_type = "smallint(5) unsigned" }, "int" },
		{ { .data_type = "int", .column_type = "int unsigned" },
		  "bigint" },
		{ { .data_type = "bigint", .column_type = "bigint unsigned" },
		  "bigint" },
		{ { .data_type = "float", .column_type = "float" }, "real" },
		{ { .data_type = "enum", .column_type = "enum('a')" }, "enum" },
		{ { .data_type = "json", .column_type = "json" }, "json" },
		{ { .data_type = "year", .column_type = "year(4)" }, NULL },
		{ { .data_type = "set", .column_type = "set('a')" }, NULL },
		{ { .data_type = "bit", .column_type = "bit(1)" }, NULL },
		{ { .data_type = "binary", .column_type = "binary(4)" }, NULL },
		{ { .data_type = "time", .column_type = "time" }, NULL },
		{ { .data_type = "geometry", .column_type = "geometry" }, NULL },
		/* a note that outlived the type it was made for */
		{ { .data_type = "int", .column_type = "int(11)",
		    .comment = "seedmill type uuid" }, "int" },
		{ { .data_type = "longtext", .column_type = "longtext",
		    .comment = "seedmill type no such" }, "text" },
		/* a reference that was declared as what it refers to */
		{ { .data_type = "bigint", .column_type = "bigint(20)",
		    .comment = "seedmill type int" }, "int" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		uint8_t fraction;
		struct sm_type t = sm__my_type(&cases[i].c, &fraction);
		char text[64];

		if (!cases[i].type)
			assert_int_equal(t.id, SM_T_NONE);
		else if (t.id == SM_T_ENUM)
			assert_string_equal(cases[i].type, "enum");
		else
			assert_string_equal(sm_type_format(&t, text),
					    cases[i].type);
	}
}

static void ranges_are_the_servers(void **state)
{
	static const struct {
		const char *type;
		int64_t min, max;
	} cases[] = {
		{ "tinyint(4)", -128, 127 },
		{ "tinyint(3) unsigned", 0, 255 },
		{ "smallint", -32768, 32767 },
		{ "mediumint unsigned", 0, 16777215 },
		{ "int(10) unsigned zerofill", 0, INT64_C(4294967295) },
		{ "bigint", INT64_MIN, INT64_MAX },
		{ "bigint unsigned", 0, INT64_MAX },
		{ "decimal(5,2) unsigned", 0, INT64_MAX },
		{ "timestamp", 1000000, INT64_C(2147483647999999) },
	};
	int64_t min, max;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_true(sm__my_range(cases[i].type, &min, &max));
		assert_true(min == cases[i].min && max == cases[i].max);
	}
	assert_false(sm__my_range("decimal(5,2)", &min, &max));
	assert_false(sm__my_range("datetime(6)", &min, &max));
}

static void labels_are_taken_out_of_their_quotes(void **state)
{
	static const struct {
		const char *type;
		uint32_t n;
		const char *label[4];
	} cases[] = {
		{ "enum('a')", 1, { "a" } },
		{ "enum('it''s','')", 2, { "it's", "" } },
		{ "enum('a,b','(c)','''')", 3, { "a,b", "(c)", "'" } },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_arena a = { 0 };
		const char *const *label;
		uint32_t n;

		assert_true(sm__my_labels(cases[i].type, &a, &label, &n));
		assert_int_equal(n, cases[i].n);
		for (uint32_t k = 0; k < n; k++)
			assert_string_equal(label[k], cases[i].label[k]);
		sm_arena_release(&a);
	}
}

static void long_texts_make_no_key(void **state)
{
	const struct sm_type text = { .id = SM_T_TEXT };
	const struct sm_type name = { .id = SM_T_VARCHAR, .length = 768 };

	(void)state;
	assert_int_equal(sm__my_key_bytes(&text), UINT32_MAX);
	assert_int_equal(sm__my_key_bytes(&name), SM__MY_KEY_MAX);
	assert_true(sm__my_row_bytes(&text) < 20);
	assert_int_equal(sm__my_row_bytes(&name), SM__MY_KEY_MAX + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_comes_back),
		cmocka_unit_test(columns_of_others_are_read_as_they_are),
		cmocka_unit_test(ranges_are_the_servers),
		cmocka_unit_test(labels_are_taken_out_of_their_quotes),
		cmocka_unit_test(long_texts_make_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
