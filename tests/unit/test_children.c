/* gen/plan/children.c: which tables are children, and what may be asked of them */
#include "plan_rows.h"

#define P(x) \
	"  - {name: p, rows: 20, primary_key: [id], columns: [{name: id, serial: " \
	"{}}, {name: x, " x "}]}\n"
#define C \
	"  - {name: c, per: {table: p, min: 1, max: 3}, columns: [{name: v, int: {}}, " \
	"{name: yes, bool: {}}, {name: word, words: {list: city}}]}\n"
#define SALES \
	"  - {name: sales.c, per: {table: p, min: 1, max: 3}, columns: [{name: v, " \
	"int: {}}]}\n"

static void a_child_is_named_whole_or_with_a_column(void **state)
{
	static const char *const good[] = {
		PLAN_HEAD P("count: {of: c}") C,
		PLAN_HEAD P("sum: {of: c.v}") C,
		PLAN_HEAD P("count: {of: sales.c}") SALES,
		PLAN_HEAD P("sum: {of: sales.c.v}") SALES,
		PLAN_HEAD P("count: {of: sales.c.v}") SALES,
		/* c.v and a table called c.v: the table is meant */
		PLAN_HEAD P("count: {of: c.v}") C "  - {name: c.v, per: {table: p, "
			"min: 1, max: 1}, columns: [{name: k, int: {}}]}\n",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(good); i++) {
		struct plan_case c;

		plan_case_make(&c, good[i], NULL);
		plan_case_close(&c);
	}
}

static const struct plan_refusal refusals[] = {
	{ P("count: {of: d}") C, "no table \"d\"", NULL },
	{ P("count: {of: cc.v}") C, "no table \"cc\", did you mean \"c\"", NULL },
	{ P("count: {of: c.}") C, "no table \"c.\"", NULL },
	{ P("count: {of: c.w}") C, "table c has no column \"w\"", NULL },
	{ P("count: {of: p}") C, "p is not a `per` child of p",
	  "make p with per: {table: p" },
	{ P("sum: {of: c}") C, "\"c\" is not CHILD_TABLE.COLUMN", NULL },
	{ P("sum: {of: sales.c}") SALES, "\"sales.c\" is not CHILD_TABLE.COLUMN",
	  NULL },
	{ P("count: {of: c, where: v}") C, "c.v is of type int, not bool",
	  "name a bool column of c; it may be hidden" },
	{ P("count: {of: c, where: yess}") C, "did you mean \"yes\"", NULL },
	{ P("sum: {of: c.v, where: word}") C, "c.word is of type text, not bool",
	  NULL },
};

static void what_is_no_child_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_is_named_whole_or_with_a_column),
		cmocka_unit_test(what_is_no_child_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
