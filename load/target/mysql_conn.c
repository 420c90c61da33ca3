/*
 * mysql_conn.c - connecting
 *
 * The library reads no option file, reconnects never by itself, and gives no
 * file to anybody: the handler that refuses is in place before the connection
 * is (mysql_infile.c). Only a loader's connection may be asked at all.
 *
 * A failed attempt is tried again after 2 s, then 4 s, and so on: three
 * attempts start at 0, 2 and 6 s. A wrong password or name is told at once.
 * Whatever is said about a failure shows the URL without its password.
 */
#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "my.h"
#include "sql_mysql.h"

#ifdef MARIADB_BASE_VERSION
static void set_flag(MYSQL *c, enum mysql_option what, bool on)
{
	sm__my_bool flag = on;

	mysql_options(c, what, &flag);
}
#endif

/*
 * "preferred" is whatever the library does by itself; newer ones verify, which
 * a server of this machine with a certificate of its own making would fail.
 */
static void set_tls(MYSQL *c, const struct sm__my_options *o)
{
	if (o->ca)
		mysql_options(c, MYSQL_OPT_SSL_CA, o->ca);
	if (o->cert)
		mysql_options(c, MYSQL_OPT_SSL_CERT, o->cert);
	if (o->key)
		mysql_options(c, MYSQL_OPT_SSL_KEY, o->key);
#ifdef MARIADB_BASE_VERSION
	/* This library knows no verification but that of chain and name. */
	set_flag(c, MYSQL_OPT_SSL_ENFORCE, o->tls >= SM__MY_TLS_REQUIRED);
	set_flag(c, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
		 o->tls >= SM__MY_TLS_VERIFY_CA);
	mysql_options(c, MARIADB_OPT_RESTRICTED_AUTH,
		      "mysql_native_password,caching_sha2_password,"
		      "client_ed25519,parsec");
#else
	static const unsigned modes[] = {
		[SM__MY_TLS_OFF] = SSL_MODE_DISABLED,
		[SM__MY_TLS_PREFERRED] = SSL_MODE_PREFERRED,
		[SM__MY_TLS_REQUIRED] = SSL_MODE_REQUIRED,
		[SM__MY_TLS_VERIFY_CA] = SSL_MODE_VERIFY_CA,
		[SM__MY_TLS_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
	};

	mysql_options(c, MYSQL_OPT_SSL_MODE, &modes[o->tls]);
#endif
}

static void set_options(MYSQL *c, const struct sm__my *my, unsigned seconds,
			unsigned infile)
{
	unsigned protocol = my->opt.host ? MYSQL_PROTOCOL_TCP
					 : MYSQL_PROTOCOL_SOCKET;

	sm__my_infile_set(c, NULL);
	mysql_options(c, MYSQL_OPT_LOCAL_INFILE, &infile);
	mysql_options(c, MYSQL_OPT_PROTOCOL, &protocol);
	mysql_options(c, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (seconds)
		mysql_options(c, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_options4(c, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
		       "seedmill");
	set_tls(c, &my->opt);
}

/* A peer that vanished is noticed after 25 s instead of two hours. */
static void keep_alive(MYSQL *c)
{
	int fd = (int)sm__my_socket(c), on = 1, idle = 10, every = 5, times = 3;

	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof(every));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof(times));
}

MYSQL *sm__my_call(const struct sm_target *t, const struct sm__my *my,
		   unsigned seconds)
{
	MYSQL *c = mysql_init(NULL);

	if (!c)
		return NULL;
	set_options(c, my, seconds, 0);
	mysql_options(c, MYSQL_OPT_READ_TIMEOUT, &seconds);
	if (sm__my_dial_now(c, t, my))
		return c;
	mysql_close(c);
	return NULL;
}

/* ---- attempts -------------------------------------------------------------------- */

/* Is there no point in trying again? */
static bool hopeless(unsigned number)
{
	static const unsigned numbers[] = {
		1044, 1045, 1049,       /* no right, wrong password, no such */
		1130, 1251, 1698,       /* host or way of logging in refused */
		1862, 3118,             /* password expired, account locked */
		2026, 2054, 2059, 2061, /* TLS, plugins of the two sides */
	};

	for (size_t i = 0; i < SM_COUNTOF(numbers); i++)
		if (numbers[i] == number)
			return true;
	return false;
}

static void suggest(const struct sm_target *t, unsigned number,
		    struct sm_err *err)
{
	switch (number) {
	case 1045: case 1698:
		sm_fix(err, "give user and password in the URL of an env:NAME "
		       "variable");
		break;
	case 1049:
		sm_fix(err, "create the database first: CREATE DATABASE `%s`",
		       t->url->database);
		break;
	case 1044:
		sm_fix(err, "GRANT ALL ON `%s`.* to the user of the URL",
		       t->url->database);
		break;
	case 2026:
		sm_fix(err, "let the server speak TLS, or say ?ssl-mode=disabled "
		       "in the URL if you trust the network");
		break;
	default:
		sm_fix(err, "check the host and port, and that the server runs "
		       "and lets you in");
	}
}

static enum sm_code refused(const struct sm_target *t, MYSQL *c,
			    unsigned attempts, struct sm_err *err)
{
	char why[512];

	sm__safe_text(why, sizeof(why), c ? mysql_error(c) : "given up",
		      t->url->password);
	sm_fail(err, SM_E_CONNECT, "Failed to connect to database after %u "
		"attempt%s", attempts, attempts == 1 ? "" : "s");
	sm_why(err, "%s: %s", t->url->safe, why);
	suggest(t, c ? mysql_errno(c) : 0, err);
	return err->code;
}

/* The library may have fallen back to plain text without a word. */
static enum sm_code check_tls(const struct sm_target *t, const struct sm__my *my,
			      MYSQL *c, struct sm_err *err)
{
	if (my->opt.tls < SM__MY_TLS_REQUIRED || !my->opt.host ||
	    mysql_get_ssl_cipher(c))
		return SM_OK;
	sm_fail(err, SM_E_CONNECT, "%s: the server does not speak TLS",
		t->url->safe);
	return sm_fix(err, "set up TLS there, or say ?ssl-mode=disabled in the "
		      "URL if you trust the network");
}

static bool is_mariadb(MYSQL *c)
{
	return strstr(mysql_get_server_info(c), "MariaDB") != NULL;
}

/* Before it is told settings that it does not have. */
static enum sm_code refuse_tidb(MYSQL *c, struct sm_err *err)
{
	if (!strstr(mysql_get_server_info(c), "TiDB"))
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "the server is TiDB");
	sm_why(err, "its LOAD DATA commits by itself and piece by piece: a broken "
	       "load could not be taken back");
	return sm_fix(err, "write files with `gen`, and import them with its own "
		      "tools");
}

static enum sm_code set_session(const struct sm__my *my, MYSQL *c,
				struct sm_err *err)
{
	static const char doing[] = "setting up the session";

	SM_TRY(refuse_tidb(c, err));
	/* The library has said so, but by the number of a collation, which a
	 * server that does not know it takes for its own default. */
	SM_TRY(sm__my_do(c, err, doing, "SET NAMES utf8mb4"));
	SM_TRY(sm__my_do(c, err, doing, sql_mysql_session));
	SM_TRY(sm__my_do(c, err, doing, is_mariadb(c)
			 ? "SET SESSION max_statement_time = 0, "
			   "idle_transaction_timeout = 0"
			 : "SET SESSION max_execution_time = 0"));
	if (!my->read_committed)
		return SM_OK;
	return sm__my_do(c, err, doing, "SET SESSION TRANSACTION ISOLATION "
			 "LEVEL READ COMMITTED");
}

/* Before attempt `n`: why the last one, if there was one, failed. */
static void say_retry(const struct sm_target *t, MYSQL *c, unsigned n)
{
	char why[512];

	if (!c || !t->retry)
		return;
	sm__safe_text(why, sizeof(why), mysql_error(c), t->url->password);
	t->retry(t->note_ctx, n, why);
}

enum sm_code sm__my_connect(const struct sm_target *t, const struct sm__my *my,
			    struct sm__my_infile *infile, MYSQL **out,
			    struct sm_err *err)
{
	unsigned attempts = t->connect_attempts ? t->connect_attempts : 3;
	unsigned made = 0;
	MYSQL *c = NULL;
	enum sm_code rc;
	bool there;

	do {
		sm__back_off(made++);
		say_retry(t, c, made);
		if (c)
			mysql_close(c);
		c = mysql_init(NULL);
		if (!c)
			return refused(t, c, made, err);
		set_options(c, my, my->opt.timeout, infile != NULL);
		there = sm__my_dial(&c, t, my);
	} while (!there && c && made < attempts && !hopeless(mysql_errno(c)) &&
		 !sm__stopping(t));
	if (there && my->opt.host)
		keep_alive(c);
	if (there && infile)
		sm__my_infile_set(c, infile);
	rc = there ? check_tls(t, my, c, err) : refused(t, c, made, err);
	if (!rc)
		rc = set_session(my, c, err);
	/* Of a session that is to write nothing, let the server see to it. */
	if (!rc && t->reading)
		rc = sm__my_do(c, err, "making the session read-only",
			       "SET SESSION TRANSACTION READ ONLY");
	if (rc) {
		if (c)
			mysql_close(c);
		return rc;
	}
	*out = c;
	return SM_OK;
}
