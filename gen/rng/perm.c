/*
 * perm.c - a keyed bijection on [0, n), for any n
 *
 * A number of 2 * half bits is cut in two, and each round replaces
 *
 *     (left, right)  by  (right, left ^ F(right, key of the round))
 *
 * which can be undone whatever F is. The domain of the network, 4^half, is at
 * most four times n (or 4 when n is smaller). A result outside [0, n) goes
 * through again until it is inside: following the cycle that i lies on must
 * end, because i itself is inside, and it visits each value below n from one
 * start only. On average that takes fewer than four passes.
 *
 * F is a full mix (two multiplications), of which the top bits are kept, so
 * that four rounds are enough on all but small domains.
 */
#include <assert.h>

#include "seedmill/rng.h"

#define KEYS ((unsigned)SM_COUNTOF(((struct sm_perm *)0)->key))

/*
 * The row whose generator makes the round keys: one no table reaches, so that
 * a step may use its key for a bijection and for draws as well.
 */
#define KEY_ROW UINT64_MAX

static inline uint64_t round_mix(const struct sm_perm *p, uint64_t v, uint64_t key)
{
	uint64_t x = (v ^ key) * UINT64_C(0xD6E8FEB86659FD93);

	x ^= x >> 32;
	x *= UINT64_C(0xA24BAED4963EE407);
	return x >> (64 - p->half);
}

/* The key of round i: the stored ones in turn, moved on in each turn. */
static inline uint64_t round_key(const struct sm_perm *p, unsigned i)
{
	return p->key[i % KEYS] + i / KEYS * SM_GOLDEN;
}

/*
 * Halves of a few bits make for few different F, and four rounds of those
 * favour some pairs of results over others: over many keys a chi-square test
 * sees it below 2^8 values (halves of 4 bits) with up to eight rounds, and up
 * to 2^12 with four.
 */
static unsigned rounds(const struct sm_perm *p)
{
	return p->half <= 4 ? 12 : p->half <= 8 ? 6 : KEYS;
}

static uint64_t network(const struct sm_perm *p, uint64_t v)
{
	uint64_t left = v >> p->half, right = v & p->mask;
	const unsigned n = rounds(p);

	for (unsigned i = 0; i < n; i++) {
		uint64_t next = left ^ round_mix(p, right, round_key(p, i));

		left = right;
		right = next;
	}
	return left << p->half | right;
}

static uint64_t network_back(const struct sm_perm *p, uint64_t v)
{
	uint64_t left = v >> p->half, right = v & p->mask;

	for (unsigned i = rounds(p); i-- > 0;) {
		uint64_t before = right ^ round_mix(p, left, round_key(p, i));

		right = left;
		left = before;
	}
	return left << p->half | right;
}

void sm_perm_init(struct sm_perm *p, uint64_t key, uint64_t n)
{
	struct sm_rng r = sm_rng_at(key, KEY_ROW);

	assert(n >= 1);
	p->n = n;
	p->half = 1;
	while (p->half < 32 && (n - 1) >> (2 * p->half))
		p->half++;
	p->mask = (UINT64_C(1) << p->half) - 1;
	for (unsigned i = 0; i < KEYS; i++)
		p->key[i] = sm_rng_u64(&r);
	assert(p->half == 32 || (n - 1) >> (2 * p->half) == 0);
}

uint64_t sm_perm_at(const struct sm_perm *p, uint64_t i)
{
	assert(i < p->n);
	do
		i = network(p, i);
	while (i >= p->n);
	return i;
}

uint64_t sm_perm_inverse(const struct sm_perm *p, uint64_t v)
{
	assert(v < p->n);
	do
		v = network_back(p, v);
	while (v >= p->n);
	return v;
}
