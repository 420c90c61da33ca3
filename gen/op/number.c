/*
 * number.c - the arguments of int and decimal, which differ in one thing: how
 * many digits after the point a drawn number has
 *
 * A number is drawn as a whole number of units (1, or 0.01 at scale 2). For a
 * decimal column it is multiplied up to the column's scale, for real and
 * double divided by a power of ten.
 */
#include <assert.h>
#include <string.h>

#include "number.h"
#include "op_args.h"

const cyaml_schema_field_t sm__number_fields[] = {
	SM_ARG(struct sm__number_args, min),
	SM_ARG(struct sm__number_args, max),
	SM_ARG(struct sm__number_args, dist),
	SM_ARG(struct sm__number_args, mean),
	SM_ARG(struct sm__number_args, stddev),
	SM_ARG(struct sm__number_args, median),
	SM_ARG(struct sm__number_args, sigma),
	SM_ARG(struct sm__number_args, exponent),
	SM_ARG(struct sm__number_args, trials),
	SM_ARG(struct sm__number_args, chance),
	SM_ARG(struct sm__number_args, scaled),
	SM_ARG(struct sm__number_args, outliers),
	SM_ARG(struct sm__number_args, outlier_min),
	SM_ARG(struct sm__number_args, outlier_max),
	SM__HISTOGRAM_FIELDS(struct sm__number_args, hist),
	CYAML_FIELD_END
};

#define REACH 99    /* max - min when max was not given */

/* In the order of enum sm_dist. */
static const char *const dists[] = { "uniform", "normal", "lognormal",
				     "exponential", "zipf", "poisson",
				     "binomial", "geometric", "histogram" };

enum sm_code sm__number_fits(const struct sm_compile *c, const struct sm__range *r,
			     const char *lo_arg, const char *hi_arg,
			     struct sm_err *err)
{
	const struct sm_type drawn = { .id = SM_T_DECIMAL, .scale = r->scale };
	char lo[40], hi[40];

	if (r->lo > r->hi)
		return sm_refuse(c, err, lo_arg, "%s %s is above %s %s", lo_arg,
				 sm__value_text(&drawn, r->lo, lo), hi_arg,
				 sm__value_text(&drawn, r->hi, hi));
	if (sm_type_class(c->type.id) == SM_F64)
		return SM_OK;
	return sm__args_fit(c, lo_arg, (sm_int128)r->lo * r->mul, hi_arg,
			    (sm_int128)r->hi * r->mul, err);
}

/*
 * max times the plan's scale, rounded up, as rows are; the tiny allowance is
 * theirs as well (resolve.c): a product of doubles may lie above what is meant.
 */
static enum sm_code scale_max(const struct sm__number_args *a,
			      const struct sm_compile *c, struct sm__range *r,
			      struct sm_err *err)
{
	bool scaled = false;
	double x, scale;

	SM_TRY(sm_arg_bool(c, "scaled", a->scaled, &scaled, err));
	if (!scaled)
		return SM_OK;
	if (!a->max || r->hi < 1)
		return sm_refuse(c, err, "scaled", "scaled multiplies max by the "
				 "scale, so it needs a max above 0");
	scale = sm_compile_scale(c);
	if (scale == 1 || r->hi < r->lo)
		return SM_OK;
	x = (double)r->hi * scale * (1 - 1e-12);
	if (!(x < 9e18))
		return sm_refuse(c, err, "scaled", "max %s times scale %g is too "
				 "large", a->max, scale);
	r->hi = (int64_t)x;
	r->hi += (double)r->hi < x;
	r->hi = r->hi > r->lo ? r->hi : r->lo;
	return SM_OK;
}

static enum sm_code read_range(const struct sm__number_args *a,
			       const struct sm_compile *c, unsigned scale,
			       int64_t start, struct sm__range *r, struct sm_err *err)
{
	const bool f64 = sm_type_class(c->type.id) == SM_F64;
	int64_t least, most, reach;

	r->mul = c->type.id == SM_T_DECIMAL ? sm_pow10(c->type.scale - scale) : 1;
	r->unit = (double)sm_pow10(scale);
	r->scale = (uint16_t)scale;
	r->lo = start * sm_pow10(scale);
	SM_TRY(sm_arg_decimal(c, "min", a->min, scale, &r->lo, err));
	sm_type_range(&c->type, &least, &most);
	most = f64 ? INT64_MAX : most / r->mul;
	/* without max: as far as it goes, which the type may cut short */
	if (__builtin_mul_overflow((int64_t)REACH, sm_pow10(scale), &reach) ||
	    __builtin_add_overflow(r->lo, reach, &r->hi) || r->hi > most)
		r->hi = r->lo > most ? r->lo : most;
	SM_TRY(sm_arg_decimal(c, "max", a->max, scale, &r->hi, err));
	SM_TRY(scale_max(a, c, r, err));
	return sm__number_fits(c, r, "min", "max", err);
}

/* An argument of some distributions, and of which. */
struct param {
	const char *name;
	const char *text;
	unsigned of;        /* set of 1 << enum sm_dist */
};

static enum sm_code check_params(const struct sm__number_args *a,
				 const struct sm_compile *c, enum sm_dist dist,
				 struct sm_err *err)
{
	const struct param params[] = {
		{ "mean", a->mean,
		  1U << SM_DIST_NORMAL | 1U << SM_DIST_EXPONENTIAL |
		  1U << SM_DIST_POISSON },
		{ "stddev", a->stddev, 1U << SM_DIST_NORMAL },
		{ "median", a->median, 1U << SM_DIST_LOGNORMAL },
		{ "sigma", a->sigma, 1U << SM_DIST_LOGNORMAL },
		{ "exponent", a->exponent, 1U << SM_DIST_ZIPF },
		{ "trials", a->trials, 1U << SM_DIST_BINOMIAL },
		{ "chance", a->chance,
		  1U << SM_DIST_BINOMIAL | 1U << SM_DIST_GEOMETRIC },
		{ "bounds", a->hist.bounds_count ? "" : NULL,
		  1U << SM_DIST_HISTOGRAM },
		{ "weights", a->hist.weights_count ? "" : NULL,
		  1U << SM_DIST_HISTOGRAM },
	};

	for (size_t i = 0; i < SM_COUNTOF(params); i++)
		if (params[i].text && !(params[i].of >> dist & 1))
			return sm_refuse(c, err, params[i].name,
					 "%s says nothing about dist: %s",
					 params[i].name, dists[dist]);
	return SM_OK;
}

/*
 * The two parameters in drawn units. Defaults make a shape that fills the
 * range without being cut much: three deviations to each side, and so on.
 */
static enum sm_code read_params(const struct sm__number_args *a,
				const struct sm_compile *c, const struct sm__range *r,
				double *p1, double *p2, struct sm_err *err)
{
	const double lo = (double)r->lo / r->unit, hi = (double)r->hi / r->unit;
	double mean, stddev = (hi - lo) / 6, median, sigma = 1;

	switch (r->dist) {
	case SM_DIST_NORMAL:
		mean = lo + (hi - lo) / 2;
		SM_TRY(sm_arg_real(c, "mean", a->mean, &mean, err));
		SM_TRY(sm_arg_real(c, "stddev", a->stddev, &stddev, err));
		*p1 = mean * r->unit;
		*p2 = stddev * r->unit;
		break;
	case SM_DIST_LOGNORMAL:
		if (r->hi <= 0)
			return sm_refuse(c, err, "max", "lognormal values are "
					 "above 0, so max must be");
		median = sm_exp((sm_ln(lo > hi / 1000 ? lo : hi / 1000) +
				 sm_ln(hi)) / 2);
		SM_TRY(sm_arg_real(c, "median", a->median, &median, err));
		SM_TRY(sm_arg_real(c, "sigma", a->sigma, &sigma, err));
		*p1 = median * r->unit;
		*p2 = sigma;
		break;
	default:
		assert(r->dist == SM_DIST_EXPONENTIAL);
		mean = lo + (hi - lo) / 5;
		SM_TRY(sm_arg_real(c, "mean", a->mean, &mean, err));
		if (mean <= lo)
			return sm_refuse(c, err, "mean", "mean must be above min");
		*p1 = (mean - lo) * r->unit;
		*p2 = 0;
		break;
	}
	return SM_OK;
}

enum sm_code sm__number_pass_on(const struct sm_compile *c,
				const struct sm_err *why, struct sm_err *err)
{
	if (why->code != SM_E_PROFILE) {
		*err = *why;
		return err->code;
	}
	sm_refuse(c, err, "dist", "%s", why->what);
	if (why->why[0] != '\0')
		sm_why(err, "%s", why->why);
	if (why->fix[0] != '\0')
		sm_fix(err, "%s", why->fix);
	return err->code;
}

static enum sm_code zipf_init(struct sm__draw *d, const struct sm__number_args *a,
			      const struct sm_compile *c, struct sm_err *err)
{
	struct sm_err why = { .code = SM_OK };
	double exponent = 1;

	SM_TRY(sm_arg_real(c, "exponent", a->exponent, &exponent, err));
	d->how = SM__DRAW_ZIPF;
	if (sm_zipf_init(&d->zipf, c->arena, d->span, exponent, &why))
		return sm__number_pass_on(c, &why, err);
	return SM_OK;
}

static enum sm_code quantile_init(struct sm__draw *d, struct sm_op *op,
				  const struct sm__number_args *a,
				  const struct sm_compile *c,
				  const struct sm__range *r, struct sm_err *err)
{
	struct sm_err why = { .code = SM_OK };
	const int64_t *q;
	double p1 = 0, p2 = 0;

	SM_TRY(read_params(a, c, r, &p1, &p2, err));
	d->how = SM__DRAW_QUANTILE;
	if (sm_quantile_init(&d->quantile, c->arena, r->dist, r->lo, r->hi, p1, p2,
			     &why))
		return sm__number_pass_on(c, &why, err);
	if (d->divisor > 0)
		return SM_OK;
	/* the last knot is where values end, and itself none of them */
	q = d->quantile.q;
	op->out.min = q[0] * r->mul;
	op->out.max = (q[SM_QUANTILES] > q[SM_QUANTILES - 1]
			       ? q[SM_QUANTILES] - 1
			       : q[SM_QUANTILES]) * r->mul;
	assert(op->out.min >= r->lo * r->mul && op->out.max <= r->hi * r->mul);
	return SM_OK;
}

static enum sm_code shape(struct sm__draw *d, struct sm_op *op,
			  const struct sm__number_args *a,
			  const struct sm_compile *c, const struct sm__range *r,
			  struct sm_err *err)
{
	/* a range of one value has one shape */
	if (r->lo == r->hi)
		return SM_OK;
	switch (r->dist) {
	case SM_DIST_UNIFORM:
		return SM_OK;
	case SM_DIST_ZIPF:
		return zipf_init(d, a, c, err);
	case SM_DIST_POISSON:
	case SM_DIST_BINOMIAL:
	case SM_DIST_GEOMETRIC:
		return sm__number_count(d, op, a, c, r, err);
	case SM_DIST_HISTOGRAM:
		d->how = SM__DRAW_BUCKETS;
		return SM_OK;
	default:
		return quantile_init(d, op, a, c, r, err);
	}
}

enum sm_code sm__number_compile(struct sm_op *op, const struct sm__number_args *a,
				const struct sm_compile *c, unsigned scale,
				int64_t start, struct sm_err *err)
{
	struct sm__range r = { .dist = SM_DIST_UNIFORM };
	unsigned dist = SM_DIST_UNIFORM;
	struct sm__draw *d;

	SM_TRY(sm_arg_choice(c, "dist", a->dist, dists, SM_COUNTOF(dists), &dist,
			     err));
	r.dist = (enum sm_dist)dist;
	SM_TRY(check_params(a, c, r.dist, err));
	SM_TRY(read_range(a, c, scale, start, &r, err));
	if (c->unique && r.dist != SM_DIST_UNIFORM)
		return sm_refuse(c, err, "dist", "a unique column takes every "
				 "value at most once, so none can be more "
				 "frequent: only dist: uniform will do, not %s",
				 dists[dist]);
	d = sm_arena_alloc(c->arena, sizeof(*d));
	if (!d)
		return sm_nomem(err);
	op->state = d;
	if (sm_type_class(c->type.id) == SM_F64)
		d->divisor = r.unit;
	d->single = c->type.id == SM_T_REAL;
	if (r.dist == SM_DIST_HISTOGRAM)
		SM_TRY(sm__number_histogram(d, a, c, &r, err));
	SM_TRY(sm__draw_range(d, op, c, r.lo, r.hi, r.mul, err));
	SM_TRY(shape(d, op, a, c, &r, err));
	return sm__number_outliers(d, op, a, c, &r, err);
}

void sm__number_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)w;
	(void)in;           /* a generator reads no other column */
	sm__draw_fill(op->state, op->key, rows, out);
}
