/* gen/run/worker: rows made on one thread, digested and encoded into a block */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/worker.h"
#include "plan_case.h"

static void shop(struct plan_case *c)
{
	plan_case_file(c, "profiles/shop.yaml", NULL);
}

/* Fill a block with rows [first, first + n); free b->wire.p. */
static void fill(struct sm_worker *w, const struct sm_table *t, uint64_t first,
		 uint32_t n, bool digest, struct sm_block *b)
{
	struct sm_arena a = { 0 };
	const void *prepared = sm_encode_pg_text.prepare(t, &a);
	const struct sm_run_config cfg = {
		.encoder = &sm_encode_pg_text, .digest = digest,
	};

	*b = (struct sm_block){ .table = t, .first = first, .n = n };
	b->wire.cap = n * sm_encode_pg_text.bound(t);
	b->wire.p = malloc(b->wire.cap + SM_SLACK);
	sm__worker_fill(w, &cfg, prepared, false, b);
	sm_arena_release(&a);
}

static void a_block_holds_its_rows_as_the_encoder_writes_them(void **state)
{
	struct plan_case c;
	struct sm_worker *w;

	(void)state;
	shop(&c);
	w = sm_worker_new(c.plan);
	for (uint32_t i = 0; i < c.plan->ntables; i++) {
		const struct sm_table *t = &c.plan->tables[i];
		char *want = plan_case_text(&c, t->name, 13, 50);
		struct sm_block b;

		fill(w, t, 13, 50, true, &b);
		assert_int_equal(b.wire.n, strlen(want));
		assert_memory_equal(b.wire.p, want, b.wire.n);
		free(b.wire.p);
		free(want);
	}
	sm_worker_free(w);
	plan_case_close(&c);
}

static void digests_of_blocks_add_up_to_the_tables(void **state)
{
	struct plan_case c;
	const struct sm_table *t;
	struct sm_worker *w;
	struct sm_u128 sum = { 0 };

	(void)state;
	shop(&c);
	w = sm_worker_new(c.plan);
	t = sm_plan_table(c.plan, "customers");
	for (uint64_t at = 0; at < t->rows; at += 200) {
		struct sm_block b;

		fill(w, t, at, 200, true, &b);
		sum = sm_u128_add(sum, b.digest);
		free(b.wire.p);
	}
	assert_true(sm_u128_equal(sum, plan_case_digest(&c, "customers", 64)));
	sm_worker_free(w);
	plan_case_close(&c);
}

static void a_bench_may_leave_the_digest_out(void **state)
{
	struct plan_case c;
	struct sm_worker *w;
	struct sm_block with, without;

	(void)state;
	shop(&c);
	w = sm_worker_new(c.plan);
	fill(w, &c.plan->tables[0], 0, 20, true, &with);
	fill(w, &c.plan->tables[0], 0, 20, false, &without);
	assert_false(sm_u128_equal(with.digest, (struct sm_u128){ 0 }));
	assert_true(sm_u128_equal(without.digest, (struct sm_u128){ 0 }));
	assert_memory_equal(with.wire.p, without.wire.p, with.wire.n);
	free(with.wire.p);
	free(without.wire.p);
	sm_worker_free(w);
	plan_case_close(&c);
}

static void making_rows_allocates_nothing(void **state)
{
	struct plan_case c;
	struct sm_worker *w;
	uint64_t before;

	(void)state;
	shop(&c);
	w = sm_worker_new(c.plan);
	before = sm_alloc_count();
	for (uint32_t i = 0; i < c.plan->ntables; i++)
		for (uint64_t at = 0; at < 200; at += 10)
			sm_worker_rows(w, &c.plan->tables[i], at, 10);
	assert_int_equal(sm_alloc_count(), before);
	sm_worker_free(w);
	plan_case_close(&c);
}

static void without_memory_there_is_no_worker_and_no_leak(void **state)
{
	struct plan_case c;
	struct sm_worker *w = NULL;
	uint64_t nth;

	(void)state;
	shop(&c);
	for (nth = 1; !w; nth++) {
		sm_alloc_fail_at(nth, true);
		w = sm_worker_new(c.plan);
		sm_alloc_fail_at(0, false);
		assert_true(nth < 10);
	}
	assert_true(nth > 3);
	sm_worker_free(w);
	sm_worker_free(NULL);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_holds_its_rows_as_the_encoder_writes_them),
		cmocka_unit_test(digests_of_blocks_add_up_to_the_tables),
		cmocka_unit_test(a_bench_may_leave_the_digest_out),
		cmocka_unit_test(making_rows_allocates_nothing),
		cmocka_unit_test(without_memory_there_is_no_worker_and_no_leak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
