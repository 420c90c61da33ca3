/*
 * session_decide.c - what the database holds, and what that means for this run
 *
 * In this order:
 *
 *     --clean        refused when rows that stay refer to a table that is to be
 *                    emptied (session_clean.c); else rows and old runs go
 *     --resume       of this very run: finish it, or say that it is done
 *     unfinished     some run is: refused, with what differs and both ways on
 *     --if-empty     any row: nothing is done
 *     --append       rows may be there
 *     rows           refused, with the ways on
 *
 * All of it under the target's lock, so what was seen stays true.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "details.h"
#include "session.h"

#define NAMED_TABLES 6      /* in one message */

/* ---- counts ------------------------------------------------------------------------ */

static enum sm_code count_all(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;

	for (uint32_t i = 0; k->counts && i < s->plan->ntables; i++) {
		struct sm_table_report *e;

		SM_TRY(k->count(&s->target, &s->plan->tables[i], &s->before[i],
				err));
		e = sm__session_entry(s, &s->plan->tables[i]);
		if (!e)
			continue;
		e->before = s->before[i];
		e->counted = s->before[i];
		e->has_counts = true;
	}
	return SM_OK;
}

static bool any_rows(const struct sm_session *s)
{
	for (uint32_t i = 0; i < s->plan->ntables; i++)
		if (s->plan->tables[i].selected && s->before[i])
			return true;
	return false;
}

/* "customers 1,000, orders 5,000" */
static void put_counts(const struct sm_session *s, struct sm_buf *b)
{
	unsigned named = 0, more = 0;
	char rows[32];

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		if (!s->plan->tables[i].selected || !s->before[i])
			continue;
		if (named == NAMED_TABLES) {
			more++;
			continue;
		}
		sm_buf_printf(b, "%s%s %s", named++ ? ", " : "",
			      s->plan->tables[i].name,
			      sm_commas(s->before[i], rows));
	}
	if (more)
		sm_buf_printf(b, " and %u more", more);
}

static enum sm_code refuse_rows(struct sm_session *s, struct sm_err *err)
{
	struct sm_buf b = { 0 };
	const struct sm_run_row *m = s->mine;

	put_counts(s, &b);
	sm_fail(err, SM_E_GUARD, "tables hold rows already: %s", sm_buf_str(&b));
	sm_buf_release(&b);
	if (m && m->status == SM_RUN_DONE)
		sm_why(err, "this very load was finished at %s by %s",
		       m->finished_at ? m->finished_at : "some time", m->owner);
	return sm_fix(err, "--append    add to them; serials go on after the "
		      "largest key\n"
		      "--clean     delete the rows of these tables first\n"
		      "--if-empty  do nothing when a table has rows");
}

/* ---- --clean ------------------------------------------------------------------------ */

static enum sm_code clean(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	struct sm_buf b = { 0 };

	if (!k->clean) {
		sm_fail(err, SM_E_USAGE, "--clean: %s has no rows to delete",
			s->url.safe);
		return sm_fix(err, "leave --clean out");
	}
	SM_TRY(sm__session_may_clean(s, err));
	SM_TRY(sm__session_stopped(s, err));
	if (any_rows(s)) {
		put_counts(s, &b);
		sm__log(s->log, SM_LEVEL_INFO, "note", NULL, 0,
			"deleting rows: %s", sm_buf_str(&b));
		sm_buf_release(&b);
	}
	SM_TRY(k->clean(&s->target, err));
	s->mine = NULL;         /* the ledger knows it no more */
	return count_all(s, err);
}

/* ---- unfinished runs ------------------------------------------------------------------ */

static bool is_long(const char *text, size_t n)
{
	return n > 40 || (n == 32 && strspn(text, "0123456789abcdef") >= 32);
}

/* One input that is not the same: "seed: 42 there, 7 here". */
static void put_difference(struct sm_buf *b, const char *details,
			   const struct sm_plan_input *in)
{
	char here[40], there[48];
	int64_t us;
	size_t n;
	const char *old = sm_details_find(details, in->name, &n);

	if (!old) {
		sm_buf_printf(b, "%s: only here", in->name);
	} else if (strcmp(in->name, "as_of") == 0 &&
		   sm__details_number(details, in->name, &us)) {
		sm_time_format(us, there);
		sm_buf_printf(b, "as_of: %s there", there);
		us = strtoll(in->value, NULL, 10);
		sm_time_format(us, here);
		sm_buf_printf(b, ", %s here", here);
	} else if (is_long(old, n) || is_long(in->value, strlen(in->value))) {
		sm_buf_printf(b, "%s: not the same", in->name);
	} else {
		sm_buf_printf(b, "%s: %.*s there, %s here", in->name, (int)n, old,
			      in->value);
	}
}

static void put_differences(const struct sm_session *s,
			    const struct sm_run_row *other, struct sm_buf *b)
{
	const struct sm_plan *p = s->plan;
	bool append = sm__details_same(other->details, "append", "yes");
	unsigned told = 0, more = 0;

	if (append != s->o->append) {
		sm_buf_printf(b, "\n--append: %s there, %s here",
			      append ? "yes" : "no", append ? "no" : "yes");
		told++;
	}
	for (uint32_t i = 0; i < p->ninputs; i++) {
		if (sm__details_same(other->details, p->inputs[i].name,
				     p->inputs[i].value))
			continue;
		if (told++ >= NAMED_TABLES) {
			more++;
			continue;
		}
		sm_buf_puts(b, "\n");
		put_difference(b, other->details, &p->inputs[i]);
	}
	if (more)
		sm_buf_printf(b, "\nand %u more", more);
}

static enum sm_code refuse_other(struct sm_session *s,
				 const struct sm_run_row *other,
				 struct sm_err *err)
{
	struct sm_buf why = { 0 }, fix = { 0 };
	size_t n = 0;
	const char *command = sm_details_find(other->details, "command", &n);

	sm_fail(err, SM_E_GUARD, "an unfinished run of another load is in %s",
		s->url.safe);
	sm_buf_printf(&why, "run %.8s of profile %s, started %s by %s",
		      other->run_id, other->profile, other->started_at
		      ? other->started_at : "some time", other->owner);
	put_differences(s, other, &why);
	sm_why(err, "%s", sm_buf_str(&why));
	if (command)
		sm_buf_printf(&fix, "to finish that one:  %.*s --resume\n", (int)n,
			      command);
	sm_buf_puts(&fix, "to forget it:        ");
	sm__session_put_clean(s, &fix);
	sm_buf_puts(&fix, "\n                     (deletes the rows of these "
		    "tables)");
	sm_fix(err, "%s", sm_buf_str(&fix));
	sm_buf_release(&why);
	sm_buf_release(&fix);
	return err->code;
}

static enum sm_code refuse_unfinished(struct sm_session *s, struct sm_err *err)
{
	const struct sm_run_row *m = s->mine;
	struct sm_buf ways = { 0 };

	sm_fail(err, SM_E_GUARD, "an unfinished run of this load is in %s",
		s->url.safe);
	sm_why(err, "run %.8s, started %s by %s, was interrupted", m->run_id,
	       m->started_at ? m->started_at : "some time", m->owner);
	sm__session_put_ways(s, &ways);
	sm_fix(err, "%s", sm_buf_str(&ways));
	sm_buf_release(&ways);
	return err->code;
}

static enum sm_code find_runs(struct sm_session *s,
			      const struct sm_run_row **unfinished,
			      struct sm_err *err)
{
	*unfinished = NULL;
	s->mine = NULL;
	if (!s->target.kind->ledger)
		return SM_OK;
	SM_TRY(s->target.kind->runs(&s->target, &s->arena, &s->runs, err));
	for (uint32_t i = 0; i < s->runs.n; i++) {
		const struct sm_run_row *r = &s->runs.row[i];
		bool own = strcmp(r->run_id, s->plan->run_id) == 0;

		if (own)
			s->mine = r;
		if (r->status != SM_RUN_LOADING)
			continue;
		/* one that loads other tables is nobody's business here */
		if (own || (!*unfinished &&
			    sm__details_share(r->details, s->plan)))
			*unfinished = r;
	}
	return SM_OK;
}

/* ---- the decision ------------------------------------------------------------------------ */

/* What a resumed run's first process found is what counts. */
static void take_old_counts(struct sm_session *s)
{
	struct sm_arena *a = &s->arena;

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];
		struct sm_table_report *e = sm__session_entry(s, t);
		const char *name = sm_arena_printf(a, "before %s", t->name);
		const char *hash = sm_arena_printf(a, "before digest %s", t->name);
		char hex[33] = "";
		int64_t rows;
		size_t n;

		if (name && sm__details_number(s->mine->details, name, &rows))
			s->before[i] = (uint64_t)rows;
		if (e)
			e->before = s->before[i];
		hash = hash ? sm_details_find(s->mine->details, hash, &n) : NULL;
		if (hash && n == 32)
			memcpy(hex, hash, 32);
		s->has_before_digest[i] = sm_u128_parse(hex,
							&s->before_digest[i]);
	}
}

static void say_done(struct sm_session *s)
{
	sm__log(s->log, SM_LEVEL_INFO, "run.done", NULL, 0,
		"run %s is already done: finished %s by %s", s->mine->run_id,
		s->mine->finished_at ? s->mine->finished_at : "some time",
		s->mine->owner);
}

static void say_skipped(struct sm_session *s)
{
	struct sm_buf b = { 0 };

	put_counts(s, &b);
	sm__log(s->log, SM_LEVEL_INFO, "run.skipped", NULL, 0,
		"nothing done: tables hold rows already: %s", sm_buf_str(&b));
	sm_buf_release(&b);
}

enum sm_code sm__session_decide(struct sm_session *s, enum sm_way *way,
				struct sm_err *err)
{
	const struct sm_run_row *unfinished;
	const struct sm_options *o = s->o;

	*way = SM_WAY_LOAD;
	SM_TRY(find_runs(s, &unfinished, err));
	SM_TRY(count_all(s, err));
	if (o->clean)
		return clean(s, err);
	if (unfinished && unfinished != s->mine)
		return refuse_other(s, unfinished, err);
	if (unfinished && !o->resume && !sm__session_is_shard(s))
		return refuse_unfinished(s, err);
	if (unfinished) {
		take_old_counts(s);
		*way = SM_WAY_RESUME;
	} else if ((o->resume || sm__session_is_shard(s)) && s->mine) {
		SM_TRY(sm__session_check_done(s, err));
		say_done(s);
		*way = SM_WAY_DONE;
	} else if (o->if_empty && any_rows(s)) {
		say_skipped(s);
		*way = SM_WAY_SKIP;
	} else if (!o->append && any_rows(s)) {
		return refuse_rows(s, err);
	}
	return SM_OK;
}
