/*
 * expr_unify.c - one type and one scale for values that meet
 *
 * Where a place wants its values alike, a node that converts is put above
 * those that differ, so that what comes after never meets two scales in one
 * operation. A node may have several readers: it is never changed for one.
 *
 * What converts by itself: integer to decimal, a decimal to more digits after
 * the point, a date to its midnight, a quoted literal to a date or timestamp,
 * and a bare NULL to anything. Nothing else does.
 */
#include "op/expr.h"

#include <assert.h>

const char *sm__expr_type_name(enum sm_xtype t)
{
	static const char *const names[] = {
		[SM_X_NULL] = "NULL", [SM_X_BOOL] = "a bool",
		[SM_X_INT] = "an integer", [SM_X_DEC] = "a decimal",
		[SM_X_TEXT] = "a text", [SM_X_DATE] = "a date",
		[SM_X_TIME] = "a timestamp", [SM_X_INTERVAL] = "an interval",
	};

	return names[t];
}

bool sm__expr_numeric(const struct sm_xnode *n)
{
	return n->type == SM_X_INT || n->type == SM_X_DEC;
}

static bool is_literal(const struct sm_xnode *n, enum sm_xtype type)
{
	return n->kind == SM_XN_LITERAL && n->type == type;
}

/* ---- conversions -------------------------------------------------------- */

/* A literal of that type in place of a bare NULL; its value is 0 or "". */
enum sm_code sm__expr_typed_null(struct sm_xparse *x, struct sm_xnode **kid,
			       enum sm_xtype type, uint16_t scale)
{
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, (*kid)->start,
					   (*kid)->end);

	if (!n)
		return sm_nomem(x->err);
	n->typed = true;
	n->nullable = true;
	n->plain = true;
	n->type = type;
	n->scale = scale;
	n->text.p = "";
	*kid = n;
	return SM_OK;
}

/* '2026-01-01' where a date or a timestamp is wanted */
static enum sm_code time_literal(struct sm_xparse *x, struct sm_xnode **kid,
				 enum sm_xtype type)
{
	const struct sm_str text = (*kid)->text;
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, (*kid)->start,
					   (*kid)->end);
	int64_t us;

	if (!n)
		return sm_nomem(x->err);
	if (!sm_time_parse(text.p, text.n, &us) ||
	    (type == SM_X_DATE && us % SM_DAY_US != 0)) {
		sm__expr_refuse(x, "'%s' is not %s", text.p,
				sm__expr_type_name(type));
		return sm_fix(x->err, "write it as '2026-01-31'%s",
			      type == SM_X_DATE ? "" :
			      " or '2026-01-31 12:30:00'");
	}
	n->typed = true;
	n->type = type;
	n->lo = n->hi = type == SM_X_DATE ? sm_days_from_us(us) : us;
	*kid = n;
	return SM_OK;
}

/* Put a converting node above *kid: its value times k. */
static enum sm_code convert(struct sm_xparse *x, struct sm_xnode **kid,
			    enum sm_xkind kind, enum sm_xtype type,
			    uint16_t scale, int64_t k)
{
	const struct sm_xnode *from = *kid;
	const bool literal = from->kind == SM_XN_LITERAL;
	struct sm_xnode *n = sm__expr_node(x, literal ? SM_XN_LITERAL : kind,
					   1, from->start, from->end);
	struct sm_xrange r = sm__expr_range(from);

	if (!n)
		return sm_nomem(x->err);
	n->kid[0] = *kid;
	n->nkids = literal ? 0 : 1;
	n->typed = true;
	n->type = type;
	n->scale = scale;
	n->nullable = from->nullable;
	*kid = n;
	return sm__expr_set_range(x, n, (struct sm_xrange){ r.lo * k, r.hi * k });
}

static enum sm_code mismatch(struct sm_xparse *x, const struct sm_xnode *n,
			     enum sm_xtype wanted)
{
	return sm__expr_refuse(x, "\"%s\" is %s where %s is needed",
			       sm__expr_cut(x, n), sm__expr_type_name(n->type),
			       sm__expr_type_name(wanted));
}

enum sm_code sm__expr_coerce(struct sm_xparse *x, struct sm_xnode **kid,
			     enum sm_xtype type, uint16_t scale)
{
	const struct sm_xnode *n = *kid;

	if (n->type == SM_X_NULL)
		return sm__expr_typed_null(x, kid, type, scale);
	if (n->type == type && n->scale == scale)
		return SM_OK;
	if (is_literal(n, SM_X_TEXT) && (type == SM_X_DATE || type == SM_X_TIME))
		return time_literal(x, kid, type);
	if (n->type == SM_X_DATE && type == SM_X_TIME)
		return convert(x, kid, SM_XN_TO_TIME, type, 0, SM_DAY_US);
	if (sm__expr_numeric(n) && type == SM_X_DEC) {
		assert(scale >= n->scale);
		return convert(x, kid, SM_XN_SCALE, type, scale,
			       sm_pow10((unsigned)(scale - n->scale)));
	}
	return mismatch(x, n, type);
}

enum sm_code sm__expr_need(struct sm_xparse *x, struct sm_xnode *n,
			   struct sm_xnode **kid, enum sm_xtype type)
{
	if ((*kid)->type == SM_X_NULL)
		SM_TRY(sm__expr_typed_null(x, kid, type, 0));
	if ((*kid)->type != type && !(type == SM_X_INT && sm__expr_numeric(*kid)))
		return sm__expr_refuse(x, "\"%s\" needs %s, \"%s\" is %s",
				       sm__expr_cut(x, n),
				       type == SM_X_INT ? "a number" :
				       sm__expr_type_name(type),
				       sm__expr_cut(x, *kid),
				       sm__expr_type_name((*kid)->type));
	n->nullable |= (*kid)->nullable;
	return SM_OK;
}

/* ---- one type for several ----------------------------------------------- */

/* The type that holds what both hold; SM_X_NULL when there is none. */
static enum sm_xtype wider(enum sm_xtype a, enum sm_xtype b)
{
	if (a == b || b == SM_X_NULL)
		return a;
	if (a == SM_X_NULL)
		return b;
	if ((a == SM_X_INT && b == SM_X_DEC) || (a == SM_X_DEC && b == SM_X_INT))
		return SM_X_DEC;
	if ((a == SM_X_DATE && b == SM_X_TIME) ||
	    (a == SM_X_TIME && b == SM_X_DATE))
		return SM_X_TIME;
	return SM_X_NULL;
}

/*
 * The common type and scale of k values. A text literal waits until the others
 * have spoken, as it may be a date.
 */
enum sm_code sm__expr_common(struct sm_xparse *x, struct sm_xnode *n,
				struct sm_xnode **kid, uint32_t k,
				enum sm_xtype *type, uint16_t *scale)
{
	const struct sm_xnode *literal = NULL, *first = NULL;

	*type = SM_X_NULL;
	*scale = 0;
	for (uint32_t i = 0; i < k; i++) {
		enum sm_xtype t = kid[i]->type;

		if (is_literal(kid[i], SM_X_TEXT)) {
			literal = kid[i];
			continue;
		}
		if (t == SM_X_NULL)
			continue;
		t = wider(*type, t);
		if (t == SM_X_NULL)
			return sm__expr_refuse(x, "\"%s\" has %s (\"%s\") and "
				"%s (\"%s\") in one place", sm__expr_cut(x, n),
				sm__expr_type_name(*type), sm__expr_cut(x, first),
				sm__expr_type_name(kid[i]->type),
				sm__expr_cut(x, kid[i]));
		*type = t;
		first = kid[i];
		if (kid[i]->scale > *scale)
			*scale = kid[i]->scale;
	}
	if (!literal || *type == SM_X_DATE || *type == SM_X_TIME)
		return SM_OK;
	if (*type != SM_X_NULL && *type != SM_X_TEXT)
		return mismatch(x, literal, *type);
	*type = SM_X_TEXT;
	return SM_OK;
}

/* n takes in what is known about kid. */
static void join(struct sm_xnode *n, const struct sm_xnode *kid, bool first)
{
	n->nullable |= kid->nullable;
	n->plain = (first || n->plain) && kid->plain;
	if (first || kid->width > n->width)
		n->width = kid->width;
	if (first || kid->chars > n->chars)
		n->chars = kid->chars;
	if (first || kid->lo < n->lo)
		n->lo = kid->lo;
	if (first || kid->hi > n->hi)
		n->hi = kid->hi;
}

static bool is_null_literal(const struct sm_xnode *n)
{
	return n->kind == SM_XN_LITERAL && n->nullable;
}

enum sm_code sm__expr_unify(struct sm_xparse *x, struct sm_xnode *n,
			    struct sm_xnode **kid, uint32_t k)
{
	bool first = true;

	SM_TRY(sm__expr_common(x, n, kid, k, &n->type, &n->scale));
	if (n->type == SM_X_NULL) {
		n->kind = SM_XN_LITERAL;
		n->nullable = true;
		n->nkids = 0;
		return SM_OK;
	}
	for (uint32_t i = 0; i < k; i++) {
		SM_TRY(sm__expr_coerce(x, &kid[i], n->type, n->scale));
		n->nullable |= kid[i]->nullable;
		if (is_null_literal(kid[i]))
			continue;
		join(n, kid[i], first);
		first = false;
	}
	/* a NULL's own value must lie in the range as well */
	for (uint32_t i = 0; i < k; i++)
		if (is_null_literal(kid[i]))
			kid[i]->lo = kid[i]->hi = n->lo;
	return SM_OK;
}
