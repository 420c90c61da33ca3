/* load/cli/options.c: what is understood, what is refused, and the way back */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

static struct sm_arena arena;
static struct sm_options o;
static struct sm_err err;

/* Parse the words of a line, blanks between them. */
static enum sm_code parse(const char *line)
{
	char *argv[32], *text, *save = NULL;
	int argc = 0;

	sm_arena_release(&arena);
	err = (struct sm_err){ 0 };
	text = sm_arena_strdup(&arena, line);
	for (char *w = strtok_r(text, " ", &save); w && argc < 32;
	     w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	return sm__options_parse(argc, argv, &arena, &o, &err);
}

static int release(void **state)
{
	(void)state;
	sm_arena_release(&arena);
	return 0;
}

static void options_are_read_in_every_spelling(void **state)
{
	static const char *const lines[] = {
		"seedmill load p.yaml -j 4 --seed 7 -q",
		"seedmill load -j4 --seed=7 -q p.yaml",
		"seedmill load --jobs=4 -q --seed 7 -- p.yaml",
		"seedmill load p.yaml -qj4 --seed 7",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(lines); i++) {
		assert_int_equal(parse(lines[i]), SM_OK);
		assert_string_equal(o.command->name, "load");
		assert_string_equal(o.operand, "p.yaml");
		assert_int_equal(o.jobs, 4);
		assert_int_equal(o.seed, 7);
		assert_true(o.quiet);
		assert_true(sm__options_has(&o, "seed"));
		assert_false(sm__options_has(&o, "size"));
	}
}

static void seed_nought_is_not_the_same_as_no_seed(void **state)
{
	(void)state;
	assert_int_equal(parse("seedmill plan p"), SM_OK);
	assert_false(sm__options_has(&o, "seed"));
	assert_int_equal(parse("seedmill plan p --seed 0"), SM_OK);
	assert_true(sm__options_has(&o, "seed"));
	assert_int_equal(parse("seedmill plan p --seed 18446744073709551615"),
			 SM_OK);
	assert_int_equal(o.seed, UINT64_MAX);
}

static void lists_grow(void **state)
{
	(void)state;
	assert_int_equal(parse("seedmill gen p --rows a=1 --rows s.b=20 "
			       "--table a,b --table c"), SM_OK);
	assert_int_equal(o.nrows, 2);
	assert_string_equal(o.rows[1].table, "s.b");
	assert_int_equal(o.rows[1].rows, 20);
	assert_int_equal(o.ntables, 3);
	assert_string_equal(o.tables[0], "a");
	assert_string_equal(o.tables[2], "c");
}

static void choices_become_numbers(void **state)
{
	(void)state;
	assert_int_equal(parse("seedmill load p --verify digest --color never "
			       "--log-format json"), SM_OK);
	assert_int_equal(o.verify, SM_VERIFY_DIGEST);
	assert_int_equal(o.color, SM_COLOR_NEVER);
	assert_int_equal(o.log_format, SM_LOG_JSON);
}

static void what_is_not_ours_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "seedmill", "which command" },
		{ "seedmill laod p", "no command \"laod\"" },
		{ "seedmill load", "needs a PROFILE" },
		{ "seedmill load p q", "one argument too many" },
		{ "seedmill load p --sed 1", "unknown option --sed" },
		{ "seedmill load p --clea", "unknown option --clea" },
		{ "seedmill load p -x", "unknown option -x" },
		{ "seedmill load p --limit 3", "not an option of seedmill load" },
		{ "seedmill load p --seed", "--seed needs a value" },
		{ "seedmill load p --seed=", "--seed needs a value" },
		{ "seedmill load p --seed -1", "from 0 on, not \"-1\"" },
		{ "seedmill load p --seed 0x10", "not \"0x10\"" },
		{ "seedmill load p --seed 18446744073709551616", "from 0 on" },
		{ "seedmill load p -j0", "--jobs takes a number from 1 to" },
		{ "seedmill load p -j", "--jobs needs a value" },
		{ "seedmill load p --scale 0", "above 0" },
		{ "seedmill load p --scale inf", "not \"inf\"" },
		{ "seedmill load p --scale nan", "not \"nan\"" },
		{ "seedmill load p --scale 1e99", "up to 1e9" },
		{ "seedmill load p --rows a", "TABLE=N" },
		{ "seedmill load p --rows =4", "TABLE=N" },
		{ "seedmill load p --rows a=b", "TABLE=N" },
		{ "seedmill load p --rows a=1 --rows a=2", "twice" },
		{ "seedmill load p --table a,,b", "commas" },
		{ "seedmill load p --verify all", "takes count|digest" },
		{ "seedmill load p --clean=yes", "takes no value" },
		{ "seedmill load p --clean --append", "exclude each other" },
		{ "seedmill load p --clean --resume", "exclude each other" },
		{ "seedmill load p --append --if-empty", "exclude each other" },
		{ "seedmill load p -q -v", "exclude each other" },
		{ "seedmill completion", "needs a SHELL" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_int_equal(parse(cases[i].line), SM_E_USAGE);
		if (!strstr(err.what, cases[i].says))
			fail_msg("%s: %s", cases[i].line, err.what);
	}
}

static void force_is_yes_and_the_letters_of_old_scripts_work(void **state)
{
	static const struct {
		const char *line;
		bool yes, clean, verbose;
	} cases[] = {
		{ "seedmill load p --yes", true, false, false },
		{ "seedmill load p --force", true, false, false },
		{ "seedmill load p -f", true, false, false },
		{ "seedmill load p -cf", true, true, false },
		{ "seedmill load p --table clients --clean --force", true, true,
		  false },
		{ "seedmill load p -c -v", false, true, true },
		{ "seedmill load p --verbose", false, false, true },
		{ "seedmill load p", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_int_equal(parse(cases[i].line), SM_OK);
		assert_int_equal(o.yes, cases[i].yes);
		assert_int_equal(o.clean, cases[i].clean);
		assert_int_equal(o.verbose, cases[i].verbose);
	}
}

static void json_is_meant_for_what_is_wrong_before_it_as_well(void **state)
{
	static const struct {
		const char *line;
		unsigned format;
	} cases[] = {
		{ "seedmill load p --sed 1 --log-format json", SM_LOG_JSON },
		{ "seedmill load p --sed 1 --log-format=json", SM_LOG_JSON },
		{ "seedmill load p --sed 1 --log-format text", SM_LOG_TEXT },
		{ "seedmill load p --sed 1 -- --log-format json", SM_LOG_TEXT },
		{ "seedmill load p --sed 1 --log-format", SM_LOG_TEXT },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		assert_int_equal(parse(cases[i].line), SM_E_USAGE);
		assert_int_equal(o.log_format, cases[i].format);
	}
}

static void words_are_quoted_as_a_shell_wants_them(void **state)
{
	static const char *const cases[][2] = {
		{ "plain", "plain" }, { "a,b.c", "a,b.c" }, { "", "''" },
		{ "two words", "'two words'" }, { "it's", "'it'\\''s'" },
		{ "$(x)", "'$(x)'" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm__shell_quote(&b, cases[i][0]);
		assert_string_equal(sm_buf_str(&b), cases[i][1]);
		sm_buf_release(&b);
	}
}

static void slips_get_a_suggestion(void **state)
{
	(void)state;
	(void)parse("seedmill lod p");
	assert_non_null(strstr(err.fix, "seedmill load"));
	(void)parse("seedmill load p --resum");
	assert_non_null(strstr(err.fix, "--resume"));
}

static void help_needs_no_profile(void **state)
{
	(void)state;
	assert_int_equal(parse("seedmill load --help"), SM_OK);
	assert_true(o.help);
	assert_int_equal(parse("seedmill --version"), SM_OK);
	assert_true(o.version);
}

static void passwords_are_masked_wherever_they_stand(void **state)
{
	static const char *const cases[][2] = {
		{ "postgres://u:secret@h/db", "postgres://u:****@h/db" },
		{ "postgres://u:s@h/db", "postgres://u:*@h/db" },
		{ "postgres://u:se@cret@h/db", "postgres://u:****@h/db" },
		{ "postgres://u:se/cret@h/db", "postgres://u:****@h/db" },
		{ "postgres://u@h/db", "postgres://u@h/db" },
		{ "postgres://h:5432/db", "postgres://h:5432/db" },
		{ "postgres://h/db?user=a&password=secret&sslmode=require",
		  "postgres://h/db?user=a&password=****&sslmode=require" },
		{ "postgres://h/db?password=", "postgres://h/db?password=" },
		{ "--to=postgres://u:secret@h/db", "--to=postgres://u:****@h/db" },
		{ "sqlite:a:b@c", "sqlite:a:b@c" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char text[128];

		strcpy(text, cases[i][0]);
		sm__mask_password(text);
		assert_string_equal(text, cases[i][1]);
	}
}

/* ps shows all bytes between argv[0] and the environment. */
static void nothing_of_a_password_stays_behind_the_mask(void **state)
{
	char text[64] = "postgres://u:hunter2hunter2@h/d";
	size_t n = strlen(text);

	(void)state;
	sm__mask_password(text);
	for (size_t i = strlen(text); i < n; i++)
		assert_int_equal(text[i], 0);
}

static void the_command_line_can_be_written_again(void **state)
{
	static const char *const drop[] = { "clean", NULL };
	struct sm_buf b = { 0 };

	(void)state;
	assert_int_equal(parse("seedmill load my$p --to postgres://u:secret@h/d "
			       "--clean -j2 --rows a=1"), SM_OK);
	sm__options_command(&o, drop, "--resume", &b);
	assert_string_equal(sm_buf_str(&b),
			    "seedmill load 'my$p' --to 'postgres://u:****@h/d' "
			    "--jobs 2 --rows a=1 --resume");
	sm_buf_release(&b);
}

static void every_option_is_told_by_the_commands_it_belongs_to(void **state)
{
	size_t nopt, ncmd;
	const struct sm_option *t = sm__option_table(&nopt);
	const struct sm_command *c = sm__command_table(&ncmd);

	(void)state;
	for (size_t k = 0; k < ncmd; k++) {
		struct sm_buf b = { 0 };

		sm__help_command(&c[k], &b);
		for (size_t i = 0; i < nopt; i++) {
			char word[64];

			if (t[i].type == SM_OPT_GROUP)
				continue;
			snprintf(word, sizeof(word), "  --%s%s%s", t[i].name,
				 t[i].metavar ? " " : "",
				 t[i].metavar ? t[i].metavar : "");
			if (t[i].letter)
				snprintf(word, sizeof(word), "-%c, --%s",
					 t[i].letter, t[i].name);
			assert_int_equal(strstr(sm_buf_str(&b), word) != NULL,
					 (t[i].commands & c[k].id) != 0);
		}
		sm_buf_release(&b);
	}
}

static void no_two_options_share_a_name_or_a_letter(void **state)
{
	size_t n;
	const struct sm_option *t = sm__option_table(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (t[i].type == SM_OPT_GROUP || t[k].type == SM_OPT_GROUP)
				continue;
			assert_string_not_equal(t[i].name, t[k].name);
			if (t[i].letter)
				assert_int_not_equal(t[i].letter, t[k].letter);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_read_in_every_spelling),
		cmocka_unit_test(seed_nought_is_not_the_same_as_no_seed),
		cmocka_unit_test(lists_grow),
		cmocka_unit_test(choices_become_numbers),
		cmocka_unit_test(what_is_not_ours_is_refused_with_a_reason),
		cmocka_unit_test(force_is_yes_and_the_letters_of_old_scripts_work),
		cmocka_unit_test(json_is_meant_for_what_is_wrong_before_it_as_well),
		cmocka_unit_test(words_are_quoted_as_a_shell_wants_them),
		cmocka_unit_test(slips_get_a_suggestion),
		cmocka_unit_test(help_needs_no_profile),
		cmocka_unit_test(passwords_are_masked_wherever_they_stand),
		cmocka_unit_test(nothing_of_a_password_stays_behind_the_mask),
		cmocka_unit_test(the_command_line_can_be_written_again),
		cmocka_unit_test(every_option_is_told_by_the_commands_it_belongs_to),
		cmocka_unit_test(no_two_options_share_a_name_or_a_letter),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
