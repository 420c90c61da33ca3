/* gen/op/text_piece.c: pieces of exact lengths, alike, and clean at both ends */
#include "op_bound.h"

#include "op/text_piece.h"

#define ROWS 2000
#define ROOM 256
#define KEY 99

static const char *const plain_words[] = { "time", "river", "a", "ink", "long" };
static const char *const wide_words[] = { "über", "Straße", "a", "日本語", "ink" };

struct pieces_case {
	struct op_case k;
	struct sm_words list;
	const struct sm__pieces *of;
	struct sm_str str[ROWS];
	char text[ROWS * ROOM + SM_SLACK];
};

static struct pieces_case pc;

static void start(const char *const *words, uint32_t n)
{
	op_case_start(&pc.k, &sm_op_text, "text", ROWS);
	bound_list(&pc.k, &pc.list, words, n);
	assert_int_equal(sm__pieces_of(&pc.list, "list", &pc.k.arena, &pc.of,
				       &pc.k.err), SM_OK);
}

static void draw(uint32_t min, uint32_t span, bool capital, const struct sm_rows *rows)
{
	const struct sm__piece_draw d = { pc.of, min, span, capital, ROOM };
	struct sm_vec out = { .v.str = pc.str, .text = pc.text };

	sm__pieces_draw(&d, KEY, rows, &out);
}

static uint32_t characters(const struct sm_str *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += ((unsigned char)s->p[i] & 0xC0) != 0x80;
	return n;
}

/* Lengths 5 to 14: 200 rows each are expected, six deviations are 80. */
static void check_lengths(void)
{
	uint32_t seen[15] = { 0 };

	draw(5, 10, false, &(struct sm_rows){ .n = ROWS });
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct sm_str *s = &pc.str[i];

		assert_in_range(characters(s), 5, 14);
		seen[characters(s)]++;
		assert_int_not_equal(s->p[0], ' ');
		assert_int_not_equal(s->p[s->n - 1], ' ');
		/* whole characters only */
		assert_int_not_equal((unsigned char)s->p[0] & 0xC0, 0x80);
		assert_int_not_equal((unsigned char)s->p[s->n] & 0xC0, 0x80);
	}
	for (int n = 5; n <= 14; n++)
		assert_in_range(seen[n], 120, 280);
}

static void lengths_are_exact_and_alike(void **state)
{
	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	assert_null(pc.of->byte);
	check_lengths();
	op_case_end(&pc.k);
}

static void characters_are_counted_not_bytes(void **state)
{
	(void)state;
	start(wide_words, SM_COUNTOF(wide_words));
	assert_non_null(pc.of->byte);
	check_lengths();
	op_case_end(&pc.k);
}

/* Where the blank is cut off there is a stop, so the length stays. */
static void a_blank_at_the_end_becomes_a_stop(void **state)
{
	uint32_t stops = 0;

	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	draw(5, 1, false, &(struct sm_rows){ .n = ROWS });
	for (uint32_t i = 0; i < ROWS; i++) {
		assert_int_equal(pc.str[i].n, 5);
		stops += pc.str[i].p[4] == '.';
	}
	assert_in_range(stops, 1, ROWS - 1);
	op_case_end(&pc.k);
}

static void a_capital_is_all_that_changes(void **state)
{
	static char before[ROWS][ROOM];

	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	draw(1, 60, false, &(struct sm_rows){ .n = ROWS });
	for (uint32_t i = 0; i < ROWS; i++)
		memcpy(before[i], pc.str[i].p, pc.str[i].n);
	draw(1, 60, true, &(struct sm_rows){ .n = ROWS });
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct sm_str *s = &pc.str[i];

		assert_in_range(s->p[0], 'A', 'Z');
		assert_int_equal(s->p[0] ^ 0x20, before[i][0]);
		assert_memory_equal(s->p + 1, before[i] + 1, s->n - 1);
	}
	op_case_end(&pc.k);
}

/* A letter outside a to z is left as it is, and so are its bytes. */
static void a_wide_first_letter_is_left_alone(void **state)
{
	bool wide = false;

	(void)state;
	start(wide_words, SM_COUNTOF(wide_words));
	draw(4, 1, true, &(struct sm_rows){ .n = ROWS });
	for (uint32_t i = 0; i < ROWS; i++) {
		assert_int_equal(characters(&pc.str[i]), 4);
		assert_false(pc.str[i].p[0] >= 'a' && pc.str[i].p[0] <= 'z');
		wide |= pc.str[i].n >= 5 && !memcmp(pc.str[i].p, "über", 5);
	}
	assert_true(wide);
	op_case_end(&pc.k);
}

static void check_listed(void)
{
	static const uint64_t id[] = { 7, 0, 1999, 7, 512 };
	struct sm_str all[ROWS];
	static char kept[SM_COUNTOF(id)][ROOM];

	draw(3, 40, true, &(struct sm_rows){ .n = ROWS });
	memcpy(all, pc.str, sizeof(all));
	for (size_t i = 0; i < SM_COUNTOF(id); i++)
		memcpy(kept[i], all[id[i]].p, all[id[i]].n);
	draw(3, 40, true, &(struct sm_rows){ .id = id, .n = SM_COUNTOF(id) });
	for (size_t i = 0; i < SM_COUNTOF(id); i++) {
		assert_int_equal(pc.str[i].n, all[id[i]].n);
		assert_memory_equal(pc.str[i].p, kept[i], pc.str[i].n);
	}
	draw(3, 40, true, &(struct sm_rows){ .first = 512, .n = 1 });
	assert_int_equal(pc.str[0].n, all[512].n);
	assert_memory_equal(pc.str[0].p, kept[4], pc.str[0].n);
}

static void listed_rows_have_the_same_pieces(void **state)
{
	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	check_listed();
	op_case_end(&pc.k);
	start(wide_words, SM_COUNTOF(wide_words));
	check_listed();
	op_case_end(&pc.k);
}

static void the_longest_piece_fits_behind_the_last_word(void **state)
{
	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	assert_in_range(pc.of->start[pc.of->n - 1], 0, (1u << 18) - 1);
	assert_true(strlen(pc.of->text) >=
		    pc.of->start[pc.of->n - 1] + (size_t)SM__PIECE_MOST);
	op_case_end(&pc.k);
}

static void a_list_is_strung_once_where_it_is_kept(void **state)
{
	struct sm__pieces *kept = NULL;
	const struct sm__pieces *first, *second;

	(void)state;
	start(plain_words, SM_COUNTOF(plain_words));
	pc.list.pieces = &kept;
	assert_int_equal(sm__pieces_of(&pc.list, "list", &pc.k.arena, &first,
				       &pc.k.err), SM_OK);
	assert_int_equal(sm__pieces_of(&pc.list, "list", &pc.k.arena, &second,
				       &pc.k.err), SM_OK);
	assert_ptr_equal(first, second);
	assert_string_equal(first->text, pc.of->text);
	op_case_end(&pc.k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_exact_and_alike),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(a_blank_at_the_end_becomes_a_stop),
		cmocka_unit_test(a_capital_is_all_that_changes),
		cmocka_unit_test(a_wide_first_letter_is_left_alone),
		cmocka_unit_test(listed_rows_have_the_same_pieces),
		cmocka_unit_test(the_longest_piece_fits_behind_the_last_word),
		cmocka_unit_test(a_list_is_strung_once_where_it_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
