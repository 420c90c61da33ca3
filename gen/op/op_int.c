/*
 * op_int.c - the "int" kind: whole numbers from min to max
 *
 *     int: {min: 1, max: 10}
 *     int: {min: 0, max: 120, dist: normal, mean: 38, stddev: 21}
 */
#include "draw.h"

static enum sm_code int_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	return sm__number_compile(op, args, c, 0, 1, err);
}

const struct sm_op_kind sm_op_int = {
	.name = "int",
	.summary = "whole numbers between two bounds",
	.example = "{min: 1, max: 1000}",
	.doc = SM__NUMBER_DOC("1", "99"),
	.version = 1,
	.types = SM_M_NUMBERS,
	.natural = { .id = SM_T_INT },
	.args = sm__number_fields,
	.args_size = sizeof(struct sm__number_args),
	.compile = int_compile,
	.run = sm__number_run,
};
