/*
 * block.h - a unit's rows, encoded, on their way from a worker to a connection
 *
 * A worker takes a free block of the loader it works for, fills it and hands it
 * over; that loader takes it in its turn and gives it back. A block is touched by
 * one thread at a time.
 */
#ifndef SEEDMILL_BLOCK_H
#define SEEDMILL_BLOCK_H

#include "seedmill/base.h"
#include "seedmill/plan.h"

struct sm_block {
	const struct sm_table *table;
	uint64_t chunk;
	uint64_t first;             /* first row number */
	uint32_t n;                 /* rows */
	struct {
		char *p;            /* encoded rows, whole ones only */
		size_t n, cap;      /* bytes */
	} wire;
	struct sm_u128 digest;      /* sum of the rows' digests */
};

#endif
