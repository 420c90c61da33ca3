/*
 * expr_code.c - a typed tree as a flat list of instructions: registers,
 * literals, batches
 *
 * Every instruction reads and writes whole vectors: registers, literals
 * written out for a batch, the op's inputs, and at the top the op's output. An
 * operand that is an input or a literal costs nothing. A register is given
 * back when its last reader has read it, and never is the target one of the
 * sources, so that the loops may assume so.
 */
#include "op/expr_code.h"

#include <assert.h>
#include <string.h>

#include "seedmill/fmt.h"

enum sm_code sm__coder_take(struct sm_xcoder *g, struct sm_xref *r)
{
	for (uint32_t i = 0; i < SM_X_REGS; i++)
		if (g->readers[i] == 0) {
			g->readers[i] = 1;
			r->where = SM_XW_REG;
			r->i = i;
			return SM_OK;
		}
	sm__expr_refuse(g->x, "needs more than %d intermediate values at a time",
			SM_X_REGS);
	return sm_fix(g->x->err, "give a part of it a column of its own");
}

void sm__coder_release(struct sm_xcoder *g, struct sm_xref r)
{
	if (r.where != SM_XW_REG)
		return;
	assert(g->readers[r.i] > 0);
	g->readers[r.i]--;
}

/* Room for one more in a list that doubles; the old one stays in the arena. */
static void *grown(struct sm_xcoder *g, void *list, uint32_t n, uint32_t *cap,
		   size_t size)
{
	void *more;

	if (n < *cap)
		return list;
	*cap = *cap ? 2 * *cap : 16;
	more = sm_arena_array(g->x->ask->arena, *cap, size);
	if (more && n)
		memcpy(more, list, n * size);
	return more;
}

enum sm_code sm__coder_add(struct sm_xcoder *g, const struct sm_xins *i)
{
	struct sm_xins *list = grown(g, g->ins, g->nins, &g->cap_ins,
				     sizeof(*list));

	if (!list)
		return sm_nomem(g->x->err);
	g->ins = list;
	g->ins[g->nins++] = *i;
	g->text |= i->code >= SM_XI_TEXT;
	return SM_OK;
}

enum sm_code sm__coder_emit(struct sm_xcoder *g, struct sm_xins i, bool nullable,
			 struct sm_xnode *of, struct sm_xref *out)
{
	if (of && of == g->root) {
		i.d.where = SM_XW_OUT;
	} else {
		SM_TRY(sm__coder_take(g, &i.d));
		if (of)
			g->readers[i.d.i] = of->uses;
	}
	i.d.nullable = nullable;
	sm__coder_release(g, i.a);
	sm__coder_release(g, i.b);
	sm__coder_release(g, i.c);
	*out = i.d;
	if (of)
		of->ref = i.d;
	return sm__coder_add(g, &i);
}

void sm__coder_alias(struct sm_xcoder *g, struct sm_xnode *of, struct sm_xref r,
		  struct sm_xref *out)
{
	if (r.where == SM_XW_REG)
		g->readers[r.i] += of->uses - 1;
	of->ref = r;
	*out = r;
}

enum sm_code sm__coder_literal(struct sm_xcoder *g, struct sm_xnode *n,
				struct sm_xref *out)
{
	struct sm_arena *a = g->x->ask->arena;
	struct sm_xconst *list = grown(g, g->konst, g->nkonst, &g->cap_konst,
				       sizeof(*list));
	struct sm_xconst c = { .v = sm_arena_alloc(a, sizeof(*c.v)) };

	if (!list || !c.v)
		return sm_nomem(g->x->err);
	if (n->nullable) {
		c.null = sm_arena_alloc(a, SM_X_ROWS);
		if (!c.null)
			return sm_nomem(g->x->err);
		memset(c.null, 1, SM_X_ROWS);
	}
	if (n->type == SM_X_TEXT)
		for (int i = 0; i < SM_X_TEXTS; i++)
			c.v->str[i] = n->text;
	else
		for (int i = 0; i < SM_X_ROWS; i++)
			c.v->i64[i] = n->lo;
	g->text |= n->type == SM_X_TEXT;
	g->konst = list;
	*out = (struct sm_xref){ SM_XW_CONST, n->nullable, g->nkonst };
	g->konst[g->nkonst++] = c;
	n->ref = *out;
	return SM_OK;
}

enum sm_code sm__coder_text(struct sm_xcoder *g, const struct sm_xnode *n,
			      uint32_t *at)
{
	uint64_t sum = (uint64_t)g->text_bytes + n->width + SM_X_SPARE;

	for (uint32_t k = 0; k < n->nkids; k++)
		if (n->kid[k]->type != SM_X_TEXT)
			sum = (uint64_t)g->text_bytes + n->width + SM_FMT_ROOM;
	*at = g->text_bytes;
	if (sum > INT32_MAX)
		return sm__expr_refuse(g->x, "its texts are longer than 2 GB");
	g->text_bytes = (uint32_t)sum;
	return SM_OK;
}

/* How many nodes read each node; a shared one is made once. */
static void count_uses(struct sm_xnode *n)
{
	if (n->uses++ > 0)
		return;
	for (uint32_t i = 0; i < n->nkids; i++)
		count_uses(n->kid[i]);
}

/* Rows at a time: as many as the registers, and the texts beside them, hold. */
static enum sm_code set_batch(struct sm_xcoder *g, struct sm_expr *e)
{
	e->batch = g->text ? SM_X_TEXTS : SM_X_ROWS;
	if (e->text || e->stride == 0)
		return SM_OK;
	if (e->stride > SM_X_AREA)
		return sm__expr_refuse(g->x, "its texts can have %u bytes on the"
				       " way to a result that is no text, more "
				       "than %d", e->stride, SM_X_AREA);
	if (e->batch > SM_X_AREA / e->stride)
		e->batch = SM_X_AREA / e->stride;
	return SM_OK;
}

enum sm_code sm__expr_code(struct sm_xparse *x, struct sm_xnode *root,
			   struct sm_expr *e)
{
	struct sm_xcoder g = { .x = x };
	struct sm_xins last = { .d = { .where = SM_XW_OUT } };

	/* a round() or cast() that has nothing to do would cost a copy here */
	while ((root->kind == SM_XN_ROUND && root->digits == 0) ||
	       root->kind == SM_XN_CAST)
		root = root->kid[0];
	g.root = root;
	e->text = root->type == SM_X_TEXT;
	last.d.nullable = root->nullable;
	count_uses(root);
	SM_TRY(sm__expr_gen(&g, root, &last.a));
	if (last.a.where != SM_XW_OUT) {
		last.code = e->text ? SM_XI_MOVE_S : SM_XI_MOVE;
		SM_TRY(sm__coder_add(&g, &last));
		sm__coder_release(&g, last.a);
	}
	if (e->text && root->nullable) {
		last.code = SM_XI_CLEAR_S;
		last.a = last.d;
		SM_TRY(sm__coder_add(&g, &last));
	}
	for (uint32_t i = 0; i < SM_X_REGS; i++)
		assert(g.readers[i] == 0);
	e->ins = g.ins;
	e->nins = g.nins;
	e->konst = g.konst;
	e->stride = g.text_bytes;
	return set_batch(&g, e);
}
