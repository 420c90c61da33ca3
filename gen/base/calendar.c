/*
 * calendar.c - days and microseconds to dates people read, and back
 *
 * The calendar is counted from 1 March, so that the leap day is the last of
 * its year: the days before a month are then (153 * month + 2) / 5, for months
 * from March = 0, and a year's length does not come into it. 400 years make an
 * era of 146,097 days, within which all numbers are positive and division has
 * no cases (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
#include <assert.h>
#include <string.h>

#include "seedmill/type.h"

#define ERA_DAYS 146097     /* 400 years, 97 of them leap years */
#define EPOCH_DAY 719468    /* 1970-01-01, counted from 0000-03-01 */

#define SECOND_US INT64_C(1000000)

/* a / b towards minus infinity, b > 0 */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t sm_days_from_civil(int32_t year, unsigned month, unsigned day)
{
	const bool early = month <= 2;      /* belongs to the year before */
	const int64_t y = (int64_t)year - early;
	const int64_t era = floor_div(y, 400);
	const int64_t of_era = y - era * 400;
	const int64_t march = (int64_t)month + (early ? 9 : -3);
	const int64_t of_year = (153 * march + 2) / 5 + (int64_t)day - 1;

	assert(month >= 1 && month <= 12 && day >= 1 && day <= 31);
	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - EPOCH_DAY;
}

void sm_civil_from_days(int64_t days, struct sm_civil *c)
{
	const int64_t from_march = days + EPOCH_DAY;
	const int64_t era = floor_div(from_march, ERA_DAYS);
	const int64_t of_era = from_march - era * ERA_DAYS;
	/* take the leap days out, then every year has 365 */
	const int64_t year = (of_era - of_era / 1460 + of_era / 36524 -
			      of_era / (ERA_DAYS - 1)) / 365;
	const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	const int64_t march = (5 * of_year + 2) / 153;

	assert(of_era >= 0 && of_era < ERA_DAYS && year >= 0 && year < 400);
	*c = (struct sm_civil){
		.year = (int32_t)(year + era * 400 + (march >= 10)),
		.month = (uint8_t)(march < 10 ? march + 3 : march - 9),
		.day = (uint8_t)(of_year - (153 * march + 2) / 5 + 1),
	};
}

int64_t sm_days_from_us(int64_t us)
{
	return floor_div(us, SM_DAY_US);
}

void sm_civil_from_us(int64_t us, struct sm_civil *c)
{
	const int64_t days = sm_days_from_us(us);
	const int64_t of_day = us - days * SM_DAY_US;
	const int64_t seconds = of_day / SECOND_US;

	assert(of_day >= 0 && of_day < SM_DAY_US);
	sm_civil_from_days(days, c);
	c->hour = (uint8_t)(seconds / 3600);
	c->minute = (uint8_t)(seconds / 60 % 60);
	c->second = (uint8_t)(seconds % 60);
	c->micro = (uint32_t)(of_day % SECOND_US);
}

/* ---- reading ---------------------------------------------------------------- */

struct reader {
	const char *p, *end;
};

static bool read_char(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* Exactly n digits with a value of at most `most`. */
static bool read_digits(struct reader *r, unsigned n, unsigned most, unsigned *out)
{
	unsigned v = 0;

	if ((size_t)(r->end - r->p) < n)
		return false;
	for (unsigned i = 0; i < n; i++, r->p++) {
		if (*r->p < '0' || *r->p > '9')
			return false;
		v = v * 10 + (unsigned)(*r->p - '0');
	}
	*out = v;
	return v <= most;
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30,
					31, 31, 30, 31, 30, 31 };
	const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (unsigned)(month == 2 && leap);
}

static bool read_date(struct reader *r, int64_t *days)
{
	unsigned year, month, day;

	if (!read_digits(r, 4, 9999, &year) || !read_char(r, '-') ||
	    !read_digits(r, 2, 12, &month) || !read_char(r, '-') ||
	    !read_digits(r, 2, 31, &day))
		return false;
	if (year < 1 || month < 1 || day < 1 || day > month_days(year, month))
		return false;
	*days = sm_days_from_civil((int32_t)year, month, day);
	return true;
}

/* ".25": one to six digits; a seventh could not be kept. */
static bool read_fraction(struct reader *r, unsigned *micro)
{
	unsigned v = 0, n = 0;

	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++, n++) {
		if (n == 6)
			return false;
		v = v * 10 + (unsigned)(*r->p - '0');
	}
	if (n == 0)
		return false;
	for (; n < 6; n++)
		v *= 10;
	*micro = v;
	return true;
}

/* "12:30", "12:30:00", "12:30:00.25" as microseconds of the day. */
static bool read_clock(struct reader *r, int64_t *us)
{
	unsigned hour, minute, second = 0, micro = 0;

	if (!read_digits(r, 2, 23, &hour) || !read_char(r, ':') ||
	    !read_digits(r, 2, 59, &minute))
		return false;
	if (read_char(r, ':')) {
		if (!read_digits(r, 2, 59, &second))
			return false;
		if (read_char(r, '.') && !read_fraction(r, &micro))
			return false;
	}
	*us = (hour * 3600 + minute * 60 + second) * SECOND_US + micro;
	return true;
}

/* Nothing, "Z", "+02", "+0200", "+02:00", "-00:44:30", a blank before it. */
static bool read_zone(struct reader *r, int64_t *us)
{
	unsigned hour, minute = 0, second = 0;
	bool west;

	*us = 0;
	if (r->p == r->end)
		return true;
	read_char(r, ' ');
	if (read_char(r, 'Z') || read_char(r, 'z'))
		return true;
	west = read_char(r, '-');
	if (!west && !read_char(r, '+'))
		return false;
	if (!read_digits(r, 2, 15, &hour))
		return false;
	if (read_char(r, ':')) {
		if (!read_digits(r, 2, 59, &minute))
			return false;
		if (read_char(r, ':') && !read_digits(r, 2, 59, &second))
			return false;
	} else if (r->p < r->end && !read_digits(r, 2, 59, &minute)) {
		return false;
	}
	*us = (hour * 3600 + minute * 60 + second) * SECOND_US;
	if (west)
		*us = -*us;
	return true;
}

bool sm_time_parse(const char *p, size_t n, int64_t *us)
{
	struct reader r = { p, p + n };
	const struct sm_type stamp = { .id = SM_T_TIMESTAMPTZ };
	int64_t days, clock = 0, zone = 0, min, max, v;

	if (!read_date(&r, &days))
		return false;
	if (r.p < r.end) {
		if (!read_char(&r, 'T') && !read_char(&r, 't') &&
		    !read_char(&r, ' '))
			return false;
		if (!read_clock(&r, &clock) || !read_zone(&r, &zone))
			return false;
	}
	v = days * SM_DAY_US + clock - zone;
	sm_type_range(&stamp, &min, &max);
	if (r.p != r.end || v < min || v > max)
		return false;
	*us = v;
	return true;
}

/* ---- writing ---------------------------------------------------------------- */

/* v with at least `width` digits; returns what follows. */
static char *put(char *out, uint32_t v, unsigned width)
{
	char digit[10];
	unsigned n = 0;

	do {
		digit[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0 || n < width);
	assert(n <= sizeof(digit));
	while (n > 0)
		*out++ = digit[--n];
	return out;
}

size_t sm_time_format(int64_t us, char out[40])
{
	struct sm_civil c;
	char *p = out;

	sm_civil_from_us(us, &c);
	if (c.year < 0)
		*p++ = '-';
	p = put(p, (uint32_t)(c.year < 0 ? -c.year : c.year), 4);
	*p++ = '-';
	p = put(p, c.month, 2);
	*p++ = '-';
	p = put(p, c.day, 2);
	*p++ = ' ';
	p = put(p, c.hour, 2);
	*p++ = ':';
	p = put(p, c.minute, 2);
	*p++ = ':';
	p = put(p, c.second, 2);
	if (c.micro > 0) {
		*p++ = '.';
		p = put(p, c.micro, 6);
		while (p[-1] == '0')
			p--;
	}
	*p = '\0';
	assert(p - out < 40);
	return (size_t)(p - out);
}
