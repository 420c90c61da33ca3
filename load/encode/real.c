/*
 * real.c - real and double as text, without printf where that can be
 *
 * The shortest of a few cheap forms that reads back as the same number; else
 * what printf says with as many digits as always suffice.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "encode/real.h"
#include "seedmill/fmt.h"

/* printf's words for a double, with a point in every locale. */
static char *put_printed(char *at, double v, int digits)
{
	char tmp[32];
	int n = snprintf(tmp, sizeof(tmp), "%.*g", digits, v);
	char *comma;

	assert(n > 0 && n <= SM__REAL_MAX);
	comma = memchr(tmp, ',', (size_t)n);
	if (comma)
		*comma = '.';
	memcpy(at, tmp, (size_t)n);
	return at + n;
}

static char *put_word(char *at, const char *word)
{
	size_t n = strlen(word);

	memcpy(at, word, n);
	return at + n;
}

/*
 * Most numbers that people store have few digits after the point: m / 10^k
 * with both exact. That division is rounded once, as reading the decimal is,
 * so when it gives v, "m with a point before the last k digits" reads as v.
 */
static char *any_double(char *at, double v, int digits)
{
	static const double power[] = { 1, 1e2, 1e4, 1e6 };

	if (SM_UNLIKELY(!isfinite(v)))
		return put_word(at, isnan(v) ? "NaN"
				: v > 0 ? "Infinity" : "-Infinity");
	for (unsigned k = 0; k < SM_COUNTOF(power); k++) {
		double m = v * power[k];

		if (!(fabs(m) < 9007199254740992.0))
			break;
		m = rint(m);
		if (m / power[k] == v)
			return sm_fmt_decimal(at, (int64_t)m, 2 * k);
	}
	return put_printed(at, v, digits);
}

/*
 * The same for a float, whose decimals are few only until it is a double: a
 * decimal so near that no other float is nearer reads as v.
 */
char *sm__put_real(char *at, double v)
{
	static const double power[] = { 1, 1e2, 1e4, 1e6 };

	for (unsigned k = 0; k < SM_COUNTOF(power) && isfinite(v); k++) {
		double m = rint(v * power[k]);

		if (!(fabs(m) < 1e15))
			break;
		if (fabs(m / power[k] - v) <= fabs(v) * 1e-8)
			return sm_fmt_decimal(at, (int64_t)m, 2 * k);
	}
	return isfinite(v) ? put_printed(at, (double)(float)v, 9)
			   : any_double(at, v, 9);
}

char *sm__put_double(char *at, double v)
{
	return any_double(at, v, 17);
}
