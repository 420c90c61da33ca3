/*
 * target.h - somewhere rows can be loaded: a database, files, or nowhere
 *
 * The run encodes blocks; a target moves them. It pulls them through a feed
 * rather than being pushed to, because pulling suits every client library:
 * libpq loops and puts, a LOAD DATA callback is asked, SQLite and files do not
 * mind.
 *
 * Order of calls:
 *
 *     open  describe  max_key*  read_where*  preflight  lock
 *         runs  [refers* clean]  count*  [begin]  [chunks]  prepare
 *             per loader thread:  stream_open  load*  stream_close
 *     [forget]  fill*  finish  count*  orphans*  read*  done  close
 *
 * Threads: the main thread makes every call but the three in the middle; a
 * stream belongs to one loader thread and shares no connection with another.
 * The target itself is read-only while streams are open.
 *
 * Any operation marked "may be NULL" is one this kind has no use for. Failures
 * leave nothing half done that a later call or run could not put right.
 */
#ifndef SEEDMILL_TARGET_H
#define SEEDMILL_TARGET_H

#include <stdatomic.h>

#include "seedmill/base.h"
#include "seedmill/encode.h"
#include "seedmill/err.h"
#include "seedmill/ledger.h"
#include "seedmill/plan.h"
#include "seedmill/run.h"
#include "seedmill/schema.h"

/* A target URL, taken apart; strings in the arena of sm_url_parse. */
struct sm_url {
	const char *scheme;         /* "postgres", "sqlite", "null", "dir" */
	const char *safe;           /* whole URL without password: may be shown */
	const char *user, *password, *host, *port, *database;   /* may be NULL */
	const char *path;           /* sqlite, dir */
	const char *query;          /* after '?', may be NULL */
	bool local;                 /* loopback, socket or file */
};

/*
 * Take a URL apart: percent-decoding, "+driver" dropped from the scheme,
 * env:NAME replaced by that variable's value. SM_E_USAGE when it is none.
 */
enum sm_code sm_url_parse(const char *text, struct sm_arena *a,
			  struct sm_url *out, struct sm_err *err);

struct sm_target_kind;

struct sm_target {
	const struct sm_target_kind *kind;
	const struct sm_url *url;
	const struct sm_plan *plan;     /* from preflight() on */
	const char *run_id;             /* from lock() on */
	int64_t epoch;                  /* from begin() on; load() checks it */
	unsigned connect_attempts;      /* --connect-attempts */
	const atomic_int *stop;         /* not 0: a signal came; may be NULL */
	bool reading;                   /* nothing will be written: sessions
					 * that can be are read-only */
	struct sm_shard shard;          /* what this run has of each table;
					 * n below 2: all */
	bool binary;                    /* pg: COPY binary where types allow */
	bool no_local_infile;           /* mysql: INSERT instead of LOAD DATA */
	const char *format;             /* dir, null: "copy", "csv", "mysql" or
					 * "jsonl"; NULL: the URL's, or copy */
	const char *compress;           /* dir: "zst", "gz", "none"; NULL: the URL's */
	void (*note)(void *ctx, const char *text);      /* a line for people */
	/* Attempt n (from 2) to connect is about to be made; why the last one
	 * failed, without a password. Any thread; may be NULL. */
	void (*retry)(void *ctx, unsigned n, const char *why);
	void *note_ctx;
	struct sm_arena arena;
	void *impl;                     /* the kind's own */
};

struct sm_stream {
	struct sm_target *target;
	unsigned number;                /* from 0 */
	void *impl;
};

/* What one load() achieved, in the target's own words. */
struct sm_loaded {
	uint64_t rows;      /* rows the target says it stored */
	uint64_t bytes;     /* wire bytes handed over */
	uint64_t warnings;  /* a non-zero count fails the run */
	bool already;       /* the ledger had this chunk: nothing was loaded */
	bool retry;         /* on failure: worth another try on a new stream */
};

/* Rows read back: called with at most 1,000 rows at a time, columns in
 * table order. Return false to stop reading (not a failure). */
typedef bool sm_read_fn(void *ctx, const struct sm_vec *cols, uint32_t n);

struct sm_target_kind {
	const char *name;           /* "postgres" */
	const char *schemes;        /* "postgres postgresql": space separated */
	const char *summary;        /* one line for `seedmill kinds` */
	bool ledger;                /* runs, begin, chunks, done, load: yes */
	bool counts;                /* count, orphans and read are there */
	bool compounds;             /* arrays and ranges are types there; where
				     * they are not, columns hold their text */
	unsigned max_connections;   /* 1 for SQLite and files */

	/* Connect and check that it answers. On failure nothing stays open. */
	enum sm_code (*open)(struct sm_target *t, struct sm_err *err);
	void (*close)(struct sm_target *t);

	/*
	 * Make every call under way on this target, by any thread, fail soon.
	 * From a thread of its own, between open() and close(). May be NULL:
	 * calls never wait.
	 */
	void (*interrupt)(struct sm_target *t);

	/* Fill *out (ntables = n) for the tables named, in `a`. May be NULL. */
	enum sm_code (*describe)(struct sm_target *t, const char *const *names,
				 uint32_t n, struct sm_arena *a,
				 struct sm_schema *out, struct sm_err *err);

	/* Largest value of an integer column; *any false when there is no row.
	 * May be NULL. */
	enum sm_code (*max_key)(struct sm_target *t, const char *table,
				const char *column, int64_t *max, bool *any,
				struct sm_err *err);

	/* Everything that can be refused before a write: privileges, read-only
	 * servers, types. Sets nothing in the database. May be NULL. */
	enum sm_code (*preflight)(struct sm_target *t, struct sm_err *err);

	/* The encoder for a plan's rows. */
	const struct sm_encoder *(*encoder)(struct sm_target *t);

	/* Be the only run in this database: SM_E_LOCK, holder in `why`. Waits
	 * up to wait_s seconds. Released by close(). May be NULL. */
	enum sm_code (*lock)(struct sm_target *t, unsigned wait_s,
			     struct sm_err *err);

	/* Ledger (all NULL when `ledger` is false). runs() gives none when the
	 * ledger's tables are not there. */
	enum sm_code (*runs)(struct sm_target *t, struct sm_arena *a,
			     struct sm_run_rows *out, struct sm_err *err);
	/* Make the ledger's tables if need be, then insert the run row
	 * (status loading, epoch 1) or take an unfinished one over: end its old
	 * sessions, epoch + 1. Sets t->epoch. */
	enum sm_code (*begin)(struct sm_target *t, const char *details,
			      struct sm_err *err);
	enum sm_code (*chunks)(struct sm_target *t, struct sm_arena *a,
			       struct sm_chunk_rows *out, struct sm_err *err);
	/* Chunk rows away; the run row done with these details, or away too
	 * when keep_history is false. One transaction. */
	enum sm_code (*done)(struct sm_target *t, const char *details,
			     bool keep_history, struct sm_err *err);

	/*
	 * Remove this run's row again if no chunk of it is committed; *gone:
	 * it was so. Others' commits under way are waited for or ended first.
	 * May be NULL.
	 */
	enum sm_code (*forget)(struct sm_target *t, bool *gone,
			       struct sm_err *err);

	/* Delete all rows of the plan's tables, children first, and the ledger
	 * rows of every run, finished or not, that has loaded one of them. One
	 * transaction. May be NULL. */
	enum sm_code (*clean)(struct sm_target *t, struct sm_err *err);

	/*
	 * Has `referrer`, another table as a profile would name it, a row that
	 * refers to `table` by a foreign key of the database's? May be NULL:
	 * --clean then takes any referrer for one with such rows.
	 */
	enum sm_code (*refers)(struct sm_target *t, const struct sm_table *table,
			       const char *referrer, bool *any,
			       struct sm_err *err);

	/* Create missing tables (without foreign keys and indexes other than
	 * the primary key). May be NULL. */
	enum sm_code (*prepare)(struct sm_target *t, struct sm_err *err);

	enum sm_code (*stream_open)(struct sm_stream *s, struct sm_err *err);
	/*
	 * Load one chunk: take blocks from the feed until it gives NULL, then
	 * commit them with the chunk's ledger row. All or nothing: on failure
	 * none of the chunk is visible.
	 */
	enum sm_code (*load)(struct sm_stream *s, struct sm_feed *feed,
			     struct sm_loaded *out, struct sm_err *err);
	void (*stream_close)(struct sm_stream *s);

	/* After the last chunk: unique keys, indexes, foreign keys of tables
	 * that prepare() made, sequences, ANALYZE. May run again after a
	 * crash. May be NULL. */
	enum sm_code (*finish)(struct sm_target *t, struct sm_err *err);

	/* count(*) of a table; 0 for one that is not there. */
	enum sm_code (*count)(struct sm_target *t, const struct sm_table *table,
			      uint64_t *n, struct sm_err *err);
	/*
	 * Fill the late columns (sm_column.late) of n rows that are there, by
	 * their primary key; doing it again changes nothing. Called between the
	 * last load and finish() for tables that were there with foreign keys,
	 * whose late columns were sent as NULL. May be NULL: load() does not
	 * have late references checked.
	 */
	enum sm_code (*fill)(struct sm_target *t, const struct sm_table *table,
			     const struct sm_vec *cols, uint32_t n,
			     struct sm_err *err);
	/* Rows of the child whose key is not NULL and not in the parent. */
	enum sm_code (*orphans)(struct sm_target *t,
				const struct sm_reference *ref, uint64_t *n,
				struct sm_err *err);
	/*
	 * Give every row of the table to fn. With by_key in primary key order.
	 * A value that its column's type cannot hold comes as one that no
	 * generator makes, so that digests differ.
	 */
	enum sm_code (*read)(struct sm_target *t, const struct sm_table *table,
			     bool by_key, sm_read_fn *fn, void *ctx,
			     struct sm_err *err);
	/*
	 * Give the rows of the table, which the plan need not have, to fn where
	 * `where` holds: SQL as somebody wrote it (NULL: everywhere). One
	 * statement, which the server lets write nothing. May be NULL.
	 */
	enum sm_code (*read_where)(struct sm_target *t,
				   const struct sm_table *table,
				   const char *where, sm_read_fn *fn, void *ctx,
				   struct sm_err *err);
};

/* The registry (load/target/targets.def), in order. */
const struct sm_target_kind *const *sm_target_kinds(size_t *n);
/* The kind of a URL's scheme, or NULL. */
const struct sm_target_kind *sm_target_find(const char *scheme);

#endif
