/*
 * ref_same.h - references among the rows that share a column: same: tenant_id
 *
 * The column leads, in both tables, to a row of one table, the scope. Where the
 * parents are made `per` the scope, or per a table that is, those of one scope's
 * row follow each other: the choice is one among a range.
 */
#ifndef SEEDMILL_GEN_REF_SAME_H
#define SEEDMILL_GEN_REF_SAME_H

#include "ref_way.h"

/* As sm__ref_way(), for a->same. */
enum sm_code sm__ref_same(struct sm_op *op, struct sm__ref *st,
			  const struct sm__ref_args *a, bool self,
			  const struct sm_compile *c, struct sm_err *err);

#endif
