/*
 * keys.c - primary and unique keys: found before columns are compiled (a key of
 * one column makes it unique), proved afterwards (prove.c); and the references
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

/* Does one of the first n columns of a key stand there again? */
static bool stands_before(const uint32_t *column, uint32_t n, uint32_t which)
{
	for (uint32_t i = 0; i < n; i++)
		if (column[i] == which)
			return true;
	return false;
}

static enum sm_code key_columns(struct sm_planner *p, struct sm_ptable *t,
				const struct sm_names *names, const char *path,
				const char *arg, struct sm_key *key,
				struct sm_err *err)
{
	uint32_t *column = sm_arena_array(p->arena, names->n + 1, sizeof(*column));

	if (!column)
		return sm_nomem(err);
	for (uint32_t i = 0; i < names->n; i++) {
		struct sm_pcolumn *c = sm__planner_column(t, names->name[i]);
		const char **all = NULL, *near = NULL;

		if (c && c->step->hidden)
			return sm__spec_refuse(p->spec, err, path, arg, "%s: %s: "
					       "column \"%s\" is hidden, so no "
					       "key can hold it", t->name, arg,
					       names->name[i]);
		if (c) {
			column[i] = (uint32_t)(c - t->columns);
			if (!stands_before(column, i, column[i]))
				continue;
			/* references have room for each column once */
			sm__spec_refuse(p->spec, err, path, arg, "%s: %s: column "
					"\"%s\" stands there twice", t->name,
					arg, names->name[i]);
			return sm_fix(err, "name each column of a key once");
		}
		all = sm_arena_array(p->arena, t->ncolumns + 1, sizeof(*all));
		for (uint32_t k = 0; all && k < t->ncolumns; k++)
			all[k] = t->columns[k].step->name;
		if (all)
			near = sm_nearest(names->name[i], all, t->ncolumns);
		return sm__spec_refuse(p->spec, err, path, arg,
				       near ? "%s: %s: no column \"%s\", did you "
					      "mean \"%s\"?"
					    : "%s: %s: no column \"%s\"%s",
				       t->name, arg, names->name[i],
				       near ? near : "");
	}
	key->column = column;
	key->n = names->n;
	return SM_OK;
}

/* Positions of a live key's columns; false when one is not in the profile. */
static bool live_key_columns(struct sm_ptable *t, const struct sm_live_key *k,
			     uint32_t *column)
{
	for (uint32_t i = 0; i < k->ncolumns; i++) {
		struct sm_pcolumn *c = sm__planner_stored(t, k->columns[i]);

		if (!c)
			return false;
		column[i] = (uint32_t)(c - t->columns);
	}
	return k->ncolumns > 0;
}

/* A column that is unique is made in another way: who asks for it matters. */
static void want_unique(struct sm_ptable *t, const struct sm_key *k, bool live)
{
	struct sm_pcolumn *c;

	if (k->n != 1 || !k->unique)
		return;
	assert(k->column[0] < t->nstored);
	c = &t->columns[k->column[0]];
	c->live_unique |= live && !c->want_unique;
	c->want_unique = true;
}

static enum sm_code live_keys(struct sm_planner *p, struct sm_ptable *t,
			      struct sm_err *err)
{
	for (uint32_t i = 0; t->live && i < t->live->nkeys; i++) {
		const struct sm_live_key *k = &t->live->keys[i];
		uint32_t *column = sm_arena_array(p->arena, k->ncolumns + 1,
						  sizeof(*column));

		if (!column)
			return sm_nomem(err);
		/* partial, or over expressions: live_key.c's */
		if (!k->decided || !live_key_columns(t, k, column))
			continue;
		if (k->primary && !t->primary.n)
			t->primary = (struct sm_key){ k->name, column,
						      k->ncolumns, true };
		else
			t->keys[t->nkeys++] = (struct sm_key){
				k->name, column, k->ncolumns, true };
	}
	return SM_OK;
}

/* Before columns are compiled: list keys, mark columns that must be unique. */
static enum sm_code list_keys(struct sm_planner *p, struct sm_ptable *t,
			      struct sm_err *err)
{
	const struct sm_spec_table *s = t->spec;
	uint32_t most = s->nindexes + t->ncolumns + 1 +
			(t->live ? t->live->nkeys : 0);
	uint32_t written;

	t->keys = sm_arena_array(p->arena, most, sizeof(*t->keys));
	if (!t->keys)
		return sm_nomem(err);
	SM_TRY(key_columns(p, t, &s->primary_key, s->path, "primary_key",
			   &t->primary, err));
	t->primary.unique = true;
	for (uint32_t i = 0; i < s->nindexes; i++) {
		struct sm_key *k = &t->keys[t->nkeys++];

		SM_TRY(key_columns(p, t, &s->indexes[i].columns,
				   s->indexes[i].path, "columns", k, err));
		k->name = s->indexes[i].name;
		k->unique = s->indexes[i].unique;
	}
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		uint32_t *column;

		if (!t->columns[i].step->unique || t->columns[i].step->hidden)
			continue;
		column = sm_arena_alloc(p->arena, sizeof(*column));
		if (!column)
			return sm_nomem(err);
		*column = i;
		t->keys[t->nkeys++] = (struct sm_key){ NULL, column, 1, true };
	}
	assert(t->nkeys <= most);
	want_unique(t, &t->primary, false);
	for (uint32_t i = 0; i < t->nkeys; i++)
		want_unique(t, &t->keys[i], false);
	written = t->nkeys;
	SM_TRY(live_keys(p, t, err));
	assert(t->nkeys <= most);
	want_unique(t, &t->primary, true);
	for (uint32_t i = written; i < t->nkeys; i++)
		want_unique(t, &t->keys[i], true);
	return SM_OK;
}

const char *sm__key_text(struct sm_planner *p, const struct sm_ptable *t,
			 const struct sm_key *k)
{
	struct sm_buf b = { 0 };
	const char *text;

	for (uint32_t i = 0; i < k->n; i++)
		sm_buf_printf(&b, "%s%s", i ? ", " : "",
			      t->columns[k->column[i]].step->name);
	text = sm_arena_strdup(p->arena, sm_buf_str(&b));
	sm_buf_release(&b);
	return text ? text : "";
}

enum sm_code sm__keys(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(list_keys(p, &p->tables[i], err));
	return sm__prove(p, err);
}

/* ---- references ------------------------------------------------------------------- */

/* Is that one column a key of the parent by itself? */
static bool is_key(const struct sm_ptable *t, const struct sm_pcolumn *c)
{
	uint32_t at = (uint32_t)(c - t->columns);

	if (t->primary.n == 1 && t->primary.column[0] == at)
		return true;
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (t->keys[i].unique && t->keys[i].n == 1 &&
		    t->keys[i].column[0] == at)
			return true;
	return false;
}

static enum sm_code add_reference(struct sm_planner *p, struct sm_ptable *t,
				  struct sm_ptable *parent,
				  const uint32_t *child_column,
				  const uint32_t *parent_column, uint32_t n,
				  struct sm_err *err)
{
	struct sm_plan *plan = p->plan;
	uint32_t *mine = sm_arena_array(p->arena, n, sizeof(*mine));
	uint32_t *theirs = sm_arena_array(p->arena, n, sizeof(*theirs));

	/* what is stored nowhere refers to nothing, and nothing to it */
	if (t->spec->hidden || parent->spec->hidden)
		return SM_OK;
	for (uint32_t i = 0; i < n; i++)
		if (child_column[i] >= t->nstored)
			return SM_OK;
	if (!mine || !theirs)
		return sm_nomem(err);
	memcpy(mine, child_column, n * sizeof(*mine));
	memcpy(theirs, parent_column, n * sizeof(*theirs));
	plan->refs[plan->nrefs++] = (struct sm_reference){
		.child = t->spec_index, .parent = parent->spec_index,
		.child_column = mine, .parent_column = theirs, .n = n,
	};
	return SM_OK;
}

/*
 * The `parent` columns of a table that together are the parent's primary key
 * of several columns: one reference. Returns how many, 0 when they are not.
 */
static uint32_t whole_parent_key(struct sm_ptable *t, uint32_t *mine,
				 uint32_t *theirs)
{
	const struct sm_key *k = t->per ? &t->per->primary : NULL;

	if (!k || k->n < 2)
		return 0;
	for (uint32_t i = 0; i < k->n; i++) {
		uint32_t at = 0;

		while (at < t->ncolumns &&
		       !(t->columns[at].is_parent &&
			 t->columns[at].target_column ==
				 &t->per->columns[k->column[i]]))
			at++;
		if (at == t->ncolumns)
			return 0;
		mine[i] = at;
		theirs[i] = k->column[i];
	}
	return k->n;
}

static enum sm_code table_references(struct sm_planner *p, struct sm_ptable *t,
				     uint32_t *mine, uint32_t *theirs,
				     struct sm_err *err)
{
	uint32_t n = whole_parent_key(t, mine, theirs);

	if (n)
		SM_TRY(add_reference(p, t, t->per, mine, theirs, n, err));
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct sm_pcolumn *c = &t->columns[i];
		uint32_t at;

		if (c->target_key) {
			SM_TRY(sm__composite_columns(p, t, c, mine, err));
			SM_TRY(add_reference(p, t, c->target, mine,
					     c->target_key->column,
					     c->target_key->n, err));
			continue;
		}
		if (!c->target || !is_key(c->target, c->target_column))
			continue;
		at = (uint32_t)(c->target_column - c->target->columns);
		SM_TRY(add_reference(p, t, c->target, &i, &at, 1, err));
	}
	return SM_OK;
}

enum sm_code sm__references(struct sm_planner *p, struct sm_err *err)
{
	uint32_t most = 1, widest = 1, *mine, *theirs;

	for (uint32_t i = 0; i < p->ntables; i++) {
		most += p->tables[i].ncolumns + 1;
		if (p->tables[i].ncolumns > widest)
			widest = p->tables[i].ncolumns;
	}
	p->plan->refs = sm_arena_array(p->arena, most, sizeof(*p->plan->refs));
	mine = sm_arena_array(p->arena, widest, sizeof(*mine));
	theirs = sm_arena_array(p->arena, widest, sizeof(*theirs));
	if (!p->plan->refs || !mine || !theirs)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];

		assert(t->spec_index == i);
		t->first_ref = p->plan->nrefs;
		SM_TRY(table_references(p, t, mine, theirs, err));
		t->nrefs = p->plan->nrefs - t->first_ref;
		assert(p->plan->nrefs < most);
	}
	return SM_OK;
}
