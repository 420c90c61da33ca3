/*
 * draw.h - whole numbers from a range: the engine of int, decimal, date and
 * timestamp
 *
 *     value = (min + offset) * mul          offset from the row's own draw
 *
 * How the offset is drawn is the distribution; `unique` columns take it from a
 * bijection of the row number. What a whole number stands for is the kind's
 * business: units, hundredths, days, seconds.
 */
#ifndef SEEDMILL_GEN_DRAW_H
#define SEEDMILL_GEN_DRAW_H

#include "histogram.h"

enum sm__draw_how {
	SM__DRAW_UNIFORM,
	SM__DRAW_PERM,      /* every value once */
	SM__DRAW_QUANTILE,  /* normal, lognormal, exponential */
	SM__DRAW_ZIPF,
	SM__DRAW_BUCKETS,   /* histogram, poisson, binomial, geometric */
};

struct sm__draw {
	enum sm__draw_how how;
	int64_t min;
	int64_t mul;
	uint64_t span;      /* UNIFORM: number of values */
	struct sm_perm perm;
	struct sm_quantile quantile;
	struct sm_zipf zipf;
	struct sm_buckets buckets;
	uint64_t odd_key;   /* outliers: a row is one when its draw from here ... */
	uint64_t odd_cut;   /* ... is below; 0: none is */
	int64_t odd_min;    /* and any of these then */
	uint64_t odd_span;
	double divisor;     /* F64 columns: value / divisor */
	bool single;        /* ... kept to what a float holds */
};

/*
 * Draws from [lo, hi] (lo <= hi), uniform, or each value at most once when
 * c->unique: refused when there are fewer values than rows. Sets op->out. For F64 columns
 * the caller sets divisor before.
 */
enum sm_code sm__draw_range(struct sm__draw *d, struct sm_op *op,
			    const struct sm_compile *c, int64_t lo, int64_t hi,
			    int64_t mul, struct sm_err *err);

/* Make the values of `rows`. */
void sm__draw_fill(const struct sm__draw *d, uint64_t key,
		   const struct sm_rows *rows, struct sm_vec *out);

/* ---- int and decimal: their arguments are the same --------------------------- */

struct sm__number_args {
	const char *min, *max, *dist;
	const char *mean, *stddev, *median, *sigma, *exponent;
	const char *trials, *chance;
	const char *scaled;
	const char *outliers, *outlier_min, *outlier_max;
	struct sm__histogram_args hist;
};

extern const cyaml_schema_field_t sm__number_fields[];

#define SM__NUMBER_DOC(start, reach)                                        \
	"min       smallest value, " start " when not given\n"              \
	"max       largest value, min + " reach " when not given\n"         \
	"dist      uniform (default), normal, lognormal, exponential, zipf;\n" \
	"          poisson, binomial, geometric: whole numbers from 0 on; all\n" \
	"          are cut to min..max; histogram: buckets with weights\n"   \
	"mean      normal and poisson: default the middle; exponential:\n"  \
	"          default a fifth of the way from min to max\n"            \
	"stddev    normal: default a sixth of the range\n"                  \
	"median    lognormal: default the geometric middle of min (at least\n" \
	"          a thousandth of max) and max\n"                          \
	"sigma     lognormal: deviation of the logarithm, default 1\n"      \
	"exponent  zipf: min is the most frequent value; default 1\n"       \
	"trials    binomial: so many, default max\n"                        \
	"chance    binomial: of each to succeed; geometric: that counting\n" \
	"          stops at a number; default 0.5\n"                        \
	"bounds    histogram: [0, 10, 50, 200]: where each bucket begins,\n" \
	"          and the end, which belongs to the last one\n"            \
	"weights   histogram: [5, 3, 1]: a weight a bucket; inside all\n"   \
	"          numbers are alike\n"                                     \
	"outliers  0.01: that share of rows is drawn from another range\n"  \
	"outlier_min, outlier_max   ... from this one, all alike\n"         \
	"scaled    true: max is multiplied by the scale, as rows are\n"

/*
 * Compile int or decimal. `scale`: digits after the point of what is drawn;
 * `start`: what min is when it was not given.
 */
enum sm_code sm__number_compile(struct sm_op *op, const struct sm__number_args *a,
				const struct sm_compile *c, unsigned scale,
				int64_t start, struct sm_err *err);
void sm__number_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out);

#endif
