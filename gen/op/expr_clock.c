/*
 * expr_clock.c - the instructions that know the calendar: extract, date_trunc,
 * adding months, make_date
 *
 * One loop a field, with nothing in it but what that field needs. Rows that are
 * NULL are computed like the others: their values lie in the proved range, too.
 */
#include "op/expr_ins.h"

#include <assert.h>

#include "op/expr_civil.h"
#include "op/op_args.h"

#define SECOND UINT64_C(1000000)

/* ---- extract ------------------------------------------------------------ */

/* The ISO week: that of the year in which the week's Thursday lies. */
static inline uint32_t iso_week(uint32_t n)
{
	const uint32_t thursday = n + 4 - sm__civil_isodow(n);

	return (sm__civil_doy(sm__civil(thursday)) - 1) / 7 + 1;
}

static inline int64_t of_day(uint32_t n, const enum sm_xfield field)
{
	switch (field) {
	case SM_XF_YEAR:
		return sm__civil(n).year;
	case SM_XF_QUARTER:
		return (sm__civil(n).month + 2) / 3;
	case SM_XF_MONTH:
		return sm__civil(n).month;
	case SM_XF_WEEK:
		return iso_week(n);
	case SM_XF_DAY:
		return sm__civil(n).day;
	case SM_XF_DOW:
		return sm__civil_isodow(n) % 7;
	case SM_XF_ISODOW:
		return sm__civil_isodow(n);
	default:
		return sm__civil_doy(sm__civil(n));
	}
}

/* `field` and `days` are constants of the caller. */
SM_LOOP extract(int64_t *restrict d, const int64_t *a, uint32_t n,
		const enum sm_xfield field, const bool days)
{
	for (uint32_t r = 0; r < n; r++)
		d[r] = of_day(days ? (uint32_t)(a[r] + SM_CIVIL_EPOCH)
				   : sm__civil_of_us(a[r]), field);
}

SM_LOOP extract_days(int64_t *restrict d, const int64_t *a, uint32_t n,
		     const enum sm_xfield field, bool days)
{
	if (days)
		extract(d, a, n, field, true);
	else
		extract(d, a, n, field, false);
}

/* Whole units of `unit` microseconds of the day, `most` of them at most. */
SM_LOOP extract_clock(int64_t *restrict d, const int64_t *a, uint32_t n,
		      const uint64_t unit, const uint64_t most)
{
	for (uint32_t r = 0; r < n; r++)
		d[r] = (int64_t)(sm__civil_us_of_day(a[r]) / unit % most);
}

static void extract_epoch(int64_t *restrict d, const int64_t *a, uint32_t n,
			  bool days)
{
	const int64_t second = (int64_t)SECOND;

	if (days)
		for (uint32_t r = 0; r < n; r++)
			d[r] = a[r] * 86400;
	else
		for (uint32_t r = 0; r < n; r++)
			d[r] = a[r] / second - (a[r] % second < 0);
}

void sm__expr_run_extract(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const bool days = i->m;

	switch ((enum sm_xfield)i->k) {
	case SM_XF_YEAR:
		extract_days(d, a, f->n, SM_XF_YEAR, days);
		break;
	case SM_XF_QUARTER:
		extract_days(d, a, f->n, SM_XF_QUARTER, days);
		break;
	case SM_XF_MONTH:
		extract_days(d, a, f->n, SM_XF_MONTH, days);
		break;
	case SM_XF_WEEK:
		extract_days(d, a, f->n, SM_XF_WEEK, days);
		break;
	case SM_XF_DAY:
		extract_days(d, a, f->n, SM_XF_DAY, days);
		break;
	case SM_XF_HOUR:
		extract_clock(d, a, f->n, 3600 * SECOND, 24);
		break;
	case SM_XF_MINUTE:
		extract_clock(d, a, f->n, 60 * SECOND, 60);
		break;
	case SM_XF_SECOND:
		extract_clock(d, a, f->n, SECOND, 60);
		break;
	case SM_XF_DOW:
		extract_days(d, a, f->n, SM_XF_DOW, days);
		break;
	case SM_XF_ISODOW:
		extract_days(d, a, f->n, SM_XF_ISODOW, days);
		break;
	case SM_XF_DOY:
		extract_days(d, a, f->n, SM_XF_DOY, days);
		break;
	default:
		assert(i->k == SM_XF_EPOCH);
		extract_epoch(d, a, f->n, days);
		break;
	}
	sm__expr_nulls(f, i);
}

/* ---- date_trunc --------------------------------------------------------- */

static inline int64_t midnight(uint32_t n)
{
	return ((int64_t)n - SM_CIVIL_EPOCH) * SM_DAY_US;
}

static inline uint32_t first_day(uint32_t n, const enum sm_xfield field)
{
	struct sm_ymd d;

	if (field == SM_XF_WEEK)
		return n + 1 - sm__civil_isodow(n);
	d = sm__civil(n);
	if (field == SM_XF_YEAR)
		d.month = 1;
	else if (field == SM_XF_QUARTER)
		d.month = (d.month - 1) / 3 * 3 + 1;
	return sm__civil_days(d.year, d.month, 1);
}

int64_t sm__expr_trunc_at(enum sm_xfield field, int64_t us)
{
	const uint64_t unit = field == SM_XF_DAY ? (uint64_t)SM_DAY_US :
			      field == SM_XF_HOUR ? 3600 * SECOND :
			      field == SM_XF_MINUTE ? 60 * SECOND : SECOND;

	if (field < SM_XF_DAY)
		return midnight(first_day(sm__civil_of_us(us), field));
	return us - (int64_t)(sm__civil_us_of_day(us) % unit);
}

SM_LOOP trunc_days(int64_t *restrict d, const int64_t *a, uint32_t n,
		   const enum sm_xfield field)
{
	for (uint32_t r = 0; r < n; r++)
		d[r] = midnight(first_day(sm__civil_of_us(a[r]), field));
}

SM_LOOP trunc_clock(int64_t *restrict d, const int64_t *a, uint32_t n,
		    const uint64_t unit)
{
	for (uint32_t r = 0; r < n; r++)
		d[r] = a[r] - (int64_t)(sm__civil_us_of_day(a[r]) % unit);
}

void sm__expr_run_trunc(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);

	switch ((enum sm_xfield)i->k) {
	case SM_XF_YEAR:
		trunc_days(d, a, f->n, SM_XF_YEAR);
		break;
	case SM_XF_QUARTER:
		trunc_days(d, a, f->n, SM_XF_QUARTER);
		break;
	case SM_XF_MONTH:
		trunc_days(d, a, f->n, SM_XF_MONTH);
		break;
	case SM_XF_WEEK:
		trunc_days(d, a, f->n, SM_XF_WEEK);
		break;
	case SM_XF_DAY:
		trunc_clock(d, a, f->n, (uint64_t)SM_DAY_US);
		break;
	case SM_XF_HOUR:
		trunc_clock(d, a, f->n, 3600 * SECOND);
		break;
	case SM_XF_MINUTE:
		trunc_clock(d, a, f->n, 60 * SECOND);
		break;
	default:
		assert(i->k == SM_XF_SECOND);
		trunc_clock(d, a, f->n, SECOND);
		break;
	}
	sm__expr_nulls(f, i);
}

/* ---- months ------------------------------------------------------------- */

void sm__expr_run_add_months(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const int64_t *b = sm__expr_i64(f, i->b);

	for (uint32_t r = 0; r < f->n; r++) {
		const uint32_t day = sm__civil_of_us(a[r]);
		const uint32_t to = sm__civil_add_months(day, b[r]);

		/* the time of the day stays what it is */
		d[r] = a[r] + ((int64_t)to - (int64_t)day) * SM_DAY_US;
	}
	sm__expr_nulls(f, i);
}

/* ---- make_date ---------------------------------------------------------- */

void sm__expr_run_make_date(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	uint8_t *restrict dn = sm__expr_null(f, i->d);
	const int64_t *y = sm__expr_i64(f, i->a), *m = sm__expr_i64(f, i->b);
	const int64_t *day = sm__expr_i64(f, i->c);
	const uint8_t *cn = sm__expr_null(f, i->c);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = (int64_t)sm__civil_days((uint32_t)y[r], (uint32_t)m[r],
					       (uint32_t)day[r]) - SM_CIVIL_EPOCH;
	sm__expr_nulls(f, i);
	if (dn && cn)
		for (uint32_t r = 0; r < f->n; r++)
			dn[r] |= cn[r];
}
