/*
 * ref_tree.h - a reference to its own table as trees: roots, fanout, depth
 */
#ifndef SEEDMILL_GEN_REF_TREE_H
#define SEEDMILL_GEN_REF_TREE_H

#include "ref_way.h"

/*
 * A complete forest: the roots first, then level by level; every node but the
 * last of those with children has as many as any other. What is not said of
 * roots, fanout and depth follows from the others and the rows; refused when the
 * rows do not fit.
 */
enum sm_code sm__ref_tree(struct sm_op *op, struct sm__ref *st,
			  const struct sm__ref_args *a,
			  const struct sm_compile *c, struct sm_err *err);

#endif
