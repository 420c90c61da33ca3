/*
 * mysql_clean.c - all rows of the plan's tables away, in one transaction
 *
 * TRUNCATE would be faster, but it commits by itself: a failure halfway would
 * leave some tables empty and the ledger wrong. Whether rows of tables that stay
 * refer to them was asked before (refers() below), as ON DELETE CASCADE would
 * take those along: here the server's own refusal is the last word. Rows that
 * point to themselves are never let go while it checks keys, though: who refers to
 * those is asked again once they are locked.
 */
#include <assert.h>
#include <string.h>

#include "details.h"
#include "my.h"

#define ROW_IS_REFERENCED 1451          /* by a row that stays */

/* ---- who refers to a table -------------------------------------------------------- */

static enum sm_code any_filled(struct sm__my *my, const struct sm__my_name *of,
			       const struct sm_live_fk *fk, bool locked,
			       bool *any, struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	struct sm__my_rows r;
	enum sm_code rc;

	sm_buf_puts(&sql, "select exists (select 1 from ");
	sm__my_table(&sql, my, of->schema, of->base);
	for (uint32_t i = 0; i < fk->ncolumns; i++) {
		sm_buf_puts(&sql, i ? " and " : " where ");
		sm__my_ident(&sql, fk->columns[i]);
		sm_buf_puts(&sql, " is not null");
	}
	sm_buf_puts(&sql, locked ? " lock in share mode)" : ")");
	rc = sql.failed ? sm_nomem(err)
			: sm__my_query(my->conn, err, "looking for rows that "
				       "refer to a table", sm_buf_str(&sql), 0,
				       NULL, &r);
	sm_buf_release(&sql);
	if (rc)
		return rc;
	*any |= r.n == 1 && sm__my_true(r.row[0][0]);
	sm__my_free(&r);
	return SM_OK;
}

/* Locked: by rows of now, and nobody adds any before the transaction ends. */
static enum sm_code refers(struct sm_target *t, const struct sm_table *table,
			   const char *referrer, bool locked, bool *any,
			   struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm__my_name of, to, own;
	struct sm_live_fk *fk;
	uint32_t n;

	*any = false;
	sm__my_split(my, referrer, &of);
	sm__my_split(my, table->name, &own);
	SM_TRY(sm__my_foreign_keys(my, of.schema, of.base, &t->arena, &fk, &n,
				   err));
	for (uint32_t i = 0; i < n && !*any; i++) {
		sm__my_split(my, fk[i].parent, &to);
		if (sm__my_same(my, to.base, own.base) &&
		    sm__my_same(my, to.schema, own.schema))
			SM_TRY(any_filled(my, &of, &fk[i], locked,
					  any, err));
	}
	return SM_OK;
}

enum sm_code sm__my_refers(struct sm_target *t, const struct sm_table *table,
			   const char *referrer, bool *any, struct sm_err *err)
{
	return refers(t, table, referrer, false, any, err);
}

/* ---- rows away --------------------------------------------------------------------- */

/*
 * Runs that loaded one of our tables leave the ledger before the rows go:
 * deleting a run row waits for chunks that are being committed, and no later
 * one finds its run. Finished ones go as well, as their rows will not be there.
 */
static enum sm_code forget_runs(struct sm_target *t,
				const struct sm_run_rows *runs,
				struct sm_err *err)
{
	static const char doing[] = "removing runs from the ledger";
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; !rc && i < runs->n; i++) {
		if (!sm__details_share(runs->row[i].details, t->plan))
			continue;
		sm_buf_printf(&sql, "delete from %s where `run_id` = ",
			      my->run_table);
		sm__my_value(&sql, runs->row[i].run_id);
		rc = sm__my_do_buf(my->conn, err, doing, &sql);
	}
	sm_buf_printf(&sql, "delete from %s where `run_id` not in "
		      "(select r.`run_id` from %s r)", my->chunk_table,
		      my->run_table);
	if (!rc)
		rc = sm__my_do_buf(my->conn, err, doing, &sql);
	sm_buf_release(&sql);
	return rc;
}

/* Does the foreign key lead back to its own table? */
static bool to_itself(const struct sm__my *my, const struct sm_table *t,
		      const struct sm_live_fk *fk)
{
	struct sm__my_name own, parent;

	sm__my_split(my, t->name, &own);
	sm__my_split(my, fk->parent, &parent);
	return sm__my_same(my, own.schema, parent.schema) &&
	       sm__my_same(my, own.base, parent.base);
}

static bool may_be_null(const struct sm_live_table *live, const char *column)
{
	for (uint32_t i = 0; i < live->ncolumns; i++)
		if (strcmp(live->columns[i].name, column) == 0)
			return live->columns[i].nullable &&
			       !live->columns[i].generated;
	return false;
}

/*
 * The server checks row by row: one that another row of the table refers to
 * cannot go first, nor can those of two tables that refer to each other.
 * References that may be NULL are let go of before.
 */
static enum sm_code let_go(struct sm__my *my, const struct sm_table *t,
			   struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; !rc && i < t->live->nfks; i++) {
		const struct sm_live_fk *fk = &t->live->fks[i];

		if (!to_itself(my, t, fk) && !t->late)
			continue;
		for (uint32_t k = 0; !rc && k < fk->ncolumns; k++) {
			if (!may_be_null(t->live, fk->columns[k]))
				continue;
			sm_buf_puts(&sql, "UPDATE ");
			sm__my_table(&sql, my, t->schema, t->base);
			sm_buf_puts(&sql, " SET ");
			sm__my_ident(&sql, fk->columns[k]);
			sm_buf_puts(&sql, " = NULL WHERE ");
			sm__my_ident(&sql, fk->columns[k]);
			sm_buf_puts(&sql, " IS NOT NULL");
			rc = sm__my_do_buf(my->conn, err, "letting rows go",
					   &sql);
		}
	}
	sm_buf_release(&sql);
	return rc;
}

/* Leads back to its own table, and none of its columns could be let go. */
static bool holds_on(const struct sm__my *my, const struct sm_table *t,
		     const struct sm_live_fk *fk)
{
	bool any = to_itself(my, t, fk);

	for (uint32_t k = 0; any && k < fk->ncolumns; k++)
		any = !may_be_null(t->live, fk->columns[k]);
	return any;
}

/* " WHERE NOT (up <=> id)": rows that do not point to themselves. */
static bool put_not_roots(struct sm_buf *sql, const struct sm__my *my,
			  const struct sm_table *t)
{
	bool any = false;

	for (uint32_t i = 0; i < t->live->nfks; i++) {
		const struct sm_live_fk *fk = &t->live->fks[i];

		if (!holds_on(my, t, fk))
			continue;
		sm_buf_puts(sql, any ? " AND NOT (" : " WHERE NOT (");
		for (uint32_t k = 0; k < fk->ncolumns; k++) {
			sm_buf_puts(sql, k ? " AND " : "");
			sm__my_ident(sql, fk->columns[k]);
			sm_buf_puts(sql, " <=> ");
			sm__my_ident(sql, fk->parent_columns[k]);
		}
		sm_buf_puts(sql, ")");
		any = true;
	}
	return any;
}

/* Has anybody come to refer to the table since that was asked? */
static enum sm_code refuse_late_comers(struct sm_target *t,
				       const struct sm_table *table,
				       struct sm_err *err)
{
	bool any = false;
	const char *who = NULL;

	for (uint32_t i = 0; !any && i < table->live->nreferrers; i++) {
		who = table->live->referrers[i];
		SM_TRY(refers(t, table, who, true, &any, err));
	}
	for (uint32_t i = 0; !any && i < t->plan->ntables; i++) {
		const struct sm_table *c = &t->plan->tables[i];

		who = c->name;
		if (!c->selected && c->live && c->live->exists)
			SM_TRY(refers(t, table, who, true, &any, err));
	}
	if (!any)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "rows of %s have come to refer to %s", who,
		table->name);
	return sm_fix(err, "run it again when nobody else writes");
}

/* What is left are rows that point to themselves, or that those who do hold. */
static enum sm_code delete_roots(struct sm_target *t, const struct sm_table *table,
				 struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_err ignored = { 0 };
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	SM_TRY(sm__my_do(my->conn, err, "deleting rows",
			 "SET SESSION foreign_key_checks = 0"));
	sm_buf_puts(&sql, "DELETE FROM ");
	sm__my_table(&sql, my, table->schema, table->base);
	rc = sm__my_do_buf(my->conn, err, "deleting rows", &sql);
	sm_buf_release(&sql);
	if (sm__my_do(my->conn, rc ? &ignored : err, "deleting rows",
		      "SET SESSION foreign_key_checks = 1") && !rc)
		rc = err->code;
	return rc ? rc : refuse_late_comers(t, table, err);
}

static enum sm_code delete_rows(struct sm_target *t, const struct sm_table *table,
				struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm_buf sql = { 0 };
	struct sm_err refused = { 0 };
	bool self = false, roots;
	enum sm_code rc;

	for (uint32_t i = 0; i < table->live->nfks; i++)
		self |= to_itself(my, table, &table->live->fks[i]);
	sm_buf_puts(&sql, "DELETE FROM ");
	sm__my_table(&sql, my, table->schema, table->base);
	roots = put_not_roots(&sql, my, table);
	/* Where they may not be NULL: later rows refer to earlier ones. */
	for (uint32_t i = 0; self && i < table->primary.n; i++) {
		sm_buf_puts(&sql, i ? ", " : " ORDER BY ");
		sm__my_ident(&sql,
			     table->columns[table->primary.column[i]].name);
		sm_buf_puts(&sql, " DESC");
	}
	rc = sm__my_do_buf(my->conn, &refused, "deleting rows", &sql);
	sm_buf_release(&sql);
	/* Keys that fall, or that are drawn, know no order in which rows could
	 * go: what is still referred to goes as the roots do. */
	if (rc && !(roots && mysql_errno(my->conn) == ROW_IS_REFERENCED)) {
		*err = refused;
		return rc;
	}
	return roots ? delete_roots(t, table, err) : SM_OK;
}

/* Does a cycle of which nothing can be NULL go through tables that are emptied? */
static bool never_null(const struct sm_plan *p)
{
	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *r = &p->refs[i];
		const struct sm_table *child = &p->tables[r->child];
		bool nullable = false;

		for (uint32_t k = 0; k < r->n; k++)
			nullable |= child->columns[r->child_column[k]].late;
		if (r->late && !nullable && child->selected &&
		    p->tables[r->parent].selected)
			return true;
	}
	return false;
}

static enum sm_code clean_tables(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *table = &p->tables[i];

		if (table->selected && table->live && table->live->exists &&
		    let_go(sm__my_of(t), table, err))
			return sm_while(err, "cleaning %s", table->name);
	}

	/* Parents come first in a plan, so children go first backwards. */
	for (uint32_t i = p->ntables; i-- > 0;) {
		const struct sm_table *table = &p->tables[i];

		if (!table->selected || !table->live || !table->live->exists)
			continue;
		if (delete_rows(t, table, err))
			return sm_while(err, "cleaning %s", table->name);
	}
	return SM_OK;
}

enum sm_code sm__my_clean(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm__my_relation ledger;
	struct sm_run_rows runs;
	enum sm_code rc = SM_OK;

	assert(t->plan);
	/* We hold the database's lock: these are left over from dead runs. */
	SM_TRY(sm__my_end_sessions(my, err));
	SM_TRY(sm__my_runs(t, &t->arena, &runs, err));
	SM_TRY(sm__my_relation(my, my->schema, "seedmill_chunk", &ledger, err));
	SM_TRY(sm__my_begin(my->conn, err));
	if (ledger.exists)
		rc = forget_runs(t, &runs, err);
	/* that rows of others refer to none of these has been asked before */
	if (!rc && never_null(t->plan))
		rc = sm__my_do(my->conn, err, "setting up the session",
			       "SET SESSION foreign_key_checks = 0");
	if (!rc)
		rc = clean_tables(t, err);
	rc = sm__my_end(my->conn, rc, err);
	if (!rc && never_null(t->plan))
		rc = sm__my_do(my->conn, err, "setting up the session",
			       "SET SESSION foreign_key_checks = 1");
	return rc;
}
