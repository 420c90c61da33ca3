/* load/target/dir_publish.c: a folder goes from one whole state to the next */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "target/dir.h"

#define COLUMN(text) \
	{ .name = text, .type = { .id = SM_T_INT }, .dom = { .nullable = true } }

static struct sm_column columns[] = {
	COLUMN("id"), COLUMN("a,b"), COLUMN("say \"x\""), COLUMN(""),
};
static struct sm_table tables[] = {
	{ .name = "a", .base = "a", .columns = columns, .ncolumns = 1,
	  .selected = true },
	{ .name = "s.b", .schema = "s", .base = "b", .columns = columns,
	  .ncolumns = 4, .selected = true },
	{ .name = "left_out", .base = "left_out", .columns = columns,
	  .ncolumns = 1 },
};
static const struct sm_plan plan = { .name = "p", .tables = tables,
				     .ntables = 3 };

struct folder {
	char path[64];
	struct sm_dir_table tables[4];
	struct sm_dir dir;
	struct sm_target target;
	struct sm_err err;
};

static void begin(struct folder *f)
{
	memset(f->tables, 0, sizeof(f->tables));
	f->dir = (struct sm_dir){ .path = f->path, .fd = -1, .folder = -1,
				  .manifest = "manifest.json",
				  .aside_name = ".seedmill.tmp",
				  .aside = -1, .ntables = 3,
				  .format = SM_DIR_CSV, .tables = f->tables };
	f->target = (struct sm_target){ .plan = &plan, .impl = &f->dir };
	assert_int_equal(sm__dir_look(&f->target, &f->err), SM_OK);
	assert_int_equal(sm__dir_aside(&f->target, &f->err), SM_OK);
}

static void end(struct folder *f)
{
	sm__dir_drop(&f->target);
	for (size_t i = 0; i < SM_COUNTOF(f->tables); i++)
		sm__dir_hash_free(f->tables[i].hash);
	sm_arena_release(&f->dir.arena);
}

static int setup(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	snprintf(f->path, sizeof(f->path), "/tmp/seedmill-test-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	begin(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct folder *f = *state;
	char cmd[96];

	end(f);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", f->path);
	assert_int_equal(system(cmd), 0);
	free(f);
	return 0;
}

/* A file's text, or NULL when it is not there. */
static const char *text_of(const struct folder *f, const char *name)
{
	static char text[4096];
	char path[128];
	size_t n;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	in = fopen(path, "r");
	if (!in)
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, in);
	fclose(in);
	text[n] = '\0';
	return text;
}

static void put(struct folder *f, uint32_t table, const char *rows)
{
	assert_int_equal(sm__dir_turn_to(&f->target, table, &f->err), SM_OK);
	assert_int_equal(sm__dir_put(&f->target, rows, strlen(rows), &f->err),
			 SM_OK);
}

static void write_text(const struct folder *f, const char *name, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

/* One whole run, and the next one begun. */
static void one_run(struct folder *f, const char *rows)
{
	put(f, 0, rows);
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	end(f);
	begin(f);
}

static void what_was_there_is_kept_until_the_new_files_are_whole(void **state)
{
	struct folder *f = *state;

	one_run(f, "old\n");
	put(f, 0, "new\n");
	assert_string_equal(text_of(f, "a.csv"), "id\nold\n");
	sm__dir_drop(&f->target);
	assert_string_equal(text_of(f, "a.csv"), "id\nold\n");
	assert_non_null(strstr(text_of(f, "manifest.json"), "\"whole\""));
	assert_null(text_of(f, ".seedmill.tmp/a.csv"));
}

static void leftovers_of_a_crash_go_when_the_next_run_begins(void **state)
{
	struct folder *f = *state;

	write_text(f, ".seedmill.tmp/a.csv", "something longer than the rows\n");
	write_text(f, ".seedmill.tmp/other.csv", "x");
	end(f);
	begin(f);
	assert_null(text_of(f, ".seedmill.tmp/other.csv"));
	put(f, 0, "1\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n1\n");
}

static void files_of_another_format_go_unless_somebody_changed_them(void **state)
{
	struct folder *f = *state;

	one_run(f, "1\n");
	f->dir.format = SM_DIR_COPY;
	write_text(f, "s.b.csv", "mine now\n");
	write_text(f, "c.csv", "mine\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_null(text_of(f, "a.csv"));
	assert_non_null(text_of(f, "a.copy"));
	assert_string_equal(text_of(f, "s.b.csv"), "mine now\n");
	assert_string_equal(text_of(f, "c.csv"), "mine\n");
}

static void what_no_manifest_lists_is_not_written_over(void **state)
{
	static const char *const names[] = { "a.csv", "manifest.json",
					     "load.postgres.sql" };
	struct folder *f = *state;

	for (size_t i = 0; i < SM_COUNTOF(names); i++) {
		char path[128];

		write_text(f, names[i], "{\"mine\": 1}\n");
		end(f);
		f->dir.folder = f->dir.aside = f->dir.fd = -1;
		f->dir.arena = (struct sm_arena){ 0 };
		memset(f->tables, 0, sizeof(f->tables));
		assert_int_equal(sm__dir_look(&f->target, &f->err), SM_E_GUARD);
		assert_non_null(strstr(f->err.what, names[i]));
		snprintf(path, sizeof(path), "%s/%s", f->path, names[i]);
		assert_int_equal(unlink(path), 0);
	}
}

static void one_run_at_a_time_holds_the_folder(void **state)
{
	struct folder *f = *state;
	struct sm_dir other = { .path = f->path, .fd = -1, .folder = -1,
				.manifest = "manifest.json",
				.aside_name = ".seedmill.tmp",
				.aside = -1 };
	struct sm_target t = { .plan = &plan, .impl = &other };

	assert_int_equal(sm__dir_look(&t, &f->err), SM_OK);
	assert_int_equal(sm__dir_aside(&t, &f->err), SM_E_LOCK);
	close(other.folder);
	put(f, 0, "1\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
}

static void a_link_in_the_folder_leads_nowhere(void **state)
{
	struct folder *f = *state;
	char from[128], to[128];

	one_run(f, "1\n");
	snprintf(from, sizeof(from), "%s/a.csv", f->path);
	snprintf(to, sizeof(to), "%s/elsewhere", f->path);
	write_text(f, "elsewhere", "mine\n");
	assert_int_equal(unlink(from), 0);
	assert_int_equal(symlink(to, from), 0);
	put(f, 0, "2\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "elsewhere"), "mine\n");
	assert_string_equal(text_of(f, "a.csv"), "id\n2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(what_was_there_is_kept_until_the_new_files_are_whole),
		T(leftovers_of_a_crash_go_when_the_next_run_begins),
		T(files_of_another_format_go_unless_somebody_changed_them),
		T(what_no_manifest_lists_is_not_written_over),
		T(one_run_at_a_time_holds_the_folder),
		T(a_link_in_the_folder_leads_nowhere),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
