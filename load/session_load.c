/*
 * session_load.c - a load, from preflight to the reconciled report
 *
 * The order is target.h's. Until begin() nothing of ours is in the database;
 * from then on every failure ends with both ways on: the command that finishes
 * this run, and the one that deletes its rows. done() comes after everything
 * was counted, so a run row that says "done" has been reconciled.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "cli/progress.h"
#include "details.h"
#include "session.h"

/* ---- details ---------------------------------------------------------------------- */

static void put_begin(struct sm_session *s, struct sm_buf *b)
{
	static const char *const drop[] = { "resume", "clean", "if-empty", "yes",
					    "force", "report", "shard", NULL };
	const struct sm_plan *p = s->plan;
	struct sm_buf line = { 0 };
	char hex[33];

	for (uint32_t i = 0; i < p->ninputs; i++)
		sm__details_add(b, p->inputs[i].name, "%s", p->inputs[i].value);
	sm__details_add(b, "append", "%s", s->o->append ? "yes" : "no");
	for (uint32_t i = 0; i < s->nbases; i++) {
		const struct sm_base *base = &s->bases[i];

		sm_buf_reset(&line);
		sm_buf_printf(&line, "base %s.%s", base->table, base->column);
		if (base->used)
			sm__details_add(b, sm_buf_str(&line), "%" PRId64,
					base->value);
		else
			sm__details_add(b, sm_buf_str(&line), "-");
	}
	for (uint32_t i = 0; i < p->ntables; i++) {
		if (!p->tables[i].selected)
			continue;
		sm_buf_reset(&line);
		sm_buf_printf(&line, "before %s", p->tables[i].name);
		sm__details_add(b, sm_buf_str(&line), "%" PRIu64, s->before[i]);
		if (!s->has_before_digest[i])
			continue;
		sm_buf_reset(&line);
		sm_buf_printf(&line, "before digest %s", p->tables[i].name);
		sm_u128_hex(s->before_digest[i], hex);
		sm__details_add(b, sm_buf_str(&line), "%s", hex);
	}
	sm__session_put_late(s, b);
	sm_buf_reset(&line);
	sm__options_command(s->o, drop, NULL, &line);
	sm__details_add(b, "command", "%s", sm_buf_str(&line));
	sm_buf_release(&line);
}

static void put_done(struct sm_session *s, struct sm_buf *b)
{
	struct sm_buf line = { 0 };
	char hex[33];

	put_begin(s, b);
	for (uint32_t i = 0; i < s->report.ntables; i++) {
		const struct sm_table_report *e = &s->report.tables[i];

		sm_buf_reset(&line);
		sm_buf_printf(&line, "rows %s", e->name);
		sm__details_add(b, sm_buf_str(&line), "%" PRIu64,
				e->acked + e->resumed);
		sm_u128_hex(e->digest, hex);
		sm_buf_reset(&line);
		sm_buf_printf(&line, "digest %s", e->name);
		sm__details_add(b, sm_buf_str(&line), "%s", hex);
	}
	sm__details_add(b, "seconds", "%.3f",
			(double)(sm__monotonic_us() - s->began_us) / 1e6);
	sm_buf_release(&line);
}

/* ---- the run ------------------------------------------------------------------------ */

/* Does the database check keys while rows come in? */
static bool live_keys(const struct sm_plan *p)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected && p->tables[i].live &&
		    p->tables[i].live->nfks)
			return true;
	return false;
}

static void take_tallies(struct sm_session *s)
{
	struct sm_report *r = &s->report;

	r->rows = 0;
	r->bytes = 0;
	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_tally *t = &s->tallies[i];
		struct sm_table_report *e =
			sm__session_entry(s, &s->plan->tables[i]);

		if (!e)
			continue;
		e->generated = t->generated;
		e->sent = t->sent;
		e->acked = t->acked;
		e->resumed = t->resumed;
		e->bytes = t->bytes;
		e->warnings = t->warnings;
		e->digest = t->digest;
		e->has_digest = t->chunks == sm__session_part(s, i).chunks;
		if (t->started_us && t->ended_us > t->started_us)
			e->seconds = (double)(t->ended_us - t->started_us) / 1e6;
		r->rows += e->acked;
		r->bytes += e->bytes;
	}
}

enum sm_code sm__session_run(struct sm_session *s, struct sm_err *err)
{
	bool *later = sm_arena_array(&s->arena, s->plan->ntables + 1,
				     sizeof(*later));
	const struct sm_run_config cfg = {
		.plan = s->plan,
		.target = &s->target,
		.encoder = s->target.kind->encoder(&s->target),
		.jobs = s->report.jobs,
		.connections = s->report.connections,
		.ordered = live_keys(s->plan) && !sm__session_is_shard(s),
		.digest = true,
		.done = s->chunks.chunk,
		.ndone = s->chunks.n,
		.later = later,
		.shard = s->o->shard,
		.limit = s->o->limit,
		.stop = s->stop,
	};
	struct sm_progress *p;
	uint64_t from = sm__monotonic_us();
	enum sm_code rc;

	if (!later)
		return sm_nomem(err);
	for (uint32_t i = 0; i < s->plan->ntables; i++)
		later[i] = sm__session_later(s, i);
	p = sm__progress_start(s->log, s->plan, s->o->shard, s->tallies,
			       s->o->command->id == SM_CMD_LOAD);
	rc = sm_run(&cfg, s->tallies, err);
	sm__progress_stop(p);
	s->report.load_seconds = (double)(sm__monotonic_us() - from) / 1e6;
	take_tallies(s);
	return rc;
}

/* ---- around it ------------------------------------------------------------------------- */

/* --verify digest beside rows that were there: what they say is taken off later. */
static enum sm_code digest_before(struct sm_session *s, struct sm_err *err)
{
	uint64_t rows;

	if (s->o->verify != SM_VERIFY_DIGEST || !s->target.kind->counts)
		return SM_OK;
	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		if (!s->plan->tables[i].selected || !s->before[i])
			continue;
		SM_TRY(sm__session_read_digest(s, &s->plan->tables[i],
					       &s->before_digest[i], &rows, err));
		s->has_before_digest[i] = true;
	}
	return SM_OK;
}

static enum sm_code begin(struct sm_session *s, enum sm_way way,
			  struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	struct sm_buf details = { 0 };
	enum sm_code rc;

	if (way == SM_WAY_LOAD)
		SM_TRY(digest_before(s, err));
	if (!k->ledger)
		return SM_OK;
	put_begin(s, &details);
	rc = details.failed ? sm_nomem(err)
			    : k->begin(&s->target, sm_buf_str(&details), err);
	sm_buf_release(&details);
	if (rc)
		return rc;
	s->begun = true;
	SM_TRY(k->chunks(&s->target, &s->arena, &s->chunks, err));
	if (way == SM_WAY_RESUME)
		sm__log(s->log, SM_LEVEL_INFO, "run.resumed", NULL, 0,
			"going on with run %s: %zu chunks are there", s->plan->run_id,
			s->chunks.n);
	return SM_OK;
}

static void say_reconciled(struct sm_session *s)
{
	for (uint32_t i = 0; i < s->report.ntables; i++) {
		const struct sm_table_report *e = &s->report.tables[i];
		char which[32];
		const struct sm_field f[] = {
			SM_F_TABLE_OF(i + 1, s->report.ntables, which),
			SM_F_TEXT("table", e->name),
			SM_F_NUMBER("rows", e->acked + e->resumed),
			SM_F_NUMBER("planned", e->planned),
			SM_F_NUMBER("acked", e->acked),
			SM_F_NUMBER("resumed", e->resumed),
			SM_F_NUMBER("warnings", e->warnings),
			SM_F_NUMBER("before", e->before),
			SM_F_NUMBER("counted", e->counted),
		};

		sm__log(s->log, SM_LEVEL_INFO, "table.reconciled", f,
			SM_COUNTOF(f) - (e->has_counts ? 0 : 2), NULL);
	}
}

/* Counted, keys checked, read back: then the identities. */
static enum sm_code check(struct sm_session *s, struct sm_err *err)
{
	SM_TRY(sm__session_count(s, err));
	SM_TRY(sm__session_orphans(s, err));
	if (s->o->verify == SM_VERIFY_DIGEST)
		SM_TRY(sm__session_read_back(s, err));
	SM_TRY(sm_reconcile(&s->report, err));
	say_reconciled(s);
	return SM_OK;
}

static enum sm_code done(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	struct sm_buf details = { 0 };
	enum sm_code rc;

	if (!k->ledger)
		return SM_OK;
	put_done(s, &details);
	rc = details.failed ? sm_nomem(err)
			    : k->done(&s->target, sm_buf_str(&details),
				      !s->o->no_history, err);
	sm_buf_release(&details);
	return rc;
}

static enum sm_code load(struct sm_session *s, enum sm_way way,
			 struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	bool whole;

	s->running = true;
	SM_TRY(begin(s, way, err));
	SM_TRY(sm__session_stopped(s, err));
	if (k->prepare)
		SM_TRY(k->prepare(&s->target, err));
	SM_TRY(sm__session_run(s, err));
	SM_TRY(sm__session_shard_whole(s, &whole, err));
	if (!whole)
		return sm_reconcile(&s->report, err);
	SM_TRY(sm__session_fill(s, err));
	if (k->finish)
		SM_TRY(k->finish(&s->target, err));
	SM_TRY(sm__session_stopped(s, err));
	SM_TRY(check(s, err));
	return done(s, err);
}

/* One more line behind what `why` says. */
static void why_too(struct sm_err *err, const char *line)
{
	char why[sizeof(err->why)];

	(void)snprintf(why, sizeof(why), "%.500s%s%.500s", err->why,
		       *err->why ? "\n" : "", line);
	sm_why(err, "%s", why);
}

/* A run of which nothing is there needs no resuming: its row goes again. */
static bool forgotten(struct sm_session *s)
{
	const struct sm_target_kind *k = s->target.kind;
	struct sm_err ignored = { 0 };
	bool gone = false;

	if (k->forget)
		(void)k->forget(&s->target, &gone, &ignored);
	return gone;
}

/* What is kept after a failure, and how to go on. */
static void explain(struct sm_session *s, struct sm_err *err)
{
	uint64_t chunks = 0, all = 0, rows = 0;
	char kept[32], line[512];

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		if (!s->plan->tables[i].selected)
			continue;
		chunks += s->tallies[i].chunks;
		all += sm__session_part(s, i).chunks;
		rows += s->tallies[i].acked + s->tallies[i].resumed;
	}
	if (s->fresh) {
		(void)snprintf(line, sizeof(line), "%.400s was not made: a new "
			       "file is kept only when it is whole", s->url.path);
		why_too(err, line);
		if (err->code == SM_E_STOPPED)
			sm_fix(err, "run the same command again");
		return;
	}
	if (!s->begun)
		return;
	if (!chunks && forgotten(s)) {
		why_too(err, "nothing was loaded: no row of this run is there");
		sm__session_again(s, err);
		return;
	}
	(void)snprintf(line, sizeof(line), "%" PRIu64 " of %" PRIu64 " chunks (%s "
		       "rows) are committed and kept, open ones were rolled back",
		       chunks, all, sm_commas(rows, kept));
	why_too(err, line);
	sm__session_ways(s, err);
}

enum sm_code sm__session_load(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	enum sm_way way;
	enum sm_code rc;

	assert(s->plan && s->is_open);
	if (k->preflight)
		SM_TRY(sm__session_schema(s, k->preflight(&s->target, err), err));
	SM_TRY(sm__session_lock(s, err));
	SM_TRY(sm__session_shard_look_again(s, err));
	SM_TRY(sm__session_bases_hold(s, err));
	SM_TRY(sm__session_decide(s, &way, err));
	if (way == SM_WAY_SKIP || way == SM_WAY_DONE) {
		s->report.status = way == SM_WAY_SKIP ? SM_STATUS_SKIPPED
						      : SM_STATUS_ALREADY_DONE;
		return SM_OK;
	}
	SM_TRY(sm__session_shard_keys(s, err));
	SM_TRY(sm__session_stopped(s, err));
	rc = load(s, way, err);
	/* what failed after a signal failed because of it (watch.h) */
	if (rc && s->stop && atomic_load(s->stop))
		rc = SM_E_STOPPED;
	if (rc == SM_E_STOPPED)
		sm_fail(err, rc, "stopped by a signal");
	if (rc)
		explain(s, err);
	return rc;
}
