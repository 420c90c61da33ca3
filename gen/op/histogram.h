/*
 * histogram.h - the arguments of a histogram: where buckets begin, and weights
 *
 *     bounds: [0, 10, 50, 200], weights: [5, 3, 1]
 *
 * Bucket i holds bounds[i] and what follows up to bounds[i + 1], which is the
 * next one's; the last bucket has its end, too.
 */
#ifndef SEEDMILL_GEN_HISTOGRAM_H
#define SEEDMILL_GEN_HISTOGRAM_H

#include "op_args.h"

struct sm__histogram_args {
	const char **bounds, **weights;
	uint32_t bounds_count, weights_count;
};

/* Lines of a kind's schema: `member` of `structure` is such arguments. */
#define SM__HISTOGRAM_FIELDS(structure, member)                            \
	SM__ARG_LIST("bounds", structure, member.bounds),                  \
	SM__ARG_LIST("weights", structure, member.weights)

/* Read a bound as the whole number that is drawn; `last`: it is the end. */
typedef enum sm_code sm__bound_read(const struct sm_compile *c, const char *arg,
				    const char *text, bool last, int64_t unit,
				    int64_t *out, struct sm_err *err);

/*
 * Read a list of exactly n weights, each from 0 to 1e9 and not all 0; without a
 * list all are 1. `what` says which weights belong there.
 */
enum sm_code sm__read_weights(const struct sm_compile *c, const char *arg,
			      const char *const *text, uint32_t given, uint32_t n,
			      const char *what, double *w, struct sm_err *err);

/* *lo and *hi: the first and the last number that can come. */
enum sm_code sm__histogram_compile(struct sm_buckets *b,
				   const struct sm__histogram_args *a,
				   const struct sm_compile *c, sm__bound_read *read,
				   int64_t unit, int64_t *lo, int64_t *hi,
				   struct sm_err *err);

#endif
