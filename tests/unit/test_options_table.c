/* load/cli/options_table.c: the tables hold together, and the examples are true */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

static void every_option_is_whole(void **state)
{
	size_t n;
	const struct sm_option *t = sm__option_table(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_true(t[i].name && *t[i].name);
		assert_true(t[i].commands != 0);
		if (t[i].type == SM_OPT_GROUP)
			continue;
		assert_true(t[i].text && *t[i].text);
		assert_null(strchr(t[i].text, '\n'));
		assert_true(t[i].text[strlen(t[i].text) - 1] != '.');
		assert_true(t[i].at < sizeof(struct sm_options));
		/* what takes a value says which */
		assert_int_equal(t[i].metavar == NULL, t[i].type == SM_OPT_FLAG);
		if (t[i].type == SM_OPT_NUMBER)
			assert_true(t[i].min < t[i].max);
		if (t[i].type == SM_OPT_CHOICE)
			assert_non_null(strchr(t[i].metavar, '|'));
	}
}

static void no_command_has_two_options_of_one_name_letter_or_place(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);

	(void)state;
	for (size_t k = 0; k < nc; k++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < i; j++) {
				unsigned both = t[i].commands & t[j].commands;

				if (!(both & c[k].id) ||
				    t[i].type == SM_OPT_GROUP ||
				    t[j].type == SM_OPT_GROUP)
					continue;
				assert_string_not_equal(t[i].name, t[j].name);
				assert_int_not_equal(t[i].at, t[j].at);
				if (t[i].letter)
					assert_int_not_equal(t[i].letter,
							     t[j].letter);
			}
}

/* A heading with nothing below it would be shown in that command's help. */
static void no_command_has_an_empty_group(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);

	(void)state;
	assert_int_equal(t[0].type, SM_OPT_GROUP);
	for (size_t i = 0; i < n; i++) {
		unsigned below = 0;

		if (t[i].type != SM_OPT_GROUP)
			continue;
		for (size_t j = i + 1; j < n && t[j].type != SM_OPT_GROUP; j++)
			below |= t[j].commands;
		for (size_t k = 0; k < nc; k++)
			if (!(t[i].commands & c[k].id) != !(below & c[k].id))
				fail_msg("%s and the group %s", c[k].name,
					 t[i].name);
	}
}

static void every_command_is_whole_and_has_help(void **state)
{
	size_t n, no;
	const struct sm_command *c = sm__command_table(&n);
	const struct sm_option *t = sm__option_table(&no);
	unsigned ids = 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		unsigned help = 0;

		assert_ptr_equal(sm__command_find(c[i].name), &c[i]);
		assert_true(*c[i].summary && *c[i].about && *c[i].examples);
		assert_int_equal(c[i].about[strlen(c[i].about) - 1], '\n');
		assert_int_equal(ids & c[i].id, 0);
		ids |= c[i].id;
		for (size_t k = 0; k < no; k++)
			help += t[k].type != SM_OPT_GROUP &&
				!strcmp(t[k].name, "help") &&
				(t[k].commands & c[i].id);
		assert_int_equal(help, 1);
	}
}

/* One command of an example, up to a pipe, as the shell would split it. */
static enum sm_code parse_example(const char *line, size_t n, struct sm_err *err)
{
	struct sm_arena a = { 0 };
	struct sm_options o;
	char *text = sm_arena_strndup(&a, line, n), *save = NULL;
	char *argv[24];
	int argc = 0;
	enum sm_code rc;

	assert_non_null(text);
	text[strcspn(text, "|)")] = '\0';
	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		assert_true(argc < 23);
		argv[argc++] = w;
	}
	argv[argc] = NULL;
	rc = sm__options_parse(argc, argv, &a, &o, err);
	sm_arena_release(&a);
	return rc;
}

static void every_example_is_a_command_line_that_works(void **state)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (const char *at = c[i].examples; *at;) {
			size_t line = strcspn(at, "\n"), cmd = strcspn(at, "\t");
			const char *start = strstr(at, "seedmill ");
			struct sm_err err = { 0 };

			assert_true(cmd + 1 < line);
			assert_true(start && start < at + cmd);
			if (parse_example(start, cmd - (size_t)(start - at), &err))
				fail_msg("%.*s: %s", (int)cmd, at, err.what);
			at += line + (at[line] == '\n');
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_is_whole),
		cmocka_unit_test(
			no_command_has_two_options_of_one_name_letter_or_place),
		cmocka_unit_test(no_command_has_an_empty_group),
		cmocka_unit_test(every_command_is_whole_and_has_help),
		cmocka_unit_test(every_example_is_a_command_line_that_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
