/* gen/base/buf.c: text grows, and a refused allocation is told once */
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/base.h"

static void an_empty_buffer_is_an_empty_string(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	assert_string_equal(sm_buf_str(&b), "");
	assert_null(b.p);
	sm_buf_reset(&b);
	sm_buf_release(&b);
	assert_string_equal(sm_buf_str(&b), "");
}

static void appends_follow_each_other(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	sm_buf_puts(&b, "ab");
	sm_buf_add(&b, "cdef", 2);
	sm_buf_add(&b, NULL, 0);
	sm_buf_printf(&b, "%d%s", 42, "!");
	sm_buf_puts(&b, "");
	assert_string_equal(sm_buf_str(&b), "abcd42!");
	assert_int_equal(b.n, 7);
	sm_buf_add(&b, "x\0y", 3);
	assert_int_equal(b.n, 10);
	assert_memory_equal(b.p, "abcd42!x\0y", 11);
	sm_buf_release(&b);
}

static void it_grows_to_any_length(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++)
		sm_buf_printf(&b, "%04d,", i);
	assert_int_equal(b.n, 25000);
	assert_false(b.failed);
	assert_memory_equal(b.p + 5 * 4321, "4321,", 5);
	sm_buf_printf(&b, "%70000d", 1);
	assert_int_equal(strlen(sm_buf_str(&b)), 95000);
	sm_buf_release(&b);
}

static void every_length_near_the_capacity_is_exact(void **state)
{
	(void)state;
	for (int n = 0; n < 300; n++) {
		struct sm_buf b = { 0 };

		sm_buf_printf(&b, "%*s", n, "");
		sm_buf_puts(&b, "|");
		assert_int_equal(strlen(sm_buf_str(&b)), n + 1);
		assert_int_equal(b.p[n], '|');
		sm_buf_release(&b);
	}
}

static void reset_keeps_the_memory(void **state)
{
	struct sm_buf b = { 0 };
	char *p;

	(void)state;
	sm_buf_printf(&b, "%500d", 1);
	p = b.p;
	sm_buf_reset(&b);
	assert_string_equal(sm_buf_str(&b), "");
	sm_buf_puts(&b, "new");
	assert_ptr_equal(b.p, p);
	assert_string_equal(sm_buf_str(&b), "new");
	sm_buf_release(&b);
}

static void what_fitted_stays_and_the_rest_is_dropped(void **state)
{
	struct sm_buf b = { 0 };
	size_t cap;

	(void)state;
	sm_buf_puts(&b, "start:");
	cap = b.cap;
	sm_alloc_fail_at(1, false);
	sm_buf_printf(&b, "%.*s", 200, "0123456789012345678901234567890123456789"
		      "01234567890123456789012345678901234567890123456789");
	assert_true(b.failed);
	assert_int_equal(b.n, cap - 1);
	assert_memory_equal(b.p, "start:0123456789", 16);
	sm_buf_puts(&b, "later");       /* memory is back, the text is not */
	sm_buf_printf(&b, "later");
	assert_int_equal(strlen(sm_buf_str(&b)), cap - 1);
	sm_buf_reset(&b);
	assert_true(b.failed);          /* still to be seen at the end */
	sm_buf_release(&b);
	assert_false(b.failed);
	sm_buf_puts(&b, "fine");
	assert_string_equal(sm_buf_str(&b), "fine");
	sm_buf_release(&b);
}

static void a_first_allocation_refused_leaves_an_empty_string(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	sm_alloc_fail_at(1, false);
	sm_buf_puts(&b, "x");
	assert_true(b.failed);
	assert_string_equal(sm_buf_str(&b), "");
	sm_buf_printf(&b, "%d", 1);
	assert_string_equal(sm_buf_str(&b), "");
	sm_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buffer_is_an_empty_string),
		cmocka_unit_test(appends_follow_each_other),
		cmocka_unit_test(it_grows_to_any_length),
		cmocka_unit_test(every_length_near_the_capacity_is_exact),
		cmocka_unit_test(reset_keeps_the_memory),
		cmocka_unit_test(what_fitted_stays_and_the_rest_is_dropped),
		cmocka_unit_test(a_first_allocation_refused_leaves_an_empty_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
