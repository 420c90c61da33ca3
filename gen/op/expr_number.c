/*
 * expr_number.c - what is known about functions of numbers: floor, round, trunc,
 * abs, sign, div, power
 */
#include "op/expr.h"

#include <assert.h>

/* -floor(-v / k): with `up`, else floor(v / k) */
static sm_int128 to_whole(sm_int128 v, sm_int128 k, bool up)
{
	sm_int128 q = v / k;

	if (up)
		return q + (v % k > 0);
	return q - (v % k < 0);
}

static enum sm_code type_floor(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a;
	int64_t k;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	a = n->kid[0];
	k = sm_pow10(a->scale);
	n->type = a->type;
	return sm__expr_set_range(x, n, (struct sm_xrange){
		to_whole(a->lo, k, n->kind == SM_XN_CEIL),
		to_whole(a->hi, k, n->kind == SM_XN_CEIL) });
}

/*
 * round(x, n), trunc(x, n): n digits after the point, more or fewer than x has.
 * A cast to a number is a round() with a type.
 */
static enum sm_code type_round(struct sm_xparse *x, struct sm_xnode *n)
{
	const bool cut = n->kind == SM_XN_CUT;
	const struct sm_xnode *a;
	sm_int128 down, up;
	int drop;

	if (n->to.id != SM_T_NONE)
		SM_TRY(sm__expr_cast_number(x, &n->kid[0], &n->to));
	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	a = n->kid[0];
	n->type = n->digits > 0 ? SM_X_DEC : a->type;
	n->scale = n->digits > 0 ? (uint16_t)n->digits : 0;
	drop = a->scale - n->digits;
	n->digits = drop;       /* from here on: how many it loses */
	if (drop > 18)
		return sm__expr_refuse(x, "\"%s\" drops %d digits, more than 18",
				       sm__expr_cut(x, n), drop);
	up = drop < 0 ? sm_pow10((unsigned)-drop) : 1;
	down = drop > 0 ? sm_pow10((unsigned)drop) : 1;
	/* round(1234, -2) is 1200: what is lost comes back as zeros */
	if (drop > a->scale)
		up = sm_pow10((unsigned)(drop - a->scale));
	return sm__expr_set_range(x, n, (struct sm_xrange){
		(cut ? a->lo / down : sm__expr_round128(a->lo, down)) * up,
		(cut ? a->hi / down : sm__expr_round128(a->hi, down)) * up });
}

static enum sm_code type_abs(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a;
	struct sm_xrange r;
	sm_int128 low;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	a = n->kid[0];
	n->type = a->type;
	n->scale = a->scale;
	r = sm__expr_range(a);
	low = r.lo > 0 ? r.lo : r.hi < 0 ? -r.hi : 0;
	return sm__expr_set_range(x, n, (struct sm_xrange){
		low, -r.lo > r.hi ? -r.lo : r.hi });
}

static int sign_of(int64_t v)
{
	return (v > 0) - (v < 0);
}

/* A decimal without digits after the point, where x has some, as floor(). */
static enum sm_code type_sign(struct sm_xparse *x, struct sm_xnode *n)
{
	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	n->type = n->kid[0]->type;
	n->lo = sign_of(n->kid[0]->lo);
	n->hi = sign_of(n->kid[0]->hi);
	return SM_OK;
}

/* How often b goes into a: a decimal without digits, cut off towards 0. */
static enum sm_code type_div(struct sm_xparse *x, struct sm_xnode *n)
{
	SM_TRY(sm__expr_two_numbers(x, n, true));
	n->nullable |= n->kid[1]->lo <= 0 && n->kid[1]->hi >= 0;
	n->type = SM_X_DEC;
	n->scale = 0;
	return sm__expr_set_range(x, n, sm__expr_range_div(
		sm__expr_range(n->kid[0]), sm__expr_range(n->kid[1]), 1, true));
}

/* ---- power -------------------------------------------------------------- */

/* v to the k, when every product on the way to it has been found to fit. */
static sm_int128 raised(int64_t v, int32_t k)
{
	sm_int128 p = 1;

	while (k-- > 0)
		p *= v;
	return p;
}

/*
 * An odd power goes up with what is raised, an even one is the same on both
 * sides of 0. The range of a product would not know that both sides are alike.
 */
static void power_range(struct sm_xnode *n, const struct sm_xnode *of, int32_t k)
{
	const sm_int128 a = raised(of->lo, k), b = raised(of->hi, k);
	const bool over_zero = k % 2 == 0 && of->lo < 0 && of->hi > 0;

	assert(n->lo <= a && a <= n->hi && n->lo <= b && b <= n->hi);
	n->lo = over_zero ? 0 : (int64_t)(a < b ? a : b);
	n->hi = (int64_t)(a < b ? b : a);
}

/* of to the k: the lesser half times the rest, made once if they are alike. */
static enum sm_code make_power(struct sm_xparse *x, const struct sm_xnode *n,
			       struct sm_xnode *of, int32_t k,
			       struct sm_xnode **out)
{
	struct sm_xnode *half, *product;

	*out = of;
	if (k == 1)
		return SM_OK;
	SM_TRY(make_power(x, n, of, k / 2, &half));
	product = sm__expr_node(x, SM_XN_MUL, 2, n->start, n->end);
	if (!product)
		return sm_nomem(x->err);
	product->kid[0] = product->kid[1] = half;
	product->depth = n->depth;
	*out = product;
	SM_TRY(sm__expr_type(x, product));
	power_range(product, of, k / 2 * 2);
	if (k % 2 == 0)
		return SM_OK;
	product = sm__expr_node(x, SM_XN_MUL, 2, n->start, n->end);
	if (!product)
		return sm_nomem(x->err);
	product->kid[0] = *out;
	product->kid[1] = of;
	product->depth = n->depth;
	*out = product;
	SM_TRY(sm__expr_type(x, product));
	power_range(product, of, k);
	return SM_OK;
}

/* x to the 0 is 1, and NULL where x is. */
static enum sm_code make_one(struct sm_xparse *x, const struct sm_xnode *n,
			     struct sm_xnode *of, struct sm_xnode **out)
{
	struct sm_xnode *one, *zero;

	SM_TRY(sm__expr_value(x, &one, SM_X_INT, 1, n->start));
	*out = one;
	if (!of->nullable)
		return SM_OK;
	SM_TRY(sm__expr_value(x, &zero, SM_X_INT, 0, n->start));
	SM_TRY(sm__expr_make(x, &zero, SM_XN_MUL, n->start, of, zero));
	SM_TRY(sm__expr_make(x, out, SM_XN_ADD, n->start, zero, one));
	return sm__expr_type(x, *out);
}

static enum sm_code type_power(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *of;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_INT));
	of = n->kid[0];
	if (n->digits == 0)
		SM_TRY(make_one(x, n, of, &n->kid[0]));
	else
		SM_TRY(make_power(x, n, of, n->digits, &n->kid[0]));
	sm__expr_stand_for(n);
	return SM_OK;
}

enum sm_code sm__expr_type_number(struct sm_xparse *x, struct sm_xnode *n)
{
	switch (n->kind) {
	case SM_XN_FLOOR:
	case SM_XN_CEIL:
		return type_floor(x, n);
	case SM_XN_ABS:
		return type_abs(x, n);
	case SM_XN_SIGN:
		return type_sign(x, n);
	case SM_XN_DIV_WHOLE:
		return type_div(x, n);
	case SM_XN_POWER:
		return type_power(x, n);
	default:
		return type_round(x, n);
	}
}
