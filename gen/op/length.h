/*
 * length.h - how long a text or a byte string gets: a count from a range, all
 * alike or in a shape
 */
#ifndef SEEDMILL_GEN_LENGTH_H
#define SEEDMILL_GEN_LENGTH_H

#include "seedmill/op.h"

struct sm__length {
	uint32_t min, span;         /* uniform */
	bool shaped;
	struct sm_quantile shape;   /* of min to min + span - 1 */
};

/*
 * Read `dist` (argument `arg`; NULL: uniform), over min to max. The shapes fill
 * the range: normal about the middle, a sixth of the range its deviation;
 * exponential with its mean a fifth of the way up; lognormal about the geometric
 * middle, the deviation of its logarithm 0.7.
 */
enum sm_code sm__length_init(struct sm__length *l, const struct sm_compile *c,
			     const char *arg, const char *dist, uint32_t min,
			     uint32_t max, struct sm_err *err);

/* One draw. */
static inline uint32_t sm__length_at(const struct sm__length *l, struct sm_rng *rng)
{
	if (l->shaped)
		return (uint32_t)sm_quantile_at(&l->shape, sm_rng_u64(rng));
	return l->min + (uint32_t)sm_rng_below(rng, l->span);
}

#define SM__LENGTH_DISTS "uniform (default), normal, lognormal or exponential"

#endif
