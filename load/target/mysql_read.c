/*
 * mysql_read.c - counting, and reading rows back
 *
 * Rows come as text, unbuffered, with the length of each cell: one row is in
 * memory at a time. What a cell means is load/encode/batch.c's business. Text
 * loses nothing: doubles have as many digits as they need, and a FLOAT, which
 * would be rounded to six, is asked for as the double that it is.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "encode/batch.h"
#include "my.h"

static enum sm_code named(enum sm_code rc, const char *name,
			  struct sm_err *err)
{
	return rc ? sm_while(err, "asking %s", name) : SM_OK;
}

static const char *schema_of(const struct sm__my *my, const struct sm_table *t)
{
	return t->schema ? t->schema : my->schema;
}

enum sm_code sm__my_count(struct sm_target *t, const struct sm_table *table,
			  uint64_t *n, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm__my_relation r;

	*n = 0;
	SM_TRY(sm__my_relation(my, schema_of(my, table), table->base, &r, err));
	if (!r.exists)
		return SM_OK;
	sm_buf_puts(&sql, "select count(*) from ");
	sm__my_table(&sql, my, table->schema, table->base);
	return named(sm__my_number_buf(my->conn, err, "counting rows", &sql, n),
		     table->name, err);
}

enum sm_code sm__my_max_key(struct sm_target *t, const char *table,
			    const char *column, int64_t *max, bool *any,
			    struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm__my_relation r;
	struct sm__my_name part;
	struct sm__my_rows rows;
	enum sm_code rc;

	*any = false;
	sm__my_split(my, table, &part);
	SM_TRY(sm__my_relation(my, part.schema, part.base, &r, err));
	if (!r.exists)
		return SM_OK;
	sm_buf_puts(&sql, "select max(");
	sm__my_ident(&sql, column);
	sm_buf_puts(&sql, ") from ");
	sm__my_table(&sql, my, part.schema, part.base);
	rc = sql.failed ? sm_nomem(err)
	     : sm__my_query(my->conn, err, "asking for the largest key",
			    sm_buf_str(&sql), 0, NULL, &rows);
	sm_buf_release(&sql);
	if (rc)
		return named(rc, table, err);
	*any = rows.n == 1 && rows.row[0][0];
	if (*any)
		*max = strtoll(rows.row[0][0], NULL, 10);
	sm__my_free(&rows);
	return SM_OK;
}

/* ---- orphans -------------------------------------------------------------------- */

/* " where c.a is not null and c.b is not null" */
static void keys_known(struct sm_buf *sql, const struct sm_table *child,
		       const struct sm_reference *ref)
{
	for (uint32_t i = 0; i < ref->n; i++) {
		sm_buf_puts(sql, i ? " and c." : " where c.");
		sm__my_ident(sql, child->columns[ref->child_column[i]].name);
		sm_buf_puts(sql, " is not null");
	}
}

enum sm_code sm__my_orphans(struct sm_target *t, const struct sm_reference *ref,
			    uint64_t *n, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	const struct sm_table *child = &t->plan->tables[ref->child];
	const struct sm_table *parent = &t->plan->tables[ref->parent];
	struct sm_buf sql = { 0 };

	sm_buf_puts(&sql, "select count(*) from ");
	sm__my_table(&sql, my, child->schema, child->base);
	sm_buf_puts(&sql, " c");
	keys_known(&sql, child, ref);
	sm_buf_puts(&sql, " and not exists (select 1 from ");
	sm__my_table(&sql, my, parent->schema, parent->base);
	sm_buf_puts(&sql, " p");
	for (uint32_t i = 0; i < ref->n; i++) {
		sm_buf_puts(&sql, i ? " and p." : " where p.");
		sm__my_ident(&sql, parent->columns[ref->parent_column[i]].name);
		sm_buf_puts(&sql, " = c.");
		sm__my_ident(&sql, child->columns[ref->child_column[i]].name);
	}
	sm_buf_puts(&sql, ")");
	return named(sm__my_number_buf(my->conn, err, "counting orphans", &sql,
				       n), child->name, err);
}

/* ---- reading rows ------------------------------------------------------------- */

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

static enum sm_code one_row(struct sm_batch *b, MYSQL_ROW row,
			    const unsigned long *n, struct sm_err *err)
{
	for (uint32_t i = 0; i < b->table->ncolumns; i++) {
		if (!row[i])
			sm_batch_null(b, i);
		else if (b->table->columns[i].type.id == SM_T_BYTES)
			SM_TRY(sm_batch_bytes(b, i, row[i], n[i], err));
		else
			SM_TRY(sm_batch_text(b, i, row[i], n[i], err));
	}
	return SM_OK;
}

static enum sm_code take_rows(MYSQL *c, MYSQL_RES *res, struct reader *r,
			      bool *enough, struct sm_err *err)
{
	MYSQL_ROW row;

	*enough = false;
	while ((row = mysql_fetch_row(res)) != NULL) {
		enum sm_code rc = one_row(r->batch, row,
					  mysql_fetch_lengths(res), err);

		*enough = !rc && sm_batch_next_row(r->batch) && !deliver(r);
		if (rc || *enough)
			return rc;
	}
	return mysql_errno(c) ? sm__my_fail(c, "reading rows", err) : SM_OK;
}

/* What is left unread after an early end would all have to be fetched first:
 * the server is told to stop. */
static enum sm_code read_all(const struct sm_target *t, struct sm_buf *sql,
			     struct reader *r, struct sm_err *err)
{
	MYSQL *c = sm__my_of(t)->conn;
	enum sm_code rc;
	MYSQL_RES *res;
	bool enough;

	if (mysql_real_query(c, sql->p, sql->n))
		return sm__my_fail(c, "reading rows", err);
	res = mysql_use_result(c);
	if (!res)
		return sm__my_fail(c, "reading rows", err);
	rc = take_rows(c, res, r, &enough, err);
	if ((rc && rc != SM_E_CONNECT) || enough)
		sm__my_kill_query(t, mysql_thread_id(c));
	mysql_free_result(res);
	if (!rc && !enough)
		deliver(r);
	return rc;
}

static bool is_float(const struct sm_column *c)
{
	return c->live && strncmp(c->live->type_text, "float", 5) == 0;
}

static void read_text(struct sm_buf *sql, const struct sm__my *my,
		      const struct sm_table *t, const char *where, bool by_key)
{
	sm_buf_puts(sql, "SELECT ");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		sm__my_ident(sql, t->columns[i].name);
		sm_buf_puts(sql, is_float(&t->columns[i]) ? " + 0e0" : "");
	}
	sm_buf_puts(sql, " FROM ");
	sm__my_table(sql, my, t->schema, t->base);
	if (where)      /* a line of its own: it may end in a comment */
		sm_buf_printf(sql, " WHERE (%s\n)", where);
	if (by_key && t->primary.n) {
		sm_buf_puts(sql, " ORDER BY ");
		sm__my_columns(sql, t, t->primary.column, t->primary.n);
	}
}

static enum sm_code read_rows(struct sm_target *t, const struct sm_table *table,
			      const char *where, bool by_key, sm_read_fn *fn,
			      void *ctx, struct sm_err *err)
{
	struct reader r = { .batch = sm_batch_new(table), .fn = fn, .ctx = ctx };
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	assert(table->ncolumns > 0);
	read_text(&sql, sm__my_of(t), table, where, by_key);
	rc = !r.batch || sql.failed ? sm_nomem(err)
				    : read_all(t, &sql, &r, err);
	sm_buf_release(&sql);
	sm_batch_free(r.batch);
	return named(rc, table->name, err);
}

enum sm_code sm__my_read(struct sm_target *t, const struct sm_table *table,
			 bool by_key, sm_read_fn *fn, void *ctx,
			 struct sm_err *err)
{
	return read_rows(t, table, NULL, by_key, fn, ctx, err);
}

enum sm_code sm__my_read_where(struct sm_target *t, const struct sm_table *table,
			       const char *where, sm_read_fn *fn, void *ctx,
			       struct sm_err *err)
{
	MYSQL *c = sm__my_of(t)->conn;

	SM_TRY(sm__my_do(c, err, "beginning to read",
			 "START TRANSACTION READ ONLY"));
	return sm__my_end(c, read_rows(t, table, where, false, fn, ctx, err), err);
}
