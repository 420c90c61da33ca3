/*
 * gen/run/lane: a loader gets the rows of its chunk in order and all of them,
 * whoever makes them, and may have them made again
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/feed.h"
#include "plan_case.h"

#define MOST_WORKERS 4
#define ROWS 30000
#define CHUNK 10000

/* One lane, and workers that serve it. */
struct fixture {
	struct plan_case c;
	struct sm_run_config cfg;
	struct sm_tally tally[1];
	const void *prepared[1];
	struct sm_arena arena;
	struct sm_err err;
	struct run r;
	struct sm_feed lane;
	atomic_int stop;
	struct sm_worker *worker[MOST_WORKERS];
	pthread_t thread[MOST_WORKERS];
};

static struct fixture fixture;

static void *work(void *arg)
{
	sm__lane_work(&fixture.r, arg);
	return NULL;
}

static struct fixture *start(unsigned jobs)
{
	struct fixture *f = &fixture;
	const struct sm_plan_opts opts = { .chunk_rows = CHUNK };

	memset(f, 0, sizeof(*f));
	plan_case_make(&f->c, "version: 1\nname: t\ntables:\n  - {name: a, rows: "
		       "30000, columns: [{name: id, serial: {}}, {name: w, words: "
		       "{list: city}, nulls: 0.1}]}\n", &opts);
	f->cfg = (struct sm_run_config){
		.plan = f->c.plan, .encoder = &sm_encode_pg_text, .jobs = jobs,
		.connections = 1, .digest = true, .stop = &f->stop,
	};
	f->prepared[0] = sm_encode_pg_text.prepare(&f->c.plan->tables[0], &f->arena);
	f->r = (struct run){ .cfg = &f->cfg, .tally = f->tally,
			     .prepared = f->prepared, .lane = &f->lane,
			     .nlanes = 1 };
	pthread_mutex_init(&f->r.lock, NULL);
	pthread_cond_init(&f->r.work_cond, NULL);
	pthread_cond_init(&f->r.gate_cond, NULL);
	assert_int_equal(sm__deal_init(&f->r, &f->err), SM_OK);
	assert_int_equal(sm__lane_init(&f->r, &f->lane, 0, &f->err), SM_OK);
	for (unsigned i = 0; jobs > 1 && i < jobs; i++) {
		f->worker[i] = sm_worker_new(f->c.plan);
		assert_non_null(f->worker[i]);
		pthread_create(&f->thread[i], NULL, work, f->worker[i]);
	}
	return f;
}

static void end(struct fixture *f)
{
	pthread_mutex_lock(&f->r.lock);
	f->r.ended = true;
	pthread_cond_broadcast(&f->r.work_cond);
	pthread_mutex_unlock(&f->r.lock);
	for (unsigned i = 0; i < MOST_WORKERS && f->worker[i]; i++) {
		pthread_join(f->thread[i], NULL);
		sm_worker_free(f->worker[i]);
	}
	sm__lane_release(&f->lane);
	sm__deal_release(&f->r);
	pthread_cond_destroy(&f->r.work_cond);
	pthread_cond_destroy(&f->r.gate_cond);
	pthread_mutex_destroy(&f->r.lock);
	sm_arena_release(&f->arena);
	plan_case_close(&f->c);
}

/* What run.c does around a chunk. */
static bool begin_chunk(struct fixture *f)
{
	bool got;

	pthread_mutex_lock(&f->r.lock);
	got = sm__lane_task(&f->lane);
	pthread_mutex_unlock(&f->r.lock);
	f->lane.unit = 0;
	f->lane.bytes = f->lane.sent = 0;
	f->lane.digest = (struct sm_u128){ 0 };
	return got;
}

static void end_chunk(struct fixture *f)
{
	pthread_mutex_lock(&f->r.lock);
	sm__lane_pop(&f->lane);
	pthread_cond_broadcast(&f->r.work_cond);
	pthread_mutex_unlock(&f->r.lock);
}

/* Take n blocks (all when 0), which must go on from row *row. */
static void take(struct fixture *f, unsigned n, uint64_t *row)
{
	const struct sm_block *b;

	for (unsigned i = 0; (!n || i < n) && (b = sm_feed_next(&f->lane)); i++) {
		assert_int_equal(b->first, *row);
		assert_int_equal(b->chunk, sm_feed_chunk(&f->lane));
		assert_true(b->n > 0 && b->wire.n > 0);
		*row += b->n;
		sm_feed_done(&f->lane, b);
	}
}

static struct sm_u128 all_chunks(struct fixture *f)
{
	struct sm_u128 sum = { 0 };
	uint64_t row = 0;

	while (begin_chunk(f)) {
		take(f, 0, &row);
		assert_false(sm_feed_stopped(&f->lane));
		assert_int_equal(f->lane.sent, sm_feed_rows(&f->lane));
		sum = sm_u128_add(sum, sm_feed_digest(&f->lane));
		end_chunk(f);
	}
	assert_int_equal(row, ROWS);
	return sum;
}

static void rows_come_in_order_whoever_makes_them(void **state)
{
	(void)state;
	for (unsigned jobs = 1; jobs <= MOST_WORKERS; jobs++) {
		struct fixture *f = start(jobs);
		struct sm_u128 sum = all_chunks(f);

		assert_int_equal(f->lane.alone, jobs == 1);
		assert_true(sm_u128_equal(sum, plan_case_digest(&f->c, "a", 999)));
		assert_int_equal(f->tally[0].generated, ROWS);
		assert_int_equal(f->tally[0].sent, ROWS);
		end(f);
	}
}

static void a_lane_never_has_more_blocks_than_it_began_with(void **state)
{
	struct fixture *f = start(3);
	uint32_t blocks;
	struct parcel *p;

	(void)state;
	all_chunks(f);
	pthread_mutex_lock(&f->r.lock);
	blocks = f->lane.nfree;
	for (p = f->lane.free; p; p = p->next)
		blocks--;
	assert_int_equal(blocks, 0);
	assert_int_equal(f->lane.nfree, 3 + 2);
	assert_null(f->lane.ready);
	pthread_mutex_unlock(&f->r.lock);
	end(f);
}

/* However far the first try came. */
static void an_abandoned_chunk_is_made_again_from_its_first_row(void **state)
{
	(void)state;
	for (unsigned taken = 0; taken < 5; taken++)
		for (unsigned jobs = 1; jobs <= MOST_WORKERS; jobs++) {
			struct fixture *f = start(jobs);
			uint64_t row = 0;

			assert_true(begin_chunk(f));
			if (taken)
				take(f, taken, &row);
			sm__lane_abandon(&f->lane);
			f->lane.unit = 0;
			f->lane.digest = (struct sm_u128){ 0 };
			row = 0;
			take(f, 0, &row);
			assert_int_equal(row, CHUNK);
			sm__lane_alone(&f->lane, jobs == 1);
			end_chunk(f);
			/* the next ones come from the workers again */
			while (begin_chunk(f)) {
				take(f, 0, &row);
				end_chunk(f);
			}
			assert_int_equal(row, ROWS);
			assert_int_equal(f->tally[0].generated, ROWS);
			assert_int_equal(f->tally[0].sent, ROWS);
			end(f);
		}
}

static void a_stop_ends_the_chunk_and_is_told(void **state)
{
	(void)state;
	for (unsigned jobs = 1; jobs <= 2; jobs++) {
		struct fixture *f = start(jobs);
		uint64_t row = 0;

		assert_true(begin_chunk(f));
		take(f, 1, &row);
		assert_true(sm_feed_stopped(&f->lane));
		atomic_store(&f->stop, 1);
		assert_null(sm_feed_next(&f->lane));
		assert_true(sm_feed_stopped(&f->lane));
		assert_true(row < CHUNK);
		end(f);
	}
}

static void nothing_is_leaked_when_there_is_no_memory_for_blocks(void **state)
{
	struct fixture *f = start(1);

	(void)state;
	for (uint64_t nth = 1;; nth++) {
		struct sm_feed lane = { 0 };
		enum sm_code rc;

		f->cfg.jobs = 2;
		sm_alloc_fail_at(nth, true);
		rc = sm__lane_init(&f->r, &lane, 0, &f->err);
		sm_alloc_fail_at(0, false);
		sm__lane_release(&lane);
		if (!rc)
			break;
		assert_int_equal(rc, SM_E_INTERNAL);
		assert_true(nth < 100);
	}
	end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_in_order_whoever_makes_them),
		cmocka_unit_test(a_lane_never_has_more_blocks_than_it_began_with),
		cmocka_unit_test(an_abandoned_chunk_is_made_again_from_its_first_row),
		cmocka_unit_test(a_stop_ends_the_chunk_and_is_told),
		cmocka_unit_test(
			nothing_is_leaked_when_there_is_no_memory_for_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
