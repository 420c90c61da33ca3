/*
 * sqlite_load.c - rows out of a feed's blocks into a table
 *
 * One prepared INSERT a table, kept for the stream's life. Workers have made
 * the values already (native.h): a cell is handed over by pointing at it,
 * SQLite copies it into its page when the row is inserted, and the block goes
 * back to the pool. Nothing is allocated for a row.
 *
 * A chunk in an existing file, all in one transaction: compare the epoch,
 * insert the chunk's ledger row (which refuses a chunk that is there), bind and
 * step row by row, count, write what was loaded into the ledger row. In a fresh
 * file a chunk is one statement (sqlite_rows.c) and one transaction, so that
 * what is dirty stays bounded; there is nothing to roll back to, because the
 * file is thrown away.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "encode/native.h"
#include "target/orphan.h"
#include "target/sqlite.h"

struct lite_stream {
	sqlite3_stmt *epoch, *claim, *settle;   /* NULL in a fresh file */
	struct sm_lite_rows *rows;              /* NULL in an existing one */
	uint32_t n;
	sqlite3_stmt *insert[];                 /* a table, made when needed */
};

static enum sm_code keep(struct sm_lite *l, const char *sql,
			 sqlite3_stmt **out, struct sm_err *err)
{
	if (sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out,
			       NULL) == SQLITE_OK)
		return SM_OK;
	return sm__lite_fail(l, SM_E_LOAD, err, "%s: cannot prepare %.60s",
			     l->path, sql);
}

static enum sm_code ledger_statements(struct sm_lite *l, struct lite_stream *ls,
				      struct sm_err *err)
{
	SM_TRY(keep(l, "SELECT epoch FROM seedmill_run WHERE run_id = ?1",
		    &ls->epoch, err));
	SM_TRY(keep(l, "INSERT INTO seedmill_chunk (run_id, tab, chunk, epoch) "
		       "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
		    &ls->claim, err));
	return keep(l, "UPDATE seedmill_chunk SET rows = ?4, bytes = ?5, "
		       "digest = ?6 WHERE run_id = ?1 AND tab = ?2 "
		       "AND chunk = ?3",
		    &ls->settle, err);
}

enum sm_code sm__lite_stream_open(struct sm_stream *s, struct sm_err *err)
{
	const struct sm_plan *p = s->target->plan;
	struct sm_lite *l = sm__lite(s->target);
	struct lite_stream *ls =
		sm_calloc(1, sizeof(*ls) + p->ntables * sizeof(ls->insert[0]));
	enum sm_code rc;

	assert(l->db && s->number == 0);
	if (!ls)
		return sm_nomem(err);
	ls->n = p->ntables;
	s->impl = ls;
	rc = l->fresh ? sm__lite_rows_new(l, p, &ls->rows, err)
		      : ledger_statements(l, ls, err);
	if (rc)
		sm__lite_stream_close(s);
	return rc;
}

void sm__lite_stream_close(struct sm_stream *s)
{
	struct lite_stream *ls = s->impl;

	if (!ls)
		return;
	sqlite3_finalize(ls->epoch);
	sqlite3_finalize(ls->claim);
	sqlite3_finalize(ls->settle);
	for (uint32_t i = 0; i < ls->n; i++)
		sqlite3_finalize(ls->insert[i]);
	sm__lite_rows_free(sm__lite(s->target), ls->rows);
	sm_free(ls);
	s->impl = NULL;
}

static void values_sql(const struct sm_table *t, struct sm_buf *sql)
{
	sm_buf_puts(sql, " VALUES (?");
	for (uint32_t i = 1; i < t->ncolumns; i++)
		sm_buf_puts(sql, ", ?");
	sm_buf_puts(sql, ")");
}

static enum sm_code insert_statement(struct sm_lite *l,
				     const struct sm_table *t,
				     sqlite3_stmt **out, struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	if (*out)
		return SM_OK;
	/* OR ROLLBACK: the statement need not be able to undo itself alone */
	sm_buf_puts(&sql, l->fresh ? "INSERT OR ROLLBACK INTO "
				   : "INSERT INTO ");
	sm__lite_quote(&sql, sm__lite_name(t->name));
	sm_buf_puts(&sql, " (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(&sql, i ? ", " : "");
		sm__lite_quote(&sql, t->columns[i].name);
	}
	sm_buf_puts(&sql, ")");
	if (l->fresh)
		sm__lite_rows_sql(t, &sql);
	else
		values_sql(t, &sql);
	rc = sql.failed ? sm_nomem(err)
			: keep(l, sm_buf_str(&sql), out, err);
	sm_buf_release(&sql);
	return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static inline void bind_cell(sqlite3_stmt *st, int at,
			     const struct sm_native_cell *c)
{
	switch (c->tag) {
	case SM_NATIVE_INT:
		sqlite3_bind_int64(st, at, c->v.i);
		break;
	case SM_NATIVE_REAL:
		sqlite3_bind_double(st, at, c->v.d);
		break;
	case SM_NATIVE_TEXT:
		sqlite3_bind_text(st, at, c->v.p, (int)c->n, SQLITE_STATIC);
		break;
	case SM_NATIVE_BLOB:
		sqlite3_bind_blob(st, at, c->v.p, (int)c->n, SQLITE_STATIC);
		break;
	case SM_NATIVE_NULL:
		sqlite3_bind_null(st, at);
		break;
	}
}

/* Which row it was, 1 being a table's first; SQLite says which column or
 * constraint. */
static enum sm_code row_failed(struct sm_lite *l, const struct sm_table *t,
			       uint64_t row, struct sm_loaded *out,
			       struct sm_err *err)
{
	int code = sqlite3_extended_errcode(l->db);

	out->retry = (code & 0xff) == SQLITE_BUSY && !l->fresh;
	sm__lite_fail(l, SM_E_LOAD, err, "%s: row %llu was refused", t->name,
		      (unsigned long long)row);
	return SM_E_LOAD;
}

static enum sm_code insert_block(struct sm_lite *l, sqlite3_stmt *st,
				 const struct sm_block *b,
				 struct sm_loaded *out, struct sm_err *err)
{
	int ncolumns = (int)b->table->ncolumns;
	const char *at = b->wire.p;
	struct sm_native_cell c = { 0 };

	for (uint32_t row = 0; row < b->n; row++) {
		for (int i = 1; i <= ncolumns; i++) {
			at = sm_native_next(at, &c);
			bind_cell(st, i, &c);
		}
		if (SM_UNLIKELY(sqlite3_step(st) != SQLITE_DONE)) {
			enum sm_code rc = row_failed(l, b->table,
						     b->first + row + 1, out, err);

			sqlite3_reset(st);
			return rc;
		}
		/* 0 when a trigger raised IGNORE: the count will tell */
		out->rows += (uint64_t)sqlite3_changes(l->db);
		sqlite3_reset(st);
	}
	assert(at == b->wire.p + b->wire.n);
	out->bytes += b->wire.n;
	return SM_OK;
}

/* An existing file: row by row. */
static enum sm_code insert_blocks(struct sm_lite *l, sqlite3_stmt *st,
				  struct sm_feed *feed, struct sm_loaded *out,
				  uint64_t *sent, struct sm_err *err)
{
	const struct sm_block *b;
	enum sm_code rc = SM_OK;

	while (!rc && (b = sm_feed_next(feed)) != NULL) {
		*sent += b->n;
		rc = insert_block(l, st, b, out, err);
		sm_feed_done(feed, b);
	}
	return rc;
}

/* A fresh file: all at once. */
static enum sm_code insert_chunk(struct sm_lite *l, struct lite_stream *ls,
				 sqlite3_stmt *st, struct sm_feed *feed,
				 struct sm_loaded *out, struct sm_err *err)
{
	enum sm_code rc;
	uint64_t row;

	rc = sm__lite_rows_insert(l, ls->rows, st, feed, out, &row);
	if (rc)
		row_failed(l, sm_feed_table(feed), row, out, err);
	sqlite3_reset(st);
	return rc;
}

static enum sm_code insert_rows(struct sm_lite *l, struct lite_stream *ls,
				sqlite3_stmt *st, struct sm_feed *feed,
				struct sm_loaded *out, struct sm_err *err)
{
	enum sm_code rc;
	uint64_t sent = 0;

	rc = l->fresh ? insert_chunk(l, ls, st, feed, out, err)
		      : insert_blocks(l, st, feed, out, &sent, err);
	/* asked once: the answer must not change before the commit */
	if (!rc && sm_feed_stopped(feed))
		rc = sm_fail(err, SM_E_STOPPED, "stopped before a commit");
	if (!rc && !l->fresh && out->rows != sent) {
		rc = sm_fail(err, SM_E_LOAD, "%s: %llu rows sent, %llu stored",
			     sm_feed_table(feed)->name,
			     (unsigned long long)sent,
			     (unsigned long long)out->rows);
		sm_why(err, "a trigger of the table drops rows");
	}
	return rc;
}

/* ---- the ledger's part ------------------------------------------------------------------------- */

static void bind_chunk(sqlite3_stmt *st, const struct sm_target *t,
		       const struct sm_feed *feed)
{
	sm__lite_bind_text(st, 1, t->plan->run_id);
	sm__lite_bind_text(st, 2, sm_feed_table(feed)->name);
	sqlite3_bind_int64(st, 3, (int64_t)sm_feed_chunk(feed));
}

static enum sm_code check_epoch(struct sm_target *t, sqlite3_stmt *st,
				struct sm_err *err)
{
	enum sm_code rc;
	bool row;

	sm__lite_bind_text(st, 1, t->plan->run_id);
	rc = sm__lite_step(sm__lite(t), st, &row, err);
	if (!rc && (!row || sqlite3_column_int64(st, 0) != t->epoch)) {
		rc = sm_fail(err, SM_E_LOCK,
			     "Another seeding operation is in "
			     "progress: it has taken this run over");
		sm_fix(err, "leave the rest to it");
	}
	sqlite3_reset(st);
	return rc;
}

/* The chunk's row first: it is what keeps the chunk from being there twice. */
static enum sm_code claim(struct sm_stream *s, const struct sm_feed *feed,
			  struct sm_loaded *out, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(s->target);
	struct lite_stream *ls = s->impl;
	enum sm_code rc;
	bool row;

	SM_TRY(check_epoch(s->target, ls->epoch, err));
	bind_chunk(ls->claim, s->target, feed);
	sqlite3_bind_int64(ls->claim, 4, s->target->epoch);
	rc = sm__lite_step(l, ls->claim, &row, err);
	out->already = !rc && sqlite3_changes(l->db) == 0;
	sqlite3_reset(ls->claim);
	return rc;
}

static enum sm_code settle(struct sm_stream *s, const struct sm_feed *feed,
			   const struct sm_loaded *out, struct sm_err *err)
{
	struct lite_stream *ls = s->impl;
	enum sm_code rc;
	char hex[33];
	bool row;

	sm_u128_hex(sm_feed_digest(feed), hex);
	bind_chunk(ls->settle, s->target, feed);
	sqlite3_bind_int64(ls->settle, 4, (int64_t)out->rows);
	sqlite3_bind_int64(ls->settle, 5, (int64_t)out->bytes);
	sm__lite_bind_text(ls->settle, 6, hex);
	rc = sm__lite_step(sm__lite(s->target), ls->settle, &row, err);
	sqlite3_reset(ls->settle);
	return rc;
}

/* ---- a chunk ------------------------------------------------------------------------------------ */

/* Inside the transaction. */
static enum sm_code load_chunk(struct sm_stream *s, struct sm_feed *feed,
			       struct sm_loaded *out, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(s->target);
	struct lite_stream *ls = s->impl;
	sqlite3_stmt **st = &ls->insert[sm_feed_table_index(feed)];

	SM_TRY(insert_statement(l, sm_feed_table(feed), st, err));
	if (!l->fresh)
		SM_TRY(claim(s, feed, out, err));
	if (out->already)
		return SM_OK;
	SM_TRY(insert_rows(l, ls, *st, feed, out, err));
	return l->fresh ? SM_OK : settle(s, feed, out, err);
}

static bool was_busy(struct sm_lite *l)
{
	return !l->fresh && (sqlite3_errcode(l->db) & 0xff) == SQLITE_BUSY;
}

/* Late references, and those of shards, may point to rows that are not there yet;
 * orphans are counted when all are. Nothing to say to a fresh file: nothing is checked there. */
static enum sm_code check_keys(const struct sm_stream *s, const struct sm_feed *feed,
			       struct sm_err *err)
{
	struct sm_lite *l = sm__lite(s->target);

	if (l->fresh)
		return SM_OK;
	return sm__lite_exec(l, err, sm_feed_table(feed)->late || s->target->shard.n > 1
			     ? "PRAGMA foreign_keys = OFF"
			     : "PRAGMA foreign_keys = ON");
}

enum sm_code sm__lite_load(struct sm_stream *s, struct sm_feed *feed,
			   struct sm_loaded *out, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(s->target);
	enum sm_code rc;

	assert(sm_feed_table_index(feed) < ((struct lite_stream *)s->impl)->n);
	SM_TRY(check_keys(s, feed, err));
	rc = sm__lite_exec(l, err, "BEGIN IMMEDIATE");
	if (!rc)
		rc = load_chunk(s, feed, out, err);
	if (!rc && !out->already)
		rc = sm__lite_exec(l, err, "COMMIT");
	if (rc == SM_E_LOAD)
		out->retry |= was_busy(l);
	if (rc || out->already)
		sm__lite_rollback(l);
	if (!rc)
		return SM_OK;
	out->rows = out->bytes = 0;     /* none of it is there */
	if (strstr(err->why, "FOREIGN KEY constraint failed"))
		sm__orphan_explain(s->target->plan, sm_feed_table(feed), "",
				   err);
	return sm_while(err, "loading %s", sm_feed_table(feed)->name);
}
