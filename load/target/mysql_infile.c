/*
 * mysql_infile.c - the only "file" that LOAD DATA LOCAL ever gets from us
 *
 * A server may ask a client for a file in answer to any statement, and the
 * libraries' own handler would open it. Ours opens none. It is there before
 * the connection is, knows one name at a time - 128 random bits, made for one
 * statement - and gives rows for it once; any other wish is refused.
 *
 * The libraries send the end of the file before they look at what read()
 * returned: a stream that broke off looks whole to the server. What keeps such
 * a chunk out is the ROLLBACK that follows in mysql_stream.c, never this file.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "my.h"

#define REFUSED "seedmill gives no files"

static int take_init(void **ptr, const char *name, void *ctx)
{
	struct sm__my_infile *in = ctx;

	*ptr = in;      /* first: end() and error() come whatever is said here */
	if (!in->armed || !name || strcmp(name, in->name) != 0)
		return 1;
	in->armed = false;
	return 0;
}

/* The next bytes of the feed's blocks, at most n; 0 at the end. */
static int take_read(void *ptr, char *to, unsigned int n)
{
	struct sm__my_infile *in = ptr;
	size_t some;

	if (!in || !in->feed)
		return -1;
	while (!in->ended && (!in->block || in->off == in->block->wire.n)) {
		if (in->block)
			sm_feed_done(in->feed, in->block);
		in->block = sm_feed_next(in->feed);
		in->off = 0;
		if (in->block)
			continue;
		in->ended = true;
		/* asked once: twice could give two answers */
		in->stopped = sm_feed_stopped(in->feed);
	}
	if (in->ended)
		return in->stopped ? -1 : 0;
	some = in->block->wire.n - in->off;
	if (some > n)
		some = n;
	memcpy(to, in->block->wire.p + in->off, some);
	in->off += some;
	return (int)some;
}

static void take_end(void *ptr)
{
	struct sm__my_infile *in = ptr;

	if (!in)
		return;
	if (in->block)
		sm_feed_done(in->feed, in->block);
	in->block = NULL;
	in->feed = NULL;
	in->armed = false;
}

static int take_error(void *ptr, char *text, unsigned int n)
{
	const struct sm__my_infile *in = ptr;

	if (n)
		(void)snprintf(text, n, "%s", in && in->stopped ? "stopped"
								: REFUSED);
	return CR_UNKNOWN_ERROR;
}

static int refuse_init(void **ptr, const char *name, void *ctx)
{
	(void)name;
	(void)ctx;
	*ptr = NULL;
	return 1;
}

static int refuse_read(void *ptr, char *to, unsigned int n)
{
	(void)ptr;
	(void)to;
	(void)n;
	return -1;
}

static void refuse_end(void *ptr)
{
	(void)ptr;
}

void sm__my_infile_set(MYSQL *c, struct sm__my_infile *in)
{
	if (in)
		mysql_set_local_infile_handler(c, take_init, take_read,
					       take_end, take_error, in);
	else
		mysql_set_local_infile_handler(c, refuse_init, refuse_read,
					       refuse_end, take_error, NULL);
}

bool sm__my_infile_arm(struct sm__my_infile *in, struct sm_feed *feed)
{
	uint64_t bits[2];

	assert(!in->block);
	if (getrandom(bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
		return false;
	(void)snprintf(in->name, sizeof(in->name), "seedmill:%016llx%016llx",
		       (unsigned long long)bits[0], (unsigned long long)bits[1]);
	in->feed = feed;
	in->ended = in->stopped = false;
	in->off = 0;
	in->armed = true;
	return true;
}
