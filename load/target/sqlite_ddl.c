/*
 * sqlite_ddl.c - tables that are missing, and their indexes afterwards
 *
 * SQLite knows foreign keys only from CREATE TABLE, so they stand there from
 * the start; indexes and unique keys follow when the rows are in, which is
 * several times faster. In an existing file foreign keys are live, and a child
 * row needs its parent's key: there the unique keys come first.
 *
 * A primary key of one integer column is declared INTEGER PRIMARY KEY, which
 * makes it the rowid: no second tree. (SQLite keeps the text of a CREATE TABLE,
 * and with it the comment that says which integer it was.) One of several columns whose rows come in
 * its order gets WITHOUT ROWID, for the same reason; in any other order the
 * key has a small index of its own, and the rows stay where they fall.
 *
 * In an existing file every table made is listed in seedmill_building until
 * done(): to describe() it is not there yet, so that a run that goes on has the
 * plan it began with, and comes here again for what is still missing.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "target/sqlite.h"

/* ---- keys and indexes that a table wants ----------------------------------------------- */

static bool same_columns(const struct sm_key *k, const uint32_t *column,
			 uint32_t n)
{
	return k->n == n && !memcmp(k->column, column, n * sizeof(*column));
}

static bool begins_with(const struct sm_key *k, const uint32_t *column,
			uint32_t n)
{
	return k->n >= n && !memcmp(k->column, column, n * sizeof(*column));
}

struct wanted {
	struct sm_key *key;
	uint32_t n;
};

/* Is there one that does what this one would do? */
static bool is_served(const struct sm_table *t, const struct wanted *w,
		      const struct sm_key *k)
{
	if (k->unique ? same_columns(&t->primary, k->column, k->n)
		      : begins_with(&t->primary, k->column, k->n))
		return true;
	for (uint32_t i = 0; i < w->n; i++) {
		if (k->unique && w->key[i].unique &&
		    same_columns(&w->key[i], k->column, k->n))
			return true;
		if (!k->unique && begins_with(&w->key[i], k->column, k->n))
			return true;
	}
	return false;
}

static void want(const struct sm_table *t, struct wanted *w, struct sm_key k)
{
	if (k.n && !is_served(t, w, &k))
		w->key[w->n++] = k;
}

/*
 * Unique keys first, then the indexes that were asked for, then one for each
 * reference, so that deleting a parent does not read its children.
 */
static enum sm_code list_wanted(const struct sm_plan *p,
				const struct sm_table *t, struct sm_arena *a,
				struct wanted *w, struct sm_err *err)
{
	uint32_t *self = sm_arena_array(a, t->ncolumns + 1, sizeof(*self));

	w->n = 0;
	w->key = sm_arena_array(a, t->nkeys + t->ncolumns + p->nrefs + 1,
				sizeof(*w->key));
	if (!w->key || !self)
		return sm_nomem(err);
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (t->keys[i].unique)
			want(t, w, t->keys[i]);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		self[i] = i;
		if (t->columns[i].unique)
			want(t, w, (struct sm_key){ .column = &self[i], .n = 1,
						    .unique = true });
	}
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (!t->keys[i].unique)
			want(t, w, t->keys[i]);
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (&p->tables[p->refs[i].child] == t)
			want(t, w, (struct sm_key){
					   .column = p->refs[i].child_column,
					   .n = p->refs[i].n });
	return SM_OK;
}

/* "orders_customer_id_idx": table, columns, what it is. */
static void index_name(const struct sm_table *t, const struct sm_key *k,
		       struct sm_buf *out)
{
	if (k->name) {
		sm_buf_puts(out, k->name);
		return;
	}
	sm_buf_puts(out, sm__lite_name(t->name));
	for (uint32_t i = 0; i < k->n; i++)
		sm_buf_printf(out, "_%s", t->columns[k->column[i]].name);
	sm_buf_puts(out, k->unique ? "_key" : "_idx");
}

/* Is the index there already, from a finish() that was cut short? */
static enum sm_code index_exists(struct sm_lite *l, const struct sm_table *t,
				 const char *name, bool *has,
				 struct sm_err *err)
{
	sqlite3_stmt *st;
	enum sm_code rc;

	SM_TRY(sm__lite_prepare(l,
				"SELECT tbl_name FROM sqlite_schema WHERE "
				"name = ?1 COLLATE NOCASE", &st, err));
	sm__lite_bind_text(st, 1, name);
	rc = sm__lite_step(l, st, has, err);
	if (!rc && *has &&
	    strcasecmp(sm__lite_text(st, 0), sm__lite_name(t->name))) {
		rc = sm_fail(err, SM_E_SCHEMA,
			     "%s: the name %s is taken by another table's index",
			     t->name, name);
		sm_fix(err, "name the index in the profile: {columns: [...], "
			    "name: ...}");
	}
	sqlite3_finalize(st);
	return rc;
}

static enum sm_code make_index(struct sm_lite *l, const struct sm_table *t,
			       const struct sm_key *k, struct sm_err *err)
{
	struct sm_buf name = { 0 }, sql = { 0 };
	enum sm_code rc;
	bool has = false;

	index_name(t, k, &name);
	rc = index_exists(l, t, sm_buf_str(&name), &has, err);
	if (!rc && !has) {
		sm_buf_printf(&sql, "CREATE %sINDEX ",
			      k->unique ? "UNIQUE " : "");
		sm__lite_quote(&sql, sm_buf_str(&name));
		sm_buf_puts(&sql, " ON ");
		sm__lite_quote(&sql, sm__lite_name(t->name));
		sm_buf_puts(&sql, " ");
		sm__lite_columns(&sql, t, k->column, k->n);
		rc = sm__lite_exec_buf(l, err, &sql);
		if (rc)
			sm_while(err, "making an index of %s", t->name);
	}
	sm_buf_release(&name);
	return rc;
}

static enum sm_code make_indexes(struct sm_target *t, const struct sm_table *tab,
				 bool unique_only, struct sm_err *err)
{
	struct sm_arena a = { 0 };
	struct wanted w;
	enum sm_code rc = list_wanted(t->plan, tab, &a, &w, err);

	for (uint32_t i = 0; !rc && i < w.n; i++)
		if (w.key[i].unique || !unique_only)
			rc = make_index(sm__lite(t), tab, &w.key[i], err);
	sm_arena_release(&a);
	return rc;
}

/* ---- CREATE TABLE ---------------------------------------------------------------------- */

static bool is_rowid(const struct sm_table *t)
{
	return t->primary.n == 1 &&
	       (SM_M(t->columns[t->primary.column[0]].type.id) & SM_M_INTS);
}

/* SQLite has no enums: text that is one of the labels. */
static void labels_sql(const struct sm_column *c, struct sm_buf *out)
{
	sm_buf_puts(out, " CHECK (");
	sm__lite_quote(out, c->name);
	sm_buf_puts(out, " IN (");
	for (uint32_t i = 0; i < c->nlabels; i++) {
		sm_buf_puts(out, i ? ", " : "");
		sm__lite_literal(out, c->labels[i]);
	}
	sm_buf_puts(out, "))");
}

static void column_sql(const struct sm_table *t, uint32_t i, struct sm_buf *out)
{
	const struct sm_column *c = &t->columns[i];
	char type[64];

	sm_buf_puts(out, i ? ",\n    " : "    ");
	sm__lite_quote(out, c->name);
	if (is_rowid(t) && t->primary.column[0] == i) {
		sm__lite_rowid_sql(&c->type, out);
		return;
	}
	sm_buf_printf(out, " %s", sm__lite_type_ddl(&c->type, type));
	if (c->not_null)
		sm_buf_puts(out, " NOT NULL");
	if (c->type.id == SM_T_ENUM)
		labels_sql(c, out);
}

/* A parent's columns that a foreign key may point to: SQLite wants a key. */
static bool is_key_of(const struct sm_table *parent, const uint32_t *column,
		      uint32_t n)
{
	if (same_columns(&parent->primary, column, n) ||
	    (n == 1 && parent->columns[column[0]].unique))
		return true;
	for (uint32_t i = 0; i < parent->nkeys; i++)
		if (parent->keys[i].unique &&
		    same_columns(&parent->keys[i], column, n))
			return true;
	return false;
}

static void foreign_key_sql(const struct sm_plan *p,
			    const struct sm_reference *r, struct sm_buf *out)
{
	const struct sm_table *parent = &p->tables[r->parent];

	if (!is_key_of(parent, r->parent_column, r->n) ||
	    (!parent->selected && !parent->live))
		return;
	sm_buf_puts(out, ",\n    FOREIGN KEY ");
	sm__lite_columns(out, &p->tables[r->child], r->child_column, r->n);
	sm_buf_puts(out, " REFERENCES ");
	sm__lite_quote(out, sm__lite_name(parent->name));
	sm_buf_puts(out, " ");
	sm__lite_columns(out, parent, r->parent_column, r->n);
}

void sm__lite_table_sql(const struct sm_plan *p, const struct sm_table *t,
			struct sm_buf *out)
{
	sm_buf_puts(out, "CREATE TABLE ");
	sm__lite_quote(out, sm__lite_name(t->name));
	sm_buf_puts(out, " (\n");
	for (uint32_t i = 0; i < t->ncolumns; i++)
		column_sql(t, i, out);
	if (t->primary.n && !is_rowid(t)) {
		sm_buf_puts(out, ",\n    PRIMARY KEY ");
		sm__lite_columns(out, t, t->primary.column, t->primary.n);
	}
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (&p->tables[p->refs[i].child] == t)
			foreign_key_sql(p, &p->refs[i], out);
	sm_buf_puts(out, t->primary.n > 1 && t->key_ordered
				 ? "\n) WITHOUT ROWID" : "\n)");
}

/* ---- prepare --------------------------------------------------------------------------- */

static enum sm_code mark_building(struct sm_target *t, const char *name,
				  struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	SM_TRY(sm__lite_exec(l, err,
			     "CREATE TABLE IF NOT EXISTS seedmill_building "
			     "(tab TEXT PRIMARY KEY, run_id TEXT NOT NULL)"));
	SM_TRY(sm__lite_prepare(l, "INSERT OR REPLACE INTO seedmill_building "
				   "VALUES (?1, ?2)", &st, err));
	sm__lite_bind_text(st, 1, name);
	sm__lite_bind_text(st, 2, t->plan->run_id);
	rc = sm__lite_step(l, st, &row, err);
	sqlite3_finalize(st);
	return rc;
}

/*
 * A table of that name although the plan knows of none: an unfinished run's, to
 * be filled up when it is this run's, made anew when it is another one's (it is
 * empty then, or the run would have been refused) - or somebody was quicker.
 */
static enum sm_code take_over(struct sm_target *t, const struct sm_table *tab,
			      bool *keep, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_buf sql = { 0 };
	bool has, ours = false;
	sqlite3_stmt *st;
	enum sm_code rc;

	SM_TRY(sm__lite_has_table(l, "seedmill_building", &has, err));
	if (has) {
		SM_TRY(sm__lite_prepare(l,
					"SELECT run_id FROM seedmill_building "
					"WHERE tab = ?1 COLLATE NOCASE",
					&st, err));
		sm__lite_bind_text(st, 1, sm__lite_name(tab->name));
		rc = sm__lite_step(l, st, &ours, err);
		*keep = ours &&
			!strcmp(sm__lite_text(st, 0), t->plan->run_id);
		sqlite3_finalize(st);
		if (rc)
			return rc;
	}
	if (!ours) {
		sm_fail(err, SM_E_SCHEMA, "%s has been made in the meantime",
			tab->name);
		return sm_fix(err, "run the command again");
	}
	if (*keep)
		return SM_OK;
	sm_buf_puts(&sql, "DROP TABLE ");
	sm__lite_quote(&sql, sm__lite_name(tab->name));
	return sm__lite_exec_buf(l, err, &sql);
}

static enum sm_code make_table(struct sm_target *t, const struct sm_table *tab,
			       struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	const char *name = sm__lite_name(tab->name);
	struct sm_buf sql = { 0 };
	bool has, keep = false;
	enum sm_code rc;

	SM_TRY(sm__lite_has_table(l, name, &has, err));
	if (has)
		SM_TRY(take_over(t, tab, &keep, err));
	if (keep)
		return SM_OK;
	sm__lite_table_sql(t->plan, tab, &sql);
	rc = sm__lite_exec_buf(l, err, &sql);
	if (!rc && !l->fresh)
		rc = mark_building(t, name, err);
	return rc ? sm_while(err, "creating %s", tab->name) : SM_OK;
}

static enum sm_code make_all(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;

	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected && !p->tables[i].live)
			SM_TRY(make_table(t, &p->tables[i], err));
	if (sm__lite(t)->fresh)
		return SM_OK;
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected && !p->tables[i].live)
			SM_TRY(make_indexes(t, &p->tables[i], true, err));
	return SM_OK;
}

enum sm_code sm__lite_make_tables(struct sm_target *t, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);

	assert(t->plan);
	if (l->fresh)
		SM_TRY(sm__lite_tmp_begin(l, err));
	SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
	return sm__lite_end(l, make_all(t, err), err);
}

/* ---- finish ----------------------------------------------------------------------------- */

static enum sm_code analyze(struct sm_lite *l, const struct sm_table *tab,
			    struct sm_err *err)
{
	struct sm_buf sql = { 0 };

	/* a sample of each index, not all of it: SQLite's own advice */
	sm_buf_puts(&sql, "PRAGMA analysis_limit = 1000; ANALYZE ");
	sm__lite_quote(&sql, sm__lite_name(tab->name));
	return sm__lite_exec_buf(l, err, &sql);
}

static enum sm_code broken(const struct sm_table *tab, sqlite3_stmt *st,
			   struct sm_err *err)
{
	sm_fail(err, SM_E_RECONCILE, "%s: %lld rows refer to no row of %s by a foreign "
		"key of the file", tab->name, (long long)sqlite3_column_int64(st, 1),
		sm__lite_text(st, 0));
	sm_why(err, "it was not checked while rows came in, as the table is part of a "
	       "cycle or loaded in shards");
	return sm_fix(err, "make the column with ref (existing: true for a table that the "
		      "profile does not have), and load again with --clean");
}

/*
 * Foreign keys that were off while the table was loaded (sqlite_load.c), those that
 * no reference of the profile follows among them.
 */
static enum sm_code check_live_keys(struct sm_target *t, const struct sm_table *tab,
				    struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st = NULL;
	enum sm_code rc;
	bool row = false;

	if (!tab->live || !tab->live->nfks || (!tab->late && t->shard.n < 2))
		return SM_OK;
	SM_TRY(sm__lite_prepare(l, "SELECT parent, count(*) FROM "
				"pragma_foreign_key_check(?1) GROUP BY parent", &st, err));
	sm__lite_bind_text(st, 1, sm__lite_name(tab->name));
	rc = sm__lite_step(l, st, &row, err);
	if (!rc && row)
		rc = broken(tab, st, err);
	sqlite3_finalize(st);
	return rc;
}

enum sm_code sm__lite_finish(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;
	struct sm_lite *l = sm__lite(t);

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		if (!tab->selected)
			continue;
		if (!tab->live)
			SM_TRY(make_indexes(t, tab, false, err));
		SM_TRY(analyze(l, tab, err));
		SM_TRY(check_live_keys(t, tab, err));
	}
	return SM_OK;
}
