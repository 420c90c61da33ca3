/*
 * mysql_stream.c - a loader's connection, and the protocol of a chunk
 *
 *     START TRANSACTION
 *     share-lock the run row, compare its epoch      another owner: fenced
 *     insert the chunk's ledger row                  there already: done before
 *     LOAD DATA LOCAL INFILE 'one-shot name' REPLACE INTO TABLE ...
 *     records = rows of the chunk; deleted, skipped, warnings = 0?
 *     write rows, bytes and digest into the ledger row
 *     COMMIT
 *
 * The ledger row comes first, so that its primary key is the mutual exclusion:
 * a twin whose COMMIT is still under way is waited for and then seen. That is
 * also how a COMMIT whose answer was lost is decided: the chunk is loaded again
 * on a new stream, and the insert says whether there is anything to do.
 *
 * Why REPLACE: LOAD DATA LOCAL alone means IGNORE, which turns strict mode off:
 * what does not fit is bent, and a row whose key is there already is dropped,
 * with a warning at best. With REPLACE what does not fit is an error again, and
 * a key that is there twice shows as a deleted row, upon which everything is
 * rolled back.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "my.h"

struct stream {
	MYSQL *conn;
	struct sm__my_infile infile;
	struct sm_buf sql;
	struct sm_buf tail;             /* LOAD DATA behind the name ... */
	const struct sm_table *table;   /* ... of this table */
	bool unchecked;                 /* foreign keys are, at the moment */
};

/* ---- open, close ------------------------------------------------------------- */

void sm__my_stream_close(struct sm_stream *s)
{
	struct stream *st = s->impl;

	if (!st)
		return;
	if (st->conn) {
		sm__my_cancel_remove(sm__my_of(s->target)->cancels, st->conn);
		mysql_close(st->conn);
		mysql_thread_end();
	}
	sm_buf_release(&st->sql);
	sm_buf_release(&st->tail);
	sm_free(st);
	s->impl = NULL;
}

enum sm_code sm__my_stream_open(struct sm_stream *s, struct sm_err *err)
{
	struct sm_target *t = s->target;
	struct sm__my *my = sm__my_of(t);
	struct stream *st = sm_calloc(1, sizeof(*st));
	enum sm_code rc;

	assert(t->run_id && s->number < SM__MY_SESSIONS);
	s->impl = st;
	if (!st)
		return sm_nomem(err);
	rc = sm__my_connect(t, my, &st->infile, &st->conn, err);
	if (!rc) {
		sm__my_cancel_add(my->cancels, st->conn);
		rc = sm__my_take_seat(my, st->conn, s->number, err);
	}
	if (rc)
		sm__my_stream_close(s);
	return rc;
}

/* ---- before the rows --------------------------------------------------------------- */

static enum sm_code check_epoch(struct sm_stream *s, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	const char *run_table = sm__my_of(t)->run_table;
	struct stream *st = s->impl;
	struct sm__my_rows r;
	enum sm_code rc;
	bool ours;

	/* Words that both servers know; newer ones say FOR SHARE. */
	sm_buf_printf(&st->sql, "select `epoch` from %s where `run_id` = $1 "
		      "lock in share mode", run_table);
	rc = st->sql.failed
		? sm_nomem(err)
		: sm__my_query(st->conn, err, "asking whose run it is",
			       sm_buf_str(&st->sql), 1, &t->run_id, &r);
	sm_buf_reset(&st->sql);
	SM_TRY(rc);
	ours = r.n == 1 && (int64_t)sm__my_u64(r.row[0][0]) == t->epoch;
	sm__my_free(&r);
	if (ours)
		return SM_OK;
	sm_fail(err, SM_E_LOCK, "Another seeding operation is in progress: it has "
		"taken this run over");
	return sm_why(err, "its epoch in %s is not ours any more", run_table);
}

static enum sm_code claim_chunk(struct sm_stream *s, const struct sm_feed *feed,
				bool *already, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	struct stream *st = s->impl;
	enum sm_code rc;

	sm_buf_printf(&st->sql, "insert into %s (`run_id`, `tab`, `chunk`, "
		      "`epoch`, `rows`, `bytes`, `digest`) values (",
		      sm__my_of(t)->chunk_table);
	sm__my_value(&st->sql, t->run_id);
	sm_buf_puts(&st->sql, ", ");
	sm__my_value(&st->sql, sm_feed_table(feed)->name);
	sm_buf_printf(&st->sql, ", %llu, %lld, 0, 0, '')",
		      (unsigned long long)sm_feed_chunk(feed),
		      (long long)t->epoch);
	rc = sm__my_do_buf(st->conn, err, "writing a chunk into the ledger",
			   &st->sql);
	*already = rc == SM_E_LOAD && sm__my_err_is(err, 1062);
	return *already ? SM_OK : rc;
}

/*
 * What becomes of a column that does not take its field as it is. Bytes come as
 * hexadecimal digits. Digits of a second that a column does not keep would be
 * rounded away without a word, in any sql_mode: such a time is made one that
 * the server refuses.
 */
static bool set_text(struct sm_buf *b, const struct sm_column *c, uint32_t i)
{
	unsigned digits;

	if (c->type.id == SM_T_BYTES) {
		sm_buf_printf(b, "UNHEX(@sm%u)", i);
		return true;
	}
	if (!sm__my_cuts_time(c))
		return false;
	digits = c->live->fraction;
	sm_buf_printf(b, "IF(@sm%u IS NULL OR CAST(@sm%u AS DATETIME(6)) = "
		      "CAST(@sm%u AS DATETIME(%u)), @sm%u, 'more digits')", i, i,
		      i, digits, i);
	return true;
}

static void set_list(struct sm_buf *b, const struct sm_table *t)
{
	struct sm_buf value = { 0 };
	const char *sep = " SET ";

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_reset(&value);
		if (!set_text(&value, &t->columns[i], i))
			continue;
		sm_buf_puts(b, sep);
		sm__my_ident(b, t->columns[i].name);
		sm_buf_printf(b, " = %s", sm_buf_str(&value));
		sep = ", ";
	}
	b->failed |= value.failed;
	sm_buf_release(&value);
}

/*
 * Everything said that has a default: the character set would be the
 * database's, the escape would go with NO_BACKSLASH_ESCAPES.
 */
static void load_tail(struct sm_buf *b, const struct sm__my *my,
		      const struct sm_table *t)
{
	sm_buf_reset(b);
	sm_buf_puts(b, " REPLACE INTO TABLE ");
	sm__my_table(b, my, t->schema, t->base);
	sm_buf_puts(b, " CHARACTER SET utf8mb4 FIELDS TERMINATED BY X'09' "
		    "ENCLOSED BY '' ESCAPED BY X'5C' LINES STARTING BY '' "
		    "TERMINATED BY X'0A' (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(b, i ? ", " : "");
		if (t->columns[i].type.id == SM_T_BYTES ||
		    sm__my_cuts_time(&t->columns[i]))
			sm_buf_printf(b, "@sm%u", i);
		else
			sm__my_ident(b, t->columns[i].name);
	}
	sm_buf_puts(b, ")");
	set_list(b, t);
}

/* ---- the rows -------------------------------------------------------------------------- */

/* A row that replaced another one: which key, nobody says. */
static enum sm_code replaced(struct sm_stream *s, const struct sm_feed *feed,
			     uint64_t deleted, struct sm_err *err)
{
	const struct sm_table *t = sm_feed_table(feed);
	uint64_t first = sm_chunk_first(t, sm_feed_chunk(feed));
	struct sm_buf keys = { 0 };

	for (uint32_t i = 0; t->live && i < t->live->nkeys; i++)
		sm_buf_printf(&keys, "%s%s", keys.n ? ", " : "",
			      t->live->keys[i].name);
	sm_fail(err, SM_E_LOAD, "%s: %llu of rows %llu to %llu have a key that "
		"is there already", t->name, (unsigned long long)deleted,
		(unsigned long long)(first + 1),
		(unsigned long long)(first + sm_feed_rows(feed)));
	sm_why(err, "unique keys: %s", keys.n ? sm_buf_str(&keys) : "PRIMARY");
	sm_fix(err, "--no-local-infile names the key; rows that "
	       "were there before need --clean or --append");
	sm_buf_release(&keys);
	(void)s;
	return err->code;
}

/* "Records: 3  Deleted: 0  Skipped: 0  Warnings: 0", in that order. */
static bool read_info(const char *info, uint64_t out[4])
{
	for (unsigned i = 0; i < 4; i++) {
		info = info ? strchr(info, ':') : NULL;
		if (!info)
			return false;
		out[i] = strtoull(++info, NULL, 10);
	}
	return true;
}

static enum sm_code check_load(struct sm_stream *s, const struct sm_feed *feed,
			       struct sm_loaded *out, struct sm_err *err)
{
	enum { RECORDS, DELETED, SKIPPED, WARNINGS };
	struct stream *st = s->impl;
	uint64_t n[4];

	if (!read_info(mysql_info(st->conn), n))
		return sm_fail(err, SM_E_LOAD, "%s: the server does not say "
			       "what it loaded", sm_feed_table(feed)->name);
	out->rows = n[RECORDS];
	out->warnings = n[WARNINGS] + mysql_warning_count(st->conn);
	if (n[DELETED])
		return replaced(s, feed, n[DELETED], err);
	if (n[RECORDS] == sm_feed_rows(feed) && !n[SKIPPED] && !out->warnings)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "%s: of %llu rows the server read %llu, skipped "
		"%llu and warns %llu times", sm_feed_table(feed)->name,
		(unsigned long long)sm_feed_rows(feed),
		(unsigned long long)n[RECORDS], (unsigned long long)n[SKIPPED],
		(unsigned long long)out->warnings);
	return sm_why(err, "the chunk was rolled back");
}

static enum sm_code load_data(struct sm_stream *s, struct sm_feed *feed,
			      struct sm_loaded *out, struct sm_err *err)
{
	const struct sm_table *t = sm_feed_table(feed);
	struct stream *st = s->impl;
	struct sm_buf *sql = &st->sql;
	bool failed;

	if (st->table != t)
		load_tail(&st->tail, sm__my_of(s->target), t);
	st->table = t;
	if (!sm__my_infile_arm(&st->infile, feed))
		return sm_fail(err, SM_E_INTERNAL, "the system gives no random "
			       "numbers");
	/* It has to begin with this word: a library looks at it. */
	sm_buf_printf(sql, "LOAD DATA LOCAL INFILE '%s'%s", st->infile.name,
		      sm_buf_str(&st->tail));
	if (sql->failed || st->tail.failed)
		return sm_nomem(err);
	failed = mysql_real_query(st->conn, sql->p, sql->n) != 0;
	sm_buf_reset(sql);
	st->infile.armed = false;
	out->bytes = sm_feed_bytes(feed);
	if (st->infile.stopped)
		return sm_fail(err, SM_E_STOPPED, "stopped before commit");
	if (failed)
		return sm__my_load_fail(st->conn, t,
					sm_chunk_first(t, sm_feed_chunk(feed)),
					sm_feed_rows(feed), err);
	return check_load(s, feed, out, err);
}

/* ---- after the rows -------------------------------------------------------------------- */

static enum sm_code complete_row(struct sm_stream *s, const struct sm_feed *feed,
				 const struct sm_loaded *out, struct sm_err *err)
{
	const struct sm_target *t = s->target;
	struct stream *st = s->impl;
	char digest[33];
	enum sm_code rc;

	sm_u128_hex(sm_feed_digest(feed), digest);
	sm_buf_printf(&st->sql, "update %s set `rows` = %llu, `bytes` = %llu, "
		      "`digest` = '%s' where `run_id` = ",
		      sm__my_of(t)->chunk_table, (unsigned long long)out->rows,
		      (unsigned long long)out->bytes, digest);
	sm__my_value(&st->sql, t->run_id);
	sm_buf_puts(&st->sql, " and `tab` = ");
	sm__my_value(&st->sql, sm_feed_table(feed)->name);
	sm_buf_printf(&st->sql, " and `chunk` = %llu",
		      (unsigned long long)sm_feed_chunk(feed));
	rc = sm__my_do_buf(st->conn, err, "completing a chunk's ledger row",
			   &st->sql);
	if (!rc && mysql_affected_rows(st->conn) != 1)
		rc = sm_fail(err, SM_E_LOAD, "a chunk's ledger row is gone");
	return rc;
}

static enum sm_code chunk(struct sm_stream *s, struct sm_feed *feed,
			  struct sm_loaded *out, struct sm_err *err)
{
	struct stream *st = s->impl;

	SM_TRY(check_epoch(s, err));
	SM_TRY(claim_chunk(s, feed, &out->already, err));
	if (out->already)
		return SM_OK;
	if (s->target->no_local_infile)
		SM_TRY(sm__my_insert(s, st->conn, feed, out, err));
	else
		SM_TRY(load_data(s, feed, out, err));
	return complete_row(s, feed, out, err);
}

/* Late references may point to rows that are not there yet; orphans are counted
 * when all are. */
static enum sm_code check_keys(struct stream *st, bool check, struct sm_err *err)
{
	if (check != st->unchecked)
		return SM_OK;
	SM_TRY(sm__my_do(st->conn, err, "setting up the session", check
			 ? "SET SESSION foreign_key_checks = 1"
			 : "SET SESSION foreign_key_checks = 0"));
	st->unchecked = !check;
	return SM_OK;
}

/*
 * A chunk that was there already ends in ROLLBACK, too: nothing was written,
 * and it lets the run row go. A failure of COMMIT itself is retried like any
 * other: the insert of the next try decides whether it had happened.
 */
enum sm_code sm__my_load(struct sm_stream *s, struct sm_feed *feed,
			 struct sm_loaded *out, struct sm_err *err)
{
	struct stream *st = s->impl;
	enum sm_code rc;

	*out = (struct sm_loaded){ 0 };
	assert(st && s->target->epoch > 0);
	SM_TRY(check_keys(st, !sm_feed_table(feed)->late, err));
	rc = sm__my_begin(st->conn, err);
	if (!rc) {
		rc = chunk(s, feed, out, err);
		if (out->already && !rc)
			(void)mysql_query(st->conn, "ROLLBACK");
		else
			rc = sm__my_end(st->conn, rc, err);
	}
	if (rc == SM_E_LOAD || rc == SM_E_CONNECT)
		out->retry = sm__my_transient(err);
	return rc;
}
