/* load/encode/encode_csv.c: what is quoted, what is not, and how wide a row is */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/encode.h"

/* One column, one row, as the encoder writes it (without the \n). */
static const char *encoded(struct sm_column *c, struct sm_vec *v, char *out)
{
	struct sm_table t = { .columns = c, .ncolumns = 1 };
	struct sm_arena a = { 0 };
	const void *w = sm_encode_csv.prepare(&t, &a);
	char *end;

	assert_non_null(w);
	end = sm_encode_csv.rows(w, v, 1, out);
	assert_true((size_t)(end - out) <= sm_encode_csv.bound(&t));
	assert_int_equal(end[-1], '\n');
	end[-1] = '\0';
	sm_arena_release(&a);
	return out;
}

static const char *text_as(enum sm_type_id id, const char *text, uint32_t n,
			   bool plain, char *out)
{
	char room[256] = "";
	struct sm_str s = { .p = room, .n = n };
	struct sm_vec v = { .v.str = &s };
	struct sm_column c = {
		.type.id = id, .dom = { .width = n, .plain = plain },
	};

	memcpy(room, text, n);
	return encoded(&c, &v, out);
}

static void quotes_only_what_must_be_quoted(void **state)
{
	static const struct {
		const char *text, *csv;
	} cases[] = {
		{ "plain", "plain" },
		{ "", "\"\"" },
		{ " blanks stay bare ", " blanks stay bare " },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "\"", "\"\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "carriage\rreturn", "\"carriage\rreturn\"" },
		{ "\\.", "\"\\.\"" },
		{ "\\..", "\\.." },
		{ "it's; fine|", "it's; fine|" },
		{ "h\xc3\xa9", "h\xc3\xa9" },
		{ "12345678,", "\"12345678,\"" },
		{ "1234567\n", "\"1234567\n\"" },
		{ "123456789012345\"", "\"123456789012345\"\"\"" },
	};
	char out[512];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_string_equal(
			text_as(SM_T_TEXT, cases[i].text,
				(uint32_t)strlen(cases[i].text), false, out),
			cases[i].csv);
}

static void finds_a_comma_at_every_place(void **state)
{
	char text[64], out[256];

	(void)state;
	for (uint32_t n = 1; n <= 40; n++) {
		for (uint32_t at = 0; at < n; at++) {
			memset(text, 'x', n);
			text[at] = ',';
			text_as(SM_T_TEXT, text, n, false, out);
			assert_int_equal(out[0], '"');
			assert_int_equal(strlen(out), n + 2);
		}
		memset(text, 'x', n);
		text_as(SM_T_TEXT, text, n, false, out);
		assert_int_equal(strlen(out), n);
	}
}

static void empty_text_is_not_null_even_where_text_is_plain(void **state)
{
	char out[512];

	(void)state;
	assert_string_equal(text_as(SM_T_TEXT, "", 0, true, out), "\"\"");
	assert_string_equal(text_as(SM_T_TEXT, "word", 4, true, out), "word");
}

static void bytes_are_hex_digits(void **state)
{
	char out[512];

	(void)state;
	assert_string_equal(text_as(SM_T_BYTES, "\x00\xff\n", 3, false, out),
			    "\\x00ff0a");
	assert_string_equal(text_as(SM_T_BYTES, "", 0, false, out), "\\x");
}

static void numbers_and_times_are_iso(void **state)
{
	static const struct {
		struct sm_type type;
		int64_t v;
		const char *csv;
	} cases[] = {
		{ { .id = SM_T_BOOL }, 0, "false" },
		{ { .id = SM_T_BOOL }, 1, "true" },
		{ { .id = SM_T_BIGINT }, INT64_MIN, "-9223372036854775808" },
		{ { .id = SM_T_SMALLINT }, -7, "-7" },
		{ { .id = SM_T_DECIMAL, .precision = 10, .scale = 2 }, -5,
		  "-0.05" },
		{ { .id = SM_T_DECIMAL, .precision = 5 }, 12, "12" },
		{ { .id = SM_T_DATE }, 0, "1970-01-01" },
		{ { .id = SM_T_TIMESTAMP }, 250000,
		  "1970-01-01 00:00:00.25" },
		{ { .id = SM_T_TIMESTAMPTZ }, 86400000000,
		  "1970-01-02 00:00:00+00" },
	};
	char out[512];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		int64_t value = cases[i].v;
		struct sm_vec v = { .v.i64 = &value };
		struct sm_column c = { .type = cases[i].type };

		assert_string_equal(encoded(&c, &v, out), cases[i].csv);
	}
}

static void doubles_take_the_fewest_digits_that_read_back(void **state)
{
	static const struct {
		enum sm_type_id id;
		double v;
		const char *csv;
	} cases[] = {
		{ SM_T_DOUBLE, 0.1, "0.1" },
		{ SM_T_DOUBLE, 1.0 / 3, "0.3333333333333333" },
		{ SM_T_DOUBLE, -2.2250738585072014e-308,
		  "-2.2250738585072014e-308" },
		{ SM_T_REAL, (double)0.1f, "0.1" },
		{ SM_T_REAL, (double)16777217.0f, "16777216" },
	};
	char out[512];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		double value = cases[i].v;
		struct sm_vec v = { .v.f64 = &value };
		struct sm_column c = { .type.id = cases[i].id };

		assert_string_equal(encoded(&c, &v, out), cases[i].csv);
	}
}

static void null_is_an_empty_field(void **state)
{
	int64_t one[2] = { 1, 2 };
	uint8_t null[2] = { 0, 1 };
	struct sm_u128 id[2] = { { 1, 0 }, { 2, 0 } };
	struct sm_column c[2] = {
		{ .type.id = SM_T_INT }, { .type.id = SM_T_UUID },
	};
	struct sm_vec v[2] = {
		{ .v.i64 = one, .null = null }, { .v.u128 = id },
	};
	struct sm_table t = { .columns = c, .ncolumns = 2 };
	struct sm_arena a = { 0 };
	char out[512];
	char *end;

	(void)state;
	end = sm_encode_csv.rows(sm_encode_csv.prepare(&t, &a), v, 2, out);
	*end = '\0';
	assert_string_equal(out, "1,00000000-0000-0000-0000-000000000001\n"
				 ",00000000-0000-0000-0000-000000000002\n");
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_only_what_must_be_quoted),
		cmocka_unit_test(finds_a_comma_at_every_place),
		cmocka_unit_test(empty_text_is_not_null_even_where_text_is_plain),
		cmocka_unit_test(bytes_are_hex_digits),
		cmocka_unit_test(numbers_and_times_are_iso),
		cmocka_unit_test(doubles_take_the_fewest_digits_that_read_back),
		cmocka_unit_test(null_is_an_empty_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
