/* gen/base/alloc.c: the counter, and the hook that fails the Nth */
#include <pthread.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/base.h"

static int hook_off(void **state)
{
	(void)state;
	sm_alloc_fail_at(0, false);
	return 0;
}

static void every_call_is_counted_even_a_refused_one(void **state)
{
	uint64_t before = sm_alloc_count();
	void *a, *b;

	(void)state;
	a = sm_malloc(10);
	b = sm_calloc(3, 4);
	a = sm_realloc(a, 100);
	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal(sm_alloc_count() - before, 3);
	sm_free(a);
	sm_free(b);
	sm_free(NULL);
	assert_int_equal(sm_alloc_count() - before, 3);
	sm_alloc_fail_at(1, false);
	assert_null(sm_malloc(1));
	assert_int_equal(sm_alloc_count() - before, 4);
}

static void only_the_nth_fails(void **state)
{
	(void)state;
	for (uint64_t nth = 1; nth <= 5; nth++) {
		sm_alloc_fail_at(nth, false);
		for (uint64_t i = 1; i <= 7; i++) {
			void *p = sm_malloc(8);

			assert_int_equal(p == NULL, i == nth);
			sm_free(p);
		}
	}
}

static void all_fail_from_the_nth_when_asked_for_good(void **state)
{
	void *p;

	(void)state;
	sm_alloc_fail_at(3, true);
	for (int i = 1; i <= 6; i++) {
		p = i & 1 ? sm_malloc(8) : sm_calloc(1, 8);
		assert_int_equal(p == NULL, i >= 3);
		sm_free(p);
	}
	sm_alloc_fail_at(0, false);
	p = sm_malloc(8);
	assert_non_null(p);
	sm_free(p);
}

static void a_refused_realloc_leaves_the_old_block_alone(void **state)
{
	char *p = sm_malloc(4);

	(void)state;
	assert_non_null(p);
	memcpy(p, "abc", 4);
	sm_alloc_fail_at(1, false);
	assert_null(sm_realloc(p, 4000));
	assert_string_equal(p, "abc");
	sm_free(p);
}

static void nothing_is_still_something(void **state)
{
	void *p[4];

	(void)state;
	p[0] = sm_malloc(0);
	p[1] = sm_calloc(0, 8);
	p[2] = sm_calloc(8, 0);
	p[3] = sm_realloc(sm_malloc(8), 0);
	for (size_t i = 0; i < SM_COUNTOF(p); i++) {
		assert_non_null(p[i]);
		sm_free(p[i]);
	}
}

static void calloc_clears_and_checks_for_overflow(void **state)
{
	volatile size_t huge = SIZE_MAX / 2;
	unsigned char *p = sm_calloc(100, 3);

	(void)state;
	assert_non_null(p);
	for (int i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	sm_free(p);
	assert_null(sm_calloc(huge, 4));
}

#define THREADS 4
#define PER_THREAD 10000

static void *allocate_often(void *arg)
{
	uint64_t *refused = arg;

	for (int i = 0; i < PER_THREAD; i++) {
		void *p = sm_malloc(16);

		*refused += p == NULL;
		sm_free(p);
	}
	return NULL;
}

static void threads_are_counted_together_and_one_of_them_fails(void **state)
{
	pthread_t thread[THREADS];
	uint64_t refused[THREADS] = { 0 }, sum = 0;
	uint64_t before = sm_alloc_count();

	(void)state;
	sm_alloc_fail_at(THREADS * PER_THREAD / 2, false);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, allocate_often,
						&refused[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(thread[i], NULL), 0);
		sum += refused[i];
	}
	assert_int_equal(sm_alloc_count() - before, THREADS * PER_THREAD);
	assert_int_equal(sum, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_call_is_counted_even_a_refused_one,
					  hook_off),
		cmocka_unit_test_teardown(only_the_nth_fails, hook_off),
		cmocka_unit_test_teardown(all_fail_from_the_nth_when_asked_for_good,
					  hook_off),
		cmocka_unit_test_teardown(a_refused_realloc_leaves_the_old_block_alone,
					  hook_off),
		cmocka_unit_test(nothing_is_still_something),
		cmocka_unit_test(calloc_clears_and_checks_for_overflow),
		cmocka_unit_test_teardown(
			threads_are_counted_together_and_one_of_them_fails, hook_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
