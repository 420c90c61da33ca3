/* load/encode/encode_native.c, native.h: what is written is what is read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "encode/native.h"

#define ROOM 4096

/* Encode one cell of one column and decode it. */
static struct sm_native_cell cell_of(struct sm_column *c, struct sm_vec *v,
				     char *room)
{
	struct sm_table t = { .columns = c, .ncolumns = 1 };
	struct sm_arena a = { 0 };
	struct sm_native_cell cell;
	char *end = sm_encode_native.rows(sm_encode_native.prepare(&t, &a), v,
					  1, room);

	assert_true((size_t)(end - room) <= sm_encode_native.bound(&t));
	assert_ptr_equal(sm_native_next(room, &cell), end);
	sm_arena_release(&a);
	return cell;
}

static void numbers_travel_as_they_are_stored(void **state)
{
	static const struct {
		struct sm_type type;
		int64_t v;
		enum sm_native_tag tag;
		const char *text;       /* TEXT */
		double d;               /* REAL */
	} cases[] = {
		{ { .id = SM_T_BOOL }, 1, SM_NATIVE_INT, NULL, 0 },
		{ { .id = SM_T_BIGINT }, INT64_MIN, SM_NATIVE_INT, NULL, 0 },
		{ { .id = SM_T_DECIMAL, .precision = 15 }, 7, SM_NATIVE_INT,
		  NULL, 0 },
		{ { .id = SM_T_DECIMAL, .precision = 15, .scale = 2 }, 10,
		  SM_NATIVE_REAL, NULL, 0.1 },
		{ { .id = SM_T_DECIMAL, .precision = 15, .scale = 2 },
		  -999999999999999, SM_NATIVE_REAL, NULL, -9999999999999.99 },
		{ { .id = SM_T_DECIMAL, .precision = 16, .scale = 2 }, -1250,
		  SM_NATIVE_TEXT, "-12.50", 0 },
		{ { .id = SM_T_DECIMAL, .scale = 18 }, 1, SM_NATIVE_TEXT,
		  "0.000000000000000001", 0 },
		{ { .id = SM_T_DATE }, -1, SM_NATIVE_TEXT, "1969-12-31", 0 },
		{ { .id = SM_T_TIMESTAMPTZ }, 500000, SM_NATIVE_TEXT,
		  "1970-01-01 00:00:00.5", 0 },
	};
	char room[ROOM];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t value = cases[i].v;
		struct sm_vec v = { .v.i64 = &value };
		struct sm_column col = { .type = cases[i].type };
		struct sm_native_cell c = cell_of(&col, &v, room);

		assert_int_equal(c.tag, cases[i].tag);
		if (c.tag == SM_NATIVE_INT)
			assert_int_equal(c.v.i, value);
		if (c.tag == SM_NATIVE_REAL)
			assert_true(c.v.d == cases[i].d);
		if (c.tag == SM_NATIVE_TEXT) {
			assert_int_equal(c.n, strlen(cases[i].text));
			assert_memory_equal(c.v.p, cases[i].text, c.n);
		}
	}
}

static void text_of_any_length_comes_back(void **state)
{
	char text[300], room[ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (uint32_t n = 0; n <= 200; n++) {
		struct sm_str s = { .p = text, .n = n };
		struct sm_vec v = { .v.str = &s };
		struct sm_column col = { .type.id = SM_T_TEXT,
					 .dom.width = n };
		struct sm_native_cell c = cell_of(&col, &v, room);

		assert_int_equal(c.tag, SM_NATIVE_TEXT);
		assert_int_equal(c.n, n);
		assert_memory_equal(c.v.p, text, n);
		col.type.id = SM_T_BYTES;
		assert_int_equal(cell_of(&col, &v, room).tag, SM_NATIVE_BLOB);
	}
}

static void rows_follow_each_other_without_gaps(void **state)
{
	int64_t numbers[3] = { 1, 2, 3 };
	double reals[3] = { 0.5, -0.0, 1e300 };
	struct sm_str texts[3] = { { .p = NULL, .n = 0 }, { .p = NULL },
				   { .p = NULL } };
	uint8_t null[3] = { 0, 1, 0 };
	struct sm_column col[3] = {
		{ .type.id = SM_T_INT }, { .type.id = SM_T_DOUBLE },
		{ .type.id = SM_T_JSON },
	};
	struct sm_vec v[3] = {
		{ .v.i64 = numbers, .null = null }, { .v.f64 = reals },
		{ .v.str = texts },
	};
	struct sm_table t = { .columns = col, .ncolumns = 3 };
	struct sm_arena a = { 0 };
	char room[ROOM];
	const char *at = room, *end;

	(void)state;
	end = sm_encode_native.rows(sm_encode_native.prepare(&t, &a), v, 3,
				    room);
	for (int row = 0; row < 3; row++) {
		struct sm_native_cell c;

		at = sm_native_next(at, &c);
		assert_int_equal(c.tag, row == 1 ? SM_NATIVE_NULL
						 : SM_NATIVE_INT);
		at = sm_native_next(at, &c);
		assert_int_equal(c.tag, SM_NATIVE_REAL);
		assert_memory_equal(&c.v.d, &reals[row], sizeof(double));
		at = sm_native_next(at, &c);
		assert_int_equal(c.tag, SM_NATIVE_TEXT);
		assert_int_equal(c.n, 0);
	}
	assert_ptr_equal(at, end);
	sm_arena_release(&a);
}

static void fifteen_digits_come_back_from_a_double(void **state)
{
	uint64_t x = 88172645463325252u;

	(void)state;
	for (unsigned scale = 1; scale <= 15; scale++) {
		double unit = (double)sm_pow10(scale);
		struct sm_column col = {
			.type = { .id = SM_T_DECIMAL, .precision = 15,
				  .scale = (uint16_t)scale },
		};

		for (int i = 0; i < 20000; i++) {
			char room[ROOM];
			int64_t value;
			struct sm_vec v = { .v.i64 = &value };
			double got;

			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			value = (int64_t)(x % 1999999999999999u) -
				999999999999999;
			got = cell_of(&col, &v, room).v.d * unit;
			assert_true((int64_t)(got + (got < 0 ? -0.5 : 0.5)) ==
				    value);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_travel_as_they_are_stored),
		cmocka_unit_test(text_of_any_length_comes_back),
		cmocka_unit_test(rows_follow_each_other_without_gaps),
		cmocka_unit_test(fifteen_digits_come_back_from_a_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
