/*
 * op_timestamp.h - the half of `timestamp` that follows another time, apart
 * from the profile and the binding, so that it can be looked at by itself
 */
#ifndef SEEDMILL_GEN_OP_TIMESTAMP_H
#define SEEDMILL_GEN_OP_TIMESTAMP_H

#include "seedmill/op.h"

/*
 * Compile `op` to make times from in[input] on, for at most within_us (not
 * negative), in steps of unit_us, never past c->as_of_us - unless the bound
 * time itself is. `dom` is what is known about the input, a date or a
 * timestamp.
 */
enum sm_code sm__stamp_after(struct sm_op *op, const struct sm_compile *c,
			     uint32_t input, const struct sm_domain *dom,
			     int64_t within_us, int64_t unit_us,
			     struct sm_err *err);

#endif
