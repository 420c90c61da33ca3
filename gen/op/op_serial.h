/*
 * op_serial.h - the arguments of `serial`, for whoever counts on from there
 *
 * --append goes on after the largest key in the target: the planner then
 * compiles the step with another `start`.
 */
#ifndef SEEDMILL_GEN_OP_SERIAL_H
#define SEEDMILL_GEN_OP_SERIAL_H

#include <stdint.h>

struct sm__serial_args {
	const char *start, *step;
};

/*
 * The arguments as whole numbers, for --append's row numbers; *step is 0 when
 * they are none.
 */
void sm__serial_numbers(const void *args, int64_t *start, int64_t *step);

struct sm__serial {         /* op->state, in the column's own unit */
	int64_t start;      /* value of row 0 */
	int64_t step;
};

#endif
