/*
 * pg_cancel.c - end what the server is doing for us, from another thread
 *
 * A session that waits for a lock or builds an index does not look at signals.
 * Every connection is listed here with its PGcancel, the one thing of libpq
 * that another thread may use while the connection is busy; interrupt() asks
 * the server to cancel whatever runs on any of them. The statement then fails
 * (SQLSTATE 57014) and its transaction is rolled back as after any failure.
 */
#include <assert.h>
#include <pthread.h>

#include "pg.h"

#define SESSIONS 80             /* --connections is at most 64 */

struct sm__pg_cancels {
	pthread_mutex_t lock;
	struct {
		const PGconn *conn;
		PGcancel *cancel;
	} entry[SESSIONS];
	unsigned n;
};

struct sm__pg_cancels *sm__pg_cancels_new(void)
{
	struct sm__pg_cancels *all = sm_calloc(1, sizeof(*all));

	if (all)
		pthread_mutex_init(&all->lock, NULL);
	return all;
}

void sm__pg_cancels_free(struct sm__pg_cancels *all)
{
	if (!all)
		return;
	for (unsigned i = 0; i < all->n; i++)
		PQfreeCancel(all->entry[i].cancel);
	pthread_mutex_destroy(&all->lock);
	sm_free(all);
}

void sm__pg_cancel_add(struct sm__pg_cancels *all, PGconn *conn)
{
	PGcancel *cancel = PQgetCancel(conn);

	pthread_mutex_lock(&all->lock);
	if (cancel && all->n < SESSIONS) {
		all->entry[all->n].conn = conn;
		all->entry[all->n++].cancel = cancel;
		cancel = NULL;
	}
	pthread_mutex_unlock(&all->lock);
	PQfreeCancel(cancel);
}

void sm__pg_cancel_remove(struct sm__pg_cancels *all, const PGconn *conn)
{
	PGcancel *cancel = NULL;

	pthread_mutex_lock(&all->lock);
	for (unsigned i = 0; i < all->n && !cancel; i++) {
		if (all->entry[i].conn != conn)
			continue;
		cancel = all->entry[i].cancel;
		all->entry[i] = all->entry[--all->n];
	}
	pthread_mutex_unlock(&all->lock);
	PQfreeCancel(cancel);
}

void sm__pg_interrupt(struct sm_target *t)
{
	struct sm__pg_cancels *all = sm__pg_of(t)->cancels;
	char ignored[256];

	pthread_mutex_lock(&all->lock);
	for (unsigned i = 0; i < all->n; i++)
		(void)PQcancel(all->entry[i].cancel, ignored, sizeof(ignored));
	pthread_mutex_unlock(&all->lock);
}
