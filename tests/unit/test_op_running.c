/* gen/op/op_running.c: a balance is what its siblings add up to so far */
#include "plan_rows.h"

#define TABLES(fan, v, running) \
	PLAN_HEAD "  - {name: p, rows: 90, primary_key: [id], columns: [{name: id, " \
	"serial: {start: 0}}, {name: opening, type: int, int: {min: 5, max: 50}}]}\n" \
	"  - {name: c, per: {table: p, " fan "}, columns: [{name: p_id, parent: {}}, " \
	"{name: v, " v "}, {name: x, running: " running "}, {name: opening, copy: " \
	"{from: p_id.opening}}]}\n"

static const struct {
	const char *yaml;
	int64_t start;
	bool opening;
} cases[] = {
	{ TABLES("min: 0, max: 9", "int: {min: -50, max: 50}", "{of: v}"), 0, false },
	{ TABLES("min: 1, max: 6", "int: {min: 3, max: 5}, nulls: 0.3, type: int",
		 "{of: v, start: 100}"), 100, false },
	{ TABLES("min: 4, max: 4", "int: {min: -5, max: -1}, type: int",
		 "{of: v, start: p_id.opening}, type: int"), 0, true },
	{ TABLES("rows: 700", "decimal: {min: -2, max: 3}, type: \"decimal(9,2)\"",
		 "{of: v, start: -1.25}"), -125, false },
	/* more siblings than are made in one go */
	{ TABLES("min: 500, max: 1200", "int: {max: 9}", "{of: v}"), 0, false },
};

static void check(struct plan_case *c, size_t which, uint32_t step)
{
	struct plan_rows of = plan_rows_step(c, "c", "p_id", step);
	struct plan_rows v = plan_rows_step(c, "c", "v", step);
	struct plan_rows x = plan_rows_step(c, "c", "x", step);
	struct plan_rows opening = plan_rows_step(c, "c", "opening", step);
	int64_t sum = 0;

	assert_true(x.n > 100);
	for (uint64_t i = 0; i < x.n; i++) {
		if (i == 0 || of.v[i] != of.v[i - 1])
			sum = cases[which].opening ? opening.v[i]
						   : cases[which].start;
		sum += v.null[i] ? 0 : v.v[i];
		assert_int_equal(x.null[i], 0);
		assert_int_equal(x.v[i], sum);
		assert_true(sum >= x.column->dom.min && sum <= x.column->dom.max);
	}
	plan_rows_free(&of);
	plan_rows_free(&v);
	plan_rows_free(&x);
	plan_rows_free(&opening);
}

static void a_balance_is_its_siblings_up_to_the_row(void **state)
{
	static const uint32_t steps[] = { 0, 1, 7, 64 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, cases[i].yaml, NULL);
		for (size_t k = 0; k < SM_COUNTOF(steps); k++)
			check(&c, i, steps[k]);
		plan_case_close(&c);
	}
}

/* Rows reached by a reference come in any order: the balance is that row's. */
static void a_row_asked_for_alone_has_the_same_balance(void **state)
{
	struct plan_case c;
	struct plan_rows x, rx;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		"  - {name: p, rows: 40, primary_key: [id], columns: [{name: id, "
		"serial: {}}]}\n"
		"  - {name: c, per: {table: p, min: 0, max: 9}, primary_key: [id], "
		"columns: [{name: p_id, parent: {}}, {name: id, serial: {start: 0}}, "
		"{name: v, int: {min: -9, max: 9}}, {name: x, running: {of: v}}]}\n"
		"  - {name: r, rows: 500, columns: [{name: c_id, ref: {table: c}}, "
		"{name: x, copy: {from: c_id.x}}]}\n", NULL);
	x = plan_rows_of(&c, "c", "x");
	rx = plan_rows_of(&c, "r", "x");
	{
		struct plan_rows id = plan_rows_of(&c, "r", "c_id");

		for (uint64_t i = 0; i < rx.n; i++)
			assert_int_equal(rx.v[i], x.v[id.v[i]]);
		plan_rows_free(&id);
	}
	plan_rows_free(&x);
	plan_rows_free(&rx);
	plan_case_close(&c);
}

/* Siblings may start differently: then the call's first row says nothing. */
static void each_row_begins_with_its_own_start(void **state)
{
	static const uint32_t steps[] = { 0, 1, 7, 64 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		"  - {name: p, rows: 40, primary_key: [id], columns: [{name: id, "
		"serial: {}}]}\n"
		"  - {name: c, per: {table: p, min: 0, max: 9}, columns: [{name: p_id, "
		"parent: {}}, {name: o, type: int, int: {max: 99}}, {name: v, int: "
		"{min: -9, max: 9}}, {name: x, running: {of: v, start: o}}]}\n", NULL);
	for (size_t k = 0; k < SM_COUNTOF(steps); k++) {
		struct plan_rows of = plan_rows_step(&c, "c", "p_id", steps[k]);
		struct plan_rows o = plan_rows_step(&c, "c", "o", steps[k]);
		struct plan_rows v = plan_rows_step(&c, "c", "v", steps[k]);
		struct plan_rows x = plan_rows_step(&c, "c", "x", steps[k]);
		int64_t sum = 0;

		for (uint64_t i = 0; i < x.n; i++) {
			sum = i && of.v[i] == of.v[i - 1] ? sum + v.v[i] : v.v[i];
			assert_int_equal(x.v[i], o.v[i] + sum);
		}
		plan_rows_free(&of);
		plan_rows_free(&o);
		plan_rows_free(&v);
		plan_rows_free(&x);
	}
	plan_case_close(&c);
}

static void what_cannot_run_is_refused(void **state)
{
#define ROWS(c) "  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: o, type: int, int: {}, nulls: 0.5}]}\n" c
#define CHILD "  - {name: c, per: {table: p, min: 1, max: 2}, columns: [{name: p_id, " \
	"parent: {}}, {name: w, words: {list: city}}, {name: v, type: int, int: {}}, "
	static const struct plan_refusal refusals[] = {
		{ ROWS("  - {name: c, rows: 9, columns: [{name: v, int: {}}, {name: "
		       "x, running: {of: v}}]}\n"), "running needs a table that says per", NULL },
		{ ROWS(CHILD "{name: x, running: {of: w}}]}\n"),
		  "w is neither a whole number nor a decimal", NULL },
		{ ROWS(CHILD "{name: x, running: {of: v, start: p_id.o}}]}\n"),
		  "p_id.o may be NULL", NULL },
		{ ROWS(CHILD "{name: x, type: int, running: {of: x}}]}\n"), "cycle",
		  NULL },
		{ ROWS(CHILD "{name: x, running: {of: y}}]}\n"), "no column", NULL },
		/* the start would bring it back, but the sum alone passes 2^63 */
		{ ROWS(CHILD "{name: b, type: bigint, int: {min: 0, max: "
		       "5000000000000000000}}, {name: x, running: {of: b, start: "
		       "-9000000000000000000}}]}\n"),
		  "the sum can pass 2^63", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_balance_is_its_siblings_up_to_the_row),
		cmocka_unit_test(a_row_asked_for_alone_has_the_same_balance),
		cmocka_unit_test(each_row_begins_with_its_own_start),
		cmocka_unit_test(what_cannot_run_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
