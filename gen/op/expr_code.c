/*
 * expr_code.c - a typed tree as a flat list of instructions
 *
 * Every instruction reads and writes whole vectors: registers, literals
 * written out for a batch, the op's inputs, and at the top the op's output. An
 * operand that is an input or a literal costs nothing. A register is given
 * back when its last reader has read it, and never is the target one of the
 * sources, so that the loops may assume so.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>

struct coder {
	struct sm_xparse *x;
	struct sm_xnode *root;
	struct sm_xins *ins;
	uint32_t nins, cap_ins;
	struct sm_xconst *konst;
	uint32_t nkonst, cap_konst;
	uint32_t readers[SM_X_REGS];    /* still to come; 0: free */
	uint32_t text_bytes;
	bool text;                      /* some instruction is about texts */
};

static enum sm_code gen(struct coder *g, struct sm_xnode *n, struct sm_xref *out);

/* ---- registers, literals, the list ----------------------------------------------- */

static enum sm_code take_reg(struct coder *g, struct sm_xref *r)
{
	for (uint32_t i = 0; i < SM_X_REGS; i++)
		if (g->readers[i] == 0) {
			g->readers[i] = 1;
			r->where = SM_XW_REG;
			r->i = i;
			return SM_OK;
		}
	sm__expr_refuse(g->x, "needs more than %d intermediate values at a time",
			SM_X_REGS);
	return sm_fix(g->x->err, "give a part of it a column of its own");
}

static void release(struct coder *g, struct sm_xref r)
{
	if (r.where != SM_XW_REG)
		return;
	assert(g->readers[r.i] > 0);
	g->readers[r.i]--;
}

/* Room for one more in a list that doubles; the old one stays in the arena. */
static void *grown(struct coder *g, void *list, uint32_t n, uint32_t *cap,
		   size_t size)
{
	void *more;

	if (n < *cap)
		return list;
	*cap = *cap ? 2 * *cap : 16;
	more = sm_arena_array(g->x->ask->arena, *cap, size);
	if (more && n)
		memcpy(more, list, n * size);
	return more;
}

static enum sm_code add(struct coder *g, const struct sm_xins *i)
{
	struct sm_xins *list = grown(g, g->ins, g->nins, &g->cap_ins,
				     sizeof(*list));

	if (!list)
		return sm_nomem(g->x->err);
	g->ins = list;
	g->ins[g->nins++] = *i;
	g->text |= i->code >= SM_XI_TEXT;
	return SM_OK;
}

/*
 * Append i. Its target is the op's output for the root, else a new register,
 * which gets as many readers as `of` has (a step on the way to it: one).
 */
static enum sm_code emit(struct coder *g, struct sm_xins i, bool nullable,
			 struct sm_xnode *of, struct sm_xref *out)
{
	if (of && of == g->root) {
		i.d.where = SM_XW_OUT;
	} else {
		SM_TRY(take_reg(g, &i.d));
		if (of)
			g->readers[i.d.i] = of->uses;
	}
	i.d.nullable = nullable;
	release(g, i.a);
	release(g, i.b);
	release(g, i.c);
	*out = i.d;
	if (of)
		of->ref = i.d;
	return add(g, &i);
}

/* `of` is what is in r already: its readers take over. */
static void alias(struct coder *g, struct sm_xnode *of, struct sm_xref r,
		  struct sm_xref *out)
{
	if (r.where == SM_XW_REG)
		g->readers[r.i] += of->uses - 1;
	of->ref = r;
	*out = r;
}

static enum sm_code gen_literal(struct coder *g, struct sm_xnode *n,
				struct sm_xref *out)
{
	struct sm_arena *a = g->x->ask->arena;
	struct sm_xconst *list = grown(g, g->konst, g->nkonst, &g->cap_konst,
				       sizeof(*list));
	struct sm_xconst c = { .v = sm_arena_alloc(a, sizeof(*c.v)) };

	if (!list || !c.v)
		return sm_nomem(g->x->err);
	if (n->nullable) {
		c.null = sm_arena_alloc(a, SM_X_ROWS);
		if (!c.null)
			return sm_nomem(g->x->err);
		memset(c.null, 1, SM_X_ROWS);
	}
	if (n->type == SM_X_TEXT)
		for (int i = 0; i < SM_X_TEXTS; i++)
			c.v->str[i] = n->text;
	else
		for (int i = 0; i < SM_X_ROWS; i++)
			c.v->i64[i] = n->lo;
	g->text |= n->type == SM_X_TEXT;
	g->konst = list;
	*out = (struct sm_xref){ SM_XW_CONST, n->nullable, g->nkonst };
	g->konst[g->nkonst++] = c;
	n->ref = *out;
	return SM_OK;
}

/* What a NULL row of an input holds is not promised: give it a value in range. */
static enum sm_code gen_column(struct coder *g, struct sm_xnode *n,
			       struct sm_xref *out)
{
	struct sm_xref in = { SM_XW_IN, n->nullable, n->input };
	struct sm_xins i = { .code = SM_XI_MASK, .a = in, .k = n->lo };

	g->text |= n->type == SM_X_TEXT;
	if (n->nullable && n->type != SM_X_TEXT)
		return emit(g, i, true, n, out);
	alias(g, n, in, out);
	return SM_OK;
}

/* ---- operators ----------------------------------------------------------------------- */

static enum sm_code gen_one(struct coder *g, struct sm_xnode *n,
			    enum sm_xcode code, int64_t k, int64_t m,
			    struct sm_xref *out)
{
	struct sm_xins i = { .code = code, .k = k, .m = m };

	SM_TRY(gen(g, n->kid[0], &i.a));
	return emit(g, i, n->nullable, n, out);
}

static enum sm_code gen_two(struct coder *g, struct sm_xnode *n,
			    enum sm_xcode code, int64_t k, int64_t m,
			    struct sm_xref *out)
{
	struct sm_xins i = { .code = code, .k = k, .m = m };

	assert(n->nkids == 2);
	SM_TRY(gen(g, n->kid[0], &i.a));
	SM_TRY(gen(g, n->kid[1], &i.b));
	return emit(g, i, n->nullable, n, out);
}

/* Where the divisor is 0 the row is NULL, and this divides instead. */
static int64_t spare_divisor(const struct sm_xnode *b)
{
	return b->hi ? b->hi : b->lo ? b->lo : 1;
}

static enum sm_code gen_quotient(struct coder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	const struct sm_xrange a = sm__expr_range(n->kid[0]);
	const int64_t spare = spare_divisor(n->kid[1]);
	const int64_t m = sm_pow10((unsigned)n->digits);
	const struct sm_xrange wide = { a.lo * m, a.hi * m };

	if (n->kind == SM_XN_MOD)
		return gen_two(g, n, SM_XI_MOD, spare, 0, out);
	if (n->type == SM_X_INT)
		return gen_two(g, n, SM_XI_DIV, spare, 0, out);
	return gen_two(g, n, sm__expr_fits(wide) ? SM_XI_DIV_ROUND :
		       SM_XI_DIV_ROUND128, spare, m, out);
}

static enum sm_code gen_product(struct coder *g, struct sm_xnode *n,
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

static enum sm_code gen_comparison(struct coder *g, struct sm_xnode *n,
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
static enum sm_code gen_round(struct coder *g, struct sm_xnode *n,
			      struct sm_xref *out)
{
	const int drop = n->digits;
	const int zeros = drop - n->kid[0]->scale;

	if (drop == 0) {
		struct sm_xref r;

		SM_TRY(gen(g, n->kid[0], &r));
		alias(g, n, r, out);
		return SM_OK;
	}
	if (drop < 0)
		return gen_one(g, n, SM_XI_TIMES, sm_pow10((unsigned)-drop), 0,
			       out);
	if (zeros > 0)
		return gen_one(g, n, SM_XI_ROUND, sm_pow10((unsigned)drop),
			       sm_pow10((unsigned)zeros), out);
	return gen_one(g, n, SM_XI_SHRINK, sm_pow10((unsigned)drop), 0, out);
}

/* From the last branch to the first: two registers, however many there are. */
static enum sm_code gen_case(struct coder *g, struct sm_xnode *n,
			     struct sm_xref *out)
{
	const uint32_t conds = n->nkids / 2;
	struct sm_xref r;

	SM_TRY(gen(g, n->kid[2 * conds], &r));
	for (uint32_t k = conds; k-- > 0;) {
		struct sm_xins i = {
			.code = n->type == SM_X_TEXT ? SM_XI_SELECT_S :
				SM_XI_SELECT,
			.b = r,
		};

		SM_TRY(gen(g, n->kid[conds + k], &i.a));
		SM_TRY(gen(g, n->kid[k], &i.c));
		SM_TRY(emit(g, i, i.a.nullable || i.b.nullable, k ? NULL : n,
			    &r));
	}
	*out = r;
	return SM_OK;
}

static enum sm_code gen_coalesce(struct coder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	struct sm_xref r;

	SM_TRY(gen(g, n->kid[n->nkids - 1], &r));
	for (uint32_t k = n->nkids - 1; k-- > 0;) {
		struct sm_xins i = {
			.code = n->type == SM_X_TEXT ? SM_XI_COALESCE_S :
				SM_XI_COALESCE,
			.b = r,
		};

		SM_TRY(gen(g, n->kid[k], &i.a));
		SM_TRY(emit(g, i, r.nullable, k ? NULL : n, &r));
	}
	if (n->nkids == 1)
		alias(g, n, r, &r);
	*out = r;
	return SM_OK;
}

static enum sm_code gen_extreme(struct coder *g, struct sm_xnode *n,
				struct sm_xref *out)
{
	struct sm_xref r;

	SM_TRY(gen(g, n->kid[0], &r));
	for (uint32_t k = 1; k < n->nkids; k++) {
		struct sm_xins i = {
			.code = n->kind == SM_XN_LEAST ? SM_XI_LEAST :
				SM_XI_GREATEST,
			.a = r,
		};

		SM_TRY(gen(g, n->kid[k], &i.b));
		SM_TRY(emit(g, i, i.a.nullable || i.b.nullable,
			    k + 1 < n->nkids ? NULL : n, &r));
	}
	if (n->nkids == 1)
		alias(g, n, r, &r);
	*out = r;
	return SM_OK;
}

/* ---- texts ------------------------------------------------------------------------------ */

/* Bytes of every row's text for one instruction. */
static enum sm_code take_text(struct coder *g, const struct sm_xnode *n,
			      uint32_t *at)
{
	const uint64_t sum = (uint64_t)g->text_bytes + n->width + SM_X_SPARE;

	*at = g->text_bytes;
	if (sum > INT32_MAX)
		return sm__expr_refuse(g->x, "its texts are longer than 2 GB");
	g->text_bytes = (uint32_t)sum;
	return SM_OK;
}

/* One piece after the other, each for all rows, so that no row looks at types. */
static enum sm_code gen_concat(struct coder *g, struct sm_xnode *n,
			       struct sm_xref *out)
{
	struct sm_xins i = { .k = 1, .d = { .where = SM_XW_OUT } };
	bool nullable = false;

	SM_TRY(take_text(g, n, &i.text_at));
	if (n != g->root) {
		SM_TRY(take_reg(g, &i.d));
		g->readers[i.d.i] = n->uses;
	}
	for (uint32_t k = 0; k < n->nkids; k++) {
		const struct sm_xnode *kid = n->kid[k];

		i.code = kid->type == SM_X_TEXT ? SM_XI_PUT_TEXT :
			 kid->type == SM_X_DATE ? SM_XI_PUT_DATE :
			 kid->type == SM_X_TIME ? SM_XI_PUT_TIME :
			 SM_XI_PUT_NUMBER;
		i.m = kid->scale;
		SM_TRY(gen(g, n->kid[k], &i.a));
		/* all of them write the NULLs that the last one leaves */
		nullable |= i.a.nullable;
		i.d.nullable = n->nullable;
		SM_TRY(add(g, &i));
		release(g, i.a);
		i.k = 0;
	}
	assert(nullable == n->nullable);
	n->ref = i.d;
	*out = i.d;
	return SM_OK;
}

static enum sm_code gen_fold(struct coder *g, struct sm_xnode *n,
			     enum sm_xcode code, struct sm_xref *out)
{
	struct sm_xins i = { .code = code };

	SM_TRY(take_text(g, n, &i.text_at));
	SM_TRY(gen(g, n->kid[0], &i.a));
	return emit(g, i, n->nullable, n, out);
}

/* ---- all of them -------------------------------------------------------------------------- */

static enum sm_code gen_function(struct coder *g, struct sm_xnode *n,
				 struct sm_xref *out)
{
	const int64_t unit = sm_pow10(n->kid[0]->scale);

	switch (n->kind) {
	case SM_XN_ROUND:
		return gen_round(g, n, out);
	case SM_XN_ABS:
		return gen_one(g, n, SM_XI_ABS, 0, 0, out);
	case SM_XN_FLOOR:
		return gen_one(g, n, SM_XI_FLOOR, unit, 0, out);
	case SM_XN_CEIL:
		return gen_one(g, n, SM_XI_CEIL, unit, 0, out);
	case SM_XN_LENGTH:
		return gen_one(g, n, SM_XI_LENGTH, 0, 0, out);
	case SM_XN_LOWER:
		return gen_fold(g, n, SM_XI_LOWER, out);
	case SM_XN_UPPER:
		return gen_fold(g, n, SM_XI_UPPER, out);
	case SM_XN_LEFT:
		return gen_one(g, n, SM_XI_LEFT, n->digits, 0, out);
	case SM_XN_SCALE:
		return gen_one(g, n, SM_XI_TIMES, sm_pow10((unsigned)
			       (n->scale - n->kid[0]->scale)), 0, out);
	case SM_XN_TO_TIME:
		return gen_one(g, n, SM_XI_TIMES, SM_DAY_US, 0, out);
	case SM_XN_TO_DATE:
		return gen_one(g, n, SM_XI_FLOOR, SM_DAY_US, 0, out);
	default:
		assert(n->kind == SM_XN_TRIM);
		return gen_one(g, n, SM_XI_TRIM, 0, 0, out);
	}
}

static enum sm_code gen_operator(struct coder *g, struct sm_xnode *n,
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
	case SM_XN_NULLIF:
		return gen_two(g, n, n->type == SM_X_TEXT ? SM_XI_NULLIF_S :
			       SM_XI_NULLIF, 0, 0, out);
	default:
		return gen_function(g, n, out);
	}
}

/* *out is where n's value is; the caller releases it when it has been read. */
static enum sm_code gen(struct coder *g, struct sm_xnode *n, struct sm_xref *out)
{
	if (n->ref.where != SM_XW_NONE) {
		*out = n->ref;
		return SM_OK;
	}
	switch (n->kind) {
	case SM_XN_LITERAL:
		return gen_literal(g, n, out);
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
	default:
		return gen_operator(g, n, out);
	}
}

/* How many nodes read each node; a shared one is made once. */
static void count_uses(struct sm_xnode *n)
{
	if (n->uses++ > 0)
		return;
	for (uint32_t i = 0; i < n->nkids; i++)
		count_uses(n->kid[i]);
}

/* Rows at a time: as many as the registers, and the texts beside them, hold. */
static enum sm_code set_batch(struct coder *g, struct sm_expr *e)
{
	e->batch = g->text ? SM_X_TEXTS : SM_X_ROWS;
	if (e->text || e->stride == 0)
		return SM_OK;
	if (e->stride > SM_X_AREA)
		return sm__expr_refuse(g->x, "its texts can have %u bytes on the"
				       " way to a result that is no text, more "
				       "than %d", e->stride, SM_X_AREA);
	if (e->batch > SM_X_AREA / e->stride)
		e->batch = SM_X_AREA / e->stride;
	return SM_OK;
}

enum sm_code sm__expr_code(struct sm_xparse *x, struct sm_xnode *root,
			   struct sm_expr *e)
{
	struct coder g = { .x = x, .root = root };
	struct sm_xins last = { .d = { .where = SM_XW_OUT } };

	e->text = root->type == SM_X_TEXT;
	last.d.nullable = root->nullable;
	count_uses(root);
	SM_TRY(gen(&g, root, &last.a));
	if (last.a.where != SM_XW_OUT) {
		last.code = e->text ? SM_XI_MOVE_S : SM_XI_MOVE;
		SM_TRY(add(&g, &last));
		release(&g, last.a);
	}
	if (e->text && root->nullable) {
		last.code = SM_XI_CLEAR_S;
		last.a = last.d;
		SM_TRY(add(&g, &last));
	}
	for (uint32_t i = 0; i < SM_X_REGS; i++)
		assert(g.readers[i] == 0);
	e->ins = g.ins;
	e->nins = g.nins;
	e->konst = g.konst;
	e->stride = g.text_bytes;
	return set_batch(&g, e);
}
