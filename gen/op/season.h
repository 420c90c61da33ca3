/*
 * season.h - times with their hours, weekdays and growth
 *
 *     timestamp: {from: "-3y", to: now, growth: 0.4,
 *                 weekdays: [8, 9, 9, 9, 10, 4, 2],
 *                 hours: [1, 1, 0, 0, 0, 1, 2, 4, 8, 9, ...]}
 *
 * The day is drawn by its weight, then the hour by that of its day (the first
 * and the last may be cut), then the tick in the hour: three draws. Where days
 * are all there is, in a date column, the first draw does.
 */
#ifndef SEEDMILL_GEN_SEASON_H
#define SEEDMILL_GEN_SEASON_H

#include "histogram.h"

struct sm__season_args {
	/* 24; 7 from Monday on; 12; or none */
	const char **hours, **weekdays, **months;
	uint32_t hours_count, weekdays_count, months_count;
	const char *growth;
};

/* Lines of a kind's schema: `member` of `structure` is a struct sm__season_args. */
#define SM__SEASON_FIELDS(structure, member)                               \
	SM__ARG_LIST("weekdays", structure, member.weekdays),              \
	SM__ARG_LIST("months", structure, member.months),                  \
	CYAML_FIELD_STRING_PTR("growth",                                   \
			       CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
			       structure, member.growth, 0, CYAML_UNLIMITED)

#define SM__SEASON_DOC                                                     \
	"weekdays   [7 weights]: Monday, Tuesday, ...\n"                    \
	"months     [12 weights]: how much happens on a day of January, ...\n" \
	"growth     0.5: every year half as much again as the year before\n"

struct sm__season {
	int64_t from, end;          /* microseconds: ticks of [from, end) */
	int64_t unit;               /* of a tick; SM_DAY_US: values are days */
	int64_t first;              /* day of from, since 1970-01-01 */
	uint32_t days;
	struct sm_alias day;
	struct sm_alias hour[3];    /* of the first day, of others, of the last */
};

static inline bool sm__season_wanted(const struct sm__season_args *a)
{
	return a->hours_count || a->weekdays_count || a->months_count || a->growth;
}

/* The first of those arguments that was given. */
static inline const char *sm__season_arg(const struct sm__season_args *a)
{
	return a->hours_count ? "hours" : a->weekdays_count ? "weekdays" :
	       a->months_count ? "months" : "growth";
}

/*
 * Ticks lo..hi of `unit` microseconds each (lo <= hi), an hour at most, or whole
 * days: then without hours, and out gets days. Sets op->out.
 */
enum sm_code sm__season_compile(struct sm__season *s, struct sm_op *op,
				const struct sm__season_args *a,
				const struct sm_compile *c, int64_t lo, int64_t hi,
				int64_t unit, struct sm_err *err);
void sm__season_fill(const struct sm__season *s, uint64_t key,
		     const struct sm_rows *rows, int64_t *out);

#endif
