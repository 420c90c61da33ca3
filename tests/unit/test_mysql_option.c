/* load/target/mysql_option.c: what a URL says about how to connect */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/my.h"

struct url_case {
	const char *url;
	enum sm_code rc;
	const char *host, *socket;
	unsigned port;
	enum sm__my_tls tls;
};

static enum sm_code read_url(const char *text, struct sm_target *t,
			     struct sm_url *u, struct sm__my *my,
			     struct sm_err *err)
{
	assert_int_equal(sm_url_parse(text, &t->arena, u, err), SM_OK);
	t->url = u;
	return sm__my_options(t, my, err);
}

static void same(const char *got, const char *want)
{
	assert_true(!got == !want);
	if (want)
		assert_string_equal(got, want);
}

static void check(const struct url_case *c)
{
	struct sm_target t = { .stop = NULL };
	struct sm__my my = { .conn = NULL };
	struct sm_err err = { 0 };
	struct sm_url u;

	assert_int_equal(read_url(c->url, &t, &u, &my, &err), c->rc);
	if (!c->rc) {
		same(my.opt.host, c->host);
		same(my.opt.socket, c->socket);
		assert_int_equal(my.opt.port, c->port);
		assert_int_equal(my.opt.tls, c->tls);
	}
	sm_arena_release(&t.arena);
}

static void a_url_says_where_and_how(void **state)
{
	static const struct url_case cases[] = {
		{ "mysql://u:p@127.0.0.1/d", SM_OK, "127.0.0.1", NULL, 3306,
		  SM__MY_TLS_PREFERRED },
		{ "mariadb://u@localhost:3307/d", SM_OK, "localhost", NULL, 3307,
		  SM__MY_TLS_PREFERRED },
		{ "mysql://u@/d?socket=/run/s", SM_OK, NULL, "/run/s", 3306,
		  SM__MY_TLS_PREFERRED },
		{ "mysql://u@localhost/d?unix_socket=%2Frun%2Fs", SM_OK, NULL,
		  "/run/s", 3306, SM__MY_TLS_PREFERRED },
		{ "mysql://u@/d?host=/run/s", SM_OK, NULL, "/run/s", 3306,
		  SM__MY_TLS_PREFERRED },
		/* other machines: TLS, unless they say otherwise */
		{ "mysql://u@db.example.com/d", SM_OK, "db.example.com", NULL,
		  3306, SM__MY_TLS_REQUIRED },
		{ "mysql://u@db.example.com/d?ssl-mode=DISABLED", SM_OK,
		  "db.example.com", NULL, 3306, SM__MY_TLS_OFF },
		{ "mysql://u@db.example.com/d?ssl_mode=verify_identity", SM_OK,
		  "db.example.com", NULL, 3306, SM__MY_TLS_VERIFY_IDENTITY },
		{ "mysql://u@db.example.com/d?ssl-ca=/ca.pem", SM_OK,
		  "db.example.com", NULL, 3306, SM__MY_TLS_VERIFY_CA },
		{ "mysql://u@db.example.com/d?ssl=true", SM_OK, "db.example.com",
		  NULL, 3306, SM__MY_TLS_REQUIRED },
		{ "mysql://u@h.example.com/d?charset=utf8&parseTime=true", SM_OK,
		  "h.example.com", NULL, 3306, SM__MY_TLS_REQUIRED },
		{ .url = "mysql://u@127.0.0.1", .rc = SM_E_USAGE },
		{ .url = "mysql://u@127.0.0.1/d?ssl-mode=maybe",
		  .rc = SM_E_USAGE },
		{ .url = "mysql://u@127.0.0.1/d?connect_timeout=soon",
		  .rc = SM_E_USAGE },
		{ .url = "mysql://u@127.0.0.1/d?read_default_file=/etc/my.cnf",
		  .rc = SM_E_USAGE },
		{ .url = "mysql://u@db.example.com/d?socket=/run/s",
		  .rc = SM_E_USAGE },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(&cases[i]);
}

static void a_slip_is_answered_with_the_word_meant(void **state)
{
	struct sm_target t = { .stop = NULL };
	struct sm__my my = { .conn = NULL };
	struct sm_err err = { 0 };
	struct sm_url u;

	(void)state;
	assert_int_equal(read_url("mysql://u:secret@127.0.0.1/d?sslmod=x", &t, &u,
				  &my, &err), SM_E_USAGE);
	assert_non_null(strstr(err.fix, "ssl-mode"));
	assert_null(strstr(err.what, "secret"));
	sm_arena_release(&t.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_says_where_and_how),
		cmocka_unit_test(a_slip_is_answered_with_the_word_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
