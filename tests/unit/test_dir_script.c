/* load/target/dir_script.c and the four scripts: names, keys, what is refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "target/dir.h"

static struct sm_column columns[] = {
	{ .name = "id", .type.id = SM_T_INT },
	{ .name = "a\"b`c'd", .type = { .id = SM_T_VARCHAR, .length = 9 } },
	{ .name = "n", .type = { .id = SM_T_DECIMAL, .precision = 18, .scale = 18 },
	  .unique = true },
};
static const uint32_t first[] = { 0 }, pair[] = { 0, 1 }, second[] = { 1 },
	third[] = { 2 };
static struct sm_key keys[] = {
	{ .column = first, .n = 1 },                    /* the primary key does */
	{ .column = second, .n = 1, .name = "by\"b" },
	{ .column = second, .n = 1 },                   /* the same again */
	{ .column = third, .n = 1, .unique = true },    /* as the column says */
};
static struct sm_table tables[] = {
	{ .name = "s.t\"x`y'z", .schema = "s", .base = "t\"x`y'z",
	  .columns = columns, .ncolumns = 3, .selected = true,
	  .primary = { .column = pair, .n = 2 }, .keys = keys, .nkeys = 4 },
};
static struct sm_reference refs[] = {
	{ .child_column = second, .parent_column = second, .n = 1 },
};
static const struct sm_plan plan = {
	.name = "p\nDROP TABLE x;", .tables = tables, .ntables = 1,
	.refs = refs, .nrefs = 1, .run_id = "00112233445566778899aabbccddeeff",
};

struct files {
	struct sm_dir_table state;
	struct sm_dir dir;
	struct sm_target target;
	char note[512];
};

static void note(void *ctx, const char *text)
{
	snprintf(ctx, sizeof(((struct files *)0)->note), "%s", text);
}

static void begin(struct files *f, enum sm_dir_format format,
		  enum sm_dir_packing packing)
{
	*f = (struct files){ .state.rows = 3 };
	f->dir = (struct sm_dir){ .format = format, .packing = packing,
				  .tables = &f->state, .ntables = 1 };
	f->target = (struct sm_target){ .plan = &plan, .impl = &f->dir,
					.note = note, .note_ctx = f->note };
	columns[1].dom.nullable = false;
	columns[2].dom.max = 5;
}

static void needless_keys_are_left_out(void **state)
{
	struct sm_arena a = { 0 };
	struct sm_buf name = { 0 };
	uint32_t n;
	struct sm_key *k = sm__dir_keys(&plan, &tables[0], &a, &n);

	(void)state;
	assert_non_null(k);
	assert_int_equal(n, 2);
	assert_true(k[0].unique && k[0].column[0] == 2);
	assert_true(!k[1].unique && k[1].column[0] == 1);
	sm__dir_key_name(&name, &tables[0], &k[0], "_key");
	assert_string_equal(sm_buf_str(&name), "t\"x`y'z_n_key");
	sm_buf_reset(&name);
	sm__dir_key_name(&name, &tables[0], &k[1], "_idx");
	assert_string_equal(sm_buf_str(&name), "by\"b");
	sm_buf_release(&name);
	sm_arena_release(&a);
}

/* Every line of a comment is one that we wrote. */
static void lines_are_ours(const char *text)
{
	assert_null(strstr(text, "\nDROP TABLE x"));
	assert_null(strstr(text, "\r"));
}

static void names_are_quoted_in_each_script(void **state)
{
	static const struct {
		const struct sm_dir_script *script;
		enum sm_dir_format format;
		const char *part;
	} cases[] = {
		{ &sm_dir_postgres, SM_DIR_COPY,
		  "\\copy \"s\".\"t\"\"x`y'z\" (\"id\", \"a\"\"b`c'd\", \"n\") FROM "
		  "'s.t_x_y_z.copy'\n" },
		{ &sm_dir_postgres, SM_DIR_COPY,
		  "to_regclass('\"s\".\"t\"\"x`y''z\"')" },
		{ &sm_dir_postgres, SM_DIR_JSONL, "j ->> 'a\"b`c''d'" },
		{ &sm_dir_mariadb, SM_DIR_MYSQL,
		  "LOAD DATA LOCAL INFILE 's.t_x_y_z.mysql' REPLACE INTO TABLE "
		  "`s`.`t\"x``y'z`\n" },
		{ &sm_dir_mariadb, SM_DIR_MYSQL, "`a\"b``c'd` varchar(9)" },
		{ &sm_dir_sqlite, SM_DIR_COPY,
		  "INSERT INTO \"s.t\"\"x`y'z\" (\"id\", \"a\"\"b`c'd\", \"n\")" },
		{ &sm_dir_sqlite, SM_DIR_COPY, "'s.t_x_y_z.copy' seedmill_in" },
		{ &sm_dir_duckdb, SM_DIR_CSV, "'a\"b`c''d': 'VARCHAR'" },
		{ &sm_dir_duckdb, SM_DIR_CSV, "INSERT INTO \"s\".\"t\"\"x`y'z\"" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };
		struct files f;

		begin(&f, cases[i].format, SM_DIR_BARE);
		cases[i].script->write(&f.target, &b);
		assert_false(b.failed);
		if (!strstr(sm_buf_str(&b), cases[i].part))
			fail_msg("%s is not in:\n%s", cases[i].part,
				 sm_buf_str(&b));
		lines_are_ours(sm_buf_str(&b));
		sm_buf_release(&b);
		sm_arena_release(&f.dir.arena);
	}
}

static void compressed_files_are_unpacked_on_the_way(void **state)
{
	static const struct {
		const struct sm_dir_script *script;
		enum sm_dir_format format;
		enum sm_dir_packing packing;
		const char *part;
	} cases[] = {
		{ &sm_dir_postgres, SM_DIR_COPY, SM_DIR_ZST,
		  "FROM PROGRAM 'zstd -q -dc \"s.t_x_y_z.copy.zst\"'" },
		{ &sm_dir_sqlite, SM_DIR_COPY, SM_DIR_GZ,
		  "'|gzip -dc \"s.t_x_y_z.copy.gz\"'" },
		{ &sm_dir_duckdb, SM_DIR_CSV, SM_DIR_ZST, "compression = 'zstd'" },
		{ &sm_dir_mariadb, SM_DIR_MYSQL, SM_DIR_ZST, "'s.t_x_y_z.mysql'" },
		{ &sm_dir_mariadb, SM_DIR_MYSQL, SM_DIR_ZST,
		  "-- In this folder: zstd -dk *.zst && mariadb" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };
		struct files f;

		begin(&f, cases[i].format, cases[i].packing);
		cases[i].script->write(&f.target, &b);
		if (!strstr(sm_buf_str(&b), cases[i].part))
			fail_msg("%s is not in:\n%s", cases[i].part,
				 sm_buf_str(&b));
		sm_buf_release(&b);
		sm_arena_release(&f.dir.arena);
	}
}

static bool fits(struct files *f, const struct sm_dir_script *s)
{
	bool yes;

	f->note[0] = '\0';
	yes = sm__dir_script_fits(&f->target, s, true);
	assert_true(!yes || !f->note[0]);
	sm_arena_release(&f->dir.arena);
	return yes;
}

static void a_script_is_there_only_where_it_loses_nothing(void **state)
{
	struct files f;

	(void)state;
	begin(&f, SM_DIR_COPY, SM_DIR_BARE);
	assert_true(fits(&f, &sm_dir_postgres) && fits(&f, &sm_dir_sqlite));
	assert_false(fits(&f, &sm_dir_mariadb) || fits(&f, &sm_dir_duckdb));
	begin(&f, SM_DIR_CSV, SM_DIR_BARE);
	assert_true(fits(&f, &sm_dir_sqlite) && fits(&f, &sm_dir_mariadb));
	columns[1].dom.nullable = true;
	assert_false(fits(&f, &sm_dir_sqlite));
	assert_non_null(strstr(f.note, "no load.sqlite.sql: "));
	assert_non_null(strstr(f.note, "cannot tell NULL from empty text"));
	assert_false(fits(&f, &sm_dir_mariadb));
	assert_true(fits(&f, &sm_dir_duckdb) && fits(&f, &sm_dir_postgres));
	begin(&f, SM_DIR_JSONL, SM_DIR_BARE);
	assert_false(fits(&f, &sm_dir_sqlite));
	assert_non_null(strstr(f.note, "quote"));
	assert_true(fits(&f, &sm_dir_duckdb));
	columns[2].dom.max = INT64_C(500000000000000000);
	assert_false(fits(&f, &sm_dir_duckdb));
	assert_non_null(strstr(f.note, "15 digits"));
	begin(&f, SM_DIR_MYSQL, SM_DIR_BARE);
	columns[1].type.length = 0;
	assert_false(fits(&f, &sm_dir_mariadb));
	assert_non_null(strstr(f.note, "without a length"));
	columns[1].type.length = 9;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needless_keys_are_left_out),
		cmocka_unit_test(names_are_quoted_in_each_script),
		cmocka_unit_test(compressed_files_are_unpacked_on_the_way),
		cmocka_unit_test(a_script_is_there_only_where_it_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
