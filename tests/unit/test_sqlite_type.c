/* load/target/sqlite_type.c: declared names keep values, and map back */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "target/sqlite.h"

static const struct {
	struct sm_type type;
	const char *ddl;
} portable[] = {
	{ { .id = SM_T_BOOL }, "BOOLEAN" },
	{ { .id = SM_T_SMALLINT }, "SMALLINT" },
	{ { .id = SM_T_INT }, "INT" },
	{ { .id = SM_T_BIGINT }, "BIGINT" },
	{ { .id = SM_T_DECIMAL, .precision = 12, .scale = 2 },
	  "DECIMAL(12,2)" },
	{ { .id = SM_T_DECIMAL, .precision = 15, .scale = 0 },
	  "DECIMAL(15,0)" },
	{ { .id = SM_T_DECIMAL, .precision = 16, .scale = 2 },
	  "DECIMAL_TEXT(16,2)" },
	{ { .id = SM_T_DECIMAL }, "DECIMAL_TEXT" },
	{ { .id = SM_T_REAL }, "FLOAT4" },
	{ { .id = SM_T_DOUBLE }, "DOUBLE" },
	{ { .id = SM_T_TEXT }, "TEXT" },
	{ { .id = SM_T_VARCHAR, .length = 120 }, "VARCHAR(120)" },
	{ { .id = SM_T_VARCHAR }, "VARCHAR" },
	{ { .id = SM_T_CHAR, .length = 8 }, "CHAR(8)" },
	{ { .id = SM_T_BYTES }, "BLOB" },
	{ { .id = SM_T_DATE }, "DATE" },
	{ { .id = SM_T_TIMESTAMP }, "TIMESTAMP" },
	{ { .id = SM_T_TIMESTAMPTZ }, "TIMESTAMPTZ" },
	{ { .id = SM_T_UUID }, "UUID" },
	{ { .id = SM_T_JSON }, "JSON" },
	{ { .id = SM_T_JSONB }, "JSONB" },
	{ { .id = SM_T_INET }, "INET" },
	{ { .id = SM_T_ARRAY, .of = SM_T_INT }, "INT_ARRAY" },
	{ { .id = SM_T_ARRAY, .of = SM_T_DECIMAL, .precision = 10, .scale = 2 },
	  "NUMERIC_ARRAY(10,2)" },
	{ { .id = SM_T_ARRAY, .of = SM_T_VARCHAR, .length = 20 },
	  "VARCHAR_ARRAY(20)" },
	{ { .id = SM_T_ARRAY, .of = SM_T_TIMESTAMPTZ }, "TIMESTAMPTZ_ARRAY" },
	{ { .id = SM_T_RANGE, .of = SM_T_INT }, "INT4RANGE" },
	{ { .id = SM_T_RANGE, .of = SM_T_TIMESTAMP }, "TSRANGE" },
};

static void every_type_maps_back_to_itself(void **state)
{
	char ddl[64];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(portable); i++) {
		const struct sm_type *t = &portable[i].type;
		struct sm_type live;

		assert_string_equal(sm__lite_type_ddl(t, ddl),
				    portable[i].ddl);
		live = sm__lite_type_live(ddl);
		assert_int_equal(live.id, t->id);
		assert_int_equal(live.length, t->length);
		assert_int_equal(live.precision, t->precision);
		assert_int_equal(live.scale, t->scale);
		assert_int_equal(live.of, t->of);
	}
}

static void names_mean_what_they_mean_in_sqlite(void **state)
{
	static const struct {
		const char *declared;
		enum sm_type_id id;
	} cases[] = {
		{ "INTEGER", SM_T_BIGINT }, { "integer", SM_T_BIGINT },
		{ "REAL", SM_T_DOUBLE }, { "FLOAT", SM_T_DOUBLE },
		{ "DOUBLE PRECISION", SM_T_DOUBLE },
		{ "UNSIGNED BIG INT", SM_T_BIGINT },
		{ "NATIVE CHARACTER(70)", SM_T_TEXT }, { "CLOB", SM_T_TEXT },
		{ "", SM_T_TEXT }, { "DATETIME", SM_T_TIMESTAMP },
		{ "varchar(255)", SM_T_VARCHAR }, { "MONEY", SM_T_NONE },
		{ "GEOMETRY", SM_T_NONE },
		{ "JSONB_ARRAY", SM_T_NONE }, { "int_array", SM_T_ARRAY }, { "LONGBLOB", SM_T_BYTES },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(sm__lite_type_live(cases[i].declared).id,
				 cases[i].id);
}

static void long_decimals_need_a_text_column(void **state)
{
	static const struct {
		const char *declared;
		uint16_t scale;
		int64_t max;
		bool lossy;
	} cases[] = {
		{ "DECIMAL(18,2)", 2, 999999999999999, false },
		{ "DECIMAL(18,2)", 2, 1000000000000000, true },
		{ "numeric", 2, 1000000000000000, true },
		{ "DECIMAL_TEXT(18,2)", 2, 1000000000000000, false },
		{ "text", 2, 1000000000000000, false },
		{ "DECIMAL(18,0)", 0, 1000000000000000, false },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_type t = { .id = SM_T_DECIMAL, .precision = 18,
				     .scale = cases[i].scale };
		const char *why = sm__lite_type_lossy(&t, cases[i].declared, 0,
						      cases[i].max);

		assert_int_equal(why != NULL, cases[i].lossy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_maps_back_to_itself),
		cmocka_unit_test(names_mean_what_they_mean_in_sqlite),
		cmocka_unit_test(long_decimals_need_a_text_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
