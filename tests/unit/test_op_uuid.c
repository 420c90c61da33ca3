/* gen/op/op_uuid.c: version and variant bits, uniqueness, order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

#define ROWS 20000

static int compare(const void *a, const void *b)
{
	const struct sm_u128 *x = a, *y = b;

	if (x->hi != y->hi)
		return x->hi < y->hi ? -1 : 1;
	return x->lo < y->lo ? -1 : x->lo > y->lo;
}

static void version_and_variant_are_in_their_places(void **state)
{
	static const char *const versions[] = { NULL, "4", "7" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(versions); i++) {
		const uint64_t version = i == 2 ? 7 : 4;
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_uuid, NULL, ROWS);
		op_case_compile(&k, "version", versions[i], NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
		for (int r = 0; r < ROWS; r++) {
			assert_true((v.v.u128[r].hi >> 12 & 15) == version);
			assert_true(v.v.u128[r].lo >> 62 == 2);
		}
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, 2000);
		op_case_end(&k);
	}
}

static void no_two_rows_are_equal_even_behind_the_variant(void **state)
{
	static struct sm_u128 seen[ROWS];
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_uuid, NULL, ROWS);
	op_case_compile(&k, NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
	/* the 64 bits that the proof stands on, without the second draw */
	for (int i = 0; i < ROWS; i++)
		seen[i] = (struct sm_u128){ .lo = v.v.u128[i].lo,
					    .hi = v.v.u128[i].hi & 3 };
	qsort(seen, ROWS, sizeof(seen[0]), compare);
	for (int i = 1; i < ROWS; i++)
		assert_false(sm_u128_equal(seen[i - 1], seen[i]));
	op_case_end(&k);
}

static void every_free_bit_of_version_4_is_half_the_time_set(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_uuid, NULL, ROWS);
	op_case_compile(&k, "version", "4", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
	/* 62 bits behind the variant, 12 behind the version, 48 before it */
	for (unsigned bit = 0; bit < 126; bit++) {
		unsigned set = 0;

		for (int r = 0; r < ROWS; r++)
			set += bit < 62 ? (unsigned)(v.v.u128[r].lo >> bit) & 1
					: (unsigned)(v.v.u128[r].hi >> (bit - 62)) & 1;
		if (bit < 62 + 12 || bit >= 62 + 16)
			assert_in_range(set, ROWS / 2 - 400, ROWS / 2 + 400);
	}
	op_case_end(&k);
}

static void version_7_grows_with_the_row_through_its_period(void **state)
{
	static const uint64_t rows[] = { 1, 7, 1000, ROWS };
	const uint64_t from = UINT64_C(1735689600000);  /* 2025-01-01 in ms */
	const uint64_t to = UINT64_C(1767225600000);

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(rows); c++) {
		const uint32_t n = (uint32_t)rows[c];
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_uuid, NULL, n);
		op_case_compile(&k, "version", "7", "from", "2025-01-01", "to",
				"now", NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = n });
		for (uint32_t r = 0; r < n; r++) {
			uint64_t ms = v.v.u128[r].hi >> 16;

			/* each row in its own equal piece */
			assert_true(ms >= from + (to - from) / n * r);
			assert_true(ms <= from + (to - from) / n * (r + 1) + n);
			assert_true(ms <= to);
			if (r > 0)
				assert_true(compare(&v.v.u128[r - 1],
						    &v.v.u128[r]) < 0);
		}
		op_case_end(&k);
	}
}

static void more_rows_than_ticks_are_still_unique(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_uuid, NULL, ROWS);
	op_case_compile(&k, "version", "7", "from", "now", "to", "now", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
	for (int r = 0; r < ROWS; r++)
		assert_true(v.v.u128[r].hi >> 16 == OP_CASE_AS_OF / 1000);
	op_case_keeps_promises(&k, 3000);
	op_case_end(&k);
}

static void what_cannot_be_is_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_uuid, NULL, 10);
	op_case_refuses(&k, "version \"1\" is not one of 4, 7", "version", "1",
			NULL);
	op_case_refuses(&k, "version 4 holds no time", "from", "-1y", NULL);
	op_case_refuses(&k, "version 4 holds no time", "version", "4", "to", "now",
			NULL);
	op_case_refuses(&k, "the times of version 7 start in 1970", "version", "7",
			"from", "1969-12-31", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_and_variant_are_in_their_places),
		cmocka_unit_test(no_two_rows_are_equal_even_behind_the_variant),
		cmocka_unit_test(every_free_bit_of_version_4_is_half_the_time_set),
		cmocka_unit_test(version_7_grows_with_the_row_through_its_period),
		cmocka_unit_test(more_rows_than_ticks_are_still_unique),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
