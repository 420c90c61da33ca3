/*
 * expr_choice.c - what is known about values that are chosen: CASE, coalesce,
 * nullif, least, greatest, and tests for NULL
 */
#include "op/expr.h"

#include <assert.h>

/* Up to the first argument that is never NULL: none behind it counts. */
static enum sm_code type_coalesce(struct sm_xparse *x, struct sm_xnode *n)
{
	uint32_t k = 0;
	bool nullable;

	while (k < n->nkids && n->kid[k]->nullable)
		k++;
	nullable = k == n->nkids;
	/* the rest still has a say in the type, as in SQL */
	SM_TRY(sm__expr_common(x, n, n->kid, n->nkids, &n->type, &n->scale));
	for (uint32_t i = 0; i < n->nkids && n->type != SM_X_NULL; i++)
		SM_TRY(sm__expr_coerce(x, &n->kid[i], n->type, n->scale));
	if (!nullable)
		n->nkids = k + 1;
	SM_TRY(sm__expr_unify(x, n, n->kid, n->nkids));
	n->nullable = nullable;
	return SM_OK;
}

/* nullif(a, b) is a where a = b is not true; the comparison is a node too. */
static enum sm_code type_nullif(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *a, *eq = sm__expr_node(x, SM_XN_EQ, 2, n->start, n->end);

	if (!eq)
		return sm_nomem(x->err);
	/* its own NULL needs no type of its own: nothing equals NULL */
	if (n->kid[0]->type == SM_X_NULL) {
		n->kind = SM_XN_LITERAL;
		n->nullable = true;
		n->nkids = 0;
		return SM_OK;
	}
	eq->kid[0] = n->kid[0];
	eq->kid[1] = n->kid[1];
	eq->depth = n->depth;
	SM_TRY(sm__expr_type(x, eq));
	a = n->kid[0];
	n->kid[1] = eq;
	n->type = a->type;
	n->scale = a->scale;
	n->plain = a->plain;
	n->width = a->width;
	n->chars = a->chars;
	n->lo = a->lo;
	n->hi = a->hi;
	n->nullable = true;
	return SM_OK;
}

/* The least (greatest) of several is at most the least of their greatest. */
static enum sm_code type_extreme(struct sm_xparse *x, struct sm_xnode *n)
{
	const bool least = n->kind == SM_XN_LEAST;

	SM_TRY(sm__expr_unify(x, n, n->kid, n->nkids));
	if (n->type == SM_X_TEXT)
		return sm__expr_refuse(x, "\"%s\" needs numbers or times",
				       sm__expr_cut(x, n));
	for (uint32_t i = 0; i < n->nkids; i++) {
		const struct sm_xnode *k = n->kid[i];

		if (least ? k->hi < n->hi : k->lo > n->lo)
			*(least ? &n->hi : &n->lo) = least ? k->hi : k->lo;
	}
	assert(n->lo <= n->hi);
	return SM_OK;
}

static enum sm_code type_isnull(struct sm_xparse *x, struct sm_xnode *n)
{
	if (n->kid[0]->type == SM_X_NULL)
		SM_TRY(sm__expr_typed_null(x, &n->kid[0], SM_X_INT, 0));
	n->type = SM_X_BOOL;
	n->hi = 1;
	return SM_OK;
}

/* x is true, x is unknown: what is not NULL, or whether it is. */
static enum sm_code type_is(struct sm_xparse *x, struct sm_xnode *n)
{
	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_BOOL));
	n->nullable = false;
	n->type = SM_X_BOOL;
	n->hi = 1;
	n->kind = SM_XN_ISNULL;
	if (n->digits)
		return SM_OK;
	n->kind = SM_XN_COALESCE;
	if (!n->kid[0]->nullable)
		return SM_OK;
	n->nkids = 2;
	return sm__expr_value(x, &n->kid[1], SM_X_BOOL, 0, n->start);
}

static enum sm_code type_case(struct sm_xparse *x, struct sm_xnode *n)
{
	const uint32_t conds = n->nkids / 2;

	for (uint32_t i = 0; i < conds; i++)
		SM_TRY(sm__expr_need(x, n, &n->kid[i], SM_X_BOOL));
	/* an unknown condition takes the next branch: no NULL comes of it */
	n->nullable = false;
	return sm__expr_unify(x, n, n->kid + conds, n->nkids - conds);
}

enum sm_code sm__expr_type_choice(struct sm_xparse *x, struct sm_xnode *n)
{
	switch (n->kind) {
	case SM_XN_ISNULL:
		return type_isnull(x, n);
	case SM_XN_IS:
		return type_is(x, n);
	case SM_XN_CASE:
		return type_case(x, n);
	case SM_XN_COALESCE:
		return type_coalesce(x, n);
	case SM_XN_NULLIF:
		return type_nullif(x, n);
	default:
		return type_extreme(x, n);
	}
}
