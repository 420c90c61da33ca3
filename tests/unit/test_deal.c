/* gen/run/deal: chunks in order, each once, and when one may start */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/feed.h"
#include "plan_case.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define YAML \
	HEAD "  - {name: p, rows: 25, primary_key: [id], columns: [{name: id, " \
	"serial: {}}]}\n" \
	"  - {name: c, rows: 31, primary_key: [id], columns: [{name: id, serial: " \
	"{}}, {name: p_id, ref: {table: p}}, {name: boss, ref: {table: c}}]}\n" \
	"  - {name: free, rows: 10, columns: [{name: id, serial: {}}]}\n"

struct dealing {
	struct plan_case c;
	struct sm_run_config cfg;
	struct sm_tally tally[3];
	struct sm_err err;
	struct run r;
};

/* Chunks of 10 rows: 3 of p, 4 of c, 1 of free. */
static void start(struct dealing *d, const struct sm_plan_opts *given)
{
	struct sm_plan_opts opts = given ? *given : (struct sm_plan_opts){ 0 };

	*d = (struct dealing){ 0 };
	opts.chunk_rows = 10;
	plan_case_make(&d->c, YAML, &opts);
	d->cfg.plan = d->c.plan;
	d->r.cfg = &d->cfg;
	d->r.tally = d->tally;
}

static void init(struct dealing *d)
{
	assert_int_equal(sm__deal_init(&d->r, &d->err), SM_OK);
}

static void end(struct dealing *d)
{
	sm__deal_release(&d->r);
	plan_case_close(&d->c);
}

static void each_chunk_is_dealt_once_in_the_plans_order(void **state)
{
	static const struct {
		uint32_t table;
		uint64_t chunk, first, rows, rank;
	} want[] = {
		{ 0, 0, 0, 10, 0 }, { 0, 1, 10, 10, 1 }, { 0, 2, 20, 5, 2 },
		{ 1, 0, 0, 10, 0 }, { 1, 1, 10, 10, 1 }, { 1, 2, 20, 10, 2 },
		{ 1, 3, 30, 1, 3 }, { 2, 0, 0, 10, 0 },
	};
	struct dealing d;
	struct task t;

	(void)state;
	start(&d, NULL);
	init(&d);
	for (size_t i = 0; i < SM_COUNTOF(want); i++) {
		assert_true(sm__deal(&d.r, &t));
		assert_int_equal(t.table, want[i].table);
		assert_int_equal(t.chunk, want[i].chunk);
		assert_int_equal(t.first, want[i].first);
		assert_int_equal(t.rows, want[i].rows);
		assert_int_equal(t.rank, want[i].rank);
		assert_int_equal(t.units, 1);
	}
	assert_false(sm__deal(&d.r, &t));
	assert_false(sm__deal(&d.r, &t));
	end(&d);
}

static void a_chunk_has_units_for_all_of_its_rows(void **state)
{
	struct sm_plan_opts opts = { .scale = 1000 };
	struct dealing d;
	struct task t;

	(void)state;
	start(&d, &opts);
	d.c.plan->tables[0].chunk_rows = 5000;
	d.c.plan->tables[0].unit_rows = 2048;
	init(&d);
	assert_true(sm__deal(&d.r, &t));
	assert_int_equal(t.rows, 5000);
	assert_int_equal(t.units, 3);
	end(&d);
}

static void chunks_that_are_there_are_passed_over_and_tallied(void **state)
{
	static const struct sm_chunk_done done[] = {
		{ .table = 0, .chunk = 1, .rows = 10, .digest = { 5, 1 } },
		{ .table = 0, .chunk = 2, .rows = 5, .digest = { 7, 0 } },
		/* said twice: counted once */
		{ .table = 0, .chunk = 2, .rows = 5, .digest = { 7, 0 } },
		{ .table = 1, .chunk = 0, .rows = 10 },
	};
	struct dealing d;
	struct task t;

	(void)state;
	start(&d, NULL);
	d.cfg.done = done;
	d.cfg.ndone = SM_COUNTOF(done);
	init(&d);
	assert_int_equal(d.tally[0].resumed, 15);
	assert_int_equal(d.tally[0].chunks, 2);
	assert_int_equal(d.tally[0].digest.lo, 12);
	assert_int_equal(d.tally[0].digest.hi, 1);
	assert_int_equal(d.r.left[0], 1);
	assert_true(sm__deal(&d.r, &t) && t.table == 0 && t.chunk == 0);
	/* the rank counts what this run loads */
	assert_true(sm__deal(&d.r, &t) && t.table == 1 && t.chunk == 1);
	assert_int_equal(t.rank, 0);
	end(&d);
}

static void a_chunk_that_the_plan_does_not_have_is_refused(void **state)
{
	static const struct sm_chunk_done done = { .table = 0, .chunk = 3 };
	struct dealing d;

	(void)state;
	start(&d, NULL);
	d.cfg.done = &done;
	d.cfg.ndone = 1;
	assert_int_equal(sm__deal_init(&d.r, &d.err), SM_E_INTERNAL);
	assert_non_null(strstr(d.err.what, "chunk 3 of p, the plan has 3"));
	end(&d);
}

static void a_limit_cuts_tables_and_what_is_not_selected_has_none(void **state)
{
	static const char *const only[] = { "c" };
	const struct sm_plan_opts opts = { .only = only, .nonly = 1 };
	struct dealing d;
	struct task t;

	(void)state;
	start(&d, &opts);
	d.cfg.limit = 12;
	init(&d);
	assert_true(sm__deal(&d.r, &t) && t.table == 1 && t.rows == 10);
	assert_true(sm__deal(&d.r, &t) && t.table == 1 && t.rows == 2);
	assert_false(sm__deal(&d.r, &t));
	end(&d);
}

static void with_live_keys_children_wait_for_all_of_their_parents(void **state)
{
	struct task child = { .table = 1 }, other = { .table = 2 };
	struct dealing d;

	(void)state;
	start(&d, NULL);
	d.cfg.ordered = true;
	init(&d);
	while (d.r.left[0]) {
		assert_false(sm__gate_open(&d.r, &child));
		d.r.left[0]--;
	}
	assert_true(sm__gate_open(&d.r, &child));
	assert_true(sm__gate_open(&d.r, &other));
	end(&d);
}

static void rows_that_refer_to_earlier_ones_go_chunk_by_chunk(void **state)
{
	struct task second = { .table = 1, .rank = 1 };
	struct dealing d;

	(void)state;
	start(&d, NULL);
	init(&d);
	/* keys that are made after the rows do not mind */
	assert_true(sm__gate_open(&d.r, &second));
	d.cfg.ordered = true;
	d.r.left[0] = 0;
	assert_false(sm__gate_open(&d.r, &second));
	d.r.committed[1] = 1;
	assert_true(sm__gate_open(&d.r, &second));
	end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_chunk_is_dealt_once_in_the_plans_order),
		cmocka_unit_test(a_chunk_has_units_for_all_of_its_rows),
		cmocka_unit_test(chunks_that_are_there_are_passed_over_and_tallied),
		cmocka_unit_test(a_chunk_that_the_plan_does_not_have_is_refused),
		cmocka_unit_test(
			a_limit_cuts_tables_and_what_is_not_selected_has_none),
		cmocka_unit_test(
			with_live_keys_children_wait_for_all_of_their_parents),
		cmocka_unit_test(rows_that_refer_to_earlier_ones_go_chunk_by_chunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
