/* load/ledger.c: lines that stay lines, numbers that are numbers */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "details.h"
#include "seedmill/ledger.h"

static void a_line_is_found_by_its_whole_name(void **state)
{
	static const char text[] = "rows of a\t1\nrows of ab\t2\nempty\t\nlast\t9";
	size_t n;

	(void)state;
	assert_memory_equal(sm_details_find(text, "rows of a", &n), "1", 1);
	assert_int_equal(n, 1);
	assert_memory_equal(sm_details_find(text, "rows of ab", &n), "2", 1);
	assert_non_null(sm_details_find(text, "last", &n));
	assert_null(sm_details_find(text, "rows of", &n));
	assert_null(sm_details_find(text, "1", &n));
	assert_null(sm_details_find(NULL, "last", &n));
}

static void a_value_comes_back_as_it_went_in(void **state)
{
	static const int64_t numbers[] = { 0, 1, -1, INT64_MAX, -INT64_MAX };
	struct sm_buf b = { 0 };
	int64_t v;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(numbers); i++) {
		sm_buf_reset(&b);
		sm__details_add(&b, "n", "%lld", (long long)numbers[i]);
		assert_true(sm__details_number(sm_buf_str(&b), "n", &v));
		assert_int_equal(v, numbers[i]);
	}
	sm_buf_release(&b);
}

static void what_is_no_number_is_not_taken_for_one(void **state)
{
	static const char *const cases[] = {
		"n\t\n", "n\t-\n", "n\t1x\n", "n\t 1\n", "n\t9223372036854775808\n",
		"n\t99999999999999999999\n", "m\t1\n",
	};
	int64_t v;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_false(sm__details_number(cases[i], "n", &v));
}

static void a_name_with_a_newline_cannot_add_a_line(void **state)
{
	struct sm_buf b = { 0 };

	(void)state;
	sm__details_add(&b, "before a\tb", "x\ny");
	assert_string_equal(sm_buf_str(&b), "before a b\tx y\n");
	assert_true(sm__details_same(sm_buf_str(&b), "before a b", "x\ny"));
	assert_false(sm__details_same(sm_buf_str(&b), "before a b", "x"));
	sm_buf_release(&b);
}

/* Which details tell of a load into `table`? */
static void tables_are_told_from_each_other(void **state)
{
	static const struct {
		const char *details, *table;
		bool loaded;
	} cases[] = {
		{ "loaded a\tyes\nloaded b\tno\n", "a", true },
		{ "loaded a\tyes\nloaded b\tno\n", "b", false },
		{ "loaded a\tyes\n", "ab", false },
		{ "loaded ab\tyes\n", "a", false },
		{ "loaded s.a\tyes\n", "a", true },
		{ "loaded a\tyes\n", "s.a", true },
		{ "loaded s.a\tyes\n", "t.a", false },
		{ "loaded a b\tyes\n", "a\tb", true },
		{ "loaded a\tyes", "a", true },
		{ "rows of a\t1\n", "b", true },      /* might be any */
		{ "", "b", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(sm__details_loaded(cases[i].details,
						    cases[i].table),
				 cases[i].loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_found_by_its_whole_name),
		cmocka_unit_test(a_value_comes_back_as_it_went_in),
		cmocka_unit_test(what_is_no_number_is_not_taken_for_one),
		cmocka_unit_test(a_name_with_a_newline_cannot_add_a_line),
		cmocka_unit_test(tables_are_told_from_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
