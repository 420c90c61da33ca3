/*
 * tuple.c - columns of a key that are drawn jointly, so that no two rows have
 * the same of all of them
 *
 *     primary_key: [day, desk], day: date over 30 days, desk: int 1..40
 *
 *     row -> shuffled number below 30 * 40 -> digits -> the 17th day, desk 32
 *
 * Each column's kind is asked for how many rows it can be unique: so many digits
 * it has. It is then compiled as unique over its digits and run on them
 * (within.c); no kind knows. The number of a row is shuffled over the product, so
 * that columns look drawn each by itself.
 *
 * How many digits a column has must not depend on the table's rows, or --append
 * would go on with another shuffle.
 */
#include <assert.h>
#include <string.h>

#include "tuple.h"

/* Can c take digits, and how many? 0 or 1: it cannot. */
static uint64_t digits_of(struct sm_planner *p, const struct sm_pcolumn *c)
{
	/* the key's own scope is no digit, and a text that counts has its order */
	if (c->tuple || c->emitted || c->fixed || c->want_unique || c->is_parent ||
	    strcmp(c->step->kind->name, "copy") == 0)
		return 0;
	return sm__column_values(p, c);
}

/* Fill u with the columns that have digits, in `most` how many. */
static void gather(struct sm_planner *p, struct sm_ptable *t,
		   const struct sm_key *k, struct sm_tuple *u, uint64_t *most)
{
	u->n = 0;
	u->space = 1;
	for (uint32_t i = 0; i < k->n; i++) {
		struct sm_pcolumn *c = &t->columns[k->column[i]];
		uint64_t n = digits_of(p, c);

		/* no number of a tuple passes 2^62 */
		if (n > SM_TUPLE_MOST / u->space)
			n = SM_TUPLE_MOST / u->space;
		if (n < 2)
			continue;
		u->member[u->n] = c;
		most[u->n++] = n;
		u->space *= n;
	}
}

static bool scope_rows(struct sm_ptable *t, const struct sm_key *k,
		       struct sm_tuple *u)
{
	u->table = t;
	u->level = sm__key_level(t, k);
	u->rows = t->first_row + t->rows;
	return u->level <= SM_SCOPE_LEVELS &&
	       (!u->level || sm__scope_most(t, u->level, &u->rows));
}

/* Compile member i on its digits; as it was if that cannot be. */
static bool place_member(struct sm_planner *p, struct sm_tuple *u, uint32_t i,
			 uint64_t div, uint64_t digits)
{
	struct sm_pcolumn *c = u->member[i];

	c->place_rows = digits;
	c->place = sm__place(p, u, div, digits);
	c->tuple = u;
	if (c->place && sm__column_again(p, c))
		return true;
	c->place_rows = 0;
	c->place = NULL;
	c->tuple = NULL;
	return false;
}

static void unplace(struct sm_tuple *u, uint32_t n,
		    const struct sm_pcolumn *was)
{
	for (uint32_t i = 0; i < n; i++)
		*u->member[i] = was[i];
}

enum sm_code sm__tuple(struct sm_planner *p, struct sm_ptable *t,
		       const struct sm_key *k, struct sm_err *err)
{
	struct sm_tuple *u = sm_arena_alloc(p->arena, sizeof(*u));
	struct sm_pcolumn *was = sm_arena_array(p->arena, k->n, sizeof(*was));
	uint64_t *most = sm_arena_array(p->arena, k->n, sizeof(*most)), div = 1;

	if (u)
		u->member = sm_arena_array(p->arena, k->n, sizeof(*u->member));
	if (!u || !u->member || !most || !was)
		return sm_nomem(err);
	if (!scope_rows(t, k, u))
		return SM_OK;
	gather(p, t, k, u, most);
	if (!u->n || u->space < u->rows)
		return SM_OK;
	for (uint32_t i = 0; i < u->n; i++) {
		was[i] = *u->member[i];
		if (!place_member(p, u, i, div, most[i])) {
			unplace(u, i, was);
			return SM_OK;
		}
		div *= most[i];
	}
	assert(div == u->space);
	return sm__planner_note(p, err, "%s: (%s) is drawn jointly, so that it is "
				"unique%s", t->name, sm__key_text(p, t, k),
				u->level ? " within its scope" : "");
}

void sm__tuple_why(struct sm_planner *p, struct sm_ptable *t,
		   const struct sm_key *k, struct sm_buf *out)
{
	struct sm_tuple u = { 0 };
	char have[32], need[32];
	uint64_t space = 1;

	if (k->n < 2 || !scope_rows(t, k, &u))
		return;
	sm_buf_printf(out, "; drawn jointly,");
	for (uint32_t i = 0; i < k->n; i++) {
		const struct sm_pcolumn *c = &t->columns[k->column[i]];
		uint64_t n = digits_of(p, c);

		if (n < 1)
			sm_buf_printf(out, "%s %s (%s) cannot take part", i ? "," : "",
				      c->step->name, c->step->kind->name);
		else
			sm_buf_printf(out, "%s %s has %s values", i ? "," : "",
				      c->step->name, sm_commas(n, have));
		if (n > SM_TUPLE_MOST / space)
			n = SM_TUPLE_MOST / space;
		space *= n ? n : 1;
	}
	sm_buf_printf(out, ": %s tuples for %s rows%s", sm_commas(space, have),
		      sm_commas(u.rows, need), u.level ? " of one scope" : "");
}
