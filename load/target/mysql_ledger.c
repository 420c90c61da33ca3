/*
 * mysql_ledger.c - what the target remembers: runs and chunks
 *
 * The run row's epoch is what fences: a chunk's transaction holds a share lock
 * on the row and has compared the epoch. Taking a run over first ends the
 * sessions of its old owner (a client that was stopped would hold its share
 * lock for ever) and then raises the epoch, which waits for the locks that are
 * left; from then on no transaction of the old owner can commit a chunk.
 *
 * DDL commits by itself here: the tables are made before the transaction.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "my.h"
#include "owner.h"

/* Inside a format: its percent signs are doubled. */
#define NOW "date_format(utc_timestamp(3), '%%Y-%%m-%%dT%%H:%%i:%%s.')," \
	" lpad(floor(microsecond(utc_timestamp(3)) / 1000), 3, '0'), 'Z'"

static enum sm_code make_tables(struct sm__my *my, struct sm_err *err)
{
	static const char doing[] = "making the ledger's tables";
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	sm_buf_printf(&sql, "create table if not exists %s ("
		      "`run_id` varchar(32) not null primary key, "
		      "`status` varchar(10) not null, `epoch` bigint not null, "
		      "`profile` longtext not null, `details` longtext not null, "
		      "`owner` varchar(200) not null, "
		      "`started_at` varchar(32) not null, "
		      "`finished_at` varchar(32)) engine = InnoDB "
		      "default character set utf8mb4 collate %s", my->run_table,
		      my->collation);
	rc = sm__my_do_buf(my->conn, err, doing, &sql);
	sm_buf_printf(&sql, "create table if not exists %s ("
		      "`run_id` varchar(32) not null, "
		      "`tab` varchar(160) not null, `chunk` bigint not null, "
		      "`epoch` bigint not null, `rows` bigint not null, "
		      "`bytes` bigint not null, `digest` varchar(32) not null, "
		      "primary key (`run_id`, `tab`, `chunk`)) engine = InnoDB "
		      "default character set utf8mb4 collate %s",
		      my->chunk_table, my->collation);
	if (!rc)
		rc = sm__my_do_buf(my->conn, err, doing, &sql);
	sm_buf_release(&sql);
	return rc;
}

/* A statement of ours about the ledger, with values. */
static enum sm_code ask(struct sm__my *my, const char *what,
			struct sm_buf *sql, int n, const char *const *param,
			struct sm__my_rows *out, struct sm_err *err)
{
	enum sm_code rc = sql->failed
		? sm_nomem(err)
		: sm__my_query(my->conn, err, what, sm_buf_str(sql), n, param,
			       out);

	sm_buf_reset(sql);
	return rc;
}

/* The same of one that gives no rows; *found: how many rows it touched. */
static enum sm_code tell(struct sm__my *my, const char *what,
			 struct sm_buf *sql, int n, const char *const *param,
			 uint64_t *found, struct sm_err *err)
{
	struct sm__my_rows none = { 0 };
	enum sm_code rc = ask(my, what, sql, n, param, &none, err);

	*found = rc ? 0 : (uint64_t)mysql_affected_rows(my->conn);
	sm__my_free(&none);
	return rc;
}

/* ---- reading -------------------------------------------------------------------- */

static const char *keep(struct sm_arena *a, const char *text, bool *whole)
{
	const char *copy = text ? sm_arena_strdup(a, text) : NULL;

	*whole &= !text || copy;
	return copy;
}

static bool run_row(MYSQL_ROW row, struct sm_arena *a, struct sm_run_row *r)
{
	bool whole = true;

	(void)snprintf(r->run_id, sizeof(r->run_id), "%s", row[0]);
	r->status = strcmp(row[1], "done") == 0 ? SM_RUN_DONE : SM_RUN_LOADING;
	r->epoch = (int64_t)sm__my_u64(row[2]);
	r->profile = keep(a, row[3], &whole);
	r->details = keep(a, row[4], &whole);
	r->owner = keep(a, row[5], &whole);
	r->started_at = keep(a, row[6], &whole);
	r->finished_at = keep(a, row[7], &whole);
	return whole;
}

enum sm_code sm__my_runs(struct sm_target *t, struct sm_arena *a,
			 struct sm_run_rows *out, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm__my_relation r;
	struct sm__my_rows rows;
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	*out = (struct sm_run_rows){ 0 };
	SM_TRY(sm__my_relation(my, my->schema, "seedmill_run", &r, err));
	if (!r.exists)
		return SM_OK;
	sm_buf_printf(&sql, "select `run_id`, `status`, `epoch`, `profile`, "
		      "`details`, `owner`, `started_at`, `finished_at` from %s "
		      "order by `started_at` desc, `run_id`", my->run_table);
	rc = ask(my, "reading the ledger's runs", &sql, 0, NULL, &rows, err);
	sm_buf_release(&sql);
	SM_TRY(rc);
	out->row = sm_arena_array(a, rows.n, sizeof(*out->row));
	for (size_t i = 0; out->row && i < rows.n; i++)
		if (!run_row(rows.row[i], a, &out->row[out->n++]))
			out->row = NULL;
	sm__my_free(&rows);
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

enum sm_code sm__my_chunks(struct sm_target *t, struct sm_arena *a,
			   struct sm_chunk_rows *out, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm__my_rows rows;
	enum sm_code rc;

	assert(t->plan && t->run_id);
	*out = (struct sm_chunk_rows){ 0 };
	sm_buf_printf(&sql, "select `tab`, `chunk`, `rows`, `bytes`, `digest` "
		      "from %s where `run_id` = $1 order by `tab`, `chunk`",
		      my->chunk_table);
	rc = ask(my, "reading the ledger's chunks", &sql, 1, &t->run_id, &rows,
		 err);
	sm_buf_release(&sql);
	SM_TRY(rc);
	out->chunk = sm_arena_array(a, rows.n, sizeof(*out->chunk));
	if (!out->chunk)
		rc = sm_nomem(err);
	for (size_t i = 0; !rc && i < rows.n; i++) {
		struct sm_chunk_done *c = &out->chunk[out->n++];
		MYSQL_ROW row = rows.row[i];

		/* run_id is the plan's fingerprint: the tables are the plan's. */
		if (!table_index(t->plan, row[0], &c->table) ||
		    !sm_u128_parse(row[4], &c->digest))
			rc = sm_fail(err, SM_E_LOAD, "the ledger's chunks are "
				     "not this run's: %s was changed",
				     my->chunk_table);
		c->chunk = sm__my_u64(row[1]);
		c->rows = sm__my_u64(row[2]);
		c->bytes = sm__my_u64(row[3]);
	}
	sm__my_free(&rows);
	return rc;
}

/* ---- begin ------------------------------------------------------------------------ */

static enum sm_code read_epoch(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm__my_rows rows;
	enum sm_code rc;

	sm_buf_printf(&sql, "select `epoch` from %s where `run_id` = $1 "
		      "for update", my->run_table);
	rc = ask(my, "reading the run's epoch", &sql, 1, &t->run_id, &rows, err);
	sm_buf_release(&sql);
	SM_TRY(rc);
	t->epoch = rows.n == 1 ? (int64_t)sm__my_u64(rows.row[0][0]) : 0;
	sm__my_free(&rows);
	return t->epoch > 0 ? SM_OK
			    : sm_fail(err, SM_E_LOAD, "the run is not in %s",
				      my->run_table);
}

/*
 * One statement for all three cases. A run that was not done keeps what it
 * wrote down when it began: its counts were taken before its first chunk. One
 * that was done (and cleaned away since) begins anew. Assignments happen from
 * left to right, so `status` comes last.
 */
static enum sm_code upsert_run(struct sm_target *t, const char *details,
			       struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	char owner[160];
	const char *const param[] = { t->run_id, t->plan->name ? t->plan->name
				      : "", details, owner };
	uint64_t found;
	enum sm_code rc;

	sm__owner(owner);
	sm_buf_printf(&sql, "insert into %s (`run_id`, `status`, `epoch`, "
		"`profile`, `details`, `owner`, `started_at`) values ($1, "
		"'loading', 1, $2, $3, $4, concat(" NOW ")) "
		"on duplicate key update `epoch` = `epoch` + 1, `owner` = $4, "
		"`details` = if(`status` = 'done', $3, `details`), "
		"`started_at` = if(`status` = 'done', concat(" NOW "), "
		"`started_at`), `status` = 'loading', `finished_at` = null",
		my->run_table);
	rc = tell(my, "writing the run into the ledger", &sql, 4, param, &found,
		  err);
	sm_buf_release(&sql);
	return rc ? rc : read_epoch(t, err);
}

enum sm_code sm__my_run_begin(struct sm_target *t, const char *details,
			      struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);

	assert(t->plan && t->run_id);
	SM_TRY(sm__my_end_sessions(my, err));
	SM_TRY(make_tables(my, err));
	SM_TRY(sm__my_begin(my->conn, err));
	return sm__my_end(my->conn, upsert_run(t, details, err), err);
}

/* ---- done --------------------------------------------------------------------------- */

static enum sm_code finish_run(struct sm_target *t, const char *details,
			       bool keep_history, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	const char *const param[] = { t->run_id, details };
	struct sm_buf sql = { 0 };
	uint64_t found;
	enum sm_code rc;

	if (keep_history)
		sm_buf_printf(&sql, "update %s set `status` = 'done', "
			      "`details` = $2, `finished_at` = concat(" NOW ")",
			      my->run_table);
	else
		sm_buf_printf(&sql, "delete from %s", my->run_table);
	sm_buf_printf(&sql, " where `run_id` = $1 and `epoch` = %lld",
		      (long long)t->epoch);
	rc = tell(my, "closing the run in the ledger", &sql, 2, param, &found,
		  err);
	sm_buf_release(&sql);
	if (!rc && found != 1)
		rc = sm_fail(err, SM_E_LOCK, "Another seeding operation is in "
			     "progress: it has taken this run over");
	return rc;
}

static enum sm_code drop_chunks(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	uint64_t found;
	enum sm_code rc;

	sm_buf_printf(&sql, "delete from %s where `run_id` = $1",
		      my->chunk_table);
	rc = tell(my, "removing the ledger's chunks", &sql, 1, &t->run_id,
		  &found, err);
	sm_buf_release(&sql);
	return rc;
}

enum sm_code sm__my_done(struct sm_target *t, const char *details,
			 bool keep_history, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	enum sm_code rc;

	SM_TRY(sm__my_begin(my->conn, err));
	rc = finish_run(t, details, keep_history, err);
	if (!rc)
		rc = drop_chunks(t, err);
	return sm__my_end(my->conn, rc, err);
}

/* ---- forget ------------------------------------------------------------------------- */

/* In the transaction, the run row locked: no chunk can be added any more. */
static enum sm_code forget_in(struct sm_target *t, bool *gone,
			      struct sm_err *err)
{
	static const char doing[] = "removing the run from the ledger";
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm__my_rows rows;
	uint64_t found = 0;
	enum sm_code rc;

	sm_buf_printf(&sql, "select 1 from %s where `run_id` = $1 for update",
		      my->run_table);
	rc = ask(my, doing, &sql, 1, &t->run_id, &rows, err);
	sm__my_free(&rows);
	/* a statement of its own: it sees what the lock has waited for */
	sm_buf_printf(&sql, "delete from %s where `run_id` = $1 "
		      "and `epoch` = %lld and `status` <> 'done' and not exists "
		      "(select 1 from %s c where c.`run_id` = $1)", my->run_table,
		      (long long)t->epoch, my->chunk_table);
	if (!rc)
		rc = tell(my, doing, &sql, 1, &t->run_id, &found, err);
	sm_buf_release(&sql);
	*gone = !rc && found == 1;
	return rc;
}

enum sm_code sm__my_forget(struct sm_target *t, bool *gone, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	enum sm_code rc;

	*gone = false;
	SM_TRY(sm__my_end_sessions(my, err));
	SM_TRY(sm__my_begin(my->conn, err));
	rc = sm__my_end(my->conn, forget_in(t, gone, err), err);
	*gone &= !rc;
	return rc;
}
