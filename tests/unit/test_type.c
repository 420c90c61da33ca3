/* gen/base/type.c: names in, names out, ranges */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/type.h"

static void every_portable_name_reads_and_writes_as_itself(void **state)
{
	size_t n;
	const char *const *names = sm_type_names(&n);
	char text[64];

	(void)state;
	/* six ranges are one type */
	assert_int_equal(n, SM_T_ENUM - SM_T_BOOL + 6);
	for (size_t i = 0; i < n; i++) {
		struct sm_type t;

		assert_true(sm_type_parse(names[i], &t));
		assert_int_equal(t.id, i < SM_T_ENUM - SM_T_BOOL ? SM_T_BOOL + i
								 : SM_T_RANGE);
		sm_type_format(&t, text);
		/* plain char has a length, which is then written */
		assert_string_equal(text, t.id == SM_T_CHAR ? "char(1)" : names[i]);
	}
}

static void synonyms_and_any_case_and_blanks_are_understood(void **state)
{
	static const struct {
		const char *text, *portable;
	} cases[] = {
		{ "Boolean", "bool" },
		{ "INT2", "smallint" },
		{ "integer", "int" },
		{ "int4", "int" },
		{ "INT8", "bigint" },
		{ "decimal", "numeric" },
		{ "numeric(10,2)", "numeric(10,2)" },
		{ "  Decimal ( 10 , 2 ) ", "numeric(10,2)" },
		{ "numeric(7)", "numeric(7,0)" },
		{ "numeric(1000,18)", "numeric(1000,18)" },
		{ "double   precision", "double" },
		{ "float8", "double" },
		{ "float4", "real" },
		{ "float", "double" },
		{ "float(24)", "real" },
		{ "float(25)", "double" },
		{ "character varying(120)", "varchar(120)" },
		{ "varchar", "varchar" },
		{ "CHARACTER(3)", "char(3)" },
		{ "char", "char(1)" },
		{ "bpchar", "bpchar" },
		{ "bytea", "bytes" },
		{ "datetime", "timestamp" },
		{ "timestamp(6)", "timestamp" },
		{ "timestamp without time zone", "timestamp" },
		{ "timestamp with time zone", "timestamptz" },
		{ "Timestamp (6) With Time Zone", "timestamptz" },
		{ "int[]", "int[]" },
		{ "  Integer [] ", "int[]" },
		{ "int array", "int[]" },
		{ "bigint  ARRAY ", "bigint[]" },
		{ "decimal(10,2)[]", "numeric(10,2)[]" },
		{ "numeric (7) array", "numeric(7,0)[]" },
		{ "character varying(20)[]", "varchar(20)[]" },
		{ "timestamp with time zone[]", "timestamptz[]" },
		{ "Int4Range", "int4range" },
		{ " tstzrange ", "tstzrange" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_type t, again;
		char text[64];

		if (!sm_type_parse(cases[i].text, &t))
			fail_msg("not read: %s", cases[i].text);
		assert_string_equal(sm_type_format(&t, text), cases[i].portable);
		assert_true(sm_type_parse(text, &again));
		assert_memory_equal(&t, &again, sizeof(t));
	}
}

static void what_is_no_type_is_not_read_and_changes_nothing(void **state)
{
	static const char *const cases[] = {
		"", " ", "inte ger", "varchar(0)", "varchar(-1)", "varchar()",
		"varchar(3", "varchar 3", "varchar(3) x", "varchar(3,4)",
		"varchar(99999999999)", "numeric(0)", "numeric(4,5)",
		"numeric(30,19)", "numeric(1,2,3)", "numeric(1001)", "int(11)",
		"int[][]", "[]", " []", "array", " array", "int[", "int]", "int[3]",
		"jsonb[]", "double[]", "char(3)[]", "int4range[]", "intarray",
		"enum[]", "numrange(3)", "daterange(1,2)", "timestamp(3)[]",
		"timestamp(3)", "float(54)", "float(0)", "text(3)", "enum", "date(3)",
		"a name that is far longer than the name of any type there is",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_type t = { .id = SM_T_INET };

		if (sm_type_parse(cases[i], &t))
			fail_msg("read: %s", cases[i]);
		assert_int_equal(t.id, SM_T_INET);
	}
}

static void ranges_are_what_databases_hold(void **state)
{
	static const struct {
		const char *type;
		int64_t min, max;
	} cases[] = {
		{ "bool", 0, 1 },
		{ "smallint", -32768, 32767 },
		{ "int", INT32_MIN, INT32_MAX },
		{ "bigint", INT64_MIN, INT64_MAX },
		{ "numeric(4,2)", -9999, 9999 },
		{ "numeric(18,2)", -999999999999999999, 999999999999999999 },
		{ "numeric(38,2)", -999999999999999999, 999999999999999999 },
		{ "numeric", -999999999999999999, 999999999999999999 },
		{ "date", -719162, 2932896 },
		{ "timestamp", -719162 * SM_DAY_US, 2932897 * SM_DAY_US - 1 },
		{ "timestamptz", -719162 * SM_DAY_US, 2932897 * SM_DAY_US - 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_type t;
		int64_t min, max;

		assert_true(sm_type_parse(cases[i].type, &t));
		sm_type_range(&t, &min, &max);
		assert_true(min == cases[i].min);
		assert_true(max == cases[i].max);
	}
}

static void compounds_are_of_elements_and_keep_only_their_own(void **state)
{
	static const struct {
		const char *to, *from;
		bool keeps;
	} cases[] = {
		{ "int[]", "int[]", true },
		{ "int[]", "bigint[]", false },
		{ "int[]", "text", false },
		{ "numeric(10,2)[]", "numeric(12,2)[]", true },
		{ "numeric(10,2)[]", "numeric(10,3)[]", false },
		{ "varchar(9)[]", "varchar(10)[]", false },
		{ "varchar(9)[]", "varchar(8)[]", true },
		{ "varchar(9)[]", "varchar[]", false },
		{ "varchar[]", "varchar(9)[]", true },
		{ "daterange", "daterange", true },
		{ "daterange", "tsrange", false },
		{ "text", "daterange", true },
		{ "jsonb", "int[]", false },
		{ "int4range", "int[]", false },
		{ "text", "jsonb", true },
		{ "numeric(10,2)", "numeric(10,3)", false },
		{ "bigint", "date", true },
	};
	struct sm_type t, e;

	(void)state;
	assert_true(sm_type_parse("numeric(10,2)[]", &t));
	e = sm_type_element(&t);
	assert_true(e.id == SM_T_DECIMAL && e.precision == 10 && e.scale == 2 && !e.of);
	assert_true(sm_type_parse("tsrange", &t));
	assert_int_equal(sm_type_element(&t).id, SM_T_TIMESTAMP);
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_true(sm_type_parse(cases[i].to, &t));
		assert_true(sm_type_parse(cases[i].from, &e));
		if (sm_type_keeps(&t, &e) != cases[i].keeps)
			fail_msg("%s in %s", cases[i].from, cases[i].to);
	}
}

static void every_type_has_a_class(void **state)
{
	static const enum sm_class classes[SM_T_COUNT] = {
		[SM_T_REAL] = SM_F64,  [SM_T_DOUBLE] = SM_F64,
		[SM_T_TEXT] = SM_STR,  [SM_T_VARCHAR] = SM_STR,
		[SM_T_CHAR] = SM_STR,  [SM_T_BYTES] = SM_STR,
		[SM_T_JSON] = SM_STR,  [SM_T_JSONB] = SM_STR,
		[SM_T_INET] = SM_STR,  [SM_T_ENUM] = SM_STR,
		[SM_T_ARRAY] = SM_STR, [SM_T_RANGE] = SM_STR,
		[SM_T_UUID] = SM_U128,
	};

	(void)state;
	for (int id = SM_T_BOOL; id < SM_T_COUNT; id++)
		assert_int_equal(sm_type_class((enum sm_type_id)id), classes[id]);
}

static void powers_of_ten_are_powers_of_ten(void **state)
{
	int64_t v = 1;

	(void)state;
	for (unsigned n = 0; n <= 18; n++) {
		assert_true(sm_pow10(n) == v);
		if (n < 18)
			v *= 10;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_portable_name_reads_and_writes_as_itself),
		cmocka_unit_test(synonyms_and_any_case_and_blanks_are_understood),
		cmocka_unit_test(what_is_no_type_is_not_read_and_changes_nothing),
		cmocka_unit_test(ranges_are_what_databases_hold),
		cmocka_unit_test(compounds_are_of_elements_and_keep_only_their_own),
		cmocka_unit_test(every_type_has_a_class),
		cmocka_unit_test(powers_of_ten_are_powers_of_ten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
