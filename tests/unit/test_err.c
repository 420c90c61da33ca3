/* gen/base/err.c: what, why and what to do, cut but never overflowed */
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/err.h"

static void a_failure_says_what_why_and_what_to_do(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	assert_int_equal(sm_fail(&e, SM_E_USAGE, "no %s", "profile"), SM_E_USAGE);
	assert_int_equal(sm_why(&e, "%d given", 0), SM_E_USAGE);
	assert_int_equal(sm_fix(&e, "name %s", "one"), SM_E_USAGE);
	assert_int_equal(e.code, SM_E_USAGE);
	assert_string_equal(e.what, "no profile");
	assert_string_equal(e.why, "0 given");
	assert_string_equal(e.fix, "name one");
}

static void a_new_failure_clears_the_old_reason(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	sm_fail(&e, SM_E_USAGE, "first");
	sm_why(&e, "why");
	sm_fix(&e, "fix");
	sm_fail(&e, SM_E_LOAD, "second");
	assert_int_equal(e.code, SM_E_LOAD);
	assert_string_equal(e.what, "second");
	assert_string_equal(e.why, "");
	assert_string_equal(e.fix, "");
}

static void an_argument_may_be_part_of_the_error_itself(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	sm_fail(&e, SM_E_LOAD, "disk full");
	sm_why(&e, "df says so");
	sm_fail(&e, SM_E_LOAD, "orders: %s (%s)", e.what, e.why);
	assert_string_equal(e.what, "orders: disk full (df says so)");
	sm_why(&e, "%s", e.what);
	assert_string_equal(e.why, e.what);
}

static void context_is_added_behind(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	sm_fail(&e, SM_E_CONNECT, "refused");
	sm_fix(&e, "start the server");
	assert_int_equal(sm_while(&e, "loading %s", "t"), SM_E_CONNECT);
	assert_int_equal(sm_while(&e, "in chunk %d", 3), SM_E_CONNECT);
	assert_string_equal(e.what, "refused (while loading t) (while in chunk 3)");
	assert_string_equal(e.fix, "start the server");
}

static void long_texts_are_cut_and_terminated(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	sm_fail(&e, SM_E_LOAD, "%5000d", 1);
	assert_int_equal(strlen(e.what), sizeof(e.what) - 1);
	sm_why(&e, "%5000d", 1);
	assert_int_equal(strlen(e.why), sizeof(e.why) - 1);
	sm_fix(&e, "%5000d", 1);
	assert_int_equal(strlen(e.fix), sizeof(e.fix) - 1);
	sm_while(&e, "more");
	assert_int_equal(strlen(e.what), sizeof(e.what) - 1);
	sm_fail(&e, SM_E_LOAD, "%760d", 1);
	sm_while(&e, "%5000d", 1);
	assert_int_equal(strlen(e.what), sizeof(e.what) - 1);
}

/* The longest prefix that fits may end inside a character; the text must not. */
static void a_cut_never_splits_a_character(void **state)
{
	static const char *const chars[] = { "\xC3\xA9", "\xE2\x82\xAC",
					     "\xF0\x9F\x98\x80" };
	char text[1600];
	struct sm_err e = { 0 };

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(chars); c++) {
		size_t n = strlen(chars[c]);

		for (size_t lead = 0; lead < 4; lead++) {
			size_t at = lead, got;

			memset(text, 'x', lead);
			while (at + n < sizeof(text)) {
				memcpy(text + at, chars[c], n);
				at += n;
			}
			text[at] = '\0';
			sm_fail(&e, SM_E_LOAD, "%s", text);
			got = strlen(e.what);
			assert_int_equal((got - lead) % n, 0);
			assert_in_range(got, sizeof(e.what) - 4, sizeof(e.what) - 1);
			sm_why(&e, "%s", text);
			got = strlen(e.why);
			assert_int_equal((got - lead) % n, 0);
			assert_in_range(got, sizeof(e.why) - 4, sizeof(e.why) - 1);
		}
	}
}

static void no_memory_has_one_text(void **state)
{
	struct sm_err e = { 0 };

	(void)state;
	assert_int_equal(sm_nomem(&e), SM_E_INTERNAL);
	assert_string_equal(e.what, "out of memory");
	assert_true(e.fix[0] != '\0');
}

static enum sm_code stops_at(int step, int *reached, struct sm_err *err)
{
	*reached = 0;
	SM_TRY(step == 1 ? sm_fail(err, SM_E_LOCK, "one") : SM_OK);
	*reached = 1;
	SM_TRY(step == 2 ? sm_fail(err, SM_E_GUARD, "two") : SM_OK);
	*reached = 2;
	return SM_OK;
}

static void try_returns_the_first_failure_and_goes_no_further(void **state)
{
	struct sm_err e = { 0 };
	int reached;

	(void)state;
	assert_int_equal(stops_at(1, &reached, &e), SM_E_LOCK);
	assert_int_equal(reached, 0);
	assert_int_equal(stops_at(2, &reached, &e), SM_E_GUARD);
	assert_int_equal(reached, 1);
	assert_int_equal(stops_at(0, &reached, &e), SM_OK);
	assert_int_equal(reached, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_says_what_why_and_what_to_do),
		cmocka_unit_test(a_new_failure_clears_the_old_reason),
		cmocka_unit_test(an_argument_may_be_part_of_the_error_itself),
		cmocka_unit_test(context_is_added_behind),
		cmocka_unit_test(long_texts_are_cut_and_terminated),
		cmocka_unit_test(a_cut_never_splits_a_character),
		cmocka_unit_test(no_memory_has_one_text),
		cmocka_unit_test(try_returns_the_first_failure_and_goes_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
