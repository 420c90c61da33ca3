/*
 * session_shard.c - --shard K/N into a database: each in turn, the last one
 * finishes
 *
 * All shards are one run: one fingerprint, one run row, one ledger. A shard holds
 * the database's lock from before it looks at the tables until it ends, so the
 * first one creates them and the others find them. A shard that leaves chunks
 * open, for others, ends without finish(): keys, counts, digests and orphans are
 * those of whole tables. The one that sees the ledger complete does all that.
 */
#include "session.h"

bool sm__session_sharded(const struct sm_session *s)
{
	return s->o->shard[1] > 1;
}

/* Parents may be another shard's, and not there yet. */
enum sm_code sm__session_shard_check(struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;

	if (!sm__session_sharded(s) || !s->target.kind->ledger)
		return SM_OK;
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_live_table *live = p->tables[i].live;

		if (!p->tables[i].selected || !live || live->building || !live->nfks)
			continue;
		sm_fail(err, SM_E_GUARD, "--shard: %s has foreign keys that the "
			"database checks row by row", p->tables[i].name);
		sm_why(err, "rows they refer to may be another shard's, which is not "
		       "loaded yet");
		return sm_fix(err, "let seedmill create the tables: keys are then made "
			      "when all rows are there; or load without --shard");
	}
	return SM_OK;
}

/* What the ledger says of a table, all shards together. */
static void add_chunks(uint32_t table,
		       const struct sm_chunk_rows *all, uint64_t *chunks,
		       uint64_t *rows, struct sm_u128 *digest)
{
	*chunks = *rows = 0;
	*digest = (struct sm_u128){ 0 };
	for (size_t i = 0; i < all->n; i++) {
		if (all->chunk[i].table != table)
			continue;
		++*chunks;
		*rows += all->chunk[i].rows;
		*digest = sm_u128_add(*digest, all->chunk[i].digest);
	}
}

static void say_open(struct sm_session *s, uint64_t open, uint64_t of)
{
	char a[32], b[32];

	sm__log(s->log, SM_LEVEL_INFO, "shard.done", NULL, 0,
		"shard %u/%u is loaded; %s of %s chunks are still open, in other shards",
		(unsigned)s->o->shard[0], (unsigned)s->o->shard[1],
		sm_commas(open, a), sm_commas(of, b));
}

enum sm_code sm__session_whole(struct sm_session *s, bool *whole, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	struct sm_chunk_rows all = { 0 };
	uint64_t open = 0, of = 0;

	*whole = true;
	if (!sm__session_sharded(s) || !s->target.kind->ledger)
		return SM_OK;
	SM_TRY(s->target.kind->chunks(&s->target, &s->arena, &all, err));
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_table_report *e = sm__session_entry(s, &p->tables[i]);
		uint64_t chunks, rows;
		struct sm_u128 digest;

		if (!e)
			continue;
		add_chunks(i, &all, &chunks, &rows, &digest);
		open += p->tables[i].chunks - chunks;
		of += p->tables[i].chunks;
		if (chunks < p->tables[i].chunks) {
			e->has_counts = false;
			continue;
		}
		e->planned = p->tables[i].rows;
		e->resumed = rows - e->acked;
		e->digest = digest;
		e->has_digest = true;
	}
	*whole = open == 0;
	if (!*whole) {
		say_open(s, open, of);
		for (uint32_t i = 0; i < s->report.ntables; i++)
			s->report.tables[i].has_counts = false;
	}
	return SM_OK;
}
