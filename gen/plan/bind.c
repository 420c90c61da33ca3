/*
 * bind.c - names in steps: columns of the row, of the row a reference points
 * to, steps without a column
 *
 * Binding compiles what is bound first, so that its domain is known; a column
 * met again while it is being compiled is a cycle.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

#include "../op/op_pick.h"

/* One part of a path: a name, or "a quoted name". */
static const char *next_part(struct sm_arena *a, const char **at)
{
	const char *p = *at;
	const char *end;

	if (*p == '"') {
		end = strchr(p + 1, '"');
		if (!end || (end[1] && end[1] != '.'))
			return NULL;
		*at = end[1] ? end + 2 : end + 1;
		return sm_arena_strndup(a, p + 1, (size_t)(end - p - 1));
	}
	end = strchr(p, '.');
	if (!end)
		end = p + strlen(p);
	*at = *end ? end + 1 : end;
	return end == p ? NULL : sm_arena_strndup(a, p, (size_t)(end - p));
}

static const char *nearest_column(struct sm_planner *p, struct sm_ptable *t,
				  const char *name)
{
	const char **names = sm_arena_array(p->arena, t->ncolumns, sizeof(*names));

	for (uint32_t i = 0; names && i < t->ncolumns; i++)
		names[i] = t->columns[i].step->name;
	return names ? sm_nearest(name, names, t->ncolumns) : NULL;
}

static enum sm_code unknown_column(const struct sm_compile *c, const char *arg,
				   struct sm_ptable *t, const char *name,
				   struct sm_err *err)
{
	const char *near = nearest_column(c->planner, t, name);

	if (near)
		return sm_refuse(c, err, arg,
				 "table %s has no column \"%s\", did you mean "
				 "\"%s\"?", t->name, name, near);
	return sm_refuse(c, err, arg, "table %s has no column \"%s\"", t->name,
			 name);
}

enum sm_code sm__find_column(const struct sm_compile *c, const char *arg,
			     struct sm_ptable *t, const char *name,
			     struct sm_pcolumn **out, struct sm_err *err)
{
	*out = sm__planner_column(t, name);
	return *out ? SM_OK : unknown_column(c, arg, t, name, err);
}

/* Walk "a.b.c" from the current column's table; fills hops and column. */
static enum sm_code walk(const struct sm_compile *c, const char *arg,
			 const char *name, struct sm_pbind *b, struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	struct sm_ptable *t = p->current->table;
	const char *at = name;

	for (;;) {
		const char *part = next_part(p->arena, &at);
		struct sm_pcolumn *col;

		if (!part)
			return sm_refuse(c, err, arg, "\"%s\" is not a column "
					 "or a path like customer_id.name", name);
		SM_TRY(sm__find_column(c, arg, t, part, &col, err));
		SM_TRY(sm__column_compile(p, col, err));
		if (!*at) {
			b->column = col;
			return SM_OK;
		}
		if (!col->target)
			return sm_refuse(c, err, arg, "\"%s\": %s is not a "
					 "reference, it is made by %s", name,
					 col->display, col->step->kind->name);
		if (b->nhops == SM_COUNTOF(b->hop))
			return sm_refuse(c, err, arg, "\"%s\" follows more than "
					 "%zu references", name,
					 SM_COUNTOF(b->hop));
		b->hop[b->nhops++] = col;
		t = col->target;
	}
}

static enum sm_code add_bind(const struct sm_compile *c, const char *arg,
			     const struct sm_pbind *b, uint32_t *index,
			     struct sm_err *err)
{
	struct sm_pcolumn *me = c->planner->current;

	if (!me->bind) {
		me->bind = sm_arena_array(c->arena, SM_MAX_BINDS, sizeof(*b));
		if (!me->bind)
			return sm_nomem(err);
	}
	if (me->nbinds == SM_MAX_BINDS)
		return sm_refuse(c, err, arg, "uses more than %d other values",
				 SM_MAX_BINDS);
	*index = me->nbinds;
	me->bind[me->nbinds++] = *b;
	return SM_OK;
}

static bool bound_already(struct sm_pcolumn *me, const char *name,
			  uint32_t *index, struct sm_domain *dom)
{
	for (uint32_t i = 0; i < me->nbinds; i++) {
		if (strcmp(me->bind[i].name, name) != 0)
			continue;
		*index = i;
		*dom = me->bind[i].dom;
		return true;
	}
	return false;
}

enum sm_code sm_bind(const struct sm_compile *c, const char *arg,
		     const char *name, uint32_t *index, struct sm_domain *dom,
		     struct sm_err *err)
{
	struct sm_pbind b = { .name = name };

	if (bound_already(c->planner->current, name, index, dom))
		return SM_OK;
	SM_TRY(walk(c, arg, name, &b, err));
	b.dom = b.column->dom;
	for (uint32_t i = 0; i < b.nhops; i++) {
		b.dom.nullable |= b.hop[i]->dom.nullable;
		b.dom.unique &= b.hop[i]->dom.unique;
	}
	b.name = sm_arena_strdup(c->arena, name);
	if (!b.name)
		return sm_nomem(err);
	*dom = b.dom;
	return add_bind(c, arg, &b, index, err);
}

enum sm_code sm__bind_row(const struct sm_compile *c, const char *arg,
			  struct sm_pcolumn *const *hop, uint32_t n,
			  uint32_t *index, struct sm_err *err)
{
	struct sm_pbind b = { .nhops = n - 1, .row = true };

	assert(n >= 1 && n <= SM_COUNTOF(b.hop));
	for (uint32_t i = 0; i + 1 < n; i++)
		b.hop[i] = hop[i];
	b.column = hop[n - 1];
	b.dom.type = (struct sm_type){ .id = SM_T_BIGINT };
	b.name = sm_arena_printf(c->arena, "%s#row", hop[n - 1]->display);
	if (!b.name)
		return sm_nomem(err);
	return add_bind(c, arg, &b, index, err);
}

enum sm_code sm_bind_step(const struct sm_compile *c, const void *step,
			  const char *name, uint32_t *index,
			  struct sm_domain *dom, struct sm_err *err)
{
	static const struct sm_type own = { .id = SM_T_NONE };

	return sm_bind_step_as(c, step, name, &own, index, dom, err);
}

enum sm_code sm_bind_step_as(const struct sm_compile *c, const void *step,
			     const char *name, const struct sm_type *type,
			     uint32_t *index, struct sm_domain *dom,
			     struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	struct sm_pcolumn *me = p->current;
	struct sm_pcolumn *col = sm_arena_alloc(p->arena, sizeof(*col));
	struct sm_pbind b = { .column = col };

	if (!col)
		return sm_nomem(err);
	col->table = me->table;
	col->step = step;
	col->display = sm_arena_printf(p->arena, "%s.%s", me->display, name);
	col->key_name = sm_arena_printf(p->arena, "%s/%s", me->key_name, name);
	b.name = sm_arena_printf(p->arena, "%s#%u", name, me->nbinds);
	if (!col->display || !col->key_name || !b.name)
		return sm_nomem(err);
	SM_TRY(sm__resolve_type(p, col, err));
	if (!col->step->type && type->id != SM_T_NONE) {
		col->type = *type;
		col->labels = me->labels;
		col->nlabels = me->nlabels;
	}
	SM_TRY(sm__column_compile(p, col, err));
	b.dom = col->dom;
	*dom = b.dom;
	return add_bind(c, NULL, &b, index, err);
}

bool sm__bind_values(const struct sm_compile *c, uint32_t index,
		     const char *const **values, uint32_t *n)
{
	const struct sm_pcolumn *col = c->planner->current->bind[index].column;

	/* a copy, and a reference's key, have the values of what they follow */
	for (;;) {
		if (col->nlabels) {
			*values = col->labels;
			*n = col->nlabels;
			return true;
		}
		/* fixtures may be any text; those of a reference are keys */
		if (col->fixed && !col->target)
			return false;
		if (col->target)
			col = col->target_column;
		else if (strcmp(col->step->kind->name, "copy") == 0)
			col = col->bind[0].column;
		else
			break;
	}
	return col->step->kind == &sm_op_pick &&
	       sm__pick_values(col->step->args, values, n);
}

enum sm_code sm_compile_beside(const struct sm_compile *c, const char *arg,
			       const char *name, const struct sm_op **out,
			       struct sm_err *err)
{
	struct sm_pcolumn *col;

	SM_TRY(sm__find_column(c, arg, c->planner->current->table, name, &col, err));
	SM_TRY(sm__column_compile(c->planner, col, err));
	*out = &col->op;
	return SM_OK;
}

double sm_compile_scale(const struct sm_compile *c)
{
	if (c->planner)
		c->planner->scale_used = true;
	return c->scale > 0 ? c->scale : 1;
}

uint64_t sm_compile_key(const struct sm_compile *c, const char *stream)
{
	const struct sm_pcolumn *me = c->planner->current;

	return sm_key(c->planner->seed, me->table->name, me->key_name, stream);
}

enum sm_code sm__no_table(const struct sm_compile *c, const char *arg,
			  const char *name, struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	const char **names = sm_arena_array(p->arena, p->ntables, sizeof(*names));
	const char *near = NULL;

	for (uint32_t i = 0; names && i < p->ntables; i++)
		names[i] = p->tables[i].name;
	if (names)
		near = sm_nearest(name, names, p->ntables);
	if (near)
		return sm_refuse(c, err, arg, "the profile has no table \"%s\", "
				 "did you mean \"%s\"?", name, near);
	return sm_refuse(c, err, arg, "the profile has no table \"%s\"", name);
}

static enum sm_code key_column(const struct sm_compile *c, const char *arg,
			       struct sm_ptable *t, const char *column,
			       struct sm_pcolumn **out, struct sm_err *err)
{
	if (column)
		return sm__find_column(c, "column", t, column, out, err);
	if (t->primary.n != 1)
		return sm_refuse(c, err, arg, t->primary.n
				 ? "table %s has a primary key of several "
				   "columns; say which one with column:"
				 : "table %s has no primary key to refer to; say "
				   "which column with column:", t->name);
	*out = &t->columns[t->primary.column[0]];
	return SM_OK;
}

enum sm_code sm__bind_target(const struct sm_compile *c, const char *arg,
			     const char *table, const char *column,
			     uint64_t *first, uint64_t *rows, bool *self,
			     struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	struct sm_pcolumn *me = p->current;
	struct sm_ptable *t = sm__planner_table(p, table);

	if (!t)
		return sm__no_table(c, arg, table, err);
	SM_TRY(sm__resolve_rows(p, t, err));
	SM_TRY(sm__resolve_rows(p, me->table, err));
	if (t->rows == 0 && me->table->rows != 0)
		return sm_refuse(c, err, arg, "table %s has no rows to refer to",
				 t->name);
	SM_TRY(key_column(c, arg, t, column, &me->target_column, err));
	if (me->target_column == me)
		return sm_refuse(c, err, arg, "refers to itself");
	SM_TRY(sm__column_compile(p, me->target_column, err));
	me->target = t;
	me->self = t == me->table;
	*first = t->first_row;
	/* no row refers to no row: steps may still count on one */
	*rows = t->rows ? t->rows : 1;
	*self = me->self;
	return SM_OK;
}

enum sm_code sm__bind_fan(const struct sm_compile *c, const struct sm_fan **fan,
			  struct sm_err *err)
{
	struct sm_pcolumn *me = c->planner->current;

	if (!me->table->per)
		return sm_refuse(c, err, NULL, "%s needs a table that says "
				 "per: {table: ..., min: ..., max: ...}; %s has "
				 "rows of its own", me->step->kind->name,
				 me->table->name);
	SM_TRY(sm__resolve_rows(c->planner, me->table, err));
	*fan = &me->table->fan;
	return SM_OK;
}

const char *sm__per_parent(const struct sm_compile *c)
{
	return c->planner->current->table->per->name;
}
