/* include/seedmill/fmt.h: what it writes is what snprintf would, to the byte */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "seedmill/fmt.h"
#include "seedmill/rng.h"

#define ROUNDS 1000000

/* A buffer with a fence behind SM_FMT_ROOM, to see what is touched. */
struct room {
	char at[SM_FMT_ROOM];
	char fence[16];
};

static void room_open(struct room *r)
{
	memset(r, '#', sizeof(*r));
}

static void check(const struct room *r, const char *end, const char *want)
{
	size_t n = (size_t)(end - r->at);

	for (size_t i = 0; i < sizeof(r->fence); i++)
		assert_int_equal(r->fence[i], '#');
	if (n != strlen(want) || memcmp(r->at, want, n) != 0)
		fail_msg("%.*s is not %s", (int)n, r->at, want);
}

/* Numbers of all lengths: a random one cut to a random number of bits. */
static uint64_t draw(uint64_t i)
{
	struct sm_rng r = sm_rng_at(7, i);
	unsigned drop = (unsigned)sm_rng_below(&r, 64);

	return sm_rng_u64(&r) >> drop;
}

static const int64_t edges[] = {
	0, 1, -1, 9, 10, -10, 99, 100, 9999, 10000, 9999999, 10000000, 99999999,
	100000000, 100000001, -99999999, -100000000, INT64_C(9999999999999999),
	INT64_C(10000000000000000), INT64_C(10000000000000001),
	INT64_C(999999999999999999), INT64_C(1000000000000000000),
	INT64_MAX, INT64_MIN, INT64_MIN + 1,
};

static void i64_one(int64_t v)
{
	struct room r;
	char want[32];

	room_open(&r);
	snprintf(want, sizeof(want), "%lld", (long long)v);
	check(&r, sm_fmt_i64(r.at, v), want);
	for (size_t i = SM_FMT_I64; i < SM_FMT_ROOM; i++)
		assert_int_equal(r.at[i], '#');
}

static void integers_are_what_printf_writes(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(edges); i++)
		i64_one(edges[i]);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t u = draw(i);

		i64_one((int64_t)(i & 1 ? u : 0 - u));
	}
}

static void unsigned_integers_reach_twenty_digits(void **state)
{
	struct room r;

	(void)state;
	room_open(&r);
	check(&r, sm_fmt_u64(r.at, UINT64_MAX), "18446744073709551615");
	room_open(&r);
	check(&r, sm_fmt_u64(r.at, UINT64_C(10000000000000000000)),
	      "10000000000000000000");
}

static void decimal_one(int64_t v, unsigned scale)
{
	struct room r;
	char want[64];
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, p = 1;

	for (unsigned i = 0; i < scale; i++)
		p *= 10;
	if (scale == 0)
		snprintf(want, sizeof(want), "%lld", (long long)v);
	else
		snprintf(want, sizeof(want), "%s%llu.%0*llu", v < 0 ? "-" : "",
			 (unsigned long long)(u / p), (int)scale,
			 (unsigned long long)(u % p));
	assert_true(strlen(want) <= SM_FMT_DECIMAL);
	room_open(&r);
	check(&r, sm_fmt_decimal(r.at, v, scale), want);
}

static void decimals_keep_every_digit_of_their_scale(void **state)
{
	(void)state;
	for (unsigned scale = 0; scale <= 18; scale++)
		for (size_t i = 0; i < SM_COUNTOF(edges); i++)
			decimal_one(edges[i], scale);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t u = draw(i);

		decimal_one((int64_t)(i & 1 ? u : 0 - u), (unsigned)(i % 19));
	}
}

/* Counts days one by one: a calendar that shares no formula with the other. */
static void every_date_of_years_1_to_9999_is_right(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t day = -719162;
	char want[32], at[SM_FMT_ROOM];

	(void)state;
	for (int y = 1; y <= 9999; y++) {
		bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

		for (int m = 0; m < 12; m++) {
			int n = lengths[m] + (m == 1 && leap);

			snprintf(want, sizeof(want), "%04d-%02d-", y, m + 1);
			for (int d = 1; d <= n; d++, day++) {
				want[8] = (char)('0' + d / 10);
				want[9] = (char)('0' + d % 10);
				assert_ptr_equal(sm_fmt_date(at, day), at + 10);
				assert_memory_equal(at, want, 10);
			}
		}
	}
	assert_int_equal(day, 2932897);
}

static void times_drop_only_the_zeros_at_the_end(void **state)
{
	static const struct {
		int64_t us;
		const char *want;
	} cases[] = {
		{ 0, "1970-01-01 00:00:00" },
		{ 1, "1970-01-01 00:00:00.000001" },
		{ -1, "1969-12-31 23:59:59.999999" },
		{ 500000, "1970-01-01 00:00:00.5" },
		{ 123400, "1970-01-01 00:00:00.1234" },
		{ 100000, "1970-01-01 00:00:00.1" },
		{ 10, "1970-01-01 00:00:00.00001" },
		{ INT64_C(1767225600000000), "2026-01-01 00:00:00" },
		{ INT64_C(-62135596800000000), "0001-01-01 00:00:00" },
		{ INT64_C(253402300799999999), "9999-12-31 23:59:59.999999" },
		{ INT64_C(951868799000000), "2000-02-29 23:59:59" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct room r;

		room_open(&r);
		check(&r, sm_fmt_time(r.at, cases[i].us), cases[i].want);
	}
}

static void every_second_of_a_day_and_many_fractions_are_right(void **state)
{
	(void)state;
	for (uint32_t s = 0; s < 86400; s++) {
		struct room r;
		char want[80];
		uint32_t micro = (uint32_t)(draw(s) % 1000000);
		int64_t us = (int64_t)s * 1000000 + micro;
		size_t n;

		snprintf(want, sizeof(want), "1970-01-01 %02u:%02u:%02u.%06u",
			 s / 3600, s / 60 % 60, s % 60, micro);
		n = strlen(want);
		while (want[n - 1] == '0')
			n--;
		if (want[n - 1] == '.')
			n--;
		want[n] = 0;
		room_open(&r);
		check(&r, sm_fmt_time(r.at, us), want);
	}
}

static void uuids_have_their_dashes(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < ROUNDS / 4; i++) {
		struct sm_u128 v = { draw(2 * i), draw(2 * i + 1) };
		struct room r;
		char want[64];

		snprintf(want, sizeof(want), "%08llx-%04llx-%04llx-%04llx-%012llx",
			 (unsigned long long)(v.hi >> 32),
			 (unsigned long long)(v.hi >> 16 & 0xFFFF),
			 (unsigned long long)(v.hi & 0xFFFF),
			 (unsigned long long)(v.lo >> 48),
			 (unsigned long long)(v.lo & UINT64_C(0xFFFFFFFFFFFF)));
		room_open(&r);
		check(&r, sm_fmt_uuid(r.at, v), want);
	}
}

static void hex_of_every_byte_at_every_length(void **state)
{
	unsigned char bytes[256];
	char at[2 * sizeof(bytes) + 1], want[2 * sizeof(bytes) + 1];

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		bytes[i] = (unsigned char)i;
		snprintf(want + (size_t)i * 2, 3, "%02x", i);
	}
	for (size_t n = 0; n <= 256; n++) {
		at[2 * n] = '#';
		assert_ptr_equal(sm_fmt_hex(at, bytes, n), at + 2 * n);
		assert_memory_equal(at, want, 2 * n);
		assert_int_equal(at[2 * n], '#');
	}
}

static void copies_of_every_length_are_whole(void **state)
{
	char from[200 + SM_SLACK], to[200 + SM_SLACK];

	(void)state;
	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (char)(i * 7 + 1);
	for (size_t n = 0; n <= 200; n++) {
		memset(to, 0, sizeof(to));
		assert_ptr_equal(sm_copy_fixed(to, n ? from : NULL, n), to + n);
		assert_memory_equal(to, from, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_what_printf_writes),
		cmocka_unit_test(unsigned_integers_reach_twenty_digits),
		cmocka_unit_test(decimals_keep_every_digit_of_their_scale),
		cmocka_unit_test(every_date_of_years_1_to_9999_is_right),
		cmocka_unit_test(times_drop_only_the_zeros_at_the_end),
		cmocka_unit_test(every_second_of_a_day_and_many_fractions_are_right),
		cmocka_unit_test(uuids_have_their_dashes),
		cmocka_unit_test(hex_of_every_byte_at_every_length),
		cmocka_unit_test(copies_of_every_length_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
