/*
 * mysql_finish.c - what comes after the rows
 *
 * Tables that carry our mark (mysql_ddl.c) get their unique keys, indexes and
 * foreign keys. What the catalogue does not show is added, all indexes of a
 * table in one statement, which reads its rows once; a run that crashed here
 * goes on where it was. Then statistics are gathered, and last the marks go.
 *
 * Foreign keys are added with foreign_key_checks off: the server would copy
 * the whole table to check them. What it then leaves out is done right after:
 * orphans are counted for every reference before the run is called done.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "my.h"

/* What is known of a table of the plan while it is finished. */
struct work {
	struct sm__my *my;
	struct sm_arena scratch;
	struct sm_buf sql;
	struct sm__my_relation *relation;       /* one a table of the plan */
	struct sm__my_index *index;     /* of the table in hand: those that */
	uint32_t nindex;                /* are there, and those being added */
	unsigned added;
};

static const char *schema_of(const struct work *w, const struct sm_table *t)
{
	return t->schema ? t->schema : w->my->schema;
}

/* ---- keys and indexes -------------------------------------------------------- */

/* Do the index's first columns equal these, in order? */
static bool starts_with(const struct sm__my_index *x, const struct sm_table *t,
			const uint32_t *column, uint32_t n)
{
	if (x->ncolumns < n || !x->decided)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(x->columns[i], t->columns[column[i]].name) != 0)
			return false;
	return true;
}

enum need { NEED_UNIQUE, NEED_INDEX, NEED_COVER };

/* Is there an index that does? COVER takes one with more columns behind. */
static bool have_index(const struct work *w, const struct sm_table *t,
		       const struct sm_key *k, enum need need)
{
	for (uint32_t i = 0; i < w->nindex; i++) {
		const struct sm__my_index *x = &w->index[i];

		if (!starts_with(x, t, k->column, k->n))
			continue;
		if (need == NEED_COVER ||
		    (x->ncolumns == k->n && (need == NEED_INDEX || x->unique)))
			return true;
	}
	return false;
}

/* One more that will be there when the statement has run. */
static enum sm_code note_index(struct work *w, const struct sm_table *t,
			       const struct sm_key *k, bool unique,
			       struct sm_err *err)
{
	struct sm__my_index *x = &w->index[w->nindex];
	const char **column = sm_arena_array(&w->scratch, k->n,
					     sizeof(*column));

	if (!column)
		return sm_nomem(err);
	for (uint32_t i = 0; i < k->n; i++)
		column[i] = t->columns[k->column[i]].name;
	*x = (struct sm__my_index){ .unique = unique, .decided = true,
				    .columns = column, .ncolumns = k->n };
	w->nindex++;
	return SM_OK;
}

static enum sm_code want_index(struct work *w, const struct sm_table *t,
			       const struct sm_key *k, enum need need,
			       struct sm_err *err)
{
	bool unique = need == NEED_UNIQUE;

	if (!k->n || have_index(w, t, k, need))
		return SM_OK;
	if (!w->added++) {
		sm_buf_puts(&w->sql, "ALTER TABLE ");
		sm__my_table(&w->sql, w->my, t->schema, t->base);
	} else {
		sm_buf_puts(&w->sql, ",");
	}
	sm_buf_puts(&w->sql, unique ? " ADD UNIQUE INDEX " : " ADD INDEX ");
	if (k->name)
		sm__my_ident(&w->sql, k->name);
	sm_buf_puts(&w->sql, " (");
	sm__my_columns(&w->sql, t, k->column, k->n);
	sm_buf_puts(&w->sql, ")");
	return note_index(w, t, k, unique, err);
}

static enum sm_code want_keys(struct work *w, const struct sm_plan *p,
			      const struct sm_table *t, struct sm_err *err)
{
	for (uint32_t i = 0; i < t->nkeys; i++)
		SM_TRY(want_index(w, t, &t->keys[i], t->keys[i].unique
				  ? NEED_UNIQUE : NEED_INDEX, err));
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct sm_key k = { .column = &i, .n = 1, .unique = true };

		if (t->columns[i].unique)
			SM_TRY(want_index(w, t, &k, NEED_UNIQUE, err));
	}
	for (uint32_t i = 0; i < p->nrefs; i++) {
		struct sm_key k = { .column = p->refs[i].child_column,
				    .n = p->refs[i].n };

		if (&p->tables[p->refs[i].child] == t)
			SM_TRY(want_index(w, t, &k, NEED_COVER, err));
	}
	return SM_OK;
}

static enum sm_code add_keys(struct work *w, const struct sm_plan *p,
			     const struct sm_table *t, struct sm_err *err)
{
	struct sm__my_index *there;
	enum sm_code rc;

	SM_TRY(sm__my_indexes(w->my, schema_of(w, t), t->base, &w->scratch,
			      &there, &w->nindex, err));
	w->index = sm_arena_array(&w->scratch, w->nindex + t->nkeys +
				  t->ncolumns + p->nrefs + 1, sizeof(*w->index));
	if (!w->index)
		return sm_nomem(err);
	if (w->nindex)
		memcpy(w->index, there, w->nindex * sizeof(*there));
	w->added = 0;
	rc = want_keys(w, p, t, err);
	if (!rc && w->added)
		rc = sm__my_do_buf(w->my->conn, err, "adding keys and indexes",
				   &w->sql);
	sm_buf_reset(&w->sql);
	return rc;
}

/* ---- foreign keys ------------------------------------------------------------------ */

static bool same_fk(const struct sm__my *my, const struct sm_live_fk *fk,
		    const struct sm_table *child, const struct sm_table *parent,
		    const struct sm_reference *ref)
{
	struct sm__my_name part;

	sm__my_split(my, fk->parent, &part);
	if (fk->ncolumns != ref->n ||
	    !sm__my_same(my, part.base, parent->base) ||
	    !sm__my_same(my, part.schema, parent->schema ? parent->schema
							 : my->schema))
		return false;
	for (uint32_t i = 0; i < ref->n; i++) {
		uint32_t at = 0;

		/* The server lists them in its own order. */
		while (at < fk->ncolumns && strcmp(fk->columns[at],
		       child->columns[ref->child_column[i]].name) != 0)
			at++;
		if (at == fk->ncolumns || strcmp(fk->parent_columns[at],
		    parent->columns[ref->parent_column[i]].name) != 0)
			return false;
	}
	return true;
}

static enum sm_code add_fk(struct work *w, const struct sm_plan *p,
			   const struct sm_reference *ref, struct sm_err *err)
{
	const struct sm_table *child = &p->tables[ref->child];
	const struct sm_table *parent = &p->tables[ref->parent];
	struct sm_live_fk *fk;
	uint32_t n;

	SM_TRY(sm__my_foreign_keys(w->my, schema_of(w, child), child->base,
				   &w->scratch, &fk, &n, err));
	for (uint32_t i = 0; i < n; i++)
		if (same_fk(w->my, &fk[i], child, parent, ref))
			return SM_OK;
	sm_buf_puts(&w->sql, "ALTER TABLE ");
	sm__my_table(&w->sql, w->my, child->schema, child->base);
	sm_buf_puts(&w->sql, " ADD FOREIGN KEY (");
	sm__my_columns(&w->sql, child, ref->child_column, ref->n);
	sm_buf_puts(&w->sql, ") REFERENCES ");
	sm__my_table(&w->sql, w->my, parent->schema, parent->base);
	sm_buf_puts(&w->sql, " (");
	sm__my_columns(&w->sql, parent, ref->parent_column, ref->n);
	sm_buf_puts(&w->sql, ")");
	if (sm__my_do_buf(w->my->conn, err, "adding a foreign key", &w->sql))
		return sm_while(err, "making %s refer to %s", child->name,
				parent->name);
	return SM_OK;
}

static enum sm_code add_references(struct work *w, const struct sm_plan *p,
				   struct sm_err *err)
{
	MYSQL *c = w->my->conn;
	struct sm_err ignored = { 0 };
	enum sm_code rc;

	SM_TRY(sm__my_do(c, err, "adding foreign keys",
			 "SET SESSION foreign_key_checks = 0"));
	rc = SM_OK;
	for (uint32_t i = 0; !rc && i < p->nrefs; i++)
		if (w->relation[p->refs[i].child].building)
			rc = add_fk(w, p, &p->refs[i], err);
	if (sm__my_do(c, rc ? &ignored : err, "adding foreign keys",
		      "SET SESSION foreign_key_checks = 1") && !rc)
		rc = err->code;
	return rc;
}

/* ---- statistics, marks ------------------------------------------------------------------ */

static enum sm_code analyze(struct work *w, const struct sm_table *t,
			    struct sm_err *err)
{
	sm_buf_puts(&w->sql, "ANALYZE TABLE ");
	sm__my_table(&w->sql, w->my, t->schema, t->base);
	return sm__my_do_buf(w->my->conn, err, "gathering statistics", &w->sql);
}

static enum sm_code remove_marks(struct work *w, const struct sm_plan *p,
				 struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		if (!w->relation[i].building)
			continue;
		sm_buf_puts(&w->sql, "ALTER TABLE ");
		sm__my_table(&w->sql, w->my, p->tables[i].schema,
			     p->tables[i].base);
		sm_buf_puts(&w->sql, " COMMENT = ''");
		SM_TRY(sm__my_do_buf(w->my->conn, err, "removing the mark",
				     &w->sql));
	}
	return SM_OK;
}

/* ---- in order ----------------------------------------------------------------------------- */

/*
 * A server that does not wait for its disk (innodb_flush_log_at_trx_commit) and
 * crashed meanwhile may have lost chunks that it had acknowledged, with their
 * ledger rows: the ledger is asked before it is believed.
 */
static enum sm_code ledger_is_whole(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	uint64_t planned = 0, there = 0;
	struct sm_buf sql = { 0 };

	if (!t->epoch)
		return SM_OK;
	for (uint32_t i = 0; i < t->plan->ntables; i++)
		if (t->plan->tables[i].selected)
			planned += t->plan->tables[i].chunks;
	sm_buf_printf(&sql, "select count(*) from %s where `run_id` = ",
		      my->chunk_table);
	sm__my_value(&sql, t->run_id);
	SM_TRY(sm__my_number_buf(my->conn, err, "counting the ledger's chunks",
				 &sql, &there));
	if (there == planned)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "the ledger holds %llu of %llu chunks",
		(unsigned long long)there, (unsigned long long)planned);
	sm_why(err, "the server restarted and lost what it had not yet written");
	return sm_fix(err, "run it again with --resume: it loads what is missing");
}

static enum sm_code look_up(struct work *w, const struct sm_plan *p,
			    struct sm_err *err)
{
	w->relation = sm_arena_array(&w->scratch, p->ntables,
				     sizeof(*w->relation));
	if (!w->relation)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];

		SM_TRY(sm__my_relation(w->my, schema_of(w, t), t->base,
				       &w->relation[i], err));
		/* Marked, but not of this load: the run that loads it will. */
		w->relation[i].building &= t->selected;
	}
	return SM_OK;
}

static enum sm_code finish_tables(struct work *w, const struct sm_plan *p,
				  struct sm_err *err)
{
	SM_TRY(look_up(w, p, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		if (w->relation[i].building && add_keys(w, p, &p->tables[i], err))
			return sm_while(err, "finishing %s", p->tables[i].name);
	SM_TRY(add_references(w, p, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			SM_TRY(analyze(w, &p->tables[i], err));
	return remove_marks(w, p, err);
}

/* ---- keys that were off ---------------------------------------------------------- */

/* "select count(*) from t c where c.x is not null and not exists (...)" */
static void put_broken(struct sm_buf *sql, const struct sm__my *my,
		       const struct sm_table *t, const struct sm_live_fk *fk)
{
	struct sm__my_name to;

	sm__my_split(my, fk->parent, &to);
	sm_buf_reset(sql);
	sm_buf_puts(sql, "select count(*) from ");
	sm__my_table(sql, my, t->schema, t->base);
	sm_buf_puts(sql, " c where ");
	for (uint32_t i = 0; i < fk->ncolumns; i++) {
		sm_buf_puts(sql, "c.");
		sm__my_ident(sql, fk->columns[i]);
		sm_buf_puts(sql, " is not null and ");
	}
	sm_buf_puts(sql, "not exists (select 1 from ");
	sm__my_table(sql, my, to.schema, to.base);
	for (uint32_t i = 0; i < fk->ncolumns; i++) {
		sm_buf_puts(sql, i ? " and p." : " p where p.");
		sm__my_ident(sql, fk->parent_columns[i]);
		sm_buf_puts(sql, " = c.");
		sm__my_ident(sql, fk->columns[i]);
	}
	sm_buf_puts(sql, ")");
}

/*
 * A table with late references was loaded with foreign keys off (mysql_stream.c),
 * those that no reference of the profile follows among them.
 */
static enum sm_code check_live_keys(struct work *w, const struct sm_table *t,
				    struct sm_err *err)
{
	for (uint32_t i = 0; t->late && t->live && i < t->live->nfks; i++) {
		const struct sm_live_fk *fk = &t->live->fks[i];
		uint64_t n;

		put_broken(&w->sql, w->my, t, fk);
		SM_TRY(sm__my_number_buf(w->my->conn, err, "checking foreign keys",
					 &w->sql, &n));
		if (!n)
			continue;
		sm_fail(err, SM_E_RECONCILE, "%s: %llu rows refer to no row of %s by "
			"foreign key %s", t->name, (unsigned long long)n, fk->parent,
			fk->name);
		sm_why(err, "it was not checked while rows came in, as the table is "
		       "part of a cycle");
		return sm_fix(err, "make the column with ref (existing: true for a table "
			      "that the profile does not have), and load again with "
			      "--clean");
	}
	return SM_OK;
}

enum sm_code sm__my_finish(struct sm_target *t, struct sm_err *err)
{
	struct work w = { .my = sm__my_of(t) };
	enum sm_code rc;

	assert(t->plan);
	SM_TRY(ledger_is_whole(t, err));
	rc = finish_tables(&w, t->plan, err);
	for (uint32_t i = 0; !rc && i < t->plan->ntables; i++)
		if (t->plan->tables[i].selected)
			rc = check_live_keys(&w, &t->plan->tables[i], err);
	/* Rows that break a key we promised are a reconciliation that failed. */
	if (rc == SM_E_LOAD && sm__my_broken_key(err))
		rc = err->code = SM_E_RECONCILE;
	sm_buf_release(&w.sql);
	sm_arena_release(&w.scratch);
	return rc;
}
