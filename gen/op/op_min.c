/*
 * op_min.c - the "min" generator: the least value of a column of a row's `per`
 * children
 *
 *     - min: {of: order_lines.shipped_on}
 *
 * NULL without children, or when all of theirs are.
 */
#include "aggregate.h"

static void min_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)in;
	sm__extreme_run(op, w, rows, out, false);
}

const struct sm_op_kind sm_op_min = {
	.name = "min",
	.summary = "the least value of a column of the row's `per` children",
	.example = "{of: c.amount}",
	.doc = "of        CHILD_TABLE.COLUMN; the child is made per this table\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM__EXTREME_TYPES,
	.args = sm__aggregate_fields,
	.args_size = sizeof(struct sm__aggregate_args),
	.compile = sm__extreme_compile,
	.run = min_run,
};
