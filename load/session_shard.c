/*
 * session_shard.c - --shard into a database: part of a run, by its ledger
 *
 * All shards are one run: one fingerprint, one run row, one set of chunks. They
 * take turns under the target's lock, each waiting for the one before. The first
 * makes the tables; who finds the ledger complete adds keys and counts; whoever
 * comes later finds the run done.
 *
 * Keys that are checked while rows come in would look for parents that another
 * shard has yet to load. SQLite can be told not to look: references are counted
 * at the end as ever. Elsewhere such tables are refused.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "session.h"

bool sm__session_is_shard(const struct sm_session *s)
{
	return s->o->shard.n > 1 && s->target.kind && s->target.kind->ledger;
}

/* A new file is made aside by one process alone; shards share one that is there. */
enum sm_code sm__session_shard_file(struct sm_session *s, struct sm_err *err)
{
	int fd;

	if (!s->fresh || !sm__session_is_shard(s))
		return SM_OK;
	fd = open(s->url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 && errno != EEXIST) {
		sm_fail(err, SM_E_CONNECT, "cannot make %s", s->url.path);
		return sm_why(err, "%s", strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	s->fresh = false;
	return SM_OK;
}

enum sm_code sm__session_shard_may(const struct sm_session *s, struct sm_err *err)
{
	const char *with = s->o->clean ? "clean" : s->o->append ? "append" : NULL;

	if (!with || !sm__session_is_shard(s))
		return SM_OK;
	sm_fail(err, SM_E_USAGE, "--%s and --shard do not go together", with);
	if (s->o->clean)
		sm_why(err, "each shard would delete what the others have loaded");
	else
		sm_why(err, "where serials go on is found out by one run alone");
	return sm_fix(err, s->o->clean ? "empty the tables before the first shard"
				       : "leave --shard away");
}

static enum sm_code refuse_live(const struct sm_session *s, const char *table,
				struct sm_err *err)
{
	sm_fail(err, SM_E_USAGE, "--shard: table %s has foreign keys already", table);
	sm_why(err, "%s would look for parents that another shard has yet to load",
	       s->target.kind->name);
	return sm_fix(err, "leave --shard away (with --resume, if shards have loaded "
		      "parts), drop the keys for the load, or let seedmill make "
		      "the tables");
}

/* Under the lock, which may have taken hours: another shard may have made the tables
 * since we looked, and rows that ours refer to may have gone. */
enum sm_code sm__session_shard_look_again(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;

	if (!sm__session_is_shard(s))
		return SM_OK;
	sm__session_keys_again(s);
	SM_TRY(sm__session_plan(s, err));
	if (k->preflight)
		SM_TRY(sm__session_schema(s, k->preflight(&s->target, err), err));
	return SM_OK;
}

/* Before the first write of a run that is not done. */
enum sm_code sm__session_shard_keys(const struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;

	if (!sm__session_is_shard(s) || !strcmp(s->target.kind->name, "sqlite"))
		return SM_OK;
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected && p->tables[i].live &&
		    p->tables[i].live->nfks)
			return refuse_live(s, p->tables[i].name, err);
	return SM_OK;
}

/* ---- behind the last chunk ------------------------------------------------------- */

static uint64_t open_chunks(const struct sm_session *s,
			    const struct sm_chunk_rows *there)
{
	uint64_t all = 0;

	for (uint32_t i = 0; i < s->plan->ntables; i++)
		all += s->plan->tables[i].selected ? s->plan->tables[i].chunks : 0;
	assert(there->n <= all);
	return all - there->n;
}

/* The report is of the whole: what others loaded was there already. */
static void widen(struct sm_session *s, const struct sm_chunk_rows *there)
{
	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];
		struct sm_table_report *e = sm__session_entry(s, t);

		if (!e)
			continue;
		e->planned = t->rows;
		e->resumed = 0;
		e->digest = (struct sm_u128){ 0 };
		e->has_digest = true;
		for (size_t c = 0; c < there->n; c++) {
			if (there->chunk[c].table != i)
				continue;
			e->resumed += there->chunk[c].rows;
			e->digest = sm_u128_add(e->digest,
						there->chunk[c].digest);
		}
		/* fewer than were acknowledged: reconciling will say so */
		e->resumed -= e->resumed < e->acked ? e->resumed : e->acked;
	}
}

enum sm_code sm__session_shard_whole(struct sm_session *s, bool *whole,
				     struct sm_err *err)
{
	struct sm_chunk_rows there = { 0 };
	uint64_t open;

	*whole = true;
	if (!sm__session_is_shard(s))
		return SM_OK;
	SM_TRY(s->target.kind->chunks(&s->target, &s->arena, &there, err));
	open = open_chunks(s, &there);
	*whole = open == 0;
	if (*whole) {
		widen(s, &there);
		return SM_OK;
	}
	for (uint32_t i = 0; i < s->report.ntables; i++)
		s->report.tables[i].has_counts = false;
	sm__log(s->log, SM_LEVEL_INFO, "note", NULL, 0, "shard %" PRIu32 " of %"
		PRIu32 " is loaded; %" PRIu64 " chunk%s of other shards %s still "
		"open, and the last of them adds keys and counts",
		s->o->shard.k, s->o->shard.n, open, open == 1 ? "" : "s",
		open == 1 ? "is" : "are");
	return SM_OK;
}
