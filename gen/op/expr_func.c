/*
 * expr_func.c - the functions of expressions: names, arguments, what they give
 *
 * A call becomes a node of its own kind while it is parsed. The second
 * argument of round() and left() is a plain number, because the scale and the
 * width of a value are the same in all rows.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define ANY 1000000     /* as many arguments as one likes */

struct func {
	const char *name;
	enum sm_xkind kind;
	uint32_t min, max;  /* arguments */
};

static const struct func funcs[] = {
	{ "abs", SM_XN_ABS, 1, 1 },
	{ "ceil", SM_XN_CEIL, 1, 1 },
	{ "ceiling", SM_XN_CEIL, 1, 1 },
	{ "char_length", SM_XN_LENGTH, 1, 1 },
	{ "coalesce", SM_XN_COALESCE, 1, ANY },
	{ "floor", SM_XN_FLOOR, 1, 1 },
	{ "date_trunc", SM_XN_TRUNC, 2, 2 },
	{ "greatest", SM_XN_GREATEST, 1, ANY },
	{ "least", SM_XN_LEAST, 1, ANY },
	{ "left", SM_XN_LEFT, 2, 2 },
	{ "length", SM_XN_LENGTH, 1, 1 },
	{ "lower", SM_XN_LOWER, 1, 1 },
	{ "lpad", SM_XN_LPAD, 2, 3 },
	{ "nullif", SM_XN_NULLIF, 2, 2 },
	{ "replace", SM_XN_REPLACE, 3, 3 },
	{ "round", SM_XN_ROUND, 1, 2 },
	{ "substr", SM_XN_SUBSTR, 2, 3 },
	{ "substring", SM_XN_SUBSTR, 2, 3 },
	{ "upper", SM_XN_UPPER, 1, 1 },
};

/* ---- while parsing ------------------------------------------------------ */

static enum sm_code unknown_function(struct sm_xparse *x,
				     const struct sm_xtoken *name)
{
	/* the first are forms (expr_form.c) */
	const char *names[SM_COUNTOF(funcs) + 5] = {
		"cast", "extract", "now", "row_count", "row_number",
	};
	const char *near;

	for (size_t i = 0; i < SM_COUNTOF(funcs); i++)
		names[5 + i] = funcs[i].name;
	near = sm_nearest(name->text.p, names, SM_COUNTOF(names));
	sm__expr_refuse(x, "unknown function \"%s\" at character %u of \"%s\"%s%s%s",
			name->text.p,
			sm__expr_character(x->ask->text, name->start),
			x->ask->text, near ? ", did you mean \"" : "",
			near ? near : "", near ? "\"?" : "");
	return sm_fix(x->err, "the functions are abs, cast, ceil, coalesce,"
		      " date_trunc, extract, floor, greatest, least, left, length,"
		      " lower, lpad, now, nullif, replace, round, row_count,"
		      " row_number, substr, upper");
}

/* The second argument as a number between lo and hi; takes it off n. */
static enum sm_code digits_argument(struct sm_xparse *x, struct sm_xnode *n,
				    const char *func, int64_t lo, int64_t hi)
{
	const struct sm_xnode *arg = n->kid[1];

	if (arg->kind != SM_XN_LITERAL || arg->type != SM_X_INT ||
	    arg->lo < lo || arg->lo > hi)
		return sm__expr_refuse(x, "the second argument of %s() is a "
				       "number from %lld to %lld, not \"%s\"",
				       func, (long long)lo, (long long)hi,
				       sm__expr_cut(x, arg));
	n->digits = (int32_t)arg->lo;
	n->nkids = 1;
	return SM_OK;
}

static bool whole_between(const struct sm_xnode *n, int64_t lo, int64_t hi)
{
	return n->kind == SM_XN_LITERAL && n->type == SM_X_INT && n->lo >= lo &&
	       n->lo <= hi;
}

static bool text_literal(const struct sm_xnode *n)
{
	return n->kind == SM_XN_LITERAL && n->type == SM_X_TEXT;
}

/* substr(t, from), substr(t, from, n): numbers, the same in all rows */
static enum sm_code substr_arguments(struct sm_xparse *x, struct sm_xnode *n)
{
	if (!whole_between(n->kid[1], 1, INT32_MAX) ||
	    (n->nkids > 2 && !whole_between(n->kid[2], 0, INT32_MAX)))
		return sm__expr_refuse(x, "\"%s\": substr(t, from, n) takes "
				       "numbers, from at least 1 and n at least 0",
				       sm__expr_cut(x, n));
	n->ka = n->kid[1]->lo - 1;
	n->digits = n->nkids > 2 ? (int32_t)n->kid[2]->lo : INT32_MAX;
	n->nkids = 1;
	return SM_OK;
}

/* lpad(t, n), lpad(t, n, fill): without fill, with blanks */
static enum sm_code lpad_arguments(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *fill = n->nkids > 2 ? n->kid[2] : NULL;

	if (!whole_between(n->kid[1], 0, 65535) || (fill && !text_literal(fill)))
		return sm__expr_refuse(x, "\"%s\": lpad(t, n, fill) takes a number "
				       "from 0 to 65535 and a quoted text",
				       sm__expr_cut(x, n));
	if (!fill) {
		fill = sm__expr_node(x, SM_XN_LITERAL, 0, n->start, n->end);
		if (!fill)
			return sm_nomem(x->err);
		fill->typed = fill->plain = true;
		fill->type = SM_X_TEXT;
		fill->text = (struct sm_str){ .p = " ", .n = 1, .chars = 1 };
		fill->width = fill->chars = 1;
	}
	n->digits = (int32_t)n->kid[1]->lo;
	n->kid[1] = fill;
	n->nkids = 2;
	return SM_OK;
}

/* What a call says about its own arguments, those that are no values. */
static enum sm_code literal_arguments(struct sm_xparse *x, struct sm_xnode *n,
				      const char *name)
{
	switch (n->kind) {
	case SM_XN_ROUND:
		return n->nkids == 2 ? digits_argument(x, n, name, -18, 18) :
				       SM_OK;
	case SM_XN_LEFT:
		return digits_argument(x, n, name, 0, INT32_MAX);
	case SM_XN_SUBSTR:
		return substr_arguments(x, n);
	case SM_XN_LPAD:
		return lpad_arguments(x, n);
	case SM_XN_REPLACE:
		if (text_literal(n->kid[1]) && n->kid[1]->text.n > 0 &&
		    text_literal(n->kid[2]))
			return SM_OK;
		return sm__expr_refuse(x, "\"%s\": replace(t, what, by) takes "
				       "quoted texts, the first not empty",
				       sm__expr_cut(x, n));
	case SM_XN_TRUNC:
		if (!text_literal(n->kid[0]))
			return sm__expr_refuse(x, "\"%s\": date_trunc() begins "
					       "with a quoted unit: 'month'",
					       sm__expr_cut(x, n));
		SM_TRY(sm__expr_field(x, n->kid[0]->text.p, true, &n->digits));
		n->kid[0] = n->kid[1];
		n->nkids = 1;
		return SM_OK;
	default:
		return SM_OK;
	}
}

enum sm_code sm__expr_call(struct sm_xparse *x, const struct sm_xtoken *name,
			   struct sm_xnode *n)
{
	const struct func *f = funcs;

	while (f < funcs + SM_COUNTOF(funcs) &&
	       strcasecmp(f->name, name->text.p) != 0)
		f++;
	if (f == funcs + SM_COUNTOF(funcs))
		return unknown_function(x, name);
	if (n->nkids < f->min || n->nkids > f->max)
		return sm__expr_refuse(x, "%s() takes %u%s argument%s, \"%s\" "
				       "has %u", f->name, f->min,
				       f->max == ANY ? " or more" :
				       f->max == f->min ? "" :
				       f->max == 2 ? " or 2" : " or 3",
				       f->max > 1 ? "s" : "",
				       sm__expr_cut(x, n), n->nkids);
	n->kind = f->kind;
	return literal_arguments(x, n, f->name);
}

/* ---- while typing ------------------------------------------------------- */

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

/* round(x, n): n digits after the point, more or fewer than x has */
static enum sm_code type_round(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a;
	sm_int128 down, up;
	int drop;

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
		sm__expr_round128(a->lo, down) * up,
		sm__expr_round128(a->hi, down) * up });
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

/* replace(): as often as `what` fits, or not at all, whichever is longer. */
static enum sm_code replace_width(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0], *what = n->kid[1], *by = n->kid[2];
	uint64_t width = a->width, chars = a->chars;

	if (by->width > what->width)
		width += (uint64_t)(a->width / what->width) *
			 (by->width - what->width);
	if (by->chars > what->chars)
		chars += (uint64_t)(a->chars / what->chars) *
			 (by->chars - what->chars);
	if (width > INT32_MAX)
		return sm__expr_refuse(x, "\"%s\" can have %llu bytes",
				       sm__expr_cut(x, n),
				       (unsigned long long)width);
	n->plain = a->plain && by->plain;
	n->width = (uint32_t)width;
	n->chars = (uint32_t)chars;
	return SM_OK;
}

/* lpad(): n characters, as many as t had when there is nothing to fill with */
static void lpad_width(struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0], *fill = n->kid[1];
	const uint32_t most = (uint32_t)n->digits;
	uint32_t wide;      /* bytes of all n characters, made of either */

	n->chars = most;
	if (fill->width == 0 && a->chars < most)
		n->chars = a->chars;
	wide = 4 * most;
	if (a->width == a->chars && a->plain && fill->width == fill->chars)
		wide = most;
	n->width = wide;
	n->plain = a->plain && fill->plain;
}

static enum sm_code type_text(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_TEXT));
	a = n->kid[0];
	if (n->kind == SM_XN_LENGTH) {
		n->type = SM_X_INT;
		n->hi = a->chars;
		return SM_OK;
	}
	n->type = SM_X_TEXT;
	n->plain = a->plain;
	n->width = a->width;
	n->chars = a->chars;
	if (n->kind == SM_XN_REPLACE)
		return replace_width(x, n);
	if (n->kind == SM_XN_LPAD) {
		lpad_width(n);
		return SM_OK;
	}
	if (n->kind == SM_XN_SUBSTR)
		n->chars = n->ka < n->chars ? n->chars - (uint32_t)n->ka : 0;
	if ((n->kind == SM_XN_LEFT || n->kind == SM_XN_SUBSTR) &&
	    (uint32_t)n->digits < n->chars)
		n->chars = (uint32_t)n->digits;
	/* a character has at most 4 bytes */
	if (n->width / 4 > n->chars)
		n->width = 4 * n->chars;
	return SM_OK;
}

enum sm_code sm__expr_type_call(struct sm_xparse *x, struct sm_xnode *n)
{
	switch (n->kind) {
	case SM_XN_COALESCE:
		return type_coalesce(x, n);
	case SM_XN_NULLIF:
		return type_nullif(x, n);
	case SM_XN_LEAST:
	case SM_XN_GREATEST:
		return type_extreme(x, n);
	case SM_XN_FLOOR:
	case SM_XN_CEIL:
		return type_floor(x, n);
	case SM_XN_ROUND:
		return type_round(x, n);
	case SM_XN_ABS:
		return type_abs(x, n);
	default:
		return type_text(x, n);
	}
}
