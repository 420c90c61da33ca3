/*
 * op_range.c - the "range" kind: ranges of whole numbers, numbers, days or times
 *
 *     - {name: ages,  type: int4range, range: {min: 0, max: 100, length_max: 20}}
 *     - {name: valid, type: daterange, range: {min: "-3y", max: now,
 *                     length_min: 1d, length_max: 90d, open: 0.2, empty: 0.01}}
 *
 * A length first, then where it begins, so that the range lies inside of min and
 * max: every length is as likely as the next, and every place for it. The text is
 * the canonical one that PostgreSQL prints: [lower,upper).
 *
 * All is counted in ticks: 1, the last digit of a number, a day, a second.
 */
#include <assert.h>
#include <string.h>

#include "compound_text.h"
#include "op_args.h"

#include "seedmill/fmt.h"

struct range_args {
	const char *min, *max, *length_min, *length_max, *scale, *open, *empty;
};

struct range_state {
	struct sm_type element;
	int64_t lo, tick;           /* a bound is tick * (lo + what is drawn) */
	uint64_t span;              /* from min to max */
	uint64_t shortest, lengths; /* and how many lengths there are */
	uint64_t empty, open;       /* cuts of a draw: below empty, below open */
};

static const cyaml_schema_field_t range_fields[] = {
	SM_ARG(struct range_args, min),
	SM_ARG(struct range_args, max),
	SM_ARG(struct range_args, length_min),
	SM_ARG(struct range_args, length_max),
	SM_ARG(struct range_args, scale),
	SM_ARG(struct range_args, open),
	SM_ARG(struct range_args, empty),
	CYAML_FIELD_END
};

/* ---- compile -------------------------------------------------------------------- */

static bool is_time(const struct sm_type *element)
{
	return (SM_M(element->id) & SM_M_TIMES) != 0;
}

/* Microseconds of a tick of a time. */
static int64_t tick_us(const struct sm_type *element)
{
	return element->id == SM_T_DATE ? SM_DAY_US : 1000000;
}

static enum sm_code read_scale(struct range_state *st, const struct range_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	int64_t scale = st->element.id == SM_T_DECIMAL ? 2 : 0;

	st->tick = is_time(&st->element) && st->element.id != SM_T_DATE ? 1000000 : 1;
	if (a->scale && st->element.id != SM_T_DECIMAL)
		return sm_refuse(c, err, "scale", "scale is for numrange: its digits "
				 "after the point");
	SM_TRY(sm_arg_i64(c, "scale", a->scale, &scale, err));
	if (scale < 0 || scale > SM_SCALE_MAX)
		return sm_refuse(c, err, "scale", "scale is %lld: it must be 0 to %d",
				 (long long)scale, SM_SCALE_MAX);
	st->element.scale = (uint16_t)scale;
	return SM_OK;
}

/* A bound in ticks; of times the first whole tick from it on, or up to it. */
static enum sm_code read_bound(const struct range_state *st, const char *arg,
			       const char *text, bool up, const struct sm_compile *c,
			       int64_t *out, struct sm_err *err)
{
	int64_t us, unit = tick_us(&st->element);

	if (!is_time(&st->element))
		return sm_arg_decimal(c, arg, text, st->element.scale, out, err);
	us = *out * unit;
	SM_TRY(sm_arg_time(c, arg, text, &us, err));
	*out = us / unit - (us % unit < 0) + (up && us % unit != 0);
	return SM_OK;
}

static enum sm_code read_length(const struct range_state *st, const char *arg,
				const char *text, const struct sm_compile *c,
				int64_t *out, struct sm_err *err)
{
	int64_t us, unit = tick_us(&st->element);

	if (!is_time(&st->element)) {
		SM_TRY(sm_arg_decimal(c, arg, text, st->element.scale, out, err));
	} else if (text) {
		SM_TRY(sm_arg_duration(c, arg, text, &us, err));
		if (us % unit)
			return sm_refuse(c, err, arg, "%s %s is no whole number of %s",
					 arg, text, unit == SM_DAY_US ? "days"
								      : "seconds");
		*out = us / unit;
	}
	if (*out > 0)
		return SM_OK;
	sm_refuse(c, err, arg, "%s %s is not above 0", arg, text);
	return sm_fix(err, "a range without any length is empty: say empty: 0.01 for "
		      "the share of those");
}

static enum sm_code read_place(struct range_state *st, const struct range_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	const int64_t one = sm_pow10(st->element.scale);
	struct sm_compile e = *c;
	int64_t lo = one, hi = 100 * one;

	e.type = st->element;
	if (is_time(&st->element)) {
		lo = (c->as_of_us - SM_YEAR_US) / tick_us(&st->element);
		hi = c->as_of_us / tick_us(&st->element);
	} else if (one > INT64_MAX / 100) {
		hi = INT64_MAX;
	}
	SM_TRY(read_bound(st, "min", a->min, true, c, &lo, err));
	SM_TRY(read_bound(st, "max", a->max, false, c, &hi, err));
	if (lo >= hi)
		return sm_refuse(c, err, a->max ? "max" : "min", "nothing lies between "
				 "min and max%s", a->max ? "" : ": give max as well");
	SM_TRY(sm__args_fit(&e, "min", (sm_int128)lo * st->tick, "max",
			    (sm_int128)hi * st->tick, err));
	st->lo = lo;
	st->span = (uint64_t)hi - (uint64_t)lo;
	return SM_OK;
}

static enum sm_code read_lengths(struct range_state *st, const struct range_args *a,
				 const struct sm_compile *c, struct sm_err *err)
{
	const int64_t most = st->span > INT64_MAX ? INT64_MAX : (int64_t)st->span;
	int64_t lo = 1, hi;

	SM_TRY(read_length(st, "length_min", a->length_min, c, &lo, err));
	hi = most / 10 > lo ? most / 10 : lo;
	SM_TRY(read_length(st, "length_max", a->length_max, c, &hi, err));
	if (lo > hi)
		return sm_refuse(c, err, a->length_min ? "length_min" : "length_max",
				 "length_min is above length_max");
	if (hi > most) {
		sm_refuse(c, err, a->length_max ? "length_max" : "length_min",
			  "a range as long as that does not lie between min and max");
		return sm_fix(err, "shorten it, or move min and max apart");
	}
	st->shortest = (uint64_t)lo;
	st->lengths = (uint64_t)(hi - lo) + 1;
	return SM_OK;
}

static enum sm_code read_share(const char *arg, const char *text,
			       const struct sm_compile *c, double *share,
			       struct sm_err *err)
{
	*share = 0;
	SM_TRY(sm_arg_real(c, arg, text, share, err));
	if (*share >= 0 && *share <= 1)
		return SM_OK;
	return sm_refuse(c, err, arg, "%s %s is no share from 0 to 1", arg, text);
}

static uint64_t cut_of(double share)
{
	return share >= 1 ? UINT64_MAX : (uint64_t)(share * 0x1p64);
}

static enum sm_code read_shares(struct range_state *st, const struct range_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	double empty, open;

	SM_TRY(read_share("empty", a->empty, c, &empty, err));
	SM_TRY(read_share("open", a->open, c, &open, err));
	if (empty + open > 1)
		return sm_refuse(c, err, "open", "open and empty are %g together, more "
				 "than all", empty + open);
	st->empty = cut_of(empty);
	st->open = cut_of(empty + open);
	return SM_OK;
}

static uint32_t bound_width(const struct range_state *st)
{
	char at[SM_FMT_ROOM];
	uint32_t low = (uint32_t)(sm__element_i64(&st->element, st->lo * st->tick,
						  at) - at);
	uint32_t high = (uint32_t)(sm__element_i64(
		&st->element, (int64_t)((uint64_t)st->lo + st->span) * st->tick, at) -
		at);

	/* a time has as many digits as any other */
	return low > high ? low : high;
}

static enum sm_code range_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	const struct range_args *a = args;
	struct range_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	uint32_t width;

	if (!st)
		return sm_nomem(err);
	st->element = sm_type_element(&c->type);
	SM_TRY(read_scale(st, a, c, err));
	SM_TRY(read_place(st, a, c, err));
	SM_TRY(read_lengths(st, a, c, err));
	SM_TRY(read_shares(st, a, c, err));
	width = 2 * bound_width(st) + 3;
	op->out.width = op->out.chars = width > 5 ? width : 5;
	op->text_bytes = op->out.width;
	op->state = st;
	return SM_OK;
}

/* ---- run ------------------------------------------------------------------------ */

static inline char *range_put(const struct range_state *st, struct sm_rng *rng,
			      char *at)
{
	uint64_t share = sm_rng_u64(rng);
	uint64_t length, first;

	if (share < st->empty) {
		memcpy(at, "empty", 5);
		return at + 5;
	}
	length = st->shortest + sm_rng_below(rng, st->lengths);
	assert(length <= st->span);
	first = (uint64_t)st->lo + sm_rng_below(rng, st->span - length + 1);
	*at++ = '[';
	at = sm__element_i64(&st->element, (int64_t)first * st->tick, at);
	*at++ = ',';
	if (share >= st->open)
		at = sm__element_i64(&st->element,
				     (int64_t)(first + length) * st->tick, at);
	*at++ = ')';
	return at;
}

static void range_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct range_state *st = op->state;
	char *at = out->text;

	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(op->key, sm_row(rows, i));
		char *first = at;

		at = range_put(st, &rng, at);
		assert((size_t)(at - first) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = first,
						 .n = (uint32_t)(at - first) };
	}
}

const struct sm_op_kind sm_op_range = {
	.name = "range",
	.summary = "ranges of numbers, days or times, between two bounds",
	.example = "{min: 1, max: 1000, length_max: 50, open: 0.1, empty: 0.01}",
	.doc = "min         no range begins before it: 1, or a year ago\n"
	       "max         none ends behind it: 100, or now\n"
	       "length_min  the shortest: 1, 0.01, 1d, 1s when not given\n"
	       "length_max  the longest: a tenth of the way from min to max\n"
	       "scale       numrange: digits after the point, 2\n"
	       "open        share of ranges without an end: [5,)\n"
	       "empty       share of empty ones\n",
	.version = 1,
	.types = SM_M(SM_T_RANGE),
	.natural = { .id = SM_T_RANGE, .of = SM_T_INT },
	.args = range_fields,
	.args_size = sizeof(struct range_args),
	.compile = range_compile,
	.run = range_run,
};
