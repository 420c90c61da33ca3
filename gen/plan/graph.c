/*
 * graph.c - the order of loading: parents before children
 *
 * A table comes after every table it refers to (its own apart), in the order
 * of the profile otherwise. Hidden tables have no place in the plan and come
 * behind all others. A wave is the longest way down from a table that
 * refers to none: tables of one wave do not refer to each other.
 */
#include <string.h>

#include "planner.h"

enum { WHITE, GREY, BLACK };

static enum sm_code refuse_cycle(struct sm_planner *p, struct sm_ptable **way,
				 uint32_t depth, struct sm_ptable *t,
				 struct sm_err *err)
{
	struct sm_buf b = { 0 };
	uint32_t from = 0;

	while (way[from] != t)
		from++;
	for (uint32_t i = from; i < depth; i++)
		sm_buf_printf(&b, "%s -> ", way[i]->name);
	sm__spec_refuse(p->spec, err, t->spec->path, NULL,
			"references are a cycle: %s%s", sm_buf_str(&b), t->name);
	sm_buf_release(&b);
	return sm_fix(err, "leave one of these references out of the profile");
}

static enum sm_code visit(struct sm_planner *p, struct sm_ptable *t,
			  struct sm_ptable **way, uint32_t depth,
			  uint32_t *order, struct sm_err *err)
{
	if (t->mark == BLACK)
		return SM_OK;
	if (t->mark == GREY)
		return refuse_cycle(p, way, depth, t, err);
	t->mark = GREY;
	way[depth] = t;
	for (uint32_t i = 0; i < p->plan->nrefs; i++) {
		const struct sm_reference *r = &p->plan->refs[i];
		struct sm_ptable *parent = &p->tables[r->parent];

		if (r->child != t->spec_index || parent == t)
			continue;
		SM_TRY(visit(p, parent, way, depth + 1, order, err));
		if (t->wave <= parent->wave)
			t->wave = parent->wave + 1;
	}
	t->mark = BLACK;
	if (!t->spec->hidden)
		t->order = (*order)++;
	return SM_OK;
}

enum sm_code sm__graph(struct sm_planner *p, struct sm_err *err)
{
	struct sm_ptable **way = sm_arena_array(p->arena, p->ntables + 1,
						sizeof(struct sm_ptable *));
	uint32_t order = 0;

	if (!way)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(visit(p, &p->tables[i], way, 0, &order, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].spec->hidden)
			p->tables[i].order = order++;
	return SM_OK;
}
