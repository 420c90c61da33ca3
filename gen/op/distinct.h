/*
 * distinct.h - some of n numbers, none twice, one draw each
 */
#ifndef SEEDMILL_GEN_DISTINCT_H
#define SEEDMILL_GEN_DISTINCT_H

#include <assert.h>

#include "seedmill/rng.h"

/*
 * One of the numbers below n that are not among the k of `taken`, all alike; it
 * is put among them. They stand in order: it is drawn from those that are left,
 * and stepping over the ones taken says which that is.
 */
static inline uint32_t sm__another(uint32_t *taken, uint32_t k, uint32_t n,
				   struct sm_rng *rng)
{
	uint32_t v, i;

	assert(k < n);
	v = (uint32_t)sm_rng_below(rng, n - k);
	for (i = 0; i < k && taken[i] <= v; i++)
		v++;
	for (uint32_t m = k; m > i; m--)
		taken[m] = taken[m - 1];
	taken[i] = v;
	assert(v < n);
	return v;
}

#endif
