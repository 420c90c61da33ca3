/* gen/op/op_sum.c: a sum is what its children, made one by one, add up to */
#include "plan_rows.h"

#include "gen/run/prog.h"

#define PARENT(total) \
	"  - {name: p, rows: 90, primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: total, " total "}]}\n"
#define CHILD(fan, amount) \
	"  - {name: c, per: {table: p, " fan "}, primary_key: [p_id, n], columns: [" \
	"{name: p_id, parent: {}}, {name: n, ordinal: {}}, {name: word, words: " \
	"{list: first_name}}, {name: amount, " amount "}]}\n"

/* Children's values added up by the parent key that stands next to them. */
static int64_t *add_up(struct plan_case *c, const char *table, const char *parent,
		       const char *amount, uint64_t nparents)
{
	struct plan_rows of = plan_rows_step(c, table, parent, 1);
	struct plan_rows v = plan_rows_step(c, table, amount, 1);
	int64_t *sum = calloc(nparents, sizeof(*sum));

	assert_non_null(sum);
	for (uint64_t i = 0; i < v.n; i++) {
		assert_in_range(of.v[i], 1, nparents);
		if (!v.null[i])
			sum[of.v[i] - 1] += v.v[i];
	}
	plan_rows_free(&of);
	plan_rows_free(&v);
	return sum;
}

static void check_sums(struct plan_case *c, uint32_t step)
{
	struct plan_rows total = plan_rows_step(c, "p", "total", step);
	int64_t *sum = add_up(c, "c", "p_id", "amount", total.n);

	for (uint64_t i = 0; i < total.n; i++) {
		assert_int_equal(total.null[i], 0);
		assert_int_equal(total.v[i], sum[i]);
		assert_true(total.v[i] >= total.column->dom.min);
		assert_true(total.v[i] <= total.column->dom.max);
	}
	plan_rows_free(&total);
	free(sum);
}

static void a_sum_is_that_of_the_children_made_one_by_one(void **state)
{
	static const char *const yaml[] = {
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 1, max: 7", "int: {min: -50, max: 100}"),
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 0, max: 3", "int: {min: 3, max: 9}"),
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 0, max: 1", "int: {min: 3, max: 9}, nulls: 0.5"),
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 2, max: 9", "int: {min: 3, max: 9}, nulls: 0.3"),
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 2, max: 9", "int: {min: -9, max: -3}, nulls: 1"),
		PLAN_HEAD PARENT("sum: {of: c.amount}, type: \"decimal(12,2)\"")
			CHILD("min: 1, max: 5", "decimal: {min: -1, max: 99}, type: "
			      "\"decimal(6,2)\""),
		PLAN_HEAD PARENT("sum: {of: c.amount}, type: int")
			CHILD("min: 4, max: 4", "expr: {text: \"n * n\"}"),
		/* more children than are made in one go, and just as many */
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 400, max: 1300", "int: {max: 9}, nulls: 0.1"),
		PLAN_HEAD PARENT("sum: {of: c.amount}")
			CHILD("min: 512, max: 512", "int: {max: 9}"),
	};
	static const uint32_t steps[] = { 1, 7, 64, 0 };

	(void)state;
	assert_int_equal(SM_SUB_ROWS, 512);
	for (size_t i = 0; i < SM_COUNTOF(yaml); i++) {
		struct plan_case c;

		plan_case_make(&c, yaml[i], NULL);
		for (size_t k = 0; k < SM_COUNTOF(steps); k++)
			check_sums(&c, steps[k]);
		plan_case_close(&c);
	}
}

static void a_parent_without_children_has_the_sum_nought(void **state)
{
	struct plan_case c;
	struct plan_rows of, total;
	bool has[90] = { false };
	unsigned none = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("sum: {of: c.amount}")
		       CHILD("min: 0, max: 2", "int: {min: 3, max: 9}"), NULL);
	of = plan_rows_of(&c, "c", "p_id");
	total = plan_rows_of(&c, "p", "total");
	for (uint64_t i = 0; i < of.n; i++)
		has[of.v[i] - 1] = true;
	for (uint64_t i = 0; i < total.n; i++) {
		none += !has[i];
		assert_int_equal(total.v[i] == 0, !has[i]);
	}
	assert_in_range(none, 10, 60);
	plan_rows_free(&of);
	plan_rows_free(&total);
	plan_case_close(&c);
}

/* The same, but for children where c.yes is not true. */
static void children_that_do_not_count_are_left_out(void **state)
{
	static const uint32_t steps[] = { 1, 7, 0 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("sum: {of: c.amount, where: yes}")
		       "  - {name: c, per: {table: p, min: 1, max: 9}, columns: ["
		       "{name: p_id, parent: {}}, {name: yes, bool: {}, nulls: "
		       "0.2}, {name: amount, int: {min: 3, max: 9}}, {name: counted,"
		       " expr: {text: \"amount\"}, type: int, when: yes}]}\n", NULL);
	for (size_t k = 0; k < SM_COUNTOF(steps); k++) {
		struct plan_rows total = plan_rows_step(&c, "p", "total", steps[k]);
		int64_t *sum = add_up(&c, "c", "p_id", "counted", total.n);

		assert_int_equal(total.column->dom.min, 0);
		for (uint64_t i = 0; i < total.n; i++)
			assert_int_equal(total.v[i], sum[i]);
		plan_rows_free(&total);
		free(sum);
	}
	plan_case_close(&c);
}

#define LEVELS \
	"  - {name: g, rows: 30, primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: total, sum: {of: p.total}}]}\n" \
	"  - {name: p, per: {table: g, min: 0, max: 5}, primary_key: [id], columns: " \
	"[{name: id, serial: {}}, {name: g_id, parent: {}}, {name: total, sum: {of: " \
	"c.amount}}]}\n" \
	"  - {name: c, per: {table: p, min: 1, max: 4}, columns: [{name: p_id, " \
	"parent: {}}, {name: amount, int: {min: 1, max: 1000}, nulls: 0.2}]}\n"

static void sums_of_sums_hold_over_three_levels(void **state)
{
	static const uint32_t steps[] = { 1, 11, 0 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD LEVELS, NULL);
	for (size_t k = 0; k < SM_COUNTOF(steps); k++) {
		struct plan_rows g = plan_rows_step(&c, "g", "total", steps[k]);
		struct plan_rows p = plan_rows_step(&c, "p", "total", steps[k]);
		int64_t *low = add_up(&c, "c", "p_id", "amount", p.n);
		int64_t *high = add_up(&c, "p", "g_id", "total", g.n);

		for (uint64_t i = 0; i < p.n; i++)
			assert_int_equal(p.v[i], low[i]);
		for (uint64_t i = 0; i < g.n; i++)
			assert_int_equal(g.v[i], high[i]);
		free(low);
		free(high);
		plan_rows_free(&g);
		plan_rows_free(&p);
	}
	plan_case_close(&c);
}

static void a_sum_can_be_used_like_any_other_column(void **state)
{
	struct plan_case c;
	struct plan_rows total, twice;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		       "  - {name: p, rows: 90, primary_key: [id], columns: ["
		       "{name: id, serial: {}}, {name: twice, expr: {text: "
		       "\"total * 2\"}}, {name: total, sum: {of: c.amount}}]}\n"
		       CHILD("min: 1, max: 7", "int: {min: 1, max: 9}"), NULL);
	total = plan_rows_of(&c, "p", "total");
	twice = plan_rows_of(&c, "p", "twice");
	for (uint64_t i = 0; i < total.n; i++)
		assert_int_equal(twice.v[i], 2 * total.v[i]);
	plan_rows_free(&total);
	plan_rows_free(&twice);
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ PARENT("sum: {of: c.amount}")
	  CHILD("min: 1, max: 3", "int: {min: 0, max: 4611686018427387904}, "
		"type: bigint"),
	  "the sum can pass 2^63", NULL },
	{ PARENT("sum: {of: c.amount}")
	  CHILD("min: 0, max: 3", "int: {min: -4611686018427387904, max: 0}, "
		"type: bigint"),
	  "the sum can pass 2^63", NULL },
	{ PARENT("sum: {of: c.amount}, type: smallint")
	  CHILD("min: 1, max: 50", "int: {min: 0, max: 1000}"),
	  "its values reach from 0 to 50000", NULL },
	{ PARENT("sum: {of: c.amount}") "  - {name: c, rows: 5, columns: [{name: "
	  "p_id, ref: {table: p}}, {name: amount, int: {}}]}\n",
	  "c is not a `per` child of p", "make c with per: {table: p, min:" },
	{ PARENT("sum: {of: p.id}"), "p is not a `per` child of p", NULL },
	{ PARENT("sum: {of: amount}") CHILD("min: 1, max: 3", "int: {}"),
	  "\"amount\" is not CHILD_TABLE.COLUMN", NULL },
	{ PARENT("sum: {of: d.amount}") CHILD("min: 1, max: 3", "int: {}"),
	  "no table \"d\"", NULL },
	{ PARENT("sum: {of: c.amuont}") CHILD("min: 1, max: 3", "int: {}"),
	  "no column \"amuont\", did you mean \"amount\"", NULL },
	{ PARENT("sum: {of: c.word}") CHILD("min: 1, max: 3", "int: {}"),
	  "c.word is of type text: only whole numbers and decimals add up", NULL },
	{ PARENT("sum: {of: c.amount}, type: \"decimal(9,3)\"")
	  CHILD("min: 1, max: 3", "decimal: {max: 9}, type: \"decimal(6,2)\""),
	  "c.amount has 2 digits after the point, the column 3", NULL },
};

static void what_does_not_add_up_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_is_that_of_the_children_made_one_by_one),
		cmocka_unit_test(a_parent_without_children_has_the_sum_nought),
		cmocka_unit_test(children_that_do_not_count_are_left_out),
		cmocka_unit_test(sums_of_sums_hold_over_three_levels),
		cmocka_unit_test(a_sum_can_be_used_like_any_other_column),
		cmocka_unit_test(what_does_not_add_up_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
