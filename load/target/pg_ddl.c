/*
 * pg_ddl.c - creating the tables that are not there, before the rows
 *
 * A new table gets its columns and NOT NULL; pg_finish.c adds the keys once the
 * rows are in, which is faster by far than keeping an index up to date row by
 * row (and no less safe: rows come once because of the ledger). Until then the table carries a comment that
 * says so: it survives a crash and tells a resumed run that the table is ours
 * to finish.
 */
#include <assert.h>

#include "pg.h"
#include "sql_pg.h"

static enum sm_code make_schema(struct sm__pg *pg, const char *schema,
				struct sm_err *err)
{
	PGresult *res = sm__pg_query(pg->conn, err, "looking up a schema",
				     sql_pg_schema_privileges, 1, &schema);
	struct sm_buf sql = { 0 };
	enum sm_code rc;
	bool there;

	if (!res)
		return err->code;
	there = sm__pg_true(res, 0, 0);
	PQclear(res);
	/* IF NOT EXISTS alone would ask for a privilege it does not need. */
	if (there)
		return SM_OK;
	sm_buf_puts(&sql, "CREATE SCHEMA ");
	sm__pg_ident(&sql, schema);
	rc = sm__pg_do_buf(pg->conn, err, "creating a schema", &sql);
	sm_buf_release(&sql);
	return rc;
}

/* A type of the database's own would be there for good: text that is checked. */
static void labels_text(struct sm_buf *sql, const struct sm_column *c)
{
	sm_buf_puts(sql, " CHECK (");
	sm__pg_ident(sql, c->name);
	sm_buf_puts(sql, " IN (");
	for (uint32_t i = 0; i < c->nlabels; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		sm__pg_literal(sql, c->labels[i]);
	}
	sm_buf_puts(sql, "))");
}

static void create_text(struct sm_buf *sql, const struct sm__pg *pg,
			const struct sm_table *t)
{
	char type[64];

	sm_buf_puts(sql, "CREATE TABLE ");
	sm__pg_table(sql, pg, t->schema, t->base);
	sm_buf_puts(sql, " (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];

		sm_buf_puts(sql, i ? ", " : "");
		sm__pg_ident(sql, c->name);
		sm_buf_printf(sql, " %s%s", sm__pg_type_text(&c->type, type),
			      c->not_null ? " NOT NULL" : "");
		if (c->type.id == SM_T_ENUM)
			labels_text(sql, c);
	}
	sm_buf_puts(sql, ")");
}

/* COMMENT takes no parameters; a run id is 32 hex digits. */
static void mark_text(struct sm_buf *sql, const struct sm__pg *pg,
		      const struct sm_table *t, const char *run_id)
{
	sm_buf_puts(sql, "COMMENT ON TABLE ");
	sm__pg_table(sql, pg, t->schema, t->base);
	sm_buf_printf(sql, " IS 'seedmill run %s: building'", run_id);
}

static enum sm_code create(struct sm_target *t, const struct sm_table *table,
			   struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	if (table->schema)
		rc = make_schema(pg, table->schema, err);
	create_text(&sql, pg, table);
	if (!rc)
		rc = sm__pg_do_buf(pg->conn, err, "creating the table", &sql);
	sm_buf_reset(&sql);
	mark_text(&sql, pg, table, t->plan->run_id);
	if (!rc)
		rc = sm__pg_do_buf(pg->conn, err, "marking the table", &sql);
	sm_buf_release(&sql);
	return rc;
}

/* All in one transaction: a crash leaves none half made and none unmarked. */
enum sm_code sm__pg_prepare(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	enum sm_code rc;

	assert(t->plan);
	SM_TRY(sm__pg_begin(pg->conn, err));
	rc = SM_OK;
	for (uint32_t i = 0; !rc && i < t->plan->ntables; i++) {
		const struct sm_table *table = &t->plan->tables[i];

		if (!table->selected || (table->live && table->live->exists))
			continue;
		rc = create(t, table, err);
		if (rc)
			sm_while(err, "preparing %s", table->name);
	}
	return sm__pg_end(pg->conn, rc, err);
}
