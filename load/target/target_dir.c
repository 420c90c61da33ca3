/*
 * target_dir.c - rows as files in a folder, or on standard output ("-")
 *
 * Format and compression are t->format and t->compress, or stand in the URL:
 * dir:PATH?format=csv&compress=zst. One stream, and chunks come in order, so a
 * table's rows stand in the order of their numbers and the same command writes
 * the same bytes.
 *
 * When whoever reads our output goes away (`| head`), that is an end and not a
 * failure: load() gives SM_E_STOPPED though nobody asked to stop.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/dir.h"

/* ---- options ------------------------------------------------------------- */

static enum sm_code set_format(struct sm_dir *d, const char *name,
			       struct sm_err *err)
{
	if (sm__dir_format_of(name, &d->format))
		return SM_OK;
	sm_fail(err, SM_E_USAGE, "there is no format %.100s", name);
	return sm_fix(err, "it is copy, csv, mysql or jsonl");
}

static enum sm_code set_packing(struct sm_dir *d, const char *name,
				struct sm_err *err)
{
	if (sm__dir_packing_of(name, &d->packing))
		return SM_OK;
	sm_fail(err, SM_E_USAGE, "there is no compression %.100s", name);
	return sm_fix(err, "it is zst, gz or none");
}

/* One key=value of the URL; `item` ends with a NUL. */
static enum sm_code take_option(struct sm_dir *d, const char *item,
				struct sm_err *err)
{
	if (!strncmp(item, "format=", 7))
		return set_format(d, item + 7, err);
	if (!strncmp(item, "compress=", 9))
		return set_packing(d, item + 9, err);
	sm_fail(err, SM_E_USAGE, "dir: has no option %.*s",
		(int)(strcspn(item, "=") % 100), item);
	return sm_fix(err, "it has format=copy|csv|mysql|jsonl and "
			   "compress=zst|gz");
}

static enum sm_code take_query(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	char *item = sm_arena_strdup(&d->arena, t->url->query), *next;

	if (!item)
		return sm_nomem(err);
	for (; item; item = next) {
		next = strchr(item, '&');
		if (next)
			*next++ = '\0';
		SM_TRY(take_option(d, item, err));
	}
	return SM_OK;
}

/* An option of the command line wins over the URL's. */
static enum sm_code take_options(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	if (t->url->query)
		SM_TRY(take_query(t, err));
	if (t->format)
		SM_TRY(set_format(d, t->format, err));
	if (t->compress)
		SM_TRY(set_packing(d, t->compress, err));
	return SM_OK;
}

/* ---- open, close --------------------------------------------------------- */

static void dir_close(struct sm_target *t)
{
	struct sm_dir *d = t->impl;

	if (!d)
		return;
	sm__dir_drop(t);
	for (uint32_t i = 0; d->tables && i < d->ntables; i++)
		sm__dir_hash_free(d->tables[i].hash);
	sm_free(d->tables);
	sm_arena_release(&d->arena);
	sm_free(d);
	t->impl = NULL;
}

static enum sm_code dir_open(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d;
	struct stat st;
	char shard[24];
	enum sm_code rc;

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
	d->shard = t->shard;
	sm__dir_shard_name(d->shard, shard);
	(void)snprintf(d->manifest, sizeof(d->manifest), "manifest%s.json", shard);
	(void)snprintf(d->aside_name, sizeof(d->aside_name), ".seedmill%s.tmp",
		       shard);
	d->fd = d->folder = d->aside = -1;
	t->impl = d;
	rc = take_options(t, err);
	if (rc)
		dir_close(t);
	return rc;
}

static const struct sm_encoder *dir_encoder(struct sm_target *t)
{
	static const struct sm_encoder *const all[] = {
		[SM_DIR_COPY] = &sm_encode_pg_text,
		[SM_DIR_CSV] = &sm_encode_csv,
		[SM_DIR_MYSQL] = &sm_encode_mysql_text,
		[SM_DIR_JSONL] = &sm_encode_jsonl,
	};

	return all[sm__dir(t)->format];
}

/* ---- preflight, prepare -------------------------------------------------- */

/* Two tables, one file: on a file system that knows no case, or "a/b", "a_b". */
static enum sm_code check_names(struct sm_target *t, struct sm_err *err)
{
	const struct sm_plan *p = t->plan;
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; i < p->ntables && !rc; i++) {
		for (uint32_t k = 0; k < i && !rc; k++) {
			char *a = sm__dir_name(sm__dir(t), &p->tables[i]);
			char *b = sm__dir_name(sm__dir(t), &p->tables[k]);

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

/* Names stand in scripts that people run: a line break in one is refused. */
static enum sm_code check_name(const char *table, const char *name,
			       struct sm_err *err)
{
	for (const char *p = name; *p; p++) {
		if ((unsigned char)*p >= 0x20 && *p != 0x7f)
			continue;
		sm_fail(err, SM_E_SCHEMA,
			"a name of table %.*s holds a control character",
			(int)strcspn(table, "\n\r\t"), table);
		sm_why(err, "it would stand in the scripts that load the files");
		return sm_fix(err, "rename it, or write to standard output");
	}
	return SM_OK;
}

static enum sm_code check_controls(const struct sm_plan *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		SM_TRY(check_name(tab->name, tab->name, err));
		for (uint32_t k = 0; k < tab->ncolumns; k++)
			SM_TRY(check_name(tab->name, tab->columns[k].name, err));
		for (uint32_t k = 0; k < tab->nkeys; k++)
			if (tab->keys[k].name)
				SM_TRY(check_name(tab->name, tab->keys[k].name,
						  err));
	}
	return SM_OK;
}

static enum sm_code check_stdout(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	uint32_t n = 0;

	if (d->packing != SM_DIR_BARE) {
		sm_fail(err, SM_E_USAGE,
			"standard output is not compressed");
		return sm_fix(err, "add `| zstd` or `| gzip` to the command, or "
				   "write files with --out DIR");
	}
	for (uint32_t i = 0; i < t->plan->ntables; i++)
		n += t->plan->tables[i].selected;
	d->several = n > 1;
	if (!d->several || d->format == SM_DIR_COPY)
		return SM_OK;
	sm_fail(err, SM_E_USAGE,
		"%u tables as %s cannot be told apart on standard output", n,
		d->format == SM_DIR_CSV ? "CSV"
					: sm__dir_format_name(d->format));
	return sm_fix(err, "choose one with --table NAME, or write files with "
			   "--out DIR");
}

static enum sm_code dir_preflight(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	if (d->to_stdout)
		return check_stdout(t, err);
	SM_TRY(check_controls(t->plan, err));
	SM_TRY(check_names(t, err));
	if (access(d->path, W_OK | X_OK) && errno != ENOENT) {
		sm_fail(err, SM_E_LOAD, "cannot write to %s", d->path);
		return sm_why(err, "%s", strerror(errno));
	}
	return sm__dir_look(t, err);
}

static enum sm_code dir_prepare(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	assert(t->plan && !d->tables);
	d->tables = sm_calloc(t->plan->ntables + 1, sizeof(*d->tables));
	if (!d->tables)
		return sm_nomem(err);
	d->ntables = t->plan->ntables;
	return d->to_stdout ? SM_OK : sm__dir_aside(t, err);
}

/* ---- rows ---------------------------------------------------------------- */

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
	uint32_t table = sm_feed_table_index(feed);
	struct sm_dir_table *mine = &sm__dir(s->target)->tables[table];
	enum sm_code rc = sm__dir_turn_to(s->target, table, err);
	const struct sm_block *b;

	while (!rc && (b = sm_feed_next(feed)) != NULL) {
		rc = sm__dir_put(s->target, b->wire.p, b->wire.n, err);
		if (!rc) {
			out->rows += b->n;
			out->bytes += b->wire.n;
		}
		sm_feed_done(feed, b);
	}
	if (!rc && sm_feed_stopped(feed))
		rc = sm_fail(err, SM_E_STOPPED, "stopped");
	mine->rows += out->rows;
	mine->digest = sm_u128_add(mine->digest, sm_feed_digest(feed));
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
