/* gen/rng/fixmath.c: as good as libm, and the same everywhere */
#include <float.h>
#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/rng.h"

/* The promise of rng.h. */
#define RELATIVE 1e-13
#define POINTS 200000

static double apart(double got, long double want)
{
	return (double)fabsl(((long double)got - want) / want);
}

/* A place in (0, 1) that is not on any grid. */
static double place(uint64_t i)
{
	struct sm_rng r = sm_rng_at(31, i);

	return ((double)(sm_rng_u64(&r) >> 12) + 0.5) / 4503599627370496.0;
}

static void ln_agrees_over_the_whole_range(void **state)
{
	static const double special[] = {
		5e-324, DBL_MIN, DBL_MIN / 8, 0.5, 2, 10, 1e300, DBL_MAX,
		0.70710678118654746, 0.70710678118654757, 1.4142135623730949,
		1.4142135623730951, 1 - DBL_EPSILON / 2, 1 + DBL_EPSILON,
		0.99999, 1.00001,
	};

	(void)state;
	assert_true(sm_ln(1) == 0);
	for (size_t i = 0; i < SM_COUNTOF(special); i++)
		assert_true(apart(sm_ln(special[i]), logl(special[i])) < RELATIVE);
	for (uint64_t i = 0; i < POINTS; i++) {
		double wide = exp((place(i) - 0.5) * 1400);
		double near = 0.5 + 1.5 * place(i);

		assert_true(apart(sm_ln(wide), logl(wide)) < RELATIVE);
		assert_true(apart(sm_ln(near), logl(near)) < RELATIVE);
	}
}

static void exp_agrees_over_its_domain(void **state)
{
	static const double special[] = { -700, 700, 1, -1, 1e-300, -1e-20, 1e-9,
					  0.34657359027997264, -0.34657359027997264 };

	(void)state;
	assert_true(sm_exp(0) == 1);
	for (size_t i = 0; i < SM_COUNTOF(special); i++)
		assert_true(apart(sm_exp(special[i]), expl(special[i])) < RELATIVE);
	for (uint64_t i = 0; i < POINTS; i++) {
		double x = (place(i) - 0.5) * 1400;

		assert_true(apart(sm_exp(x), expl(x)) < RELATIVE);
		assert_true(apart(sm_exp(x / 700), expl(x / 700)) < RELATIVE);
	}
}

static void pow_agrees_even_where_the_result_is_extreme(void **state)
{
	static const double bases[] = { 1e-300, 1e-9, 0.3, 0.999, 1 - 1e-9, 1 + 1e-9,
					1.001, 1.37, 2, 10, 4097, 1e12, 1e300 };

	(void)state;
	for (size_t b = 0; b < SM_COUNTOF(bases); b++)
		for (int i = -1000; i <= 1000; i++) {
			/* up to the edge of what a double holds, either way */
			double y = i * 0.6999 / fabs(log(bases[b]));

			assert_true(apart(sm_pow(bases[b], y),
					  powl(bases[b], y)) < RELATIVE);
		}
	for (int k = 1; k < 60; k++)
		assert_true(apart(sm_pow(2, k), ldexp(1, k)) < 1e-15);
	assert_true(sm_pow(1, 1e6) == 1);
	assert_true(sm_pow(123.456, 0) == 1);
	for (uint64_t k = 1; k < 100000; k += 7)
		assert_true(apart(sm_pow((double)k, -1.1),
				  powl((long double)k, -1.1)) < RELATIVE);
}

static void phi_agrees_in_the_middle_and_in_the_tails(void **state)
{
	(void)state;
	assert_true(sm_phi(0) == 0.5);
	for (int i = -37000; i <= 37000; i++) {
		double x = i / 1000.0 + 0.00031;
		long double want = erfcl(-(long double)x / sqrtl(2)) / 2;

		assert_true(fabsl((long double)sm_phi(x) - want) < 1e-12L);
		/* more than promised: a truncated tail is all relative error */
		assert_true(apart(sm_phi(x), want) < RELATIVE);
	}
	assert_true(sm_phi(-1000) == 0);
	assert_true(sm_phi(1000) == 1);
}

static void phi_has_no_step_where_its_formulas_meet(void **state)
{
	static const double seams[] = { -37.4, -2, 2, 37.4 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(seams); i++) {
		double a = sm_phi(nextafter(seams[i], -100));
		double b = sm_phi(seams[i]);
		double c = sm_phi(nextafter(seams[i], 100));

		assert_true(fabs(b - a) < 1e-15 && fabs(c - b) < 1e-15);
	}
}

static void probit_is_the_inverse_of_the_distribution(void **state)
{
	(void)state;
	assert_true(sm_probit(0.5) == 0);
	for (uint64_t i = 0; i < POINTS; i++) {
		double p = place(i);
		double z = sm_probit(p);
		long double tail = erfcl(fabsl((long double)z) / sqrtl(2)) / 2;
		long double want = p < 0.5 ? (long double)p : 1 - (long double)p;

		/* an error of z shows in p multiplied by about z^2 + 1 */
		assert_true((p < 0.5) == (z < 0));
		assert_true(apart((double)tail, want) < RELATIVE * (z * z + 1));
	}
	for (double e = -690; e < -1; e += 0.01) {
		double p = exp(e), z = sm_probit(p);
		long double got = erfcl(-(long double)z / sqrtl(2)) / 2;

		assert_true(apart((double)got, p) < RELATIVE * (z * z + 1));
	}
}

static void probit_is_accurate_close_to_one_half(void **state)
{
	(void)state;
	for (double q = 1e-15; q < 0.01; q *= 1.1) {
		double p = 0.5 + q, exact = p - 0.5;
		/* z = sqrt(2 pi) (q + pi q^3 / 3 + 7 pi^2 q^5 / 30 + ..) */
		long double pi = 3.14159265358979323846264L, c = exact;
		long double z = sqrtl(2 * pi) *
				(c + pi * c * c * c / 3 +
				 7 * pi * pi * c * c * c * c * c / 30);

		assert_true(apart(sm_probit(p), z) < (q < 1e-3 ? RELATIVE : 1e-9));
		assert_true(sm_probit(0.5 - exact) == -sm_probit(p));
	}
}

static uint64_t bits(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof(u));
	return u;
}

/*
 * One number for every bit of 200,000 results. It is the same with any
 * compiler and on any machine that does IEEE 754; if it moves, values move.
 */
static void results_are_these_to_the_last_bit(void **state)
{
	uint64_t sum = 0;

	(void)state;
	for (uint64_t i = 0; i < 40000; i++) {
		double u = place(i);

		sum = sm_pcg_permute(sum ^ bits(sm_ln(u * 1e6)));
		sum = sm_pcg_permute(sum ^ bits(sm_exp((u - 0.5) * 1400)));
		sum = sm_pcg_permute(sum ^ bits(sm_pow(u * 1e12, u - 0.7)));
		sum = sm_pcg_permute(sum ^ bits(sm_probit(u)));
		sum = sm_pcg_permute(sum ^ bits(sm_phi((u - 0.5) * 60)));
	}
	assert_int_equal(sum, UINT64_C(0x3b368fce75898dad));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ln_agrees_over_the_whole_range),
		cmocka_unit_test(exp_agrees_over_its_domain),
		cmocka_unit_test(pow_agrees_even_where_the_result_is_extreme),
		cmocka_unit_test(phi_agrees_in_the_middle_and_in_the_tails),
		cmocka_unit_test(phi_has_no_step_where_its_formulas_meet),
		cmocka_unit_test(probit_is_the_inverse_of_the_distribution),
		cmocka_unit_test(probit_is_accurate_close_to_one_half),
		cmocka_unit_test(results_are_these_to_the_last_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
