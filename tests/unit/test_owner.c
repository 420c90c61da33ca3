/*
 * test_owner.c - who and when, as ledgers write it down
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "target/owner.h"

static void the_owner_is_known_without_the_environment(void **state)
{
	char with[160], without[160], pid[32];

	(void)state;
	sm__owner(with);
	unsetenv("USER");
	unsetenv("LOGNAME");
	sm__owner(without);
	assert_string_equal(with, without);
	assert_int_not_equal(with[0], '?');
	assert_non_null(strchr(with, '@'));
	(void)snprintf(pid, sizeof(pid), " pid %ld", (long)getpid());
	assert_non_null(strstr(with, pid));
}

static void times_have_thousandths_and_sort(void **state)
{
	char a[32], b[32];

	(void)state;
	sm__now_text(a);
	usleep(2000);
	sm__now_text(b);
	assert_int_equal(strlen(a), strlen("2026-01-01T00:00:00.000Z"));
	assert_int_equal(a[10], 'T');
	assert_int_equal(a[19], '.');
	assert_int_equal(a[23], 'Z');
	assert_true(strcmp(a, b) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_owner_is_known_without_the_environment),
		cmocka_unit_test(times_have_thousandths_and_sort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
