/*
 * pg_stream.c - a loader's connection, and the protocol of a chunk
 *
 *     BEGIN
 *     share-lock the run row, compare its epoch      another owner: fenced
 *     insert the chunk's ledger row                  there already: done before
 *     COPY ... FROM STDIN, a CopyData message a block
 *     rows acknowledged = rows of the chunk?
 *     write rows, bytes and digest into the ledger row
 *     COMMIT
 *
 * The ledger row comes first, so that its unique index is the mutual exclusion:
 * a twin whose COMMIT is still under way is waited for and then seen. That is
 * also how a COMMIT whose answer was lost is decided: the chunk is loaded again
 * on a new stream, and the insert says whether there is anything to do.
 *
 * The connection is in blocking mode. A server that has refused a row goes on
 * reading, and says so at the end: what that wastes is bounded by the chunk.
 */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encode/copy_text.h"
#include "pg.h"

struct stream {
	PGconn *conn;
	struct sm_buf copy;             /* the COPY statement ... */
	const struct sm_table *table;   /* ... of this table */
};

struct number {                 /* as a parameter */
	char text[24];
};

static const char *number(struct number *n, uint64_t v)
{
	snprintf(n->text, sizeof(n->text), "%llu", (unsigned long long)v);
	return n->text;
}

/* ---- open, close ------------------------------------------------------------- */

void sm__pg_stream_close(struct sm_stream *s)
{
	struct stream *st = s->impl;

	if (!st)
		return;
	if (st->conn)
		sm__pg_cancel_remove(sm__pg_of(s->target)->cancels, st->conn);
	PQfinish(st->conn);
	sm_buf_release(&st->copy);
	sm_free(st);
	s->impl = NULL;
}

/*
 * The name by which a later owner of the run finds this session. Chunks commit
 * without waiting for the disk: their ledger rows would be lost with them.
 */
enum sm_code sm__pg_stream_open(struct sm_stream *s, struct sm_err *err)
{
	struct sm_target *t = s->target;
	struct stream *st = sm_calloc(1, sizeof(*st));
	char name[64];
	enum sm_code rc;

	assert(t->run_id);
	s->impl = st;
	if (!st)
		return sm_nomem(err);
	snprintf(name, sizeof(name), "seedmill:%s/%u", t->run_id, s->number);
	rc = sm__pg_connect(t, sm__pg_of(t), name, &st->conn, NULL, err);
	if (!rc)
		sm__pg_cancel_add(sm__pg_of(t)->cancels, st->conn);
	if (!rc)
		rc = sm__pg_do(st->conn, err, "setting up the session",
			       "SET synchronous_commit = 'off'");
	if (rc)
		sm__pg_stream_close(s);
	return rc;
}

/* ---- before the rows --------------------------------------------------------------- */

static enum sm_code check_epoch(struct sm_stream *s, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	struct stream *st = s->impl;
	PGresult *res = sm__pg_query(st->conn, err, "asking whose run it is",
				     sm__pg_of(t)->epoch_sql, 1, &t->run_id);
	bool ours;

	if (!res)
		return err->code;
	ours = PQntuples(res) == 1 &&
	       (int64_t)sm__pg_u64(res, 0, 0) == t->epoch;
	PQclear(res);
	if (ours)
		return SM_OK;
	sm_fail(err, SM_E_LOCK, "Another seeding operation is in progress: it has "
		"taken this run over");
	return sm_why(err, "its epoch in %s is not ours any more",
		      sm__pg_of(t)->run_table);
}

static enum sm_code claim_chunk(struct sm_stream *s, const struct sm_feed *feed,
				bool *already, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	struct stream *st = s->impl;
	struct number chunk, epoch;
	const char *const param[] = {
		t->run_id, sm_feed_table(feed)->name,
		number(&chunk, sm_feed_chunk(feed)),
		number(&epoch, (uint64_t)t->epoch),
	};
	PGresult *res = sm__pg_query(st->conn, err, "writing a chunk into the "
				     "ledger", sm__pg_of(t)->insert_sql, 4,
				     param);

	if (!res)
		return err->code;
	*already = PQntuples(res) == 0;
	PQclear(res);
	return SM_OK;
}

static bool is_binary(const struct sm_stream *s, const struct sm_table *t)
{
	return s->target->binary && sm__binary_takes(t);
}

/* COPY of all columns: one left out with a volatile default is the slow way. */
static enum sm_code copy_statement(struct sm_stream *s,
				   const struct sm_table *t, struct sm_err *err)
{
	struct stream *st = s->impl;

	if (st->table == t)
		return SM_OK;
	sm_buf_reset(&st->copy);
	sm_buf_puts(&st->copy, "COPY ");
	sm__pg_table(&st->copy, sm__pg_of(s->target), t->schema, t->base);
	sm_buf_puts(&st->copy, " (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(&st->copy, i ? ", " : "");
		sm__pg_ident(&st->copy, t->columns[i].name);
	}
	sm_buf_puts(&st->copy, is_binary(s, t)
		    ? ") FROM STDIN (FORMAT binary)" : ") FROM STDIN");
	if (st->copy.failed)
		return sm_nomem(err);
	st->table = t;
	return SM_OK;
}

/* ---- the rows -------------------------------------------------------------------------- */

/* Take what is left of a COPY from the connection, so that it can go on. */
static void drain(PGconn *c)
{
	PGresult *res;

	while ((res = PQgetResult(c)) != NULL) {
		ExecStatusType status = PQresultStatus(res);

		PQclear(res);
		if (status == PGRES_COPY_IN)
			PQputCopyEnd(c, "given up");
		if (PQstatus(c) != CONNECTION_OK)
			return;
	}
}

static bool put(PGconn *c, const char *p, size_t n)
{
	assert(n <= INT_MAX);
	return PQputCopyData(c, p, (int)n) == 1;
}

static bool put_blocks(PGconn *c, struct sm_feed *feed, bool binary)
{
	/* Signature, no flags, no extension; at the end a row of -1 fields. */
	static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	const struct sm_block *b;
	bool sent = !binary || put(c, head, sizeof(head));

	while (sent && (b = sm_feed_next(feed)) != NULL) {
		sent = put(c, b->wire.p, b->wire.n);
		sm_feed_done(feed, b);
	}
	return sent && (!binary || put(c, "\377\377", 2));
}

/* The answer to a COPY whose end was sent, or whose sending failed. */
static enum sm_code copy_answer(struct sm_stream *s, struct sm_feed *feed,
				struct sm_loaded *out, struct sm_err *err)
{
	struct stream *st = s->impl;
	const struct sm_table *t = sm_feed_table(feed);
	PGresult *res = PQgetResult(st->conn);
	enum sm_code rc = SM_OK;

	if (PQresultStatus(res) == PGRES_COMMAND_OK) {
		out->rows = strtoull(PQcmdTuples(res), NULL, 10);
	} else {
		rc = sm__pg_copy_fail(st->conn, res, t,
				      sm_chunk_first(t, sm_feed_chunk(feed)),
				      err);
	}
	PQclear(res);
	drain(st->conn);
	return rc;
}

static enum sm_code check_rows(const struct sm_feed *feed,
			       const struct sm_loaded *out, struct sm_err *err)
{
	if (out->rows == sm_feed_rows(feed))
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "%s: the server stored %llu of %llu rows",
		sm_feed_table(feed)->name, (unsigned long long)out->rows,
		(unsigned long long)sm_feed_rows(feed));
	sm_why(err, "a trigger or rule of the table leaves rows out");
	return sm_fix(err, "disable it for the load");
}

static enum sm_code copy_chunk(struct sm_stream *s, struct sm_feed *feed,
			       struct sm_loaded *out, struct sm_err *err)
{
	struct stream *st = s->impl;
	bool sent, stopped;
	PGresult *res;

	SM_TRY(copy_statement(s, sm_feed_table(feed), err));
	res = PQexec(st->conn, sm_buf_str(&st->copy));
	if (PQresultStatus(res) != PGRES_COPY_IN) {
		sm__pg_copy_fail(st->conn, res, sm_feed_table(feed), 0, err);
		PQclear(res);
		return err->code;
	}
	PQclear(res);
	sent = put_blocks(st->conn, feed, is_binary(s, sm_feed_table(feed)));
	out->bytes = sm_feed_bytes(feed);
	/*
	 * Asked once: asking twice could commit the chunk and then report it
	 * as thrown away. A send that failed left the feed early, too: that is
	 * the connection's failure, not a stop.
	 */
	stopped = sent && sm_feed_stopped(feed);
	if (stopped) {
		PQputCopyEnd(st->conn, "stopped");
		drain(st->conn);
		return sm_fail(err, SM_E_STOPPED, "stopped before commit");
	}
	if (sent)
		PQputCopyEnd(st->conn, NULL);
	SM_TRY(copy_answer(s, feed, out, err));
	return check_rows(feed, out, err);
}

/* ---- after the rows -------------------------------------------------------------------- */

static enum sm_code complete_row(struct sm_stream *s, const struct sm_feed *feed,
				 const struct sm_loaded *out, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	struct stream *st = s->impl;
	struct number chunk, rows, bytes;
	char digest[33];
	const char *const param[] = {
		t->run_id, sm_feed_table(feed)->name,
		number(&chunk, sm_feed_chunk(feed)), number(&rows, out->rows),
		number(&bytes, out->bytes), digest,
	};
	PGresult *res;

	sm_u128_hex(sm_feed_digest(feed), digest);
	res = sm__pg_query(st->conn, err, "completing a chunk's ledger row",
			   sm__pg_of(t)->update_sql, 6, param);
	PQclear(res);
	return res ? SM_OK : err->code;
}

static enum sm_code chunk(struct sm_stream *s, struct sm_feed *feed,
			  struct sm_loaded *out, struct sm_err *err)
{
	SM_TRY(check_epoch(s, err));
	SM_TRY(claim_chunk(s, feed, &out->already, err));
	if (out->already)
		return SM_OK;
	SM_TRY(copy_chunk(s, feed, out, err));
	return complete_row(s, feed, out, err);
}

/*
 * A chunk that was there already ends in ROLLBACK, too: nothing was written,
 * and it lets the run row go. A failure of COMMIT itself is retried like any
 * other: the insert of the next try decides whether it had happened.
 */
enum sm_code sm__pg_load(struct sm_stream *s, struct sm_feed *feed,
			 struct sm_loaded *out, struct sm_err *err)
{
	struct stream *st = s->impl;
	enum sm_code rc;

	*out = (struct sm_loaded){ 0 };
	assert(st && s->target->epoch > 0);
	rc = sm__pg_begin(st->conn, err);
	if (!rc) {
		rc = chunk(s, feed, out, err);
		if (out->already && !rc)
			PQclear(PQexec(st->conn, "ROLLBACK"));
		else
			rc = sm__pg_end(st->conn, rc, err);
	}
	if (rc == SM_E_LOAD || rc == SM_E_CONNECT)
		out->retry = sm__pg_transient(st->conn, err);
	return rc;
}
