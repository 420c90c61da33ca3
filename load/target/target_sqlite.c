/*
 * target_sqlite.c - an SQLite file: the target that needs no server
 *
 * open() decides which of the two ways of sqlite.h it is: a file that is there
 * is opened and asked a question, one that is not there stays so until done().
 * One connection serves all: the main thread before and after, the one loader
 * thread in between; they never use it at the same time.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "encode/native.h"
#include "target/sqlite.h"

#define BUSY_MS 10000       /* other programs' transactions are short */

static enum sm_code open_existing(struct sm_lite *l, bool reading, bool shard,
				  struct sm_err *err)
{
	int64_t n;
	bool any;

	if (sqlite3_open_v2(l->path, &l->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
		return sm__lite_fail(l, SM_E_CONNECT, err, "cannot open %s",
				     l->path);
	sqlite3_extended_result_codes(l->db, 1);
	sqlite3_busy_timeout(l->db, BUSY_MS);
	sm__lite_may_interrupt(l);
	/* a file may come from anywhere: its views and triggers get nothing
	 * beyond plain SQL */
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* the first statement is what reads the file's header */
	if (sm__lite_int(l, "SELECT count(*) FROM sqlite_schema", &n, &any,
			 err))
		return sm__lite_fail(l, SM_E_CONNECT, err,
				     "%s cannot be used as an SQLite database",
				     l->path);
	if (reading)
		SM_TRY(sm__lite_exec(l, err, "PRAGMA query_only = ON"));
	/* a shard's parents may be another shard's rows; they are counted when
	 * all are there */
	SM_TRY(sm__lite_exec(l, err, shard ? "PRAGMA foreign_keys = OFF"
					   : "PRAGMA foreign_keys = ON"));
	return sm__lite_exec(l, err,
			     "PRAGMA cache_size = -32768;"
			     "PRAGMA threads = 2");
}

static enum sm_code open_path(struct sm_lite *l, bool reading, bool shard,
			      struct sm_err *err)
{
	struct stat st;

	if (stat(l->folder, &st) || !S_ISDIR(st.st_mode)) {
		sm_fail(err, SM_E_CONNECT, "there is no folder %s for %s",
			l->folder, l->path);
		return sm_fix(err, "mkdir -p %s", l->folder);
	}
	if (!stat(l->path, &st)) {
		if (S_ISREG(st.st_mode))
			return open_existing(l, reading, shard, err);
		sm_fail(err, SM_E_CONNECT, "%s is not a file", l->path);
		return sm_fix(err, "name a file: sqlite:FILE");
	}
	if (errno != ENOENT) {
		sm_fail(err, SM_E_CONNECT, "cannot reach %s", l->path);
		return sm_why(err, "%s", strerror(errno));
	}
	l->fresh = true;
	return SM_OK;
}

static enum sm_code lite_new(struct sm_target *t, struct sm_err *err)
{
	const char *path = t->url->path;
	struct sm_lite *l;
	const char *slash;

	if (!path || !*path || !strcmp(path, ":memory:")) {
		sm_fail(err, SM_E_USAGE, "sqlite: needs a file's name");
		return sm_fix(err, "write sqlite:FILE");
	}
	l = sm_calloc(1, sizeof(*l));
	if (!l)
		return sm_nomem(err);
	t->impl = l;
	l->lock_fd = -1;
	l->path = path;
	slash = strrchr(path, '/');
	l->folder = !slash ? "."
		    : slash == path ? "/"
				    : sm_arena_strndup(&t->arena, path,
						       (size_t)(slash - path));
	l->lock_path = sm_arena_printf(&t->arena, "%s-seedmill-lock", path);
	return l->folder && l->lock_path ? SM_OK : sm_nomem(err);
}

/* In the connection's own thread, every few thousand steps of a statement. */
static int look_up(void *arg)
{
	struct sm_lite *l = arg;

	return atomic_load(&l->interrupted);
}

void sm__lite_may_interrupt(struct sm_lite *l)
{
	sqlite3_progress_handler(l->db, 4000, look_up, l);
}

static void lite_interrupt(struct sm_target *t)
{
	atomic_store(&sm__lite(t)->interrupted, true);
}

static void lite_close(struct sm_target *t)
{
	struct sm_lite *l = sm__lite(t);
	struct sm_buf sql = { 0 };

	if (!l)
		return;
	atomic_store(&l->interrupted, false);
	sm__lite_rollback(l);
	if (l->db && l->old_journal) {
		/* needs the file for itself; if it is not, WAL simply stays */
		sqlite3_busy_timeout(l->db, 100);
		sm_buf_printf(&sql, "PRAGMA journal_mode = %s", l->old_journal);
		sqlite3_exec(l->db, sm_buf_str(&sql), NULL, NULL, NULL);
		sm_buf_release(&sql);
	}
	sqlite3_close(l->db);
	l->db = NULL;
	sm__lite_tmp_drop(l);
	sm__lite_unlock(l);
	sm_free(l->old_journal);
	sm_free(l);
	t->impl = NULL;
}

static enum sm_code lite_open(struct sm_target *t, struct sm_err *err)
{
	enum sm_code rc = lite_new(t, err);

	if (!rc)
		rc = open_path(sm__lite(t), t->reading, t->shard.n > 1, err);
	if (rc)
		lite_close(t);
	return rc;
}

static const struct sm_encoder *lite_encoder(struct sm_target *t)
{
	(void)t;
	return &sm_encode_native;
}

/* ---- before anything is written ------------------------------------------------------ */

static enum sm_code check_column(const struct sm_table *t,
				 const struct sm_column *c, struct sm_err *err)
{
	const char *why;

	if (!c->live)
		return SM_OK;
	why = sm__lite_type_lossy(&c->type, c->live->type_text, c->dom.min,
				  c->dom.max);
	if (!why)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA,
		"Schema validation failed for %s: column %s is %s, which "
		"cannot hold its values", t->name, c->name,
		c->live->type_text);
	sm_why(err, "%s", why);
	return sm_fix(err, "declare the column DECIMAL_TEXT(%u,%u), or give it "
			   "values of at most 15 digits",
		      c->type.precision ? c->type.precision : 18,
		      c->type.scale);
}

/* To SQLite, Name and name are one. */
static enum sm_code check_case(const char *what, const char *a, const char *b,
			       struct sm_err *err)
{
	if (sqlite3_stricmp(a, b) != 0)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed: to SQLite, %s and %s "
		"are the same %s", a, b, what);
	return sm_fix(err, "give one of them another name");
}

static enum sm_code check_table(const struct sm_table *t, struct sm_err *err)
{
	static const char *const reserved[] = { "sqlite_", "seedmill_" };

	for (size_t i = 0; i < SM_COUNTOF(reserved); i++) {
		if (strncmp(sm__lite_name(t->name), reserved[i],
			    strlen(reserved[i])))
			continue;
		sm_fail(err, SM_E_SCHEMA,
			"Schema validation failed for %s: names that begin "
			"with %s are taken", t->name, reserved[i]);
		return sm_fix(err, "give the table another name");
	}
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		SM_TRY(check_column(t, &t->columns[i], err));
		for (uint32_t k = 0; k < i; k++)
			SM_TRY(check_case("column", t->columns[k].name,
					  t->columns[i].name, err));
	}
	return SM_OK;
}

enum sm_code sm__lite_preflight(struct sm_target *t, struct sm_err *err)
{
	struct sm_lite *l = sm__lite(t);
	const struct sm_plan *p = t->plan;

	/* the folder, too: the lock and the log lie beside the file */
	if (access(l->folder, W_OK | X_OK)) {
		sm_fail(err, SM_E_CONNECT, "cannot write to the folder %s",
			l->folder);
		return sm_why(err, "%s", strerror(errno));
	}
	if (l->db && (sqlite3_db_readonly(l->db, "main") == 1 ||
		      access(l->path, W_OK))) {
		sm_fail(err, SM_E_CONNECT, "%s is read-only", l->path);
		return sm_fix(err, "chmod u+w %s", l->path);
	}
	for (uint32_t i = 0; i < p->ntables; i++) {
		if (p->tables[i].selected)
			SM_TRY(check_table(&p->tables[i], err));
		for (uint32_t k = 0; k < i; k++)
			SM_TRY(check_case("table",
					  sm__lite_name(p->tables[k].name),
					  sm__lite_name(p->tables[i].name), err));
	}
	return SM_OK;
}

const struct sm_target_kind sm_target_sqlite = {
	.name = "sqlite",
	.schemes = "sqlite sqlite3",
	.summary = "an SQLite file: sqlite:FILE (made when it is not there)",
	.ledger = true,
	.counts = true,
	.max_connections = 1,
	.open = lite_open,
	.close = lite_close,
	.interrupt = lite_interrupt,
	.describe = sm__lite_describe,
	.max_key = sm__lite_max_key,
	.preflight = sm__lite_preflight,
	.encoder = lite_encoder,
	.lock = sm__lite_lock,
	.runs = sm__lite_runs,
	.begin = sm__lite_begin,
	.chunks = sm__lite_chunks,
	.done = sm__lite_done,
	.forget = sm__lite_forget,
	.clean = sm__lite_clean,
	.refers = sm__lite_refers,
	.prepare = sm__lite_make_tables,
	.stream_open = sm__lite_stream_open,
	.load = sm__lite_load,
	.stream_close = sm__lite_stream_close,
	.finish = sm__lite_finish,
	.count = sm__lite_count,
	.orphans = sm__lite_orphans,
	.read = sm__lite_read,
	.read_where = sm__lite_read_where,
};
