/* gen/plan/tuple: columns drawn jointly, so that a key of them is unique */
#include "plan_rows.h"

#define BOOKED(rows, columns) \
	PLAN_HEAD \
	"  - {name: q, rows: 12, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: t, rows: " rows ", primary_key: [a, b, c], columns: [" columns "]}\n"

static uint64_t clashes(struct plan_case *c, const char *table)
{
	struct plan_rows a = plan_rows_of(c, table, "a");
	struct plan_rows b = plan_rows_of(c, table, "b");
	struct plan_rows d = plan_rows_of(c, table, "c");
	uint64_t n = 0;

	for (uint64_t i = 0; i < a.n; i++)
		for (uint64_t k = 0; k < i; k++)
			n += a.v[i] == a.v[k] && b.v[i] == b.v[k] &&
			     d.v[i] == d.v[k];
	plan_rows_free(&a);
	plan_rows_free(&b);
	plan_rows_free(&d);
	return n;
}

static void no_tuple_comes_twice_to_the_last_of_the_product(void **state)
{
	/* 7 * 12 * 5 = 420, every one of them */
	static const char yaml[] = BOOKED("420", "{name: a, int: {min: 1, max: 7}}, "
					  "{name: b, ref: {table: q}}, {name: c, "
					  "date: {from: 2024-01-01, to: "
					  "2024-01-05}}");
	struct plan_rows a;
	struct plan_case c;
	unsigned seen[8] = { 0 };

	(void)state;
	plan_case_make(&c, yaml, NULL);
	assert_int_equal(clashes(&c, "t"), 0);
	/* drawn, not counted: neither in order nor the same in a row */
	a = plan_rows_of(&c, "t", "a");
	for (uint64_t i = 0; i < 70; i++)
		seen[a.v[i]]++;
	for (size_t i = 1; i < SM_COUNTOF(seen); i++)
		assert_in_range(seen[i], 2, 25);
	plan_rows_free(&a);
	plan_case_close(&c);
}

static void one_tuple_less_than_rows_is_refused_with_the_numbers(void **state)
{
	static const char yaml[] = BOOKED("421", "{name: a, int: {min: 1, max: 7}}, "
					  "{name: b, ref: {table: q}}, {name: c, "
					  "date: {from: 2024-01-01, to: "
					  "2024-01-05}}");
	struct plan_case c;

	(void)state;
	plan_case_open(&c, yaml, NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "(a, b, c) cannot be proved unique"));
	assert_non_null(strstr(c.err.why, "a has 7 values, b has 12 values, c has 5 "
					  "values: 420 tuples for 421 rows"));
	plan_case_close(&c);
}

static void a_column_that_cannot_take_part_stays_as_it_is(void **state)
{
	static const char joint[] = BOOKED("80", "{name: a, int: {min: 1, max: 7}}, "
					   "{name: b, int: {min: 0, max: 9, dist: "
					   "zipf}}, {name: c, int: {max: 19}}");
	static const char alone[] = PLAN_HEAD
		"  - {name: t, rows: 80, columns: [{name: b, int: {min: 0, max: 9, "
		"dist: zipf}}]}\n";
	struct plan_case c, d;
	struct plan_rows x, y;

	(void)state;
	plan_case_make(&c, joint, NULL);
	plan_case_make(&d, alone, NULL);
	assert_int_equal(clashes(&c, "t"), 0);
	x = plan_rows_of(&c, "t", "b");
	y = plan_rows_of(&d, "t", "b");
	assert_memory_equal(x.v, y.v, x.n * sizeof(*x.v));
	plan_rows_free(&x);
	plan_rows_free(&y);
	plan_case_close(&c);
	plan_case_close(&d);
}

/* 4 * 3 tuples do for 9 children, though there are 90 times as many. */
static void within_a_scope_as_few_tuples_as_siblings_will_do(void **state)
{
	static const char yaml[] = PLAN_HEAD
		"  - {name: p, rows: 90, primary_key: [id], columns: [{name: id, "
		"serial: {}}]}\n"
		"  - {name: t, per: {table: p, min: 1, max: 9}, indexes: [{columns: "
		"[b, a, c], unique: true}], columns: [{name: a, parent: {}}, {name: "
		"b, int: {min: 1, max: 4}}, {name: c, int: {min: 1, max: 3}}]}\n";
	struct plan_case c;

	(void)state;
	plan_case_make(&c, yaml, NULL);
	assert_int_equal(clashes(&c, "t"), 0);
	assert_int_equal(c.plan->nnotes, 1);
	assert_non_null(strstr(c.plan->notes[0], "(b, a, c) is drawn jointly"));
	plan_case_close(&c);
}

static bool base_of(void *ctx, const char *table, const char *column, int64_t *base)
{
	(void)table;
	(void)column;
	*base = *(int64_t *)ctx;
	return true;
}

/* Rows 50.. of the run that appends are those a larger table would have. */
static void appended_rows_go_on_in_the_same_shuffle(void **state)
{
	static const char yaml[] = PLAN_HEAD
		"  - {name: t, rows: 50, indexes: [{columns: [a, b], unique: true}], "
		"columns: [{name: id, serial: {}}, {name: a, int: {min: 1, max: 10}}, "
		"{name: b, int: {min: 1, max: 10}}]}\n";
	static const struct sm_row_count whole = { "t", 100 };
	struct sm_live_column columns[] = {
		{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "a", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
		{ .name = "b", .type = { .id = SM_T_BIGINT }, .type_text = "int" },
	};
	struct sm_live_table t = { .name = "t", .exists = true, .writable = true,
				   .what = "table", .columns = columns,
				   .ncolumns = 3 };
	struct sm_schema live = { &t, 1 };
	int64_t base = 51;
	struct sm_plan_opts more = { .live = &live, .serial_base = base_of,
				     .ctx = &base };
	struct sm_plan_opts all = { .rows = &whole, .nrows = 1 };
	static const char *const names[] = { "a", "b" };
	struct plan_case c, d;

	(void)state;
	plan_case_make(&c, yaml, &more);
	plan_case_make(&d, yaml, &all);
	assert_int_equal(c.plan->tables[0].first_row, 50);
	for (size_t i = 0; i < SM_COUNTOF(names); i++) {
		struct plan_rows x = plan_rows_of(&c, "t", names[i]);
		struct plan_rows y = plan_rows_of(&d, "t", names[i]);

		assert_memory_equal(x.v, y.v + 50, 50 * sizeof(*x.v));
		plan_rows_free(&x);
		plan_rows_free(&y);
	}
	plan_case_close(&c);
	plan_case_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_tuple_comes_twice_to_the_last_of_the_product),
		cmocka_unit_test(one_tuple_less_than_rows_is_refused_with_the_numbers),
		cmocka_unit_test(a_column_that_cannot_take_part_stays_as_it_is),
		cmocka_unit_test(within_a_scope_as_few_tuples_as_siblings_will_do),
		cmocka_unit_test(appended_rows_go_on_in_the_same_shuffle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
