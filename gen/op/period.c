/*
 * period.c - times of a period; see period.h
 */
#include "period.h"

#include <assert.h>

#include "op_args.h"

/* The first tick at or after us. */
static int64_t tick_from(int64_t us, int64_t unit)
{
	return unit == SM_DAY_US ? sm_days_from_us(us)
				 : us / unit + (us % unit > 0);
}

/* The last tick that is not after us. */
static int64_t tick_to(int64_t us, int64_t unit)
{
	return unit == SM_DAY_US ? sm_days_from_us(us)
				 : us / unit - (us % unit < 0);
}

const char *sm__period_given(const struct sm__period_args *a)
{
	return a->from ? "from" : a->to ? "to" : a->hist.bounds_count ? "bounds" :
	       a->hist.weights_count ? "weights" :
	       sm__season_wanted(&a->season) ? sm__season_arg(&a->season) : NULL;
}

static enum sm_code read_bound(const struct sm_compile *c, const char *arg,
			       const char *text, bool last, int64_t unit,
			       int64_t *out, struct sm_err *err)
{
	int64_t us = 0;

	SM_TRY(sm_arg_time(c, arg, text, &us, err));
	*out = last ? tick_to(us, unit) : tick_from(us, unit);
	return SM_OK;
}

static enum sm_code compile_histogram(struct sm__period *p, struct sm_op *op,
				      const struct sm__period_args *a,
				      const struct sm_compile *c, int64_t unit,
				      struct sm_err *err)
{
	int64_t lo, hi;

	if (a->from || a->to)
		return sm_refuse(c, err, a->from ? "from" : "to", "a histogram begins "
				 "and ends with its bounds");
	if (sm__season_wanted(&a->season))
		return sm_refuse(c, err, sm__season_arg(&a->season), "seasons are "
				 "those of a period, from and to: drop them, or bounds "
				 "and weights");
	if (c->unique)
		return sm_refuse(c, err, "bounds", "a unique column takes every time "
				 "at most once, so no bucket can have more");
	SM_TRY(sm__histogram_compile(&p->draw.buckets, &a->hist, c, read_bound, unit,
				     &lo, &hi, err));
	assert(lo <= hi);
	SM_TRY(sm__draw_range(&p->draw, op, c, lo, hi,
			      unit == SM_DAY_US ? 1 : unit, err));
	p->draw.how = SM__DRAW_BUCKETS;
	return SM_OK;
}

enum sm_code sm__period_compile(struct sm__period *p, struct sm_op *op,
				const struct sm__period_args *a,
				const struct sm_compile *c, int64_t unit,
				struct sm_err *err)
{
	int64_t from, to, lo, hi;

	if (a->hist.bounds_count || a->hist.weights_count)
		return compile_histogram(p, op, a, c, unit, err);
	SM_TRY(sm__args_period(c, a->from, a->to, &from, &to, err));
	lo = tick_from(from, unit);
	hi = tick_to(to, unit);
	if (lo > hi)
		return sm_refuse(c, err, "precision", "no whole %ssecond lies "
				 "between from and to",
				 unit == 1000 ? "milli" : "");
	p->seasons = sm__season_wanted(&a->season);
	if (p->seasons)
		return sm__season_compile(&p->season, op, &a->season, c, lo, hi, unit,
					  err);
	return sm__draw_range(&p->draw, op, c, lo, hi, unit == SM_DAY_US ? 1 : unit,
			      err);
}

void sm__period_fill(const struct sm__period *p, uint64_t key,
		     const struct sm_rows *rows, struct sm_vec *out)
{
	if (p->seasons)
		sm__season_fill(&p->season, key, rows, out->v.i64);
	else
		sm__draw_fill(&p->draw, key, rows, out);
}
