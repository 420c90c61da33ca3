/*
 * session_append.c - --append: where serials go on
 *
 * The planner asks for each serial column of a table that is there; the answer
 * is the largest key plus one, and becomes part of the plan and so of its
 * fingerprint. A run that was interrupted has put rows there itself: it is
 * planned again with the answers of its first time, which its run row keeps as
 * lines "base TABLE.COLUMN" (a "-" where the profile's own start was used).
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "details.h"
#include "session.h"

static bool appended(const struct sm_run_row *r)
{
	return sm__details_same(r->details, "append", "yes");
}

/* Has it loaded a table that this run may load? There is no plan yet. */
static bool near(const struct sm_session *s, const struct sm_run_row *r)
{
	uint32_t n = s->o->ntables ? (uint32_t)s->o->ntables
				   : sm_spec_ntables(s->spec);

	for (uint32_t i = 0; i < n; i++)
		if (sm__details_loaded(r->details, s->o->ntables
				       ? s->o->tables[i]
				       : sm_spec_table(s->spec, i)))
			return true;
	return false;
}

/* An unfinished one always; a finished one when it may be asked for again. */
enum sm_code sm__session_old_bases(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;

	if (!s->is_open || !k->ledger)
		return SM_OK;
	SM_TRY(k->runs(&s->target, &s->arena, &s->runs, err));
	for (uint32_t i = 0; i < s->runs.n && !s->mine; i++)
		if (s->runs.row[i].status == SM_RUN_LOADING &&
		    appended(&s->runs.row[i]) && near(s, &s->runs.row[i]))
			s->mine = &s->runs.row[i];
	for (uint32_t i = 0; i < s->runs.n && !s->mine && s->o->resume; i++)
		if (appended(&s->runs.row[i]) &&
		    strcmp(s->runs.row[i].profile, sm_spec_name(s->spec)) == 0)
			s->mine = &s->runs.row[i];
	s->old_details = s->mine ? s->mine->details : NULL;
	return SM_OK;
}

static bool from_details(struct sm_session *s, struct sm_base *b)
{
	const char *name = sm_arena_printf(&s->arena, "base %s.%s", b->table,
					   b->column);
	size_t n;

	if (!name || !s->old_details ||
	    !sm_details_find(s->old_details, name, &n))
		return false;
	b->used = sm__details_number(s->old_details, name, &b->value);
	return true;
}

static void from_table(struct sm_session *s, struct sm_base *b)
{
	const struct sm_target_kind *k = s->target.kind;
	int64_t max = 0;
	bool any = false;

	if (!k->max_key || s->base_err.code)
		return;
	if (k->max_key(&s->target, b->table, b->column, &max, &any, &s->base_err))
		return;
	if (any && max == INT64_MAX)
		sm_fail(&s->base_err, SM_E_GUARD, "%s.%s: no number is left after "
			"the largest key", b->table, b->column);
	b->used = any;
	b->value = any && max < INT64_MAX ? max + 1 : 0;
}

static struct sm_base *known(struct sm_session *s, const char *table,
			     const char *column)
{
	for (uint32_t i = 0; i < s->nbases; i++)
		if (strcmp(s->bases[i].table, table) == 0 &&
		    strcmp(s->bases[i].column, column) == 0)
			return &s->bases[i];
	return NULL;
}

static struct sm_base *ask(struct sm_session *s, const char *table,
			   const char *column)
{
	struct sm_base *more = sm_arena_array(&s->arena, s->nbases + 1,
					      sizeof(*more));
	struct sm_base b = {
		.table = sm_arena_strdup(&s->arena, table),
		.column = sm_arena_strdup(&s->arena, column),
	};

	if (!more || !b.table || !b.column) {
		sm_nomem(&s->base_err);
		return NULL;
	}
	if (s->nbases)
		memcpy(more, s->bases, s->nbases * sizeof(*more));
	if (!from_details(s, &b))
		from_table(s, &b);
	s->bases = more;
	more[s->nbases++] = b;
	return &more[s->nbases - 1];
}

bool sm__session_serial_base(void *ctx, const char *table, const char *column,
			     int64_t *base)
{
	struct sm_session *s = ctx;
	struct sm_base *b = known(s, table, column);

	if (!b)
		b = ask(s, table, column);
	if (!b || !b->used)
		return false;
	*base = b->value;
	return true;
}

/* Another run may have ended while this one waited for the lock. */
enum sm_code sm__session_bases_hold(struct sm_session *s, struct sm_err *err)
{
	if (s->old_details)
		return SM_OK;
	for (uint32_t i = 0; i < s->nbases; i++) {
		struct sm_base now = s->bases[i];

		now.used = false;
		now.value = 0;
		from_table(s, &now);
		if (s->base_err.code) {
			*err = s->base_err;
			return err->code;
		}
		if (now.used == s->bases[i].used &&
		    now.value == s->bases[i].value)
			continue;
		sm_fail(err, SM_E_LOCK, "%s: rows were added while this run waited "
			"for its turn", now.table);
		return sm_fix(err, "run the command again");
	}
	return SM_OK;
}
