/*
 * buckets.c - whole numbers by weighted buckets, each number of one as likely as
 * the next
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
