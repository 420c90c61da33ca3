/*
 * composite.c - references to a key of several columns
 *
 *     - {name: l_partkey, ref: {table: partsupp, columns: [ps_partkey, ps_suppkey]}}
 *     - {name: l_suppkey, copy: {from: l_partkey.ps_suppkey}}
 *
 * The column that says `ref` chooses the row and takes the first column of the
 * key; each other one is held by a column that copies it through the reference,
 * or by the column that `same` names. Which one that is, nobody says: it is found
 * here.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

/* The key of t that has these columns, in any order; NULL when none has. */
static const struct sm_key *key_of(struct sm_ptable *t, const char *const *columns,
				   uint32_t n)
{
	for (uint32_t i = 0; i <= t->nkeys; i++) {
		const struct sm_key *k = i ? &t->keys[i - 1] : &t->primary;
		uint32_t found = 0;

		if (k->n != n || !k->unique)
			continue;
		for (uint32_t a = 0; a < n; a++)
			for (uint32_t b = 0; b < n; b++)
				if (!strcmp(t->columns[k->column[a]].step->name,
					    columns[b])) {
					found++;
					break;
				}
		if (found == n)
			return k;
	}
	return NULL;
}

/* Keys of t, for a message: "(id), (a, b)". */
static void keys_text(struct sm_planner *p, struct sm_ptable *t, struct sm_buf *b)
{
	if (t->primary.n)
		sm_buf_printf(b, "(%s)", sm__key_text(p, t, &t->primary));
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (t->keys[i].unique)
			sm_buf_printf(b, "%s(%s)", b->n ? ", " : "",
				      sm__key_text(p, t, &t->keys[i]));
}

enum sm_code sm__bind_key(const struct sm_compile *c, const char *arg,
			  const char *const *columns, uint32_t n,
			  struct sm_err *err)
{
	struct sm_pcolumn *me = c->planner->current;
	struct sm_ptable *t = me->target;
	struct sm_buf b = { 0 };

	assert(t && n > 1);
	me->target_key = key_of(t, columns, n);
	if (me->target_key)
		return SM_OK;
	keys_text(c->planner, t, &b);
	sm_refuse(c, err, arg, "these columns are neither the primary key nor a "
		  "unique key of %s", t->name);
	for (uint32_t i = 0; i < n; i++)
		if (!sm__planner_column(t, columns[i]))
			sm_refuse(c, err, arg, "table %s has no column \"%s\"",
				  t->name, columns[i]);
	if (b.n)
		sm_why(err, "its keys are %s", sm_buf_str(&b));
	sm_buf_release(&b);
	return sm_fix(err, "refer to one of its keys, or give %s an index of "
		      "these columns with unique: true", t->name);
}

/* ---- who holds what ------------------------------------------------------------- */

/*
 * The column of t that holds `theirs` of the row that reference c points to: c
 * itself, a copy of c.theirs, or what c has in common with it (same: NAME). NULL
 * when there is none.
 */
static const struct sm_pcolumn *holder(const struct sm_ptable *t,
				       const struct sm_pcolumn *c,
				       const struct sm_pcolumn *theirs)
{
	if (c->target_column == theirs)
		return c;
	if (c->same_there == theirs && !c->same->step->hidden)
		return c->same;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_pcolumn *copy = &t->columns[i];

		if (strcmp(copy->step->kind->name, "copy") == 0 &&
		    copy->nbinds == 1 && copy->bind[0].nhops == 1 &&
		    copy->bind[0].hop[0] == c && copy->bind[0].column == theirs)
			return copy;
	}
	return NULL;
}

static bool holds(const struct sm_ptable *t, const struct sm_key *k,
		  const struct sm_pcolumn *c)
{
	for (uint32_t i = 0; c && i < k->n; i++)
		if (&t->columns[k->column[i]] == c)
			return true;
	return false;
}

bool sm__composite_tells(const struct sm_ptable *t, const struct sm_key *k,
			 const struct sm_pcolumn *c)
{
	if (c->target_column->dom.unique)
		return true;
	for (uint32_t i = 0; c->target_key && i < c->target_key->n; i++)
		if (!holds(t, k, holder(t, c, &c->target->columns[
						  c->target_key->column[i]])))
			return false;
	return c->target_key != NULL;
}

/* The line that must be added for reference c to hold `theirs`, too. */
static enum sm_code refuse_missing(struct sm_planner *p, struct sm_ptable *t,
				   const struct sm_pcolumn *c,
				   const struct sm_pcolumn *theirs,
				   struct sm_err *err)
{
	const char *name = theirs->step->name, *quote;
	char type[64];

	sm_type_format(&theirs->type, type);
	quote = strchr(type, '(') ? "\"" : "";
	if (sm__planner_column(t, name))
		name = sm_arena_printf(p->arena, "%s_%s", c->step->name, name);
	if (!name)
		return sm_nomem(err);
	sm__spec_refuse(p->spec, err, c->step->path, "ref.columns",
			"%s: no column of %s takes %s of the key that it refers to",
			c->display, t->name, theirs->display);
	return sm_fix(err, "add - {name: %s, type: %s%s%s, copy: {from: %s.%s}} to "
		      "the columns of %s", name, quote, type, quote,
		      c->step->name, theirs->step->name, t->name);
}

enum sm_code sm__composite_columns(struct sm_planner *p, struct sm_ptable *t,
				   const struct sm_pcolumn *c, uint32_t *mine,
				   struct sm_err *err)
{
	const struct sm_key *k = c->target_key;

	for (uint32_t i = 0; i < k->n; i++) {
		const struct sm_pcolumn *theirs =
			&c->target->columns[k->column[i]];
		const struct sm_pcolumn *h = holder(t, c, theirs);

		if (!h)
			return refuse_missing(p, t, c, theirs, err);
		mine[i] = (uint32_t)(h - t->columns);
	}
	return SM_OK;
}
