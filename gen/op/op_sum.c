/*
 * op_sum.c - the "sum" generator: a column of a row's `per` children, added up
 *
 *     - sum: {of: order_lines.amount}
 *     - sum: {of: order_lines.amount, where: shipped}
 *
 * NULL children do not count, as in SQL; a row without children has the sum 0.
 */
#include "aggregate.h"

static enum sm_code sum_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct sm__aggregate_args *a = args;
	struct sm__aggregate *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_domain *d;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__aggregate_bind(st, op, a, SM__OF_COLUMN, c, err));
	d = &st->children.column[0]->dom;
	SM_TRY(sm__aggregate_sums(st, a->of, c, &op->out.min, &op->out.max, err));
	if (c->type.id == SM_T_NONE)
		op->out.type = d->type.id == SM_T_DECIMAL
			? (struct sm_type){ .id = SM_T_DECIMAL, .precision = 18,
					    .scale = d->type.scale }
			: (struct sm_type){ .id = SM_T_BIGINT };
	if (op->out.type.scale != d->type.scale)
		return sm_refuse(c, err, "of", "%s has %u digits after the point, "
				 "the column %u", a->of, d->type.scale,
				 op->out.type.scale);
	op->state = st;
	return SM_OK;
}

static void sum_batch(void *ctx, const struct sm__batch *b)
{
	const int64_t *v = b->column[0].v.i64;
	int64_t *sum = ctx;

	for (uint32_t i = 0; i < b->n; i++)
		if (sm__batch_has(b, 0, i))
			sum[b->owner[i]] += v[i];
}

static void sum_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct sm__aggregate *st = op->state;

	(void)in;
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = 0;
	sm__aggregate_run(&st->children, w, rows, sum_batch, out->v.i64);
}

const struct sm_op_kind sm_op_sum = {
	.name = "sum",
	.summary = "a column of the row's `per` children, added up",
	.example = "{of: c.amount}",
	.doc = "of        CHILD_TABLE.COLUMN; the child is made per this table\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = sum_compile,
	.run = sum_run,
};
