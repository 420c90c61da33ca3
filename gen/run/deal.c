/*
 * deal.c - chunks in order: table by table as the plan has them, without those
 * that the ledger knows
 *
 * Chunks are dealt one by one under the run's lock. With live foreign keys
 * (cfg->ordered) a chunk starts when all its table's parents are committed,
 * and a table that refers to itself is loaded chunk after chunk. Chunks are
 * dealt in that order, so the lowest chunk not committed never has to wait.
 */
#include "feed.h"

#include <assert.h>

/* Rows of a table in this run (--limit cuts them). */
static uint64_t rows_of(const struct run *r, const struct sm_table *t)
{
	return r->cfg->limit && r->cfg->limit < t->rows ? r->cfg->limit : t->rows;
}

/* What the run has of a table, done or not. */
static struct sm_part part_of(const struct run *r, uint32_t table)
{
	if (!r->cfg->plan->tables[table].selected)
		return (struct sm_part){ 0 };
	return sm_shard_part(r->cfg->shard, r->cfg->plan, table, r->cfg->limit);
}

static bool is_done(const struct run *r, uint32_t table, uint64_t chunk)
{
	const uint8_t *bits = r->done[table];

	return bits && (bits[chunk / 8] >> (chunk % 8) & 1);
}

static void fill_task(const struct run *r, struct task *t)
{
	const struct sm_table *table = &r->cfg->plan->tables[t->table];
	uint64_t rows = rows_of(r, table);

	t->first = sm_chunk_first(table, t->chunk);
	t->rows = rows - t->first < table->chunk_rows ? rows - t->first
						      : table->chunk_rows;
	t->units = (t->rows + table->unit_rows - 1) / table->unit_rows;
	assert(t->rows > 0);
}

bool sm__deal(struct run *r, struct task *t)
{
	const struct sm_plan *plan = r->cfg->plan;

	for (; r->deal_table < plan->ntables; r->deal_table++) {
		struct sm_part part = part_of(r, r->deal_table);
		uint64_t n = part.first_chunk + part.chunks;

		if (r->deal_chunk < part.first_chunk)
			r->deal_chunk = part.first_chunk;
		while (r->deal_chunk < n &&
		       is_done(r, r->deal_table, r->deal_chunk))
			r->deal_chunk++;
		if (r->deal_chunk < n) {
			*t = (struct task){ .table = r->deal_table,
					    .chunk = r->deal_chunk++,
					    .rank = r->deal_rank++ };
			fill_task(r, t);
			return true;
		}
		r->deal_chunk = 0;
		r->deal_rank = 0;
	}
	return false;
}

bool sm__gate_open(const struct run *r, const struct task *t)
{
	const struct sm_plan *plan = r->cfg->plan;

	if (!r->cfg->ordered)
		return true;
	if (plan->tables[t->table].in_order && r->committed[t->table] < t->rank)
		return false;
	for (uint32_t i = 0; i < plan->nrefs; i++) {
		const struct sm_reference *ref = &plan->refs[i];

		if (ref->child == t->table && ref->parent != t->table && !ref->late &&
		    r->left[ref->parent])
			return false;
	}
	return true;
}

static enum sm_code mark_done(struct run *r, const struct sm_chunk_done *d,
			      struct sm_err *err)
{
	const struct sm_shard all = { 0 };
	uint64_t n = sm_shard_part(all, r->cfg->plan, d->table,
				   r->cfg->limit).chunks;
	struct sm_part part = part_of(r, d->table);
	struct sm_tally *tally = &r->tally[d->table];

	if (d->chunk >= n)
		return sm_fail(err, SM_E_INTERNAL, "the ledger has chunk %llu of %s, "
			       "the plan has %llu", (unsigned long long)d->chunk,
			       r->cfg->plan->tables[d->table].name,
			       (unsigned long long)n);
	/* another shard's */
	if (d->chunk < part.first_chunk ||
	    d->chunk - part.first_chunk >= part.chunks)
		return SM_OK;
	if (!r->done[d->table])
		r->done[d->table] = sm_calloc(n / 8 + 1, 1);
	if (!r->done[d->table])
		return sm_nomem(err);
	if (is_done(r, d->table, d->chunk))
		return SM_OK;
	r->done[d->table][d->chunk / 8] |= (uint8_t)(1u << (d->chunk % 8));
	r->left[d->table]--;
	tally->resumed += d->rows;
	tally->chunks++;
	tally->digest = sm_u128_add(tally->digest, d->digest);
	return SM_OK;
}

enum sm_code sm__deal_init(struct run *r, struct sm_err *err)
{
	uint32_t n = r->cfg->plan->ntables;

	r->left = sm_calloc(n + 1, sizeof(*r->left));
	r->committed = sm_calloc(n + 1, sizeof(*r->committed));
	r->done = sm_calloc(n + 1, sizeof(*r->done));
	if (!r->left || !r->committed || !r->done)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++)
		r->left[i] = part_of(r, i).chunks;
	for (size_t i = 0; i < r->cfg->ndone; i++)
		SM_TRY(mark_done(r, &r->cfg->done[i], err));
	return SM_OK;
}

void sm__deal_release(struct run *r)
{
	for (uint32_t i = 0; r->done && i < r->cfg->plan->ntables; i++)
		sm_free(r->done[i]);
	sm_free(r->done);
	sm_free(r->left);
	sm_free(r->committed);
}
