/* gen/op/op_range.c: canonical ranges, inside of their bounds, as long as asked */
#include <stdio.h>

#include "text_lines.h"

struct shape {
	uint32_t empty, open, closed;
	int64_t first, last;        /* of all bounds */
	int64_t shortest, longest;
};

/* "[1,5)", "[5,)", "empty": nothing else is canonical for whole numbers. */
static void look(const char *s, struct shape *sh)
{
	long long lo, hi;
	char again[64];

	if (strcmp(s, "empty") == 0) {
		sh->empty++;
		return;
	}
	if (sscanf(s, "[%lld,%lld)", &lo, &hi) == 2) {
		(void)snprintf(again, sizeof(again), "[%lld,%lld)", lo, hi);
		sh->closed++;
		sh->shortest = hi - lo < sh->shortest ? hi - lo : sh->shortest;
		sh->longest = hi - lo > sh->longest ? hi - lo : sh->longest;
		sh->last = hi > sh->last ? hi : sh->last;
	} else {
		assert_int_equal(sscanf(s, "[%lld,)", &lo), 1);
		(void)snprintf(again, sizeof(again), "[%lld,)", lo);
		sh->open++;
	}
	assert_string_equal(s, again);
	sh->first = lo < sh->first ? lo : sh->first;
}

static struct shape shape_of(const char *step)
{
	struct shape sh = { .first = INT64_MAX, .last = INT64_MIN,
			    .shortest = INT64_MAX };
	struct text_lines l;

	text_lines_open(&l, step);
	for (uint32_t i = 0; i < l.n; i++)
		look(l.line[i], &sh);
	text_lines_close(&l);
	return sh;
}

static void ranges_fill_what_lies_between_their_bounds(void **state)
{
	struct shape sh;

	(void)state;
	sh = shape_of("type: int4range, range: {min: -5, max: 20, length_min: 3, "
		      "length_max: 8}");
	assert_int_equal(sh.closed, 600);
	assert_true(sh.first == -5 && sh.last == 20);
	assert_true(sh.shortest == 3 && sh.longest == 8);
	sh = shape_of("type: int4range, range: {}");
	assert_true(sh.first == 1 && sh.last == 100);
	assert_true(sh.shortest == 1 && sh.longest == 9);
	/* a length that leaves one place */
	sh = shape_of("type: int8range, range: {min: 7, max: 9, length_min: 2, "
		      "length_max: 2}");
	assert_true(sh.first == 7 && sh.last == 9 && sh.closed == 600);
	/* all there is; lengths reach half of it, as many as a count has */
	sh = shape_of("type: int8range, range: {min: -9223372036854775808, max: "
		      "9223372036854775807, length_max: 9223372036854775807}");
	assert_int_equal(sh.closed, 600);
}

static void some_are_empty_and_some_have_no_end(void **state)
{
	struct shape sh = shape_of("type: int4range, range: {open: 0.25, empty: 0.5}");

	(void)state;
	/* 300 and 150 of 600: 60 is more than four deviations */
	assert_in_range(sh.empty, 240, 360);
	assert_in_range(sh.open, 90, 210);
	assert_true(sh.closed > 0);
	sh = shape_of("type: int4range, range: {empty: 1}");
	assert_int_equal(sh.empty, 600);
	sh = shape_of("type: int4range, range: {open: 1}");
	assert_int_equal(sh.open, 600);
}

static void each_type_has_its_own_bounds(void **state)
{
	static const struct {
		const char *step, *want;
	} cases[] = {
		{ "type: numrange, range: {min: 1.5, max: 2, scale: 1, length_min: 0.5, "
		  "length_max: 0.5}", "[1.5,2.0)" },
		{ "type: numrange, range: {min: 0, max: 1, scale: 0}", "[0,1)" },
		{ "type: daterange, range: {min: 2026-01-01, max: 2026-01-03, "
		  "length_min: 2d}", "[2026-01-01,2026-01-03)" },
		{ "type: daterange, range: {min: \"1969-12-30T12:00:00Z\", max: "
		  "\"1970-01-01T12:00:00Z\", length_min: 1d}",
		  "[1969-12-31,1970-01-01)" },
		{ "type: tsrange, range: {min: 2026-01-01, max: 2026-01-02, "
		  "length_min: 24h}",
		  "[\"2026-01-01 00:00:00\",\"2026-01-02 00:00:00\")" },
		{ "type: tstzrange, range: {min: \"2026-01-01T00:00:00.5Z\", max: "
		  "\"2026-01-01T00:00:02.9Z\"}",
		  "[\"2026-01-01 00:00:01+00\",\"2026-01-01 00:00:02+00\")" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct text_lines l;

		text_lines_open(&l, cases[i].step);
		for (uint32_t k = 0; k < l.n; k++)
			assert_string_equal(l.line[k], cases[i].want);
		text_lines_close(&l);
	}
}

#define T(type, args) "  - {name: t, rows: 9, columns: [{name: x, type: \"" type \
		      "\", range: {" args "}}]}\n"

static const struct plan_refusal refusals[] = {
	{ T("int4range", "min: 5, max: 5"), "nothing lies between min and max", NULL },
	{ T("int4range", "min: 500"), "give max as well", NULL },
	{ T("int4range", "max: 2147483648"), "does not fit int", NULL },
	{ T("int4range", "length_min: 0"), "length_min 0 is not above 0",
	  "empty: 0.01" },
	{ T("int4range", "length_min: 5, length_max: 4"),
	  "length_min is above length_max", NULL },
	{ T("int4range", "max: 10, length_max: 10"),
	  "does not lie between min and max", "move min and max apart" },
	{ T("int4range", "scale: 1"), "scale is for numrange", NULL },
	{ T("numrange", "scale: 19"), "scale is 19: it must be 0 to 18", NULL },
	{ T("numrange", "min: 0.001"), "more than 2 digits", NULL },
	{ T("daterange", "length_max: 36h"), "no whole number of days", NULL },
	{ T("tsrange", "length_max: 1500ms"), "no whole number of seconds", NULL },
	{ T("int4range", "empty: 1.5"), "no share from 0 to 1", NULL },
	{ T("int4range", "empty: 0.6, open: 0.6"), "more than all", NULL },
	{ T("int[]", ""), "range cannot fill a column of type int[]", NULL },
	{ "  - {name: t, rows: 9, columns: [{name: x, type: int4range, unique: true, "
	  "range: {}}]}\n", "must be unique, and range cannot promise that", NULL },
	{ "  - {name: t, rows: 9, columns: [{name: x, type: int4range, range: {}}, "
	  "{name: y, type: int, expr: {text: \"x + 1\"}}]}\n",
	  "x is of type int4range, which expressions cannot read", NULL },
	{ "  - {name: t, rows: 9, columns: [{name: x, type: int4range, range: {}}, "
	  "{name: y, type: int8range, copy: {from: x}}]}\n",
	  "is of type int4range, which is not kept in a int8range", NULL },
};

static void what_cannot_be_a_range_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_fill_what_lies_between_their_bounds),
		cmocka_unit_test(some_are_empty_and_some_have_no_end),
		cmocka_unit_test(each_type_has_its_own_bounds),
		cmocka_unit_test(what_cannot_be_a_range_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
