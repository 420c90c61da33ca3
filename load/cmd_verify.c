/*
 * cmd_verify.c - seedmill verify: is it still what was loaded?
 *
 * Rows are made again and never asked of the ledger: what is compared is the
 * profile and the database. A table that holds other rows as well (loaded with
 * --append, or by somebody else) cannot be verified, and is said to.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "details.h"
#include "expect.h"
#include "session.h"

#define MOST_TOLD 8         /* tables in one message */

/* Fill the report of one table; what a loader would have counted is made up of
 * what the plan says, so that only the database can differ. */
static enum sm_code verify_table(struct sm_session *s, const struct sm_table *t,
				 struct sm_err *err)
{
	struct sm_table_report *e = sm__session_entry(s, t);
	uint64_t from = sm__monotonic_us(), rows;

	e->generated = e->sent = e->acked = e->planned;
	SM_TRY(sm__expect_digest(s->plan, t, s->report.jobs, s->stop, &e->digest,
				 err));
	e->has_digest = true;
	if (t->live && t->live->exists) {
		SM_TRY(sm__session_read_digest(s, t, &e->read_digest, &rows, err));
		e->has_read = true;
	}
	e->seconds = (double)(sm__monotonic_us() - from) / 1e6;
	s->report.rows += e->counted;
	return SM_OK;
}

static bool differs(const struct sm_table_report *e)
{
	return e->counted != e->planned ||
	       (e->has_read && !sm_u128_equal(e->digest, e->read_digest));
}

static void put_first(const struct sm_first_difference *d,
		      const struct sm_table *t, struct sm_buf *b)
{
	char row[32], key[192] = "";

	sm_commas(d->row + 1, row);
	if (d->key[0])
		(void)snprintf(key, sizeof(key), " (%s)", d->key);
	if (d->kind == SM_DIFF_VALUE)
		sm_buf_printf(b, "the first difference is in row %s%s, column %s",
			      row, key, d->column);
	else if (d->kind == SM_DIFF_MISSING)
		sm_buf_printf(b, "row %s%s is not there", row, key);
	else if (d->kind == SM_DIFF_EXTRA && d->row >= t->rows)
		sm_buf_puts(b, "rows with larger keys were added: by --append, "
			    "or by somebody else");
	else if (d->kind == SM_DIFF_EXTRA)
		sm_buf_printf(b, "a row that the plan does not have stands before "
			      "row %s", row);
	else
		sm_buf_puts(b, "it differed, and has changed since");
}

/* "orders: planned 5,000 rows, it holds 4,999; row 70 (id 70) is not there" */
static void put_table(struct sm_session *s, const struct sm_table *t,
		      const struct sm_table_report *e, struct sm_buf *b)
{
	struct sm_first_difference d;
	struct sm_err ignored = { 0 };
	char planned[32], counted[32];

	sm_buf_printf(b, "%s%s: ", b->n ? "\n" : "", t->name);
	if (!e->has_read) {
		sm_buf_puts(b, "there is no such table");
		return;
	}
	if (e->counted != e->planned)
		sm_buf_printf(b, "planned %s rows, it holds %s; ",
			      sm_commas(e->planned, planned),
			      sm_commas(e->counted, counted));
	if (!t->key_ordered || !t->primary.n)
		sm_buf_puts(b, "which row cannot be told, its keys do not grow with "
			    "the row number");
	else if (sm__expect_first(&s->target, s->plan, t, s->stop, &d, &ignored))
		sm_buf_puts(b, "which row could not be looked up");
	else
		put_first(&d, t, b);
}

/* What the line was when this profile was loaded; NULL: the same, or unknown. */
static const char *loaded_with(const struct sm_session *s,
			       const struct sm_plan_input *in, size_t *n)
{
	const char *was = NULL;

	for (uint32_t i = 0; i < s->runs.n; i++) {
		const struct sm_run_row *r = &s->runs.row[i];

		if (strcmp(r->profile, s->plan->name) != 0)
			continue;
		if (sm__details_same(r->details, in->name, in->value))
			return NULL;
		if (!was)
			was = sm_details_find(r->details, in->name, n);
	}
	return was;
}

/* Keys that references were chosen from (`existing: true`) and that are others now:
 * the rows are not wrong then, but can no more be made again. */
static void put_keys(struct sm_session *s, struct sm_buf *b)
{
	const struct sm_target_kind *k = s->target.kind;
	struct sm_err ignored = { 0 };
	size_t n = 0;

	if (!s->keys || !k->ledger ||
	    k->runs(&s->target, &s->arena, &s->runs, &ignored))
		return;
	for (uint32_t i = 0; i < s->plan->ninputs; i++) {
		const struct sm_plan_input *in = &s->plan->inputs[i];
		const char *was = strncmp(in->name, "keys of ", 8) ? NULL
				  : loaded_with(s, in, &n);

		if (was)
			sm_buf_printf(b, "\n%s: %.*s when it was loaded, %s now",
				      in->name, (int)n, was, in->value);
	}
}

/* A line for each table that differs, up to as many as anybody reads. */
static enum sm_code explain(struct sm_session *s, struct sm_err *err)
{
	unsigned told = 0, more = 0;
	struct sm_buf b = { 0 };

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];
		const struct sm_table_report *e = sm__session_entry(s, t);

		if (!e || !differs(e))
			continue;
		if (told++ < MOST_TOLD)
			put_table(s, t, e, &b);
		else
			more++;
	}
	if (more)
		sm_buf_printf(&b, "\nand %u more tables differ", more);
	put_keys(s, &b);
	if (told)       /* else it is a reference: the message has said it */
		sm_why(err, "%s", sm_buf_str(&b));
	sm_buf_release(&b);
	return err->code;
}

/* A table that is not there has nothing to be joined with. */
static bool all_there(const struct sm_plan *p)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		if (!p->tables[i].live)
			return false;
	return true;
}

static enum sm_code verify(struct sm_session *s, struct sm_err *err)
{
	SM_TRY(sm__session_begin(s, err));
	SM_TRY(sm__session_open(s, false, err));
	if (!s->target.kind->counts) {
		sm_fail(err, SM_E_USAGE, "%s cannot be read back", s->url.safe);
		return sm_fix(err, "name a database with --to");
	}
	if (s->fresh) {
		sm_fail(err, SM_E_CONNECT, "there is no file %s", s->url.path);
		return sm_fix(err, "load it first, or name another one with --to");
	}
	SM_TRY(sm__session_plan(s, err));
	SM_TRY(sm__session_count(s, err));
	for (uint32_t i = 0; i < s->plan->ntables; i++)
		if (s->plan->tables[i].selected)
			SM_TRY(verify_table(s, &s->plan->tables[i], err));
	if (all_there(s->plan))
		SM_TRY(sm__session_orphans(s, err));
	s->report.load_seconds = (double)(sm__monotonic_us() - s->began_us) / 1e6;
	if (sm_reconcile(&s->report, err))
		return explain(s, err);
	return SM_OK;
}

enum sm_code sm__cmd_verify(const struct sm_context *c, struct sm_err *err)
{
	struct sm_session s = { .o = c->o, .log = c->log, .stop = c->stop };
	enum sm_code rc = sm__session_report(&s, verify(&s, err), err);

	if (!c->o->quiet && (!rc || rc == SM_E_RECONCILE)) {
		struct sm_buf b = { 0 };

		sm_report_table(&s.report, &b);
		fputs(sm_buf_str(&b), stdout);
		sm_buf_release(&b);
	}
	sm__session_leave_end(&s);
	sm__session_close(&s);
	return rc;
}
