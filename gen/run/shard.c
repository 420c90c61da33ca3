/*
 * shard.c - which chunks of a table a shard has
 *
 * Chunk i of a table of c chunks falls to shard (i * n + phase) / c, counted
 * from 0; phase, below n, is the number of chunks of the tables before it, mod
 * n. So a shard's chunks stand together, shards follow each other in row order,
 * no shard has more than one chunk above another, and tables of few chunks go
 * to one shard after the other instead of all to the first.
 *
 * Nothing here depends on which tables are selected: --table leaves the others'
 * chunks where they are.
 */
#include <assert.h>

#include "seedmill/run.h"

/* The first chunk that falls to shard k or a later one. */
static uint64_t first_of(uint64_t k, uint64_t chunks, uint64_t phase, uint64_t n)
{
	sm_uint128 cut = (sm_uint128)k * chunks;

	return cut > phase ? (uint64_t)((cut - phase + n - 1) / n) : 0;
}

struct sm_part sm_shard_part(struct sm_shard s, const struct sm_plan *p,
			     uint32_t table, uint64_t limit)
{
	const struct sm_table *t = &p->tables[table];
	struct sm_part part = { .chunks = t->chunks, .rows = t->rows };
	uint64_t chunks, end, phase = 0;

	assert(s.n == 0 || (s.k >= 1 && s.k <= s.n));
	if (limit && limit < t->rows) {
		part.rows = limit;
		part.chunks = (limit + t->chunk_rows - 1) / t->chunk_rows;
	}
	chunks = part.chunks;
	if (s.n < 2 || !chunks)
		return part;
	for (uint32_t i = 0; i < table; i++)
		phase = (phase + p->tables[i].chunks % s.n) % s.n;
	part.first_chunk = first_of(s.k - 1, chunks, phase, s.n);
	end = s.k == s.n ? chunks : first_of(s.k, chunks, phase, s.n);
	assert(part.first_chunk <= end && end <= chunks);
	part.chunks = end - part.first_chunk;
	if (!part.chunks)
		part.rows = 0;
	else if (end == chunks)
		part.rows -= part.first_chunk * t->chunk_rows;
	else
		part.rows = part.chunks * t->chunk_rows;
	return part;
}
