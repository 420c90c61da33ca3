/*
 * target_dir.c - rows as files in a folder, or on standard output ("-")
 *
 * The format is t->format: "copy" (PostgreSQL's COPY text) or "csv" with a
 * header line. One stream, and chunks come in order, so a table's rows stand in
 * the order of their numbers and the same command writes the same bytes.
 *
 * When whoever reads our output goes away (`| head`), that is an end and not a
 * failure: load() gives SM_E_STOPPED though nobody asked to stop.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/dir.h"

static enum sm_code dir_open(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d;
	struct stat st;

	if (!t->url->path || !*t->url->path) {
		sm_fail(err, SM_E_USAGE, "dir: needs a folder's name");
		return sm_fix(err, "write dir:PATH, or - for standard output");
	}
	if (strcmp(t->url->path, "-") && !stat(t->url->path, &st) &&
	    !S_ISDIR(st.st_mode)) {
		sm_fail(err, SM_E_USAGE, "%s is not a folder", t->url->path);
		return sm_fix(err, "name a folder: one file a table goes there");
	}
	d = sm_calloc(1, sizeof(*d));
	if (!d)
		return sm_nomem(err);
	d->path = t->url->path;
	d->to_stdout = !strcmp(d->path, "-");
	d->fd = -1;
	t->impl = d;
	return SM_OK;
}

static void dir_close(struct sm_target *t)
{
	struct sm_dir *d = t->impl;

	if (!d)
		return;
	sm__dir_drop(t);
	sm_free(d->started);
	sm_free(d);
	t->impl = NULL;
}

static const struct sm_encoder *dir_encoder(struct sm_target *t)
{
	return sm__dir_is_csv(t) ? &sm_encode_csv : &sm_encode_pg_text;
}

/* Two tables, one file: on a file system that knows no case, or "a/b", "a_b". */
static enum sm_code check_names(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; i < p->ntables && !rc; i++) {
		for (uint32_t k = 0; k < i && !rc; k++) {
			char *a = sm__dir_name(t, &p->tables[i], "");
			char *b = sm__dir_name(t, &p->tables[k], "");

			if (!a || !b)
				rc = sm_nomem(err);
			else if (!strcasecmp(a, b))
				rc = sm_fail(err, SM_E_USAGE,
					     "%s and %s would be one file, %s",
					     p->tables[k].name,
					     p->tables[i].name, a);
			sm_free(a);
			sm_free(b);
		}
	}
	return rc;
}

static enum sm_code check_stdout(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = t->impl;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->plan->ntables; i++)
		n += t->plan->tables[i].selected;
	d->several = n > 1;
	if (!d->several || !sm__dir_is_csv(t))
		return SM_OK;
	sm_fail(err, SM_E_USAGE,
		"%u tables as CSV cannot be told apart on standard output", n);
	return sm_fix(err, "choose one with --table NAME, or write files with "
			   "--out DIR");
}

static enum sm_code dir_preflight(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = t->impl;

	if (t->format && strcmp(t->format, "csv") && strcmp(t->format, "copy"))
		return sm_fail(err, SM_E_USAGE,
			       "there is no format %s: it is copy or csv",
			       t->format);
	if (d->to_stdout)
		return check_stdout(t, err);
	SM_TRY(check_names(t, err));
	if (access(d->path, W_OK | X_OK) && errno != ENOENT) {
		sm_fail(err, SM_E_LOAD, "cannot write to %s", d->path);
		return sm_why(err, "%s", strerror(errno));
	}
	return SM_OK;
}

static enum sm_code dir_prepare(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = t->impl;

	assert(t->plan && !d->started);
	d->started = sm_calloc(t->plan->ntables + 1, sizeof(*d->started));
	if (!d->started)
		return sm_nomem(err);
	d->ntables = t->plan->ntables;
	if (d->to_stdout)
		return SM_OK;
	d->made_folder = !mkdir(d->path, 0755);
	if (d->made_folder || errno == EEXIST)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "cannot make the folder %s", d->path);
	return sm_why(err, "%s", strerror(errno));
}

static enum sm_code dir_stream_open(struct sm_stream *s, struct sm_err *err)
{
	(void)err;
	assert(s->number == 0);
	return SM_OK;
}

static void dir_stream_close(struct sm_stream *s)
{
	(void)s;        /* finish() may go on with the file */
}

static enum sm_code dir_load(struct sm_stream *s, struct sm_feed *feed,
			     struct sm_loaded *out, struct sm_err *err)
{
	struct sm_dir *d = s->target->impl;
	const char *name = sm_feed_table(feed)->name;
	enum sm_code rc = sm__dir_turn_to(s->target, sm_feed_table_index(feed),
					  err);
	const struct sm_block *b;

	while (!rc && (b = sm_feed_next(feed)) != NULL) {
		rc = sm__dir_write(d, name, b->wire.p, b->wire.n, err);
		if (!rc) {
			out->rows += b->n;
			out->bytes += b->wire.n;
		}
		sm_feed_done(feed, b);
	}
	if (!rc && sm_feed_stopped(feed))
		rc = sm_fail(err, SM_E_STOPPED, "stopped");
	return rc;
}

static enum sm_code dir_finish(struct sm_target *t, struct sm_err *err)
{
	return sm__dir_publish(t, err);
}

const struct sm_target_kind sm_target_dir = {
	.name = "dir",
	.schemes = "dir",
	.summary = "files, one a table: dir:PATH, or - for standard output",
	.max_connections = 1,
	.open = dir_open,
	.close = dir_close,
	.preflight = dir_preflight,
	.encoder = dir_encoder,
	.prepare = dir_prepare,
	.stream_open = dir_stream_open,
	.load = dir_load,
	.stream_close = dir_stream_close,
	.finish = dir_finish,
};
