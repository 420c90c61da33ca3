/*
 * expr_cast.c - cast(x as type): the same value as another type
 *
 * What a cast does is put below it as a node of its own (a round(), a
 * concatenation, the day of a timestamp), and the cast then is what that is. A
 * number that the type would not hold for every row is refused, as a column
 * would refuse it; only a text is cut, because SQL says so.
 */
#include "op/expr.h"

#include <assert.h>

/* Put a node above n's kid. */
static enum sm_code wrap(struct sm_xparse *x, struct sm_xnode *n,
			 enum sm_xkind kind, int32_t digits)
{
	struct sm_xnode *over = sm__expr_node(x, kind, 1, n->kid[0]->start,
					      n->kid[0]->end);

	if (!over)
		return sm_nomem(x->err);
	over->kid[0] = n->kid[0];
	over->digits = digits;
	over->depth = n->depth;
	n->kid[0] = over;
	return sm__expr_type(x, over);
}

static enum sm_code cast_text(struct sm_xparse *x, struct sm_xnode *n)
{
	if (n->kid[0]->type != SM_X_TEXT)
		SM_TRY(wrap(x, n, SM_XN_CONCAT, 0));
	/* SQL cuts here, and only here, without a word */
	if (n->to.length > 0 && n->kid[0]->chars > n->to.length)
		SM_TRY(wrap(x, n, SM_XN_LEFT, (int32_t)n->to.length));
	return SM_OK;
}

/* Its kid is a round() already, or any number for a numeric without digits. */
static enum sm_code cast_number(struct sm_xparse *x, struct sm_xnode *n)
{
	const bool whole = n->to.id != SM_T_DECIMAL;
	char type[64], lo[64], hi[64];
	const struct sm_xnode *a;
	int64_t min, max;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	a = n->kid[0];
	n->type = whole ? SM_X_INT : SM_X_DEC;
	sm_type_range(&n->to, &min, &max);
	if (n->to.id == SM_T_DECIMAL && n->to.precision == 0)
		return SM_OK;
	assert(a->scale == n->to.scale);
	if (a->lo >= min && a->hi <= max)
		return SM_OK;
	sm__expr_refuse(x, "\"%s\" ranges from %s to %s, which does not fit %s",
			sm__expr_cut(x, n), sm__expr_number(a->lo, a->scale, lo),
			sm__expr_number(a->hi, a->scale, hi),
			sm_type_format(&n->to, type));
	return sm_fix(x->err, "take a wider type, or keep it between bounds with "
		      "least(greatest(x, low), high)");
}

static enum sm_code cast_moment(struct sm_xparse *x, struct sm_xnode *n)
{
	const bool date = n->to.id == SM_T_DATE;

	if (date && n->kid[0]->type == SM_X_TIME)
		return wrap(x, n, SM_XN_TO_DATE, 0);
	return sm__expr_coerce(x, &n->kid[0], date ? SM_X_DATE : SM_X_TIME, 0);
}

enum sm_code sm__expr_type_cast(struct sm_xparse *x, struct sm_xnode *n)
{
	const uint32_t texts = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR);
	const uint32_t set = SM_M(n->to.id);
	const struct sm_xnode *a;
	char type[64];

	n->type = SM_X_NULL;
	if (set & texts)
		SM_TRY(cast_text(x, n));
	else if (set & (SM_M_INTS | SM_M(SM_T_DECIMAL)))
		SM_TRY(cast_number(x, n));
	else if (set & SM_M_TIMES)
		SM_TRY(cast_moment(x, n));
	else
		return sm__expr_refuse(x, "cast() makes no %s",
				       sm_type_format(&n->to, type));
	a = n->kid[0];
	if (n->type == SM_X_NULL)
		n->type = a->type;
	n->scale = a->scale;
	n->nullable = a->nullable;
	n->plain = a->plain;
	n->width = a->width;
	n->chars = a->chars;
	n->lo = a->lo;
	n->hi = a->hi;
	return SM_OK;
}
