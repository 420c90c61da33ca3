/*
 * prove.c - are keys unique, whatever the rows are?
 *
 * A key is unique when one of its columns is; when it tells a scope (the parent
 * of a `per` table, a parent of that) and holds what differs within that scope:
 * the ordinal, a reference with distinct: true, a column with unique_within; when
 * it holds all sides of a table of pairs; or all columns of a tuple. Where nothing is proved so, the columns
 * of the key are drawn jointly if their kinds have enough values (tuple.c).
 *
 * That must be known before programs are written, so columns of keys that have
 * several are compiled first.
 */
#include <assert.h>

#include "tuple.h"

/* Do its `parent` columns hold a whole key of the `per` parent? */
static bool holds_parent_key(const struct sm_ptable *t, const struct sm_key *k,
			     const struct sm_key *theirs)
{
	for (uint32_t i = 0; i < theirs->n; i++) {
		bool found = false;

		for (uint32_t m = 0; m < k->n && !found; m++) {
			const struct sm_pcolumn *c = &t->columns[k->column[m]];

			found = c->is_parent && !c->fixed && c->target_column ==
				&t->per->columns[theirs->column[i]];
		}
		if (!found)
			return false;
	}
	return theirs->n > 0 && theirs->unique;
}

uint32_t sm__key_level(const struct sm_ptable *t, const struct sm_key *k)
{
	uint32_t least = 0;

	if (!t->per)
		return 0;
	if (holds_parent_key(t, k, &t->per->primary))
		return 1;
	for (uint32_t i = 0; i < t->per->nkeys; i++)
		if (holds_parent_key(t, k, &t->per->keys[i]))
			return 1;
	for (uint32_t i = 0; i < k->n; i++) {
		uint32_t level = sm__scope_level(&t->columns[k->column[i]]);

		if (level && (!least || level < least))
			least = level;
	}
	return least;
}

/* Does it hold all columns that are unique together? */
static bool holds_tuple(const struct sm_ptable *t, const struct sm_key *k,
			const struct sm_tuple *u)
{
	for (uint32_t i = 0; i < u->n; i++) {
		uint32_t at = (uint32_t)(u->member[i] - t->columns), m = 0;

		/* literals of fixtures may be what others draw */
		if (u->member[i]->fixed)
			return false;
		while (m < k->n && k->column[m] != at)
			m++;
		if (m == k->n)
			return false;
	}
	return true;
}

bool sm__key_proved(const struct sm_ptable *t, const struct sm_key *k)
{
	/* what tells a row of a smaller scope tells it of the larger, too */
	uint32_t level = sm__key_level(t, k), sides = 0;

	/* one child at most: the parent tells it */
	if (level == 1 && t->fan.max <= 1)
		return true;
	for (uint32_t i = 0; i < k->n; i++) {
		const struct sm_pcolumn *c = &t->columns[k->column[i]];

		if (c->dom.unique)
			return true;
		if (c->side && c->target_column->dom.unique)
			sides |= 1u << (c->side - 1);
		if (level == 1 && !c->fixed && (c->is_ordinal ||
				   (c->is_distinct &&
				    sm__composite_tells(t, k, c))))
			return true;
		if (c->tuple && holds_tuple(t, k, c->tuple) &&
		    (!c->tuple->level || (level && level <= c->tuple->level)))
			return true;
	}
	return sides && sides == (1u << t->spec->pairs.of.n) - 1;
}

/* ---- what to do about it ------------------------------------------------------------ */

static bool to_prove(const struct sm_ptable *t, const struct sm_key *k)
{
	return k->n && k->unique && t->first_row + t->rows > 1;
}

static enum sm_code compile_key(struct sm_planner *p, struct sm_ptable *t,
				const struct sm_key *k, struct sm_err *err)
{
	for (uint32_t i = 0; k->unique && k->n > 1 && i < k->n; i++)
		SM_TRY(sm__column_compile(p, &t->columns[k->column[i]], err));
	return SM_OK;
}

static enum sm_code join_key(struct sm_planner *p, struct sm_ptable *t,
			     const struct sm_key *k, struct sm_err *err)
{
	if (k->n < 2 || !to_prove(t, k) || sm__key_proved(t, k))
		return SM_OK;
	return sm__tuple(p, t, k, err);
}

static enum sm_code prove(struct sm_planner *p, struct sm_ptable *t,
			  const struct sm_key *k, const char *what,
			  struct sm_err *err)
{
	struct sm_buf why = { 0 };

	if (!to_prove(t, k) || sm__key_proved(t, k))
		return SM_OK;
	sm__spec_refuse(p->spec, err, t->spec->path,
			k == &t->primary ? "primary_key" : "indexes",
			"%s: %s (%s) cannot be proved unique", t->name, what,
			sm__key_text(p, t, k));
	sm__tuple_why(p, t, k, &why);
	sm_why(err, "none of its columns is unique by itself, and it is not the "
	       "parent of a `per` table with its ordinal or a distinct reference%s",
	       sm_buf_str(&why));
	sm_buf_release(&why);
	return sm_fix(err, "make one of the columns unique (serial, uuid, "
		      "unique: true), give them more values, or use parent with "
		      "ordinal, with unique_within, or with ref: {table: ..., "
		      "distinct: true}");
}

static enum sm_code primary_not_null(struct sm_planner *p, struct sm_ptable *t,
				     struct sm_err *err)
{
	for (uint32_t i = 0; i < t->primary.n; i++) {
		struct sm_pcolumn *c = &t->columns[t->primary.column[i]];

		if (c->dom.nullable)
			return sm__spec_refuse(p->spec, err, c->step->path, NULL,
					       "%s is part of the primary key and "
					       "may be NULL", c->display);
	}
	return SM_OK;
}

/* Do that with the primary key of each table, then with its others. */
static enum sm_code each_key(struct sm_planner *p,
			     enum sm_code (*what)(struct sm_planner *,
						  struct sm_ptable *,
						  const struct sm_key *,
						  struct sm_err *),
			     struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];

		SM_TRY(what(p, t, &t->primary, err));
		for (uint32_t k = 0; k < t->nkeys; k++)
			SM_TRY(what(p, t, &t->keys[k], err));
	}
	return SM_OK;
}

enum sm_code sm__prove(struct sm_planner *p, struct sm_err *err)
{
	SM_TRY(each_key(p, compile_key, err));
	SM_TRY(each_key(p, join_key, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		for (uint32_t k = 0; k < p->tables[i].ncolumns; k++)
			SM_TRY(sm__column_compile(p, &p->tables[i].columns[k],
						  err));
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];

		SM_TRY(primary_not_null(p, t, err));
		SM_TRY(prove(p, t, &t->primary, "the primary key", err));
		for (uint32_t k = 0; k < t->nkeys; k++)
			SM_TRY(prove(p, t, &t->keys[k], "the unique key", err));
	}
	return SM_OK;
}
