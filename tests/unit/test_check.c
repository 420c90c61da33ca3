/* gen/plan/check: do all rows satisfy the CHECKs of a table that is there? */
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

/* `few`: of 1,000 rows, which are looked at; `many`: of more than that. */
static const struct {
	const char *check;
	enum said few, many;
} cases[] = {
	/* ranges decide */
	{ "(a > 0)", PROVED, PROVED },
	{ "a between 1 and 9", PROVED, PROVED },
	{ "a < b + 5", PROVED, PROVED },
	{ "not (a > 9) and b <> 4", PROVED, PROVED },
	{ "a > 9 or b >= 5", PROVED, PROVED },
	{ "a > 9", REFUSED, REFUSED },
	{ "a > 9 and b > 0", REFUSED, REFUSED },
	/* unknown is not false */
	{ "n < 4", PROVED, PROVED },
	{ "n is null or n > 0", PROVED, PROVED },
	{ "n is not null", REFUSED, REFUSED },
	{ "n > 3", REFUSED, REFUSED },
	/* labels, whatever the server knows besides */
	{ "s in ('x', 'y', 'z')", PROVED, PROVED },
	{ "s = 'x' or s = 'y'", PROVED, PROVED },
	{ "s in ('x', 'z')", REFUSED, REFUSED },
	/* rows decide */
	{ "a < 9", REFUSED, REFUSED },
	{ "a <= b", REFUSED, REFUSED },
	{ "a * b - a > 0", PROVED, SAID },
	{ "w <> 'x'", PROVED, SAID },
	{ "w <> 'aB'", REFUSED, REFUSED },
	/* nobody understands */
	{ "frobnicate(a) > 1", SAID, SAID },
	{ "a > ", SAID, SAID },
	{ "zzz > 1", SAID, SAID },
};

static void one(const char *yaml, const char *check, enum said want)
{
	struct sm_live_check k = { .name = "k", .text = check };
	struct sm_live_table t = { .name = "t", .columns = columns,
				   .ncolumns = SM_COUNTOF(columns),
				   .checks = &k, .nchecks = 1 };
	struct plan_case c;
	enum said got;

	plan_live_open(&c, yaml, &t);
	got = c.rc ? REFUSED : c.plan->nnotes ? SAID : PROVED;
	if (got != want)
		fail_msg("%s: %d, not %d: %s", check, (int)got, (int)want,
			 c.rc ? c.err.what : "");
	if (c.rc) {
		assert_int_equal(c.rc, SM_E_SCHEMA);
		assert_non_null(strstr(c.err.what, "refused by CHECK k"));
		assert_non_null(strstr(c.err.why, check));
	} else if (c.plan->nnotes) {
		assert_non_null(strstr(c.plan->notes[0], "CHECK k is not proved"));
	}
	plan_case_close(&c);
}

static void a_check_is_proved_refused_or_said_to_be_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		one(T("1000"), cases[i].check, cases[i].few);
}

static void of_many_rows_the_first_million_can_only_refuse(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		one(T("6000000"), cases[i].check, cases[i].many);
}

static void the_range_is_said_to_be_at_fault(void **state)
{
	struct sm_live_check k = { .name = "most", .text = "(a < 9)" };
	struct sm_live_table t = { .name = "t", .columns = columns,
				   .ncolumns = SM_COUNTOF(columns),
				   .checks = &k, .nchecks = 1 };
	struct plan_case c;

	(void)state;
	plan_live_open(&c, T("1000"), &t);
	assert_string_equal(c.err.why, "it asks for (a < 9): a is from 1 to 9");
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_is_proved_refused_or_said_to_be_open),
		cmocka_unit_test(of_many_rows_the_first_million_can_only_refuse),
		cmocka_unit_test(the_range_is_said_to_be_at_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
