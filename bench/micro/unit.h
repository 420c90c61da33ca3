/*
 * unit.h - a table's rows, a unit at a time: made, digested, encoded
 *
 * The three works that a run consists of, each for itself, for measure().
 */
#ifndef SEEDMILL_BENCH_UNIT_H
#define SEEDMILL_BENCH_UNIT_H

#include "seedmill/encode.h"
#include "seedmill/run.h"

struct unit {
	const struct sm_table *table;
	struct sm_worker *worker;
	struct sm_arena arena;
	const void *writer;         /* of COPY text */
	char *wire;
	struct sm_u128 *sums;
	uint32_t n;                 /* rows a loop */
	uint64_t at;                /* where the next loop makes rows */
	const struct sm_vec *cols;  /* of the last rows made */
	uint64_t bytes;             /* of the last rows encoded */
};

/* Borrows the plan. No memory ends the program. */
void unit_open(struct unit *u, const struct sm_plan *p, const struct sm_table *t);
void unit_close(struct unit *u);

/* Works for measure(): the context is a struct unit, a loop its n rows. */
uint64_t unit_make(void *unit, uint64_t loops);
uint64_t unit_digest(void *unit, uint64_t loops);
uint64_t unit_encode(void *unit, uint64_t loops);

#endif
