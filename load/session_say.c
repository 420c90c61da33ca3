/*
 * session_say.c - what a session says on the way, and its last words
 *
 * docs/log.md is the contract of these events. People see those of a load that
 * matter to them: with -v each step, else the summary.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "cli/progress.h"
#include "session.h"

#define SHARD_WAIT_S 86400  /* for the shards before: --lock-wait's most */

void sm__session_say_hello(struct sm_session *s)
{
	const struct sm_field f[] = {
		SM_F_TEXT("command", s->o->command->name),
		SM_F_TEXT("profile", s->report.profile),
		SM_F_TEXT("target", s->url.safe),
	};

	sm__log(s->log, SM_LEVEL_INFO, "run.start", f, SM_COUNTOF(f), NULL);
}

void sm__session_retry(void *ctx, unsigned attempt, const char *why)
{
	struct sm_session *s = ctx;
	const struct sm_field f[] = {
		SM_F_NUMBER("attempt", attempt),
		SM_F_TEXT("target", s->url.safe),
		SM_F_TEXT("why", why),
	};

	if (attempt == 1)
		sm__log(s->log, SM_LEVEL_STEP, "connect.attempt", f, 2, NULL);
	else
		sm__log(s->log, SM_LEVEL_STEP, "connect.attempt", f,
			SM_COUNTOF(f), "attempt %u to connect: %s", attempt, why);
}

/* ---- the schema and the plan ---------------------------------------------------- */

/* The table that "Schema validation failed for TABLE: ..." names, or "". */
static const char *table_of(const struct sm_err *err, char out[256])
{
	static const char begin[] = "Schema validation failed for ";
	const char *table = err->what + sizeof(begin) - 1, *end;

	out[0] = '\0';
	if (strncmp(err->what, begin, sizeof(begin) - 1) != 0)
		return out;
	end = strstr(table, ": ");
	if (end && end - table < 256)
		(void)snprintf(out, 256, "%.*s", (int)(end - table), table);
	return out;
}

enum sm_code sm__session_schema(struct sm_session *s, enum sm_code rc,
				struct sm_err *err)
{
	char table[256];
	const struct sm_field f[] = {
		SM_F_NUMBER("code", rc),
		SM_F_TEXT("why", err->what),
		SM_F_TEXT("table", table_of(err, table)),
	};

	if (rc == SM_E_SCHEMA)
		sm__log(s->log, SM_LEVEL_ERROR, "schema.mismatch", f,
			SM_COUNTOF(f) - !table[0], NULL);
	return rc;
}

void sm__session_say_plan(struct sm_session *s)
{
	char rows[32];
	const struct sm_field f[] = {
		SM_F_NUMBER("tables", s->report.ntables),
		SM_F_NUMBER("rows_total", s->plan->rows),
		SM_F_NUMBER("seed", s->plan->seed),
	};

	sm__log(s->log, SM_LEVEL_STEP, "schema.ok", NULL, 0, NULL);
	/* a plan that is the result is on stdout */
	if (s->o->command->id == SM_CMD_PLAN || s->o->dry_run)
		sm__log(s->log, SM_LEVEL_STEP, "plan.ready", f, SM_COUNTOF(f),
			NULL);
	else
		sm__log(s->log, SM_LEVEL_STEP, "plan.ready", f, SM_COUNTOF(f),
			"plan %s: %u table%s, %s rows", s->plan->run_id,
			s->report.ntables, s->report.ntables == 1 ? "" : "s",
			sm_commas(s->plan->rows, rows));
}

/* ---- the lock ------------------------------------------------------------------- */

static const char *lock_name(const struct sm_session *s, char out[280])
{
	const char *of = s->url.database ? s->url.database : s->url.path;

	(void)snprintf(out, 280, "seedmill:%.256s", of ? of : "");
	return out;
}

static void say_lock(struct sm_session *s, enum sm_level level,
		     const char *event, const char *holder)
{
	char name[280];
	const struct sm_field f[] = {
		SM_F_TEXT("lock", lock_name(s, name)),
		SM_F_TEXT("holder", holder),
	};

	sm__log(s->log, level, event, f, SM_COUNTOF(f) - !holder, NULL);
}

enum sm_code sm__session_lock(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	unsigned wait_s = (unsigned)s->o->lock_wait;
	enum sm_code rc;

	if (!k->lock)
		return SM_OK;
	if (sm__session_is_shard(s) && !sm__options_has(s->o, "lock-wait"))
		wait_s = SHARD_WAIT_S;
	rc = k->lock(&s->target, wait_s, err);
	s->locked = !rc;
	if (!rc)
		say_lock(s, SM_LEVEL_STEP, "lock.acquired", NULL);
	else if (rc == SM_E_LOCK)
		say_lock(s, SM_LEVEL_ERROR, "lock.conflict", err->why);
	return rc;
}

void sm__session_say_released(struct sm_session *s)
{
	if (s->locked)
		say_lock(s, SM_LEVEL_STEP, "lock.released", NULL);
	s->locked = false;
}

/* ---- the end --------------------------------------------------------------------- */

struct totals {
	uint64_t rows, resumed, planned, warnings;
	uint32_t tables;            /* that have all their rows */
};

static struct totals add_up(const struct sm_session *s)
{
	struct totals sum = { .warnings = atomic_load(&s->log->warnings) };

	for (uint32_t i = 0; i < s->report.ntables; i++) {
		const struct sm_table_report *e = &s->report.tables[i];

		sum.rows += e->acked + e->resumed;
		sum.resumed += e->resumed;
		sum.planned += e->planned;
		sum.warnings += e->warnings;
		sum.tables += e->has_digest &&
			      e->acked + e->resumed == e->planned;
	}
	return sum;
}

/* "195 rows in 7 tables, 0 errors, 0 warnings, 0.4s" */
static void put_totals(const struct totals *sum, unsigned errors, double seconds,
		       struct sm_buf *b)
{
	char rows[32], n[32], took[32];

	sm_buf_printf(b, "%s row%s in %u table%s", sm_commas(sum->rows, rows),
		      sum->rows == 1 ? "" : "s", sum->tables,
		      sum->tables == 1 ? "" : "s");
	if (sum->resumed)
		sm_buf_printf(b, " (%s of them were there)",
			      sm_commas(sum->resumed, rows));
	sm_buf_printf(b, ", %u error%s, %s warning%s, %s", errors,
		      errors == 1 ? "" : "s", sm_commas(sum->warnings, n),
		      sum->warnings == 1 ? "" : "s",
		      sm__duration(seconds, took));
}

/* run.end comes behind the error, which main() tells. */
void sm__session_leave_end(struct sm_session *s)
{
	const struct sm_report *r = &s->report;

	s->log->end = (struct sm_log_end){
		.due = true,
		.status = r->status == SM_STATUS_OK ? "ok" : "nothing to do",
		.rows = r->rows,
		.bytes = r->bytes,
		.ms = (sm__monotonic_us() - s->began_us) / 1000,
	};
}

/*
 * Programs get it whenever there was a plan; people when rows were to be loaded:
 * a refusal has its own words, and so has a load that had nothing to do.
 */
void sm__session_summary(struct sm_session *s, enum sm_code rc)
{
	const struct sm_report *r = &s->report;
	const struct totals sum = add_up(s);
	double seconds = (double)(sm__monotonic_us() - s->began_us) / 1e6;
	struct sm_buf b = { 0 };
	const struct sm_field f[] = {
		SM_F_NUMBER("tables", sum.tables),
		SM_F_NUMBER("rows", sum.rows),
		SM_F_NUMBER("rows_total", sum.planned),
		SM_F_NUMBER("resumed", sum.resumed),
		SM_F_NUMBER("errors", rc != SM_OK),
		SM_F_NUMBER("warnings", sum.warnings),
		SM_F_NUMBER("bytes", r->bytes),
		SM_F_REAL("rate", r->load_seconds > 1e-6
			  ? (double)r->rows / r->load_seconds : 0),
		SM_F_NUMBER("duration_ms", (uint64_t)(seconds * 1000)),
	};

	put_totals(&sum, rc != SM_OK, seconds, &b);
	if (s->plan && (s->running || s->log->json))
		sm__log(s->log, SM_LEVEL_INFO, "run.summary", f, SM_COUNTOF(f),
			"%s", sm_buf_str(&b));
	sm_buf_release(&b);
}
