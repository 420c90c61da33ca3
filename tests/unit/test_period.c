/* gen/op/period.c: histograms of times, by 10^6 draws, and what is refused */
#include "plan_rows.h"
#include "statcheck.h"

#define HEAD PLAN_HEAD "  - {name: t, rows: 1000000, columns: [{name: x, "
#define SMALL "  - {name: t, rows: 9, columns: [{name: x, "
#define END "}]}\n"

static void times_fall_into_their_buckets_and_are_alike_there(void **state)
{
	const int64_t from = INT64_C(1704067200000000);     /* 2024-01-01 */
	static const double want[3] = { 100000, 700000, 200000 };
	uint64_t seen[3] = { 0 }, hour[24] = { 0 }, n = 0;
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	plan_case_make(&c, HEAD "type: timestamptz, timestamp: {bounds: [2024-01-01, "
		       "2024-02-01, 2024-02-02, 2024-02-02T00:00:09Z], weights: [1, 7, "
		       "2]}" END, NULL);
	r = plan_rows_of(&c, "t", "x");
	for (uint64_t i = 0; i < r.n; i++) {
		int64_t s = (r.v[i] - from) / 1000000, day = 86400;

		assert_int_equal((r.v[i] - from) % 1000000, 0);
		assert_in_range(s, 0, 32 * day + 9);
		seen[s < 31 * day ? 0 : s < 32 * day ? 1 : 2]++;
		if (s < 31 * day || s >= 32 * day)
			continue;
		hour[s % day / 3600]++;
		n++;
	}
	assert_true(chi_square(seen, want, 3) < chi_square_bound(3));
	assert_true(chi_square_flat(hour, 24, (double)n) < chi_square_bound(23));
	assert_true(r.column->dom.min == from);
	assert_true(r.column->dom.max == from + (INT64_C(32) * 86400 + 9) * 1000000);
	plan_rows_free(&r);
	plan_case_close(&c);
}

static void days_have_buckets_whatever_kind_makes_them(void **state)
{
	static const char *const kinds[] = { "date", "timestamp" };

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(kinds); k++) {
		static const double want[] = { 100000, 100000, 100000, 100000, 100000,
					       250000, 250000 };
		uint64_t seen[7] = { 0 };
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows r;

		sm_buf_printf(&yaml, HEAD "type: date, %s: {bounds: [2024-01-01, "
			      "2024-01-06, 2024-01-07], weights: [1, 1]}" END,
			      kinds[k]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_of(&c, "t", "x");
		for (uint64_t i = 0; i < r.n; i++) {
			assert_in_range(r.v[i], 19723, 19729);
			seen[r.v[i] - 19723]++;
		}
		assert_true(chi_square(seen, want, 7) < chi_square_bound(6));
		plan_rows_free(&r);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void what_does_not_go_together_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ SMALL "timestamp: {from: \"-1y\", bounds: [\"-1y\", now], weights: "
		  "[1]}" END, "begins and ends with its bounds", NULL },
		{ SMALL "timestamp: {growth: 1, bounds: [\"-1y\", now], weights: [1]}"
		  END, "seasons are those of a period", NULL },
		{ SMALL "unique: true, timestamp: {bounds: [\"-1y\", now], weights: "
		  "[1]}" END, "no bucket can have more", NULL },
		{ SMALL "timestamp: {bounds: [\"-1y\", now]}" END,
		  "0 weights needs 1 bounds, not 2", NULL },
		{ SMALL "date: {bounds: [now, \"-1y\"], weights: [1]}" END,
		  "bounds grow", NULL },
		{ SMALL "date: {bounds: [\"-1h\", never], weights: [1]}" END, "never",
		  NULL },
		{ SMALL "timestamp: {from: 2024-01-01T00:00:00.2Z, to: "
		  "2024-01-01T00:00:00.7Z}" END, "no whole second", NULL },
		{ "  - {name: t, rows: 9, columns: [{name: y, timestamp: {}}, {name: "
		  "x, timestamp: {after: y, bounds: [\"-1y\", now]}}]}\n",
		  "ends with within: drop bounds", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_fall_into_their_buckets_and_are_alike_there),
		cmocka_unit_test(days_have_buckets_whatever_kind_makes_them),
		cmocka_unit_test(what_does_not_go_together_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
