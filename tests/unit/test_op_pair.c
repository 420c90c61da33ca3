/* gen/op/op_pair.c: rows are different tuples, spread over all there are */
#include "plan_rows.h"
#include "statcheck.h"

#define SIDES "  - {name: a, rows: 40, primary_key: [id], columns: [{name: id, serial: " \
	"{start: 0}}]}\n  - {name: b, rows: 50, primary_key: [id], columns: [{name: " \
	"id, serial: {start: 0}}]}\n"

static void no_pair_comes_twice_and_all_come_when_all_are_asked_for(void **state)
{
	static const char *const rows[] = { "rows: 2000", "density: 1", "rows: 700",
					    "density: 0.05" };
	static const uint64_t n[] = { 2000, 2000, 700, 100 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(rows); i++) {
		bool seen[2000] = { false };
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows x, y;

		sm_buf_printf(&yaml, PLAN_HEAD SIDES "  - {name: j, pairs: {of: [a, "
			      "b], %s}, primary_key: [a_id, b_id], columns: [{name: "
			      "b_id, pair: {of: b}}, {name: a_id, pair: {of: a}}]}\n",
			      rows[i]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		x = plan_rows_step(&c, "j", "a_id", 7);
		y = plan_rows_of(&c, "j", "b_id");
		assert_int_equal(x.n, n[i]);
		for (uint64_t k = 0; k < x.n; k++) {
			uint64_t at = (uint64_t)(x.v[k] * 50 + y.v[k]);

			assert_in_range(x.v[k], 0, 39);
			assert_in_range(y.v[k], 0, 49);
			assert_false(seen[at]);
			seen[at] = true;
		}
		plan_rows_free(&x);
		plan_rows_free(&y);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void pairs_are_spread_over_both_sides(void **state)
{
	uint64_t seen_a[40] = { 0 }, seen_b[50] = { 0 };
	struct plan_case c;
	struct plan_rows x, y;

	(void)state;
	plan_case_make(&c, PLAN_HEAD SIDES "  - {name: j, pairs: {of: [a, b], rows: "
		       "600}, columns: [{name: a_id, pair: {of: a}}, {name: b_id, "
		       "pair: {of: b}}]}\n", NULL);
	x = plan_rows_of(&c, "j", "a_id");
	y = plan_rows_of(&c, "j", "b_id");
	for (uint64_t k = 0; k < x.n; k++) {
		seen_a[x.v[k]]++;
		seen_b[y.v[k]]++;
	}
	assert_true(chi_square_flat(seen_a, 40, 600) < chi_square_bound(39));
	assert_true(chi_square_flat(seen_b, 50, 600) < chi_square_bound(49));
	plan_rows_free(&x);
	plan_rows_free(&y);
	plan_case_close(&c);
}

/* Every two rows are a pair once, whatever their number is. */
static void ordered_pairs_are_every_two_rows_once(void **state)
{
	static const uint64_t n[] = { 2, 3, 4, 5, 8, 31, 40 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(n); i++) {
		bool seen[40][40] = { { false } };
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows x, y;

		sm_buf_printf(&yaml, PLAN_HEAD "  - {name: a, rows: %d, primary_key: "
			      "[id], columns: [{name: id, serial: {start: 0}}]}\n"
			      "  - {name: j, pairs: {of: [a, a], density: 1, ordered: "
			      "true}, primary_key: [y, x], columns: [{name: x, pair: "
			      "{of: a, side: 0}}, {name: y, pair: {of: a, side: "
			      "1}}]}\n", (int)n[i]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		x = plan_rows_step(&c, "j", "x", 3);
		y = plan_rows_of(&c, "j", "y");
		assert_int_equal(x.n, n[i] * (n[i] - 1) / 2);
		for (uint64_t k = 0; k < x.n; k++) {
			assert_in_range(y.v[k], 1, n[i] - 1);
			assert_in_range(x.v[k], 0, y.v[k] - 1);
			assert_false(seen[x.v[k]][y.v[k]]);
			seen[x.v[k]][y.v[k]] = true;
		}
		plan_rows_free(&x);
		plan_rows_free(&y);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

/* Two parents of 10^9 rows, and one table twice: row numbers are all it takes. */
static void parents_may_be_huge_and_may_be_one_table(void **state)
{
	struct plan_case c;
	struct plan_rows x, y, z;

	(void)state;
	plan_case_make(&c, PLAN_HEAD
		"  - {name: a, rows: 1000000000, primary_key: [id], columns: [{name: "
		"id, serial: {start: 0}}]}\n"
		"  - {name: j, pairs: {of: [a, a], rows: 5000}, primary_key: [x, y], "
		"columns: [{name: x, pair: {of: a, side: 0}}, {name: y, pair: {of: "
		"a, side: 1}}]}\n"
		"  - {name: k, rows: 40, columns: [{name: r, type: bigint, hidden: "
		"true, ref: {table: j, column: x, rows: [4999]}}, {name: y, copy: "
		"{from: r.y}}]}\n", NULL);
	x = plan_rows_of(&c, "j", "x");
	y = plan_rows_step(&c, "j", "y", 100);
	z = plan_rows_of(&c, "k", "y");
	assert_int_equal(x.n, 5000);
	for (uint64_t i = 1; i < x.n; i++) {
		assert_in_range(x.v[i], 0, 999999999);
		assert_in_range(y.v[i], 0, 999999999);
		assert_true(x.v[i] != x.v[i - 1] || y.v[i] != y.v[i - 1]);
	}
	assert_int_equal(z.v[7], y.v[4999]);
	plan_rows_free(&x);
	plan_rows_free(&y);
	plan_rows_free(&z);
	plan_case_close(&c);
}

static void a_share_of_no_pairs_is_none(void **state)
{
	static const struct sm_row_count nobody[] = { { "a", 0 }, { "a", 1 } };
	static const char *const of[] = { "", ", ordered: true" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(of); i++) {
		const struct sm_plan_opts opts = { .rows = &nobody[i], .nrows = 1 };
		struct sm_buf b = { 0 };
		struct plan_case c;

		sm_buf_printf(&b, PLAN_HEAD "  - {name: a, rows: 9, primary_key: "
			      "[id], columns: [{name: id, serial: {}}]}\n"
			      "  - {name: j, pairs: {of: [a, a], density: 0.5%s}, "
			      "columns: [{name: x, pair: {of: a, side: 0}}, {name: y, "
			      "pair: {of: a, side: 1}}]}\n", of[i]);
		plan_case_make(&c, b.p, &opts);
		assert_int_equal(sm_plan_table(c.plan, "j")->rows, 0);
		plan_case_close(&c);
		sm_buf_release(&b);
	}
}

static void what_is_no_pair_is_refused(void **state)
{
#define J(pairs, columns) SIDES "  - {name: j, pairs: " pairs ", columns: [" columns \
	"]}\n"
	static const struct plan_refusal refusals[] = {
		{ J("{of: [a, b], rows: 2001}", "{name: x, pair: {of: a}}"),
		  "2,001 different tuples are wanted, there are 2,000",
		  "ask for fewer" },
		{ J("{of: [a, b]}", "{name: x, pair: {of: a}}"),
		  "neither rows nor density", "density: 0.05" },
		{ J("{of: [a, b], rows: 2, density: 0.1}", "{name: x, pair: {of: a}}"),
		  "both rows and density", NULL },
		{ J("{of: [a], rows: 2}", "{name: x, pair: {of: a}}"),
		  "2", NULL },
		{ J("{of: [a, bb], rows: 2}", "{name: x, pair: {of: a}}"),
		  "no table \"bb\"", NULL },
		{ J("{of: [a, a], rows: 2}", "{name: x, pair: {of: a}}"),
		  "a stands 2 times in the pairs", NULL },
		{ J("{of: [a, a], rows: 2}", "{name: x, pair: {of: a, side: 2}}"),
		  "not of a at place 2", NULL },
		{ J("{of: [a, b], rows: 2, ordered: true}", "{name: x, pair: {of: a}}"),
		  "ordered pairs are of one table twice", NULL },
		{ J("{of: [a, a], rows: 781, ordered: true}",
		    "{name: x, pair: {of: a, side: 0}}"),
		  "781 different tuples are wanted, there are 780", NULL },
		{ SIDES "  - {name: j, rows: 4, columns: [{name: x, pair: {of: a}}]}\n",
		  "pair stands in a table of pairs", "say pairs:" },
		{ SIDES "  - {name: j, pairs: {of: [a, b], rows: 9}, primary_key: [x, "
		  "z], columns: [{name: x, pair: {of: a}}, {name: z, int: {max: 1}}]}\n",
		  "the primary key (x, z) cannot be proved unique", NULL },
		{ SIDES "  - {name: j, pairs: {of: [j, b], rows: 9}, columns: [{name: "
		  "x, pair: {of: b}}]}\n", "are a cycle", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_pair_comes_twice_and_all_come_when_all_are_asked_for),
		cmocka_unit_test(pairs_are_spread_over_both_sides),
		cmocka_unit_test(ordered_pairs_are_every_two_rows_once),
		cmocka_unit_test(parents_may_be_huge_and_may_be_one_table),
		cmocka_unit_test(a_share_of_no_pairs_is_none),
		cmocka_unit_test(what_is_no_pair_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
