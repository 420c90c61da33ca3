/*
 * pg_finish.c - what comes after the rows
 *
 * Tables that carry our mark (pg_ddl.c) get their primary and unique keys,
 * indexes and foreign keys. Each is a statement of its own, made only when the catalogue
 * does not show it: a run that crashed here goes on where it was. Then
 * sequences are moved past the rows, statistics are gathered, and last the
 * marks go.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"
#include "sql_pg.h"

/* What is known of a table of the plan while it is finished. */
struct work {
	struct sm__pg *pg;
	struct sm_arena scratch;
	struct sm_buf sql;
	struct sm__pg_relation *relation;       /* one a table of the plan */
};

/* ---- keys and indexes -------------------------------------------------------- */

/* Do the index's first columns equal these, in order? */
static bool starts_with(const struct sm__pg_index *x, const struct sm_table *t,
			const uint32_t *column, uint32_t n)
{
	if (x->ncolumns < n || !x->decided)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(x->columns[i], t->columns[column[i]].name) != 0)
			return false;
	return true;
}

enum need { NEED_PRIMARY, NEED_UNIQUE, NEED_INDEX, NEED_COVER };

/* Is there an index that does? COVER takes one with more columns behind. */
static enum sm_code have_index(struct work *w, const struct sm__pg_relation *r,
			       const struct sm_table *t, const uint32_t *column,
			       uint32_t n, enum need need, bool *have,
			       struct sm_err *err)
{
	struct sm__pg_index *x;
	uint32_t count;

	*have = false;
	SM_TRY(sm__pg_indexes(w->pg->conn, r, &w->scratch, &x, &count, err));
	for (uint32_t i = 0; i < count; i++) {
		if (!starts_with(&x[i], t, column, n))
			continue;
		*have |= need == NEED_COVER || (x[i].ncolumns == n &&
			 (need == NEED_INDEX || (x[i].unique &&
			  (need == NEED_UNIQUE || x[i].primary))));
	}
	return SM_OK;
}

static enum sm_code add_index(struct work *w, const struct sm__pg_relation *r,
			      const struct sm_table *t, const struct sm_key *k,
			      enum need need, struct sm_err *err)
{
	bool unique = need == NEED_UNIQUE || need == NEED_PRIMARY;
	bool have;

	SM_TRY(have_index(w, r, t, k->column, k->n, need, &have, err));
	if (have)
		return SM_OK;
	sm_buf_puts(&w->sql, unique ? "ALTER TABLE " : "CREATE INDEX ");
	if (!unique && k->name)
		sm__pg_ident(&w->sql, k->name);
	sm_buf_puts(&w->sql, unique ? "" : " ON ");
	sm__pg_table(&w->sql, w->pg, t->schema, t->base);
	if (unique) {
		sm_buf_puts(&w->sql, " ADD ");
		if (k->name) {
			sm_buf_puts(&w->sql, "CONSTRAINT ");
			sm__pg_ident(&w->sql, k->name);
		}
		sm_buf_puts(&w->sql, need == NEED_PRIMARY ? " PRIMARY KEY "
							  : " UNIQUE ");
	}
	sm_buf_puts(&w->sql, " (");
	sm__pg_columns(&w->sql, t, k->column, k->n);
	sm_buf_puts(&w->sql, ")");
	return sm__pg_do_buf(w->pg->conn, err, unique ? "adding a unique key"
			     : "adding an index", &w->sql);
}

static enum sm_code add_keys(struct work *w, const struct sm__pg_relation *r,
			     const struct sm_table *t, struct sm_err *err)
{
	if (t->primary.n)
		SM_TRY(add_index(w, r, t, &t->primary, NEED_PRIMARY, err));
	for (uint32_t i = 0; i < t->nkeys; i++)
		SM_TRY(add_index(w, r, t, &t->keys[i], t->keys[i].unique
				 ? NEED_UNIQUE : NEED_INDEX, err));
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct sm_key k = { .column = &i, .n = 1, .unique = true };

		if (t->columns[i].unique)
			SM_TRY(add_index(w, r, t, &k, NEED_UNIQUE, err));
	}
	return SM_OK;
}

/* ---- foreign keys ------------------------------------------------------------------ */

static bool same_fk(const struct sm__pg *pg, const struct sm_live_fk *fk,
		    const struct sm_table *child, const struct sm_table *parent,
		    const struct sm_reference *ref)
{
	struct sm__pg_name part;

	sm__pg_split(pg, fk->parent, &part);
	if (fk->ncolumns != ref->n || strcmp(part.base, parent->base) != 0 ||
	    strcmp(part.schema, parent->schema ? parent->schema : pg->schema))
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
	enum sm_code rc;
	uint32_t n;

	SM_TRY(sm__pg_foreign_keys(w->pg, &w->relation[ref->child], &w->scratch,
				   &fk, &n, err));
	for (uint32_t i = 0; i < n; i++)
		if (same_fk(w->pg, &fk[i], child, parent, ref))
			return SM_OK;
	sm_buf_puts(&w->sql, "ALTER TABLE ");
	sm__pg_table(&w->sql, w->pg, child->schema, child->base);
	sm_buf_puts(&w->sql, " ADD FOREIGN KEY (");
	sm__pg_columns(&w->sql, child, ref->child_column, ref->n);
	sm_buf_puts(&w->sql, ") REFERENCES ");
	sm__pg_table(&w->sql, w->pg, parent->schema, parent->base);
	sm_buf_puts(&w->sql, " (");
	sm__pg_columns(&w->sql, parent, ref->parent_column, ref->n);
	sm_buf_puts(&w->sql, ")");
	rc = sm__pg_do_buf(w->pg->conn, err, "adding a foreign key", &w->sql);
	w->pg->proved[ref - p->refs] = !rc;
	return rc ? sm_while(err, "making %s.%s refer to %s", child->name,
			     child->columns[ref->child_column[0]].name,
			     parent->name) : SM_OK;
}

static enum sm_code add_references(struct work *w, const struct sm_plan *p,
				   struct sm_err *err)
{
	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *ref = &p->refs[i];
		const struct sm__pg_relation *r = &w->relation[ref->child];
		struct sm_key k = { .column = ref->child_column, .n = ref->n };

		if (!r->building)
			continue;
		SM_TRY(add_index(w, r, &p->tables[ref->child], &k, NEED_COVER,
				 err));
		SM_TRY(add_fk(w, p, ref, err));
	}
	return SM_OK;
}

/* ---- sequences and statistics ---------------------------------------------------------- */

/*
 * Forwards only: rows that others have deleted do not give their numbers back.
 * A sequence that ends before the largest key is left alone.
 */
static enum sm_code advance(struct work *w, const struct sm_table *t,
			    const struct sm_column *c, struct sm_err *err)
{
	const char *sequence = c->live->sequence;
	PGresult *res;

	sm_buf_puts(&w->sql, "select pg_catalog.setval(s.seqrelid, m.top, true) "
		    "from pg_catalog.pg_sequence s, (select max(");
	sm__pg_ident(&w->sql, c->name);
	sm_buf_puts(&w->sql, ")::bigint from ");
	sm__pg_table(&w->sql, w->pg, t->schema, t->base);
	sm_buf_puts(&w->sql, ") m (top) "
		    "where s.seqrelid = $1::text::pg_catalog.regclass "
		    "and s.seqincrement > 0 "
		    "and m.top between s.seqmin and s.seqmax and m.top > "
		    "coalesce(pg_catalog.pg_sequence_last_value(s.seqrelid), "
		    "s.seqmin - 1)");
	if (w->sql.failed)
		return sm_nomem(err);
	res = sm__pg_query(w->pg->conn, err, "moving a sequence on",
			   sm_buf_str(&w->sql), 1, &sequence);
	sm_buf_reset(&w->sql);
	PQclear(res);
	return res ? SM_OK : sm_while(err, "finishing %s.%s", t->name, c->name);
}

static enum sm_code advance_and_analyze(struct work *w, const struct sm_table *t,
					struct sm_err *err)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];

		if (c->live && c->live->sequence &&
		    (SM_M(c->type.id) & SM_M_INTS))
			SM_TRY(advance(w, t, c, err));
	}
	sm_buf_puts(&w->sql, "ANALYZE ");
	sm__pg_table(&w->sql, w->pg, t->schema, t->base);
	return sm__pg_do_buf(w->pg->conn, err, "gathering statistics", &w->sql);
}

static enum sm_code remove_marks(struct work *w, const struct sm_plan *p,
				 struct sm_err *err)
{
	enum sm_code rc;

	SM_TRY(sm__pg_begin(w->pg->conn, err));
	rc = SM_OK;
	for (uint32_t i = 0; !rc && i < p->ntables; i++) {
		if (!w->relation[i].building)
			continue;
		sm_buf_puts(&w->sql, "COMMENT ON TABLE ");
		sm__pg_table(&w->sql, w->pg, p->tables[i].schema,
			     p->tables[i].base);
		sm_buf_puts(&w->sql, " IS NULL");
		rc = sm__pg_do_buf(w->pg->conn, err, "removing the mark",
				   &w->sql);
	}
	return sm__pg_end(w->pg->conn, rc, err);
}

/* ---- in order ----------------------------------------------------------------------------- */

/*
 * Chunks are committed without waiting for the disk. A server that crashed
 * meanwhile may have lost some that it had acknowledged, with their ledger
 * rows: the ledger is asked before it is believed.
 */
static enum sm_code ledger_is_whole(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(t);
	uint64_t planned = 0, there = 0;
	struct sm_buf sql = { 0 };
	PGresult *res;

	if (!t->epoch)
		return SM_OK;
	for (uint32_t i = 0; i < t->plan->ntables; i++)
		if (t->plan->tables[i].selected)
			planned += t->plan->tables[i].chunks;
	sm_buf_printf(&sql, "select count(*) from %s where run_id = $1",
		      pg->chunk_table);
	res = sm__pg_query(pg->conn, err, "counting the ledger's chunks",
			   sm_buf_str(&sql), 1, &t->run_id);
	sm_buf_release(&sql);
	if (!res)
		return err->code;
	there = sm__pg_u64(res, 0, 0);
	PQclear(res);
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

		SM_TRY(sm__pg_relation(w->pg->conn, t->schema ? t->schema
				       : w->pg->schema, t->base,
				       &w->relation[i], err));
		/* Marked, but not of this load: the run that loads it will. */
		w->relation[i].building &= t->selected;
	}
	return SM_OK;
}

static enum sm_code finish_tables(struct work *w, const struct sm_plan *p,
				  struct sm_err *err)
{
	SM_TRY(sm__pg_do(w->pg->conn, err, "asking for memory", sql_pg_memory));
	SM_TRY(look_up(w, p, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		if (w->relation[i].building &&
		    add_keys(w, &w->relation[i], &p->tables[i], err))
			return sm_while(err, "finishing %s", p->tables[i].name);
	SM_TRY(add_references(w, p, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			SM_TRY(advance_and_analyze(w, &p->tables[i], err));
	return remove_marks(w, p, err);
}

enum sm_code sm__pg_finish(struct sm_target *t, struct sm_err *err)
{
	struct work w = { .pg = sm__pg_of(t) };
	enum sm_code rc;

	assert(t->plan);
	w.pg->proved = sm_arena_array(&t->arena, t->plan->nrefs + 1,
				      sizeof(*w.pg->proved));
	if (!w.pg->proved)
		return sm_nomem(err);
	SM_TRY(ledger_is_whole(t, err));
	rc = finish_tables(&w, t->plan, err);
	/* Rows that break a key we promised are a reconciliation that failed. */
	if (rc == SM_E_LOAD && sm__pg_err_is(err, "23"))
		rc = err->code = SM_E_RECONCILE;
	sm_buf_release(&w.sql);
	sm_arena_release(&w.scratch);
	return rc;
}
