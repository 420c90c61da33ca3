/* gen/plan/composite.c: a key of several columns, referred to as one */
#include "plan_rows.h"
#include "run/prog.h"

#define PARENT(rows) \
	"  - {name: p, rows: " rows ", primary_key: [id], columns: [{name: id, " \
	"serial: {}}]}\n"
#define OTHERS \
	"  - {name: q, rows: 12, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: r, per: {table: q, min: 3, max: 3}, primary_key: [x, y], " \
	"columns: [{name: x, parent: {}}, {name: y, ordinal: {}}]}\n"
#define PAIRS \
	PARENT("60") \
	"  - {name: s, rows: 9, primary_key: [id], columns: [{name: id, serial: " \
	"{start: 100}}]}\n" \
	"  - {name: ps, per: {table: p, min: 1, max: 4}, primary_key: [a, b], " \
	"columns: [{name: a, parent: {}}, {name: b, ref: {table: s, distinct: " \
	"true}}, {name: cost, int: {min: 1, max: 999999}}]}\n"
#define PAIR_CHILD(rows, more) \
	"  - {name: l, rows: " rows ", columns: [{name: b, copy: {from: a.b}}, " \
	"{name: a, ref: {table: ps, columns: [a, b]" more "}}, " \
	"{name: cost, copy: {from: a.cost}}]}\n"

/* Is (a, b, cost) of each child that of one row of ps? How many of them come? */
static uint64_t check_pairs(struct plan_case *c)
{
	static const char *const names[] = { "a", "b", "cost" };
	struct plan_rows mine[3], theirs[3];
	uint64_t *seen, used = 0;

	for (int k = 0; k < 3; k++) {
		mine[k] = plan_rows_step(c, "l", names[k], 50);
		theirs[k] = plan_rows_of(c, "ps", names[k]);
	}
	seen = calloc(theirs[0].n, sizeof(*seen));
	assert_non_null(seen);
	for (uint64_t i = 0; i < mine[0].n; i++) {
		uint64_t j = 0;

		while (j < theirs[0].n && (mine[0].v[i] != theirs[0].v[j] ||
					   mine[1].v[i] != theirs[1].v[j]))
			j++;
		assert_true(j < theirs[0].n);
		assert_true(mine[2].v[i] == theirs[2].v[j]);
		used += seen[j]++ == 0;
	}
	free(seen);
	for (int k = 0; k < 3; k++) {
		plan_rows_free(&mine[k]);
		plan_rows_free(&theirs[k]);
	}
	return used;
}

static void the_columns_of_a_key_come_from_one_row(void **state)
{
	static const char *const yaml[] = {
		PLAN_HEAD PAIRS PAIR_CHILD("3000", ""),
		PLAN_HEAD PAIRS PAIR_CHILD("3000", ", dist: zipf"),
		PLAN_HEAD PAIRS PAIR_CHILD("3000", ", dist: hot, hot: 0.5, share: 0.6"),
		PLAN_HEAD PAIRS PAIR_CHILD("3000", ", skip: 4"),
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(yaml); i++) {
		struct plan_case c;
		uint64_t pairs;

		plan_case_make(&c, yaml[i], NULL);
		pairs = sm_plan_table(c.plan, "ps")->rows;
		assert_in_range(check_pairs(&c), i == 3 ? pairs / 2 : pairs * 3 / 4,
				i == 3 ? pairs - pairs / 4 : pairs);
		plan_case_close(&c);
	}
}

static void a_key_of_two_columns_costs_one_frame(void **state)
{
	struct plan_case one, two;

	(void)state;
	plan_case_make(&one, PLAN_HEAD PAIRS "  - {name: l, rows: 9, columns: [{name: "
		       "a, ref: {table: ps, column: a}}]}\n", NULL);
	plan_case_make(&two, PLAN_HEAD PAIRS PAIR_CHILD("9", ""), NULL);
	/* ps, its parent p and, for b, s: what the values stand on */
	assert_int_equal(sm_plan_table(one.plan, "l")->prog->nframes, 3);
	assert_int_equal(sm_plan_table(two.plan, "l")->prog->nframes, 4);
	plan_case_close(&one);
	plan_case_close(&two);
}

static void a_null_reference_has_no_column_of_the_key(void **state)
{
	struct plan_case c;
	struct plan_rows a, b;
	uint64_t nulls = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PAIRS "  - {name: l, rows: 1000, columns: [{name: "
		       "a, nulls: 0.3, ref: {table: ps, columns: [a, b]}}, {name: "
		       "b, copy: {from: a.b}}]}\n", NULL);
	a = plan_rows_of(&c, "l", "a");
	b = plan_rows_of(&c, "l", "b");
	for (uint64_t i = 0; i < 1000; i++) {
		assert_int_equal(a.null[i], b.null[i]);
		nulls += a.null[i];
	}
	assert_in_range(nulls, 230, 370);
	assert_false(b.column->not_null);
	plan_rows_free(&a);
	plan_rows_free(&b);
	plan_case_close(&c);
}

static void a_ref_to_a_key_is_one_reference_in_the_keys_order(void **state)
{
	static const struct {
		const char *columns;
		uint32_t x, y;          /* positions in c of what holds r's */
	} refs[] = {
		{ "{name: a, ref: {table: r, columns: [x, y]}}, {name: b, copy: {from: "
		  "a.y}}", 0, 1 },
		{ "{name: a, copy: {from: b.x}}, {name: b, ref: {table: r, columns: "
		  "[y, x]}}", 0, 1 },
		{ "{name: z, bool: {}}, {name: b, copy: {from: a.y}}, {name: a, ref: "
		  "{table: r, columns: [x, y]}}", 2, 1 },
		{ "{name: z, copy: {from: o.y}}, {name: o, ref: {table: r, column: "
		  "x}}, {name: a, ref: {table: r, columns: [x, y]}}, {name: b, copy: "
		  "{from: a.y}}", 2, 3 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refs); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		const struct sm_reference *r;

		sm_buf_printf(&yaml, PLAN_HEAD "  - {name: c, rows: 9, columns: [%s]}\n"
			      OTHERS, refs[i].columns);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		assert_int_equal(c.plan->nrefs, 2);     /* r's own is the other */
		r = &c.plan->refs[0];
		assert_string_equal(c.plan->tables[r->child].name, "c");
		assert_string_equal(c.plan->tables[r->parent].name, "r");
		assert_true(r->child > r->parent);
		assert_int_equal(r->n, 2);
		assert_int_equal(r->parent_column[0], 0);
		assert_int_equal(r->parent_column[1], 1);
		assert_int_equal(r->child_column[0], refs[i].x);
		assert_int_equal(r->child_column[1], refs[i].y);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void a_unique_index_is_a_key_to_refer_to(void **state)
{
	struct plan_case c;
	const struct sm_reference *r;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("9")
		"  - {name: q, per: {table: p, min: 3, max: 3}, primary_key: [id], "
		"indexes: [{columns: [n, p_id], unique: true}], columns: [{name: id, "
		"serial: {}}, {name: p_id, parent: {}}, {name: n, ordinal: {}}]}\n"
		"  - {name: c, rows: 9, columns: [{name: a, ref: {table: q, columns: "
		"[p_id, n]}}, {name: b, copy: {from: a.n}}]}\n", NULL);
	assert_int_equal(c.plan->nrefs, 2);
	r = &c.plan->refs[1];
	assert_int_equal(r->n, 2);
	assert_int_equal(r->parent_column[0], 2);
	assert_int_equal(r->parent_column[1], 1);
	assert_int_equal(r->child_column[0], 1);
	assert_int_equal(r->child_column[1], 0);
	plan_case_close(&c);
}

static void the_keys_that_there_are_are_told(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, PLAN_HEAD PAIRS "  - {name: l, rows: 5, columns: [{name: a, "
		       "ref: {table: ps, columns: [cost, b]}}]}\n", NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_string_equal(c.err.why, "its keys are (a, b)");
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ PAIRS PAIR_CHILD("5", ", column: a"),
	  "column and columns cannot both say", NULL },
	{ PAIRS "  - {name: l, rows: 5, columns: [{name: a, ref: {table: ps, columns: "
	  "[a, cost]}}]}\n",
	  "neither the primary key nor a unique key of ps", "unique: true" },
	{ PAIRS "  - {name: l, rows: 5, columns: [{name: a, ref: {table: ps, columns: "
	  "[a, a]}}]}\n",
	  "neither the primary key nor a unique key of ps", NULL },
	{ PAIRS "  - {name: l, rows: 5, columns: [{name: a, ref: {table: ps, columns: "
	  "[a, bb]}}]}\n",
	  "table ps has no column \"bb\"", NULL },
	{ PAIRS "  - {name: l, rows: 5, columns: [{name: a, ref: {table: ps, columns: "
	  "[a, b]}}]}\n",
	  "l.a: no column of l takes ps.b of the key",
	  "add - {name: b, type: bigint, copy: {from: a.b}} to the columns of l" },
	{ PAIRS "  - {name: l, rows: 5, columns: [{name: b, ref: {table: ps, columns: "
	  "[b, a]}}, {name: a, int: {}}]}\n",
	  "l.b: no column of l takes ps.a of the key",
	  "add - {name: b_a, type: bigint, copy: {from: b.a}} to the columns of l" },
	{ PARENT("9") "  - {name: q, per: {table: p, min: 1, max: 2}, primary_key: [c, "
	  "n], columns: [{name: c, type: \"numeric(8,2)\", serial: {}}, {name: n, "
	  "ordinal: {}}]}\n  - {name: l, rows: 5, columns: [{name: n, ref: {table: q, "
	  "columns: [n, c]}}]}\n",
	  "no column of l takes q.c of the key",
	  "add - {name: c, type: \"numeric(8,2)\", copy: {from: n.c}} to" },
};

static void half_keys_and_what_is_none_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_columns_of_a_key_come_from_one_row),
		cmocka_unit_test(a_key_of_two_columns_costs_one_frame),
		cmocka_unit_test(a_null_reference_has_no_column_of_the_key),
		cmocka_unit_test(a_ref_to_a_key_is_one_reference_in_the_keys_order),
		cmocka_unit_test(a_unique_index_is_a_key_to_refer_to),
		cmocka_unit_test(the_keys_that_there_are_are_told),
		cmocka_unit_test(half_keys_and_what_is_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
