/* load/cli/help.c: nothing of the tables is missing from what people read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

static void every_command_shows_its_options_and_no_others(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);

	(void)state;
	for (size_t k = 0; k < nc; k++) {
		struct sm_buf b = { 0 };

		sm__help_command(&c[k], &b);
		for (size_t i = 0; i < n; i++) {
			char name[80];
			bool shown;

			if (t[i].type == SM_OPT_GROUP)
				snprintf(name, sizeof(name), "\n%s:\n", t[i].name);
			else if (t[i].letter)
				snprintf(name, sizeof(name), "\n  -%c, --%s%s%s",
					 t[i].letter, t[i].name,
					 t[i].metavar ? " " : "",
					 t[i].metavar ? t[i].metavar : " ");
			else
				snprintf(name, sizeof(name), "\n      --%s%s%s",
					 t[i].name, t[i].metavar ? " " : "",
					 t[i].metavar ? t[i].metavar : " ");
			shown = strstr(sm_buf_str(&b), name) != NULL;
			if (shown != ((t[i].commands & c[k].id) != 0))
				fail_msg("%s %s", c[k].name, t[i].name);
		}
		sm_buf_release(&b);
	}
}

/* Words of an option's text stand in one column, so lines can be joined. */
static void an_options_text_is_all_there(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);

	(void)state;
	for (size_t k = 0; k < nc; k++) {
		struct sm_buf b = { 0 }, joined = { 0 };

		sm__help_command(&c[k], &b);
		for (const char *p = sm_buf_str(&b); *p; p++) {
			if (*p == '\n' && p[1] == ' ' && strspn(p + 1, " ") == 30)
				p += 30;
			sm_buf_add(&joined, *p == '\n' ? "\n" : p, 1);
		}
		for (size_t i = 0; i < n; i++)
			if (t[i].text && (t[i].commands & c[k].id) &&
			    !strstr(sm_buf_str(&joined), t[i].text))
				fail_msg("%s --%s: %s", c[k].name, t[i].name,
					 t[i].text);
		sm_buf_release(&b);
		sm_buf_release(&joined);
	}
}

static void options_and_texts_fit_a_narrow_terminal(void **state)
{
	size_t nc;
	const struct sm_command *c = sm__command_table(&nc);

	(void)state;
	for (size_t k = 0; k < nc; k++) {
		struct sm_buf b = { 0 };
		const char *end, *p;

		sm__help_command(&c[k], &b);
		end = strstr(sm_buf_str(&b), "\nExamples:\n");
		assert_non_null(end);
		for (p = sm_buf_str(&b); p < end; p += strcspn(p, "\n") + 1)
			assert_in_range(strcspn(p, "\n"), 0, 79);
		sm_buf_release(&b);
	}
}

static void the_program_lists_every_command_and_exit_status(void **state)
{
	static const char *const statuses[] = {
		"0 done", "1 internal", "2 usage", "3 profile", "4 refused",
		"5 not confirmed", "6 no connection", "7 lock held", "8 schema",
		"9 load failed", "10 does not reconcile", "130, 143",
	};
	size_t nc;
	const struct sm_command *c = sm__command_table(&nc);
	struct sm_buf b = { 0 };

	(void)state;
	sm__help_program(&b);
	for (size_t k = 0; k < nc; k++) {
		char line[40];

		snprintf(line, sizeof(line), "\n  %s ", c[k].name);
		assert_non_null(strstr(sm_buf_str(&b), line));
		assert_non_null(strstr(sm_buf_str(&b), c[k].summary));
	}
	for (size_t i = 0; i < SM_COUNTOF(statuses); i++)
		assert_non_null(strstr(sm_buf_str(&b), statuses[i]));
	sm_buf_release(&b);
}

/* As roff() writes it. */
static void escaped(struct sm_buf *b, const char *text)
{
	sm_buf_reset(b);
	for (; *text; text++)
		if (*text == '-')
			sm_buf_puts(b, "\\-");
		else
			sm_buf_add(b, text, 1);
}

static void the_manual_has_every_command_and_option(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);
	struct sm_buf man = { 0 }, text = { 0 };

	(void)state;
	sm__help_man(&man);
	for (size_t k = 0; k < nc; k++) {
		char head[64];

		snprintf(head, sizeof(head), "\n.SS seedmill %s", c[k].name);
		assert_non_null(strstr(sm_buf_str(&man), head));
	}
	for (size_t i = 0; i < n; i++) {
		const char *at;
		char name[96];

		if (t[i].type == SM_OPT_GROUP)
			continue;
		escaped(&text, t[i].name);
		snprintf(name, sizeof(name), "\\-\\-%s", sm_buf_str(&text));
		at = strstr(sm_buf_str(&man), ".SH OPTIONS\n");
		assert_non_null(at);
		if (!strstr(at, name))
			fail_msg("the manual has no --%s", t[i].name);
		escaped(&text, t[i].text);
		assert_non_null(strstr(at, sm_buf_str(&text)));
	}
	sm_buf_release(&man);
	sm_buf_release(&text);
}

static void lines_of_the_manual_that_start_with_a_dot_are_requests(void **state)
{
	static const char *const known[] = { ".TH ", ".SH ", ".SS ", ".TP\n", ".B ",
					     ".I ", ".nf\n", ".fi\n" };
	struct sm_buf man = { 0 };

	(void)state;
	sm__help_man(&man);
	for (const char *p = sm_buf_str(&man); *p; p += strcspn(p, "\n") + 1) {
		bool ok = *p != '.' && *p != '\'';

		for (size_t i = 0; i < SM_COUNTOF(known); i++)
			ok |= strncmp(p, known[i], strlen(known[i])) == 0;
		if (!ok)
			fail_msg("%.*s", (int)strcspn(p, "\n"), p);
	}
	sm_buf_release(&man);
}

static void completion_knows_every_command_option_and_choice(void **state)
{
	size_t n, nc;
	const struct sm_option *t = sm__option_table(&n);
	const struct sm_command *c = sm__command_table(&nc);
	struct sm_buf b = { 0 };

	(void)state;
	assert_true(sm__help_completion("bash", &b));
	for (size_t k = 0; k < nc; k++) {
		char line[64];
		const char *at, *end;

		snprintf(line, sizeof(line), "\n\t%s) words='", c[k].name);
		at = strstr(sm_buf_str(&b), line);
		assert_non_null(at);
		end = strchr(at + 1, '\n');
		for (size_t i = 0; i < n; i++) {
			char word[48];
			const char *found;

			if (t[i].type == SM_OPT_GROUP)
				continue;
			snprintf(word, sizeof(word), "--%s ", t[i].name);
			found = strstr(at, word);
			assert_int_equal(found && found < end,
					 (t[i].commands & c[k].id) != 0);
		}
	}
	assert_non_null(strstr(sm_buf_str(&b), "\t--format) COMPREPLY=($(compgen -W "
			       "'copy csv mysql jsonl' "));
	sm_buf_release(&b);
}

static void other_shells_have_no_completion(void **state)
{
	static const char *const shells[] = { "", "zsh", "fish", "Bash", "bash " };
	struct sm_buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(shells); i++)
		assert_false(sm__help_completion(shells[i], &b));
	assert_int_equal(b.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_shows_its_options_and_no_others),
		cmocka_unit_test(an_options_text_is_all_there),
		cmocka_unit_test(options_and_texts_fit_a_narrow_terminal),
		cmocka_unit_test(the_program_lists_every_command_and_exit_status),
		cmocka_unit_test(the_manual_has_every_command_and_option),
		cmocka_unit_test(
			lines_of_the_manual_that_start_with_a_dot_are_requests),
		cmocka_unit_test(completion_knows_every_command_option_and_choice),
		cmocka_unit_test(other_shells_have_no_completion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
