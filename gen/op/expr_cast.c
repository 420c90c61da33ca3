/*
 * expr_cast.c - cast(x as type): the same value as another type
 *
 * What a cast does is put below it as a node of its own (a round(), a
 * concatenation, the day of a timestamp), and the cast then is what that is. A
 * number that the type would not hold for every row is refused, as a column
 * would refuse it; only a text is cut, because SQL says so. Of texts, only
 * those in quotes become numbers or bools: it is known whether they are any.
 */
#include "op/expr.h"

#include <assert.h>
#include <strings.h>

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

/* ---- from and to bool --------------------------------------------------- */

/* 'true', 'false', and NULL for what is neither */
static enum sm_code bool_text(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *b = n->kid[0], *over, *yes, *no, *not, *null;
	const bool nullable = b->nullable;

	over = sm__expr_node(x, SM_XN_CASE, nullable ? 5 : 3, n->start, n->end);
	not = sm__expr_node(x, SM_XN_NOT, 1, n->start, n->end);
	if (!over || !not)
		return sm_nomem(x->err);
	SM_TRY(sm__expr_text(x, &yes, "true", n->start));
	SM_TRY(sm__expr_text(x, &no, "false", n->start));
	SM_TRY(sm__expr_value(x, &null, SM_X_NULL, 0, n->start));
	null->nullable = true;
	over->depth = not->depth = n->depth;
	not->kid[0] = b;
	/* case when b then yes [when not b then no else null] else no end */
	over->kid[0] = b;
	over->kid[1] = nullable ? not : yes;
	over->kid[2] = nullable ? yes : no;
	if (nullable) {
		over->kid[3] = no;
		over->kid[4] = null;
	}
	n->kid[0] = over;
	return sm__expr_type(x, over);
}

/* What PostgreSQL takes for one, in any case and between blanks. */
static bool read_bool(const struct sm_str *s, bool *yes)
{
	static const char *const words[] = {
		"true", "t", "yes", "y", "on", "1",
		"false", "f", "no", "n", "off", "0",
	};

	for (size_t i = 0; i < SM_COUNTOF(words); i++)
		if (strcasecmp(s->p, words[i]) == 0) {
			*yes = i < SM_COUNTOF(words) / 2;
			return true;
		}
	return false;
}

static enum sm_code not_of_type(struct sm_xparse *x, const struct sm_xnode *n,
				const char *type, const char *write)
{
	sm__expr_refuse(x, "%s at character %u of \"%s\" is no %s",
			sm__expr_cut(x, n),
			sm__expr_character(x->ask->text, n->start),
			x->ask->text, type);
	return sm_fix(x->err, "write it as %s", write);
}

/* A whole number is true where it is not 0. */
static enum sm_code cast_bool(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *a = n->kid[0], *zero;
	bool yes;

	if (sm__expr_is_text(a) && !a->nullable) {
		if (!read_bool(&a->text, &yes))
			return not_of_type(x, a, "bool", "'true' or 'false'");
		return sm__expr_value(x, &n->kid[0], SM_X_BOOL, yes, n->start);
	}
	if (a->type != SM_X_INT)
		return sm__expr_need(x, n, &n->kid[0], SM_X_BOOL);
	SM_TRY(sm__expr_value(x, &zero, SM_X_INT, 0, n->start));
	n->kid[0] = sm__expr_node(x, SM_XN_NE, 2, n->start, n->end);
	if (!n->kid[0])
		return sm_nomem(x->err);
	n->kid[0]->kid[0] = a;
	n->kid[0]->kid[1] = zero;
	n->kid[0]->depth = n->depth;
	return sm__expr_type(x, n->kid[0]);
}

/* ---- to numbers --------------------------------------------------------- */

/* "-12.50" as a number of its own digits; 18 of them at most. */
static bool read_number(const char *p, int64_t *value, uint16_t *scale)
{
	const bool minus = *p == '-';
	bool point = false;
	int digits = 0;

	*value = *scale = 0;
	for (p += *p == '-' || *p == '+'; *p; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (*p < '0' || *p > '9' || ++digits > 18)
			return false;
		*value = *value * 10 + (*p - '0');
		*scale = (uint16_t)(*scale + point);
	}
	*value = minus ? -*value : *value;
	return digits > 0;
}

enum sm_code sm__expr_cast_number(struct sm_xparse *x, struct sm_xnode **kid,
				  const struct sm_type *to)
{
	const bool whole = to->id != SM_T_DECIMAL;
	struct sm_xnode *n = *kid, *over;
	uint16_t scale;
	int64_t value;

	if (sm__expr_is_text(n) && !n->nullable) {
		if (!read_number(n->text.p, &value, &scale) || (whole && scale))
			return not_of_type(x, n, whole ? "whole number" : "number",
					   whole ? "'12'" : "'12.50', with 18 "
					   "digits at most");
		SM_TRY(sm__expr_value(x, kid, scale ? SM_X_DEC : SM_X_INT, value,
				      n->start));
		(*kid)->scale = scale;
		return SM_OK;
	}
	if (n->type != SM_X_BOOL || !whole)
		return SM_OK;
	/* true is 1 as it stands */
	over = sm__expr_node(x, SM_XN_CAST, 1, n->start, n->end);
	if (!over)
		return sm_nomem(x->err);
	over->kid[0] = n;
	over->depth = n->depth;
	over->typed = true;
	over->nullable = n->nullable;
	sm__expr_stand_for(over);
	over->type = SM_X_INT;
	*kid = over;
	return SM_OK;
}

/* ---- all of them -------------------------------------------------------- */

void sm__expr_stand_for(struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0];

	n->kind = SM_XN_CAST;
	n->type = a->type;
	n->scale = a->scale;
	n->nullable = a->nullable;
	n->plain = a->plain;
	n->width = a->width;
	n->chars = a->chars;
	n->lo = a->lo;
	n->hi = a->hi;
}

static enum sm_code cast_text(struct sm_xparse *x, struct sm_xnode *n)
{
	if (n->kid[0]->type == SM_X_BOOL)
		SM_TRY(bool_text(x, n));
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
	enum sm_xtype type;
	char name[64];

	n->type = SM_X_NULL;
	if (set & texts)
		SM_TRY(cast_text(x, n));
	else if (set & (SM_M_INTS | SM_M(SM_T_DECIMAL)))
		SM_TRY(cast_number(x, n));
	else if (set & SM_M_TIMES)
		SM_TRY(cast_moment(x, n));
	else if (n->to.id == SM_T_BOOL)
		SM_TRY(cast_bool(x, n));
	else
		return sm__expr_refuse(x, "cast() makes no %s",
				       sm_type_format(&n->to, name));
	type = n->type;
	sm__expr_stand_for(n);
	if (type != SM_X_NULL)
		n->type = type;
	return SM_OK;
}
