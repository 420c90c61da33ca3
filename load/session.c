/*
 * session.c - profile, target and plan brought together
 */
#define _GNU_SOURCE         /* sched_getaffinity */
#include <assert.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "details.h"
#include "guard.h"
#include "session.h"
#include "target/owner.h"
#include "watch.h"

uint64_t sm__monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

enum sm_code sm__session_stopped(const struct sm_session *s, struct sm_err *err)
{
	if (!s->stop || !atomic_load(s->stop))
		return SM_OK;
	return sm_fail(err, SM_E_STOPPED, "stopped by a signal");
}

/* Cores that this process may use: containers often have fewer than there are. */
unsigned sm__session_jobs(const struct sm_options *o)
{
	cpu_set_t set;

	if (o->jobs)
		return (unsigned)o->jobs;
	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
		return CPU_COUNT(&set) < 64 ? (unsigned)CPU_COUNT(&set) : 64;
	return 1;
}

/* Two at least where they help: one waits for the server while another sends.
 * Where no call waits (target.h: interrupt), as many as make rows: each makes its
 * own, or one where the target takes no more. */
unsigned sm__session_connections(const struct sm_session *s)
{
	unsigned most = s->target.kind->max_connections;
	unsigned n = sm__session_jobs(s->o);

	if (s->target.kind->interrupt)
		n = n < 2 ? 2 : n > 4 ? 4 : n;
	if (s->o->connections)
		n = (unsigned)s->o->connections;
	if (most && n > most)
		n = most;
	return n;
}

void sm__session_note(void *ctx, const char *text)
{
	struct sm_session *s = ctx;

	sm__log(s->log, SM_LEVEL_INFO, "note", NULL, 0, "%s", text);
}

/* ---- places -------------------------------------------------------------- */

static const char *existing(struct sm_arena *a, const char *folder,
			    const char *below)
{
	const char *path = folder ? sm_arena_printf(a, "%s%s", folder, below)
				  : NULL;

	return path && access(path, R_OK | X_OK) == 0 ? path : NULL;
}

/*
 * $SEEDMILL_SHARE/words, or beside the binary in a source tree (which links
 * ./seedmill to build/VARIANT/seedmill), or where it was installed.
 */
const char *sm__words_dir(struct sm_arena *a)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	const char *dir;
	char *slash;

	dir = existing(a, getenv("SEEDMILL_SHARE"), "/words");
	exe[n > 0 ? n : 0] = '\0';
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	if (!dir && slash)
		dir = existing(a, exe, "/profiles/words");
	if (!dir && slash)
		dir = existing(a, exe, "/../../profiles/words");
	return dir ? dir : SM_SHAREDIR "/words";
}

/* sqlite:NAME.sqlite in the current folder; a name may hold anything. */
static char *default_url(struct sm_session *s)
{
	char *url = sm_arena_printf(&s->arena, "sqlite:%s.sqlite",
				    sm_spec_name(s->spec));

	for (char *c = url ? url + strlen("sqlite:") : NULL; c && *c; c++)
		if (*c == '/' || (unsigned char)*c < ' ')
			*c = '_';
	return url;
}

/* ---- files --------------------------------------------------------------- */

void sm__session_files(struct sm_session *s)
{
	static const char *const formats[] = { "copy", "csv", "mysql", "jsonl" };
	static const char *const packing[] = { "none", "zst", "gz" };

	assert(s->o->format < SM_COUNTOF(formats));
	assert(s->o->compress < SM_COUNTOF(packing));
	if (sm__options_has(s->o, "format"))
		s->target.format = formats[s->o->format];
	if (sm__options_has(s->o, "compress"))
		s->target.compress = packing[s->o->compress];
}

/* A database takes rows in one form, its own. */
static enum sm_code check_files(const struct sm_session *s, struct sm_err *err)
{
	const char *kind = s->target.kind->name;
	const char *option = s->target.compress ? "compress" : "format";

	if (!strcmp(kind, "dir") ||
	    (!strcmp(kind, "null") && !s->target.compress) ||
	    (!s->target.format && !s->target.compress))
		return SM_OK;
	sm_fail(err, SM_E_USAGE, "--%s is for files, and %s: is none", option,
		s->url.scheme);
	return sm_fix(err, "leave it away, or load --to dir:PATH");
}

/* ---- begin, open --------------------------------------------------------- */

enum sm_code sm__session_begin(struct sm_session *s, struct sm_err *err)
{
	const char *words = sm__words_dir(&s->arena);

	s->began_us = sm__monotonic_us();
	s->report.command = s->o->command->name;
	s->report.path = s->o->operand;
	s->report.jobs = sm__session_jobs(s->o);
	sm__now_text(s->report.started_at);
	if (s->o->report)
		SM_TRY(sm_report_check(s->o->report, err));
	SM_TRY(sm_spec_load(s->o->operand, words, &s->spec, err));
	s->report.profile = sm_spec_name(s->spec);
	return SM_OK;
}

static enum sm_code take_url(struct sm_session *s, struct sm_err *err)
{
	const char *text = s->o->to ? s->o->to : default_url(s);

	if (!text)
		return sm_nomem(err);
	SM_TRY(sm_url_parse(text, &s->arena, &s->url, err));
	s->report.target = s->url.safe;
	s->target.kind = sm_target_find(s->url.scheme);
	if (!s->target.kind) {
		sm_fail(err, SM_E_USAGE, "there is no target \"%s:\"",
			s->url.scheme);
		return sm_fix(err, "seedmill kinds lists the targets");
	}
	return SM_OK;
}

enum sm_code sm__session_open(struct sm_session *s, bool writing,
			      struct sm_err *err)
{
	const struct sm_guard guard = {
		.terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
		.in = stdin,
		.out = stderr,
	};

	SM_TRY(take_url(s, err));
	sm__session_say_hello(s);
	if (writing)
		SM_TRY(sm__guard_check(&guard, &s->url, s->o, err));
	s->fresh = strcmp(s->target.kind->name, "sqlite") == 0 && s->url.path &&
		   access(s->url.path, F_OK) != 0;
	if (writing) {
		SM_TRY(sm__session_shard_may(s, err));
		SM_TRY(sm__session_shard_file(s, err));
	}
	s->target.url = &s->url;
	sm__session_files(s);
	SM_TRY(check_files(s, err));
	s->target.connect_attempts = (unsigned)s->o->connect_attempts;
	s->target.stop = s->stop;
	s->target.shard = s->o->shard;
	s->target.binary = s->o->binary;
	s->target.no_local_infile = s->o->no_local_infile;
	s->target.note = sm__session_note;
	s->target.note_ctx = s;
	s->target.retry = sm__session_retry;
	s->target.reading = !writing;
	sm__session_retry(s, 1, NULL);
	s->report.connections = sm__session_connections(s);
	SM_TRY(s->target.kind->open(&s->target, err));
	s->is_open = true;
	s->watch = sm__watch_start(&s->target, s->stop);
	sm__log(s->log, SM_LEVEL_STEP, "connect.ok", NULL, 0, "connected to %s",
		s->url.safe);
	return sm__session_stopped(s, err);
}

/* ---- plan ---------------------------------------------------------------- */

static enum sm_code describe(struct sm_session *s, struct sm_err *err)
{
	uint32_t n = sm_spec_ntables(s->spec);
	const char **names = sm_arena_array(&s->arena, n + 1, sizeof(*names));

	if (!names)
		return sm_nomem(err);
	if (!s->is_open || !s->target.kind->describe)
		return SM_OK;
	for (uint32_t i = 0; i < n; i++)
		names[i] = sm_spec_table(s->spec, i);
	SM_TRY(s->target.kind->describe(&s->target, names, n, &s->arena, &s->live,
					err));
	s->has_live = true;
	return SM_OK;
}

static enum sm_code compile(struct sm_session *s, struct sm_err *err)
{
	const struct sm_options *o = s->o;
	const struct sm_plan_opts opts = {
		.size = o->size,
		.scale = o->scale,
		.tenants = o->tenants,
		.seed = sm__options_has(o, "seed") ? &o->seed : NULL,
		.as_of = o->as_of,
		.rows = o->rows,
		.nrows = (uint32_t)o->nrows,
		.only = (const char *const *)o->tables,
		.nonly = (uint32_t)o->ntables,
		.chunk_rows = o->chunk_rows,
		.live = s->has_live ? &s->live : NULL,
		.serial_base = o->append ? sm__session_serial_base : NULL,
		.key_set = s->is_open && s->target.kind->read_where
			? sm__session_key_set : NULL,
		.ctx = s,
	};

	sm_plan_free(s->plan);
	s->plan = NULL;
	s->nbases = 0;
	SM_TRY(sm_plan_compile(s->spec, &opts, &s->plan, err));
	if (s->base_err.code) {
		*err = s->base_err;
		return err->code;
	}
	return SM_OK;
}

/* "order_id, line_no" */
static const char *column_list(struct sm_session *s, const struct sm_table *t,
			       const uint32_t *column, uint32_t n)
{
	struct sm_buf b = { 0 };
	const char *text;

	for (uint32_t i = 0; i < n; i++)
		sm_buf_printf(&b, "%s%s", i ? ", " : "",
			      t->columns[column[i]].name);
	text = b.failed ? NULL : sm_arena_strdup(&s->arena, sm_buf_str(&b));
	sm_buf_release(&b);
	return text;
}

static enum sm_code report_refs(struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	struct sm_report *r = &s->report;

	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *f = &p->refs[i];
		const struct sm_table *child = &p->tables[f->child];
		const struct sm_table *parent = &p->tables[f->parent];
		struct sm_reference_report *e = &r->refs[r->nrefs];

		if (!child->selected)
			continue;
		e->child = child->name;
		e->parent = parent->name;
		e->columns = column_list(s, child, f->child_column, f->n);
		e->parent_columns = column_list(s, parent, f->parent_column,
						f->n);
		if (!e->columns || !e->parent_columns)
			return sm_nomem(err);
		r->nrefs++;
	}
	return SM_OK;
}

/* What this run has of a table: all of it, or its shard's part. */
struct sm_part sm__session_part(const struct sm_session *s, uint32_t table)
{
	return sm_shard_part(s->o->shard, s->plan, table, 0);
}

static enum sm_code report_plan(struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	struct sm_report *r = &s->report;
	size_t n = (size_t)p->ntables + 1;

	r->seed = p->seed;
	r->size = p->size;
	r->scale = p->scale;
	memcpy(r->fingerprint, p->run_id, sizeof(r->fingerprint));
	memcpy(s->log->run, p->run_id, sizeof(s->log->run));
	r->ntables = 0;
	r->nrefs = 0;
	r->tables = sm_arena_array(&s->arena, n, sizeof(*r->tables));
	r->refs = sm_arena_array(&s->arena, (size_t)p->nrefs + 1,
				 sizeof(*r->refs));
	s->before = sm_arena_array(&s->arena, n, sizeof(*s->before));
	s->before_digest = sm_arena_array(&s->arena, n,
					  sizeof(*s->before_digest));
	s->has_before_digest = sm_arena_array(&s->arena, n, sizeof(bool));
	s->tallies = sm_arena_array(&s->arena, n, sizeof(*s->tallies));
	if (!r->tables || !r->refs || !s->before || !s->before_digest ||
	    !s->has_before_digest || !s->tallies)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected)
			r->tables[r->ntables++] = (struct sm_table_report){
				.name = p->tables[i].name,
				.planned = sm__session_part(s, i).rows,
			};
	return report_refs(s, err);
}

struct sm_table_report *sm__session_entry(struct sm_session *s,
					  const struct sm_table *t)
{
	for (uint32_t i = 0; i < s->report.ntables; i++)
		if (s->report.tables[i].name == t->name)
			return &s->report.tables[i];
	return NULL;
}

enum sm_code sm__session_plan(struct sm_session *s, struct sm_err *err)
{
	SM_TRY(describe(s, err));
	if (s->o->append)
		SM_TRY(sm__session_old_bases(s, err));
	SM_TRY(sm__session_schema(s, compile(s, err), err));
	if (s->mine && strcmp(s->mine->run_id, s->plan->run_id) != 0 &&
	    (s->mine->status == SM_RUN_DONE ||
	     !sm__details_share(s->mine->details, s->plan))) {
		/* a finished append of other rows, or one into other tables:
		 * this is a new one */
		s->mine = NULL;
		s->old_details = NULL;
		SM_TRY(compile(s, err));
	}
	s->target.plan = s->plan;
	s->target.run_id = s->plan->run_id;
	SM_TRY(report_plan(s, err));
	sm__session_say_plan(s);
	return sm__session_stopped(s, err);
}

/* ---- end ----------------------------------------------------------------- */

enum sm_code sm__session_report(struct sm_session *s, enum sm_code rc,
				struct sm_err *err)
{
	struct sm_report *r = &s->report;
	struct sm_err ignored = { 0 };

	r->seconds = (double)(sm__monotonic_us() - s->began_us) / 1e6;
	if (rc) {
		r->status = rc == SM_E_STOPPED ? SM_STATUS_STOPPED
					       : SM_STATUS_FAILED;
		r->err = *err;
	}
	if (!s->o->report)
		return rc;
	/* the run's own failure is the one to tell */
	if (rc) {
		(void)sm_report_write(r, s->o->report, &ignored);
		return rc;
	}
	return sm_report_write(r, s->o->report, err);
}

void sm__session_close(struct sm_session *s)
{
	sm__watch_end(s->watch);
	s->watch = NULL;
	if (s->is_open)
		s->target.kind->close(&s->target);
	s->is_open = false;
	sm__session_say_released(s);
	sm_plan_free(s->plan);
	sm_spec_free(s->spec);
	s->plan = NULL;
	s->spec = NULL;
	sm__session_keys_free(s);
	sm_arena_release(&s->target.arena);
	sm_arena_release(&s->arena);
}
