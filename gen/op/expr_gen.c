/*
 * expr_gen.c - which instructions a node becomes
 *
 * The operands first, then the node itself. What several nodes read is made at
 * the first of them and stays in its register until the last.
 */
#include "op/expr_code.h"

#include <assert.h>

/* What a NULL row of an input holds is not promised: give it a value in range. */
static enum sm_code gen_column(struct sm_xcoder *g, struct sm_xnode *n,
			       struct sm_xref *out)
{
	struct sm_xref in = { SM_XW_IN, n->nullable, n->input };
	struct sm_xins i = { .code = SM_XI_MASK, .a = in, .k = n->lo };

	g->text |= n->type == SM_X_TEXT;
	if (n->nullable && n->type != SM_X_TEXT)
		return sm__coder_emit(g, i, true, n, out);
	sm__coder_alias(g, n, in, out);
	return SM_OK;
}

/* ---- operators ---------------------------------------------------------- */

static enum sm_code gen_one(struct sm_xcoder *g, struct sm_xnode *n,
			    enum sm_xcode code, int64_t k, int64_t m,
			    struct sm_xref *out)
{
	struct sm_xins i = { .code = code, .k = k, .m = m };

	SM_TRY(sm__expr_gen(g, n->kid[0], &i.a));
	return sm__coder_emit(g, i, n->nullable, n, out);
}

static enum sm_code gen_two(struct sm_xcoder *g, struct sm_xnode *n,
			    enum sm_xcode code, int64_t k, int64_t m,
			    struct sm_xref *out)
{
	struct sm_xins i = { .code = code, .k = k, .m = m };

	assert(n->nkids == 2);
	SM_TRY(sm__expr_gen(g, n->kid[0], &i.a));
	SM_TRY(sm__expr_gen(g, n->kid[1], &i.b));
	return sm__coder_emit(g, i, n->nullable, n, out);
}

/* Where the divisor is 0 the row is NULL, and this divides instead. */
static int64_t spare_divisor(const struct sm_xnode *b)
{
	return b->hi ? b->hi : b->lo ? b->lo : 1;
}

static enum sm_code gen_quotient(struct sm_xcoder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	const struct sm_xrange a = sm__expr_range(n->kid[0]);
	const int64_t spare = spare_divisor(n->kid[1]);
	const int64_t m = sm_pow10((unsigned)n->digits);
	const struct sm_xrange wide = { a.lo * m, a.hi * m };

	if (n->kind == SM_XN_MOD)
		return gen_two(g, n, SM_XI_MOD, spare, 0, out);
	if (n->type == SM_X_INT || n->kind == SM_XN_DIV_WHOLE)
		return gen_two(g, n, SM_XI_DIV, spare, 0, out);
	return gen_two(g, n, sm__expr_fits(wide) ? SM_XI_DIV_ROUND :
		       SM_XI_DIV_ROUND128, spare, m, out);
}

static enum sm_code gen_product(struct sm_xcoder *g, struct sm_xnode *n,
				struct sm_xref *out)
{
	const struct sm_xrange r =
		sm__expr_range_mul(sm__expr_range(n->kid[0]),
				   sm__expr_range(n->kid[1]));

	if (n->digits == 0)
		return gen_two(g, n, SM_XI_MUL, 0, 0, out);
	return gen_two(g, n, sm__expr_fits(r) ? SM_XI_MUL_ROUND :
		       SM_XI_MUL_ROUND128, sm_pow10((unsigned)n->digits), 0,
		       out);
}

static enum sm_code gen_comparison(struct sm_xcoder *g, struct sm_xnode *n,
				   struct sm_xref *out)
{
	const int which = (int)n->kind - (int)SM_XN_EQ;
	int base = n->ka ? SM_XI_EQ128 : SM_XI_EQ;

	if (n->kid[0]->type == SM_X_TEXT)
		base = SM_XI_EQ_S;
	assert(which >= 0 && which < 4);
	return gen_two(g, n, (enum sm_xcode)(base + which), n->ka, n->kb, out);
}

/* digits: how many are dropped, or added when negative */
static enum sm_code gen_round(struct sm_xcoder *g, struct sm_xnode *n,
			      struct sm_xref *out)
{
	const int drop = n->digits;
	const int zeros = drop - n->kid[0]->scale;
	const bool cut = n->kind == SM_XN_CUT;

	if (drop == 0) {
		struct sm_xref r;

		SM_TRY(sm__expr_gen(g, n->kid[0], &r));
		sm__coder_alias(g, n, r, out);
		return SM_OK;
	}
	if (drop < 0)
		return gen_one(g, n, SM_XI_TIMES, sm_pow10((unsigned)-drop), 0,
			       out);
	if (cut)
		return gen_one(g, n, SM_XI_CUT, sm_pow10((unsigned)drop),
			       zeros > 0 ? sm_pow10((unsigned)zeros) : 1, out);
	if (zeros > 0)
		return gen_one(g, n, SM_XI_ROUND, sm_pow10((unsigned)drop),
			       sm_pow10((unsigned)zeros), out);
	return gen_one(g, n, SM_XI_SHRINK, sm_pow10((unsigned)drop), 0, out);
}

/* What it converts by is a node of its own below it. */
static enum sm_code gen_cast(struct sm_xcoder *g, struct sm_xnode *n,
			     struct sm_xref *out)
{
	struct sm_xref r;

	SM_TRY(sm__expr_gen(g, n->kid[0], &r));
	sm__coder_alias(g, n, r, out);
	return SM_OK;
}

/* From the last branch to the first: two registers, however many there are. */
static enum sm_code gen_case(struct sm_xcoder *g, struct sm_xnode *n,
			     struct sm_xref *out)
{
	const uint32_t conds = n->nkids / 2;
	struct sm_xref r;

	SM_TRY(sm__expr_gen(g, n->kid[2 * conds], &r));
	for (uint32_t k = conds; k-- > 0;) {
		struct sm_xins i = {
			.code = n->type == SM_X_TEXT ? SM_XI_SELECT_S :
				SM_XI_SELECT,
			.b = r,
		};

		SM_TRY(sm__expr_gen(g, n->kid[conds + k], &i.a));
		SM_TRY(sm__expr_gen(g, n->kid[k], &i.c));
		SM_TRY(sm__coder_emit(g, i, i.a.nullable || i.b.nullable, k ? NULL : n,
			    &r));
	}
	*out = r;
	return SM_OK;
}

static enum sm_code gen_coalesce(struct sm_xcoder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	struct sm_xref r;

	SM_TRY(sm__expr_gen(g, n->kid[n->nkids - 1], &r));
	for (uint32_t k = n->nkids - 1; k-- > 0;) {
		struct sm_xins i = {
			.code = n->type == SM_X_TEXT ? SM_XI_COALESCE_S :
				SM_XI_COALESCE,
			.b = r,
		};

		SM_TRY(sm__expr_gen(g, n->kid[k], &i.a));
		SM_TRY(sm__coder_emit(g, i, r.nullable, k ? NULL : n, &r));
	}
	if (n->nkids == 1)
		sm__coder_alias(g, n, r, &r);
	*out = r;
	return SM_OK;
}

static enum sm_code gen_extreme(struct sm_xcoder *g, struct sm_xnode *n,
				struct sm_xref *out)
{
	struct sm_xref r;

	SM_TRY(sm__expr_gen(g, n->kid[0], &r));
	for (uint32_t k = 1; k < n->nkids; k++) {
		struct sm_xins i = {
			.code = n->kind == SM_XN_LEAST ? SM_XI_LEAST :
				SM_XI_GREATEST,
			.a = r,
		};

		SM_TRY(sm__expr_gen(g, n->kid[k], &i.b));
		SM_TRY(sm__coder_emit(g, i, i.a.nullable || i.b.nullable,
			    k + 1 < n->nkids ? NULL : n, &r));
	}
	if (n->nkids == 1)
		sm__coder_alias(g, n, r, &r);
	*out = r;
	return SM_OK;
}

static enum sm_code gen_date(struct sm_xcoder *g, struct sm_xnode *n,
			     struct sm_xref *out)
{
	struct sm_xins i = { .code = SM_XI_MAKE_DATE };

	SM_TRY(sm__expr_gen(g, n->kid[0], &i.a));
	SM_TRY(sm__expr_gen(g, n->kid[1], &i.b));
	SM_TRY(sm__expr_gen(g, n->kid[2], &i.c));
	return sm__coder_emit(g, i, n->nullable, n, out);
}

/* ---- texts -------------------------------------------------------------- */

/* One piece after the other, each for all rows, so that no row looks at types. */
static enum sm_code gen_concat(struct sm_xcoder *g, struct sm_xnode *n,
			       struct sm_xref *out)
{
	struct sm_xins i = { .k = 1, .d = { .where = SM_XW_OUT } };
	bool nullable = false;

	SM_TRY(sm__coder_text(g, n, &i.text_at));
	if (n != g->root) {
		SM_TRY(sm__coder_take(g, &i.d));
		g->readers[i.d.i] = n->uses;
	}
	for (uint32_t k = 0; k < n->nkids; k++) {
		const struct sm_xnode *kid = n->kid[k];

		i.code = kid->type == SM_X_TEXT ? SM_XI_PUT_TEXT :
			 kid->type == SM_X_DATE ? SM_XI_PUT_DATE :
			 kid->type == SM_X_TIME ? SM_XI_PUT_TIME :
			 SM_XI_PUT_NUMBER;
		i.m = kid->scale;
		SM_TRY(sm__expr_gen(g, n->kid[k], &i.a));
		/* all of them write the NULLs that the last one leaves */
		nullable |= i.a.nullable;
		i.d.nullable = n->nullable;
		SM_TRY(sm__coder_add(g, &i));
		sm__coder_release(g, i.a);
		i.k = 0;
	}
	assert(nullable == n->nullable);
	n->ref = i.d;
	*out = i.d;
	return SM_OK;
}

/* What makes bytes of its own; the kids behind the first are literals. */
static enum sm_code gen_made(struct sm_xcoder *g, struct sm_xnode *n,
			     enum sm_xcode code, struct sm_xref *out)
{
	struct sm_xins i = { .code = code, .k = n->digits };

	assert(n->nkids >= 1 && n->nkids <= 3);
	SM_TRY(sm__coder_text(g, n, &i.text_at));
	SM_TRY(sm__expr_gen(g, n->kid[0], &i.a));
	if (n->nkids > 1)
		SM_TRY(sm__expr_gen(g, n->kid[1], &i.b));
	if (n->nkids > 2)
		SM_TRY(sm__expr_gen(g, n->kid[2], &i.c));
	return sm__coder_emit(g, i, n->nullable, n, out);
}

/* What points into the texts there are, or only looks at them. */
static enum sm_code gen_part(struct sm_xcoder *g, struct sm_xnode *n,
			     struct sm_xref *out)
{
	switch (n->kind) {
	case SM_XN_LENGTH:
		return gen_one(g, n, SM_XI_LENGTH, 0, 0, out);
	case SM_XN_LEFT:
		return gen_one(g, n, SM_XI_LEFT, n->digits, 0, out);
	case SM_XN_RIGHT:
		return gen_one(g, n, SM_XI_RIGHT, n->digits, 0, out);
	case SM_XN_SUBSTR:
		return gen_one(g, n, SM_XI_SUBSTR, n->digits, n->ka, out);
	case SM_XN_STRIP:
		return gen_two(g, n, SM_XI_STRIP, n->digits, 0, out);
	case SM_XN_POSITION:
		return gen_two(g, n, SM_XI_POSITION, 0, 0, out);
	case SM_XN_STARTS:
		return gen_two(g, n, SM_XI_STARTS, 0, 0, out);
	case SM_XN_LIKE:
		return gen_two(g, n, SM_XI_LIKE, 0, 0, out);
	default:
		assert(n->kind == SM_XN_TRIM);
		return gen_one(g, n, SM_XI_TRIM, 0, 0, out);
	}
}

static enum sm_code gen_string(struct sm_xcoder *g, struct sm_xnode *n,
			       struct sm_xref *out)
{
	switch (n->kind) {
	case SM_XN_LOWER:
		return gen_made(g, n, SM_XI_LOWER, out);
	case SM_XN_UPPER:
		return gen_made(g, n, SM_XI_UPPER, out);
	case SM_XN_INITCAP:
		return gen_made(g, n, SM_XI_INITCAP, out);
	case SM_XN_REVERSE:
		return gen_made(g, n, SM_XI_REVERSE, out);
	case SM_XN_REPEAT:
		return gen_made(g, n, SM_XI_REPEAT, out);
	case SM_XN_LPAD:
		return gen_made(g, n, SM_XI_LPAD, out);
	case SM_XN_RPAD:
		return gen_made(g, n, SM_XI_RPAD, out);
	case SM_XN_REPLACE:
		return gen_made(g, n, SM_XI_REPLACE, out);
	default:
		return gen_part(g, n, out);
	}
}

/* ---- all of them -------------------------------------------------------- */

static enum sm_code gen_function(struct sm_xcoder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	const int64_t unit = sm_pow10(n->kid[0]->scale);

	switch (n->kind) {
	case SM_XN_ROUND:
	case SM_XN_CUT:
		return gen_round(g, n, out);
	case SM_XN_ABS:
		return gen_one(g, n, SM_XI_ABS, 0, 0, out);
	case SM_XN_SIGN:
		return gen_one(g, n, SM_XI_SIGN, 0, 0, out);
	case SM_XN_MAKE_DATE:
		return gen_date(g, n, out);
	case SM_XN_FLOOR:
		return gen_one(g, n, SM_XI_FLOOR, unit, 0, out);
	case SM_XN_CEIL:
		return gen_one(g, n, SM_XI_CEIL, unit, 0, out);
	case SM_XN_SCALE:
		return gen_one(g, n, SM_XI_TIMES, sm_pow10((unsigned)
			       (n->scale - n->kid[0]->scale)), 0, out);
	case SM_XN_TO_TIME:
		return gen_one(g, n, SM_XI_TIMES, SM_DAY_US, 0, out);
	case SM_XN_TO_DATE:
		return gen_one(g, n, SM_XI_FLOOR, SM_DAY_US, 0, out);
	case SM_XN_EXTRACT:
		return gen_one(g, n, SM_XI_EXTRACT, n->digits,
			       n->kid[0]->type == SM_X_DATE, out);
	case SM_XN_TRUNC:
		return gen_one(g, n, SM_XI_TRUNC, n->digits, 0, out);
	default:
		return gen_string(g, n, out);
	}
}

static enum sm_code gen_operator(struct sm_xcoder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	switch (n->kind) {
	case SM_XN_NEG:
		return gen_one(g, n, SM_XI_NEG, 0, 0, out);
	case SM_XN_ADD:
		return gen_two(g, n, SM_XI_ADD, 0, 0, out);
	case SM_XN_SUB:
		return gen_two(g, n, SM_XI_SUB, 0, 0, out);
	case SM_XN_MUL:
		return gen_product(g, n, out);
	case SM_XN_DIV:
	case SM_XN_DIV_WHOLE:
	case SM_XN_MOD:
		return gen_quotient(g, n, out);
	case SM_XN_EQ:
	case SM_XN_NE:
	case SM_XN_LT:
	case SM_XN_LE:
		return gen_comparison(g, n, out);
	case SM_XN_NOT:
		return gen_one(g, n, SM_XI_NOT, 0, 0, out);
	case SM_XN_AND:
		return gen_two(g, n, SM_XI_AND, 0, 0, out);
	case SM_XN_OR:
		return gen_two(g, n, SM_XI_OR, 0, 0, out);
	case SM_XN_ISNULL:
		return gen_one(g, n, SM_XI_ISNULL, 0, 0, out);
	case SM_XN_ADD_MONTHS:
		return gen_two(g, n, SM_XI_ADD_MONTHS, 0, 0, out);
	case SM_XN_NULLIF:
		return gen_two(g, n, n->type == SM_X_TEXT ? SM_XI_NULLIF_S :
			       SM_XI_NULLIF, 0, 0, out);
	default:
		return gen_function(g, n, out);
	}
}

enum sm_code sm__expr_gen(struct sm_xcoder *g, struct sm_xnode *n, struct sm_xref *out)
{
	if (n->ref.where != SM_XW_NONE) {
		*out = n->ref;
		return SM_OK;
	}
	switch (n->kind) {
	case SM_XN_LITERAL:
		return sm__coder_literal(g, n, out);
	case SM_XN_COLUMN:
		return gen_column(g, n, out);
	case SM_XN_CASE:
		return gen_case(g, n, out);
	case SM_XN_COALESCE:
		return gen_coalesce(g, n, out);
	case SM_XN_LEAST:
	case SM_XN_GREATEST:
		return gen_extreme(g, n, out);
	case SM_XN_CONCAT:
		return gen_concat(g, n, out);
	case SM_XN_CAST:
		return gen_cast(g, n, out);
	case SM_XN_ROW:
		return sm__coder_emit(g, (struct sm_xins){ .code = SM_XI_ROW,
							   .k = 1 },
				      false, n, out);
	default:
		return gen_operator(g, n, out);
	}
}
