/*
 * expr_string.c - what is known about texts that are made, and about what is
 * asked of them: how long they can be, in bytes and in characters
 *
 * concat() and concat_ws() are taken apart here: a piece that may be NULL becomes
 * a coalesce() that is never NULL, and the rest is as with ||.
 */
#include "op/expr.h"

#include <assert.h>
#include <inttypes.h>

#include "seedmill/fmt.h"

/* ---- joining ------------------------------------------------------------ */

/* Bytes of a number or time as text: the longest is at one of the ends. */
static enum sm_code text_width(struct sm_xparse *x, struct sm_xnode *n,
			       const struct sm_xnode *kid, uint32_t *width)
{
	char out[SM_FMT_ROOM];
	ptrdiff_t lo, hi;

	switch (kid->type) {
	case SM_X_INT:
	case SM_X_DEC:
		lo = sm_fmt_decimal(out, kid->lo, kid->scale) - out;
		hi = sm_fmt_decimal(out, kid->hi, kid->scale) - out;
		*width = (uint32_t)(lo > hi ? lo : hi);
		return SM_OK;
	case SM_X_DATE:
		*width = SM_FMT_DATE;
		return SM_OK;
	case SM_X_TIME:
		*width = SM_FMT_TIME;
		return SM_OK;
	default:
		sm__expr_refuse(x, "\"%s\" joins texts, \"%s\" is %s",
				sm__expr_cut(x, n), sm__expr_cut(x, kid),
				sm__expr_type_name(kid->type));
		return sm_fix(x->err, "cast(%s as text), or case when ... then 'yes' "
			      "else 'no' end", sm__expr_cut(x, kid));
	}
}

static enum sm_code type_concat(struct sm_xparse *x, struct sm_xnode *n)
{
	uint64_t width = 0, chars = 0;

	n->type = SM_X_TEXT;
	n->plain = true;
	for (uint32_t i = 0; i < n->nkids; i++) {
		struct sm_xnode *kid;
		uint32_t w = 0;

		if (n->kid[i]->type == SM_X_NULL)
			SM_TRY(sm__expr_typed_null(x, &n->kid[i], SM_X_TEXT, 0));
		kid = n->kid[i];
		n->nullable |= kid->nullable;
		if (kid->type == SM_X_TEXT) {
			n->plain &= kid->plain;
			width += kid->width;
			chars += kid->chars;
			continue;
		}
		SM_TRY(text_width(x, n, kid, &w));
		width += w;
		chars += w;
	}
	if (width > INT32_MAX)
		return sm__expr_refuse(x, "\"%s\" can have %" PRIu64 " bytes",
				       sm__expr_cut(x, n), width);
	n->width = (uint32_t)width;
	n->chars = (uint32_t)chars;
	return SM_OK;
}

/* A node of that kind over *kid, and perhaps another; typed. */
static enum sm_code put_over(struct sm_xparse *x, struct sm_xnode **kid,
			     enum sm_xkind kind, struct sm_xnode *second)
{
	struct sm_xnode *n = sm__expr_node(x, kind, second ? 2 : 1, (*kid)->start,
					   (*kid)->end);

	if (!n)
		return sm_nomem(x->err);
	n->kid[0] = *kid;
	n->kid[1] = second;
	n->depth = (*kid)->depth;
	*kid = n;
	return sm__expr_type(x, n);
}

/* *kid as a text that is empty where it is NULL; `with` stands before it. */
static enum sm_code never_null(struct sm_xparse *x, struct sm_xnode **kid,
			       struct sm_xnode *with)
{
	struct sm_xnode *empty, *joined;

	if (!(*kid)->nullable && !with)
		return SM_OK;
	if (with) {
		joined = with;
		SM_TRY(put_over(x, &joined, SM_XN_CONCAT, *kid));
		*kid = joined;
	} else if ((*kid)->type != SM_X_TEXT) {
		SM_TRY(put_over(x, kid, SM_XN_CONCAT, NULL));
	}
	if (!(*kid)->nullable)
		return SM_OK;
	SM_TRY(sm__expr_text(x, &empty, "", (*kid)->start));
	return put_over(x, kid, SM_XN_COALESCE, empty);
}

/* concat(a, b, ...): as a || b, but for the NULLs */
static enum sm_code type_join(struct sm_xparse *x, struct sm_xnode *n)
{
	for (uint32_t i = 0; i < n->nkids; i++)
		SM_TRY(never_null(x, &n->kid[i], NULL));
	n->kind = SM_XN_CONCAT;
	return type_concat(x, n);
}

/*
 * concat_ws(s, a, b, ...): each that is not NULL with s in front, one after the
 * other, and the first s cut off. A first that is never NULL gets none.
 */
static enum sm_code type_join_with(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *with = n->kid[0], *all;
	const bool sure = !n->kid[1]->nullable;

	all = sm__expr_node(x, SM_XN_CONCAT, n->nkids - 1, n->start, n->end);
	if (!all)
		return sm_nomem(x->err);
	all->depth = n->depth;
	for (uint32_t i = 0; i < all->nkids; i++) {
		all->kid[i] = n->kid[i + 1];
		SM_TRY(never_null(x, &all->kid[i], i == 0 && sure ? NULL : with));
	}
	SM_TRY(sm__expr_type(x, all));
	n->kid[0] = all;
	n->nkids = 1;
	n->kind = SM_XN_SUBSTR;
	n->ka = sure ? 0 : with->chars;
	n->digits = INT32_MAX;
	return sm__expr_type_string(x, n);
}

/* ---- pieces ------------------------------------------------------------- */

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

/* lpad(), rpad(): n characters, as many as t had when there is nothing to fill with */
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

static enum sm_code repeat_width(struct sm_xparse *x, struct sm_xnode *n)
{
	const uint64_t width = (uint64_t)n->width * (uint32_t)n->digits;

	if (width > INT32_MAX)
		return sm__expr_refuse(x, "\"%s\" can have %" PRIu64 " bytes",
				       sm__expr_cut(x, n), width);
	n->width = (uint32_t)width;
	n->chars *= (uint32_t)n->digits;
	return SM_OK;
}

/* What is only some of a's characters. */
static void part_width(struct sm_xnode *n)
{
	if (n->kind == SM_XN_SUBSTR)
		n->chars = n->ka < n->chars ? n->chars - (uint32_t)n->ka : 0;
	if ((n->kind == SM_XN_LEFT || n->kind == SM_XN_SUBSTR ||
	     n->kind == SM_XN_RIGHT) && (uint32_t)n->digits < n->chars)
		n->chars = (uint32_t)n->digits;
	/* a character has at most 4 bytes */
	if (n->width / 4 > n->chars)
		n->width = 4 * n->chars;
}

/* ---- what is asked of them ---------------------------------------------- */

/* length(), position(), starts_with(), LIKE */
static enum sm_code type_question(struct sm_xparse *x, struct sm_xnode *n)
{
	const bool yes_or_no = n->kind == SM_XN_STARTS || n->kind == SM_XN_LIKE;

	for (uint32_t i = 0; i < n->nkids; i++)
		SM_TRY(sm__expr_need(x, n, &n->kid[i], SM_X_TEXT));
	n->type = yes_or_no ? SM_X_BOOL : SM_X_INT;
	n->hi = yes_or_no ? 1 : n->kid[0]->chars;
	/* the empty text begins at 1, in an empty one as well */
	if (n->kind == SM_XN_POSITION && n->hi == 0)
		n->hi = 1;
	return SM_OK;
}

static enum sm_code type_text(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a;

	SM_TRY(sm__expr_need(x, n, &n->kid[0], SM_X_TEXT));
	a = n->kid[0];
	n->type = SM_X_TEXT;
	n->plain = a->plain;
	n->width = a->width;
	n->chars = a->chars;
	switch (n->kind) {
	case SM_XN_REPLACE:
		return replace_width(x, n);
	case SM_XN_REPEAT:
		return repeat_width(x, n);
	case SM_XN_LPAD:
	case SM_XN_RPAD:
		lpad_width(n);
		return SM_OK;
	default:
		part_width(n);
		return SM_OK;
	}
}

enum sm_code sm__expr_type_string(struct sm_xparse *x, struct sm_xnode *n)
{
	switch (n->kind) {
	case SM_XN_CONCAT:
		return type_concat(x, n);
	case SM_XN_JOIN:
		return type_join(x, n);
	case SM_XN_JOIN_WITH:
		return type_join_with(x, n);
	case SM_XN_LENGTH:
	case SM_XN_POSITION:
	case SM_XN_STARTS:
	case SM_XN_LIKE:
		return type_question(x, n);
	default:
		return type_text(x, n);
	}
}
