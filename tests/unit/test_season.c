/* gen/op/season.c: 10^6 times have the hours, weekdays and growth asked for */
#include "plan_rows.h"
#include "statcheck.h"

#define TABLE "  - {name: t, rows: 1000000, columns: [{name: x, type: timestamptz, "
#define END "}]}\n"
#define HOUR INT64_C(3600000000)

static struct plan_rows made(struct plan_case *c, const char *step)
{
	struct sm_buf yaml = { 0 };
	struct plan_rows r;

	sm_buf_printf(&yaml, PLAN_HEAD TABLE "%s" END, step);
	plan_case_make(c, sm_buf_str(&yaml), NULL);
	r = plan_rows_of(c, "t", "x");
	for (uint64_t i = 0; i < r.n; i++)
		assert_true(r.v[i] >= r.column->dom.min &&
			    r.v[i] <= r.column->dom.max);
	sm_buf_release(&yaml);
	return r;
}

static void done(struct plan_case *c, struct plan_rows *r)
{
	plan_rows_free(r);
	plan_case_close(c);
}

/* The whole weeks of 2024-01-01 (a Monday) to 2024-12-29. */
#define WEEKS "timestamp: {from: 2024-01-01T00:00:00Z, to: 2024-12-29T23:59:59Z, "

static void hours_and_weekdays_have_their_weights(void **state)
{
	static const double hour[24] = { 1, 1, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8,
					 8, 7, 6, 5, 4, 3, 2, 2, 2, 1, 1, 1 };
	static const double weekday[7] = { 5, 6, 6, 6, 9, 2, 0 };
	uint64_t h[24] = { 0 }, d[7] = { 0 };
	double want[24], sum_h = 0, sum_d = 0;
	struct plan_case c;
	struct plan_rows r;
	uint64_t seen[24], n = 0;

	(void)state;
	r = made(&c, WEEKS "hours: [1, 1, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, "
		 "3, 2, 2, 2, 1, 1, 1], weekdays: [5, 6, 6, 6, 9, 2, 0]}");
	for (uint64_t i = 0; i < r.n; i++) {
		h[r.v[i] / HOUR % 24]++;
		d[(r.v[i] / SM_DAY_US + 3) % 7]++;
	}
	for (int i = 0; i < 24; i++)
		sum_h += hour[i];
	for (int i = 0; i < 7; i++)
		sum_d += weekday[i];
	for (int i = 0; i < 24; i++) {
		if (hour[i] == 0) {
			assert_int_equal(h[i], 0);
			continue;
		}
		want[n] = 1e6 * hour[i] / sum_h;
		seen[n++] = h[i];
	}
	assert_true(chi_square(seen, want, n) < chi_square_bound(n - 1));
	assert_int_equal(d[6], 0);
	for (int i = 0; i < 6; i++)
		want[i] = 1e6 * weekday[i] / sum_d;
	assert_true(chi_square(d, want, 6) < chi_square_bound(5));
	done(&c, &r);
}

static void a_year_has_what_growth_adds_to_the_one_before(void **state)
{
	uint64_t year[4] = { 0 };
	double want[4];
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	/* four years of 365.2425 days, so that the shares are 1, 1.5, ... */
	r = made(&c, "timestamp: {from: 2020-01-01T00:00:00Z, to: 2023-12-31T23:16:47Z, "
		 "growth: 0.5}");
	for (uint64_t i = 0; i < r.n; i++)
		year[(r.v[i] - INT64_C(1577836800000000)) / INT64_C(31556952000000)]++;
	for (int i = 0; i < 4; i++)
		want[i] = 1e6 * pow(1.5, i) / (1 + 1.5 + 2.25 + 3.375);
	/* growth goes by days, so a year's edge may hold half a day of another's */
	for (int i = 0; i < 4; i++)
		assert_true(fabs((double)year[i] - want[i]) <
			    5 * sqrt(want[i]) + want[i] / 365);
	done(&c, &r);
}

/* Part of an hour, part of a day: every second is as likely as any other. */
static void a_period_cut_anywhere_has_its_shares_to_the_second(void **state)
{
	static uint64_t seen[100];
	const int64_t from = INT64_C(1717241400000000);   /* 2024-06-01 11:30:00 */
	const int64_t length = 50 * HOUR;
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	memset(seen, 0, sizeof(seen));
	r = made(&c, "timestamp: {from: 2024-06-01T11:30:00Z, to: 2024-06-03T13:29:59Z, "
		 "growth: 0}");
	for (uint64_t i = 0; i < r.n; i++)
		seen[(r.v[i] - from) * 100 / length]++;
	assert_true(chi_square_flat(seen, 100, 1e6) < chi_square_bound(99));
	done(&c, &r);
	r = made(&c, "timestamp: {from: 2024-06-01T11:30:00Z, to: 2024-06-01T11:30:04Z, "
		 "growth: 0}");
	memset(seen, 0, sizeof(seen));
	for (uint64_t i = 0; i < r.n; i++)
		seen[(r.v[i] - from) / 1000000]++;
	assert_true(chi_square_flat(seen, 5, 1e6) < chi_square_bound(4));
	done(&c, &r);
}

static int64_t day_of(const struct plan_rows *r, uint64_t i)
{
	int64_t v = r->v[i];

	return r->column->type.id == SM_T_DATE ? v : sm_days_from_us(v);
}

/* A day of each month has its weight; long months have more days. */
static void months_have_their_weights_in_every_kind_of_column(void **state)
{
	static const double month[12] = { 1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20 };
	static const int days[12] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	static const char *const columns[] = {
		"timestamptz, timestamp: {from: 2024-01-01T00:00:00Z, to: "
		"2024-12-31T23:59:59Z", "date, timestamp: {from: 2024-01-01, to: "
		"2024-12-31", "date, date: {from: 2024-01-01, to: 2024-12-31",
	};

	(void)state;
	for (size_t k = 0; k < SM_COUNTOF(columns); k++) {
		uint64_t seen[12] = { 0 };
		double want[12], sum = 0;
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		struct plan_rows r;

		sm_buf_printf(&yaml, PLAN_HEAD "  - {name: t, rows: 1000000, columns: "
			      "[{name: x, type: %s, months: [1, 0, 2, 3, 4, 5, 6, 7, 8, "
			      "9, 10, 20]}}]}\n", columns[k]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		r = plan_rows_of(&c, "t", "x");
		for (uint64_t i = 0; i < r.n; i++) {
			struct sm_civil civil;

			sm_civil_from_days(day_of(&r, i), &civil);
			seen[civil.month - 1]++;
		}
		for (int i = 0; i < 12; i++)
			sum += month[i] * days[i];
		for (int i = 0; i < 12; i++)
			want[i] = 1e6 * month[i] * days[i] / sum;
		assert_int_equal(seen[1], 0);
		/* February apart, which no formula divides by */
		seen[1] = seen[0];
		want[1] = want[0];
		assert_true(chi_square(seen + 1, want + 1, 11) < chi_square_bound(10));
		done(&c, &r);
		sm_buf_release(&yaml);
	}
}

static void dates_have_weekdays_and_growth(void **state)
{
	uint64_t d[7] = { 0 }, half[2] = { 0 };
	static const double weekday[7] = { 1, 2, 3, 4, 5, 6, 7 };
	double want[7];
	struct plan_case c;
	struct plan_rows r;

	(void)state;
	plan_case_make(&c, PLAN_HEAD "  - {name: t, rows: 1000000, columns: [{name: x, "
		       "type: date, date: {from: 2024-01-01, to: 2024-12-29, weekdays: "
		       "[1, 2, 3, 4, 5, 6, 7]}}, {name: y, type: date, date: {from: "
		       "2022-01-01, to: 2023-12-31, growth: 3}}]}\n", NULL);
	r = plan_rows_of(&c, "t", "x");
	for (uint64_t i = 0; i < r.n; i++)
		d[(r.v[i] + 3) % 7]++;
	for (int i = 0; i < 7; i++)
		want[i] = 1e6 * weekday[i] / 28;
	assert_true(chi_square(d, want, 7) < chi_square_bound(6));
	plan_rows_free(&r);
	r = plan_rows_of(&c, "t", "y");
	/* 2023-01-01 is day 19358: four times as much from there on */
	for (uint64_t i = 0; i < r.n; i++)
		half[r.v[i] >= 19358]++;
	assert_true(fabs((double)half[0] - 200000) < 5 * sqrt(160000) + 500);
	done(&c, &r);
}

static void what_is_no_season_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ TABLE "timestamp: {hours: [1, 2]}" END, "hours takes 24 weights, not 2",
		  NULL },
		{ TABLE "timestamp: {weekdays: [1, 2]}" END,
		  "weekdays takes 7 weights from Monday on, not 2", NULL },
		{ TABLE "timestamp: {weekdays: [0, 0, 0, 0, 0, 0, 0]}" END,
		  "all weights are 0", NULL },
		{ TABLE "timestamp: {growth: -1}" END, "growth is what a year adds",
		  NULL },
		{ TABLE "timestamp: {from: 1700-01-01, to: 2000-01-01, growth: 1}" END,
		  "200 years at most", NULL },
		{ TABLE "timestamp: {from: 2024-01-06, to: 2024-01-06T10:00:00Z, "
		  "weekdays: [1, 1, 1, 1, 1, 0, 0]}" END,
		  "no time of the period has any weight", NULL },
		{ TABLE "timestamp: {from: 1850-01-01, to: 2040-01-01, growth: 100, "
		  "weekdays: [1, 1, 1, 1, 1, 0, 0]}" END,
		  "grows past what can be counted", NULL },
		{ "  - {name: t, rows: 9, columns: [{name: x, type: date, timestamp: "
		  "{hours: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
		  "1, 1, 1, 1]}}]}\n", "a date has no hours", NULL },
		{ TABLE "timestamp: {months: [1, 2]}" END,
		  "months takes 12 weights, not 2", NULL },
		{ "  - {name: t, rows: 9, columns: [{name: x, type: date, unique: true, "
		  "date: {growth: 1}}]}\n", "it has no seasons", NULL },
		{ "  - {name: t, rows: 9, columns: [{name: y, timestamp: {}}, {name: "
		  "x, timestamp: {after: y, growth: 1}}]}\n",
		  "ends with within: drop growth", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_and_weekdays_have_their_weights),
		cmocka_unit_test(a_year_has_what_growth_adds_to_the_one_before),
		cmocka_unit_test(a_period_cut_anywhere_has_its_shares_to_the_second),
		cmocka_unit_test(months_have_their_weights_in_every_kind_of_column),
		cmocka_unit_test(dates_have_weekdays_and_growth),
		cmocka_unit_test(what_is_no_season_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
