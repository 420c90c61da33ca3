/* gen/plan/graph: parents before children, whatever order they are written in */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define TABLE(name, more) \
	"  - {name: " name ", rows: 5, primary_key: [id], columns: " \
	"[{name: id, serial: {}}" more "]}\n"
#define REF(column, table) ", {name: " column ", ref: {table: " table "}}"

static uint32_t place(const struct plan_case *c, const char *name)
{
	return (uint32_t)(sm_plan_table(c->plan, name) - c->plan->tables);
}

static void parents_stand_before_their_children(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD TABLE("leaf", REF("m", "mid") REF("r", "root"))
		       TABLE("mid", REF("r", "root")) TABLE("root", ""), NULL);
	for (uint32_t i = 0; i < c.plan->nrefs; i++)
		assert_true(c.plan->refs[i].parent < c.plan->refs[i].child);
	assert_int_equal(c.plan->nrefs, 3);
	assert_int_equal(place(&c, "root"), 0);
	assert_int_equal(place(&c, "leaf"), 2);
	plan_case_close(&c);
}

static void tables_that_do_not_refer_keep_the_profiles_order(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD TABLE("z", "") TABLE("a", "") TABLE("m", ""), NULL);
	assert_int_equal(place(&c, "z"), 0);
	assert_int_equal(place(&c, "a"), 1);
	assert_int_equal(place(&c, "m"), 2);
	plan_case_close(&c);
}

static void a_wave_is_the_longest_way_to_a_table_without_parents(void **state)
{
	static const struct {
		const char *table;
		uint32_t wave;
	} want[] = { { "a", 0 }, { "b", 1 }, { "c", 2 }, { "d", 3 }, { "e", 0 } };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD TABLE("a", "") TABLE("b", REF("x", "a"))
		       TABLE("c", REF("x", "a") REF("y", "b"))
		       TABLE("d", REF("x", "a") REF("y", "c")) TABLE("e", ""),
		       NULL);
	for (size_t i = 0; i < SM_COUNTOF(want); i++)
		assert_int_equal(sm_plan_table(c.plan, want[i].table)->wave,
				 want[i].wave);
	plan_case_close(&c);
}

static void a_table_may_refer_to_itself_and_is_loaded_in_order(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD TABLE("a", REF("boss", "a")) TABLE("b", ""), NULL);
	assert_true(sm_plan_table(c.plan, "a")->in_order);
	assert_false(sm_plan_table(c.plan, "b")->in_order);
	assert_int_equal(sm_plan_table(c.plan, "a")->wave, 0);
	plan_case_close(&c);
}

static void a_cycle_is_spelled_without_the_way_into_it(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, HEAD TABLE("in", REF("x", "a")) TABLE("a", REF("x", "b"))
		       TABLE("b", REF("x", "c")) TABLE("c", REF("x", "a")), NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "test.yaml:6:"));
	assert_non_null(strstr(c.err.what, "a cycle: a -> b -> c -> a"));
	assert_null(strstr(c.err.what, "in ->"));
	assert_non_null(strstr(c.err.fix, "leave one of these references out"));
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parents_stand_before_their_children),
		cmocka_unit_test(tables_that_do_not_refer_keep_the_profiles_order),
		cmocka_unit_test(a_wave_is_the_longest_way_to_a_table_without_parents),
		cmocka_unit_test(a_table_may_refer_to_itself_and_is_loaded_in_order),
		cmocka_unit_test(a_cycle_is_spelled_without_the_way_into_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
