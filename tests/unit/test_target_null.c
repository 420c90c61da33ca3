/* load/target/target_null.c: nothing is kept, everything is counted */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"
#include "seedmill/target.h"

static const char yaml[] =
	"version: 1\nname: t\nseed: 1\ntables:\n"
	"  - {name: a, rows: 4000, primary_key: [id], columns: [{name: id, serial: "
	"{}}, {name: w, words: {list: first_name}}]}\n"
	"  - {name: b, rows: 700, columns: [{name: a_id, ref: {table: a}}]}\n";

static void the_encoder_is_the_one_that_was_asked_for(void **state)
{
	static const struct {
		const char *format;
		bool binary;
		const struct sm_encoder *encoder;
	} cases[] = {
		{ NULL, false, &sm_encode_pg_text },
		{ NULL, true, &sm_encode_pg_binary },
		{ "csv", false, &sm_encode_csv },
		{ "csv", true, &sm_encode_csv },
		{ "copy", false, &sm_encode_pg_text },
		{ "none of ours", false, &sm_encode_pg_text },
	};
	const struct sm_target_kind *k = sm_target_find("null");

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_target t = { .kind = k, .format = cases[i].format,
				       .binary = cases[i].binary };

		assert_ptr_equal(k->encoder(&t), cases[i].encoder);
	}
}

static void every_encoder_can_be_named(void **state)
{
	static const struct sm_encoder *const all[] = {
		&sm_encode_pg_text, &sm_encode_pg_binary, &sm_encode_csv,
		&sm_encode_native,
	};
	const struct sm_target_kind *k = sm_target_find("null");

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(all); i++) {
		struct sm_target t = { .kind = k, .format = all[i]->name };

		assert_ptr_equal(k->encoder(&t), all[i]);
	}
}

static enum sm_code run(struct plan_case *c, const char *format,
			unsigned connections, atomic_int *stop,
			struct sm_tally *tally)
{
	struct sm_target t = { .kind = sm_target_find("null"), .plan = c->plan,
			       .format = format };
	struct sm_run_config cfg = {
		.plan = c->plan, .target = &t, .jobs = 2, .digest = true,
		.connections = connections, .stop = stop,
	};
	enum sm_code rc;

	assert_int_equal(t.kind->open(&t, &c->err), SM_OK);
	cfg.encoder = t.kind->encoder(&t);
	rc = sm_run(&cfg, tally, &c->err);
	t.kind->close(&t);
	return rc;
}

static void bytes_are_those_of_the_encoded_rows(void **state)
{
	static const struct sm_plan_opts opts = { .chunk_rows = 300 };
	struct plan_case c;
	struct sm_tally tally[2];

	(void)state;
	plan_case_make(&c, yaml, &opts);
	for (unsigned connections = 1; connections <= 3; connections++) {
		memset(tally, 0, sizeof(tally));
		assert_int_equal(run(&c, NULL, connections, NULL, tally), SM_OK);
		for (int i = 0; i < 2; i++) {
			const struct sm_table *t = &c.plan->tables[i];
			struct sm_u128 digest = plan_case_digest(&c, t->name, 99);
			uint64_t bytes = 0;

			for (uint64_t at = 0; at < t->rows; at += 50) {
				char *text = plan_case_text(&c, t->name, at, 50);

				bytes += strlen(text);
				free(text);
			}
			assert_int_equal(tally[i].acked, t->rows);
			assert_int_equal(tally[i].sent, t->rows);
			assert_int_equal(tally[i].bytes, bytes);
			assert_memory_equal(&tally[i].digest, &digest,
					    sizeof(digest));
		}
	}
	plan_case_close(&c);
}

static void a_run_that_is_stopped_has_loaded_no_half_chunk(void **state)
{
	static const struct sm_plan_opts opts = { .chunk_rows = 100 };
	struct plan_case c;
	struct sm_tally tally[2];
	atomic_int stop = 2;

	(void)state;
	memset(tally, 0, sizeof(tally));
	plan_case_make(&c, yaml, &opts);
	assert_int_equal(run(&c, NULL, 1, &stop, tally), SM_E_STOPPED);
	for (int i = 0; i < 2; i++)
		assert_int_equal(tally[i].acked, tally[i].chunks * 100);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_encoder_is_the_one_that_was_asked_for),
		cmocka_unit_test(every_encoder_can_be_named),
		cmocka_unit_test(bytes_are_those_of_the_encoded_rows),
		cmocka_unit_test(a_run_that_is_stopped_has_loaded_no_half_chunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
