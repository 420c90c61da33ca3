/* gen/op/ref_existing.c: keys of rows that are there, chosen as any others are */
#include <stdio.h>

#include "plan_rows.h"
#include "statcheck.h"

#include "seedmill/base.h"

static enum sm_code bring(void *ctx, const char *table, const char *column,
			  const char *where, struct sm_key_set *out,
			  struct sm_err *err)
{
	(void)table;
	(void)column;
	(void)where;
	(void)err;
	*out = *(const struct sm_key_set *)ctx;
	return SM_OK;
}

/* `more` tables besides; c is the one that refers. */
static void open_with(struct plan_case *c, struct sm_key_set *set, const char *rows,
		      const char *step)
{
	const struct sm_plan_opts opts = { .key_set = bring, .ctx = set };
	char yaml[1000];

	(void)snprintf(yaml, sizeof(yaml), PLAN_HEAD "  - {name: c, rows: %s, "
		       "columns: [{name: a, %s}]}\n", rows, step);
	plan_case_open(c, yaml, &opts);
}

#define STEP(more) "ref: {table: far, existing: true" more "}"

static void hundred(int64_t *v, struct sm_key_set *set)
{
	for (int i = 0; i < 100; i++)
		v[i] = 1000 + 7 * (int64_t)i;
	*set = (struct sm_key_set){ .column = "id", .n = 100,
				    .type = { .id = SM_T_BIGINT } };
	set->v.v.i64 = v;
}

static void every_key_is_as_likely_as_any_other(void **state)
{
	int64_t v[100];
	uint64_t seen[100] = { 0 };
	struct sm_key_set set;
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	hundred(v, &set);
	open_with(&c, &set, "50000", STEP(""));
	assert_int_equal(c.rc, SM_OK);
	r = plan_rows_of(&c, "c", "a");
	for (uint64_t i = 0; i < r.n; i++) {
		assert_int_equal((r.v[i] - 1000) % 7, 0);
		assert_in_range(r.v[i], 1000, 1693);
		seen[(r.v[i] - 1000) / 7]++;
	}
	assert_true(chi_square_flat(seen, 100, 50000) < chi_square_bound(99));
	plan_rows_free(&r);
	plan_case_close(&c);
}

/* Row i of a table of as many rows has the number that key i has. */
static void they_are_chosen_like_the_rows_of_a_table(void **state)
{
	static const char *const ways[] = { "", ", dist: zipf", ", dist: sequential",
		", dist: hot, hot: 0.1, share: 0.8", ", skip: 3", ", each: true",
		", dist: normal", ", rows: [5, 99, 5]" };
	int64_t v[100];
	struct sm_key_set set;

	(void)state;
	hundred(v, &set);
	for (size_t i = 0; i < SM_COUNTOF(ways); i++) {
		const struct sm_plan_opts opts = { .key_set = bring, .ctx = &set };
		struct plan_case a, b;
		struct plan_rows x, y;
		char yaml[1000];

		(void)snprintf(yaml, sizeof(yaml), PLAN_HEAD "  - {name: far, rows: 100,"
			       " primary_key: [id], columns: [{name: id, serial: "
			       "{start: 1000, step: 7}}]}\n  - {name: c, rows: 3000, "
			       "columns: [{name: a, ref: {table: far%s}}]}\n", ways[i]);
		plan_case_make(&a, yaml, NULL);
		(void)snprintf(yaml, sizeof(yaml), PLAN_HEAD "  - {name: c, rows: 3000, "
			       "columns: [{name: a, ref: {table: far, existing: true"
			       "%s}}]}\n", ways[i]);
		plan_case_make(&b, yaml, &opts);
		x = plan_rows_of(&a, "c", "a");
		y = plan_rows_of(&b, "c", "a");
		assert_memory_equal(x.v, y.v, x.n * sizeof(*x.v));
		plan_rows_free(&x);
		plan_rows_free(&y);
		plan_case_close(&a);
		plan_case_close(&b);
	}
}

static void unique_takes_every_key_once(void **state)
{
	int64_t v[100];
	bool seen[100] = { false };
	struct sm_key_set set;
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	hundred(v, &set);
	open_with(&c, &set, "100", STEP("") ", unique: true");
	assert_int_equal(c.rc, SM_OK);
	r = plan_rows_of(&c, "c", "a");
	for (uint64_t i = 0; i < r.n; i++) {
		assert_false(seen[(r.v[i] - 1000) / 7]);
		seen[(r.v[i] - 1000) / 7] = true;
	}
	plan_rows_free(&r);
	plan_case_close(&c);
	open_with(&c, &set, "101", STEP("") ", unique: true");
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "needs 101 different parents, there are "
			       "100"));
	plan_case_close(&c);
}

static void texts_and_uuids_are_keys_too(void **state)
{
	char text[3][4 + SM_SLACK] = { "b", "\xc3\xa4", "ab" };
	struct sm_str s[3];
	struct sm_u128 u[2] = { { 1, 2 }, { 5, 0 } };
	struct sm_key_set set = { .column = "id", .n = 3,
				  .type = { .id = SM_T_TEXT } };
	struct plan_case c;
	char *out;

	(void)state;
	for (int i = 0; i < 3; i++)
		s[i] = (struct sm_str){ .p = text[i],
					.n = (uint32_t)strlen(text[i]) };
	set.v.v.str = s;
	open_with(&c, &set, "4", STEP(", dist: sequential"));
	assert_int_equal(c.rc, SM_OK);
	assert_int_equal(c.plan->tables[0].columns[0].dom.width, 2);
	assert_int_equal(c.plan->tables[0].columns[0].dom.chars, 2);
	assert_false(c.plan->tables[0].columns[0].dom.plain);
	out = plan_case_text(&c, "c", 0, 4);
	assert_string_equal(out, "ab\nb\n\xc3\xa4\nab\n");
	free(out);
	plan_case_close(&c);

	set.type.id = SM_T_UUID;
	set.v.v.u128 = u;
	set.n = 2;
	open_with(&c, &set, "3", STEP(", dist: sequential"));
	out = plan_case_text(&c, "c", 0, 3);
	assert_string_equal(out, "00000000-0000-0000-0000-000000000005\n"
				 "00000000-0000-0002-0000-000000000001\n"
				 "00000000-0000-0000-0000-000000000005\n");
	free(out);
	plan_case_close(&c);
}

static void a_value_does_not_depend_on_how_rows_are_grouped(void **state)
{
	char text[100][4 + SM_SLACK];
	struct sm_str s[100];
	struct sm_key_set set = { .column = "id", .n = 100,
				  .type = { .id = SM_T_VARCHAR, .length = 9 } };
	struct sm_u128 one;
	struct plan_case c;

	(void)state;
	for (int i = 0; i < 100; i++) {
		(void)snprintf(text[i], 4, "k%d", i);
		s[i] = (struct sm_str){ .p = text[i],
					.n = (uint32_t)strlen(text[i]) };
	}
	set.v.v.str = s;
	open_with(&c, &set, "5000", STEP(", dist: zipf") ", nulls: 0.2");
	assert_int_equal(c.rc, SM_OK);
	one = plan_case_digest(&c, "c", 1);
	assert_true(sm_u128_equal(one, plan_case_digest(&c, "c", 17)));
	assert_true(sm_u128_equal(one, plan_case_digest(&c, "c", 4096)));
	plan_case_close(&c);
}

static void what_does_not_go_with_it_is_refused(void **state)
{
	static const struct {
		const char *step, *says;
	} cases[] = {
		{ "ref: {table: far, where: \"a\"}", "where goes with existing" },
		{ STEP(", same: x"), "same cannot go with existing" },
		{ STEP(", columns: [a, b]"), "the key must be one column" },
		{ STEP(", fanout: 2"), "a tree is a reference to the table itself" },
		{ "type: text, " STEP(""), "type text cannot hold far.id" },
		{ "type: smallint, " STEP(", rows: [1]"), NULL },
		{ STEP("") "}, {name: b, copy: {from: a.name}",
		  "a is not a reference" },
	};
	int64_t v[100];
	struct sm_key_set set;
	struct plan_case c;

	(void)state;
	hundred(v, &set);
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		open_with(&c, &set, "10", cases[i].step);
		assert_int_equal(c.rc, cases[i].says ? SM_E_PROFILE : SM_OK);
		if (cases[i].says && !strstr(c.err.what, cases[i].says))
			fail_msg("%s: %s", cases[i].step, c.err.what);
		plan_case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_as_likely_as_any_other),
		cmocka_unit_test(they_are_chosen_like_the_rows_of_a_table),
		cmocka_unit_test(unique_takes_every_key_once),
		cmocka_unit_test(texts_and_uuids_are_keys_too),
		cmocka_unit_test(a_value_does_not_depend_on_how_rows_are_grouped),
		cmocka_unit_test(what_does_not_go_with_it_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
