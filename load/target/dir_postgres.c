/*
 * dir_postgres.c - load.postgres.sql, for psql
 *
 * \copy reads copy and csv files as they are. Of jsonl it reads lines, as CSV
 * with signs for quote and delimiter that JSON never holds, and the server
 * takes them apart.
 */
#include <inttypes.h>

#include "target/dir.h"
#include "target/pg.h"

static void table_literal(struct sm_buf *b, const struct sm_table *tab)
{
	struct sm_buf name = { 0 };

	sm__dir_table_ident(&name, tab, '"');
	b->failed |= name.failed;
	sm__dir_literal(b, sm_buf_str(&name));
	sm_buf_release(&name);
}

static void create(struct sm_buf *b, const struct sm_table *tab, uint32_t at)
{
	if (tab->schema) {
		sm_buf_puts(b, "CREATE SCHEMA IF NOT EXISTS ");
		sm__dir_ident(b, tab->schema, '"');
		sm_buf_puts(b, ";\n");
	}
	sm_buf_puts(b, "SELECT to_regclass(");
	table_literal(b, tab);
	sm_buf_printf(b, ") IS NULL AS new_%u \\gset\n\\if :new_%u\nCREATE TABLE ",
		      at, at);
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, " (");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const struct sm_column *c = &tab->columns[i];
		char type[64];

		sm_buf_puts(b, i ? ",\n    " : "\n    ");
		sm__dir_ident(b, c->name, '"');
		sm_buf_printf(b, " %s%s", sm__pg_type_text(&c->type, type),
			      c->not_null ? " NOT NULL" : "");
	}
	sm_buf_puts(b, "\n);\n\\endif\n");
}

static void from_file(struct sm_buf *b, const struct sm_target *t,
		      const struct sm_table *tab)
{
	struct sm_buf from = { 0 };
	char *name = sm__dir_name(sm__dir(t), tab);

	if (sm__dir(t)->packing != SM_DIR_BARE) {
		sm_buf_puts(b, " FROM PROGRAM ");
		sm__dir_unpack(&from, t, tab);
	} else {
		sm_buf_puts(b, " FROM ");
		sm_buf_puts(&from, name ? name : "");
	}
	b->failed |= !name || from.failed;
	sm__dir_literal(b, sm_buf_str(&from));
	sm_buf_release(&from);
	sm_free(name);
}

static void copy(struct sm_buf *b, const struct sm_target *t,
		 const struct sm_table *tab)
{
	sm_buf_puts(b, "\\copy ");
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, tab->ncolumns ? " (" : "");
	sm__dir_columns(b, tab, NULL, tab->ncolumns, '"');
	sm_buf_puts(b, tab->ncolumns ? ")" : "");
	from_file(b, t, tab);
	sm_buf_puts(b, sm__dir(t)->format == SM_DIR_CSV
			    ? " WITH (FORMAT csv, HEADER true)\n" : "\n");
}

/* A member of the line's object, as the column wants it. */
static void json_member(struct sm_buf *b, const struct sm_column *c)
{
	char type[64];
	bool json = c->type.id == SM_T_JSON || c->type.id == SM_T_JSONB;

	sm_buf_puts(b, json ? "CASE WHEN j ->> "
		       : c->type.id == SM_T_BYTES ? "decode(j ->> " : "(j ->> ");
	sm__dir_literal(b, c->name);
	if (json) {
		sm_buf_puts(b, " IS NOT NULL THEN (j -> ");
		sm__dir_literal(b, c->name);
		sm_buf_printf(b, ")::%s END", sm__pg_type_text(&c->type, type));
	} else if (c->type.id == SM_T_BYTES) {
		sm_buf_puts(b, ", 'hex')");
	} else {
		sm_buf_printf(b, ")::%s", sm__pg_type_text(&c->type, type));
	}
}

static void copy_lines(struct sm_buf *b, const struct sm_target *t,
		       const struct sm_table *tab)
{
	sm_buf_puts(b, "TRUNCATE seedmill_line;\n\\copy seedmill_line");
	from_file(b, t, tab);
	sm_buf_puts(b, " WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')\n"
		       "INSERT INTO ");
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, tab->ncolumns ? " (" : "");
	sm__dir_columns(b, tab, NULL, tab->ncolumns, '"');
	sm_buf_puts(b, tab->ncolumns ? ")\nSELECT " : "\nSELECT ");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		sm_buf_puts(b, i ? ",\n    " : "");
		json_member(b, &tab->columns[i]);
	}
	sm_buf_puts(b, "\nFROM seedmill_line;\n");
}

/* An existing table may have held rows before. */
static void check(struct sm_buf *b, const struct sm_table *tab, uint32_t at,
		  uint64_t rows)
{
	sm_buf_printf(b, "SELECT NOT :'new_%u' OR count(*) = %" PRIu64
			 " AS whole FROM ", at, rows);
	sm__dir_table_ident(b, tab, '"');
	sm_buf_printf(b, " \\gset\n\\if :whole\n\\else\nDO 'BEGIN RAISE EXCEPTION "
			 "$$not the %" PRIu64 " rows of the file$$; END';\n"
			 "\\endif\n", rows);
}

/* ---- keys ---------------------------------------------------------------- */

static void add_key(struct sm_buf *b, const struct sm_table *tab,
		    const struct sm_key *k, const char *what)
{
	sm_buf_puts(b, *what ? "ALTER TABLE " : "CREATE INDEX ");
	if (!*what && k->name)
		sm__dir_ident(b, k->name, '"');
	sm_buf_puts(b, *what ? "" : " ON ");
	sm__dir_table_ident(b, tab, '"');
	if (*what) {
		sm_buf_puts(b, " ADD ");
		if (k->name) {
			sm_buf_puts(b, "CONSTRAINT ");
			sm__dir_ident(b, k->name, '"');
		}
	}
	sm_buf_printf(b, " %s (", what);
	sm__dir_columns(b, tab, k->column, k->n, '"');
	sm_buf_puts(b, ");\n");
}

static void add_keys(struct sm_buf *b, const struct sm_target *t, uint32_t at)
{
	const struct sm_table *tab = &t->plan->tables[at];
	struct sm_arena a = { 0 };
	uint32_t n;
	struct sm_key *k = sm__dir_keys(t->plan, tab, &a, &n);

	b->failed |= !k;
	sm_buf_printf(b, "\\if :new_%u\n", at);
	if (tab->primary.n)
		add_key(b, tab, &tab->primary, "PRIMARY KEY");
	for (uint32_t i = 0; i < n; i++)
		add_key(b, tab, &k[i], k[i].unique ? "UNIQUE" : "");
	sm_buf_puts(b, "\\endif\n");
	sm_arena_release(&a);
}

static void add_reference(struct sm_buf *b, const struct sm_plan *p,
			  const struct sm_reference *r)
{
	const struct sm_table *child = &p->tables[r->child];
	const struct sm_table *parent = &p->tables[r->parent];

	sm_buf_printf(b, "\\if :new_%u\nALTER TABLE ", r->child);
	sm__dir_table_ident(b, child, '"');
	sm_buf_puts(b, " ADD FOREIGN KEY (");
	sm__dir_columns(b, child, r->child_column, r->n, '"');
	sm_buf_puts(b, ") REFERENCES ");
	sm__dir_table_ident(b, parent, '"');
	sm_buf_puts(b, " (");
	sm__dir_columns(b, parent, r->parent_column, r->n, '"');
	sm_buf_puts(b, ");\n\\endif\n");
}

/* ---- the script ---------------------------------------------------------- */

static void write_script(const struct sm_target *t, struct sm_buf *b)
{
	const struct sm_plan *p = t->plan;
	bool lines = sm__dir(t)->format == SM_DIR_JSONL;

	sm__dir_greet(b, t, "PostgreSQL",
		      "psql -X -f load.postgres.sql postgres://...");
	sm_buf_puts(b, "\\set ON_ERROR_STOP on\nSET client_encoding = 'UTF8';\n"
		       "SET client_min_messages = warning;\n"
		       "SET timezone = 'UTC';\nBEGIN;\n");
	if (lines)
		sm_buf_puts(b, "CREATE TEMP TABLE seedmill_line (j json) "
			       "ON COMMIT DROP;\n");
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		if (!tab->selected)
			continue;
		sm_buf_puts(b, "\n");
		create(b, tab, i);
		if (lines)
			copy_lines(b, t, tab);
		else
			copy(b, t, tab);
		check(b, tab, i, sm__dir(t)->tables[i].rows);
	}
	sm_buf_puts(b, "\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			add_keys(b, t, i);
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (sm__dir_has_both(p, &p->refs[i]))
			add_reference(b, p, &p->refs[i]);
	sm_buf_puts(b, "COMMIT;\n");
	for (uint32_t i = 0; i < p->ntables; i++) {
		if (!p->tables[i].selected)
			continue;
		sm_buf_puts(b, "ANALYZE ");
		sm__dir_table_ident(b, &p->tables[i], '"');
		sm_buf_puts(b, ";\n");
	}
}

const struct sm_dir_script sm_dir_postgres = {
	.name = "load.postgres.sql",
	.formats = 1u << SM_DIR_COPY | 1u << SM_DIR_CSV | 1u << SM_DIR_JSONL,
	.write = write_script,
};
