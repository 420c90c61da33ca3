/*
 * op_max.c - the "max" generator: the greatest value of a column of a row's `per`
 * children
 *
 *     - max: {of: order_lines.shipped_on}
 *
 * NULL without children, or when all of theirs are.
 */
#include "aggregate.h"

static void max_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)in;
	sm__extreme_run(op, w, rows, out, true);
}

const struct sm_op_kind sm_op_max = {
	.name = "max",
	.summary = "the greatest value of a column of the row's `per` children",
	.example = "{of: c.amount}",
	.doc = "of        CHILD_TABLE.COLUMN; the child is made per this table\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM__EXTREME_TYPES,
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = sm__extreme_compile,
	.run = max_run,
};
