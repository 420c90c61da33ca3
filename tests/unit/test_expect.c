/*
 * load/expect: rows made again for verify. The target here gives the planned
 * rows, but for one thing that somebody changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "load/expect.h"
#include "plan_case.h"
#include "seedmill/target.h"

#define ROWS 5000

/* What was done to the table; rows from 0, -1: to none. */
struct tampering {
	int64_t changed, deleted, added_behind;
	bool truncated;
};

static struct plan_case plan;

/* One row at a time, so that the walk crosses its units anywhere. */
static enum sm_code read_rows(struct sm_target *t, const struct sm_table *table,
			      bool by_key, sm_read_fn *fn, void *ctx,
			      struct sm_err *err)
{
	const struct tampering *how = t->impl;
	struct sm_worker *w = sm_worker_new(plan.plan);
	bool more = true;

	assert_true(by_key);
	assert_non_null(w);
	for (int64_t i = 0; more && i < (how->truncated ? ROWS / 2 : ROWS); i++) {
		const struct sm_vec *cols = sm_worker_rows(w, table, (uint64_t)i, 1);

		if (i == how->deleted)
			continue;
		if (i == how->changed)
			cols[1].v.i64[0]++;
		more = fn(ctx, cols, 1);
		if (more && i == how->added_behind) {
			/* its key lies between two of the plan's */
			cols[0].v.i64[0]++;
			more = fn(ctx, cols, 1);
		}
	}
	sm_worker_free(w);
	(void)err;
	return SM_OK;
}

static const struct sm_target_kind kind = { .name = "tampered",
					    .read = read_rows };

static int open_plan(void **state)
{
	(void)state;
	plan_case_make(&plan, "version: 1\nname: t\ntables:\n  - {name: a, rows: "
		       "5000, primary_key: [id], columns: [{name: id, serial: "
		       "{step: 10}}, {name: x, int: {min: 1, max: 90}}, {name: w, "
		       "words: {list: city}}]}\n", NULL);
	return 0;
}

static int close_plan(void **state)
{
	(void)state;
	plan_case_close(&plan);
	return 0;
}

static void first(struct tampering how, struct sm_first_difference *d)
{
	struct sm_target target = { .kind = &kind, .plan = plan.plan,
				    .impl = &how };
	struct sm_err err = { 0 };

	assert_int_equal(sm__expect_first(&target, plan.plan,
					  &plan.plan->tables[0], NULL, d, &err),
			 SM_OK);
}

static void untouched_rows_do_not_differ(void **state)
{
	struct sm_first_difference d;

	(void)state;
	first((struct tampering){ -1, -1, -1, false }, &d);
	assert_int_equal(d.kind, SM_DIFF_NONE);
}

static void a_changed_value_is_named_by_row_key_and_column(void **state)
{
	static const int64_t rows[] = { 0, 1, 2047, 2048, ROWS - 1 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(rows); i++) {
		struct sm_first_difference d;
		char key[32];

		first((struct tampering){ rows[i], -1, -1, false }, &d);
		assert_int_equal(d.kind, SM_DIFF_VALUE);
		assert_int_equal(d.row, rows[i]);
		assert_string_equal(d.column, "x");
		snprintf(key, sizeof(key), "id %d", 1 + 10 * (int)rows[i]);
		assert_string_equal(d.key, key);
	}
}

static void a_row_that_is_gone_is_named(void **state)
{
	static const int64_t rows[] = { 0, 700, 2048, ROWS - 1 };
	struct sm_first_difference d;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(rows); i++) {
		first((struct tampering){ -1, rows[i], -1, false }, &d);
		assert_int_equal(d.kind, SM_DIFF_MISSING);
		assert_int_equal(d.row, rows[i]);
	}
	first((struct tampering){ -1, -1, -1, true }, &d);
	assert_int_equal(d.kind, SM_DIFF_MISSING);
	assert_int_equal(d.row, ROWS / 2);
}

static void a_row_too_many_is_found_where_it_stands(void **state)
{
	struct sm_first_difference d;

	(void)state;
	first((struct tampering){ -1, -1, 41, false }, &d);
	assert_int_equal(d.kind, SM_DIFF_EXTRA);
	assert_int_equal(d.row, 42);
	first((struct tampering){ -1, -1, ROWS - 1, false }, &d);
	assert_int_equal(d.kind, SM_DIFF_EXTRA);
	assert_int_equal(d.row, ROWS);
}

static void the_digest_is_the_same_for_any_number_of_threads(void **state)
{
	struct sm_u128 want = plan_case_digest(&plan, "a", 500);

	(void)state;
	for (unsigned jobs = 1; jobs < 6; jobs++) {
		struct sm_u128 got;
		struct sm_err err = { 0 };

		assert_int_equal(sm__expect_digest(plan.plan,
						   &plan.plan->tables[0], jobs,
						   NULL, &got, &err), SM_OK);
		assert_true(sm_u128_equal(got, want));
	}
}

static void a_signal_stops_it(void **state)
{
	atomic_int stop = 1;
	struct sm_u128 got;
	struct sm_err err = { 0 };

	(void)state;
	assert_int_equal(sm__expect_digest(plan.plan, &plan.plan->tables[0], 2,
					   &stop, &got, &err), SM_E_STOPPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(untouched_rows_do_not_differ),
		cmocka_unit_test(a_changed_value_is_named_by_row_key_and_column),
		cmocka_unit_test(a_row_that_is_gone_is_named),
		cmocka_unit_test(a_row_too_many_is_found_where_it_stands),
		cmocka_unit_test(the_digest_is_the_same_for_any_number_of_threads),
		cmocka_unit_test(a_signal_stops_it),
	};

	return cmocka_run_group_tests(tests, open_plan, close_plan);
}
