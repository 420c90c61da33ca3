/* gen/op/ref_same.c, gen/plan/scope.c: no reference leaves its tenant */
#include "plan_rows.h"
#include "statcheck.h"

#define HEAD PLAN_HEAD \
	"  - {name: t, rows: 30, primary_key: [id], columns: [{name: id, serial: " \
	"{start: 0}}]}\n"
#define SHOPS(fan) \
	"  - {name: s, per: {table: t, " fan "}, primary_key: [id], columns: [{name: " \
	"id, serial: {start: 0}}, {name: t_id, parent: {}}]}\n"
#define SHELVES(fan) \
	"  - {name: h, per: {table: s, " fan "}, primary_key: [id], columns: [{name: " \
	"id, serial: {start: 0}}, {name: t_id, parent: {column: t_id}}]}\n"

/* Whose tenant is what the rows of `table` refer to; checks that it is theirs. */
static void check_same(struct plan_case *c, const char *table, const char *ref,
		       const char *parents, uint32_t step)
{
	struct plan_rows mine = plan_rows_step(c, table, "t_id", step);
	struct plan_rows to = plan_rows_step(c, table, ref, step);
	struct plan_rows theirs = plan_rows_of(c, parents, "t_id");

	assert_true(mine.n > 50);
	for (uint64_t i = 0; i < mine.n; i++) {
		if (to.null[i])
			continue;
		assert_in_range(to.v[i], 0, theirs.n - 1);
		assert_int_equal(theirs.v[to.v[i]], mine.v[i]);
	}
	plan_rows_free(&mine);
	plan_rows_free(&to);
	plan_rows_free(&theirs);
}

static void a_reference_stays_in_its_scope(void **state)
{
	static const struct {
		const char *tables, *parents;
	} cases[] = {
		/* by parent, and by a reference of its own */
		{ SHOPS("min: 1, max: 5") "  - {name: o, per: {table: t, min: 0, max: "
		  "40}, columns: [{name: t_id, parent: {}}, {name: x, ref: {table: "
		  "s, same: t_id}}]}\n", "s" },
		{ SHOPS("rows: 77") "  - {name: o, rows: 900, columns: [{name: t_id, "
		  "ref: {table: t, dist: zipf}}, {name: x, ref: {table: s, same: "
		  "t_id}}]}\n", "s" },
		/* two fans down */
		{ SHOPS("min: 1, max: 4") SHELVES("min: 1, max: 6") "  - {name: o, "
		  "rows: 900, columns: [{name: t_id, ref: {table: t}}, {name: x, "
		  "ref: {table: h, same: t_id}}]}\n", "h" },
		/* the scope is that of an order's tenant, through two references */
		{ SHOPS("min: 1, max: 3") "  - {name: q, rows: 90, primary_key: [id], "
		  "columns: [{name: id, serial: {}}, {name: t_id, ref: {table: t}}]}\n"
		  "  - {name: o, per: {table: q, min: 1, max: 9}, columns: [{name: "
		  "q_id, parent: {}}, {name: t_id, copy: {from: q_id.t_id}}, {name: "
		  "x, ref: {table: s, same: t_id}}]}\n", "s" },
		/* the scope's key is itself a reference, and leads on */
		{ "  - {name: d, rows: 20, primary_key: [id], columns: [{name: id, "
		  "ref: {table: t}, unique: true}]}\n  - {name: s, per: {table: d, "
		  "min: 1, max: 4}, primary_key: [id], columns: [{name: id, serial: "
		  "{start: 0}}, {name: t_id, parent: {}}]}\n  - {name: o, rows: 900, "
		  "columns: [{name: t_id, ref: {table: d}}, {name: x, ref: {table: "
		  "s, same: t_id}}]}\n", "s" },
	};
	static const uint32_t steps[] = { 0, 1, 13 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;

		sm_buf_printf(&yaml, HEAD "%s", cases[i].tables);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		for (size_t k = 0; k < SM_COUNTOF(steps); k++)
			check_same(&c, "o", "x", cases[i].parents, steps[k]);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void within_it_all_rows_are_alike(void **state)
{
	struct plan_case c;
	struct plan_rows x;
	uint64_t seen[90] = { 0 };

	(void)state;
	plan_case_make(&c, HEAD SHOPS("min: 3, max: 3") "  - {name: o, rows: 90000, "
		       "columns: [{name: t_id, ref: {table: t}}, {name: x, ref: "
		       "{table: s, same: t_id}}]}\n", NULL);
	x = plan_rows_of(&c, "o", "x");
	for (uint64_t i = 0; i < x.n; i++)
		seen[x.v[i]]++;
	assert_true(chi_square_flat(seen, 90, 90000) < chi_square_bound(89));
	plan_rows_free(&x);
	plan_case_close(&c);
}

static void an_empty_scope_gives_null(void **state)
{
	struct plan_case c;
	struct plan_rows mine, x, shops;
	bool any[30] = { false };

	(void)state;
	plan_case_make(&c, HEAD SHOPS("min: 0, max: 2") "  - {name: o, rows: 500, "
		       "columns: [{name: t_id, ref: {table: t}}, {name: x, nulls: "
		       "0.000001, ref: {table: s, same: t_id}}]}\n", NULL);
	shops = plan_rows_of(&c, "s", "t_id");
	for (uint64_t i = 0; i < shops.n; i++)
		any[shops.v[i]] = true;
	mine = plan_rows_of(&c, "o", "t_id");
	x = plan_rows_of(&c, "o", "x");
	for (uint64_t i = 0; i < x.n; i++)
		assert_int_equal(x.null[i], !any[mine.v[i]]);
	check_same(&c, "o", "x", "s", 0);
	plan_rows_free(&shops);
	plan_rows_free(&mine);
	plan_rows_free(&x);
	plan_case_close(&c);
}

static void without_a_scope_there_is_no_empty_one(void **state)
{
	static const struct sm_row_count none = { "t", 0 };
	static const struct sm_plan_opts opts = { .rows = &none, .nrows = 1 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD SHOPS("min: 1, max: 2") "  - {name: o, per: {table: t, "
		       "min: 1, max: 3}, columns: [{name: t_id, parent: {}}, {name: x, "
		       "ref: {table: s, same: t_id}}]}\n", &opts);
	assert_int_equal(sm_plan_table(c.plan, "o")->rows, 0);
	plan_case_close(&c);
}

static void of_its_own_table_it_is_an_earlier_row_of_the_scope(void **state)
{
	struct plan_case c;
	struct plan_rows of, up;

	(void)state;
	plan_case_make(&c, HEAD "  - {name: e, per: {table: t, min: 1, max: 20}, "
		       "primary_key: [id], columns: [{name: id, serial: {start: 0}}, "
		       "{name: t_id, parent: {}}, {name: up, type: bigint, nulls: "
		       "0.000001, ref: {table: e, same: t_id}}]}\n", NULL);
	of = plan_rows_of(&c, "e", "t_id");
	up = plan_rows_step(&c, "e", "up", 5);
	for (uint64_t i = 0; i < up.n; i++) {
		bool first = i == 0 || of.v[i] != of.v[i - 1];

		assert_int_equal(up.null[i], first);
		if (first)
			continue;
		assert_in_range(up.v[i], 0, i - 1);
		assert_int_equal(of.v[up.v[i]], of.v[i]);
	}
	plan_rows_free(&of);
	plan_rows_free(&up);
	plan_case_close(&c);
}

static void what_is_not_structural_is_refused(void **state)
{
#define T "  - {name: t, rows: 30, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n"
#define O(x) "  - {name: o, rows: 9, columns: [{name: t_id, ref: {table: t}}, {name: " \
	"x, ref: {table: s, same: t_id" x "}}]}\n"
	static const struct plan_refusal refusals[] = {
		{ T "  - {name: s, rows: 9, primary_key: [id], columns: [{name: id, "
		  "serial: {}}, {name: t_id, ref: {table: t}}]}\n" O(""),
		  "the rows of s that share t_id do not stand next to each other: "
		  "s.t_id chooses its rows of t one by one",
		  "make s with per: {table: t, ...} and its t_id with parent: {}" },
		{ T "  - {name: s, rows: 9, primary_key: [id], columns: [{name: id, "
		  "serial: {}}, {name: t_id, type: bigint, int: {}}]}\n" O(""),
		  "t_id of s is no reference", NULL },
		{ T SHOPS("min: 0, max: 3") O(""), "some rows of t have no row of s",
		  "min: 1" },
		{ T SHOPS("min: 1, max: 3") O(", dist: zipf"),
		  "dist and same cannot both choose the parent",
		  "drop dist, or say same: none, which chooses among the rows of all "
		  "tenants" },
		{ T SHOPS("min: 1, max: 3") "  - {name: o, rows: 9, columns: [{name: "
		  "t_id, nulls: 0.5, ref: {table: t}}, {name: x, ref: {table: s, "
		  "same: t_id}}]}\n", "t_id may be NULL", "nulls: 0.1" },
		/* one name, one tenant, but another column of it */
		{ "  - {name: t, rows: 30, primary_key: [id], indexes: [{columns: [no], "
		  "unique: true}], columns: [{name: id, serial: {}}, {name: no, "
		  "serial: {start: 100}}]}\n" SHOPS("min: 1, max: 3") "  - {name: o, "
		  "rows: 9, columns: [{name: t_id, ref: {table: t, column: no}}, "
		  "{name: x, ref: {table: s, same: t_id}}]}\n",
		  "t_id is t.no in o, but t.id in s", NULL },
		/* t's row is not that of d, which has some of them */
		{ T "  - {name: d, rows: 20, primary_key: [id], columns: [{name: id, "
		  "ref: {table: t}, unique: true}]}\n  - {name: s, per: {table: d, "
		  "min: 1, max: 3}, primary_key: [id], columns: [{name: id, serial: "
		  "{}}, {name: t_id, parent: {}}]}\n" O(""),
		  "s.t_id chooses its rows of t one by one", NULL },
		/* NULL where the row it is copied from is not: not shared */
		{ T SHOPS("min: 1, max: 3") "  - {name: o, rows: 9, columns: [{name: "
		  "s_id, ref: {table: s}}, {name: t_id, nulls: 0.5, copy: {from: "
		  "s_id.t_id}}, {name: x, nulls: 0.1, ref: {table: s, same: "
		  "t_id}}]}\n", "o.t_id has nulls of its own",
		  "give it to the reference" },
		{ T "  - {name: s, per: {table: t, min: 1, max: 3}, primary_key: [id], "
		  "columns: [{name: id, serial: {}}, {name: up, parent: {}}, {name: "
		  "t_id, nulls: 0.5, copy: {from: up.id}}]}\n" O(""),
		  "s.t_id has nulls of its own", NULL },
		/* a text of the profile where the tenant's own would be */
		{ "  - {name: t, rows: 30, primary_key: [id], columns: [{name: id, serial: "
		  "{}}, {name: no, code: {text: \"T-##\"}}]}\n"
		  "  - {name: s, per: {table: t, min: 1, max: 3}, primary_key: [id], "
		  "fixtures: {columns: [t_no], rows: [[T-77]]}, columns: [{name: id, "
		  "serial: {}}, {name: up, parent: {}}, {name: t_no, copy: {from: "
		  "up.no}}]}\n  - {name: o, rows: 9, columns: [{name: t_id, ref: {table: "
		  "t}}, {name: t_no, copy: {from: t_id.no}}, {name: x, ref: {table: s, "
		  "same: t_no}}]}\n", "s.t_no has fixtures, so a row may have another "
		  "value there", "leave the column out of the fixtures of s" },
		{ T SHOPS("min: 1, max: 3") "  - {name: o, rows: 9, columns: [{name: "
		  "x, ref: {table: s, same: t_id}}]}\n", "no column \"t_id\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reference_stays_in_its_scope),
		cmocka_unit_test(within_it_all_rows_are_alike),
		cmocka_unit_test(an_empty_scope_gives_null),
		cmocka_unit_test(without_a_scope_there_is_no_empty_one),
		cmocka_unit_test(of_its_own_table_it_is_an_earlier_row_of_the_scope),
		cmocka_unit_test(what_is_not_structural_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
