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
#include <string.h>

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

/* ---- types ---------------------------------------------------------------------- */

static bool is_int(const struct sm_type *t)
{
	return SM_M(t->id) & SM_M_INTS;
}

/* What column i of t refers to, NULL: nothing. */
static const struct sm_column *referred(const struct sm_plan *p,
					const struct sm_table *t, uint32_t i,
					const struct sm_table **parent)
{
	for (uint32_t k = 0; k < p->nrefs; k++) {
		const struct sm_reference *r = &p->refs[k];

		for (uint32_t j = 0; &p->tables[r->child] == t && j < r->n; j++) {
			if (r->child_column[j] != i)
				continue;
			*parent = &p->tables[r->parent];
			return &(*parent)->columns[r->parent_column[j]];
		}
	}
	return NULL;
}

/* As a column that is there: its type, or only its character set. */
static enum sm_code live_text(struct sm_buf *out, struct sm__my *my,
			      const struct sm_column *c,
			      const struct sm_table *parent, const char *column,
			      struct sm_err *err)
{
	const char *const param[] = { parent->schema ? parent->schema
				      : my->schema, parent->base, column };
	struct sm__my_rows r;
	char room[96];

	SM_TRY(sm__my_query(my->conn, err, "reading a parent's column",
			    sql_mysql_column, 3, param, &r));
	if (r.n == 1 && !r.row[0][1])
		sm_buf_puts(out, r.row[0][0]);
	else
		sm_buf_puts(out, sm__my_type_text(&c->type, room));
	if (r.n == 1 && r.row[0][1] && c->type.id != SM_T_UUID &&
	    c->type.id != SM_T_INET)
		sm_buf_printf(out, " CHARACTER SET %s COLLATE %s", r.row[0][1],
			      r.row[0][2]);
	sm__my_free(&r);
	return SM_OK;
}

/* Labels as hexadecimal digits, like any value: nothing in them to escape. */
static void enum_text(struct sm_buf *sql, const struct sm_column *c)
{
	sm_buf_puts(sql, "enum(");
	for (uint32_t i = 0; i < c->nlabels; i++) {
		sm_buf_puts(sql, i ? "," : "");
		sm__my_bytes(sql, c->labels[i]);
	}
	sm_buf_puts(sql, ")");
}

/*
 * The server wants one type at both ends of a foreign key, to the sign of an
 * integer and the collation of a text: a reference is declared as what it
 * refers to. Its values are still those of its own type, which its comment
 * tells.
 */
void sm__my_column_text(struct sm_buf *sql, const struct sm_plan *p,
			const struct sm_table *table, uint32_t i,
			const char *type)
{
	const struct sm_column *c = &table->columns[i];
	const struct sm_table *parent;
	const struct sm_column *to = referred(p, table, i, &parent);
	char note[96], own[96], room[96];
	const char *comment = sm__my_type_note(&c->type, note);

	sm__my_type_text(&c->type, own);
	if (!type)
		type = to && is_int(&c->type) && is_int(&to->type)
			? sm__my_type_text(&to->type, room) : own;
	sm__my_ident(sql, c->name);
	sm_buf_puts(sql, " ");
	if (c->type.id == SM_T_ENUM && type == own)
		enum_text(sql, c);
	else
		sm_buf_puts(sql, type);
	sm_buf_puts(sql, c->not_null ? " NOT NULL" : "");
	if (is_int(&c->type) && strcmp(own, type) != 0)
		comment = sm__my_type_name(&c->type, note);
	/* A name and numbers of ours: nothing to escape. */
	if (*comment)
		sm_buf_printf(sql, " COMMENT '%s'", comment);
	if (c->type.id == SM_T_JSON || c->type.id == SM_T_JSONB) {
		sm_buf_puts(sql, " CHECK (json_valid(");
		sm__my_ident(sql, c->name);
		sm_buf_puts(sql, "))");
	}
}

static enum sm_code column_text(struct sm_buf *sql, struct sm_target *t,
				const struct sm_table *table, uint32_t i,
				struct sm_err *err)
{
	const struct sm_table *parent = NULL;
	const struct sm_column *to = referred(t->plan, table, i, &parent);
	struct sm_buf type = { 0 };
	enum sm_code rc = SM_OK;
	bool there = to && parent->live && parent->live->exists &&
		     !parent->live->building;

	if (there)
		rc = live_text(&type, sm__my_of(t), &table->columns[i], parent,
			       to->name, err);
	if (!rc)
		sm__my_column_text(sql, t->plan, table, i,
				   there ? sm_buf_str(&type) : NULL);
	sql->failed |= type.failed;
	sm_buf_release(&type);
	return rc;
}

static enum sm_code create_text(struct sm_buf *sql, struct sm_target *target,
				const struct sm_table *t, struct sm_err *err)
{
	const struct sm__my *my = sm__my_of(target);

	sm_buf_puts(sql, "CREATE TABLE ");
	sm__my_table(sql, my, t->schema, t->base);
	sm_buf_puts(sql, " (");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		sm_buf_puts(sql, i ? ", " : "");
		SM_TRY(column_text(sql, target, t, i, err));
	}
	if (t->primary.n) {
		sm_buf_puts(sql, ", PRIMARY KEY (");
		sm__my_columns(sql, t, t->primary.column, t->primary.n);
		sm_buf_puts(sql, ")");
	}
	sm_buf_printf(sql, ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 "
		      "COLLATE %s COMMENT = 'seedmill run %s: building'",
		      my->collation, target->plan->run_id);
	return SM_OK;
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
		if (!rc)
			rc = create_text(&sql, t, table, err);
		if (!rc)
			rc = sm__my_do_buf(my->conn, err, "creating the table",
					   &sql);
		if (rc)
			sm_while(err, "preparing %s", table->name);
	}
	sm_buf_release(&sql);
	return rc;
}
