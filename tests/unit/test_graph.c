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

static void a_cycle_that_is_never_null_is_opened_and_spelled(void **state)
{
	struct plan_case c;
	uint32_t late = 0;

	(void)state;
	plan_case_make(&c, HEAD TABLE("in", REF("x", "a")) TABLE("a", REF("x", "b"))
		       TABLE("b", REF("x", "c")) TABLE("c", REF("x", "a")), NULL);
	for (uint32_t i = 0; i < c.plan->nrefs; i++) {
		const struct sm_reference *r = &c.plan->refs[i];

		late += r->late;
		assert_true(r->late || r->parent < r->child);
	}
	assert_int_equal(late, 1);
	assert_true(sm_plan_table(c.plan, "a")->late);
	assert_false(sm_plan_table(c.plan, "a")->columns[1].late);
	assert_non_null(strstr(c.plan->notes[0], "cycle a -> b -> c -> a can be"));
	assert_null(strstr(c.plan->notes[0], "in ->"));
	assert_non_null(strstr(c.plan->notes[1], "a.x points to b in a cycle"));
	plan_case_close(&c);
}

#define MAYBE(column, table) ", {name: " column ", nulls: 0.2, ref: {table: " table "}}"

static void a_reference_that_can_be_null_opens_its_cycle(void **state)
{
	struct plan_case c;
	uint32_t late = 0;

	(void)state;
	plan_case_make(&c, HEAD TABLE("a", REF("x", "b") REF("y", "c"))
		       TABLE("b", REF("x", "c")) TABLE("c", MAYBE("x", "a")
		       MAYBE("y", "a") REF("me", "c")), NULL);
	for (uint32_t i = 0; i < c.plan->nrefs; i++) {
		const struct sm_reference *r = &c.plan->refs[i];

		if (r->late) {
			assert_int_equal(r->child, place(&c, "c"));
			assert_int_equal(r->parent, place(&c, "a"));
			late++;
		} else {
			assert_true(r->parent <= r->child);
		}
	}
	assert_int_equal(late, 2);
	assert_true(sm_plan_table(c.plan, "c")->late);
	assert_false(sm_plan_table(c.plan, "a")->late);
	assert_int_equal(c.plan->nnotes, 2);
	assert_non_null(strstr(c.plan->notes[0], "c.x points to a in a cycle"));
	plan_case_close(&c);
}

/* a and b, b and c: one step out of each is enough. */
static void cycles_that_share_a_table_are_opened_one_by_one(void **state)
{
	struct plan_case c;
	uint32_t late = 0;

	(void)state;
	plan_case_make(&c, HEAD TABLE("a", MAYBE("x", "b")) TABLE("b",
		       MAYBE("x", "a") MAYBE("y", "c")) TABLE("c", REF("x", "b")),
		       NULL);
	for (uint32_t i = 0; i < c.plan->nrefs; i++) {
		late += c.plan->refs[i].late;
		assert_true(c.plan->refs[i].late ||
			    c.plan->refs[i].parent < c.plan->refs[i].child);
	}
	assert_int_equal(late, 2);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parents_stand_before_their_children),
		cmocka_unit_test(tables_that_do_not_refer_keep_the_profiles_order),
		cmocka_unit_test(a_wave_is_the_longest_way_to_a_table_without_parents),
		cmocka_unit_test(a_table_may_refer_to_itself_and_is_loaded_in_order),
		cmocka_unit_test(a_cycle_that_is_never_null_is_opened_and_spelled),
		cmocka_unit_test(a_reference_that_can_be_null_opens_its_cycle),
		cmocka_unit_test(cycles_that_share_a_table_are_opened_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
