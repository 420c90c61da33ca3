/*
 * zipf.c - ranks with P(rank) ~ (rank + 1)^-exponent, for up to 2^64 - 1 ranks
 *
 * An alias table over outcomes, where an outcome is one rank as long as ranks
 * are worth telling apart (the first 4096) and a bucket of ranks after that.
 * Buckets divide each octave [2^k, 2^(k+1)) of ranks in 64 equal parts, so
 * that the weight inside one changes by less than exponent / 64 of itself and
 * 10^12 ranks need 1800 of them.
 *
 * A bucket's mass is a sum of up to billions of powers. It is taken as an
 * integral: a sum of f over a, a + 1, .. b - 1 is the integral of f - f''/24
 * from a - 1/2 to b - 1/2 (Euler-Maclaurin at midpoints; the next term is
 * below 1e-13 of the sum this far out). Three Gauss points do the integral, to
 * 1e-12, with no special case for exponent 1.
 */
#include <assert.h>

#include "seedmill/rng.h"

#define EXACT 4096      /* ranks with an outcome of their own; 2^12 */
#define EXPONENT_MAX 10.0

/* The first rank after the outcome that starts at `rank`. */
static uint64_t outcome_end(uint64_t rank, uint64_t n)
{
	unsigned octave;
	uint64_t width;

	assert(rank < n);
	if (rank < EXACT)
		return rank + 1;
	octave = 63u - (unsigned)__builtin_clzll(rank);
	width = UINT64_C(1) << (octave - 6);
	/* compared this way round because rank + width may pass 2^64 */
	return n - rank > width ? rank + width : n;
}

static uint32_t outcomes_count(uint64_t n)
{
	uint32_t count = 0;

	for (uint64_t rank = 0; rank < n; rank = outcome_end(rank, n))
		count++;
	assert(count <= EXACT + 64 * 52);
	return count;
}

/* f - f''/24 for f = x^-exponent */
static double density(double x, double exponent)
{
	double bend = exponent * (exponent + 1) / (24 * x * x);

	return sm_pow(x, -exponent) * (1 - bend);
}

/* The sum of (rank + 1)^-exponent over ranks [first, end). */
static double outcome_mass(uint64_t first, uint64_t end, double exponent)
{
	static const double node = 0.7745966692414834;  /* sqrt(3 / 5) */
	double half, mid;

	assert(first < end);
	if (first < EXACT)
		return sm_pow((double)(first + 1), -exponent);
	half = (double)(end - first) / 2;
	mid = (double)first + 0.5 + half;
	return half * (density(mid - node * half, exponent) * 5 / 9 +
		       density(mid, exponent) * 8 / 9 +
		       density(mid + node * half, exponent) * 5 / 9);
}

enum sm_code sm_zipf_init(struct sm_zipf *z, struct sm_arena *a, uint64_t n,
			  double exponent, struct sm_err *err)
{
	uint32_t count, i = 0;
	uint64_t *first;
	double *mass;
	enum sm_code rc;

	if (!(exponent >= 0 && exponent <= EXPONENT_MAX)) {
		sm_fail(err, SM_E_PROFILE, "zipf: exponent %g", exponent);
		return sm_fix(err, "use an exponent from 0 (all alike) to 10; "
			      "1 is the classic");
	}
	if (n == 0)
		return sm_fail(err, SM_E_PROFILE, "zipf: nothing to choose from");
	count = outcomes_count(n);
	first = sm_arena_array(a, (size_t)count + 1, sizeof(*first));
	mass = sm_calloc(count, sizeof(*mass));
	if (!first || !mass) {
		sm_free(mass);
		return sm_nomem(err);
	}
	for (uint64_t rank = 0; rank < n; i++) {
		uint64_t end = outcome_end(rank, n);

		first[i] = rank;
		mass[i] = outcome_mass(rank, end, exponent);
		rank = end;
	}
	assert(i == count);
	first[count] = n;
	*z = (struct sm_zipf){ .n = n, .first = first };
	rc = sm_alias_init(&z->alias, a, mass, count, err);
	sm_free(mass);
	return rc;
}

uint64_t sm_zipf_at(const struct sm_zipf *z, struct sm_rng *r)
{
	uint32_t i = sm_alias_at(&z->alias, sm_rng_u64(r));
	uint64_t width = z->first[i + 1] - z->first[i];

	assert(i < z->alias.n);
	return width == 1 ? z->first[i] : z->first[i] + sm_rng_below(r, width);
}
