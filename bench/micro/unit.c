/*
 * unit.c - see unit.h
 */
#include "unit.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "seedmill/digest.h"

void unit_open(struct unit *u, const struct sm_plan *p, const struct sm_table *t)
{
	const struct sm_encoder *e = &sm_encode_pg_text;

	assert(t && t->rows > 0);
	*u = (struct unit){ .table = t };
	u->n = t->unit_rows < t->rows ? t->unit_rows : (uint32_t)t->rows;
	u->worker = sm_worker_new(p);
	u->writer = e->prepare(t, &u->arena);
	u->wire = malloc(u->n * e->bound(t) + SM_SLACK);
	u->sums = calloc(u->n, sizeof(*u->sums));
	if (!u->worker || !u->writer || !u->wire || !u->sums) {
		fprintf(stderr, "no memory\n");
		exit(1);
	}
	u->cols = sm_worker_rows(u->worker, t, 0, u->n);
}

void unit_close(struct unit *u)
{
	free(u->sums);
	free(u->wire);
	sm_arena_release(&u->arena);
	sm_worker_free(u->worker);
}

/* A unit after the other, as in a run, and from the start again. */
uint64_t unit_make(void *unit, uint64_t loops)
{
	struct unit *u = unit;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < loops; i++) {
		if (u->at + u->n > u->table->rows)
			u->at = 0;
		u->cols = sm_worker_rows(u->worker, u->table, u->at, u->n);
		u->at += u->n;
		/* the first eight bytes of any class */
		sum += (uint64_t)u->cols[0].v.i64[0];
	}
	return sum;
}

uint64_t unit_digest(void *unit, uint64_t loops)
{
	struct unit *u = unit;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < loops; i++)
		sum += sm_digest_rows(u->table, u->cols, u->n, u->sums).lo;
	return sum;
}

uint64_t unit_encode(void *unit, uint64_t loops)
{
	struct unit *u = unit;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < loops; i++) {
		char *end = sm_encode_pg_text.rows(u->writer, u->cols, u->n,
						   u->wire);

		u->bytes = (uint64_t)(end - u->wire);
		sum += u->bytes + (unsigned char)end[-1];
	}
	return sum;
}
