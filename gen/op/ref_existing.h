/*
 * ref_existing.h - `ref: {table: customers, existing: true, where: "..."}`: a
 * reference to rows that are in the database already
 */
#ifndef SEEDMILL_GEN_REF_EXISTING_H
#define SEEDMILL_GEN_REF_EXISTING_H

#include "ref_way.h"

/* Is it one? Refused: where without it. */
enum sm_code sm__ref_is_existing(const struct sm__ref_args *a,
				 const struct sm_compile *c, bool *existing,
				 struct sm_err *err);

/* All of compile(): sets st->existing, what sm__ref_way() sets, and op->out. */
enum sm_code sm__ref_existing(struct sm_op *op, struct sm__ref *st,
			      const struct sm__ref_args *a,
			      const struct sm_compile *c, struct sm_err *err);

/* The keys in the place of their numbers, which stand in out->v.i64. */
void sm__ref_existing_keys(const struct sm__ref *st, uint32_t n,
			   struct sm_vec *out);

#endif
