/* load/encode/batch.c: text of a server becomes the value that was sent */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "encode/batch.h"

/* A batch of one column of that type. */
static struct sm_batch *batch_of(struct sm_type type)
{
	static struct sm_column c;
	static struct sm_table t;

	c = (struct sm_column){ .name = "c", .type = type };
	t = (struct sm_table){ .columns = &c, .ncolumns = 1 };
	return sm_batch_new(&t);
}

static void text_becomes_the_number_that_was_sent(void **state)
{
	static const struct {
		struct sm_type type;
		const char *text;
		int64_t v;
	} cases[] = {
		{ { .id = SM_T_BOOL }, "t", 1 },
		{ { .id = SM_T_BOOL }, "f", 0 },
		{ { .id = SM_T_BOOL }, "true", 1 },
		{ { .id = SM_T_BOOL }, "2", INT64_MIN },
		{ { .id = SM_T_INT }, "-42", -42 },
		{ { .id = SM_T_BIGINT }, "9223372036854775807", INT64_MAX },
		{ { .id = SM_T_BIGINT }, "-9223372036854775808", INT64_MIN },
		{ { .id = SM_T_BIGINT }, "9223372036854775808", INT64_MIN },
		{ { .id = SM_T_INT }, "4.0", INT64_MIN },
		{ { .id = SM_T_INT }, "", INT64_MIN },
		{ { .id = SM_T_INT }, "-", INT64_MIN },
		{ { .id = SM_T_INT }, "1x", INT64_MIN },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "12.5", 1250 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "12", 1200 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "-0.05", -5 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "12.500", 1250 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "12.505", INT64_MIN },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, "NaN", INT64_MIN },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, ".", INT64_MIN },
		{ { .id = SM_T_DATE }, "1970-01-02", 1 },
		{ { .id = SM_T_DATE }, "1969-12-31", -1 },
		{ { .id = SM_T_DATE }, "1970-01-02 12:00:00", INT64_MIN },
		{ { .id = SM_T_DATE }, "infinity", INT64_MIN },
		{ { .id = SM_T_TIMESTAMP }, "1970-01-01 00:00:00.25", 250000 },
		{ { .id = SM_T_TIMESTAMPTZ }, "1970-01-01 00:00:01+00",
		  1000000 },
		{ { .id = SM_T_TIMESTAMPTZ }, "-infinity", INT64_MIN },
	};
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_batch *b = batch_of(cases[i].type);

		assert_int_equal(sm_batch_text(b, 0, cases[i].text,
					       strlen(cases[i].text), &err),
				 SM_OK);
		assert_true(b->cols[0].v.i64[0] == cases[i].v);
		assert_int_equal(b->cols[0].null[0], 0);
		sm_batch_free(b);
	}
}

static void text_types_keep_bytes_and_drop_what_servers_add(void **state)
{
	static const struct {
		enum sm_type_id id;
		const char *text, *value;
	} cases[] = {
		{ SM_T_TEXT, "a ", "a " },
		{ SM_T_TEXT, "", "" },
		{ SM_T_VARCHAR, "h\xc3\xa9", "h\xc3\xa9" },
		{ SM_T_CHAR, "ab   ", "ab" },
		{ SM_T_CHAR, "   ", "" },
		{ SM_T_INET, "192.0.2.0/24", "192.0.2.0/24" },
		{ SM_T_BYTES, "\\x00Ff", NULL },
		{ SM_T_BYTES, "plain", "\xffplain" },
		{ SM_T_BYTES, "\\x0g", "\xff\\x0g" },
		{ SM_T_JSONB, "{\"b\": 1, \"a\": [1, 2]}",
		  "{\"a\":[1,2],\"b\":1}" },
		{ SM_T_JSON, "{", "\xff{" },
	};
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_batch *b =
			batch_of((struct sm_type){ .id = cases[i].id });
		const char *want = cases[i].value;
		const struct sm_str *got = &b->cols[0].v.str[0];

		assert_int_equal(sm_batch_text(b, 0, cases[i].text,
					       strlen(cases[i].text), &err),
				 SM_OK);
		assert_int_equal(got->n, want ? strlen(want) : 2);
		assert_memory_equal(got->p, want ? want : "\x00\xff", got->n);
		sm_batch_free(b);
	}
}

static void floats_are_rounded_once(void **state)
{
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_REAL });
	struct sm_err err;

	(void)state;
	assert_int_equal(sm_batch_text(b, 0, "0.1", 3, &err), SM_OK);
	assert_true(b->cols[0].v.f64[0] == (double)0.1f);
	sm_batch_text(b, 0, "x", 1, &err);
	assert_true(isnan(b->cols[0].v.f64[0]));
	sm_batch_free(b);
	b = batch_of((struct sm_type){ .id = SM_T_DOUBLE });
	sm_batch_text(b, 0, "0.30000000000000004", 19, &err);
	assert_true(b->cols[0].v.f64[0] == 0.1 + 0.2);
	sm_batch_i64(b, 0, 7, &err);
	assert_true(b->cols[0].v.f64[0] == 7.0);
	sm_batch_free(b);
}

static void uuids_are_sixteen_bytes(void **state)
{
	static const char text[] = "00112233-4455-6677-8899-AABBCCDDEEFF";
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_UUID });
	struct sm_u128 *got = &b->cols[0].v.u128[0];
	struct sm_err err;

	(void)state;
	sm_batch_text(b, 0, text, 36, &err);
	assert_true(got->hi == 0x0011223344556677 &&
		    got->lo == 0x8899aabbccddeeff);
	sm_batch_text(b, 0, "00112233445566778899aabbccddeeff", 32, &err);
	assert_true(got->hi == UINT64_MAX && got->lo == UINT64_MAX);
	sm_batch_free(b);
}

static void numbers_of_sqlite_are_brought_to_the_scale(void **state)
{
	static const struct {
		struct sm_type type;
		bool integer;
		double v;
		int64_t want;
	} cases[] = {
		{ { .id = SM_T_DECIMAL, .scale = 2 }, true, 12, 1200 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, false, 0.29, 29 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, false, -9999999999999.99,
		  -999999999999999 },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, false, 0.295, INT64_MIN },
		{ { .id = SM_T_DECIMAL, .scale = 2 }, false, 1e300, INT64_MIN },
		{ { .id = SM_T_DECIMAL, .scale = 18 }, true, 10, INT64_MIN },
		{ { .id = SM_T_BIGINT }, true, 5, 5 },
		{ { .id = SM_T_BIGINT }, false, 5, INT64_MIN },
		{ { .id = SM_T_BOOL }, true, 1, 1 },
		{ { .id = SM_T_BOOL }, true, 2, INT64_MIN },
		{ { .id = SM_T_DATE }, true, 2, INT64_MIN },
	};
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_batch *b = batch_of(cases[i].type);

		if (cases[i].integer)
			sm_batch_i64(b, 0, (int64_t)cases[i].v, &err);
		else
			sm_batch_f64(b, 0, cases[i].v, &err);
		assert_true(b->cols[0].v.i64[0] == cases[i].want);
		sm_batch_free(b);
	}
}

static void json_that_became_a_number_is_still_json(void **state)
{
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_JSON });
	struct sm_err err;

	(void)state;
	sm_batch_i64(b, 0, -12, &err);
	assert_int_equal(b->cols[0].v.str[0].n, 3);
	assert_memory_equal(b->cols[0].v.str[0].p, "-12", 3);
	sm_batch_free(b);
}

static void null_is_null_and_readable(void **state)
{
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_TEXT });
	struct sm_err err;

	(void)state;
	sm_batch_null(b, 0);
	assert_int_equal(b->cols[0].null[0], 1);
	assert_int_equal(b->cols[0].v.str[0].n, 0);
	sm_batch_text(b, 0, "x", 1, &err);
	assert_int_equal(b->cols[0].null[0], 0);
	sm_batch_free(b);
}

/* Fill a batch with rows of `width` bytes, all different. */
static void fill(struct sm_batch *b, size_t width)
{
	char text[4096];
	struct sm_err err;

	for (uint32_t i = 0; i < SM_BATCH_ROWS; i++) {
		memset(text, 'a' + (int)(i % 26), width);
		assert_int_equal(sm_batch_text(b, 0, text, width, &err), SM_OK);
		assert_int_equal(sm_batch_next_row(b),
				 i + 1 == SM_BATCH_ROWS);
	}
}

static void cells_stay_where_they_are_while_a_batch_grows(void **state)
{
	static const size_t widths[] = { 10, 4000, 300, 0, 4096, 1 };
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_TEXT });

	(void)state;
	for (size_t w = 0; w < SM_COUNTOF(widths); w++) {
		fill(b, widths[w]);
		for (uint32_t i = 0; i < SM_BATCH_ROWS; i++) {
			const struct sm_str *s = &b->cols[0].v.str[i];

			assert_int_equal(s->n, widths[w]);
			for (uint32_t k = 0; k < s->n; k++)
				assert_int_equal(s->p[k], 'a' + (int)(i % 26));
		}
		sm_batch_reset(b);
	}
	sm_batch_free(b);
}

static void memory_is_used_again(void **state)
{
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_TEXT });
	uint64_t before;

	(void)state;
	fill(b, 2000);
	sm_batch_reset(b);
	before = sm_alloc_count();
	for (int i = 0; i < 3; i++) {
		fill(b, 2000);
		sm_batch_reset(b);
	}
	assert_int_equal(sm_alloc_count(), before);
	sm_batch_free(b);
}

static void one_cell_may_be_larger_than_a_chunk(void **state)
{
	struct sm_batch *b = batch_of((struct sm_type){ .id = SM_T_TEXT });
	size_t n = 3u << 20;
	char *big = sm_calloc(1, n);
	struct sm_err err;

	(void)state;
	assert_non_null(big);
	sm_batch_text(b, 0, "first", 5, &err);
	sm_batch_next_row(b);
	assert_int_equal(sm_batch_text(b, 0, big, n, &err), SM_OK);
	assert_int_equal(b->cols[0].v.str[1].n, n);
	assert_memory_equal(b->cols[0].v.str[0].p, "first", 5);
	sm_free(big);
	sm_batch_free(b);
}

static void want_of_memory_is_said(void **state)
{
	struct sm_batch *b;
	struct sm_err err;

	(void)state;
	for (uint64_t nth = 1; nth <= 6; nth++) {
		sm_alloc_fail_at(nth, false);
		b = batch_of((struct sm_type){ .id = SM_T_TEXT });
		if (b) {
			assert_int_equal(sm_batch_text(b, 0, "x", 1, &err),
					 SM_E_INTERNAL);
			sm_batch_free(b);
			sm_alloc_fail_at(0, false);
			break;
		}
		sm_alloc_fail_at(0, false);
		assert_true(nth < 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_the_number_that_was_sent),
		cmocka_unit_test(text_types_keep_bytes_and_drop_what_servers_add),
		cmocka_unit_test(floats_are_rounded_once),
		cmocka_unit_test(uuids_are_sixteen_bytes),
		cmocka_unit_test(numbers_of_sqlite_are_brought_to_the_scale),
		cmocka_unit_test(json_that_became_a_number_is_still_json),
		cmocka_unit_test(null_is_null_and_readable),
		cmocka_unit_test(cells_stay_where_they_are_while_a_batch_grows),
		cmocka_unit_test(memory_is_used_again),
		cmocka_unit_test(one_cell_may_be_larger_than_a_chunk),
		cmocka_unit_test(want_of_memory_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
