/* gen/plan/column.c, nulls and nulls_with: shares of NULLs, and whose they are */
#include "plan_rows.h"
#include "statcheck.h"

#define TABLE(columns) "  - {name: t, rows: 1000000, columns: [" columns "]}\n"

static void a_share_of_nulls_is_what_was_asked_for(void **state)
{
	static const double share[] = { 0.001, 0.3, 0.5, 0.97 };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(share); k++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows r;
		double n = 0;

		sm_buf_printf(&yaml, PLAN_HEAD TABLE("{name: x, int: {}, nulls: %g}"),
			      share[k]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_of(&c, "t", "x");
		for (uint64_t i = 0; i < r.n; i++)
			n += r.null[i];
		assert_true(fabs(n - 1e6 * share[k]) <
			    5 * sqrt(1e6 * share[k] * (1 - share[k])));
		plan_rows_free(&r);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void columns_that_share_a_draw_are_null_together(void **state)
{
	struct plan_case c;
	struct plan_rows a, b, d, e;
	double alone = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD TABLE("{name: a, int: {}, nulls: 0.3}, {name: b, "
		       "int: {}, nulls_with: a}, {name: d, int: {}, nulls: 0.1, "
		       "nulls_with: a}, {name: e, int: {}, nulls: 0.3}"), NULL);
	a = plan_rows_of(&c, "t", "a");
	b = plan_rows_of(&c, "t", "b");
	d = plan_rows_of(&c, "t", "d");
	e = plan_rows_of(&c, "t", "e");
	for (uint64_t i = 0; i < a.n; i++) {
		assert_int_equal(a.null[i], b.null[i]);
		/* the smaller share's rows are among the larger one's */
		assert_true(a.null[i] || !d.null[i]);
		alone += a.null[i] && e.null[i];
	}
	/* a column with a draw of its own has nothing to do with them */
	assert_true(fabs(alone - 90000) < 5 * sqrt(90000));
	plan_rows_free(&a);
	plan_rows_free(&b);
	plan_rows_free(&d);
	plan_rows_free(&e);
	plan_case_close(&c);
}

static void a_hidden_column_may_decide(void **state)
{
	struct plan_case c;
	struct plan_rows a, b;
	double n = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD TABLE("{name: gone, int: {}, hidden: true, nulls: "
		       "0.2}, {name: a, int: {}, nulls_with: gone}, {name: b, text: {}, "
		       "nulls_with: gone}"), NULL);
	a = plan_rows_of(&c, "t", "a");
	b = plan_rows_of(&c, "t", "b");
	for (uint64_t i = 0; i < a.n; i++) {
		assert_int_equal(a.null[i], b.null[i]);
		n += a.null[i];
	}
	assert_true(fabs(n - 200000) < 5 * sqrt(160000));
	plan_rows_free(&a);
	plan_rows_free(&b);
	plan_case_close(&c);
}

static void whose_nulls_are_nobodys_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ TABLE("{name: a, int: {}, nulls_with: b}"),
		  "nulls_with: b is no column of the table", NULL },
		{ TABLE("{name: a, int: {}, nulls: 0.1, nulls_with: a}"),
		  "nulls_with: a is the column itself", NULL },
		{ TABLE("{name: a, int: {}}, {name: b, int: {}, nulls_with: a}"),
		  "nulls_with: a has no nulls: to share", NULL },
		{ TABLE("{name: a, int: {}, nulls: 0.1}, {name: b, int: {}, nulls_with: "
			"a}, {name: d, int: {}, nulls_with: b}"),
		  "nulls_with: b follows another itself", NULL },
		{ TABLE("{name: a, int: {}, nulls: 0.1}, {name: b, int: {}, nulls: 0, "
			"nulls_with: a}"), "nulls_with makes NULLs", NULL },
		{ TABLE("{name: a, json: {fields: [{name: x, int: {}, nulls_with: y}]}}"),
		  "fields do not", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_of_nulls_is_what_was_asked_for),
		cmocka_unit_test(columns_that_share_a_draw_are_null_together),
		cmocka_unit_test(a_hidden_column_may_decide),
		cmocka_unit_test(whose_nulls_are_nobodys_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
