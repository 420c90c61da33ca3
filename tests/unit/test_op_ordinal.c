/* gen/op/op_ordinal.c: places among siblings, from the start and without a gap */
#include "plan_rows.h"

#define PARENT \
	"  - {name: p, rows: 150, primary_key: [id], columns: [" \
	"{name: id, serial: {}}]}\n"
#define CHILD(fan, step) \
	"  - {name: c, per: {table: p, " fan "}, primary_key: [id], columns: [" \
	"{name: id, serial: {}}, {name: p_id, parent: {}}, {name: n, " step "}]}\n"
#define READER \
	"  - {name: r, rows: 500, columns: [{name: c_id, ref: {table: c}}, " \
	"{name: seen, copy: {from: c_id.n}}]}\n"

static void places_count_up_from_the_start_for_each_parent(void **state)
{
	static const struct {
		const char *yaml;
		int64_t start, most;
	} cases[] = {
		{ PLAN_HEAD PARENT CHILD("min: 1, max: 7", "ordinal: {}"), 1, 7 },
		{ PLAN_HEAD PARENT CHILD("min: 0, max: 3", "ordinal: {start: 0}"), 0,
		  2 },
		{ PLAN_HEAD PARENT CHILD("min: 2, max: 5", "ordinal: {start: -3}"),
		  -3, 1 },
		{ PLAN_HEAD PARENT CHILD("min: 3, max: 3", "ordinal: {start: 32765}, "
					 "type: smallint"), 32765, 32767 },
		{ PLAN_HEAD PARENT CHILD("min: 1, max: 2", "ordinal: {start: "
					 "9223372036854775800}, type: bigint"),
		  INT64_C(9223372036854775800), INT64_C(9223372036854775801) },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;
		struct plan_rows of, n;
		int64_t top = INT64_MIN;

		plan_case_make(&c, cases[i].yaml, NULL);
		of = plan_rows_of(&c, "c", "p_id");
		n = plan_rows_step(&c, "c", "n", 17);
		for (uint64_t k = 0; k < n.n; k++) {
			bool first = k == 0 || of.v[k] != of.v[k - 1];

			assert_int_equal(n.v[k],
					 first ? cases[i].start : n.v[k - 1] + 1);
			top = n.v[k] > top ? n.v[k] : top;
		}
		assert_int_equal(top, cases[i].most);
		assert_int_equal(n.column->dom.min, cases[i].start);
		assert_int_equal(n.column->dom.max, cases[i].most);
		plan_rows_free(&of);
		plan_rows_free(&n);
		plan_case_close(&c);
	}
}

static void the_same_child_has_the_same_place_when_asked_for_alone(void **state)
{
	struct plan_case c;
	struct plan_rows all, ref, seen;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("min: 0, max: 9", "ordinal: {start: "
		       "5}") READER, NULL);
	all = plan_rows_of(&c, "c", "n");
	ref = plan_rows_of(&c, "r", "c_id");
	seen = plan_rows_of(&c, "r", "seen");
	for (uint64_t i = 0; i < ref.n; i++)
		assert_int_equal(seen.v[i], all.v[ref.v[i] - 1]);
	plan_rows_free(&all);
	plan_rows_free(&ref);
	plan_rows_free(&seen);
	plan_case_close(&c);
}

static void parent_and_place_together_are_a_key(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT
		       "  - {name: c, per: {table: p, min: 1, max: 9}, primary_key: "
		       "[p_id, n], columns: [{name: p_id, parent: {}}, {name: n, "
		       "ordinal: {}}]}\n", NULL);
	assert_int_equal(sm_plan_table(c.plan, "c")->primary.n, 2);
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ PARENT "  - {name: c, rows: 5, columns: [{name: n, ordinal: {}}]}\n",
	  "ordinal needs a table that says per:", NULL },
	{ PARENT CHILD("min: 1, max: 9", "ordinal: {start: 9223372036854775800}, "
		       "type: bigint"), "start is too large", NULL },
	{ PARENT CHILD("min: 1, max: 9", "ordinal: {start: 32760}, type: smallint"),
	  "its values reach from 32760 to 32768", NULL },
	{ PARENT CHILD("min: 1, max: 9", "ordinal: {start: one}"), "start", NULL },
	{ PARENT CHILD("min: 1, max: 9", "ordinal: {}, type: text"),
	  "ordinal cannot fill a column of type text", NULL },
	{ PARENT CHILD("min: 1, max: 9", "ordinal: {}, unique: true"),
	  "must be unique, and ordinal cannot promise that", NULL },
};

static void what_has_no_place_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_count_up_from_the_start_for_each_parent),
		cmocka_unit_test(
			the_same_child_has_the_same_place_when_asked_for_alone),
		cmocka_unit_test(parent_and_place_together_are_a_key),
		cmocka_unit_test(what_has_no_place_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
