/* load/encode/encode_jsonl.c: a line is an object, and reads back as the row */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <yajl/yajl_tree.h>

#include "seedmill/encode.h"

/* Rows of the columns, as the encoder writes them. */
static const char *encoded(const struct sm_column *c, uint32_t ncolumns,
			   const struct sm_vec *v, uint32_t n)
{
	static char out[8192];
	struct sm_table t = { .columns = (struct sm_column *)c,
			      .ncolumns = ncolumns };
	struct sm_arena a = { 0 };
	const void *w = sm_encode_jsonl.prepare(&t, &a);
	size_t most = n * sm_encode_jsonl.bound(&t);
	char *end;

	assert_non_null(w);
	assert_true(most + SM_SLACK < sizeof(out));
	end = sm_encode_jsonl.rows(w, v, n, out);
	assert_true((size_t)(end - out) <= most);
	*end = '\0';
	sm_arena_release(&a);
	return out;
}

static const char *one_i64(enum sm_type_id id, unsigned scale, int64_t value)
{
	struct sm_column c = { .name = "x", .type = { .id = id,
				.scale = (uint16_t)scale } };
	struct sm_vec v = { .v.i64 = &value };

	return encoded(&c, 1, &v, 1);
}

static const char *one_f64(enum sm_type_id id, double value)
{
	struct sm_column c = { .name = "x", .type.id = id };
	struct sm_vec v = { .v.f64 = &value };

	return encoded(&c, 1, &v, 1);
}

static const char *one_text(enum sm_type_id id, const char *text, uint32_t n,
			    bool plain)
{
	static char room[512];
	struct sm_str s = { .p = room, .n = n };
	struct sm_column c = { .name = "x", .type.id = id,
			       .dom = { .width = n, .plain = plain } };
	struct sm_vec v = { .v.str = &s };

	memset(room, '"', sizeof(room));    /* what stands behind is no matter */
	memcpy(room, text, n);
	return encoded(&c, 1, &v, 1);
}

static void each_type_has_its_form(void **state)
{
	(void)state;
	assert_string_equal(one_i64(SM_T_BOOL, 0, 1), "{\"x\":true}\n");
	assert_string_equal(one_i64(SM_T_BOOL, 0, 0), "{\"x\":false}\n");
	assert_string_equal(one_i64(SM_T_INT, 0, -7), "{\"x\":-7}\n");
	assert_string_equal(one_i64(SM_T_BIGINT, 0, INT64_MIN),
			    "{\"x\":-9223372036854775808}\n");
	assert_string_equal(one_i64(SM_T_DECIMAL, 2, 1250), "{\"x\":12.50}\n");
	assert_string_equal(one_i64(SM_T_DECIMAL, 3, -5), "{\"x\":-0.005}\n");
	assert_string_equal(one_i64(SM_T_DECIMAL, 0, 12), "{\"x\":12}\n");
	assert_string_equal(one_i64(SM_T_DATE, 0, 0), "{\"x\":\"1970-01-01\"}\n");
	assert_string_equal(one_i64(SM_T_TIMESTAMP, 0, 1500000),
			    "{\"x\":\"1970-01-01T00:00:01.5\"}\n");
	assert_string_equal(one_i64(SM_T_TIMESTAMPTZ, 0, 1000000),
			    "{\"x\":\"1970-01-01T00:00:01Z\"}\n");
	assert_string_equal(one_f64(SM_T_DOUBLE, 0.25), "{\"x\":0.25}\n");
	assert_string_equal(one_f64(SM_T_REAL, -1.5), "{\"x\":-1.50}\n");
	assert_string_equal(one_text(SM_T_BYTES, "\0\xff\n", 3, false),
			    "{\"x\":\"00ff0a\"}\n");
	assert_string_equal(one_text(SM_T_JSON, "{\"a\":[1,null]}", 14, false),
			    "{\"x\":{\"a\":[1,null]}}\n");
	assert_string_equal(one_text(SM_T_INET, "192.0.2.1", 9, true),
			    "{\"x\":\"192.0.2.1\"}\n");
	assert_string_equal(one_text(SM_T_TEXT, "", 0, false), "{\"x\":\"\"}\n");
	assert_string_equal(one_text(SM_T_TEXT, "", 0, true), "{\"x\":\"\"}\n");
}

static void uuids_are_text(void **state)
{
	struct sm_u128 u = { .hi = 0x0011223344556677,
			     .lo = 0x8899aabbccddeeff };
	struct sm_column c = { .name = "u", .type.id = SM_T_UUID };
	struct sm_vec v = { .v.u128 = &u };

	(void)state;
	assert_string_equal(encoded(&c, 1, &v, 1),
			    "{\"u\":\"00112233-4455-6677-8899-aabbccddeeff\"}\n");
}

static void what_json_has_no_number_for_is_a_word(void **state)
{
	(void)state;
	assert_string_equal(one_f64(SM_T_DOUBLE, (double)NAN), "{\"x\":\"NaN\"}\n");
	assert_string_equal(one_f64(SM_T_DOUBLE, (double)INFINITY),
			    "{\"x\":\"Infinity\"}\n");
	assert_string_equal(one_f64(SM_T_REAL, (double)-INFINITY),
			    "{\"x\":\"-Infinity\"}\n");
}

/* The string that a JSON parser finds in the line's only member. */
static void reads_back(const char *line, const char *name, const char *text)
{
	const char *path[] = { name, NULL };
	char why[64];
	yajl_val tree = yajl_tree_parse(line, why, sizeof(why));

	assert_non_null(tree);
	assert_string_equal(
		YAJL_GET_STRING(yajl_tree_get(tree, path, yajl_t_string)), text);
	yajl_tree_free(tree);
}

static void every_sign_at_every_place_reads_back(void **state)
{
	static const char *const signs[] = {
		"\"", "\\", "\b", "\f", "\n", "\r", "\t", "\x01", "\x1f", "\x7f",
		"/", "\xc3\xa9", " "
	};
	char text[64];

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(signs); k++) {
		for (uint32_t n = 2; n <= 26; n++) {
			for (uint32_t at = 0; at + strlen(signs[k]) <= n; at++) {
				memset(text, 'x', sizeof(text));
				memcpy(text + at, signs[k], strlen(signs[k]));
				text[n] = '\0';
				reads_back(one_text(SM_T_TEXT, text, n, false),
					   "x", text);
			}
		}
	}
}

static void all_signs_escaped_fit_the_bound(void **state)
{
	char text[64];

	(void)state;
	memset(text, 1, sizeof(text));
	assert_int_equal(strlen(one_text(SM_T_TEXT, text, 64, false)),
			 strlen("{\"x\":\"\"}\n") + 6 * 64);
}

static void keys_stand_in_order_and_are_escaped(void **state)
{
	int64_t a[] = { 1, 2 }, b[] = { 3, 4 };
	uint8_t null[] = { 1, 0 };
	struct sm_column c[] = {
		{ .name = "say \"x\"\n", .type.id = SM_T_INT },
		{ .name = "a rather long name of more than sixty-four bytes, which "
			  "no fixed move copies", .type.id = SM_T_INT },
	};
	struct sm_vec v[] = { { .v.i64 = a, .null = null }, { .v.i64 = b } };

	(void)state;
	assert_string_equal(encoded(c, 2, v, 2),
		"{\"say \\\"x\\\"\\n\":null,\"a rather long name of more than "
		"sixty-four bytes, which no fixed move copies\":3}\n"
		"{\"say \\\"x\\\"\\n\":2,\"a rather long name of more than "
		"sixty-four bytes, which no fixed move copies\":4}\n");
}

static void a_row_of_no_columns_is_an_empty_object(void **state)
{
	(void)state;
	assert_string_equal(encoded(NULL, 0, NULL, 2), "{}\n{}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_has_its_form),
		cmocka_unit_test(uuids_are_text),
		cmocka_unit_test(what_json_has_no_number_for_is_a_word),
		cmocka_unit_test(every_sign_at_every_place_reads_back),
		cmocka_unit_test(all_signs_escaped_fit_the_bound),
		cmocka_unit_test(keys_stand_in_order_and_are_escaped),
		cmocka_unit_test(a_row_of_no_columns_is_an_empty_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
