/*
 * sqlite.h - what the files of the SQLite target share; private to it
 *
 * Two ways to load, decided once in open():
 *
 *   fresh       FILE is not there. Everything is built in
 *               FILE.seedmill-PID-tmp, without a journal, and done() renames it
 *               when it is whole. There is no ledger to resume from: until the
 *               rename nothing has happened.
 *   existing    WAL, live foreign keys, each chunk and its ledger row in one
 *               transaction; a killed run goes on where it was.
 *
 *   target_sqlite.c     the kind; open and close
 *   sqlite_db.c         statements, errors, names
 *   sqlite_file.c       the lock, the file aside, the rename
 *   sqlite_type.c       portable types <-> declared types
 *   sqlite_describe.c   live schema
 *   sqlite_sql.c        CHECKs and indexes as they were written
 *   sqlite_ddl.c        CREATE TABLE, indexes
 *   sqlite_ledger.c     seedmill_run, seedmill_chunk
 *   sqlite_clean.c      rows away; who refers to a table
 *   sqlite_load.c       chunks
 *   sqlite_rows.c       a feed as a table, for fresh files
 *   sqlite_check.c      count, orphans, read back
 *   owner.c             who and when, for both ledgers
 *   orphan.c            a row without its parent, in words
 */
#ifndef SEEDMILL_SQLITE_H
#define SEEDMILL_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "seedmill/target.h"

struct sm_lite {
	sqlite3 *db;        /* NULL while a fresh file is not begun, or renamed */
	const char *path;   /* FILE, as the user wrote it */
	const char *folder; /* where it lies */
	char *tmp;          /* fresh: the file aside ... */
	bool tmp_made;      /* ... and whether it is there */
	bool fresh;
	char *lock_path;
	int lock_fd;        /* -1: not held */
	char *old_journal;  /* journal mode to put back; NULL: not changed */
	char started_at[32];
	atomic_bool interrupted;    /* interrupt() was called: long statements
				     * end with SQLITE_INTERRUPT */
};

/* Let statements on l->db look at l->interrupted now and then. */
void sm__lite_may_interrupt(struct sm_lite *l);

static inline struct sm_lite *sm__lite(const struct sm_target *t)
{
	return t->impl;
}

extern const struct sm_target_kind sm_target_sqlite;

/* ---- sqlite_sql.c ------------------------------------------------------------- */

/* From a CREATE TABLE and a CREATE INDEX statement; false: no memory. */
bool sm__lite_sql_checks(const char *sql, struct sm_arena *a,
			 struct sm_live_table *t);
bool sm__lite_sql_index(const char *sql, struct sm_arena *a,
			struct sm_live_key *k);

/* ---- sqlite_db.c -------------------------------------------------------------- */

/* Record a failure: the text, then SQLite's own reason. Never a value. */
enum sm_code sm__lite_fail(struct sm_lite *l, enum sm_code code,
			   struct sm_err *err, const char *fmt, ...)
	SM_PRINTF(4, 5);

/* Run one or more statements that give no rows; SM_E_LOAD when they fail. */
enum sm_code sm__lite_exec(struct sm_lite *l, struct sm_err *err,
			   const char *sql);
/* The same for SQL that was put together; takes and releases the buffer. */
enum sm_code sm__lite_exec_buf(struct sm_lite *l, struct sm_err *err,
			       struct sm_buf *sql);
/* ROLLBACK if a transaction is open; its own failure is of no interest. */
void sm__lite_rollback(struct sm_lite *l);
/* COMMIT when rc is SM_OK, else ROLLBACK; the first failure. */
enum sm_code sm__lite_end(struct sm_lite *l, enum sm_code rc,
			  struct sm_err *err);

enum sm_code sm__lite_prepare(struct sm_lite *l, const char *sql,
			      sqlite3_stmt **out, struct sm_err *err);
/* A statement's next row: *row says whether there was one. */
enum sm_code sm__lite_step(struct sm_lite *l, sqlite3_stmt *st, bool *row,
			   struct sm_err *err);
/* The one integer that a query gives; *any false for NULL or no row. */
enum sm_code sm__lite_int(struct sm_lite *l, const char *sql, int64_t *v,
			  bool *any, struct sm_err *err);

void sm__lite_bind_text(sqlite3_stmt *st, int at, const char *text);
/* A text column, "" for NULL. */
const char *sm__lite_text(sqlite3_stmt *st, int column);

/* "name", quotes doubled. */
void sm__lite_quote(struct sm_buf *b, const char *name);
/* 'text', likewise: for a CREATE TABLE, which takes no parameters. */
void sm__lite_literal(struct sm_buf *b, const char *text);
/* ("a", "b") of a key's columns, each behind `prefix`. */
void sm__lite_columns(struct sm_buf *b, const struct sm_table *t,
		      const uint32_t *column, uint32_t n);

/*
 * The table's name in the file. SQLite has no schemas: "main.t" is t, and
 * "sales.orders" is a table of that very name, so that no two tables meet.
 */
const char *sm__lite_name(const char *profile_name);

/* Is there a table (or view) of that name? */
enum sm_code sm__lite_has_table(struct sm_lite *l, const char *name, bool *has,
				struct sm_err *err);

/* ---- sqlite_file.c ---------------------------------------------------------------- */

enum sm_code sm__lite_lock(struct sm_target *t, unsigned wait_s,
			   struct sm_err *err);
void sm__lite_unlock(struct sm_lite *l);
/* Begin the file aside: l->db is open on it. */
enum sm_code sm__lite_tmp_begin(struct sm_lite *l, struct sm_err *err);
/* Check it, close it, give it its name, all of it durable. */
enum sm_code sm__lite_tmp_publish(struct sm_lite *l, struct sm_err *err);
/* Remove it, if it is there. */
void sm__lite_tmp_drop(struct sm_lite *l);

/* ---- sqlite_type.c ------------------------------------------------------------------ */

/* The declared type of a column: "DECIMAL(12,2)". */
char *sm__lite_type_ddl(const struct sm_type *t, char out[64]);
/* " INTEGER PRIMARY KEY", which it must be called to be the rowid, with a
 * comment when the column is meant to be narrower. */
void sm__lite_rowid_sql(const struct sm_type *t, struct sm_buf *out);
/* The portable type of a declared one; SM_T_NONE when there is none. */
struct sm_type sm__lite_type_live(const char *declared);
/*
 * Why a decimal of this type would not come back from a column declared so,
 * or NULL. min and max are the values to be stored, times 10^scale.
 */
const char *sm__lite_type_lossy(const struct sm_type *t, const char *declared,
				int64_t min, int64_t max);

/* ---- sqlite_rows.c ------------------------------------------------------------------- */

struct sm_lite_rows;

/* The table seedmill_rows on l->db; even after a failure *out is to be freed. */
enum sm_code sm__lite_rows_new(struct sm_lite *l, const struct sm_plan *p,
			       struct sm_lite_rows **out, struct sm_err *err);
/* After all statements that use it are finalized. NULL is fine. */
void sm__lite_rows_free(struct sm_lite *l, struct sm_lite_rows *r);
/* " SELECT ... FROM seedmill_rows" for a table's rows. */
void sm__lite_rows_sql(const struct sm_table *t, struct sm_buf *sql);
/*
 * Step the statement once: all of the chunk. SM_E_LOAD when SQLite refused
 * row *failed_row (from 1; 0: none); the caller says so.
 */
enum sm_code sm__lite_rows_insert(struct sm_lite *l, struct sm_lite_rows *r,
				  sqlite3_stmt *st, struct sm_feed *feed,
				  struct sm_loaded *out, uint64_t *failed_row);

/* ---- the operations ------------------------------------------------------------------ */

enum sm_code sm__lite_describe(struct sm_target *t, const char *const *names,
			       uint32_t n, struct sm_arena *a,
			       struct sm_schema *out, struct sm_err *err);
enum sm_code sm__lite_max_key(struct sm_target *t, const char *table,
			      const char *column, int64_t *max, bool *any,
			      struct sm_err *err);
enum sm_code sm__lite_preflight(struct sm_target *t, struct sm_err *err);

enum sm_code sm__lite_runs(struct sm_target *t, struct sm_arena *a,
			   struct sm_run_rows *out, struct sm_err *err);
enum sm_code sm__lite_begin(struct sm_target *t, const char *details,
			    struct sm_err *err);
enum sm_code sm__lite_chunks(struct sm_target *t, struct sm_arena *a,
			     struct sm_chunk_rows *out, struct sm_err *err);
enum sm_code sm__lite_done(struct sm_target *t, const char *details,
			   bool keep_history, struct sm_err *err);
enum sm_code sm__lite_forget(struct sm_target *t, bool *gone,
			     struct sm_err *err);
enum sm_code sm__lite_clean(struct sm_target *t, struct sm_err *err);
enum sm_code sm__lite_refers(struct sm_target *t, const struct sm_table *table,
			     const char *referrer, bool *any,
			     struct sm_err *err);

/* CREATE TABLE for a table of the plan, to look at and to run. */
void sm__lite_table_sql(const struct sm_plan *p, const struct sm_table *t,
			struct sm_buf *out);
enum sm_code sm__lite_make_tables(struct sm_target *t, struct sm_err *err);
enum sm_code sm__lite_finish(struct sm_target *t, struct sm_err *err);

enum sm_code sm__lite_stream_open(struct sm_stream *s, struct sm_err *err);
enum sm_code sm__lite_load(struct sm_stream *s, struct sm_feed *feed,
			   struct sm_loaded *out, struct sm_err *err);
void sm__lite_stream_close(struct sm_stream *s);

enum sm_code sm__lite_count(struct sm_target *t, const struct sm_table *table,
			    uint64_t *n, struct sm_err *err);
enum sm_code sm__lite_orphans(struct sm_target *t,
			      const struct sm_reference *ref, uint64_t *n,
			      struct sm_err *err);
enum sm_code sm__lite_read(struct sm_target *t, const struct sm_table *table,
			   bool by_key, sm_read_fn *fn, void *ctx,
			   struct sm_err *err);
enum sm_code sm__lite_read_where(struct sm_target *t,
			      const struct sm_table *table, const char *where,
			      sm_read_fn *fn, void *ctx, struct sm_err *err);

#endif
