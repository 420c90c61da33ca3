/* gen/op/inet_text.c: addresses read strictly and written as servers print them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "op/inet_text.h"
#include "seedmill/rng.h"

static void addresses_are_read_and_written_canonically(void **state)
{
	static const char *const cases[][2] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255/32", "255.255.255.255" },
		{ "192.0.2.0/24", "192.0.2.0/24" },
		{ "::", "::" }, { "::1", "::1" }, { "1::", "1::" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:0201", "::ffff:192.0.2.1" },
		{ "::1:2", "::0.1.0.2" },
		{ "0:1::", "0:1::" },
		{ "2001:db8::/32", "2001:db8::/32" },
		{ "fe80::1/128", "fe80::1" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char at[SM_INET_ROOM];
		struct sm_inet a;

		if (!sm__inet_parse(cases[i][0], &a))
			fail_msg("%s was refused", cases[i][0]);
		*sm__inet_write(at, &a) = '\0';
		assert_string_equal(at, cases[i][1]);
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const cases[] = {
		"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4/33",
		"1.2.3.4/", "1.2.3.4/08", "1.2.3.4/a", ":::", "1::2::3", "12345::",
		"::1/129", "10", "0x7f.0.0.1", " 1.2.3.4", "1.2.3.4 ",
		"1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19:20:21:22",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_inet a;

		if (sm__inet_parse(cases[i], &a))
			fail_msg("accepted: %s", cases[i]);
	}
}

/* The C library's inet_ntop writes the same form. */
static void random_addresses_agree_with_the_c_library(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 300000; i++) {
		struct sm_rng r = sm_rng_at(3, i);
		uint64_t zero = sm_rng_u64(&r);
		unsigned char b[16];
		struct sm_u128 v = { 0, 0 };
		char got[SM_INET_ROOM], want[64];

		for (int k = 0; k < 8; k++) {
			uint64_t g = sm_rng_u64(&r) & 0xFFFF;

			g >>= zero >> (8 + 4 * k) & 15;
			if (zero >> k & 1)
				g = 0;
			b[2 * k] = (unsigned char)(g >> 8);
			b[2 * k + 1] = (unsigned char)g;
			if (k < 4)
				v.hi |= g << (48 - 16 * k);
			else
				v.lo |= g << (112 - 16 * k);
		}
		memset(got, '#', sizeof(got));
		*sm__inet_write6(got, v) = '\0';
		assert_true(strlen(got) <= SM_INET_V6);
		assert_non_null(inet_ntop(AF_INET6, b, want, sizeof(want)));
		assert_string_equal(got, want);
		*sm__inet_write4(got, (uint32_t)v.lo) = '\0';
		assert_true(strlen(got) <= SM_INET_V4);
		assert_non_null(inet_ntop(AF_INET, b + 12, want, sizeof(want)));
		assert_string_equal(got, want);
	}
}

static void masks_cover_the_network(void **state)
{
	static const struct {
		const char *net;
		uint64_t hi, lo;
	} cases[] = {
		{ "0.0.0.0/0", UINT64_MAX, UINT64_C(0xFFFFFFFF00000000) },
		{ "10.0.0.0/8", UINT64_MAX, UINT64_C(0xFFFFFFFFFF000000) },
		{ "1.2.3.4", UINT64_MAX, UINT64_MAX },
		{ "::/0", 0, 0 },
		{ "::/1", UINT64_C(1) << 63, 0 },
		{ "::/64", UINT64_MAX, 0 },
		{ "::/65", UINT64_MAX, UINT64_C(1) << 63 },
		{ "::/128", UINT64_MAX, UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_inet a;
		struct sm_u128 m;

		assert_true(sm__inet_parse(cases[i].net, &a));
		m = sm__inet_mask(&a);
		assert_true(m.hi == cases[i].hi && m.lo == cases[i].lo);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written_canonically),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(random_addresses_agree_with_the_c_library),
		cmocka_unit_test(masks_cover_the_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
