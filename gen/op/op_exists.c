/*
 * op_exists.c - the "exists" generator: has a row any `per` children?
 *
 *     - exists: {of: order_lines}
 *     - exists: {of: order_lines, where: returned}
 */
#include "aggregate.h"

static enum sm_code exists_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	struct sm__aggregate *st = sm_arena_alloc(c->arena, sizeof(*st));

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__aggregate_bind(st, op, args, SM__OF_EITHER, c, err));
	op->out.min = sm__aggregate_none(&st->children) ? 0 : 1;
	op->out.max = 1;
	op->state = st;
	return SM_OK;
}

static void exists_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct sm__aggregate *st = op->state;

	(void)in;
	sm__aggregate_count(&st->children, w, rows, out->v.i64);
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = out->v.i64[i] > 0;
}

const struct sm_op_kind sm_op_exists = {
	.name = "exists",
	.summary = "whether the row has any `per` children",
	.example = "{of: c}",
	.doc = "of        CHILD_TABLE, or CHILD_TABLE.COLUMN: one where it is not\n"
	       "          NULL; the child is made per this table\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM_M(SM_T_BOOL),
	.natural = { .id = SM_T_BOOL },
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = exists_compile,
	.run = exists_run,
};
