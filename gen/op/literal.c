/*
 * literal.c - values written in the profile, read as a column's type
 *
 * One reader a class of types; each refuses what the column could not store,
 * with the value in the message and, where one is near, the one that was meant.
 */
#include "literal.h"

#include <assert.h>
#include <float.h>
#include <string.h>

#include "inet_text.h"
#include "json_text.h"
#include "op_args.h"

/* ---- text ------------------------------------------------------------------------ */

bool sm__text_plain(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c < 0x20 || c > 0x7E || c == '\\' || c == '"' || c == '\'' ||
		    c == ',')
			return false;
	}
	return true;
}

/* Bytes of the sequence at p, 0 when it is not UTF-8. */
static size_t utf8_one(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	/* overlong forms, surrogates, past U+10FFFF: all in the second byte */
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (n < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

size_t sm__text_chars(const char *p, size_t n)
{
	const unsigned char *b = (const unsigned char *)p;
	size_t chars = 0;

	for (size_t i = 0; i < n; chars++) {
		size_t len = utf8_one(b + i, n - i);

		if (len == 0)
			return SIZE_MAX;
		i += len;
	}
	return chars;
}

static enum sm_code keep(const struct sm_compile *c, const char *p, size_t n,
			 size_t chars, struct sm_literal *out, struct sm_err *err)
{
	out->v.str.p = sm_arena_strndup(c->arena, p, n);
	out->v.str.n = (uint32_t)n;
	out->v.str.chars = (uint32_t)chars;
	return out->v.str.p ? SM_OK : sm_nomem(err);
}

static enum sm_code text_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	size_t n = strlen(text), chars = sm__text_chars(text, n);
	char type[64];

	if (chars == SIZE_MAX)
		return sm_refuse(c, err, arg, "\"%s\" is not UTF-8", text);
	/* what char(n) pads is not part of its value */
	while (c->type.id == SM_T_CHAR && n > 0 && text[n - 1] == ' ') {
		n--;
		chars--;
	}
	if (c->type.length && chars > c->type.length) {
		sm_refuse(c, err, arg, "\"%s\" has %zu characters, %s holds %u",
			  text, chars, sm_type_format(&c->type, type),
			  (unsigned)c->type.length);
		return sm_fix(err, "shorten it or widen the column");
	}
	return keep(c, text, n, chars, out, err);
}

static enum sm_code enum_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	const char *near;

	for (uint32_t i = 0; i < c->nlabels; i++)
		if (strcmp(text, c->labels[i]) == 0)
			return keep(c, text, strlen(text),
				    sm__text_chars(text, strlen(text)), out, err);
	sm_refuse(c, err, arg, "\"%s\" is not a label of this enum", text);
	near = sm_nearest(text, c->labels, c->nlabels);
	if (near)
		return sm_fix(err, "did you mean \"%s\"?", near);
	return c->nlabels ? sm_fix(err, "its labels begin with \"%s\"", c->labels[0])
			  : err->code;
}

/* ---- bytes, uuid ------------------------------------------------------------------ */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum sm_code bytes_read(const struct sm_compile *c, const char *arg,
			       const char *text, struct sm_literal *out,
			       struct sm_err *err)
{
	size_t n = strlen(text);
	char *b;

	if (n < 2 || (text[0] != '\\' && text[0] != '0') || text[1] != 'x')
		return keep(c, text, n, n, out, err);
	n = (n - 2) / 2;
	b = sm_arena_alloc(c->arena, n);
	if (!b)
		return sm_nomem(err);
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(text[2 + 2 * i]);
		int low = hex_value(text[3 + 2 * i]);

		if (high < 0 || low < 0)
			return sm_refuse(c, err, arg, "\"%s\" is not hex", text);
		b[i] = (char)(high << 4 | low);
	}
	if (text[2 + 2 * n])
		return sm_refuse(c, err, arg, "\"%s\" has an odd number of hex "
				 "digits", text);
	out->v.str = (struct sm_str){ .p = b, .n = (uint32_t)n,
				      .chars = (uint32_t)n };
	return SM_OK;
}

/* 8-4-4-4-12 or 32 digits, in braces or not. */
static enum sm_code uuid_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	char hex[33];
	size_t n = strlen(text), digits = 0;
	const char *p = text;
	bool dashes;

	if (n > 2 && p[0] == '{' && p[n - 1] == '}') {
		p++;
		n -= 2;
	}
	dashes = n == 36;
	for (size_t i = 0; i < n && digits < 33; i++) {
		bool dash = dashes && (i == 8 || i == 13 || i == 18 || i == 23);

		if (dash ? p[i] != '-' : hex_value(p[i]) < 0)
			break;
		if (!dash && digits < 32)
			hex[digits] = p[i];
		digits += !dash;
	}
	hex[32] = '\0';
	if ((n == 32 || dashes) && digits == 32 && sm_u128_parse(hex, &out->v.u128))
		return SM_OK;
	sm_refuse(c, err, arg, "\"%s\" is not a uuid", text);
	return sm_fix(err, "write it like "
		      "\"0189a5b0-7c3e-7d52-9c4f-3b1f2a6d8e90\"");
}

/* ---- json, inet -------------------------------------------------------------------- */

static enum sm_code json_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	const char *fault;

	if (sm__json_canonical(c->arena, text, strlen(text), &out->v.str, &fault))
		return SM_OK;
	if (!fault)
		return sm_nomem(err);
	sm_refuse(c, err, arg, "not JSON: %s", fault);
	return sm_fix(err, "a string needs its own quotes inside the YAML ones: "
		      "'\"text\"'");
}

static enum sm_code inet_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	char at[SM_INET_ROOM];
	struct sm_inet a;
	size_t n;

	if (!sm__inet_parse(text, &a)) {
		sm_refuse(c, err, arg, "\"%s\" is not an IP address", text);
		return sm_fix(err, "write it like 192.0.2.1, 192.0.2.0/24 or "
			      "2001:db8::1");
	}
	n = (size_t)(sm__inet_write(at, &a) - at);
	return keep(c, at, n, n, out, err);
}

/* ---- numbers and times ------------------------------------------------------------- */

static enum sm_code real_read(const struct sm_compile *c, const char *arg,
			      const char *text, struct sm_literal *out,
			      struct sm_err *err)
{
	double v = 0;

	SM_TRY(sm_arg_real(c, arg, text, &v, err));
	if (c->type.id == SM_T_REAL) {
		if (v > (double)FLT_MAX || v < -(double)FLT_MAX)
			return sm_refuse(c, err, arg, "%s does not fit real", text);
		v = (double)(float)v;
	}
	out->v.f64 = v == 0 ? 0 : v;    /* no negative zero: digests see bits */
	return SM_OK;
}

static enum sm_code number_read(const struct sm_compile *c, const char *arg,
				const char *text, struct sm_literal *out,
				struct sm_err *err)
{
	int64_t v = 0, min, max;
	char type[64], first[40], last[40];
	bool b = false;

	switch (c->type.id) {
	case SM_T_BOOL:
		SM_TRY(sm_arg_bool(c, arg, text, &b, err));
		v = b;
		break;
	case SM_T_DECIMAL:
		SM_TRY(sm_arg_decimal(c, arg, text, c->type.scale, &v, err));
		break;
	case SM_T_DATE:
		SM_TRY(sm_arg_time(c, arg, text, &v, err));
		v = sm_days_from_us(v);
		break;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		SM_TRY(sm_arg_time(c, arg, text, &v, err));
		break;
	default:
		SM_TRY(sm_arg_i64(c, arg, text, &v, err));
		break;
	}
	sm_type_range(&c->type, &min, &max);
	if (v < min || v > max)
		return sm_refuse(c, err, arg, "%s does not fit %s, which holds %s "
				 "to %s", text, sm_type_format(&c->type, type),
				 sm__value_text(&c->type, min, first),
				 sm__value_text(&c->type, max, last));
	out->v.i64 = v;
	return SM_OK;
}

enum sm_code sm__literal(const struct sm_compile *c, const char *arg,
			 const char *text, struct sm_literal *out,
			 struct sm_err *err)
{
	assert(text);
	memset(out, 0, sizeof(*out));
	switch (c->type.id) {
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
		return text_read(c, arg, text, out, err);
	case SM_T_ENUM:
		return enum_read(c, arg, text, out, err);
	case SM_T_BYTES:
		return bytes_read(c, arg, text, out, err);
	case SM_T_UUID:
		return uuid_read(c, arg, text, out, err);
	case SM_T_JSON:
	case SM_T_JSONB:
		return json_read(c, arg, text, out, err);
	case SM_T_ARRAY:
		return sm__literal_array(c, arg, text, out, err);
	case SM_T_RANGE:
		return sm__literal_range(c, arg, text, out, err);
	case SM_T_INET:
		return inet_read(c, arg, text, out, err);
	case SM_T_REAL:
	case SM_T_DOUBLE:
		return real_read(c, arg, text, out, err);
	default:
		return number_read(c, arg, text, out, err);
	}
}

void sm__literal_domain(const struct sm_type *t, const struct sm_literal *v,
			uint32_t n, struct sm_domain *dom)
{
	enum sm_class class = sm_type_class(t->id);

	assert(n > 0);
	if (class == SM_I64)
		dom->min = dom->max = v[0].v.i64;
	if (class == SM_STR) {
		dom->width = dom->chars = 0;
		dom->plain = true;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct sm_str *s = &v[i].v.str;

		if (class == SM_I64) {
			dom->min = v[i].v.i64 < dom->min ? v[i].v.i64 : dom->min;
			dom->max = v[i].v.i64 > dom->max ? v[i].v.i64 : dom->max;
		} else if (class == SM_STR) {
			dom->width = s->n > dom->width ? s->n : dom->width;
			dom->chars = s->chars > dom->chars ? s->chars : dom->chars;
			dom->plain &= sm__text_plain(s->p, s->n);
		}
	}
}
