/*
 * histogram.c - buckets with weights, for numbers and for times; see histogram.h
 */
#include "histogram.h"

#include <assert.h>
#include <stdio.h>

#include "op_args.h"

enum sm_code sm__read_weights(const struct sm_compile *c, const char *arg,
			      const char *const *text, uint32_t given, uint32_t n,
			      const char *what, double *w, struct sm_err *err)
{
	double sum = 0;
	char item[32];

	for (uint32_t i = 0; i < n; i++)
		w[i] = 1;
	if (!given)
		return SM_OK;
	if (given != n)
		return sm_refuse(c, err, arg, "%s takes %u weights%s, not %u", arg, n,
				 what, given);
	for (uint32_t i = 0; i < n; i++) {
		snprintf(item, sizeof(item), "%s[%u]", arg, (unsigned)i);
		SM_TRY(sm_arg_real(c, item, text[i], &w[i], err));
		if (!(w[i] >= 0 && w[i] <= 1e9))
			return sm_refuse(c, err, item, "weight %s is not from 0 to "
					 "1e9", text[i]);
		sum += w[i];
	}
	if (sum <= 0)
		return sm_refuse(c, err, arg, "all weights are 0");
	return SM_OK;
}

static enum sm_code read_bounds(const struct sm__histogram_args *a,
				const struct sm_compile *c, sm__bound_read *read,
				int64_t unit, int64_t *bound, struct sm_err *err)
{
	const uint32_t last = a->bounds_count - 1;
	char arg[32];

	for (uint32_t i = 0; i <= last; i++) {
		snprintf(arg, sizeof(arg), "bounds[%u]", (unsigned)i);
		SM_TRY(read(c, arg, a->bounds[i], i == last, unit, &bound[i], err));
		if (i && bound[i] <= bound[i - 1])
			return sm_refuse(c, err, arg, "bounds grow: %s does not come "
					 "after %s", a->bounds[i], a->bounds[i - 1]);
	}
	return SM_OK;
}

/* Buckets at the ends that never come do not widen what is promised. */
static void reach(const int64_t *bound, const double *weight, uint32_t n,
		  int64_t *lo, int64_t *hi)
{
	uint32_t first = 0, last = n - 1;

	/* one weighs something: sm__read_weights() */
	while (weight[first] <= 0)
		first++;
	while (weight[last] <= 0)
		last--;
	assert(first <= last && last < n);
	*lo = bound[first];
	*hi = bound[last + 1] - 1;
}

enum sm_code sm__histogram_compile(struct sm_buckets *b,
				   const struct sm__histogram_args *a,
				   const struct sm_compile *c, sm__bound_read *read,
				   int64_t unit, int64_t *lo, int64_t *hi,
				   struct sm_err *err)
{
	const uint32_t n = a->weights_count;
	int64_t *bound = sm_arena_array(c->arena, a->bounds_count + 1,
					sizeof(*bound));
	double *weight = sm_arena_array(c->arena, n + 1, sizeof(*weight));

	if (!bound || !weight)
		return sm_nomem(err);
	if (!n || a->bounds_count != n + 1)
		return sm_refuse(c, err, "bounds", "a histogram of %u weights needs %u "
				 "bounds, not %u: where each bucket begins, and the "
				 "end", n, n + 1, a->bounds_count);
	SM_TRY(sm__read_weights(c, "weights", a->weights, n, n, "", weight, err));
	SM_TRY(read_bounds(a, c, read, unit, bound, err));
	if (bound[n] == INT64_MAX)
		return sm_refuse(c, err, "bounds", "the last bound can be "
				 "9223372036854775806 at most");
	bound[n]++;
	reach(bound, weight, n, lo, hi);
	return sm_buckets_init(b, c->arena, bound, weight, n, err);
}
