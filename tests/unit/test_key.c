/* gen/rng/key.c: a key is the hash of its names, and of nothing else */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/rng.h"

static void a_key_is_xxh3_of_the_seed_and_the_terminated_names(void **state)
{
	static const char bytes[] = "\x08\x07\x06\x05\x04\x03\x02\x01"
				    "orders\0total\0decimal";

	(void)state;
	/* sizeof counts the last name's zero byte as well */
	assert_true(sm_key(UINT64_C(0x0102030405060708), "orders", "total",
			   "decimal") == XXH3_64bits(bytes, sizeof(bytes)));
}

/* These may never change: every value ever made depends on them. */
static void keys_stay_what_they_were(void **state)
{
	static const struct {
		uint64_t seed;
		const char *table, *column, *step;
		uint64_t key;
	} cases[] = {
		{ 0, "", "", "", UINT64_C(0xae432800a1609968) },
		{ 42, "orders", "customer_id", "ref", UINT64_C(0xf71a64f1e52e4ba5) },
		{ UINT64_MAX, "sales.orders", "id", "serial",
		  UINT64_C(0x538b4cfeb024888a) },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(sm_key(cases[i].seed, cases[i].table,
					cases[i].column, cases[i].step),
				 cases[i].key);
}

static void a_missing_name_is_an_empty_one(void **state)
{
	(void)state;
	assert_int_equal(sm_key(1, NULL, NULL, NULL), sm_key(1, "", "", ""));
	assert_int_equal(sm_key(1, "t", NULL, "s"), sm_key(1, "t", "", "s"));
}

static void names_do_not_run_into_each_other(void **state)
{
	static const char *const names[][3] = {
		{ "ab", "c", "" }, { "a", "bc", "" }, { "abc", "", "" },
		{ "", "abc", "" }, { "", "", "abc" }, { "a", "b", "c" },
		{ "ab", "", "c" }, { "c", "ab", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(names); i++)
		for (size_t j = 0; j < i; j++)
			assert_true(sm_key(7, names[i][0], names[i][1], names[i][2]) !=
				    sm_key(7, names[j][0], names[j][1], names[j][2]));
}

/* XXH3 takes another path above 240 bytes and above each kilobyte. */
static void names_of_every_length_hash_as_one_buffer_would(void **state)
{
	static char name[3000], whole[8 + 3000 + 4];

	(void)state;
	for (size_t n = 0; n < sizeof(name) - 1; n += n < 300 ? 1 : 61) {
		memset(whole, 0, sizeof(whole));
		for (size_t i = 0; i < n; i++)
			name[i] = (char)('a' + i % 26);
		name[n] = '\0';
		whole[0] = 9;
		memcpy(whole + 8, name, n);
		memcpy(whole + 8 + n + 1, "c", 1);
		assert_true(sm_key(9, name, "c", "") ==
			    XXH3_64bits(whole, 8 + n + 1 + 2 + 1));
	}
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void seeds_and_numbered_names_give_distinct_keys(void **state)
{
	static uint64_t keys[20000];
	char name[16];

	(void)state;
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "c%u", i);
		keys[i] = sm_key(1, "t", name, "int");
		keys[10000 + i] = sm_key(i + 2, "t", "c", "int");
	}
	qsort(keys, SM_COUNTOF(keys), sizeof(keys[0]), by_value);
	for (size_t i = 1; i < SM_COUNTOF(keys); i++)
		assert_true(keys[i] != keys[i - 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_xxh3_of_the_seed_and_the_terminated_names),
		cmocka_unit_test(keys_stay_what_they_were),
		cmocka_unit_test(a_missing_name_is_an_empty_one),
		cmocka_unit_test(names_do_not_run_into_each_other),
		cmocka_unit_test(names_of_every_length_hash_as_one_buffer_would),
		cmocka_unit_test(seeds_and_numbered_names_give_distinct_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
