/*
 * encode_csv.c - rows as RFC 4180 wants them, with \n at the end of a line
 *
 *     NULL            nothing between the commas
 *     empty text      ""
 *     bool            true, false
 *     bytes           \x and two hex digits a byte
 *     date, time      2026-01-31, 2026-01-31 12:30:00.25, with a zone +00
 *     real, double    the shortest digits that read back as the same number
 *
 * PostgreSQL's COPY ... (FORMAT csv) takes this as it stands. A field is quoted
 * only when it must be: it is empty, or holds a comma, a quote or a line break,
 * or is \. (which ended COPY's input before PostgreSQL 18). Text of a column
 * that is known to be plain is not even looked at.
 *
 * The header line is the target's business: blocks hold rows only.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seedmill/encode.h"
#include "seedmill/fmt.h"

enum cell_how {
	CELL_INT,
	CELL_BOOL,
	CELL_DECIMAL,
	CELL_FLOAT,
	CELL_DOUBLE,
	CELL_DATE,
	CELL_TIME,
	CELL_TIMETZ,
	CELL_UUID,
	CELL_HEX,
	CELL_PLAIN,
	CELL_TEXT,
};

struct cell {
	enum cell_how how;
	unsigned scale;
};

struct writer {
	uint32_t n;
	struct cell cell[];
};

#define FLOAT_MAX_BYTES 24      /* "-2.2250738585072014e-308" */

static enum cell_how how_of(const struct sm_column *c)
{
	switch (c->type.id) {
	case SM_T_BOOL:
		return CELL_BOOL;
	case SM_T_DECIMAL:
		return CELL_DECIMAL;
	case SM_T_REAL:
		return CELL_FLOAT;
	case SM_T_DOUBLE:
		return CELL_DOUBLE;
	case SM_T_DATE:
		return CELL_DATE;
	case SM_T_TIMESTAMP:
		return CELL_TIME;
	case SM_T_TIMESTAMPTZ:
		return CELL_TIMETZ;
	case SM_T_UUID:
		return CELL_UUID;
	case SM_T_BYTES:
		return CELL_HEX;
	default:
		break;
	}
	if (sm_type_class(c->type.id) == SM_I64)
		return CELL_INT;
	return c->dom.plain ? CELL_PLAIN : CELL_TEXT;
}

static const void *csv_prepare(const struct sm_table *t, struct sm_arena *a)
{
	struct writer *w = sm_arena_alloc(
		a, sizeof(*w) + t->ncolumns * sizeof(w->cell[0]));

	if (!w)
		return NULL;
	w->n = t->ncolumns;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		w->cell[i].how = how_of(&t->columns[i]);
		w->cell[i].scale = t->columns[i].type.scale;
	}
	return w;
}

static size_t cell_bound(const struct sm_column *c)
{
	switch (how_of(c)) {
	case CELL_INT:
		return SM_FMT_I64;
	case CELL_BOOL:
		return 5;
	case CELL_DECIMAL:
		return SM_FMT_DECIMAL;
	case CELL_FLOAT:
	case CELL_DOUBLE:
		return FLOAT_MAX_BYTES;
	case CELL_DATE:
		return SM_FMT_DATE;
	case CELL_TIME:
		return SM_FMT_TIME;
	case CELL_TIMETZ:
		return SM_FMT_TIME + 3;
	case CELL_UUID:
		return SM_FMT_UUID;
	case CELL_PLAIN:
		return c->dom.width > 2 ? c->dom.width : 2;
	case CELL_HEX:
	case CELL_TEXT:
		break;
	}
	/* every byte doubled, and two quotes or \x */
	return 2 * (size_t)c->dom.width + 2;
}

static size_t csv_bound(const struct sm_table *t)
{
	size_t n = 1;

	for (uint32_t i = 0; i < t->ncolumns; i++)
		n += cell_bound(&t->columns[i]) + 1;
	return n;
}

/* Off the hot path for most tables; printf's digits are always right. */
static char *put_real(char *at, double v, bool is_float)
{
	char text[40];
	int n = 0;

	for (int digits = is_float ? 6 : 15; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, v);
		if (is_float ? strtof(text, NULL) == (float)v
			     : strtod(text, NULL) == v)
			break;
	}
	assert(n > 0 && n <= FLOAT_MAX_BYTES);
	memcpy(at, text, (size_t)n);
	return at + n;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Non-zero when one of x's eight bytes is c. */
static inline uint64_t has_byte(uint64_t x, unsigned char c)
{
	x ^= ONES * c;
	return (x - ONES) & ~x & HIGHS;
}

/* Must the text be quoted? Eight bytes at a time. */
static inline bool wants_quotes(struct sm_str s)
{
	if (s.n == 0)
		return true;
	for (uint32_t i = 0; i < s.n; i += 8) {
		uint64_t x = 0;

		if (SM_LIKELY(s.n - i >= 8))
			memcpy(&x, s.p + i, 8);
		else
			memcpy(&x, s.p + i, s.n - i);
		if (has_byte(x, ',') | has_byte(x, '"') | has_byte(x, '\n') |
		    has_byte(x, '\r'))
			return true;
	}
	return s.n == 2 && s.p[0] == '\\' && s.p[1] == '.';
}

static char *put_quoted(char *at, struct sm_str s)
{
	*at++ = '"';
	for (uint32_t i = 0; i < s.n; i++) {
		*at++ = s.p[i];
		if (s.p[i] == '"')
			*at++ = '"';
	}
	*at++ = '"';
	return at;
}

static inline char *put_text(char *at, struct sm_str s)
{
	if (SM_UNLIKELY(wants_quotes(s)))
		return put_quoted(at, s);
	return sm_copy_fixed(at, s.p, s.n);
}

static inline char *put_bool(char *at, int64_t v)
{
	memcpy(at, v ? "true" : "false", 5);     /* "true" has a NUL: five */
	return at + 5 - (v != 0);
}

static inline char *put_cell(char *at, const struct cell *c,
			     const struct sm_vec *v, uint32_t row)
{
	switch (c->how) {
	case CELL_INT:
		return sm_fmt_i64(at, v->v.i64[row]);
	case CELL_BOOL:
		return put_bool(at, v->v.i64[row]);
	case CELL_DECIMAL:
		return sm_fmt_decimal(at, v->v.i64[row], c->scale);
	case CELL_FLOAT:
	case CELL_DOUBLE:
		return put_real(at, v->v.f64[row], c->how == CELL_FLOAT);
	case CELL_DATE:
		return sm_fmt_date(at, v->v.i64[row]);
	case CELL_TIME:
		return sm_fmt_time(at, v->v.i64[row]);
	case CELL_TIMETZ:
		at = sm_fmt_time(at, v->v.i64[row]);
		memcpy(at, "+00", 3);
		return at + 3;
	case CELL_UUID:
		return sm_fmt_uuid(at, v->v.u128[row]);
	case CELL_HEX:
		memcpy(at, "\\x", 2);
		return sm_fmt_hex(at + 2, v->v.str[row].p, v->v.str[row].n);
	case CELL_PLAIN:
		if (SM_LIKELY(v->v.str[row].n))
			return sm_copy_fixed(at, v->v.str[row].p,
					     v->v.str[row].n);
		return put_quoted(at, v->v.str[row]);
	case CELL_TEXT:
		return put_text(at, v->v.str[row]);
	}
	assert(c->how <= CELL_TEXT && false);
	return at;
}

static char *csv_rows(const void *prepared, const struct sm_vec *cols,
		      uint32_t n, char *at)
{
	const struct writer *w = prepared;

	for (uint32_t row = 0; row < n; row++) {
		for (uint32_t i = 0; i < w->n; i++) {
			const struct sm_vec *v = &cols[i];

			if (!v->null || !v->null[row])
				at = put_cell(at, &w->cell[i], v, row);
			*at++ = ',';
		}
		at[-1] = '\n';          /* over the last comma */
	}
	return at;
}

const struct sm_encoder sm_encode_csv = {
	.name = "csv",
	.summary = "comma-separated values (RFC 4180), NULL is an empty field",
	.prepare = csv_prepare,
	.bound = csv_bound,
	.rows = csv_rows,
};
