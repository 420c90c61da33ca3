/*
 * children.c - what aggregates see of a row's `per` children
 *
 * Only children by `per` can be added up: which they are is known from the
 * parent's row number, so they are made again wherever they are asked for. The
 * program for that makes nothing but the columns wanted and what they stand on.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

/* The name of a table as a whole, or up to the last dot. */
static struct sm_ptable *split(const struct sm_compile *c, const char *path,
			       const char **table, const char **column)
{
	struct sm_ptable *t = sm__planner_table(c->planner, path);
	const char *dot = strrchr(path, '.');

	*table = path;
	*column = NULL;
	if (t || !dot || !dot[1])
		return t;
	*column = dot + 1;
	*table = sm_arena_strndup(c->arena, path, (size_t)(dot - path));
	return *table ? sm__planner_table(c->planner, *table) : NULL;
}

enum sm_code sm__child_table(const struct sm_compile *c, const char *arg,
			     const char *path, struct sm_ptable **t,
			     const char **column, struct sm_err *err)
{
	struct sm_ptable *mine = c->planner->current->table;
	const char *table;

	*t = split(c, path, &table, column);
	if (!table)
		return sm_nomem(err);
	if (!*t)
		return sm__no_table(c, arg, table, err);
	if ((*t)->spec->per.table && !strcmp((*t)->spec->per.table, mine->name))
		return sm__resolve_rows(c->planner, *t, err);
	sm_refuse(c, err, arg, "%s is not a `per` child of %s, so its rows "
		  "cannot be added up here", (*t)->name, mine->name);
	return sm_fix(err, "make %s with per: {table: %s, min: ..., max: "
		      "...}: children that choose their parent by ref "
		      "cannot be summed", (*t)->name, mine->name);
}

static enum sm_code find_where(const struct sm_compile *c, struct sm_ptable *t,
			       const char *where, struct sm_pcolumn **out,
			       struct sm_err *err)
{
	char type[64];

	SM_TRY(sm__find_column(c, "where", t, where, out, err));
	SM_TRY(sm__column_compile(c->planner, *out, err));
	if ((*out)->type.id == SM_T_BOOL)
		return SM_OK;
	sm_refuse(c, err, "where", "%s is of type %s, not bool", (*out)->display,
		  sm_type_format(&(*out)->type, type));
	return sm_fix(err, "name a bool column of %s; it may be hidden: {name: "
		      "counts, type: bool, hidden: true, expr: {text: \"...\"}}",
		      t->name);
}

enum sm_code sm__bind_children(const struct sm_compile *c, struct sm_ptable *t,
			       struct sm_pcolumn **column, uint32_t n,
			       const char *where, struct sm_children *out,
			       struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	struct sm_prog *prog = NULL;

	*out = (struct sm_children){ .table = t, .fan = &t->fan, .n = n,
				     .where = where != NULL };
	out->column = sm_arena_array(p->arena, n + 1, sizeof(out->column[0]));
	if (!out->column)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++) {
		SM_TRY(sm__column_compile(p, column[i], err));
		out->column[i] = column[i];
	}
	if (where)
		SM_TRY(find_where(c, t, where, &out->column[n], err));
	if (n || where)
		SM_TRY(sm__emit(p, out->column, n + (where != NULL), &prog, err));
	out->prog = prog;
	assert(!prog || prog->nout == n + out->where);
	return SM_OK;
}
