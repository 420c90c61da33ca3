/*
 * ref_way.h - the arguments of a reference, and which way of choosing they ask
 * for
 *
 * op_ref.c binds what is referred to; sm__ref_way() reads the rest, refuses what
 * does not go together, and leaves the loop to ref_pick.c in `st`.
 */
#ifndef SEEDMILL_GEN_REF_WAY_H
#define SEEDMILL_GEN_REF_WAY_H

#include "ref_pick.h"

struct sm__ref_args {
	char *table, *column, *dist, *exponent, *hot, *share, *skip, *distinct;
	char *mean, *stddev, *each, *roots, *fanout, *depth, *root, *same;
	char *existing, *where;
	const char **columns;
	uint32_t columns_count;
	const char **rows;
	uint32_t rows_count;
};

/*
 * st->base, st->n and st->first are set. `self`: the table refers to itself.
 * Sets st->how and what goes with it, and op->out.unique and nullable.
 */
enum sm_code sm__ref_way(struct sm_op *op, struct sm__ref *st,
			 const struct sm__ref_args *a, bool self,
			 const struct sm_compile *c, struct sm_err *err);

#endif
