/*
 * profile_value.c - numbers, true and false, and names, read strictly
 *
 * A profile is read by people who know other YAML readers, and those disagree:
 * 010 is 8 to some and 10 to others, 1e3 a number or a text. What could mean two
 * things is refused with the reason. Digits may be grouped, 1_000_000.
 */
#include <assert.h>
#include <string.h>

#include "profile.h"

#define NAME_BYTES 63           /* PostgreSQL's limit, the smallest of all */
#define FRACTION_DIGITS 15      /* a double holds any 15 digits exactly */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ASCII's control characters, and U+0080 to U+009F, which terminals obey too. */
static bool is_control(const char *s)
{
	unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];

	return c < 0x20 || c == 0x7f || (c == 0xc2 && next < 0xa0);
}

/* Why text is no run of digits, in the words for what people try. */
static const char *not_digits(const char *text)
{
	size_t n = strspn(text, "0123456789_");

	if (!*text)
		return "it is empty";
	if (text[0] == '-')
		return "it cannot be negative";
	if (text[0] == '+')
		return "leave the + out";
	if (n && text[n] == '.')
		return "it must be a whole number";
	if (n && (text[n] == 'e' || text[n] == 'E'))
		return "write all its digits out";
	if (n && (text[n] == ',' || text[n] == ' '))
		return "group digits with _, as in 1_000_000";
	if (text[0] == '0' && strchr("xXoObB", text[1]))
		return "write it in decimal digits";
	return "it is not a number";
}

const char *sm__read_count(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	bool after_digit = false;

	if (text[strspn(text, "0123456789_")] || !*text)
		return not_digits(text);
	if (text[0] == '0' && text[1])
		return "a leading 0 means octal to some; leave it out";
	for (const char *s = text; *s; s++) {
		unsigned d = (unsigned)(*s - '0');

		if (*s == '_' && (!after_digit || !is_digit(s[1])))
			return "a _ stands between two digits";
		after_digit = *s != '_';
		if (!after_digit)
			continue;
		if (d > max || v > (max - d) / 10)
			return "it is too large";
		v = v * 10 + d;
	}
	assert(v <= max);
	*out = v;
	return NULL;
}

/*
 * Digits with a point. Both parts are integers below 10^15 and so exact as
 * doubles, and so is the power of ten: the one division rounds correctly, and
 * alike on every machine and in every locale.
 */
static const char *read_decimal(const char *text, double *out)
{
	uint64_t v = 0;
	double unit = 1;
	unsigned digits = 0;
	bool point = false, after_digit = false;

	if (!is_digit(text[0]))
		return text[0] == '.' ? "write a 0 before the point"
				      : not_digits(text);
	if (text[0] == '0' && is_digit(text[1]))
		return "a leading 0 means octal to some; leave it out";
	for (const char *s = text; *s; s++) {
		if (*s == '.' && !point && after_digit && is_digit(s[1])) {
			point = true;
		} else if (is_digit(*s)) {
			if ((v || *s != '0') && ++digits > FRACTION_DIGITS)
				return "it has more than 15 digits";
			v = v * 10 + (unsigned)(*s - '0');
			unit *= point ? 10 : 1;
			if (unit > 1e15)
				return "it has more than 15 digits";
		} else if (*s == 'e' || *s == 'E') {
			return "write all its digits out";
		} else if (*s != '_' || !after_digit || !is_digit(s[1])) {
			return "it is not a number";
		}
		after_digit = is_digit(*s);
	}
	*out = (double)v / unit;
	return NULL;
}

const char *sm__read_share(const char *text, double *out)
{
	double v = 0;
	const char *fault = read_decimal(text, &v);

	if (fault)
		return fault;
	if (v > 1)
		return "it is a share, from 0 to 1";
	*out = v;
	return NULL;
}

const char *sm__read_scale(const char *text, double *out)
{
	double v = 0;
	const char *fault = read_decimal(text, &v);

	if (fault)
		return fault;
	if (v <= 0)
		return "it must be more than 0";
	*out = v;
	return NULL;
}

const char *sm__read_bool(const char *text, bool *out)
{
	if (strcmp(text, "true") && strcmp(text, "false"))
		return "say true or false";
	*out = text[0] == 't';
	return NULL;
}

const char *sm__name_fault(const char *name, enum sm_name_rule rule)
{
	size_t part = 0;
	unsigned parts = 1;

	for (const char *s = name; *s; s++) {
		if (is_control(s))
			return "a name holds no control characters";
		if (*s == '.' && rule == SM_NAME_COLUMN)
			return "a column's name holds no dot";
		if (*s == '.' && rule == SM_NAME_TABLE) {
			if (!part)
				return "nothing stands before the dot";
			if (++parts > 2)
				return "a table's name is TABLE or SCHEMA.TABLE";
			part = 0;
		} else if (++part > NAME_BYTES) {
			return "a name has at most 63 bytes";
		}
	}
	if (!part)
		return parts == 1 ? "it is empty" : "nothing stands after the dot";
	return NULL;
}

char *sm__shown(const char *text, char out[64])
{
	size_t n = strlen(text), keep = n;

	if (n > 63) {
		keep = 60;      /* not into the middle of a character */
		while (keep && ((unsigned char)text[keep] & 0xc0) == 0x80)
			keep--;
	}
	for (size_t i = 0; i < keep; i++) {
		bool control = is_control(text + i);

		out[i] = control ? '?' : text[i];
		if (control && (unsigned char)text[i] == 0xc2 && ++i < keep)
			out[i] = '?';
	}
	memcpy(out + keep, "...", n > keep ? 4 : 0);
	if (n == keep)
		out[keep] = 0;
	return out;
}
