/*
 * shard.c - which chunks of a plan are in one of its parts (--shard)
 *
 * With chunks enough, part k of n has those from ceil(k * chunks / n) on. Of a
 * table with fewer chunks than parts each goes to one part, and tables begin at
 * different ones, so that small tables are not all the first part's.
 */
#include <assert.h>

#include "seedmill/plan.h"

/* The first chunk of part k. */
static uint64_t begins(const struct sm_shard *s, uint64_t chunks, uint32_t k)
{
	return (uint64_t)(((sm_uint128)chunks * k + s->n - 1) / s->n);
}

/* The part that a lone chunk falls to. */
static uint32_t part_of(const struct sm_shard *s, uint32_t table, uint64_t chunks,
			uint64_t chunk)
{
	return (uint32_t)((chunk * s->n / chunks + table) % s->n);
}

bool sm_plan_has(const struct sm_plan *p, uint32_t table, uint64_t chunk)
{
	const struct sm_shard *s = &p->shard;
	uint64_t chunks = p->tables[table].chunks;

	assert(chunk < chunks && s->k < (s->n ? s->n : 1));
	if (s->n <= 1)
		return true;
	if (chunks < s->n)
		return part_of(s, table, chunks, chunk) == s->k;
	return chunk >= begins(s, chunks, s->k) && chunk < begins(s, chunks, s->k + 1);
}

uint64_t sm_plan_chunks(const struct sm_plan *p, uint32_t table)
{
	const struct sm_shard *s = &p->shard;
	uint64_t chunks = p->tables[table].chunks, n = 0;

	if (s->n <= 1)
		return chunks;
	if (chunks >= s->n)
		return begins(s, chunks, s->k + 1) - begins(s, chunks, s->k);
	for (uint64_t i = 0; i < chunks; i++)
		n += sm_plan_has(p, table, i);
	return n;
}

uint64_t sm_plan_rows(const struct sm_plan *p, uint32_t table)
{
	const struct sm_table *t = &p->tables[table];
	uint64_t n = sm_plan_chunks(p, table) * t->chunk_rows;

	/* the last chunk may be short */
	if (t->chunks && sm_plan_has(p, table, t->chunks - 1))
		n -= t->chunk_rows - sm_chunk_rows(t, t->chunks - 1);
	return n;
}
