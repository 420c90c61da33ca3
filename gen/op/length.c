/*
 * length.c - lengths in a shape; see length.h
 */
#include "length.h"

#include <assert.h>

/* In the order of the continuous enum sm_dist. */
static const char *const dists[] = { "uniform", "normal", "lognormal",
				     "exponential" };

/* The two parameters of a shape, in whole units (rng.h). */
static void shape_of(unsigned dist, double min, double max, double *p1, double *p2)
{
	const double reach = max - min;

	assert(reach > 0);
	switch (dist) {
	case SM_DIST_NORMAL:
		*p1 = min + reach / 2;
		*p2 = reach / 6;
		break;
	case SM_DIST_LOGNORMAL:
		*p1 = sm_exp((sm_ln(min < 1 ? 1 : min) + sm_ln(max)) / 2);
		*p2 = 0.7;
		break;
	default:
		*p1 = reach / 5;
		*p2 = 0;
		break;
	}
}

enum sm_code sm__length_init(struct sm__length *l, const struct sm_compile *c,
			     const char *arg, const char *dist, uint32_t min,
			     uint32_t max, struct sm_err *err)
{
	struct sm_err why = { .code = SM_OK };
	unsigned d = SM_DIST_UNIFORM;
	double p1, p2;

	assert(min <= max);
	*l = (struct sm__length){ .min = min, .span = max - min + 1 };
	SM_TRY(sm_arg_choice(c, arg, dist, dists, SM_COUNTOF(dists), &d, err));
	/* one length has one shape */
	if (d == SM_DIST_UNIFORM || min == max)
		return SM_OK;
	shape_of(d, min, max, &p1, &p2);
	l->shaped = true;
	if (!sm_quantile_init(&l->shape, c->arena, (enum sm_dist)d, min, max, p1, p2,
			      &why))
		return SM_OK;
	if (why.code != SM_E_PROFILE) {
		*err = why;
		return err->code;
	}
	return sm_refuse(c, err, arg, "%s", why.what);
}
