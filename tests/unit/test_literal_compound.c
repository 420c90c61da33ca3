/* gen/op/literal_compound.c: arrays and ranges as PostgreSQL reads them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/literal.h"

static struct sm_compile column(struct sm_arena *a, const char *type)
{
	struct sm_compile c = {
		.arena = a, .column = "t.c", .path = "tables[0].columns[0]",
		.rows = 10, .as_of_us = INT64_C(1767225600000000),
	};

	assert_true(sm_type_parse(type, &c.type));
	return c;
}

struct reading {
	const char *type, *text, *want;
};

static void check(const struct reading *cases, size_t n)
{
	struct sm_arena a = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct sm_compile c = column(&a, cases[i].type);
		struct sm_literal v, again;
		struct sm_err err = { 0 };

		if (sm__literal(&c, "value", cases[i].text, &v, &err))
			fail_msg("%s: %s", cases[i].text, err.what);
		if (v.v.str.n != strlen(cases[i].want) ||
		    memcmp(v.v.str.p, cases[i].want, v.v.str.n))
			fail_msg("%s is %.*s", cases[i].text, (int)v.v.str.n,
				 v.v.str.p);
		/* canonical: read once more it is itself */
		assert_int_equal(sm__literal(&c, "value", sm_arena_strndup(
				&a, v.v.str.p, v.v.str.n), &again, &err), SM_OK);
		assert_int_equal(again.v.str.n, v.v.str.n);
		assert_memory_equal(again.v.str.p, v.v.str.p, v.v.str.n);
	}
	sm_arena_release(&a);
}

/* What select 'TEXT'::TYPE prints. */
static void arrays_are_read_as_the_server_reads_them(void **state)
{
	static const struct reading cases[] = {
		{ "int[]", "{}", "{}" },
		{ "int[]", " { } ", "{}" },
		{ "int[]", "{ 1, -2 ,NULL,null}", "{1,-2,NULL,NULL}" },
		{ "int[]", "{\"3\"}", "{3}" },
		{ "bigint[]", "{-9223372036854775808}", "{-9223372036854775808}" },
		{ "numeric(6,2)[]", "{1,2.5}", "{1.00,2.50}" },
		{ "bool[]", "{true,f,no}", "{t,f,f}" },
		{ "text[]", "{ a b ,\" c \"}", "{\"a b\",\" c \"}" },
		{ "text[]", "{\"NULL\",\"\"}", "{\"NULL\",\"\"}" },
		{ "text[]", "{\"a\\\"b\\\\c\"}", "{\"a\\\"b\\\\c\"}" },
		{ "text[]", "{x\\,y}", "{\"x,y\"}" },
		{ "text[]", "{\"plain\",ü}", "{plain,ü}" },
		{ "date[]", "{2026-02-28}", "{2026-02-28}" },
		{ "timestamptz[]", "{2026-01-01T12:00:00+02}",
		  "{\"2026-01-01 10:00:00+00\"}" },
		{ "uuid[]", "{0189A5B07C3E7D529C4F3B1F2A6D8E90}",
		  "{0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90}" },
		{ "inet[]", "{2001:DB8:0::1}", "{2001:db8::1}" },
	};

	(void)state;
	check(cases, SM_COUNTOF(cases));
}

static void ranges_are_read_as_the_server_reads_them(void **state)
{
	static const struct reading cases[] = {
		{ "int4range", "[1,5)", "[1,5)" },
		{ "int4range", "(1,5]", "[2,6)" },
		{ "int4range", "[3,3]", "[3,4)" },
		{ "int4range", "(3,4)", "empty" },
		{ "int4range", "(3,3]", "empty" },
		{ "int4range", "(3,3)", "empty" },
		{ "int4range", " Empty ", "empty" },
		{ "int4range", "[,7]", "(,8)" },
		{ "int4range", "[7,]", "[7,)" },
		{ "int4range", "(,)", "(,)" },
		{ "int4range", "[-2147483648,2147483646]",
		  "[-2147483648,2147483647)" },
		{ "int8range", "[ 1 , 2 )", "[1,2)" },
		{ "numrange", "(1.50,5]", "(1.50,5]" },
		{ "numrange", "[3,3.0]", "[3,3.0]" },
		{ "numrange", "(3,3.0]", "empty" },
		{ "numrange", "[-0.00,07]", "[0.00,7]" },
		{ "daterange", "[2026-01-01,2026-01-31]", "[2026-01-01,2026-02-01)" },
		{ "tsrange", "[\"2026-01-01 00:00:00.25\",)",
		  "[\"2026-01-01 00:00:00.25\",)" },
		{ "tstzrange", "[2026-01-01,2026-01-02T00:00:00+02]",
		  "[\"2026-01-01 00:00:00+00\",\"2026-01-01 22:00:00+00\"]" },
	};

	(void)state;
	check(cases, SM_COUNTOF(cases));
}

static void what_is_none_is_refused(void **state)
{
	static const struct {
		const char *type, *text, *what;
	} cases[] = {
		{ "int[]", "", "it begins with {" },
		{ "int[]", "1,2", "it begins with {" },
		{ "int[]", "[1,2]", "it begins with {" },
		{ "int[]", "{1,2", "commas between them and }" },
		{ "int[]", "{1,}", "an element is missing" },
		{ "int[]", "{,1}", "an element is missing" },
		{ "int[]", "{{1},{2}}", "more than one dimension" },
		{ "int[]", "{1} x", "something stands behind" },
		{ "int[]", "{1.5}", "1.5" },
		{ "int[]", "{2147483648}", "does not fit int" },
		{ "int[]", "{\"NULL\"}", "NULL" },
		{ "text[]", "{\"a}", "a quote is not closed" },
		{ "text[]", "{a\"b}", "a quote stands inside" },
		{ "text[]", "{\"a\"b}", "commas between them" },
		{ "varchar(3)[]", "{abcd}", "varchar(3) holds 3" },
		{ "text[]", "{\xFF}", "not UTF-8" },
		{ "int4range", "", "a bracket, two bounds" },
		{ "int4range", "[1]", "a bracket, two bounds" },
		{ "int4range", "1,2", "a bracket, two bounds" },
		{ "int4range", "[1,2,3]", "a bracket, two bounds" },
		{ "int4range", "[5,4]", "its first bound is after its second" },
		{ "int4range", "[1,2147483647]", "its end is the last of its type" },
		{ "int4range", "[1,2147483648)", "does not fit int" },
		{ "int4range", "[a,b)", "\"a\" is not a whole number" },
		{ "daterange", "[2026-02-30,)", "2026-02-30" },
		{ "numrange", "[0.1234567890123456789,)", "more than 18 digits" },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_compile c = column(&a, cases[i].type);
		struct sm_literal v;
		struct sm_err err = { 0 };

		if (sm__literal(&c, "value", cases[i].text, &v, &err) != SM_E_PROFILE)
			fail_msg("read: %s %s", cases[i].type, cases[i].text);
		if (!strstr(err.what, cases[i].what))
			fail_msg("%s: %s", cases[i].text, err.what);
	}
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays_are_read_as_the_server_reads_them),
		cmocka_unit_test(ranges_are_read_as_the_server_reads_them),
		cmocka_unit_test(what_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
