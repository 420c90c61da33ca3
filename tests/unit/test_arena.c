/* gen/base/arena.c: alignment, zeroes, slack, and giving it all back */
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/base.h"

static const size_t sizes[] = {
	0, 1, 15, 16, 17, 100, 4096, 8191, 8192, 8193, 70000, 1 << 20,
	(1 << 20) + 1, 3 << 20, 5, 64,
};

static void everything_is_aligned_zeroed_and_readable_past_its_end(void **state)
{
	struct sm_arena a = { 0 };
	volatile unsigned char sink = 0;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(sizes); i++) {
		unsigned char *p = sm_arena_alloc(&a, sizes[i]);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(p[k], 0);
		for (size_t k = 0; k < SM_SLACK; k++)
			sink = (unsigned char)(sink + p[sizes[i] + k]);
		memset(p, 0xAB, sizes[i]);
	}
	sm_arena_release(&a);
}

static void allocations_do_not_overlap(void **state)
{
	struct sm_arena a = { 0 };
	unsigned char *p[200];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(p); i++) {
		size_t n = (i * 37) % 900;

		p[i] = sm_arena_alloc(&a, n);
		assert_non_null(p[i]);
		memset(p[i], (int)i, n);
	}
	for (size_t i = 0; i < SM_COUNTOF(p); i++)
		for (size_t k = 0; k < (i * 37) % 900; k++)
			assert_int_equal(p[i][k], (unsigned char)i);
	sm_arena_release(&a);
}

static void used_counts_bytes_with_their_padding(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	assert_non_null(sm_arena_alloc(&a, 1));
	assert_int_equal(a.used, 16);
	assert_non_null(sm_arena_alloc(&a, 17));
	assert_int_equal(a.used, 48);
	assert_non_null(sm_arena_alloc(&a, 1 << 20));
	assert_int_equal(a.used, 48 + (1 << 20));
	sm_arena_release(&a);
	assert_int_equal(a.used, 0);
}

static void a_big_request_leaves_the_open_chunk_open(void **state)
{
	struct sm_arena a = { 0 };
	char *before = sm_arena_alloc(&a, 16), *after;

	(void)state;
	assert_non_null(before);
	assert_non_null(sm_arena_alloc(&a, 4 << 20));
	after = sm_arena_alloc(&a, 16);
	assert_ptr_equal(after, before + 16);
	sm_arena_release(&a);
}

static void few_chunks_hold_many_small_things(void **state)
{
	struct sm_arena a = { 0 };
	uint64_t before = sm_alloc_count();

	(void)state;
	for (int i = 0; i < 100000; i++)
		assert_non_null(sm_arena_alloc(&a, 48));
	assert_in_range(sm_alloc_count() - before, 1, 16);
	sm_arena_release(&a);
}

static void sizes_that_overflow_are_refused(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	assert_null(sm_arena_alloc(&a, SIZE_MAX));
	assert_null(sm_arena_alloc(&a, SIZE_MAX - 15));
	assert_null(sm_arena_array(&a, SIZE_MAX / 8, 16));
	assert_null(sm_arena_array(&a, 16, SIZE_MAX / 8));
	assert_null(sm_arena_strndup(&a, NULL, 3));
	assert_null(sm_arena_strdup(&a, NULL));
	assert_int_equal(a.used, 0);
	assert_non_null(sm_arena_array(&a, 0, 8));
	sm_arena_release(&a);
}

static void copies_are_whole_and_terminated(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	assert_string_equal(sm_arena_strdup(&a, ""), "");
	assert_string_equal(sm_arena_strdup(&a, "abc"), "abc");
	assert_string_equal(sm_arena_strndup(&a, "abc", 2), "ab");
	assert_string_equal(sm_arena_strndup(&a, "abc", 0), "");
	assert_string_equal(sm_arena_strndup(&a, "abc", 99), "abc");
	assert_string_equal(sm_arena_printf(&a, "%d-%s", 7, "x"), "7-x");
	assert_string_equal(sm_arena_printf(&a, "%s", ""), "");
	assert_int_equal(strlen(sm_arena_printf(&a, "%9000d", 1)), 9000);
	sm_arena_release(&a);
}

static void a_released_arena_is_empty_and_works_again(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	sm_arena_release(&a);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(sm_arena_strdup(&a, "again"), "again");
		sm_arena_release(&a);
		assert_null(a.head);
	}
}

static void no_memory_is_null_and_harms_nothing(void **state)
{
	struct sm_arena a = { 0 };
	char *kept;

	(void)state;
	kept = sm_arena_strdup(&a, "kept");
	assert_non_null(kept);
	sm_alloc_fail_at(1, true);
	assert_null(sm_arena_alloc(&a, 1 << 20));
	assert_null(sm_arena_printf(&a, "%99999d", 1));
	assert_non_null(sm_arena_strndup(&a, kept, 4));   /* fits in what is there */
	sm_alloc_fail_at(0, false);
	assert_string_equal(kept, "kept");
	assert_non_null(sm_arena_alloc(&a, 1 << 20));
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_aligned_zeroed_and_readable_past_its_end),
		cmocka_unit_test(allocations_do_not_overlap),
		cmocka_unit_test(used_counts_bytes_with_their_padding),
		cmocka_unit_test(a_big_request_leaves_the_open_chunk_open),
		cmocka_unit_test(few_chunks_hold_many_small_things),
		cmocka_unit_test(sizes_that_overflow_are_refused),
		cmocka_unit_test(copies_are_whole_and_terminated),
		cmocka_unit_test(a_released_arena_is_empty_and_works_again),
		cmocka_unit_test(no_memory_is_null_and_harms_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
