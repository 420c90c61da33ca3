/* load/encode/encode_pg_text.c: each type's form, escapes, NULLs, and bounds */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/encode.h"

#define MAX_CELLS 12

/* One column of several values, and how each is written. */
struct column_case {
	struct sm_type type;
	bool plain;
	uint32_t n;
	union {
		int64_t i64[MAX_CELLS];
		double f64[MAX_CELLS];
		struct sm_u128 u128[MAX_CELLS];
		const char *text[MAX_CELLS];
	} v;
	const char *want;
};

static struct sm_column column_of(const struct column_case *c)
{
	struct sm_column col = { .name = "c", .type = c->type };

	col.dom = (struct sm_domain){ .type = c->type, .plain = c->plain };
	if (sm_type_class(c->type.id) == SM_I64)
		sm_type_range(&c->type, &col.dom.min, &col.dom.max);
	if (sm_type_class(c->type.id) == SM_STR)
		for (uint32_t i = 0; i < c->n; i++)
			if (strlen(c->v.text[i]) > col.dom.width)
				col.dom.width = (uint32_t)strlen(c->v.text[i]);
	return col;
}

/* Values in memory that ends where a value may end, slack behind. */
static struct sm_vec vec_of(const struct column_case *c, struct sm_arena *a,
			    struct sm_str *str)
{
	struct sm_vec v = { 0 };

	switch (sm_type_class(c->type.id)) {
	case SM_I64:
		v.v.i64 = (int64_t *)(uintptr_t)c->v.i64;
		break;
	case SM_F64:
		v.v.f64 = (double *)(uintptr_t)c->v.f64;
		break;
	case SM_U128:
		v.v.u128 = (struct sm_u128 *)(uintptr_t)c->v.u128;
		break;
	case SM_STR:
		for (uint32_t i = 0; i < c->n; i++)
			str[i] = (struct sm_str){
				.p = sm_arena_strdup(a, c->v.text[i]),
				.n = (uint32_t)strlen(c->v.text[i]),
			};
		v.v.str = str;
		break;
	}
	return v;
}

static char *encode(const struct sm_table *t, const struct sm_vec *cols,
		    uint32_t n, struct sm_arena *a)
{
	const struct sm_encoder *e = &sm_encode_pg_text;
	size_t bound = e->bound(t);
	char *out = malloc(n * bound + SM_SLACK + 1);
	char *end = e->rows(e->prepare(t, a), cols, n, out);

	assert_true((size_t)(end - out) <= n * bound);
	*end = '\0';
	return out;
}

static void check(const struct column_case *c)
{
	struct sm_arena a = { 0 };
	struct sm_str str[MAX_CELLS];
	struct sm_column col = column_of(c);
	struct sm_table t = { .name = "t", .columns = &col, .ncolumns = 1 };
	struct sm_vec v = vec_of(c, &a, str);
	char *got = encode(&t, &v, c->n, &a);

	assert_string_equal(got, c->want);
	free(got);
	sm_arena_release(&a);
}

static void each_type_has_its_form(void **state)
{
	static const struct column_case cases[] = {
		{ { .id = SM_T_BOOL }, .n = 2, .v.i64 = { 0, 1 },
		  .want = "f\nt\n" },
		{ { .id = SM_T_SMALLINT }, .n = 2, .v.i64 = { -32768, 32767 },
		  .want = "-32768\n32767\n" },
		{ { .id = SM_T_INT }, .n = 3, .v.i64 = { INT32_MIN, 0, 7 },
		  .want = "-2147483648\n0\n7\n" },
		{ { .id = SM_T_BIGINT }, .n = 2,
		  .v.i64 = { INT64_MIN, INT64_MAX },
		  .want = "-9223372036854775808\n9223372036854775807\n" },
		{ { .id = SM_T_DECIMAL, .precision = 10, .scale = 2 }, .n = 4,
		  .v.i64 = { 0, -5, 12345, INT64_MIN },
		  .want = "0.00\n-0.05\n123.45\n-92233720368547758.08\n" },
		{ { .id = SM_T_DECIMAL, .precision = 18, .scale = 18 }, .n = 2,
		  .v.i64 = { 1, INT64_MIN },
		  .want = "0.000000000000000001\n-9.223372036854775808\n" },
		{ { .id = SM_T_DECIMAL, .precision = 5 }, .n = 1,
		  .v.i64 = { -42 }, .want = "-42\n" },
		{ { .id = SM_T_DATE }, .n = 4,
		  .v.i64 = { 0, -719162, 2932896, 11016 },
		  .want = "1970-01-01\n0001-01-01\n9999-12-31\n2000-02-29\n" },
		{ { .id = SM_T_TIMESTAMP }, .n = 3,
		  .v.i64 = { 0, -1, INT64_C(1767225600250000) },
		  .want = "1970-01-01 00:00:00\n1969-12-31 23:59:59.999999\n"
			  "2026-01-01 00:00:00.25\n" },
		{ { .id = SM_T_TIMESTAMPTZ }, .n = 2,
		  .v.i64 = { 0, INT64_C(1767225600000001) },
		  .want = "1970-01-01 00:00:00+00\n"
			  "2026-01-01 00:00:00.000001+00\n" },
		{ { .id = SM_T_UUID }, .n = 1,
		  .v.u128 = { { .hi = 0x0123456789abcdef,
				.lo = 0xfedcba9876543210 } },
		  .want = "01234567-89ab-cdef-fedc-ba9876543210\n" },
		{ { .id = SM_T_BYTES }, .n = 3, .v.text = { "", "\x01\xff", "ab" },
		  .want = "\\\\x\n\\\\x01ff\n\\\\x6162\n" },
		{ { .id = SM_T_INET }, .n = 1, .v.text = { "2001:db8::/32" },
		  .want = "2001:db8::/32\n" },
		{ { .id = SM_T_JSONB }, .n = 1, .v.text = { "{\"a\":\"\\n\"}" },
		  .want = "{\"a\":\"\\\\n\"}\n" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void four_bytes_are_escaped_and_no_others(void **state)
{
	static const struct column_case cases[] = {
		{ { .id = SM_T_TEXT }, .n = 5,
		  .v.text = { "", "\t", "\n\r", "a\\b", "\\N" },
		  .want = "\n\\t\n\\n\\r\na\\\\b\n\\\\N\n" },
		{ { .id = SM_T_TEXT }, .n = 3,
		  .v.text = { "\b\f\v\x01", "'\"|,", "\xc3\xa9\xe2\x82\xac" },
		  .want = "\b\f\v\x01\n'\"|,\n\xc3\xa9\xe2\x82\xac\n" },
		{ { .id = SM_T_VARCHAR }, .n = 2,
		  .v.text = { "1234567\t9abcdef\\", "\\\\\\\\\\\\\\\\\t\t\t" },
		  .want = "1234567\\t9abcdef\\\\\n\\\\\\\\\\\\\\\\\\\\\\\\\\\\"
			  "\\\\\\t\\t\\t\n" },
		{ { .id = SM_T_TEXT }, .plain = true, .n = 3,
		  .v.text = { "", "short", "a text of more than sixty-four bytes "
			      "is copied as long as it is, not in one move" },
		  .want = "\nshort\na text of more than sixty-four bytes is "
			  "copied as long as it is, not in one move\n" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

/* The straightforward way, to compare with. */
static size_t escape_slowly(const unsigned char *p, size_t n, char *to)
{
	char *at = to;

	for (; n; n--, p++) {
		const char *known = memchr("\t\n\r\\", *p, 4);

		if (known) {
			*at++ = '\\';
			*at++ = "tnr\\"[strcspn("\t\n\r\\", (char[]){ (char)*p, 0 })];
		} else {
			*at++ = (char)*p;
		}
	}
	return (size_t)(at - to);
}

static void escapes_do_not_depend_on_where_a_byte_stands(void **state)
{
	struct sm_column col = { .name = "c", .type = { .id = SM_T_TEXT },
				 .dom = { .width = 40 } };
	struct sm_table t = { .name = "t", .columns = &col, .ncolumns = 1 };
	unsigned char text[40 + SM_SLACK] = { 0 };
	char want[128];
	uint64_t draw = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct sm_arena a = { 0 };
		struct sm_str s = { .p = (char *)text };
		struct sm_vec v = { .v.str = &s };
		char *got;
		size_t n;

		draw = draw * UINT64_C(6364136223846793005) + 1;
		s.n = (uint32_t)(draw >> 33) % 41;
		for (uint32_t i = 0; i < sizeof(text); i++) {
			draw = draw * UINT64_C(6364136223846793005) + 1;
			text[i] = (draw >> 60) < 3
				? (unsigned char)"\t\n\r\\\x0e\x8d\x5b\x5d"
					[(draw >> 40) & 7]
				: (unsigned char)((draw >> 50) | 1);
		}
		got = encode(&t, &v, 1, &a);
		n = escape_slowly(text, s.n, want);
		want[n] = '\n';
		assert_memory_equal(got, want, n + 1);
		assert_int_equal(got[n + 1], 0);
		free(got);
		sm_arena_release(&a);
	}
}

static void doubles_read_back_as_they_were(void **state)
{
	static const double cases[] = {
		0, 1, -1, 0.5, 0.1, 1.005, -123.456789, 1e15, 1e16, 1e300, 5e-324,
		2.2250738585072014e-308, -1.7976931348623157e308, 1.0 / 3,
		9007199254740991.0, 9007199254740993.0, 0.000001, 0.0000001,
		123456789.123456, 33.33, 99999999999.99,
	};
	struct sm_column col = { .name = "c", .type = { .id = SM_T_DOUBLE } };
	struct sm_table t = { .name = "t", .columns = &col, .ncolumns = 1 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_arena a = { 0 };
		double value = cases[i];
		struct sm_vec v = { .v.f64 = &value };
		char *got = encode(&t, &v, 1, &a);
		double back = strtod(got, NULL);

		assert_memory_equal(&back, &value, sizeof(back));
		free(got);
		sm_arena_release(&a);
	}
}

static void reals_read_back_as_floats(void **state)
{
	static const float cases[] = { 0, 1.5f, 0.1f, 16777217.0f, 3.4028235e38f,
				       1e-45f, -1e10f, 1.0f / 3 };
	struct sm_column col = { .name = "c", .type = { .id = SM_T_REAL } };
	struct sm_table t = { .name = "t", .columns = &col, .ncolumns = 1 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_arena a = { 0 };
		double value = (double)cases[i];
		struct sm_vec v = { .v.f64 = &value };
		char *got = encode(&t, &v, 1, &a);
		float back = strtof(got, NULL);

		assert_memory_equal(&back, &cases[i], sizeof(back));
		free(got);
		sm_arena_release(&a);
	}
}

static void what_is_no_number_has_a_word(void **state)
{
	static const struct column_case words = {
		{ .id = SM_T_DOUBLE }, .n = 3,
		.v.f64 = { (double)INFINITY, -(double)INFINITY, (double)NAN },
		.want = "Infinity\n-Infinity\nNaN\n",
	};
	struct column_case reals = words;

	(void)state;
	check(&words);
	reals.type.id = SM_T_REAL;
	check(&reals);
}

static void a_null_is_backslash_n_in_every_type(void **state)
{
	uint8_t null[2] = { 1, 1 };

	(void)state;
	for (int id = SM_T_BOOL; id < SM_T_COUNT; id++) {
		struct sm_arena a = { 0 };
		struct sm_type type = { .id = (enum sm_type_id)id };
		struct sm_column col = { .name = "c", .type = type,
					 .dom = { .nullable = true } };
		struct sm_table t = { .columns = &col, .ncolumns = 1 };
		struct sm_u128 zeros[4] = { { 0, 0 } };
		struct sm_vec v = { .v.u128 = zeros, .null = null };
		char *got = encode(&t, &v, 2, &a);

		assert_string_equal(got, "\\N\n\\N\n");
		free(got);
		sm_arena_release(&a);
	}
}

static void columns_stand_between_tabs(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_column cols[3] = {
		{ .type = { .id = SM_T_INT },
		  .dom = { .nullable = true, .min = -9, .max = 9 } },
		{ .type = { .id = SM_T_TEXT }, .dom = { .width = 1 } },
		{ .type = { .id = SM_T_BOOL } },
	};
	struct sm_table t = { .columns = cols, .ncolumns = 3 };
	int64_t ints[3] = { 1, 0, -3 }, bools[3] = { 1, 0, 1 };
	uint8_t null[3] = { 0, 1, 0 };
	char bytes[3 + SM_SLACK] = "xy";
	struct sm_str str[3] = { { .p = bytes, .n = 1 }, { .p = NULL, .n = 0 },
				 { .p = bytes + 1, .n = 1 } };
	struct sm_vec v[3] = { { .v.i64 = ints, .null = null },
			       { .v.str = str }, { .v.i64 = bools } };
	char *got = encode(&t, v, 3, &a);

	(void)state;
	assert_string_equal(got, "1\tx\tt\n\\N\t\tf\n-3\ty\tt\n");
	free(got);
	sm_arena_release(&a);
}

/* More than rows() joins at a time. */
static void many_columns_are_written_like_few(void **state)
{
	enum { WIDE = 300 };
	static struct sm_column cols[WIDE];
	static struct sm_vec v[WIDE];
	struct sm_table t = { .columns = cols, .ncolumns = WIDE };
	struct sm_arena a = { 0 };
	int64_t ints[2] = { 7, 8 };
	uint8_t null[2] = { 0, 1 };
	char *got;

	(void)state;
	for (int i = 0; i < WIDE; i++) {
		cols[i] = (struct sm_column){ .type = { .id = SM_T_INT },
					      .dom.nullable = i == WIDE - 1 };
		v[i] = (struct sm_vec){ .v.i64 = ints };
	}
	v[WIDE - 1].null = null;
	got = encode(&t, v, 2, &a);
	assert_int_equal(strlen(got), 2 * WIDE + 2 * WIDE + 1);
	for (int i = 0; i < WIDE; i++) {
		assert_int_equal(got[2 * i], '7');
		assert_int_equal(got[2 * i + 1], i == WIDE - 1 ? '\n' : '\t');
	}
	assert_string_equal(got + 4 * WIDE - 2, "\\N\n");
	free(got);
	sm_arena_release(&a);
}

/* A column whose domain is narrow is written in a shorter way, not another. */
static void short_numbers_are_written_as_long_ones(void **state)
{
	static const int64_t tops[] = { 9, 99, 9999, 99999999 };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(tops); k++)
		for (unsigned scale = 0; scale <= 2; scale += 2) {
			struct sm_column col = {
				.type = { .id = SM_T_DECIMAL, .scale = (uint16_t)scale },
				.dom = { .min = 0, .max = tops[k] } };
			struct sm_column wide = col;
			struct sm_table narrow = { .columns = &col, .ncolumns = 1 };
			struct sm_table broad = { .columns = &wide, .ncolumns = 1 };
			int64_t value[1000];
			struct sm_vec v = { .v.i64 = value };
			struct sm_arena a = { 0 };
			char *x, *y;

			wide.dom.min = INT64_MIN;
			wide.dom.max = INT64_MAX;
			for (int i = 0; i < 1000; i++)
				value[i] = tops[k] - (tops[k] * i / 999);
			x = encode(&narrow, &v, 1000, &a);
			y = encode(&broad, &v, 1000, &a);
			assert_string_equal(x, y);
			free(x);
			free(y);
			sm_arena_release(&a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_has_its_form),
		cmocka_unit_test(four_bytes_are_escaped_and_no_others),
		cmocka_unit_test(escapes_do_not_depend_on_where_a_byte_stands),
		cmocka_unit_test(doubles_read_back_as_they_were),
		cmocka_unit_test(reals_read_back_as_floats),
		cmocka_unit_test(what_is_no_number_has_a_word),
		cmocka_unit_test(a_null_is_backslash_n_in_every_type),
		cmocka_unit_test(short_numbers_are_written_as_long_ones),
		cmocka_unit_test(columns_stand_between_tabs),
		cmocka_unit_test(many_columns_are_written_like_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
