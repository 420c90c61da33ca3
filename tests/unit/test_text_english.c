/* gen/op/text_english.c: an article goes with its noun, a sentence has its verb */
#include <stdio.h>

#include "text_lines.h"

static bool in_list(const char *name, const char *word, size_t n)
{
	char path[80], line[80];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "profiles/words/%s.txt", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f))
		found = strcspn(line, "\n") == n && strncmp(line, word, n) == 0;
	fclose(f);
	return found;
}

static void an_stands_before_vowels_and_only_there(void **state)
{
	struct text_lines l;
	uint32_t an = 0;

	(void)state;
	text_lines_open(&l, "type: text, text: {style: english}");
	for (uint32_t i = 0; i < l.n; i++)
		for (const char *s = l.line[i]; (s = strchr(s, ' ')) != NULL; s++) {
			if (strncmp(s, " an ", 4) == 0) {
				assert_non_null(strchr("aeiou", s[4]));
				an++;
			}
			if (strncmp(s, " a ", 3) == 0)
				assert_null(strchr("aeiou", s[3]));
		}
	assert_true(an > 20);
	text_lines_close(&l);
}

static void each_sentence_has_a_verb_and_ends_in_a_noun(void **state)
{
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: text, text: {style: english, sentences_max: 1}");
	for (uint32_t i = 0; i < 100; i++) {
		const char *s = l.line[i], *last = strrchr(s, ' ') + 1;
		bool verb = false;

		assert_true(in_list("noun", last, strlen(last) - 1));
		for (; !verb && *s; s += strcspn(s, " ") + (strchr(s, ' ') != NULL))
			verb = in_list("verb", s, strcspn(s, " ."));
		assert_true(verb);
	}
	text_lines_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_stands_before_vowels_and_only_there),
		cmocka_unit_test(each_sentence_has_a_verb_and_ends_in_a_noun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
