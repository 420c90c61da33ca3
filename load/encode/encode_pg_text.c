/*
 * encode_pg_text.c - rows in the text format of PostgreSQL's COPY
 *
 * Fields end in a tab, rows in a newline, NULL is \N, and of all the escapes
 * only \t \n \r and \\ are needed: every other byte stands for itself.
 *
 * prepare() makes an array of cells, one a column, that say how the column is
 * written; rows() joins them with where the values are, then goes over rows and
 * cells with one switch. The order of cases repeats with every row, which is
 * what a branch predictor learns. What is known of a column before any row is
 * made picks the case: text that cannot hold a sign to escape is copied without
 * a look, in moves of a fixed size; only columns with NULLs look for one.
 *
 * bound() counts the longest form of each type, not of what the column's
 * domain promises, so that a step with a wrong promise cannot write past a
 * block. Text has no longest form: there the promise is asserted.
 */
#include <assert.h>
#include <string.h>

#include "encode/copy_text.h"
#include "encode/real.h"
#include "seedmill/encode.h"
#include "seedmill/fmt.h"

enum how {
	HOW_BOOL, HOW_DIGIT, HOW_PAIR, HOW_SHORT, HOW_INT, HOW_SHORT2,
	HOW_DECIMAL2, HOW_DECIMAL, HOW_DATE, HOW_TIME,
	HOW_TIME_ZONE, HOW_REAL, HOW_DOUBLE, HOW_PLAIN16, HOW_PLAIN32,
	HOW_PLAIN64, HOW_PLAIN, HOW_ESCAPED, HOW_BYTES, HOW_UUID, HOW_HEX,
	HOW_LISTED
};

struct cell {
	uint8_t how;                /* enum how */
	uint8_t scale;              /* decimal */
	uint32_t width;             /* text: most bytes of a value */
	const void *value;          /* set by rows() ... */
	const uint8_t *null;        /* ... NULL: no value is */
	uintptr_t list_zero;        /* HOW_LISTED: where 0 stands, or would */
	const void *place;          /* set by rows(): where it is written */
};

/* A field written ahead of time: moved as a whole, then n bytes count. */
struct listed {
	char p[15];
	uint8_t n;
};

/* A column of so few values has them listed (128 KiB: with what else a row needs
 * they stay in a second-level cache), if its table has rows enough to pay for it. */
#define LISTED_MOST 8192
#define LISTED_ROWS 16          /* rows a listed value */

/* Columns that rows() joins on its stack; the cells of more are joined anew
 * for each row, which is as right and not as fast. */
#define JOINED 128

struct writer {
	uint32_t n;
	struct cell cell[];
};

/* ---- which way, how wide ------------------------------------------------------ */

/* Whole numbers by how long their values can be: short ones need no look at the
 * sign, and those of one or two digits hardly any work. */
static enum how how_of_int(const struct sm_domain *d)
{
	if (d->min < 0 || d->max >= 100000000)
		return HOW_INT;
	return d->max < 10 ? HOW_DIGIT : d->max < 100 ? HOW_PAIR : HOW_SHORT;
}

static enum how how_of_decimal(const struct sm_column *c)
{
	if (c->type.scale == 0)
		return how_of_int(&c->dom);
	if (c->type.scale != 2)
		return HOW_DECIMAL;
	return c->dom.min >= 0 && c->dom.max < 100000000 ? HOW_SHORT2
							 : HOW_DECIMAL2;
}

/* The longest decides for all: the move's size is then no question a row. */
static enum how how_of_text(const struct sm_domain *d)
{
	if (!d->plain)
		return HOW_ESCAPED;
	return d->width <= 16 ? HOW_PLAIN16 : d->width <= 32 ? HOW_PLAIN32
	     : d->width <= 64 ? HOW_PLAIN64 : HOW_PLAIN;
}

static enum how how_of(const struct sm_column *c)
{
	switch (c->type.id) {
	case SM_T_BOOL: return HOW_BOOL;
	case SM_T_SMALLINT: case SM_T_INT: case SM_T_BIGINT:
		return how_of_int(&c->dom);
	case SM_T_DECIMAL: return how_of_decimal(c);
	case SM_T_DATE: return HOW_DATE;
	case SM_T_TIMESTAMP: return HOW_TIME;
	case SM_T_TIMESTAMPTZ: return HOW_TIME_ZONE;
	case SM_T_REAL: return HOW_REAL;
	case SM_T_DOUBLE: return HOW_DOUBLE;
	case SM_T_BYTES: return HOW_BYTES;
	case SM_T_UUID: return HOW_UUID;
	case SM_T_TEXT: case SM_T_VARCHAR: case SM_T_CHAR: case SM_T_ENUM:
	case SM_T_JSON: case SM_T_JSONB: case SM_T_INET: case SM_T_ARRAY:
	case SM_T_RANGE:
		return how_of_text(&c->dom);
	case SM_T_NONE: case SM_T_COUNT: break;
	}
	assert(c->type.id != SM_T_NONE && c->type.id != SM_T_COUNT);
	return HOW_ESCAPED;
}

/* The longest field, without the tab; \N is 2. */
static size_t width_of(const struct sm_column *c)
{
	size_t text = c->dom.width;

	switch (how_of(c)) {
	case HOW_BOOL: return 2;
	case HOW_DIGIT: case HOW_PAIR: case HOW_SHORT: case HOW_INT:
		return SM_FMT_I64;
	case HOW_SHORT2: case HOW_DECIMAL2: case HOW_DECIMAL:
		return SM_FMT_DECIMAL;
	case HOW_DATE: return SM_FMT_DATE;
	case HOW_TIME: return SM_FMT_TIME;
	case HOW_TIME_ZONE: return SM_FMT_TIME + 3;
	case HOW_REAL: case HOW_DOUBLE: return SM__REAL_MAX;
	case HOW_PLAIN16: case HOW_PLAIN32: case HOW_PLAIN64: case HOW_PLAIN:
		return text < 2 ? 2 : text;
	case HOW_ESCAPED: return text < 1 ? 2 : 2 * text;
	case HOW_BYTES: case HOW_HEX: return 3 + 2 * text;
	case HOW_UUID: return SM_FMT_UUID;
	case HOW_LISTED: break;     /* as what is listed */
	}
	return 2 * text + 3;
}

/* How MySQL writes what PostgreSQL writes in another way. */
static enum how mysql_how(enum how how)
{
	switch (how) {
	case HOW_BOOL: return HOW_DIGIT;
	case HOW_TIME_ZONE: return HOW_TIME;
	case HOW_BYTES: return HOW_HEX;
	default: return how;
	}
}

size_t sm__copy_bound(const struct sm_table *t)
{
	size_t n = 1;               /* a row of no columns is a newline */

	for (uint32_t i = 0; i < t->ncolumns; i++)
		n += width_of(&t->columns[i]) + 1;
	return n;
}

/* Kept out of the switch, so that the short cases stay short. */
#define COLD __attribute__((noinline))

/* ---- fields --------------------------------------------------------------------- */

static COLD char *put_escaped_bytes(char *at, const char *p, size_t n)
{
	for (; n; n--, p++) {
		unsigned char c = (unsigned char)*p;

		/* Most bytes that come here are none of the four. */
		if (c > '\r' && c != '\\') {
			*at++ = *p;
			continue;
		}
		switch (c) {
		case '\\': *at++ = '\\'; *at++ = '\\'; break;
		case '\t': *at++ = '\\'; *at++ = 't'; break;
		case '\n': *at++ = '\\'; *at++ = 'n'; break;
		case '\r': *at++ = '\\'; *at++ = 'r'; break;
		default: *at++ = *p;
		}
	}
	return at;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH EACH(0x80)

/* Non-zero when some byte is below 0x0e or a backslash. */
static inline uint64_t needs_look(uint64_t w)
{
	uint64_t slash = w ^ EACH('\\');

	return (((w - EACH(0x0e)) & ~w) | ((slash - EACH(1)) & ~slash)) & HIGH;
}

/*
 * Eight bytes at a time. The last ones are read with what stands behind them,
 * which is put aside for the look and overwritten after the copy.
 */
static inline char *put_escaped(char *at, const struct sm_str *s)
{
	const char *p = s->p;
	size_t n = s->n;
	uint64_t w, rest;

	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&w, p, 8);
		if (SM_UNLIKELY(needs_look(w))) {
			at = put_escaped_bytes(at, p, 8);
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
	if (SM_UNLIKELY(needs_look((w & ~rest) | (EACH(0x20) & rest))))
		return put_escaped_bytes(at, p, n);
	memcpy(at, &w, 8);
	return at + n;
}

static COLD char *put_bytes(char *at, const struct sm_str *s)
{
	memcpy(at, "\\\\x", 3);
	return sm_fmt_hex(at + 3, s->p, s->n);
}

/* ---- rows -------------------------------------------------------------------------- */

static inline int64_t i64_of(const struct cell *c, uint32_t i)
{
	return ((const int64_t *)c->value)[i];
}

static inline const struct sm_str *str_of(const struct cell *c, uint32_t i)
{
	const struct sm_str *s = (const struct sm_str *)c->value + i;

	assert(s->n <= c->width);
	return s;
}

static inline char *put_listed(char *at, const struct cell *c, int64_t v)
{
	const struct listed *l = (const struct listed *)
		(c->list_zero + (uint64_t)v * sizeof(*l));

	memcpy(at, l, sizeof(*l));
	return at + l->n;
}

/* A value, without the tab. Where `how` is a constant, one case is left of it. */
static inline __attribute__((always_inline)) char *
put(char *at, const struct cell *c, uint32_t i, const enum how how)
{
	const struct sm_str *s;

	switch (how) {
	case HOW_BOOL:
		*at = i64_of(c, i) ? 't' : 'f';
		return at + 1;
	case HOW_DIGIT:
		assert((uint64_t)i64_of(c, i) < 10);
		*at = (char)('0' + i64_of(c, i));
		return at + 1;
	case HOW_PAIR:
		return sm_fmt_pair(at, (uint64_t)i64_of(c, i));
	case HOW_SHORT:
		assert((uint64_t)i64_of(c, i) < 100000000);
		return sm_fmt_u32(at, (uint32_t)i64_of(c, i));
	case HOW_INT:
		return sm_fmt_i64(at, i64_of(c, i));
	case HOW_SHORT2:
		return sm_fmt_short2(at, (uint64_t)i64_of(c, i));
	case HOW_DECIMAL2:
		return sm_fmt_decimal(at, i64_of(c, i), 2);
	case HOW_DECIMAL:
		return sm_fmt_decimal(at, i64_of(c, i), c->scale);
	case HOW_DATE:
		return sm_fmt_date(at, i64_of(c, i));
	case HOW_TIME:
		return sm_fmt_time(at, i64_of(c, i));
	case HOW_TIME_ZONE:
		at = sm_fmt_time(at, i64_of(c, i));
		memcpy(at, "+00", 3);
		return at + 3;
	case HOW_PLAIN16:
		s = str_of(c, i);
		memcpy(at, s->p, 16);
		return at + s->n;
	case HOW_PLAIN32:
		s = str_of(c, i);
		memcpy(at, s->p, 32);
		return at + s->n;
	case HOW_PLAIN64:
		s = str_of(c, i);
		memcpy(at, s->p, 64);
		return at + s->n;
	case HOW_PLAIN:
		s = str_of(c, i);
		return sm_copy_fixed(at, s->p, s->n);
	case HOW_LISTED:
		return put_listed(at, c, i64_of(c, i));
	case HOW_ESCAPED:
		return put_escaped(at, str_of(c, i));
	case HOW_UUID:
		return sm_fmt_uuid(at, ((const struct sm_u128 *)c->value)[i]);
	case HOW_BYTES:
		return put_bytes(at, str_of(c, i));
	case HOW_HEX:
		s = str_of(c, i);
		return sm_fmt_hex(at, s->p, s->n);
	case HOW_REAL:
		return sm__put_real(at, ((const double *)c->value)[i]);
	case HOW_DOUBLE:
		return sm__put_double(at, ((const double *)c->value)[i]);
	}
	return at;
}

static inline __attribute__((always_inline)) char *
put_field(char *at, const struct cell *c, uint32_t i)
{
	if (c->null && c->null[i]) {
		memcpy(at, "\\N", 2);
		at += 2;
	} else {
		at = put(at, c, i, (enum how)c->how);
	}
	*at = '\t';
	return at + 1;
}

static inline struct cell join(const struct cell *c, const struct sm_vec *v)
{
	struct cell joined = *c;

	/* All members of the union are pointers to the first value. */
	joined.value = v->v.i64;
	joined.null = v->null;
	return joined;
}

static char *wide_rows(const struct writer *w, const struct sm_vec *cols,
		       uint32_t n, char *at)
{
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < w->n; k++) {
			struct cell c = join(&w->cell[k], &cols[k]);

			at = put_field(at, &c, i);
		}
		at[-1] = '\n';
	}
	return at;
}

/*
 * Each cell says where it is written, and each of those places goes on to the
 * next cell's: a jump that the processor learns by the column, where a switch in
 * a loop is one jump for all. (M. A. Ertl, D. Gregg, "The structure and
 * performance of efficient interpreters", JILP 5, 2003.)
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"     /* labels as values */

#define PLACE(how)                                                         \
	at_##how:                                                          \
		at = put(at, c, i, how);                                   \
		*at++ = '\t';                                              \
		c++;                                                       \
		goto *c->place;

/* gcc would make one jump of all of them again. */
#if defined(__GNUC__) && !defined(__clang__)
#define JUMPS_APART __attribute__((optimize("no-gcse", "no-crossjumping")))
#else
#define JUMPS_APART
#endif

JUMPS_APART
static char *joined_rows(struct cell *cell, uint32_t ncells, uint32_t n, char *at)
{
	static const void *const place[] = {
		[HOW_BOOL] = &&at_HOW_BOOL, [HOW_DIGIT] = &&at_HOW_DIGIT,
		[HOW_PAIR] = &&at_HOW_PAIR, [HOW_SHORT] = &&at_HOW_SHORT,
		[HOW_INT] = &&at_HOW_INT, [HOW_SHORT2] = &&at_HOW_SHORT2,
		[HOW_DECIMAL2] = &&at_HOW_DECIMAL2,
		[HOW_DECIMAL] = &&at_HOW_DECIMAL, [HOW_DATE] = &&at_HOW_DATE,
		[HOW_TIME] = &&at_HOW_TIME,
		[HOW_TIME_ZONE] = &&at_HOW_TIME_ZONE,
		[HOW_REAL] = &&at_HOW_REAL, [HOW_DOUBLE] = &&at_HOW_DOUBLE,
		[HOW_PLAIN16] = &&at_HOW_PLAIN16,
		[HOW_PLAIN32] = &&at_HOW_PLAIN32,
		[HOW_PLAIN64] = &&at_HOW_PLAIN64, [HOW_PLAIN] = &&at_HOW_PLAIN,
		[HOW_ESCAPED] = &&at_HOW_ESCAPED, [HOW_BYTES] = &&at_HOW_BYTES,
		[HOW_UUID] = &&at_HOW_UUID, [HOW_HEX] = &&at_HOW_HEX,
		[HOW_LISTED] = &&at_HOW_LISTED,
	};
	struct cell *c = cell;
	uint32_t i = 0;

	for (uint32_t k = 0; k < ncells; k++)
		cell[k].place = cell[k].null ? &&maybe_null
					     : place[cell[k].how];
	cell[ncells].place = &&row_end;
	at += !ncells;              /* no columns: the newline alone */
	goto *c->place;

	PLACE(HOW_BOOL) PLACE(HOW_DIGIT) PLACE(HOW_PAIR) PLACE(HOW_SHORT)
	PLACE(HOW_INT) PLACE(HOW_SHORT2) PLACE(HOW_DECIMAL2) PLACE(HOW_DECIMAL)
	PLACE(HOW_DATE) PLACE(HOW_TIME) PLACE(HOW_TIME_ZONE) PLACE(HOW_REAL)
	PLACE(HOW_DOUBLE) PLACE(HOW_PLAIN16) PLACE(HOW_PLAIN32)
	PLACE(HOW_PLAIN64) PLACE(HOW_PLAIN) PLACE(HOW_ESCAPED) PLACE(HOW_BYTES)
	PLACE(HOW_UUID) PLACE(HOW_HEX) PLACE(HOW_LISTED)
maybe_null:
	if (!c->null[i])
		goto *place[c->how];
	memcpy(at, "\\N\t", 3);
	at += 3;
	c++;
	goto *c->place;
row_end:
	at[-1] = '\n';
	if (++i == n)
		return at;
	at += !ncells;
	c = cell;
	goto *c->place;
}

#pragma GCC diagnostic pop

char *sm__copy_rows(const void *prepared, const struct sm_vec *cols,
		    uint32_t n, char *at)
{
	const struct writer *w = prepared;
	struct cell cell[JOINED + 1];

	if (!n)
		return at;
	if (w->n > JOINED)
		return wide_rows(w, cols, n, at);
	for (uint32_t k = 0; k < w->n; k++)
		cell[k] = join(&w->cell[k], &cols[k]);
	return joined_rows(cell, w->n, n, at);
}

/* ---- fields written ahead of time -------------------------------------------------- */

/* Is it worth listing: few values, each costing more than a move? */
static bool listable(const struct sm_table *t, const struct writer *w, uint32_t i)
{
	const struct sm_domain *d = &t->columns[i].dom;

	switch ((enum how)w->cell[i].how) {
	case HOW_SHORT: case HOW_INT: case HOW_SHORT2: case HOW_DECIMAL2:
	case HOW_DECIMAL: case HOW_DATE:
		return (uint64_t)d->max - (uint64_t)d->min < LISTED_MOST;
	default:
		return false;
	}
}

static bool alike(const struct cell *a, const struct cell *b)
{
	return a->how == b->how && a->scale == b->scale;
}

/* The range of column i and of all that can share its list. */
static uint64_t list_range(const struct sm_table *t, const struct writer *w,
			   uint32_t i, int64_t *min)
{
	int64_t max = t->columns[i].dom.max;

	*min = t->columns[i].dom.min;
	for (uint32_t k = i + 1; k < w->n; k++) {
		const struct sm_domain *d = &t->columns[k].dom;
		int64_t lo = d->min < *min ? d->min : *min;
		int64_t hi = d->max > max ? d->max : max;

		if (!alike(&w->cell[i], &w->cell[k]) || !listable(t, w, k) ||
		    (uint64_t)hi - (uint64_t)lo >= LISTED_MOST)
			continue;
		*min = lo;
		max = hi;
	}
	return (uint64_t)max - (uint64_t)*min + 1;
}

/* False: some value is longer than a listed field may be. */
static bool fill_list(struct listed *list, struct cell c, int64_t min, uint64_t n)
{
	for (uint64_t k = 0; k < n; k++) {
		/* as large as the largest kind of value, for the compiler's sake */
		union { int64_t i64; struct sm_str str; } v = {
			(int64_t)((uint64_t)min + k)
		};
		char field[SM_FMT_ROOM + SM_SLACK];
		char *end;

		c.value = &v;
		end = put(field, &c, 0, (enum how)c.how);
		if ((size_t)(end - field) > sizeof(list->p))
			return false;
		memcpy(list[k].p, field, sizeof(list->p));
		list[k].n = (uint8_t)(end - field);
	}
	return true;
}

/* List column i's values, for it and for later ones of the same form. */
static bool list_values(const struct sm_table *t, struct writer *w, uint32_t i,
			struct sm_arena *a)
{
	const struct cell form = w->cell[i];
	struct listed *list;
	int64_t min;
	uint64_t n;

	if (form.how == HOW_LISTED || !listable(t, w, i))
		return true;
	n = list_range(t, w, i, &min);
	if (t->rows / LISTED_ROWS < n)
		return true;
	list = sm_arena_array(a, n, sizeof(*list));
	if (!list)
		return false;
	if (!fill_list(list, form, min, n))
		return true;
	for (uint32_t k = i; k < w->n; k++) {
		const struct sm_domain *d = &t->columns[k].dom;
		struct cell *c = &w->cell[k];

		if (!alike(&form, c) || !listable(t, w, k) || d->min < min ||
		    (uint64_t)d->max - (uint64_t)min >= n)
			continue;
		c->list_zero = (uintptr_t)list - (uint64_t)min * sizeof(*list);
		c->how = HOW_LISTED;
	}
	return true;
}

const void *sm__copy_prepare(const struct sm_table *t, struct sm_arena *a,
			     enum sm__copy_dialect dialect)
{
	struct writer *w = sm_arena_alloc(a, sizeof(*w) + t->ncolumns *
					  sizeof(w->cell[0]));

	if (!w)
		return NULL;
	w->n = t->ncolumns;
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];
		enum how how = how_of(c);

		assert(c->type.id != SM_T_DECIMAL || c->type.scale <= 18);
		if (dialect == SM__COPY_MYSQL)
			how = mysql_how(how);
		w->cell[i] = (struct cell){
			.how = (uint8_t)how,
			.scale = (uint8_t)c->type.scale,
			.width = c->dom.width,
		};
	}
	for (uint32_t i = 0; i < w->n; i++)
		if (!list_values(t, w, i, a))
			return NULL;
	return w;
}

static const void *text_prepare(const struct sm_table *t, struct sm_arena *a)
{
	return sm__copy_prepare(t, a, SM__COPY_POSTGRES);
}

const struct sm_encoder sm_encode_pg_text = {
	.name = "copy",
	.summary = "PostgreSQL COPY, text format",
	.prepare = text_prepare,
	.bound = sm__copy_bound,
	.rows = sm__copy_rows,
};
