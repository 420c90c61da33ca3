/*
 * progress.c - live lines on a terminal, a line now and then elsewhere
 *
 * A thread looks at the tallies' atomic counters five times a second; the run
 * itself knows nothing of it. On a terminal each table at work has one line
 * that is drawn again and again; a finished table's line stays. Elsewhere there
 * is that last line, and one for all tables every ten seconds. As JSON:
 * table.start, table.progress once a second, table.complete. All of them say
 * which table it is: 3/7 is the third of the run's seven, in the plan's order.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cli/progress.h"

#define TICK_MS 200
#define TICKS_JSON 5        /* between two table.progress of a table */
#define TICKS_LINE 50       /* between two lines where nothing is live */
#define LIVE_LINES 12       /* more than that would scroll */
#define START_FIELDS 5      /* of event()'s: up to rows_total */

struct sm_progress {
	struct sm_log *log;
	const struct sm_plan *plan;
	struct sm_shard shard;
	const struct sm_tally *tally;
	bool *started, *ended;      /* told already, by table */
	bool each;
	unsigned tables;            /* of the run */
	int digits;                 /* of that number */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool stop;
	unsigned tick;
	uint64_t began_us;
};

/* A table at one moment. */
struct glimpse {
	uint64_t done, planned, sent, bytes;
	double seconds;
	bool started, ended;
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

char *sm__duration(double seconds, char out[32])
{
	unsigned long s = seconds < 1e9 ? (unsigned long)seconds : 1000000000;

	if (seconds < 10)
		(void)snprintf(out, 32, "%.1fs", seconds);
	else if (s < 60)
		(void)snprintf(out, 32, "%lus", s);
	else if (s < 3600)
		(void)snprintf(out, 32, "%lum%02lus", s / 60, s % 60);
	else
		(void)snprintf(out, 32, "%luh%02lum", s / 3600, s / 60 % 60);
	return out;
}

static struct glimpse look(const struct sm_progress *p, uint32_t i)
{
	const struct sm_tally *t = &p->tally[i];
	uint64_t start = t->started_us, end = t->ended_us;
	struct sm_part part = sm_shard_part(p->shard, p->plan, i, 0);
	struct glimpse g = {
		.planned = part.rows,
		.sent = t->sent,
		.bytes = t->bytes,
		.started = start != 0,
	};

	/* `acked` lags by a chunk, `sent` may be taken back by a retry */
	g.done = t->resumed + g.sent;
	if (g.done > g.planned)
		g.done = g.planned;
	g.ended = t->chunks == part.chunks && (start || t->resumed);
	if (start)
		g.seconds = (double)((g.ended ? end : now_us()) - start) / 1e6;
	return g;
}

static double rate(uint64_t n, double seconds)
{
	return seconds > 0.001 ? (double)n / seconds : 0;
}

/* Which of the run's tables is table `t` of the plan? From 1. */
static unsigned number(const struct sm_progress *p, uint32_t t)
{
	unsigned n = 0;

	assert(p->plan->tables[t].selected);
	for (uint32_t i = 0; i <= t; i++)
		n += p->plan->tables[i].selected;
	return n;
}

static double percent(const struct glimpse *g)
{
	return g->planned ? (double)g->done * 100 / (double)g->planned : 100;
}

/* Blank where the time was too short to tell: 0 rows/s would be a lie. */
static void describe_rate(double rows, double bytes, struct sm_buf *b)
{
	char text[32];

	if (rows > 0)
		sm_buf_printf(b, "%12s rows/s %7.1f MB/s  ",
			      sm_commas((uint64_t)rows, text), bytes / 1e6);
	else
		sm_buf_printf(b, "%34s", "");
}

/* "3/7 orders   1,234,000 of 5,000,000   25%   812,000 rows/s   64.1 MB/s   5s";
 * i 0: no table. */
static void describe(const struct sm_progress *p, unsigned i, const char *name,
		     const struct glimpse *g, struct sm_buf *b)
{
	char done[32], all[32], left[32];
	double r = rate(g->sent, g->seconds);

	if (i)
		sm_buf_printf(b, "%*u/%u ", p->digits, i, p->tables);
	else
		sm_buf_printf(b, "%*s", 2 * p->digits + 2, "");
	sm_buf_printf(b, "%-20s %13s of %13s %3u%% ", name,
		      sm_commas(g->done, done), sm_commas(g->planned, all),
		      (unsigned)percent(g));
	describe_rate(r, rate(g->bytes, g->seconds), b);
	if (g->ended)
		sm_buf_printf(b, "%s\n", sm__duration(g->seconds, left));
	else if (r > 0)
		sm_buf_printf(b, "%s left\n",
			      sm__duration((double)(g->planned - g->done) / r,
					   left));
	else
		sm_buf_puts(b, "\n");
}

static struct glimpse look_at_all(const struct sm_progress *p)
{
	struct glimpse sum = { .seconds = (double)(now_us() - p->began_us) / 1e6 };

	for (uint32_t i = 0; i < p->plan->ntables; i++) {
		struct glimpse g;

		if (!p->plan->tables[i].selected)
			continue;
		g = look(p, i);
		sum.done += g.done;
		sum.planned += g.planned;
		sum.sent += g.sent;
		sum.bytes += g.bytes;
	}
	return sum;
}

/* ---- where lines are drawn again ------------------------------------------------ */

static void draw(struct sm_progress *p)
{
	struct sm_buf above = { 0 }, live = { 0 };
	struct glimpse all = look_at_all(p);
	unsigned lines = 0;

	for (uint32_t i = 0; i < p->plan->ntables; i++) {
		const struct sm_table *t = &p->plan->tables[i];
		struct glimpse g = look(p, i);

		if (!t->selected || !(g.started || g.ended) || p->ended[i])
			continue;
		if (g.ended) {
			describe(p, number(p, i), t->name, &g, &above);
			p->ended[i] = true;
		} else if (lines < LIVE_LINES) {
			describe(p, number(p, i), t->name, &g, &live);
			lines++;
		}
	}
	if (lines && p->plan->ntables > 1) {
		describe(p, 0, "all", &all, &live);
		lines++;
	}
	sm__log_live(p->log, sm_buf_str(&above), sm_buf_str(&live), lines);
	sm_buf_release(&above);
	sm_buf_release(&live);
}

/* ---- where they are not ------------------------------------------------------------ */

static void event(struct sm_progress *p, const char *name, uint32_t i,
		  const struct glimpse *g)
{
	double r = rate(g->sent, g->seconds);
	bool has_eta = r > 0;
	char which[32];
	const struct sm_field f[] = {
		SM_F_TABLE_OF(number(p, i), p->tables, which),
		SM_F_TEXT("table", p->plan->tables[i].name),
		SM_F_NUMBER("rows_total", g->planned),
		SM_F_NUMBER("rows", g->done),
		SM_F_NUMBER("bytes", g->bytes),
		SM_F_REAL("pct", percent(g)),
		SM_F_REAL("rate", r),
		SM_F_NUMBER("duration_ms", (uint64_t)(g->seconds * 1000)),
		SM_F_NUMBER("eta_ms", has_eta ? (uint64_t)
			    ((double)(g->planned - g->done) * 1000 / r) : 0),
	};

	/* a start is told a little late: rows may be there */
	sm__log(p->log, SM_LEVEL_INFO, name, f, strcmp(name, "table.start") == 0
		? START_FIELDS : SM_COUNTOF(f) - !has_eta, NULL);
}

static void events(struct sm_progress *p)
{
	for (uint32_t i = 0; i < p->plan->ntables; i++) {
		struct glimpse g = look(p, i);

		if (!p->plan->tables[i].selected || p->ended[i])
			continue;
		if (!p->started[i] && (g.started || g.ended)) {
			event(p, "table.start", i, &g);
			p->started[i] = true;
		}
		if (g.ended) {
			event(p, "table.complete", i, &g);
			p->ended[i] = true;
		} else if (g.started && p->tick % TICKS_JSON == 0) {
			event(p, "table.progress", i, &g);
		}
	}
}

static void line(struct sm_progress *p, unsigned i, const char *name,
		 const struct glimpse *g)
{
	struct sm_buf b = { 0 };

	describe(p, i, name, g, &b);
	while (b.n && b.p[b.n - 1] == '\n')
		b.p[--b.n] = '\0';
	sm__log(p->log, SM_LEVEL_INFO, "progress", NULL, 0, "%s", sm_buf_str(&b));
	sm_buf_release(&b);
}

static void lines(struct sm_progress *p)
{
	struct glimpse all = look_at_all(p);

	for (uint32_t i = 0; p->each && i < p->plan->ntables; i++) {
		const struct sm_table *t = &p->plan->tables[i];
		struct glimpse g = look(p, i);

		if (!t->selected || p->ended[i] || !g.ended)
			continue;
		line(p, number(p, i), t->name, &g);
		p->ended[i] = true;
	}
	if (p->tick && p->tick % TICKS_LINE == 0)
		line(p, 0, "all", &all);
}

static void tell(struct sm_progress *p)
{
	if (p->log->json)
		events(p);
	else if (p->log->terminal)
		draw(p);
	else
		lines(p);
}

/* ---- the thread ----------------------------------------------------------------------- */

static void *watch(void *arg)
{
	struct sm_progress *p = arg;

	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&p->cond, &p->lock, &until);
		if (p->stop)
			break;
		tell(p);
		p->tick++;
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void release(struct sm_progress *p)
{
	pthread_cond_destroy(&p->cond);
	pthread_mutex_destroy(&p->lock);
	sm_free(p->started);
	sm_free(p->ended);
	sm_free(p);
}

struct sm_progress *sm__progress_start(struct sm_log *log,
				       const struct sm_plan *plan,
				       struct sm_shard shard,
				       const struct sm_tally *tallies, bool each)
{
	struct sm_progress *p;

	if (log->quiet)
		return NULL;
	p = sm_calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	p->log = log;
	p->plan = plan;
	p->shard = shard;
	p->tally = tallies;
	p->each = each;
	for (uint32_t i = 0; i < plan->ntables; i++)
		p->tables += plan->tables[i].selected;
	p->digits = 1;
	for (unsigned n = p->tables; n >= 10; n /= 10)
		p->digits++;
	p->began_us = now_us();
	p->started = sm_calloc(plan->ntables + 1, sizeof(*p->started));
	p->ended = sm_calloc(plan->ntables + 1, sizeof(*p->ended));
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->cond, NULL);
	if (p->started && p->ended &&
	    pthread_create(&p->thread, NULL, watch, p) == 0)
		return p;
	release(p);
	return NULL;
}

void sm__progress_stop(struct sm_progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->cond);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	p->tick = 1;            /* no line for the rhythm's sake */
	tell(p);
	release(p);
}
