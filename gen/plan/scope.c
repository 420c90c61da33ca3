/*
 * scope.c - rows that share a column by structure: same: tenant_id
 *
 * A column leads to a row of another table when it is a reference, or a copy
 * through references of one that is; followed to the end, that table is the
 * column's scope, or a table on the way whose key is unique. Rows made `per` the
 * scope, or per a table that is made so, stand next to each other, one scope's row
 * after the other: fans say where.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

/* References on the way from a column to its scope. */
struct lead {
	struct sm_pcolumn *hop[SM_FAN_CHAIN];
	const struct sm_pcolumn *at[SM_FAN_CHAIN];      /* has the value behind a
							 * hop; NULL: none yet */
	uint32_t n;
	struct sm_ptable *scope;    /* NULL: it leads nowhere, or too far */
	const struct sm_pcolumn *end;   /* of the scope, whose value it has */
	const struct sm_pcolumn *holes; /* a copy that is NULL where its source is not */
};

static bool add_hop(struct lead *l, struct sm_pcolumn *hop)
{
	if (l->n == SM_COUNTOF(l->hop))
		return false;
	l->at[l->n] = NULL;
	l->hop[l->n++] = hop;
	return true;
}

static struct lead follow(struct sm_pcolumn *c)
{
	struct lead l = { .n = 0 };

	for (;;) {
		if (c->target) {
			if (!add_hop(&l, c))
				return l;
			c = c->target_column;
		} else if (strcmp(c->step->kind->name, "copy") == 0) {
			const struct sm_pbind *b = &c->bind[0];

			if (c->step->nulls > 0 || c->step->when)
				l.holes = c;
			for (uint32_t i = 0; i < b->nhops; i++)
				if (!add_hop(&l, b->hop[i]))
					return l;
			c = b->column;
		} else {
			break;
		}
		if (l.n)
			l.at[l.n - 1] = c;
	}
	if (l.n)
		l.scope = l.hop[l.n - 1]->target;
	l.end = c;
	return l;
}

/* Refuse: the column does not lead from both tables to one. */
static enum sm_code refuse_scope(const struct sm_compile *c, const char *arg,
				 const char *name, const struct sm_ptable *target,
				 const struct lead *mine, const struct lead *theirs,
				 struct sm_err *err)
{
	const struct sm_ptable *me = c->planner->current->table;

	if (!mine->scope)
		sm_refuse(c, err, arg, "%s of %s is no reference, so rows that share "
			  "it cannot be found without a search", name, me->name);
	else if (!theirs->scope)
		sm_refuse(c, err, arg, "%s of %s is no reference, so rows that share "
			  "it cannot be found without a search", name,
			  target->name);
	else if (mine->scope != theirs->scope)
		sm_refuse(c, err, arg, "%s leads to %s from %s, but to %s from %s",
			  name, mine->scope->name, me->name,
			  theirs->scope->name, target->name);
	else if (mine->end != theirs->end)
		sm_refuse(c, err, arg, "%s is %s in %s, but %s in %s", name,
			  mine->end->display, me->name, theirs->end->display,
			  target->name);
	else
		sm_refuse(c, err, arg, "the rows of %s that share %s do not stand "
			  "next to each other: %s chooses its rows of %s one by "
			  "one", target->name, name, theirs->hop[0]->display,
			  theirs->scope->name);
	return sm_fix(err, "make %s with per: {table: %s, ...} and its %s with "
		      "parent: {}", target->name,
		      mine->scope ? mine->scope->name : "TENANTS", name);
}

/* Refuse: rows whose column is NULL would still have the scope's row. */
static enum sm_code refuse_holes(const struct sm_compile *c, const char *arg,
				 const struct sm_pcolumn *holes,
				 struct sm_err *err)
{
	sm_refuse(c, err, arg, "%s has %s of its own, so a row may have a NULL there "
		  "and not share it", holes->display,
		  holes->step->when ? "a when" : "nulls");
	return sm_fix(err, "take it away, or give it to the reference that %s is "
		      "copied through", holes->display);
}

/* Is every hop the parent of a `per` table? Then the fans say where rows are. */
static bool by_fans(const struct lead *l, struct sm_fan_chain *chain)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (!l->hop[i]->is_parent)
			return false;
	chain->n = l->n;
	for (uint32_t i = 0; i < l->n; i++)
		chain->fan[l->n - 1 - i] = &l->hop[i]->table->fan;
	return true;
}

/* The way as far as its first n hops. */
static struct lead cut(const struct lead *l, uint32_t n)
{
	struct lead part = *l;

	assert(n > 0 && n <= l->n && l->at[n - 1]);
	part.n = n;
	part.scope = l->hop[n - 1]->target;
	part.end = l->at[n - 1];
	return part;
}

/*
 * Do both ways lead to one table, below which rows stand together? To the end if
 * they can. Where a key on the way is a reference itself (profiles known by their
 * user), no further than to its table: the key tells one row of it.
 */
static bool meet(struct lead *from, struct lead *to, struct sm_fan_chain *chain)
{
	for (uint32_t i = to->n; i > 0; i--) {
		for (uint32_t k = from->n; k > 0; k--) {
			const struct sm_pcolumn *key = to->at[i - 1];
			bool end = i == to->n && to->scope && k == from->n &&
				   from->scope;
			struct lead part;

			if (!key || key != from->at[k - 1] ||
			    (!end && !key->dom.unique))
				continue;
			part = cut(to, i);
			if (part.scope != from->hop[k - 1]->target ||
			    !by_fans(&part, chain))
				continue;
			*to = part;
			*from = cut(from, k);
			return true;
		}
	}
	return false;
}

/* Fewest and most rows below one of the scope's. */
static void count_rows(struct sm_scope *s)
{
	sm_uint128 least = 1, most = 1;

	for (uint32_t i = 0; i < s->chain.n; i++) {
		const struct sm_fan *f = s->chain.fan[i];

		least = least * f->min;
		most = most * f->max > UINT64_MAX ? UINT64_MAX : most * f->max;
	}
	s->least = least > UINT64_MAX ? UINT64_MAX : (uint64_t)least;
	s->most = (uint64_t)most;
}

enum sm_code sm__bind_scope(const struct sm_compile *c, const char *arg,
			    const char *name, struct sm_ptable *target,
			    struct sm_scope *out, struct sm_err *err)
{
	struct sm_pcolumn *me = c->planner->current, *mine, *theirs;
	struct lead from, to;

	SM_TRY(sm__find_column(c, arg, me->table, name, &mine, err));
	SM_TRY(sm__column_compile(c->planner, mine, err));
	SM_TRY(sm__find_column(c, arg, target, name, &theirs, err));
	SM_TRY(sm__column_compile(c->planner, theirs, err));
	from = follow(mine);
	to = follow(theirs);
	*out = (struct sm_scope){ .input = 0 };
	if (from.holes || to.holes)
		return refuse_holes(c, arg, from.holes ? from.holes : to.holes, err);
	if (!meet(&from, &to, &out->chain))
		return refuse_scope(c, arg, name, target, &from, &to, err);
	out->table = from.scope;
	me->same = mine;
	me->same_there = theirs;
	count_rows(out);
	for (uint32_t i = 0; i < from.n; i++)
		out->nullable |= from.hop[i]->dom.nullable;
	return sm__bind_row(c, arg, from.hop, from.n, &out->input, err);
}
