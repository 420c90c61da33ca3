/*
 * live_key.c - unique keys of tables that are there whose columns alone do not
 * say which rows clash
 *
 *   loose     a collation takes 'a' and 'A' for equal: unique values must differ
 *             after folding, too
 *   partial   only rows with a condition count
 *   terms     lower(email) must be unique, not email
 *
 * Kinds whose values have one case are known; the rest is looked at (look.h).
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "tuple.h"

#include "look.h"

/* ---- loose comparisons ---------------------------------------------------------- */

/* Do different texts of the kind stay different after folding? */
static bool folds_apart(const struct sm_pcolumn *c)
{
	static const char *const kinds[] = { "code", "pattern", "uuid", "inet" };

	assert(c->state == SM_P_DONE);
	if (sm_type_class(c->type.id) != SM_STR || c->type.id == SM_T_BYTES)
		return true;
	/* literals may be spelled in any case */
	if (c->fixed)
		return false;
	for (size_t i = 0; i < SM_COUNTOF(kinds); i++)
		if (strcmp(c->step->kind->name, kinds[i]) == 0)
			return true;
	return false;
}

static enum sm_code refuse_loose(struct sm_ptable *t, const char *key,
				 const char *columns, struct sm_err *err)
{
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: unique key %s "
		"(%s) takes texts that differ in case or accents for equal, and "
		"some rows differ in nothing else", t->name, key, columns);
	return sm_fix(err, "use values of one case: pattern, code, a template with "
		      "a number, or lists without such pairs");
}

static enum sm_code loose_key(struct sm_planner *p, struct sm_ptable *t,
			      const struct sm_key *k, enum sm_loose loose,
			      struct sm_err *err)
{
	struct sm_pcolumn **column = sm_arena_array(
		p->arena, k->n, sizeof(struct sm_pcolumn *));
	bool apart = true, same;

	if (!column)
		return sm_nomem(err);
	for (uint32_t i = 0; i < k->n; i++) {
		column[i] = &t->columns[k->column[i]];
		apart &= folds_apart(column[i]);
	}
	if (apart)
		return SM_OK;
	SM_TRY(sm__look_unique(p, t, column, k->n, NULL, loose, &same, err));
	if (same)
		return refuse_loose(t, k->name, sm__key_text(p, t, k), err);
	if (sm__look_whole(t))
		return SM_OK;
	return sm__planner_note(p, err, "%s: unique key %s compares loosely: its "
				"first 1,000,000 rows differ, the database will "
				"check the others", t->name, k->name);
}

static bool same_columns(const struct sm_ptable *t, const struct sm_key *key,
			 const struct sm_live_key *k)
{
	if (key->n != k->ncolumns || !key->unique)
		return false;
	for (uint32_t i = 0; i < key->n; i++) {
		assert(key->column[i] < t->nstored);
		if (strcmp(t->columns[key->column[i]].step->name, k->columns[i]) != 0)
			return false;
	}
	return key->n > 0;
}

/* The key of the plan that is the live key (keys.c), or NULL. Names may be alike. */
static const struct sm_key *planned(const struct sm_ptable *t,
				    const struct sm_live_key *k)
{
	if (same_columns(t, &t->primary, k))
		return &t->primary;
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (same_columns(t, &t->keys[i], k))
			return &t->keys[i];
	return NULL;
}

/* ---- partial ones and expressions -------------------------------------------------- */

static enum sm_code undecided(struct sm_planner *p, const struct sm_ptable *t,
			      const struct sm_live_key *k, const char *why,
			      struct sm_err *err)
{
	return sm__planner_note(p, err, "%s: unique index %s is partial or over "
				"expressions: not proved, the database will check "
				"it%s%s", t->name, k->name, *why ? ": " : "", why);
}

/* A column of that name, else an expression; NULL: it is not understood. */
static enum sm_code term(struct sm_planner *p, struct sm_ptable *t,
			 const char *sql, struct sm_pcolumn **out,
			 struct sm_err *err)
{
	const char *text = sm__sql_text(p->arena, sql);
	size_t n;

	if (!text)
		return sm_nomem(err);
	*out = sm__planner_stored(t, text);
	n = strlen(text);
	if (!*out && n > 2 && text[0] == '"' && !strchr(text + 1, ' ') &&
	    strchr(text + 1, '"') == text + n - 1) {
		text = sm_arena_strndup(p->arena, text + 1, n - 2);
		if (!text)
			return sm_nomem(err);
		*out = sm__planner_stored(t, text);
	}
	return *out ? SM_OK : sm__look_expr(p, t, NULL, text, out, err);
}

/* Its terms in column[0..], its condition in column[nterms]; false: unknown. */
static enum sm_code parts(struct sm_planner *p, struct sm_ptable *t,
			  const struct sm_live_key *k,
			  struct sm_pcolumn **column, bool *known,
			  struct sm_err *err)
{
	const char *where;

	*known = k->nterms > 0;
	for (uint32_t i = 0; *known && i < k->nterms; i++) {
		SM_TRY(term(p, t, k->terms[i], &column[i], err));
		*known = column[i] != NULL;
	}
	if (!*known || !k->where)
		return SM_OK;
	where = sm__sql_text(p->arena, k->where);
	if (!where)
		return sm_nomem(err);
	SM_TRY(sm__look_expr(p, t, "bool", where, &column[k->nterms], err));
	*known = column[k->nterms] != NULL;
	return SM_OK;
}

/* Is one of its terms unique by itself, whatever the condition? */
static bool one_is_unique(struct sm_pcolumn *const *column, uint32_t n,
			  enum sm_loose loose)
{
	for (uint32_t i = 0; i < n; i++)
		if (column[i]->dom.unique &&
		    (loose == SM_LOOSE_NOT || folds_apart(column[i])))
			return true;
	return false;
}

static enum sm_code open_key(struct sm_planner *p, struct sm_ptable *t,
			     const struct sm_live_key *k, struct sm_err *err)
{
	struct sm_pcolumn **column = sm_arena_array(
		p->arena, k->nterms + 1, sizeof(struct sm_pcolumn *));
	bool known, same;

	if (!column)
		return sm_nomem(err);
	SM_TRY(parts(p, t, k, column, &known, err));
	if (!known)
		return undecided(p, t, k, k->nterms ? "it is not understood" : "",
				 err);
	if (one_is_unique(column, k->nterms, k->loose))
		return SM_OK;
	SM_TRY(sm__look_unique(p, t, column, k->nterms, column[k->nterms],
			       k->loose, &same, err));
	if (!same)
		return sm__look_whole(t) ? SM_OK : undecided(
			p, t, k, "its first 1,000,000 rows differ", err);
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: two rows are the "
		"same for unique index %s", t->name, k->name);
	if (k->where)
		sm_why(err, "it is about rows where %.600s", k->where);
	return sm_fix(err, "make what it holds unique (unique: true, more values), "
		      "or drop the index");
}

enum sm_code sm__live_keys(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];

		if (!t->live || !t->selected || t->rows < 2)
			continue;
		for (uint32_t k = 0; k < t->live->nkeys; k++) {
			const struct sm_live_key *live = &t->live->keys[k];
			const struct sm_key *key = planned(t, live);

			if (!live->decided)
				SM_TRY(open_key(p, t, live, err));
			else if (live->loose && key)
				SM_TRY(loose_key(p, t, key, live->loose, err));
		}
	}
	return SM_OK;
}
