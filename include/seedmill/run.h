/*
 * run.h - a plan made into rows on all cores and handed to a target
 *
 * sm_worker makes rows of any table on the calling thread; sm_run() does it
 * for a whole plan on `jobs` threads and loads what they make through
 * `connections` streams of a target.
 */
#ifndef SEEDMILL_RUN_H
#define SEEDMILL_RUN_H

#include <stdatomic.h>

#include "seedmill/base.h"
#include "seedmill/block.h"
#include "seedmill/encode.h"
#include "seedmill/err.h"
#include "seedmill/plan.h"

/* ---- one thread's rows ------------------------------------------------------ */

struct sm_worker;

/*
 * Scratch memory for making rows of any table of the plan. NULL when there is
 * no memory. Used by one thread at a time; borrows the plan.
 */
struct sm_worker *sm_worker_new(const struct sm_plan *p);
void sm_worker_free(struct sm_worker *w);       /* NULL is fine */

/*
 * Make rows [first, first + n), n at most t->unit_rows. Returns t->ncolumns
 * vectors that are good until the next call. Cannot fail, cannot allocate.
 */
const struct sm_vec *sm_worker_rows(struct sm_worker *w,
				    const struct sm_table *t, uint64_t first,
				    uint32_t n);

/* ---- tallies ------------------------------------------------------------------ */

/*
 * What happened to a table so far, in words of who counted it. After a run:
 * planned = generated + resumed = sent + resumed = acked + resumed.
 */
struct sm_tally {
	_Atomic uint64_t generated; /* rows made by workers */
	_Atomic uint64_t sent;      /* rows handed to the target */
	_Atomic uint64_t acked;     /* rows the target says it stored */
	_Atomic uint64_t bytes;     /* wire bytes handed over */
	_Atomic uint64_t warnings;
	_Atomic uint64_t chunks;    /* committed, resumed ones included */
	_Atomic uint64_t resumed;   /* rows of chunks that were there already */
	_Atomic uint64_t started_us, ended_us;  /* CLOCK_MONOTONIC; 0: not yet */
	struct sm_u128 digest;      /* of committed chunks; set under run's lock */
};

/* A chunk that the ledger already knows (see ledger.h). */
struct sm_chunk_done {
	uint32_t table;             /* position in plan->tables */
	uint64_t chunk;
	uint64_t rows, bytes;
	struct sm_u128 digest;
};

/* ---- shards --------------------------------------------------------------------- */

/* Part k of n, from 1; n below 2: the whole. */
struct sm_shard {
	uint32_t k, n;
};

/* What a shard has of a table: chunks that stand together, maybe none. */
struct sm_part {
	uint64_t first_chunk, chunks;
	uint64_t rows;
};

/* All n parts of a table are the table, in order. `limit`: rows, 0 none. */
struct sm_part sm_shard_part(struct sm_shard s, const struct sm_plan *p,
			     uint32_t table, uint64_t limit);

/* ---- a whole plan --------------------------------------------------------------- */

struct sm_target;           /* target.h */
struct sm_feed;

struct sm_run_config {
	const struct sm_plan *plan;
	struct sm_target *target;
	const struct sm_encoder *encoder;
	unsigned jobs;              /* worker threads, at least 1 */
	unsigned connections;       /* loader threads, at least 1 */
	bool ordered;               /* live foreign keys: a table starts when
				     * all its parents' chunks are committed */
	bool digest;                /* compute digests (always true but in bench) */
	const struct sm_chunk_done *done;       /* chunks to leave out */
	size_t ndone;
	const bool *later;          /* a table's late references are sent as NULL,
				     * and filled afterwards; NULL: none is */
	struct sm_shard shard;      /* of each table, that part alone */
	uint64_t limit;             /* gen --limit: rows a table; 0 none */
	atomic_int *stop;           /* non-zero: a signal arrived; may be NULL */
};

/*
 * Run. `tallies` has plan->ntables entries, zeroed; others may read the atomic
 * members while it runs. Returns when every thread has ended. On failure the
 * first one is in *err: committed chunks stay, open ones were rolled back.
 */
enum sm_code sm_run(const struct sm_run_config *cfg, struct sm_tally *tallies,
		    struct sm_err *err);

/* ---- the feed: what a target's load() pulls from ------------------------------- */

const struct sm_table *sm_feed_table(const struct sm_feed *f);
uint32_t sm_feed_table_index(const struct sm_feed *f);
uint64_t sm_feed_chunk(const struct sm_feed *f);
uint64_t sm_feed_rows(const struct sm_feed *f);     /* planned rows of the chunk */

/*
 * The next block of the chunk in row order, or NULL at its end - or when the
 * run stops early: ask sm_feed_stopped() once before committing. The block is
 * valid until sm_feed_done(), which must be called for each.
 */
const struct sm_block *sm_feed_next(struct sm_feed *f);
void sm_feed_done(struct sm_feed *f, const struct sm_block *b);

/* True: the chunk was not delivered whole; roll back. */
bool sm_feed_stopped(struct sm_feed *f);

/* Of the blocks taken so far. */
struct sm_u128 sm_feed_digest(const struct sm_feed *f);
uint64_t sm_feed_bytes(const struct sm_feed *f);

#endif
