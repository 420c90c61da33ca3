/*
 * expr_time.c - dates, times and intervals: what is known about what they give
 *
 * A time plus an interval becomes at most two additions, months first and then
 * microseconds, as in PostgreSQL. Both are plain numbers in vectors, so that an
 * interval times a column needs nothing of its own. Every date and time on the
 * way lies in the years 1 to 9999, or the expression is refused.
 */
#include "op/expr.h"

#include <assert.h>

#include "op/expr_civil.h"

bool sm__expr_is_moment(const struct sm_xnode *n)
{
	return n->type == SM_X_DATE || n->type == SM_X_TIME;
}

/* Store the range of a date or time; refuse what leaves the calendar. */
static enum sm_code set_moment(struct sm_xparse *x, struct sm_xnode *n,
			       sm_int128 lo, sm_int128 hi)
{
	const struct sm_type type = { .id = n->type == SM_X_DATE ?
				      SM_T_DATE : SM_T_TIMESTAMPTZ };
	int64_t min, max;

	sm_type_range(&type, &min, &max);
	if (lo >= min && hi <= max) {
		n->lo = (int64_t)lo;
		n->hi = (int64_t)hi;
		return SM_OK;
	}
	sm__expr_refuse(x, "\"%s\" can leave the years 1 to 9999",
			sm__expr_cut(x, n));
	return sm_fix(x->err, "give its columns a narrower min and max, or keep "
		      "its parts between bounds with least(greatest(x, low), "
		      "high)");
}

/* ---- intervals ---------------------------------------------------------- */

enum sm_code sm__expr_type_interval(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode *of = n->kid[0], *by = n->kid[1];

	if (n->kind == SM_XN_NEG) {
		n->ka = -of->ka;
		n->kb = -of->kb;
		n->kid[0] = of->nkids ? of->kid[0] : NULL;
		n->nkids = of->nkids;
	} else {
		assert(n->kind == SM_XN_MUL);
		if (of->type != SM_X_INTERVAL) {
			of = n->kid[1];
			by = n->kid[0];
		}
		if (by->type == SM_X_NULL)
			SM_TRY(sm__expr_typed_null(x, &by, SM_X_INT, 0));
		if (by->type != SM_X_INT || of->nkids > 0)
			return sm__expr_refuse(x, "\"%s\": an interval can be "
					       "multiplied by one whole number",
					       sm__expr_cut(x, n));
		n->ka = of->ka;
		n->kb = of->kb;
		n->kid[0] = by;
		n->nkids = 1;
		n->nullable = by->nullable;
	}
	n->kind = SM_XN_INTERVAL;
	n->type = SM_X_INTERVAL;
	return SM_OK;
}

/* unit, or unit times the interval's factor: a whole number. */
static enum sm_code amount(struct sm_xparse *x, const struct sm_xnode *interval,
			   int64_t unit, struct sm_xnode **out)
{
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, interval->start,
					   interval->end), *product;

	if (!n)
		return sm_nomem(x->err);
	n->typed = true;
	n->type = SM_X_INT;
	n->lo = n->hi = unit;
	*out = n;
	if (interval->nkids == 0)
		return SM_OK;
	product = sm__expr_node(x, SM_XN_MUL, 2, interval->start, interval->end);
	if (!product)
		return sm_nomem(x->err);
	product->kid[0] = interval->kid[0];
	product->kid[1] = n;
	product->depth = interval->depth;
	*out = product;
	return sm__expr_type(x, product);
}

/*
 * Days move one way with the months and with the day, so the ends are at the
 * ends. Not so times: 30 January 23:00 and 31 January 01:00 both come to the
 * last of February; where there are times, the last day counts to its end.
 */
static enum sm_code months_range(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *t = n->kid[0], *m = n->kid[1];
	const struct sm_ymd lo = sm__civil(sm__civil_of_us(t->lo));
	const struct sm_ymd hi = sm__civil(sm__civil_of_us(t->hi));
	const sm_int128 first = lo.year * INT64_C(12) + lo.month - 1 +
				(sm_int128)m->lo;
	const sm_int128 last = hi.year * INT64_C(12) + hi.month - 1 +
			       (sm_int128)m->hi;
	sm_int128 from, to;

	/* what is refused needs no exact end */
	if (first < 12 || last >= 12 * INT64_C(10000))
		return set_moment(x, n, INT64_MIN, INT64_MAX);
	from = ((sm_int128)sm__civil_add_months(sm__civil_of_us(t->lo), m->lo) -
		SM_CIVIL_EPOCH) * SM_DAY_US;
	to = ((sm_int128)sm__civil_add_months(sm__civil_of_us(t->hi), m->hi) -
	      SM_CIVIL_EPOCH) * SM_DAY_US;
	if (t->lo == t->hi) {
		from += sm__civil_us_of_day(t->lo);
		to += sm__civil_us_of_day(t->lo);
	} else if (t->kind != SM_XN_TO_TIME) {
		to += SM_DAY_US - 1;
	}
	return set_moment(x, n, from, to);
}

/* t plus months: `n`, or a node of its own when there is more to add. */
static enum sm_code add_months(struct sm_xparse *x, struct sm_xnode *n,
			       struct sm_xnode *t, struct sm_xnode *months)
{
	n->kind = SM_XN_ADD_MONTHS;
	n->kid[0] = t;
	n->kid[1] = months;
	n->nkids = 2;
	n->typed = true;
	n->type = SM_X_TIME;
	n->nullable = t->nullable || months->nullable;
	return months_range(x, n);
}

/* a + interval, a - interval */
static enum sm_code type_shift(struct sm_xparse *x, struct sm_xnode *n)
{
	const int64_t sign = n->kind == SM_XN_SUB ? -1 : 1;
	const struct sm_xnode *by = n->kid[1];
	struct sm_xnode *months, *us, *inner = n;

	SM_TRY(sm__expr_coerce(x, &n->kid[0], SM_X_TIME, 0));
	if (by->ka) {
		SM_TRY(amount(x, by, sign * by->ka, &months));
		if (by->kb)
			inner = sm__expr_node(x, SM_XN_ADD_MONTHS, 2, n->start,
					      n->end);
		if (!inner)
			return sm_nomem(x->err);
		inner->depth = n->depth;
		SM_TRY(add_months(x, inner, n->kid[0], months));
		if (!by->kb)
			return SM_OK;
		n->kid[0] = inner;
	}
	SM_TRY(amount(x, by, sign * by->kb, &us));
	n->kind = SM_XN_ADD;
	n->kid[1] = us;
	n->type = SM_X_TIME;
	n->nullable = n->kid[0]->nullable || us->nullable;
	return set_moment(x, n, (sm_int128)n->kid[0]->lo + us->lo,
			  (sm_int128)n->kid[0]->hi + us->hi);
}

/* ---- sums and differences ----------------------------------------------- */

/* a date and a number of days */
static enum sm_code type_days(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *d = n->kid[0], *k;

	if (n->kid[1]->type == SM_X_NULL)
		SM_TRY(sm__expr_typed_null(x, &n->kid[1], SM_X_INT, 0));
	k = n->kid[1];
	n->type = SM_X_DATE;
	n->nullable = d->nullable || k->nullable;
	if (n->kind == SM_XN_ADD)
		return set_moment(x, n, (sm_int128)d->lo + k->lo,
				  (sm_int128)d->hi + k->hi);
	return set_moment(x, n, (sm_int128)d->lo - k->hi,
			  (sm_int128)d->hi - k->lo);
}

/* the days from b to a */
static enum sm_code type_distance(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0], *b = n->kid[1];

	n->type = SM_X_INT;
	n->nullable = a->nullable || b->nullable;
	return sm__expr_set_range(x, n, (struct sm_xrange){
		(sm_int128)a->lo - b->hi, (sm_int128)a->hi - b->lo });
}

/*
 * The time from b to a, in microseconds: an interval that only extract(epoch
 * from a - b) sees.
 */
static enum sm_code type_span(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a, *b;

	SM_TRY(sm__expr_coerce(x, &n->kid[0], SM_X_TIME, 0));
	SM_TRY(sm__expr_coerce(x, &n->kid[1], SM_X_TIME, 0));
	a = n->kid[0];
	b = n->kid[1];
	n->type = SM_X_INTERVAL;
	n->nullable = a->nullable || b->nullable;
	return sm__expr_set_range(x, n, (struct sm_xrange){
		(sm_int128)a->lo - b->hi, (sm_int128)a->hi - b->lo });
}

static enum sm_code no_such_sum(struct sm_xparse *x, const struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0], *b = n->kid[1];
	const char *sign = n->kind == SM_XN_ADD ? "+" : "-";

	if (n->kind == SM_XN_ADD)
		sm__expr_refuse(x, "\"%s\": %s and %s cannot be added",
				sm__expr_cut(x, n), sm__expr_type_name(a->type),
				sm__expr_type_name(b->type));
	else
		sm__expr_refuse(x, "\"%s\": %s cannot be taken from %s",
				sm__expr_cut(x, n), sm__expr_type_name(b->type),
				sm__expr_type_name(a->type));
	if (sm__expr_is_moment(a) && sm__expr_is_moment(b) &&
	    n->kind == SM_XN_SUB)
		return sm_fix(x->err, "days: cast(%s as date) - cast(%s as date); "
			      "seconds: extract(epoch from %s - %s)",
			      sm__expr_cut(x, a), sm__expr_cut(x, b),
			      sm__expr_cut(x, a), sm__expr_cut(x, b));
	if (a->type == SM_X_INTERVAL || b->type == SM_X_INTERVAL)
		return sm_fix(x->err, "an interval is added to a date or "
			      "timestamp, or taken from one, one after the other");
	if (a->type == SM_X_TEXT || b->type == SM_X_TEXT)
		return sm_fix(x->err, "write date '2026-01-31' or timestamp '...'");
	return sm_fix(x->err, "say how long it is: ... %s %s * interval '1 day'",
		      sign, sm__expr_cut(x, b));
}

enum sm_code sm__expr_type_moment(struct sm_xparse *x, struct sm_xnode *n)
{
	struct sm_xnode **k = n->kid;

	/* 3 + d is d + 3 */
	if (n->kind == SM_XN_ADD && sm__expr_is_moment(k[1]) &&
	    !sm__expr_is_moment(k[0])) {
		struct sm_xnode *first = k[0];

		k[0] = k[1];
		k[1] = first;
	}
	if (sm__expr_is_moment(k[0]) && k[1]->type == SM_X_INTERVAL)
		return type_shift(x, n);
	if (k[0]->type == SM_X_DATE &&
	    (k[1]->type == SM_X_INT || k[1]->type == SM_X_NULL))
		return type_days(x, n);
	if (n->kind == SM_XN_SUB && k[0]->type == SM_X_DATE &&
	    k[1]->type == SM_X_DATE)
		return type_distance(x, n);
	if (n->wants && sm__expr_is_moment(k[0]) && sm__expr_is_moment(k[1]))
		return type_span(x, n);
	return no_such_sum(x, n);
}

/* ---- extract, date_trunc ------------------------------------------------ */

static enum sm_code need_moment(struct sm_xparse *x, struct sm_xnode *n)
{
	if (n->kid[0]->type == SM_X_NULL)
		SM_TRY(sm__expr_typed_null(x, &n->kid[0], SM_X_TIME, 0));
	if (!sm__expr_is_moment(n->kid[0]))
		return sm__expr_refuse(x, "\"%s\" needs a date or a timestamp, "
				       "\"%s\" is %s", sm__expr_cut(x, n),
				       sm__expr_cut(x, n->kid[0]),
				       sm__expr_type_name(n->kid[0]->type));
	n->nullable = n->kid[0]->nullable;
	return SM_OK;
}

static int64_t epoch(const struct sm_xnode *a, int64_t v)
{
	if (a->type == SM_X_DATE)
		return v * 86400;
	return v / 1000000 - (v % 1000000 < 0);
}

static int64_t year_of(const struct sm_xnode *a, int64_t v)
{
	return sm__civil(a->type == SM_X_DATE ? (uint32_t)(v + SM_CIVIL_EPOCH) :
						sm__civil_of_us(v)).year;
}

/* Whole seconds from one time to another. */
static enum sm_code extract_span(struct sm_xparse *x, struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0];

	if (n->digits != SM_XF_EPOCH || a->kind != SM_XN_SUB) {
		sm__expr_refuse(x, "\"%s\": of what lies between two times, only "
				"the epoch is known", sm__expr_cut(x, n));
		return sm_fix(x->err, "extract(epoch from %s) / 3600 is in hours, "
			      "/ 86400 in days", sm__expr_cut(x, a));
	}
	n->type = SM_X_INT;
	n->nullable = a->nullable;
	n->lo = epoch(a, a->lo);
	n->hi = epoch(a, a->hi);
	return SM_OK;
}

enum sm_code sm__expr_type_extract(struct sm_xparse *x, struct sm_xnode *n)
{
	static const int64_t range[SM_XF_COUNT][2] = {
		[SM_XF_QUARTER] = { 1, 4 }, [SM_XF_MONTH] = { 1, 12 },
		[SM_XF_WEEK] = { 1, 53 }, [SM_XF_DAY] = { 1, 31 },
		[SM_XF_HOUR] = { 0, 23 }, [SM_XF_MINUTE] = { 0, 59 },
		[SM_XF_SECOND] = { 0, 59 }, [SM_XF_DOW] = { 0, 6 },
		[SM_XF_ISODOW] = { 1, 7 }, [SM_XF_DOY] = { 1, 366 },
	};
	const enum sm_xfield field = (enum sm_xfield)n->digits;
	const struct sm_xnode *a;

	if (n->kid[0]->type == SM_X_INTERVAL)
		return extract_span(x, n);
	SM_TRY(need_moment(x, n));
	a = n->kid[0];
	if (a->type == SM_X_DATE &&
	    (field == SM_XF_HOUR || field == SM_XF_MINUTE || field == SM_XF_SECOND))
		return sm__expr_refuse(x, "\"%s\": a date has no time of day",
				       sm__expr_cut(x, n));
	n->type = SM_X_INT;
	n->lo = range[field][0];
	n->hi = range[field][1];
	if (field == SM_XF_YEAR || field == SM_XF_EPOCH) {
		n->lo = field == SM_XF_YEAR ? year_of(a, a->lo) : epoch(a, a->lo);
		n->hi = field == SM_XF_YEAR ? year_of(a, a->hi) : epoch(a, a->hi);
	}
	return SM_OK;
}

enum sm_code sm__expr_type_trunc(struct sm_xparse *x, struct sm_xnode *n)
{
	const enum sm_xfield field = (enum sm_xfield)n->digits;

	SM_TRY(need_moment(x, n));
	SM_TRY(sm__expr_coerce(x, &n->kid[0], SM_X_TIME, 0));
	n->type = SM_X_TIME;
	/* 0001-01-01 is the first of a week, too: no result is before it */
	return set_moment(x, n, sm__expr_trunc_at(field, n->kid[0]->lo),
			  sm__expr_trunc_at(field, n->kid[0]->hi));
}

/* ---- make_date ---------------------------------------------------------- */

/* Days that all months have that y and m can be. */
static int64_t least_days(const struct sm_xnode *y, const struct sm_xnode *m)
{
	/* 1 is no leap year: where years differ, some may be none */
	const uint32_t year = y->lo == y->hi ? (uint32_t)y->lo : 1;
	uint32_t least = 31;

	for (int64_t month = m->lo; month <= m->hi; month++) {
		const uint32_t days = sm__civil_month_days(year, (uint32_t)month);

		least = days < least ? days : least;
	}
	return least;
}

static enum sm_code no_such_date(struct sm_xparse *x, const struct sm_xnode *n,
				 int i, int64_t most)
{
	static const char *const parts[] = { "year", "month", "day" };

	sm__expr_refuse(x, "\"%s\": the %s ranges from %lld to %lld, where 1 to "
			"%lld make a date for all rows", sm__expr_cut(x, n),
			parts[i], (long long)n->kid[i]->lo,
			(long long)n->kid[i]->hi, (long long)most);
	return sm_fix(x->err, "keep it between bounds: least(greatest(%s, 1), "
		      "%lld)%s", sm__expr_cut(x, n->kid[i]), (long long)most,
		      i < 2 ? "" : "; or count on: make_date(y, m, 1) + days");
}

enum sm_code sm__expr_type_make_date(struct sm_xparse *x, struct sm_xnode *n)
{
	int64_t most[] = { 9999, 12, 31 };

	for (int i = 0; i < 3; i++) {
		const struct sm_xnode *k;

		SM_TRY(sm__expr_need(x, n, &n->kid[i], SM_X_INT));
		k = n->kid[i];
		if (k->type != SM_X_INT) {
			sm__expr_refuse(x, "\"%s\" takes whole numbers, \"%s\" is "
					"%s", sm__expr_cut(x, n),
					sm__expr_cut(x, k),
					sm__expr_type_name(k->type));
			return sm_fix(x->err, "cast(%s as int)",
				      sm__expr_cut(x, k));
		}
		if (k->kind == SM_XN_LITERAL && k->nullable)
			n->kid[i]->lo = n->kid[i]->hi = 1;
		if (i == 2)
			most[2] = least_days(n->kid[0], n->kid[1]);
		if (k->lo < 1 || k->hi > most[i])
			return no_such_date(x, n, i, most[i]);
	}
	n->type = SM_X_DATE;
	n->lo = (int64_t)sm__civil_days((uint32_t)n->kid[0]->lo,
					(uint32_t)n->kid[1]->lo,
					(uint32_t)n->kid[2]->lo) - SM_CIVIL_EPOCH;
	n->hi = (int64_t)sm__civil_days((uint32_t)n->kid[0]->hi,
					(uint32_t)n->kid[1]->hi,
					(uint32_t)n->kid[2]->hi) - SM_CIVIL_EPOCH;
	return SM_OK;
}
