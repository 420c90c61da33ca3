/* gen/plan/when.c: NULL exactly where a condition is not true, else as before */
#include "plan_rows.h"

#define T(x) \
	PLAN_HEAD "  - {name: o, rows: 50, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: big, bool: {}, nulls: 0.2}]}\n" \
	"  - {name: t, rows: 3000, primary_key: [id], columns: [{name: id, serial: " \
	"{start: 0}}, {name: k, int: {min: 0, max: 9}, nulls: 0.2}, {name: o_id, " \
	"ref: {table: o}}, {name: o_big, copy: {from: o_id.big}}, " x "]}\n"

/* Where is the condition true? By k and o_big of the row. */
typedef bool holds_fn(int64_t id, int64_t k, bool k_null, int64_t big,
		      bool big_null);

static bool k_over_4(int64_t id, int64_t k, bool k_null, int64_t big, bool big_null)
{
	(void)id;
	(void)big;
	(void)big_null;
	return !k_null && k > 4;
}

static bool even_and_big(int64_t id, int64_t k, bool k_null, int64_t big,
			 bool big_null)
{
	(void)k;
	(void)k_null;
	return id % 2 == 0 && !big_null && big;
}

static bool never(int64_t id, int64_t k, bool k_null, int64_t big, bool big_null)
{
	(void)id;
	(void)k;
	(void)k_null;
	(void)big;
	(void)big_null;
	return false;
}

static const struct {
	const char *kind, *more, *when;
	holds_fn *holds;
} cases[] = {
	{ "int: {min: 1, max: 1000}", "", "k > 4", k_over_4 },
	{ "int: {min: 1, max: 1000}", "", "id % 2 = 0 and o_id.big", even_and_big },
	{ "int: {min: 1, max: 1000}", "", "not (k is null) and k > 4", k_over_4 },
	{ "ref: {table: o}", "", "k > 4", k_over_4 },
	{ "date: {}", "", "k > 4", k_over_4 },
	{ "date: {}", "", "k > 9", never },
	{ "int: {}", "", "null", never },
	{ "expr: {text: \"id * 2\"}", "", "k > 4", k_over_4 },
	{ "int: {min: 1, max: 1000}", ", nulls: 0.5", "k > 4", k_over_4 },
};

static void check(struct plan_case *with, struct plan_case *without, size_t i,
		  uint32_t step)
{
	struct plan_rows x = plan_rows_step(with, "t", "x", step);
	struct plan_rows y = plan_rows_step(without, "t", "x", step);
	struct plan_rows k = plan_rows_of(with, "t", "k");
	struct plan_rows big = plan_rows_of(with, "t", "o_big");

	assert_true(x.column->dom.nullable);
	assert_false(x.column->not_null);
	for (uint64_t r = 0; r < x.n; r++) {
		bool holds = cases[i].holds((int64_t)r, k.v[r], k.null[r],
					    big.v[r], big.null[r]);

		assert_int_equal(x.null[r], !holds || y.null[r]);
		if (!x.null[r])
			assert_int_equal(x.v[r], y.v[r]);
	}
	plan_rows_free(&x);
	plan_rows_free(&y);
	plan_rows_free(&k);
	plan_rows_free(&big);
}

static void a_value_is_there_exactly_where_the_condition_is_true(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case with, without;
		struct sm_buf a = { 0 }, b = { 0 };

		sm_buf_printf(&a, T("{name: x, %s%s, when: \"%s\"}"), cases[i].kind,
			      cases[i].more, cases[i].when);
		sm_buf_printf(&b, T("{name: x, %s%s}"), cases[i].kind,
			      cases[i].more);
		plan_case_make(&with, sm_buf_str(&a), NULL);
		plan_case_make(&without, sm_buf_str(&b), NULL);
		check(&with, &without, i, 0);
		check(&with, &without, i, 7);
		plan_case_close(&with);
		plan_case_close(&without);
		sm_buf_release(&a);
		sm_buf_release(&b);
	}
}

static void a_text_that_is_not_there_is_empty(void **state)
{
	struct plan_case c;
	char *text;

	(void)state;
	plan_case_make(&c, T("{name: x, words: {list: city}, when: \"id = 1\"}, "
			     "{name: y, expr: {text: \"coalesce(x, '-')\"}}"), NULL);
	text = plan_case_text(&c, "t", 0, 1);
	assert_non_null(strstr(text, "\t\\N\t-\n"));
	free(text);
	text = plan_case_text(&c, "t", 1, 1);
	assert_null(strstr(text, "\t-\n"));
	free(text);
	plan_case_close(&c);
}

static void a_path_through_a_reference_that_is_not_there_is_null(void **state)
{
	struct plan_case c;
	struct plan_rows id, k;

	(void)state;
	plan_case_make(&c, T("{name: x, ref: {table: o}, when: \"k > 4\"}, "
			     "{name: there, copy: {from: x.id}}"), NULL);
	id = plan_rows_of(&c, "t", "there");
	k = plan_rows_of(&c, "t", "k");
	for (uint64_t r = 0; r < id.n; r++)
		assert_int_equal(id.null[r], k.null[r] || k.v[r] <= 4);
	plan_rows_free(&id);
	plan_rows_free(&k);
	plan_case_close(&c);
}

static void a_field_of_json_may_have_one(void **state)
{
	struct plan_case c;
	char *text;

	(void)state;
	plan_case_make(&c, T("{name: x, json: {fields: [{name: a, constant: {value: "
			     "v}, when: \"id = 1\"}]}}"), NULL);
	text = plan_case_text(&c, "t", 0, 2);
	assert_non_null(strstr(text, "{\"a\":null}\n"));
	assert_non_null(strstr(text, "{\"a\":\"v\"}\n"));
	free(text);
	plan_case_close(&c);
}

#define BAD(x) \
	"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: t, per: {table: p, min: 1, max: 2}, columns: [{name: id, " \
	"serial: {}},\n" \
	"    " x "]}\n"

static const struct plan_refusal refusals[] = {
	/* pointing at the condition itself */
	{ BAD("{name: x, int: {}, when: \"idd = 1\"}"),
	  "test.yaml:7:30: t.x.when: ", NULL },
	{ BAD("{name: x, int: {}, when: \"idd = 1\"}"), "did you mean \"id\"", NULL },
	{ BAD("{name: x, int: {}, when: \"id\"}"), "t.x.when: ", NULL },
	{ BAD("{name: x, int: {}, when: \"\"}"), "test.yaml:7:30: t.x.when: ", NULL },
	{ BAD("{name: x, int: {}, when: \"x > 1\"}"),
	  "t.x.when: needs t.x, which needs t.x.when: a cycle", NULL },
	{ BAD("{name: x, parent: {}, when: \"id > 1\"}"), "a parent cannot be NULL",
	  NULL },
	{ "  - {name: t, rows: 9, primary_key: [x], columns: [{name: id, serial: "
	  "{}}, {name: x, serial: {}, when: \"id > 1\"}]}\n",
	  "t.x is part of the primary key and may be NULL", NULL },
};

static void what_is_no_condition_is_refused_where_it_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_there_exactly_where_the_condition_is_true),
		cmocka_unit_test(a_text_that_is_not_there_is_empty),
		cmocka_unit_test(a_path_through_a_reference_that_is_not_there_is_null),
		cmocka_unit_test(a_field_of_json_may_have_one),
		cmocka_unit_test(what_is_no_condition_is_refused_where_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
