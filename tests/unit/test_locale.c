/* gen/plan/locale.c: lists are found beside the profile and in seedmill's folder */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/profile.h"

static char folder[64];

static int make_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/sm_locale.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof(command), "cd %s && mkdir -p words/xx all/yy "
		 "all/xx/dir.txt && echo a >words/xx/own.txt && echo b "
		 ">all/yy/shipped.txt", folder);
	return system(command);
}

static int drop_folder(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void a_list_is_in_either_folder(void **state)
{
	char file[100], all[100];
	struct sm_spec s = { .file = file, .words_dir = all };

	(void)state;
	snprintf(file, sizeof(file), "%s/p.yaml", folder);
	snprintf(all, sizeof(all), "%s/all", folder);
	assert_true(sm__locale_has(&s, "xx", "own"));
	assert_true(sm__locale_has(&s, "yy", "shipped"));
	assert_false(sm__locale_has(&s, "yy", "own"));
	assert_false(sm__locale_has(&s, "xx", "shipped"));
	assert_false(sm__locale_has(&s, "xx", "dir"));
	s.words_dir = NULL;
	assert_false(sm__locale_has(&s, "yy", "shipped"));
	sm_arena_release(&s.arena);
}

static void a_locale_is_a_folder_and_a_word(void **state)
{
	char file[100];
	struct sm_spec s = { .file = file };

	(void)state;
	snprintf(file, sizeof(file), "%s/p.yaml", folder);
	assert_true(sm__locale_has(&s, "xx", NULL));
	assert_false(sm__locale_has(&s, "yy", NULL));
	assert_false(sm__locale_has(&s, "..", NULL));
	assert_false(sm__locale_has(&s, "", NULL));
	assert_false(sm__locale_has(&s, "../words/xx", "own"));
	assert_false(sm__locale_has(&s, "xx", "../xx/own"));
	sm_arena_release(&s.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_in_either_folder),
		cmocka_unit_test(a_locale_is_a_folder_and_a_word),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
