/*
 * watch.c - see watch.h
 */
#include "watch.h"

#include <pthread.h>
#include <time.h>

#define TICK_NS 50000000        /* how soon a signal is noticed */
#define AGAIN_TICKS 20          /* once a second */

struct sm_watch {
	pthread_t thread;
	struct sm_target *target;
	atomic_int *stop;
	atomic_bool end;
};

static void *watch(void *arg)
{
	const struct timespec tick = { .tv_nsec = TICK_NS };
	struct sm_watch *w = arg;
	unsigned ticks = 0;

	while (!atomic_load(&w->end)) {
		if (atomic_load(w->stop) && ticks++ % AGAIN_TICKS == 0)
			w->target->kind->interrupt(w->target);
		nanosleep(&tick, NULL);
	}
	return NULL;
}

struct sm_watch *sm__watch_start(struct sm_target *t, atomic_int *stop)
{
	struct sm_watch *w;

	if (!stop || !t->kind->interrupt)
		return NULL;
	w = sm_calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	w->target = t;
	w->stop = stop;
	if (pthread_create(&w->thread, NULL, watch, w) == 0)
		return w;
	sm_free(w);
	return NULL;
}

void sm__watch_end(struct sm_watch *w)
{
	if (!w)
		return;
	atomic_store(&w->end, true);
	pthread_join(w->thread, NULL);
	sm_free(w);
}
