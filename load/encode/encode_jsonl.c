/*
 * encode_jsonl.c - a JSON object a line, keys in the order of the columns
 *
 *     NULL            null
 *     bool            true, false
 *     numbers         as they are: 7, 12.50 (all digits of the scale), 0.25
 *     date            "2026-01-31"
 *     timestamp       "2026-01-31T12:30:00.25", timestamptz with Z behind
 *     bytes           two hex digits a byte: "00ff"
 *     json, jsonb     the value itself, not text that holds it
 *     everything else text; only " \ and control characters are escaped
 *
 * JSON has no NaN and no infinity: those would be the words "NaN", "Infinity",
 * "-Infinity", which servers read as numbers.
 *
 * What stands before a value - {"id": or ,"name": - is made once, by prepare(),
 * and copied in moves of a fixed size. For the rest see encode_pg_text.c.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "encode/real.h"
#include "seedmill/encode.h"
#include "seedmill/fmt.h"

enum how {
	HOW_BOOL, HOW_INT, HOW_DECIMAL, HOW_REAL, HOW_DOUBLE, HOW_DATE, HOW_TIME,
	HOW_TIME_ZONE, HOW_PLAIN, HOW_ESCAPED, HOW_HEX, HOW_UUID, HOW_JSON
};

struct cell {
	uint8_t how;            /* enum how */
	uint8_t scale;          /* decimal */
	uint32_t width;         /* text: most bytes of a value */
	uint32_t nkey;
	const char *key;        /* {"name": with SM_SLACK bytes behind */
};

struct writer {
	uint32_t n;
	struct cell cell[];
};

static enum how how_of(const struct sm_column *c)
{
	switch (c->type.id) {
	case SM_T_BOOL: return HOW_BOOL;
	case SM_T_SMALLINT: case SM_T_INT: case SM_T_BIGINT: return HOW_INT;
	case SM_T_DECIMAL: return HOW_DECIMAL;
	case SM_T_DATE: return HOW_DATE;
	case SM_T_TIMESTAMP: return HOW_TIME;
	case SM_T_TIMESTAMPTZ: return HOW_TIME_ZONE;
	case SM_T_REAL: return HOW_REAL;
	case SM_T_DOUBLE: return HOW_DOUBLE;
	case SM_T_BYTES: return HOW_HEX;
	case SM_T_UUID: return HOW_UUID;
	case SM_T_JSON: case SM_T_JSONB: return HOW_JSON;
	case SM_T_TEXT: case SM_T_VARCHAR: case SM_T_CHAR: case SM_T_ENUM:
	case SM_T_INET: case SM_T_ARRAY: case SM_T_RANGE:
		return c->dom.plain ? HOW_PLAIN : HOW_ESCAPED;
	case SM_T_NONE: case SM_T_COUNT: break;
	}
	assert(c->type.id != SM_T_NONE && c->type.id != SM_T_COUNT);
	return HOW_ESCAPED;
}

/* The longest value, quotes included; null is 4. */
static size_t width_of(const struct sm_column *c)
{
	size_t text = c->dom.width;

	switch (how_of(c)) {
	case HOW_BOOL: return 5;
	case HOW_INT: return SM_FMT_I64;
	case HOW_DECIMAL: return SM_FMT_DECIMAL;
	case HOW_REAL: case HOW_DOUBLE: return SM__REAL_MAX + 2;
	case HOW_DATE: return SM_FMT_DATE + 2;
	case HOW_TIME: case HOW_TIME_ZONE: return SM_FMT_TIME + 3;
	case HOW_UUID: return SM_FMT_UUID + 2;
	case HOW_PLAIN: return text + 4;
	case HOW_JSON: return text < 4 ? 4 : text;
	case HOW_HEX: return 2 * text + 4;
	case HOW_ESCAPED: break;
	}
	return 6 * text + 4;        /* \u00xx */
}

/* ---- strings ------------------------------------------------------------- */

static char *put_sign(char *at, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char letter = 0;

	switch (c) {
	case '"': case '\\': letter = (char)c; break;
	case '\b': letter = 'b'; break;
	case '\f': letter = 'f'; break;
	case '\n': letter = 'n'; break;
	case '\r': letter = 'r'; break;
	case '\t': letter = 't'; break;
	default: break;
	}
	if (!letter && c >= 0x20) {
		*at = (char)c;
		return at + 1;
	}
	*at++ = '\\';
	if (letter) {
		*at = letter;
		return at + 1;
	}
	memcpy(at, "u00", 3);
	at[3] = hex[c >> 4];
	at[4] = hex[c & 15];
	return at + 5;
}

static __attribute__((noinline)) char *put_signs(char *at, const char *p,
						 size_t n)
{
	for (; n; n--, p++)
		at = put_sign(at, (unsigned char)*p);
	return at;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH EACH(0x80)

/* Non-zero when some byte is below 0x20, a quote or a backslash. */
static inline uint64_t needs_look(uint64_t w)
{
	uint64_t slash = w ^ EACH('\\'), quote = w ^ EACH('"');

	return (((w - EACH(0x20)) & ~w) | ((slash - EACH(1)) & ~slash) |
		((quote - EACH(1)) & ~quote)) & HIGH;
}

/* Eight bytes at a time; the last ones are read with what stands behind. */
static inline char *put_escaped(char *at, const struct sm_str *s)
{
	const char *p = s->p;
	size_t n = s->n;
	uint64_t w, rest;

	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&w, p, 8);
		if (SM_UNLIKELY(needs_look(w))) {
			at = put_signs(at, p, 8);
		} else {
			memcpy(at, &w, 8);
			at += 8;
		}
	}
	if (!n)
		return at;
	memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	rest = UINT64_MAX >> (8 * n);
#else
	rest = UINT64_MAX << (8 * n);
#endif
	if (SM_UNLIKELY(needs_look((w & ~rest) | (EACH('x') & rest))))
		return put_signs(at, p, n);
	memcpy(at, &w, 8);
	return at + n;
}

/* ---- prepare ------------------------------------------------------------- */

static bool set_key(struct cell *c, const char *name, bool first,
		    struct sm_arena *a)
{
	size_t n = strlen(name);
	char *key = sm_arena_alloc(a, 6 * n + 4), *at = key;

	if (!key)
		return false;
	*at++ = first ? '{' : ',';
	*at++ = '"';
	at = put_signs(at, name, n);
	*at++ = '"';
	*at++ = ':';
	c->key = key;
	c->nkey = (uint32_t)(at - key);
	return true;
}

static const void *jsonl_prepare(const struct sm_table *t, struct sm_arena *a)
{
	struct writer *w = sm_arena_alloc(a, sizeof(*w) + t->ncolumns *
					  sizeof(w->cell[0]));

	if (!w)
		return NULL;
	w->n = t->ncolumns;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];

		assert(c->type.id != SM_T_DECIMAL || c->type.scale <= 18);
		w->cell[i].how = (uint8_t)how_of(c);
		w->cell[i].scale = (uint8_t)c->type.scale;
		w->cell[i].width = c->dom.width;
		if (!set_key(&w->cell[i], c->name, i == 0, a))
			return NULL;
	}
	return w;
}

static size_t jsonl_bound(const struct sm_table *t)
{
	size_t n = 3;               /* {}, or }, and the newline */

	for (uint32_t i = 0; i < t->ncolumns; i++)
		n += 6 * strlen(t->columns[i].name) + 4 +
		     width_of(&t->columns[i]);
	return n;
}

/* ---- rows ---------------------------------------------------------------- */

static inline const struct sm_str *str_of(const struct cell *c,
					  const struct sm_vec *v, uint32_t i)
{
	const struct sm_str *s = &v->v.str[i];

	assert(s->n <= c->width);
	(void)c;
	return s;
}

static inline char *put_time(char *at, int64_t us, bool zone)
{
	char *end;

	*at++ = '"';
	end = sm_fmt_time(at, us);
	at[10] = 'T';
	end[0] = zone ? 'Z' : '"';
	end[1] = '"';
	return end + 1 + zone;
}

static inline char *put_number(char *at, double v, bool is_real)
{
	bool odd = !isfinite(v);

	*at = '"';
	at += odd;
	at = is_real ? sm__put_real(at, v) : sm__put_double(at, v);
	*at = '"';
	return at + odd;
}

/* Text between quotes, `end` being where its writer stopped. */
#define QUOTED(writer)                \
	do {                          \
		*at++ = '"';          \
		at = (writer);        \
		*at = '"';            \
		return at + 1;        \
	} while (0)

static inline __attribute__((always_inline)) char *
put(char *at, const struct cell *c, const struct sm_vec *v, uint32_t i)
{
	const struct sm_str *s;

	switch ((enum how)c->how) {
	case HOW_BOOL:
		memcpy(at, v->v.i64[i] ? "true" : "false", 5);
		return at + 5 - (v->v.i64[i] != 0);
	case HOW_INT:
		return sm_fmt_i64(at, v->v.i64[i]);
	case HOW_DECIMAL:
		return sm_fmt_decimal(at, v->v.i64[i], c->scale);
	case HOW_REAL:
		return put_number(at, v->v.f64[i], true);
	case HOW_DOUBLE:
		return put_number(at, v->v.f64[i], false);
	case HOW_DATE:
		QUOTED(sm_fmt_date(at, v->v.i64[i]));
	case HOW_TIME:
		return put_time(at, v->v.i64[i], false);
	case HOW_TIME_ZONE:
		return put_time(at, v->v.i64[i], true);
	case HOW_PLAIN:
		s = str_of(c, v, i);
		QUOTED(sm_copy_fixed(at, s->p, s->n));
	case HOW_ESCAPED:
		QUOTED(put_escaped(at, str_of(c, v, i)));
	case HOW_HEX:
		s = str_of(c, v, i);
		QUOTED(sm_fmt_hex(at, s->p, s->n));
	case HOW_UUID:
		QUOTED(sm_fmt_uuid(at, v->v.u128[i]));
	case HOW_JSON:
		s = str_of(c, v, i);
		return sm_copy_fixed(at, s->p, s->n);
	}
	return at;
}

static char *jsonl_rows(const void *prepared, const struct sm_vec *cols,
			uint32_t n, char *at)
{
	const struct writer *w = prepared;

	for (uint32_t row = 0; row < n; row++) {
		if (!w->n)
			*at++ = '{';
		for (uint32_t k = 0; k < w->n; k++) {
			const struct cell *c = &w->cell[k];
			const struct sm_vec *v = &cols[k];

			at = sm_copy_fixed(at, c->key, c->nkey);
			if (v->null && v->null[row]) {
				memcpy(at, "null", 4);
				at += 4;
			} else {
				at = put(at, c, v, row);
			}
		}
		at[0] = '}';
		at[1] = '\n';
		at += 2;
	}
	return at;
}

const struct sm_encoder sm_encode_jsonl = {
	.name = "jsonl",
	.summary = "a JSON object a line, bytes as hex",
	.prepare = jsonl_prepare,
	.bound = jsonl_bound,
	.rows = jsonl_rows,
};
