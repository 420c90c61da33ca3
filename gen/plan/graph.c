/*
 * graph.c - the order of loading: parents before children
 *
 * A table comes after every table it refers to (its own apart), in the order
 * of the profile otherwise. Hidden tables have no place in the plan and come
 * behind all others. A wave is the longest way down from a table that
 * refers to none: tables of one wave do not refer to each other.
 *
 * Where references go round in a cycle, those from one of its tables to the next
 * are made late: they do not count for the order, and targets do not check them
 * while rows come in. They must be able to be NULL, as a row that is there
 * before its parent is could have nothing else; the first such step of the
 * cycle, from where it was met on, is taken.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

enum { WHITE, GREY, BLACK };

struct search {
	struct sm_planner *p;
	struct sm_ptable **way;     /* from where the search began */
	uint32_t depth;
	bool found;                 /* a cycle: way[from .. depth - 1] */
	uint32_t from;
};

static enum sm_code refuse_cycle(const struct search *s, struct sm_err *err)
{
	const struct sm_ptable *first = s->way[s->from];
	struct sm_buf b = { 0 };

	for (uint32_t i = s->from; i < s->depth; i++)
		sm_buf_printf(&b, "%s -> ", s->way[i]->name);
	sm__spec_refuse(s->p->spec, err, first->spec->path, NULL,
			"references are a cycle: %s%s", sm_buf_str(&b),
			first->name);
	sm_buf_release(&b);
	sm_why(err, "none of them can be NULL, so no row can be the first");
	return sm_fix(err, "let one of these columns be NULL (nulls: 0.1), or leave "
		      "one of these references out");
}

static bool is_edge(const struct sm_reference *r, const struct sm_ptable *child,
		    const struct sm_ptable *parent)
{
	return !r->late && r->child == child->spec_index &&
	       r->parent == parent->spec_index;
}

/* Can every reference from child to parent be NULL? */
static bool can_wait(const struct sm_planner *p, const struct sm_ptable *child,
		     const struct sm_ptable *parent)
{
	for (uint32_t i = 0; i < p->plan->nrefs; i++) {
		const struct sm_reference *r = &p->plan->refs[i];
		bool nullable = false;

		for (uint32_t k = 0; k < r->n; k++)
			nullable |= child->columns[r->child_column[k]].dom.nullable;
		if (is_edge(r, child, parent) && !nullable)
			return false;
	}
	return true;
}

static enum sm_code make_late(struct sm_planner *p, struct sm_ptable *child,
			      struct sm_ptable *parent, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->plan->nrefs; i++) {
		struct sm_reference *r = &p->plan->refs[i];

		if (!is_edge(r, child, parent))
			continue;
		r->late = true;
		child->late = true;
		SM_TRY(sm__planner_note(p, err, "%s.%s points to %s in a cycle of "
					"references: it is checked when all rows "
					"are there", child->name,
					child->columns[r->child_column[0]].step->name,
					parent->name));
	}
	return SM_OK;
}

/* Take a step out of the cycle found. */
static enum sm_code open_cycle(struct search *s, struct sm_err *err)
{
	for (uint32_t i = s->from; i < s->depth; i++) {
		struct sm_ptable *child = s->way[i];
		struct sm_ptable *parent = s->way[i + 1 < s->depth ? i + 1
								   : s->from];

		if (can_wait(s->p, child, parent))
			return make_late(s->p, child, parent, err);
	}
	return refuse_cycle(s, err);
}

static void visit(struct search *s, struct sm_ptable *t)
{
	struct sm_planner *p = s->p;

	if (t->mark == BLACK)
		return;
	if (t->mark == GREY) {
		s->found = true;
		s->from = 0;
		while (s->way[s->from] != t)
			s->from++;
		return;
	}
	t->mark = GREY;
	s->way[s->depth++] = t;
	for (uint32_t i = 0; i < p->plan->nrefs; i++) {
		const struct sm_reference *r = &p->plan->refs[i];

		if (r->child != t->spec_index || r->parent == r->child || r->late)
			continue;
		visit(s, &p->tables[r->parent]);
		if (s->found)
			return;
	}
	t->mark = BLACK;
	s->depth--;
}

/* Until no cycle is left: each round takes a step out of one. */
static enum sm_code open_cycles(struct sm_planner *p, struct sm_ptable **way,
				struct sm_err *err)
{
	for (;;) {
		struct search s = { .p = p, .way = way };

		for (uint32_t i = 0; i < p->ntables; i++)
			p->tables[i].mark = WHITE;
		for (uint32_t i = 0; i < p->ntables && !s.found; i++)
			visit(&s, &p->tables[i]);
		if (!s.found)
			return SM_OK;
		SM_TRY(open_cycle(&s, err));
	}
}

static void place(struct sm_planner *p, struct sm_ptable *t, uint32_t *order)
{
	if (t->mark == BLACK)
		return;
	assert(t->mark == WHITE);       /* no cycle is left */
	t->mark = GREY;
	for (uint32_t i = 0; i < p->plan->nrefs; i++) {
		const struct sm_reference *r = &p->plan->refs[i];
		struct sm_ptable *parent = &p->tables[r->parent];

		if (r->child != t->spec_index || parent == t || r->late)
			continue;
		place(p, parent, order);
		if (t->wave <= parent->wave)
			t->wave = parent->wave + 1;
	}
	t->mark = BLACK;
	if (!t->spec->hidden)
		t->order = (*order)++;
}

enum sm_code sm__graph(struct sm_planner *p, struct sm_err *err)
{
	struct sm_ptable **way = sm_arena_array(p->arena, p->ntables + 1,
						sizeof(struct sm_ptable *));
	uint32_t order = 0;

	if (!way)
		return sm_nomem(err);
	SM_TRY(open_cycles(p, way, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		p->tables[i].mark = WHITE;
	for (uint32_t i = 0; i < p->ntables; i++)
		place(p, &p->tables[i], &order);
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].spec->hidden)
			p->tables[i].order = order++;
	return SM_OK;
}
