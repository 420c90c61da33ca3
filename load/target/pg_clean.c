/*
 * pg_clean.c - all rows of the plan's tables away, in one transaction
 *
 * Whether rows of tables that stay refer to them was asked before (refers()
 * below), as ON DELETE CASCADE would take those along: here the server's own
 * refusal is the last word.
 */
#include <assert.h>
#include <string.h>

#include "details.h"
#include "pg.h"
#include "sql_pg.h"

/*
 * Runs that loaded one of our tables leave the ledger before the rows go:
 * deleting a run row waits for chunks that are being committed, and no later
 * one finds its run. Finished ones go as well, as their rows will not be there.
 */
static enum sm_code forget_runs(struct sm_target *t, struct sm_err *err)
{
	static const char doing[] = "removing runs from the ledger";
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_run_rows runs;
	struct sm__pg_relation r;
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	SM_TRY(sm__pg_runs(t, &t->arena, &runs, err));
	SM_TRY(sm__pg_relation(pg->conn, pg->schema, "seedmill_chunk", &r, err));
	if (!r.oid)
		return SM_OK;
	for (uint32_t i = 0; !rc && i < runs.n; i++) {
		const char *id = runs.row[i].run_id;
		PGresult *res;

		if (!sm__details_share(runs.row[i].details, t->plan))
			continue;
		sm_buf_reset(&sql);
		sm_buf_printf(&sql, "delete from %s where run_id = $1",
			      pg->run_table);
		res = sm__pg_query(pg->conn, err, doing, sm_buf_str(&sql), 1,
				   &id);
		rc = res ? SM_OK : err->code;
		PQclear(res);
	}
	sm_buf_reset(&sql);
	sm_buf_printf(&sql, "delete from %s c where not exists (select from %s r "
		      "where r.run_id = c.run_id)", pg->chunk_table,
		      pg->run_table);
	if (!rc)
		rc = sm__pg_do_buf(pg->conn, err, doing, &sql);
	sm_buf_release(&sql);
	return rc;
}

/* Does the table exist, and may it be truncated without anybody noticing? */
static enum sm_code look(struct sm__pg *pg, const struct sm_table *t,
			 bool *exists, bool *truncate, struct sm_err *err)
{
	struct sm__pg_relation r;
	const char *oid = r.oid_text;
	PGresult *res;

	SM_TRY(sm__pg_relation(pg->conn, t->schema ? t->schema : pg->schema,
			       t->base, &r, err));
	*exists = r.oid != 0;
	if (!r.oid)
		return SM_OK;
	res = sm__pg_query(pg->conn, err, "asking for privileges",
			   sql_pg_privileges, 1, &oid);
	if (!res)
		return err->code;
	*truncate &= sm__pg_true(res, 0, 4) && !r.delete_triggers;
	PQclear(res);
	return SM_OK;
}

/*
 * One statement for all tables needs no order and leaves nothing behind to
 * vacuum. It waits for anybody who reads the tables: not for long.
 */
static enum sm_code truncate_all(struct sm__pg *pg, struct sm_buf *list,
				 bool *done, struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	PGresult *res;
	enum sm_code rc;

	*done = false;
	SM_TRY(sm__pg_do(pg->conn, err, "cleaning", "SAVEPOINT clean"));
	SM_TRY(sm__pg_do(pg->conn, err, "cleaning",
			 "SET LOCAL lock_timeout = '3s'"));
	sm_buf_printf(&sql, "TRUNCATE %s", sm_buf_str(list));
	if (sql.failed || list->failed) {
		sm_buf_release(&sql);
		return sm_nomem(err);
	}
	res = PQexec(pg->conn, sm_buf_str(&sql));
	sm_buf_release(&sql);
	*done = PQresultStatus(res) == PGRES_COMMAND_OK;
	/* Somebody reads them, or a table of others refers to one: DELETE
	 * does not mind, as long as no row of it does. */
	rc = *done || sm__pg_state_is(res, "55P03") ||
	     sm__pg_state_is(res, "0A000")
		? SM_OK : sm__pg_fail(pg->conn, res, "truncating the tables", err);
	PQclear(res);
	if (!rc && !*done)
		rc = sm__pg_do(pg->conn, err, "cleaning",
			       "ROLLBACK TO SAVEPOINT clean");
	return rc;
}

/* Rows of two tables that refer to each other: let go of those that may be NULL. */
static enum sm_code let_go(struct sm__pg *pg, const struct sm_table *t,
			   struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; !rc && i < t->ncolumns; i++) {
		if (!t->columns[i].late)
			continue;
		sm_buf_puts(&sql, "UPDATE ");
		sm__pg_table(&sql, pg, t->schema, t->base);
		sm_buf_puts(&sql, " SET ");
		sm__pg_ident(&sql, t->columns[i].name);
		sm_buf_puts(&sql, " = NULL WHERE ");
		sm__pg_ident(&sql, t->columns[i].name);
		sm_buf_puts(&sql, " IS NOT NULL");
		rc = sm__pg_do_buf(pg->conn, err, "letting rows go", &sql);
	}
	sm_buf_release(&sql);
	return rc;
}

static enum sm_code delete_all(struct sm__pg *pg, const struct sm_plan *p,
			       const bool *exists, struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; !rc && i < p->ntables; i++)
		if (p->tables[i].selected && exists[i])
			rc = let_go(pg, &p->tables[i], err);
	/* Parents come first in a plan, so children go first backwards. */
	for (uint32_t i = p->ntables; !rc && i-- > 0;) {
		if (!p->tables[i].selected || !exists[i])
			continue;
		sm_buf_puts(&sql, "DELETE FROM ");
		sm__pg_table(&sql, pg, p->tables[i].schema, p->tables[i].base);
		rc = sm__pg_do_buf(pg->conn, err, "deleting rows", &sql);
		if (rc)
			sm_while(err, "cleaning %s", p->tables[i].name);
	}
	sm_buf_release(&sql);
	return rc;
}

static enum sm_code clean_tables(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	const struct sm_plan *p = t->plan;
	bool *exists = sm_calloc(p->ntables + 1, sizeof(*exists));
	bool truncate = true, done = false;
	struct sm_buf list = { 0 };
	enum sm_code rc = exists ? SM_OK : sm_nomem(err);

	for (uint32_t i = 0; !rc && i < p->ntables; i++) {
		rc = look(pg, &p->tables[i], &exists[i], &truncate, err);
		if (rc || !exists[i])
			continue;
		/* A table that stays may refer to one that goes: TRUNCATE
		 * would refuse even if no row of it does. */
		truncate &= p->tables[i].selected;
		if (list.n)
			sm_buf_puts(&list, ", ");
		sm__pg_table(&list, pg, p->tables[i].schema, p->tables[i].base);
	}
	if (!rc && truncate && list.n)
		rc = truncate_all(pg, &list, &done, err);
	if (!rc && !done)
		rc = delete_all(pg, p, exists, err);
	sm_buf_release(&list);
	sm_free(exists);
	return rc;
}

enum sm_code sm__pg_clean(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	enum sm_code rc;

	assert(t->plan);
	/* We hold the database's lock: these are left over from dead runs. */
	SM_TRY(sm__pg_end_sessions(pg, "seedmill:", err));
	SM_TRY(sm__pg_begin(pg->conn, err));
	rc = forget_runs(t, err);
	if (!rc)
		rc = clean_tables(t, err);
	return sm__pg_end(pg->conn, rc, err);
}

/* ---- who refers to a table -------------------------------------------------------- */

static enum sm_code any_filled(struct sm__pg *pg, const struct sm__pg_name *of,
			       const struct sm_live_fk *fk, bool *any,
			       struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;
	PGresult *res = NULL;

	sm_buf_puts(&sql, "select exists (select from ");
	sm__pg_table(&sql, pg, of->schema, of->base);
	for (uint32_t i = 0; i < fk->ncolumns; i++) {
		sm_buf_puts(&sql, i ? " and " : " where ");
		sm__pg_ident(&sql, fk->columns[i]);
		sm_buf_puts(&sql, " is not null");
	}
	sm_buf_puts(&sql, ")");
	if (sql.failed)
		rc = sm_nomem(err);
	else
		res = sm__pg_query(pg->conn, err, "looking for rows that refer to "
				   "a table", sm_buf_str(&sql), 0, NULL);
	if (!rc && !res)
		rc = err->code;
	*any |= res && sm__pg_true(res, 0, 0);
	PQclear(res);
	sm_buf_release(&sql);
	return rc;
}

enum sm_code sm__pg_refers(struct sm_target *t, const struct sm_table *table,
			   const char *referrer, bool *any, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm__pg_name of, to;
	struct sm__pg_relation r;
	struct sm_live_fk *fk;
	uint32_t n;

	*any = false;
	sm__pg_split(pg, referrer, &of);
	SM_TRY(sm__pg_relation(pg->conn, of.schema, of.base, &r, err));
	if (!r.oid)
		return SM_OK;
	SM_TRY(sm__pg_foreign_keys(pg, &r, &t->arena, &fk, &n, err));
	for (uint32_t i = 0; i < n && !*any; i++) {
		sm__pg_split(pg, fk[i].parent, &to);
		if (strcmp(to.base, table->base) == 0 &&
		    strcmp(to.schema, table->schema ? table->schema
						    : pg->schema) == 0)
			SM_TRY(any_filled(pg, &of, &fk[i], any, err));
	}
	return SM_OK;
}
