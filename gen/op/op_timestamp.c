/*
 * op_timestamp.c - the "timestamp" kind: points in time
 *
 *     timestamp: {from: "-3y", to: now}
 *     timestamp: {after: customer_id.created_at, within: 2y}
 *
 * In a period every tick (second, millisecond, microsecond; day in a date
 * column) is as likely as the next. After another time the period starts there
 * and ends `within` later or at as_of, whichever comes first; the value is
 * drawn from what is left, so nothing piles up at as_of. Where nothing is left
 * the value is the other time itself.
 *
 * run() of `after` goes over the rows twice. First it brings the inputs into
 * microseconds, with some valid time where they are NULL, then it adds to
 * them: both loops are without branches.
 */
#include <assert.h>
#include <string.h>

#include "op_args.h"
#include "op_timestamp.h"
#include "period.h"

struct timestamp_args {
	struct sm__period_args period;
	const char *after, *within, *precision;
};

static const cyaml_schema_field_t timestamp_fields[] = {
	SM__PERIOD_FIELDS(struct timestamp_args, period),
	SM__ARG_LIST("hours", struct timestamp_args, period.season.hours),
	SM_ARG(struct timestamp_args, after),
	SM_ARG(struct timestamp_args, within),
	SM_ARG(struct timestamp_args, precision),
	CYAML_FIELD_END
};

struct after {
	uint32_t input;
	int64_t scale;      /* input unit in microseconds: 1, or a day's */
	int64_t stand_in;   /* time that stands where the input is NULL */
	int64_t within, as_of;
	int64_t unit;
	bool days;          /* the column is a date */
};

struct stamp_state {
	bool follows;       /* which of the two: */
	struct after after;
	struct sm__period period;
};

/* In the order of enum precision. */
static const char *const precisions[] = { "second", "milli", "micro" };
static const int64_t precision_us[] = { 1000000, 1000, 1 };

/* ---- compile: after another time -------------------------------------------- */

/* What is known about the result, in microseconds. */
static void after_domain(const struct after *t, const struct sm_domain *in,
			 struct sm_domain *out)
{
	const int64_t last = in->max * t->scale;
	int64_t end = last;

	if (last < t->as_of)
		end = t->as_of - last > t->within ? last + t->within : t->as_of;
	out->min = t->days ? sm_days_from_us(t->stand_in) : t->stand_in;
	out->max = t->days ? sm_days_from_us(end) : end;
	out->nullable = in->nullable;
}

enum sm_code sm__stamp_after(struct sm_op *op, const struct sm_compile *c,
			     uint32_t input, const struct sm_domain *dom,
			     int64_t within_us, int64_t unit_us,
			     struct sm_err *err)
{
	struct stamp_state *st = sm_arena_alloc(c->arena, sizeof(*st));

	if (!st)
		return sm_nomem(err);
	assert(within_us >= 0 && (SM_M_TIMES & SM_M(dom->type.id)));
	st->follows = true;
	st->after = (struct after){
		.input = input,
		.scale = dom->type.id == SM_T_DATE ? SM_DAY_US : 1,
		.within = within_us,
		.as_of = c->as_of_us,
		.unit = unit_us,
		.days = c->type.id == SM_T_DATE,
	};
	st->after.stand_in = dom->min * st->after.scale;
	/* a date column gains whole days, else the last would be too rare */
	if (st->after.days)
		st->after.unit = SM_DAY_US;
	after_domain(&st->after, dom, &op->out);
	op->state = st;
	return SM_OK;
}

static enum sm_code compile_after(struct sm_op *op, const struct timestamp_args *a,
				  const struct sm_compile *c, int64_t unit,
				  struct sm_err *err)
{
	/* 10,000 years: as_of comes first */
	int64_t within = INT64_C(10000) * SM_YEAR_US;
	struct sm_domain dom;
	uint32_t input;
	char type[64];

	if (sm__period_given(&a->period)) {
		sm_refuse(c, err, sm__period_given(&a->period), "the period "
			  "starts with after and ends with within: drop %s",
			  sm__period_given(&a->period));
		return sm_fix(err, "a period is from and to, or after and within");
	}
	if (c->unique)
		return sm_refuse(c, err, "after", "times after another cannot be "
				 "proved unique");
	SM_TRY(sm_arg_duration(c, "within", a->within, &within, err));
	if (within > INT64_C(10000) * SM_YEAR_US)
		within = INT64_C(10000) * SM_YEAR_US;
	SM_TRY(sm_bind(c, "after", a->after, &input, &dom, err));
	if (!(SM_M_TIMES & SM_M(dom.type.id)))
		return sm_refuse(c, err, "after", "%s is no time but of type %s",
				 a->after, sm_type_format(&dom.type, type));
	return sm__stamp_after(op, c, input, &dom, within, unit, err);
}

static enum sm_code timestamp_compile(struct sm_op *op, const void *args,
				      struct sm_compile *c, struct sm_err *err)
{
	const struct timestamp_args *a = args;
	struct stamp_state *st;
	unsigned precision = 0;

	SM_TRY(sm_arg_choice(c, "precision", a->precision, precisions,
			     SM_COUNTOF(precisions), &precision, err));
	if (a->precision && c->type.id == SM_T_DATE)
		return sm_refuse(c, err, "precision", "a date has no precision "
				 "but the day");
	if (a->within && !a->after)
		return sm_refuse(c, err, "within", "within needs after: a column "
				 "to count from");
	if (a->after)
		return compile_after(op, a, c, precision_us[precision], err);
	st = sm_arena_alloc(c->arena, sizeof(*st));
	if (!st)
		return sm_nomem(err);
	op->state = st;
	return sm__period_compile(&st->period, op, &a->period, c,
				  c->type.id == SM_T_DATE ? SM_DAY_US
							  : precision_us[precision],
				  err);
}

/* ---- run -------------------------------------------------------------------- */

static void after_bases(const struct after *t, const struct sm_vec *in, uint32_t n,
			int64_t *out)
{
	const int64_t *v = in->v.i64;

	if (!in->null) {
		for (uint32_t i = 0; i < n; i++)
			out[i] = v[i] * t->scale;
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		/* unsigned: what stands in a NULL row may be any number */
		int64_t us = (int64_t)((uint64_t)v[i] * (uint64_t)t->scale);

		out[i] = in->null[i] ? t->stand_in : us;
	}
}

/* `unit` is a constant, so that the division becomes a multiplication. */
SM_LOOP after_loop(const struct after *t, uint64_t key, const struct sm_rows *rows,
		   int64_t *out, const bool listed, const uint64_t unit)
{
	const int64_t as_of = t->as_of, within = t->within;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		int64_t room = as_of - out[i];

		room = room < within ? room : within;
		room = room > 0 ? room : 0;
		out[i] += (int64_t)(unit * sm_rng_below(&rng, (uint64_t)room /
								      unit + 1));
	}
}

SM_LOOP after_order(const struct after *t, uint64_t key, const struct sm_rows *rows,
		    int64_t *out, const uint64_t unit)
{
	if (rows->id)
		after_loop(t, key, rows, out, true, unit);
	else
		after_loop(t, key, rows, out, false, unit);
}

static void after_run(const struct after *t, uint64_t key,
		      const struct sm_rows *rows, int64_t *out)
{
	switch (t->unit) {
	case 1:
		after_order(t, key, rows, out, 1);
		break;
	case 1000:
		after_order(t, key, rows, out, 1000);
		break;
	case 1000000:
		after_order(t, key, rows, out, 1000000);
		break;
	default:
		assert(t->days);
		after_order(t, key, rows, out, (uint64_t)SM_DAY_US);
		for (uint32_t i = 0; i < rows->n; i++)
			out[i] = sm_days_from_us(out[i]);
		break;
	}
}

static void timestamp_run(const struct sm_op *op, struct sm_work *w,
			  const struct sm_rows *rows, const struct sm_vec *in,
			  struct sm_vec *out)
{
	const struct stamp_state *st = op->state;

	(void)w;
	if (!st->follows) {
		sm__period_fill(&st->period, op->key, rows, out);
		return;
	}
	in += st->after.input;
	after_bases(&st->after, in, rows->n, out->v.i64);
	after_run(&st->after, op->key, rows, out->v.i64);
	if (op->out.nullable && in->null)
		memcpy(out->null, in->null, rows->n);
	else if (op->out.nullable)
		memset(out->null, 0, rows->n);
}

const struct sm_op_kind sm_op_timestamp = {
	.name = "timestamp",
	.summary = "points in time, in a period or after another column's time",
	.example = "{from: \"-3y\", to: now}",
	.doc = "from       start: 2026-01-31T12:00:00Z, now, or from now: -3y;\n"
	       "           default -1y\n"
	       "to         end, default now; both ends belong to the period\n"
	       "after      instead: a column that holds a time, also through a\n"
	       "           reference: customer_id.created_at; NULL gives NULL\n"
	       "within     at most so long after it, like 3d12h (units y mo w d h m\n"
	       "           s ms us); default: any time up to now; never after now\n"
	       "precision  second (default), milli or micro\n"
	       "hours      [24 weights]: how much happens from 0 h, 1 h, ... on, in UTC\n"
	       SM__PERIOD_DOC,
	.version = 1,
	.types = SM_M_TIMES,
	.natural = { .id = SM_T_TIMESTAMPTZ },
	.args = timestamp_fields,
	.args_size = sizeof(struct timestamp_args),
	.compile = timestamp_compile,
	.run = timestamp_run,
};
