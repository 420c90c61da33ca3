/*
 * fixmath.c - ln, exp, pow and the normal distribution, the same everywhere
 *
 * libm's results differ between versions and machines in the last bit, which
 * is enough to move a quantile. These use + - * / and sqrt alone, which
 * IEEE 754 defines to the bit, and integer operations on the representation.
 * Speed does not matter here: tables are built once a plan.
 *
 * Logarithms are carried as an unevaluated sum of two doubles, because
 * x^y = exp(y * ln x) multiplies an error of ln x by y * ln x, up to 700.
 */
#include <assert.h>
#include <float.h>
#include <string.h>

#include "seedmill/rng.h"

#if FLT_EVAL_METHOD != 0 || defined(__FAST_MATH__)
#error "seedmill needs doubles that are doubles: SSE2 or better, no -ffast-math"
#endif

/* ln 2 in two parts; the first has 21 zero bits, so a multiple of it is exact */
#define LN2_HI 6.93147180369123816490e-01
#define LN2_LO 1.90821492927058770002e-10
#define INV_LN2 1.44269504088896338700e+00
#define SQRT2 1.41421356237309504880e+00
#define INV_SQRT_2PI 3.98942280401432677940e-01

/* A value as a + b, where b is below the last bit of a. */
struct pair {
	double a, b;
};

static uint64_t bits_of(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof(u));
	return u;
}

static double from_bits(uint64_t u)
{
	double x;

	memcpy(&x, &u, sizeof(x));
	return x;
}

static double two_to(int k)
{
	assert(k > -1023 && k < 1024);
	return from_bits((uint64_t)(k + 1023) << 52);
}

/* x + y and what rounding took from it; |x| >= |y|, or x is 0 (Dekker) */
static struct pair sum_of(double x, double y)
{
	double s = x + y;

	return (struct pair){ s, y - (s - x) };
}

/* x * y and what rounding took from it: halves of 26 bits (Dekker, Veltkamp) */
static struct pair product_of(double x, double y)
{
	double cx = x * 134217729.0, cy = y * 134217729.0;      /* 2^27 + 1 */
	double xh = cx - (cx - x), yh = cy - (cy - y);
	double xl = x - xh, yl = y - yh;
	double p = x * y;

	return (struct pair){ p, ((xh * yh - p) + xh * yl + xl * yh) + xl * yl };
}

/* c[0] + c[1] x + .. + c[n - 1] x^(n - 1) */
static double poly(const double *c, size_t n, double x)
{
	double v = c[n - 1];

	while (n-- > 1)
		v = v * x + c[n - 1];
	return v;
}

/*
 * ln of m in [1/sqrt 2, sqrt 2] = 2 atanh(s) with s = (m - 1) / (m + 1), which
 * stays below 0.172: twelve terms of the series reach 1e-19.
 */
static struct pair ln_near_1(double m)
{
	static const double odd[] = {
		1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13,
		1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25,
	};
	double f = m - 1;       /* exact: m is within a factor 2 of 1 */
	struct pair den = m > 1 ? sum_of(m, 1) : sum_of(1, m);
	double s = f / den.a;
	struct pair back = product_of(s, den.a);
	double s_low = (((f - back.a) - back.b) - s * den.b) / den.a;
	double z = s * s;

	return sum_of(2 * s, 2 * (s_low + s * z * poly(odd, SM_COUNTOF(odd), z)));
}

static struct pair ln_pair(double x)
{
	uint64_t u;
	int e = 0;
	double m;
	struct pair ln, sum;

	assert(x > 0 && x <= DBL_MAX);
	if (x < DBL_MIN) {      /* subnormal: has no exponent of its own */
		x *= two_to(54);
		e = -54;
	}
	u = bits_of(x);
	e += (int)(u >> 52) - 1023;
	m = from_bits((u & UINT64_C(0x000FFFFFFFFFFFFF)) |
		      UINT64_C(0x3FF0000000000000));
	if (m > SQRT2) {
		m /= 2;
		e++;
	}
	ln = ln_near_1(m);
	sum = sum_of(e * LN2_HI, ln.a);
	return sum_of(sum.a, sum.b + (e * LN2_LO + ln.b));
}

double sm_ln(double x)
{
	struct pair ln = ln_pair(x);

	return ln.a + ln.b;
}

/*
 * exp(x) = 2^k * exp(r) with |r| <= ln 2 / 2, where the series to r^14 is good
 * to 1e-18. The first two terms are added last, to round once.
 */
double sm_exp(double x)
{
	static const double inv_factorial[] = {
		1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
		1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800,
		1.0 / 479001600, 1.0 / 6227020800.0, 1.0 / 87178291200.0,
	};
	int k;
	double r;

	assert(x >= -700 && x <= 700);
	k = (int)(x * INV_LN2 + (x < 0 ? -0.5 : 0.5));
	r = (x - k * LN2_HI) - k * LN2_LO;
	r += r * r * poly(inv_factorial, SM_COUNTOF(inv_factorial), r);
	return (1 + r) * two_to(k);
}

double sm_pow(double x, double y)
{
	struct pair ln = ln_pair(x);
	struct pair p = product_of(ln.a, y);

	p.b += ln.b * y;
	return sm_exp(p.a) * (1 + p.b);
}

/* ---- the normal distribution ------------------------------------------------ */

/* Past this exp(-x^2 / 2) leaves sm_exp's domain; what is left is below 1e-305. */
#define Z_LIMIT 37.4

static double normal_density(double x)
{
	struct pair square = product_of(x, x);

	return INV_SQRT_2PI * sm_exp(-square.a / 2) * (1 - square.b / 2);
}

/*
 * P(Z > x) for x >= 2 by Laplace's continued fraction
 * density / (x + 1 / (x + 2 / (x + 3 / ...))), from the inside out. A hundred
 * levels leave exp(-4 * sqrt(200)) at x = 2, and less beyond.
 */
static double normal_tail(double x)
{
	double f = x;

	assert(x >= 2 && x <= Z_LIMIT);
	for (int k = 100; k > 0; k--)
		f = x + k / f;
	return normal_density(x) / f;
}

/* P(Z < x) - 1/2 = density * (x + x^3/3 + x^5/15 + ..); all of one sign */
static double normal_middle(double x)
{
	double term = x, sum = x;

	assert(x > -2 && x < 2);
	for (int k = 1; k < 40; k++) {
		term *= x * x / (2 * k + 1);
		sum += term;
	}
	return normal_density(x) * sum;
}

double sm_phi(double x)
{
	if (x < -Z_LIMIT)
		return 0;
	if (x > Z_LIMIT)
		return 1;
	if (x <= -2)
		return normal_tail(-x);
	if (x >= 2)
		return 1 - normal_tail(x);
	return 0.5 + normal_middle(x);
}

/*
 * M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal
 * Distribution", Applied Statistics 37 (1988): three ratios of polynomials of
 * degree 7, about 1e-16 relative each; the numbers are his.
 */
static const double middle_num[] = {
	3.3871328727963666080e0, 1.3314166789178437745e2,
	1.9715909503065514427e3, 1.3731693765509461125e4,
	4.5921953931549871457e4, 6.7265770927008700853e4,
	3.3430575583588128105e4, 2.5090809287301226727e3,
}, middle_den[] = {
	1.0, 4.2313330701600911252e1,
	6.8718700749205790830e2, 5.3941960214247511077e3,
	2.1213794301586595867e4, 3.9307895800092710610e4,
	2.8729085735721942674e4, 5.2264952788528545610e3,
}, near_num[] = {
	1.42343711074968357734e0, 4.63033784615654529590e0,
	5.76949722146069140550e0, 3.64784832476320460504e0,
	1.27045825245236838258e0, 2.41780725177450611770e-1,
	2.27238449892691845833e-2, 7.74545014278341407640e-4,
}, near_den[] = {
	1.0, 2.05319162663775882187e0,
	1.67638483018380384940e0, 6.89767334985100004550e-1,
	1.48103976427480074590e-1, 1.51986665636164571966e-2,
	5.47593808499534494600e-4, 1.05075007164441684324e-9,
}, far_num[] = {
	6.65790464350110377720e0, 5.46378491116411436990e0,
	1.78482653991729133580e0, 2.96560571828504891230e-1,
	2.65321895265761230930e-2, 1.24266094738807843860e-3,
	2.71155556874348757815e-5, 2.01033439929228813265e-7,
}, far_den[] = {
	1.0, 5.99832206555887937690e-1,
	1.36929880922735805310e-1, 1.48753612908506148525e-2,
	7.86869131145613259100e-4, 1.84631831751005468180e-5,
	1.42151175831644588870e-7, 2.04426310338993978564e-15,
};

static double ratio(const double num[8], const double den[8], double x)
{
	return poly(num, 8, x) / poly(den, 8, x);
}

double sm_probit(double p)
{
	double q = p - 0.5, r, z;

	assert(p > 0 && p < 1);
	if (q >= -0.425 && q <= 0.425)
		return q * ratio(middle_num, middle_den, 0.180625 - q * q);
	r = __builtin_sqrt(-sm_ln(q < 0 ? p : 1 - p));
	z = r <= 5 ? ratio(near_num, near_den, r - 1.6)
		   : ratio(far_num, far_den, r - 5);
	return q < 0 ? -z : z;
}
