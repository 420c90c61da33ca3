/* gen/op/text_piece.c: pieces have exactly the characters asked for, wherever
 * they are cut */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/text_piece.h"

#define ROWS 4000
#define ROOM 64

static const char *const ascii[] = { "time", "river", "a", "ink" };
static const char *const wide[] = { "über", "naïve", "a", "łódź" };

struct fixture {
	struct sm_arena arena;
	struct sm_str word[4];
	struct sm_words words;
	struct sm__pieces *kept;
	struct sm_str str[ROWS];
	char text[ROWS * ROOM + SM_SLACK];
	struct sm_vec out;
};

static struct fixture f;

static uint32_t characters(const char *p, uint32_t n)
{
	uint32_t chars = 0;

	for (uint32_t i = 0; i < n; i++)
		chars += ((unsigned char)p[i] & 0xC0) != 0x80;
	return chars;
}

static void start(const char *const word[4])
{
	f.arena = (struct sm_arena){ 0 };
	f.kept = NULL;
	f.words = (struct sm_words){ .word = f.word, .n = 4, .pieces = &f.kept };
	for (int i = 0; i < 4; i++) {
		uint32_t n = (uint32_t)strlen(word[i]);

		f.word[i] = (struct sm_str){ word[i], n, characters(word[i], n) };
		f.words.width = n > f.words.width ? n : f.words.width;
	}
	f.out = (struct sm_vec){ .v.str = f.str, .text = f.text };
}

static struct sm__piece_draw draw_of(uint32_t min, uint32_t span, bool capital)
{
	struct sm__piece_draw d = { .length = { .min = min, .span = span },
				    .capital = capital, .room = ROOM };
	struct sm_err err = { 0 };

	assert_int_equal(sm__pieces_of(&f.words, "list", &f.arena, &d.of, &err),
			 SM_OK);
	return d;
}

static void lengths_are_exact_and_all_alike(void **state)
{
	const char *const *lists[] = { ascii, wide };

	(void)state;
	for (size_t l = 0; l < SM_COUNTOF(lists); l++) {
		uint32_t seen[9] = { 0 };
		double chi = 0;

		start(lists[l]);
		const struct sm__piece_draw d = draw_of(4, 5, false);

		sm__pieces_draw(&d, 7, &(struct sm_rows){ .n = ROWS }, &f.out);
		for (int i = 0; i < ROWS; i++) {
			const struct sm_str *s = &f.str[i];
			uint32_t n = characters(s->p, s->n);

			assert_in_range(n, 4, 8);
			/* no character is cut in two */
			assert_int_not_equal((unsigned char)s->p[0] & 0xC0, 0x80);
			assert_true(s->p[0] != ' ' && s->p[s->n - 1] != ' ');
			seen[n]++;
		}
		for (int n = 4; n <= 8; n++)
			chi += (seen[n] - 800.0) * (seen[n] - 800.0) / 800;
		assert_true(chi < 18.5);        /* 4 degrees of freedom, 1 in 1,000 */
		sm_arena_release(&f.arena);
	}
}

static void a_capital_is_the_first_letter_and_only_that(void **state)
{
	static struct sm_str small[ROWS];
	struct sm__piece_draw d;

	(void)state;
	start(ascii);
	d = draw_of(10, 20, false);
	sm__pieces_draw(&d, 9, &(struct sm_rows){ .n = ROWS }, &f.out);
	for (int i = 0; i < ROWS; i++) {
		small[i] = f.str[i];
		small[i].p = sm_arena_strndup(&f.arena, f.str[i].p, f.str[i].n);
		assert_non_null(small[i].p);
	}
	d.capital = true;
	sm__pieces_draw(&d, 9, &(struct sm_rows){ .n = ROWS }, &f.out);
	for (int i = 0; i < ROWS; i++) {
		assert_int_equal(f.str[i].n, small[i].n);
		assert_int_equal(f.str[i].p[0], small[i].p[0] ^ 0x20);
		assert_memory_equal(f.str[i].p + 1, small[i].p + 1, small[i].n - 1);
	}
	sm_arena_release(&f.arena);
}

static void listed_rows_get_what_rows_in_order_get(void **state)
{
	static struct sm_str listed[ROWS];
	static uint64_t id[ROWS];
	struct sm__piece_draw d;

	(void)state;
	start(wide);
	d = draw_of(1, 12, false);
	sm__pieces_draw(&d, 3, &(struct sm_rows){ .first = 50, .n = ROWS }, &f.out);
	for (int i = 0; i < ROWS; i++) {
		id[i] = 50 + (uint64_t)(ROWS - 1 - i);
		listed[i] = f.str[i];
		listed[i].p = sm_arena_strndup(&f.arena, f.str[i].p, f.str[i].n);
		assert_non_null(listed[i].p);
	}
	sm__pieces_draw(&d, 3, &(struct sm_rows){ .id = id, .n = ROWS }, &f.out);
	for (int i = 0; i < ROWS; i++) {
		const struct sm_str *other = &listed[ROWS - 1 - i];

		assert_int_equal(f.str[i].n, other->n);
		assert_memory_equal(f.str[i].p, other->p, other->n);
	}
	sm_arena_release(&f.arena);
}

static void a_list_becomes_a_text_once(void **state)
{
	struct sm__piece_draw a, b;

	(void)state;
	start(ascii);
	a = draw_of(1, 1, false);
	b = draw_of(5, SM__PIECE_MOST - 4, true);
	assert_ptr_equal(a.of, b.of);
	assert_true(a.of->n > 1000);
	sm_arena_release(&f.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_exact_and_all_alike),
		cmocka_unit_test(a_capital_is_the_first_letter_and_only_that),
		cmocka_unit_test(listed_rows_get_what_rows_in_order_get),
		cmocka_unit_test(a_list_becomes_a_text_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
