/* gen/plan/profile_value.c: what is a number, a name, and why something is not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/profile.h"

static void counts_are_plain_decimal(void **state)
{
	static const struct {
		const char *text;
		uint64_t max, value;
	} good[] = {
		{ "0", 0, 0 }, { "7", 7, 7 }, { "5000", UINT64_MAX, 5000 },
		{ "1_000_000", UINT64_MAX, 1000000 }, { "1_0", 10, 10 },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX },
		{ "9223372036854775807", INT64_MAX, INT64_MAX },
	};
	static const char *const bad[] = {
		"", "010", "00", "-1", "+1", "1.5", "1e3", "0x10", "1,000", "1 000",
		"_1", "1_", "1__0", "one", " 1", "1 ", "18446744073709551616",
		"99999999999999999999999", "\xd9\xa1",
	};
	uint64_t v;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(good); i++) {
		assert_null(sm__read_count(good[i].text, good[i].max, &v));
		assert_true(v == good[i].value);
	}
	v = 99;
	for (size_t i = 0; i < SM_COUNTOF(bad); i++)
		assert_non_null(sm__read_count(bad[i], UINT64_MAX, &v));
	assert_non_null(sm__read_count("8", 7, &v));
	assert_non_null(sm__read_count("10", 7, &v));
	assert_non_null(sm__read_count("9223372036854775808", INT64_MAX, &v));
	assert_true(v == 99);
}

static void shares_and_scales_are_what_c_reads(void **state)
{
	static const struct {
		const char *text;
		double value;
	} good[] = {
		{ "0.8", 0.8 }, { "1", 1 }, { "0.1", 0.1 }, { "0.30", 0.3 },
		{ "1.000", 1 }, { "0.000_001", 0.000001 },
		{ "0.123456789012345", 0.123456789012345 },
	};
	static const char *const bad[] = {
		"", ".5", "1.", "1.2.3", "-0.5", "0.5.", "1e-3", "5e-1", "05",
		"0._5", "0.5_", "nan", "inf", "0,5", "0.1234567890123456",
		"half", "0x1",
	};
	double v = 0;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(good); i++) {
		assert_null(sm__read_share(good[i].text, &v));
		assert_true(v == good[i].value);
	}
	assert_null(sm__read_share("0", &v));
	assert_true(v == 0);
	assert_null(sm__read_scale("1_000.5", &v));
	assert_true(v == 1000.5);
	for (size_t i = 0; i < SM_COUNTOF(bad); i++) {
		assert_non_null(sm__read_share(bad[i], &v));
		assert_non_null(sm__read_scale(bad[i], &v));
	}
	assert_non_null(sm__read_share("1.01", &v));
	assert_non_null(sm__read_scale("0", &v));
	assert_non_null(sm__read_scale("1234567890123456", &v));
	assert_true(v == 1000.5);
}

static void only_true_and_false_are_true_and_false(void **state)
{
	static const char *const bad[] = { "", "yes", "no", "True", "1", "0", "on" };
	bool v = false;

	(void)state;
	assert_null(sm__read_bool("true", &v));
	assert_true(v);
	for (size_t i = 0; i < SM_COUNTOF(bad); i++)
		assert_non_null(sm__read_bool(bad[i], &v));
	assert_true(v);
	assert_null(sm__read_bool("false", &v));
	assert_false(v);
}

static void a_name_has_at_most_63_bytes_a_part(void **state)
{
	char name[130];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[63] = 0;
	assert_null(sm__name_fault(name, SM_NAME_COLUMN));
	name[63] = 'a';
	name[64] = 0;
	assert_non_null(sm__name_fault(name, SM_NAME_COLUMN));
	name[63] = '.';
	name[64] = 'a';
	name[127] = 0;
	assert_null(sm__name_fault(name, SM_NAME_TABLE));
	assert_non_null(sm__name_fault(name, SM_NAME_COLUMN));
	name[127] = 'a';
	name[128] = 0;
	assert_non_null(sm__name_fault(name, SM_NAME_TABLE));
}

static void a_dot_is_for_schemas(void **state)
{
	(void)state;
	assert_null(sm__name_fault("sales.orders", SM_NAME_TABLE));
	assert_null(sm__name_fault("sales.orders", SM_NAME_FIELD));
	assert_null(sm__name_fault("Gr\xc3\xb6\xc3\x9f" "e [\"]", SM_NAME_COLUMN));
	assert_non_null(sm__name_fault("sales.orders", SM_NAME_COLUMN));
	assert_non_null(sm__name_fault("a.b.c", SM_NAME_TABLE));
	assert_non_null(sm__name_fault(".b", SM_NAME_TABLE));
	assert_non_null(sm__name_fault("a.", SM_NAME_TABLE));
	assert_non_null(sm__name_fault("", SM_NAME_FIELD));
	assert_non_null(sm__name_fault("a\tb", SM_NAME_FIELD));
	assert_non_null(sm__name_fault("a\x7f", SM_NAME_FIELD));
	assert_non_null(sm__name_fault("a\xc2\x9b", SM_NAME_FIELD));
}

static void what_is_shown_is_short_and_harmless(void **state)
{
	char out[64], text[200];

	(void)state;
	assert_string_equal(sm__shown("", out), "");
	assert_string_equal(sm__shown("a\x1b[1m\n", out), "a?[1m?");
	assert_string_equal(sm__shown("a\xc2\x9b" "b", out), "a??b");
	memset(text, 'x', sizeof(text));
	text[63] = 0;
	assert_string_equal(sm__shown(text, out), text);
	text[63] = 'x';
	text[199] = 0;
	memcpy(text + 59, "\xc3\xa9", 2);       /* across the cut */
	assert_int_equal(strlen(sm__shown(text, out)), 62);
	assert_string_equal(out + 58, "x...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_plain_decimal),
		cmocka_unit_test(shares_and_scales_are_what_c_reads),
		cmocka_unit_test(only_true_and_false_are_true_and_false),
		cmocka_unit_test(a_name_has_at_most_63_bytes_a_part),
		cmocka_unit_test(a_dot_is_for_schemas),
		cmocka_unit_test(what_is_shown_is_short_and_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
