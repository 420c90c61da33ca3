/*
 * url.c - a target's URL, taken apart
 *
 *     scheme[+driver]://[user[:password]@][host][:port][/database][?query]
 *     sqlite:FILE  sqlite:///FILE  dir:PATH  null:  env:NAME
 *
 * The network form is percent-decoded; what follows a bare colon is a file's
 * name as typed. The last @ of the authority ends the password, so that one
 * that holds an @ works unescaped. host, port, user, password and dbname may
 * also stand in the query, as libpq allows, and then win: `local`, which the
 * guard asks, is about where rows really go. Error messages never quote the
 * text: somewhere in a URL that cannot be read is a password.
 */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "seedmill/target.h"

#define MASK "****"

struct parse {
	struct sm_arena *a;
	struct sm_url *u;
	struct sm_err *err;
	struct sm_buf safe;
};

/* Counted text; p NULL: there was none. */
struct part {
	const char *p;
	size_t n;
};

static enum sm_code bad(struct parse *x, const char *why)
{
	sm_fail(x->err, SM_E_USAGE, "not a target's URL");
	sm_why(x->err, "%s", why);
	return sm_fix(x->err, "write postgres://user@host:5432/database, "
		      "mysql://user@host:3306/database, sqlite:FILE, dir:PATH, "
		      "null: or env:NAME; escape other signs as %%XX");
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decoded into the arena; a missing part stays NULL. */
static enum sm_code decode(struct parse *x, struct part in, const char **out)
{
	char *to;

	if (!in.p)
		return SM_OK;
	to = sm_arena_strndup(x->a, in.p, in.n);
	if (!to)
		return sm_nomem(x->err);
	*out = to;
	for (size_t i = 0; i < in.n; i++) {
		int byte = (unsigned char)in.p[i];

		if (byte == '%') {
			if (i + 2 >= in.n || hex(in.p[i + 1]) < 0 ||
			    hex(in.p[i + 2]) < 0)
				return bad(x, "a % that two hex digits do not "
					      "follow");
			byte = hex(in.p[i + 1]) * 16 + hex(in.p[i + 2]);
			i += 2;
		}
		if (!byte)
			return bad(x, "a zero byte");
		*to++ = (char)byte;
	}
	*to = '\0';
	return SM_OK;
}

/* The part before the first of `stop`; *rest then starts at it. */
static struct part until(struct part *rest, const char *stop)
{
	struct part head = { rest->p, 0 };

	while (head.n < rest->n && !strchr(stop, rest->p[head.n]))
		head.n++;
	rest->p += head.n;
	rest->n -= head.n;
	return head;
}

static bool eat(struct part *p, char c)
{
	if (!p->n || *p->p != c)
		return false;
	p->p++;
	p->n--;
	return true;
}

static void safe_add(struct parse *x, struct part p)
{
	if (p.n)
		sm_buf_add(&x->safe, p.p, p.n);
}

/* ---- the network form --------------------------------------------------------- */

static enum sm_code userinfo(struct parse *x, struct part info)
{
	struct part user = until(&info, ":");

	SM_TRY(decode(x, user, &x->u->user));
	safe_add(x, user);
	if (eat(&info, ':')) {
		SM_TRY(decode(x, info, &x->u->password));
		sm_buf_puts(&x->safe, ":" MASK);
	}
	sm_buf_puts(&x->safe, "@");
	return SM_OK;
}

static enum sm_code check_port(struct parse *x, const char *port)
{
	unsigned long n = 0;

	for (const char *p = port; *p; p++) {
		if (*p < '0' || *p > '9')
			return bad(x, "the port is not a number");
		n = n * 10 + (unsigned long)(*p - '0');
		if (n > 65535)
			return bad(x, "no port is that large");
	}
	return n ? SM_OK : bad(x, "the port is not a number");
}

static enum sm_code host_and_port(struct parse *x, struct part rest)
{
	struct part host;

	if (eat(&rest, '[')) {
		host = until(&rest, "]");
		if (!eat(&rest, ']'))
			return bad(x, "a [ without its ]");
		sm_buf_puts(&x->safe, "[");
		safe_add(x, host);
		sm_buf_puts(&x->safe, "]");
	} else {
		host = until(&rest, ":");
		safe_add(x, host);
	}
	if (host.n)
		SM_TRY(decode(x, host, &x->u->host));
	if (!rest.n)
		return SM_OK;
	if (!eat(&rest, ':'))
		return bad(x, "something stands behind the host's ]");
	SM_TRY(decode(x, rest, &x->u->port));
	SM_TRY(check_port(x, x->u->port));
	sm_buf_printf(&x->safe, ":%s", x->u->port);
	return SM_OK;
}

static bool key_is(struct part key, const char *name)
{
	return key.n == strlen(name) && memcmp(key.p, name, key.n) == 0;
}

/* One key=value: what is part of the address wins over what stood before. */
static enum sm_code query_item(struct parse *x, struct part item)
{
	struct sm_url *u = x->u;
	struct part key = until(&item, "=");
	const struct { const char *key; const char **to; } address[] = {
		{ "host", &u->host }, { "port", &u->port },
		{ "user", &u->user }, { "password", &u->password },
		{ "dbname", &u->database },
	};
	const char *ignored = NULL;
	bool secret = key_is(key, "password") || key_is(key, "sslpassword");
	const char **to = &ignored;

	/* An escaped key could hide a password from the mask. */
	if (memchr(key.p, '%', key.n))
		return bad(x, "an escape in the name of an option");
	safe_add(x, key);
	if (!eat(&item, '='))
		return SM_OK;
	for (size_t i = 0; i < SM_COUNTOF(address); i++)
		if (key_is(key, address[i].key))
			to = address[i].to;
	sm_buf_puts(&x->safe, "=");
	if (secret)
		sm_buf_puts(&x->safe, MASK);
	else
		safe_add(x, item);
	SM_TRY(decode(x, item, to));
	return to == &u->port ? check_port(x, u->port) : SM_OK;
}

static enum sm_code query(struct parse *x, struct part text)
{
	x->u->query = sm_arena_strndup(x->a, text.p, text.n);
	if (!x->u->query)
		return sm_nomem(x->err);
	sm_buf_puts(&x->safe, "?");
	for (;;) {
		SM_TRY(query_item(x, until(&text, "&")));
		if (!eat(&text, '&'))
			return SM_OK;
		sm_buf_puts(&x->safe, "&");
	}
}

static bool is_local(const char *host)
{
	/* None: the socket of this machine. @: an abstract one. */
	if (!host || !*host || *host == '/' || *host == '@')
		return true;
	if (strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0)
		return true;
	if (strncmp(host, "127.", 4) != 0)
		return false;
	/* 127.example.com is somebody's name. */
	return strspn(host, "0123456789.") == strlen(host);
}

static enum sm_code network(struct parse *x, struct part rest)
{
	struct part authority = until(&rest, "/?");
	struct part info = { authority.p, 0 };

	for (size_t i = 0; i < authority.n; i++)
		if (authority.p[i] == '@')
			info.n = i + 1;
	sm_buf_puts(&x->safe, "//");
	if (info.n) {
		authority.p += info.n;
		authority.n -= info.n;
		info.n--;
		SM_TRY(userinfo(x, info));
	}
	SM_TRY(host_and_port(x, authority));
	if (eat(&rest, '/')) {
		struct part database = until(&rest, "?");

		sm_buf_puts(&x->safe, "/");
		safe_add(x, database);
		if (database.n)
			SM_TRY(decode(x, database, &x->u->database));
	}
	if (eat(&rest, '?'))
		SM_TRY(query(x, rest));
	if (x->u->host && strchr(x->u->host, ','))
		return bad(x, "more than one host: rows go to one place");
	x->u->local = is_local(x->u->host);
	return SM_OK;
}

/* ---- files, and the whole -------------------------------------------------------- */

/* PATH[?format=csv&compress=zst]; a ? before no = is part of the name. */
static enum sm_code folder(struct parse *x, struct part rest)
{
	struct part path = rest, query;

	while (path.n && path.p[path.n - 1] != '?')
		path.n--;
	if (path.n && memchr(path.p + path.n, '=', rest.n - path.n)) {
		query = (struct part){ path.p + path.n, rest.n - path.n };
		x->u->query = sm_arena_strndup(x->a, query.p, query.n);
		if (!x->u->query)
			return sm_nomem(x->err);
		rest.n = path.n - 1;
	}
	if (rest.n)
		x->u->path = sm_arena_strndup(x->a, rest.p, rest.n);
	return rest.n && !x->u->path ? sm_nomem(x->err) : SM_OK;
}

static enum sm_code file(struct parse *x, struct part rest)
{
	x->u->local = true;
	safe_add(x, rest);
	if (rest.n >= 2 && rest.p[0] == '/' && rest.p[1] == '/') {
		struct part path;

		eat(&rest, '/');
		eat(&rest, '/');
		/* Other tools write an absolute path with four slashes. */
		while (rest.n > 1 && rest.p[0] == '/' && rest.p[1] == '/')
			eat(&rest, '/');
		path = until(&rest, "?");
		if (eat(&rest, '?'))
			x->u->query = sm_arena_strndup(x->a, rest.p, rest.n);
		return path.n ? decode(x, path, &x->u->path) : SM_OK;
	}
	if (strcmp(x->u->scheme, "dir") == 0)
		return folder(x, rest);
	if (rest.n)
		x->u->path = sm_arena_strndup(x->a, rest.p, rest.n);
	return rest.n && !x->u->path ? sm_nomem(x->err) : SM_OK;
}

/* "PostgreSQL+asyncpg" -> "postgresql". NULL when it is no scheme. */
static char *scheme_of(struct parse *x, struct part text)
{
	char *scheme = sm_arena_strndup(x->a, text.p, text.n);

	if (!scheme || !isalpha((unsigned char)*scheme))
		return NULL;
	for (char *p = scheme; *p; p++) {
		if (*p == '+') {
			*p = '\0';
			break;
		}
		if (!isalnum((unsigned char)*p))
			return NULL;
		*p = (char)tolower((unsigned char)*p);
	}
	return scheme;
}

static enum sm_code whole(struct parse *x, struct part rest)
{
	struct part head = until(&rest, ":");
	char *scheme;

	for (size_t i = 0; i < head.n + rest.n; i++)
		if (iscntrl((unsigned char)head.p[i]))
			return bad(x, "a control character");
	if (!rest.n)
		return bad(x, "it does not begin with a scheme and a colon");
	scheme = scheme_of(x, head);
	if (!scheme)
		return bad(x, "it does not begin with a scheme and a colon");
	x->u->scheme = scheme;
	safe_add(x, head);
	sm_buf_puts(&x->safe, ":");
	eat(&rest, ':');
	if (strcmp(scheme, "sqlite") == 0 || strcmp(scheme, "dir") == 0 ||
	    strcmp(scheme, "null") == 0)
		return file(x, rest);
	if (!eat(&rest, '/') || !eat(&rest, '/'))
		return bad(x, "two slashes are missing behind the scheme");
	return network(x, rest);
}

static enum sm_code from_environment(const char **text, struct sm_err *err)
{
	const char *name = *text + strlen("env:");

	*text = getenv(name);
	if (!*text || !**text) {
		sm_fail(err, SM_E_USAGE, "%s is not set in the environment",
			*name ? name : "env:, without a name,");
		return sm_fix(err, "export %s=postgres://user@host:5432/"
			      "database", *name ? name : "NAME");
	}
	if (strncmp(*text, "env:", 4) == 0)
		return sm_fail(err, SM_E_USAGE, "%s names another variable",
			       name);
	return SM_OK;
}

enum sm_code sm_url_parse(const char *text, struct sm_arena *a,
			  struct sm_url *out, struct sm_err *err)
{
	struct parse x = { .a = a, .u = out, .err = err };
	enum sm_code rc;

	assert(text);
	*out = (struct sm_url){ 0 };
	if (strncmp(text, "env:", 4) == 0)
		SM_TRY(from_environment(&text, err));
	rc = whole(&x, (struct part){ text, strlen(text) });
	out->safe = sm_arena_strdup(a, sm_buf_str(&x.safe));
	if (!rc && (x.safe.failed || !out->safe))
		rc = sm_nomem(err);
	sm_buf_release(&x.safe);
	return rc;
}
