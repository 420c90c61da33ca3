/*
 * arg.c - a kind's arguments: from the profile's text to numbers and times
 *
 * YAML readers disagree about what 010, 1e3, yes and 1_000 are, so every
 * scalar arrives here as the text that was written and is read by one set of
 * rules, in decimal. What does not pass is refused at the argument's own place
 * in the file.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "planner.h"

enum sm_code sm_refuse(const struct sm_compile *c, struct sm_err *err,
		       const char *arg, const char *fmt, ...)
{
	const struct sm_spec *spec = c->planner ? c->planner->spec : NULL;
	char text[sizeof(err->what)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!spec)
		return sm_fail(err, SM_E_PROFILE, "%s: %s", c->column, text);
	return sm__spec_refuse(spec, err, c->path, arg, "%s: %s", c->column, text);
}

/* ---- numbers ---------------------------------------------------------------- */

enum reading { READ_OK, READ_NOT_A_NUMBER, READ_TOO_FINE, READ_TOO_LARGE };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits from *p on, added to *v; those past 64 bits only set *large. */
static unsigned take_digits(const char **p, uint64_t *v, bool *large)
{
	unsigned n = 0;

	for (; is_digit(**p); (*p)++, n++) {
		if (__builtin_mul_overflow(*v, UINT64_C(10), v) ||
		    __builtin_add_overflow(*v, (uint64_t)(**p - '0'), v))
			*large = true;
	}
	return n;
}

/* As many zeros as `scale` asks for beyond the digits written. */
static void take_zeros(unsigned n, uint64_t *v, bool *large)
{
	while (n-- > 0)
		if (__builtin_mul_overflow(*v, UINT64_C(10), v))
			*large = true;
}

/* [+-]digits[.digits], times 10^scale. */
static enum reading read_decimal(const char *p, unsigned scale, int64_t *out)
{
	const bool minus = *p == '-';
	const uint64_t most = (uint64_t)INT64_MAX + minus;
	uint64_t v = 0;
	bool large = false;
	unsigned whole, fine = 0;

	if (*p == '-' || *p == '+')
		p++;
	whole = take_digits(&p, &v, &large);
	if (whole > 0 && *p == '.') {
		p++;
		fine = take_digits(&p, &v, &large);
		if (fine == 0)
			return READ_NOT_A_NUMBER;
	}
	if (whole == 0 || *p != '\0')
		return READ_NOT_A_NUMBER;
	if (fine > scale)
		return READ_TOO_FINE;
	take_zeros(scale - fine, &v, &large);
	if (large || v > most)
		return READ_TOO_LARGE;
	*out = (int64_t)(minus ? 0 - v : v);
	return READ_OK;
}

static enum sm_code refuse_reading(const struct sm_compile *c, const char *arg,
				   const char *text, unsigned scale,
				   enum reading why, struct sm_err *err)
{
	const char *number = scale ? "number" : "whole number";

	assert(why != READ_OK);
	switch (why) {
	case READ_TOO_LARGE:
		return sm_refuse(c, err, arg, "%s %s does not fit into 64 bits%s",
				 arg, text, scale ? " with its decimals" : "");
	case READ_TOO_FINE:
		if (scale == 0)
			return sm_refuse(c, err, arg, "%s %s is not a whole "
					 "number", arg, text);
		return sm_refuse(c, err, arg, "%s %s has more than %u digit%s "
				 "after the point", arg, text, scale,
				 scale == 1 ? "" : "s");
	default:
		return sm_refuse(c, err, arg, "%s \"%s\" is not a %s", arg, text,
				 number);
	}
}

enum sm_code sm_arg_decimal(const struct sm_compile *c, const char *arg,
			    const char *text, unsigned scale, int64_t *out,
			    struct sm_err *err)
{
	enum reading got;

	if (!text)
		return SM_OK;
	got = read_decimal(text, scale, out);
	return got ? refuse_reading(c, arg, text, scale, got, err) : SM_OK;
}

enum sm_code sm_arg_i64(const struct sm_compile *c, const char *arg,
			const char *text, int64_t *out, struct sm_err *err)
{
	return sm_arg_decimal(c, arg, text, 0, out, err);
}

/* strtod() also takes blanks, hex, "inf" and "nan": not here. */
static bool is_plain_real(const char *p)
{
	unsigned digits = 0;

	if (*p == '-' || *p == '+')
		p++;
	for (; is_digit(*p); p++)
		digits++;
	if (*p == '.')
		for (p++; is_digit(*p); p++)
			digits++;
	if (digits == 0)
		return false;
	if (*p == 'e' || *p == 'E') {
		p++;
		if (*p == '-' || *p == '+')
			p++;
		if (!is_digit(*p))
			return false;
		while (is_digit(*p))
			p++;
	}
	return *p == '\0';
}

enum sm_code sm_arg_real(const struct sm_compile *c, const char *arg,
			 const char *text, double *out, struct sm_err *err)
{
	char *end;
	double v;

	if (!text)
		return SM_OK;
	if (!is_plain_real(text))
		return sm_refuse(c, err, arg, "%s \"%s\" is not a number", arg,
				 text);
	v = strtod(text, &end);
	/* an embedder's locale may have a decimal comma */
	if (*end != '\0')
		return sm_refuse(c, err, arg, "%s %s cannot be read in this "
				 "locale: its decimal point is not a point", arg,
				 text);
	if (v > 1.7976931348623157e308 || v < -1.7976931348623157e308)
		return sm_refuse(c, err, arg, "%s %s is too large", arg, text);
	*out = v;
	return SM_OK;
}

enum sm_code sm_arg_bool(const struct sm_compile *c, const char *arg,
			 const char *text, bool *out, struct sm_err *err)
{
	static const char *const words[] = { "false", "true", "no",
					     "yes",   "off",  "on" };

	if (!text)
		return SM_OK;
	for (size_t i = 0; i < SM_COUNTOF(words); i++) {
		if (strcasecmp(text, words[i]) == 0) {
			*out = i % 2 == 1;
			return SM_OK;
		}
	}
	return sm_refuse(c, err, arg, "%s \"%s\" is neither true nor false", arg,
			 text);
}

/* ---- times ------------------------------------------------------------------ */

struct unit {
	const char *name;
	int64_t us;
};

/* Names that begin alike: the longer one first. */
static const struct unit units[] = {
	{ "mo", INT64_C(2629746000000) },   /* a twelfth of y */
	{ "ms", 1000 },
	{ "us", 1 },
	{ "y", INT64_C(31556952000000) },   /* 365.2425 days */
	{ "w", 7 * SM_DAY_US },
	{ "d", SM_DAY_US },
	{ "h", INT64_C(3600000000) },
	{ "m", 60000000 },
	{ "s", 1000000 },
};

static const struct unit *take_unit(const char **p)
{
	for (size_t i = 0; i < SM_COUNTOF(units); i++) {
		size_t n = strlen(units[i].name);

		if (strncmp(*p, units[i].name, n) == 0) {
			*p += n;
			return &units[i];
		}
	}
	return NULL;
}

/* "1d12h" in microseconds: one number with a unit, or more of them. */
static enum reading read_span(const char *p, int64_t *out)
{
	uint64_t sum = 0;
	bool large = false;

	do {
		const struct unit *unit;
		uint64_t v = 0, us = 0;

		if (take_digits(&p, &v, &large) == 0)
			return READ_NOT_A_NUMBER;
		unit = take_unit(&p);
		if (!unit)
			return READ_NOT_A_NUMBER;
		large |= __builtin_mul_overflow(v, (uint64_t)unit->us, &us);
		large |= __builtin_add_overflow(sum, us, &sum);
	} while (*p != '\0');
	if (large || sum > INT64_MAX)
		return READ_TOO_LARGE;
	*out = (int64_t)sum;
	return READ_OK;
}

static enum sm_code refuse_unit(const struct sm_compile *c, const char *arg,
				const char *text, const char *what,
				const char *example, struct sm_err *err)
{
	sm_refuse(c, err, arg, "%s \"%s\" is not a %s", arg, text, what);
	return sm_fix(err, "write it like %s; the units are y mo w d h m s ms us",
		      example);
}

enum sm_code sm_arg_duration(const struct sm_compile *c, const char *arg,
			     const char *text, int64_t *out, struct sm_err *err)
{
	if (!text)
		return SM_OK;
	switch (read_span(text, out)) {
	case READ_OK:
		return SM_OK;
	case READ_TOO_LARGE:
		return sm_refuse(c, err, arg, "%s %s is longer than 292,000 years",
				 arg, text);
	default:
		return refuse_unit(c, arg, text, "length of time", "2y or 1d12h",
				   err);
	}
}

static enum sm_code arg_relative(const struct sm_compile *c, const char *arg,
				 const char *text, int64_t *out,
				 struct sm_err *err)
{
	const struct sm_type stamp = { .id = SM_T_TIMESTAMPTZ };
	int64_t min, max, span = 0, v;
	enum reading got = read_span(text + 1, &span);
	bool large = got == READ_TOO_LARGE;

	if (got == READ_NOT_A_NUMBER)
		return refuse_unit(c, arg, text, "distance from now",
				   "-3y or +10d12h", err);
	sm_type_range(&stamp, &min, &max);
	if (text[0] == '-')
		span = -span;
	large |= __builtin_add_overflow(c->as_of_us, span, &v);
	if (large || v < min || v > max)
		return sm_refuse(c, err, arg, "%s %s is outside the years 1 to "
				 "9999", arg, text);
	*out = v;
	return SM_OK;
}

enum sm_code sm_arg_time(const struct sm_compile *c, const char *arg,
			 const char *text, int64_t *out, struct sm_err *err)
{
	if (!text)
		return SM_OK;
	if (strcmp(text, "now") == 0) {
		*out = c->as_of_us;
		return SM_OK;
	}
	if (text[0] == '-' || text[0] == '+')
		return arg_relative(c, arg, text, out, err);
	if (sm_time_parse(text, strlen(text), out))
		return SM_OK;
	sm_refuse(c, err, arg, "%s \"%s\" is not a time", arg, text);
	return sm_fix(err, "write it like 2026-01-31, 2026-01-31T12:30:00Z, now, "
		      "or as a distance from now like -3y");
}

/* ---- choices ---------------------------------------------------------------- */

enum sm_code sm_arg_choice(const struct sm_compile *c, const char *arg,
			   const char *text, const char *const *names, size_t n,
			   unsigned *out, struct sm_err *err)
{
	char list[256] = "";
	const char *near;
	size_t used = 0;

	if (!text)
		return SM_OK;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (unsigned)i;
			return SM_OK;
		}
	}
	for (size_t i = 0; i < n && used < sizeof(list); i++) {
		int put = snprintf(list + used, sizeof(list) - used, "%s%s",
				   i ? ", " : "", names[i]);

		used += put > 0 ? (size_t)put : 0;
	}
	near = sm_nearest(text, names, n);
	sm_refuse(c, err, arg, "%s \"%s\" is not one of %s", arg, text, list);
	return near ? sm_fix(err, "did you mean \"%s\"?", near) : err->code;
}
