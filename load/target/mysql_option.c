/*
 * mysql_option.c - what a URL says about how to connect
 *
 *     mysql://user:password@host:3306/database?ssl-mode=verify-identity&ssl-ca=F
 *     mariadb://user@localhost/database?socket=/run/mysqld/mysqld.sock
 *
 * No option file is read and no variable of the environment asked: the URL
 * alone says where rows go.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "my.h"

static const char *const known[] = {
	"socket", "ssl-mode", "ssl", "ssl-ca", "ssl-cert", "ssl-key",
	"connect-timeout",
};

/* What other clients put there and means nothing to us; nor do the parts of
 * the address, which sm_url_parse() has taken out already. */
static const char *const ignored[] = {
	"charset", "collation", "parseTime", "loc", "autocommit", "local-infile",
	"allowLocalInfile", "allowPublicKeyRetrieval", "serverTimezone", "useSSL",
	"useUnicode", "characterEncoding", "connection-limit", "pool-timeout",
	"socket-timeout", "connectTimeout", "multiStatements", "timezone",
	"host", "port", "user", "password", "dbname",
};

static const char *const modes[] = {
	[SM__MY_TLS_OFF] = "disabled",
	[SM__MY_TLS_PREFERRED] = "preferred",
	[SM__MY_TLS_REQUIRED] = "required",
	[SM__MY_TLS_VERIFY_CA] = "verify-ca",
	[SM__MY_TLS_VERIFY_IDENTITY] = "verify-identity",
};

/* Underscores as dashes: both are written. */
static void dashes(char *to, size_t cap, const char *from)
{
	size_t n = 0;

	for (; *from && n + 1 < cap; from++)
		to[n++] = *from == '_' ? '-' : *from;
	to[n] = '\0';
}

static enum sm_code tls_mode(struct sm__my_options *o, const char *value,
			     struct sm_err *err)
{
	char word[32];

	dashes(word, sizeof(word), value);
	for (size_t i = 0; i < SM_COUNTOF(modes); i++) {
		if (strcasecmp(word, modes[i]) != 0)
			continue;
		o->tls = (enum sm__my_tls)i;
		return SM_OK;
	}
	sm_fail(err, SM_E_USAGE, "the URL's ssl-mode \"%.60s\" is none", value);
	return sm_fix(err, "disabled, preferred, required, verify-ca or "
		      "verify-identity");
}

static enum sm_code timeout(struct sm__my_options *o, const char *value,
			    struct sm_err *err)
{
	char *end;
	unsigned long s = strtoul(value, &end, 10);

	if (end != value && !*end && s <= 86400) {
		o->timeout = (unsigned)s;
		return SM_OK;
	}
	sm_fail(err, SM_E_USAGE, "the URL's connect_timeout \"%.60s\" is no "
		"number of seconds", value);
	return sm_fix(err, "connect_timeout=10; 0 waits as long as the system");
}

static enum sm_code option(void *ctx, const char *raw, const char *value,
			   struct sm_err *err)
{
	struct sm__my_options *o = ctx;
	const char *near;
	char key[64];

	dashes(key, sizeof(key), raw);
	if (strcmp(key, "socket") == 0 || strcmp(key, "unix-socket") == 0)
		o->socket = value;
	else if (strcmp(key, "ssl-mode") == 0 || strcmp(key, "sslmode") == 0)
		return tls_mode(o, value, err);
	else if (strcmp(key, "ssl") == 0)
		o->tls = strcasecmp(value, "true") == 0 ||
			 strcmp(value, "1") == 0 ? SM__MY_TLS_REQUIRED
						 : SM__MY_TLS_OFF;
	else if (strcmp(key, "ssl-ca") == 0)
		o->ca = value;
	else if (strcmp(key, "ssl-cert") == 0)
		o->cert = value;
	else if (strcmp(key, "ssl-key") == 0)
		o->key = value;
	else if (strcmp(key, "connect-timeout") == 0)
		return timeout(o, value, err);
	else if (!sm__listed(key, ignored, SM_COUNTOF(ignored))) {
		near = sm_nearest(key, known, SM_COUNTOF(known));
		sm_fail(err, SM_E_USAGE, "the URL's option \"%.60s\" is none "
			"that seedmill knows", raw);
		if (near)
			sm_fix(err, "did you mean %s?", near);
		return err->code;
	}
	return SM_OK;
}

/* A path as host, as libpq has it, or ?socket=: this machine either way. */
static enum sm_code place(const struct sm_url *u, struct sm__my_options *o,
			  struct sm_err *err)
{
	bool path = u->host && *u->host == '/';

	if (o->socket && u->host && *u->host && !u->local) {
		sm_fail(err, SM_E_USAGE, "the URL names another machine and a "
			"socket of this one");
		return sm_fix(err, "leave the host or ?socket= out");
	}
	if (path && !o->socket)
		o->socket = u->host;
	if (!o->socket && u->host && *u->host)
		o->host = u->host;
	o->port = u->port ? (unsigned)strtoul(u->port, NULL, 10) : 3306;
	return SM_OK;
}

/* Other machines are spoken to in TLS unless the URL says otherwise. */
enum sm_code sm__my_options(struct sm_target *t, struct sm__my *my,
			    struct sm_err *err)
{
	const struct sm_url *u = t->url;
	struct sm__my_options *o = &my->opt;

	if (!u->database || !*u->database) {
		sm_fail(err, SM_E_USAGE, "%s names no database", u->safe);
		return sm_fix(err, "%s://user@host:3306/DATABASE", u->scheme);
	}
	o->tls = u->local ? SM__MY_TLS_PREFERRED : SM__MY_TLS_REQUIRED;
	o->timeout = 10;
	SM_TRY(sm__query_options(u, &t->arena, option, o, err));
	if (o->ca && o->tls < SM__MY_TLS_VERIFY_CA && o->tls != SM__MY_TLS_OFF)
		o->tls = SM__MY_TLS_VERIFY_CA;
	return place(u, o, err);
}
