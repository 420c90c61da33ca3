/*
 * pg_ledger.c - what the target remembers: runs and chunks
 *
 * The run row's epoch is what fences: a chunk's transaction holds a share lock
 * on the row and has compared the epoch. Taking a run over first ends the
 * sessions of its old owner (a client that was stopped would hold its share
 * lock for ever) and then raises the epoch, which waits for the locks that are
 * left; from then on no transaction of the old owner can commit a chunk.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "owner.h"
#include "pg.h"
#include "sql_pg.h"

#define NOW "pg_catalog.to_char(pg_catalog.clock_timestamp() at time zone 'UTC'," \
	" 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

static enum sm_code make_tables(struct sm__pg *pg, struct sm_err *err)
{
	static const char doing[] = "making the ledger's tables";
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	sm_buf_printf(&sql, "create table if not exists %s ("
		      "run_id text primary key, status text not null, "
		      "epoch bigint not null, profile text not null, "
		      "details text not null, owner text not null, "
		      "started_at text not null, finished_at text)",
		      pg->run_table);
	rc = sm__pg_do_buf(pg->conn, err, doing, &sql);
	sm_buf_printf(&sql, "create table if not exists %s ("
		      "run_id text, tab text, chunk bigint, "
		      "epoch bigint not null, rows bigint not null, "
		      "bytes bigint not null, digest text not null, "
		      "primary key (run_id, tab, chunk))", pg->chunk_table);
	if (!rc)
		rc = sm__pg_do_buf(pg->conn, err, doing, &sql);
	sm_buf_release(&sql);
	return rc;
}

/* ---- reading -------------------------------------------------------------------- */

static const char *keep(struct sm_arena *a, const char *text, bool *whole)
{
	const char *copy = text ? sm_arena_strdup(a, text) : NULL;

	*whole &= !text || copy;
	return copy;
}

static bool run_row(const PGresult *res, int i, struct sm_arena *a,
		    struct sm_run_row *r)
{
	bool whole = true;

	snprintf(r->run_id, sizeof(r->run_id), "%s", PQgetvalue(res, i, 0));
	r->status = strcmp(PQgetvalue(res, i, 1), "done") == 0 ? SM_RUN_DONE
							       : SM_RUN_LOADING;
	r->epoch = (int64_t)sm__pg_u64(res, i, 2);
	r->profile = keep(a, PQgetvalue(res, i, 3), &whole);
	r->details = keep(a, PQgetvalue(res, i, 4), &whole);
	r->owner = keep(a, PQgetvalue(res, i, 5), &whole);
	r->started_at = keep(a, sm__pg_cell(res, i, 6), &whole);
	r->finished_at = keep(a, sm__pg_cell(res, i, 7), &whole);
	return whole;
}

enum sm_code sm__pg_runs(struct sm_target *t, struct sm_arena *a,
			 struct sm_run_rows *out, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	struct sm__pg_relation r;
	PGresult *res = NULL;

	*out = (struct sm_run_rows){ 0 };
	SM_TRY(sm__pg_relation(pg->conn, pg->schema, "seedmill_run", &r, err));
	if (!r.oid)
		return SM_OK;
	sm_buf_printf(&sql, "select run_id, status, epoch, profile, details, "
		      "owner, started_at, finished_at from %s "
		      "order by started_at desc, run_id", pg->run_table);
	res = sm__pg_query(pg->conn, err, "reading the ledger's runs",
			   sm_buf_str(&sql), 0, NULL);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	out->row = sm_arena_array(a, (size_t)PQntuples(res), sizeof(*out->row));
	for (int i = 0; out->row && i < PQntuples(res); i++)
		if (!run_row(res, i, a, &out->row[out->n++]))
			out->row = NULL;
	PQclear(res);
	return out->row ? SM_OK : sm_nomem(err);
}

static bool table_index(const struct sm_plan *p, const char *name, uint32_t *at)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		if (strcmp(p->tables[i].name, name) == 0) {
			*at = i;
			return true;
		}
	}
	return false;
}

enum sm_code sm__pg_chunks(struct sm_target *t, struct sm_arena *a,
			   struct sm_chunk_rows *out, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;
	PGresult *res;

	assert(t->plan && t->run_id);
	*out = (struct sm_chunk_rows){ 0 };
	sm_buf_printf(&sql, "select tab, chunk, rows, bytes, digest from %s "
		      "where run_id = $1 order by tab, chunk", pg->chunk_table);
	res = sm__pg_query(pg->conn, err, "reading the ledger's chunks",
			   sm_buf_str(&sql), 1, &t->run_id);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	out->chunk = sm_arena_array(a, (size_t)PQntuples(res),
				    sizeof(*out->chunk));
	if (!out->chunk)
		rc = sm_nomem(err);
	for (int i = 0; !rc && i < PQntuples(res); i++) {
		struct sm_chunk_done *c = &out->chunk[out->n++];

		/* run_id is the plan's fingerprint: the tables are the plan's. */
		if (!table_index(t->plan, PQgetvalue(res, i, 0), &c->table) ||
		    !sm_u128_parse(PQgetvalue(res, i, 4), &c->digest))
			rc = sm_fail(err, SM_E_LOAD, "the ledger's chunks are "
				     "not this run's: %s was changed",
				     pg->chunk_table);
		c->chunk = sm__pg_u64(res, i, 1);
		c->rows = sm__pg_u64(res, i, 2);
		c->bytes = sm__pg_u64(res, i, 3);
	}
	PQclear(res);
	return rc;
}

/* ---- begin ------------------------------------------------------------------------ */

enum sm_code sm__pg_end_sessions(struct sm__pg *pg, const char *prefix,
				 struct sm_err *err)
{
	PGresult *res = sm__pg_query(pg->conn, err, "ending sessions of the "
				     "run's old owner", sql_pg_end_sessions, 1,
				     &prefix);

	PQclear(res);
	return res ? SM_OK : err->code;
}

/*
 * One statement for all three cases. A run that was not done keeps what it
 * wrote down when it began: its counts were taken before its first chunk. One
 * that was done (and cleaned away since) begins anew.
 */
static enum sm_code upsert_run(struct sm_target *t, const char *details,
			       struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	char owner[160];
	const char *const param[] = { t->run_id, t->plan->name ? t->plan->name
				      : "", details, owner };
	PGresult *res;

	sm__owner(owner);
	sm_buf_printf(&sql, "insert into %s as r (run_id, status, epoch, profile, "
		"details, owner, started_at) values ($1, 'loading', 1, $2, $3, "
		"$4, " NOW ") on conflict (run_id) do update set "
		"epoch = r.epoch + 1, owner = excluded.owner, "
		"details = case r.status when 'done' then excluded.details "
		"else r.details end, "
		"started_at = case r.status when 'done' then "
		"excluded.started_at else r.started_at end, "
		"status = 'loading', finished_at = null "
		"returning epoch", pg->run_table);
	res = sm__pg_query(pg->conn, err, "writing the run into the ledger",
			   sm_buf_str(&sql), 4, param);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	t->epoch = (int64_t)sm__pg_u64(res, 0, 0);
	PQclear(res);
	return SM_OK;
}

enum sm_code sm__pg_run_begin(struct sm_target *t, const char *details,
			      struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	char prefix[64];
	enum sm_code rc;

	assert(t->plan && t->run_id);
	snprintf(prefix, sizeof(prefix), "seedmill:%s", t->run_id);
	SM_TRY(sm__pg_end_sessions(pg, prefix, err));
	SM_TRY(sm__pg_begin(pg->conn, err));
	rc = make_tables(pg, err);
	if (!rc)
		rc = upsert_run(t, details, err);
	return sm__pg_end(pg->conn, rc, err);
}

/* ---- done --------------------------------------------------------------------------- */

static enum sm_code finish_run(struct sm_target *t, const char *details,
			       bool keep_history, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	char epoch[24];
	const char *const param[] = { t->run_id, epoch, details };
	enum sm_code rc = SM_OK;
	PGresult *res;

	snprintf(epoch, sizeof(epoch), "%lld", (long long)t->epoch);
	if (keep_history)
		sm_buf_printf(&sql, "update %s set status = 'done', "
			      "details = $3, finished_at = " NOW, pg->run_table);
	else
		sm_buf_printf(&sql, "delete from %s", pg->run_table);
	sm_buf_puts(&sql, " where run_id = $1 and epoch = $2::bigint");
	res = sm__pg_query(pg->conn, err, "closing the run in the ledger",
			   sm_buf_str(&sql), keep_history ? 3 : 2, param);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	if (strcmp(PQcmdTuples(res), "1") != 0)
		rc = sm_fail(err, SM_E_LOCK, "Another seeding operation is in "
			     "progress: it has taken this run over");
	PQclear(res);
	return rc;
}

static enum sm_code drop_chunks(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	PGresult *res;

	sm_buf_printf(&sql, "delete from %s where run_id = $1", pg->chunk_table);
	res = sm__pg_query(pg->conn, err, "removing the ledger's chunks",
			   sm_buf_str(&sql), 1, &t->run_id);
	sm_buf_release(&sql);
	PQclear(res);
	return res ? SM_OK : err->code;
}

/*
 * This commit is synchronous: with it the log is flushed up to here, and all
 * chunks that were committed without waiting are on disk, too.
 */
enum sm_code sm__pg_done(struct sm_target *t, const char *details,
			 bool keep_history, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	enum sm_code rc;

	SM_TRY(sm__pg_begin(pg->conn, err));
	rc = sm__pg_do(pg->conn, err, "closing the run",
		       "SET LOCAL synchronous_commit = 'on'");
	if (!rc)
		rc = finish_run(t, details, keep_history, err);
	if (!rc)
		rc = drop_chunks(t, err);
	return sm__pg_end(pg->conn, rc, err);
}

/* ---- forget ------------------------------------------------------------------------- */

/* In the transaction, the run row locked: no chunk can be added any more. */
static enum sm_code forget_in(struct sm_target *t, bool *gone,
			      struct sm_err *err)
{
	static const char doing[] = "removing the run from the ledger";
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	char epoch[24];
	const char *const param[] = { t->run_id, epoch };
	PGresult *res;
	bool locked;

	snprintf(epoch, sizeof(epoch), "%lld", (long long)t->epoch);
	sm_buf_printf(&sql, "select 1 from %s where run_id = $1 for update",
		      pg->run_table);
	res = sm__pg_query(pg->conn, err, doing, sm_buf_str(&sql), 1, param);
	locked = res != NULL;
	PQclear(res);
	res = NULL;
	/* a statement of its own: it sees what the lock has waited for */
	sm_buf_reset(&sql);
	sm_buf_printf(&sql, "delete from %s where run_id = $1 "
		      "and epoch = $2::bigint and status <> 'done' and not exists "
		      "(select from %s where run_id = $1)", pg->run_table,
		      pg->chunk_table);
	if (locked)
		res = sm__pg_query(pg->conn, err, doing, sm_buf_str(&sql), 2,
				   param);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	*gone = strcmp(PQcmdTuples(res), "1") == 0;
	PQclear(res);
	return SM_OK;
}

enum sm_code sm__pg_forget(struct sm_target *t, bool *gone, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	char prefix[64];
	enum sm_code rc;

	*gone = false;
	snprintf(prefix, sizeof(prefix), "seedmill:%s", t->run_id);
	SM_TRY(sm__pg_end_sessions(pg, prefix, err));
	SM_TRY(sm__pg_begin(pg->conn, err));
	rc = sm__pg_end(pg->conn, forget_in(t, gone, err), err);
	*gone &= !rc;
	return rc;
}
