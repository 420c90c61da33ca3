/*
 * session_done.c - a run that the ledger calls done: are its rows still there?
 *
 * Counts are compared, and what other runs have done since; whether each value
 * is as it was is a question for verify.
 */
#include <assert.h>

#include "details.h"
#include "session.h"

/* A later load into a table that must have been empty again by then. */
static const struct sm_run_row *loaded_since(const struct sm_session *s)
{
	for (uint32_t i = 0; i < s->runs.n && &s->runs.row[i] != s->mine; i++)
		if (sm__details_same(s->runs.row[i].details, "append", "no") &&
		    sm__details_share(s->runs.row[i].details, s->plan))
			return &s->runs.row[i];
	return NULL;
}

static void put_changed(const struct sm_session *s, struct sm_buf *b)
{
	char there[32], then[32];

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];
		struct sm_buf name = { 0 };
		int64_t before = 0, rows = 0;
		bool known;

		if (!t->selected)
			continue;
		sm_buf_printf(&name, "before %s", t->name);
		known = sm__details_number(s->mine->details, sm_buf_str(&name),
					   &before);
		sm_buf_reset(&name);
		sm_buf_printf(&name, "rows %s", t->name);
		known &= sm__details_number(s->mine->details, sm_buf_str(&name),
					    &rows);
		sm_buf_release(&name);
		if (!known || s->before[i] == (uint64_t)before + (uint64_t)rows)
			continue;
		sm_buf_printf(b, "%s%s: %s rows then, %s now", b->n ? "\n" : "",
			      t->name,
			      sm_commas((uint64_t)before + (uint64_t)rows, then),
			      sm_commas(s->before[i], there));
	}
}

static void put_verify(const struct sm_session *s, struct sm_buf *b)
{
	static const char *const drop[] = { "report", NULL };
	struct sm_options o = *s->o;

	o.command = sm__command_find("verify");
	sm__options_command(&o, drop, NULL, b);
}

/* The ledger says done: is it still what was loaded? */
enum sm_code sm__session_check_done(struct sm_session *s, struct sm_err *err)
{
	const struct sm_run_row *since = loaded_since(s);
	struct sm_buf why = { 0 }, fix = { 0 };

	put_changed(s, &why);
	if (since)
		sm_buf_printf(&why, "%srun %.8s of profile %s has loaded these "
			      "tables since", why.n ? "\n" : "", since->run_id,
			      since->profile);
	if (!why.n)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "run %.8s was done, and its tables are not as it "
		"left them", s->mine->run_id);
	sm_why(err, "%s", sm_buf_str(&why));
	sm_buf_puts(&fix, "to see what differs:  ");
	put_verify(s, &fix);
	sm_buf_puts(&fix, "\nto load it again:     ");
	sm__session_put_clean(s, &fix);
	sm_buf_puts(&fix, "\n                      (deletes the rows of these "
		    "tables)");
	sm_fix(err, "%s", sm_buf_str(&fix));
	sm_buf_release(&why);
	sm_buf_release(&fix);
	return err->code;
}
