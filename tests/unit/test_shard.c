/* gen/run/shard: the parts of a table are the table, and near equal */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "seedmill/run.h"

#define TABLES 40
#define WIDE ((uint64_t)1 << 52)

static struct sm_table table[TABLES];
static const struct sm_plan plan = { .tables = table, .ntables = TABLES };

static void set(uint32_t i, uint64_t rows, uint64_t chunk_rows)
{
	table[i].rows = rows;
	table[i].chunk_rows = chunk_rows;
	table[i].chunks = (rows + chunk_rows - 1) / chunk_rows;
	table[i].selected = true;
}

/* Small tables in front, so that phases differ; some empty, one huge. */
static void fill(void)
{
	for (uint32_t i = 0; i < TABLES; i++)
		set(i, i * i, 7);
	set(3, 0, 7);
	set(TABLES - 1, WIDE * 1000 + 1, 1000);
}

static void parts_follow_each_other_and_are_the_table(void **state)
{
	(void)state;
	fill();
	for (uint32_t n = 1; n <= 50; n++)
		for (uint32_t i = 0; i < TABLES; i++) {
			uint64_t chunks = 0, rows = 0;

			for (uint32_t k = 1; k <= n; k++) {
				struct sm_part p = sm_shard_part(
					(struct sm_shard){ k, n }, &plan, i, 0);

				if (p.chunks)
					assert_int_equal(p.first_chunk, chunks);
				chunks += p.chunks;
				rows += p.rows;
			}
			assert_int_equal(chunks, table[i].chunks);
			assert_int_equal(rows, table[i].rows);
		}
}

static void no_part_has_more_than_a_chunk_above_another(void **state)
{
	(void)state;
	fill();
	for (uint32_t n = 2; n <= 50; n++)
		for (uint32_t i = 0; i < TABLES; i++)
			for (uint32_t k = 1; k <= n; k++) {
				struct sm_part p = sm_shard_part(
					(struct sm_shard){ k, n }, &plan, i, 0);
				uint64_t least = table[i].chunks / n;

				assert_in_range(p.chunks, least, least + 1);
			}
}

static void tables_of_one_chunk_fall_to_one_shard_after_the_other(void **state)
{
	unsigned got[16] = { 0 };

	(void)state;
	for (uint32_t i = 0; i < TABLES; i++)
		set(i, 5, 7);
	for (uint32_t k = 1; k <= 16; k++)
		for (uint32_t i = 0; i < TABLES; i++)
			got[k - 1] += sm_shard_part((struct sm_shard){ k, 16 },
						    &plan, i, 0).chunks == 1;
	for (uint32_t k = 0; k < 16; k++)
		assert_in_range(got[k], TABLES / 16, TABLES / 16 + 1);
}

static void a_limit_is_of_the_whole_table(void **state)
{
	uint64_t rows = 0;

	(void)state;
	fill();
	for (uint32_t k = 1; k <= 3; k++)
		rows += sm_shard_part((struct sm_shard){ k, 3 }, &plan, 30, 50)
			.rows;
	assert_int_equal(rows, 50);
}

static void a_table_left_out_moves_no_other(void **state)
{
	const struct sm_shard s = { 2, 5 };
	struct sm_part with, without;

	(void)state;
	fill();
	with = sm_shard_part(s, &plan, 30, 0);
	for (uint32_t i = 0; i < 30; i++)
		table[i].selected = false;
	without = sm_shard_part(s, &plan, 30, 0);
	assert_int_equal(with.first_chunk, without.first_chunk);
	assert_int_equal(with.chunks, without.chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_follow_each_other_and_are_the_table),
		cmocka_unit_test(no_part_has_more_than_a_chunk_above_another),
		cmocka_unit_test(
			tables_of_one_chunk_fall_to_one_shard_after_the_other),
		cmocka_unit_test(a_limit_is_of_the_whole_table),
		cmocka_unit_test(a_table_left_out_moves_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
