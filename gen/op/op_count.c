/*
 * op_count.c - the "count" generator: how many `per` children a row has
 *
 *     - count: {of: order_lines}
 *     - count: {of: order_lines.discount}              those that are not NULL
 *     - count: {of: order_lines, where: shipped}
 *
 * All children are known from the fan alone: none of them is made for that.
 */
#include "aggregate.h"

static enum sm_code count_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	struct sm__aggregate *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_children *ch = &st->children;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__aggregate_bind(st, op, args, SM__OF_EITHER, c, err));
	op->out.min = sm__aggregate_none(ch) ? 0 : (int64_t)ch->fan->min;
	op->out.max = (int64_t)ch->fan->max;
	op->state = st;
	return SM_OK;
}

static void count_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct sm__aggregate *st = op->state;

	(void)in;
	sm__aggregate_count(&st->children, w, rows, out->v.i64);
}

const struct sm_op_kind sm_op_count = {
	.name = "count",
	.summary = "how many `per` children the row has",
	.example = "{of: c}",
	.doc = "of        CHILD_TABLE, or CHILD_TABLE.COLUMN: those where it is not\n"
	       "          NULL; the child is made per this table\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM_M_INTS,
	.natural = { .id = SM_T_BIGINT },
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = count_compile,
	.run = count_run,
};
