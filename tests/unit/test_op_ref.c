/* gen/op/op_ref.c: which parents are chosen, how often, and what is refused */
#include "plan_rows.h"
#include "statcheck.h"

#define PARENT(rows) \
	"  - {name: p, rows: " rows ", primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: code, int: {min: 5000, max: 9999}, " \
	"unique: true}, {name: plain, int: {}}]}\n"
#define CHILD(rows, step) \
	"  - {name: c, rows: " rows ", columns: [{name: p_id, " step "}]}\n"
#define SELF(step) \
	"  - {name: s, rows: 3000, primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: up, " step "}]}\n"

/* How often each of the parents 1..n comes. */
static void count_parents(const struct plan_rows *r, uint64_t *seen, uint64_t n)
{
	memset(seen, 0, n * sizeof(*seen));
	for (uint64_t i = 0; i < r->n; i++) {
		assert_in_range(r->v[i], 1, n);
		seen[r->v[i] - 1]++;
	}
}

static void every_parent_is_as_likely_as_any_other(void **state)
{
	uint64_t seen[100];
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("100") CHILD("50000", "ref: {table: p}"),
		       NULL);
	r = plan_rows_of(&c, "c", "p_id");
	count_parents(&r, seen, 100);
	assert_true(chi_square_flat(seen, 100, 50000) < chi_square_bound(99));
	plan_rows_free(&r);
	plan_case_close(&c);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* 1 / (k + 1)^exponent of the whole, for the eight most popular parents. */
static void the_popular_have_the_share_that_zipf_gives_them(void **state)
{
	static const struct {
		const char *step;
		double exponent;
	} cases[] = {
		{ "ref: {table: p, dist: zipf}", 1 },
		{ "ref: {table: p, dist: zipf, exponent: 0.5}", 0.5 },
		{ "ref: {table: p, dist: zipf, exponent: 2}", 2 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf yaml = { 0 };
		double whole = 0;
		uint64_t seen[100];
		struct plan_case c;
		struct plan_rows r;

		sm_buf_printf(&yaml, PLAN_HEAD PARENT("100") CHILD("100000", "%s"),
			      cases[i].step);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_of(&c, "c", "p_id");
		count_parents(&r, seen, 100);
		qsort(seen, 100, sizeof(*seen), by_size);
		for (int k = 1; k <= 100; k++)
			whole += pow(k, -cases[i].exponent);
		for (int k = 1; k <= 8; k++) {
			double want = 100000 * pow(k, -cases[i].exponent) / whole;

			if (fabs((double)seen[k - 1] - want) > 5 * sqrt(want))
				fail_msg("case %zu, rank %d: %llu, not %.0f", i, k,
					 (unsigned long long)seen[k - 1], want);
		}
		plan_rows_free(&r);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void the_popular_are_not_the_first_rows(void **state)
{
	unsigned early = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		const struct sm_plan_opts opts = { .seed = &seed };
		uint64_t seen[100], top = 0;
		struct plan_case c;
		struct plan_rows r;

		plan_case_make(&c, PLAN_HEAD PARENT("100") CHILD("2000", "ref: {table: "
			       "p, dist: zipf, exponent: 2}"), &opts);
		r = plan_rows_of(&c, "c", "p_id");
		count_parents(&r, seen, 100);
		for (uint64_t k = 0; k < 100; k++)
			top = seen[k] > seen[top] ? k : top;
		early += top < 20;
		plan_rows_free(&r);
		plan_case_close(&c);
	}
	/* 6 of 30 are to be expected */
	assert_in_range(early, 1, 13);
}

static void a_unique_reference_takes_no_parent_twice(void **state)
{
	struct plan_case c;
	struct plan_rows r;
	uint64_t seen[700], in_place = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("700") CHILD("600", "ref: {table: p}, "
		       "unique: true"), NULL);
	r = plan_rows_step(&c, "c", "p_id", 7);
	assert_true(r.column->unique);
	count_parents(&r, seen, 700);
	for (int k = 0; k < 700; k++)
		assert_true(seen[k] <= 1);
	for (uint64_t i = 0; i < r.n; i++)
		in_place += r.v[i] == (int64_t)i + 1;
	assert_true(in_place < 10);
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void as_many_unique_children_as_parents_take_them_all(void **state)
{
	struct plan_case c;
	struct plan_rows r;
	uint64_t seen[333];

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("333") CHILD("333", "ref: {table: p}, "
		       "unique: true"), NULL);
	r = plan_rows_of(&c, "c", "p_id");
	count_parents(&r, seen, 333);
	for (int k = 0; k < 333; k++)
		assert_int_equal(seen[k], 1);
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void a_self_reference_points_to_an_earlier_row(void **state)
{
	static const struct {
		const char *yaml;
		bool nulls;
	} cases[] = {
		{ PLAN_HEAD SELF("ref: {table: s}"), false },
		{ PLAN_HEAD SELF("ref: {table: s, dist: zipf}"), false },
		{ PLAN_HEAD SELF("ref: {table: s}, nulls: 0.25"), true },
		{ PLAN_HEAD SELF("ref: {table: s, dist: zipf}, nulls: 0.25"), true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		uint64_t nulls = 0, young = 0;
		struct plan_case c;
		struct plan_rows r;

		plan_case_make(&c, cases[i].yaml, NULL);
		assert_true(sm_plan_table(c.plan, "s")->in_order);
		r = plan_rows_step(&c, "s", "up", 64);
		assert_int_equal(r.null[0], cases[i].nulls);
		if (!cases[i].nulls)
			assert_int_equal(r.v[0], 1);
		for (uint64_t k = 1; k < r.n; k++) {
			nulls += r.null[k];
			if (r.null[k])
				continue;
			assert_in_range(r.v[k], 1, k);
			young += r.v[k] > (int64_t)k / 2;
		}
		/* not all to the oldest; zipf prefers those */
		assert_true(young > 100);
		assert_in_range(nulls, cases[i].nulls ? 650 : 0,
				cases[i].nulls ? 850 : 0);
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

static void a_reference_may_be_to_another_unique_column(void **state)
{
	struct plan_case c;
	struct plan_rows r, code;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("50") CHILD("900", "ref: {table: p, "
		       "column: code}"), NULL);
	r = plan_rows_of(&c, "c", "p_id");
	code = plan_rows_of(&c, "p", "code");
	for (uint64_t i = 0; i < r.n; i++) {
		bool found = false;

		for (uint64_t k = 0; k < code.n; k++)
			found |= code.v[k] == r.v[i];
		assert_true(found);
	}
	assert_int_equal(c.plan->nrefs, 1);
	plan_rows_free(&r);
	plan_rows_free(&code);
	plan_case_close(&c);
}

static void values_do_not_depend_on_how_rows_are_asked_for(void **state)
{
	static const char *const yaml[] = {
		PLAN_HEAD PARENT("100") CHILD("3000", "ref: {table: p}"),
		PLAN_HEAD PARENT("100") CHILD("3000", "ref: {table: p, dist: zipf}"),
		PLAN_HEAD PARENT("3100") CHILD("3000", "ref: {table: p}, unique: true"),
		PLAN_HEAD PARENT("100") SELF("ref: {table: s}, nulls: 0.5"),
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(yaml); i++) {
		const char *table = i == 3 ? "s" : "c";
		struct plan_case c;
		struct sm_u128 all, some;

		plan_case_make(&c, yaml[i], NULL);
		all = plan_case_digest(&c, table, 4096);
		some = plan_case_digest(&c, table, 37);
		assert_memory_equal(&all, &some, sizeof(all));
		plan_case_close(&c);
	}
}

/* --append: the rows that were there before are not referred to. */
static bool base_is(void *ctx, const char *table, const char *column,
		    int64_t *base)
{
	(void)column;
	*base = *(int64_t *)ctx;
	return strcmp(table, "c") != 0;
}

static struct sm_live_column big(const char *name)
{
	return (struct sm_live_column){ .name = name, .type_text = "bigint",
					.type = { .id = SM_T_BIGINT },
					.nullable = true };
}

/* The tables p (100 rows) and c or s, all there already, keys go on at 101. */
static void append(struct plan_case *c, const char *yaml, struct sm_live_table *t,
		   uint32_t n)
{
	static int64_t base = 101;
	struct sm_schema schema = { .tables = t, .ntables = n };
	const struct sm_plan_opts opts = { .live = &schema, .serial_base = base_is,
					   .ctx = &base };

	for (uint32_t i = 0; i < n; i++) {
		t[i].exists = t[i].writable = true;
		t[i].what = "table";
	}
	plan_case_make(c, yaml, &opts);
}

static void appended_rows_refer_to_appended_rows(void **state)
{
	static const char *const yaml[] = {
		PLAN_HEAD PARENT("100") CHILD("100", "ref: {table: p}"),
		PLAN_HEAD PARENT("100") CHILD("100", "ref: {table: p, dist: zipf}"),
		PLAN_HEAD PARENT("100") CHILD("100", "ref: {table: p}, unique: true"),
	};
	struct sm_live_column p[] = { big("id"), big("code"), big("plain") };
	struct sm_live_column child[] = { big("p_id") };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(yaml); i++) {
		struct sm_live_table t[] = {
			{ .name = "p", .columns = p, .ncolumns = 3 },
			{ .name = "c", .columns = child, .ncolumns = 1 },
		};
		uint64_t twice = 0;
		struct plan_case c;
		struct plan_rows r;

		append(&c, yaml[i], t, 2);
		assert_int_equal(sm_plan_table(c.plan, "p")->first_row, 100);
		r = plan_rows_of(&c, "c", "p_id");
		for (uint64_t k = 0; k < r.n; k++) {
			assert_in_range(r.v[k], 101, 200);
			for (uint64_t j = 0; j < k; j++)
				twice += r.v[j] == r.v[k];
		}
		assert_int_equal(twice == 0, i == 2);
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

static void appended_self_references_start_anew(void **state)
{
	static const struct {
		const char *yaml;
		bool nulls;
	} cases[] = {
		{ PLAN_HEAD SELF("ref: {table: s}"), false },
		{ PLAN_HEAD SELF("ref: {table: s, dist: zipf}"), false },
		{ PLAN_HEAD SELF("ref: {table: s}, nulls: 0.5"), true },
	};
	struct sm_live_column s[] = { big("id"), big("up") };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_live_table t[] = {
			{ .name = "s", .columns = s, .ncolumns = 2 },
		};
		struct plan_case c;
		struct plan_rows r;

		append(&c, cases[i].yaml, t, 1);
		r = plan_rows_of(&c, "s", "up");
		assert_int_equal(r.null[0], cases[i].nulls);
		if (!cases[i].nulls)
			assert_int_equal(r.v[0], 101);
		for (uint64_t k = 1; k < r.n; k++)
			if (!r.null[k])
				assert_in_range(r.v[k], 101, 100 + k);
		plan_rows_free(&r);
		plan_case_close(&c);
	}
}

/* ---- other ways of choosing; test_ref_pick.c has their statistics ----------------- */

static void the_first_parents_are_the_hot_ones(void **state)
{
	struct plan_case c;
	struct plan_rows r;
	uint64_t seen[101], hot = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("101") CHILD("50000", "ref: {table: p, "
		       "dist: hot, hot: 0.15, share: 0.7}"), NULL);
	r = plan_rows_of(&c, "c", "p_id");
	count_parents(&r, seen, 101);
	for (int i = 0; i < 16; i++)    /* 15.15 of them, rounded up */
		hot += seen[i];
	assert_in_range(hot, 34500, 35500);
	assert_true(chi_square_flat(seen, 16, (double)hot) < chi_square_bound(15));
	assert_true(chi_square_flat(seen + 16, 85, (double)(50000 - hot)) <
		    chi_square_bound(84));
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void every_third_parent_is_never_chosen(void **state)
{
	struct plan_case c;
	struct plan_rows r;
	uint64_t seen[100];

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("100") CHILD("20000", "ref: {table: p, "
		       "skip: 3}"), NULL);
	r = plan_rows_of(&c, "c", "p_id");
	count_parents(&r, seen, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(seen[i] == 0, (i + 1) % 3 == 0);
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void rows_take_the_parents_of_a_list_in_turn(void **state)
{
	static const int64_t want[] = { 1, 2, 2, 2, 5, 1, 2, 2 };
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT("5") CHILD("8", "ref: {table: p, rows: "
		       "[0, 1, 1, 1, 4]}"), NULL);
	r = plan_rows_of(&c, "c", "p_id");
	assert_memory_equal(r.v, want, sizeof(want));
	plan_rows_free(&r);
	plan_case_close(&c);
	/* one row for each entry, none twice: that is unique */
	plan_case_make(&c, PLAN_HEAD PARENT("5") CHILD("3", "ref: {table: p, rows: "
		       "[4, 0, 2]}, unique: true"), NULL);
	assert_true(sm_plan_table(c.plan, "c")->columns[0].unique);
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ PARENT("10") CHILD("11", "ref: {table: p}, unique: true"),
	  "needs 11 different parents, there are 10", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, exponent: 2}"),
	  "exponent goes with dist: zipf", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: uniform, exponent: 2}"),
	  "exponent goes with dist: zipf", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: zipf, exponent: 0}"),
	  "exponent must be from 0.01 to 10", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: zipf, exponent: 10.5}"),
	  "exponent must be from 0.01 to 10", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: gauss}"), "dist", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: zipf}, unique: true"),
	  "must be uniform and to another table", NULL },
	{ SELF("ref: {table: s}, unique: true"),
	  "must be uniform and to another table", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: pp}"),
	  "no table \"pp\", did you mean \"p\"", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, column: cod}"),
	  "no column \"cod\", did you mean \"code\"", NULL },
	{ CHILD("5", "ref: {table: c}"), "no primary key to refer to", NULL },
	{ CHILD("5", "ref: {table: c, column: p_id}"), "refers to itself", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: hot, hot: 0.5}"),
	  "dist: hot needs hot and share", "share: 0.7" },
	{ PARENT("10") CHILD("5", "ref: {table: p, hot: 0.5, share: 0.5}"),
	  "hot goes with dist: hot", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, share: 0.5}"),
	  "share goes with dist: hot", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: hot, hot: 1, share: 0.5}"),
	  "above 0 and below 1", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: hot, hot: 0, share: 0.5}"),
	  "above 0 and below 1", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: hot, hot: 0.1, share: 1.1}"),
	  "0 to 1", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, dist: hot, hot: 0.1, share: 0.5}, "
			     "unique: true"),
	  "must be uniform and to another table", NULL },
	{ SELF("ref: {table: s, dist: hot, hot: 0.1, share: 0.5}"),
	  "dist: hot goes with a reference to another table", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, skip: 1}"),
	  "skip must be at least 2", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, skip: 3, dist: zipf}"),
	  "dist and skip cannot both choose the parent", "keep one of the two" },
	{ PARENT("10") CHILD("5", "ref: {table: p, skip: 3}, unique: true"),
	  "takes every parent at most once; skip cannot go with that", NULL },
	{ SELF("ref: {table: s, skip: 3}"),
	  "skip goes with a reference to another table", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, rows: [0, 10]}"),
	  "p has no row 10: its 10 rows have the numbers from 0 on", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, rows: [-1]}"),
	  "p has no row -1", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, rows: [0, 1, 2, 3]}, unique: true"),
	  "must be unique, and ref cannot promise that", NULL },
	{ PARENT("10") CHILD("2", "ref: {table: p, rows: [3, 3]}, unique: true"),
	  "must be unique, and ref cannot promise that", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, distinct: true}"),
	  "is about the children of one parent", NULL },
	{ PARENT("10") CHILD("5", "ref: {table: p, distinct: perhaps}"),
	  "distinct", NULL },
	{ PARENT("10") "  - {name: s, fixed: 3, primary_key: [id], columns: [{name: id, "
	  "serial: {}}]}\n  - {name: c, per: {table: p, min: 0, max: 4}, columns: "
	  "[{name: x, ref: {table: s, distinct: true}}]}\n",
	  "up to 4 siblings need as many different rows of s, which has 3",
	  "fewer children" },
	{ PARENT("10") CHILD("5", "ref: {table: p}, type: uuid"),
	  "type uuid cannot hold p.id", NULL },
};

static void what_cannot_be_referred_to_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_parent_is_as_likely_as_any_other),
		cmocka_unit_test(the_popular_have_the_share_that_zipf_gives_them),
		cmocka_unit_test(the_popular_are_not_the_first_rows),
		cmocka_unit_test(a_unique_reference_takes_no_parent_twice),
		cmocka_unit_test(as_many_unique_children_as_parents_take_them_all),
		cmocka_unit_test(a_self_reference_points_to_an_earlier_row),
		cmocka_unit_test(a_reference_may_be_to_another_unique_column),
		cmocka_unit_test(values_do_not_depend_on_how_rows_are_asked_for),
		cmocka_unit_test(appended_rows_refer_to_appended_rows),
		cmocka_unit_test(appended_self_references_start_anew),
		cmocka_unit_test(the_first_parents_are_the_hot_ones),
		cmocka_unit_test(every_third_parent_is_never_chosen),
		cmocka_unit_test(rows_take_the_parents_of_a_list_in_turn),
		cmocka_unit_test(what_cannot_be_referred_to_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
