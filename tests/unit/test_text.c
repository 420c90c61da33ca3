/* gen/base/text.c: suggestions, separators, 128-bit numbers as hex */
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/base.h"

static const char *const words[] = {
	"customers", "orders", "order_lines", "products", "min", "max", "rows",
	"exponent", "weights", "id",
};

static void slips_of_the_keys_find_their_word(void **state)
{
	static const char *const cases[][2] = {
		{ "custmers", "customers" },    /* one left out */
		{ "cusstomers", "customers" },  /* one twice */
		{ "custoners", "customers" },   /* one wrong */
		{ "csutomers", "customers" },   /* two swapped */
		{ "Customers", "customers" },   /* case does not count */
		{ "ORDERS", "orders" },
		{ "oder_lnies", "order_lines" },
		{ "mni", "min" },
		{ "wieghts", "weights" },
		{ "di", "id" },
		{ "exponant", "exponent" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const char *got = sm_nearest(cases[i][0], words, SM_COUNTOF(words));

		assert_non_null(got);
		assert_string_equal(got, cases[i][1]);
	}
}

static void other_words_find_nothing(void **state)
{
	static const char *const cases[] = {
		"", "zebra", "suppliers", "mnx_y", "tab", "cstmrs",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_null(sm_nearest(cases[i], words, SM_COUNTOF(words)));
	assert_null(sm_nearest("orders", words, 0));
}

static void the_nearest_wins_and_the_first_of_equals(void **state)
{
	static const char *const near[] = { "colour", "color", "colors", "collar" };

	(void)state;
	assert_string_equal(sm_nearest("colr", near, 4), "color");
	assert_string_equal(sm_nearest("colors", near, 4), "colors");
	assert_string_equal(sm_nearest("colorr", near, 4), "colour");
	assert_string_equal(sm_nearest("kolor", near, 4), "color");
}

/* "ca" to "abc" takes two edits only if one may go between the swapped two. */
static void edits_may_go_between_swapped_letters(void **state)
{
	static const char *const one[] = { "xxxxabcx" };

	(void)state;
	assert_ptr_equal(sm_nearest("xxxxcax", one, 1), one[0]);
}

static void words_of_any_length_are_safe(void **state)
{
	static char word[400], other[400];
	const char *const list[] = { other };

	(void)state;
	for (size_t n = 1; n < sizeof(word) - 1; n++) {
		memset(word, 'a', n);
		memset(other, 'a', n + 1);
		word[n] = '\0';
		other[n + 1] = '\0';
		assert_ptr_equal(sm_nearest(word, list, 1),
				 n + 1 <= 127 ? other : NULL);
	}
}

static void thousands_are_separated(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" },
		{ 12345, "12,345" }, { 999999, "999,999" },
		{ 1234567, "1,234,567" },
		{ UINT64_MAX, "18,446,744,073,709,551,615" },
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_ptr_equal(sm_commas(cases[i].n, out), out);
		assert_string_equal(out, cases[i].text);
	}
}

static void hex_goes_out_and_comes_back(void **state)
{
	static const struct {
		struct sm_u128 v;
		const char *text;
	} cases[] = {
		{ { 0, 0 }, "00000000000000000000000000000000" },
		{ { 1, 0 }, "00000000000000000000000000000001" },
		{ { 0, 1 }, "00000000000000010000000000000000" },
		{ { UINT64_MAX, UINT64_MAX }, "ffffffffffffffffffffffffffffffff" },
		{ { UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210) },
		  "fedcba98765432100123456789abcdef" },
	};
	char out[33];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_u128 back = { 9, 9 };

		sm_u128_hex(cases[i].v, out);
		assert_string_equal(out, cases[i].text);
		assert_true(sm_u128_parse(out, &back));
		assert_true(sm_u128_equal(back, cases[i].v));
	}
}

static void hex_of_another_form_is_refused_and_changes_nothing(void **state)
{
	static const char *const bad[] = {
		"", "0", "0000000000000000000000000000000",
		"000000000000000000000000000000000",
		"0000000000000000000000000000000g",
		"0x000000000000000000000000000000",
		" 0000000000000000000000000000000",
		"-0000000000000000000000000000001",
	};
	struct sm_u128 v = { 5, 6 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(bad); i++)
		assert_false(sm_u128_parse(bad[i], &v));
	assert_true(v.lo == 5 && v.hi == 6);
	assert_true(sm_u128_parse("ABCDEFABCDEFABCDEFABCDEFABCDEFAB", &v));
	assert_true(v.hi == UINT64_C(0xabcdefabcdefabcd));
}

static void sums_carry_into_the_upper_half(void **state)
{
	struct sm_u128 s = sm_u128_add((struct sm_u128){ UINT64_MAX, 1 },
				       (struct sm_u128){ 2, 3 });

	(void)state;
	assert_true(s.lo == 1 && s.hi == 5);
	s = sm_u128_add((struct sm_u128){ UINT64_MAX, UINT64_MAX },
			(struct sm_u128){ 1, 0 });
	assert_true(s.lo == 0 && s.hi == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_of_the_keys_find_their_word),
		cmocka_unit_test(other_words_find_nothing),
		cmocka_unit_test(the_nearest_wins_and_the_first_of_equals),
		cmocka_unit_test(edits_may_go_between_swapped_letters),
		cmocka_unit_test(words_of_any_length_are_safe),
		cmocka_unit_test(thousands_are_separated),
		cmocka_unit_test(hex_goes_out_and_comes_back),
		cmocka_unit_test(hex_of_another_form_is_refused_and_changes_nothing),
		cmocka_unit_test(sums_carry_into_the_upper_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
