/* gen/plan/enum.c: labels written as a type, and nothing but labels in a column */
#include "plan_rows.h"

#include "plan_live.h"

#define T(type, kind) \
	PLAN_HEAD "  - {name: t, rows: 40, columns: [{name: x, type: \"" type "\", " \
	kind "}]}\n"

static void labels_are_read_plain_or_quoted(void **state)
{
	static const struct {
		const char *yaml, *labels[3];
	} cases[] = {
		{ T("enum(a, b, c)", "pick: {values: [a]}"), { "a", "b", "c" } },
		{ T("ENUM( a ,b,  c c )", "pick: {values: [a]}"),
		  { "a", "b", "c c" } },
		{ T("enum ('a', 'b, (c)', 'it''s')", "pick: {values: [a]}"),
		  { "a", "b, (c)", "it's" } },
		{ T("enum(' a', é, 'x\\\\y')", "pick: {values: [é]}"),
		  { " a", "é", "x\\y" } },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct sm_column *x;
		struct plan_case c;

		plan_case_make(&c, cases[i].yaml, NULL);
		x = &c.plan->tables[0].columns[0];
		assert_int_equal(x->type.id, SM_T_ENUM);
		assert_int_equal(x->nlabels, 3);
		for (uint32_t k = 0; k < 3; k++)
			assert_string_equal(x->labels[k], cases[i].labels[k]);
		plan_case_close(&c);
	}
}

#define X(type) \
	"  - {name: t, rows: 9, columns: [{name: x, type: \"" type "\", pick: " \
	"{values: [a]}}]}\n"
#define SIXTY_FOUR \
	"0123456789012345678901234567890123456789012345678901234567890123"

static const struct plan_refusal refusals[] = {
	{ X("enum()"), "t.x: type \"enum()\": a label is missing",
	  "write it as enum(draft, sent" },
	{ X("enum(a, )"), "a label is missing", NULL },
	{ X("enum(a, a)"), "a label stands twice", NULL },
	{ X("enum(a, 'a')"), "a label stands twice", NULL },
	{ X("enum(a"), "labels end with one closing bracket", NULL },
	{ X("enum(a) b"), "labels end with one closing bracket", NULL },
	{ X("enum(a(b)"), "labels end with one closing bracket", NULL },
	{ X("enum('a' b)"), "labels end with one closing bracket", NULL },
	{ X("enum('a)"), "a quote is not closed", NULL },
	{ X("enum('')"), "a label has 1 to 63 bytes", NULL },
	{ X("enum(" SIXTY_FOUR ")"), "a label has 1 to 63 bytes", NULL },
	{ X("enum('a\\tb')"), "a label holds a control character", NULL },
	{ X("enum"), "unknown type \"enum\"", "enum(label, ...)" },
	{ X("enum(b, c)"), "not a label", "did you mean \"b\"?" },
};

static void what_is_no_list_of_labels_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

#define TWO(x) \
	"  - {name: t, rows: 9, columns: [{name: e, type: \"enum(a, b)\", pick: " \
	"{values: [a, b]}, unique: false}, {name: w, words: {list: city}}, {name: x, " \
	x "}]}\n"

static const struct plan_refusal sources[] = {
	{ TWO("type: \"enum(a, c)\", copy: {from: e}"),
	  "takes values from a column that is no enum of the same labels", NULL },
	{ TWO("type: \"enum(a, b)\", copy: {from: w}"),
	  "takes values from a column that is no enum of the same labels", NULL },
	{ TWO("type: \"enum(a, b)\", expr: {text: \"w\"}"),
	  "may give other texts than the column's labels", NULL },
	{ TWO("type: \"enum(a, b)\", expr: {text: \"'c'\"}"),
	  "'c' is not one of the column's labels", NULL },
	{ TWO("type: \"enum(a, b)\", constant: {value: c}"), "c", NULL },
	{ TWO("type: \"enum(a, b)\", words: {list: city}"),
	  "words cannot fill a column of type enum", NULL },
};

static void only_labels_can_come(void **state)
{
	static const char *const good[] = {
		PLAN_HEAD TWO("type: \"enum(c, b, a)\", copy: {from: e}"),
		PLAN_HEAD TWO("type: \"enum(a, b)\", expr: {text: \"case when w = "
			      "'x' then 'a' else 'b' end\"}"),
		PLAN_HEAD TWO("type: \"enum(a, b)\", constant: {value: b}"),
		/* an enum is a text to whoever reads it */
		PLAN_HEAD TWO("type: text, copy: {from: e}"),
		PLAN_HEAD TWO("expr: {text: \"e || w\"}"),
		/* what has no type of its own has the labels, too */
		PLAN_HEAD TWO("copy: {from: e}"),
		PLAN_HEAD TWO("ref: {table: t, column: e}"),
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(good); i++) {
		struct plan_case c;

		plan_case_make(&c, good[i], NULL);
		if (c.plan->tables[0].columns[2].type.id == SM_T_ENUM)
			assert_in_range(c.plan->tables[0].columns[2].nlabels, 2, 3);
		plan_case_close(&c);
	}
	for (size_t i = 0; i < SM_COUNTOF(sources); i++)
		plan_refuses(&sources[i]);
}

static const char *const mood[] = { "ok", "a", "b" };

static const struct {
	struct sm_live_column x;
	const char *refused;        /* NULL: compiles */
} live[] = {
	{ { .type = { .id = SM_T_TEXT } }, NULL },
	{ { .type = { .id = SM_T_VARCHAR, .length = 1 } }, NULL },
	{ { .type = { .id = SM_T_ENUM }, .labels = mood, .nlabels = 3 }, NULL },
	{ { .type = { .id = SM_T_ENUM }, .labels = mood, .nlabels = 2 },
	  "the enum of column x has no label \"b\"" },
	{ { .type = { .id = SM_T_CHAR, .length = 1 } },
	  "column x is of type thing in the database, enum in the profile" },
	{ { .type = { .id = SM_T_INT } },
	  "column x is of type thing in the database, enum in the profile" },
};

/* A table that a run has made of the profile changes nothing in its plan. */
static void a_live_text_is_an_enum_still_and_the_fingerprint_the_same(void **state)
{
	static const char yaml[] = T("enum(a, b)", "pick: {values: [a, b]}");
	struct plan_case fresh;

	(void)state;
	plan_case_make(&fresh, yaml, NULL);
	for (size_t i = 0; i < SM_COUNTOF(live); i++) {
		struct sm_live_column x = live[i].x;
		struct sm_live_table t = { .name = "t", .columns = &x,
					   .ncolumns = 1 };
		struct plan_case c;

		x.name = "x";
		x.type_text = "thing";
		plan_live_open(&c, yaml, &t);
		if (live[i].refused) {
			assert_int_equal(c.rc, SM_E_SCHEMA);
			assert_non_null(strstr(c.err.what, live[i].refused));
		} else {
			assert_int_equal(c.rc, SM_OK);
			assert_string_equal(c.plan->run_id, fresh.plan->run_id);
			assert_int_equal(c.plan->tables[0].columns[0].nlabels, 2);
		}
		plan_case_close(&c);
	}
	plan_case_close(&fresh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_read_plain_or_quoted),
		cmocka_unit_test(what_is_no_list_of_labels_is_refused),
		cmocka_unit_test(only_labels_can_come),
		cmocka_unit_test(
			a_live_text_is_an_enum_still_and_the_fingerprint_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
