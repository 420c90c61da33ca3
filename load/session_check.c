/*
 * session_check.c - asking the target what it holds now
 */
#include <assert.h>
#include <string.h>

#include "seedmill/digest.h"
#include "session.h"

enum sm_code sm__session_count(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;

	for (uint32_t i = 0; k->counts && i < s->plan->ntables; i++) {
		struct sm_table_report *e =
			sm__session_entry(s, &s->plan->tables[i]);

		if (!e)
			continue;
		SM_TRY(k->count(&s->target, &s->plan->tables[i], &e->counted,
				err));
		e->has_counts = true;
		SM_TRY(sm__session_stopped(s, err));
	}
	return SM_OK;
}

static void say_checked(struct sm_session *s,
			const struct sm_reference_report *e)
{
	const struct sm_field f[] = {
		SM_F_TEXT("table", e->child),
		SM_F_TEXT("column", e->columns),
		SM_F_TEXT("parent", e->parent),
		SM_F_NUMBER("orphans", e->orphans),
	};

	sm__log(s->log, SM_LEVEL_INFO, "fk.checked", f, SM_COUNTOF(f), NULL);
}

enum sm_code sm__session_orphans(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	uint32_t at = 0;

	for (uint32_t i = 0; k->counts && i < s->plan->nrefs; i++) {
		const struct sm_reference *r = &s->plan->refs[i];
		struct sm_reference_report *e;

		if (!s->plan->tables[r->child].selected)
			continue;
		assert(at < s->report.nrefs);
		e = &s->report.refs[at++];
		SM_TRY(k->orphans(&s->target, r, &e->orphans, err));
		e->checked = true;
		say_checked(s, e);
		SM_TRY(sm__session_stopped(s, err));
	}
	return SM_OK;
}

/* ---- digests ----------------------------------------------------------------------- */

struct digesting {
	const struct sm_session *s;
	const struct sm_table *t;
	struct sm_u128 sum, scratch[1000];  /* read() gives no more at once */
	uint64_t rows;
};

static bool add_rows(void *ctx, const struct sm_vec *cols, uint32_t n)
{
	struct digesting *d = ctx;
	struct sm_err ignored;

	assert(n <= SM_COUNTOF(d->scratch));
	d->sum = sm_u128_add(d->sum, sm_digest_rows(d->t, cols, n, d->scratch));
	d->rows += n;
	return sm__session_stopped(d->s, &ignored) == SM_OK;
}

enum sm_code sm__session_read_digest(struct sm_session *s,
				     const struct sm_table *t,
				     struct sm_u128 *digest, uint64_t *rows,
				     struct sm_err *err)
{
	struct digesting d = { .s = s, .t = t };

	SM_TRY(s->target.kind->read(&s->target, t, false, add_rows, &d, err));
	*digest = d.sum;
	*rows = d.rows;
	return sm__session_stopped(s, err);
}

/* What was there before is taken off: digests are sums. */
static struct sm_u128 minus(struct sm_u128 a, struct sm_u128 b)
{
	struct sm_u128 d = { a.lo - b.lo, a.hi - b.hi };

	d.hi -= a.lo < b.lo;
	return d;
}

enum sm_code sm__session_read_back(struct sm_session *s, struct sm_err *err)
{
	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		const struct sm_table *t = &s->plan->tables[i];
		struct sm_table_report *e = sm__session_entry(s, t);
		struct sm_u128 all;
		uint64_t rows;

		if (!e || !s->target.kind->counts)
			continue;
		if (s->before[i] && !s->has_before_digest[i]) {
			sm__log(s->log, SM_LEVEL_WARN, "note", NULL, 0, "%s: not "
				"read back: the run began without --verify "
				"digest, and nothing is known of the rows that "
				"were there", t->name);
			continue;
		}
		SM_TRY(sm__session_read_digest(s, t, &all, &rows, err));
		e->read_digest = s->before[i] ? minus(all, s->before_digest[i])
					      : all;
		e->has_read = true;
	}
	return SM_OK;
}
