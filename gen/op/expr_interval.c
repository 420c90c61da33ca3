/*
 * expr_interval.c - "1 year 2 months 3 days 04:05:06" as months and time
 *
 * Two numbers, because a month has no fixed length and everything below it
 * has: all times here are UTC, so a day is 24 hours. Written as PostgreSQL
 * writes it; only seconds may have a fraction, since half a month is nothing
 * anybody could agree on.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define SECOND INT64_C(1000000)
#define MONTHS_MAX 120000       /* 10,000 years */
#define US_MAX (INT64_C(3652425) * SM_DAY_US)

struct unit {
	const char *name;           /* an s may follow */
	int64_t months, us;
};

static const struct unit units[] = {
	{ "year", 12, 0 },
	{ "month", 1, 0 },
	{ "mon", 1, 0 },
	{ "week", 0, 7 * SM_DAY_US },
	{ "day", 0, SM_DAY_US },
	{ "hour", 0, 3600 * SECOND },
	{ "minute", 0, 60 * SECOND },
	{ "min", 0, 60 * SECOND },
	{ "second", 0, SECOND },
	{ "sec", 0, SECOND },
};

static const struct unit *unit_of(const char *p, size_t n)
{
	if (n > 0 && (p[n - 1] == 's' || p[n - 1] == 'S'))
		n--;
	for (size_t i = 0; i < SM_COUNTOF(units); i++)
		if (strlen(units[i].name) == n &&
		    strncasecmp(units[i].name, p, n) == 0)
			return &units[i];
	return NULL;
}

bool sm__expr_interval_unit(const char *word)
{
	return unit_of(word, strlen(word)) != NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Digits, at most nine: what is longer is past all limits anyway. */
static bool read_number(const char **p, int64_t *v)
{
	const char *s = *p;

	for (*v = 0; is_digit(*s); s++)
		*v = *v * 10 + (*s - '0');
	if (s == *p || s - *p > 9)
		return false;
	*p = s;
	return true;
}

/* ".25" as microseconds, six digits at most; 0 when there is none. */
static bool read_fraction(const char **p, int64_t *us)
{
	const char *s = *p;
	int64_t unit = SECOND;

	*us = 0;
	if (*s != '.')
		return true;
	for (s++; is_digit(*s); s++) {
		unit /= 10;
		*us += unit * (*s - '0');
		if (unit == 0)
			return false;
	}
	*p = s;
	return s[-1] != '.';
}

/* ":05[:06[.25]]" behind the hours. */
static bool read_clock(const char **p, int64_t hours, int64_t *us)
{
	int64_t minutes, seconds = 0, fraction = 0;

	(*p)++;
	if (!read_number(p, &minutes) || minutes > 59)
		return false;
	if (**p == ':') {
		(*p)++;
		if (!read_number(p, &seconds) || seconds > 59 ||
		    !read_fraction(p, &fraction))
			return false;
	}
	*us = ((hours * 60 + minutes) * 60 + seconds) * SECOND + fraction;
	return true;
}

/* One number with its unit, or a clock, behind a sign or none. */
static bool read_part(const char **p, int64_t *months, int64_t *us)
{
	const bool minus = **p == '-';
	const struct unit *unit;
	int64_t v, fraction, m = 0, t;
	const char *word;

	*p += minus || **p == '+';
	if (!read_number(p, &v))
		return false;
	if (**p == ':') {
		if (!read_clock(p, v, &t))
			return false;
	} else {
		if (!read_fraction(p, &fraction))
			return false;
		while (**p == ' ')
			(*p)++;
		for (word = *p; is_letter(**p);)
			(*p)++;
		unit = unit_of(word, (size_t)(*p - word));
		if (!unit || (fraction && unit->us != SECOND))
			return false;
		m = v * unit->months;
		/* v is below 10^9 and a week below 10^12 us: the product may
		 * pass 64 bits */
		if (__builtin_mul_overflow(v, unit->us, &t))
			return false;
		t += fraction;
	}
	assert(m >= 0 && t >= 0);
	if (m > MONTHS_MAX || t > US_MAX)
		return false;
	*months += minus ? -m : m;
	*us += minus ? -t : t;
	return true;
}

bool sm__expr_interval(const char *p, int64_t *months, int64_t *us)
{
	unsigned parts = 0;

	*months = *us = 0;
	for (;; parts++) {
		while (*p == ' ')
			p++;
		if (!*p)
			break;
		/* as many parts as there are units keep sums in 64 bits */
		if (parts == SM_COUNTOF(units) || !read_part(&p, months, us))
			return false;
		if (*p && *p != ' ')
			return false;
	}
	return parts > 0 && *months >= -MONTHS_MAX && *months <= MONTHS_MAX &&
	       *us >= -US_MAX && *us <= US_MAX;
}
