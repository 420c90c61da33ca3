/* gen/plan/rows: how many rows each table has, and where --append goes on */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_live.h"

#define HEAD "version: 1\nname: t\nseed: 1\n"
#define SIZES \
	"sizes:\n  - {name: half, scale: 0.5}\n" \
	"  - {name: own, scale: 10, tables: [{table: a, rows: 3}]}\n"
#define TABLES \
	"tables:\n" \
	"  - {name: a, rows: 40, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: f, fixed: 7, columns: [{name: id, serial: {}}]}\n" \
	"  - {name: k, per: {table: a, min: 3, max: 3}, columns: [{name: a_id, " \
	"parent: {}}]}\n"

static void rows_come_from_the_nearest_that_names_them(void **state)
{
	static const struct sm_row_count given[] = { { "a", 5 }, { "f", 1 } };
	static const struct {
		struct sm_plan_opts opts;
		uint64_t a, f, k;
	} cases[] = {
		{ { .scale = 0 }, 40, 7, 120 },
		{ { .scale = 2 }, 80, 7, 240 },
		{ { .size = "half" }, 20, 7, 60 },
		{ { .size = "half", .scale = 3 }, 60, 7, 180 },
		{ { .size = "own" }, 3, 7, 9 },
		{ { .size = "own", .scale = 9, .rows = given, .nrows = 2 }, 5, 1,
		  15 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, HEAD SIZES TABLES, &cases[i].opts);
		assert_int_equal(sm_plan_table(c.plan, "a")->rows, cases[i].a);
		assert_int_equal(sm_plan_table(c.plan, "f")->rows, cases[i].f);
		assert_int_equal(sm_plan_table(c.plan, "k")->rows, cases[i].k);
		plan_case_close(&c);
	}
}

/* A `per` table with rows of its own: scaled, or told, like any other. */
static void a_total_is_scaled_and_told_like_rows(void **state)
{
	static const char *const yaml = HEAD
		"sizes:\n  - {name: half, scale: 0.5}\n"
		"  - {name: own, scale: 10, tables: [{table: k, rows: 7}]}\n"
		"tables:\n"
		"  - {name: a, rows: 40, primary_key: [id], columns: [{name: id, "
		"serial: {}}]}\n"
		"  - {name: k, per: {table: a, rows: 101}, columns: [{name: a_id, "
		"parent: {}}]}\n";
	static const struct sm_row_count five[] = { { "k", 5 } };
	static const struct sm_row_count none[] = { { "k", 0 } };
	static const struct sm_row_count nobody[] = { { "k", 0 }, { "a", 0 } };
	static const struct {
		struct sm_plan_opts opts;
		uint64_t a, k;
	} cases[] = {
		{ { .scale = 0 }, 40, 101 },
		{ { .scale = 2 }, 80, 202 },
		{ { .size = "half" }, 20, 51 },
		{ { .scale = 0.001 }, 1, 1 },
		{ { .size = "own" }, 400, 7 },
		{ { .size = "own", .scale = 9, .rows = five, .nrows = 1 }, 3600, 5 },
		{ { .rows = none, .nrows = 1 }, 40, 0 },
		{ { .rows = nobody, .nrows = 2 }, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, yaml, &cases[i].opts);
		assert_int_equal(sm_plan_table(c.plan, "a")->rows, cases[i].a);
		assert_int_equal(sm_plan_table(c.plan, "k")->rows, cases[i].k);
		plan_case_close(&c);
	}
}

static void a_total_cannot_be_spread_over_nobody(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD "tables:\n  - {name: a, fixed: 0, primary_key: [id], "
		       "columns: [{name: id, serial: {}}]}\n  - {name: k, per: "
		       "{table: a, rows: 1000}, columns: [{name: a_id, parent: "
		       "{}}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "k: 1,000 rows are to be spread over a, "
					   "which has none"));
	plan_case_close(&c);
}

static void more_rows_than_there_are_numbers_are_refused_where_they_stand(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD "tables:\n  - {name: a, rows: 4611686018427387904, "
		       "columns: [{name: x, int: {}}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "a: 4611686018427387904 rows are too many"));
	plan_case_close(&c);
}

static void a_size_cannot_count_the_children_of_min_and_max(void **state)
{
	static const struct sm_plan_opts opts = { .size = "s" };
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD "sizes: [{name: s, tables: [{table: k, rows: 9}]}]\n"
		       TABLES, &opts);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "size s: k has as many rows as a has "
					   "children"));
	plan_case_close(&c);
}

static void an_option_that_names_what_is_not_there_is_a_usage_error(void **state)
{
	static const struct sm_row_count bad[] = { { "aa", 5 }, { "k", 5 } };
	static const char *const only[] = { "zz" };
	static const struct {
		struct sm_plan_opts opts;
		const char *text;
	} cases[] = {
		{ { .rows = bad, .nrows = 1 }, "no table \"aa\", did you mean \"a\"" },
		{ { .rows = bad + 1, .nrows = 1 },
		  "k has as many rows as a has children" },
		{ { .only = only, .nonly = 1 }, "--table: the profile has no table" },
		{ { .size = "hafl" }, "no size \"hafl\", did you mean \"half\"" },
		{ { .scale = 1e18 }, "is too many" },
		{ { .as_of = "yesterday" }, "--as-of takes a time" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_open(&c, HEAD SIZES TABLES, &cases[i].opts);
		if (c.rc != SM_E_USAGE || !strstr(c.err.what, cases[i].text))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		assert_null(c.plan);
		plan_case_close(&c);
	}
}

/* --append: keys go on, and row numbers with them. */
static bool base_is(void *ctx, const char *table, const char *column,
		    int64_t *base)
{
	(void)column;
	*base = *(int64_t *)ctx;
	return strcmp(table, "a") == 0;
}

static void appended_rows_are_those_a_larger_table_would_have(void **state)
{
	static const char *const yaml = HEAD
		"tables:\n  - {name: a, rows: 20, columns: [{name: id, serial: "
		"{start: 10, step: 5}}, {name: x, int: {}}]}\n";
	const struct sm_row_count forty = { "a", 40 };
	const struct sm_plan_opts all = { .rows = &forty, .nrows = 1 };
	int64_t base = 10 + 20 * 5 - 4;     /* after the key 105 came one more */
	struct sm_live_column columns[] = {
		{ .name = "id", .type_text = "bigint", .type = { .id = SM_T_BIGINT } },
		{ .name = "x", .type_text = "bigint", .type = { .id = SM_T_BIGINT } },
	};
	struct sm_live_table t = { .name = "a", .exists = true, .writable = true,
				   .columns = columns, .ncolumns = 2 };
	struct sm_schema schema = { .tables = &t, .ntables = 1 };
	const struct sm_plan_opts more = { .live = &schema, .serial_base = base_is,
					   .ctx = &base };
	struct plan_case whole, part;
	char *a, *b;

	(void)state;
	plan_case_make(&whole, yaml, &all);
	plan_case_make(&part, yaml, &more);
	assert_int_equal(part.plan->tables[0].first_row, 20);
	assert_int_equal(part.plan->tables[0].rows, 20);
	a = plan_case_text(&whole, "a", 20, 20);
	b = plan_case_text(&part, "a", 0, 20);
	/* the key starts where it was told to, the rest is as in the large one */
	assert_memory_equal(b, "106\t", 4);
	assert_memory_equal(a, "110\t", 4);
	assert_int_equal(strlen(a), strlen(b));
	assert_string_equal(strrchr(a, '\t'), strrchr(b, '\t'));
	free(a);
	free(b);
	plan_case_close(&whole);
	plan_case_close(&part);
}

/* a had 20 rows and gets 20 more; k is `per` a with rows: 50. */
static void appended_totals_are_spread_over_the_new_parents(void **state)
{
	static const char *const yaml = HEAD
		"tables:\n  - {name: a, rows: 20, primary_key: [id], columns: "
		"[{name: id, serial: {}}, {name: x, int: {}}]}\n"
		"  - {name: k, per: {table: a, rows: 50}, columns: [{name: a_id, "
		"parent: {}}, {name: n, ordinal: {}}]}\n";
	int64_t base = 21;
	struct sm_live_column columns[] = {
		{ .name = "id", .type_text = "bigint", .type = { .id = SM_T_BIGINT } },
		{ .name = "x", .type_text = "bigint", .type = { .id = SM_T_BIGINT } },
	};
	struct sm_live_table t[] = {
		{ .name = "a", .exists = true, .writable = true,
		  .columns = columns, .ncolumns = 2 },
		{ .name = "k" },
	};
	struct sm_schema schema = { .tables = t, .ntables = 2 };
	const struct sm_plan_opts more = { .live = &schema, .serial_base = base_is,
					   .ctx = &base };
	unsigned seen[20] = { 0 };
	struct plan_case c;
	char *text, *at;

	(void)state;
	plan_case_make(&c, yaml, &more);
	assert_int_equal(sm_plan_table(c.plan, "k")->rows, 50);
	assert_int_equal(sm_plan_table(c.plan, "k")->first_row, 50);
	text = plan_case_text(&c, "k", 0, 50);
	at = text;
	for (int i = 0; i < 50; i++) {
		long a_id = strtol(at, &at, 10), n = strtol(at, &at, 10);

		assert_in_range(a_id, 21, 40);
		assert_int_equal(n, ++seen[a_id - 21]);
	}
	for (int i = 0; i < 20; i++)
		assert_in_range(seen[i], 2, 3);
	free(text);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_from_the_nearest_that_names_them),
		cmocka_unit_test(a_total_is_scaled_and_told_like_rows),
		cmocka_unit_test(a_total_cannot_be_spread_over_nobody),
		cmocka_unit_test(more_rows_than_there_are_numbers_are_refused_where_they_stand),
		cmocka_unit_test(a_size_cannot_count_the_children_of_min_and_max),
		cmocka_unit_test(
			an_option_that_names_what_is_not_there_is_a_usage_error),
		cmocka_unit_test(appended_rows_are_those_a_larger_table_would_have),
		cmocka_unit_test(appended_totals_are_spread_over_the_new_parents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
