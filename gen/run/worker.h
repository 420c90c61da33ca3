/*
 * worker.h - see run.h for sm_worker; here what gen/run keeps to itself
 */
#ifndef SEEDMILL_WORKER_H
#define SEEDMILL_WORKER_H

#include "prog.h"
#include "seedmill/digest.h"
#include "seedmill/run.h"

struct sm_worker {
	char *memory;               /* as allocated */
	char *scratch;              /* the same, aligned to 64 */
	struct sm_u128 *sums;       /* digest.h's scratch: an element a row */
	struct sm_vec *shown;       /* columns as they are sent ... */
	uint8_t *null;              /* ... where all of one are NULL */
};

/*
 * Make, digest and encode the rows that b->table, first and n say. `later`: late
 * references are encoded as NULL; the digest is that of their values.
 */
void sm__worker_fill(struct sm_worker *w, const struct sm_run_config *cfg,
		     const void *prepared, bool later, struct sm_block *b);

#endif
