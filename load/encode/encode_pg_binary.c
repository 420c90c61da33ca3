/*
 * encode_pg_binary.c - rows in the binary format of PostgreSQL's COPY
 *
 * A tuple is the number of its fields as 16 bits, then each field: its length
 * as 32 bits, -1 for NULL, and what the type's receive function reads, all of
 * it big endian. The header before the first tuple and the trailer after the
 * last are the target's. What a field holds:
 *
 *   bool          one byte             real, double  IEEE, 4 and 8 bytes
 *   integers      2, 4, 8 bytes        date          days since 2000-01-01
 *   text, enum    its bytes            timestamps    microseconds since then
 *   bytes, json   its bytes            uuid          16 bytes
 *   jsonb         a version, 1, then the text
 *   numeric       digits to base 10000: how many, the weight of the first, the
 *                 sign, the scale, then they (16 bits each)
 *   inet          family, bits of the mask, 0, bytes of the address, these
 */
#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "encode/copy_text.h"
#include "seedmill/encode.h"

#define EPOCH_DAYS 10957            /* 1970-01-01 to 2000-01-01 */
#define NUMERIC_GROUPS 8            /* 19 digits + 3 of padding, and to spare */
#define NUMERIC_NEGATIVE 0x4000
#define JSONB_VERSION 1
#define INET_V4 2                   /* not the system's AF_INET6: its own */
#define INET_V6 3

struct cell {
	uint8_t type;               /* enum sm_type_id */
	uint8_t scale;
	bool nullable;
	uint32_t width;             /* STR: most bytes of a value */
};

struct writer {
	uint32_t n;
	const void *text;           /* the table goes as text: its row writer */
	struct cell cell[];
};

/* The longest field, without its length. */
static size_t width_of(const struct sm_column *c)
{
	switch (c->type.id) {
	case SM_T_BOOL: return 1;
	case SM_T_SMALLINT: return 2;
	case SM_T_INT: case SM_T_REAL: case SM_T_DATE: return 4;
	case SM_T_BIGINT: case SM_T_DOUBLE: return 8;
	case SM_T_TIMESTAMP: case SM_T_TIMESTAMPTZ: return 8;
	case SM_T_DECIMAL: return 8 + 2 * NUMERIC_GROUPS;
	case SM_T_UUID: return 16;
	case SM_T_INET: return 4 + 16;
	case SM_T_JSONB: return 1 + (size_t)c->dom.width;
	case SM_T_TEXT: case SM_T_VARCHAR: case SM_T_CHAR: case SM_T_ENUM:
	case SM_T_JSON: case SM_T_BYTES: return c->dom.width;
	case SM_T_ARRAY: case SM_T_RANGE: break;        /* sent as text */
	case SM_T_NONE: case SM_T_COUNT: break;
	}
	assert(c->type.id != SM_T_NONE && c->type.id != SM_T_COUNT);
	return c->dom.width;
}

bool sm__binary_takes(const struct sm_table *t)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (SM_M(t->columns[i].type.id) & SM_M_COMPOUNDS)
			return false;
	return true;
}

static const void *binary_prepare(const struct sm_table *t, struct sm_arena *a)
{
	struct writer *w = sm_arena_alloc(a, sizeof(*w) + t->ncolumns *
					  sizeof(w->cell[0]));

	if (!w)
		return NULL;
	if (!sm__binary_takes(t)) {
		w->text = sm__copy_prepare(t, a, SM__COPY_POSTGRES);
		return w->text ? w : NULL;
	}
	w->n = t->ncolumns;
	assert(w->n <= INT16_MAX);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];

		assert(c->type.id != SM_T_DECIMAL || c->type.scale <= 18);
		w->cell[i] = (struct cell){
			.type = (uint8_t)c->type.id,
			.scale = (uint8_t)c->type.scale,
			.nullable = c->dom.nullable,
			.width = c->dom.width,
		};
	}
	return w;
}

static size_t binary_bound(const struct sm_table *t)
{
	size_t n = 2;

	if (!sm__binary_takes(t))
		return sm__copy_bound(t);
	for (uint32_t i = 0; i < t->ncolumns; i++)
		n += 4 + width_of(&t->columns[i]);
	return n;
}

/* ---- numbers, big endian ---------------------------------------------------------- */

static inline char *put16(char *at, uint32_t v)
{
	at[0] = (char)(v >> 8);
	at[1] = (char)v;
	return at + 2;
}

static inline char *put32(char *at, uint32_t v)
{
	v = htonl(v);
	memcpy(at, &v, 4);
	return at + 4;
}

static inline char *put64(char *at, uint64_t v)
{
	put32(at, (uint32_t)(v >> 32));
	return put32(at + 4, (uint32_t)v);
}

/* Value fields with their length before them. */
static inline char *field16(char *at, int64_t v)
{
	return put16(put32(at, 2), (uint32_t)v);
}

static inline char *field32(char *at, int64_t v)
{
	return put32(put32(at, 4), (uint32_t)v);
}

static inline char *field64(char *at, uint64_t v)
{
	return put64(put32(at, 8), v);
}

/* ---- types with a form of their own -------------------------------------------------- */

/*
 * Digits to base 10000 of u * 10^pad, the least significant first; returns how
 * many. Only long numbers at large scales need more than 64 bits.
 */
static unsigned groups_of(uint64_t u, unsigned pad, uint16_t *group)
{
	uint64_t by = (uint64_t)sm_pow10(pad);
	unsigned n = 0;
	sm_uint128 w;

	if (SM_LIKELY(u <= UINT64_MAX / by)) {
		for (u *= by; u; u /= 10000)
			group[n++] = (uint16_t)(u % 10000);
		return n;
	}
	for (w = (sm_uint128)u * by; w; w /= 10000)
		group[n++] = (uint16_t)(w % 10000);
	assert(n <= NUMERIC_GROUPS);
	return n;
}

static char *put_numeric(char *at, int64_t v, unsigned scale)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	uint16_t group[NUMERIC_GROUPS];
	unsigned n = groups_of(u, (4 - scale % 4) % 4, group);
	unsigned low = 0;           /* zeros at the end are not sent */
	int weight = (int)n - 1 - (int)((scale + 3) / 4);

	while (low < n && !group[low])
		low++;
	at = put32(at, 8 + 2 * (n - low));
	at = put16(at, n - low);
	at = put16(at, u ? (uint32_t)weight & 0xffff : 0);
	at = put16(at, v < 0 ? NUMERIC_NEGATIVE : 0);
	at = put16(at, scale);
	while (n > low)
		at = put16(at, group[--n]);
	return at;
}

static char *put_real(char *at, double v)
{
	float f = (float)v;
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	return put32(put32(at, 4), bits);
}

static char *put_double(char *at, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return field64(at, bits);
}

static char *put_text(char *at, const struct sm_str *s)
{
	at = put32(at, s->n);
	if (s->n)
		memcpy(at, s->p, s->n);
	return at + s->n;
}

static char *put_jsonb(char *at, const struct sm_str *s)
{
	at = put32(at, s->n + 1);
	*at++ = JSONB_VERSION;
	memcpy(at, s->p, s->n);
	return at + s->n;
}

/* The mask's bits behind the slash, `all` without one, -1 for nonsense. */
static int mask_bits(const char *slash, int all)
{
	int bits = 0;

	if (!slash)
		return all;
	if (!slash[1])
		return -1;
	for (const char *p = slash + 1; *p; p++) {
		if (*p < '0' || *p > '9' || bits > all)
			return -1;
		bits = bits * 10 + (*p - '0');
	}
	return bits <= all ? bits : -1;
}

/*
 * Steps make addresses that can be read (type.h). One that cannot be is sent
 * with a family that does not exist: the server refuses it, as it would the
 * text.
 */
static char *put_inet(char *at, const struct sm_str *s)
{
	char text[64], address[16];
	int family = INET_V4, size = 4, bits = -1;
	char *slash;

	if (s->n < sizeof(text)) {
		memcpy(text, s->p, s->n);
		text[s->n] = '\0';
		slash = strchr(text, '/');
		if (memchr(text, ':', s->n)) {
			family = INET_V6;
			size = 16;
		}
		bits = mask_bits(slash, size * 8);
		if (slash)
			*slash = '\0';
		if (inet_pton(family == INET_V4 ? AF_INET : AF_INET6, text,
			      address) != 1)
			bits = -1;
	}
	if (bits < 0)
		family = size = bits = 0;
	at = put32(at, 4 + (uint32_t)size);
	*at++ = (char)family;
	*at++ = (char)bits;
	*at++ = 0;
	*at++ = (char)size;
	memcpy(at, address, (size_t)size);
	return at + size;
}

/* ---- rows -------------------------------------------------------------------------------- */

static inline char *put(char *at, const struct cell *c, const struct sm_vec *v,
			uint32_t i)
{
	switch ((enum sm_type_id)c->type) {
	case SM_T_BOOL:
		at = put32(at, 1);
		*at = v->v.i64[i] != 0;
		return at + 1;
	case SM_T_SMALLINT:
		return field16(at, v->v.i64[i]);
	case SM_T_INT:
		return field32(at, v->v.i64[i]);
	case SM_T_BIGINT:
		return field64(at, (uint64_t)v->v.i64[i]);
	case SM_T_DECIMAL:
		return put_numeric(at, v->v.i64[i], c->scale);
	case SM_T_DATE:
		return field32(at, v->v.i64[i] - EPOCH_DAYS);
	case SM_T_TIMESTAMP: case SM_T_TIMESTAMPTZ:
		return field64(at, (uint64_t)(v->v.i64[i] -
					      EPOCH_DAYS * SM_DAY_US));
	case SM_T_REAL:
		return put_real(at, v->v.f64[i]);
	case SM_T_DOUBLE:
		return put_double(at, v->v.f64[i]);
	case SM_T_UUID:
		at = put64(put32(at, 16), v->v.u128[i].hi);
		return put64(at, v->v.u128[i].lo);
	case SM_T_INET:
		return put_inet(at, &v->v.str[i]);
	case SM_T_JSONB:
		assert(v->v.str[i].n <= c->width);
		return put_jsonb(at, &v->v.str[i]);
	case SM_T_TEXT: case SM_T_VARCHAR: case SM_T_CHAR: case SM_T_ENUM:
	case SM_T_JSON: case SM_T_BYTES:
		assert(v->v.str[i].n <= c->width);
		return put_text(at, &v->v.str[i]);
	case SM_T_ARRAY: case SM_T_RANGE: case SM_T_NONE: case SM_T_COUNT:
		break;
	}
	assert(false);
	return at;
}

static char *binary_rows(const void *prepared, const struct sm_vec *cols,
			 uint32_t n, char *at)
{
	const struct writer *w = prepared;

	if (w->text)
		return sm__copy_rows(w->text, cols, n, at);
	for (uint32_t i = 0; i < n; i++) {
		at = put16(at, w->n);
		for (uint32_t k = 0; k < w->n; k++) {
			const struct cell *c = &w->cell[k];

			if (c->nullable && cols[k].null && cols[k].null[i])
				at = put32(at, UINT32_MAX);
			else
				at = put(at, c, &cols[k], i);
		}
	}
	return at;
}

const struct sm_encoder sm_encode_pg_binary = {
	.name = "pgcopy",
	.summary = "PostgreSQL COPY, binary tuples",
	.prepare = binary_prepare,
	.bound = binary_bound,
	.rows = binary_rows,
};
