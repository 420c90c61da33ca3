/*
 * number_shape.c - numbers of int and decimal that come from buckets, and
 * outliers: some rows that are drawn from another range
 *
 * Whether a row is an outlier is drawn with a key of its own, so the other rows
 * keep the values they have without.
 */
#include <assert.h>

#include "number.h"
#include "op_args.h"

/* The parameters of a law of counts; also, what must be given is. */
static enum sm_code count_params(const struct sm__number_args *a,
				 const struct sm_compile *c,
				 const struct sm__range *r, enum sm_count *law,
				 double *p1, double *p2, struct sm_err *err)
{
	switch (r->dist) {
	case SM_DIST_POISSON:
		*law = SM_COUNT_POISSON;
		*p1 = ((double)r->lo + (double)r->hi) / 2;
		return sm_arg_real(c, "mean", a->mean, p1, err);
	case SM_DIST_BINOMIAL:
		*law = SM_COUNT_BINOMIAL;
		*p1 = (double)r->hi;
		*p2 = 0.5;
		SM_TRY(sm_arg_real(c, "trials", a->trials, p1, err));
		return sm_arg_real(c, "chance", a->chance, p2, err);
	default:
		assert(r->dist == SM_DIST_GEOMETRIC);
		*law = SM_COUNT_GEOMETRIC;
		*p1 = 0.5;
		return sm_arg_real(c, "chance", a->chance, p1, err);
	}
}

enum sm_code sm__number_count(struct sm__draw *d, struct sm_op *op,
			      const struct sm__number_args *a,
			      const struct sm_compile *c, const struct sm__range *r,
			      struct sm_err *err)
{
	const int64_t hi = r->hi < INT64_MAX ? r->hi : INT64_MAX - 1;
	struct sm_err why = { .code = SM_OK };
	enum sm_count law = SM_COUNT_POISSON;
	double p1 = 0, p2 = 0;

	if (r->scale)
		return sm_refuse(c, err, "dist", "%s makes whole numbers: take kind "
				 "int", a->dist);
	if (r->lo < 0)
		return sm_refuse(c, err, "min", "%s counts from 0: min cannot be below",
				 a->dist);
	SM_TRY(count_params(a, c, r, &law, &p1, &p2, err));
	d->how = SM__DRAW_BUCKETS;
	if (sm_buckets_count(&d->buckets, c->arena, law, r->lo, hi, p1, p2, &why))
		return sm__number_pass_on(c, &why, err);
	if (d->divisor > 0)
		return SM_OK;
	op->out.min = d->buckets.first[0] * r->mul;
	op->out.max = d->buckets.first[d->buckets.alias.n - 1] * r->mul;
	assert(op->out.min >= r->lo * r->mul && op->out.max <= r->hi * r->mul);
	return SM_OK;
}

static enum sm_code read_bound(const struct sm_compile *c, const char *arg,
			       const char *text, bool last, int64_t scale,
			       int64_t *out, struct sm_err *err)
{
	(void)last;         /* a number is where it is, at either end */
	return sm_arg_decimal(c, arg, text, (unsigned)scale, out, err);
}

enum sm_code sm__number_histogram(struct sm__draw *d,
				  const struct sm__number_args *a,
				  const struct sm_compile *c, struct sm__range *r,
				  struct sm_err *err)
{
	if (a->min || a->max)
		return sm_refuse(c, err, a->min ? "min" : "max", "a histogram begins "
				 "and ends with its bounds");
	SM_TRY(sm__histogram_compile(&d->buckets, &a->hist, c, read_bound, r->scale,
				     &r->lo, &r->hi, err));
	return sm__number_fits(c, r, "bounds", "bounds", err);
}

static enum sm_code outlier_range(const struct sm__number_args *a,
				  const struct sm_compile *c, struct sm__range *odd,
				  struct sm_err *err)
{
	if (!a->outlier_min || !a->outlier_max)
		return sm_refuse(c, err, "outliers", "outliers need outlier_min and "
				 "outlier_max");
	SM_TRY(sm_arg_decimal(c, "outlier_min", a->outlier_min, odd->scale, &odd->lo,
			      err));
	SM_TRY(sm_arg_decimal(c, "outlier_max", a->outlier_max, odd->scale, &odd->hi,
			      err));
	return sm__number_fits(c, odd, "outlier_min", "outlier_max", err);
}

enum sm_code sm__number_outliers(struct sm__draw *d, struct sm_op *op,
				 const struct sm__number_args *a,
				 const struct sm_compile *c,
				 const struct sm__range *r, struct sm_err *err)
{
	struct sm__range odd = *r;
	double share = 0;

	if (!a->outliers && (a->outlier_min || a->outlier_max))
		return sm_refuse(c, err, a->outlier_min ? "outlier_min"
				 : "outlier_max", "outliers says which share is drawn "
				 "from there: outliers: 0.01");
	if (!a->outliers)
		return SM_OK;
	SM_TRY(sm_arg_real(c, "outliers", a->outliers, &share, err));
	if (!(share > 0 && share < 1))
		return sm_refuse(c, err, "outliers", "outliers is a share of the rows, "
				 "above 0 and below 1");
	if (c->unique)
		return sm_refuse(c, err, "outliers", "a unique column takes every value "
				 "at most once: it has no outliers");
	SM_TRY(outlier_range(a, c, &odd, err));
	d->odd_key = sm_compile_key(c, "outliers");
	d->odd_cut = (uint64_t)(share * 18446744073709551616.0);
	d->odd_min = odd.lo;
	d->odd_span = (uint64_t)odd.hi - (uint64_t)odd.lo + 1;
	/* all 2^64 values have no count in 64 bits: do without the last one */
	if (d->odd_span == 0)
		d->odd_span = UINT64_MAX;
	if (d->divisor > 0)
		return SM_OK;
	if (odd.lo * r->mul < op->out.min)
		op->out.min = odd.lo * r->mul;
	if (odd.hi * r->mul > op->out.max)
		op->out.max = odd.hi * r->mul;
	return SM_OK;
}
