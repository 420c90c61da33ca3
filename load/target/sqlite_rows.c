/*
 * sqlite_rows.c - a feed as a table that SQLite reads by itself
 *
 * In a fresh file a chunk is one statement,
 *
 *     INSERT INTO orders (...) SELECT c0, c1, ... FROM seedmill_rows
 *
 * where seedmill_rows is a virtual table whose cursor walks over the blocks of
 * the chunk: going on to the next row decodes it, going past a block's end asks
 * the feed for another. That is a third less work than binding and stepping
 * a statement for each row, all of it bookkeeping around the statement.
 *
 * In an existing file rows are stepped one by one nevertheless: there foreign
 * keys and triggers are live, and only so is it known which row they refused.
 */
#include <assert.h>
#include <string.h>

#include "encode/native.h"
#include "target/sqlite.h"

struct sm_lite_rows {
	struct sm_feed *feed;
	const struct sm_block *block;       /* taken, not given back */
	const char *at;                     /* behind the current row's cells */
	uint32_t row;                       /* in the block */
	uint32_t ncolumns;                  /* of the chunk's table */
	uint64_t rows, bytes;               /* taken so far */
	uint32_t widest;                    /* columns of the widest table */
	struct sm_native_cell cell[];       /* the current row */
};

struct table {
	sqlite3_vtab base;
	struct sm_lite_rows *r;
};

struct cursor {
	sqlite3_vtab_cursor base;
	struct sm_lite_rows *r;
};

/* ---- walking ------------------------------------------------------------------------- */

static void give_back(struct sm_lite_rows *r)
{
	if (r->block)
		sm_feed_done(r->feed, r->block);
	r->block = NULL;
}

static void decode(struct sm_lite_rows *r)
{
	for (uint32_t i = 0; i < r->ncolumns; i++)
		r->at = sm_native_next(r->at, &r->cell[i]);
	assert(r->at <= r->block->wire.p + r->block->wire.n);
}

/* The first row of the next block; none at the chunk's end. */
static void next_block(struct sm_lite_rows *r)
{
	do {
		give_back(r);
		r->block = sm_feed_next(r->feed);
	} while (r->block && r->block->n == 0);
	r->row = 0;
	if (!r->block)
		return;
	r->rows += r->block->n;
	r->bytes += r->block->wire.n;
	r->at = r->block->wire.p;
	decode(r);
}

static int cursor_filter(sqlite3_vtab_cursor *c, int number, const char *text,
			 int n, sqlite3_value **values)
{
	(void)number;
	(void)text;
	(void)n;
	(void)values;
	next_block(((struct cursor *)c)->r);
	return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *c)
{
	struct sm_lite_rows *r = ((struct cursor *)c)->r;

	if (SM_LIKELY(++r->row < r->block->n))
		decode(r);
	else
		next_block(r);
	return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *c)
{
	return ((struct cursor *)c)->r->block == NULL;
}

/* SQLite copies a row into its page before it asks for the next one. */
static int cursor_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int at)
{
	const struct sm_native_cell *cell = &((struct cursor *)c)->r->cell[at];

	switch (cell->tag) {
	case SM_NATIVE_INT:
		sqlite3_result_int64(to, cell->v.i);
		break;
	case SM_NATIVE_REAL:
		sqlite3_result_double(to, cell->v.d);
		break;
	case SM_NATIVE_TEXT:
		sqlite3_result_text(to, cell->v.p, (int)cell->n,
				    SQLITE_STATIC);
		break;
	case SM_NATIVE_BLOB:
		sqlite3_result_blob(to, cell->v.p, (int)cell->n,
				    SQLITE_STATIC);
		break;
	case SM_NATIVE_NULL:
		break;          /* the result is NULL when nothing is said */
	}
	return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *id)
{
	const struct sm_lite_rows *r = ((struct cursor *)c)->r;

	*id = (sqlite3_int64)(r->block->first + r->row);
	return SQLITE_OK;
}

/* ---- the module ------------------------------------------------------------------------ */

static int rows_connect(sqlite3 *db, void *aux, int argc,
			const char *const *argv, sqlite3_vtab **out,
			char **why)
{
	struct sm_lite_rows *r = aux;
	struct table *t = sqlite3_malloc(sizeof(*t));
	struct sm_buf sql = { 0 };
	int rc = SQLITE_NOMEM;

	(void)argc;
	(void)argv;
	(void)why;
	for (uint32_t i = 0; i < r->widest; i++)
		sm_buf_printf(&sql, "%sc%u", i ? ", " : "CREATE TABLE x (", i);
	sm_buf_puts(&sql, ")");
	if (t && !sql.failed)
		rc = sqlite3_declare_vtab(db, sm_buf_str(&sql));
	sm_buf_release(&sql);
	if (rc) {
		sqlite3_free(t);
		return rc;
	}
	memset(t, 0, sizeof(*t));
	t->r = r;
	*out = &t->base;
	return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *t)
{
	sqlite3_free(t);
	return SQLITE_OK;
}

/* One way to read it: from the first row to the last. */
static int rows_best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	(void)info;
	return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
	struct cursor *c = sqlite3_malloc(sizeof(*c));

	if (!c)
		return SQLITE_NOMEM;
	memset(c, 0, sizeof(*c));
	c->r = ((struct table *)t)->r;
	*out = &c->base;
	return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *c)
{
	sqlite3_free(c);
	return SQLITE_OK;
}

/* Without xCreate it is a table that is simply there, under its own name. */
static const sqlite3_module module = {
	.xConnect = rows_connect,
	.xBestIndex = rows_best_index,
	.xDisconnect = rows_disconnect,
	.xOpen = cursor_open,
	.xClose = cursor_close,
	.xFilter = cursor_filter,
	.xNext = cursor_next,
	.xEof = cursor_eof,
	.xColumn = cursor_column,
	.xRowid = cursor_rowid,
};

enum sm_code sm__lite_rows_new(struct sm_lite *l, const struct sm_plan *p,
			       struct sm_lite_rows **out, struct sm_err *err)
{
	struct sm_lite_rows *r;
	uint32_t widest = 1;

	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].ncolumns > widest)
			widest = p->tables[i].ncolumns;
	r = sm_calloc(1, sizeof(*r) + widest * sizeof(r->cell[0]));
	if (!r)
		return sm_nomem(err);
	r->widest = widest;
	*out = r;
	if (sqlite3_create_module(l->db, "seedmill_rows", &module, r) ==
	    SQLITE_OK)
		return SM_OK;
	return sm__lite_fail(l, SM_E_INTERNAL, err,
			     "cannot make the table that rows come from");
}

void sm__lite_rows_free(struct sm_lite *l, struct sm_lite_rows *r)
{
	if (!r)
		return;
	/* the module points to r: it goes first */
	if (l->db)
		sqlite3_create_module(l->db, "seedmill_rows", NULL, NULL);
	sm_free(r);
}

void sm__lite_rows_sql(const struct sm_table *t, struct sm_buf *sql)
{
	sm_buf_puts(sql, " SELECT c0");
	for (uint32_t i = 1; i < t->ncolumns; i++)
		sm_buf_printf(sql, ", c%u", i);
	sm_buf_puts(sql, " FROM seedmill_rows");
}

enum sm_code sm__lite_rows_insert(struct sm_lite *l, struct sm_lite_rows *r,
				  sqlite3_stmt *st, struct sm_feed *feed,
				  struct sm_loaded *out, uint64_t *failed_row)
{
	const struct sm_table *t = sm_feed_table(feed);
	int rc;

	assert(t->ncolumns <= r->widest && !r->block);
	r->feed = feed;
	r->ncolumns = t->ncolumns;
	r->rows = r->bytes = 0;
	rc = sqlite3_step(st);
	*failed_row = r->block ? r->block->first + r->row + 1 : 0;
	give_back(r);
	if (rc != SQLITE_DONE)
		return SM_E_LOAD;
	out->rows = (uint64_t)sqlite3_changes64(l->db);
	out->bytes = r->bytes;
	return SM_OK;
}
