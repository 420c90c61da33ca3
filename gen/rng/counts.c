/*
 * counts.c - Poisson's, the binomial and the geometric distribution, each number
 * a bucket of its own
 *
 * Of each law only the ratio of neighbours P(k + 1) / P(k) is needed, which is
 * made of * and / alone. Weights go from the most frequent number that min and
 * max leave (weight 1) to both sides, until they are too rare ever to come.
 */
#include <assert.h>

#include "seedmill/rng.h"

/* What is rarer than this, beside the most frequent number, never comes. */
#define RARE 1e-18

struct law {
	enum sm_count count;
	double p1, p2;
	double odds;        /* BINOMIAL: chance / (1 - chance) */
	int64_t min, max;   /* of what can come */
	int64_t mode;       /* the most frequent of them */
};

/* P(k + 1) / P(k) */
static double ratio(const struct law *l, int64_t k)
{
	switch (l->count) {
	case SM_COUNT_POISSON:
		return l->p1 / (double)(k + 1);
	case SM_COUNT_BINOMIAL:
		return (l->p1 - (double)k) / (double)(k + 1) * l->odds;
	default:
		return 1 - l->p1;
	}
}

static enum sm_code check(enum sm_count law, double p1, double p2,
			  struct sm_err *err)
{
	/* written so that not-a-number fails, too */
	switch (law) {
	case SM_COUNT_POISSON:
		if (p1 > 0 && p1 <= 1e6)
			return SM_OK;
		sm_fail(err, SM_E_PROFILE, "poisson: the mean must be above 0 and at "
			"most 1,000,000, not %g", p1);
		return sm_fix(err, "for larger means take dist: normal, with stddev: "
			      "the mean's square root");
	case SM_COUNT_BINOMIAL:
		if (!(p1 >= 1 && p1 <= 1e6 && p1 == (double)(int64_t)p1))
			return sm_fail(err, SM_E_PROFILE, "binomial: trials is a "
				       "whole number from 1 to 1,000,000");
		if (!(p2 > 0 && p2 < 1))
			return sm_fail(err, SM_E_PROFILE, "binomial: chance must be "
				       "above 0 and below 1, not %g", p2);
		return SM_OK;
	default:
		if (p1 >= 0.0001 && p1 < 1)
			return SM_OK;
		sm_fail(err, SM_E_PROFILE, "geometric: chance must be from 0.0001 on "
			"and below 1, not %g", p1);
		return sm_fix(err, "for smaller chances take dist: exponential");
	}
}

static enum sm_code law_init(struct law *l, struct sm_err *err)
{
	double mode = 0;

	SM_TRY(check(l->count, l->p1, l->p2, err));
	if (l->count == SM_COUNT_POISSON)
		mode = l->p1;
	if (l->count == SM_COUNT_BINOMIAL) {
		l->odds = l->p2 / (1 - l->p2);
		mode = (l->p1 + 1) * l->p2;
		if (l->min > (int64_t)l->p1)
			return sm_fail(err, SM_E_PROFILE, "binomial: %g trials never "
				       "succeed %lld times, which is min", l->p1,
				       (long long)l->min);
		if (l->max > (int64_t)l->p1)
			l->max = (int64_t)l->p1;
	}
	l->mode = (int64_t)mode;
	l->mode = l->mode < l->min ? l->min : l->mode > l->max ? l->max : l->mode;
	return SM_OK;
}

/* The numbers on both sides of the mode that are not too rare. */
static void reach(const struct law *l, int64_t *lo, int64_t *hi)
{
	double w = 1;

	*lo = *hi = l->mode;
	for (; *hi < l->max && w > RARE; ++*hi)
		w *= ratio(l, *hi);
	w = 1;
	for (; *lo > l->min && w > RARE; --*lo)
		w /= ratio(l, *lo - 1);
}

enum sm_code sm_buckets_count(struct sm_buckets *b, struct sm_arena *a,
			      enum sm_count law, int64_t min, int64_t max, double p1,
			      double p2, struct sm_err *err)
{
	struct law l = { .count = law, .p1 = p1, .p2 = p2, .min = min, .max = max };
	int64_t lo, hi, *bound;
	double *weight;
	uint32_t n;

	assert(min >= 0 && min <= max && max < INT64_MAX);
	SM_TRY(law_init(&l, err));
	reach(&l, &lo, &hi);
	n = (uint32_t)(hi - lo + 1);
	bound = sm_arena_array(a, (size_t)n + 1, sizeof(*bound));
	weight = sm_arena_array(a, n, sizeof(*weight));
	if (!bound || !weight)
		return sm_nomem(err);
	for (uint32_t i = 0; i <= n; i++)
		bound[i] = lo + i;
	weight[l.mode - lo] = 1;
	for (int64_t k = l.mode; k < hi; k++)
		weight[k + 1 - lo] = weight[k - lo] * ratio(&l, k);
	for (int64_t k = l.mode; k > lo; k--)
		weight[k - 1 - lo] = weight[k - lo] / ratio(&l, k - 1);
	return sm_buckets_init(b, a, bound, weight, n, err);
}
