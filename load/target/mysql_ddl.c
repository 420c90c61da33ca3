/*
 * mysql_ddl.c - creating the tables that are not there, before the rows
 *
 * InnoDB keeps rows in the order of the primary key, so that stands from the
 * start; mysql_finish.c adds the other keys once the rows are in, which is
 * faster by far than keeping an index up to date row by row. Until then the
 * table carries a comment that says so: it survives a crash and tells a resumed
 * run that the table is ours to finish. It is part of CREATE TABLE: every
 * statement of this kind commits by itself, and none is left unmarked.
 *
 * Keys are never AUTO_INCREMENT: a load into such a table holds a lock on the
 * counter until its statement ends, and connections would wait for each other.
 */
#include <assert.h>

#include "my.h"
#include "sql_mysql.h"

static enum sm_code make_database(struct sm__my *my, const char *schema,
				  struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	struct sm__my_rows r;
	enum sm_code rc;
	bool there;

	SM_TRY(sm__my_query(my->conn, err, "looking up a database",
			    sql_mysql_databases, 1, &schema, &r));
	there = r.n == 1 && sm__my_true(r.row[0][0]);
	sm__my_free(&r);
	if (there)
		return SM_OK;
	sm_buf_puts(&sql, "CREATE DATABASE ");
	sm__my_ident(&sql, schema);
	rc = sm__my_do_buf(my->conn, err, "creating a database", &sql);
	sm_buf_release(&sql);
	return rc;
}

static void column_text(struct sm_buf *sql, const struct sm_column *c)
{
	char type[96], note[96];
	const char *comment = sm__my_type_note(&c->type, note);

	sm__my_ident(sql, c->name);
	sm_buf_printf(sql, " %s%s", sm__my_type_text(&c->type, type),
		      c->not_null ? " NOT NULL" : "");
	/* A name and numbers of ours: nothing to escape. */
	if (*comment)
		sm_buf_printf(sql, " COMMENT '%s'", comment);
	if (c->type.id == SM_T_JSON || c->type.id == SM_T_JSONB) {
		sm_buf_puts(sql, " CHECK (json_valid(");
		sm__my_ident(sql, c->name);
		sm_buf_puts(sql, "))");
	}
}

static void create_text(struct sm_buf *sql, const struct sm__my *my,
			const struct sm_table *t, const char *run_id)
{
	sm_buf_puts(sql, "CREATE TABLE ");
	sm__my_table(sql, my, t->schema, t->base);
	sm_buf_puts(sql, " (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		column_text(sql, &t->columns[i]);
	}
	if (t->primary.n) {
		sm_buf_puts(sql, ", PRIMARY KEY (");
		sm__my_columns(sql, t, t->primary.column, t->primary.n);
		sm_buf_puts(sql, ")");
	}
	sm_buf_printf(sql, ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 "
		      "COLLATE %s COMMENT = 'seedmill run %s: building'",
		      my->collation, run_id);
}

enum sm_code sm__my_prepare(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	assert(t->plan);
	for (uint32_t i = 0; !rc && i < t->plan->ntables; i++) {
		const struct sm_table *table = &t->plan->tables[i];

		if (!table->selected || (table->live && table->live->exists))
			continue;
		if (table->schema)
			rc = make_database(my, table->schema, err);
		create_text(&sql, my, table, t->plan->run_id);
		if (!rc)
			rc = sm__my_do_buf(my->conn, err, "creating the table",
					   &sql);
		if (rc)
			sm_while(err, "preparing %s", table->name);
	}
	sm_buf_release(&sql);
	return rc;
}
