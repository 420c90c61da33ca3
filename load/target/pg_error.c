/*
 * pg_error.c - what the server said, without what rows hold
 *
 * A server's DETAIL, CONTEXT and some of its messages quote values: a key that
 * is there twice, the text that is no number. Those must not reach a terminal
 * or a log. Of an error we pass on its SQLSTATE, the table, column, constraint
 * and row number, and the message only of classes whose messages name objects
 * and nothing else.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"
#include "target/orphan.h"

/* Classes of SQLSTATE whose primary message holds no value. */
static const char quotable[] =
	"08 0A 23 25 26 28 3B 3D 3F 40 42 53 54 55 57 58 F0 XX ";

/* What the other codes mean, in our words. */
static const struct {
	char state[6];
	const char *text;
} conditions[] = {
	{ "21000", "a statement gave more rows than it may" },
	{ "22001", "the text is too long for the column" },
	{ "22003", "the number is out of the column's range" },
	{ "22007", "not a date or time as the server reads it" },
	{ "22008", "the date or time is out of range" },
	{ "22021", "bytes that are no text in the server's encoding" },
	{ "22P02", "not a value of the column's type" },
	{ "22P03", "the binary form does not fit the column's type" },
	{ "22P04", "the row's form does not fit the table" },
	{ "22P05", "a character that the server's encoding lacks" },
	{ "22004", "a NULL where none is allowed" },
	{ "22012", "a division by zero" },
	{ "22023", "a parameter the server does not take" },
	{ "2200H", "the sequence is at its end" },
	{ "22030", "a JSON key that is there twice" },
	{ "22032", "not JSON as the server reads it" },
	{ "44000", "the row does not satisfy the view's condition" },
	{ "P0001", "a trigger or function of the database refused it" },
};

static const char *condition(const char *state)
{
	for (size_t i = 0; i < SM_COUNTOF(conditions); i++)
		if (strcmp(state, conditions[i].state) == 0)
			return conditions[i].text;
	return strncmp(state, "22", 2) == 0 ? "the server refuses the data"
					    : "the server refuses it";
}

static const char *field(const PGresult *res, int code)
{
	const char *text = res ? PQresultErrorField(res, code) : NULL;

	return text ? text : "";
}

bool sm__pg_state_is(const PGresult *res, const char *sqlstate)
{
	return strcmp(field(res, PG_DIAG_SQLSTATE), sqlstate) == 0;
}

/* reason() writes the code, the others read it: a failure that has been
 * recorded needs no PGresult to be told from another. */
static const char marker[] = "(SQLSTATE ";

bool sm__pg_err_is(const struct sm_err *err, const char *state)
{
	const char *at = strstr(err->why, marker);

	return at && strncmp(at + sizeof(marker) - 1, state, strlen(state)) == 0;
}

bool sm__pg_transient(const PGconn *c, const struct sm_err *err)
{
	/* 08: connection. 40: serialization, deadlock. 57P0: shutdown. */
	static const char *const states[] = {
		"08", "40001", "40P01", "55P03", "57P01", "57P02", "57P03",
		"57P05",
	};

	if (PQstatus(c) != CONNECTION_OK)
		return true;
	for (size_t i = 0; i < SM_COUNTOF(states); i++)
		if (sm__pg_err_is(err, states[i]))
			return true;
	return false;
}

/* Why, in words that are safe to show. */
static void reason(char *out, size_t cap, const PGresult *res)
{
	const char *state = field(res, PG_DIAG_SQLSTATE);
	char class[4];
	char text[512];

	snprintf(class, sizeof(class), "%.2s ", state);
	if (strstr(quotable, class))
		sm__clean_text(text, sizeof(text),
				  field(res, PG_DIAG_MESSAGE_PRIMARY));
	else
		snprintf(text, sizeof(text), "%s", condition(state));
	snprintf(out, cap, "%s %s%s)", text, marker, state);
}

/* Connection trouble: libpq's own words, which hold addresses, not rows. */
static enum sm_code lost(PGconn *c, const char *what, struct sm_err *err)
{
	char text[512];

	sm__clean_text(text, sizeof(text), PQerrorMessage(c));
	sm_fail(err, SM_E_CONNECT, "lost the connection while %s", what);
	return sm_why(err, "%s", text[0] ? text : "the server closed it");
}

static void suggest(const PGresult *res, struct sm_err *err)
{
	static const struct {
		const char *state, *fix;
	} fixes[] = {
		{ "42501", "GRANT the privilege to the user of the URL" },
		{ "53100", "make room on the server's disk" },
		{ "53300", "use fewer --connections, or raise max_connections" },
		{ "53400", "raise the server's limit" },
		{ "25006", "connect to the primary, or set "
		  "default_transaction_read_only off" },
	};

	for (size_t i = 0; i < SM_COUNTOF(fixes); i++)
		if (sm__pg_state_is(res, fixes[i].state))
			sm_fix(err, "%s", fixes[i].fix);
}

enum sm_code sm__pg_fail(PGconn *c, const PGresult *res, const char *what,
			 struct sm_err *err)
{
	char why[640];

	/*
	 * A server that ends our session says so before it hangs up: its word
	 * is better than libpq's that the connection is gone.
	 */
	if (!*field(res, PG_DIAG_SQLSTATE)) {
		if (PQstatus(c) != CONNECTION_OK)
			return lost(c, what, err);
		sm_fail(err, SM_E_LOAD, "%s failed", what);
		sm__clean_text(why, sizeof(why), PQerrorMessage(c));
		return sm_why(err, "%s", why[0] ? why : "no reason was given");
	}
	reason(why, sizeof(why), res);
	sm_fail(err, PQstatus(c) == CONNECTION_OK ? SM_E_LOAD : SM_E_CONNECT,
		"%s failed", what);
	sm_why(err, "%s", why);
	suggest(res, err);
	return err->code;
}

/* Where a line of CONTEXT begins with "COPY TABLE"; triggers stand before it. */
static const char *copy_context(const char *p, const char *table)
{
	size_t n = strlen(table);

	while (p) {
		if (strncmp(p, "COPY ", 5) == 0 && strncmp(p + 5, table, n) == 0)
			return p + 5 + n;
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	return NULL;
}

/*
 * CONTEXT has "COPY orders, line 17, column total: ..." in whatever language
 * the server speaks: the first number after the table's name is the line.
 * Gives what follows the number, NULL when there is none.
 */
static const char *context_line(const PGresult *res, const struct sm_table *t,
				uint64_t *line)
{
	const char *p = copy_context(field(res, PG_DIAG_CONTEXT), t->base);
	char *end;

	if (!p)
		return NULL;
	while (*p && *p != '\n' && !isdigit((unsigned char)*p))
		p++;
	if (!isdigit((unsigned char)*p))
		return NULL;
	*line = strtoull(p, &end, 10);
	return *line ? end : NULL;
}

/* The column that CONTEXT names behind the line: the longest name that fits. */
static const char *context_column(const char *rest, const struct sm_table *t)
{
	const char *found = NULL;
	size_t longest = 0;

	if (*rest != ',')
		return NULL;
	rest = strchr(rest + 2, ' ');
	if (!rest)
		return NULL;
	rest++;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const char *name = t->columns[i].name;
		size_t n = strlen(name);

		/* Binary rows are not quoted: nothing stands behind. */
		if (n > longest && strncmp(rest, name, n) == 0 &&
		    (rest[n] == ':' || rest[n] == '\n' || !rest[n])) {
			found = name;
			longest = n;
		}
	}
	return found;
}

/* Data, constraints, triggers, views: the row's own fault. */
static bool about_a_row(const char *state)
{
	static const char *const classes[] = { "22", "23", "44", "P0" };

	for (size_t i = 0; i < SM_COUNTOF(classes); i++)
		if (strncmp(state, classes[i], 2) == 0)
			return true;
	return false;
}

enum sm_code sm__pg_copy_fail(PGconn *c, const PGresult *res,
			      const struct sm_table *t, uint64_t first,
			      struct sm_err *err)
{
	const char *column = field(res, PG_DIAG_COLUMN_NAME);
	const char *constraint = field(res, PG_DIAG_CONSTRAINT_NAME);
	char why[640], doing[300];
	uint64_t line = 0;
	const char *rest;

	if (!*field(res, PG_DIAG_SQLSTATE)) {
		snprintf(doing, sizeof(doing), "loading %s", t->name);
		return sm__pg_fail(c, res, doing, err);
	}
	rest = context_line(res, t, &line);
	if (!*column)
		column = rest ? context_column(rest, t) : NULL;
	sm_fail(err, PQstatus(c) == CONNECTION_OK ? SM_E_LOAD : SM_E_CONNECT,
		"%s%s%s: the server refused the rows", t->name,
		column ? "." : "", column ? column : "");
	/*
	 * A server that goes down names the line it was at, which is not to
	 * blame. The first row of a table is row 1 to people.
	 */
	if (line && about_a_row(field(res, PG_DIAG_SQLSTATE)))
		sm_fail(err, err->code,
			"%s%s%s: the server refused row %llu", t->name,
			column ? "." : "", column ? column : "",
			(unsigned long long)(first + line));
	reason(why, sizeof(why), res);
	if (*constraint && !strstr(why, constraint))
		sm_why(err, "%s, constraint %s", why, constraint);
	else
		sm_why(err, "%s", why);
	suggest(res, err);
	if (sm__pg_state_is(res, "23503"))
		sm__orphan_explain(NULL, t, constraint, err);
	return err->code;
}
