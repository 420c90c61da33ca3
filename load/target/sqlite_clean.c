/*
 * sqlite_clean.c - the rows of a plan's tables away, children first
 *
 * With them goes what the ledger knows of runs that loaded one of these tables:
 * their rows are among those deleted, so nothing is left that could be resumed
 * or called done. All of it is one transaction. Rows of other tables that refer
 * to ours stop it: SQLite's foreign keys are on. Whether there are such rows is
 * asked before, as ON DELETE CASCADE would take them along.
 */
#include <assert.h>

#include "details.h"
#include "target/sqlite.h"

static enum sm_code delete_rows(struct sm_lite *l, const struct sm_table *tab,
				struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	bool has;
	enum sm_code rc;

	SM_TRY(sm__lite_has_table(l, sm__lite_name(tab->name), &has, err));
	if (!has)
		return SM_OK;
	sm_buf_puts(&sql, "DELETE FROM ");
	sm__lite_quote(&sql, sm__lite_name(tab->name));
	rc = sm__lite_exec_buf(l, err, &sql);
	if (!rc)
		return SM_OK;
	sm_fix(err, "delete the rows that refer to %s first", tab->name);
	return sm_while(err, "emptying %s", tab->name);
}

static enum sm_code forget_run(struct sm_lite *l, const char *run_id,
			       struct sm_err *err)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	SM_TRY(sm__lite_prepare(l, "DELETE FROM seedmill_run WHERE run_id = ?1",
				&st, err));
	sm__lite_bind_text(st, 1, run_id);
	rc = sm__lite_step(l, st, &row, err);
	sqlite3_finalize(st);
	return rc;
}

static enum sm_code forget_runs(struct sm_target *t, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_run_rows runs;
	bool has;

	SM_TRY(sm__lite_runs(t, &t->arena, &runs, err));
	for (uint32_t i = 0; i < runs.n; i++)
		if (sm__details_share(runs.row[i].details, t->plan))
			SM_TRY(forget_run(l, runs.row[i].run_id, err));
	SM_TRY(sm__lite_has_table(l, "seedmill_run", &has, err));
	if (has)
		SM_TRY(sm__lite_has_table(l, "seedmill_chunk", &has, err));
	if (has)
		SM_TRY(sm__lite_exec(l, err, "DELETE FROM seedmill_chunk WHERE "
				     "run_id NOT IN (SELECT run_id FROM "
				     "seedmill_run)"));
	return SM_OK;
}

static enum sm_code clean_in(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;
	struct sm_lite *l = sm__lite(t);

	/* tables that refer to each other in a ring have no first one */
	SM_TRY(sm__lite_exec(l, err, "PRAGMA defer_foreign_keys = ON"));
	for (uint32_t i = p->ntables; i-- > 0;)
		if (p->tables[i].selected)
			SM_TRY(delete_rows(l, &p->tables[i], err));
	return forget_runs(t, err);
}

/* ---- who refers to a table ----------------------------------------------------- */

/* One foreign key's columns as "a IS NOT NULL AND b IS NOT NULL". */
static enum sm_code put_filled(struct sm_lite *l, const char *referrer, int id,
			       struct sm_buf *sql, struct sm_err *err)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row, first = true;

	SM_TRY(sm__lite_prepare(l, "SELECT \"from\" FROM "
				"pragma_foreign_key_list(?1) WHERE id = ?2",
				&st, err));
	sm__lite_bind_text(st, 1, referrer);
	sqlite3_bind_int(st, 2, id);
	while (!(rc = sm__lite_step(l, st, &row, err)) && row) {
		sm_buf_puts(sql, first ? "" : " AND ");
		sm__lite_quote(sql, sm__lite_text(st, 0));
		sm_buf_puts(sql, " IS NOT NULL");
		first = false;
	}
	sqlite3_finalize(st);
	return rc;
}

static enum sm_code any_filled(struct sm_lite *l, const char *referrer, int id,
			       bool *any, struct sm_err *err)
{
	struct sm_buf sql = { 0 };
	enum sm_code rc;
	int64_t n = 0;
	bool has;

	sm_buf_puts(&sql, "SELECT EXISTS (SELECT 1 FROM ");
	sm__lite_quote(&sql, referrer);
	sm_buf_puts(&sql, " WHERE ");
	rc = put_filled(l, referrer, id, &sql, err);
	sm_buf_puts(&sql, ")");
	if (!rc && sql.failed)
		rc = sm_nomem(err);
	if (!rc)
		rc = sm__lite_int(l, sm_buf_str(&sql), &n, &has, err);
	sm_buf_release(&sql);
	*any |= n != 0;
	return rc;
}

enum sm_code sm__lite_refers(struct sm_target *t, const struct sm_table *table,
			     const char *referrer, bool *any,
			     struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	*any = false;
	if (!l->db)
		return SM_OK;
	SM_TRY(sm__lite_prepare(l, "SELECT DISTINCT id FROM "
				"pragma_foreign_key_list(?1) WHERE \"table\" = "
				"?2 COLLATE NOCASE", &st, err));
	sm__lite_bind_text(st, 1, sm__lite_name(referrer));
	sm__lite_bind_text(st, 2, sm__lite_name(table->name));
	while (!(rc = sm__lite_step(l, st, &row, err)) && row && !*any) {
		rc = any_filled(l, sm__lite_name(referrer),
				sqlite3_column_int(st, 0), any, err);
		if (rc)
			break;
	}
	sqlite3_finalize(st);
	return rc;
}

/* ---- rows away ------------------------------------------------------------------- */

enum sm_code sm__lite_clean(struct sm_target *t, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);

	assert(t->plan);
	if (l->fresh)
		return SM_OK;
	SM_TRY(sm__lite_exec(l, err, "BEGIN IMMEDIATE"));
	return sm__lite_end(l, clean_in(t, err), err);
}
