/*
 * dir_sqlite.c - load.sqlite.sql, for the sqlite3 shell
 *
 * .import knows no NULL and no escapes. So a file goes into a table of bare
 * text first, cut at tabs and line breaks alone, and SQL makes values of it: \N
 * is NULL, and of the escapes \\ becomes \s first, so that a backslash before
 * another letter always begins an escape. Values are stored as the sqlite
 * target stores them (encode/native.h).
 *
 * In CSV .import gives '' for NULL and for empty text: this script is written
 * only when no column may hold both.
 *
 * unhex() came with SQLite 3.41; before it, bytes are looked up two digits at a
 * time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "target/dir.h"
#include "target/sqlite.h"

#define IN "temp.seedmill_in"

static bool is_text(const struct sm_column *c)
{
	return (SM_M(c->type.id) & SM_M_TEXTS) || c->type.id == SM_T_JSON ||
	       c->type.id == SM_T_JSONB || c->type.id == SM_T_INET ||
	       (SM_M(c->type.id) & SM_M_COMPOUNDS);
}

static bool is_json(const struct sm_column *c)
{
	return c->type.id == SM_T_JSON || c->type.id == SM_T_JSONB;
}

/* ---- one value ----------------------------------------------------------- */

/* Bytes of the hex digits that `text` gives. */
static void put_bytes(struct sm_buf *b, const char *text)
{
	sm_buf_printf(b, "CAST((WITH RECURSIVE digits(h) AS (SELECT %s), "
			 "bytes(i, t) AS (SELECT 1, '' UNION ALL SELECT i + 2, "
			 "t || (SELECT c FROM temp.seedmill_byte WHERE hex = "
			 "substr(h, i, 2)) FROM bytes, digits "
			 "WHERE i < length(h)) "
			 "SELECT t FROM bytes ORDER BY i DESC LIMIT 1) AS BLOB)",
		      text);
}

/* A field of a copy or mysql file that is not \N. */
static void put_escaped(struct sm_buf *b, const struct sm_column *c,
			const char *field, bool copy)
{
	char text[64];

	if (is_text(c) && !c->dom.plain) {
		sm_buf_printf(b, "replace(replace(replace(replace(replace(%s, "
				 "'\\\\', '\\s'), '\\t', char(9)), "
				 "'\\n', char(10)), '\\r', char(13)), "
				 "'\\s', '\\')", field);
	} else if (c->type.id == SM_T_BYTES) {
		(void)snprintf(text, sizeof(text), copy ? "substr(%s, 4)" : "%s",
			       field);
		put_bytes(b, text);
	} else if (c->type.id == SM_T_BOOL && copy) {
		sm_buf_printf(b, "%s = 't'", field);
	} else if (c->type.id == SM_T_TIMESTAMPTZ && copy) {
		sm_buf_printf(b, "substr(%s, 1, length(%s) - 3)", field, field);
	} else {
		sm_buf_puts(b, field);
	}
}

/* A field of a CSV file that is not empty, or is text. */
static void put_csv(struct sm_buf *b, const struct sm_column *c,
		    const char *field)
{
	char text[64];

	if (c->type.id == SM_T_BYTES) {
		(void)snprintf(text, sizeof(text), "substr(%s, 3)", field);
		put_bytes(b, text);
	} else if (c->type.id == SM_T_BOOL) {
		sm_buf_printf(b, "%s = 'true'", field);
	} else if (c->type.id == SM_T_TIMESTAMPTZ) {
		sm_buf_printf(b, "substr(%s, 1, length(%s) - 3)", field, field);
	} else {
		sm_buf_puts(b, field);
	}
}

/* A member of a line's object; `->` gives JSON as it stands, also numbers. */
static void put_member(struct sm_buf *b, const struct sm_column *c)
{
	struct sm_buf path = { 0 }, text = { 0 };

	sm_buf_printf(&path, "$.\"%s\"", c->name);
	sm__dir_literal(&text, sm_buf_str(&path));
	b->failed |= path.failed || text.failed;
	sm_buf_reset(&path);
	sm_buf_printf(&path, "(c0 ->> %s)", sm_buf_str(&text));
	if (is_json(c) || c->type.id == SM_T_DECIMAL) {
		sm_buf_printf(b, "CASE WHEN %s IS NOT NULL THEN c0 -> %s END",
			      sm_buf_str(&path), sm_buf_str(&text));
	} else if (c->type.id == SM_T_BYTES) {
		sm_buf_printf(b, "CASE WHEN %s IS NOT NULL THEN ",
			      sm_buf_str(&path));
		put_bytes(b, sm_buf_str(&path));
		sm_buf_puts(b, " END");
	} else if (c->type.id == SM_T_TIMESTAMP ||
		   c->type.id == SM_T_TIMESTAMPTZ) {
		sm_buf_printf(b, "replace(replace(%s, 'T', ' '), 'Z', '')",
			      sm_buf_str(&path));
	} else {
		sm_buf_puts(b, sm_buf_str(&path));
	}
	sm_buf_release(&path);
	sm_buf_release(&text);
}

static void put_value(struct sm_buf *b, enum sm_dir_format f,
		      const struct sm_column *c, uint32_t i)
{
	char field[16];

	(void)snprintf(field, sizeof(field), "c%u", i);
	if (f == SM_DIR_JSONL) {
		put_member(b, c);
	} else if (f == SM_DIR_CSV && (SM_M(c->type.id) & SM_M_TEXTS)) {
		sm_buf_puts(b, field);
	} else if (f == SM_DIR_CSV) {
		sm_buf_printf(b, "CASE WHEN %s <> '' THEN ", field);
		put_csv(b, c, field);
		sm_buf_puts(b, " END");
	} else {
		sm_buf_printf(b, "CASE WHEN %s <> '\\N' THEN ", field);
		put_escaped(b, c, field, f == SM_DIR_COPY);
		sm_buf_puts(b, " END");
	}
}

/* ---- one table ----------------------------------------------------------- */

static void import(struct sm_buf *b, const struct sm_target *t,
		   const struct sm_table *tab)
{
	enum sm_dir_format f = sm__dir(t)->format;
	uint32_t n = f == SM_DIR_JSONL || !tab->ncolumns ? 1 : tab->ncolumns;
	struct sm_buf from = { 0 };
	char *name = sm__dir_name(sm__dir(t), tab);

	sm_buf_puts(b, "DROP TABLE IF EXISTS " IN ";\nCREATE TABLE " IN " (");
	for (uint32_t i = 0; i < n; i++)
		sm_buf_printf(b, "%sc%u TEXT", i ? ", " : "", i);
	sm_buf_puts(b, ");\n");
	if (f == SM_DIR_CSV)
		sm_buf_puts(b, ".mode csv\n");
	else
		sm_buf_printf(b, ".mode ascii\n.separator \"%s\" \"\\n\"\n",
			      f == SM_DIR_JSONL ? "\\037" : "\\t");
	if (sm__dir(t)->packing != SM_DIR_BARE) {
		sm_buf_puts(&from, "|");
		sm__dir_unpack(&from, t, tab);
	} else {
		sm_buf_puts(&from, name ? name : "");
	}
	b->failed |= !name || from.failed;
	sm_buf_printf(b, ".import %s--schema temp ", f == SM_DIR_CSV
						 ? "--skip 1 " : "");
	sm__dir_literal(b, sm_buf_str(&from));
	sm_buf_puts(b, " seedmill_in\n");
	sm_buf_release(&from);
	sm_free(name);
}

static void insert(struct sm_buf *b, const struct sm_target *t,
		   const struct sm_table *tab)
{
	sm_buf_puts(b, "INSERT INTO ");
	sm__lite_quote(b, sm__lite_name(tab->name));
	sm_buf_puts(b, " (");
	sm__dir_columns(b, tab, NULL, tab->ncolumns, '"');
	sm_buf_puts(b, ")\nSELECT ");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		sm_buf_puts(b, i ? ",\n    " : "");
		put_value(b, sm__dir(t)->format, &tab->columns[i], i);
	}
	sm_buf_puts(b, "\nFROM " IN " ORDER BY rowid;\n");
}

static void load(struct sm_buf *b, const struct sm_target *t, uint32_t at)
{
	const struct sm_table *tab = &t->plan->tables[at];
	struct sm_buf table = { 0 };
	const char *create = "CREATE TABLE ";

	sm__lite_table_sql(t->plan, tab, &table);
	b->failed |= table.failed;
	sm_buf_printf(b, "\nCREATE TABLE IF NOT EXISTS %s;\n",
		      sm_buf_str(&table) + (table.failed ? 0 : strlen(create)));
	sm_buf_release(&table);
	import(b, t, tab);
	sm_buf_printf(b, "INSERT INTO temp.seedmill_check SELECT count(*) = "
			 "%" PRIu64 " FROM " IN ";\n",
		      sm__dir(t)->tables[at].rows);
	insert(b, t, tab);
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

		sm__dir_key_name(&name, tab, &k[i],
				 k[i].unique ? "_key" : "_idx");
		b->failed |= name.failed;
		sm_buf_printf(b, "CREATE %sINDEX IF NOT EXISTS ",
			      k[i].unique ? "UNIQUE " : "");
		sm__lite_quote(b, sm_buf_str(&name));
		sm_buf_puts(b, " ON ");
		sm__lite_quote(b, sm__lite_name(tab->name));
		sm_buf_puts(b, " (");
		sm__dir_columns(b, tab, k[i].column, k[i].n, '"');
		sm_buf_puts(b, ");\n");
		sm_buf_release(&name);
	}
	sm_arena_release(&a);
}

/* ---- the script ---------------------------------------------------------- */

static bool has_bytes(const struct sm_plan *p)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		for (uint32_t k = 0; k < p->tables[i].ncolumns; k++)
			if (p->tables[i].columns[k].type.id == SM_T_BYTES)
				return true;
	return false;
}

/* Each byte as text of that one byte, which SQLite does not look into. */
static void put_byte_table(struct sm_buf *b)
{
	sm_buf_puts(b, "CREATE TABLE temp.seedmill_byte (hex TEXT PRIMARY KEY, "
		       "c TEXT) WITHOUT ROWID;\n"
		       "INSERT INTO temp.seedmill_byte VALUES\n");
	for (unsigned i = 0; i < 256; i++)
		sm_buf_printf(b, "('%02x', CAST(x'%02x' AS TEXT))%s", i, i,
			      i == 255 ? ";\n" : i % 4 == 3 ? ",\n" : ", ");
}

static void write_script(const struct sm_target *t, struct sm_buf *b)
{
	const struct sm_plan *p = t->plan;

	sm__dir_greet(b, t, "SQLite", "sqlite3 FILE <load.sqlite.sql");
	sm_buf_puts(b, ".bail on\nBEGIN;\nCREATE TABLE temp.seedmill_check "
		       "(as_many_rows_as_in_the_file INTEGER "
		       "CHECK (as_many_rows_as_in_the_file));\n");
	if (has_bytes(p))
		put_byte_table(b);
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			load(b, t, i);
	sm_buf_puts(b, "\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			add_indexes(b, t, &p->tables[i]);
	sm_buf_puts(b, "COMMIT;\n.once /dev/null\n"
		       "PRAGMA analysis_limit = 1000;\nANALYZE;\n");
}

/* In a path, SQLite compares names as they are escaped in the file. */
static const char *bad_path(const struct sm_plan *p, struct sm_arena *a)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		for (uint32_t k = 0; k < tab->ncolumns && tab->selected; k++)
			if (strpbrk(tab->columns[k].name, "\"\\"))
				return sm_arena_printf(
					a, "a column of %s has a quote or a "
					"backslash in its name; choose another "
					"--format", tab->name);
	}
	return NULL;
}

static const char *refuse(const struct sm_target *t, struct sm_arena *a)
{
	switch (sm__dir(t)->format) {
	case SM_DIR_CSV:
		return sm__dir_ambiguous(t, a);
	case SM_DIR_JSONL:
		return bad_path(t->plan, a);
	case SM_DIR_COPY: case SM_DIR_MYSQL:
		break;
	}
	return NULL;
}

const struct sm_dir_script sm_dir_sqlite = {
	.name = "load.sqlite.sql",
	.formats = 1u << SM_DIR_COPY | 1u << SM_DIR_CSV | 1u << SM_DIR_MYSQL |
		   1u << SM_DIR_JSONL,
	.refuse = refuse,
	.write = write_script,
};
