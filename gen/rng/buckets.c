/*
 * buckets.c - whole numbers by weighted buckets, each number of one as likely as
 * the next: histograms, and Poisson's distribution in buckets of one number
 */
#include <assert.h>

#include "seedmill/rng.h"

enum sm_code sm_buckets_init(struct sm_buckets *b, struct sm_arena *a,
			     const int64_t *bound, const double *weight, uint32_t n,
			     struct sm_err *err)
{
	int64_t *first = sm_arena_array(a, (size_t)n + 1, sizeof(*first));

	assert(n > 0);
	if (!first)
		return sm_nomem(err);
	for (uint32_t i = 0; i <= n; i++) {
		assert(i == 0 || bound[i - 1] < bound[i]);
		first[i] = bound[i];
	}
	b->first = first;
	return sm_alias_init(&b->alias, a, weight, n, err);
}

/* What is rarer than this, beside the most frequent number, never comes. */
#define RARE 1e-18

/*
 * Numbers around the mode whose weight is not RARE: P(k + 1) = P(k) mean /
 * (k + 1), from the mode (weight 1) to both sides. *lo and *hi are inside
 * [min, max].
 */
static void reach(int64_t min, int64_t max, int64_t mode, double mean, int64_t *lo,
		  int64_t *hi)
{
	double w = 1;

	*lo = *hi = mode;
	while (*hi < max && w > RARE)
		w *= mean / (double)++*hi;
	w = 1;
	while (*lo > min && w > RARE)
		w *= (double)(*lo)-- / mean;
}

enum sm_code sm_buckets_poisson(struct sm_buckets *b, struct sm_arena *a, int64_t min,
				int64_t max, double mean, struct sm_err *err)
{
	int64_t mode = (int64_t)mean, lo, hi, *bound;
	double *weight;
	uint32_t n;

	if (!(mean > 0 && mean <= 1e6))
		return sm_fail(err, SM_E_PROFILE, "the mean must be above 0 and at "
			       "most 1,000,000");
	assert(min >= 0 && min <= max);
	mode = mode < min ? min : mode > max ? max : mode;
	reach(min, max, mode, mean, &lo, &hi);
	n = (uint32_t)(hi - lo + 1);
	bound = sm_arena_array(a, (size_t)n + 1, sizeof(*bound));
	weight = sm_arena_array(a, n, sizeof(*weight));
	if (!bound || !weight)
		return sm_nomem(err);
	for (uint32_t i = 0; i <= n; i++)
		bound[i] = lo + i;
	weight[mode - lo] = 1;
	for (int64_t k = mode; k < hi; k++)
		weight[k + 1 - lo] = weight[k - lo] * mean / (double)(k + 1);
	for (int64_t k = mode; k > lo; k--)
		weight[k - 1 - lo] = weight[k - lo] * (double)k / mean;
	return sm_buckets_init(b, a, bound, weight, n, err);
}
