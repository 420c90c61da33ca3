/*
 * digest.c - the digest of digest.h, column by column
 *
 * Each column adds its cells to the rows' 128-bit sums in one tight loop; a
 * last loop mixes each row's sum and adds it up. A product of 64 x 64 bits a
 * cell, XXH3 for text: about a nanosecond a number.
 */
#include "seedmill/digest.h"

#include <assert.h>
#include <string.h>

#define XXH_INLINE_ALL          /* texts are short: a call costs as much again */
#include <xxhash.h>

#include "seedmill/rng.h"

#define NULL_CELL UINT64_C(0x6E756C6C6E756C6C)

void sm_digest_column_key(const char *column, uint64_t key[2])
{
	size_t n = strlen(column);

	key[0] = XXH3_64bits_withSeed(column, n, 1);
	key[1] = XXH3_64bits_withSeed(column, n, 2) | 1;
}

static inline void add_cell(struct sm_u128 *sum, uint64_t x, const uint64_t key[2])
{
	sm_uint128 c = (sm_uint128)(x ^ key[0]) * key[1];
	sm_uint128 s = ((sm_uint128)sum->hi << 64 | sum->lo) + c;

	sum->lo = (uint64_t)s;
	sum->hi = (uint64_t)(s >> 64);
}

static inline uint64_t real_bits(double d)
{
	uint64_t bits;

	d = d == 0 ? 0 : d;         /* -0 is 0 */
	memcpy(&bits, &d, sizeof(bits));
	return bits;
}

static inline uint64_t uuid_hash(struct sm_u128 u, uint64_t seed)
{
	unsigned char b[16];

	for (int i = 0; i < 8; i++) {
		b[i] = (unsigned char)(u.hi >> (56 - 8 * i));
		b[8 + i] = (unsigned char)(u.lo >> (56 - 8 * i));
	}
	return XXH3_64bits_withSeed(b, sizeof(b), seed);
}

static inline uint64_t text_hash(const struct sm_str *s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s->p, s->n, seed);
}

/*
 * Texts of a list or of an expression's literals stand in one place each, and
 * come again and again: what was hashed at an address is kept, for as long as the
 * vectors stand still. A column whose texts are all elsewhere is found out by
 * its first rows.
 */
#define KEPT 64                 /* a power of two */
#define TRIAL 64                /* rows, of which half have to be known */

struct kept {
	const char *p;
	uint64_t n;
	struct sm_u128 cell;        /* its hash through the column's product */
};

static inline struct sm_u128 product(uint64_t x, const uint64_t key[2])
{
	sm_uint128 c = (sm_uint128)(x ^ key[0]) * key[1];

	return (struct sm_u128){ (uint64_t)c, (uint64_t)(c >> 64) };
}

static inline struct kept *place_of(struct kept *kept, const struct sm_str *s)
{
	/* listed texts lie apart by a word's length or more: mix the low bits */
	return &kept[((uintptr_t)s->p ^ (uintptr_t)s->p >> 6) % KEPT];
}

/* Rows [from, to) by what is kept; returns how many were not. */
static uint32_t add_known(struct kept *kept, const struct sm_vec *v,
			  const uint64_t key[2], uint32_t from, uint32_t to,
			  struct sm_u128 *sum)
{
	const struct sm_u128 null = product(NULL_CELL ^ key[1], key);
	const struct sm_str *str = v->v.str;
	uint32_t missed = 0;

	for (uint32_t i = from; i < to; i++) {
		struct kept *k = place_of(kept, &str[i]);

		if (SM_UNLIKELY(k->p != str[i].p || k->n != str[i].n)) {
			*k = (struct kept){ str[i].p, str[i].n,
				product(text_hash(&str[i], key[0]), key) };
			missed++;
		}
		sum[i] = sm_u128_add(sum[i], v->null && v->null[i] ? null
								   : k->cell);
	}
	return missed;
}

static void add_hashed(const struct sm_vec *v, const uint64_t key[2], uint32_t from,
		       uint32_t to, struct sm_u128 *sum)
{
	const uint64_t null = NULL_CELL ^ key[1];

	for (uint32_t i = from; i < to; i++) {
		uint64_t x = text_hash(&v->v.str[i], key[0]);

		add_cell(&sum[i], v->null && v->null[i] ? null : x, key);
	}
}

static void add_texts(const struct sm_vec *v, const uint64_t key[2], uint32_t n,
		      struct sm_u128 *sum)
{
	uint32_t trial = n < TRIAL ? n : TRIAL;
	struct kept kept[KEPT] = { 0 };

	if (add_known(kept, v, key, 0, trial, sum) > trial / 2)
		add_hashed(v, key, trial, n, sum);
	else
		(void)add_known(kept, v, key, trial, n, sum);
}

static inline uint64_t cell(enum sm_class class, const struct sm_vec *v, uint32_t i,
			    uint64_t seed)
{
	if (class == SM_I64)
		return (uint64_t)v->v.i64[i];
	return class == SM_F64 ? real_bits(v->v.f64[i])
			       : uuid_hash(v->v.u128[i], seed);
}

static inline void add_column(enum sm_class class, const struct sm_vec *v,
			      const uint64_t key[2], uint32_t n,
			      struct sm_u128 *sum)
{
	uint64_t null = NULL_CELL ^ key[1];

	if (!v->null) {
		for (uint32_t i = 0; i < n; i++)
			add_cell(&sum[i], cell(class, v, i, key[0]), key);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint64_t x = cell(class, v, i, key[0]);

		add_cell(&sum[i], v->null[i] ? null : x, key);
	}
}

/* Four columns of numbers, none NULL, in one pass over the sums. */
static void add_four(const struct sm_vec *const v[4], const uint64_t *const key[4],
		     uint32_t n, struct sm_u128 *sum)
{
	const int64_t *a = v[0]->v.i64, *b = v[1]->v.i64;
	const int64_t *c = v[2]->v.i64, *d = v[3]->v.i64;
	const uint64_t a0 = key[0][0], a1 = key[0][1], b0 = key[1][0];
	const uint64_t b1 = key[1][1], c0 = key[2][0], c1 = key[2][1];
	const uint64_t d0 = key[3][0], d1 = key[3][1];

	for (uint32_t i = 0; i < n; i++) {
		sm_uint128 s = (sm_uint128)sum[i].hi << 64 | sum[i].lo;

		s += (sm_uint128)((uint64_t)a[i] ^ a0) * a1;
		s += (sm_uint128)((uint64_t)b[i] ^ b0) * b1;
		s += (sm_uint128)((uint64_t)c[i] ^ c0) * c1;
		s += (sm_uint128)((uint64_t)d[i] ^ d0) * d1;
		sum[i].lo = (uint64_t)s;
		sum[i].hi = (uint64_t)(s >> 64);
	}
}

static struct sm_u128 finish(const struct sm_u128 *sum, uint32_t n)
{
	struct sm_u128 total = { 0 };

	for (uint32_t i = 0; i < n; i++) {
		struct sm_u128 s = sum[i], h;

		h.lo = sm_pcg_permute(s.lo ^ (s.hi << 32 | s.hi >> 32));
		h.hi = sm_pcg_permute(s.hi + h.lo * SM_GOLDEN);
		total = sm_u128_add(total, h);
	}
	return total;
}

static void add_any(enum sm_class class, const struct sm_vec *v,
		    const uint64_t key[2], uint32_t n, struct sm_u128 *sum)
{
	/* one call a class, so that each is a loop of its own */
	switch (class) {
	case SM_I64: add_column(SM_I64, v, key, n, sum); break;
	case SM_F64: add_column(SM_F64, v, key, n, sum); break;
	case SM_STR: add_texts(v, key, n, sum); break;
	case SM_U128: add_column(SM_U128, v, key, n, sum); break;
	}
}

struct sm_u128 sm_digest_rows(const struct sm_table *t,
			      const struct sm_vec *cols, uint32_t n,
			      struct sm_u128 *scratch)
{
	const struct sm_vec *four[4];
	const uint64_t *key[4];
	unsigned waiting = 0;

	assert(n > 0);
	memset(scratch, 0, n * sizeof(*scratch));
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		enum sm_class class = sm_type_class(t->columns[c].type.id);

		if (class != SM_I64 || cols[c].null) {
			add_any(class, &cols[c], t->columns[c].digest_key, n,
				scratch);
			continue;
		}
		four[waiting] = &cols[c];
		key[waiting++] = t->columns[c].digest_key;
		if (waiting == 4) {
			add_four(four, key, n, scratch);
			waiting = 0;
		}
	}
	while (waiting--)
		add_any(SM_I64, four[waiting], key[waiting], n, scratch);
	return finish(scratch, n);
}
