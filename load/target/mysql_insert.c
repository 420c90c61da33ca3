/*
 * mysql_insert.c - the slower way: INSERT of many rows, for servers that do not
 * take LOAD DATA LOCAL
 *
 * The rows come encoded for LOAD DATA. Its escapes are those of a string
 * literal as well, so a field becomes a literal by putting quotes around it
 * (and doubling those inside); a field of bytes is hexadecimal digits, which
 * want an X before. Neither IGNORE nor REPLACE nor ON DUPLICATE KEY: what does
 * not fit or is there already fails by itself.
 */
#include <assert.h>
#include <string.h>

#include "my.h"

#define STATEMENT_BYTES (512u << 10)    /* longer ones are not faster */

static void field(struct sm_buf *b, bool bytes, const char *p, const char *end)
{
	const char *quote;

	if (end - p == 2 && p[0] == '\\' && p[1] == 'N') {
		sm_buf_add(b, "NULL", 4);
		return;
	}
	sm_buf_add(b, bytes ? "X'" : "'", bytes ? 2 : 1);
	while ((quote = memchr(p, '\'', (size_t)(end - p))) != NULL) {
		sm_buf_add(b, p, (size_t)(quote - p));
		sm_buf_add(b, "''", 2);
		p = quote + 1;
	}
	sm_buf_add(b, p, (size_t)(end - p));
	sm_buf_add(b, "'", 1);
}

bool sm__my_cuts_time(const struct sm_column *c)
{
	return c->live && c->live->fraction < 6 &&
	       (c->type.id == SM_T_TIMESTAMP || c->type.id == SM_T_TIMESTAMPTZ);
}

/* More digits behind the point than the column keeps. They would be rounded
 * away without a word: the server is given a time that it refuses. */
static bool too_fine(const struct sm_column *c, const char *p, const char *end)
{
	const char *point;

	if (!sm__my_cuts_time(c))
		return false;
	point = memchr(p, '.', (size_t)(end - p));
	return point && end - point - 1 > c->live->fraction;
}

const char *sm__my_tuple(struct sm_buf *b, const struct sm_table *t,
			 const char *p, const char *end)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		char last = i + 1 == t->ncolumns ? '\n' : '\t';
		const char *stop = memchr(p, last, (size_t)(end - p));

		assert(stop);
		sm_buf_add(b, i ? "," : "(", 1);
		if (too_fine(&t->columns[i], p, stop))
			sm_buf_puts(b, "'more digits'");
		else
			field(b, t->columns[i].type.id == SM_T_BYTES, p,
			      stop);
		p = stop + 1;
	}
	sm_buf_add(b, ")", 1);
	return p;
}

struct insert {
	MYSQL *conn;
	const struct sm_table *t;
	struct sm_buf sql;
	size_t head;                /* bytes before the first tuple */
	size_t most;                /* bytes of a statement */
	uint64_t rows;              /* in it */
	uint64_t first;             /* row number of the first of them */
};

static void begin(struct insert *x, const struct sm__my *my)
{
	sm_buf_puts(&x->sql, "INSERT INTO ");
	sm__my_table(&x->sql, my, x->t->schema, x->t->base);
	sm_buf_puts(&x->sql, " (");
	for (uint32_t i = 0; i < x->t->ncolumns; i++) {
		sm_buf_puts(&x->sql, i ? ", " : "");
		sm__my_ident(&x->sql, x->t->columns[i].name);
	}
	sm_buf_puts(&x->sql, ") VALUES ");
	x->head = x->sql.n;
}

static enum sm_code flush(struct insert *x, struct sm_loaded *out,
			  struct sm_err *err)
{
	if (!x->rows)
		return SM_OK;
	if (x->sql.failed)
		return sm_nomem(err);
	if (mysql_real_query(x->conn, x->sql.p, x->sql.n))
		return sm__my_load_fail(x->conn, x->t, x->first, x->rows,
					err);
	out->warnings += mysql_warning_count(x->conn);
	out->rows += (uint64_t)mysql_affected_rows(x->conn);
	x->first += x->rows;
	x->rows = 0;
	x->sql.n = x->head;
	return SM_OK;
}

static enum sm_code block(struct insert *x, const struct sm_block *b,
			  struct sm_loaded *out, struct sm_err *err)
{
	const char *p = b->wire.p, *end = p + b->wire.n;

	while (p < end) {
		size_t before = x->sql.n;

		if (x->rows)
			sm_buf_add(&x->sql, ",", 1);
		p = sm__my_tuple(&x->sql, x->t, p, end);
		x->rows++;
		/* Leaves room for one more as long as the longest so far. */
		if (x->sql.n + (x->sql.n - before) > x->most)
			SM_TRY(flush(x, out, err));
	}
	return SM_OK;
}

static enum sm_code blocks(struct insert *x, struct sm_feed *feed,
			   struct sm_loaded *out, struct sm_err *err)
{
	const struct sm_block *b;
	enum sm_code rc = SM_OK;

	while (!rc && (b = sm_feed_next(feed)) != NULL) {
		rc = block(x, b, out, err);
		sm_feed_done(feed, b);
	}
	out->bytes = sm_feed_bytes(feed);
	if (rc)
		return rc;
	/* asked once: twice could give two answers */
	if (sm_feed_stopped(feed))
		return sm_fail(err, SM_E_STOPPED, "stopped before commit");
	return flush(x, out, err);
}

enum sm_code sm__my_insert(struct sm_stream *s, MYSQL *c, struct sm_feed *feed,
			   struct sm_loaded *out, struct sm_err *err)
{
	const struct sm__my *my = sm__my_of(s->target);
	const struct sm_table *t = sm_feed_table(feed);
	struct insert x = {
		.conn = c, .t = t,
		.most = my->max_packet / 2 < STATEMENT_BYTES
			? (size_t)my->max_packet / 2 : STATEMENT_BYTES,
		.first = sm_chunk_first(t, sm_feed_chunk(feed)),
	};
	enum sm_code rc;

	begin(&x, my);
	rc = blocks(&x, feed, out, err);
	sm_buf_release(&x.sql);
	if (rc || (out->rows == sm_feed_rows(feed) && !out->warnings))
		return rc;
	sm_fail(err, SM_E_LOAD, "%s: of %llu rows the server inserted %llu and "
		"warns %llu times", t->name,
		(unsigned long long)sm_feed_rows(feed),
		(unsigned long long)out->rows, (unsigned long long)out->warnings);
	return sm_why(err, "the chunk was rolled back");
}
