/* gen/plan/shard.c: the parts of a plan are disjoint and together all of it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define YAML "version: 1\nname: t\nseed: 1\ntables:\n" \
	"  - {name: a, rows: 1, columns: [{name: x, int: {}}]}\n" \
	"  - {name: b, rows: 2500, columns: [{name: x, int: {}}]}\n" \
	"  - {name: c, rows: 40001, columns: [{name: x, int: {}}]}\n" \
	"  - {name: d, fixed: 0, columns: [{name: x, int: {}}]}\n"

static void every_chunk_is_in_one_part_and_rows_add_up(void **state)
{
	static const uint32_t parts[] = { 1, 2, 3, 7, 16, 41, 100 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(parts); i++) {
		uint64_t rows[4] = { 0 }, chunks[4] = { 0 }, most = 0;
		uint8_t seen[4][64] = { 0 };

		for (uint32_t k = 0; k < parts[i]; k++) {
			struct sm_plan_opts opts = { .chunk_rows = 1000,
						     .shard = { k, parts[i] } };
			struct plan_case c;
			uint64_t mine = 0;

			plan_case_make(&c, YAML, &opts);
			for (uint32_t t = 0; t < 4; t++) {
				uint64_t n = 0, r = 0;

				for (uint64_t j = 0; j < c.plan->tables[t].chunks; j++) {
					if (!sm_plan_has(c.plan, t, j))
						continue;
					assert_int_equal(seen[t][j], 0);
					seen[t][j] = 1;
					n++;
					r += sm_chunk_rows(&c.plan->tables[t], j);
				}
				assert_int_equal(sm_plan_chunks(c.plan, t), n);
				assert_int_equal(sm_plan_rows(c.plan, t), r);
				chunks[t] += n;
				rows[t] += r;
				mine += r;
			}
			most = mine > most ? mine : most;
			plan_case_close(&c);
		}
		assert_int_equal(chunks[0] + chunks[1] + chunks[2] + chunks[3], 45);
		assert_int_equal(rows[0], 1);
		assert_int_equal(rows[1], 2500);
		assert_int_equal(rows[2], 40001);
		assert_int_equal(rows[3], 0);
		/* an equal share, give or take what small tables cannot split */
		assert_true(most <= 42502 / parts[i] + 2000);
	}
}

static void a_part_has_the_fingerprint_of_the_whole(void **state)
{
	struct sm_plan_opts part = { .shard = { 2, 5 } };
	struct plan_case a, b;

	(void)state;
	plan_case_make(&a, YAML, NULL);
	plan_case_make(&b, YAML, &part);
	assert_string_equal(a.plan->run_id, b.plan->run_id);
	plan_case_close(&a);
	plan_case_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chunk_is_in_one_part_and_rows_add_up),
		cmocka_unit_test(a_part_has_the_fingerprint_of_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
