/*
 * dir_file.c - one file a table, or all of them on standard output
 *
 * A file is written in the folder aside (dir_publish.c). All get their names at
 * the end, so that a folder never holds a new file next to an old one of
 * another run.
 *
 * On standard output there are no names to tell tables apart: one table is bare
 * rows, several become a script for psql, a COPY ... FROM stdin for each.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "target/dir.h"

/* ---- names --------------------------------------------------------------- */

static const char *const format_names[] = { "copy", "csv", "mysql", "jsonl" };
static const char *const packing_ends[] = { "", ".zst", ".gz" };

const char *sm__dir_format_name(enum sm_dir_format f)
{
	return format_names[f];
}

bool sm__dir_format_of(const char *name, enum sm_dir_format *f)
{
	*f = SM_DIR_COPY;
	for (size_t i = 0; name && i < SM_COUNTOF(format_names); i++) {
		*f = (enum sm_dir_format)i;
		if (!strcmp(name, format_names[i]))
			return true;
	}
	return !name;
}

bool sm__dir_packing_of(const char *name, enum sm_dir_packing *p)
{
	*p = !name || !strcmp(name, "none") ? SM_DIR_BARE
	     : !strcmp(name, "zst")	    ? SM_DIR_ZST
					    : SM_DIR_GZ;
	return *p != SM_DIR_GZ || !strcmp(name, "gz");
}

/*
 * A table's name as one part of a path: nothing that leads elsewhere, and no
 * sign that a shell or a database's client would take for one of its own.
 */
static void add_safe(struct sm_buf *b, const char *name)
{
	for (const char *p = name; *p; p++) {
		bool bad = strchr("/'\"\\`$|*?", *p) ||
			   (unsigned char)*p < 0x20 || *p == 0x7f ||
			   (p == name && strchr(".-~", *p));

		sm_buf_add(b, bad ? "_" : p, 1);
	}
}

void sm__dir_shard_name(struct sm_shard s, char out[24])
{
	int wide = 1;

	out[0] = '\0';
	if (s.n < 2)
		return;
	for (uint32_t n = s.n; n > 9; n /= 10)
		wide++;
	(void)snprintf(out, 24, ".%0*" PRIu32 "of%" PRIu32, wide, s.k, s.n);
}

char *sm__dir_name(const struct sm_dir *d, const struct sm_table *tab)
{
	struct sm_buf b = { 0 };
	char shard[24];

	sm__dir_shard_name(d->shard, shard);
	add_safe(&b, tab->name);
	sm_buf_printf(&b, "%s.%s%s", shard, format_names[d->format],
		      packing_ends[d->packing]);
	if (!b.failed)
		return b.p;
	sm_buf_release(&b);
	return NULL;
}

/* ---- bytes --------------------------------------------------------------- */

enum sm_code sm__dir_write(struct sm_dir *d, const char *what, const char *p,
			   size_t n, struct sm_err *err)
{
	assert(d->fd >= 0);
	while (n > 0) {
		ssize_t k = write(d->fd, p, n);

		if (k >= 0) {
			p += k;
			n -= (size_t)k;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno == EPIPE && d->to_stdout)
			return sm_fail(err, SM_E_STOPPED,
				       "standard output was closed");
		sm_fail(err, SM_E_LOAD, "cannot write %s", what);
		sm_why(err, "%s", strerror(errno));
		if (errno == ENOSPC || errno == EDQUOT)
			sm_fix(err, "make room, then run the command again");
		return SM_E_LOAD;
	}
	return SM_OK;
}

enum sm_code sm__dir_put(struct sm_target *t, const char *p, size_t n,
			 struct sm_err *err)
{
	assert(sm__dir(t)->pack);
	return sm__dir_pack_add(sm__dir(t)->pack, p, n, err);
}

/* ---- what stands around rows --------------------------------------------- */

static void add_header(struct sm_buf *b, const struct sm_table *tab)
{
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const char *name = tab->columns[i].name;

		sm_buf_puts(b, i ? "," : "");
		if (*name && !name[strcspn(name, ",\"\r\n")])
			sm_buf_puts(b, name);
		else
			sm__dir_ident(b, name, '"');
	}
	sm_buf_puts(b, "\n");
}

static void add_copy(struct sm_buf *b, const struct sm_table *tab)
{
	sm_buf_puts(b, "COPY ");
	sm__dir_table_ident(b, tab, '"');
	sm_buf_puts(b, tab->ncolumns ? " (" : "");
	sm__dir_columns(b, tab, NULL, tab->ncolumns, '"');
	sm_buf_puts(b, tab->ncolumns ? ") FROM stdin;\n" : " FROM stdin;\n");
}

static enum sm_code begin_rows(struct sm_target *t, const struct sm_table *tab,
			       struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	struct sm_buf b = { 0 };
	enum sm_code rc;

	if (d->format == SM_DIR_CSV && d->shard.k > 1) {
		/* all shards' files, one behind the other, are one file */
	} else if (d->format == SM_DIR_CSV) {
		add_header(&b, tab);
	} else if (d->several) {
		if (!d->greeted)
			sm_buf_puts(&b, "SET client_encoding = 'UTF8';\n");
		d->greeted = true;
		add_copy(&b, tab);
	}
	rc = b.failed ? sm_nomem(err) : sm__dir_put(t, sm_buf_str(&b), b.n, err);
	sm_buf_release(&b);
	return rc;
}

/* ---- turns --------------------------------------------------------------- */

static enum sm_code open_file(struct sm_target *t, const struct sm_table *tab,
			      struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	char *name;

	if (d->to_stdout) {
		d->fd = STDOUT_FILENO;
		return SM_OK;
	}
	name = sm__dir_name(d, tab);
	if (!name)
		return sm_nomem(err);
	d->fd = openat(d->aside, name, O_WRONLY | O_CREAT | O_CLOEXEC |
				       O_NOFOLLOW | O_APPEND, 0644);
	if (d->fd < 0) {
		sm_fail(err, SM_E_LOAD, "cannot make %s", name);
		sm_why(err, "%s", strerror(errno));
	}
	sm_free(name);
	return d->fd < 0 ? SM_E_LOAD : SM_OK;
}

static enum sm_code close_file(struct sm_dir *d, const char *what,
			       struct sm_err *err)
{
	int fd = d->fd, why;

	d->fd = -1;
	if (d->to_stdout)
		return SM_OK;
	why = fsync(fd) ? errno : 0;
	if (close(fd) && !why)
		why = errno;
	if (!why)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "cannot write %s", what);
	return sm_why(err, "%s", strerror(why));
}

enum sm_code sm__dir_end_table(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	const struct sm_table *tab;

	if (d->fd < 0)
		return SM_OK;
	tab = &t->plan->tables[d->table];
	if (d->several && d->format == SM_DIR_COPY)
		SM_TRY(sm__dir_put(t, "\\.\n\n", 4, err));
	SM_TRY(sm__dir_pack_end(d->pack, err));
	sm__dir_pack_free(d->pack);
	d->pack = NULL;
	return close_file(d, tab->name, err);
}

/* A table that is come back to goes on in a frame of its own. */
enum sm_code sm__dir_turn_to(struct sm_target *t, uint32_t table,
			     struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	const struct sm_table *tab = &t->plan->tables[table];
	struct sm_dir_table *mine = &d->tables[table];
	bool again;

	assert(table < d->ntables);
	if (d->fd >= 0 && d->table == table)
		return SM_OK;
	SM_TRY(sm__dir_end_table(t, err));
	again = mine->started;
	d->table = table;
	if (!d->to_stdout && !mine->hash)
		mine->hash = sm__dir_hash_new();
	d->pack = sm__dir_pack_new(d, tab->name);
	if (!d->pack || (!d->to_stdout && !mine->hash))
		return sm_nomem(err);
	SM_TRY(open_file(t, tab, err));
	mine->started = true;
	return again && !d->several ? SM_OK : begin_rows(t, tab, err);
}
