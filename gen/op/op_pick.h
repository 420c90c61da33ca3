/*
 * op_pick.h - what a pick can be, for those who must know all of its values
 */
#ifndef SEEDMILL_GEN_OP_PICK_H
#define SEEDMILL_GEN_OP_PICK_H

#include "seedmill/op.h"

extern const struct sm_op_kind sm_op_pick;

/* The values as they are written in a pick's arguments; false: there are none. */
bool sm__pick_values(const void *args, const char *const **values, uint32_t *n);

#endif
