/*
 * batch.c - what a server says, cell by cell, made into vectors again
 *
 * The way back of an encoder: text (or a number, or bytes) becomes the value
 * that a generator would have put into a vector, so that a digest of what was
 * read can be compared with one of what was sent.
 *
 * A value that its column cannot have made - a word in a date, a third decimal
 * in numeric(10,2), a number in a uuid - must not be lost by being rounded or
 * skipped. It is kept as something no generator makes: the smallest int64, a
 * NaN, an all-ones uuid, or its text behind a byte that UTF-8 never has.
 *
 * Bytes of STR cells lie in a list of chunks. A chunk never moves, so cells can
 * point into it while the batch grows; a reset goes back to the first one.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "encode/batch.h"
#include "encode/parse.h"

#define CHUNK_BYTES (256u << 10)
#define FOREIGN_I64 INT64_MIN
#define FOREIGN_BYTE "\xff"     /* never in UTF-8 */

struct chunk {
	struct chunk *next;
	size_t n, cap;
	char p[];           /* cap bytes and SM_SLACK */
};

struct sm_batch_text {
	struct chunk *first, *last;     /* last: the one being filled */
	struct sm_buf json;             /* canonical text on its way to a cell */
};

/* ---- memory ------------------------------------------------------------------- */

static struct chunk *chunk_new(size_t n)
{
	size_t cap = n > CHUNK_BYTES ? n : CHUNK_BYTES;
	struct chunk *c = sm_malloc(sizeof(*c) + cap + SM_SLACK);

	if (!c)
		return NULL;
	memset(c->p + cap, 0, SM_SLACK);
	c->next = NULL;
	c->n = 0;
	c->cap = cap;
	return c;
}

/* Room for n bytes that stay where they are, or NULL. */
static char *text_room(struct sm_batch_text *t, size_t n)
{
	struct chunk *c = t->last;

	if (!c || c->cap - c->n < n) {
		c = c ? c->next : t->first;
		if (!c || c->cap < n) {
			/* too small for this cell: it goes in before it */
			struct chunk *more = chunk_new(n);

			if (!more)
				return NULL;
			more->next = c;
			if (t->last)
				t->last->next = more;
			else
				t->first = more;
			c = more;
		}
		c->n = 0;
		t->last = c;
	}
	c->n += n;
	return c->p + c->n - n;
}

static bool vec_init(struct sm_vec *v, enum sm_class class)
{
	v->null = sm_calloc(SM_BATCH_ROWS, 1);
	switch (class) {
	case SM_I64:
		v->v.i64 = sm_calloc(SM_BATCH_ROWS, sizeof(*v->v.i64));
		return v->null && v->v.i64;
	case SM_F64:
		v->v.f64 = sm_calloc(SM_BATCH_ROWS, sizeof(*v->v.f64));
		return v->null && v->v.f64;
	case SM_STR:
		v->v.str = sm_calloc(SM_BATCH_ROWS, sizeof(*v->v.str));
		return v->null && v->v.str;
	case SM_U128:
		v->v.u128 = sm_calloc(SM_BATCH_ROWS, sizeof(*v->v.u128));
		return v->null && v->v.u128;
	}
	return false;
}

struct sm_batch *sm_batch_new(const struct sm_table *t)
{
	struct sm_batch *b = sm_calloc(1, sizeof(*b));
	bool ok;

	if (!b)
		return NULL;
	b->table = t;
	b->cols = sm_calloc(t->ncolumns + 1, sizeof(*b->cols));
	b->text = sm_calloc(1, sizeof(*b->text));
	ok = b->cols && b->text;
	for (uint32_t i = 0; i < t->ncolumns && ok; i++)
		ok = vec_init(&b->cols[i], sm_type_class(t->columns[i].type.id));
	if (ok)
		return b;
	sm_batch_free(b);
	return NULL;
}

void sm_batch_free(struct sm_batch *b)
{
	if (!b)
		return;
	for (uint32_t i = 0; b->cols && i < b->table->ncolumns; i++) {
		/* all members of the union are the same pointer to free() */
		sm_free(b->cols[i].v.i64);
		sm_free(b->cols[i].null);
	}
	sm_free(b->cols);
	if (b->text) {
		for (struct chunk *c = b->text->first, *next; c; c = next) {
			next = c->next;
			sm_free(c);
		}
		sm_buf_release(&b->text->json);
	}
	sm_free(b->text);
	sm_free(b);
}

void sm_batch_reset(struct sm_batch *b)
{
	b->n = 0;
	b->text->last = NULL;   /* text_room() starts over at the first chunk */
}

bool sm_batch_next_row(struct sm_batch *b)
{
	assert(b->n < SM_BATCH_ROWS);
	return ++b->n == SM_BATCH_ROWS;
}

/* ---- cells -------------------------------------------------------------------- */

static const struct sm_type *type_of(const struct sm_batch *b, uint32_t col)
{
	assert(col < b->table->ncolumns);
	assert(b->n < SM_BATCH_ROWS);
	return &b->table->columns[col].type;
}

void sm_batch_null(struct sm_batch *b, uint32_t col)
{
	struct sm_vec *v = &b->cols[col];

	switch (sm_type_class(type_of(b, col)->id)) {
	case SM_I64:
		v->v.i64[b->n] = 0;
		break;
	case SM_F64:
		v->v.f64[b->n] = 0;
		break;
	case SM_STR:
		v->v.str[b->n] = (struct sm_str){ .p = "", .n = 0 };
		break;
	case SM_U128:
		v->v.u128[b->n] = (struct sm_u128){ 0, 0 };
		break;
	}
	v->null[b->n] = 1;
}

/* A STR cell of `lead` and then n bytes. */
static enum sm_code put_str(struct sm_batch *b, uint32_t col, const char *lead,
			    const void *p, size_t n, struct sm_err *err)
{
	size_t nlead = strlen(lead), all = nlead + n;
	char *to = all <= UINT32_MAX ? text_room(b->text, all) : NULL;

	if (!to)
		return sm_nomem(err);
	memcpy(to, lead, nlead);
	if (n)
		memcpy(to + nlead, p, n);
	b->cols[col].v.str[b->n] = (struct sm_str){ .p = to,
						    .n = (uint32_t)all };
	return SM_OK;
}

/* The value that no generator makes; text keeps what was read. */
static enum sm_code put_foreign(struct sm_batch *b, uint32_t col, const void *p,
				size_t n, struct sm_err *err)
{
	struct sm_vec *v = &b->cols[col];

	switch (sm_type_class(type_of(b, col)->id)) {
	case SM_I64:
		v->v.i64[b->n] = FOREIGN_I64;
		break;
	case SM_F64:
		v->v.f64[b->n] = (double)NAN;
		break;
	case SM_U128:
		v->v.u128[b->n] = (struct sm_u128){ UINT64_MAX, UINT64_MAX };
		break;
	case SM_STR:
		return put_str(b, col, FOREIGN_BYTE, p, n, err);
	}
	return SM_OK;
}

/* ---- text ------------------------------------------------------------------------ */

/* bytea as PostgreSQL prints it: \x and two digits a byte. */
static enum sm_code put_hex(struct sm_batch *b, uint32_t col, const char *p,
			    size_t n, struct sm_err *err)
{
	char *to;

	if (n < 2 || n % 2 || p[0] != '\\' || p[1] != 'x')
		return put_foreign(b, col, p, n, err);
	to = text_room(b->text, n / 2 - 1);
	if (!to)
		return sm_nomem(err);
	for (size_t i = 0; i < n / 2 - 1; i++) {
		int hi = sm__parse_hex(p[2 * i + 2]), lo = sm__parse_hex(p[2 * i + 3]);

		if (hi < 0 || lo < 0)
			return put_foreign(b, col, p, n, err);
		to[i] = (char)(hi << 4 | lo);
	}
	b->cols[col].v.str[b->n] =
		(struct sm_str){ .p = to, .n = (uint32_t)(n / 2 - 1) };
	return SM_OK;
}

static enum sm_code put_json(struct sm_batch *b, uint32_t col, const char *p,
			     size_t n, struct sm_err *err)
{
	struct sm_buf *json = &b->text->json;

	sm_buf_reset(json);
	if (sm_json_canonical(p, n, json))
		return put_str(b, col, "", sm_buf_str(json), json->n, err);
	if (json->failed) {
		sm_buf_release(json);
		return sm_nomem(err);
	}
	return put_foreign(b, col, p, n, err);
}

static enum sm_code put_text(struct sm_batch *b, uint32_t col, const char *p,
			     size_t n, struct sm_err *err)
{
	switch (type_of(b, col)->id) {
	case SM_T_BYTES:
		return put_hex(b, col, p, n, err);
	case SM_T_JSON:
	case SM_T_JSONB:
		return put_json(b, col, p, n, err);
	case SM_T_CHAR:
		while (n && p[n - 1] == ' ')
			n--;
		return put_str(b, col, "", p, n, err);
	default:
		return put_str(b, col, "", p, n, err);
	}
}

/* ---- the interface --------------------------------------------------------------- */

enum sm_code sm_batch_text(struct sm_batch *b, uint32_t col, const char *p,
			   size_t n, struct sm_err *err)
{
	const struct sm_type *t = type_of(b, col);
	struct sm_vec *v = &b->cols[col];
	bool ok = true;

	v->null[b->n] = 0;
	switch (sm_type_class(t->id)) {
	case SM_I64:
		ok = sm__parse_i64(t, p, n, &v->v.i64[b->n]);
		break;
	case SM_F64:
		ok = sm__parse_f64(t, p, n, &v->v.f64[b->n]);
		break;
	case SM_U128:
		ok = sm__parse_uuid(p, n, &v->v.u128[b->n]);
		break;
	case SM_STR:
		return put_text(b, col, p, n, err);
	}
	return ok ? SM_OK : put_foreign(b, col, p, n, err);
}

enum sm_code sm_batch_bytes(struct sm_batch *b, uint32_t col, const void *p,
			    size_t n, struct sm_err *err)
{
	b->cols[col].null[b->n] = 0;
	if (type_of(b, col)->id == SM_T_BYTES)
		return put_str(b, col, "", p, n, err);
	return put_foreign(b, col, p, n, err);
}

enum sm_code sm_batch_i64(struct sm_batch *b, uint32_t col, int64_t v,
			  struct sm_err *err)
{
	const struct sm_type *t = type_of(b, col);
	int64_t *to = &b->cols[col].v.i64[b->n];
	char text[24];
	int n;

	b->cols[col].null[b->n] = 0;
	switch (sm_type_class(t->id)) {
	case SM_F64:
		b->cols[col].v.f64[b->n] = (double)v;
		return SM_OK;
	case SM_I64:
		if (t->id == SM_T_DECIMAL &&
		    !__builtin_mul_overflow(v, sm_pow10(t->scale), to))
			return SM_OK;
		if (t->id == SM_T_DECIMAL || (SM_M(t->id) & SM_M_TIMES) ||
		    (t->id == SM_T_BOOL && v != 0 && v != 1))
			return put_foreign(b, col, "", 0, err);
		*to = v;
		return SM_OK;
	case SM_STR:
	case SM_U128:
		break;
	}
	/* what was text when it left is still the same text as a number */
	n = snprintf(text, sizeof(text), "%lld", (long long)v);
	assert(n > 0);
	return sm_batch_text(b, col, text, (size_t)n, err);
}

enum sm_code sm_batch_f64(struct sm_batch *b, uint32_t col, double v,
			  struct sm_err *err)
{
	const struct sm_type *t = type_of(b, col);
	double unit;

	b->cols[col].null[b->n] = 0;
	if (sm_type_class(t->id) == SM_F64) {
		/* as from text: what a real column holds is read as a float */
		b->cols[col].v.f64[b->n] =
			t->id == SM_T_REAL ? (double)(float)v : v;
		return SM_OK;
	}
	if (t->id == SM_T_DECIMAL) {
		/* the double nearest to a decimal of the scale, or it is none */
		unit = (double)sm_pow10(t->scale);
		if (fabs(v * unit) < 0x1p53 && rint(v * unit) / unit == v) {
			b->cols[col].v.i64[b->n] = (int64_t)rint(v * unit);
			return SM_OK;
		}
	}
	return put_foreign(b, col, "", 0, err);
}
