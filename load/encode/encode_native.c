/*
 * encode_native.c - rows for bind and step: a tag and a payload a cell
 *
 * The form is in native.h. prepare() turns each column into one of a few cell
 * writers, so that a row is one short loop; all decisions about types, scales
 * and storage are made there.
 */
#include <assert.h>

#include "seedmill/fmt.h"

#include "encode/native.h"

enum cell_how {
	CELL_INT,
	CELL_SCALED,        /* decimal as a double */
	CELL_DECIMAL,       /* decimal as text */
	CELL_REAL,
	CELL_DATE,
	CELL_TIME,
	CELL_UUID,
	CELL_TEXT,
	CELL_BLOB,
};

struct cell {
	enum cell_how how;
	unsigned scale;
	double unit;        /* CELL_SCALED: 10^scale, which is exact */
};

struct writer {
	uint32_t n;
	struct cell cell[];
};

static enum cell_how how_of(const struct sm_type *t)
{
	switch (sm_type_class(t->id)) {
	case SM_F64:
		return CELL_REAL;
	case SM_U128:
		return CELL_UUID;
	case SM_STR:
		return t->id == SM_T_BYTES ? CELL_BLOB : CELL_TEXT;
	case SM_I64:
		break;
	}
	switch (t->id) {
	case SM_T_DECIMAL:
		if (sm_native_decimal_text(t))
			return CELL_DECIMAL;
		return t->scale ? CELL_SCALED : CELL_INT;
	case SM_T_DATE:
		return CELL_DATE;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		return CELL_TIME;
	default:
		return CELL_INT;
	}
}

static const void *native_prepare(const struct sm_table *t, struct sm_arena *a)
{
	struct writer *w = sm_arena_alloc(
		a, sizeof(*w) + t->ncolumns * sizeof(w->cell[0]));

	if (!w)
		return NULL;
	w->n = t->ncolumns;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_type *type = &t->columns[i].type;

		w->cell[i].how = how_of(type);
		w->cell[i].scale = type->scale;
		if (w->cell[i].how == CELL_SCALED)
			w->cell[i].unit = (double)sm_pow10(type->scale);
	}
	return w;
}

static size_t cell_bound(const struct sm_column *c)
{
	switch (how_of(&c->type)) {
	case CELL_INT:
	case CELL_SCALED:
	case CELL_REAL:
		return 1 + 8;
	case CELL_DECIMAL:
		return 5 + SM_FMT_DECIMAL;
	case CELL_DATE:
		return 5 + SM_FMT_DATE;
	case CELL_TIME:
		return 5 + SM_FMT_TIME;
	case CELL_UUID:
		return 5 + SM_FMT_UUID;
	case CELL_TEXT:
	case CELL_BLOB:
		break;
	}
	return 5 + (size_t)c->dom.width;
}

static size_t native_bound(const struct sm_table *t)
{
	size_t n = 0;

	for (uint32_t i = 0; i < t->ncolumns; i++)
		n += cell_bound(&t->columns[i]);
	return n;
}

static inline char *put_8(char *at, enum sm_native_tag tag, const void *v)
{
	*at = (char)tag;
	memcpy(at + 1, v, 8);
	return at + 9;
}

/* The length of what stands in [at + 5, end) is known only afterwards. */
static inline char *put_formatted(char *at, const char *end)
{
	uint32_t n = (uint32_t)(end - (at + 5));

	*at = SM_NATIVE_TEXT;
	memcpy(at + 1, &n, 4);
	return at + 5 + n;
}

static inline char *put_str(char *at, enum sm_native_tag tag, struct sm_str s)
{
	*at = (char)tag;
	memcpy(at + 1, &s.n, 4);
	return sm_copy_fixed(at + 5, s.p, s.n);
}

static inline char *put_cell(char *at, const struct cell *c,
			     const struct sm_vec *v, uint32_t row)
{
	double d;

	switch (c->how) {
	case CELL_INT:
		return put_8(at, SM_NATIVE_INT, &v->v.i64[row]);
	case CELL_SCALED:
		/* both sides are exact, so this is the nearest double */
		d = (double)v->v.i64[row] / c->unit;
		return put_8(at, SM_NATIVE_REAL, &d);
	case CELL_REAL:
		return put_8(at, SM_NATIVE_REAL, &v->v.f64[row]);
	case CELL_DECIMAL:
		return put_formatted(at, sm_fmt_decimal(at + 5, v->v.i64[row],
							c->scale));
	case CELL_DATE:
		return put_formatted(at, sm_fmt_date(at + 5, v->v.i64[row]));
	case CELL_TIME:
		return put_formatted(at, sm_fmt_time(at + 5, v->v.i64[row]));
	case CELL_UUID:
		return put_formatted(at, sm_fmt_uuid(at + 5, v->v.u128[row]));
	case CELL_TEXT:
		return put_str(at, SM_NATIVE_TEXT, v->v.str[row]);
	case CELL_BLOB:
		return put_str(at, SM_NATIVE_BLOB, v->v.str[row]);
	}
	assert(c->how <= CELL_BLOB && false);
	return at;
}

static char *native_rows(const void *prepared, const struct sm_vec *cols,
			 uint32_t n, char *at)
{
	const struct writer *w = prepared;

	for (uint32_t row = 0; row < n; row++) {
		for (uint32_t i = 0; i < w->n; i++) {
			const struct sm_vec *v = &cols[i];

			if (v->null && v->null[row])
				*at++ = SM_NATIVE_NULL;
			else
				at = put_cell(at, &w->cell[i], v, row);
		}
	}
	return at;
}

const struct sm_encoder sm_encode_native = {
	.name = "rows",
	.summary = "tagged cells, for targets that bind values (SQLite)",
	.prepare = native_prepare,
	.bound = native_bound,
	.rows = native_rows,
};
