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

static void a_tables_name_stays_in_its_folder(void **state)
{
	static const struct {
		const char *table;
		enum sm_dir_format format;
		enum sm_dir_packing packing;
		const char *name;
	} cases[] = {
		{ "orders", SM_DIR_CSV, SM_DIR_BARE, "orders.csv" },
		{ "orders", SM_DIR_COPY, SM_DIR_BARE, "orders.copy" },
		{ "orders", SM_DIR_MYSQL, SM_DIR_ZST, "orders.mysql.zst" },
		{ "sales.orders", SM_DIR_JSONL, SM_DIR_GZ,
		  "sales.orders.jsonl.gz" },
		{ "../etc/passwd", SM_DIR_CSV, SM_DIR_BARE, "_._etc_passwd.csv" },
		{ "/etc/passwd", SM_DIR_CSV, SM_DIR_BARE, "_etc_passwd.csv" },
		{ ".hidden", SM_DIR_CSV, SM_DIR_BARE, "_hidden.csv" },
		{ "..", SM_DIR_CSV, SM_DIR_BARE, "_..csv" },
		{ "-rf", SM_DIR_CSV, SM_DIR_BARE, "_rf.csv" },
		{ "|sh", SM_DIR_CSV, SM_DIR_BARE, "_sh.csv" },
		{ "a\nb\tc", SM_DIR_CSV, SM_DIR_BARE, "a_b_c.csv" },
		{ "it's \"$(x)\" `y` \\", SM_DIR_CSV, SM_DIR_BARE,
		  "it_s __(x)_ _y_ _.csv" },
		{ "two words", SM_DIR_CSV, SM_DIR_BARE, "two words.csv" },
		{ "caf\xc3\xa9", SM_DIR_CSV, SM_DIR_BARE, "caf\xc3\xa9.csv" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const struct sm_dir d = { .format = cases[i].format,
					  .packing = cases[i].packing };
		const struct sm_table tab = { .name = cases[i].table };
		char *name = sm__dir_name(&d, &tab);

		assert_string_equal(name, cases[i].name);
		sm_free(name);
	}
}

static void formats_and_compressions_have_names(void **state)
{
	enum sm_dir_format f;
	enum sm_dir_packing p;

	(void)state;
	assert_true(sm__dir_format_of(NULL, &f) && f == SM_DIR_COPY);
	assert_true(sm__dir_format_of("jsonl", &f) && f == SM_DIR_JSONL);
	assert_false(sm__dir_format_of("xml", &f));
	assert_false(sm__dir_format_of("", &f));
	assert_true(sm__dir_packing_of(NULL, &p) && p == SM_DIR_BARE);
	assert_true(sm__dir_packing_of("none", &p) && p == SM_DIR_BARE);
	assert_true(sm__dir_packing_of("zst", &p) && p == SM_DIR_ZST);
	assert_true(sm__dir_packing_of("gz", &p) && p == SM_DIR_GZ);
	assert_false(sm__dir_packing_of("lzma", &p));
}

static void files_have_their_names_only_at_the_end(void **state)
{
	struct folder *f = *state;

	put(f, 0, "1\n");
	put(f, 1, "2,3,4,5\n");
	put(f, 0, "6\n");
	assert_null(text_of(f, "a.csv"));
	assert_non_null(text_of(f, ".seedmill.tmp/a.csv"));
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n1\n6\n");
	assert_string_equal(text_of(f, "s.b.csv"),
			    "id,\"a,b\",\"say \"\"x\"\"\",\"\"\n2,3,4,5\n");
	assert_null(text_of(f, ".seedmill.tmp/a.csv"));
	assert_null(text_of(f, "left_out.csv"));
}

static void a_table_without_rows_has_a_file_too(void **state)
{
	struct folder *f = *state;

	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_string_equal(text_of(f, "a.csv"), "id\n");
	assert_true(text_of(f, "s.b.csv") != NULL);
}

static void a_script_names_each_table_and_ends_its_rows(void **state)
{
	struct folder *f = *state;
	FILE *out = tmpfile();
	int keep = dup(STDOUT_FILENO);
	char text[1024];
	size_t n;

	assert_true(out && keep >= 0);
	fflush(stdout);
	assert_true(dup2(fileno(out), STDOUT_FILENO) >= 0);
	f->dir.to_stdout = f->dir.several = true;
	f->dir.format = SM_DIR_COPY;
	put(f, 1, "1\t2\t3\t4\n");
	put(f, 0, "1\n");
	assert_int_equal(sm__dir_publish(&f->target, &f->err), SM_OK);
	assert_true(dup2(keep, STDOUT_FILENO) >= 0);
	close(keep);
	rewind(out);
	n = fread(text, 1, sizeof(text) - 1, out);
	fclose(out);
	text[n] = '\0';
	assert_string_equal(text, "SET client_encoding = 'UTF8';\n"
			    "COPY \"s\".\"b\" (\"id\", \"a,b\", \"say \"\"x\"\"\", "
			    "\"\") FROM stdin;\n1\t2\t3\t4\n\\.\n\n"
			    "COPY \"a\" (\"id\") FROM stdin;\n1\n\\.\n\n");
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
		cmocka_unit_test(formats_and_compressions_have_names),
		T(files_have_their_names_only_at_the_end),
		T(a_table_without_rows_has_a_file_too),
		T(a_script_names_each_table_and_ends_its_rows),
		T(a_write_that_fails_is_said_with_its_reason),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
