/*
 * expr_fit.c - the result as the column stores it
 *
 * Numbers get the column's digits after the point, halves away from zero;
 * numbers and times become text in a text column, a timestamp its day in a
 * date column. A result that the column cannot hold for every row is refused
 * here: no row is made to find out.
 */
#include "op/expr.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "op/op_args.h"

static enum sm_code does_not_fit(struct sm_xparse *x, const struct sm_xnode *n)
{
	const struct sm_type *type = &x->type;
	char name[64], lo[40], hi[40];
	int64_t min, max;

	sm_type_range(type, &min, &max);
	sm__expr_refuse(x, "the result ranges from %s to %s, which does not fit"
			" %s", sm__value_text(type, n->lo, lo),
			sm__value_text(type, n->hi, hi),
			sm_type_format(type, name));
	sm_why(x->err, "%s holds %s to %s", name,
	       sm__value_text(type, min, lo), sm__value_text(type, max, hi));
	return sm_fix(x->err, "give the column a wider type, its inputs a"
		      " narrower min and max, or keep the result between bounds"
		      " with least(greatest(x, low), high)");
}

/* Put a node above *root and find out about it. */
static enum sm_code wrap(struct sm_xparse *x, struct sm_xnode **root,
			 enum sm_xkind kind, int32_t digits)
{
	struct sm_xnode *n = sm__expr_node(x, kind, 1, (*root)->start,
					   (*root)->end);

	if (!n)
		return sm_nomem(x->err);
	n->kid[0] = *root;
	n->digits = digits;
	n->depth = (*root)->depth;
	*root = n;
	return sm__expr_type(x, n);
}

static enum sm_code wrong_type(struct sm_xparse *x, const struct sm_xnode *n)
{
	char name[64];

	sm__expr_refuse(x, "the result is %s, the column is of type %s",
			sm__expr_type_name(n->type),
			sm_type_format(&x->type, name));
	if (n->type == SM_X_BOOL)
		sm_fix(x->err, "choose its values: case when %s then ... else"
		       " ... end", sm__expr_cut(x, n));
	return x->err->code;
}

static enum sm_code fit_range(struct sm_xparse *x, const struct sm_xnode *n)
{
	int64_t min, max;

	sm_type_range(&x->type, &min, &max);
	return n->lo < min || n->hi > max ? does_not_fit(x, n) : SM_OK;
}

static enum sm_code fit_number(struct sm_xparse *x, struct sm_xnode **root)
{
	const struct sm_type *type = &x->type;
	const uint16_t scale = type->id == SM_T_DECIMAL ? type->scale : 0;

	if (!sm__expr_numeric(*root))
		return wrong_type(x, *root);
	if ((*root)->scale != scale)
		SM_TRY(wrap(x, root, SM_XN_ROUND, scale));
	return fit_range(x, *root);
}

static enum sm_code fit_time(struct sm_xparse *x, struct sm_xnode **root)
{
	const bool date = x->type.id == SM_T_DATE;
	const struct sm_xnode *n = *root;

	if (date && n->type == SM_X_TIME)
		SM_TRY(wrap(x, root, SM_XN_TO_DATE, 0));
	else if (n->type == SM_X_DATE || n->type == SM_X_TIME ||
		 (n->type == SM_X_TEXT && n->kind == SM_XN_LITERAL))
		SM_TRY(sm__expr_coerce(x, root, date ? SM_X_DATE : SM_X_TIME, 0));
	else
		return wrong_type(x, n);
	return fit_range(x, *root);
}

/* Every text that can come out must be a label of the enum. */
static enum sm_code fit_labels(struct sm_xparse *x, const struct sm_xnode *n)
{
	const struct sm_expr_ask *a = x->ask;
	uint32_t first = 0;

	if (n->kind == SM_XN_LITERAL) {
		if (n->nullable)
			return SM_OK;
		for (uint32_t i = 0; i < a->nlabels; i++)
			if (strcmp(a->labels[i], n->text.p) == 0)
				return SM_OK;
		return sm__expr_refuse(x, "'%s' is not one of the column's "
				       "labels", n->text.p);
	}
	if (n->kind == SM_XN_CASE)
		first = n->nkids / 2;
	else if (n->kind != SM_XN_COALESCE)
		return sm__expr_refuse(x, "\"%s\" may give other texts than the"
				       " column's labels", sm__expr_cut(x, n));
	for (uint32_t i = first; i < n->nkids; i++)
		SM_TRY(fit_labels(x, n->kid[i]));
	return SM_OK;
}

/* Is what it makes made of literals alone, none with a blank at its end? */
static bool ends_in_no_blank(const struct sm_xnode *n)
{
	uint32_t first = 0;

	if (n->kind == SM_XN_LITERAL)
		return !n->text.n || n->text.p[n->text.n - 1] != ' ';
	if (n->kind != SM_XN_CASE && n->kind != SM_XN_COALESCE)
		return false;
	if (n->kind == SM_XN_CASE)
		first = n->nkids / 2;
	assert(n->nkids > first);
	for (uint32_t i = first; i < n->nkids; i++)
		if (!ends_in_no_blank(n->kid[i]))
			return false;
	return true;
}

static enum sm_code fit_text(struct sm_xparse *x, struct sm_xnode **root)
{
	const struct sm_type *type = &x->type;
	char name[64];

	if ((*root)->type == SM_X_BOOL)
		return wrong_type(x, *root);
	if ((*root)->type != SM_X_TEXT)
		SM_TRY(wrap(x, root, SM_XN_CONCAT, 0));
	if (type->id == SM_T_ENUM && x->ask->nlabels > 0)
		return fit_labels(x, *root);
	if (type->id == SM_T_CHAR && !ends_in_no_blank(*root))
		SM_TRY(wrap(x, root, SM_XN_TRIM, 0));
	if (type->length == 0 || (*root)->chars <= type->length)
		return SM_OK;
	sm__expr_refuse(x, "the result can have %" PRIu32 " characters, %s holds"
			" %" PRIu32, (*root)->chars, sm_type_format(type, name),
			type->length);
	return sm_fix(x->err, "give the column a wider type, or cut it with "
		      "left(..., %" PRIu32 ")", type->length);
}

static enum sm_xtype target_type(const struct sm_type *type)
{
	switch (type->id) {
	case SM_T_BOOL:
		return SM_X_BOOL;
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
		return SM_X_INT;
	case SM_T_DECIMAL:
		return SM_X_DEC;
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_ENUM:
		return SM_X_TEXT;
	case SM_T_DATE:
		return SM_X_DATE;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		return SM_X_TIME;
	default:
		return SM_X_NULL;
	}
}

/* A column without a type gets the one its expression has. */
static enum sm_code natural_type(struct sm_xparse *x, struct sm_xnode *root)
{
	static const enum sm_type_id ids[] = {
		[SM_X_NULL] = SM_T_NONE, [SM_X_BOOL] = SM_T_BOOL,
		[SM_X_INT] = SM_T_BIGINT, [SM_X_DEC] = SM_T_DECIMAL,
		[SM_X_TEXT] = SM_T_TEXT, [SM_X_DATE] = SM_T_DATE,
		[SM_X_TIME] = SM_T_TIMESTAMPTZ, [SM_X_INTERVAL] = SM_T_NONE,
	};

	SM_TRY(sm__expr_type(x, root));
	if (root->type == SM_X_INTERVAL)
		return sm__expr_refuse(x, "the result is an interval, which no "
				       "column holds");
	x->type.id = ids[root->type];
	if (root->type == SM_X_NULL)
		return sm__expr_refuse(x, "NULL alone has no type: give the "
				       "column one");
	if (root->type == SM_X_DEC) {
		x->type.precision = 18;
		x->type.scale = root->scale;
	}
	return SM_OK;
}

enum sm_code sm__expr_fit(struct sm_xparse *x, struct sm_xnode **root)
{
	const struct sm_type *type = &x->type;
	enum sm_xtype target;
	char name[64];

	if (type->id == SM_T_NONE)
		SM_TRY(natural_type(x, *root));
	target = target_type(type);
	if (target == SM_X_NULL)
		return sm__expr_refuse(x, "cannot fill a column of type %s",
				       sm_type_format(type, name));
	if (!(*root)->typed &&
	    ((*root)->kind == SM_XN_MUL || (*root)->kind == SM_XN_DIV) &&
	    (target == SM_X_INT || target == SM_X_DEC)) {
		(*root)->wants = true;
		(*root)->digits = target == SM_X_DEC ? type->scale : 0;
	}
	SM_TRY(sm__expr_type(x, *root));
	if ((*root)->type == SM_X_NULL)
		return sm__expr_typed_null(x, root, target, target == SM_X_DEC ?
					   type->scale : 0);
	switch (target) {
	case SM_X_BOOL:
		return (*root)->type == SM_X_BOOL ? SM_OK : wrong_type(x, *root);
	case SM_X_TEXT:
		return fit_text(x, root);
	case SM_X_DATE:
	case SM_X_TIME:
		return fit_time(x, root);
	default:
		return fit_number(x, root);
	}
}
