/* gen/op/op_switch.c: the field named by another column makes the value */
#include "plan_rows.h"

#define HEAD PLAN_HEAD \
	"  - {name: a, rows: 50, primary_key: [id], columns: [{name: id, type: bigint, " \
	"serial: {start: 0}}]}\n" \
	"  - {name: b, rows: 60, primary_key: [id], columns: [{name: id, type: bigint, " \
	"serial: {start: 1000}}]}\n"
#define REFS "fields: [{name: x, ref: {table: a}}, {name: y, ref: {table: b}}"
#define T(kind, more) \
	"  - {name: t, rows: 3000, primary_key: [id], columns: [{name: id, serial: " \
	"{start: 0}}, " kind ", " more "]}\n"
#define KIND "{name: kind, type: \"enum(x, y)\", pick: {values: [x, y]}}, {name: is_x, " \
	"type: bool, expr: {text: \"kind = 'x'\"}}"

static void a_pair_of_columns_points_to_rows_of_two_tables(void **state)
{
	static const uint32_t steps[] = { 0, 1, 37 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD T(KIND, "{name: v, type: bigint, switch: {on: kind, " REFS
		       "]}}"), NULL);
	for (size_t s = 0; s < SM_COUNTOF(steps); s++) {
		struct plan_rows is_x = plan_rows_step(&c, "t", "is_x", steps[s]);
		struct plan_rows v = plan_rows_step(&c, "t", "v", steps[s]);
		uint64_t xs = 0;

		assert_false(v.column->dom.nullable);
		for (uint64_t i = 0; i < v.n; i++) {
			if (is_x.v[i])
				assert_in_range(v.v[i], 0, 49);
			else
				assert_in_range(v.v[i], 1000, 1059);
			xs += (uint64_t)is_x.v[i];
		}
		assert_in_range(xs, 1300, 1700);
		assert_int_equal(v.column->dom.min, 0);
		assert_int_equal(v.column->dom.max, 1059);
		plan_rows_free(&is_x);
		plan_rows_free(&v);
	}
	/* what has no foreign key is no reference of the plan */
	assert_int_equal(c.plan->nrefs, 0);
	plan_case_close(&c);
}

static void what_no_field_is_for_is_null_or_else(void **state)
{
	struct plan_case c;
	struct plan_rows v, w, is_x, none;

	(void)state;
	plan_case_make(&c, HEAD T("{name: kind, type: text, pick: {values: [x, y, z]}, "
		       "nulls: 0.2}, {name: is_x, type: bool, expr: {text: \"coalesce("
		       "kind, '-') = 'x'\"}}, {name: none, type: bool, expr: {text: "
		       "\"kind is null or kind = 'z'\"}}",
		       "{name: v, type: int, switch: {on: kind, fields: [{name: x, int: "
		       "{max: 9}}, {name: y, int: {min: 20, max: 29}}]}}, {name: w, "
		       "type: int, switch: {on: kind, fields: [{name: x, int: {max: 9}}, "
		       "{name: else, int: {min: 70, max: 79}}]}}"), NULL);
	v = plan_rows_of(&c, "t", "v");
	w = plan_rows_of(&c, "t", "w");
	is_x = plan_rows_of(&c, "t", "is_x");
	none = plan_rows_of(&c, "t", "none");
	assert_true(v.column->dom.nullable);
	assert_false(w.column->dom.nullable);
	for (uint64_t i = 0; i < v.n; i++) {
		assert_int_equal(v.null[i], none.v[i]);
		assert_true(v.null[i] || (is_x.v[i] ? v.v[i] <= 9 : v.v[i] >= 20));
		assert_true(is_x.v[i] ? w.v[i] <= 9 : w.v[i] >= 70);
	}
	plan_rows_free(&v);
	plan_rows_free(&w);
	plan_rows_free(&is_x);
	plan_rows_free(&none);
	plan_case_close(&c);
}

/* Not one value can be NULL when there is a field for all that a pick can be. */
static void fields_have_the_columns_type_and_cover_what_a_pick_can_be(void **state)
{
	struct plan_case c;
	const struct sm_table *t;

	(void)state;
	plan_case_make(&c, HEAD T("{name: kind, type: text, pick: {values: [x, y]}}, "
		       "{name: k2, type: text, copy: {from: kind}}",
		       "{name: v, type: \"numeric(9,2)\", switch: {on: k2, fields: ["
		       "{name: x, decimal: {min: 1, max: 2}}, {name: y, decimal: {min: "
		       "5, max: 6}}]}}, {name: w, type: \"enum(p, q)\", switch: {on: "
		       "kind, fields: [{name: x, pick: {values: [p]}}, {name: y, "
		       "constant: {value: q}}]}}"), NULL);
	t = sm_plan_table(c.plan, "t");
	assert_false(t->columns[3].dom.nullable);
	assert_int_equal(t->columns[3].dom.min, 100);
	assert_int_equal(t->columns[3].dom.max, 600);
	assert_false(t->columns[4].dom.nullable);
	plan_case_close(&c);
}

static void what_does_not_fit_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ T(KIND, "{name: v, switch: {on: id, fields: [{name: x, int: {}}]}}"),
		  "id is of type", NULL },
		{ T(KIND, "{name: v, switch: {on: kin, fields: [{name: x, int: {}}]}}"),
		  "no column \"kin\"", NULL },
		{ T(KIND, "{name: v, type: int, switch: {on: kind, fields: [{name: x, "
		    "int: {}}, {name: y, words: {list: city}}]}}"),
		  "t.v.y: words cannot fill a column of type int", NULL },
		{ T(KIND, "{name: v, type: int, switch: {on: kind, fields: [{name: x, "
		    "int: {}}, {name: y, type: text, words: {list: city}}]}}"),
		  "field \"y\" is of type text, which is not kept in a int", NULL },
		{ T(KIND, "{name: v, type: int, switch: {on: kind, fields: [{name: x, "
		    "int: {}}, {name: yy, int: {}}]}}"),
		  "\"yy\" is no value of kind, did you mean \"y\"?", NULL },
		{ T(KIND, "{name: v, type: int, switch: {fields: [{name: x, int: {}}]}}"),
		  "switch needs on: COLUMN", NULL },
		{ T(KIND, "{name: v, type: int, switch: {on: kind}}"), "fields", NULL },
		{ T(KIND, "{name: v, type: int, switch: {on: kind, in: 3, fields: [{name: "
		    "x, int: {}}]}}"), "unknown key \"in\"", NULL },
		{ T(KIND, "{name: v, type: smallint, switch: {on: kind, fields: [{name: x, "
		    "type: int, int: {max: 70000}}]}}"), "70000", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

/* What a pick lists is not all: fixtures of the column may be other texts. */
static void a_fixture_that_no_field_is_for_makes_null(void **state)
{
	struct plan_case c;
	struct plan_rows v;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		"  - {name: t, rows: 60, fixtures: {columns: [kind], rows: [[z], [x], "
		"[w]]}, columns: [{name: kind, type: text, pick: {values: [x, y]}}, "
		"{name: v, type: bigint, switch: {on: kind, fields: [{name: x, int: {min: "
		"1, max: 9}}, {name: y, int: {min: 1, max: 9}}, {name: w, int: {min: 50, "
		"max: 59}}]}}]}\n", NULL);
	v = plan_rows_of(&c, "t", "v");
	assert_true(v.column->dom.nullable);
	for (uint64_t i = 0; i < v.n; i++)
		assert_int_equal(v.null[i], i == 0);
	assert_in_range(v.v[2], 50, 59);
	plan_rows_free(&v);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_of_columns_points_to_rows_of_two_tables),
		cmocka_unit_test(what_no_field_is_for_is_null_or_else),
		cmocka_unit_test(
			fields_have_the_columns_type_and_cover_what_a_pick_can_be),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(a_fixture_that_no_field_is_for_makes_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
