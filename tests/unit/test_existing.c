/* gen/plan/existing.c: keys brought by a callback: their order, hash, refusals */
#include <stdio.h>

#include "plan_rows.h"

#include "seedmill/base.h"

/* What the database of a test holds. */
struct there {
	struct sm_key_set set;
	unsigned asked;
	const char *table, *column, *where;
};

static enum sm_code bring(void *ctx, const char *table, const char *column,
			  const char *where, struct sm_key_set *out,
			  struct sm_err *err)
{
	struct there *t = ctx;

	(void)err;
	t->asked++;
	t->table = table;
	t->column = column;
	t->where = where;
	*out = t->set;
	return SM_OK;
}

static void open_with(struct plan_case *c, struct there *t, const char *step)
{
	const struct sm_plan_opts opts = { .key_set = bring, .ctx = t };
	char yaml[1000];

	(void)snprintf(yaml, sizeof(yaml), PLAN_HEAD "  - {name: c, rows: 1000, "
		       "columns: [{name: a, %s}]}\n", step);
	plan_case_open(c, yaml, &opts);
}

#define STEP "ref: {table: far, existing: true}"

static void keys_are_taken_by_value_in_whatever_order_they_come(void **state)
{
	int64_t up[] = { -5, 7, 20, 300 }, mixed[] = { 300, -5, 20, 7 };
	struct there t = { .set = { .column = "id", .n = 4,
				    .type = { .id = SM_T_INT } } };
	struct sm_u128 first, digest;
	struct plan_case c;

	(void)state;
	t.set.v.v.i64 = up;
	open_with(&c, &t, STEP);
	assert_int_equal(c.rc, SM_OK);
	assert_int_equal(c.plan->tables[0].columns[0].type.id, SM_T_INT);
	assert_int_equal(c.plan->tables[0].columns[0].dom.min, -5);
	assert_int_equal(c.plan->tables[0].columns[0].dom.max, 300);
	assert_true(c.plan->tables[0].columns[0].not_null);
	assert_int_equal(c.plan->nrefs, 0);
	first = c.plan->fingerprint;
	digest = plan_case_digest(&c, "c", 100);
	plan_case_close(&c);

	t.set.v.v.i64 = mixed;
	open_with(&c, &t, STEP);
	assert_true(sm_u128_equal(c.plan->fingerprint, first));
	assert_true(sm_u128_equal(plan_case_digest(&c, "c", 7), digest));
	plan_case_close(&c);
}

static void another_key_is_another_plan_that_says_so(void **state)
{
	int64_t a[] = { 1, 2, 3 }, b[] = { 1, 2, 4 };
	struct there t = { .set = { .column = "id", .n = 3,
				    .type = { .id = SM_T_BIGINT } } };
	struct plan_case c, d;
	const struct sm_plan_input *x, *y;

	(void)state;
	t.set.v.v.i64 = a;
	open_with(&c, &t, STEP);
	t.set.v.v.i64 = b;
	open_with(&d, &t, STEP);
	assert_false(sm_u128_equal(c.plan->fingerprint, d.plan->fingerprint));
	x = &c.plan->inputs[c.plan->ninputs - 1];
	y = &d.plan->inputs[d.plan->ninputs - 1];
	assert_string_equal(x->name, "keys of far.id");
	assert_string_equal(y->name, x->name);
	assert_memory_equal(x->value, "3, ", 3);
	assert_string_not_equal(x->value, y->value);
	plan_case_close(&c);
	plan_case_close(&d);
}

static void each_set_is_asked_for_once(void **state)
{
	int64_t a[] = { 1, 2, 3 };
	struct there t = { .set = { .column = "id", .n = 3, .v = { .v = { a } },
				    .type = { .id = SM_T_BIGINT } } };
	struct plan_case c;

	(void)state;
	open_with(&c, &t, STEP "}, {name: b, " STEP "}, {name: d, ref: {table: far, "
		  "existing: true, column: no, where: \"x\\n> 1\"}");
	assert_int_equal(c.rc, SM_OK);
	assert_int_equal(t.asked, 2);
	assert_string_equal(t.table, "far");
	assert_string_equal(t.column, "no");
	assert_string_equal(t.where, "x\n> 1");
	assert_string_equal(c.plan->inputs[c.plan->ninputs - 1].name,
			    "keys of far.id where x > 1");
	assert_int_equal(c.plan->nnotes, 2);
	plan_case_close(&c);
}

static void what_cannot_be_is_refused(void **state)
{
	int64_t a[] = { 1 };
	struct there t = { .set = { .column = "id", .v = { .v = { a } },
				    .type = { .id = SM_T_BIGINT } } };
	struct plan_case c;

	(void)state;
	open_with(&c, &t, "ref: {table: far, existing: true, where: \"a > 1\"}");
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "far has no row to refer to where a > 1"));
	plan_case_close(&c);

	t.set.n = 1;
	t.set.type.id = SM_T_DOUBLE;
	open_with(&c, &t, STEP);
	assert_non_null(strstr(c.err.what, "far.id is of type double"));
	plan_case_close(&c);

	open_with(&c, &t, "ref: {table: c, existing: true}");
	assert_non_null(strstr(c.err.what, "table c is in the profile"));
	plan_case_close(&c);

	plan_case_open(&c, PLAN_HEAD "  - {name: c, rows: 1, columns: [{name: a, "
		       STEP "}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "read from a database, and there is none"));
	assert_non_null(strstr(c.err.fix, "--to URL"));
	plan_case_close(&c);
}

static void texts_that_are_not_utf8_are_refused(void **state)
{
	char bytes[1 + SM_SLACK] = "\xff";
	struct sm_str s = { .p = bytes, .n = 1 };
	struct there t = { .set = { .column = "id", .n = 1,
				    .type = { .id = SM_T_TEXT } } };
	struct plan_case c;

	(void)state;
	t.set.v.v.str = &s;
	open_with(&c, &t, STEP);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "not UTF-8"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_taken_by_value_in_whatever_order_they_come),
		cmocka_unit_test(another_key_is_another_plan_that_says_so),
		cmocka_unit_test(each_set_is_asked_for_once),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(texts_that_are_not_utf8_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
