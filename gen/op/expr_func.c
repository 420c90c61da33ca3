/*
 * expr_func.c - the functions of expressions: names and arguments
 *
 * A call becomes a node of its own kind while it is parsed. The second
 * argument of round() and left() is a plain number, because the scale and the
 * width of a value are the same in all rows. What functions give is in
 * expr_number.c, expr_string.c, expr_choice.c and expr_time.c.
 */
#include "op/expr.h"

#include <strings.h>

#define ANY 1000000     /* as many arguments as one likes */

struct func {
	const char *name;
	enum sm_xkind kind;
	uint32_t min, max;  /* arguments */
};

static const struct func funcs[] = {
	{ "abs", SM_XN_ABS, 1, 1 },
	{ "btrim", SM_XN_STRIP, 1, 2 },
	{ "ceil", SM_XN_CEIL, 1, 1 },
	{ "ceiling", SM_XN_CEIL, 1, 1 },
	{ "char_length", SM_XN_LENGTH, 1, 1 },
	{ "coalesce", SM_XN_COALESCE, 1, ANY },
	{ "concat", SM_XN_JOIN, 1, ANY },
	{ "concat_ws", SM_XN_JOIN_WITH, 2, ANY },
	{ "date_part", SM_XN_EXTRACT, 2, 2 },
	{ "date_trunc", SM_XN_TRUNC, 2, 2 },
	{ "div", SM_XN_DIV_WHOLE, 2, 2 },
	{ "floor", SM_XN_FLOOR, 1, 1 },
	{ "greatest", SM_XN_GREATEST, 1, ANY },
	{ "initcap", SM_XN_INITCAP, 1, 1 },
	{ "least", SM_XN_LEAST, 1, ANY },
	{ "left", SM_XN_LEFT, 2, 2 },
	{ "length", SM_XN_LENGTH, 1, 1 },
	{ "lower", SM_XN_LOWER, 1, 1 },
	{ "lpad", SM_XN_LPAD, 2, 3 },
	{ "ltrim", SM_XN_STRIP, 1, 2 },
	{ "make_date", SM_XN_MAKE_DATE, 3, 3 },
	{ "mod", SM_XN_MOD, 2, 2 },
	{ "nullif", SM_XN_NULLIF, 2, 2 },
	{ "power", SM_XN_POWER, 2, 2 },
	{ "repeat", SM_XN_REPEAT, 2, 2 },
	{ "replace", SM_XN_REPLACE, 3, 3 },
	{ "reverse", SM_XN_REVERSE, 1, 1 },
	{ "right", SM_XN_RIGHT, 2, 2 },
	{ "round", SM_XN_ROUND, 1, 2 },
	{ "rpad", SM_XN_RPAD, 2, 3 },
	{ "rtrim", SM_XN_STRIP, 1, 2 },
	{ "sign", SM_XN_SIGN, 1, 1 },
	{ "starts_with", SM_XN_STARTS, 2, 2 },
	{ "strpos", SM_XN_POSITION, 2, 2 },
	{ "substr", SM_XN_SUBSTR, 2, 3 },
	{ "substring", SM_XN_SUBSTR, 2, 3 },
	{ "trunc", SM_XN_CUT, 1, 2 },
	{ "upper", SM_XN_UPPER, 1, 1 },
};

#define FORMS 7

static enum sm_code unknown_function(struct sm_xparse *x,
				     const struct sm_xtoken *name)
{
	/* the first are forms (expr_form.c) */
	const char *names[SM_COUNTOF(funcs) + FORMS] = {
		"cast", "extract", "now", "position", "row_count", "row_number",
		"trim",
	};
	const char *near;

	for (size_t i = 0; i < SM_COUNTOF(funcs); i++)
		names[FORMS + i] = funcs[i].name;
	near = sm_nearest(name->text.p, names, SM_COUNTOF(names));
	sm__expr_refuse(x, "unknown function \"%s\" at character %u of \"%s\"%s%s%s",
			name->text.p,
			sm__expr_character(x->ask->text, name->start),
			x->ask->text, near ? ", did you mean \"" : "",
			near ? near : "", near ? "\"?" : "");
	return sm_fix(x->err, "the functions are abs, cast, ceil, coalesce, concat,"
		      " concat_ws, date_part, date_trunc, div, extract, floor,"
		      " greatest, initcap, least, left, length, lower, lpad, ltrim,"
		      " make_date, mod, now, nullif, position, power, repeat,"
		      " replace, reverse, right, round, row_count, row_number,"
		      " rpad, rtrim, sign, starts_with, strpos, substr, trim,"
		      " trunc, upper");
}

static bool whole_between(const struct sm_xnode *n, int64_t lo, int64_t hi)
{
	return n->kind == SM_XN_LITERAL && n->type == SM_X_INT && n->lo >= lo &&
	       n->lo <= hi;
}

/* The second argument as a number between lo and hi; takes it off n. */
static enum sm_code digits_argument(struct sm_xparse *x, struct sm_xnode *n,
				    const char *func, int64_t lo, int64_t hi)
{
	const struct sm_xnode *arg = n->kid[1];

	if (!whole_between(arg, lo, hi))
		return sm__expr_refuse(x, "the second argument of %s() is a "
				       "number from %lld to %lld, not \"%s\"",
				       func, (long long)lo, (long long)hi,
				       sm__expr_cut(x, arg));
	n->digits = (int32_t)arg->lo;
	n->nkids = 1;
	return SM_OK;
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

/* lpad(t, n), lpad(t, n, fill): without fill, with blanks; rpad() */
static enum sm_code pad_arguments(struct sm_xparse *x, struct sm_xnode *n,
				  const char *name)
{
	struct sm_xnode *fill = n->nkids > 2 ? n->kid[2] : NULL;

	if (!whole_between(n->kid[1], 0, 65535) || (fill && !sm__expr_is_text(fill)))
		return sm__expr_refuse(x, "\"%s\": %s(t, n, fill) takes a number "
				       "from 0 to 65535 and a quoted text",
				       sm__expr_cut(x, n), name);
	if (!fill)
		SM_TRY(sm__expr_text(x, &fill, " ", n->start));
	n->digits = (int32_t)n->kid[1]->lo;
	n->kid[1] = fill;
	n->nkids = 2;
	return SM_OK;
}

/* btrim(t), btrim(t, 'characters'), and one side only: without, blanks */
static enum sm_code strip_arguments(struct sm_xparse *x, struct sm_xnode *n,
				    const char *name)
{
	struct sm_xlist args = { n->kid, n->nkids, n->nkids };

	n->digits = *name == 'l' ? SM_XS_LEFT :
		    *name == 'r' ? SM_XS_RIGHT : SM_XS_BOTH;
	if (n->nkids == 2 && sm__expr_is_text(n->kid[1]))
		return SM_OK;
	if (n->nkids == 2)
		return sm__expr_refuse(x, "\"%s\": %s(t, characters) takes them "
				       "as a quoted text", sm__expr_cut(x, n),
				       name);
	SM_TRY(sm__expr_list_add(x, &args, NULL));
	n->kid = args.node;
	n->nkids = args.n;
	return sm__expr_text(x, &n->kid[1], " ", n->start);
}

/* date_trunc('month', x), date_part('month', x) */
static enum sm_code unit_arguments(struct sm_xparse *x, struct sm_xnode *n,
				   const char *name)
{
	if (!sm__expr_is_text(n->kid[0]))
		return sm__expr_refuse(x, "\"%s\": %s() begins with a quoted "
				       "unit: 'month'", sm__expr_cut(x, n),
				       name);
	SM_TRY(sm__expr_field(x, n->kid[0]->text.p, n->kind == SM_XN_TRUNC,
			      &n->digits));
	n->kid[0] = n->kid[1];
	n->nkids = 1;
	return SM_OK;
}

/* What a call says about its own arguments, those that are no values. */
static enum sm_code literal_arguments(struct sm_xparse *x, struct sm_xnode *n,
				      const char *name)
{
	switch (n->kind) {
	case SM_XN_ROUND:
	case SM_XN_CUT:
		return n->nkids == 2 ? digits_argument(x, n, name, -18, 18) :
				       SM_OK;
	case SM_XN_POWER:
		return digits_argument(x, n, name, 0, 18);
	case SM_XN_LEFT:
	case SM_XN_RIGHT:
		return digits_argument(x, n, name, 0, INT32_MAX);
	case SM_XN_REPEAT:
		return digits_argument(x, n, name, 0, 65535);
	case SM_XN_SUBSTR:
		return substr_arguments(x, n);
	case SM_XN_LPAD:
	case SM_XN_RPAD:
		return pad_arguments(x, n, name);
	case SM_XN_STRIP:
		return strip_arguments(x, n, name);
	case SM_XN_REPLACE:
		if (sm__expr_is_text(n->kid[1]) && n->kid[1]->text.n > 0 &&
		    sm__expr_is_text(n->kid[2]))
			return SM_OK;
		return sm__expr_refuse(x, "\"%s\": replace(t, what, by) takes "
				       "quoted texts, the first not empty",
				       sm__expr_cut(x, n));
	case SM_XN_JOIN_WITH:
		if (sm__expr_is_text(n->kid[0]))
			return SM_OK;
		return sm__expr_refuse(x, "\"%s\": concat_ws() begins with a "
				       "quoted text: ', '", sm__expr_cut(x, n));
	case SM_XN_TRUNC:
	case SM_XN_EXTRACT:
		return unit_arguments(x, n, name);
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
