/*
 * ops.h - every kind by its C name, for the registry and for tests
 */
#ifndef SEEDMILL_GEN_OPS_H
#define SEEDMILL_GEN_OPS_H

#include "seedmill/op.h"

/* `sm_op_##name`: pasted names are not expanded, not even `bool`. */
#define SM_OP(name) extern const struct sm_op_kind sm_op_##name;
#include "ops.def"
#undef SM_OP

#endif
