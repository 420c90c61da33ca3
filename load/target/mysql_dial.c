/*
 * mysql_dial.c - one attempt to connect, that a signal can end
 *
 * The library waits as long as its timeout says, whatever signals come. So a
 * thread of its own waits there, and whoever wanted the connection looks at the
 * stop flag meanwhile. If they give up, the thread closes what it gets; it uses
 * nothing of theirs: what it is to say is copied, and the connection's handler
 * for files is still the one that refuses.
 */
#include <pthread.h>
#include <time.h>

#include "my.h"

#define TICK_NS 100000000       /* how soon a signal is noticed */

struct attempt {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct sm_arena arena;
	MYSQL *c;
	const char *host, *user, *password, *database, *socket;
	unsigned port;
	bool over, there, abandoned;
};

/* CLIENT_FOUND_ROWS: an UPDATE counts what it found. */
bool sm__my_dial_now(MYSQL *c, const struct sm_target *t,
		     const struct sm__my *my)
{
	const struct sm_url *u = t->url;

	return mysql_real_connect(c, my->opt.host, u->user, u->password,
				  u->database, my->opt.port, my->opt.socket,
				  CLIENT_FOUND_ROWS) != NULL;
}

static void attempt_free(struct attempt *a)
{
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	sm_arena_release(&a->arena);
	sm_free(a);
}

static bool copy(struct attempt *a, const char **to, const char *from)
{
	*to = from ? sm_arena_strdup(&a->arena, from) : NULL;
	return !from || *to;
}

static struct attempt *attempt_new(MYSQL *c, const struct sm_target *t,
				   const struct sm__my *my)
{
	struct attempt *a = sm_calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->c = c;
	a->port = my->opt.port;
	if (copy(a, &a->host, my->opt.host) && copy(a, &a->user, t->url->user) &&
	    copy(a, &a->password, t->url->password) &&
	    copy(a, &a->database, t->url->database) &&
	    copy(a, &a->socket, my->opt.socket))
		return a;
	attempt_free(a);
	return NULL;
}

static void *attempt_run(void *arg)
{
	struct attempt *a = arg;
	bool there = mysql_real_connect(a->c, a->host, a->user, a->password,
					a->database, a->port, a->socket,
					CLIENT_FOUND_ROWS) != NULL;
	bool abandoned;

	pthread_mutex_lock(&a->lock);
	a->there = there;
	a->over = true;
	abandoned = a->abandoned;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	/* Not abandoned: whoever waits has it all, and frees it. */
	if (abandoned) {
		mysql_close(a->c);
		attempt_free(a);
	}
	mysql_thread_end();
	return NULL;
}

/* True: it is over. False: the thread goes on alone, with the connection. */
static bool attempt_wait(struct attempt *a, const struct sm_target *t)
{
	bool over;

	pthread_mutex_lock(&a->lock);
	while (!a->over && !sm__stopping(t)) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&a->changed, &a->lock, &until);
	}
	over = a->over;
	a->abandoned = !over;
	pthread_mutex_unlock(&a->lock);
	return over;
}

bool sm__my_dial(MYSQL **c, const struct sm_target *t, const struct sm__my *my)
{
	struct attempt *a = t->stop ? attempt_new(*c, t, my) : NULL;
	pthread_t thread;
	bool there;

	if (!a)
		return sm__my_dial_now(*c, t, my);
	if (pthread_create(&thread, NULL, attempt_run, a)) {
		attempt_free(a);
		return sm__my_dial_now(*c, t, my);
	}
	if (!attempt_wait(a, t)) {
		pthread_detach(thread);
		*c = NULL;
		return false;
	}
	pthread_join(thread, NULL);
	there = a->there;
	attempt_free(a);
	return there;
}
