/* load/target/target_dir.c, dir_file.c, target_null.c: files, stdout, nowhere */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "seedmill/target.h"

static const char profile[] =
	"version: 1\n"
	"name: t\n"
	"tables:\n"
	"  - name: \"s.a\"\n"
	"    rows: 5000\n"
	"    columns:\n"
	"      - {name: \"x,y\", type: int, serial: {start: 1}}\n"
	"      - {name: w, type: text, pick: {values: [a b, \"c,d\"]}}\n"
	"  - name: b\n"
	"    rows: 3\n"
	"    columns:\n"
	"      - {name: id, type: int, serial: {start: 1}}\n";

struct session {
	char dir[64], out[128], yaml[128];
	struct sm_spec *spec;
	struct sm_plan *plan;
	struct sm_url url;
	struct sm_target target;
	struct sm_tally tally[4];
	struct sm_err err;
};

static int setup(void **state)
{
	struct session *s = sm_calloc(1, sizeof(*s));
	FILE *f;

	assert_non_null(s);
	signal(SIGPIPE, SIG_IGN);
	snprintf(s->dir, sizeof(s->dir), "/tmp/seedmill-test-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->out, sizeof(s->out), "%s/out", s->dir);
	snprintf(s->yaml, sizeof(s->yaml), "%s/t.yaml", s->dir);
	f = fopen(s->yaml, "w");
	assert_non_null(f);
	fputs(profile, f);
	fclose(f);
	s->url.path = s->out;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct session *s = *state;
	char cmd[128];

	if (s->target.impl)
		s->target.kind->close(&s->target);
	sm_arena_release(&s->target.arena);
	sm_plan_free(s->plan);
	sm_spec_free(s->spec);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", s->dir);
	assert_int_equal(system(cmd), 0);
	sm_free(s);
	return 0;
}

static void compile(struct session *s, const char *only)
{
	struct sm_plan_opts opts = { .chunk_rows = 700, .only = &only,
				     .nonly = only ? 1 : 0 };

	assert_int_equal(sm_spec_load(s->yaml, "profiles/words", &s->spec,
				      &s->err), SM_OK);
	if (sm_plan_compile(s->spec, &opts, &s->plan, &s->err))
		fail_msg("%s", s->err.what);
}

/* All of a run against the kind of that scheme; the first failure's code. */
static enum sm_code run(struct session *s, const char *scheme,
			const char *format, unsigned connections)
{
	struct sm_target *t = &s->target;
	struct sm_run_config cfg = {
		.plan = s->plan, .target = t, .jobs = 2,
		.connections = connections, .digest = true,
	};

	t->kind = sm_target_find(scheme);
	t->url = &s->url;
	t->plan = s->plan;
	t->format = format;
	SM_TRY(t->kind->open(t, &s->err));
	if (t->kind->preflight)
		SM_TRY(t->kind->preflight(t, &s->err));
	if (t->kind->prepare)
		SM_TRY(t->kind->prepare(t, &s->err));
	cfg.encoder = t->kind->encoder(t);
	SM_TRY(sm_run(&cfg, s->tally, &s->err));
	return t->kind->finish ? t->kind->finish(t, &s->err) : SM_OK;
}

/* The same with standard output sent to `fd`. */
static enum sm_code run_to(struct session *s, int fd, const char *format)
{
	int keep = dup(STDOUT_FILENO);
	enum sm_code rc;

	fflush(stdout);
	assert_true(keep >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
	s->url.path = "-";
	rc = run(s, "dir", format, 1);
	assert_true(dup2(keep, STDOUT_FILENO) >= 0);
	close(keep);
	return rc;
}

static char *contents(const char *dir, const char *name)
{
	static char text[1 << 20];
	char path[256];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static uint64_t lines(const char *text)
{
	uint64_t n = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

static void a_folder_gets_a_whole_file_a_table(void **state)
{
	struct session *s = *state;
	struct stat st;
	char path[160];

	compile(s, NULL);
	if (run(s, "dir", "csv", 1))
		fail_msg("%s: %s", s->err.what, s->err.why);
	assert_string_equal(contents(s->out, "b.csv"), "id\n1\n2\n3\n");
	assert_int_equal(lines(contents(s->out, "s.a.csv")), 5001);
	assert_memory_equal(contents(s->out, "s.a.csv"), "\"x,y\",w\n1,", 10);
	assert_non_null(strstr(contents(s->out, "s.a.csv"), ",\"c,d\"\n"));
	snprintf(path, sizeof(path), "%s/b.csv.tmp", s->out);
	assert_int_not_equal(stat(path, &st), 0);
}

static void copy_files_hold_bare_rows(void **state)
{
	struct session *s = *state;

	compile(s, NULL);
	assert_int_equal(run(s, "dir", NULL, 1), SM_OK);
	assert_string_equal(contents(s->out, "b.copy"), "1\n2\n3\n");
}

static void a_run_given_up_leaves_nothing(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;
	struct sm_run_config cfg = { .target = t, .jobs = 1, .connections = 1 };
	struct stat st;

	compile(s, NULL);
	t->kind = sm_target_find("dir");
	t->url = &s->url;
	t->plan = cfg.plan = s->plan;
	assert_int_equal(t->kind->open(t, &s->err), SM_OK);
	assert_int_equal(t->kind->prepare(t, &s->err), SM_OK);
	cfg.encoder = t->kind->encoder(t);
	assert_int_equal(sm_run(&cfg, s->tally, &s->err), SM_OK);
	t->kind->close(t);
	assert_int_not_equal(stat(s->out, &st), 0);
}

static void several_tables_on_stdout_are_a_script(void **state)
{
	struct session *s = *state;
	char path[160];
	const char *text;
	int fd;

	compile(s, NULL);
	snprintf(path, sizeof(path), "%s/script", s->dir);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	assert_int_equal(run_to(s, fd, "copy"), SM_OK);
	close(fd);
	text = contents(s->dir, "script");
	assert_non_null(strstr(text, "COPY \"s\".\"a\" (\"x,y\", \"w\") "
				     "FROM stdin;\n1\t"));
	assert_non_null(strstr(text, "\n\\.\n\nCOPY \"b\" (\"id\") FROM stdin;"
				     "\n1\n2\n3\n\\.\n"));
}

static void one_table_on_stdout_is_bare_rows(void **state)
{
	struct session *s = *state;
	char path[160];
	int fd;

	compile(s, "b");
	snprintf(path, sizeof(path), "%s/rows", s->dir);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	assert_int_equal(run_to(s, fd, "copy"), SM_OK);
	close(fd);
	assert_string_equal(contents(s->dir, "rows"), "1\n2\n3\n");
}

static void several_tables_as_csv_on_stdout_are_refused(void **state)
{
	struct session *s = *state;

	compile(s, NULL);
	s->url.path = "-";
	assert_int_equal(run(s, "dir", "csv", 1), SM_E_USAGE);
	assert_non_null(strstr(s->err.fix, "--table"));
}

static void a_reader_that_goes_away_is_no_failure(void **state)
{
	struct session *s = *state;
	int fds[2];

	compile(s, "s.a");
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_int_equal(run_to(s, fds[1], "copy"), SM_E_STOPPED);
	close(fds[1]);
}

static void a_full_disk_is_said_once_and_plainly(void **state)
{
	struct session *s = *state;
	int fd = open("/dev/full", O_WRONLY);

	assert_true(fd >= 0);
	compile(s, "s.a");
	assert_int_equal(run_to(s, fd, "copy"), SM_E_LOAD);
	assert_non_null(strstr(s->err.why, "No space"));
	assert_true(*s->err.fix);
	close(fd);
}

static void what_is_no_folder_is_refused(void **state)
{
	struct session *s = *state;

	compile(s, NULL);
	s->url.path = s->yaml;
	assert_int_equal(run(s, "dir", "csv", 1), SM_E_USAGE);
	s->url.path = s->out;
	assert_int_equal(run(s, "dir", "xml", 1), SM_E_USAGE);
}

static void nowhere_counts_all_rows_on_any_number_of_streams(void **state)
{
	struct session *s = *state;

	compile(s, NULL);
	assert_int_equal(run(s, "null", NULL, 3), SM_OK);
	for (uint32_t i = 0; i < s->plan->ntables; i++)
		assert_int_equal(s->tally[i].acked, s->plan->tables[i].rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(a_folder_gets_a_whole_file_a_table),
		T(copy_files_hold_bare_rows),
		T(a_run_given_up_leaves_nothing),
		T(several_tables_on_stdout_are_a_script),
		T(one_table_on_stdout_is_bare_rows),
		T(several_tables_as_csv_on_stdout_are_refused),
		T(a_reader_that_goes_away_is_no_failure),
		T(a_full_disk_is_said_once_and_plainly),
		T(what_is_no_folder_is_refused),
		T(nowhere_counts_all_rows_on_any_number_of_streams),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
