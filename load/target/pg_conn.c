/*
 * pg_conn.c - connecting
 *
 * libpq gets every option from here, none from a connection string: the URL is
 * ours to take apart (url.c), what it may say of libpq's options is a list, and
 * what libpq would read from the environment is either given explicitly or
 * forgotten (target_pg.c). Passwords may also come from ~/.pgpass, PGPASSFILE
 * and PGPASSWORD.
 *
 * A failed attempt is tried again after 2 s, then 4 s, and so on: three
 * attempts start at 0, 2 and 6 s. A wrong password or name is told at once.
 * Whatever is said about a failure shows the URL without its password.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pg.h"
#include "sql_pg.h"

/* What a URL's query may set of libpq's options. */
static const char *const allowed[] = {
	"sslmode", "sslcompression", "sslcert", "sslkey", "sslpassword",
	"sslrootcert", "sslcrl", "sslcrldir", "sslsni", "requirepeer",
	"ssl_min_protocol_version", "ssl_max_protocol_version",
	"channel_binding", "gssencmode", "krbsrvname", "gsslib",
	"connect_timeout", "passfile", "options", "keepalives",
	"keepalives_idle", "keepalives_interval", "keepalives_count",
	"tcp_user_timeout", "target_session_attrs",
};

/* What other clients put there and means nothing to us; nor do the parts of
 * the address, which sm_url_parse() has taken out already. */
static const char *const ignored[] = {
	"schema", "pgbouncer", "connection_limit", "pool_timeout",
	"socket_timeout", "statement_cache_size", "application_name",
	"fallback_application_name", "client_encoding", "charset",
	"async_fallback", "prepared_statement_cache_size", "server_settings",
	"host", "port", "user", "password", "dbname",
};

static const char *option(const struct sm__pg *pg, const char *key)
{
	for (unsigned i = 0; i < pg->noptions; i++)
		if (strcmp(pg->key[i], key) == 0)
			return pg->value[i];
	return NULL;
}

/* Later ones win; NULL values are left to libpq. */
static void set(struct sm__pg *pg, const char *key, const char *value)
{
	unsigned i = 0;

	if (!value)
		return;
	while (i < pg->noptions && strcmp(pg->key[i], key) != 0)
		i++;
	/* allowed[] and our own are fewer than there is room for. */
	assert(i + 1 < SM__PG_OPTIONS);
	pg->key[i] = key;
	pg->value[i] = value;
	if (i == pg->noptions)
		pg->noptions++;
}

static enum sm_code unknown_option(const char *key, struct sm_err *err)
{
	const char *near = sm_nearest(key, allowed, SM_COUNTOF(allowed));

	sm_fail(err, SM_E_USAGE, "the URL's option \"%.60s\" is none that "
		"seedmill passes on", key);
	if (strcmp(key, "hostaddr") == 0 || strcmp(key, "service") == 0)
		sm_why(err, "it would lead to another place than the URL says");
	if (near)
		sm_fix(err, "did you mean %s?", near);
	return err->code;
}

/* One "key=value" of the query. ssl=true is what other drivers say. */
static enum sm_code query_option(void *ctx, const char *key, const char *value,
				 struct sm_err *err)
{
	struct sm__pg *pg = ctx;

	if (strcmp(key, "ssl") == 0)
		set(pg, "sslmode", strcasecmp(value, "true") == 0 ||
		    strcmp(value, "1") == 0 ? "require" : "disable");
	else if (strcmp(key, "ssl-mode") == 0)
		set(pg, "sslmode", value);
	else if (sm__listed(key, allowed, SM_COUNTOF(allowed)))
		set(pg, key, value);
	else if (!sm__listed(key, ignored, SM_COUNTOF(ignored)))
		return unknown_option(key, err);
	return SM_OK;
}

/*
 * Without a word in the URL, other machines are spoken to in TLS alone. The
 * environment may ask for more than that, not for less.
 */
static void choose_sslmode(struct sm__pg *pg, bool local)
{
	const char *wish = getenv("PGSSLMODE");

	if (option(pg, "sslmode"))
		return;
	if (wish && strncmp(wish, "verify-", 7) == 0)
		set(pg, "sslmode", strcmp(wish, "verify-full") == 0
			? "verify-full" : "verify-ca");
	else
		set(pg, "sslmode", local ? "prefer" : "require");
}

static enum sm_code check_timeout(const struct sm__pg *pg, struct sm_err *err)
{
	const char *text = option(pg, "connect_timeout");
	char *end;
	long s = strtol(text, &end, 10);

	if (end != text && !*end && s >= -1 && s <= 86400)
		return SM_OK;
	sm_fail(err, SM_E_USAGE, "the URL's connect_timeout \"%.60s\" is no "
		"number of seconds", text);
	return sm_fix(err, "connect_timeout=10; 0 waits for ever");
}

enum sm_code sm__pg_options(struct sm_target *t, struct sm__pg *pg,
			    struct sm_err *err)
{
	const struct sm_url *u = t->url;

	if (!u->database || !*u->database) {
		sm_fail(err, SM_E_USAGE, "%s names no database", u->safe);
		return sm_fix(err, "postgres://user@host:5432/DATABASE");
	}
	set(pg, "application_name", "seedmill");
	set(pg, "connect_timeout", "10");
	set(pg, "gssencmode", "disable");
	set(pg, "keepalives", "1");
	set(pg, "keepalives_idle", "10");
	set(pg, "keepalives_interval", "5");
	set(pg, "keepalives_count", "3");
	SM_TRY(sm__query_options(u, &t->arena, query_option, pg, err));
	SM_TRY(check_timeout(pg, err));
	choose_sslmode(pg, u->local);
	set(pg, "client_encoding", "UTF8");
	set(pg, "host", u->host);
	set(pg, "port", u->port ? u->port : "5432");
	set(pg, "user", u->user);
	set(pg, "password", u->password);
	set(pg, "dbname", u->database);
	return SM_OK;
}

static void suggest(const struct sm_target *t, const char *why,
		    struct sm_err *err)
{
	if (strstr(why, "SSL"))
		sm_fix(err, "let the server speak TLS, or say "
		       "?sslmode=disable in the URL if you trust the network");
	else if (strstr(why, "password"))
		sm_fix(err, "give the password in the URL of an env:NAME "
		       "variable or in ~/.pgpass");
	else if (strstr(why, "database") && strstr(why, "does not exist"))
		sm_fix(err, "create the database first: createdb %s",
		       t->url->database);
	else
		sm_fix(err, "check the host and port, and that the server runs "
		       "and lets you in: psql '%s'", t->url->safe);
}

/*
 * Is there no point in trying again? libpq keeps no SQLSTATE of a connection
 * that was refused, so this goes by words; a server that says them in another
 * language is asked as often as one that is not up.
 */
static bool hopeless(const PGconn *c)
{
	static const char *const words[] = {
		"password authentication failed", "no password supplied",
		"does not exist", "no pg_hba.conf entry",
		"is not permitted to log in",
		"permission denied for database",
	};
	const char *said = PQerrorMessage(c);

	for (size_t i = 0; i < SM_COUNTOF(words); i++)
		if (strstr(said, words[i]))
			return true;
	return false;
}

static enum sm_code refused(const struct sm_target *t, const PGconn *c,
			    unsigned attempts, struct sm_err *err)
{
	char why[640];

	sm__safe_text(why, sizeof(why), c ? PQerrorMessage(c)
		      : "out of memory", t->url->password);
	sm_fail(err, SM_E_CONNECT, "Failed to connect to database after %u "
		"attempt%s", attempts, attempts == 1 ? "" : "s");
	sm_why(err, "%s: %s%s", t->url->safe, why,
	       PQstatus(c) == CONNECTION_BAD ? "" : " no answer in time");
	suggest(t, why, err);
	return err->code;
}

/* Before attempt `n`: why the last one, if there was one, failed. */
static void say_retry(const struct sm_target *t, const PGconn *c, unsigned n)
{
	char why[640];

	if (!c || !t->retry)
		return;
	sm__safe_text(why, sizeof(why), PQerrorMessage(c), t->url->password);
	t->retry(t->note_ctx, n, why[0] ? why : "no answer in time");
}

static void no_notice(void *ctx, const PGresult *res)
{
	(void)ctx;      /* notices of the user's triggers may hold values */
	(void)res;
}

/* Of a session that is to write nothing, let the server see to it. */
static enum sm_code set_reading(PGconn *c, struct sm_err *err)
{
	return sm__pg_do(c, err, "making the session read-only",
			 "SET default_transaction_read_only = on");
}

static enum sm_code set_session(PGconn *c, PGresult **where,
				struct sm_err *err)
{
	PGresult *res;

	PQsetNoticeReceiver(c, no_notice, NULL);
	if (where) {
		*where = sm__pg_query(c, err, "asking where we are",
				      sql_pg_server, 0, NULL);
		if (!*where)
			return err->code;
	}
	res = sm__pg_query(c, err, "setting up the session", sql_pg_session, 0,
			   NULL);
	if (res) {
		PQclear(res);
		return SM_OK;
	}
	if (where) {
		PQclear(*where);
		*where = NULL;
	}
	return err->code;
}

/* check_timeout() has read it before. libpq takes at least 2 s, too. */
static unsigned timeout(const struct sm__pg *pg)
{
	long s = strtol(option(pg, "connect_timeout"), NULL, 10);

	return s <= 0 ? 0 : s == 1 ? 2 : (unsigned)s;
}

enum sm_code sm__pg_connect(const struct sm_target *t, const struct sm__pg *pg,
			    const char *application, PGconn **out,
			    PGresult **where, struct sm_err *err)
{
	const char *key[SM__PG_OPTIONS], *value[SM__PG_OPTIONS];
	unsigned attempts = t->connect_attempts ? t->connect_attempts : 3;
	unsigned made = 0;
	enum sm_code rc = SM_E_CONNECT;
	PGconn *c = NULL;

	memcpy(key, pg->key, sizeof(key));
	memcpy(value, pg->value, sizeof(value));
	assert(strcmp(key[0], "application_name") == 0);
	value[0] = application;
	key[pg->noptions] = NULL;
	do {
		sm__back_off(made++);
		say_retry(t, c, made);
		PQfinish(c);
		c = sm__pg_dial(t, key, value, timeout(pg));
	} while (PQstatus(c) != CONNECTION_OK && made < attempts &&
		 !hopeless(c) && !sm__stopping(t));
	if (PQstatus(c) != CONNECTION_OK)
		rc = refused(t, c, made, err);
	else
		rc = set_session(c, where, err);
	if (!rc && t->reading)
		rc = set_reading(c, err);
	if (rc) {
		PQfinish(c);
		return rc;
	}
	*out = c;
	return SM_OK;
}
