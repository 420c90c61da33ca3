/*
 * draw.c - whole numbers from a range, one tight loop for each way of drawing
 *
 * draw_loop() is written once and compiled ten times: five distributions,
 * rows one after another or from a list. Columns of floating point take their
 * whole numbers in pieces through a small buffer on the stack and divide.
 */
#include <assert.h>

#include "draw.h"
#include "op_args.h"

#define PIECE 256   /* whole numbers on the stack: 2 KiB, half a memory page */

SM_LOOP draw_loop(const struct sm__draw *d, uint64_t key,
		  const struct sm_rows *rows, int64_t *out, const bool listed,
		  const enum sm__draw_how how)
{
	/* unsigned: what is added may pass INT64_MAX on the way */
	const uint64_t mul = (uint64_t)d->mul;
	const uint64_t base = (uint64_t)d->min * mul;
	const uint64_t span = d->span;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		uint64_t v;

		switch (how) {
		case SM__DRAW_UNIFORM:
			v = base + sm_rng_below(&rng, span) * mul;
			break;
		case SM__DRAW_PERM:
			v = base + sm_perm_at(&d->perm, row) * mul;
			break;
		case SM__DRAW_BUCKETS:
			v = (uint64_t)sm_buckets_at(&d->buckets, &rng) * mul;
			break;
		case SM__DRAW_QUANTILE:
			v = (uint64_t)sm_quantile_at(&d->quantile,
						     sm_rng_u64(&rng)) * mul;
			break;
		default:
			v = base + sm_zipf_at(&d->zipf, &rng) * mul;
			break;
		}
		out[i] = (int64_t)v;
	}
}

SM_LOOP draw_order(const struct sm__draw *d, uint64_t key,
		   const struct sm_rows *rows, int64_t *out,
		   const enum sm__draw_how how)
{
	if (rows->id)
		draw_loop(d, key, rows, out, true, how);
	else
		draw_loop(d, key, rows, out, false, how);
}

/* Some rows are drawn from elsewhere; the others keep what they have. */
static void put_outliers(const struct sm__draw *d, const struct sm_rows *rows,
			 int64_t *out)
{
	assert(d->odd_span > 0);
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(d->odd_key, sm_row(rows, i));

		if (sm_rng_u64(&rng) < d->odd_cut)
			out[i] = (int64_t)(((uint64_t)d->odd_min +
					    sm_rng_below(&rng, d->odd_span)) *
					   (uint64_t)d->mul);
	}
}

static void draw_i64(const struct sm__draw *d, uint64_t key,
		     const struct sm_rows *rows, int64_t *out)
{
	switch (d->how) {
	case SM__DRAW_UNIFORM:
		draw_order(d, key, rows, out, SM__DRAW_UNIFORM);
		break;
	case SM__DRAW_PERM:
		draw_order(d, key, rows, out, SM__DRAW_PERM);
		break;
	case SM__DRAW_QUANTILE:
		draw_order(d, key, rows, out, SM__DRAW_QUANTILE);
		break;
	case SM__DRAW_ZIPF:
		draw_order(d, key, rows, out, SM__DRAW_ZIPF);
		break;
	case SM__DRAW_BUCKETS:
		draw_order(d, key, rows, out, SM__DRAW_BUCKETS);
		break;
	}
	if (d->odd_cut)
		put_outliers(d, rows, out);
}

static void draw_f64(const struct sm__draw *d, uint64_t key,
		     const struct sm_rows *rows, double *out)
{
	int64_t whole[PIECE];

	for (uint32_t at = 0; at < rows->n; at += PIECE) {
		const struct sm_rows part = {
			.id = rows->id ? rows->id + at : NULL,
			.first = rows->first + at,
			.n = rows->n - at < PIECE ? rows->n - at : PIECE,
		};

		draw_i64(d, key, &part, whole);
		for (uint32_t i = 0; i < part.n; i++)
			out[at + i] = (double)whole[i] / d->divisor;
		/* what a float column would give back */
		for (uint32_t i = 0; d->single && i < part.n; i++)
			out[at + i] = (double)(float)out[at + i];
	}
}

void sm__draw_fill(const struct sm__draw *d, uint64_t key,
		   const struct sm_rows *rows, struct sm_vec *out)
{
	if (d->divisor > 0)
		draw_f64(d, key, rows, out->v.f64);
	else
		draw_i64(d, key, rows, out->v.i64);
}

/* The type whose values look like those drawn: a double has no unit. */
static struct sm_type shown_as(const struct sm__draw *d,
			       const struct sm_compile *c)
{
	struct sm_type t = { .id = SM_T_DECIMAL };

	if (d->divisor <= 0)
		return c->type;
	while ((double)sm_pow10(t.scale) < d->divisor)
		t.scale++;
	return t;
}

static enum sm_code refuse_few(const struct sm__draw *d,
			       const struct sm_compile *c, int64_t lo, int64_t hi,
			       struct sm_err *err)
{
	const struct sm_type shown = shown_as(d, c);
	char need[32], have[32], first[40], last[40];

	sm_refuse(c, err, NULL,
		  "needs %s distinct values but %s..%s has only %s",
		  sm_commas(c->rows, need),
		  sm__value_text(&shown, lo * d->mul, first),
		  sm__value_text(&shown, hi * d->mul, last),
		  sm_commas(d->span, have));
	return sm_fix(err, "widen the range, make fewer rows, or drop unique");
}

/*
 * Whole numbers up to this stay apart when they are divided by a power of ten
 * and rounded: two bits less than the format's own whole numbers have.
 */
static int64_t apart_limit(const struct sm__draw *d)
{
	return INT64_C(1) << (d->single ? 22 : 51);
}

static enum sm_code check_unique(const struct sm__draw *d,
				 const struct sm_compile *c, int64_t lo,
				 int64_t hi, struct sm_err *err)
{
	const int64_t limit = apart_limit(d);
	char type[64];

	if (d->span < c->rows)
		return refuse_few(d, c, lo, hi, err);
	if (d->divisor > 0 && (lo < -limit || hi > limit))
		return sm_refuse(c, err, NULL, "cannot be unique: %s rounds "
				 "neighbouring values of this range to one",
				 sm_type_format(&c->type, type));
	return SM_OK;
}

enum sm_code sm__draw_range(struct sm__draw *d, struct sm_op *op,
			    const struct sm_compile *c, int64_t lo, int64_t hi,
			    int64_t mul, struct sm_err *err)
{
	assert(lo <= hi && mul >= 1);
	d->how = SM__DRAW_UNIFORM;
	d->min = lo;
	d->mul = mul;
	d->span = (uint64_t)hi - (uint64_t)lo + 1;
	/* all 2^64 values have no count in 64 bits: do without the last one */
	if (d->span == 0)
		d->span = UINT64_MAX;
	if (c->unique) {
		SM_TRY(check_unique(d, c, lo, hi, err));
		d->how = SM__DRAW_PERM;
		sm_perm_init(&d->perm, op->key, d->span);
		op->out.unique = true;
	}
	if (d->divisor <= 0) {
		op->out.min = lo * mul;
		op->out.max = hi * mul;
	}
	return SM_OK;
}
