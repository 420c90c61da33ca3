/* load/target/dir_file.c: names that lead nowhere else, files whole or absent */
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

static struct sm_column columns[] = {
	{ .name = "id" }, { .name = "a,b" }, { .name = "say \"x\"" }, { .name = "" },
};
static struct sm_table tables[] = {
	{ .name = "a", .base = "a", .columns = columns, .ncolumns = 1,
	  .selected = true },
	{ .name = "s.b", .schema = "s", .base = "b", .columns = columns,
	  .ncolumns = 4, .selected = true },
	{ .name = "left_out", .base = "left_out", .columns = columns,
	  .ncolumns = 1 },
};
static const struct sm_plan plan = { .tables = tables, .ntables = 3 };

struct folder {
	char path[64];
	bool started[4];
	struct sm_dir dir;
	struct sm_target target;
	struct sm_err err;
};

static int setup(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	snprintf(f->path, sizeof(f->path), "/tmp/seedmill-test-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	f->dir = (struct sm_dir){ .path = f->path, .fd = -1, .ntables = 3,
				  .started = f->started };
	f->target = (struct sm_target){ .plan = &plan, .impl = &f->dir,
					.format = "csv" };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct folder *f = *state;
	char cmd[96];

	sm__dir_drop(&f->target);
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
	assert_int_equal(sm__dir_write(&f->dir, "t", rows, strlen(rows), &f->err),
			 SM_OK);
}

static void a_tables_name_stays_in_its_folder(void **state)
{
	static const struct {
		const char *table, *format, *end, *path;
	} cases[] = {
		{ "orders", "csv", "", "out/orders.csv" },
		{ "orders", "copy", "", "out/orders.copy" },
		{ "orders", NULL, ".tmp", "out/orders.copy.tmp" },
		{ "sales.orders", "csv", "", "out/sales.orders.csv" },
		{ "../etc/passwd", "csv", "", "out/_._etc_passwd.csv" },
		{ "/etc/passwd", "csv", "", "out/_etc_passwd.csv" },
		{ ".hidden", "csv", "", "out/_hidden.csv" },
		{ "..", "csv", "", "out/_..csv" },
		{ "a\nb\tc", "csv", "", "out/a_b_c.csv" },
		{ "two words", "csv", "", "out/two words.csv" },
		{ "caf\xc3\xa9", "csv", "", "out/caf\xc3\xa9.csv" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_dir d = { .path = "out" };
		const struct sm_target t = { .impl = &d,
					     .format = cases[i].format };
		const struct sm_table tab = { .name = cases[i].table };
		char *path = sm__dir_name(&t, &tab, cases[i].end);

		assert_string_equal(path, cases[i].path);
		sm_free(path);
	}
}

static void files_have_their_names_only_at_the_end(void **state)
{
	struct folder *f = *state;

	put(f, 0, "1\n");
	put(f, 1, "2,3,4,5\n");
	put(f, 0, "6\n");
	assert_null(text_of(f, "a.csv"));
	assert_non_null(text_of(f, "a.csv.tmp"));
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n1\n6\n");
	assert_string_equal(text_of(f, "s.b.csv"),
			    "id,\"a,b\",\"say \"\"x\"\"\",\"\"\n2,3,4,5\n");
	assert_null(text_of(f, "a.csv.tmp"));
	assert_null(text_of(f, "left_out.csv"));
}

static void a_table_without_rows_has_a_file_too(void **state)
{
	struct folder *f = *state;

	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n");
	assert_true(text_of(f, "s.b.csv") != NULL);
}

static void what_was_there_is_kept_until_the_new_file_is_whole(void **state)
{
	struct folder *f = *state;

	put(f, 0, "old\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	f->dir.finished = false;
	put(f, 0, "new\n");
	assert_string_equal(text_of(f, "a.csv"), "id\nold\n");
	sm__dir_drop(&f->target);
	assert_string_equal(text_of(f, "a.csv"), "id\nold\n");
	assert_null(text_of(f, "a.csv.tmp"));
}

static void a_leftover_of_a_crash_is_written_over(void **state)
{
	struct folder *f = *state;
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/a.csv.tmp", f->path);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs("something much longer than what will be written\n", out);
	fclose(out);
	put(f, 0, "1\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n1\n");
}

static void a_script_names_each_table_and_ends_its_rows(void **state)
{
	struct folder *f = *state;
	char path[128];

	snprintf(path, sizeof(path), "%s/out", f->path);
	f->target.format = "copy";
	f->dir.several = true;
	put(f, 1, "1\t2\t3\t4\n");
	put(f, 0, "1\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "s.b.copy"), "SET client_encoding = 'UTF8';\n"
			    "COPY \"s\".\"b\" (\"id\", \"a,b\", \"say \"\"x\"\"\", "
			    "\"\") FROM stdin;\n1\t2\t3\t4\n\\.\n\n");
	assert_string_equal(text_of(f, "a.copy"),
			    "COPY \"a\" (\"id\") FROM stdin;\n1\n\\.\n\n");
}

static void a_folder_that_is_gone_is_said(void **state)
{
	struct folder *f = *state;

	f->dir.path = "/tmp/seedmill-test-not-there/x";
	assert_int_equal(sm__dir_turn_to(&f->target, 0, &f->err), SM_E_LOAD);
	assert_non_null(strstr(f->err.why, "No such file"));
}

static void a_write_that_fails_is_said_with_its_reason(void **state)
{
	struct folder *f = *state;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	f->dir.fd = fd;
	assert_int_equal(sm__dir_write(&f->dir, "a", "1\n", 2, &f->err), SM_E_LOAD);
	assert_string_equal(f->err.what, "cannot write a");
	assert_non_null(strstr(f->err.fix, "make room"));
	assert_int_equal(sm__dir_write(&f->dir, "a", "", 0, &f->err), SM_OK);
	close(fd);
	f->dir.fd = -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		cmocka_unit_test(a_tables_name_stays_in_its_folder),
		T(files_have_their_names_only_at_the_end),
		T(a_table_without_rows_has_a_file_too),
		T(what_was_there_is_kept_until_the_new_file_is_whole),
		T(a_leftover_of_a_crash_is_written_over),
		T(a_script_names_each_table_and_ends_its_rows),
		T(a_folder_that_is_gone_is_said),
		T(a_write_that_fails_is_said_with_its_reason),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
