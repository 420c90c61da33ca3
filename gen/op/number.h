/*
 * number.h - what number.c and number_shape.c share
 */
#ifndef SEEDMILL_GEN_NUMBER_H
#define SEEDMILL_GEN_NUMBER_H

#include "draw.h"

/* What the range is, in drawn units. */
struct sm__range {
	int64_t lo, hi;
	int64_t mul;        /* drawn unit in the column's */
	double unit;        /* drawn units in 1 */
	uint16_t scale;     /* ... which has so many digits after the point */
	enum sm_dist dist;
};

/* Refuse a range that is none, or whose lo * mul or hi * mul cannot be stored. */
enum sm_code sm__number_fits(const struct sm_compile *c, const struct sm__range *r,
			     const char *lo_arg, const char *hi_arg,
			     struct sm_err *err);

/* Say a table's own reason at the place of `dist`. */
enum sm_code sm__number_pass_on(const struct sm_compile *c,
				const struct sm_err *why, struct sm_err *err);

/* poisson, binomial, geometric: after sm__draw_range(). */
enum sm_code sm__number_count(struct sm__draw *d, struct sm_op *op,
			      const struct sm__number_args *a,
			      const struct sm_compile *c, const struct sm__range *r,
			      struct sm_err *err);

/* Before sm__draw_range(): the bounds say what the range is. */
enum sm_code sm__number_histogram(struct sm__draw *d,
				  const struct sm__number_args *a,
				  const struct sm_compile *c, struct sm__range *r,
				  struct sm_err *err);

/* Read `outliers`, if there are any, and widen what op promises. */
enum sm_code sm__number_outliers(struct sm__draw *d, struct sm_op *op,
				 const struct sm__number_args *a,
				 const struct sm_compile *c,
				 const struct sm__range *r, struct sm_err *err);

#endif
