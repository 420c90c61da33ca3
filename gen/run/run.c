/*
 * run.c - workers make, loaders load, the first failure ends it all
 *
 * Why there is no deadlock: every lane has blocks of its own, a worker takes a
 * lane's block before it claims that lane's next unit, and a lane's units are
 * claimed in order; so each unit claimed has a block, is always finished, and
 * is taken by a loader that waits for nothing but it - or for the commit of an
 * earlier chunk, of which the same is true.
 *
 * With one job and one connection there are no threads: the caller's thread is
 * the loader, and its lane makes the blocks itself. A target whose calls never
 * wait (target.h: interrupt) and takes as many streams as there are jobs has
 * loaders alone, too: each makes the rows of its own chunks, and nothing is
 * handed over.
 *
 * A chunk whose load() fails and says `retry` is tried again on a new stream,
 * its rows made again by the loader alone: a COMMIT whose answer was lost is
 * decided by the chunk's ledger row.
 */
#include <assert.h>
#include <string.h>
#include <time.h>

#include "feed.h"

#define ATTEMPTS 4              /* of one chunk */

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

bool sm__run_stopping(struct run *r)
{
	return atomic_load(&r->failed) || (r->cfg->stop && atomic_load(r->cfg->stop));
}

bool sm__run_alone(const struct run *r)
{
	return r->cfg->jobs == r->nlanes &&
	       (r->nlanes == 1 || !r->cfg->target->kind->interrupt);
}

/* Lock held. */
static void go_home(struct run *r)
{
	r->ended = true;
	pthread_cond_broadcast(&r->work_cond);
	pthread_cond_broadcast(&r->gate_cond);
	for (unsigned i = 0; i < r->nlanes; i++)
		pthread_cond_broadcast(&r->lane[i].ready_cond);
}

static void fail_run(struct run *r, const struct sm_err *err)
{
	pthread_mutex_lock(&r->lock);
	/* that a thread was stopped is the consequence, never the cause */
	if (!r->failed || (r->err.code == SM_E_STOPPED &&
			   err->code != SM_E_STOPPED))
		r->err = *err;
	r->failed = true;
	go_home(r);
	pthread_mutex_unlock(&r->lock);
	/* the others may be waiting for a server */
	if (r->nlanes > 1 && r->cfg->target->kind->interrupt)
		r->cfg->target->kind->interrupt(r->cfg->target);
}

/* ---- one chunk ------------------------------------------------------------------ */

static void chunk_starts(struct sm_feed *f)
{
	uint64_t zero = 0;

	f->unit = 0;
	f->cut = false;
	f->bytes = f->sent = 0;
	f->digest = (struct sm_u128){ 0 };
	atomic_compare_exchange_strong(&f->run->tally[f->task[0].table].started_us,
				       &zero, now_us());
}

/* Make what is left, for its digest: the chunk was there already. */
static void drain(struct sm_feed *f)
{
	const struct sm_block *b;

	while ((b = sm_feed_next(f)) != NULL)
		sm_feed_done(f, b);
}

static enum sm_code check_counts(struct sm_feed *f, const struct sm_loaded *l,
				 struct sm_err *err)
{
	const struct task *t = &f->task[0];
	const char *name = sm_feed_table(f)->name;

	if (l->rows != t->rows || f->sent != t->rows)
		return sm_fail(err, SM_E_LOAD, "%s: chunk %llu has %llu rows, %llu "
			       "were sent, the target says it stored %llu", name,
			       (unsigned long long)t->chunk,
			       (unsigned long long)t->rows,
			       (unsigned long long)f->sent,
			       (unsigned long long)l->rows);
	return SM_OK;
}

static void chunk_committed(struct sm_feed *f, const struct sm_loaded *l)
{
	struct run *r = f->run;
	struct sm_tally *t = &r->tally[f->task[0].table];

	atomic_fetch_add(&t->acked, l->rows);
	atomic_fetch_add(&t->warnings, l->warnings);
	atomic_fetch_add(&t->chunks, 1);
	atomic_store(&t->ended_us, now_us());
	pthread_mutex_lock(&r->lock);
	t->digest = sm_u128_add(t->digest, f->digest);
	r->left[f->task[0].table]--;
	r->committed[f->task[0].table]++;
	sm__lane_pop(f);
	pthread_cond_broadcast(&r->gate_cond);
	pthread_cond_broadcast(&r->work_cond);
	pthread_mutex_unlock(&r->lock);
}

static enum sm_code open_stream(struct sm_feed *f, struct sm_err *err)
{
	struct sm_target *t = f->run->cfg->target;

	if (f->stream_open)
		return SM_OK;
	f->stream = (struct sm_stream){ .target = t, .number = f->number };
	SM_TRY(t->kind->stream_open(&f->stream, err));
	f->stream_open = true;
	return SM_OK;
}

static void close_stream(struct sm_feed *f)
{
	if (f->stream_open)
		f->run->cfg->target->kind->stream_close(&f->stream);
	f->stream_open = false;
}

static void back_off(struct run *r, unsigned attempt)
{
	struct timespec tick = { .tv_nsec = 50000000 };

	for (unsigned i = 0; i < 10u << attempt && !sm__run_stopping(r); i++)
		nanosleep(&tick, NULL);
}

static enum sm_code load_once(struct sm_feed *f, struct sm_loaded *l,
			      struct sm_err *err)
{
	enum sm_code rc;

	*l = (struct sm_loaded){ 0 };
	chunk_starts(f);
	rc = open_stream(f, err);
	if (rc) {
		l->retry = rc == SM_E_CONNECT;
		return rc;
	}
	SM_TRY(f->run->cfg->target->kind->load(&f->stream, f, l, err));
	if (l->already) {
		drain(f);
		if (sm_feed_stopped(f))
			return sm_fail(err, SM_E_STOPPED, "stopped");
		l->rows = f->sent;
	}
	return check_counts(f, l, err);
}

static enum sm_code load_chunk(struct sm_feed *f, struct sm_err *err)
{
	struct sm_loaded l;
	bool alone = f->alone;
	enum sm_code rc;

	for (unsigned attempt = 1;; attempt++) {
		rc = load_once(f, &l, err);
		if (!rc)
			break;
		if (!l.retry || attempt == ATTEMPTS || sm__run_stopping(f->run))
			break;
		close_stream(f);
		sm__lane_abandon(f);
		back_off(f->run, attempt);
	}
	sm__lane_alone(f, alone);
	if (!rc)
		chunk_committed(f, &l);
	return rc;
}

/* ---- threads ---------------------------------------------------------------------- */

/* The next chunk, when its turn has come. False: none, or the run ends. */
static bool next_task(struct sm_feed *f)
{
	struct run *r = f->run;
	bool got;

	pthread_mutex_lock(&r->lock);
	got = !sm__run_stopping(r) && sm__lane_task(f);
	while (got && !sm__run_stopping(r) && !sm__gate_open(r, &f->task[0])) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		pthread_cond_timedwait(&r->gate_cond, &r->lock, &until);
	}
	got = got && !sm__run_stopping(r);
	pthread_mutex_unlock(&r->lock);
	return got;
}

static void *load_thread(void *arg)
{
	struct sm_feed *f = arg;
	struct sm_err err = { 0 };
	enum sm_code rc = SM_OK;

	while (!rc && next_task(f))
		rc = load_chunk(f, &err);
	close_stream(f);
	if (rc)
		fail_run(f->run, &err);
	return NULL;
}

struct helper {
	struct run *run;
	struct sm_worker *worker;
	pthread_t thread;
	bool started;
};

static void *work_thread(void *arg)
{
	struct helper *h = arg;

	sm__lane_work(h->run, h->worker);
	return NULL;
}

static bool start(struct run *r, pthread_t *t, void *(*fn)(void *), void *arg)
{
	struct sm_err err = { 0 };

	if (pthread_create(t, NULL, fn, arg) == 0)
		return true;
	sm_fail(&err, SM_E_INTERNAL, "cannot start a thread");
	sm_fix(&err, "use fewer with -j or --connections, or raise ulimit -u");
	fail_run(r, &err);
	return false;
}

static void run_threads(struct run *r, struct helper *helper,
			unsigned workers)
{
	unsigned loaders = 0;

	for (unsigned i = 0; i < workers; i++)
		helper[i].started = start(r, &helper[i].thread, work_thread,
					  &helper[i]);
	while (loaders < r->nlanes &&
	       start(r, &r->lane[loaders].thread, load_thread, &r->lane[loaders]))
		loaders++;
	for (unsigned i = 0; i < loaders; i++)
		pthread_join(r->lane[i].thread, NULL);
	pthread_mutex_lock(&r->lock);
	go_home(r);
	pthread_mutex_unlock(&r->lock);
	for (unsigned i = 0; i < workers; i++)
		if (helper[i].started)
			pthread_join(helper[i].thread, NULL);
}

static enum sm_code run_all(struct run *r, struct sm_err *err)
{
	unsigned workers = sm__run_alone(r) ? 0 : r->cfg->jobs;
	struct helper *helper;
	bool ok = true;

	if (workers == 0 && r->nlanes == 1) {
		load_thread(&r->lane[0]);
		return SM_OK;
	}
	helper = sm_calloc(workers + 1, sizeof(*helper));
	if (!helper)
		return sm_nomem(err);
	for (unsigned i = 0; i < workers; i++) {
		helper[i].run = r;
		helper[i].worker = sm_worker_new(r->cfg->plan);
		ok &= helper[i].worker != NULL;
	}
	if (ok)
		run_threads(r, helper, workers);
	for (unsigned i = 0; i < workers; i++)
		sm_worker_free(helper[i].worker);
	sm_free(helper);
	return ok ? SM_OK : sm_nomem(err);
}

/* ---- beginning and end ------------------------------------------------------------- */

static enum sm_code prepare(struct run *r, struct sm_arena *a, struct sm_err *err)
{
	const struct sm_plan *plan = r->cfg->plan;

	r->prepared = sm_arena_array(a, plan->ntables + 1, sizeof(*r->prepared));
	r->lane = sm_arena_array(a, r->nlanes, sizeof(*r->lane));
	if (!r->prepared || !r->lane)
		return sm_nomem(err);
	for (uint32_t i = 0; i < plan->ntables; i++) {
		r->prepared[i] = r->cfg->encoder->prepare(&plan->tables[i], a);
		if (!r->prepared[i])
			return sm_nomem(err);
	}
	SM_TRY(sm__deal_init(r, err));
	for (unsigned i = 0; i < r->nlanes; i++)
		SM_TRY(sm__lane_init(r, &r->lane[i], i, err));
	return run_all(r, err);
}

static enum sm_code outcome(struct run *r, enum sm_code rc, struct sm_err *err)
{
	if (rc)
		return rc;
	if (r->cfg->stop && atomic_load(r->cfg->stop)) {
		for (uint32_t i = 0; i < r->cfg->plan->ntables; i++)
			if (r->left[i])
				return sm_fail(err, SM_E_STOPPED, "stopped");
	}
	if (r->failed)
		*err = r->err;
	return r->failed ? r->err.code : SM_OK;
}

enum sm_code sm_run(const struct sm_run_config *cfg, struct sm_tally *tallies,
		    struct sm_err *err)
{
	struct run r = { .cfg = cfg, .tally = tallies, .nlanes = cfg->connections };
	struct sm_arena arena = { 0 };
	enum sm_code rc;

	assert(cfg->jobs >= 1 && cfg->connections >= 1);
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.work_cond, NULL);
	pthread_cond_init(&r.gate_cond, NULL);
	rc = outcome(&r, prepare(&r, &arena, err), err);
	for (unsigned i = 0; r.lane && i < r.nlanes; i++)
		sm__lane_release(&r.lane[i]);
	sm__deal_release(&r);
	pthread_cond_destroy(&r.gate_cond);
	pthread_cond_destroy(&r.work_cond);
	pthread_mutex_destroy(&r.lock);
	sm_arena_release(&arena);
	return rc;
}
