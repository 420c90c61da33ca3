/* load/cli/log.c, json.c: lines for people, lines for programs, nothing else */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <yajl/yajl_tree.h>

#include "cli/log.h"

static char *text;
static size_t size;

static struct sm_log begin(const struct sm_options *o)
{
	struct sm_log l;

	free(text);
	text = NULL;
	sm__log_init(&l, open_memstream(&text, &size), o);
	return l;
}

static const char *end(struct sm_log *l)
{
	fclose(l->out);
	sm__log_destroy(l);
	return text;
}

static void some_events(struct sm_log *l)
{
	const struct sm_field f[] = { SM_F_TEXT("table", "a\"b"),
				      SM_F_NUMBER("rows", UINT64_MAX),
				      SM_F_REAL("rate", 1.5) };
	struct sm_err err = { 0 };

	sm__log(l, SM_LEVEL_DEBUG, "plan.ready", f, 1, "planned");
	sm__log(l, SM_LEVEL_STEP, "connect.ok", NULL, 0, "connected");
	sm__log(l, SM_LEVEL_INFO, "table.start", f, 3, NULL);
	sm__log(l, SM_LEVEL_INFO, "note", NULL, 0, "a note");
	sm__log(l, SM_LEVEL_WARN, "note", NULL, 0, "beware");
	sm_fail(&err, SM_E_LOAD, "it failed");
	sm_why(&err, "one\ntwo");
	sm_fix(&err, "do that");
	sm__log_error(l, &err);
}

static void people_get_lines_and_the_error_last(void **state)
{
	struct sm_options o = { 0 };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	assert_string_equal(end(&l), "a note\nwarning: beware\n"
			    "seedmill: it failed\n  why: one\n       two\n"
			    "  fix: do that\n");
}

static void quiet_leaves_the_error_alone(void **state)
{
	struct sm_options o = { .quiet = true };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	assert_string_equal(end(&l), "seedmill: it failed\n  why: one\n"
			    "       two\n  fix: do that\n");
}

static void verbose_adds_the_details(void **state)
{
	struct sm_options o = { .verbose = true };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	assert_non_null(strstr(end(&l), "planned\nconnected\n"));
}

static const char *member(yajl_val v, const char *name)
{
	const char *path[] = { name, NULL };
	yajl_val m = yajl_tree_get(v, path, yajl_t_string);

	return m ? YAJL_GET_STRING(m) : "";
}

static void each_event_is_one_json_line(void **state)
{
	static const char *const names[] = { "plan.ready", "connect.ok",
					     "table.start", "note", "note",
					     "error" };
	struct sm_options o = { .log_format = SM_LOG_JSON, .verbose = true };
	struct sm_log l = begin(&o);
	size_t n = 0;
	char *save = NULL;

	(void)state;
	strcpy(l.run, "0123");
	some_events(&l);
	(void)end(&l);
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save), n++) {
		yajl_val v = yajl_tree_parse(line, NULL, 0);

		assert_non_null(v);
		assert_true(n < SM_COUNTOF(names));
		assert_string_equal(member(v, "event"), names[n]);
		assert_string_equal(member(v, "run"), "0123");
		assert_int_equal(strlen(member(v, "ts")), 24);
		assert_int_equal(strncmp(line, "{\"v\":1,", 7), 0);
		yajl_tree_free(v);
	}
	assert_int_equal(n, SM_COUNTOF(names));
}

static void debug_events_wait_for_verbose(void **state)
{
	struct sm_options o = { .log_format = SM_LOG_JSON };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	(void)end(&l);
	assert_null(strstr(text, "\"debug\""));
	assert_non_null(strstr(text, "\"note\""));
}

/* What programs need to follow a run; people would read past it. */
static void steps_are_info_to_programs_without_verbose(void **state)
{
	struct sm_options o = { .log_format = SM_LOG_JSON };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	assert_non_null(strstr(end(&l), "\"level\":\"info\",\"event\":"
			       "\"connect.ok\",\"msg\":\"connected\"}"));
	o.log_format = SM_LOG_TEXT;
	l = begin(&o);
	some_events(&l);
	assert_null(strstr(end(&l), "connected"));
}

static void what_is_common_to_all_lines_stands_first(void **state)
{
	struct sm_options o = { .log_format = SM_LOG_JSON, .dry_run = true };
	const struct sm_field f[] = { SM_F_TEXT("table", "t") };
	struct sm_log l;

	(void)state;
	o.command = sm__command_find("load");
	l = begin(&o);
	sm__log(&l, SM_LEVEL_INFO, "table.complete", f, 1, NULL);
	assert_non_null(strstr(end(&l), "\"level\":\"info\",\"event\":"
			       "\"table.complete\",\"op\":\"load\",\"dry_run\":true,"
			       "\"phase\":\"complete\",\"table\":\"t\"}\n"));
}

static void an_errors_sqlstate_is_a_field(void **state)
{
	static const struct {
		const char *why, *has;
	} cases[] = {
		{ "no (SQLSTATE 23503)", "\"sqlstate\":\"23503\"}" },
		{ "no (SQLSTATE 42501), constraint x", "\"sqlstate\":\"42501\"}" },
		{ "no", "\"fix\":\"\"}" },
		{ "no (error 1452, SQLSTATE 23000)",
		  "\"sqlstate\":\"23000\",\"native\":\"1452\"}" },
		{ "no (SQLSTATE 2350", "\"fix\":\"\"}" },
		{ "no (SQLSTATE )", "\"fix\":\"\"}" },
		{ "no (SQLSTATE aaaaaaaaaaaaaaaaaaaaaaaa)", "\"fix\":\"\"}" },
	};
	struct sm_options o = { .log_format = SM_LOG_JSON };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };
		struct sm_log l = begin(&o);

		sm_fail(&err, SM_E_LOAD, "it failed");
		sm_why(&err, "%s", cases[i].why);
		sm__log_error(&l, &err);
		if (!strstr(end(&l), cases[i].has))
			fail_msg("%s: %s", cases[i].why, text);
	}
}

static void warnings_are_counted_even_when_hidden(void **state)
{
	struct sm_options o = { .quiet = true };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	some_events(&l);
	assert_int_equal(atomic_load(&l.warnings), 2);
	(void)end(&l);
}

static void a_run_is_closed_once(void **state)
{
	struct sm_options o = { .log_format = SM_LOG_JSON };
	struct sm_log l = begin(&o);
	const char *at;

	(void)state;
	sm__log_end(&l, SM_OK);         /* none was due */
	l.end = (struct sm_log_end){ .due = true, .status = "ok", .rows = 7 };
	sm__log_end(&l, SM_E_LOAD);
	sm__log_end(&l, SM_E_LOAD);
	(void)end(&l);
	at = strstr(text, "run.end");
	assert_non_null(at);
	assert_non_null(strstr(at, "\"phase\":\"failed\","
			       "\"status\":\"failed\",\"code\":9,\"rows\":7"));
	assert_null(strstr(at + 1, "run.end"));
}

static void colour_is_asked_for_or_not_there(void **state)
{
	struct sm_options o = { .color = SM_COLOR_ALWAYS };
	struct sm_log l = begin(&o);

	(void)state;
	some_events(&l);
	assert_non_null(strstr(end(&l), "\033[1;31mseedmill:\033[0m it failed"));
	o.color = SM_COLOR_AUTO;
	l = begin(&o);
	some_events(&l);
	assert_null(strstr(end(&l), "\033"));
}

static int release(void **state)
{
	(void)state;
	free(text);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_get_lines_and_the_error_last),
		cmocka_unit_test(quiet_leaves_the_error_alone),
		cmocka_unit_test(verbose_adds_the_details),
		cmocka_unit_test(each_event_is_one_json_line),
		cmocka_unit_test(debug_events_wait_for_verbose),
		cmocka_unit_test(steps_are_info_to_programs_without_verbose),
		cmocka_unit_test(what_is_common_to_all_lines_stands_first),
		cmocka_unit_test(an_errors_sqlstate_is_a_field),
		cmocka_unit_test(warnings_are_counted_even_when_hidden),
		cmocka_unit_test(a_run_is_closed_once),
		cmocka_unit_test(colour_is_asked_for_or_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
