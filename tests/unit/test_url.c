/* load/target/url.c: the parts of a URL, what is local, and what may be shown */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/target.h"

struct expected {
	const char *text;
	const char *scheme, *user, *password, *host, *port, *database, *path;
	bool local;
	const char *safe;
};

static void same(const char *what, const char *got, const char *want)
{
	if ((!got && !want) || (got && want && strcmp(got, want) == 0))
		return;
	fail_msg("%s: got \"%s\", want \"%s\"", what, got ? got : "(none)",
		 want ? want : "(none)");
}

static void check(const struct expected *e)
{
	struct sm_arena a = { 0 };
	struct sm_url u;
	struct sm_err err;

	if (sm_url_parse(e->text, &a, &u, &err))
		fail_msg("%s: %s: %s", e->text, err.what, err.why);
	same(e->text, u.scheme, e->scheme);
	same(e->text, u.user, e->user);
	same(e->text, u.password, e->password);
	same(e->text, u.host, e->host);
	same(e->text, u.port, e->port);
	same(e->text, u.database, e->database);
	same(e->text, u.path, e->path);
	same(e->text, u.safe, e->safe);
	assert_int_equal(u.local, e->local);
	sm_arena_release(&a);
}

static void network_urls_are_taken_apart(void **state)
{
	static const struct expected cases[] = {
		{ "postgres://u:p@h:5433/d", "postgres", "u", "p", "h", "5433",
		  "d", NULL, false, "postgres://u:****@h:5433/d" },
		{ "postgresql+asyncpg://u@127.0.0.1/d", "postgresql", "u", NULL,
		  "127.0.0.1", NULL, "d", NULL, true,
		  "postgresql+asyncpg://u@127.0.0.1/d" },
		{ "POSTGRES://h/d", "postgres", NULL, NULL, "h", NULL, "d", NULL,
		  false, "POSTGRES://h/d" },
		{ "postgres:///d", "postgres", NULL, NULL, NULL, NULL, "d", NULL,
		  true, "postgres:///d" },
		{ "postgres://", "postgres", NULL, NULL, NULL, NULL, NULL, NULL,
		  true, "postgres://" },
		{ "postgres://u:a%40b%2Fc@localhost/my%20db", "postgres", "u",
		  "a@b/c", "localhost", NULL, "my db", NULL, true,
		  "postgres://u:****@localhost/my%20db" },
		{ "postgres://u:a@b@h/d", "postgres", "u", "a@b", "h", NULL, "d",
		  NULL, false, "postgres://u:****@h/d" },
		{ "postgres://u:a:b@h/d", "postgres", "u", "a:b", "h", NULL, "d",
		  NULL, false, "postgres://u:****@h/d" },
		{ "postgres://u:@h/d", "postgres", "u", "", "h", NULL, "d", NULL,
		  false, "postgres://u:****@h/d" },
		{ "postgres://[::1]:5432/d", "postgres", NULL, NULL, "::1",
		  "5432", "d", NULL, true, "postgres://[::1]:5432/d" },
		{ "postgres://[2001:db8::1]/d", "postgres", NULL, NULL,
		  "2001:db8::1", NULL, "d", NULL, false,
		  "postgres://[2001:db8::1]/d" },
		{ "postgres://%2Ftmp%2Fpg/d", "postgres", NULL, NULL, "/tmp/pg",
		  NULL, "d", NULL, true, "postgres://%2Ftmp%2Fpg/d" },
		{ "mysql+pymysql://u@h:3306/d?charset=utf8mb4", "mysql", "u",
		  NULL, "h", "3306", "d", NULL, false,
		  "mysql+pymysql://u@h:3306/d?charset=utf8mb4" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void the_query_may_name_the_place(void **state)
{
	static const struct expected cases[] = {
		{ "postgres:///d?host=/tmp/pg&port=5433", "postgres", NULL, NULL,
		  "/tmp/pg", "5433", "d", NULL, true,
		  "postgres:///d?host=/tmp/pg&port=5433" },
		{ "postgres://localhost/d?host=prod.example.com", "postgres",
		  NULL, NULL, "prod.example.com", NULL, "d", NULL, false,
		  "postgres://localhost/d?host=prod.example.com" },
		{ "postgres://h/d?user=u&password=s3cret&sslmode=require",
		  "postgres", "u", "s3cret", "h", NULL, "d", NULL, false,
		  "postgres://h/d?user=u&password=****&sslmode=require" },
		{ "postgres://h/?dbname=x&sslpassword=k", "postgres", NULL, NULL,
		  "h", NULL, "x", NULL, false,
		  "postgres://h/?dbname=x&sslpassword=****" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void files_are_named_as_typed(void **state)
{
	static const struct expected cases[] = {
		{ "sqlite:shop.db", "sqlite", .path = "shop.db", .local = true,
		  .safe = "sqlite:shop.db" },
		{ "sqlite:100%?.db", "sqlite", .path = "100%?.db", .local = true,
		  .safe = "sqlite:100%?.db" },
		{ "sqlite:/a/b.db", "sqlite", .path = "/a/b.db", .local = true,
		  .safe = "sqlite:/a/b.db" },
		{ "sqlite:///a/b%20c.db", "sqlite", .path = "/a/b c.db",
		  .local = true, .safe = "sqlite:///a/b%20c.db" },
		{ "sqlite+aiosqlite:////a/b.db", "sqlite", .path = "/a/b.db",
		  .local = true, .safe = "sqlite+aiosqlite:////a/b.db" },
		{ "dir:out/rows", "dir", .path = "out/rows", .local = true,
		  .safe = "dir:out/rows" },
		{ "dir:out?format=csv", "dir", .path = "out", .local = true,
		  .safe = "dir:out?format=csv" },
		{ "dir:what?", "dir", .path = "what?", .local = true,
		  .safe = "dir:what?" },
		{ "null:", "null", .local = true, .safe = "null:" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void what_is_no_url_is_refused_without_quoting_it(void **state)
{
	static const char *const cases[] = {
		"", "shop", "secret.db", ":x", "3x:y", "postgres:secret",
		"postgres:/secret", "postgres://u:secret@h:x/d",
		"postgres://u:secret@h:0/d", "postgres://u:secret@h:65536/d",
		"postgres://u:secret@h1,h2/d", "postgres://u:secret@[::1/d",
		"postgres://u:secret@[::1]x/d", "postgres://u:secret%4@h/d",
		"postgres://u:secret%zz@h/d", "postgres://u:secret%00@h/d",
		"postgres://u:secret\n@h/d", "postgres://h/d?p%61ssword=secret",
		"postgres://h/d?port=secret", "postgres://h/d?host=a,secret",
		"postgres://u:se/cret@h/d", "bad scheme://secret",
	};
	struct sm_arena a = { 0 };
	struct sm_url u;
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		if (sm_url_parse(cases[i], &a, &u, &err) != SM_E_USAGE)
			fail_msg("\"%s\" was accepted", cases[i]);
		assert_null(strstr(err.what, "secret"));
		assert_null(strstr(err.why, "secret"));
		assert_null(strstr(err.fix, "secret"));
	}
	sm_arena_release(&a);
}

static void only_this_machine_is_local(void **state)
{
	static const struct { const char *text; bool local; } cases[] = {
		{ "postgres://LOCALHOST.example.com/d", false },
		{ "postgres://127.0.0.53/d", true },
		{ "postgres://127.example.com/d", false },
		{ "postgres://1127.0.0.1/d", false },
		{ "postgres://0.0.0.0/d", false },
		{ "postgres://@/d", true },
		{ "postgres://localhost/d?host=", true },
	};
	struct sm_arena a = { 0 };
	struct sm_url u;
	struct sm_err err;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_int_equal(sm_url_parse(cases[i].text, &a, &u, &err), 0);
		if (u.local != cases[i].local)
			fail_msg("%s", cases[i].text);
	}
	sm_arena_release(&a);
}

static void a_variable_may_hold_the_url(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_url u;
	struct sm_err err;

	(void)state;
	setenv("SM_TEST_URL", "postgres://u:secret@h/d", 1);
	assert_int_equal(sm_url_parse("env:SM_TEST_URL", &a, &u, &err), 0);
	assert_string_equal(u.password, "secret");
	assert_string_equal(u.safe, "postgres://u:****@h/d");
	setenv("SM_TEST_URL", "env:SM_TEST_URL", 1);
	assert_int_equal(sm_url_parse("env:SM_TEST_URL", &a, &u, &err),
			 SM_E_USAGE);
	unsetenv("SM_TEST_URL");
	assert_int_equal(sm_url_parse("env:SM_TEST_URL", &a, &u, &err),
			 SM_E_USAGE);
	assert_non_null(strstr(err.what, "SM_TEST_URL"));
	assert_int_equal(sm_url_parse("env:", &a, &u, &err), SM_E_USAGE);
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(network_urls_are_taken_apart),
		cmocka_unit_test(the_query_may_name_the_place),
		cmocka_unit_test(files_are_named_as_typed),
		cmocka_unit_test(what_is_no_url_is_refused_without_quoting_it),
		cmocka_unit_test(only_this_machine_is_local),
		cmocka_unit_test(a_variable_may_hold_the_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
