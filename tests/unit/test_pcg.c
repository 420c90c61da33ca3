/*
 * include/seedmill/rng.h: PCG as published, and cells as good as a sequence
 *
 * struct sm_rng is pcg_oneseq_64_rxs_m_xs_64, which the C library calls
 * pcg64si and the C++ one pcg64_oneseq_once_insecure. Both publish what the
 * generator seeded with 42 gives; the two files (check-pcg64si.out,
 * check-pcg64_oneseq_once_insecure.out) agree, and the vectors below are from
 * them. Their seeding is not ours: it starts at state 0, adds the seed after
 * one step and takes another, which published() does by hand. Their bounded
 * draws are not ours either (a remainder, not a multiplication); coins and
 * dice below take the remainder of sm_rng_u64().
 *
 * oracle_pcg.cc adds the C++ library itself.
 */
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/rng.h"
#include "statcheck.h"

void oracle_pcg_draws(uint64_t seed, uint64_t *out, size_t n);
void oracle_pcg_skipped(uint64_t seed, uint64_t skip, uint64_t *out, size_t n);

/* The generator as both libraries seed it. */
static struct sm_rng published(uint64_t seed)
{
	struct sm_rng r = { SM_PCG_INC + seed };        /* 0 stepped, plus seed */

	(void)sm_rng_u64(&r);
	return r;
}

/*
 * A round of the published program draws 6 numbers, 65 coins, 33 dice and the
 * 51 exchanges that shuffle a pack of cards: 155 draws. (It rejects a draw
 * below 2^64 mod bound; no draw of these rounds is.)
 */
#define ROUND_DRAWS 155

static const struct {
	uint64_t numbers[6];
	const char *coins;
	const char *dice;
} rounds[] = {
	{ {
		UINT64_C(0x27a53829edf003a9), UINT64_C(0xdf28458e5c04c31c),
		UINT64_C(0x2756dc550bc36037), UINT64_C(0xa10325553eb09ee9),
		UINT64_C(0x40a0fccb8d9df09f), UINT64_C(0x5c2047cfefb5e9ca),
	  },
	  "TTHHHTHHTTHHHTHTTHHTHHTTHHHTTHTTTTHHHTTHTHHHHTHTTTTTTHHHTTTHTTTTT",
	  "643634662356143641523425453664422" },
	{ {
		UINT64_C(0xbf1a2718f46a9ab3), UINT64_C(0x400c010fa404b25f),
		UINT64_C(0x3e6dcc00e4e9238d), UINT64_C(0x2ef92088e248ee1f),
		UINT64_C(0xc6ba2d56b70972a8), UINT64_C(0x7e11c48b5ee4b511),
	  },
	  "HHTHTHTTHTTHTTTTHTTHHHTHHTHTHHHHTHHTTTTTHTHTTHHTTTHTTHTHTTHTTHTHT",
	  "512361523226465615431153455234235" },
	{ {
		UINT64_C(0xa23134099c2db545), UINT64_C(0xfd4094498a894a69),
		UINT64_C(0x1199f424f91baa00), UINT64_C(0x6c1c7a2896530d0b),
		UINT64_C(0x1b9ca95e37253136), UINT64_C(0xc05c20630e73d51f),
	  },
	  "HHTTHTTTTTTHHHTHHHTHHTTTHTTHHHHHTHTTHHHTHTTTHHHHTTTTHHTTHTTHHHHTT",
	  "535115616454536164632433254463641" },
	{ {
		UINT64_C(0x61748befe0c9e052), UINT64_C(0x9261b659354e4790),
		UINT64_C(0xf5760c6a80d81414), UINT64_C(0xe9f8cd09b4a145b6),
		UINT64_C(0x63cea77be983a1c2), UINT64_C(0xff19b1c85857ee53),
	  },
	  "THTHHHTHHHTTHTHTTTHHTHTTHTTHHHTHTHTHHHTTTHHHHHHHHTHTHHHHHTTTTTTTT",
	  "661332655234533665614353124222661" },
	{ {
		UINT64_C(0x36288c2f6a1fcaba), UINT64_C(0x9761b19d77017828),
		UINT64_C(0x4192af9e0d374ee5), UINT64_C(0x3d3134763fbd6bbf),
		UINT64_C(0x1fb46e26bd261bd6), UINT64_C(0x2c22c75b821893ac),
	  },
	  "HHHHHHTTHTHHTTHHHTTTHHHTHHTHHHHHHTTTHTTTHTTTTTTHTTTHTTHTTHTTHHHHH",
	  "643455231666644412254152341415135" },
};

static void draws_are_the_published_ones(void **state)
{
	struct sm_rng r = published(42);

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(rounds); i++) {
		size_t k;

		for (k = 0; k < 6; k++)
			assert_int_equal(sm_rng_u64(&r), rounds[i].numbers[k]);
		for (k = 0; rounds[i].coins[k]; k++)
			assert_int_equal(sm_rng_u64(&r) % 2 ? 'H' : 'T',
					 rounds[i].coins[k]);
		assert_int_equal(k, 65);
		for (k = 0; rounds[i].dice[k]; k++)
			assert_int_equal('1' + (int)(sm_rng_u64(&r) % 6),
					 rounds[i].dice[k]);
		assert_int_equal(k, 33);
		for (k = 6 + 65 + 33; k < ROUND_DRAWS; k++)
			(void)sm_rng_u64(&r);
	}
}

#define DRAWS 100000

static void draws_are_those_of_the_cxx_library(void **state)
{
	static const uint64_t seeds[] = {
		0, 1, 42, UINT64_C(0xcafef00dd15ea5e5), UINT64_C(1) << 63, UINT64_MAX,
	};
	static uint64_t want[DRAWS];

	(void)state;
	for (size_t s = 0; s < SM_COUNTOF(seeds); s++) {
		struct sm_rng r = published(seeds[s]);

		oracle_pcg_draws(seeds[s], want, DRAWS);
		for (size_t i = 0; i < DRAWS; i++)
			assert_true(sm_rng_u64(&r) == want[i]);
	}
}

/* The library's jump and our stepping must meet. */
static void stepping_arrives_where_the_library_jumps(void **state)
{
	uint64_t want[8];

	(void)state;
	for (uint64_t skip = 0; skip < 5000; skip += 499) {
		struct sm_rng r = published(7);

		for (uint64_t i = 0; i < skip; i++)
			(void)sm_rng_u64(&r);
		oracle_pcg_skipped(7, skip, want, SM_COUNTOF(want));
		for (size_t i = 0; i < SM_COUNTOF(want); i++)
			assert_int_equal(sm_rng_u64(&r), want[i]);
	}
}

static const uint64_t keys[] = {
	0, 1, 2, 1000003, UINT64_C(0x8000000000000000),
	UINT64_C(0x2d06800538d394c2), UINT64_MAX,
};

/* What a cell is made of; the example in gen/rng/README.md. */
static void the_worked_example_is_true(void **state)
{
	uint64_t key = sm_key(42, "orders", "customer_id", "ref");
	struct sm_rng r = sm_rng_at(key, 7);
	uint64_t draw;

	(void)state;
	assert_int_equal(key, UINT64_C(0xf71a64f1e52e4ba5));
	assert_int_equal(r.state, UINT64_C(0xadddcae81176f0d2));
	draw = sm_rng_u64(&r);
	assert_int_equal(draw, UINT64_C(0x6322d4cc6b19df3c));
	assert_int_equal(sm_scale_u64(draw, 1000), 387);
}

static void a_seek_needs_nothing_but_key_and_row(void **state)
{
	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(keys); k++)
		for (uint64_t row = 0; row < 1000; row++) {
			uint64_t counter = keys[k] + row * SM_GOLDEN;
			struct sm_rng r = sm_rng_at(keys[k], row);

			assert_int_equal(r.state, sm_pcg_permute(counter) *
						  SM_PCG_MULT + SM_PCG_INC);
			assert_int_equal(sm_rng_u64(&r),
					 sm_pcg_permute(sm_pcg_permute(counter) *
							SM_PCG_MULT + SM_PCG_INC));
		}
}

#define ROWS (1 << 20)

/* Counts the 256 values of eight bits of a draw over consecutive rows. */
static void assert_flat(uint64_t key, unsigned draw, unsigned shift)
{
	uint64_t seen[256] = { 0 };

	for (uint64_t row = 0; row < ROWS; row++) {
		struct sm_rng r = sm_rng_at(key, row);

		for (unsigned i = 0; i < draw; i++)
			(void)sm_rng_u64(&r);
		seen[(sm_rng_u64(&r) >> shift) & 255]++;
	}
	assert_true(chi_square_flat(seen, 256, ROWS) < chi_square_bound(255));
}

static void high_and_low_bits_of_consecutive_rows_are_uniform(void **state)
{
	static const unsigned shifts[] = { 0, 8, 24, 32, 48, 56 };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(keys); k++)
		for (size_t s = 0; s < SM_COUNTOF(shifts); s++)
			assert_flat(keys[k], 0, shifts[s]);
}

static void the_second_draw_of_a_cell_is_uniform_too(void **state)
{
	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(keys); k++) {
		assert_flat(keys[k], 1, 0);
		assert_flat(keys[k], 1, 56);
	}
}

/* Four bits of each of two draws that ought to know nothing of each other. */
static void assert_independent(const uint64_t *a, const uint64_t *b, size_t n,
			       unsigned shift)
{
	uint64_t seen[256] = { 0 };

	for (size_t i = 0; i < n; i++)
		seen[(a[i] >> shift & 15) << 4 | (b[i] >> shift & 15)]++;
	assert_true(chi_square_flat(seen, 256, (double)n) < chi_square_bound(255));
}

static void neighbours_know_nothing_of_each_other(void **state)
{
	uint64_t *a = malloc(ROWS * sizeof(*a)), *b = malloc(ROWS * sizeof(*b));
	uint64_t *c = malloc(ROWS * sizeof(*c));

	(void)state;
	assert_true(a && b && c);
	for (size_t k = 0; k < SM_COUNTOF(keys); k++) {
		for (uint64_t row = 0; row < ROWS; row++) {
			struct sm_rng r = sm_rng_at(keys[k], row);
			struct sm_rng other = sm_rng_at(keys[k] + 1, row);

			a[row] = sm_rng_u64(&r);
			b[row] = sm_rng_u64(&r);
			c[row] = sm_rng_u64(&other);
		}
		for (unsigned shift = 0; shift <= 60; shift += 60) {
			assert_independent(a, a + 1, ROWS - 1, shift);  /* rows */
			assert_independent(a, a + 64, ROWS - 64, shift);
			assert_independent(a, b, ROWS, shift);          /* draws */
			assert_independent(a, c, ROWS, shift);          /* keys */
		}
	}
	free(a);
	free(b);
	free(c);
}

static void every_bit_flips_half_the_time_from_row_to_row(void **state)
{
	uint64_t flips[64] = { 0 };

	(void)state;
	for (uint64_t row = 0; row < ROWS; row++) {
		struct sm_rng r = sm_rng_at(12345, row), s = sm_rng_at(12345, row + 1);
		uint64_t d = sm_rng_u64(&r) ^ sm_rng_u64(&s);

		for (int bit = 0; bit < 64; bit++)
			flips[bit] += d >> bit & 1;
	}
	/* 5 standard deviations of 2^20 coin tosses are 2560 */
	for (int bit = 0; bit < 64; bit++)
		assert_in_range(flips[bit], ROWS / 2 - 2560, ROWS / 2 + 2560);
}

static void scaling_keeps_inside_the_span_and_reaches_both_ends(void **state)
{
	static const uint64_t spans[] = { 1, 2, 3, 10, 1000, UINT64_C(1) << 32,
					  UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(spans); i++) {
		assert_int_equal(sm_scale_u64(0, spans[i]), 0);
		assert_int_equal(sm_scale_u64(UINT64_MAX, spans[i]), spans[i] - 1);
	}
	assert_int_equal(sm_scale_u64(UINT64_MAX, 0), 0);
	assert_int_equal(sm_scale_u64(UINT64_C(1) << 63, 10), 5);
}

static void bounded_draws_are_uniform_over_spans_that_are_no_power_of_2(void **state)
{
	static const uint64_t spans[] = { 6, 7, 10, 100, 365 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(spans); i++) {
		uint64_t seen[365] = { 0 };

		for (uint64_t row = 0; row < ROWS; row++) {
			struct sm_rng r = sm_rng_at(99, row);

			seen[sm_rng_below(&r, spans[i])]++;
		}
		assert_true(chi_square_flat(seen, spans[i], ROWS) <
			    chi_square_bound(spans[i] - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_the_published_ones),
		cmocka_unit_test(draws_are_those_of_the_cxx_library),
		cmocka_unit_test(stepping_arrives_where_the_library_jumps),
		cmocka_unit_test(the_worked_example_is_true),
		cmocka_unit_test(a_seek_needs_nothing_but_key_and_row),
		cmocka_unit_test(high_and_low_bits_of_consecutive_rows_are_uniform),
		cmocka_unit_test(the_second_draw_of_a_cell_is_uniform_too),
		cmocka_unit_test(neighbours_know_nothing_of_each_other),
		cmocka_unit_test(every_bit_flips_half_the_time_from_row_to_row),
		cmocka_unit_test(scaling_keeps_inside_the_span_and_reaches_both_ends),
		cmocka_unit_test(
			bounded_draws_are_uniform_over_spans_that_are_no_power_of_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
