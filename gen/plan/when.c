/*
 * when.c - the modifier `when`: a column is NULL where a condition is not true
 *
 * The condition is a step of its own, of kind expr and type bool, that stands
 * in no table: it is bound like any other, and the program makes it before the
 * column's NULLs. Values of rows where it is true stay what they were.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

/* What `expr: {text: ...}` would have been read into. */
static const void *expr_args(struct sm_arena *a, const struct sm_op_kind *kind,
			     const char *text)
{
	char *args = sm_arena_alloc(a, kind->args_size);

	for (const cyaml_schema_field_t *f = kind->args; args && f->key; f++) {
		if (strcmp(f->key, "text") != 0)
			continue;
		assert(f->data_offset + sizeof(text) <= kind->args_size);
		memcpy(args + f->data_offset, &text, sizeof(text));
	}
	return args;
}

/* Its path ends in `when`, so that refusals point there. */
static const struct sm_step *condition(struct sm_planner *p,
				       const struct sm_step *of)
{
	struct sm_step *s = sm_arena_alloc(p->arena, sizeof(*s));

	if (!s)
		return NULL;
	s->name = "when";
	s->type = "bool";
	s->path = sm_arena_printf(p->arena, "%s.when", of->path);
	s->kind = sm_op_find("expr");
	assert(s->kind);
	s->args = expr_args(p->arena, s->kind, of->when);
	return s->path && s->args ? s : NULL;
}

enum sm_code sm__when(struct sm_planner *p, struct sm_pcolumn *c,
		      struct sm_err *err)
{
	struct sm_pcolumn *w = sm_arena_alloc(p->arena, sizeof(*w));

	assert(p->current == c);
	if (!w)
		return sm_nomem(err);
	w->table = c->table;
	w->step = condition(p, c->step);
	w->display = sm_arena_printf(p->arena, "%s.when", c->display);
	w->key_name = sm_arena_printf(p->arena, "%s/when", c->key_name);
	if (!w->step || !w->display || !w->key_name)
		return sm_nomem(err);
	SM_TRY(sm__resolve_type(p, w, err));
	SM_TRY(sm__column_compile(p, w, err));
	c->when = w;
	c->dom.nullable = true;
	return SM_OK;
}
