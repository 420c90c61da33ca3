/*
 * gen/run: the same rows and digests for any jobs and connections, nothing
 * allocated a block, a failed chunk done over, a stop that leaves nothing open
 *
 * The target here is a small one of the test's own: it counts what it is given
 * and can be told to fail, which no real server does on demand.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"
#include "seedmill/target.h"

struct counting {
	pthread_mutex_t lock;
	unsigned loads, fail_every, hard_fail_at, opened, closed;
	unsigned blocks_before_failing;
	uint64_t rows;
	struct sm_u128 digest;
	unsigned committed[64];     /* times chunk k of any table was committed */
	atomic_int *stop;
	uint64_t stop_after_rows;
	bool lose_answer;           /* commit, then say the connection broke */
};

static enum sm_code stream_open(struct sm_stream *s, struct sm_err *err)
{
	struct counting *c = s->target->impl;

	(void)err;
	pthread_mutex_lock(&c->lock);
	c->opened++;
	pthread_mutex_unlock(&c->lock);
	return SM_OK;
}

static void stream_close(struct sm_stream *s)
{
	struct counting *c = s->target->impl;

	pthread_mutex_lock(&c->lock);
	c->closed++;
	pthread_mutex_unlock(&c->lock);
}

static enum sm_code fail_now(struct counting *c, unsigned load,
			     struct sm_loaded *out, struct sm_err *err)
{
	if (c->hard_fail_at && load == c->hard_fail_at)
		return sm_fail(err, SM_E_LOAD, "refused for the test");
	out->retry = true;
	return sm_fail(err, SM_E_CONNECT, "broke for the test");
}

static enum sm_code load(struct sm_stream *s, struct sm_feed *feed,
			 struct sm_loaded *out, struct sm_err *err)
{
	struct counting *c = s->target->impl;
	const struct sm_block *b;
	unsigned at = 0, me;
	bool fail;

	pthread_mutex_lock(&c->lock);
	me = ++c->loads;
	pthread_mutex_unlock(&c->lock);
	fail = (c->fail_every && me % c->fail_every == 0) ||
	       (c->hard_fail_at && me == c->hard_fail_at);
	while ((b = sm_feed_next(feed)) != NULL) {
		out->rows += b->n;
		out->bytes += b->wire.n;
		sm_feed_done(feed, b);
		if (fail && at++ == c->blocks_before_failing)
			return fail_now(c, me, out, err);
		if (c->stop && out->rows >= c->stop_after_rows)
			atomic_store(c->stop, 1);
	}
	if (sm_feed_stopped(feed))
		return sm_fail(err, SM_E_STOPPED, "stopped");
	if (fail)
		return fail_now(c, me, out, err);
	pthread_mutex_lock(&c->lock);
	c->rows += out->rows;
	c->digest = sm_u128_add(c->digest, sm_feed_digest(feed));
	c->committed[sm_feed_chunk(feed) % SM_COUNTOF(c->committed)]++;
	pthread_mutex_unlock(&c->lock);
	return SM_OK;
}

static const struct sm_target_kind counting_kind = {
	.name = "counting", .schemes = "counting", .max_connections = 64,
	.stream_open = stream_open, .load = load, .stream_close = stream_close,
};

struct outcome {
	enum sm_code rc;
	struct sm_err err;
	struct sm_tally tally[8];
	uint64_t rows;
	struct sm_u128 digest;
};

static void go(struct plan_case *c, struct counting *count, unsigned jobs,
	       unsigned connections, struct outcome *o)
{
	struct sm_target target = { .kind = &counting_kind, .plan = c->plan,
				    .impl = count };
	struct sm_run_config cfg = {
		.plan = c->plan, .target = &target,
		.encoder = &sm_encode_pg_text, .jobs = jobs,
		.connections = connections, .digest = true, .stop = count->stop,
	};

	*o = (struct outcome){ 0 };
	pthread_mutex_init(&count->lock, NULL);
	o->rc = sm_run(&cfg, o->tally, &o->err);
	for (uint32_t i = 0; i < c->plan->ntables; i++) {
		o->rows += o->tally[i].acked;
		o->digest = sm_u128_add(o->digest, o->tally[i].digest);
	}
	assert_int_equal(count->opened, count->closed);
	pthread_mutex_destroy(&count->lock);
}

static void shop(struct plan_case *c, uint64_t chunk_rows)
{
	struct sm_plan_opts opts = { .chunk_rows = chunk_rows };

	plan_case_file(c, "profiles/shop.yaml", &opts);
}

static void digests_are_the_same_for_any_threads_and_chunks(void **state)
{
	static const struct {
		unsigned jobs, connections;
		uint64_t chunk_rows;
	} cases[] = {
		{ 1, 1, 0 }, { 4, 1, 100 }, { 1, 3, 1000 }, { 4, 3, 100 },
		{ 2, 2, 7 }, { 16, 8, 100000 }, { 3, 1, 100000 },
	};
	struct sm_u128 want = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct counting count = { 0 };
		struct plan_case c;
		struct outcome o;

		shop(&c, cases[i].chunk_rows);
		go(&c, &count, cases[i].jobs, cases[i].connections, &o);
		assert_int_equal(o.rc, SM_OK);
		assert_int_equal(o.rows, c.plan->rows);
		if (!i)
			want = o.digest;
		assert_true(sm_u128_equal(o.digest, want));
		for (uint32_t t = 0; t < c.plan->ntables; t++) {
			assert_int_equal(o.tally[t].generated,
					 c.plan->tables[t].rows);
			assert_int_equal(o.tally[t].sent, c.plan->tables[t].rows);
		}
		plan_case_close(&c);
	}
}

static void a_broken_chunk_is_made_again_and_counted_once(void **state)
{
	(void)state;
	for (unsigned every = 2; every < 6; every++)
		for (unsigned blocks = 0; blocks < 3; blocks++) {
			struct counting count = { .fail_every = every,
						  .blocks_before_failing = blocks };
			struct plan_case c;
			struct outcome o, calm;
			struct counting none = { 0 };

			shop(&c, 6000);
			go(&c, &none, 2, 2, &calm);
			go(&c, &count, every % 3 + 1, every % 2 + 1, &o);
			assert_int_equal(o.rc, SM_OK);
			assert_true(sm_u128_equal(o.digest, calm.digest));
			assert_int_equal(o.rows, calm.rows);
			for (uint32_t t = 0; t < c.plan->ntables; t++) {
				assert_int_equal(o.tally[t].generated,
						 c.plan->tables[t].rows);
				assert_int_equal(o.tally[t].sent,
						 c.plan->tables[t].rows);
			}
			plan_case_close(&c);
		}
}

static void the_first_failure_ends_the_run_and_is_what_is_told(void **state)
{
	(void)state;
	for (unsigned at = 1; at < 6; at++) {
		struct counting count = { .hard_fail_at = at };
		struct plan_case c;
		struct outcome o;

		shop(&c, 1000);
		go(&c, &count, 3, 3, &o);
		assert_int_equal(o.rc, SM_E_LOAD);
		assert_string_equal(o.err.what, "refused for the test");
		assert_int_equal(o.rows, count.rows);
		plan_case_close(&c);
	}
}

static void a_stop_commits_no_part_of_a_chunk(void **state)
{
	(void)state;
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		atomic_int stop = 0;
		struct counting count = { .stop = &stop, .stop_after_rows = 700 };
		struct plan_case c;
		struct outcome o;

		shop(&c, 4000);
		go(&c, &count, jobs, jobs, &o);
		assert_int_equal(o.rc, SM_E_STOPPED);
		assert_true(o.rows < c.plan->rows);
		assert_int_equal(o.rows, count.rows);
		plan_case_close(&c);
	}
}

static void chunks_the_ledger_knows_are_left_out(void **state)
{
	struct sm_chunk_done done[3] = { { .table = 0, .chunk = 1, .rows = 100 },
					 { .table = 2, .chunk = 0, .rows = 100 },
					 { .table = 2, .chunk = 49, .rows = 100 } };
	struct counting count = { 0 };
	struct plan_case c;
	struct sm_tally tally[8] = { 0 };
	struct sm_err err = { 0 };

	(void)state;
	shop(&c, 100);
	pthread_mutex_init(&count.lock, NULL);
	struct sm_target target = { .kind = &counting_kind, .impl = &count };
	struct sm_run_config cfg = {
		.plan = c.plan, .target = &target, .encoder = &sm_encode_pg_text,
		.jobs = 2, .connections = 2, .digest = true, .done = done,
		.ndone = 3,
	};
	assert_int_equal(sm_run(&cfg, tally, &err), SM_OK);
	assert_int_equal(count.rows, c.plan->rows - 300);
	assert_int_equal(tally[0].resumed + tally[2].resumed, 300);
	assert_int_equal(tally[0].acked, c.plan->tables[0].rows - 100);
	pthread_mutex_destroy(&count.lock);
	plan_case_close(&c);
}

/* The number of allocations of a run must not grow with its rows. */
static void no_block_and_no_row_allocates(void **state)
{
	uint64_t calls[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		/* both too large for lists of keys, large enough for others */
		struct sm_plan_opts opts = { .scale = i ? 20 : 10,
					     .chunk_rows = 5000 };
		struct counting count = { 0 };
		struct plan_case c;
		struct outcome o;
		uint64_t before;

		plan_case_file(&c, "profiles/shop.yaml", &opts);
		before = sm_alloc_count();
		go(&c, &count, 2, 2, &o);
		calls[i] = sm_alloc_count() - before;
		assert_int_equal(o.rc, SM_OK);
		plan_case_close(&c);
	}
	assert_int_equal(calls[0], calls[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_the_same_for_any_threads_and_chunks),
		cmocka_unit_test(a_broken_chunk_is_made_again_and_counted_once),
		cmocka_unit_test(the_first_failure_ends_the_run_and_is_what_is_told),
		cmocka_unit_test(a_stop_commits_no_part_of_a_chunk),
		cmocka_unit_test(chunks_the_ledger_knows_are_left_out),
		cmocka_unit_test(no_block_and_no_row_allocates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
