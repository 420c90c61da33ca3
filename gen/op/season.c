/*
 * season.c - times with their hours, weekdays and growth; see season.h
 *
 * A day weighs its weekday's weight times its month's times the growth so far
 * times what its hours weigh, which is less for a first or last day that is
 * cut. So the share of every hour is exact, but for doubles' rounding.
 */
#include "season.h"

#include <assert.h>

#include "op_args.h"

#define HOUR_US (SM_DAY_US / 24)
#define DAYS_MAX 73050          /* 200 years: their table has 900 KB */

/* What was asked for, read. */
struct weights {
	double hour[24], weekday[7], month[12];
	double yearly;              /* what a year multiplies by */
};

/* How much of hour h of day d is in the period: 0 to 1. */
static double inside(const struct sm__season *s, int64_t d, uint32_t h)
{
	int64_t begin = d * SM_DAY_US + (int64_t)h * HOUR_US;
	int64_t end = begin + HOUR_US;

	begin = begin < s->from ? s->from : begin;
	end = end > s->end ? s->end : end;
	return end > begin ? (double)(end - begin) / (double)HOUR_US : 0;
}

/* The weights of a day's hours; returns their sum. */
static double day_hours(const struct sm__season *s, const double hour[24], int64_t d,
			double out[24])
{
	double sum = 0;

	for (uint32_t h = 0; h < 24; h++) {
		out[h] = hour[h] * inside(s, d, h);
		sum += out[h];
	}
	return sum;
}

static enum sm_code hour_table(struct sm_alias *t, const struct sm__season *s,
			       const double hour[24], int64_t d, double *sum,
			       const struct sm_compile *c, struct sm_err *err)
{
	static const double any[24] = { 1 };
	double w[24];

	*sum = day_hours(s, hour, d, w);
	/* a day without weight is never drawn: any table will do */
	return sm_alias_init(t, c->arena, *sum > 0 ? w : any, 24, err);
}

static double day_weight(const struct weights *w, int64_t day)
{
	struct sm_civil civil;
	int64_t weekday = (day + 3) % 7;    /* 1970-01-01 was a Thursday */

	sm_civil_from_days(day, &civil);
	weekday += weekday < 0 ? 7 : 0;
	return w->weekday[weekday] * w->month[civil.month - 1];
}

static enum sm_code day_table(struct sm__season *s, const struct weights *by,
			      const struct sm_compile *c, struct sm_err *err)
{
	double *w = sm_arena_array(c->arena, s->days, sizeof(*w));
	double daily = sm_exp(sm_ln(by->yearly) / 365.2425);
	double sum[3], grown = 1, all = 0;
	const int64_t last = s->first + s->days - 1;

	if (!w)
		return sm_nomem(err);
	SM_TRY(hour_table(&s->hour[0], s, by->hour, s->first, &sum[0], c, err));
	SM_TRY(hour_table(&s->hour[1], s, by->hour, s->first + (s->days > 2), &sum[1],
			  c, err));
	SM_TRY(hour_table(&s->hour[2], s, by->hour, last, &sum[2], c, err));
	for (uint32_t i = 0; i < s->days; i++) {
		w[i] = day_weight(by, s->first + i) * grown *
		       sum[i == 0 ? 0 : i + 1 == s->days ? 2 : 1];
		grown *= daily;
		all += w[i];
	}
	/* infinite growth times a day without weight is not a number: growth first */
	if (!(grown < 1e280) || !(all < 1e300))
		return sm_refuse(c, err, "growth", "grows past what can be counted");
	if (!(all > 0))
		return sm_refuse(c, err, NULL, "no time of the period has any weight");
	return sm_alias_init(&s->day, c->arena, w, s->days, err);
}

static enum sm_code read_season(struct weights *w, const struct sm__season_args *a,
				const struct sm_compile *c, int64_t unit,
				struct sm_err *err)
{
	double growth = 0;

	if (c->unique)
		return sm_refuse(c, err, sm__season_arg(a), "a unique column takes "
				 "every time at most once: it has no seasons");
	if (unit == SM_DAY_US && a->hours_count)
		return sm_refuse(c, err, "hours", "a date has no hours");
	SM_TRY(sm__read_weights(c, "hours", a->hours, a->hours_count, 24, "", w->hour,
				err));
	SM_TRY(sm__read_weights(c, "weekdays", a->weekdays, a->weekdays_count, 7,
				" from Monday on", w->weekday, err));
	SM_TRY(sm__read_weights(c, "months", a->months, a->months_count, 12, "",
				w->month, err));
	SM_TRY(sm_arg_real(c, "growth", a->growth, &growth, err));
	if (!(growth > -1 && growth <= 100))
		return sm_refuse(c, err, "growth", "growth is what a year adds: 0.5 is "
				 "half as much again; above -1 and at most 100");
	w->yearly = 1 + growth;
	return SM_OK;
}

enum sm_code sm__season_compile(struct sm__season *s, struct sm_op *op,
				const struct sm__season_args *a,
				const struct sm_compile *c, int64_t lo, int64_t hi,
				int64_t unit, struct sm_err *err)
{
	struct weights w;
	int64_t days;

	assert(lo <= hi && (unit == SM_DAY_US || HOUR_US % unit == 0));
	SM_TRY(read_season(&w, a, c, unit, err));
	s->from = lo * unit;
	s->end = hi * unit + unit;
	s->unit = unit;
	s->first = sm_days_from_us(s->from);
	days = sm_days_from_us(s->end - 1) - s->first + 1;
	if (days > DAYS_MAX)
		return sm_refuse(c, err, "from", "seasons are kept day by day, for 200 "
				 "years at most");
	s->days = (uint32_t)days;
	op->out.min = unit == SM_DAY_US ? lo : lo * unit;
	op->out.max = unit == SM_DAY_US ? hi : hi * unit;
	return day_table(s, &w, c, err);
}

static void fill_days(const struct sm__season *s, uint64_t key,
		      const struct sm_rows *rows, int64_t *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(key, sm_row(rows, i));

		out[i] = s->first + sm_alias_at(&s->day, sm_rng_u64(&rng));
	}
}

void sm__season_fill(const struct sm__season *s, uint64_t key,
		     const struct sm_rows *rows, int64_t *out)
{
	if (s->unit == SM_DAY_US) {
		fill_days(s, key, rows, out);
		return;
	}
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(key, sm_row(rows, i));
		uint32_t d = sm_alias_at(&s->day, sm_rng_u64(&rng));
		uint32_t which = d == 0 ? 0 : d + 1 == s->days ? 2 : 1;
		uint32_t h = sm_alias_at(&s->hour[which], sm_rng_u64(&rng));
		int64_t begin = (s->first + d) * SM_DAY_US + (int64_t)h * HOUR_US;
		int64_t end = begin + HOUR_US;

		begin = begin < s->from ? s->from : begin;
		end = end > s->end ? s->end : end;
		assert(begin < end);
		out[i] = begin + s->unit * (int64_t)sm_rng_below(&rng,
			(uint64_t)(end - begin) / (uint64_t)s->unit);
	}
}
