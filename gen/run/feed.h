/*
 * feed.h - who makes what for whom; private to gen/run
 *
 * One lane a loader thread. A lane has blocks of its own, works on one chunk
 * and may already have been dealt the next. Workers look for a lane with a free
 * block and units left to claim.
 *
 *     free --claim--> being filled --hand over--> ready --next--> taken --done--> free
 *      worker            worker                  (in unit order)     loader
 *
 * Everything below is guarded by run->lock but where it says otherwise.
 */
#ifndef SEEDMILL_FEED_H
#define SEEDMILL_FEED_H

#include <pthread.h>

#include "seedmill/run.h"
#include "seedmill/target.h"
#include "worker.h"

/* A chunk to load. */
struct task {
	uint32_t table;             /* position in the plan */
	uint64_t chunk;
	uint64_t first, rows;
	uint64_t units;
	uint64_t rank;              /* among the table's chunks of this run */
};

struct parcel {                     /* a block and its place in a lane */
	struct sm_block block;
	struct parcel *next;
	uint64_t turn;              /* the lane's n-th unit, over all its chunks */
};

/* One loader's side of the run. */
struct sm_feed {
	struct run *run;
	unsigned number;
	pthread_t thread;
	pthread_cond_t ready_cond;  /* a parcel was handed over, or the run ends */

	struct task task[2];        /* being loaded; dealt ahead */
	unsigned ntasks;
	uint64_t claimed[2];        /* units claimed of each */
	struct parcel *free, *ready;/* ready: ascending turns */
	uint32_t nfree;
	uint64_t next_turn;         /* of the parcel that load() takes next */
	uint64_t claim_turn;        /* of the unit claimed next */

	/* the loader's own, no lock */
	struct sm_stream stream;
	bool stream_open;
	bool alone;                 /* makes its blocks itself: sm__run_alone(),
				     * or a chunk done over */
	bool cut;                   /* feed_next gave NULL before the end */
	uint64_t unit;              /* units taken of the chunk */
	struct sm_worker *worker;   /* for `alone` */
	struct parcel *spare;       /* its block */
	struct sm_u128 digest;
	uint64_t bytes, sent;
};

struct run {
	const struct sm_run_config *cfg;
	struct sm_tally *tally;
	const void **prepared;      /* an encoder's row writer, a table */
	pthread_mutex_t lock;
	pthread_cond_t work_cond;   /* workers: a lane may have work */
	pthread_cond_t gate_cond;   /* loaders: a chunk was committed */

	/* dealing chunks, in order */
	uint32_t deal_table;
	uint64_t deal_chunk, deal_rank;
	uint64_t *left;             /* chunks not yet committed, a table */
	uint64_t *committed;        /* of this run, a table */
	uint8_t **done;             /* a bit a chunk that is there already */

	struct sm_feed *lane;
	unsigned nlanes;
	bool ended;                 /* failed, stopped or finished: go home */
	atomic_bool failed;         /* read without the lock, too */
	struct sm_err err;          /* the first failure */
};

/* deal.c: the next chunk, false when there is none. Lock held. */
bool sm__deal(struct run *r, struct task *t);
/* May the chunk start? Parents committed, order kept. Lock held. */
bool sm__gate_open(const struct run *r, const struct task *t);
enum sm_code sm__deal_init(struct run *r, struct sm_err *err);
void sm__deal_release(struct run *r);

/* lane.c */
enum sm_code sm__lane_init(struct run *r, struct sm_feed *f, unsigned number,
			   struct sm_err *err);
void sm__lane_release(struct sm_feed *f);
/* Make units for whoever needs them until the run ends. */
void sm__lane_work(struct run *r, struct sm_worker *w);
/* The first task of the lane is over, one way or the other. Lock held. */
void sm__lane_pop(struct sm_feed *f);
/* Get a task to work on; false when there is none left. Lock held. */
bool sm__lane_task(struct sm_feed *f);
/* Throw away what workers made of the task; from here on it is made `alone`. */
void sm__lane_abandon(struct sm_feed *f);
void sm__lane_alone(struct sm_feed *f, bool alone);

/* run.c */
bool sm__run_stopping(struct run *r);

/* Are the table's late references sent as NULL? */
static inline bool sm__run_later(const struct sm_run_config *cfg, uint32_t table)
{
	return cfg->later && cfg->later[table];
}

/* Do loaders make all rows, each those of its own chunks? */
bool sm__run_alone(const struct run *r);

#endif
