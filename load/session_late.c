/*
 * session_late.c - the second pass: references of a cycle, when all rows are
 * there
 *
 * Where a database checks keys while rows come in, late references were sent as
 * NULL. Now their rows are made again, and the target fills them in by primary
 * key. Whatever stops it, doing it again from the start is right: rows filled
 * already get the value they have.
 */
#include "session.h"

bool sm__session_later(const struct sm_session *s, uint32_t table)
{
	const struct sm_table *t = &s->plan->tables[table];

	/* an unfinished table of ours gets its keys when all rows are there */
	return s->target.kind->fill && t->selected && t->late && t->live &&
	       t->live->nfks > 0 && !t->live->building;
}

static enum sm_code fill_table(struct sm_session *s, const struct sm_table *t,
			       struct sm_worker *w, struct sm_err *err)
{
	for (uint64_t row = 0; row < t->rows; row += t->unit_rows) {
		uint32_t n = t->rows - row < t->unit_rows
			? (uint32_t)(t->rows - row) : t->unit_rows;

		SM_TRY(sm__session_stopped(s, err));
		if (s->target.kind->fill(&s->target, t, sm_worker_rows(w, t, row, n),
					 n, err))
			return sm_while(err, "filling the late references of %s",
					t->name);
	}
	return SM_OK;
}

enum sm_code sm__session_fill(struct sm_session *s, struct sm_err *err)
{
	struct sm_worker *w = sm_worker_new(s->plan);
	enum sm_code rc = w ? SM_OK : sm_nomem(err);

	for (uint32_t i = 0; !rc && i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];

		if (!sm__session_later(s, i))
			continue;
		sm__log(s->log, SM_LEVEL_INFO, "table.late", NULL, 0,
			"filling the late references of %s", t->name);
		rc = fill_table(s, t, w, err);
	}
	sm_worker_free(w);
	return rc;
}
