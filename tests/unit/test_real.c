/* load/encode/real.c: any number reads back as itself */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/real.h"

static const char *text_of(double v, bool real)
{
	static char text[128];
	char *end = real ? sm__put_real(text, v) : sm__put_double(text, v);

	assert_true(end - text <= SM__REAL_MAX);
	*end = '\0';
	return text;
}

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static void any_double_reads_back(void **state)
{
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint64_t bits = next(&x);
		double v;

		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		assert_true(strtod(text_of(v, false), NULL) == v);
		v = (double)(int64_t)(bits >> 40) / 100;
		assert_true(strtod(text_of(v, false), NULL) == v);
	}
}

static void any_real_reads_back(void **state)
{
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint32_t bits = (uint32_t)next(&x);
		float v;

		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		assert_true(strtof(text_of((double)v, true), NULL) == v);
		v = (float)(bits >> 12) / 100;
		assert_true(strtof(text_of((double)v, true), NULL) == v);
	}
}

static void few_digits_stay_few(void **state)
{
	(void)state;
	assert_string_equal(text_of(7, false), "7");
	assert_string_equal(text_of(-0.25, false), "-0.25");
	assert_string_equal(text_of(12.5, false), "12.50");
	assert_string_equal(text_of((double)0.5f, true), "0.50");
	assert_string_equal(text_of(1e300, false), "1.0000000000000001e+300");
}

static void what_is_no_number_is_a_word(void **state)
{
	(void)state;
	for (int real = 0; real < 2; real++) {
		assert_string_equal(text_of((double)NAN, real), "NaN");
		assert_string_equal(text_of((double)INFINITY, real), "Infinity");
		assert_string_equal(text_of((double)-INFINITY, real),
				    "-Infinity");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_double_reads_back),
		cmocka_unit_test(any_real_reads_back),
		cmocka_unit_test(few_digits_stay_few),
		cmocka_unit_test(what_is_no_number_is_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
