/*
 * dir_file.c - one file a table, or all of them on standard output
 *
 * A file is written aside as TABLE.csv.tmp. All get their names at the end, so
 * that a folder never holds a new file next to an old one of another run.
 *
 * On standard output there are no names to tell tables apart: one table is bare
 * rows, several become a script for psql, a COPY ... FROM stdin for each.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "target/dir.h"

#define TMP_END ".tmp"

/* A table's name as one part of a path: nothing that leads elsewhere. */
static void add_safe(struct sm_buf *b, const char *name)
{
	for (const char *p = name; *p; p++) {
		bool bad = *p == '/' || (unsigned char)*p < 0x20 ||
			   (p == name && *p == '.');

		sm_buf_add(b, bad ? "_" : p, 1);
	}
}

char *sm__dir_name(const struct sm_target *t, const struct sm_table *tab,
		   const char *end)
{
	const struct sm_dir *d = t->impl;
	struct sm_buf b = { 0 };

	sm_buf_printf(&b, "%s/", d->path);
	add_safe(&b, tab->name);
	sm_buf_printf(&b, "%s%s", sm__dir_is_csv(t) ? ".csv" : ".copy", end);
	if (!b.failed)
		return b.p;
	sm_buf_release(&b);
	return NULL;
}

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

/* ---- what stands around rows ------------------------------------------------------ */

/* A name in double quotes, as both CSV and SQL double them. */
static void add_quoted(struct sm_buf *b, const char *name)
{
	sm_buf_puts(b, "\"");
	for (const char *p = name; *p; p++) {
		sm_buf_add(b, p, 1);
		if (*p == '"')
			sm_buf_puts(b, "\"");
	}
	sm_buf_puts(b, "\"");
}

static void add_header(struct sm_buf *b, const struct sm_table *tab)
{
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		const char *name = tab->columns[i].name;

		sm_buf_puts(b, i ? "," : "");
		if (*name && !name[strcspn(name, ",\"\r\n")])
			sm_buf_puts(b, name);
		else
			add_quoted(b, name);
	}
	sm_buf_puts(b, "\n");
}

static void add_copy(struct sm_buf *b, const struct sm_table *tab)
{
	sm_buf_puts(b, "COPY ");
	if (tab->schema) {
		add_quoted(b, tab->schema);
		sm_buf_puts(b, ".");
	}
	add_quoted(b, tab->base);
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		sm_buf_puts(b, i ? ", " : " (");
		add_quoted(b, tab->columns[i].name);
	}
	sm_buf_puts(b, ") FROM stdin;\n");
}

static enum sm_code write_buf(struct sm_dir *d, const char *what,
			      struct sm_buf *b, struct sm_err *err)
{
	enum sm_code rc = b->failed ? sm_nomem(err)
			  : b->n    ? sm__dir_write(d, what, b->p, b->n, err)
				    : SM_OK;

	sm_buf_release(b);
	return rc;
}

static enum sm_code begin_rows(struct sm_target *t, const struct sm_table *tab,
			       struct sm_err *err)
{
	struct sm_dir *d = t->impl;
	struct sm_buf b = { 0 };

	if (sm__dir_is_csv(t)) {
		add_header(&b, tab);
	} else if (d->several) {
		if (!d->greeted)
			sm_buf_puts(&b, "SET client_encoding = 'UTF8';\n");
		d->greeted = true;
		add_copy(&b, tab);
	}
	return write_buf(d, tab->name, &b, err);
}

/* ---- turns --------------------------------------------------------------------------- */

static enum sm_code open_file(struct sm_target *t, const struct sm_table *tab,
			      bool again, struct sm_err *err)
{
	struct sm_dir *d = t->impl;
	char *name;

	if (d->to_stdout) {
		d->fd = STDOUT_FILENO;
		return SM_OK;
	}
	name = sm__dir_name(t, tab, TMP_END);
	if (!name)
		return sm_nomem(err);
	d->fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
				   (again ? O_APPEND : O_TRUNC), 0644);
	if (d->fd < 0) {
		sm_fail(err, SM_E_LOAD, "cannot make %s", name);
		sm_why(err, "%s", strerror(errno));
	}
	sm_free(name);
	return d->fd < 0 ? SM_E_LOAD : SM_OK;
}

enum sm_code sm__dir_end_table(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = t->impl;
	const struct sm_table *tab;
	int fd = d->fd, why;

	if (fd < 0)
		return SM_OK;
	tab = &t->plan->tables[d->table];
	if (d->several && !sm__dir_is_csv(t))
		SM_TRY(sm__dir_write(d, tab->name, "\\.\n\n", 4, err));
	d->fd = -1;
	if (d->to_stdout)
		return SM_OK;
	why = fsync(fd) ? errno : 0;
	if (close(fd) && !why)
		why = errno;
	if (!why)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "cannot write %s", tab->name);
	return sm_why(err, "%s", strerror(why));
}

enum sm_code sm__dir_turn_to(struct sm_target *t, uint32_t table,
			     struct sm_err *err)
{
	struct sm_dir *d = t->impl;
	const struct sm_table *tab = &t->plan->tables[table];
	bool again;

	assert(table < d->ntables);
	if (d->fd >= 0 && d->table == table)
		return SM_OK;
	SM_TRY(sm__dir_end_table(t, err));
	again = d->started[table];
	SM_TRY(open_file(t, tab, again, err));
	d->table = table;
	d->started[table] = true;
	return again && !d->several ? SM_OK : begin_rows(t, tab, err);
}

/* ---- names at the end ------------------------------------------------------------------ */

static enum sm_code rename_one(struct sm_target *t, const struct sm_table *tab,
			       struct sm_err *err)
{
	char *from = sm__dir_name(t, tab, TMP_END);
	char *to = sm__dir_name(t, tab, "");
	enum sm_code rc = SM_OK;

	if (!from || !to) {
		rc = sm_nomem(err);
	} else if (rename(from, to)) {
		rc = sm_fail(err, SM_E_LOAD, "cannot give %s its name", to);
		sm_why(err, "%s", strerror(errno));
	}
	sm_free(from);
	sm_free(to);
	return rc;
}

static enum sm_code sync_folder(const char *path, struct sm_err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (ok)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "the files in %s may not survive a power cut",
		path);
	return sm_why(err, "fsync: %s", strerror(why));
}

enum sm_code sm__dir_publish(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = t->impl;

	/* a table without rows has a file, too */
	for (uint32_t i = 0; i < d->ntables && !d->to_stdout; i++)
		if (t->plan->tables[i].selected && !d->started[i])
			SM_TRY(sm__dir_turn_to(t, i, err));
	SM_TRY(sm__dir_end_table(t, err));
	for (uint32_t i = 0; i < d->ntables && !d->to_stdout; i++) {
		if (!d->started[i])
			continue;
		SM_TRY(rename_one(t, &t->plan->tables[i], err));
		d->started[i] = false;
	}
	d->finished = true;
	return d->to_stdout ? SM_OK : sync_folder(d->path, err);
}

void sm__dir_drop(struct sm_target *t)
{
	struct sm_dir *d = t->impl;

	if (d->fd >= 0 && !d->to_stdout)
		close(d->fd);
	d->fd = -1;
	for (uint32_t i = 0; i < d->ntables && !d->to_stdout; i++) {
		char *name = !d->started[i] ? NULL
			     : sm__dir_name(t, &t->plan->tables[i], TMP_END);

		if (name)
			unlink(name);
		sm_free(name);
	}
	if (d->made_folder && !d->finished)
		rmdir(d->path);         /* only if nothing is in it */
}
