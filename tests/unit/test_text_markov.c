/* gen/op/text_markov.c: every three words stand in the corpus like that */
#include <stdio.h>

#include "text_lines.h"

/* The corpus in one, sentences between bars: "|The ferry left.|She knew.|" */
static char corpus[65536];

static void read_corpus(void)
{
	FILE *f = fopen("profiles/words/tale.txt", "r");
	char line[512];

	assert_non_null(f);
	strcpy(corpus, "| ");
	while (fgets(line, sizeof(line), f)) {
		if (*line == '#')
			continue;
		line[strcspn(line, "\n")] = 0;
		strcat(corpus, line);
		strcat(corpus, " | ");
	}
	fclose(f);
}

static const char *skip_words(const char *s, int n)
{
	for (; n > 0 && s; n--) {
		s = strchr(s, ' ');
		s = s ? s + 1 : NULL;
	}
	return s;
}

static void three_words_in_a_row_are_the_corpus(void **state)
{
	struct text_lines l;
	uint32_t own = 0;

	(void)state;
	read_corpus();
	text_lines_open(&l, "type: text, text: {style: markov, sentences_max: 1}");
	for (uint32_t i = 0; i < l.n; i++) {
		char all[512], three[512];

		snprintf(all, sizeof(all), "| %s | ", l.line[i]);
		own += strstr(corpus, all) != NULL;
		for (const char *s = all; skip_words(s, 3); s = skip_words(s, 1)) {
			size_t n = (size_t)(skip_words(s, 3) - s);

			memcpy(three, s, n);
			three[n] = 0;
			if (!strstr(corpus, three))
				fail_msg("\"%s\" is not in the corpus", three);
		}
	}
	/* most sentences are new, some are as they were */
	assert_in_range(own, 20, 540);
	text_lines_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_words_in_a_row_are_the_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
