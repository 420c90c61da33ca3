/*
 * expr_type.c - what is known about every node: type, scale, range, NULLs
 *
 * Works upwards from the leaves; expr_unify.c makes sides alike, expr_range.c
 * knows the intervals; expr_number.c, expr_string.c, expr_choice.c and
 * expr_time.c know the functions.
 *
 * A product or quotient right below round(), or at the very top, is made with
 * the scale asked for there (`wants`): the exact value is rounded once.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>

/* Digits after the point that a quotient has at least. */
#define DIV_SCALE 6

/* Too many digits after the point to count in 64 bits? */
static enum sm_code check_scale(struct sm_xparse *x, const struct sm_xnode *n,
				unsigned scale)
{
	if (scale <= SM_SCALE_MAX)
		return SM_OK;
	sm__expr_refuse(x, "\"%s\" has %u digits after the point, more than %d",
			sm__expr_cut(x, n), scale, SM_SCALE_MAX);
	return sm_fix(x->err, "round() its parts to fewer digits");
}

/* ---- leaves ------------------------------------------------------------- */

static enum sm_code column_type(struct sm_xparse *x, struct sm_xnode *n,
				const struct sm_type *type)
{
	char name[64];

	switch (type->id) {
	case SM_T_BOOL:
		n->type = SM_X_BOOL;
		return SM_OK;
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
		n->type = SM_X_INT;
		return SM_OK;
	case SM_T_DECIMAL:
		n->type = SM_X_DEC;
		n->scale = type->scale;
		return check_scale(x, n, n->scale);
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_ENUM:
		n->type = SM_X_TEXT;
		return SM_OK;
	case SM_T_DATE:
		n->type = SM_X_DATE;
		return SM_OK;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		n->type = SM_X_TIME;
		return SM_OK;
	default:
		sm__expr_refuse(x, "%s is of type %s, which expressions cannot"
				" read", n->text.p, sm_type_format(type, name));
		if (type->id == SM_T_REAL || type->id == SM_T_DOUBLE)
			sm_fix(x->err, "give it the type numeric(p,s):"
			       " expressions compute exactly");
		return x->err->code;
	}
}

static enum sm_code type_column(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_domain dom;

	SM_TRY(x->ask->bind(x->ask->ctx, n->text.p, &n->input, &dom, x->err));
	SM_TRY(column_type(x, n, &dom.type));
	n->nullable = dom.nullable;
	n->unique = dom.unique;
	n->labels = dom.labels;
	n->nlabels = dom.nlabels;
	n->plain = dom.plain;
	if (n->type == SM_X_TEXT) {
		n->width = dom.width;
		/* no count of characters: as many as bytes, at most */
		n->chars = dom.chars ? dom.chars : dom.width;
		return SM_OK;
	}
	n->lo = dom.min;
	n->hi = dom.max;
	assert(n->lo <= n->hi);
	return SM_OK;
}

/* ---- operators ---------------------------------------------------------- */

enum sm_code sm__expr_two_numbers(struct sm_xparse *x, struct sm_xnode *n,
				  bool alike)
{
	struct sm_xnode **k = n->kid;

	assert(n->nkids == 2);
	for (int i = 0; i < 2; i++) {
		SM_TRY(sm__expr_need(x, n, &k[i], SM_X_INT));
		if (k[i]->scale > n->scale)
			n->scale = k[i]->scale;
	}
	n->type = k[0]->type == SM_X_DEC || k[1]->type == SM_X_DEC ?
		SM_X_DEC : SM_X_INT;
	if (!alike)
		return SM_OK;
	SM_TRY(sm__expr_coerce(x, &k[0], n->type, n->scale));
	return sm__expr_coerce(x, &k[1], n->type, n->scale);
}

static enum sm_code type_sum(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xrange a, b, r;

	for (int i = 0; i < 2; i++)
		if (sm__expr_is_moment(n->kid[i]) ||
		    n->kid[i]->type == SM_X_INTERVAL)
			return sm__expr_type_moment(x, n);
	SM_TRY(sm__expr_two_numbers(x, n, true));
	a = sm__expr_range(n->kid[0]);
	b = sm__expr_range(n->kid[1]);
	r = n->kind == SM_XN_ADD ?
		(struct sm_xrange){ a.lo + b.lo, a.hi + b.hi } :
		(struct sm_xrange){ a.lo - b.hi, a.hi - b.lo };
	return sm__expr_set_range(x, n, r);
}

static enum sm_code type_product(struct sm_xparse *x, struct sm_xnode *n)
{
	const int32_t wanted = n->digits;
	unsigned scale, drop = 0;
	struct sm_xrange r;

	if (n->kid[0]->type == SM_X_INTERVAL || n->kid[1]->type == SM_X_INTERVAL)
		return sm__expr_type_interval(x, n);
	SM_TRY(sm__expr_two_numbers(x, n, false));
	scale = (unsigned)n->kid[0]->scale + n->kid[1]->scale;
	if (n->wants && (unsigned)wanted < scale)
		drop = scale - (unsigned)wanted;
	n->digits = 0;      /* from here on: digits to be dropped */
	if (drop > SM_SCALE_MAX)
		drop = SM_SCALE_MAX;
	SM_TRY(check_scale(x, n, scale - drop));
	n->scale = (uint16_t)(scale - drop);
	n->digits = (int32_t)drop;
	r = sm__expr_range_mul(sm__expr_range(n->kid[0]),
			       sm__expr_range(n->kid[1]));
	if (drop) {
		r.lo = sm__expr_round128(r.lo, sm_pow10(drop));
		r.hi = sm__expr_round128(r.hi, sm_pow10(drop));
	}
	return sm__expr_set_range(x, n, r);
}

/*
 * Make the quotient with `wanted` digits. When a has more than that, b gets
 * some of them instead, so that none are cut off before the division.
 */
static enum sm_code want_quotient(struct sm_xparse *x, struct sm_xnode *n,
				  int32_t wanted)
{
	const int more = n->kid[0]->scale - n->kid[1]->scale - wanted;
	struct sm_xrange b = sm__expr_range(n->kid[1]);

	if (more > SM_SCALE_MAX)
		return SM_OK;
	if (more > 0) {
		const int64_t k = sm_pow10((unsigned)more);

		if (!sm__expr_fits((struct sm_xrange){ b.lo * k, b.hi * k }))
			return SM_OK;
		SM_TRY(sm__expr_coerce(x, &n->kid[1], SM_X_DEC,
				       (uint16_t)(n->kid[1]->scale + more)));
	}
	n->scale = (uint16_t)wanted;
	return SM_OK;
}

static enum sm_code type_quotient(struct sm_xparse *x, struct sm_xnode *n)
{
	const int32_t wanted = n->digits;
	const struct sm_xnode *a, *b;
	unsigned up;

	SM_TRY(sm__expr_two_numbers(x, n, false));
	a = n->kid[0];
	b = n->kid[1];
	n->nullable |= b->lo <= 0 && b->hi >= 0;
	n->digits = 0;
	if (n->type == SM_X_INT)
		return sm__expr_set_range(x, n, sm__expr_range_div(
			sm__expr_range(a), sm__expr_range(b), 1, true));
	if (n->scale < DIV_SCALE)
		n->scale = DIV_SCALE;
	if (n->wants)
		SM_TRY(want_quotient(x, n, wanted));
	b = n->kid[1];
	SM_TRY(check_scale(x, n, n->scale));
	assert(n->scale + b->scale >= a->scale);
	up = (unsigned)n->scale + b->scale - a->scale;
	SM_TRY(check_scale(x, n, up));
	n->digits = (int32_t)up;        /* a is multiplied by 10^up */
	return sm__expr_set_range(x, n, sm__expr_range_div(
		sm__expr_range(a), sm__expr_range(b), sm_pow10(up), false));
}

static enum sm_code type_modulo(struct sm_xparse *x, struct sm_xnode *n)
{
	SM_TRY(sm__expr_two_numbers(x, n, true));
	n->nullable |= n->kid[1]->lo <= 0 && n->kid[1]->hi >= 0;
	return sm__expr_set_range(x, n, sm__expr_range_mod(
		sm__expr_range(n->kid[0]), sm__expr_range(n->kid[1])));
}

/*
 * Two decimals of different scales are compared in 128 bits when one of them
 * does not fit in 64 with the other's digits: a comparison is never refused.
 */
static bool compare_wide(struct sm_xnode *n, uint16_t scale)
{
	const struct sm_xnode *a = n->kid[0], *b = n->kid[1];
	struct sm_xrange ra = sm__expr_range(a), rb = sm__expr_range(b);

	if (!sm__expr_numeric(a) || !sm__expr_numeric(b))
		return false;
	n->ka = sm_pow10((unsigned)(scale - a->scale));
	n->kb = sm_pow10((unsigned)(scale - b->scale));
	ra = (struct sm_xrange){ ra.lo * n->ka, ra.hi * n->ka };
	rb = (struct sm_xrange){ rb.lo * n->kb, rb.hi * n->kb };
	if (!sm__expr_fits(ra) || !sm__expr_fits(rb))
		return true;
	n->ka = n->kb = 0;
	return false;
}

/* What no label equals is a slip: the comparison would be the same for all rows. */
static enum sm_code check_label(struct sm_xparse *x, const struct sm_xnode *n,
				const struct sm_xnode *column,
				const struct sm_xnode *literal)
{
	const char *near;

	if ((n->kind != SM_XN_EQ && n->kind != SM_XN_NE) || !column->nlabels ||
	    column->kind != SM_XN_COLUMN || literal->kind != SM_XN_LITERAL ||
	    literal->type != SM_X_TEXT || literal->nullable)
		return SM_OK;
	for (uint32_t i = 0; i < column->nlabels; i++)
		if (strlen(column->labels[i]) == literal->text.n &&
		    memcmp(column->labels[i], literal->text.p,
			   literal->text.n) == 0)
			return SM_OK;
	near = sm_nearest(literal->text.p, column->labels, column->nlabels);
	sm__expr_refuse(x, "the enum %s has no label \"%s\"%s%s%s",
			column->text.p, literal->text.p,
			near ? ", did you mean \"" : "", near ? near : "",
			near ? "\"?" : "");
	return sm_fix(x->err, "compare it with one of its labels, which begin with "
		      "\"%s\"", column->labels[0]);
}

static enum sm_code type_comparison(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode **k = n->kid;
	enum sm_xtype type;
	uint16_t scale;

	SM_TRY(check_label(x, n, k[0], k[1]));
	SM_TRY(check_label(x, n, k[1], k[0]));
	SM_TRY(sm__expr_common(x, n, k, 2, &type, &scale));
	n->type = SM_X_BOOL;
	n->hi = 1;
	n->nullable = k[0]->nullable || k[1]->nullable;
	if (type == SM_X_NULL)
		type = SM_X_INT;
	if (compare_wide(n, scale))
		return SM_OK;
	SM_TRY(sm__expr_coerce(x, &k[0], type, scale));
	return sm__expr_coerce(x, &k[1], type, scale);
}

static enum sm_code type_logic(struct sm_xparse *x, struct sm_xnode *n)
{
	for (uint32_t i = 0; i < n->nkids; i++)
		SM_TRY(sm__expr_need(x, n, &n->kid[i], SM_X_BOOL));
	n->type = SM_X_BOOL;
	n->hi = 1;
	return SM_OK;
}

static enum sm_code type_negation(struct sm_xparse *x, struct sm_xnode *n)
{
	if (n->kid[0]->type == SM_X_INTERVAL)
		return sm__expr_type_interval(x, n);
	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	n->type = n->kid[0]->type;
	n->scale = n->kid[0]->scale;
	return sm__expr_set_range(x, n, (struct sm_xrange){
		-(sm_int128)n->kid[0]->hi, -(sm_int128)n->kid[0]->lo });
}

/* The day of a timestamp, rounded down. */
static enum sm_code type_to_date(struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0];

	assert(a->type == SM_X_TIME);
	n->type = SM_X_DATE;
	n->nullable = a->nullable;
	n->lo = sm_days_from_us(a->lo);
	n->hi = sm_days_from_us(a->hi);
	return SM_OK;
}

/* An interval is no value: it lives beside what it is added to. */
static enum sm_code check_intervals(struct sm_xparse *x, const struct sm_xnode *n)
{
	if (n->kind == SM_XN_ADD || n->kind == SM_XN_SUB ||
	    n->kind == SM_XN_MUL || n->kind == SM_XN_NEG)
		return SM_OK;
	/* the one between two times, which extract(epoch ...) looks at */
	if (n->kind == SM_XN_EXTRACT && n->kid[0]->wants)
		return SM_OK;
	for (uint32_t i = 0; i < n->nkids; i++)
		if (n->kid[i]->type == SM_X_INTERVAL)
			return sm__expr_refuse(x, "\"%s\" is an interval: it can "
					       "be added to a date or timestamp, "
					       "multiplied by a whole number, and "
					       "nothing else",
					       sm__expr_cut(x, n->kid[i]));
	return SM_OK;
}

static enum sm_code type_node(struct sm_xparse *x, struct sm_xnode *n)
{
	SM_TRY(check_intervals(x, n));
	switch (n->kind) {
	case SM_XN_COLUMN:
		return type_column(x, n);
	case SM_XN_NEG:
		return type_negation(x, n);
	case SM_XN_ADD:
	case SM_XN_SUB:
		return type_sum(x, n);
	case SM_XN_MUL:
		return type_product(x, n);
	case SM_XN_DIV:
		return type_quotient(x, n);
	case SM_XN_MOD:
		return type_modulo(x, n);
	case SM_XN_EQ:
	case SM_XN_NE:
	case SM_XN_LT:
	case SM_XN_LE:
		return type_comparison(x, n);
	case SM_XN_NOT:
	case SM_XN_AND:
	case SM_XN_OR:
		return type_logic(x, n);
	case SM_XN_ISNULL:
	case SM_XN_IS:
	case SM_XN_CASE:
	case SM_XN_COALESCE:
	case SM_XN_NULLIF:
	case SM_XN_LEAST:
	case SM_XN_GREATEST:
		return sm__expr_type_choice(x, n);
	case SM_XN_ROUND:
	case SM_XN_CUT:
	case SM_XN_FLOOR:
	case SM_XN_CEIL:
	case SM_XN_ABS:
	case SM_XN_SIGN:
	case SM_XN_DIV_WHOLE:
	case SM_XN_POWER:
		return sm__expr_type_number(x, n);
	case SM_XN_TO_DATE:
		return type_to_date(n);
	case SM_XN_EXTRACT:
		return sm__expr_type_extract(x, n);
	case SM_XN_TRUNC:
		return sm__expr_type_trunc(x, n);
	case SM_XN_MAKE_DATE:
		return sm__expr_type_make_date(x, n);
	case SM_XN_CAST:
		return sm__expr_type_cast(x, n);
	default:
		return sm__expr_type_string(x, n);
	}
}

enum sm_code sm__expr_type(struct sm_xparse *x, struct sm_xnode *n)
{
	assert(n->depth <= SM_X_DEPTH);
	if (n->typed)
		return SM_OK;
	n->typed = true;
	if (n->kind == SM_XN_ROUND && (n->kid[0]->kind == SM_XN_MUL ||
				       n->kid[0]->kind == SM_XN_DIV) &&
	    n->digits >= 0) {
		n->kid[0]->wants = true;
		n->kid[0]->digits = n->digits;
	}
	if (n->kind == SM_XN_EXTRACT && n->kid[0]->kind == SM_XN_SUB)
		n->kid[0]->wants = true;
	for (uint32_t i = 0; i < n->nkids; i++)
		SM_TRY(sm__expr_type(x, n->kid[i]));
	return type_node(x, n);
}
