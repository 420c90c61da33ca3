/*
 * sqlite_ledger.c - runs and chunks remembered in the file (see ledger.h)
 *
 * Only one run at a time loads a file (sqlite_file.c), and every chunk looks at
 * the run's epoch in its own transaction, so a process that was stopped, lost
 * its lock and woke up again commits nothing.
 *
 * A fresh file has no ledger while it is built: it appears whole or not at all.
 * Its run row is written by done(), for those who ask later where it came from.
 */
#include <assert.h>
#include <string.h>

#include "owner.h"
#include "target/sqlite.h"

static const char sql_ledger[] =
	"CREATE TABLE IF NOT EXISTS seedmill_run ("
	"run_id TEXT PRIMARY KEY, status TEXT NOT NULL, "
	"epoch INTEGER NOT NULL, profile TEXT, details TEXT, owner TEXT, "
	"started_at TEXT, finished_at TEXT) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS seedmill_chunk ("
	"run_id TEXT, tab TEXT, chunk INTEGER, epoch INTEGER NOT NULL, "
	"rows INTEGER, bytes INTEGER, digest TEXT, "
	"PRIMARY KEY (run_id, tab, chunk)) WITHOUT ROWID";

static const char sql_insert_run[] =
	"INSERT INTO seedmill_run (run_id, status, epoch, profile, details, "
	"owner, started_at) VALUES (?1, 'loading', 1, ?2, ?3, ?4, ?5) "
	/* an unfinished one is taken over; its details say what was there
	 * before its first row, so they stay */
	"ON CONFLICT (run_id) DO UPDATE SET epoch = epoch + 1, "
	"details = CASE status WHEN 'done' THEN ?3 ELSE details END, "
	"started_at = CASE status WHEN 'done' THEN ?5 ELSE started_at END, "
	"owner = ?4, status = 'loading', finished_at = NULL";

/* ---- reading ------------------------------------------------------------------------------ */

/* Rows that `sql` will give, which has no parameters. */
static enum sm_code how_many(struct sm_lite *l, const char *sql, size_t *n,
			     struct sm_err *err)
{
	int64_t v = 0;
	bool any;
	enum sm_code rc = sm__lite_int(l, sql, &v, &any, err);

	*n = (size_t)v;
	return rc;
}

static char *text_or_null(sqlite3_stmt *st, int column, struct sm_arena *a)
{
	if (sqlite3_column_type(st, column) == SQLITE_NULL)
		return NULL;
	return sm_arena_strdup(a, sm__lite_text(st, column));
}

/* False when there is no memory. */
static bool run_row(sqlite3_stmt *st, struct sm_arena *a, struct sm_run_row *r)
{
	const char *id = sm__lite_text(st, 0);

	strncpy(r->run_id, id, sizeof(r->run_id) - 1);
	r->status = strcmp(sm__lite_text(st, 1), "done") ? SM_RUN_LOADING
							 : SM_RUN_DONE;
	r->epoch = sqlite3_column_int64(st, 2);
	r->profile = sm_arena_strdup(a, sm__lite_text(st, 3));
	r->details = sm_arena_strdup(a, sm__lite_text(st, 4));
	r->owner = sm_arena_strdup(a, sm__lite_text(st, 5));
	r->started_at = text_or_null(st, 6, a);
	r->finished_at = text_or_null(st, 7, a);
	return r->profile && r->details && r->owner;
}

enum sm_code sm__lite_runs(struct sm_target *t, struct sm_arena *a,
			   struct sm_run_rows *out, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row = false;
	size_t n;

	out->n = 0;
	out->row = NULL;
	if (l->db)
		SM_TRY(sm__lite_has_table(l, "seedmill_run", &row, err));
	if (!row)
		return SM_OK;
	SM_TRY(how_many(l, "SELECT count(*) FROM seedmill_run", &n, err));
	out->row = sm_arena_array(a, n + 1, sizeof(*out->row));
	if (!out->row)
		return sm_nomem(err);
	SM_TRY(sm__lite_prepare(l,
				"SELECT run_id, status, epoch, profile, "
				"details, owner, started_at, finished_at "
				"FROM seedmill_run "
				"ORDER BY started_at DESC, run_id", &st, err));
	while (!(rc = sm__lite_step(l, st, &row, err)) && row && out->n < n)
		if (!run_row(st, a, &out->row[out->n++])) {
			rc = sm_nomem(err);
			break;
		}
	sqlite3_finalize(st);
	return rc;
}

/* A chunk row; false when it is of no table of the plan, or spoilt. */
static bool chunk_row(const struct sm_plan *p, sqlite3_stmt *st,
		      struct sm_chunk_done *c)
{
	const char *tab = sm__lite_text(st, 0);

	for (c->table = 0; c->table < p->ntables; c->table++)
		if (!strcmp(p->tables[c->table].name, tab))
			break;
	c->chunk = (uint64_t)sqlite3_column_int64(st, 1);
	c->rows = (uint64_t)sqlite3_column_int64(st, 2);
	c->bytes = (uint64_t)sqlite3_column_int64(st, 3);
	return c->table < p->ntables &&
	       c->chunk < p->tables[c->table].chunks &&
	       sm_u128_parse(sm__lite_text(st, 4), &c->digest);
}

static enum sm_code read_chunks(struct sm_target *t, sqlite3_stmt *st,
				struct sm_chunk_rows *out, size_t room,
				struct sm_err *err)
{
	bool row;

	for (;;) {
		SM_TRY(sm__lite_step(sm__lite(t), st, &row, err));
		if (!row || out->n == room)
			return SM_OK;
		if (!chunk_row(t->plan, st, &out->chunk[out->n])) {
			sm_fail(err, SM_E_LOAD,
				"the ledger holds a chunk of %s that is none "
				"of this run", sm__lite_text(st, 0));
			return sm_fix(err, "start over with --clean");
		}
		out->n++;
	}
}

enum sm_code sm__lite_chunks(struct sm_target *t, struct sm_arena *a,
			     struct sm_chunk_rows *out, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool has = false;
	size_t n;

	out->n = 0;
	out->chunk = NULL;
	if (!l->fresh)
		SM_TRY(sm__lite_has_table(l, "seedmill_chunk", &has, err));
	if (!has)
		return SM_OK;
	SM_TRY(how_many(l, "SELECT count(*) FROM seedmill_chunk", &n, err));
	out->chunk = sm_arena_array(a, n + 1, sizeof(*out->chunk));
	if (!out->chunk)
		return sm_nomem(err);
	SM_TRY(sm__lite_prepare(l,
				"SELECT tab, chunk, rows, bytes, digest "
				"FROM seedmill_chunk WHERE run_id = ?1",
				&st, err));
	sm__lite_bind_text(st, 1, t->plan->run_id);
	rc = read_chunks(t, st, out, n, err);
	sqlite3_finalize(st);
	return rc;
}

/* ---- begin ---------------------------------------------------------------------------------- */

/*
 * WAL lets readers go on, and a chunk costs no fsync: at synchronous=NORMAL
 * the log is flushed by checkpoints, so a power cut may take the last chunks
 * with their ledger rows, never one without the other. 32 MiB of log between
 * checkpoints. The mode it had is put back by close().
 */
static enum sm_code use_wal(struct sm_lite *l, struct sm_err *err)
{
	enum sm_code rc;
	sqlite3_stmt *st;
	bool row;

	SM_TRY(sm__lite_prepare(l, "PRAGMA journal_mode", &st, err));
	rc = sm__lite_step(l, st, &row, err);
	if (!rc && row && strcmp(sm__lite_text(st, 0), "wal")) {
		size_t n = strlen(sm__lite_text(st, 0)) + 1;

		l->old_journal = sm_malloc(n);
		if (l->old_journal)
			memcpy(l->old_journal, sm__lite_text(st, 0), n);
		else
			rc = sm_nomem(err);
	}
	sqlite3_finalize(st);
	if (rc)
		return rc;
	return sm__lite_exec(l, err,
			     "PRAGMA journal_mode = WAL;"
			     "PRAGMA synchronous = NORMAL;"
			     "PRAGMA wal_autocheckpoint = 8192");
}

static enum sm_code insert_run(struct sm_target *t, const char *details,
			       const char *sql, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	char owner[160];
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	sm__owner(owner);
	SM_TRY(sm__lite_prepare(l, sql, &st, err));
	sm__lite_bind_text(st, 1, t->plan->run_id);
	sm__lite_bind_text(st, 2, t->plan->name);
	sm__lite_bind_text(st, 3, details);
	sm__lite_bind_text(st, 4, owner);
	sm__lite_bind_text(st, 5, l->started_at);
	rc = sm__lite_step(l, st, &row, err);
	sqlite3_finalize(st);
	return rc;
}

static enum sm_code read_epoch(struct sm_target *t, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	SM_TRY(sm__lite_prepare(l, "SELECT epoch FROM seedmill_run "
				   "WHERE run_id = ?1", &st, err));
	sm__lite_bind_text(st, 1, t->plan->run_id);
	rc = sm__lite_step(l, st, &row, err);
	if (!rc && row)
		t->epoch = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	assert(rc || row);      /* inserted in this transaction */
	return rc;
}

static enum sm_code begin_in(struct sm_target *t, const char *details,
			     struct sm_err *err)
{
	SM_TRY(sm__lite_exec(sm__lite(t), err, sql_ledger));
	SM_TRY(insert_run(t, details, sql_insert_run, err));
	return read_epoch(t, err);
}

enum sm_code sm__lite_begin(struct sm_target *t, const char *details,
			    struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);

	assert(t->plan && l->lock_fd >= 0);
	sm__now_text(l->started_at);
	t->epoch = 1;
	if (l->fresh)
		return SM_OK;
	SM_TRY(use_wal(l, err));
	SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
	return sm__lite_end(l, begin_in(t, details, err), err);
}

/* ---- done ------------------------------------------------------------------------------------ */

/* Run a statement for this run: ?1 run_id, ?2 details, ?3 now, ?4 epoch. */
static enum sm_code run_statement(struct sm_target *t, const char *sql,
				  const char *details, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	char now[32];
	bool row;

	sm__now_text(now);
	SM_TRY(sm__lite_prepare(l, sql, &st, err));
	sm__lite_bind_text(st, 1, t->plan->run_id);
	if (sqlite3_bind_parameter_count(st) > 1) {
		sm__lite_bind_text(st, 2, details);
		sm__lite_bind_text(st, 3, now);
		sqlite3_bind_int64(st, 4, t->epoch);
	}
	rc = sm__lite_step(l, st, &row, err);
	sqlite3_finalize(st);
	return rc;
}

static enum sm_code drop_if_empty(struct sm_lite *l, const char *table,
				  struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	int64_t n = 1;
	enum sm_code rc;
	bool has;

	SM_TRY(sm__lite_has_table(l, table, &has, err));
	if (!has)
		return SM_OK;
	sm_buf_printf(&sql, "SELECT count(*) FROM %s", table);
	rc = sm__lite_int(l, sm_buf_str(&sql), &n, &has, err);
	sm_buf_reset(&sql);
	sm_buf_printf(&sql, "DROP TABLE %s", table);
	if (!rc && n == 0)
		return sm__lite_exec_buf(l, err, &sql);
	sm_buf_release(&sql);
	return rc;
}

static enum sm_code done_in(struct sm_target *t, const char *details,
			    bool keep_history, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	bool has;

	SM_TRY(run_statement(t, "UPDATE seedmill_run SET status = 'done', "
				"details = ?2, finished_at = ?3 "
				"WHERE run_id = ?1 AND epoch = ?4",
			     details, err));
	if (sqlite3_changes(l->db) != 1)
		return sm_fail(err, SM_E_LOCK, "Another seeding operation is in "
			       "progress: it has taken this run over");
	SM_TRY(run_statement(t, "DELETE FROM seedmill_chunk WHERE run_id = ?1",
			     details, err));
	if (!keep_history)
		SM_TRY(run_statement(t, "DELETE FROM seedmill_run "
					"WHERE run_id = ?1", details, err));
	SM_TRY(sm__lite_has_table(l, "seedmill_building", &has, err));
	if (has)
		SM_TRY(run_statement(t, "DELETE FROM seedmill_building "
					"WHERE run_id = ?1", details, err));
	SM_TRY(drop_if_empty(l, "seedmill_building", err));
	SM_TRY(drop_if_empty(l, "seedmill_run", err));
	/* with a history both tables stay, so that anybody can ask them */
	SM_TRY(sm__lite_has_table(l, "seedmill_run", &has, err));
	return has ? SM_OK : drop_if_empty(l, "seedmill_chunk", err);
}

static enum sm_code done_fresh(struct sm_target *t, const char *details,
			       bool keep_history, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);

	if (keep_history) {
		SM_TRY(sm__lite_exec(l, err, sql_ledger));
		SM_TRY(insert_run(t, details, sql_insert_run, err));
		SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
		SM_TRY(sm__lite_end(
			l, done_in(t, details, keep_history, err), err));
	}
	return sm__lite_tmp_publish(l, err);
}

enum sm_code sm__lite_done(struct sm_target *t, const char *details,
			   bool keep_history, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);

	assert(l->db);
	if (l->fresh)
		return done_fresh(t, details, keep_history, err);
	/* FULL: the log, with all chunks in it, is on the disk before we say
	 * that the run is done */
	SM_TRY(sm__lite_exec(l, err, "PRAGMA synchronous = FULL"));
	SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
	return sm__lite_end(l, done_in(t, details, keep_history, err), err);
}

/* ---- forget ---------------------------------------------------------------------------------- */

static enum sm_code forget_in(struct sm_target *t, bool *gone,
			      struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	SM_TRY(sm__lite_prepare(l,
				"DELETE FROM seedmill_run WHERE run_id = ?1 "
				"AND epoch = ?2 AND status <> 'done' "
				"AND NOT EXISTS (SELECT 1 FROM seedmill_chunk "
				"WHERE run_id = ?1)", &st, err));
	sm__lite_bind_text(st, 1, t->plan->run_id);
	sqlite3_bind_int64(st, 2, t->epoch);
	rc = sm__lite_step(l, st, &row, err);
	*gone = !rc && sqlite3_changes(l->db) == 1;
	sqlite3_finalize(st);
	return rc;
}

enum sm_code sm__lite_forget(struct sm_target *t, bool *gone,
			     struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	enum sm_code rc;

	*gone = false;
	if (l->fresh)
		return SM_OK;
	SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
	rc = sm__lite_end(l, forget_in(t, gone, err), err);
	*gone &= !rc;
	return rc;
}
