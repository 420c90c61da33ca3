/*
 * quantile.c - normal, log-normal and exponential values as a table
 *
 * A draw u picks the segment [t, t + 1/4096) of probability and a place in it,
 * and gets floor(q[i] + place * (q[i + 1] - q[i])). So that this floor is a
 * rounding to nearest, the knots are quantiles of X + 1/2. The support of X is
 * [min - 1/2, max + 1/2] (an exponential starts at min), which gives every
 * integer from min to max its whole cell; the last knot may therefore be
 * max + 1, a value that the floor never reaches.
 *
 * Knots are integers and two things follow.
 *   - Where a segment is narrower than 1 it yields q[i] alone, so that has to
 *     be what the middle of the segment rounds to: each knot is moved right by
 *     half its segment, at most by 1/2, and floored. For wide segments this is
 *     rounding to nearest.
 *   - The outermost segments reach to min and max, which may be a thousand
 *     deviations away. A straight line to there would be absurd, so the end
 *     knot goes where the segment has the mean it should have. Where the
 *     density does reach the bound that is the bound itself.
 *
 * Everything is computed as an offset from a whole number close to where the
 * values are (`base`), so that large values keep their precision, and from both
 * t and 1 - t, so that tails keep theirs.
 */
#include <assert.h>

#include "seedmill/rng.h"

/* Deviations beyond which sm_phi() has nothing to tell apart. */
#define Z_FAR 37.0

/*
 * A window of the normal distribution narrower than this is taken as
 * exp(-slope * x), right to NARROW^2 / 8; the difference of two values of
 * sm_phi() would be worse.
 */
#define NARROW 1e-5

struct shape {
	enum sm_dist dist;
	int64_t min, max;
	int64_t base;       /* of offsets; within [min, max] */
	double lo, hi;      /* the support of X, as offsets */
	double p1, p2;
	double z_lo, z_hi;  /* (log-)normal: the support in deviations */
	double below;       /* mass under z_lo */
	double above;       /* mass over z_hi */
	double inside;      /* mass between; 0 when narrow */
};

static double clamp(double v, double lo, double hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/*
 * The quantile of density exp(-rate * x) on [0, 1], rate >= 0; t + s = 1.
 * Nearly flat densities are expanded in the rate, because
 * 1 - exp(-rate) loses what matters.
 */
static double tilted(double t, double s, double rate)
{
	if (rate < NARROW)
		return t - rate * t * s / 2;
	return -sm_ln(s + t * (rate > 700 ? 0 : sm_exp(-rate))) / rate;
}

/* Any rate: a density that rises is one that falls, seen from its end. */
static double tilted_any(double t, double s, double rate)
{
	return rate < 0 ? 1 - tilted(s, t, -rate) : tilted(t, s, rate);
}

/* Deviations at probability t of the truncated normal distribution. */
static double normal_at(const struct shape *sh, double t, double s)
{
	double width = sh->z_hi - sh->z_lo, p, z;

	if (sh->inside <= 0)
		return sh->z_lo + width * tilted_any(t, s, width * (sh->z_lo +
								    width / 2));
	/* from the nearer end: 1 - p would lose what is small about p */
	p = sh->below + t * sh->inside;
	if (p <= 0.5) {
		z = p > 0 ? sm_probit(p) : sh->z_lo;
	} else {
		p = sh->above + s * sh->inside;
		z = p > 0 && p < 1 ? -sm_probit(p) : sh->z_hi;
	}
	return clamp(z, sh->z_lo, sh->z_hi);
}

/* The offset at probability t; s is 1 - t. */
static double quantile(const struct shape *sh, double t, double s)
{
	double x = 0;

	assert(t >= 0 && s >= 0);
	switch (sh->dist) {
	case SM_DIST_NORMAL:
		x = (sh->p1 - (double)sh->base) + sh->p2 * normal_at(sh, t, s);
		break;
	case SM_DIST_LOGNORMAL:
		x = sh->p2 * normal_at(sh, t, s);
		x = sh->p1 * sm_exp(clamp(x, -700, 700)) - (double)sh->base;
		break;
	case SM_DIST_EXPONENTIAL:
		x = sh->hi * tilted(t, s, sh->hi / sh->p1);
		break;
	case SM_DIST_UNIFORM:
	case SM_DIST_ZIPF:
	case SM_DIST_POISSON:
	case SM_DIST_BINOMIAL:
	case SM_DIST_GEOMETRIC:
	case SM_DIST_HISTOGRAM:
		assert(false);
	}
	return clamp(x, sh->lo, sh->hi);
}

/*
 * The mean over the outermost segment, the lowest or the highest. Quantiles
 * may grow without end towards the edge, so the segment is halved towards it
 * fifty times and two Gauss points taken in each part.
 */
static double edge_mean(const struct shape *sh, bool high)
{
	static const double node = 0.5773502691896258;  /* 1 / sqrt 3 */
	double w = 1.0 / SM_QUANTILES, sum = 0, weight = 1;

	for (int i = 0; i < 50; i++) {
		double near = w * (0.75 - 0.25 * node);
		double far = w * (0.75 + 0.25 * node);
		double x = high ? quantile(sh, 1 - near, near) +
				  quantile(sh, 1 - far, far)
				: quantile(sh, near, 1 - near) +
				  quantile(sh, far, 1 - far);

		weight /= 2;
		sum += weight * x / 2;
		w /= 2;
	}
	return sum + weight * (high ? quantile(sh, 1 - w, w)
				    : quantile(sh, w, 1 - w));
}

/* Knots as real offsets, ends by their segment's mean. */
static void knots(const struct shape *sh, double x[SM_QUANTILES + 1])
{
	const double n = SM_QUANTILES;

	for (int i = 1; i < SM_QUANTILES; i++)
		x[i] = quantile(sh, i / n, (n - i) / n);
	x[0] = clamp(2 * edge_mean(sh, false) - x[1], sh->lo, x[1]);
	x[SM_QUANTILES] = clamp(2 * edge_mean(sh, true) - x[SM_QUANTILES - 1],
				x[SM_QUANTILES - 1], sh->hi);
}

/* base + floor(v), kept within [min, max] */
static int64_t floor_at(const struct shape *sh, double v)
{
	const uint64_t below = (uint64_t)sh->base - (uint64_t)sh->min;
	const uint64_t above = (uint64_t)sh->max - (uint64_t)sh->base;
	uint64_t u;

	if (v >= (double)above)
		return sh->max;
	if (v <= -(double)below)
		return sh->min;
	if (v >= 0) {
		u = (uint64_t)v;
		return (int64_t)((uint64_t)sh->base + (u < above ? u : above));
	}
	u = (uint64_t)-v;
	u += (double)u < -v;    /* away from 0: the floor of a negative number */
	return (int64_t)((uint64_t)sh->base - (u < below ? u : below));
}

/* How far v is from base; exact where it matters, which is close to base. */
static double offset_of(const struct shape *sh, int64_t v)
{
	if (v >= sh->base)
		return (double)((uint64_t)v - (uint64_t)sh->base);
	return -(double)((uint64_t)sh->base - (uint64_t)v);
}

static void table_fill(const struct shape *sh, const double *x, int64_t *q)
{
	const double edge = x[SM_QUANTILES] + 0.5;
	int64_t last = floor_at(sh, edge);

	q[0] = floor_at(sh, x[0] + 0.5);
	for (int i = 1; i < SM_QUANTILES; i++) {
		double half = (x[i + 1] - x[i]) / 2;

		q[i] = floor_at(sh, x[i] + 0.5 + (half < 0.5 ? half : 0.5));
		/* rounding in quantile() may turn equal knots around by a bit */
		if (q[i] < q[i - 1])
			q[i] = q[i - 1];
	}
	/* the last knot is where values end: up, not down; not past INT64_MAX */
	if (offset_of(sh, last) < edge && last < INT64_MAX)
		last++;
	q[SM_QUANTILES] = last < q[SM_QUANTILES - 1] ? q[SM_QUANTILES - 1] : last;
	assert(q[0] >= sh->min && q[SM_QUANTILES - 1] <= sh->max);
}

static bool finite_above(double v, double bound)
{
	return v > bound && v <= 1e300;
}

static enum sm_code check(enum sm_dist dist, int64_t min, int64_t max, double p1,
			  double p2, struct sm_err *err)
{
	if (min > max)
		return sm_fail(err, SM_E_PROFILE, "min %lld is above max %lld",
			       (long long)min, (long long)max);
	switch (dist) {
	case SM_DIST_NORMAL:
		if (!finite_above(p1, -1e300))
			return sm_fail(err, SM_E_PROFILE, "normal: mean %g", p1);
		if (!finite_above(p2, 0))
			return sm_fail(err, SM_E_PROFILE, "normal: standard "
				       "deviation %g is not above 0", p2);
		return SM_OK;
	case SM_DIST_LOGNORMAL:
		if (!finite_above(p1, 0))
			return sm_fail(err, SM_E_PROFILE,
				       "lognormal: median %g is not above 0", p1);
		if (!finite_above(p2, 0))
			return sm_fail(err, SM_E_PROFILE,
				       "lognormal: sigma %g is not above 0", p2);
		return SM_OK;
	case SM_DIST_EXPONENTIAL:
		if (!finite_above(p1, 0))
			return sm_fail(err, SM_E_PROFILE, "exponential: mean %g "
				       "above min is not above 0", p1);
		return SM_OK;
	case SM_DIST_UNIFORM:
	case SM_DIST_ZIPF:
	case SM_DIST_POISSON:
	case SM_DIST_BINOMIAL:
	case SM_DIST_GEOMETRIC:
	case SM_DIST_HISTOGRAM:
		break;
	}
	return sm_fail(err, SM_E_INTERNAL, "distribution %d has no quantile table",
		       (int)dist);
}

/* The support in deviations, and how much of the distribution it holds. */
static enum sm_code window(struct shape *sh, struct sm_err *err)
{
	if (sh->dist == SM_DIST_LOGNORMAL) {
		double lo = (double)sh->base + sh->lo, hi = (double)sh->base + sh->hi;
		double mid = sm_ln(sh->p1);

		sh->z_lo = lo > 0 ? (sm_ln(lo) - mid) / sh->p2 : -2 * Z_FAR;
		sh->z_hi = hi > 0 ? (sm_ln(hi) - mid) / sh->p2 : -2 * Z_FAR;
	} else {
		double mid = sh->p1 - (double)sh->base;

		sh->z_lo = (sh->lo - mid) / sh->p2;
		sh->z_hi = (sh->hi - mid) / sh->p2;
	}
	if (sh->z_lo > Z_FAR || sh->z_hi < -Z_FAR) {
		sm_fail(err, SM_E_PROFILE, "no value of this distribution lies "
			"between min and max");
		sm_why(err, "%s %g with deviation %g is more than %g deviations "
		       "away from the nearer bound",
		       sh->dist == SM_DIST_NORMAL ? "mean" : "median", sh->p1,
		       sh->p2, Z_FAR);
		return sm_fix(err, "move min and max to where the values are");
	}
	sh->z_lo = clamp(sh->z_lo, -Z_FAR, Z_FAR);
	sh->z_hi = clamp(sh->z_hi, -Z_FAR, Z_FAR);
	sh->below = sm_phi(sh->z_lo);
	sh->above = sm_phi(-sh->z_hi);
	if (sh->z_hi - sh->z_lo < NARROW)
		sh->inside = 0;
	else if (sh->z_lo > 0)
		sh->inside = sm_phi(-sh->z_lo) - sh->above;
	else
		sh->inside = sm_phi(sh->z_hi) - sh->below;
	return SM_OK;
}

/* The whole number nearest to v inside [min, max]; precision is all it is for. */
static int64_t base_near(double v, int64_t min, int64_t max)
{
	if (v <= (double)min)
		return min;
	if (v >= (double)max)
		return max;
	return (int64_t)v;
}

static struct shape shape_of(enum sm_dist dist, int64_t min, int64_t max, double p1,
			     double p2)
{
	struct shape sh = { .dist = dist, .min = min, .max = max, .p1 = p1, .p2 = p2 };

	if (dist == SM_DIST_EXPONENTIAL)
		sh.base = min;
	else
		sh.base = base_near(dist == SM_DIST_NORMAL ? p1 : 0, min, max);
	sh.lo = dist == SM_DIST_EXPONENTIAL ? 0 : offset_of(&sh, min) - 0.5;
	sh.hi = offset_of(&sh, max) + 0.5;
	assert(sh.base >= min && sh.base <= max);
	return sh;
}

enum sm_code sm_quantile_init(struct sm_quantile *t, struct sm_arena *a,
			      enum sm_dist dist, int64_t min, int64_t max,
			      double p1, double p2, struct sm_err *err)
{
	struct shape sh;
	double x[SM_QUANTILES + 1];
	int64_t *q;

	SM_TRY(check(dist, min, max, p1, p2, err));
	sh = shape_of(dist, min, max, p1, p2);
	if (dist != SM_DIST_EXPONENTIAL)
		SM_TRY(window(&sh, err));
	q = sm_arena_array(a, SM_QUANTILES + 1, sizeof(*q));
	if (!q)
		return sm_nomem(err);
	knots(&sh, x);
	table_fill(&sh, x, q);
	*t = (struct sm_quantile){ .min = min, .max = max, .q = q };
	return SM_OK;
}
