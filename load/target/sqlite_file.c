/*
 * sqlite_file.c - one run a file, and a new file that is whole or not there
 *
 * The lock is flock() on FILE-seedmill-lock, which holds the owner's name for
 * the message of whoever has to wait. The kernel lets go of it when its process
 * ends, however that ends. It is removed while it is still held; so a waiter
 * that gets the lock looks whether the name still means the file it has, and
 * begins again when it does not - else two could hold two locks of one name.
 *
 * A new file is built aside as FILE.seedmill-PID-tmp. Whoever holds the lock
 * knows that every such file is of a run that died, and removes it: no guess
 * about process ids, which another container may use again.
 */
#define _GNU_SOURCE     /* renameat2 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "owner.h"
#include "target/sqlite.h"

#define TMP_MIDDLE ".seedmill-"
#define TMP_END "-tmp"

/* ---- the lock ------------------------------------------------------------------- */

/* Is `fd` still the file that the name leads to? */
static bool is_named(int fd, const char *path)
{
	struct stat a, b;

	return !fstat(fd, &a) && !stat(path, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* The fd of a lock held, -1 with errno EWOULDBLOCK when another holds it. */
static int try_lock(const char *path)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			      0644);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			int why = errno;

			close(fd);
			errno = why;
			return -1;
		}
		if (is_named(fd, path))
			return fd;
		close(fd);      /* removed between open and lock */
	}
}

static void name_holder(struct sm_lite *l, struct sm_err *err)
{
	char text[256];
	int fd = open(l->lock_path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0) {
		sm_why(err, "%s is locked", l->lock_path);
		return;
	}
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	sm_why(err, "held by %s", text);
}

static void sign(struct sm_lite *l)
{
	char owner[160], now[32], text[256];
	int n;

	sm__owner(owner);
	sm__now_text(now);
	n = snprintf(text, sizeof(text), "%s since %s\n", owner, now);
	assert(n > 0 && (size_t)n < sizeof(text));
	/* only for people: a lock without a name is still a lock */
	if (!ftruncate(l->lock_fd, 0) &&
	    pwrite(l->lock_fd, text, (size_t)n, 0) != n &&
	    ftruncate(l->lock_fd, 0))
		return;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* Files aside that runs before us left behind. */
static void drop_stale(struct sm_lite *l)
{
	const char *slash = strrchr(l->path, '/');
	const char *base = slash ? slash + 1 : l->path;
	size_t n = strlen(base);
	DIR *d = opendir(l->folder);

	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		const char *rest = e->d_name + n;

		if (!strncmp(e->d_name, base, n) &&
		    !strncmp(rest, TMP_MIDDLE, strlen(TMP_MIDDLE)) &&
		    ends_with(rest, TMP_END))
			unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d)
		closedir(d);
}

static enum sm_code still_fresh(struct sm_lite *l, struct sm_err *err)
{
	struct stat st;

	if (!l->fresh || stat(l->path, &st))
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "%s has been made in the meantime", l->path);
	return sm_fix(err, "run the command again: it will look at that file");
}

enum sm_code sm__lite_lock(struct sm_target *t, unsigned wait_s,
			   struct sm_err *err)
{
	const struct timespec tick = { .tv_nsec = 100000000 };
	struct sm_lite *l = sm__lite(t);

	assert(l->lock_fd < 0);
	for (uint64_t ticks = 0;; ticks++) {
		l->lock_fd = try_lock(l->lock_path);
		if (l->lock_fd >= 0)
			break;
		if (errno != EWOULDBLOCK && errno != EINTR) {
			sm_fail(err, SM_E_LOCK, "cannot make the lock file %s",
				l->lock_path);
			return sm_why(err, "%s", strerror(errno));
		}
		if (ticks >= (uint64_t)wait_s * 10) {
			sm_fail(err, SM_E_LOCK, "Another seeding operation is in "
				"progress: it is loading %s", l->path);
			name_holder(l, err);
			return sm_fix(err, "wait for it to end, or give it "
					   "time with --lock-wait SECONDS");
		}
		nanosleep(&tick, NULL);
	}
	sign(l);
	drop_stale(l);
	return still_fresh(l, err);
}

void sm__lite_unlock(struct sm_lite *l)
{
	if (l->lock_fd < 0)
		return;
	unlink(l->lock_path);
	close(l->lock_fd);
	l->lock_fd = -1;
}

/* ---- the file aside ---------------------------------------------------------------- */

/*
 * Nothing but us looks at this file, and it is thrown away when anything goes
 * wrong: no journal, no waiting for the disk. 32 MiB of pages hold the inner
 * nodes and the ends of every table being loaded, and are what an index build
 * may sort in memory; threads are for that sort.
 */
static const char tmp_setup[] =
	"PRAGMA journal_mode = OFF;"
	"PRAGMA synchronous = OFF;"
	"PRAGMA locking_mode = EXCLUSIVE;"
	"PRAGMA cache_size = -32768;"
	"PRAGMA foreign_keys = OFF;"
	"PRAGMA threads = 2";

enum sm_code sm__lite_tmp_begin(struct sm_lite *l, struct sm_err *err)
{
	size_t room = strlen(l->path) + 48;
	int fd;

	assert(l->fresh && !l->db && !l->tmp);
	l->tmp = sm_malloc(room);
	if (!l->tmp)
		return sm_nomem(err);
	snprintf(l->tmp, room, "%s" TMP_MIDDLE "%ld" TMP_END, l->path,
		 (long)getpid());
	/* O_EXCL: never write through a link that somebody else put there */
	fd = open(l->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0) {
		sm_fail(err, SM_E_CONNECT, "cannot make %s", l->tmp);
		return sm_why(err, "%s", strerror(errno));
	}
	close(fd);
	l->tmp_made = true;
	if (sqlite3_open_v2(l->tmp, &l->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
		return sm__lite_fail(l, SM_E_CONNECT, err, "cannot open %s",
				     l->tmp);
	sqlite3_extended_result_codes(l->db, 1);
	sm__lite_may_interrupt(l);
	return sm__lite_exec(l, err, tmp_setup);
}

/* fsync a file or a folder by name. */
static bool sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);
	int why = errno;

	if (fd >= 0)
		close(fd);
	errno = why;
	return ok;
}

/*
 * Rename, but never over a file. The file system may not know how to do that
 * in one step; then we look first, and the lock keeps other runs away.
 */
static bool rename_new(const char *from, const char *to)
{
	struct stat st;

	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	if (!lstat(to, &st)) {
		errno = EEXIST;
		return false;
	}
	return !rename(from, to);
}

static enum sm_code check_pages(struct sm_lite *l, struct sm_err *err)
{
	enum sm_code rc;
	sqlite3_stmt *st;
	bool row;

	SM_TRY(sm__lite_prepare(l, "PRAGMA quick_check(1)", &st, err));
	rc = sm__lite_step(l, st, &row, err);
	if (!rc && (!row || strcmp(sm__lite_text(st, 0), "ok"))) {
		rc = sm_fail(err, SM_E_RECONCILE, "%s: the file built is damaged",
			     l->path);
		sm_why(err, "SQLite's quick_check: %s",
		       row ? sm__lite_text(st, 0) : "no answer");
	}
	sqlite3_finalize(st);
	return rc;
}

enum sm_code sm__lite_tmp_publish(struct sm_lite *l, struct sm_err *err)
{
	assert(l->fresh && l->db && l->tmp_made);
	SM_TRY(check_pages(l, err));
	if (sqlite3_close(l->db) != SQLITE_OK)
		return sm__lite_fail(l, SM_E_LOAD, err, "cannot close %s",
				     l->tmp);
	l->db = NULL;
	if (!sync_path(l->tmp) || !rename_new(l->tmp, l->path)) {
		int why = errno;

		sm_fail(err, SM_E_LOAD, "cannot give %s its name", l->path);
		return sm_why(err, "%s", strerror(why));
	}
	l->tmp_made = false;
	if (sync_path(l->folder))
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "%s is there, but may not survive a power cut",
		l->path);
	return sm_why(err, "fsync of %s: %s", l->folder, strerror(errno));
}

void sm__lite_tmp_drop(struct sm_lite *l)
{
	if (l->tmp_made)
		unlink(l->tmp);
	l->tmp_made = false;
	sm_free(l->tmp);
	l->tmp = NULL;
}
