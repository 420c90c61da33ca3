/*
 * statcheck.h - is this sample what it should be? For tests with fixed keys
 *
 * Keys are fixed, so a test that passes always passes. The chi-square bound is
 * what honest chance exceeds once in 100,000 times: the tests ask some hundreds
 * of times between them, and a generator that is wrong is wrong by far more.
 * Kolmogorov-Smirnov is asked a few times only, at one in a thousand.
 */
#ifndef STATCHECK_H
#define STATCHECK_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* The sum over cells of (seen - expected)^2 / expected. */
static inline double chi_square(const uint64_t *seen, const double *expected, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double d = (double)seen[i] - expected[i];

		sum += d * d / expected[i];
	}
	return sum;
}

static inline double chi_square_flat(const uint64_t *seen, size_t n, double total)
{
	double sum = 0, each = total / (double)n;

	for (size_t i = 0; i < n; i++) {
		double d = (double)seen[i] - each;

		sum += d * d / each;
	}
	return sum;
}

/* Wilson and Hilferty's approximation of the 99.999 % point, `df` >= 3. */
static inline double chi_square_bound(size_t df)
{
	double k = 2.0 / (9.0 * (double)df);
	double c = 1 - k + 4.2649 * sqrt(k);

	return (double)df * c * c * c;
}

static inline int statcheck_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov's 99.9 % point for n draws. */
static inline double ks_bound(size_t n)
{
	return 1.95 / sqrt((double)n);
}

/*
 * The largest distance between the share of values <= v and cdf(v, arg), right
 * to 16 / n: a value is left out when it is less than 16 places after the last
 * one. Sorts v. For whole numbers, cdf is that of whole numbers.
 */
static inline double ks_distance(int64_t *v, size_t n,
				 double (*cdf)(int64_t v, const void *arg),
				 const void *arg)
{
	double worst = 0;
	size_t next = 0;

	qsort(v, n, sizeof(*v), statcheck_order);
	for (size_t i = 0; i < n; i++) {
		double d;

		if (i < next || (i + 1 < n && v[i + 1] == v[i]))
			continue;
		next = i + 16;
		d = fabs((double)(i + 1) / (double)n - cdf(v[i], arg));
		if (d > worst)
			worst = d;
	}
	return worst;
}

#endif
