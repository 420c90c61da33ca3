/*
 * rng.h - keys from names, draws from keys, bijections and tables over draws
 *
 * A cell's value is a function of its key (seed, table, column, step) and its
 * row number: sm_rng_at(key, row) is where every draw of that cell starts.
 * Nothing here depends on rows before it, on libm, on the compiler or the
 * machine: integers, and doubles only in + - * / and sqrt (IEEE 754, compiled
 * with -ffp-contract=off).
 *
 * Sources: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation", HMC-CS-2014-0905
 * (RXS M XS 64/64, section 6.3.4; its LCG multiplier and default increment);
 * D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1)
 * (the multiply-high reduction, without the rejection step: the bias is below
 * span / 2^64); A. J. Walker / M. D. Vose (alias method); J. Black, P. Rogaway,
 * "Ciphers with Arbitrary Finite Domains", CT-RSA 2002 (Feistel with cycle
 * walking).
 */
#ifndef SEEDMILL_RNG_H
#define SEEDMILL_RNG_H

#include "seedmill/base.h"
#include "seedmill/err.h"

/* ---- keys --------------------------------------------------------------- */

/*
 * The key of one step: XXH3-64 over the seed (little endian, 8 bytes) and the
 * three names, each followed by a zero byte. NULL counts as "".
 */
uint64_t sm_key(uint64_t seed, const char *table, const char *column,
		const char *step);

/* ---- PCG ---------------------------------------------------------------- */

#define SM_PCG_MULT UINT64_C(6364136223846793005)
#define SM_PCG_INC UINT64_C(1442695040888963407)
#define SM_GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* pcg_oneseq_64_rxs_m_xs_64: a 64-bit LCG behind the RXS M XS permutation. */
struct sm_rng {
	uint64_t state;
};

/* RXS M XS: random xorshift, multiply, xorshift. A bijection on 64 bits. */
static inline uint64_t sm_pcg_permute(uint64_t s)
{
	uint64_t w = ((s >> ((s >> 59) + 5)) ^ s) *
		     UINT64_C(12605985483714917081);

	return (w >> 43) ^ w;
}

/* The next draw: the published pcg_oneseq_64_rxs_m_xs_64_random_r. */
static inline uint64_t sm_rng_u64(struct sm_rng *r)
{
	uint64_t old = r->state;

	r->state = old * SM_PCG_MULT + SM_PCG_INC;
	return sm_pcg_permute(old);
}

/*
 * The generator of cell (key, row). Seeks in O(1): a Weyl counter through the
 * permutation gives the state, one LCG step separates it from the counter, so
 * a first draw is two rounds of the permutation away from the row number.
 */
static inline struct sm_rng sm_rng_at(uint64_t key, uint64_t row)
{
	struct sm_rng r = {
		sm_pcg_permute(key + row * SM_GOLDEN) * SM_PCG_MULT + SM_PCG_INC
	};

	return r;
}

/* floor(u * span / 2^64): uniform over [0, span). span 0 gives 0. */
static inline uint64_t sm_scale_u64(uint64_t u, uint64_t span)
{
	return (uint64_t)(((sm_uint128)u * span) >> 64);
}

/* Uniform over [0, span). */
static inline uint64_t sm_rng_below(struct sm_rng *r, uint64_t span)
{
	return sm_scale_u64(sm_rng_u64(r), span);
}

/* ---- bijections ----------------------------------------------------------- */

/* A keyed bijection on [0, n): balanced Feistel network with cycle walking. */
struct sm_perm {
	uint64_t n;         /* size of the domain, at least 1 */
	uint64_t key[4];    /* of the rounds, in turn: 4, or 6 or 12 when small */
	uint64_t mask;      /* low half */
	unsigned half;      /* bits in a half */
};

void sm_perm_init(struct sm_perm *p, uint64_t key, uint64_t n);
uint64_t sm_perm_at(const struct sm_perm *p, uint64_t i);       /* i < n */
uint64_t sm_perm_inverse(const struct sm_perm *p, uint64_t v);  /* v < n */

/* ---- tables over draws ---------------------------------------------------- */

/*
 * Walker's alias table over n outcomes: O(1) a draw. Built once, at compile
 * time, from weights (finite, >= 0, sum > 0).
 */
struct sm_alias {
	uint32_t n;
	const uint64_t *cut;    /* keep outcome i below this threshold (of 2^32) */
	const uint32_t *other;  /* else take this one */
};

/* Memory comes from `a`. SM_E_PROFILE for unusable weights. */
enum sm_code sm_alias_init(struct sm_alias *t, struct sm_arena *a,
			   const double *weights, uint32_t n,
			   struct sm_err *err);

static inline uint32_t sm_alias_at(const struct sm_alias *t, uint64_t u)
{
	uint32_t i = (uint32_t)(((u >> 32) * t->n) >> 32);

	return (u & UINT32_MAX) < t->cut[i] ? i : t->other[i];
}

/*
 * Zipf over ranks 0..n-1, P(rank) ~ (rank+1)^-exponent. The first 4096 ranks
 * have their exact weight; beyond, ranks are grouped in 64 buckets an octave
 * with the bucket's exact-to-1e-9 mass, uniform within a bucket.
 */
struct sm_zipf {
	uint64_t n;
	struct sm_alias alias;
	const uint64_t *first;  /* first rank of outcome i; n entries + 1 */
};

enum sm_code sm_zipf_init(struct sm_zipf *z, struct sm_arena *a, uint64_t n,
			  double exponent, struct sm_err *err);
uint64_t sm_zipf_at(const struct sm_zipf *z, struct sm_rng *r); /* a rank */

/*
 * Whole numbers by buckets: bucket i is drawn by its weight, and is any of
 * [bound[i], bound[i + 1]).
 */
struct sm_buckets {
	struct sm_alias alias;
	const int64_t *first;       /* n + 1 bounds, growing */
};

/* n buckets, n at least 1; bound has n + 1. SM_E_PROFILE for unusable weights. */
enum sm_code sm_buckets_init(struct sm_buckets *b, struct sm_arena *a,
			     const int64_t *bound, const double *weight, uint32_t n,
			     struct sm_err *err);
/*
 * How often something happens: laws of whole numbers from 0 on, cut to
 * [min, max] (min not negative), in buckets of one number. SM_E_PROFILE when the
 * parameters are unusable or no number of the law lies in [min, max].
 */
enum sm_count {
	SM_COUNT_POISSON,   /* p1 = mean, in (0, 10^6] */
	SM_COUNT_BINOMIAL,  /* p1 = trials, 1 to 10^6; p2 = chance, in (0, 1) */
	SM_COUNT_GEOMETRIC, /* failures before a success; p1 = its chance, in
			     * [0.0001, 1) */
};

enum sm_code sm_buckets_count(struct sm_buckets *b, struct sm_arena *a,
			      enum sm_count law, int64_t min, int64_t max, double p1,
			      double p2, struct sm_err *err);

static inline int64_t sm_buckets_at(const struct sm_buckets *b, struct sm_rng *r)
{
	uint32_t i = sm_alias_at(&b->alias, sm_rng_u64(r));
	uint64_t first = (uint64_t)b->first[i];

	return (int64_t)(first + sm_rng_below(r, (uint64_t)b->first[i + 1] - first));
}

/*
 * A continuous distribution, truncated to [min, max] and rounded to integers,
 * as a table of its quantiles with linear interpolation: one draw a value.
 */
enum sm_dist {
	SM_DIST_UNIFORM,
	SM_DIST_NORMAL,     /* p1 = mean, p2 = standard deviation */
	SM_DIST_LOGNORMAL,  /* p1 = median, p2 = sigma of the logarithm */
	SM_DIST_EXPONENTIAL,/* p1 = mean above min */
	SM_DIST_ZIPF,       /* p1 = exponent; min is the most frequent value */
	/* of whole numbers, by sm_buckets */
	SM_DIST_POISSON,
	SM_DIST_BINOMIAL,
	SM_DIST_GEOMETRIC,
	SM_DIST_HISTOGRAM,  /* buckets and their weights */
};

#define SM_QUANTILES 4096

struct sm_quantile {
	int64_t min, max;
	/*
	 * SM_QUANTILES + 1 values, never decreasing. The last is where values
	 * end and may be max + 1; sm_quantile_at() never returns it then.
	 */
	const int64_t *q;
};

/*
 * min, max, p1 and p2 are in the integer unit of the result (a decimal's
 * scaled units). `dist` is one of the continuous three. SM_E_PROFILE when the
 * parameters are unusable (p2 <= 0, no mass inside [min, max], ...).
 */
enum sm_code sm_quantile_init(struct sm_quantile *t, struct sm_arena *a,
			      enum sm_dist dist, int64_t min, int64_t max,
			      double p1, double p2, struct sm_err *err);

static inline int64_t sm_quantile_at(const struct sm_quantile *t, uint64_t u)
{
	uint64_t i = u >> 52;                       /* 12 bits: which segment */
	uint64_t f = (u >> 20) & UINT32_MAX;        /* 32 bits: where in it */
	uint64_t d = (uint64_t)t->q[i + 1] - (uint64_t)t->q[i];

	return (int64_t)((uint64_t)t->q[i] +
			 (uint64_t)(((sm_uint128)d * f) >> 32));
}

/* Deterministic replacements for libm, relative error below 1e-13. */
double sm_ln(double x);             /* x > 0 */
double sm_exp(double x);            /* -700 <= x <= 700 */
double sm_pow(double x, double y);  /* x > 0 */
double sm_probit(double p);         /* inverse normal CDF, 0 < p < 1 */
double sm_phi(double x);            /* normal CDF, absolute error < 1e-12 */

#endif
