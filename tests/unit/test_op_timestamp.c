/* gen/op/op_timestamp.c: periods, and times after other times */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/op_timestamp.h"
#include "op_case.h"

#define SECOND INT64_C(1000000)
#define ROWS 2000

static void periods_have_whole_ticks(void **state)
{
	static const struct {
		const char *precision;
		int64_t tick;
	} cases[] = {
		{ NULL, SECOND },
		{ "second", SECOND },
		{ "milli", 1000 },
		{ "micro", 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		bool finer = cases[i].tick == 1;
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_timestamp, NULL, ROWS);
		op_case_compile(&k, "from", "1969-12-31T00:00:00.0005Z", "to",
				"1970-01-02T23:59:59.9995Z", "precision",
				cases[i].precision, NULL);
		v = op_case_i64(&k, ROWS);
		for (int r = 0; r < ROWS; r++) {
			assert_int_equal(v[r] % cases[i].tick, 0);
			finer |= v[r] / cases[i].tick % 10 != 0;
			assert_true(v[r] >= -SM_DAY_US + 500);
			assert_true(v[r] <= 2 * SM_DAY_US - 500);
		}
		assert_true(finer);
		op_case_keeps_promises(&k, ROWS);
		op_case_end(&k);
	}
}

static void date_columns_get_days(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, "date", ROWS);
	op_case_compile(&k, "from", "1970-01-01", "to", "1970-01-10", NULL);
	assert_int_equal(k.op.out.min, 0);
	assert_int_equal(k.op.out.max, 9);
	op_case_keeps_promises(&k, ROWS);
	op_case_end(&k);
}

static void a_unique_column_takes_each_second_once(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, NULL, 3601);
	k.c.unique = true;
	op_case_compile(&k, "from", "-1h", NULL);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 3601);
	op_case_end(&k);
	op_case_start(&k, &sm_op_timestamp, NULL, 3602);
	k.c.unique = true;
	op_case_refuses(&k, "needs 3,602 distinct values but 2025-12-31 23:00:00.."
			"2026-01-01 00:00:00 has only 3,601", "from", "-1h", NULL);
	op_case_end(&k);
}

static void arguments_that_say_nothing_are_refused(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, NULL, 10);
	op_case_refuses(&k, "within needs after", "within", "2y", NULL);
	op_case_refuses(&k, "drop from", "after", "x", "from", "-1y", NULL);
	op_case_refuses(&k, "drop to", "after", "x", "to", "now", NULL);
	op_case_refuses(&k, "precision \"day\" is not one of second, milli, micro",
			"precision", "day", NULL);
	op_case_refuses(&k, "no whole second lies between", "from",
			"2026-01-01T00:00:00.1Z", "to", "2026-01-01T00:00:00.9Z",
			NULL);
	op_case_refuses(&k, "within \"-1d\" is not a length", "after", "x",
			"within", "-1d", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "cannot be proved unique", "after", "x", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_timestamp, "date", 10);
	op_case_refuses(&k, "a date has no precision", "precision", "milli", NULL);
	op_case_end(&k);
}

/* ---- after ------------------------------------------------------------------- */

static int64_t inputs[ROWS];
static uint8_t nulls[ROWS];

/*
 * Times in the 30 days before as_of and the 3 after it, at odd microseconds, or
 * their days.
 */
static void bind_times(struct op_case *k, const char *type, bool nullable,
		       int64_t within, int64_t unit)
{
	struct sm_domain dom = { .min = INT64_MAX, .max = INT64_MIN };

	assert_true(sm_type_parse(type, &dom.type));
	for (int i = 0; i < ROWS; i++) {
		struct sm_rng r = sm_rng_at(99, (uint64_t)i);

		inputs[i] = OP_CASE_AS_OF - 30 * SM_DAY_US +
			    (int64_t)sm_rng_below(&r, 33 * (uint64_t)SM_DAY_US);
		if (dom.type.id == SM_T_DATE)
			inputs[i] = sm_days_from_us(inputs[i]);
		dom.min = inputs[i] < dom.min ? inputs[i] : dom.min;
		dom.max = inputs[i] > dom.max ? inputs[i] : dom.max;
		nulls[i] = nullable && i % 5 == 0;
		/* whatever may be left behind a NULL */
		if (nulls[i])
			inputs[i] = i % 2 ? INT64_MAX : INT64_MIN;
	}
	dom.nullable = nullable;
	k->in[0] = (struct sm_vec){ .v.i64 = inputs,
				    .null = nullable ? nulls : NULL };
	k->nin = 1;
	k->op.out = (struct sm_domain){ .type = k->c.type };
	assert_int_equal(sm__stamp_after(&k->op, &k->c, 0, &dom, within, unit,
					 &k->err), SM_OK);
}

static void times_come_after_and_within_and_not_in_the_future(void **state)
{
	static const int64_t units[] = { 1, 1000, SECOND };
	static const int64_t withins[] = { 0, SECOND, SM_DAY_US, 400 * SM_DAY_US };

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(units) * SM_COUNTOF(withins); c++) {
		const int64_t unit = units[c % 3], within = withins[c / 3];
		struct op_case k;
		const int64_t *v;

		op_case_start(&k, &sm_op_timestamp, NULL, ROWS);
		bind_times(&k, "timestamptz", false, within, unit);
		v = op_case_i64(&k, ROWS);
		for (int i = 0; i < ROWS; i++) {
			assert_true(v[i] >= inputs[i]);
			assert_true(v[i] <= inputs[i] + within);
			assert_int_equal((v[i] - inputs[i]) % unit, 0);
			if (inputs[i] >= OP_CASE_AS_OF)
				assert_true(v[i] == inputs[i]);
			else
				assert_true(v[i] <= OP_CASE_AS_OF);
		}
		assert_false(k.op.out.nullable);
		op_case_keeps_promises(&k, ROWS);
		op_case_end(&k);
	}
}

/* The mean lies halfway: nothing piles up at either end of what is left. */
static void what_is_left_is_filled_evenly(void **state)
{
	struct op_case k;
	const int64_t *v;
	double place = 0;
	int n = 0;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, NULL, ROWS);
	bind_times(&k, "timestamp", false, 10 * SM_DAY_US, SECOND);
	v = op_case_i64(&k, ROWS);
	for (int i = 0; i < ROWS; i++) {
		int64_t room = OP_CASE_AS_OF - inputs[i];

		if (room <= SM_DAY_US)
			continue;
		room = room < 10 * SM_DAY_US ? room : 10 * SM_DAY_US;
		place += (double)(v[i] - inputs[i]) / (double)room;
		n++;
	}
	assert_true(place / n > 0.47 && place / n < 0.53);
	op_case_end(&k);
}

static void null_stays_null_and_nothing_else_becomes_it(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, NULL, ROWS);
	bind_times(&k, "timestamptz", true, SM_DAY_US, SECOND);
	assert_true(k.op.out.nullable);
	v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
	assert_memory_equal(v.null, nulls, ROWS);
	/* the value of a NULL is still a time that others may compute with */
	for (int i = 0; i < ROWS; i++)
		assert_true(v.v.i64[i] >= k.op.out.min &&
			    v.v.i64[i] <= k.op.out.max);
	op_case_keeps_promises(&k, ROWS);
	op_case_end(&k);
}

static void nullable_inputs_may_come_without_null_bytes(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_timestamp, NULL, ROWS);
	bind_times(&k, "timestamptz", false, SM_DAY_US, SECOND);
	k.op.out.nullable = true;
	v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
	for (int i = 0; i < ROWS; i++)
		assert_int_equal(v.null[i], 0);
	op_case_end(&k);
}

static void dates_and_times_may_be_mixed(void **state)
{
	static const struct {
		const char *column, *input;
	} cases[] = {
		{ "date", "date" },
		{ "date", "timestamptz" },
		{ "timestamp", "date" },
	};

	(void)state;
	for (size_t c = 0; c < SM_COUNTOF(cases); c++) {
		bool later = false;
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_timestamp, cases[c].column, ROWS);
		bind_times(&k, cases[c].input, true, 7 * SM_DAY_US, SECOND);
		v = op_case_run(&k, &(struct sm_rows){ .n = ROWS });
		for (int i = 0; i < ROWS; i++) {
			int64_t in = inputs[i], out = v.v.i64[i];

			if (nulls[i])
				continue;
			if (strcmp(cases[c].input, "date") != 0)
				in = sm_days_from_us(in);
			if (strcmp(cases[c].column, "date") != 0)
				out = sm_days_from_us(out);
			assert_true(out >= in && out <= in + 7);
			later |= out > in;
		}
		assert_true(later);
		op_case_keeps_promises(&k, ROWS);
		op_case_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_have_whole_ticks),
		cmocka_unit_test(date_columns_get_days),
		cmocka_unit_test(a_unique_column_takes_each_second_once),
		cmocka_unit_test(arguments_that_say_nothing_are_refused),
		cmocka_unit_test(times_come_after_and_within_and_not_in_the_future),
		cmocka_unit_test(what_is_left_is_filled_evenly),
		cmocka_unit_test(null_stays_null_and_nothing_else_becomes_it),
		cmocka_unit_test(nullable_inputs_may_come_without_null_bytes),
		cmocka_unit_test(dates_and_times_may_be_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
