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
};

/* Make, digest and encode the rows that b->table, first and n say. */
void sm__worker_fill(struct sm_worker *w, const struct sm_encoder *enc,
		     const void *prepared, bool digest, struct sm_block *b);

#endif
