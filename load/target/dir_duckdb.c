/*
 * dir_duckdb.c - load.duckdb.sql, for the duckdb shell
 *
 * Both readers are told all columns are text, so that nothing is guessed, and
 * the cast to the column's type is ours to see. Foreign keys are left out:
 * DuckDB has them only in CREATE TABLE, and checks them row by row.
 *
 * Its JSON reader makes a double of a number with a point, whatever it is asked
 * for: decimals of more than 15 digits want CSV.
 */
#include <inttypes.h>
#include <stdio.h>

#include "target/dir.h"

static const char *type_text(const struct sm_type *t, char out[64])
{
	switch (t->id) {
	case SM_T_BOOL: return "BOOLEAN";
	case SM_T_SMALLINT: return "SMALLINT";
	case SM_T_INT: return "INTEGER";
	case SM_T_BIGINT: return "BIGINT";
	case SM_T_REAL: return "REAL";
	case SM_T_DOUBLE: return "DOUBLE";
	case SM_T_BYTES: return "BLOB";
	case SM_T_DATE: return "DATE";
	case SM_T_TIMESTAMP: return "TIMESTAMP";
	case SM_T_TIMESTAMPTZ: return "TIMESTAMPTZ";
	case SM_T_UUID: return "UUID";
	case SM_T_JSON: case SM_T_JSONB: return "JSON";
	case SM_T_DECIMAL:
		(void)snprintf(out, 64, "DECIMAL(%u,%u)",
			       t->precision ? (unsigned)t->precision : 18,
			       (unsigned)t->scale);
		return out;
	default:
		return "VARCHAR";
	}
}

static void create(struct sm_buf *b, const struct sm_table *tab)
{
	if (tab->schema) {
		sm_buf_puts(b, "CREATE SCHEMA IF NOT EXISTS ");
		sm__dir_ident(b, tab->schema, '"');
		sm_buf_puts(b, ";\n");
	}
	sm_buf_puts(b, "CREATE TABLE IF NOT EXISTS ");
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, " (");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const struct sm_column *c = &tab->columns[i];
		char type[64];

		sm_buf_puts(b, i ? ",\n    " : "\n    ");
		sm__dir_ident(b, c->name, '"');
		sm_buf_printf(b, " %s%s", type_text(&c->type, type),
			      c->not_null ? " NOT NULL" : "");
	}
	if (tab->primary.n) {
		sm_buf_puts(b, ",\n    PRIMARY KEY (");
		sm__dir_columns(b, tab, tab->primary.column, tab->primary.n, '"');
		sm_buf_puts(b, ")");
	}
	sm_buf_puts(b, "\n);\n");
}

static void put_value(struct sm_buf *b, const struct sm_column *c, bool csv)
{
	char type[64];

	if (c->type.id == SM_T_BYTES) {
		sm_buf_puts(b, csv ? "unhex(substr(" : "unhex(");
		sm__dir_ident(b, c->name, '"');
		sm_buf_puts(b, csv ? ", 3))" : ")");
		return;
	}
	sm_buf_puts(b, "CAST(");
	sm__dir_ident(b, c->name, '"');
	sm_buf_printf(b, " AS %s)", type_text(&c->type, type));
}

static void put_reader(struct sm_buf *b, const struct sm_target *t,
		       const struct sm_table *tab)
{
	static const char *const packing[] = { "uncompressed", "zstd", "gzip" };
	bool csv = sm__dir(t)->format == SM_DIR_CSV;
	char *name = sm__dir_name(sm__dir(t), tab);

	b->failed |= !name;
	sm_buf_puts(b, csv ? "read_csv(" : "read_json(");
	sm__dir_literal(b, name ? name : "");
	sm_free(name);
	sm_buf_printf(b, ", compression = '%s', ", packing[sm__dir(t)->packing]);
	sm_buf_puts(b, csv ? "auto_detect = false, header = true, delim = ',', "
			     "quote = '\"', escape = '\"', new_line = '\\n', "
			     "nullstr = '', allow_quoted_nulls = false, "
			   : "auto_detect = false, format = "
			     "'newline_delimited', ");
	sm_buf_puts(b, "columns = {");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const struct sm_column *c = &tab->columns[i];
		bool json = c->type.id == SM_T_JSON || c->type.id == SM_T_JSONB;

		sm_buf_puts(b, i ? ", " : "");
		sm__dir_literal(b, c->name);
		sm_buf_puts(b, json && !csv ? ": 'JSON'" : ": 'VARCHAR'");
	}
	sm_buf_puts(b, "})");
}

static void load(struct sm_buf *b, const struct sm_target *t, uint32_t at)
{
	const struct sm_table *tab = &t->plan->tables[at];
	uint64_t rows = sm__dir(t)->tables[at].rows;
	bool csv = sm__dir(t)->format == SM_DIR_CSV;

	sm_buf_puts(b, "\n");
	create(b, tab);
	sm_buf_printf(b, "SELECT CASE WHEN count(*) = %" PRIu64 " THEN true ELSE "
			 "error('not the %" PRIu64 " rows of the manifest') END "
			 "AS whole\nFROM ", rows, rows);
	put_reader(b, t, tab);
	sm_buf_puts(b, ";\nINSERT INTO ");
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, " (");
	sm__dir_columns(b, tab, NULL, tab->ncolumns, '"');
	sm_buf_puts(b, ")\nSELECT ");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		sm_buf_puts(b, i ? ",\n    " : "");
		put_value(b, &tab->columns[i], csv);
	}
	sm_buf_puts(b, "\nFROM ");
	put_reader(b, t, tab);
	sm_buf_puts(b, ";\n");
}

static void add_indexes(struct sm_buf *b, const struct sm_target *t,
			const struct sm_table *tab)
{
	struct sm_arena a = { 0 };
	uint32_t n;
	struct sm_key *k = sm__dir_keys(t->plan, tab, &a, &n);

	b->failed |= !k;
	for (uint32_t i = 0; i < n; i++) {
		struct sm_buf name = { 0 };

		/* DuckDB scans columns: an index is for keys */
		if (!k[i].unique)
			continue;
		sm__dir_key_name(&name, tab, &k[i], "_key");
		b->failed |= name.failed;
		sm_buf_puts(b, "CREATE UNIQUE INDEX IF NOT EXISTS ");
		sm__dir_ident(b, sm_buf_str(&name), '"');
		sm_buf_puts(b, " ON ");
		sm__dir_table_ident(b, tab, '"');
		sm_buf_puts(b, " (");
		sm__dir_columns(b, tab, k[i].column, k[i].n, '"');
		sm_buf_puts(b, ");\n");
		sm_buf_release(&name);
	}
	sm_arena_release(&a);
}

static void write_script(const struct sm_target *t, struct sm_buf *b)
{
	const struct sm_plan *p = t->plan;

	sm__dir_greet(b, t, "DuckDB", "duckdb -bail FILE <load.duckdb.sql");
	sm_buf_puts(b, "BEGIN;\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			load(b, t, i);
	sm_buf_puts(b, "COMMIT;\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			add_indexes(b, t, &p->tables[i]);
}

static const char *refuse(const struct sm_target *t, struct sm_arena *a)
{
	const int64_t most = sm_pow10(15) - 1;
	const struct sm_plan *p = t->plan;

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		for (uint32_t k = 0; k < tab->ncolumns && tab->selected; k++) {
			const struct sm_column *c = &tab->columns[k];

			if (sm__dir(t)->format == SM_DIR_JSONL &&
			    c->type.id == SM_T_DECIMAL && c->type.scale &&
			    (c->dom.min < -most || c->dom.max > most))
				return sm_arena_printf(
					a, "DuckDB reads %s.%s as a double of 15 "
					"digits from JSON; choose --format csv",
					tab->name, c->name);
		}
	}
	return NULL;
}

const struct sm_dir_script sm_dir_duckdb = {
	.name = "load.duckdb.sql",
	.formats = 1u << SM_DIR_CSV | 1u << SM_DIR_JSONL,
	.refuse = refuse,
	.write = write_script,
};
