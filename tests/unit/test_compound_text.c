/* gen/op/compound_text.c: elements as PostgreSQL's array_out() prints them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/compound_text.h"

/* The texts were taken from the server: select array[$1]. */
static void texts_get_the_quotes_that_they_need(void **state)
{
	static const struct {
		char text[16 + SM_SLACK];
		const char *want;
	} cases[] = {
		{ "plain", "plain" },   { "", "\"\"" },
		{ "NULL", "\"NULL\"" }, { "nUll", "\"nUll\"" },
		{ "NULLS", "NULLS" },   { "nul", "nul" },
		{ "a b", "\"a b\"" },   { "a,b", "\"a,b\"" },
		{ "{", "\"{\"" },       { "}", "\"}\"" },
		{ "[1]", "[1]" },       { "(", "(" },
		{ "it's", "it's" },     { "a\"b", "\"a\\\"b\"" },
		{ "\\", "\"\\\\\"" },   { "\t", "\"\t\"" },
		{ "\n", "\"\n\"" },     { "\r", "\"\r\"" },
		{ "\v", "\"\v\"" },     { "\f", "\"\f\"" },
		{ "\x01", "\x01" },     { "\xC2\xA0", "\xC2\xA0" },
		{ "ünï", "ünï" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char out[48 + SM_SLACK];
		size_t n = strlen(cases[i].text);
		char *end = sm__element_text(out, cases[i].text, n);

		assert_true((size_t)(end - out) <= 2 * n + 2);
		*end = '\0';
		assert_string_equal(out, cases[i].want);
	}
}

static void numbers_and_times_are_in_the_servers_form(void **state)
{
	static const struct {
		const char *type;
		int64_t v;
		const char *want;
	} cases[] = {
		{ "bool[]", 1, "t" },
		{ "bool[]", 0, "f" },
		{ "smallint[]", -7, "-7" },
		{ "bigint[]", INT64_MIN, "-9223372036854775808" },
		{ "numeric(10,2)[]", -5, "-0.05" },
		{ "numeric(10,0)[]", 120, "120" },
		{ "date[]", 20454, "2026-01-01" },
		{ "timestamp[]", 500000, "\"1970-01-01 00:00:00.5\"" },
		{ "timestamptz[]", -1, "\"1969-12-31 23:59:59.999999+00\"" },
		{ "tstzrange", 0, "\"1970-01-01 00:00:00+00\"" },
		{ "daterange", -719162, "0001-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct sm_domain dom = { .min = cases[i].v, .max = cases[i].v };
		struct sm_domain d = dom;
		char out[64 + SM_SLACK], *end;
		struct sm_type t, e;

		assert_true(sm_type_parse(cases[i].type, &t));
		e = sm_type_element(&t);
		end = sm__element_i64(&e, cases[i].v, out);
		*end = '\0';
		assert_string_equal(out, cases[i].want);
		d.type = e;
		assert_true(sm__element_width(&e, &d) >= (uint32_t)(end - out));
	}
}

static void a_null_is_the_word(void **state)
{
	const struct sm_type e = { .id = SM_T_BOOL };
	const struct sm_domain d = { .type = e, .max = 1, .nullable = true };
	int64_t v[2] = { 1, 1 };
	uint8_t null[2] = { 0, 1 };
	const struct sm_vec vec = { .v.i64 = v, .null = null };
	char out[16 + SM_SLACK];

	(void)state;
	*sm__element_put(&e, &vec, 0, out) = '\0';
	assert_string_equal(out, "t");
	*sm__element_put(&e, &vec, 1, out) = '\0';
	assert_string_equal(out, "NULL");
	assert_int_equal(sm__element_width(&e, &d), 4);
}

static void only_what_an_element_holds_fits(void **state)
{
	static const struct {
		const char *element, *type;
		int64_t min, max;
		uint32_t chars;
		bool fits;
	} cases[] = {
		{ "int[]", "bigint", INT32_MIN, INT32_MAX, 0, true },
		{ "int[]", "bigint", 0, (int64_t)INT32_MAX + 1, 0, false },
		{ "smallint[]", "int", -32769, 0, 0, false },
		{ "int[]", "date", 0, 1, 0, false },
		{ "numeric(4,2)[]", "numeric(9,2)", -9999, 9999, 0, true },
		{ "numeric(4,2)[]", "numeric(9,2)", 0, 10000, 0, false },
		{ "numeric(4,2)[]", "numeric(4,1)", 0, 1, 0, false },
		{ "timestamp[]", "timestamptz", 0, 1, 0, true },
		{ "timestamp[]", "date", 0, 1, 0, false },
		{ "varchar(3)[]", "text", 0, 0, 3, true },
		{ "varchar(3)[]", "text", 0, 0, 4, false },
		{ "text[]", "varchar(9)", 0, 0, 9, true },
		{ "text[]", "jsonb", 0, 0, 9, false },
		{ "uuid[]", "uuid", 0, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_domain d = { .min = cases[i].min, .max = cases[i].max,
				       .chars = cases[i].chars,
				       .width = cases[i].chars };
		struct sm_type t, e;

		assert_true(sm_type_parse(cases[i].element, &t));
		assert_true(sm_type_parse(cases[i].type, &d.type));
		e = sm_type_element(&t);
		if (sm__element_fits(&e, &d) != cases[i].fits)
			fail_msg("case %zu: %s", i, cases[i].element);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_get_the_quotes_that_they_need),
		cmocka_unit_test(numbers_and_times_are_in_the_servers_form),
		cmocka_unit_test(a_null_is_the_word),
		cmocka_unit_test(only_what_an_element_holds_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
