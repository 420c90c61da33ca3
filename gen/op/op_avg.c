/*
 * op_avg.c - the "avg" generator: the mean of a column of a row's `per` children
 *
 *     - avg: {of: order_lines.price}
 *     - avg: {of: order_lines.price, where: shipped}
 *
 * As in SQL, NULL children do not count, and a row without a value is NULL. The
 * exact mean is rounded once, halves away from zero, to the column's digits.
 */
#include <assert.h>
#include <string.h>

#include "aggregate.h"

#define PIECE 256               /* rows at a time: counts lie on the stack */
#define DIGITS 6                /* after the point, when the column has no type */

struct avg {
	struct sm__aggregate of;
	int64_t times;              /* the sum's unit in the column's units */
};

static enum sm_code avg_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct sm__aggregate_args *a = args;
	struct avg *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_domain *d;
	sm_int128 lo, hi;
	int64_t ignored;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__aggregate_bind(&st->of, op, a, SM__OF_COLUMN, c, err));
	d = &st->of.children.column[0]->dom;
	SM_TRY(sm__aggregate_sums(&st->of, a->of, c, &ignored, &ignored, err));
	if (c->type.id == SM_T_NONE)
		op->out.type = (struct sm_type){
			.id = SM_T_DECIMAL, .precision = 18,
			.scale = d->type.scale > DIGITS ? d->type.scale : DIGITS };
	if (op->out.type.scale < d->type.scale)
		return sm_refuse(c, err, "of", "%s has %u digits after the point, "
				 "the column only %u", a->of, d->type.scale,
				 op->out.type.scale);
	st->times = sm_pow10(op->out.type.scale - d->type.scale);
	lo = (sm_int128)d->min * st->times;
	hi = (sm_int128)d->max * st->times;
	if (lo < INT64_MIN || hi > INT64_MAX)
		return sm_refuse(c, err, "of", "the mean can pass 2^63");
	op->out.min = (int64_t)lo;
	op->out.max = (int64_t)hi;
	op->out.nullable = sm__aggregate_none(&st->of.children);
	op->state = st;
	return SM_OK;
}

struct sums {
	int64_t *sum;
	uint64_t n[PIECE];
};

static void add_batch(void *ctx, const struct sm__batch *b)
{
	const int64_t *v = b->column[0].v.i64;
	struct sums *s = ctx;

	for (uint32_t i = 0; i < b->n; i++) {
		bool has = sm__batch_has(b, 0, i);

		s->sum[b->owner[i]] += has ? v[i] : 0;
		s->n[b->owner[i]] += has;
	}
}

/* sum * times / n, rounded; n is at least 1. */
static int64_t mean(int64_t sum, int64_t times, uint64_t n)
{
	sm_int128 x = (sm_int128)sum * times;
	sm_int128 half = (sm_int128)(n / 2);

	assert(n > 0);
	return (int64_t)((x < 0 ? x - half : x + half) / (sm_int128)n);
}

static void avg_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct avg *st = op->state;

	(void)in;
	memset(out->v.i64, 0, rows->n * sizeof(int64_t));
	for (uint32_t at = 0; at < rows->n; at += PIECE) {
		const struct sm_rows part = {
			.id = rows->id ? rows->id + at : NULL,
			.first = rows->first + at,
			.n = rows->n - at < PIECE ? rows->n - at : PIECE,
		};
		struct sums s = { .sum = out->v.i64 + at };

		sm__aggregate_run(&st->of.children, w, &part, add_batch, &s);
		for (uint32_t i = 0; i < part.n; i++) {
			if (out->null)
				out->null[at + i] = s.n[i] == 0;
			s.sum[i] = s.n[i] ? mean(s.sum[i], st->times, s.n[i]) : 0;
		}
	}
}

const struct sm_op_kind sm_op_avg = {
	.name = "avg",
	.summary = "the mean of a column of the row's `per` children",
	.example = "{of: c.amount}",
	.doc = "of        CHILD_TABLE.COLUMN; the child is made per this table.\n"
	       "          Rounded to the column's digits (6 when it has no type),\n"
	       "          halves away from zero; NULL without a value\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = avg_compile,
	.run = avg_run,
};
