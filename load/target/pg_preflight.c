/*
 * pg_preflight.c - what can be refused before anything is written
 *
 * Everything here asks and changes nothing, so it may be run for `plan`, too.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "pg.h"
#include "sql_pg.h"

/* Which backend answers a transaction of its own on this connection. */
static enum sm_code backend(PGconn *c, uint64_t *pid, struct sm_err *err)
{
	return sm__pg_number(c, err, "asking for the backend",
			     "select pg_catalog.pg_backend_pid()", pid);
}

/*
 * A pooler that gives each transaction another session would take our lock
 * and settings away between two of them. A pooler shows itself by telling us,
 * at the start, another process number than the backend has. If then a second
 * connection, in a transaction, gets the backend that answered the first one,
 * or the first one's changes, sessions are not ours to keep.
 */
static enum sm_code check_pooler(struct sm_target *t, struct sm__pg *pg,
				 struct sm_err *err)
{
	uint64_t mine = 0, other = 0, again = 0;
	PGconn *second = NULL;
	enum sm_code rc;

	SM_TRY(backend(pg->conn, &mine, err));
	if (mine == (uint64_t)PQbackendPID(pg->conn))
		return SM_OK;
	SM_TRY(sm__pg_connect(t, pg, "seedmill", &second, NULL, err));
	rc = sm__pg_begin(second, err);
	if (!rc)
		rc = backend(second, &other, err);
	if (!rc)
		rc = backend(pg->conn, &again, err);
	PQfinish(second);
	if (rc || (mine == again && mine != other))
		return rc;
	sm_fail(err, SM_E_GUARD, "%s is a pooler that changes sessions between "
		"transactions", t->url->safe);
	sm_why(err, "the lock and the settings of a load belong to a session");
	return sm_fix(err, "use the database's direct address, or a pooler in "
		      "session mode");
}

static enum sm_code check_server(struct sm_target *t, struct sm__pg *pg,
				 struct sm_err *err)
{
	int version = PQserverVersion(pg->conn);
	const char *fix = NULL, *encoding;
	PGresult *res;

	if (version < 110000) {
		sm_fail(err, SM_E_GUARD, "the server is PostgreSQL %d.%d",
			version / 10000, version / 100 % 100);
		return sm_fix(err, "seedmill needs version 11 or later");
	}
	res = sm__pg_query(pg->conn, err, "asking for the server's state",
			   sql_pg_state, 0, NULL);
	if (!res)
		return err->code;
	if (sm__pg_true(res, 0, 0))
		fix = "it is a standby: use the address of the primary";
	else if (sm__pg_true(res, 0, 1))
		fix = "set default_transaction_read_only off for this user "
		      "and database";
	encoding = PQgetvalue(res, 0, 3);
	if (!fix && strcmp(encoding, "UTF8") != 0 && t->note)
		t->note(t->note_ctx, "the database's encoding is not UTF8: "
			"text it has no characters for will be refused");
	PQclear(res);
	if (!fix)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "database \"%s\" is read-only", pg->database);
	return sm_fix(err, "%s", fix);
}

/* As it has to be typed: GRANT INSERT ON "public"."orders" TO "ann". */
static enum sm_code refuse_privilege(const struct sm__pg *pg, const char *name,
				     const char *privilege, struct sm_err *err)
{
	struct sm__pg_name part;
	struct sm_buf sql = { 0 };

	sm__pg_split(pg, name, &part);
	sm_buf_printf(&sql, "GRANT %s ON ", privilege);
	sm__pg_table(&sql, pg, part.schema, part.base);
	sm_buf_puts(&sql, " TO ");
	sm__pg_ident(&sql, pg->user);
	sm_fail(err, SM_E_GUARD, "user \"%s\" has no %s privilege on %s",
		pg->user, privilege, name);
	sm_fix(err, "%s", sm_buf_str(&sql));
	sm_buf_release(&sql);
	return err->code;
}

/* Columns of privileges.sql. */
enum { P_INSERT, P_SELECT, P_UPDATE, P_DELETE, P_TRUNCATE, P_REFERENCES, P_RLS };

static enum sm_code check_privileges(struct sm__pg *pg,
				     const struct sm__pg_relation *r,
				     const char *name, int upto,
				     struct sm_err *err)
{
	static const char *const names[] = { "INSERT", "SELECT", "UPDATE",
					     "DELETE" };
	const char *oid = r->oid_text;
	PGresult *res = sm__pg_query(pg->conn, err, "asking for privileges",
				     sql_pg_privileges, 1, &oid);
	enum sm_code rc = SM_OK;

	assert(upto <= P_DELETE);
	if (!res)
		return err->code;
	for (int i = P_INSERT; !rc && i <= upto; i++)
		if (!sm__pg_true(res, 0, i))
			rc = refuse_privilege(pg, name, names[i], err);
	if (!rc && sm__pg_true(res, 0, P_RLS)) {
		sm_fail(err, SM_E_GUARD, "%s: row security applies to user "
			"\"%s\"", name, pg->user);
		sm_why(err, "COPY FROM is not supported with row security, and "
		       "rows could not be counted");
		rc = sm_fix(err, "ALTER ROLE \"%s\" BYPASSRLS, or load as the "
			    "table's owner", pg->user);
	}
	PQclear(res);
	return rc;
}

static enum sm_code check_sequences(struct sm__pg *pg, const struct sm_table *t,
				    struct sm_err *err)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_live_column *live = t->columns[i].live;
		PGresult *res;
		bool may;

		if (!live || !live->sequence)
			continue;
		res = sm__pg_query(pg->conn, err, "asking for a sequence",
				   sql_pg_sequence, 1, &live->sequence);
		if (!res)
			return err->code;
		may = PQntuples(res) == 0 || sm__pg_true(res, 0, 0);
		PQclear(res);
		if (may)
			continue;
		sm_fail(err, SM_E_GUARD, "user \"%s\" may not set sequence %s",
			pg->user, live->sequence);
		sm_why(err, "it has to go on after the rows of %s.%s", t->name,
		       t->columns[i].name);
		return sm_fix(err, "GRANT SELECT, UPDATE ON SEQUENCE %s TO \"%s\"",
			      live->sequence, pg->user);
	}
	return SM_OK;
}

/* The server cuts longer names, and two of them may then be one. */
static enum sm_code check_name(const char *name, struct sm_err *err)
{
	if (strlen(name) <= SM__PG_NAME_MAX)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "name too long for PostgreSQL: %s", name);
	return sm_fix(err, "use at most %d bytes", SM__PG_NAME_MAX);
}

static enum sm_code check_create(struct sm__pg *pg, const char *schema,
				 const char *name, struct sm_err *err)
{
	PGresult *res = sm__pg_query(pg->conn, err, "asking for privileges",
				     sql_pg_schema_privileges, 1, &schema);
	bool there, may;

	if (!res)
		return err->code;
	there = sm__pg_true(res, 0, 0);
	may = sm__pg_true(res, 0, there ? 1 : 2);
	PQclear(res);
	if (may)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "user \"%s\" may not create %s", pg->user, name);
	if (there)
		return sm_fix(err, "GRANT CREATE ON SCHEMA \"%s\" TO \"%s\"",
			      schema, pg->user);
	return sm_fix(err, "CREATE SCHEMA \"%s\" AUTHORIZATION \"%s\"", schema,
		      pg->user);
}

static enum sm_code taken(const char *table, const char *what,
			  struct sm_err *err)
{
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: %s", table,
		what);
	return sm_fix(err, "take another name");
}

/* Tables that are the server's, or that we keep our own books in. */
static enum sm_code check_ours(const struct sm__pg *pg, const struct sm_table *t,
			       struct sm_err *err)
{
	const char *schema = t->schema ? t->schema : pg->schema;

	if (strncmp(schema, "pg_", 3) == 0 ||
	    strcmp(schema, "information_schema") == 0)
		return taken(t->name, "the schema is the server's own", err);
	if (strcmp(schema, pg->schema) == 0 &&
	    (strcmp(t->base, "seedmill_run") == 0 ||
	     strcmp(t->base, "seedmill_chunk") == 0))
		return taken(t->name, "seedmill keeps its ledger there", err);
	return SM_OK;
}

/* Every table has columns of these names already. */
static enum sm_code check_system(const struct sm_table *t, const char *column,
				 struct sm_err *err)
{
	static const char *const system[] = { "tableoid", "xmin", "cmin",
					      "xmax", "cmax", "ctid" };

	for (size_t i = 0; i < SM_COUNTOF(system); i++) {
		if (strcmp(column, system[i]) != 0)
			continue;
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: "
			"PostgreSQL has a column %s of its own", t->name, column);
		return sm_fix(err, "give the column another name");
	}
	return SM_OK;
}

static enum sm_code check_new(struct sm__pg *pg, const struct sm_table *t,
			      struct sm_err *err)
{
	const char *schema = t->schema ? t->schema : pg->schema;

	SM_TRY(check_name(schema, err));
	SM_TRY(check_name(t->base, err));
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		SM_TRY(check_name(t->columns[i].name, err));
		SM_TRY(check_system(t, t->columns[i].name, err));
	}
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (t->keys[i].name)
			SM_TRY(check_name(t->keys[i].name, err));
	return check_create(pg, schema, t->name, err);
}

static enum sm_code check_table(struct sm__pg *pg, const struct sm_plan *p,
				const struct sm_table *t, struct sm_err *err)
{
	struct sm__pg_relation r;

	SM_TRY(check_ours(pg, t, err));
	SM_TRY(sm__pg_relation(pg->conn, t->schema ? t->schema : pg->schema,
			       t->base, &r, err));
	if (!r.oid)
		return check_new(pg, t, err);
	if (r.kind != 'r' && r.kind != 'p') {
		sm_fail(err, SM_E_SCHEMA, "%s is a %s", t->name, r.what);
		return sm_fix(err, "name the table that holds the rows");
	}
	SM_TRY(sm__pg_check_late(p, t, err));
	SM_TRY(check_privileges(pg, &r, t->name, P_SELECT, err));
	return check_sequences(pg, t, err);
}

/* The ledger is ours: made by us, or one we may write. */
static enum sm_code check_ledger(struct sm__pg *pg, const char *base,
				 struct sm_err *err)
{
	struct sm__pg_relation r;

	SM_TRY(sm__pg_relation(pg->conn, pg->schema, base, &r, err));
	if (!r.oid)
		return check_create(pg, pg->schema, base, err);
	if (r.kind != 'r')
		return sm_fail(err, SM_E_SCHEMA, "%s, which seedmill keeps its "
			       "ledger in, is a %s", base, r.what);
	return check_privileges(pg, &r, base, P_DELETE, err);
}

enum sm_code sm__pg_preflight(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);

	assert(t->plan);
	SM_TRY(check_server(t, pg, err));
	SM_TRY(check_pooler(t, pg, err));
	for (uint32_t i = 0; i < t->plan->ntables; i++)
		if (t->plan->tables[i].selected)
			SM_TRY(check_table(pg, t->plan, &t->plan->tables[i],
					   err));
	SM_TRY(check_ledger(pg, "seedmill_run", err));
	return check_ledger(pg, "seedmill_chunk", err);
}
