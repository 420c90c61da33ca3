/* load/target/server.c: text, options and comments, as servers' targets need them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/server.h"

static void a_password_is_never_shown(void **state)
{
	static const struct {
		const char *text, *password, *shown;
	} cases[] = {
		{ "denied for tiger at host", "tiger", "denied for *** at host" },
		{ "tigertiger", "tiger", "******" },
		{ "no such word", "tiger", "no such word" },
		{ "short ab stays readable", "ab", "short ab stays readable" },
		{ "none given", NULL, "none given" },
		{ "*** is a password", "***", "*** is a password" },
		{ "a\nb\x1b[1mc  ", NULL, "a b [1mc" },
		{ " failed: refused\n\tIs it up?\nNo.\n", NULL,
		  "failed: refused; Is it up? No." },
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		sm__safe_text(out, sizeof(out), cases[i].text,
			      cases[i].password);
		assert_string_equal(out, cases[i].shown);
	}
}

static void time_is_told_in_two_units(void **state)
{
	static const struct {
		uint64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "0s" }, { 59, "59s" }, { 60, "1m0s" }, { 245, "4m5s" },
		{ 3600, "1h0m" }, { 7384, "2h3m" },
	};
	char out[48];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		sm__since_text(cases[i].seconds, out, sizeof(out));
		assert_string_equal(out, cases[i].text);
	}
}

static enum sm_code collect(void *ctx, const char *key, const char *value,
			    struct sm_err *err)
{
	if (strcmp(key, "bad") == 0)
		return sm_fail(err, SM_E_USAGE, "bad");
	sm_buf_printf(ctx, "[%s|%s]", key, value);
	return SM_OK;
}

static void options_are_decoded_one_by_one(void **state)
{
	static const struct {
		const char *query, *got;
		enum sm_code rc;
	} cases[] = {
		{ NULL, "", SM_OK },
		{ "a=1", "[a|1]", SM_OK },
		{ "a=1&b=x%20y&&c=", "[a|1][b|x y][c|]", SM_OK },
		{ "a%3Db=c=d", "[a=b|c=d]", SM_OK },
		{ "a=1&novalue", "[a|1]", SM_E_USAGE },
		{ "a=1&bad=2&c=3", "[a|1]", SM_E_USAGE },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct sm_url u = { .query = cases[i].query };
		struct sm_arena a = { 0 };
		struct sm_buf got = { 0 };
		struct sm_err err = { 0 };

		assert_int_equal(sm__query_options(&u, &a, collect, &got, &err),
				 cases[i].rc);
		assert_string_equal(sm_buf_str(&got), cases[i].got);
		sm_buf_release(&got);
		sm_arena_release(&a);
	}
}

static void only_our_own_mark_means_building(void **state)
{
	static const struct {
		const char *comment;
		bool building;
	} cases[] = {
		{ "seedmill run 0123456789abcdef0123456789abcdef: building", true },
		{ "seedmill run : building", false },
		{ "seedmill run x: building!", false },
		{ "the orders", false },
		{ "", false },
		{ NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(sm__is_building(cases[i].comment),
				 cases[i].building);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_never_shown),
		cmocka_unit_test(time_is_told_in_two_units),
		cmocka_unit_test(options_are_decoded_one_by_one),
		cmocka_unit_test(only_our_own_mark_means_building),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
