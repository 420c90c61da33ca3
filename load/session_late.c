/*
 * session_late.c - the second pass: references of a cycle, when all rows are
 * there
 *
 * Where a database checks keys while rows come in, late references were sent as
 * NULL. Now their rows are made again, and the target fills them in by primary
 * key. Whatever stops it, doing it again from the start is right: rows filled
 * already get the value they have.
 *
 * The run's details say which tables began so ("late TABLE"): who resumes the run
 * fills them even if somebody has dropped their foreign keys since.
 */
#include <assert.h>

#include "details.h"
#include "session.h"

/* Has an earlier process of this run sent NULLs? */
static bool began_so(const struct sm_session *s, const struct sm_table *t)
{
	struct sm_buf name = { 0 };
	bool so = false;

	if (!s->mine || s->mine->status != SM_RUN_LOADING)
		return false;
	sm_buf_printf(&name, "late %s", t->name);
	so = name.failed ||     /* once too often does no harm */
	     sm__details_same(s->mine->details, sm_buf_str(&name), "filled at the end");
	sm_buf_release(&name);
	return so;
}

bool sm__session_later(const struct sm_session *s, uint32_t table)
{
	const struct sm_table *t = &s->plan->tables[table];

	assert(table < s->plan->ntables);
	/* an unfinished table of ours gets its keys when all rows are there */
	if (!s->target.kind->fill || !t->selected || !t->late || !t->live ||
	    t->live->building)
		return false;
	return t->live->nfks > 0 || began_so(s, t);
}

void sm__session_put_late(const struct sm_session *s, struct sm_buf *details)
{
	struct sm_buf name = { 0 };

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		if (!sm__session_later(s, i))
			continue;
		sm_buf_reset(&name);
		sm_buf_printf(&name, "late %s", s->plan->tables[i].name);
		sm__details_add(details, sm_buf_str(&name), "filled at the end");
	}
	details->failed |= name.failed;
	sm_buf_release(&name);
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
		const struct sm_field f[] = { SM_F_TEXT("table", t->name) };

		if (!sm__session_later(s, i))
			continue;
		sm__log(s->log, SM_LEVEL_INFO, "table.late", f, SM_COUNTOF(f),
			"filling the late references of %s", t->name);
		rc = fill_table(s, t, w, err);
	}
	sm_worker_free(w);
	return rc;
}
