/* gen/op/text_style.c: whole sentences and exact pieces of a long text */
#include <stdio.h>

#include "text_lines.h"

static void sentences_are_whole_and_as_many_as_asked_for(void **state)
{
	static const char *const styles[] = { "english", "markov" };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(styles); k++) {
		bool seen[5] = { 0 };
		struct text_lines l;
		char step[160];

		snprintf(step, sizeof(step), "type: text, text: {style: %s, "
			 "sentences_min: 2, sentences_max: 4}", styles[k]);
		text_lines_open(&l, step);
		for (uint32_t i = 0; i < l.n; i++) {
			const char *s = l.line[i];
			uint32_t stops = count_of(s, '.');

			assert_in_range(stops, 2, 4);
			seen[stops] = true;
			assert_in_range(*s, 'A', 'Z');
			assert_int_equal(s[strlen(s) - 1], '.');
		}
		assert_true(seen[2] && seen[3] && seen[4]);
		text_lines_close(&l);
	}
}

static void what_does_not_fit_the_column_is_left_off_by_sentences(void **state)
{
	struct text_lines l;
	uint32_t one = 0;

	(void)state;
	text_lines_open(&l, "type: \"varchar(60)\", text: {style: markov, "
			"sentences_min: 1, sentences_max: 3}");
	for (uint32_t i = 0; i < l.n; i++) {
		assert_true(strlen(l.line[i]) <= 60);
		assert_int_equal(l.line[i][strlen(l.line[i]) - 1], '.');
		one += count_of(l.line[i], '.') == 1;
	}
	assert_in_range(one, 300, 599);
	text_lines_close(&l);
}

static void characters_are_exact(void **state)
{
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: text, text: {style: english, chars_min: 77, "
			"chars_max: 77}");
	for (uint32_t i = 0; i < l.n; i++) {
		assert_int_equal(strlen(l.line[i]), 77);
		assert_in_range(l.line[i][0], 'A', 'Z');
		assert_int_not_equal(l.line[i][76], ' ');
	}
	text_lines_close(&l);
}

static void lorem_is_words_of_its_list(void **state)
{
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: text, text: {style: lorem, words_min: 3, words_max: "
			"3, capital: false}");
	for (uint32_t i = 0; i < l.n; i++)
		assert_int_equal(count_of(l.line[i], ' '), 2);
	text_lines_close(&l);
}

#define T(text) "  - {name: t, rows: 9, columns: [{name: x, type: \"varchar(300)\", " \
		"text: {" text "}}]}\n"

static const struct plan_refusal refusals[] = {
	{ T("style: englisch"), "englisch", "english" },
	{ T("style: english, words_max: 4"), "style: english makes sentences", NULL },
	{ T("style: english, list: noun"), "style: english has lists of its own", NULL },
	{ T("style: markov, capital: true"), "makes sentences as they are", NULL },
	{ T("style: markov, max_length: 9"), "no sentence fits 9 characters", NULL },
	{ T("style: markov, list: tail"), "no word list \"tail\"", NULL },
	{ T("style: english, chars_max: 301"), "chars_max is 301, 300 fit", NULL },
};

static void what_a_style_cannot_do_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_are_whole_and_as_many_as_asked_for),
		cmocka_unit_test(what_does_not_fit_the_column_is_left_off_by_sentences),
		cmocka_unit_test(characters_are_exact),
		cmocka_unit_test(lorem_is_words_of_its_list),
		cmocka_unit_test(what_a_style_cannot_do_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
