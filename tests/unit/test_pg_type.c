/* load/target/pg_type.c: the server's types and ours, there and back */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target/pg.h"

#define NUMERIC(p, s) ((int32_t)((p) << 16 | ((s) & 0x7ff)) + 4)

static void a_columns_type_is_read_from_the_catalogue(void **state)
{
	static const struct {
		uint32_t oid;
		int32_t typmod;
		char typtype;
		struct sm_type type;
		uint8_t fraction;
	} cases[] = {
		{ 16, -1, 'b', { .id = SM_T_BOOL }, 6 },
		{ 21, -1, 'b', { .id = SM_T_SMALLINT }, 6 },
		{ 23, -1, 'b', { .id = SM_T_INT }, 6 },
		{ 20, -1, 'b', { .id = SM_T_BIGINT }, 6 },
		{ 25, -1, 'b', { .id = SM_T_TEXT }, 6 },
		{ 1700, -1, 'b', { .id = SM_T_DECIMAL }, 6 },
		{ 1700, NUMERIC(10, 2), 'b',
		  { .id = SM_T_DECIMAL, .precision = 10, .scale = 2 }, 6 },
		{ 1700, NUMERIC(5, 0), 'b', { .id = SM_T_DECIMAL, .precision = 5 }, 6 },
		{ 1700, NUMERIC(1000, 1000), 'b',
		  { .id = SM_T_DECIMAL, .precision = 1000, .scale = 1000 }, 6 },
		{ 1700, NUMERIC(3, 5), 'b',
		  { .id = SM_T_DECIMAL, .precision = 3, .scale = 5 }, 6 },
		/* rounds to hundreds: nothing of ours does */
		{ 1700, NUMERIC(3, -2), 'b', { .id = SM_T_NONE }, 6 },
		{ 1043, -1, 'b', { .id = SM_T_VARCHAR }, 6 },
		{ 1043, 124, 'b', { .id = SM_T_VARCHAR, .length = 120 }, 6 },
		{ 1042, 5, 'b', { .id = SM_T_CHAR, .length = 1 }, 6 },
		{ 1114, -1, 'b', { .id = SM_T_TIMESTAMP }, 6 },
		{ 1114, 0, 'b', { .id = SM_T_TIMESTAMP }, 0 },
		{ 1184, 3, 'b', { .id = SM_T_TIMESTAMPTZ }, 3 },
		{ 1184, 6, 'b', { .id = SM_T_TIMESTAMPTZ }, 6 },
		{ 1007, -1, 'b', { .id = SM_T_ARRAY, .of = SM_T_INT }, 6 },
		{ 1231, NUMERIC(10, 2), 'b',
		  { .id = SM_T_ARRAY, .of = SM_T_DECIMAL, .precision = 10, .scale = 2 },
		  6 },
		{ 1231, NUMERIC(3, -2), 'b', { .id = SM_T_NONE }, 6 },
		{ 1015, 24, 'b', { .id = SM_T_ARRAY, .of = SM_T_VARCHAR, .length = 20 },
		  6 },
		{ 1185, 6, 'b', { .id = SM_T_ARRAY, .of = SM_T_TIMESTAMPTZ }, 6 },
		{ 1115, 3, 'b', { .id = SM_T_NONE }, 6 },
		{ 3912, -1, 'r', { .id = SM_T_RANGE, .of = SM_T_DATE }, 6 },
		/* jsonb[], a user's range */
		{ 3807, -1, 'b', { .id = SM_T_NONE }, 6 },
		{ 16403, -1, 'r', { .id = SM_T_NONE }, 6 },
		{ 16400, -1, 'e', { .id = SM_T_ENUM }, 6 },
		/* point, a user's composite, a user's base type */
		{ 600, -1, 'b', { .id = SM_T_NONE }, 6 },
		{ 16401, -1, 'c', { .id = SM_T_NONE }, 6 },
		{ 16402, 99, 'b', { .id = SM_T_NONE }, 6 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		uint8_t fraction;
		struct sm_type t = sm__pg_type(cases[i].oid, cases[i].typmod,
					       cases[i].typtype, &fraction);

		if (t.id != cases[i].type.id || t.length != cases[i].type.length ||
		    t.precision != cases[i].type.precision ||
		    t.scale != cases[i].type.scale || t.of != cases[i].type.of ||
		    fraction != cases[i].fraction)
			fail_msg("case %zu: %d (%u) (%u,%u) %u", i, (int)t.id,
				 t.length, t.precision, t.scale, fraction);
	}
}

static void a_new_columns_type_is_spelled_for_the_server(void **state)
{
	static const struct {
		struct sm_type type;
		const char *text;
	} cases[] = {
		{ { .id = SM_T_BOOL }, "boolean" },
		{ { .id = SM_T_INT }, "integer" },
		{ { .id = SM_T_DECIMAL }, "numeric" },
		{ { .id = SM_T_DECIMAL, .precision = 10, .scale = 2 },
		  "numeric(10,2)" },
		{ { .id = SM_T_DOUBLE }, "double precision" },
		{ { .id = SM_T_VARCHAR, .length = 120 }, "character varying(120)" },
		{ { .id = SM_T_VARCHAR }, "character varying" },
		{ { .id = SM_T_CHAR, .length = 2 }, "character(2)" },
		/* bare "character" would be one character long */
		{ { .id = SM_T_CHAR }, "text" },
		{ { .id = SM_T_BYTES }, "bytea" },
		{ { .id = SM_T_TIMESTAMPTZ }, "timestamp with time zone" },
		{ { .id = SM_T_ENUM }, "text" },
		{ { .id = SM_T_ARRAY, .of = SM_T_DECIMAL, .precision = 9 },
		  "numeric(9,0)[]" },
		{ { .id = SM_T_ARRAY, .of = SM_T_TIMESTAMPTZ },
		  "timestamp with time zone[]" },
		{ { .id = SM_T_RANGE, .of = SM_T_BIGINT }, "int8range" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char out[64];

		assert_string_equal(sm__pg_type_text(&cases[i].type, out),
				    cases[i].text);
	}
}

/* What CREATE TABLE says is the same type when it is read as a profile's. */
static void the_servers_spelling_is_one_that_profiles_know(void **state)
{
	(void)state;
	for (int id = SM_T_NONE + 1; id < SM_T_COUNT; id++) {
		const struct sm_type t = { .id = (enum sm_type_id)id, .length = 7,
					   .precision = 9, .scale = 4,
					   .of = id == SM_T_ARRAY ? SM_T_UUID
						 : id == SM_T_RANGE ? SM_T_DATE : 0 };
		char out[64];
		struct sm_type back;

		if (!sm_type_parse(sm__pg_type_text(&t, out), &back))
			fail_msg("%s", out);
		assert_int_equal(back.id, id == SM_T_ENUM ? SM_T_TEXT : id);
		assert_int_equal(back.of, t.of);
		if (id == SM_T_DECIMAL)
			assert_true(back.precision == 9 && back.scale == 4);
		if (id == SM_T_VARCHAR || id == SM_T_CHAR)
			assert_int_equal(back.length, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_columns_type_is_read_from_the_catalogue),
		cmocka_unit_test(a_new_columns_type_is_spelled_for_the_server),
		cmocka_unit_test(the_servers_spelling_is_one_that_profiles_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
