/* load/encode/encode_pg_binary.c: each type as its receive function reads it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/copy_text.h"

/* A value and its field in hex, length first. What the bytes should be was
 * taken from the server: COPY (SELECT value) TO STDOUT (FORMAT binary). */
struct field_case {
	struct sm_type type;
	int64_t i64;
	double f64;
	struct sm_u128 u128;
	const char *text;
	const char *want;
};

static void to_hex(const char *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++, out += 2)
		snprintf(out, 3, "%02x", (unsigned)(unsigned char)p[i]);
	*out = '\0';
}

/* Encode n rows of a table and give the bytes in hex. */
static void encode(const struct sm_table *t, const struct sm_vec *cols,
		   uint32_t n, char hex[512])
{
	const struct sm_encoder *e = &sm_encode_pg_binary;
	struct sm_arena a = { 0 };
	size_t bound = e->bound(t);
	char *out = malloc(n * bound + SM_SLACK);
	char *end = e->rows(e->prepare(t, &a), cols, n, out);

	assert_true((size_t)(end - out) <= n * bound);
	assert_true(end - out < 256);
	to_hex(out, (size_t)(end - out), hex);
	free(out);
	sm_arena_release(&a);
}

static void check(const struct field_case *c)
{
	struct sm_column col = { .name = "c", .type = c->type };
	struct sm_table t = { .columns = &col, .ncolumns = 1 };
	struct sm_str str = { .p = c->text };
	struct sm_vec v = { 0 };
	char hex[512];

	if (c->text)
		str.n = (uint32_t)strlen(c->text);
	col.dom.width = str.n;
	switch (sm_type_class(c->type.id)) {
	case SM_I64: v.v.i64 = (int64_t *)(uintptr_t)&c->i64; break;
	case SM_F64: v.v.f64 = (double *)(uintptr_t)&c->f64; break;
	case SM_U128: v.v.u128 = (struct sm_u128 *)(uintptr_t)&c->u128; break;
	case SM_STR: v.v.str = &str; break;
	}
	encode(&t, &v, 1, hex);
	assert_memory_equal(hex, "0001", 4);
	assert_string_equal(hex + 4, c->want);
}

static void numbers_are_big_endian(void **state)
{
	static const struct field_case cases[] = {
		{ { .id = SM_T_BOOL }, .i64 = 1, .want = "00000001" "01" },
		{ { .id = SM_T_BOOL }, .i64 = 0, .want = "00000001" "00" },
		{ { .id = SM_T_SMALLINT }, .i64 = -2, .want = "00000002" "fffe" },
		{ { .id = SM_T_INT }, .i64 = 258, .want = "00000004" "00000102" },
		{ { .id = SM_T_INT }, .i64 = INT32_MIN,
		  .want = "00000004" "80000000" },
		{ { .id = SM_T_BIGINT }, .i64 = INT64_C(0x0102030405060708),
		  .want = "00000008" "0102030405060708" },
		{ { .id = SM_T_BIGINT }, .i64 = -1,
		  .want = "00000008" "ffffffffffffffff" },
		{ { .id = SM_T_REAL }, .f64 = 1.5, .want = "00000004" "3fc00000" },
		{ { .id = SM_T_DOUBLE }, .f64 = -0.1,
		  .want = "00000008" "bfb999999999999a" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void numerics_are_digits_to_base_10000(void **state)
{
	static const struct field_case cases[] = {
		{ { .id = SM_T_DECIMAL, .scale = 2 }, .i64 = 0,
		  .want = "00000008" "0000" "0000" "0000" "0002" },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, .i64 = 123456,
		  .want = "0000000c" "0002" "0000" "0000" "0002" "04d2" "15e0" },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, .i64 = -5,
		  .want = "0000000a" "0001" "ffff" "4000" "0002" "01f4" },
		{ { .id = SM_T_DECIMAL, .scale = 0 }, .i64 = 10000,
		  .want = "0000000a" "0001" "0001" "0000" "0000" "0001" },
		{ { .id = SM_T_DECIMAL, .scale = 4 }, .i64 = 100000000,
		  .want = "0000000a" "0001" "0001" "0000" "0004" "0001" },
		{ { .id = SM_T_DECIMAL, .scale = 18 }, .i64 = 1,
		  .want = "0000000a" "0001" "fffb" "0000" "0012" "0064" },
		{ { .id = SM_T_DECIMAL, .scale = 18 }, .i64 = INT64_MIN,
		  .want = "00000014" "0006" "0000" "4000" "0012" "0009" "08b9"
			  "1c23" "1ac6" "1e4e" "0320" },
		{ { .id = SM_T_DECIMAL, .scale = 0 }, .i64 = INT64_MAX,
		  .want = "00000012" "0005" "0004" "0000" "0000" "039a" "0d2c"
			  "0170" "1565" "16af" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void times_count_from_2000(void **state)
{
	static const struct field_case cases[] = {
		{ { .id = SM_T_DATE }, .i64 = 10957, .want = "00000004" "00000000" },
		{ { .id = SM_T_DATE }, .i64 = 0, .want = "00000004" "ffffd533" },
		{ { .id = SM_T_TIMESTAMP }, .i64 = INT64_C(946684800000001),
		  .want = "00000008" "0000000000000001" },
		{ { .id = SM_T_TIMESTAMPTZ }, .i64 = 0,
		  .want = "00000008" "fffca2fec4c82000" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void texts_are_their_bytes(void **state)
{
	static const struct field_case cases[] = {
		{ { .id = SM_T_TEXT }, .text = "a\tb\\",
		  .want = "00000004" "6109625c" },
		{ { .id = SM_T_VARCHAR }, .text = "", .want = "00000000" },
		{ { .id = SM_T_CHAR }, .text = "x", .want = "00000001" "78" },
		{ { .id = SM_T_ENUM }, .text = "gold",
		  .want = "00000004" "676f6c64" },
		{ { .id = SM_T_BYTES }, .text = "\xff\x01",
		  .want = "00000002" "ff01" },
		{ { .id = SM_T_JSON }, .text = "[1]", .want = "00000003" "5b315d" },
		{ { .id = SM_T_JSONB }, .text = "[1]",
		  .want = "00000004" "01" "5b315d" },
		{ { .id = SM_T_UUID },
		  .u128 = { .hi = 0x0123456789abcdef, .lo = 0xfedcba9876543210 },
		  .want = "00000010" "0123456789abcdeffedcba9876543210" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void addresses_carry_family_and_mask(void **state)
{
	static const struct field_case cases[] = {
		{ { .id = SM_T_INET }, .text = "192.0.2.1",
		  .want = "00000008" "02" "20" "00" "04" "c0000201" },
		{ { .id = SM_T_INET }, .text = "192.0.2.0/24",
		  .want = "00000008" "02" "18" "00" "04" "c0000200" },
		{ { .id = SM_T_INET }, .text = "2001:db8::1",
		  .want = "00000014" "03" "80" "00" "10"
			  "20010db8000000000000000000000001" },
		{ { .id = SM_T_INET }, .text = "::/0",
		  .want = "00000014" "03" "00" "00" "10"
			  "00000000000000000000000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void what_is_no_address_has_no_family(void **state)
{
	static const char *const texts[] = {
		"", "x", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/", "::1/129",
		"192.0.2.1/-1", "192.0.2.1/999999999999",
		"a text that is much too long to be any address of any family",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(texts); i++) {
		const struct field_case c = { { .id = SM_T_INET },
					      .text = texts[i],
					      .want = "00000004" "00000000" };

		check(&c);
	}
}

static void a_null_is_a_length_of_minus_one(void **state)
{
	(void)state;
	/* arrays and ranges go as text */
	for (int id = SM_T_BOOL; id < SM_T_ARRAY; id++) {
		struct sm_column col = { .type = { .id = (enum sm_type_id)id },
					 .dom = { .nullable = true } };
		struct sm_table t = { .columns = &col, .ncolumns = 1 };
		uint8_t null[2] = { 1, 1 };
		struct sm_u128 zeros[4] = { { 0, 0 } };
		struct sm_vec v = { .v.u128 = zeros, .null = null };
		char hex[512];

		encode(&t, &v, 2, hex);
		assert_string_equal(hex, "0001ffffffff0001ffffffff");
	}
}

static void a_table_with_an_array_goes_as_text(void **state)
{
	struct sm_column cols[] = {
		{ .type = { .id = SM_T_INT }, .dom = { .min = 7, .max = 7 } },
		{ .type = { .id = SM_T_ARRAY, .of = SM_T_TEXT }, .dom = { .width = 8 } },
	};
	struct sm_table t = { .columns = cols, .ncolumns = 2 };
	int64_t seven = 7;
	static const char text[8 + SM_SLACK] = "{\"a\\\\\"}";
	struct sm_str s = { .p = text, .n = 7 };
	struct sm_vec v[] = { { .v.i64 = &seven }, { .v.str = &s } };
	char hex[512];

	(void)state;
	assert_false(sm__binary_takes(&t));
	encode(&t, v, 1, hex);
	/* 7, a tab, {"a\\\\"}, a line's end: COPY doubles what the array doubled */
	assert_string_equal(hex, "37097b22615c5c5c5c227d0a");
	t.ncolumns = 1;
	assert_true(sm__binary_takes(&t));
}

static void a_tuple_counts_its_fields(void **state)
{
	struct sm_column cols[2] = { { .type = { .id = SM_T_INT } },
				     { .type = { .id = SM_T_BOOL } } };
	struct sm_table t = { .columns = cols, .ncolumns = 2 };
	int64_t ints[2] = { 1, 2 }, bools[2] = { 0, 1 };
	struct sm_vec v[2] = { { .v.i64 = ints }, { .v.i64 = bools } };
	char hex[512];

	(void)state;
	encode(&t, v, 2, hex);
	assert_string_equal(hex, "0002" "00000004" "00000001" "00000001" "00"
				 "0002" "00000004" "00000002" "00000001" "01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_big_endian),
		cmocka_unit_test(numerics_are_digits_to_base_10000),
		cmocka_unit_test(times_count_from_2000),
		cmocka_unit_test(texts_are_their_bytes),
		cmocka_unit_test(addresses_carry_family_and_mask),
		cmocka_unit_test(what_is_no_address_has_no_family),
		cmocka_unit_test(a_null_is_a_length_of_minus_one),
		cmocka_unit_test(a_table_with_an_array_goes_as_text),
		cmocka_unit_test(a_tuple_counts_its_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
