/* gen/op/op_parent.c: every child names its parent, in whatever order */
#include "plan_rows.h"

#define PARENT \
	"  - {name: p, rows: 200, primary_key: [id], columns: [" \
	"{name: id, serial: {start: 10, step: 10}}, {name: code, int: {min: 1, max: " \
	"99999}, unique: true}, {name: note, text: {}}]}\n"
#define CHILD(fan, step) \
	"  - {name: c, per: {table: p, " fan "}, primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: p_id, " step "}]}\n"
#define READER \
	"  - {name: r, rows: 500, columns: [{name: c_id, ref: {table: c}}, " \
	"{name: seen, copy: {from: c_id.p_id}}]}\n"

static void children_of_one_parent_stand_together(void **state)
{
	static const struct {
		const char *yaml;
		uint64_t min, max;
	} cases[] = {
		{ PLAN_HEAD PARENT CHILD("min: 1, max: 7", "parent: {}"), 1, 7 },
		{ PLAN_HEAD PARENT CHILD("min: 0, max: 3", "parent: {}"), 0, 3 },
		{ PLAN_HEAD PARENT CHILD("min: 4, max: 4", "parent: {}"), 4, 4 },
		{ PLAN_HEAD PARENT CHILD("min: 0, max: 1", "parent: {}"), 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		uint64_t children[201] = { 0 };
		struct plan_case c;
		struct plan_rows r;

		plan_case_make(&c, cases[i].yaml, NULL);
		r = plan_rows_step(&c, "c", "p_id", 13);
		for (uint64_t k = 0; k < r.n; k++) {
			assert_int_equal(r.v[k] % 10, 0);
			assert_in_range(r.v[k], 10, 2000);
			assert_true(k == 0 || r.v[k] >= r.v[k - 1]);
			children[r.v[k] / 10]++;
		}
		for (int k = 1; k <= 200; k++)
			assert_in_range(children[k], cases[i].min, cases[i].max);
		assert_int_equal(c.plan->nrefs, 1);
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

/* Known by a parent of which there is none; each of whom would differ in `s`. */
static void a_table_without_parents_has_no_rows_and_no_doubles(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		       "  - {name: s, rows: 9, primary_key: [id], columns: [{name: "
		       "id, serial: {}}]}\n"
		       "  - {name: p, fixed: 0, primary_key: [id], columns: [{name: "
		       "id, serial: {}}]}\n"
		       "  - {name: c, per: {table: p, min: 1, max: 1}, primary_key: "
		       "[p_id], columns: [{name: p_id, parent: {}}]}\n"
		       "  - {name: d, per: {table: p, min: 1, max: 3}, primary_key: "
		       "[p_id, s], columns: [{name: p_id, parent: {}}, {name: s, "
		       "ref: {table: s, distinct: true}}]}\n", NULL);
	assert_int_equal(c.plan->tables[2].rows, 0);
	assert_int_equal(c.plan->tables[3].rows, 0);
	plan_case_close(&c);
}

static void the_same_child_has_the_same_parent_when_asked_for_alone(void **state)
{
	struct plan_case c;
	struct plan_rows all, ref, seen;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("min: 0, max: 5", "parent: {}")
		       READER, NULL);
	all = plan_rows_of(&c, "c", "p_id");
	ref = plan_rows_of(&c, "r", "c_id");
	seen = plan_rows_of(&c, "r", "seen");
	for (uint64_t i = 0; i < ref.n; i++)
		assert_int_equal(seen.v[i], all.v[ref.v[i] - 1]);
	plan_rows_free(&all);
	plan_rows_free(&ref);
	plan_rows_free(&seen);
	plan_case_close(&c);
}

static void another_column_of_the_parent_can_be_named(void **state)
{
	struct plan_case key, code;
	struct plan_rows id, by_code, codes;

	(void)state;
	plan_case_make(&key, PLAN_HEAD PARENT CHILD("min: 1, max: 3", "parent: {}"),
		       NULL);
	plan_case_make(&code, PLAN_HEAD PARENT CHILD("min: 1, max: 3", "parent: "
		       "{column: code}"), NULL);
	id = plan_rows_of(&key, "c", "p_id");
	by_code = plan_rows_of(&code, "c", "p_id");
	codes = plan_rows_of(&code, "p", "code");
	for (uint64_t i = 0; i < id.n; i++)
		assert_int_equal(by_code.v[i], codes.v[id.v[i] / 10 - 1]);
	plan_rows_free(&id);
	plan_rows_free(&by_code);
	plan_rows_free(&codes);
	plan_case_close(&key);
	plan_case_close(&code);
}

static void with_one_child_at_most_parents_are_unique(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("min: 0, max: 1", "parent: {}, "
		       "unique: true"), NULL);
	assert_true(sm_plan_table(c.plan, "c")->columns[1].unique);
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ PARENT "  - {name: c, rows: 5, columns: [{name: p_id, parent: {}}]}\n",
	  "parent needs a table that says per:", NULL },
	{ PARENT CHILD("min: 1, max: 2", "parent: {}, unique: true"),
	  "must be unique, and parent cannot promise that", NULL },
	{ PARENT CHILD("min: 1, max: 2", "parent: {}, nulls: 0.5"),
	  "a parent cannot be NULL", NULL },
	{ PARENT CHILD("min: 1, max: 2", "parent: {column: cod}"),
	  "no column \"cod\", did you mean \"code\"", NULL },
	{ PARENT CHILD("min: 1, max: 2", "parent: {}, type: text"),
	  "type text cannot hold p.id", NULL },
};

static void what_has_no_parent_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_of_one_parent_stand_together),
		cmocka_unit_test(a_table_without_parents_has_no_rows_and_no_doubles),
		cmocka_unit_test(
			the_same_child_has_the_same_parent_when_asked_for_alone),
		cmocka_unit_test(another_column_of_the_parent_can_be_named),
		cmocka_unit_test(with_one_child_at_most_parents_are_unique),
		cmocka_unit_test(what_has_no_parent_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
