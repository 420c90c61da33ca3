/* gen/op/literal.c: what a column can store is read, all else is refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/literal.h"

#define AS_OF INT64_C(1767225600000000)     /* 2026-01-01T00:00:00Z */

static const char *const labels[] = { "new", "paid", "shipped" };

static struct sm_compile column(struct sm_arena *a, const char *type)
{
	struct sm_compile c = {
		.arena = a, .column = "t.c", .path = "tables[0].columns[0]",
		.rows = 10, .as_of_us = AS_OF,
	};

	if (strcmp(type, "enum") == 0) {
		c.type.id = SM_T_ENUM;
		c.labels = labels;
		c.nlabels = SM_COUNTOF(labels);
	} else {
		assert_true(sm_type_parse(type, &c.type));
	}
	return c;
}

static void numbers_and_times_have_their_types_unit(void **state)
{
	static const struct {
		const char *type, *text;
		int64_t want;
	} cases[] = {
		{ "bool", "true", 1 },          { "bool", "false", 0 },
		{ "smallint", "-32768", -32768 }, { "int", "2147483647", INT32_MAX },
		{ "bigint", "-9223372036854775808", INT64_MIN },
		{ "numeric(10,2)", "12.5", 1250 }, { "numeric(10,2)", "-0.05", -5 },
		{ "date", "1970-01-02", 1 },    { "date", "1969-12-31", -1 },
		{ "date", "2026-01-01T23:59:59Z", 20454 }, { "date", "now", 20454 },
		{ "timestamptz", "1970-01-01T00:00:01Z", 1000000 },
		{ "timestamp", "1970-01-01 00:00:00.5", 500000 },
		{ "timestamptz", "now", AS_OF },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_compile c = column(&a, cases[i].type);
		struct sm_literal v;
		struct sm_err err;

		if (sm__literal(&c, "value", cases[i].text, &v, &err))
			fail_msg("%s", err.what);
		if (v.v.i64 != cases[i].want)
			fail_msg("%s %s is %lld", cases[i].type, cases[i].text,
				 (long long)v.v.i64);
	}
	sm_arena_release(&a);
}

static void texts_are_kept_in_the_columns_form(void **state)
{
	static const struct {
		const char *type, *text, *want;
		uint32_t chars;
	} cases[] = {
		{ "text", "", "", 0 },
		{ "text", "Zoë", "Zoë", 3 },
		{ "varchar(3)", "äöü", "äöü", 3 },
		{ "char(3)", "ab ", "ab", 2 },
		{ "char(3)", "abc    ", "abc", 3 },
		{ "enum", "paid", "paid", 4 },
		{ "bytes", "abc", "abc", 3 },
		{ "bytes", "\\x4142", "AB", 2 },
		{ "bytes", "0x61", "a", 1 },
		{ "json", "{\"b\":1, \"a\":2}", "{\"a\":2,\"b\":1}", 13 },
		{ "jsonb", "1.50", "1.50", 4 },
		{ "inet", "2001:DB8:0::1", "2001:db8::1", 11 },
		{ "inet", "10.0.0.0/8", "10.0.0.0/8", 10 },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_compile c = column(&a, cases[i].type);
		struct sm_literal v;
		struct sm_err err;

		if (sm__literal(&c, "value", cases[i].text, &v, &err))
			fail_msg("%s", err.what);
		assert_int_equal(v.v.str.n, strlen(cases[i].want));
		assert_memory_equal(v.v.str.p, cases[i].want, v.v.str.n);
		assert_int_equal(v.v.str.chars, cases[i].chars);
	}
	sm_arena_release(&a);
}

static void reals_and_uuids_are_read(void **state)
{
	static const char *const same[] = {
		"0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90",
		"0189A5B07C3E7D529C4F3B1F2A6D8E90",
		"{0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90}",
	};
	struct sm_arena a = { 0 };
	struct sm_compile c = column(&a, "uuid");
	struct sm_literal v;
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(same); i++) {
		assert_int_equal(sm__literal(&c, "value", same[i], &v, &err), SM_OK);
		assert_true(v.v.u128.hi == UINT64_C(0x0189a5b07c3e7d52));
		assert_true(v.v.u128.lo == UINT64_C(0x9c4f3b1f2a6d8e90));
	}
	c = column(&a, "double");
	assert_int_equal(sm__literal(&c, "value", "2.5e-3", &v, &err), SM_OK);
	assert_true(v.v.f64 > 0.00249 && v.v.f64 < 0.00251);
	assert_int_equal(sm__literal(&c, "value", "-0.0", &v, &err), SM_OK);
	assert_int_equal(v.v.i64, 0);
	c = column(&a, "real");
	assert_int_equal(sm__literal(&c, "value", "0.1", &v, &err), SM_OK);
	assert_true(v.v.f64 >= (double)0.1f && v.v.f64 <= (double)0.1f);
	sm_arena_release(&a);
}

static void what_a_type_cannot_store_is_refused(void **state)
{
	static const struct {
		const char *type, *text, *what, *fix;
	} cases[] = {
		{ "bool", "maybe", "maybe", NULL },
		{ "smallint", "40000", "does not fit smallint, which holds -32768 to "
				       "32767", NULL },
		{ "int", "1.5", "1.5", NULL },
		{ "int", "x", "x", NULL },
		{ "numeric(4,2)", "100", "does not fit", NULL },
		{ "numeric(4,2)", "1.005", "1.005", NULL },
		{ "double", "x", "x", NULL },
		{ "real", "1e39", "does not fit real", NULL },
		{ "varchar(3)", "abcd", "has 4 characters, varchar(3) holds 3",
		  "widen the column" },
		{ "text", "\xC3", "not UTF-8", NULL },
		{ "text", "\xED\xA0\x80", "not UTF-8", NULL },
		{ "text", "\xC0\xAF", "not UTF-8", NULL },
		{ "text", "\xF4\x90\x80\x80", "not UTF-8", NULL },
		{ "enum", "payd", "not a label", "did you mean \"paid\"?" },
		{ "enum", "qqqqqq", "not a label", "\"new\"" },
		{ "bytes", "\\x4", "odd number", NULL },
		{ "bytes", "\\xzz", "not hex", NULL },
		{ "date", "2026-02-30", "2026-02-30", NULL },
		{ "timestamp", "soon", "soon", NULL },
		{ "uuid", "0189a5b0", "not a uuid", "0189a5b0-7c3e" },
		{ "uuid", "0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e9g", "not a uuid", NULL },
		{ "uuid", "0189a5b07-c3e-7d52-9c4f-3b1f2a6d8e90", "not a uuid", NULL },
		{ "json", "text", "not JSON", "quotes" },
		{ "inet", "1.2.3", "not an IP address", "192.0.2.1" },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_compile c = column(&a, cases[i].type);
		struct sm_literal v;
		struct sm_err err;

		if (!sm__literal(&c, "value", cases[i].text, &v, &err))
			fail_msg("%s took %s", cases[i].type, cases[i].text);
		assert_int_equal(err.code, SM_E_PROFILE);
		assert_non_null(strstr(err.what, "t.c: "));
		if (!strstr(err.what, cases[i].what))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].what, err.what);
		if (cases[i].fix && !strstr(err.fix, cases[i].fix))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].fix, err.fix);
	}
	sm_arena_release(&a);
}

static void a_domain_spans_its_values(void **state)
{
	static const char *const texts[] = { "b", "äöü", "abcd" };
	struct sm_arena a = { 0 };
	struct sm_compile c = column(&a, "text");
	struct sm_literal v[3];
	struct sm_domain d = { .type = c.type };
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(sm__literal(&c, "v", texts[i], &v[i], &err), SM_OK);
	sm__literal_domain(&c.type, v, 3, &d);
	assert_int_equal(d.width, 6);
	assert_int_equal(d.chars, 4);
	assert_false(d.plain);
	sm__literal_domain(&c.type, &v[2], 1, &d);
	assert_int_equal(d.width, 4);
	assert_true(d.plain);
	c = column(&a, "int");
	for (size_t i = 0; i < 3; i++)
		v[i].v.i64 = (int64_t)(i * 5) - 3;
	sm__literal_domain(&c.type, v, 3, &d);
	assert_int_equal(d.min, -3);
	assert_int_equal(d.max, 7);
	sm_arena_release(&a);
}

static void plain_text_needs_no_escape_anywhere(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char b = (char)i;
		bool want = i >= 0x20 && i < 0x7F && i != '\\' && i != '"' &&
			    i != '\'' && i != ',';

		assert_int_equal(sm__text_plain(&b, 1), want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_and_times_have_their_types_unit),
		cmocka_unit_test(texts_are_kept_in_the_columns_form),
		cmocka_unit_test(reals_and_uuids_are_read),
		cmocka_unit_test(what_a_type_cannot_store_is_refused),
		cmocka_unit_test(a_domain_spans_its_values),
		cmocka_unit_test(plain_text_needs_no_escape_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
