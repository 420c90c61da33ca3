/*
 * sqlite_check.c - the file's own word: counts, orphans, rows read back
 */
#include <assert.h>
#include <string.h>

#include "encode/batch.h"
#include "target/sqlite.h"

enum sm_code sm__lite_max_key(struct sm_target *t, const char *table,
			      const char *column, int64_t *max, bool *any,
			      struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	*any = false;
	if (!l->db)
		return SM_OK;
	SM_TRY(sm__lite_has_table(l, sm__lite_name(table), any, err));
	if (!*any)
		return SM_OK;
	sm_buf_puts(&sql, "SELECT max(");
	sm__lite_quote(&sql, column);
	sm_buf_puts(&sql, ") FROM ");
	sm__lite_quote(&sql, sm__lite_name(table));
	rc = sql.failed ? sm_nomem(err)
			: sm__lite_int(l, sm_buf_str(&sql), max, any, err);
	sm_buf_release(&sql);
	return rc;
}

enum sm_code sm__lite_count(struct sm_target *t, const struct sm_table *table,
			    uint64_t *n, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc;
	int64_t v = 0;
	bool has;

	*n = 0;
	if (!l->db)
		return SM_OK;
	SM_TRY(sm__lite_has_table(l, sm__lite_name(table->name), &has, err));
	if (!has)
		return SM_OK;
	sm_buf_puts(&sql, "SELECT count(*) FROM ");
	sm__lite_quote(&sql, sm__lite_name(table->name));
	rc = sql.failed ? sm_nomem(err)
			: sm__lite_int(l, sm_buf_str(&sql), &v, &has, err);
	sm_buf_release(&sql);
	*n = (uint64_t)v;
	return rc;
}

static void orphans_sql(const struct sm_plan *p, const struct sm_reference *r,
			struct sm_buf *sql)
{
	const struct sm_table *child = &p->tables[r->child];
	const struct sm_table *parent = &p->tables[r->parent];

	sm_buf_puts(sql, "SELECT count(*) FROM ");
	sm__lite_quote(sql, sm__lite_name(child->name));
	sm_buf_puts(sql, " c WHERE ");
	for (uint32_t i = 0; i < r->n; i++) {
		sm_buf_puts(sql, "c.");
		sm__lite_quote(sql, child->columns[r->child_column[i]].name);
		sm_buf_puts(sql, " IS NOT NULL AND ");
	}
	sm_buf_puts(sql, "NOT EXISTS (SELECT 1 FROM ");
	sm__lite_quote(sql, sm__lite_name(parent->name));
	sm_buf_puts(sql, " p WHERE ");
	for (uint32_t i = 0; i < r->n; i++) {
		sm_buf_puts(sql, i ? " AND p." : "p.");
		sm__lite_quote(sql, parent->columns[r->parent_column[i]].name);
		sm_buf_puts(sql, " = c.");
		sm__lite_quote(sql, child->columns[r->child_column[i]].name);
	}
	sm_buf_puts(sql, ")");
}

enum sm_code sm__lite_orphans(struct sm_target *t,
			      const struct sm_reference *ref, uint64_t *n,
			      struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc;
	int64_t v = 0;
	bool any;

	assert(sm__lite(t)->db);
	orphans_sql(t->plan, ref, &sql);
	rc = sql.failed ? sm_nomem(err)
			: sm__lite_int(sm__lite(t), sm_buf_str(&sql), &v, &any,
				       err);
	sm_buf_release(&sql);
	*n = (uint64_t)v;
	return rc;
}

/* ---- rows back -------------------------------------------------------------------------- */

static enum sm_code read_cell(struct sm_batch *b, uint32_t col,
			      sqlite3_stmt *st, struct sm_err *err)
{
	int at = (int)col;
	const void *p;

	switch (sqlite3_column_type(st, at)) {
	case SQLITE_INTEGER:
		return sm_batch_i64(b, col, sqlite3_column_int64(st, at), err);
	case SQLITE_FLOAT:
		return sm_batch_f64(b, col, sqlite3_column_double(st, at), err);
	case SQLITE_TEXT:
		p = sqlite3_column_text(st, at);
		return !p ? sm_nomem(err)
			  : sm_batch_text(b, col, p,
					  (size_t)sqlite3_column_bytes(st, at),
					  err);
	case SQLITE_BLOB:
		p = sqlite3_column_blob(st, at);    /* NULL when it is empty */
		return sm_batch_bytes(b, col, p ? p : "",
				      (size_t)sqlite3_column_bytes(st, at),
				      err);
	default:
		sm_batch_null(b, col);
		return SM_OK;
	}
}

static enum sm_code read_rows(struct sm_lite *l, sqlite3_stmt *st,
			      struct sm_batch *b, sm_read_fn *fn, void *ctx,
			      struct sm_err *err)
{
	bool row;

	for (;;) {
		SM_TRY(sm__lite_step(l, st, &row, err));
		if (!row)
			break;
		for (uint32_t i = 0; i < b->table->ncolumns; i++)
			SM_TRY(read_cell(b, i, st, err));
		if (!sm_batch_next_row(b))
			continue;
		if (!fn(ctx, b->cols, b->n))
			return SM_OK;
		sm_batch_reset(b);
	}
	if (b->n)
		(void)fn(ctx, b->cols, b->n);       /* the end comes anyway */
	return SM_OK;
}

static void read_sql(const struct sm_table *t, const char *where, bool by_key,
		     struct sm_buf *sql)
{
	sm_buf_puts(sql, "SELECT ");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		sm__lite_quote(sql, t->columns[i].name);
	}
	sm_buf_puts(sql, " FROM ");
	sm__lite_quote(sql, sm__lite_name(t->name));
	if (where)      /* a line of its own: it may end in a comment */
		sm_buf_printf(sql, " WHERE (%s\n)", where);
	for (uint32_t i = 0; by_key && i < t->primary.n; i++) {
		sm_buf_puts(sql, i ? ", " : " ORDER BY ");
		sm__lite_quote(sql, t->columns[t->primary.column[i]].name);
	}
}

static enum sm_code read_some(struct sm_target *t, const struct sm_table *table,
			      const char *where, bool by_key, sm_read_fn *fn,
			      void *ctx, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_buf sql = { 0 };
	struct sm_batch *b;
	sqlite3_stmt *st = NULL;
	enum sm_code rc;

	assert(l->db);
	read_sql(table, where, by_key, &sql);
	b = sql.failed ? NULL : sm_batch_new(table);
	rc = b ? sm__lite_prepare(l, sm_buf_str(&sql), &st, err)
	       : sm_nomem(err);
	if (!rc)
		rc = read_rows(l, st, b, fn, ctx, err);
	sqlite3_finalize(st);
	sm_batch_free(b);
	sm_buf_release(&sql);
	return rc;
}

enum sm_code sm__lite_read(struct sm_target *t, const struct sm_table *table,
			   bool by_key, sm_read_fn *fn, void *ctx,
			   struct sm_err *err)
{
	enum sm_code rc = read_some(t, table, NULL, by_key, fn, ctx, err);

	return rc ? sm_while(err, "reading %s back", table->name) : SM_OK;
}

/* Of several statements SQLite prepares the first alone: a SELECT, always. */
enum sm_code sm__lite_read_where(struct sm_target *t,
				 const struct sm_table *table, const char *where,
				 sm_read_fn *fn, void *ctx, struct sm_err *err)
{
	enum sm_code rc = read_some(t, table, where, false, fn, ctx, err);

	return rc ? sm_while(err, "asking %s", table->name) : SM_OK;
}
