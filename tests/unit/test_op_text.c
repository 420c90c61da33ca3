/* gen/op/op_text.c: whole words, whole sentences, never longer than the column */
#include "op_bound.h"

#define sm_op_text bound_op_text
#include "../../gen/op/op_text.c"

#include <stdio.h>

#include "op/literal.h"
#include "op_args_case.h"

static const char *const vocabulary[] = { "time", "river", "a", "über", "long",
					  "establishment", "ink" };
static const char *const ascii_words[] = { "time", "river", "a", "ink" };

static struct sm_words list;

static void start(struct op_case *k, const char *type)
{
	op_case_start(k, &sm_op_text, type, 1000);
	bound_list(k, &list, vocabulary, SM_COUNTOF(vocabulary));
}

static uint32_t count(const struct sm_str *s, char c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += s->p[i] == c;
	return n;
}

static void sentences_are_counted_and_end_in_a_stop(void **state)
{
	bool seen[6] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "text");
	op_case_compile(&k, "sentences_min", "2", "sentences_max", "5", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (uint32_t i = 0; i < 1000; i++) {
		const struct sm_str *s = &v.v.str[i];
		uint32_t stops = count(s, '.');

		assert_in_range(stops, 2, 5);
		seen[stops] = true;
		assert_int_equal(s->p[s->n - 1], '.');
		assert_int_not_equal(s->p[0], ' ');
		assert_in_range(count(s, ' ') + 1, 4 * stops, 12 * stops);
	}
	for (int i = 2; i <= 5; i++)
		assert_true(seen[i]);
	op_text_keeps_bounds(&k, 1000);
	op_case_keeps_promises(&k, 1200);
	op_case_end(&k);
}

static void words_are_counted(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "text");
	op_case_compile(&k, "words_min", "2", "words_max", "4", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (uint32_t i = 0; i < 1000; i++) {
		assert_in_range(count(&v.v.str[i], ' ') + 1, 2, 4);
		assert_int_equal(count(&v.v.str[i], '.'), 0);
	}
	op_text_keeps_bounds(&k, 1000);
	op_case_keeps_promises(&k, 1200);
	op_case_end(&k);
}

/* Every length: the end is a word's end, and a full stop's. */
static void text_is_cut_between_words(void **state)
{
	(void)state;
	for (uint32_t limit = 2; limit < 90; limit++) {
		char type[32], max[8];
		struct op_case k;
		struct sm_vec v;

		snprintf(type, sizeof(type), "varchar(%u)", limit & 1 ? limit : 100);
		snprintf(max, sizeof(max), "%u", limit);
		start(&k, type);
		op_case_compile(&k, "max_length", max, NULL);
		assert_true(k.op.out.chars <= limit);
		op_text_keeps_bounds(&k, 200);
		v = op_case_run(&k, &(struct sm_rows){ .n = 200 });
		for (uint32_t i = 0; i < 200; i++) {
			const struct sm_str *s = &v.v.str[i];

			assert_int_equal(s->p[s->n - 1], '.');
			assert_int_not_equal(s->p[s->n - 2], ' ');
			assert_int_not_equal(s->p[s->n - 2], '.');
		}
		op_case_end(&k);
	}
}

static void ascii_words_make_plain_text(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_text, "char(40)", 100);
	bound_list(&k, &list, ascii_words, SM_COUNTOF(ascii_words));
	op_case_compile(&k, NULL);
	assert_true(k.op.out.plain);
	assert_int_equal(k.op.out.width, 40);
	op_text_keeps_bounds(&k, 500);
	op_case_keeps_promises(&k, 1000);
	op_case_end(&k);
}

static uint32_t characters(const struct sm_str *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += ((unsigned char)s->p[i] & 0xC0) != 0x80;
	return n;
}

static void characters_are_counted_exactly_and_all_counts_alike(void **state)
{
	uint32_t seen[41] = { 0 };
	double chi = 0;
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "varchar(40)");
	op_case_compile(&k, "chars_min", "10", "chars_max", "40", "capital", "false",
			NULL);
	assert_int_equal(k.op.out.chars, 40);
	v = op_case_run(&k, &(struct sm_rows){ .n = 31000 });
	for (uint32_t i = 0; i < 31000; i++) {
		const struct sm_str *s = &v.v.str[i];

		assert_in_range(characters(s), 10, 40);
		assert_int_equal(sm__text_chars(s->p, s->n), characters(s));
		assert_true(s->p[0] != ' ' && s->p[s->n - 1] != ' ');
		assert_true(s->p[0] < 'A' || s->p[0] > 'Z');
		seen[characters(s)]++;
	}
	for (int i = 10; i <= 40; i++)
		chi += (seen[i] - 1000.0) * (seen[i] - 1000.0) / 1000;
	assert_true(chi < 59.7);        /* 30 degrees of freedom, one in 1,000 */
	op_text_keeps_bounds(&k, 3000);
	op_case_keeps_promises(&k, 1200);
	op_case_end(&k);
}

/* One character is the smallest text, and every word is longer. */
static void a_text_may_be_shorter_than_any_word(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "char(1)");
	op_case_compile(&k, "chars_min", "1", "chars_max", "1", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 500 });
	for (uint32_t i = 0; i < 500; i++)
		assert_int_equal(characters(&v.v.str[i]), 1);
	op_text_keeps_bounds(&k, 500);
	op_case_end(&k);
}

/* "time", "river", "a", ... stand once in a text, and everywhere alike. */
static void distinct_words_differ_and_are_drawn_alike(void **state)
{
	uint32_t first[4] = { 0 }, last[4] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_text, "text", 1000);
	bound_list(&k, &list, ascii_words, SM_COUNTOF(ascii_words));
	op_case_compile(&k, "words_min", "3", "words_max", "3", "capital", "false",
			"distinct", "true", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 8000 });
	for (uint32_t i = 0; i < 8000; i++) {
		unsigned found = 0;
		const char *p = v.v.str[i].p, *end = p + v.v.str[i].n;

		for (int n = 0; n < 3; n++) {
			const char *q = memchr(p, ' ', (size_t)(end - p));
			size_t len = (size_t)((q ? q : end) - p), w = 0;

			while (w < 4 && (strlen(ascii_words[w]) != len ||
					 memcmp(ascii_words[w], p, len) != 0))
				w++;
			assert_true(w < 4 && !(found >> w & 1));
			found |= 1U << w;
			first[w] += n == 0;
			last[w] += n == 2;
			p = q ? q + 1 : end;
		}
		assert_ptr_equal(p, end);
	}
	for (int w = 0; w < 4; w++) {
		assert_in_range(first[w], 1850, 2150);
		assert_in_range(last[w], 1850, 2150);
	}
	op_case_keeps_promises(&k, 1200);
	op_case_end(&k);
}

static void what_characters_and_distinct_words_cannot_be_is_refused(void **state)
{
	static const char *const cases[][7] = {
		{ "text", "not both", "chars_min", "5", "words_min", "2", NULL },
		{ "text", "it must be from 1 to chars_max, 4", "chars_min", "5",
		  "chars_max", "4", NULL },
		{ "varchar(9)", "chars_max is 10, 9 fit", "chars_max", "10",
		  NULL, NULL, NULL },
		{ "text", "at most 65536", "chars_max", "65537", NULL, NULL, NULL },
		{ "text", "starts with a capital", "capital", "false", NULL, NULL,
		  NULL },
		{ "text", "counts words", "distinct", "true", NULL, NULL, NULL },
		{ "text", "8 words that differ are asked for, the list \"word\" has 7",
		  "distinct", "true", "words_min", "2", NULL },
		{ "text", "at most 64", "distinct", "true", "words_max", "65", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const char *const *t = cases[i];
		struct op_case k;

		start(&k, t[0]);
		op_case_refuses(&k, t[1], t[2], t[3], t[4], t[5], NULL);
		op_case_end(&k);
	}
}

static void bad_arguments_are_refused(void **state)
{
	static const struct {
		const char *type, *name, *text, *name2, *text2, *what;
	} cases[] = {
		{ "text", "words_min", "0", NULL, NULL, "words_min is 0" },
		{ "text", "words_min", "5", "words_max", "4", "it must be from 1 to "
							      "words_max, 4" },
		{ "text", "words_min", "1", "sentences_max", "2", "not both" },
		{ "text", "words_max", "9999", NULL, NULL, "at most 5000" },
		{ "text", "sentences_max", "401", NULL, NULL, "at most 400" },
		{ "text", "max_length", "0", NULL, NULL, "at least 1" },
		{ "varchar(5)", "max_length", "6", NULL, NULL, "varchar(5) holds 5" },
		{ "varchar(1)", NULL, NULL, NULL, NULL, "no word of the list" },
		{ "text", "words_min", "x", NULL, NULL, "x" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		start(&k, cases[i].type);
		op_case_refuses(&k, cases[i].what, cases[i].name, cases[i].text,
				cases[i].name2, cases[i].text2, NULL);
		op_case_end(&k);
	}
}

/* 7^4 is 2,401: the fourth word is needed from row 344 on. */
static void the_first_words_of_a_unique_text_tell_it(void **state)
{
	static const char *const units[][2] = {
		{ "words_min", "words_max" }, { "sentences_min", "sentences_max" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(units); i++) {
		struct op_case k;

		start(&k, "text");
		k.c.unique = true;
		k.c.rows = 2401;
		op_case_compile(&k, units[i][0], i ? "1" : "4", units[i][1],
				i ? "2" : "9", NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, 2401);
		op_case_end(&k);
	}
}

static void a_unique_text_without_room_is_refused(void **state)
{
	static const struct {
		uint64_t rows;
		const char *type, *name, *text, *name2, *text2, *what;
	} cases[] = {
		{ 2402, "text", "words_min", "4", "words_max", "9",
		  "needs 2,402 distinct values" },
		{ 2402, "text", NULL, NULL, NULL, NULL, "needs 2,402 distinct" },
		{ 50, "text", "words_min", "1", "words_max", "9", "needs 50 distinct" },
		/* two words of 13 letters might not fit */
		{ 40, "varchar(20)", "words_min", "2", "words_max", "3",
		  "needs 40 distinct" },
		{ 40, "text", "chars_min", "9", "chars_max", "20",
		  "counts words or sentences" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		start(&k, cases[i].type);
		k.c.unique = true;
		k.c.rows = cases[i].rows;
		op_case_refuses(&k, cases[i].what, cases[i].name, cases[i].text,
				cases[i].name2, cases[i].text2, NULL);
		op_case_end(&k);
	}
}

static void words_that_may_look_alike_tell_nothing(void **state)
{
	static const char *const alike[][2] = { { "ink", "Ink" }, { "a b", "c" } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(alike); i++) {
		struct op_case k;

		start(&k, "text");
		bound_list(&k, &list, alike[i], 2);
		k.c.unique = true;
		k.c.rows = 4;
		op_case_refuses(&k, "words that differ and have no blank in them",
				"words_min", "2", "words_max", "3", NULL);
		op_case_end(&k);
	}
}

/* "A b c d." is one sentence of d, or one of "d." that goes on. */
static void a_word_with_a_stop_tells_no_sentence(void **state)
{
	static const char *const words[] = { "d", "d." };
	struct op_case k;

	(void)state;
	start(&k, "text");
	bound_list(&k, &list, words, 2);
	k.c.unique = true;
	k.c.rows = 4;
	op_case_refuses(&k, "no stop behind: \"d.\"", "sentences_min", "1", NULL);
	op_case_end(&k);
}

static void lengths_have_a_shape(void **state)
{
	struct op_case k;
	struct sm_vec v;
	uint32_t middle = 0;

	(void)state;
	start(&k, "text");
	op_case_compile(&k, "chars_min", "10", "chars_max", "310", "chars_dist",
			"normal", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (uint32_t i = 0; i < 1000; i++) {
		assert_in_range(characters(&v.v.str[i]), 10, 310);
		middle += characters(&v.v.str[i]) >= 110 &&
			  characters(&v.v.str[i]) < 210;
	}
	assert_in_range(middle, 620, 740);      /* one deviation: 68 % */
	op_text_keeps_bounds(&k, 1000);
	op_case_keeps_promises(&k, 1200);
	op_case_refuses(&k, "chars_dist is how", "words_max", "3", "chars_dist",
			"normal", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_are_counted_and_end_in_a_stop),
		cmocka_unit_test(words_are_counted),
		cmocka_unit_test(lengths_have_a_shape),
		cmocka_unit_test(text_is_cut_between_words),
		cmocka_unit_test(ascii_words_make_plain_text),
		cmocka_unit_test(characters_are_counted_exactly_and_all_counts_alike),
		cmocka_unit_test(a_text_may_be_shorter_than_any_word),
		cmocka_unit_test(distinct_words_differ_and_are_drawn_alike),
		cmocka_unit_test(what_characters_and_distinct_words_cannot_be_is_refused),
		cmocka_unit_test(bad_arguments_are_refused),
		cmocka_unit_test(the_first_words_of_a_unique_text_tell_it),
		cmocka_unit_test(a_unique_text_without_room_is_refused),
		cmocka_unit_test(words_that_may_look_alike_tell_nothing),
		cmocka_unit_test(a_word_with_a_stop_tells_no_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
