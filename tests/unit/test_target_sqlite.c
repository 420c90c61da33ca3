/* load/target/sqlite_*.c: a file filled from a plan, killed, resumed, read back */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "seedmill/digest.h"
#include "target/sqlite.h"

static const char profile[] =
	"version: 1\n"
	"name: t\n"
	"seed: 7\n"
	"as_of: 2026-01-01T00:00:00Z\n"
	"tables:\n"
	"  - name: parents\n"
	"    rows: 1500\n"
	"    primary_key: [id]\n"
	"    columns:\n"
	"      - {name: id, type: int, serial: {start: 1}}\n"
	"      - {name: mail, type: \"varchar(40)\", unique: true,\n"
	"         template: {text: \"u{id}@example.com\"}}\n"
	"      - {name: boss, type: int, ref: {table: parents}, nulls: 0.5}\n"
	"      - {name: code, type: \"char(6)\", pattern: {text: \"???\"}}\n"
	"      - {name: price, type: \"numeric(15,2)\",\n"
	"         decimal: {min: -100, max: 9999999999999}}\n"
	"      - {name: huge, type: \"numeric(18,2)\",\n"
	"         decimal: {min: -9000000000000000, max: 9000000000000000}}\n"
	"      - {name: born, type: date, nulls: 0.2,\n"
	"         date: {from: \"-80y\", to: now}}\n"
	"      - {name: seen, type: timestamptz,\n"
	"         timestamp: {from: \"-3y\", to: now}}\n"
	"      - {name: token, type: uuid, uuid: {}}\n"
	"      - {name: ok, type: bool, bool: {}}\n"
	"  - name: \"sales.items\"\n"
	"    per: {table: parents, min: 0, max: 5}\n"
	"    primary_key: [parent_id, line]\n"
	"    indexes: [{columns: [n]}]\n"
	"    columns:\n"
	"      - {name: parent_id, type: int, parent: {}}\n"
	"      - {name: line, type: smallint, ordinal: {start: 1}}\n"
	"      - {name: n, type: int, int: {min: 1, max: 9}}\n"
	"      - {name: raw, type: bytes, bytes: {min: 0, max: 9}, nulls: 0.3}\n"
	"      - {name: ip, type: inet, inet: {cidr: \"192.0.2.0/24\"}}\n"
	"      - {name: doc, type: json, json: {fields: [\n"
	"         {name: c, pick: {values: [a, \"\\u00e9\\n\"]}},\n"
	"         {name: b, int: {min: -5, max: 5}}]}}\n"
	"      - {name: d, type: double, decimal: {min: -1, max: 1}}\n"
	"      - {name: f, type: real, decimal: {min: -1, max: 1}}\n"
	"      - {name: said, type: text, text: {sentences_max: 2}}\n";

/* One run against one file, step by step. */
struct session {
	char dir[64], file[128], yaml[128];
	struct sm_spec *spec;
	struct sm_plan *plan;
	struct sm_url url;
	struct sm_target target;
	struct sm_schema live;
	struct sm_arena arena;
	struct sm_tally tally[8];
	struct sm_err err;
};

#define OK(call)                                                        \
	do {                                                            \
		enum sm_code ok_rc_ = (call);                           \
		if (ok_rc_)                                             \
			fail_msg("%s: %s: %s", #call, s->err.what,      \
				 s->err.why);                           \
	} while (0)

static int setup(void **state)
{
	struct session *s = sm_calloc(1, sizeof(*s));
	FILE *f;

	assert_non_null(s);
	snprintf(s->dir, sizeof(s->dir), "/tmp/seedmill-test-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->file, sizeof(s->file), "%s/t.db", s->dir);
	snprintf(s->yaml, sizeof(s->yaml), "%s/t.yaml", s->dir);
	f = fopen(s->yaml, "w");
	assert_non_null(f);
	fputs(profile, f);
	fclose(f);
	s->url = (struct sm_url){ .scheme = "sqlite", .path = s->file,
				  .safe = s->file, .local = true };
	*state = s;
	return 0;
}

static void end(struct session *s)
{
	if (s->target.impl)
		s->target.kind->close(&s->target);
	sm_arena_release(&s->target.arena);
	memset(&s->target, 0, sizeof(s->target));
	sm_plan_free(s->plan);
	sm_spec_free(s->spec);
	sm_arena_release(&s->arena);
	s->plan = NULL;
	s->spec = NULL;
}

static int teardown(void **state)
{
	struct session *s = *state;
	char cmd[128];

	end(s);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", s->dir);
	assert_int_equal(system(cmd), 0);
	sm_free(s);
	return 0;
}

/* open, describe, compile, preflight, lock. */
static void begin(struct session *s)
{
	static const char *const names[] = { "parents", "sales.items" };
	struct sm_plan_opts opts = { .chunk_rows = 400 };
	struct sm_target *t = &s->target;

	memset(s->tally, 0, sizeof(s->tally));
	t->kind = sm_target_find("sqlite");
	assert_ptr_equal(t->kind, &sm_target_sqlite);
	t->url = &s->url;
	OK(t->kind->open(t, &s->err));
	OK(t->kind->describe(t, names, 2, &s->arena, &s->live, &s->err));
	opts.live = &s->live;
	OK(sm_spec_load(s->yaml, "profiles/words", &s->spec, &s->err));
	OK(sm_plan_compile(s->spec, &opts, &s->plan, &s->err));
	t->plan = s->plan;
	t->run_id = s->plan->run_id;
	OK(t->kind->preflight(t, &s->err));
	OK(t->kind->lock(t, 0, &s->err));
}

static enum sm_code load(struct session *s, const struct sm_chunk_rows *done)
{
	struct sm_target *t = &s->target;
	struct sm_run_config cfg = {
		.plan = s->plan, .target = t, .encoder = t->kind->encoder(t),
		.jobs = 2, .connections = 1, .ordered = true, .digest = true,
		.done = done ? done->chunk : NULL, .ndone = done ? done->n : 0,
	};

	return sm_run(&cfg, s->tally, &s->err);
}

struct read_back {
	const struct sm_table *table;
	struct sm_u128 digest;
	uint64_t rows;
};

static bool add_digest(void *ctx, const struct sm_vec *cols, uint32_t n)
{
	static struct sm_u128 scratch[1024];
	struct read_back *r = ctx;

	r->digest = sm_u128_add(r->digest,
				sm_digest_rows(r->table, cols, n, scratch));
	r->rows += n;
	return true;
}

/* Counts, orphans and digests are those of the run. */
static void check_all(struct session *s)
{
	struct sm_target *t = &s->target;
	uint64_t n;

	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		struct read_back r = { .table = &s->plan->tables[i] };

		OK(t->kind->count(t, r.table, &n, &s->err));
		assert_int_equal(n, r.table->rows);
		OK(t->kind->read(t, r.table, i == 1, add_digest, &r, &s->err));
		assert_int_equal(r.rows, n);
		assert_true(sm_u128_equal(r.digest, s->tally[i].digest));
	}
	for (uint32_t i = 0; i < s->plan->nrefs; i++) {
		OK(t->kind->orphans(t, &s->plan->refs[i], &n, &s->err));
		assert_int_equal(n, 0);
	}
}

static void load_whole(struct session *s)
{
	struct sm_target *t = &s->target;

	begin(s);
	OK(t->kind->begin(t, "seed\t7\n", &s->err));
	OK(t->kind->prepare(t, &s->err));
	OK(load(s, NULL));
	OK(t->kind->finish(t, &s->err));
	check_all(s);
	OK(t->kind->done(t, "seed\t7\nrows\t1\n", true, &s->err));
}

/* Run SQL on the file and give the first value as text. */
static const char *ask(struct session *s, const char *sql)
{
	static char out[4096];
	sqlite3_stmt *st = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(s->file, &db), SQLITE_OK);
	snprintf(out, sizeof(out), "nothing");
	for (const char *rest = sql; *rest;) {
		if (sqlite3_prepare_v2(db, rest, -1, &st, &rest))
			fail_msg("%s: %s", sql, sqlite3_errmsg(db));
		while (sqlite3_step(st) == SQLITE_ROW)
			snprintf(out, sizeof(out), "%s", sm__lite_text(st, 0));
		assert_int_equal(sqlite3_finalize(st), SQLITE_OK);
	}
	sqlite3_close(db);
	return out;
}

static bool exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

/* Entries of the folder besides the profile. */
static unsigned files(struct session *s)
{
	char cmd[160];
	unsigned n = 0;
	FILE *f;

	snprintf(cmd, sizeof(cmd), "ls -A %s | grep -vc yaml", s->dir);
	f = popen(cmd, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%u", &n), 1);
	pclose(f);
	return n;
}

/* ---- a new file --------------------------------------------------------------------- */

static void a_new_file_is_whole_and_alone(void **state)
{
	struct session *s = *state;

	load_whole(s);
	end(s);
	assert_int_equal(files(s), 1);
	assert_string_equal(ask(s, "PRAGMA integrity_check"), "ok");
	assert_string_equal(ask(s, "PRAGMA foreign_key_check"), "nothing");
	assert_string_equal(ask(s, "PRAGMA journal_mode"), "delete");
	assert_string_equal(ask(s, "SELECT status FROM seedmill_run"), "done");
	assert_string_equal(
		ask(s, "SELECT group_concat(name, ' ') FROM (SELECT name FROM "
		       "sqlite_schema WHERE type = 'table' AND name NOT LIKE "
		       "'sqlite%' ORDER BY name)"),
		"parents sales.items seedmill_chunk seedmill_run");
	assert_string_equal(
		ask(s, "SELECT group_concat(name, ' ') FROM (SELECT name FROM "
		       "sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
		       "ORDER BY name)"),
		"parents_boss_idx parents_mail_key sales.items_n_idx");
}

static void values_are_stored_as_sqlite_users_expect(void **state)
{
	struct session *s = *state;

	load_whole(s);
	end(s);
	assert_string_equal(
		ask(s, "SELECT group_concat(DISTINCT typeof(id) || ' ' || "
		       "typeof(mail) || ' ' || typeof(huge) || ' ' || "
		       "typeof(seen) || ' ' || typeof(token) || ' ' || "
		       "typeof(ok)) FROM parents"),
		"integer text text text text integer");
	assert_string_equal(ask(s, "SELECT count(*) FROM parents WHERE "
				   "datetime(seen) IS NULL OR "
				   "(born IS NOT NULL AND date(born) <> born)"),
			    "0");
	assert_string_equal(ask(s, "SELECT count(*) FROM parents "
				   "WHERE typeof(price) NOT IN "
				   "('real', 'integer')"), "0");
}

static void a_finished_run_is_known_again(void **state)
{
	struct session *s = *state;
	struct sm_run_rows runs;

	load_whole(s);
	end(s);
	begin(s);
	OK(s->target.kind->runs(&s->target, &s->arena, &runs, &s->err));
	assert_int_equal(runs.n, 1);
	assert_int_equal(runs.row[0].status, SM_RUN_DONE);
	assert_string_equal(runs.row[0].run_id, s->plan->run_id);
	assert_string_equal(runs.row[0].details, "seed\t7\nrows\t1\n");
	assert_non_null(runs.row[0].finished_at);
}

static void nothing_stands_at_the_name_before_the_end(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	assert_int_equal(files(s), 1);          /* the lock */
	OK(t->kind->prepare(t, &s->err));
	OK(load(s, NULL));
	assert_false(exists(s->file));
	end(s);                 /* given up: no trace */
	assert_int_equal(files(s), 0);
}

static void files_of_dead_runs_are_removed(void **state)
{
	struct session *s = *state;
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s.seedmill-99999-tmp", s->file);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	load_whole(s);
	end(s);
	assert_false(exists(path));
	assert_int_equal(files(s), 1);
}

static void a_file_that_appeared_meanwhile_is_kept(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	OK(t->kind->prepare(t, &s->err));
	OK(load(s, NULL));
	ask(s, "CREATE TABLE mine (x)");
	assert_int_equal(t->kind->done(t, "", true, &s->err), SM_E_LOAD);
	end(s);
	assert_string_equal(ask(s, "SELECT name FROM sqlite_schema"), "mine");
	assert_int_equal(files(s), 1);
}

static void one_run_at_a_time_and_the_other_is_told_who(void **state)
{
	struct session *s = *state, two = { 0 };
	struct sm_target *t = &two.target;

	begin(s);
	two.url = s->url;
	t->kind = s->target.kind;
	t->url = &two.url;
	OK(t->kind->open(t, &two.err));
	assert_int_equal(t->kind->lock(t, 0, &two.err), SM_E_LOCK);
	assert_non_null(strstr(two.err.why, "pid "));
	end(s);
	OK(t->kind->lock(t, 0, &two.err));
	t->kind->close(t);
	sm_arena_release(&t->arena);
}

/* ---- an existing file ------------------------------------------------------------------ */

static void an_existing_file_gets_rows_and_keeps_its_own(void **state)
{
	struct session *s = *state;

	ask(s, "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
	load_whole(s);
	end(s);
	assert_int_equal(files(s), 1);
	assert_string_equal(ask(s, "PRAGMA journal_mode"), "delete");
	assert_string_equal(ask(s, "PRAGMA integrity_check"), "ok");
	assert_string_equal(ask(s, "SELECT count(*) FROM mine"), "1");
	assert_string_equal(
		ask(s, "SELECT group_concat(name, ' ') FROM (SELECT name FROM "
		       "sqlite_schema WHERE name LIKE 'seedmill%')"),
		"seedmill_run seedmill_chunk");
}

static int die(void *ctx)
{
	(void)ctx;
	return raise(SIGKILL);
}

/*
 * A child loads, and is killed when one statement has taken so many steps of
 * SQLite's machine. False: it lived to load the last row.
 */
static bool load_and_die(struct session *s, int steps)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		begin(s);
		if (s->target.kind->begin(&s->target, "before\t0\n", &s->err) ||
		    s->target.kind->prepare(&s->target, &s->err))
			_exit(1);
		sqlite3_progress_handler(sm__lite(&s->target)->db, steps, die,
					 NULL);
		(void)load(s, NULL);
		_exit(2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) ||
		    WEXITSTATUS(status) == 2);
	return WIFSIGNALED(status);
}

/* Returns how many chunks were there already. */
static size_t resume(struct session *s)
{
	size_t chunks;
	struct sm_target *t = &s->target;
	struct sm_chunk_rows done;
	struct sm_run_rows runs;

	begin(s);
	OK(t->kind->runs(t, &s->arena, &runs, &s->err));
	assert_int_equal(runs.n, 1);
	assert_string_equal(runs.row[0].run_id, s->plan->run_id);
	assert_int_equal(runs.row[0].status, SM_RUN_LOADING);
	assert_string_equal(runs.row[0].details, "before\t0\n");
	OK(t->kind->begin(t, "other\n", &s->err));
	assert_int_equal(t->epoch, runs.row[0].epoch + 1);
	OK(t->kind->chunks(t, &s->arena, &done, &s->err));
	OK(t->kind->prepare(t, &s->err));
	OK(load(s, &done));
	OK(t->kind->finish(t, &s->err));
	check_all(s);
	OK(t->kind->done(t, "end\n", true, &s->err));
	chunks = done.n;
	end(s);
	return chunks;
}

static void a_killed_load_goes_on_where_it_was(void **state)
{
	struct session *s = *state;
	size_t before = 0, chunks;
	bool died = true;

	/* from the first chunk of the parents to the last of the children */
	for (int steps = 50; died; steps += 15000) {
		ask(s, "CREATE TABLE mine (x)");
		died = load_and_die(s, steps);
		chunks = resume(s);
		assert_true(chunks >= before);
		assert_true(steps > 50 || chunks == 0);
		before = chunks;
		assert_string_equal(
			ask(s, "SELECT group_concat(name, ' ') FROM "
			       "(SELECT name FROM sqlite_schema WHERE sql IS "
			       "NOT NULL AND name NOT LIKE 'sqlite%' "
			       "ORDER BY name)"),
			"mine parents parents_boss_idx parents_mail_key "
			"sales.items sales.items_n_idx seedmill_chunk seedmill_run");
		unlink(s->file);
	}
	assert_true(before > 8);        /* all of them */
}

static void a_run_taken_over_commits_nothing_more(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	ask(s, "CREATE TABLE mine (x)");
	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	OK(t->kind->prepare(t, &s->err));
	ask(s, "UPDATE seedmill_run SET epoch = epoch + 1");
	assert_int_equal(load(s, NULL), SM_E_LOCK);
	assert_string_equal(ask(s, "SELECT count(*) FROM parents"), "0");
	assert_int_equal(t->kind->done(t, "", true, &s->err), SM_E_LOCK);
}

static void clean_empties_children_first(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;
	uint64_t n;

	load_whole(s);
	end(s);
	begin(s);
	assert_int_equal(load(s, NULL), SM_E_LOCK);     /* not begun: no epoch */
	end(s);
	begin(s);
	OK(t->kind->clean(t, &s->err));
	for (uint32_t i = 0; i < s->plan->ntables; i++) {
		OK(t->kind->count(t, &s->plan->tables[i], &n, &s->err));
		assert_int_equal(n, 0);
	}
	OK(t->kind->begin(t, "again\n", &s->err));
	OK(t->kind->prepare(t, &s->err));
	OK(load(s, NULL));
	OK(t->kind->finish(t, &s->err));
	check_all(s);
	OK(t->kind->done(t, "", false, &s->err));
	end(s);
	assert_string_equal(ask(s, "SELECT name FROM sqlite_schema WHERE name "
				   "LIKE 'seedmill%'"), "nothing");
}

static void a_refused_row_is_named_by_number_not_by_value(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	ask(s, "CREATE TABLE parents (id INTEGER PRIMARY KEY, mail VARCHAR(40) "
	       "NOT NULL UNIQUE CHECK (printf('%d', id) <> '1234'), boss INT, "
	       "code CHAR(6), "
	       "price DECIMAL(15,2), huge DECIMAL_TEXT(18,2), born DATE, "
	       "seen TIMESTAMPTZ, token UUID, ok BOOLEAN)");
	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	OK(t->kind->prepare(t, &s->err));
	assert_int_equal(load(s, NULL), SM_E_LOAD);
	assert_non_null(strstr(s->err.what, "parents: row 1234 "));
	assert_non_null(strstr(s->err.why, "CHECK"));
	assert_null(strstr(s->err.why, "example.com"));
	/* whole chunks before it stay, its own is gone */
	assert_string_equal(ask(s, "SELECT count(*) FROM parents"), "1200");
	assert_string_equal(ask(s, "SELECT group_concat(chunk) "
				   "FROM seedmill_chunk"), "0,1,2");
}

static void rows_that_a_trigger_drops_are_noticed(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	ask(s, "CREATE TABLE mine (x)");
	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	OK(t->kind->prepare(t, &s->err));
	ask(s, "CREATE TRIGGER drops BEFORE INSERT ON parents "
	       "WHEN new.id = 1500 BEGIN SELECT RAISE(IGNORE); END");
	assert_int_equal(load(s, NULL), SM_E_LOAD);
	assert_non_null(strstr(s->err.why, "trigger"));
	assert_string_equal(ask(s, "SELECT count(*) FROM parents"), "1200");
}

static void what_a_trigger_raises_is_not_told(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;

	ask(s, "CREATE TABLE mine (x)");
	begin(s);
	OK(t->kind->begin(t, "", &s->err));
	OK(t->kind->prepare(t, &s->err));
	ask(s, "CREATE TRIGGER no BEFORE INSERT ON parents "
	       "WHEN new.id = 7 BEGIN SELECT RAISE(ABORT, 'ann is no'); END");
	assert_int_equal(load(s, NULL), SM_E_LOAD);
	assert_non_null(strstr(s->err.what, "parents: row 7 "));
	assert_non_null(strstr(s->err.why, "trigger"));
	assert_null(strstr(s->err.why, "ann"));
}

static void decimals_that_a_column_would_round_are_refused(void **state)
{
	struct session *s = *state;
	static const char *const names[] = { "parents", "sales.items" };
	struct sm_plan_opts opts = { .live = &s->live };
	struct sm_target *t = &s->target;

	ask(s, "CREATE TABLE parents (id INTEGER PRIMARY KEY, mail VARCHAR(40) "
	       "NOT NULL UNIQUE, boss INT, code CHAR(6), price DECIMAL(15,2), "
	       "huge DECIMAL(18,2), born DATE, seen TIMESTAMPTZ, token UUID, "
	       "ok BOOLEAN)");
	t->kind = &sm_target_sqlite;
	t->url = &s->url;
	OK(t->kind->open(t, &s->err));
	OK(t->kind->describe(t, names, 2, &s->arena, &s->live, &s->err));
	OK(sm_spec_load(s->yaml, "profiles/words", &s->spec, &s->err));
	OK(sm_plan_compile(s->spec, &opts, &s->plan, &s->err));
	t->plan = s->plan;
	assert_int_equal(t->kind->preflight(t, &s->err), SM_E_SCHEMA);
	assert_non_null(strstr(s->err.what, "column huge"));
}

/* ---- what is refused when a file is opened ------------------------------------------------ */

static void what_is_no_database_is_refused(void **state)
{
	struct session *s = *state;
	struct sm_target *t = &s->target;
	FILE *f = fopen(s->file, "w");
	char other[256];

	for (int i = 0; i < 4000; i++)
		fputs("no database ", f);
	fclose(f);
	t->kind = &sm_target_sqlite;
	t->url = &s->url;
	assert_int_equal(t->kind->open(t, &s->err), SM_E_CONNECT);
	assert_non_null(strstr(s->err.why, "not a database"));
	assert_true(*s->err.fix);
	s->url.path = s->dir;
	assert_int_equal(t->kind->open(t, &s->err), SM_E_CONNECT);
	snprintf(other, sizeof(other), "%s/no/such.db", s->dir);
	s->url.path = other;
	assert_int_equal(t->kind->open(t, &s->err), SM_E_CONNECT);
	s->url.path = ":memory:";
	assert_int_equal(t->kind->open(t, &s->err), SM_E_USAGE);
	assert_null(t->impl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(a_new_file_is_whole_and_alone),
		T(values_are_stored_as_sqlite_users_expect),
		T(a_finished_run_is_known_again),
		T(nothing_stands_at_the_name_before_the_end),
		T(files_of_dead_runs_are_removed),
		T(a_file_that_appeared_meanwhile_is_kept),
		T(one_run_at_a_time_and_the_other_is_told_who),
		T(an_existing_file_gets_rows_and_keeps_its_own),
		T(a_killed_load_goes_on_where_it_was),
		T(a_run_taken_over_commits_nothing_more),
		T(clean_empties_children_first),
		T(a_refused_row_is_named_by_number_not_by_value),
		T(rows_that_a_trigger_drops_are_noticed),
		T(what_a_trigger_raises_is_not_told),
		T(decimals_that_a_column_would_round_are_refused),
		T(what_is_no_database_is_refused),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
