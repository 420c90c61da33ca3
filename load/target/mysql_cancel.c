/*
 * mysql_cancel.c - end what the server is doing for us, from another thread
 *
 * A session that waits for a lock or builds an index does not look at signals,
 * and no other thread may use its connection. Every connection is listed here
 * with its number on the server; interrupt() opens one of its own and KILLs
 * what runs on them. Where that does not get through, the sockets are shut: the
 * calls then fail by themselves, and the server rolls back when it notices.
 */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

#include "my.h"

#define SESSIONS (SM__MY_SESSIONS + 8)
#define CALL_SECONDS 2          /* to get through to the server */

struct sm__my_cancels {
	pthread_mutex_t lock;
	struct {
		const MYSQL *conn;
		unsigned long thread;
		int fd;
	} entry[SESSIONS];
	unsigned n;
};

struct sm__my_cancels *sm__my_cancels_new(void)
{
	struct sm__my_cancels *all = sm_calloc(1, sizeof(*all));

	if (all)
		pthread_mutex_init(&all->lock, NULL);
	return all;
}

void sm__my_cancels_free(struct sm__my_cancels *all)
{
	if (!all)
		return;
	pthread_mutex_destroy(&all->lock);
	sm_free(all);
}

void sm__my_cancel_add(struct sm__my_cancels *all, MYSQL *c)
{
	pthread_mutex_lock(&all->lock);
	if (all->n < SESSIONS) {
		all->entry[all->n].conn = c;
		all->entry[all->n].thread = mysql_thread_id(c);
		all->entry[all->n++].fd = (int)sm__my_socket(c);
	}
	pthread_mutex_unlock(&all->lock);
}

void sm__my_cancel_remove(struct sm__my_cancels *all, MYSQL *c)
{
	pthread_mutex_lock(&all->lock);
	for (unsigned i = 0; i < all->n; i++) {
		if (all->entry[i].conn != c)
			continue;
		all->entry[i] = all->entry[--all->n];
		break;
	}
	pthread_mutex_unlock(&all->lock);
}

static bool kill_query(MYSQL *c, unsigned long thread)
{
	char sql[64];

	(void)snprintf(sql, sizeof(sql), "KILL QUERY %lu", thread);
	/* 1094: it has ended. That is what was wanted. */
	return mysql_query(c, sql) == 0 || mysql_errno(c) == 1094;
}

void sm__my_kill_query(const struct sm_target *t, unsigned long thread)
{
	MYSQL *c = sm__my_call(t, sm__my_of(t), CALL_SECONDS);

	if (!c)
		return;
	(void)kill_query(c, thread);
	mysql_close(c);
}

/* The lock is held throughout: no connection goes meanwhile, and no number of
 * ours becomes somebody else's. */
void sm__my_interrupt(struct sm_target *t)
{
	struct sm__my_cancels *all = sm__my_of(t)->cancels;
	MYSQL *c = sm__my_call(t, sm__my_of(t), CALL_SECONDS);

	pthread_mutex_lock(&all->lock);
	for (unsigned i = 0; i < all->n; i++)
		if (!c || !kill_query(c, all->entry[i].thread))
			(void)shutdown(all->entry[i].fd, SHUT_RDWR);
	pthread_mutex_unlock(&all->lock);
	if (c)
		mysql_close(c);
	mysql_thread_end();
}
