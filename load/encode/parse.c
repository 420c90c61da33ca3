/*
 * parse.c - what servers print, as values again
 *
 * Strict: text is a value of the type from its first byte to its last, or it is
 * none. A decimal may have zeros behind its scale, but nothing else there.
 */
#include <stdlib.h>
#include <string.h>

#include "encode/parse.h"

/*
 * "-12.5" at the given scale: -1250. False when it is no such number, has
 * other than zeros behind the scale, or does not fit.
 */
static bool parse_scaled(const char *p, size_t n, unsigned scale, int64_t *out)
{
	const char *end = p + n;
	bool neg = n && *p == '-', point = false, digit = false;
	unsigned after = 0;
	uint64_t u = 0;

	for (p += neg; p < end; p++) {
		unsigned d = (unsigned)(*p - '0');

		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (d > 9)
			return false;
		digit = true;
		if (point && after == scale) {
			if (d)
				return false;
			continue;
		}
		after += point;
		if (__builtin_mul_overflow(u, 10, &u) ||
		    __builtin_add_overflow(u, d, &u))
			return false;
	}
	for (; after < scale; after++)
		if (__builtin_mul_overflow(u, 10, &u))
			return false;
	if (!digit || u > (uint64_t)INT64_MAX + neg)
		return false;
	*out = (int64_t)(neg ? 0 - u : u);
	return true;
}

static bool is_word(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(p, word, n);
}

static bool parse_bool(const char *p, size_t n, int64_t *out)
{
	*out = is_word(p, n, "t") || is_word(p, n, "true") || is_word(p, n, "1");
	return *out || is_word(p, n, "f") || is_word(p, n, "false") ||
	       is_word(p, n, "0");
}

static bool parse_date(const char *p, size_t n, int64_t *out)
{
	int64_t us;

	if (!sm_time_parse(p, n, &us) || us % SM_DAY_US)
		return false;
	*out = us / SM_DAY_US;
	return true;
}

bool sm__parse_i64(const struct sm_type *t, const char *p, size_t n,
		   int64_t *out)
{
	switch (t->id) {
	case SM_T_BOOL:
		return parse_bool(p, n, out);
	case SM_T_DATE:
		return parse_date(p, n, out);
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		return sm_time_parse(p, n, out);
	case SM_T_DECIMAL:
		return parse_scaled(p, n, t->scale, out);
	default:
		return parse_scaled(p, n, 0, out) && !memchr(p, '.', n);
	}
}

/* A real column's values are floats: they must be rounded once, not twice. */
bool sm__parse_f64(const struct sm_type *t, const char *p, size_t n,
		   double *out)
{
	char text[64], *end;

	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, p, n);
	text[n] = '\0';
	*out = t->id == SM_T_REAL ? (double)strtof(text, &end)
				  : strtod(text, &end);
	return *end == '\0' && end != text;
}

int sm__parse_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool sm__parse_uuid(const char *p, size_t n, struct sm_u128 *out)
{
	struct sm_u128 v = { 0, 0 };

	if (n != 36)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		int d = sm__parse_hex(p[i]);

		if (dash != (p[i] == '-') || (!dash && d < 0))
			return false;
		if (dash)
			continue;
		v.hi = v.hi << 4 | v.lo >> 60;
		v.lo = v.lo << 4 | (uint64_t)d;
	}
	*out = v;
	return true;
}
