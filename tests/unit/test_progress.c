/* load/cli/progress.c: what is said of a run's tallies, without waiting for it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <yajl/yajl_tree.h>

#include "cli/progress.h"

static struct sm_table tables[] = {
	{ .name = "customers", .rows = 1000, .chunks = 2, .selected = true },
	{ .name = "orders", .rows = 5000, .chunks = 5, .selected = true },
	{ .name = "left_out", .rows = 9, .chunks = 1 },
};
static const struct sm_plan plan = { .tables = tables, .ntables = 3 };

static const struct sm_shard whole;

static const struct sm_options as_text, as_json = { .log_format = SM_LOG_JSON };

/* Start, look once, stop: what was written. Free with free(). */
static char *said_of(const struct sm_options *o, bool terminal, bool each,
		     const struct sm_tally *tally)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	struct sm_log log;
	struct sm_progress *p;

	assert_non_null(f);
	sm__log_init(&log, f, o);
	log.terminal = terminal;
	p = sm__progress_start(&log, &plan, whole, tally, each);
	assert_non_null(p);
	sm__progress_stop(p);
	fclose(f);
	sm__log_destroy(&log);
	return text;
}

static char *said(const struct sm_options *o, bool terminal,
		  const struct sm_tally *tally)
{
	return said_of(o, terminal, false, tally);
}

/* customers took half a second, orders are at 2,000 of 5,000. */
static void fill(struct sm_tally tally[3])
{
	tally[0].sent = 600;
	tally[0].resumed = 400;
	tally[0].chunks = 2;
	tally[0].bytes = 6000000;
	tally[0].started_us = 1;
	tally[0].ended_us = 500001;
	tally[1].sent = 2000;
	tally[1].chunks = 1;
	tally[1].started_us = 1;
}

static void durations_have_the_digits_that_matter(void **state)
{
	static const struct {
		double seconds;
		const char *text;
	} cases[] = {
		{ 0, "0.0s" }, { 0.44, "0.4s" }, { 9.5, "9.5s" }, { 10, "10s" },
		{ 59.9, "59s" }, { 60, "1m00s" }, { 83, "1m23s" },
		{ 3599, "59m59s" }, { 3600, "1h00m" }, { 7260, "2h01m" },
		{ 360000, "100h00m" }, { 1e300, "277777h46m" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char out[32];

		assert_string_equal(sm__duration(cases[i].seconds, out),
				    cases[i].text);
	}
}

static void quiet_means_no_thread_at_all(void **state)
{
	struct sm_log log = { .quiet = true };
	struct sm_tally tally[3] = { { 0 } };

	(void)state;
	assert_null(sm__progress_start(&log, &plan, whole, tally, true));
	sm__progress_stop(NULL);
}

static void a_file_gets_no_line_for_the_end(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	text = said(&as_text, false, tally);
	assert_string_equal(text, "");
	free(text);
}

static void a_terminal_keeps_the_line_of_a_finished_table(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	text = said(&as_text, true, tally);
	assert_non_null(strstr(text, "1/2 customers                    1,000 of      "
			       "   1,000 100%        1,200 rows/s    12.0 MB/s  "
			       "0.5s\n"));
	assert_non_null(strstr(text, "\n2/2 orders                       2,000 of    "
			       "     5,000  40%"));
	assert_non_null(strstr(text, "\n    all                          3,000 of         "
			       "6,000  50%"));
	assert_null(strstr(text, "left_out"));
	free(text);
}

static void a_load_keeps_that_line_where_nothing_is_live(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	text = said_of(&as_text, false, true, tally);
	assert_string_equal(text, "1/2 customers                    1,000 of        "
			    " 1,000 100%        1,200 rows/s    12.0 MB/s  0.5s\n");
	free(text);
}

static void what_was_too_short_to_measure_has_no_rate(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	tally[0].ended_us = 900;
	text = said_of(&as_text, false, true, tally);
	assert_string_equal(text, "1/2 customers                    1,000 of        "
			    " 1,000 100%                                   0.0s\n");
	free(text);
}

static void events_say_which_of_the_runs_tables_it_is(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	text = said(&as_json, false, tally);
	assert_non_null(strstr(text, "\"phase\":\"complete\",\"i\":1,\"n\":2,"
			       "\"progress\":\"1/2\",\"table\":\"customers\","
			       "\"rows_total\":1000,\"rows\":1000,\"bytes\":6000000,"
			       "\"pct\":100.000,\"rate\":1200.000,"
			       "\"duration_ms\":500,\"eta_ms\":0}\n"));
	assert_non_null(strstr(text, "\"phase\":\"start\",\"i\":2,\"n\":2,"
			       "\"progress\":\"2/2\",\"table\":\"orders\","
			       "\"rows_total\":5000}\n"));
	free(text);
}

static void programs_get_start_and_complete_of_each_table_once(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	static const char *const events[] = {
		"table.start", "table.complete", "table.start",
	};
	char *text, *save = NULL;
	size_t n = 0;

	(void)state;
	fill(tally);
	text = said(&as_json, false, tally);
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		static const char *const at[][2] = { { "event", NULL },
						     { "table", NULL } };
		yajl_val v = yajl_tree_parse(line, NULL, 0);

		assert_non_null(v);
		assert_true(n < SM_COUNTOF(events));
		assert_string_equal(YAJL_GET_STRING(yajl_tree_get(
			v, (const char **)(uintptr_t)at[0], yajl_t_string)),
			events[n]);
		assert_string_equal(YAJL_GET_STRING(yajl_tree_get(
			v, (const char **)(uintptr_t)at[1], yajl_t_string)),
			n < 2 ? "customers" : "orders");
		yajl_tree_free(v);
		n++;
	}
	assert_int_equal(n, 3);
	free(text);
}

static void a_retry_never_shows_more_than_all_rows(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	fill(tally);
	tally[1].sent = 7000;
	text = said(&as_text, true, tally);
	assert_non_null(strstr(text, "orders                       5,000 of         "
			       "5,000 100%"));
	free(text);
}

static void a_table_that_was_there_already_is_told_as_done(void **state)
{
	struct sm_tally tally[3] = { { 0 } };
	char *text;

	(void)state;
	tally[0].resumed = 1000;
	tally[0].chunks = 2;
	text = said(&as_json, false, tally);
	assert_non_null(strstr(text, "\"table.start\""));
	assert_non_null(strstr(text, "\"table.complete\""));
	assert_null(strstr(text, "orders"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_the_digits_that_matter),
		cmocka_unit_test(quiet_means_no_thread_at_all),
		cmocka_unit_test(a_file_gets_no_line_for_the_end),
		cmocka_unit_test(a_terminal_keeps_the_line_of_a_finished_table),
		cmocka_unit_test(a_load_keeps_that_line_where_nothing_is_live),
		cmocka_unit_test(what_was_too_short_to_measure_has_no_rate),
		cmocka_unit_test(events_say_which_of_the_runs_tables_it_is),
		cmocka_unit_test(programs_get_start_and_complete_of_each_table_once),
		cmocka_unit_test(a_retry_never_shows_more_than_all_rows),
		cmocka_unit_test(a_table_that_was_there_already_is_told_as_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
