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

static inline uint64_t cell(enum sm_class class, const struct sm_vec *v,
			    uint32_t i, uint64_t seed)
{
	switch (class) {
	case SM_I64:
		return (uint64_t)v->v.i64[i];
	case SM_F64:
		return real_bits(v->v.f64[i]);
	case SM_STR:
		return XXH3_64bits_withSeed(v->v.str[i].p, v->v.str[i].n, seed);
	case SM_U128:
		break;
	}
	return uuid_hash(v->v.u128[i], seed);
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

struct sm_u128 sm_digest_rows(const struct sm_table *t,
			      const struct sm_vec *cols, uint32_t n,
			      struct sm_u128 *scratch)
{
	assert(n > 0);
	memset(scratch, 0, n * sizeof(*scratch));
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		const uint64_t *key = t->columns[c].digest_key;

		/* one call a class, so that each is a loop of its own */
		switch (sm_type_class(t->columns[c].type.id)) {
		case SM_I64:
			add_column(SM_I64, &cols[c], key, n, scratch);
			break;
		case SM_F64:
			add_column(SM_F64, &cols[c], key, n, scratch);
			break;
		case SM_STR:
			add_column(SM_STR, &cols[c], key, n, scratch);
			break;
		case SM_U128:
			add_column(SM_U128, &cols[c], key, n, scratch);
			break;
		}
	}
	return finish(scratch, n);
}
