/*
 * season.h - times with their hours, weekdays and growth
 *
 *     timestamp: {from: "-3y", to: now, growth: 0.4,
 *                 weekdays: [8, 9, 9, 9, 10, 4, 2],
 *                 hours: [1, 1, 0, 0, 0, 1, 2, 4, 8, 9, ...]}
 *
 * The day is drawn by its weight, then the hour by that of its day (the first
 * and the last may be cut), then the tick in the hour: three draws.
 */
#ifndef SEEDMILL_GEN_SEASON_H
#define SEEDMILL_GEN_SEASON_H

#include "seedmill/op.h"

struct sm__season_args {
	const char **hours, **weekdays;     /* 24; 7 from Monday on; or none */
	uint32_t hours_count, weekdays_count;
	const char *growth;
};

struct sm__season {
	int64_t from, end;          /* microseconds: ticks of [from, end) */
	int64_t unit;               /* of a tick */
	int64_t first;              /* day of from, since 1970-01-01 */
	uint32_t days;
	struct sm_alias day;
	struct sm_alias hour[3];    /* of the first day, of others, of the last */
};

static inline bool sm__season_wanted(const struct sm__season_args *a)
{
	return a->hours_count || a->weekdays_count || a->growth;
}

/* Ticks lo..hi of `unit` microseconds each (lo <= hi). */
enum sm_code sm__season_compile(struct sm__season *s, const struct sm__season_args *a,
				const struct sm_compile *c, int64_t lo, int64_t hi,
				int64_t unit, struct sm_err *err);
void sm__season_fill(const struct sm__season *s, uint64_t key,
		     const struct sm_rows *rows, int64_t *out);

#endif
