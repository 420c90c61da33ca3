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
	const char *start, *step, *run, *gap;
};

/*
 * The first row whose value is not below `base`, for --append; 0 when the
 * arguments are no whole numbers, or the values do not grow.
 */
uint64_t sm__serial_row(const void *args, int64_t base);

struct sm__serial {         /* op->state, in the column's own unit */
	int64_t start;      /* value of row 0 */
	int64_t step;
	uint64_t run;       /* after so many rows ... 0: never */
	uint64_t gap;       /* ... so many values are left out */
};

#endif
