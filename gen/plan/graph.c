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
 * while rows come in. The first step of the cycle, from where it was met on, that
 * can be NULL is taken, as a target may have to send NULL at first; the first of
 * all where none can, and which targets take that is theirs to say.
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

/* None of it can be NULL: whoever reads the plan should know all of the way. */
static enum sm_code note_cycle(const struct search *s, struct sm_err *err)
{
	struct sm_buf b = { 0 };
	enum sm_code rc;

	for (uint32_t i = s->from; i < s->depth; i++)
		sm_buf_printf(&b, "%s -> ", s->way[i]->name);
	rc = b.failed ? sm_nomem(err)
	     : sm__planner_note(s->p, err, "no reference of the cycle %s%s can be "
				"NULL", sm_buf_str(&b), s->way[s->from]->name);
	sm_buf_release(&b);
	return rc;
}

/* The k-th reference of a table: those of one stand together. */
static struct sm_reference *ref_of(const struct sm_planner *p,
				   const struct sm_ptable *child, uint32_t k)
{
	struct sm_reference *r = &p->plan->refs[child->first_ref + k];

	assert(k < child->nrefs && child->first_ref + k < p->plan->nrefs);
	assert(r->child == child->spec_index && r->parent < p->ntables);
	return r;
}

static bool is_edge(const struct sm_reference *r, const struct sm_ptable *parent)
{
	return !r->late && r->parent == parent->spec_index;
}

/* Can every reference from child to parent be NULL? */
static bool can_wait(const struct sm_planner *p, const struct sm_ptable *child,
		     const struct sm_ptable *parent)
{
	for (uint32_t i = 0; i < child->nrefs; i++) {
		const struct sm_reference *r = ref_of(p, child, i);
		bool nullable = false;

		for (uint32_t k = 0; k < r->n; k++)
			nullable |= child->columns[r->child_column[k]].dom.nullable;
		if (is_edge(r, parent) && !nullable)
			return false;
	}
	return true;
}

static enum sm_code make_late(struct sm_planner *p, struct sm_ptable *child,
			      struct sm_ptable *parent, struct sm_err *err)
{
	assert(child != parent);
	for (uint32_t i = 0; i < child->nrefs; i++) {
		struct sm_reference *r = ref_of(p, child, i);

		if (!is_edge(r, parent))
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

static struct sm_ptable *next_of(const struct search *s, uint32_t at)
{
	return s->way[at + 1 < s->depth ? at + 1 : s->from];
}

/* Take a step out of the cycle found. */
static enum sm_code open_cycle(struct search *s, struct sm_err *err)
{
	uint32_t at = s->from;

	while (at < s->depth && !can_wait(s->p, s->way[at], next_of(s, at)))
		at++;
	if (at == s->depth) {
		SM_TRY(note_cycle(s, err));
		at = s->from;
	}
	return make_late(s->p, s->way[at], next_of(s, at), err);
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
	assert(s->depth < p->ntables);
	s->way[s->depth++] = t;
	for (uint32_t i = 0; i < t->nrefs; i++) {
		const struct sm_reference *r = ref_of(p, t, i);

		if (r->parent == r->child || r->late)
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
	for (uint32_t i = 0; i < t->nrefs; i++) {
		const struct sm_reference *r = ref_of(p, t, i);
		struct sm_ptable *parent = &p->tables[r->parent];

		if (parent == t || r->late)
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
