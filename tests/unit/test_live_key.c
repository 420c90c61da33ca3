/* gen/plan/live_key: unique keys whose columns alone do not say who clashes */
#include <stdio.h>

#include "plan_rows.h"

#include "plan_live.h"

/* A table t of so many rows that is there, with plain columns. */
#define T(rows) \
	PLAN_HEAD \
	"  - {name: t, rows: " rows ", columns: [{name: id, serial: {}}, {name: a, int: " \
	"{min: 1, max: 9}}, {name: b, int: {min: 5, max: 20}}, {name: n, nulls: 0.5, " \
	"int: {min: 1, max: 3}}, {name: s, type: \"enum(x, y)\", pick: {values: [x, " \
	"y]}}, {name: w, pick: {values: [ab, aB, \"José\", Jose], order: rows}}, " \
	"{name: p, pattern: {text: \"?###?###\"}, unique: true}]}\n"

static struct sm_live_column columns[] = {
	{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "bigint" },
	{ .name = "a", .type = { .id = SM_T_INT }, .type_text = "int" },
	{ .name = "b", .type = { .id = SM_T_INT }, .type_text = "int" },
	{ .name = "n", .type = { .id = SM_T_INT }, .type_text = "int",
	  .nullable = true },
	{ .name = "s", .type = { .id = SM_T_TEXT }, .type_text = "text" },
	{ .name = "w", .type = { .id = SM_T_TEXT }, .type_text = "text" },
	{ .name = "p", .type = { .id = SM_T_TEXT }, .type_text = "text" },
};

enum said { PROVED, REFUSED, SAID };

static enum said planned(const char *yaml, struct sm_live_key *k)
{
	struct sm_live_table t = { .name = "t", .columns = columns,
				   .ncolumns = SM_COUNTOF(columns),
				   .keys = k, .nkeys = 1 };
	struct plan_case c;
	enum said got;

	k->name = "k";
	plan_live_open(&c, yaml, &t);
	got = c.rc ? REFUSED : c.plan->nnotes ? SAID : PROVED;
	if (c.rc) {
		assert_int_equal(c.rc, SM_E_SCHEMA);
		assert_non_null(strstr(c.err.what, "unique"));
		assert_true(*c.err.fix);
	}
	plan_case_close(&c);
	return got;
}

static const struct {
	const char *terms[3];
	const char *where;
	enum sm_loose loose;
	enum said few, many;
} open[] = {
	/* what is unique is unique among some rows, too */
	{ { "id" }, "a > 3", SM_LOOSE_NOT, PROVED, PROVED },
	{ { "a", "\"p\"" }, "a > 3", SM_LOOSE_NOT, PROVED, PROVED },
	{ { "p" }, "a > 3", SM_LOOSE_ACCENTS, PROVED, PROVED },
	{ { "a" }, "b > 3", SM_LOOSE_NOT, REFUSED, REFUSED },
	/* the one row with id 7 */
	{ { "a" }, "id = 7", SM_LOOSE_NOT, PROVED, SAID },
	{ { "a" }, "false", SM_LOOSE_NOT, PROVED, SAID },
	{ { "lower(p)" }, NULL, SM_LOOSE_NOT, PROVED, SAID },
	{ { "a", "id + 1" }, NULL, SM_LOOSE_NOT, PROVED, SAID },
	{ { "lower(w)", "id" }, NULL, SM_LOOSE_NOT, PROVED, PROVED },
	{ { "lower(s)" }, NULL, SM_LOOSE_NOT, REFUSED, REFUSED },
	{ { "frobnicate(a)" }, NULL, SM_LOOSE_NOT, SAID, SAID },
	{ { "id" }, "frobnicate(a)", SM_LOOSE_NOT, SAID, SAID },
	{ { NULL }, NULL, SM_LOOSE_NOT, SAID, SAID },
};

static void one_that_is_partial_or_computed_is_decided_where_it_can_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(open); i++) {
		struct sm_live_key k = { .terms = open[i].terms,
					 .where = open[i].where,
					 .loose = open[i].loose };

		while (k.nterms < 3 && open[i].terms[k.nterms])
			k.nterms++;
		if (planned(T("1000"), &k) != open[i].few)
			fail_msg("case %zu of few rows", i);
		if (planned(T("1500000"), &k) != open[i].many)
			fail_msg("case %zu of many rows", i);
	}
}

static void a_loose_key_wants_texts_that_differ_after_folding(void **state)
{
	static const char *const w[] = { "w" }, *const p[] = { "p" };
	struct sm_live_key k = { .columns = w, .ncolumns = 1, .decided = true };
	/* the first two differ in case, the last two in an accent */
	static const char words[] = PLAN_HEAD
		"  - {name: t, rows: 2, columns: [{name: id, serial: {}}, {name: w, "
		"pick: {values: [%s]}}]}\n";
	static const struct {
		const char *values;
		enum said not, cases, accents;
	} lists[] = {
		{ "ab, aB", PROVED, REFUSED, REFUSED },
		{ "José, Jose", PROVED, PROVED, REFUSED },
		{ "ab, cd", PROVED, PROVED, PROVED },
		{ "αβ, γδ", PROVED, PROVED, PROVED },
		{ "αβ, αΒ", PROVED, REFUSED, REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(lists); i++) {
		const enum said want[] = { lists[i].not, lists[i].cases,
					   lists[i].accents };
		char yaml[400];

		snprintf(yaml, sizeof(yaml), words, lists[i].values);
		for (int loose = 0; loose < 3; loose++) {
			struct sm_live_column some[] = { columns[0], columns[5] };
			struct sm_live_table t = { .name = "t", .columns = some,
						   .ncolumns = 2, .keys = &k,
						   .nkeys = 1 };
			struct plan_case c;

			k.name = "k";
			k.loose = (enum sm_loose)loose;
			plan_live_open(&c, yaml, &t);
			if ((c.rc == SM_E_SCHEMA) != (want[loose] == REFUSED))
				fail_msg("%s, %d: %s", lists[i].values, loose,
					 c.rc ? c.err.what : "");
			plan_case_close(&c);
		}
	}
	/* capitals and digits alone: nothing to look at */
	k.columns = p;
	k.loose = SM_LOOSE_ACCENTS;
	assert_int_equal(planned(T("5000000"), &k), PROVED);
}

/* p-3 is a text of the profile, P-3 one that `code` makes of capitals alone. */
static void a_fixture_counts_as_it_is_spelled(void **state)
{
	static const char *const w[] = { "w" };
	static const char yaml[] = PLAN_HEAD
		"  - {name: t, rows: 5, fixtures: {columns: [w], rows: [[p-%d]]}, columns: "
		"[{name: w, code: {text: \"P-#\"}, unique: true}]}\n";
	struct sm_live_key k = { .name = "k", .columns = w, .ncolumns = 1,
				 .decided = true, .loose = SM_LOOSE_CASE };
	struct sm_live_column some[] = { columns[5] };
	struct sm_live_table t = { .name = "t", .columns = some, .ncolumns = 1,
				   .keys = &k, .nkeys = 1 };

	(void)state;
	for (int literal = 3; literal < 10; literal += 6) {
		struct plan_case c;
		char text[400];

		snprintf(text, sizeof(text), yaml, literal);
		plan_live_open(&c, text, &t);
		if ((c.rc == SM_E_SCHEMA) != (literal == 3))
			fail_msg("p-%d: %d %s", literal, (int)c.rc, c.err.what);
		plan_case_close(&c);
	}
}

/* An index of the profile may be called like another key of the database. */
static void a_key_is_known_by_its_columns(void **state)
{
	static const char *const w[] = { "w" };
	static const char yaml[] = PLAN_HEAD
		"  - {name: t, rows: 2, columns: [{name: id, serial: {}}, {name: w, pick: "
		"{values: [ab, aB]}}], indexes: [{name: k, columns: [id], unique: "
		"true}]}\n";
	struct sm_live_key k = { .name = "k", .columns = w, .ncolumns = 1,
				 .decided = true, .loose = SM_LOOSE_CASE };
	struct sm_live_column some[] = { columns[0], columns[5] };
	struct sm_live_table t = { .name = "t", .columns = some, .ncolumns = 2,
				   .keys = &k, .nkeys = 1 };
	struct plan_case c;

	(void)state;
	plan_live_open(&c, yaml, &t);
	assert_int_equal(c.rc, SM_E_SCHEMA);
	assert_non_null(strstr(c.err.what, "(w)"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			one_that_is_partial_or_computed_is_decided_where_it_can_be),
		cmocka_unit_test(a_loose_key_wants_texts_that_differ_after_folding),
		cmocka_unit_test(a_fixture_counts_as_it_is_spelled),
		cmocka_unit_test(a_key_is_known_by_its_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
