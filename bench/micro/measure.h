/*
 * measure.h - how long a piece of work takes, on a machine that is never quiet
 *
 * A piece of work is a function that does its thing `loops` times. All pieces
 * of one call are measured in turn, a round after the other, so that what
 * slows the machine for a second slows all of them; of each the median counts.
 */
#ifndef SEEDMILL_BENCH_MEASURE_H
#define SEEDMILL_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>

#include "seedmill/plan.h"

#define MEASURE_ROUNDS 5

struct measure_work {
	/*
	 * Do the work `loops` times and return a number that depends on it:
	 * that is what keeps the compiler from leaving the work out.
	 */
	uint64_t (*run)(void *ctx, uint64_t loops);
	void *ctx;
	uint64_t loops;                 /* set by measure(): enough for a round */
	double ns[MEASURE_ROUNDS];      /* of one loop, in the order measured */
};

/* CLOCK_MONOTONIC. */
double measure_now_ns(void);

/* Find each work's loops, then measure all of them, a round after the other. */
void measure(struct measure_work *work, size_t n);

/* The middle one of MEASURE_ROUNDS numbers; `ns` is left as it was. */
double measure_median(const double ns[MEASURE_ROUNDS]);

/*
 * What `more` takes beyond `less`: the median of the rounds' differences, 0
 * when they drown in noise.
 */
double measure_beyond(const struct measure_work *more,
		      const struct measure_work *less);

/* "--json FILE" of a micro bench; NULL without it. Other arguments end it. */
FILE *measure_json(int argc, char **argv);

/* The closing bracket of its list, and the file. NULL is fine. */
void measure_json_end(FILE *json);

/* A profile given as text or file, compiled; what is wrong with it ends the program. */
struct measure_plan {
	struct sm_spec *spec;
	struct sm_plan *plan;
};
void measure_plan_make(struct measure_plan *p, const char *yaml);
void measure_plan_load(struct measure_plan *p, const char *path, double scale);
void measure_plan_free(struct measure_plan *p);

#endif
