/*
 * dir_publish.c - a folder that goes from one whole state to the next
 *
 * Files are written in .seedmill.tmp, a folder aside that one run at a time
 * holds locked; what a killed run left in it goes when the next one begins. At
 * the end:
 *
 *     1  a manifest with the state "replacing" lists the old files and the new
 *     2  each file gets its name
 *     3  files that the old manifest lists, that are still as it says, and that
 *        no new one has taken the place of, go
 *     4  the manifest with the state "whole" takes the other one's place
 *
 * So a manifest that says "whole" is one of the files beside it, and a run that
 * was cut short between 1 and 4 is put right by running it again. What no
 * manifest lists is somebody's own: it is neither written over nor removed.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/dir.h"

#define MANIFEST_MAX ((size_t)64 << 20)

static enum sm_code cannot(struct sm_err *err, const char *what, const char *name)
{
	int why = errno;

	sm_fail(err, SM_E_LOAD, "cannot %s %s", what, name);
	return sm_why(err, "%s", strerror(why));
}

/* ---- what is there ------------------------------------------------------- */

/* A small file's text; false when it is not there or cannot be read. */
static bool read_text(int folder, const char *name, struct sm_buf *out)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
				      O_NONBLOCK);
	char part[16384];
	ssize_t n = -1;

	if (fd < 0)
		return false;
	while (out->n < MANIFEST_MAX && (n = read(fd, part, sizeof(part))) > 0)
		sm_buf_add(out, part, (size_t)n);
	close(fd);
	return n == 0 && !out->failed;
}

static bool is_there(int folder, const char *name)
{
	struct stat st;

	return !fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW);
}

static bool is_listed(const struct sm_dir_entries *e, const char *name)
{
	for (size_t i = 0; i < e->n; i++)
		if (!strcmp(e->entry[i].name, name))
			return true;
	return false;
}

static enum sm_code refuse(const struct sm_dir *d, const char *name,
			   struct sm_err *err)
{
	sm_fail(err, SM_E_GUARD, "%.300s/%.200s is there and no manifest lists it",
		d->path, name);
	sm_why(err, "it would be written over, and may be somebody's own");
	return sm_fix(err, "name another folder, or move it away");
}

static enum sm_code look_at(struct sm_dir *d, const char *name,
			    struct sm_err *err)
{
	return is_there(d->folder, name) && !is_listed(&d->old, name)
		       ? refuse(d, name, err) : SM_OK;
}

static enum sm_code look_at_tables(struct sm_target *t, struct sm_err *err)
{
	enum sm_code rc = SM_OK;

	for (uint32_t i = 0; i < t->plan->ntables && !rc; i++) {
		char *name = sm__dir_name(sm__dir(t), &t->plan->tables[i]);

		if (!name)
			return sm_nomem(err);
		if (t->plan->tables[i].selected)
			rc = look_at(sm__dir(t), name, err);
		sm_free(name);
	}
	return rc;
}

enum sm_code sm__dir_look(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	const struct sm_dir_script *const *script;
	struct sm_buf text = { 0 };
	bool ours = false;
	size_t n;

	d->folder = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->folder < 0)
		return errno == ENOENT ? SM_OK : cannot(err, "read", d->path);
	if (read_text(d->folder, d->manifest, &text))
		ours = sm__dir_manifest_read(sm_buf_str(&text), text.n,
					     &d->arena, &d->old);
	sm_buf_release(&text);
	if (!ours && is_there(d->folder, d->manifest))
		return refuse(d, d->manifest, err);
	SM_TRY(look_at_tables(t, err));
	script = sm__dir_scripts(&n);
	for (size_t i = 0; i < n; i++)
		if (sm__dir_script_fits(t, script[i], false))
			SM_TRY(look_at(d, script[i]->name, err));
	return SM_OK;
}

/* ---- the folder aside ---------------------------------------------------- */

/* Everything that is a file in it; it holds nothing else. */
static void empty_aside(int aside)
{
	int fd = openat(aside, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			(void)unlinkat(aside, e->d_name, 0);
	closedir(dir);
}

/* Is the folder that we hold the one of that name still? */
static bool still_there(const struct sm_dir *d)
{
	struct stat held, named;

	return !fstat(d->aside, &held) &&
	       !fstatat(d->folder, d->aside_name, &named,
			AT_SYMLINK_NOFOLLOW) &&
	       held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

static enum sm_code hold_aside(struct sm_dir *d, struct sm_err *err)
{
	if (mkdirat(d->folder, d->aside_name, 0700) && errno != EEXIST)
		return cannot(err, "make a folder in", d->path);
	d->aside = openat(d->folder, d->aside_name,
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (d->aside < 0)
		return errno == ENOENT ? SM_OK
				       : cannot(err, "open the folder aside in", d->path);
	if (flock(d->aside, LOCK_EX | LOCK_NB)) {
		close(d->aside);
		d->aside = -1;
		sm_fail(err, SM_E_LOCK, "another run writes to %s", d->path);
		return sm_fix(err, "wait for it, or name another folder");
	}
	if (still_there(d))
		return SM_OK;
	close(d->aside);        /* its owner has ended in between */
	d->aside = -1;
	return SM_OK;
}

enum sm_code sm__dir_aside(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	assert(d->aside < 0);
	d->made_folder = !mkdir(d->path, 0755);
	if (!d->made_folder && errno != EEXIST)
		return cannot(err, "make the folder", d->path);
	if (d->folder < 0)
		d->folder = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->folder < 0)
		return cannot(err, "open", d->path);
	for (int tries = 0; d->aside < 0 && tries < 10; tries++)
		SM_TRY(hold_aside(d, err));
	if (d->aside < 0)
		return sm_fail(err, SM_E_LOCK, "another run writes to %s",
			       d->path);
	empty_aside(d->aside);
	return SM_OK;
}

enum sm_code sm__dir_put_text(struct sm_target *t, const char *name,
			      const char *text, size_t n, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	enum sm_code rc;
	bool bad;

	assert(d->fd < 0);
	d->fd = openat(d->aside, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
				       O_NOFOLLOW, 0644);
	if (d->fd < 0)
		return cannot(err, "make", name);
	rc = sm__dir_write(d, name, text, n, err);
	bad = !rc && fsync(d->fd) != 0;
	if (bad)
		rc = cannot(err, "write", name);
	close(d->fd);
	d->fd = -1;
	return rc;
}

/* ---- names at the end ---------------------------------------------------- */

static enum sm_code give_name(struct sm_dir *d, const char *name,
			      struct sm_err *err)
{
	return renameat(d->aside, name, d->folder, name)
		       ? cannot(err, "give its name to", name) : SM_OK;
}

static enum sm_code put_manifest(struct sm_target *t, struct sm_buf *text,
				 enum sm_code rc, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	if (!rc)
		rc = sm__dir_put_text(t, d->manifest, sm_buf_str(text),
				      text->n, err);
	sm_buf_release(text);
	return rc ? rc : give_name(d, d->manifest, err);
}

/* Load scripts aside; each is one more entry. */
static enum sm_code put_scripts(struct sm_target *t, struct sm_dir_entries *e,
				struct sm_err *err)
{
	const struct sm_dir_script *const *script;
	enum sm_code rc = SM_OK;
	size_t n;

	script = sm__dir_scripts(&n);
	for (size_t i = 0; i < n && !rc; i++) {
		struct sm_dir_entry *new = &e->entry[e->n];
		struct sm_buf text = { 0 };
		void *hash;

		if (!sm__dir_script_fits(t, script[i], true))
			continue;
		script[i]->write(t, &text);
		hash = sm__dir_hash_new();
		rc = text.failed || !hash
			? sm_nomem(err)
			: sm__dir_put_text(t, script[i]->name, sm_buf_str(&text),
					   text.n, err);
		if (!rc) {
			sm__dir_hash_add(hash, text.p, text.n);
			*new = (struct sm_dir_entry){
				.name = script[i]->name, .bytes = text.n,
				.xxh3 = sm__dir_hash_end(hash),
			};
			e->n++;
		}
		sm__dir_hash_free(hash);
		sm_buf_release(&text);
	}
	return rc;
}

/* Tables' files as entries behind the scripts. */
static enum sm_code add_tables(struct sm_target *t, struct sm_dir_entries *e,
			       struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);

	for (uint32_t i = 0; i < d->ntables; i++) {
		char *name;

		if (!d->tables[i].started)
			continue;
		name = sm__dir_name(d, &t->plan->tables[i]);
		e->entry[e->n] = (struct sm_dir_entry){
			.name = sm_arena_strdup(&d->arena, name),
			.bytes = d->tables[i].bytes,
			.xxh3 = sm__dir_hash_end(d->tables[i].hash),
		};
		sm_free(name);
		if (!e->entry[e->n++].name)
			return sm_nomem(err);
	}
	return SM_OK;
}

/* Is the file as the entry says, to the byte? */
static bool is_as_listed(int folder, const struct sm_dir_entry *e)
{
	int fd = openat(folder, e->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
					 O_NONBLOCK);
	void *hash = sm__dir_hash_new();
	char part[65536];
	struct stat st;
	ssize_t n = -1;
	bool same = false;

	if (fd >= 0 && hash && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == e->bytes) {
		while ((n = read(fd, part, sizeof(part))) > 0)
			sm__dir_hash_add(hash, part, (size_t)n);
		same = n == 0 && sm_u128_equal(sm__dir_hash_end(hash), e->xxh3);
	}
	if (fd >= 0)
		close(fd);
	sm__dir_hash_free(hash);
	return same;
}

static void remove_old(struct sm_target *t, const struct sm_dir_entries *new)
{
	struct sm_dir *d = sm__dir(t);

	for (size_t i = 0; i < d->old.n; i++) {
		const struct sm_dir_entry *e = &d->old.entry[i];

		if (!is_listed(new, e->name) && is_as_listed(d->folder, e))
			(void)unlinkat(d->folder, e->name, 0);
	}
}

static enum sm_code swap(struct sm_target *t, struct sm_dir_entries *all,
			 size_t nscripts, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	struct sm_dir_entries new = { all->entry + d->old.n, all->n - d->old.n };
	struct sm_dir_entries scripts = { new.entry, nscripts };
	struct sm_buf text = { 0 };

	SM_TRY(put_manifest(t, &text, sm__dir_manifest_open(all, &text, err),
			    err));
	for (size_t i = 0; i < new.n; i++)
		SM_TRY(give_name(d, new.entry[i].name, err));
	remove_old(t, &new);
	SM_TRY(put_manifest(t, &text, sm__dir_manifest(t, &scripts, &text, err),
			    err));
	if (fsync(d->folder)) {
		sm_fail(err, SM_E_LOAD,
			"the files in %s may not survive a power cut", d->path);
		return sm_why(err, "fsync: %s", strerror(errno));
	}
	return SM_OK;
}

static void leave_aside(struct sm_dir *d)
{
	if (d->aside < 0)
		return;
	empty_aside(d->aside);
	(void)unlinkat(d->folder, d->aside_name, AT_REMOVEDIR);
	close(d->aside);
	d->aside = -1;
}

enum sm_code sm__dir_publish(struct sm_target *t, struct sm_err *err)
{
	struct sm_dir *d = sm__dir(t);
	struct sm_dir_entries all = { 0 }, scripts;
	size_t most;

	/* a table without rows has a file, too */
	for (uint32_t i = 0; i < d->ntables && !d->to_stdout; i++)
		if (t->plan->tables[i].selected && !d->tables[i].started)
			SM_TRY(sm__dir_turn_to(t, i, err));
	SM_TRY(sm__dir_end_table(t, err));
	d->finished = d->to_stdout;
	if (d->to_stdout)
		return SM_OK;
	(void)sm__dir_scripts(&most);
	most += d->old.n + d->ntables;
	all.entry = sm_arena_array(&d->arena, most + 1, sizeof(*all.entry));
	if (!all.entry)
		return sm_nomem(err);
	for (; all.n < d->old.n; all.n++)
		all.entry[all.n] = d->old.entry[all.n];
	scripts = (struct sm_dir_entries){ all.entry + all.n, 0 };
	SM_TRY(put_scripts(t, &scripts, err));
	all.n += scripts.n;
	SM_TRY(add_tables(t, &all, err));
	assert(all.n <= most);
	SM_TRY(swap(t, &all, scripts.n, err));
	d->finished = true;
	leave_aside(d);
	return SM_OK;
}

void sm__dir_drop(struct sm_target *t)
{
	struct sm_dir *d = sm__dir(t);

	if (d->fd >= 0 && !d->to_stdout)
		close(d->fd);
	d->fd = -1;
	sm__dir_pack_free(d->pack);
	d->pack = NULL;
	leave_aside(d);
	if (d->folder >= 0)
		close(d->folder);
	d->folder = -1;
	if (d->made_folder && !d->finished)
		rmdir(d->path);         /* only if nothing is in it */
}
