/* gen/plan/words: lists from the profile's folder and from seedmill's own */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan_case.h"

/* A folder with p.yaml and words/, of which a test writes what it needs. */
struct folder {
	char path[64], words[80], profile[80], list[96];
};

static int make_folder(void **state)
{
	static struct folder f;

	strcpy(f.path, "/tmp/seedmill-words-XXXXXX");
	if (!mkdtemp(f.path))
		return -1;
	snprintf(f.words, sizeof(f.words), "%s/words", f.path);
	snprintf(f.profile, sizeof(f.profile), "%s/p.yaml", f.path);
	snprintf(f.list, sizeof(f.list), "%s/mine.txt", f.words);
	*state = &f;
	return mkdir(f.words, 0700);
}

static int remove_folder(void **state)
{
	struct folder *f = *state;

	unlink(f->list);
	rmdir(f->list);
	unlink(f->profile);
	return rmdir(f->words) || rmdir(f->path);
}

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void write_profile(const struct folder *f, const char *list)
{
	struct sm_buf b = { 0 };

	sm_buf_printf(&b, "version: 1\nname: t\ntables:\n  - {name: a, rows: 90, "
		      "columns: [{name: w, words: {list: %s}}]}\n", list);
	write_file(f->profile, b.p, b.n);
	sm_buf_release(&b);
}

/* The plan, or the refusal, of a profile that uses `list`. */
static enum sm_code compile(const struct folder *f, const char *list,
			    struct plan_case *c)
{
	static const struct sm_plan_opts none;

	write_profile(f, list);
	*c = (struct plan_case){ 0 };
	c->rc = sm_spec_load(f->profile, "profiles/words", &c->spec, &c->err);
	assert_int_equal(c->rc, SM_OK);
	c->rc = sm_plan_compile(c->spec, &none, &c->plan, &c->err);
	return c->rc;
}

static void entries_are_lines_without_remarks_and_empty_ones(void **state)
{
	static const char text[] = "# remark\nnorth\n\nsouth\r\n\r\neast";
	struct folder *f = *state;
	struct plan_case c;
	char *rows, *at;
	unsigned seen[3] = { 0 };

	write_file(f->list, text, sizeof(text) - 1);
	assert_int_equal(compile(f, "mine", &c), SM_OK);
	rows = plan_case_text(&c, "a", 0, 90);
	for (at = strtok(rows, "\n"); at; at = strtok(NULL, "\n")) {
		static const char *const words[] = { "north", "south", "east" };
		unsigned k = 0;

		while (k < 3 && strcmp(at, words[k]))
			k++;
		assert_in_range(k, 0, 2);
		seen[k]++;
	}
	assert_true(seen[0] && seen[1] && seen[2]);
	assert_int_equal(c.plan->tables[0].columns[0].dom.width, 5);
	assert_true(c.plan->tables[0].columns[0].dom.plain);
	free(rows);
	plan_case_close(&c);
}

static void characters_are_counted_not_bytes(void **state)
{
	struct folder *f = *state;
	struct plan_case c;

	write_file(f->list, "Z\xC3\xBCrich\nRom\n", 12);
	assert_int_equal(compile(f, "mine", &c), SM_OK);
	assert_int_equal(c.plan->tables[0].columns[0].dom.width, 7);
	assert_int_equal(c.plan->tables[0].columns[0].dom.chars, 6);
	assert_false(c.plan->tables[0].columns[0].dom.plain);
	plan_case_close(&c);
}

static void the_profiles_own_list_comes_before_ours(void **state)
{
	struct folder *f = *state;
	struct plan_case c;
	char *row;

	assert_int_equal(compile(f, "city", &c), SM_OK);
	plan_case_close(&c);
	snprintf(f->list, sizeof(f->list), "%s/city.txt", f->words);
	write_file(f->list, "Nowhere\n", 8);
	assert_int_equal(compile(f, "city", &c), SM_OK);
	row = plan_case_text(&c, "a", 3, 1);
	assert_string_equal(row, "Nowhere\n");
	free(row);
	plan_case_close(&c);
}

static void another_text_is_another_fingerprint(void **state)
{
	struct folder *f = *state;
	struct plan_case a, b;

	write_file(f->list, "one\ntwo\n", 8);
	assert_int_equal(compile(f, "mine", &a), SM_OK);
	write_file(f->list, "one\ntow\n", 8);
	assert_int_equal(compile(f, "mine", &b), SM_OK);
	assert_string_not_equal(a.plan->run_id, b.plan->run_id);
	plan_case_close(&a);
	plan_case_close(&b);
}

static void a_list_that_no_column_could_hold_is_refused_by_line(void **state)
{
	static char wide[1200];
	const struct {
		const char *text;
		size_t n;
		const char *refused;
	} cases[] = {
		{ "", 0, "word list \"mine\" is empty" },
		{ "# only\n\n", 8, "is empty" },
		{ "ok\nbad\xFF\n", 8, "line 2: not UTF-8" },
		{ "ok\n\na\0b\n", 8, "line 3: not UTF-8" },
		{ wide, sizeof(wide), "line 1: longer than 999 bytes" },
	};
	struct folder *f = *state;

	memset(wide, 'w', sizeof(wide));
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		write_file(f->list, cases[i].text, cases[i].n);
		if (compile(f, "mine", &c) != SM_E_PROFILE ||
		    !strstr(c.err.what, cases[i].refused))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		assert_non_null(strstr(c.err.what, "p.yaml:4:"));
		plan_case_close(&c);
	}
}

static void what_cannot_be_read_is_said_with_its_reason(void **state)
{
	struct folder *f = *state;
	struct plan_case c;

	assert_int_equal(mkdir(f->list, 0700), 0);
	assert_int_equal(compile(f, "mine", &c), SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "cannot be read: Is a directory"));
	plan_case_close(&c);
}

static void a_pipe_that_nobody_writes_is_not_waited_for(void **state)
{
	struct folder *f = *state;
	struct plan_case c;

	assert_int_equal(mkfifo(f->list, 0600), 0);
	assert_int_equal(compile(f, "mine", &c), SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "word list \"mine\""));
	plan_case_close(&c);
}

static void a_name_is_no_path(void **state)
{
	static const char *const names[] = { "../words/city", "/etc/passwd", "ci.ty",
					     "\"\"", "de/../city", "/city", "de/",
					     "de//city", "de/de/city" };
	struct folder *f = *state;

	for (size_t i = 0; i < SM_COUNTOF(names); i++) {
		struct plan_case c;

		assert_int_equal(compile(f, names[i], &c), SM_E_PROFILE);
		plan_case_close(&c);
	}
}

static void a_list_that_is_not_there_is_guessed(void **state)
{
	struct folder *f = *state;
	struct plan_case c;

	assert_int_equal(compile(f, "citty", &c), SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "no word list \"citty\", did you mean "
					   "\"city\"?"));
	assert_non_null(strstr(c.err.fix, "words/citty.txt"));
	plan_case_close(&c);
	assert_int_equal(compile(f, "de/citty", &c), SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "no word list \"de/citty\", did you mean "
					   "\"de/city\"?"));
	assert_non_null(strstr(c.err.fix, "words/de/citty.txt"));
	plan_case_close(&c);
	assert_int_equal(compile(f, "xx/city", &c), SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "no word list \"xx/city\""));
	plan_case_close(&c);
}

/* Entries of one of seedmill's own files, in the order they stand there. */
static size_t read_list(const char *path, char (*word)[64], size_t most)
{
	FILE *in = fopen(path, "r");
	char line[128];
	size_t n = 0;

	if (!in)
		fail_msg("%s is not there", path);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#')
			continue;
		assert_true(n < most && strlen(line) > 0 && strlen(line) < 64);
		assert_true(line[0] != ' ' && line[strlen(line) - 1] != ' ');
		strcpy(word[n++], line);
	}
	fclose(in);
	return n;
}

static void locales_have_their_lists_without_doubles(void **state)
{
	static const char *const locales[] = { "de", "es", "fr", "sw" };
	static const char *const lists[] = { "first_name", "last_name", "city",
					     "street" };
	static char word[400][64];
	struct folder *f = *state;

	for (size_t i = 0; i < SM_COUNTOF(locales) * SM_COUNTOF(lists); i++) {
		const char *locale = locales[i / 4], *list = lists[i % 4];
		struct plan_case c;
		char name[64], path[96];
		size_t n;

		snprintf(name, sizeof(name), "%s/%s", locale, list);
		snprintf(path, sizeof(path), "profiles/words/%s.txt", name);
		n = read_list(path, word, SM_COUNTOF(word));
		assert_in_range(n, 100, 400);
		for (size_t a = 1; a < n; a++)
			for (size_t b = 0; b < a; b++)
				if (strcmp(word[a], word[b]) == 0)
					fail_msg("%s: %s twice", path, word[a]);
		assert_int_equal(compile(f, name, &c), SM_OK);
		plan_case_close(&c);
	}
	for (size_t i = 0; i < SM_COUNTOF(locales); i++) {
		char path[96];

		snprintf(path, sizeof(path), "profiles/words/%s/address.txt",
			 locales[i]);
		assert_int_equal(read_list(path, word, SM_COUNTOF(word)), 1);
		assert_non_null(strstr(word[0], "{street}"));
		assert_non_null(strstr(word[0], "{city}"));
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(entries_are_lines_without_remarks_and_empty_ones),
		T(characters_are_counted_not_bytes),
		T(the_profiles_own_list_comes_before_ours),
		T(another_text_is_another_fingerprint),
		T(a_list_that_no_column_could_hold_is_refused_by_line),
		T(what_cannot_be_read_is_said_with_its_reason),
		T(a_pipe_that_nobody_writes_is_not_waited_for),
		T(a_name_is_no_path),
		T(a_list_that_is_not_there_is_guessed),
		T(locales_have_their_lists_without_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
