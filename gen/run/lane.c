/*
 * lane.c - blocks between workers and one loader, in unit order
 *
 * A lane owns jobs / lanes + 2 blocks: one for each worker that may be filling
 * for it when all lanes are served evenly, one ready, one being sent. Workers
 * serve the lane with most free blocks, so no loader goes hungry beside a full
 * one.
 *
 * sm_feed_next() in a lane that is `alone` makes the block itself: the whole of
 * a run with one thread, and a chunk that is sent a second time.
 */
#include <assert.h>
#include <errno.h>
#include <time.h>

#include "feed.h"

static size_t wire_bytes(const struct run *r)
{
	size_t most = 0;

	for (uint32_t i = 0; i < r->cfg->plan->ntables; i++) {
		const struct sm_table *t = &r->cfg->plan->tables[i];
		size_t n = t->selected
			? t->unit_rows * r->cfg->encoder->bound(t) : 0;

		most = n > most ? n : most;
	}
	return most;
}

static struct parcel *new_parcel(size_t wire)
{
	struct parcel *p = sm_calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->block.wire.p = sm_malloc(wire + SM_SLACK);
	p->block.wire.cap = wire;
	if (p->block.wire.p)
		return p;
	sm_free(p);
	return NULL;
}

static void free_parcels(struct parcel *p)
{
	while (p) {
		struct parcel *next = p->next;

		sm_free(p->block.wire.p);
		sm_free(p);
		p = next;
	}
}

enum sm_code sm__lane_init(struct run *r, struct sm_feed *f, unsigned number,
			   struct sm_err *err)
{
	size_t wire = wire_bytes(r);
	unsigned blocks = (r->cfg->jobs + r->nlanes - 1) / r->nlanes + 2;

	f->run = r;
	f->number = number;
	pthread_cond_init(&f->ready_cond, NULL);
	f->alone = sm__run_alone(r);
	f->worker = sm_worker_new(r->cfg->plan);
	f->spare = new_parcel(wire);
	if (!f->worker || !f->spare)
		return sm_nomem(err);
	for (unsigned i = 0; !f->alone && i < blocks; i++) {
		struct parcel *p = new_parcel(wire);

		if (!p)
			return sm_nomem(err);
		p->next = f->free;
		f->free = p;
		f->nfree++;
	}
	return SM_OK;
}

void sm__lane_release(struct sm_feed *f)
{
	if (!f->run)
		return;
	free_parcels(f->free);
	free_parcels(f->ready);
	free_parcels(f->spare);
	sm_worker_free(f->worker);
	pthread_cond_destroy(&f->ready_cond);
}

/* ---- the workers' side ------------------------------------------------------ */

static bool has_units(const struct sm_feed *f)
{
	return !f->alone && f->ntasks &&
	       f->claimed[f->ntasks - 1] < f->task[f->ntasks - 1].units;
}

/* Everything of the lane's chunk is claimed: deal it the next one, if any. */
static bool deal_ahead(struct sm_feed *f)
{
	if (f->alone || f->ntasks != 1 || !sm__deal(f->run, &f->task[1]))
		return false;
	f->claimed[1] = 0;
	f->ntasks = 2;
	return true;
}

/*
 * The lane with most free blocks among those with units. Only when none has any
 * is a chunk dealt ahead: one dealt early could wait behind a slow one while
 * another loader has nothing to do.
 */
static struct sm_feed *hungriest(struct run *r)
{
	struct sm_feed *best = NULL, *ahead = NULL;

	for (unsigned i = 0; i < r->nlanes; i++) {
		struct sm_feed *f = &r->lane[i];

		if (!f->nfree || f->alone)
			continue;
		if (has_units(f) && (!best || f->nfree > best->nfree))
			best = f;
		if (f->ntasks == 1 && (!ahead || f->nfree > ahead->nfree))
			ahead = f;
	}
	if (best || !ahead)
		return best;
	return deal_ahead(ahead) ? ahead : NULL;
}

/* Take a free block of the lane and write on it what to make. */
static struct parcel *claim(struct sm_feed *f)
{
	unsigned k = f->claimed[0] < f->task[0].units ? 0 : 1;
	const struct task *t = &f->task[k];
	struct parcel *p = f->free;
	struct sm_block *b = &p->block;
	uint64_t unit;

	assert(k < f->ntasks && f->claimed[k] < t->units);
	f->free = p->next;
	f->nfree--;
	b->table = &f->run->cfg->plan->tables[t->table];
	unit = f->claimed[k]++;
	b->chunk = t->chunk;
	b->first = t->first + unit * b->table->unit_rows;
	b->n = t->first + t->rows - b->first < b->table->unit_rows
		? (uint32_t)(t->first + t->rows - b->first)
		: b->table->unit_rows;
	p->turn = f->claim_turn++;
	return p;
}

static void hand_over(struct sm_feed *f, struct parcel *p)
{
	struct parcel **at = &f->ready;

	while (*at && (*at)->turn < p->turn)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	if (f->ready->turn == f->next_turn)
		pthread_cond_signal(&f->ready_cond);
}

void sm__lane_work(struct run *r, struct sm_worker *w)
{
	pthread_mutex_lock(&r->lock);
	while (!r->ended) {
		struct sm_feed *f = hungriest(r);
		struct parcel *p;
		uint32_t table;

		if (!f) {
			pthread_cond_wait(&r->work_cond, &r->lock);
			continue;
		}
		p = claim(f);
		pthread_mutex_unlock(&r->lock);
		table = (uint32_t)(p->block.table - r->cfg->plan->tables);
		sm__worker_fill(w, r->cfg, r->prepared[table],
				sm__run_later(r->cfg, table), &p->block);
		atomic_fetch_add_explicit(&r->tally[table].generated, p->block.n,
					  memory_order_relaxed);
		pthread_mutex_lock(&r->lock);
		hand_over(f, p);
	}
	pthread_mutex_unlock(&r->lock);
}

/* ---- the loader's side ------------------------------------------------------- */

bool sm__lane_task(struct sm_feed *f)
{
	if (!f->ntasks) {
		if (!sm__deal(f->run, &f->task[0]))
			return false;
		f->claimed[0] = 0;
		f->ntasks = 1;
		pthread_cond_broadcast(&f->run->work_cond);
	}
	return true;
}

void sm__lane_pop(struct sm_feed *f)
{
	assert(f->ntasks > 0);
	f->task[0] = f->task[1];
	f->claimed[0] = f->claimed[1];
	f->ntasks--;
}

/* Wait, but look up now and then: a signal wakes no condition. */
static void wait_ready(struct sm_feed *f)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 50000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&f->ready_cond, &f->run->lock, &until);
}

static struct parcel *take_ready(struct sm_feed *f)
{
	struct parcel *p = NULL;

	pthread_mutex_lock(&f->run->lock);
	while (!sm__run_stopping(f->run)) {
		if (f->ready && f->ready->turn == f->next_turn) {
			p = f->ready;
			f->ready = p->next;
			f->next_turn++;
			break;
		}
		wait_ready(f);
	}
	pthread_mutex_unlock(&f->run->lock);
	return p;
}

static void give_back(struct sm_feed *f, struct parcel *p)
{
	pthread_mutex_lock(&f->run->lock);
	p->next = f->free;
	f->free = p;
	f->nfree++;
	pthread_cond_signal(&f->run->work_cond);
	pthread_mutex_unlock(&f->run->lock);
}

/* Make the next unit here and now. */
static struct parcel *make(struct sm_feed *f)
{
	const struct sm_run_config *cfg = f->run->cfg;
	const struct task *t = &f->task[0];
	struct sm_block *b = &f->spare->block;

	b->table = &cfg->plan->tables[t->table];
	b->chunk = t->chunk;
	b->first = t->first + f->unit * b->table->unit_rows;
	b->n = t->first + t->rows - b->first < b->table->unit_rows
		? (uint32_t)(t->first + t->rows - b->first)
		: b->table->unit_rows;
	sm__worker_fill(f->worker, cfg, f->run->prepared[t->table],
			sm__run_later(cfg, t->table), b);
	atomic_fetch_add_explicit(&f->run->tally[t->table].generated, b->n,
				  memory_order_relaxed);
	return f->spare;
}

const struct sm_block *sm_feed_next(struct sm_feed *f)
{
	struct parcel *p;

	if (f->unit == f->task[0].units)
		return NULL;
	if (f->alone)
		p = sm__run_stopping(f->run) ? NULL : make(f);
	else
		p = take_ready(f);
	if (!p) {
		f->cut = true;
		return NULL;
	}
	assert(p->block.chunk == f->task[0].chunk);
	f->unit++;
	f->digest = sm_u128_add(f->digest, p->block.digest);
	return &p->block;
}

void sm_feed_done(struct sm_feed *f, const struct sm_block *b)
{
	struct sm_tally *t = &f->run->tally[f->task[0].table];

	f->bytes += b->wire.n;
	f->sent += b->n;
	atomic_fetch_add_explicit(&t->sent, b->n, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->bytes, b->wire.n, memory_order_relaxed);
	if (b != &f->spare->block)
		/* the block is its parcel's first member */
		give_back(f, (struct parcel *)(uintptr_t)b);
}

void sm__lane_alone(struct sm_feed *f, bool alone)
{
	pthread_mutex_lock(&f->run->lock);
	f->alone = alone;
	pthread_mutex_unlock(&f->run->lock);
}

/* Take back n parcels of the lane as they come, unread. Lock held. */
static void discard(struct sm_feed *f, uint64_t n, struct sm_tally *t)
{
	while (n && !sm__run_stopping(f->run)) {
		struct parcel *p = f->ready;

		if (!p || p->turn != f->next_turn) {
			wait_ready(f);
			continue;
		}
		f->ready = p->next;
		f->next_turn++;
		n--;
		atomic_fetch_sub(&t->generated, p->block.n);
		p->next = f->free;
		f->free = p;
		f->nfree++;
	}
}

void sm__lane_abandon(struct sm_feed *f)
{
	struct sm_tally *t = &f->run->tally[f->task[0].table];
	uint64_t units = f->task[0].units;

	pthread_mutex_lock(&f->run->lock);
	if (!f->alone) {
		uint64_t coming = f->claimed[0] - f->unit;

		/* no unit of it is claimed any more; those that are come in */
		f->claimed[0] = units;
		f->alone = true;
		discard(f, coming, t);
	}
	pthread_mutex_unlock(&f->run->lock);
	atomic_fetch_sub(&t->generated, f->sent);
	atomic_fetch_sub(&t->sent, f->sent);
	atomic_fetch_sub(&t->bytes, f->bytes);
	f->bytes = f->sent = 0;
}

const struct sm_table *sm_feed_table(const struct sm_feed *f)
{
	return &f->run->cfg->plan->tables[f->task[0].table];
}

uint32_t sm_feed_table_index(const struct sm_feed *f)
{
	return f->task[0].table;
}

uint64_t sm_feed_chunk(const struct sm_feed *f)
{
	return f->task[0].chunk;
}

uint64_t sm_feed_rows(const struct sm_feed *f)
{
	return f->task[0].rows;
}

bool sm_feed_stopped(struct sm_feed *f)
{
	return f->cut || f->unit < f->task[0].units;
}

struct sm_u128 sm_feed_digest(const struct sm_feed *f)
{
	return f->digest;
}

uint64_t sm_feed_bytes(const struct sm_feed *f)
{
	return f->bytes;
}
