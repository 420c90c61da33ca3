/*
 * dir_mariadb.c - load.mariadb.sql, for the client of MariaDB and of MySQL
 *
 * What one of them alone knows stands in comments that only that one reads.
 * MySQL has no IF NOT EXISTS for keys: there, tables that have theirs already
 * end the script behind the rows.
 *
 * LOAD DATA LOCAL without REPLACE turns errors into warnings, whatever the
 * sql_mode; with it strict mode holds. A row that took another one's place is
 * counted twice, so the count afterwards finds it, as it finds every warning,
 * and the transaction is given up.
 *
 * The client asks for files by the names that stand here, and LOAD DATA reads
 * none that is compressed.
 *
 * In CSV a reader without escapes takes the bare word NULL for NULL. Our NULL is
 * an empty field, so that word can only be text.
 */
#include <inttypes.h>
#include <string.h>

#include "target/dir.h"
#include "target/my.h"

/* ---- tables -------------------------------------------------------------- */

static void create(struct sm_buf *b, const struct sm_plan *p,
		   const struct sm_table *tab)
{
	if (tab->schema) {
		sm_buf_puts(b, "CREATE DATABASE IF NOT EXISTS ");
		sm__dir_ident(b, tab->schema, '`');
		sm_buf_puts(b, ";\n");
	}
	sm_buf_puts(b, "CREATE TABLE IF NOT EXISTS ");
	sm__dir_table_ident(b, tab, '`');
	sm_buf_puts(b, " (");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		sm_buf_puts(b, i ? ",\n    " : "\n    ");
		sm__my_column_text(b, p, tab, i, NULL);
	}
	if (tab->primary.n) {
		sm_buf_puts(b, ",\n    PRIMARY KEY (");
		sm__dir_columns(b, tab, tab->primary.column, tab->primary.n, '`');
		sm_buf_puts(b, ")");
	}
	sm_buf_puts(b, "\n) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 "
		       "/*M! COLLATE utf8mb4_nopad_bin */ "
		       "/*!80017 COLLATE utf8mb4_0900_bin */;\n");
}

/* ---- rows ---------------------------------------------------------------- */

/* What the field in @c<i> becomes; false: the column takes it as it is. */
static bool put_value(struct sm_buf *b, const struct sm_column *c, uint32_t i,
		      bool csv)
{
	if (!csv) {
		if (c->type.id == SM_T_BYTES)
			sm_buf_printf(b, "UNHEX(@c%u)", i);
		return c->type.id == SM_T_BYTES;
	}
	if (SM_M(c->type.id) & SM_M_TEXTS)
		sm_buf_printf(b, "COALESCE(@c%u, 'NULL')", i);
	else if (c->type.id == SM_T_BYTES)
		sm_buf_printf(b, "UNHEX(SUBSTR(NULLIF(@c%u, ''), 3))", i);
	else if (c->type.id == SM_T_BOOL)
		sm_buf_printf(b, "NULLIF(@c%u, '') = 'true'", i);
	else if (c->type.id == SM_T_TIMESTAMPTZ)
		sm_buf_printf(b, "TRIM(TRAILING '+00' FROM NULLIF(@c%u, ''))",
			      i);
	else
		sm_buf_printf(b, "NULLIF(@c%u, '')", i);
	return true;
}

static void put_columns(struct sm_buf *b, const struct sm_table *tab, bool csv)
{
	bool any = false;

	sm_buf_puts(b, "\n    (");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const struct sm_column *c = &tab->columns[i];

		sm_buf_puts(b, i ? ", " : "");
		if (csv || c->type.id == SM_T_BYTES)
			sm_buf_printf(b, "@c%u", i);
		else
			sm__dir_ident(b, c->name, '`');
	}
	sm_buf_puts(b, ")");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		struct sm_buf value = { 0 };

		if (put_value(&value, &tab->columns[i], i, csv)) {
			sm_buf_puts(b, any ? ",\n        " : "\n    SET ");
			sm__dir_ident(b, tab->columns[i].name, '`');
			sm_buf_printf(b, " = %s", sm_buf_str(&value));
			any = true;
		}
		b->failed |= value.failed;
		sm_buf_release(&value);
	}
}

/* The file's name without .zst or .gz. */
static void put_file(struct sm_buf *b, const struct sm_target *t,
		     const struct sm_table *tab)
{
	struct sm_dir bare = *sm__dir(t);
	char *name;

	bare.packing = SM_DIR_BARE;
	name = sm__dir_name(&bare, tab);
	b->failed |= !name;
	sm__dir_literal(b, name ? name : "");
	sm_free(name);
}

static void load(struct sm_buf *b, const struct sm_target *t, uint32_t at)
{
	const struct sm_table *tab = &t->plan->tables[at];
	bool csv = sm__dir(t)->format == SM_DIR_CSV;

	sm_buf_puts(b, "\nLOAD DATA LOCAL INFILE ");
	put_file(b, t, tab);
	sm_buf_puts(b, " REPLACE INTO TABLE ");
	sm__dir_table_ident(b, tab, '`');
	sm_buf_puts(b, csv ? "\n    CHARACTER SET utf8mb4 FIELDS TERMINATED BY "
			     "',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY ''\n"
			     "    LINES TERMINATED BY '\\n' IGNORE 1 LINES"
			   : "\n    CHARACTER SET utf8mb4 FIELDS TERMINATED BY "
			     "'\\t' ESCAPED BY '\\\\'\n"
			     "    LINES TERMINATED BY '\\n'");
	put_columns(b, tab, csv);
	/* two rows where one is asked for: the one way to fail everywhere */
	sm_buf_printf(b, ";\nSET @rows = ROW_COUNT(), @warnings = "
			 "@@warning_count;\n"
			 "SET @whole = (SELECT 1 FROM (SELECT 1 AS a UNION ALL "
			 "SELECT 2) AS two\n    WHERE a = 1 OR @warnings <> 0 OR "
			 "@rows <> %" PRIu64 ");\n",
		      sm__dir(t)->tables[at].rows);
}

/* ---- keys ---------------------------------------------------------------- */

/* The server's limit is 64 characters; a name that is longer gets a number. */
static void put_key_name(struct sm_buf *b, const struct sm_table *tab,
			 const struct sm_key *k, const char *end, uint32_t i)
{
	struct sm_buf name = { 0 };

	sm__dir_key_name(&name, tab, k, end);
	if (name.n > SM__MY_NAME_MAX) {
		sm_buf_reset(&name);
		sm_buf_printf(&name, "%.40s_%u%s", tab->base, i, end);
	}
	b->failed |= name.failed;
	sm__dir_ident(b, sm_buf_str(&name), '`');
	sm_buf_release(&name);
}

static void add_keys(struct sm_buf *b, const struct sm_target *t,
		     const struct sm_table *tab)
{
	struct sm_arena a = { 0 };
	uint32_t n;
	struct sm_key *k = sm__dir_keys(t->plan, tab, &a, &n);

	b->failed |= !k;
	for (uint32_t i = 0; i < n; i++) {
		sm_buf_printf(b, "CREATE %sINDEX /*M! IF NOT EXISTS */ ",
			      k[i].unique ? "UNIQUE " : "");
		put_key_name(b, tab, &k[i], k[i].unique ? "_key" : "_idx", i);
		sm_buf_puts(b, " ON ");
		sm__dir_table_ident(b, tab, '`');
		sm_buf_puts(b, " (");
		sm__dir_columns(b, tab, k[i].column, k[i].n, '`');
		sm_buf_puts(b, ");\n");
	}
	sm_arena_release(&a);
}

static void add_reference(struct sm_buf *b, const struct sm_plan *p, uint32_t i)
{
	const struct sm_reference *r = &p->refs[i];
	const struct sm_table *child = &p->tables[r->child];
	const struct sm_table *parent = &p->tables[r->parent];
	struct sm_key k = { .column = r->child_column, .n = r->n };

	sm_buf_puts(b, "ALTER TABLE ");
	sm__dir_table_ident(b, child, '`');
	sm_buf_puts(b, " ADD FOREIGN KEY /*M! IF NOT EXISTS */ ");
	put_key_name(b, child, &k, "_fkey", i);
	sm_buf_puts(b, " (");
	sm__dir_columns(b, child, r->child_column, r->n, '`');
	sm_buf_puts(b, ")\n    REFERENCES ");
	sm__dir_table_ident(b, parent, '`');
	sm_buf_puts(b, " (");
	sm__dir_columns(b, parent, r->parent_column, r->n, '`');
	sm_buf_puts(b, ");\n");
}

/* ---- the script ---------------------------------------------------------- */

static void greet(struct sm_buf *b, const struct sm_target *t)
{
	static const char *const unpack[] = {
		"", "zstd -dk *.zst && ", "gzip -dk *.gz && "
	};
	struct sm_buf how = { 0 };

	sm_buf_printf(&how, "%smariadb --local-infile=1 DATABASE "
			    "<load.mariadb.sql", unpack[sm__dir(t)->packing]);
	b->failed |= how.failed;
	sm__dir_greet(b, t, "MariaDB", sm_buf_str(&how));
	sm_buf_release(&how);
}

static void write_script(const struct sm_target *t, struct sm_buf *b)
{
	const struct sm_plan *p = t->plan;

	greet(b, t);
	sm_buf_puts(b, "SET NAMES utf8mb4;\nSET time_zone = '+00:00';\n"
		       "SET sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,"
		       "NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO';\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			create(b, p, &p->tables[i]);
	sm_buf_puts(b, "START TRANSACTION;\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			load(b, t, i);
	sm_buf_puts(b, "COMMIT;\n\n");
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			add_keys(b, t, &p->tables[i]);
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (sm__dir_has_both(p, &p->refs[i]))
			add_reference(b, p, i);
}

/* Every column of the key can be part of one? */
static bool fits_key(const struct sm_table *tab, const struct sm_key *k)
{
	for (uint32_t i = 0; i < k->n; i++)
		if (sm__my_key_bytes(&tab->columns[k->column[i]].type) >
		    SM__MY_KEY_MAX)
			return false;
	return true;
}

static const char *refuse(const struct sm_target *t, struct sm_arena *a)
{
	const struct sm_plan *p = t->plan;

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];
		uint32_t n = 0;
		struct sm_key *k = sm__dir_keys(p, tab, a, &n);
		bool fits = fits_key(tab, &tab->primary);

		for (uint32_t at = 0; at < n; at++)
			fits &= fits_key(tab, &k[at]);
		if (!fits && tab->selected)
			return sm_arena_printf(a, "a key of %s is over text without a "
					       "length, which it cannot have",
					       tab->name);
	}
	return sm__dir(t)->format == SM_DIR_CSV ? sm__dir_ambiguous(t, a) : NULL;
}

const struct sm_dir_script sm_dir_mariadb = {
	.name = "load.mariadb.sql",
	.formats = 1u << SM_DIR_CSV | 1u << SM_DIR_MYSQL,
	.refuse = refuse,
	.write = write_script,
};
