/*
 * fixtures.c - literal rows in place of a table's first ones
 *
 * A column that fixtures name has literals for its rows 0 to k-1; the others keep
 * the values they would have. The program puts them where the column is made
 * (SM_INSTR_FIXED), so references, copies and aggregates see them, and what is
 * known of the column's values grows by them.
 *
 * A literal in a reference is the parent's key, and the row that has it is found
 * here, so that paths through the reference lead there. What stands by structure
 * (parent, ordinal, pair) cannot be another than it would be.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../op/literal.h"
#include "lookup.h"

/* A column being fixed. */
struct fixing {
	struct sm_planner *p;
	struct sm_pcolumn *c;
	struct sm_compile ctx;      /* of the cell being read */
	struct sm_err *err;
	uint32_t at;                /* which of the fixtures' columns */
	uint32_t n;                 /* rows */
	struct sm_literal *value;
	uint8_t *null;
	bool some_null;
};

/* ---- the table's -------------------------------------------------------------- */

static enum sm_code check_names(struct sm_planner *p, struct sm_ptable *t,
				struct sm_err *err)
{
	const struct sm_names *names = &t->spec->fixtures.columns;
	const char **have = sm_arena_array(p->arena, t->ncolumns + 1,
					   sizeof(*have));

	if (!have)
		return sm_nomem(err);
	for (uint32_t i = 0; i < t->ncolumns; i++)
		have[i] = t->columns[i].step->name;
	for (uint32_t i = 0; i < names->n; i++) {
		const char *near = sm_nearest(names->name[i], have, t->ncolumns);
		char arg[64];

		if (sm__planner_column(t, names->name[i]))
			continue;
		snprintf(arg, sizeof(arg), "fixtures.columns[%" PRIu32 "]", i);
		return sm__spec_refuse(p->spec, err, t->spec->path, arg,
				       near ? "%s: fixtures: no column \"%s\", did "
					      "you mean \"%s\"?"
					    : "%s: fixtures: no column \"%s\"%s",
				       t->name, names->name[i], near ? near : "");
	}
	return SM_OK;
}

enum sm_code sm__fixtures_check(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];
		const uint32_t n = t->spec->fixtures.rows;
		char rows[32];

		if (!n)
			continue;
		SM_TRY(check_names(p, t, err));
		if (t->first_row || n <= t->rows)
			continue;
		sm__spec_refuse(p->spec, err, t->spec->path, "fixtures", "%s: "
				"fixtures has %" PRIu32 " rows, the table %s",
				t->name, n, sm_commas(t->rows, rows));
		return sm_fix(err, "they take the place of its first rows: let it "
			      "have at least so many, at this size and scale, too");
	}
	return SM_OK;
}

/* The fixtures' column for c, which may be a step inside another; -1: none. */
static int column_of(const struct sm_pcolumn *c)
{
	const struct sm_spec_table *t = c->table->spec;

	/* as numbers: steps of other lists stand elsewhere */
	if ((uintptr_t)c->step < (uintptr_t)t->columns ||
	    (uintptr_t)c->step >= (uintptr_t)(t->columns + t->ncolumns))
		return -1;
	for (uint32_t i = 0; i < t->fixtures.columns.n; i++)
		if (!strcmp(t->fixtures.columns.name[i], c->step->name))
			return (int)i;
	return -1;
}

/* ---- reading ------------------------------------------------------------------ */

static enum sm_code at_cell(struct fixing *f, uint32_t row)
{
	f->ctx.path = sm_arena_printf(f->p->arena, "%s.fixtures.rows[%" PRIu32
				      "][%" PRIu32 "]", f->c->table->spec->path,
				      row, f->at);
	return f->ctx.path ? SM_OK : sm_nomem(f->err);
}

static enum sm_code check_null(struct fixing *f)
{
	if (f->c->is_parent)
		return sm_refuse(&f->ctx, f->err, NULL, "a parent cannot be NULL");
	if (!f->c->live || f->c->live->nullable)
		return SM_OK;
	sm_fail(f->err, SM_E_SCHEMA, "Schema validation failed for %s: column %s is "
		"NOT NULL, but a fixture is NULL", f->c->table->name,
		f->c->step->name);
	return sm_fix(f->err, "write a value, or drop the NOT NULL from the table");
}

static enum sm_code read_cells(struct fixing *f)
{
	const struct sm_spec_fixtures *x = &f->c->table->spec->fixtures;

	assert(f->at < x->columns.n && f->n == x->rows);
	for (uint32_t i = 0; i < f->n; i++) {
		const char *text = x->cell[(size_t)i * x->columns.n + f->at];

		SM_TRY(at_cell(f, i));
		f->null[i] = !text;
		f->some_null |= !text;
		if (!text)
			SM_TRY(check_null(f));
		else
			SM_TRY(sm__literal(&f->ctx, "fixture", text, &f->value[i],
					   f->err));
	}
	return SM_OK;
}

/* The literals as a vector of the column's class. */
static void *as_vector(struct fixing *f, struct sm_vec *v)
{
	enum sm_class class = sm_type_class(f->c->type.id);
	bool wide = class == SM_STR || class == SM_U128;

	static_assert(sizeof(struct sm_str) == 16 && sizeof(struct sm_u128) == 16,
		      "what is copied below");
	char *to = sm_arena_array(f->p->arena, f->n + 1, wide ? 16 : 8);

	v->v.i64 = (void *)to;
	v->null = f->null;
	for (uint32_t i = 0; to && i < f->n; i++)
		memcpy(to + (size_t)i * (wide ? 16 : 8), &f->value[i].v,
		       wide ? 16 : 8);
	return to;
}

/* All that are no NULL, to be looked for. Returns how many. */
static uint32_t list_wanted(struct fixing *f, const struct sm_vec *v,
			    struct sm_wanted *w)
{
	enum sm_class class = sm_type_class(f->c->type.id);
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->n; i++)
		if (!f->null[i])
			w[n++] = (struct sm_wanted){
				.hash = sm__lookup_hash(class, v, i),
				.number = f->value[i].v.i64, .which = i };
	return n;
}

/* ---- unique ------------------------------------------------------------------- */

/* Is the value none that the step can make? Most are told by their range. */
static bool outside(const struct fixing *f, uint32_t i)
{
	const struct sm_domain *d = &f->c->dom;

	switch (sm_type_class(f->c->type.id)) {
	case SM_I64:
		return f->value[i].v.i64 < d->min || f->value[i].v.i64 > d->max;
	case SM_STR:
		return f->value[i].v.str.n > d->width ||
		       f->value[i].v.str.chars > d->chars;
	default:
		return false;
	}
}

static enum sm_code not_unique(struct fixing *f, uint32_t i, const char *with,
			       uint64_t row)
{
	char n[32];

	if (!f->c->want_unique) {
		f->c->dom.unique = false;
		return SM_OK;
	}
	SM_TRY(at_cell(f, i));
	sm_refuse(&f->ctx, f->err, NULL, "must be unique, and %s row %s has the "
		  "value of this fixture, too", with, sm_commas(row + 1, n));
	return sm_fix(f->err, "write another value, one that %s does not make",
		      f->c->step->kind->name);
}

/* Among themselves: sorted by sm__lookup(), equal ones stand together. */
static enum sm_code differ(struct fixing *f, const struct sm_wanted *w, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (sm_u128_equal(w[i - 1].hash, w[i].hash)) {
			uint32_t a = w[i - 1].which, b = w[i].which;

			return not_unique(f, a > b ? a : b, "fixture", a > b ? b : a);
		}
	return SM_OK;
}

static enum sm_code prove_unique(struct fixing *f, struct sm_wanted *w, uint32_t n)
{
	const struct sm_ptable *t = f->c->table;
	const uint64_t end = t->first_row + t->rows;
	bool all = true, decided = true;

	SM_TRY(sm__lookup(f->p, f->c, f->n, end, w, n, &all, f->err));
	SM_TRY(differ(f, w, n));
	for (uint32_t i = 0; i < n; i++) {
		if (w[i].row != UINT64_MAX)
			return not_unique(f, w[i].which, "the table's", w[i].row);
		decided &= all || outside(f, w[i].which);
	}
	if (decided || !f->c->want_unique)
		return SM_OK;
	return sm__planner_note(f->p, f->err, "%s: whether one of its %u fixtures "
				"comes again after the first %d rows is not proved, "
				"the database will check it", f->c->display,
				(unsigned)f->n, SM_LOOKUP_ROWS);
}

/* ---- references --------------------------------------------------------------- */

static enum sm_code not_there(struct fixing *f, uint32_t i, bool all)
{
	const struct sm_pcolumn *key = f->c->target_column;

	SM_TRY(at_cell(f, i));
	if (all) {
		sm_refuse(&f->ctx, f->err, NULL, "no row of %s has this value for "
			  "%s", f->c->target->name, key->step->name);
		return sm_fix(f->err, "write the key of a row, or give %s a fixture "
			      "that has it", f->c->target->name);
	}
	sm_refuse(&f->ctx, f->err, NULL, "none of the first %d rows of %s has this "
		  "value for %s", SM_LOOKUP_ROWS, f->c->target->name,
		  key->step->name);
	return sm_fix(f->err, "give %s a fixture that has it: fixtures are its first "
		      "rows", f->c->target->name);
}

/* The literals are keys of the parent: which rows have them? */
static enum sm_code find_rows(struct fixing *f, struct sm_wanted *w, uint32_t n,
			      int64_t *row)
{
	const struct sm_ptable *t = f->c->target;
	bool all = true;

	SM_TRY(sm__lookup(f->p, f->c->target_column, t->first_row,
			  t->first_row + t->rows, w, n, &all, f->err));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t which = w[i].which;

		if (w[i].row == UINT64_MAX)
			return not_there(f, which, all);
		assert(which < f->n && w[i].row - t->first_row < t->rows);
		row[which] = (int64_t)w[i].row;
		if (!f->c->self || w[i].row <= which)
			continue;
		SM_TRY(at_cell(f, which));
		sm_refuse(&f->ctx, f->err, NULL, "points to a later row of its own "
			  "table, which cannot be loaded in order");
		return sm_fix(f->err, "let it point to a row above it");
	}
	return SM_OK;
}

/* `same`: the row a fixture names shares that column, as any other would. */
static enum sm_code check_same(struct fixing *f, const uint64_t *row)
{
	struct sm_u128 *mine = sm_arena_array(f->p->arena, f->n, sizeof(*mine));
	struct sm_u128 *theirs = sm_arena_array(f->p->arena, f->n, sizeof(*theirs));

	if (!mine || !theirs)
		return sm_nomem(f->err);
	SM_TRY(sm__lookup_rows(f->p, f->c->same, NULL, f->n, mine, f->err));
	SM_TRY(sm__lookup_rows(f->p, f->c->same_there, row, f->n, theirs, f->err));
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->null[i] || sm_u128_equal(mine[i], theirs[i]))
			continue;
		SM_TRY(at_cell(f, i));
		sm_refuse(&f->ctx, f->err, NULL, "that row of %s has another %s than "
			  "row %" PRIu32 " here", f->c->target->name,
			  f->c->same->step->name, i + 1);
		return sm_fix(f->err, "write the key of one that has the same, as "
			      "`same` asks");
	}
	return SM_OK;
}

/* ---- what stands by structure ------------------------------------------------------ */

static bool by_structure(const struct sm_pcolumn *c)
{
	/* a reference's copy: `same` and keys of several columns count on it */
	return c->is_parent || c->is_ordinal || c->side ||
	       (strcmp(c->step->kind->name, "copy") == 0 && c->nbinds &&
		c->bind[0].column->target);
}

/* The rows' own values must be those written. */
static enum sm_code check_structure(struct fixing *f, struct sm_wanted *w,
				    uint32_t n)
{
	struct sm_u128 *made = sm_arena_array(f->p->arena, f->n, sizeof(*made));

	if (!made)
		return sm_nomem(f->err);
	SM_TRY(sm__lookup_rows(f->p, f->c, NULL, f->n, made, f->err));
	for (uint32_t i = 0; i < n; i++) {
		if (sm_u128_equal(w[i].hash, made[w[i].which]))
			continue;
		SM_TRY(at_cell(f, w[i].which));
		sm_refuse(&f->ctx, f->err, NULL, "row %" PRIu32 " has another value: "
			  "%s is given by where the row stands", w[i].which + 1,
			  f->c->step->kind->name);
		return sm_fix(f->err, "leave the column out of the fixtures");
	}
	return SM_OK;
}

/* ---- the column ---------------------------------------------------------------- */

static void widen(struct fixing *f)
{
	struct sm_domain *d = &f->c->dom, own = *d;

	d->nullable |= f->some_null;
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->null[i])
			continue;
		sm__literal_domain(&f->c->type, &f->value[i], 1, &own);
		d->min = own.min < d->min ? own.min : d->min;
		d->max = own.max > d->max ? own.max : d->max;
		d->width = own.width > d->width ? own.width : d->width;
		d->chars = own.chars > d->chars ? own.chars : d->chars;
		d->plain &= own.plain;
	}
}

static enum sm_code prove(struct fixing *f, struct sm_fixed *fixed)
{
	struct sm_wanted *w = sm_arena_array(f->p->arena, f->n + 1, sizeof(*w));
	int64_t *row = sm_arena_array(f->p->arena, f->n + 1, sizeof(*row));
	struct sm_vec v = { 0 };
	uint32_t n;

	fixed->value = as_vector(f, &v);
	if (!fixed->value || !w || !row)
		return sm_nomem(f->err);
	n = list_wanted(f, &v, w);
	if (by_structure(f->c))
		SM_TRY(check_structure(f, w, n));
	else if (f->c->dom.unique)
		SM_TRY(prove_unique(f, w, n));
	if (!f->c->target)
		return SM_OK;
	SM_TRY(find_rows(f, w, n, row));
	if (f->c->same)
		SM_TRY(check_same(f, (const uint64_t *)row));
	fixed->value = row;
	/* siblings may now be alike */
	f->c->is_distinct = false;
	return SM_OK;
}

enum sm_code sm__fixtures(struct sm_planner *p, struct sm_pcolumn *c,
			  const struct sm_compile *ctx, struct sm_err *err)
{
	const int at = column_of(c);
	struct fixing f = { .p = p, .c = c, .ctx = *ctx, .err = err };
	struct sm_fixed *fixed;

	if (at < 0 || c->table->first_row >= c->table->spec->fixtures.rows)
		return SM_OK;
	assert(c->state == SM_P_BUSY && !c->fixed && !c->emitted);
	f.at = (uint32_t)at;
	f.n = c->table->spec->fixtures.rows;
	f.ctx.type = c->type;
	f.value = sm_arena_array(p->arena, f.n + 1, sizeof(*f.value));
	f.null = sm_arena_array(p->arena, f.n + 1, 1);
	fixed = sm_arena_alloc(p->arena, sizeof(*fixed));
	if (!f.value || !f.null || !fixed)
		return sm_nomem(err);
	if (c->target_key) {
		sm__spec_refuse(p->spec, err, c->table->spec->path, "fixtures",
				"%s: fixtures: it refers to a key of several "
				"columns, which one value does not name",
				c->display);
		return sm_fix(err, "leave the column out of the fixtures");
	}
	c->state = SM_P_DONE;       /* it can be made: all but its literals */
	SM_TRY(read_cells(&f));
	SM_TRY(prove(&f, fixed));
	if (!c->target)
		widen(&f);
	c->dom.nullable |= f.some_null;
	fixed->n = f.n;
	fixed->null = f.null;
	fixed->some_null = f.some_null;
	c->fixed = fixed;
	return SM_OK;
}
