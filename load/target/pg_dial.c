/*
 * pg_dial.c - one attempt to connect, that a signal can end
 *
 * libpq's own waiting call goes on after a signal until its timeout. Here its
 * steps are taken one by one, and between them somebody looks at the clock and
 * at the stop flag. One timeout holds for all addresses that a host has.
 */
#include <assert.h>
#include <poll.h>
#include <time.h>

#include "pg.h"

#define TICK_MS 100             /* how soon a signal is noticed */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* False when waiting has no point any more. A deadline of 0 is none. */
static bool await(const struct sm_target *t, const PGconn *c,
		  PostgresPollingStatusType want, int64_t deadline)
{
	struct pollfd p = {
		.fd = PQsocket(c),
		.events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT,
	};

	while (!sm__stopping(t) && (!deadline || now_ms() < deadline))
		if (poll(&p, 1, TICK_MS) > 0)
			return true;
	return false;
}

PGconn *sm__pg_dial(const struct sm_target *t, const char *const *key,
		    const char *const *value, unsigned seconds)
{
	int64_t deadline = seconds ? now_ms() + (int64_t)seconds * 1000 : 0;
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;
	PGconn *c = PQconnectStartParams(key, value, 0);

	if (PQstatus(c) == CONNECTION_BAD)
		return c;
	while (want == PGRES_POLLING_READING || want == PGRES_POLLING_WRITING) {
		if (!await(t, c, want, deadline))
			break;
		want = PQconnectPoll(c);
	}
	assert(want != PGRES_POLLING_OK || PQstatus(c) == CONNECTION_OK);
	return c;
}
