/*
 * pg_read.c - counting, and reading rows back
 *
 * Rows come as COPY text, one a message, and are taken apart in place: escapes
 * only ever get shorter. What a cell means is load/encode/batch.c's business.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "encode/batch.h"
#include "pg.h"

static enum sm_code named(enum sm_code rc, const char *name,
			  struct sm_err *err)
{
	return rc ? sm_while(err, "asking %s", name) : SM_OK;
}

enum sm_code sm__pg_count(struct sm_target *t, const struct sm_table *table,
			  uint64_t *n, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	struct sm__pg_relation r;
	enum sm_code rc;

	*n = 0;
	SM_TRY(sm__pg_relation(pg->conn, table->schema ? table->schema
			       : pg->schema, table->base, &r, err));
	if (!r.oid)
		return SM_OK;
	sm_buf_puts(&sql, "select count(*) from ");
	sm__pg_table(&sql, pg, table->schema, table->base);
	rc = sql.failed ? sm_nomem(err)
	     : sm__pg_number(pg->conn, err, "counting rows", sm_buf_str(&sql), n);
	sm_buf_release(&sql);
	return named(rc, table->name, err);
}

enum sm_code sm__pg_max_key(struct sm_target *t, const char *table,
			    const char *column, int64_t *max, bool *any,
			    struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	struct sm__pg_relation r;
	struct sm__pg_name part;
	PGresult *res;

	*any = false;
	sm__pg_split(pg, table, &part);
	SM_TRY(sm__pg_relation(pg->conn, part.schema, part.base, &r, err));
	if (!r.oid)
		return SM_OK;
	sm_buf_puts(&sql, "select max(");
	sm__pg_ident(&sql, column);
	sm_buf_puts(&sql, ")::bigint from ");
	sm__pg_table(&sql, pg, part.schema, part.base);
	res = sql.failed ? NULL
	      : sm__pg_query(pg->conn, err, "asking for the largest key",
			     sm_buf_str(&sql), 0, NULL);
	if (sql.failed)
		sm_nomem(err);
	sm_buf_release(&sql);
	if (!res)
		return named(err->code, table, err);
	*any = sm__pg_cell(res, 0, 0) != NULL;
	if (*any)
		*max = strtoll(sm__pg_cell(res, 0, 0), NULL, 10);
	PQclear(res);
	return SM_OK;
}

/* " AND c.a IS NOT NULL ..." */
static void keys_known(struct sm_buf *sql, const struct sm_table *child,
		       const struct sm_reference *ref)
{
	for (uint32_t i = 0; i < ref->n; i++) {
		sm_buf_puts(sql, i ? " and c." : " where c.");
		sm__pg_ident(sql, child->columns[ref->child_column[i]].name);
		sm_buf_puts(sql, " is not null");
	}
}

enum sm_code sm__pg_orphans(struct sm_target *t, const struct sm_reference *ref,
			    uint64_t *n, struct sm_err *err)
{
	const struct sm_table *child = &t->plan->tables[ref->child];
	const struct sm_table *parent = &t->plan->tables[ref->parent];
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	assert(ref->n > 0);
	*n = 0;
	/* adding the key was the same anti-join, made by the server itself */
	if (pg->proved && pg->proved[ref - t->plan->refs])
		return SM_OK;
	sm_buf_puts(&sql, "select count(*) from ");
	sm__pg_table(&sql, pg, child->schema, child->base);
	sm_buf_puts(&sql, " c");
	keys_known(&sql, child, ref);
	sm_buf_puts(&sql, " and not exists (select from ");
	sm__pg_table(&sql, pg, parent->schema, parent->base);
	for (uint32_t i = 0; i < ref->n; i++) {
		sm_buf_puts(&sql, i ? " and p." : " p where p.");
		sm__pg_ident(&sql,
			     parent->columns[ref->parent_column[i]].name);
		sm_buf_puts(&sql, " = c.");
		sm__pg_ident(&sql, child->columns[ref->child_column[i]].name);
	}
	sm_buf_puts(&sql, ")");
	rc = sql.failed ? sm_nomem(err)
	     : sm__pg_number(pg->conn, err, "counting orphans",
			     sm_buf_str(&sql), n);
	sm_buf_release(&sql);
	return named(rc, child->name, err);
}

/* ---- reading rows ------------------------------------------------------------- */

static unsigned octal(const char **p, const char *end)
{
	unsigned v = 0;

	for (int i = 0; i < 3 && *p < end && **p >= '0' && **p <= '7'; i++)
		v = v * 8 + (unsigned)(*(*p)++ - '0');
	return v & 0xff;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Undo COPY's escapes of one field in place; returns its new end. Servers
 * write \b \f \n \r \t \v \\; octal and anything else are read as the manual
 * says.
 */
static char *unescape(char *p, char *end)
{
	static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
	char *out = memchr(p, '\\', (size_t)(end - p));
	const char *in = out;

	if (!out)
		return end;
	while (in < end) {
		const char *known;

		if (*in != '\\' || in + 1 == end) {
			*out++ = *in++;
			continue;
		}
		in++;
		known = *in ? strchr(from, *in) : NULL;
		if (known) {
			*out++ = to[known - from];
			in++;
		} else if (*in >= '0' && *in <= '7') {
			*out++ = (char)octal(&in, end);
		} else {
			*out++ = *in++;
		}
	}
	return out;
}

/* "\x6869" -> "hi", in place. False when it is not that. */
static bool unhex(char *p, size_t n, size_t *bytes)
{
	if (n < 2 || n % 2 || p[0] != '\\' || p[1] != 'x')
		return false;
	*bytes = n / 2 - 1;
	for (size_t i = 0; i < *bytes; i++) {
		int hi = hex(p[2 + 2 * i]), lo = hex(p[3 + 2 * i]);

		if (hi < 0 || lo < 0)
			return false;
		p[i] = (char)(hi * 16 + lo);
	}
	return true;
}

static enum sm_code cell(struct sm_batch *b, uint32_t col, char *p, char *end,
			 struct sm_err *err)
{
	size_t bytes;

	if (end - p == 2 && p[0] == '\\' && p[1] == 'N') {
		sm_batch_null(b, col);
		return SM_OK;
	}
	end = unescape(p, end);
	if (b->table->columns[col].type.id == SM_T_BYTES &&
	    unhex(p, (size_t)(end - p), &bytes))
		return sm_batch_bytes(b, col, p, bytes, err);
	return sm_batch_text(b, col, p, (size_t)(end - p), err);
}

/* One line, its newline included, of a table with at least one column. */
static enum sm_code line(struct sm_batch *b, char *p, size_t n,
			 struct sm_err *err)
{
	char *end = p + n;

	assert(n > 0 && end[-1] == '\n');
	end--;
	for (uint32_t col = 0; col < b->table->ncolumns; col++) {
		char *tab = memchr(p, '\t', (size_t)(end - p));

		if (!tab != (col + 1 == b->table->ncolumns))
			return sm_fail(err, SM_E_INTERNAL, "the server sent "
				       "another number of columns than asked");
		SM_TRY(cell(b, col, p, tab ? tab : end, err));
		p = tab ? tab + 1 : end;
	}
	return SM_OK;
}

struct reader {
	struct sm_batch *batch;
	sm_read_fn *fn;
	void *ctx;
};

/* Give the batch away. False: enough. */
static bool deliver(struct reader *r)
{
	bool more = !r->batch->n || r->fn(r->ctx, r->batch->cols, r->batch->n);

	sm_batch_reset(r->batch);
	return more;
}

static enum sm_code copy_out(PGconn *c, struct reader *r, bool *enough,
			     struct sm_err *err)
{
	char *p;
	int n;

	while ((n = PQgetCopyData(c, &p, 0)) > 0) {
		enum sm_code rc = line(r->batch, p, (size_t)n, err);

		PQfreemem(p);
		if (rc)
			return rc;
		if (sm_batch_next_row(r->batch) && !deliver(r)) {
			*enough = true;
			return SM_OK;
		}
	}
	if (n == -2)
		return sm__pg_fail(c, NULL, "reading rows", err);
	*enough = false;
	return SM_OK;
}

/* Tell the server to stop, and take what it has sent until it does. */
static void cancel(PGconn *c)
{
	PGcancel *order = PQgetCancel(c);
	char text[256], *p;
	PGresult *res;

	if (order)
		PQcancel(order, text, sizeof(text));
	PQfreeCancel(order);
	while (PQgetCopyData(c, &p, 0) > 0)
		PQfreemem(p);
	while ((res = PQgetResult(c)) != NULL)
		PQclear(res);
}

static enum sm_code read_all(PGconn *c, const char *sql, struct reader *r,
			     struct sm_err *err)
{
	/* the extended protocol: what is one statement stays one */
	PGresult *res = PQexecParams(c, sql, 0, NULL, NULL, NULL, NULL, 0);
	enum sm_code rc = SM_OK;
	bool enough = true;

	if (PQresultStatus(res) != PGRES_COPY_OUT)
		rc = sm__pg_fail(c, res, "reading rows", err);
	PQclear(res);
	if (rc)
		return rc;
	rc = copy_out(c, r, &enough, err);
	if (rc || enough) {
		cancel(c);
		return rc;
	}
	res = PQgetResult(c);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		rc = sm__pg_fail(c, res, "reading rows", err);
	PQclear(res);
	while ((res = PQgetResult(c)) != NULL)
		PQclear(res);
	if (!rc)
		deliver(r);
	return rc;
}

static void read_text(struct sm_buf *sql, const struct sm__pg *pg,
		      const struct sm_table *t, const char *where, bool by_key)
{
	sm_buf_puts(sql, "COPY (SELECT ");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		sm__pg_ident(sql, t->columns[i].name);
	}
	sm_buf_puts(sql, " FROM ");
	sm__pg_table(sql, pg, t->schema, t->base);
	if (where)      /* a line of its own: it may end in a comment */
		sm_buf_printf(sql, " WHERE (%s\n)", where);
	if (by_key && t->primary.n) {
		sm_buf_puts(sql, " ORDER BY ");
		sm__pg_columns(sql, t, t->primary.column, t->primary.n);
	}
	sm_buf_puts(sql, ") TO STDOUT");
}

static enum sm_code read_rows(struct sm_target *t, const struct sm_table *table,
			      const char *where, bool by_key, sm_read_fn *fn,
			      void *ctx, struct sm_err *err)
{
	struct reader r = { .batch = sm_batch_new(table), .fn = fn, .ctx = ctx };
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	assert(table->ncolumns > 0);
	read_text(&sql, pg, table, where, by_key);
	rc = !r.batch || sql.failed ? sm_nomem(err)
	     : read_all(pg->conn, sm_buf_str(&sql), &r, err);
	sm_buf_release(&sql);
	sm_batch_free(r.batch);
	return named(rc, table->name, err);
}

enum sm_code sm__pg_read(struct sm_target *t, const struct sm_table *table,
			 bool by_key, sm_read_fn *fn, void *ctx,
			 struct sm_err *err)
{
	return read_rows(t, table, NULL, by_key, fn, ctx, err);
}

enum sm_code sm__pg_read_where(struct sm_target *t, const struct sm_table *table,
			       const char *where, sm_read_fn *fn, void *ctx,
			       struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);

	SM_TRY(sm__pg_do(pg->conn, err, "beginning to read",
			 "START TRANSACTION READ ONLY"));
	return sm__pg_end(pg->conn, read_rows(t, table, where, false, fn, ctx, err),
			  err);
}
