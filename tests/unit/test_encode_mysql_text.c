/* load/encode/encode_mysql_text.c: where LOAD DATA differs from COPY */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/encode.h"

static const char *encoded(const struct sm_encoder *e, struct sm_column *c,
			   const struct sm_vec *v, uint32_t n)
{
	static char out[4096];
	struct sm_table t = { .columns = c, .ncolumns = 1 };
	struct sm_arena a = { 0 };
	const void *w = e->prepare(&t, &a);
	char *end;

	assert_non_null(w);
	end = e->rows(w, v, n, out);
	assert_true((size_t)(end - out) <= n * e->bound(&t));
	*end = '\0';
	sm_arena_release(&a);
	return out;
}

static const char *mysql_i64(enum sm_type_id id, int64_t value)
{
	struct sm_column c = { .type.id = id, .dom = { .min = INT64_MIN,
						       .max = INT64_MAX } };
	struct sm_vec v = { .v.i64 = &value };

	return encoded(&sm_encode_mysql_text, &c, &v, 1);
}

static void three_types_differ_from_copy(void **state)
{
	char room[128] = "\0\xff\n";
	struct sm_str s = { .p = room, .n = 3 };
	struct sm_column c = { .type.id = SM_T_BYTES, .dom.width = 3 };
	struct sm_vec v = { .v.str = &s };

	(void)state;
	assert_string_equal(mysql_i64(SM_T_BOOL, 1), "1\n");
	assert_string_equal(mysql_i64(SM_T_BOOL, 0), "0\n");
	assert_string_equal(mysql_i64(SM_T_TIMESTAMPTZ, 1500000),
			    "1970-01-01 00:00:01.5\n");
	assert_string_equal(encoded(&sm_encode_mysql_text, &c, &v, 1),
			    "00ff0a\n");
	assert_string_equal(encoded(&sm_encode_pg_text, &c, &v, 1),
			    "\\\\x00ff0a\n");
}

static void the_rest_is_copy(void **state)
{
	static const enum sm_type_id ids[] = { SM_T_SMALLINT, SM_T_INT,
					       SM_T_BIGINT, SM_T_DECIMAL,
					       SM_T_DATE, SM_T_TIMESTAMP };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(ids); i++) {
		int64_t value = 12345;
		struct sm_column c = { .type = { .id = ids[i], .scale = 3 },
				       .dom = { .min = INT64_MIN,
						.max = INT64_MAX } };
		struct sm_vec v = { .v.i64 = &value };
		char copy[64];

		strcpy(copy, encoded(&sm_encode_pg_text, &c, &v, 1));
		assert_string_equal(encoded(&sm_encode_mysql_text, &c, &v, 1),
				    copy);
	}
}

static void nulls_and_escapes_are_told_apart(void **state)
{
	char text[3][128] = { "\\N", "", "a\tb\nc\rd\\e" };
	struct sm_str s[] = { { .p = text[0], .n = 2 }, { .p = text[1], .n = 0 },
			      { .p = text[2], .n = 9 }, { .p = text[0], .n = 2 } };
	uint8_t null[] = { 0, 0, 0, 1 };
	struct sm_column c = { .type.id = SM_T_TEXT, .dom.width = 9 };
	struct sm_vec v = { .v.str = s, .null = null };

	(void)state;
	assert_string_equal(encoded(&sm_encode_mysql_text, &c, &v, 4),
			    "\\\\N\n\na\\tb\\nc\\rd\\\\e\n\\N\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_types_differ_from_copy),
		cmocka_unit_test(the_rest_is_copy),
		cmocka_unit_test(nulls_and_escapes_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
