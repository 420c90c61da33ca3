/*
 * alias.c - weighted outcomes in one draw: Walker's table, built Vose's way
 *
 * Think of n columns of height 1 that together hold the weights (scaled so
 * that they sum to n). An outcome with less than 1 leaves room in its column,
 * which is filled from one outcome with more than 1: `cut` says where one ends
 * and the other begins, `other` says who the other is. A draw picks a column
 * and a height.
 *
 * Rounding can leave a few columns without a partner at the end; each of those
 * then holds 1 to within n * 2^-52, so it may as well be full. An outcome of
 * weight 0 lacks a whole 1 and is never among them: it is never drawn.
 */
#include <assert.h>

#include "seedmill/rng.h"

#define CUT_ONE (UINT64_C(1) << 32)

/* What building needs and drawing does not. */
struct work {
	double *height;     /* of what is left of outcome i, in columns */
	uint32_t *list;     /* indices below 1 from the front, others from the end */
};

static enum sm_code weights_sum(const double *w, uint32_t n, double *sum,
				struct sm_err *err)
{
	double total = 0;

	if (n == 0) {
		sm_fail(err, SM_E_PROFILE, "no weights");
		return sm_fix(err, "give one weight for each value");
	}
	for (uint32_t i = 0; i < n; i++) {
		/* written so that not-a-number fails it, too */
		if (!(w[i] >= 0 && w[i] <= 1e300)) {
			sm_fail(err, SM_E_PROFILE, "weight %u is %g",
				(unsigned)i + 1, w[i]);
			return sm_fix(err, "weights are numbers from 0 to 1e300");
		}
		total += w[i];
	}
	if (!(total > 0 && total <= 1e308)) {
		sm_fail(err, SM_E_PROFILE, "the weights add up to %g", total);
		return sm_fix(err, "give at least one weight above 0, and scale "
			      "down very large ones");
	}
	*sum = total;
	return SM_OK;
}

static enum sm_code work_open(struct work *w, uint32_t n, struct sm_err *err)
{
	w->height = sm_calloc(n, sizeof(*w->height));
	w->list = sm_calloc(n, sizeof(*w->list));
	if (w->height && w->list)
		return SM_OK;
	sm_free(w->height);
	sm_free(w->list);
	return sm_nomem(err);
}

static void work_close(struct work *w)
{
	sm_free(w->height);
	sm_free(w->list);
}

/* Pair every outcome below 1 with one that is not, until one side is empty. */
static void pair_up(const struct work *w, uint32_t n, uint64_t *cut,
		    uint32_t *other)
{
	uint32_t small = 0, large = n;  /* list[0..small) and list[large..n) */

	for (uint32_t i = 0; i < n; i++) {
		if (w->height[i] < 1)
			w->list[small++] = i;
		else
			w->list[--large] = i;
	}
	assert(small == large);
	while (small > 0 && large < n) {
		uint32_t s = w->list[--small], l = w->list[large];

		cut[s] = (uint64_t)(w->height[s] * (double)CUT_ONE + 0.5);
		other[s] = l;
		assert(cut[s] <= CUT_ONE);
		w->height[l] = (w->height[l] + w->height[s]) - 1;
		if (w->height[l] < 1) {
			large++;
			w->list[small++] = l;
		}
	}
}

enum sm_code sm_alias_init(struct sm_alias *t, struct sm_arena *a,
			   const double *weights, uint32_t n, struct sm_err *err)
{
	struct work w;
	uint64_t *cut;
	uint32_t *other;
	double sum = 0;

	SM_TRY(weights_sum(weights, n, &sum, err));
	cut = sm_arena_array(a, n, sizeof(*cut));
	other = sm_arena_array(a, n, sizeof(*other));
	if (!cut || !other)
		return sm_nomem(err);
	SM_TRY(work_open(&w, n, err));
	for (uint32_t i = 0; i < n; i++) {
		w.height[i] = weights[i] / sum * n;
		cut[i] = CUT_ONE;       /* full, unless it finds a partner */
		other[i] = i;
	}
	pair_up(&w, n, cut, other);
	work_close(&w);
	*t = (struct sm_alias){ .n = n, .cut = cut, .other = other };
	return SM_OK;
}
