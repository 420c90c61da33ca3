/* load/target/dir_manifest.c: what is written is read again, and nothing else */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "target/dir.h"

static struct sm_column columns[] = {
	{ .name = "id", .type = { .id = SM_T_INT } },
	{ .name = "say \"x\"", .type = { .id = SM_T_DECIMAL, .precision = 10,
					 .scale = 2 } },
};
static struct sm_table tables[] = {
	{ .name = "a", .base = "a", .columns = columns, .ncolumns = 2,
	  .selected = true },
	{ .name = "left_out", .base = "left_out", .columns = columns,
	  .ncolumns = 1 },
};
static const struct sm_plan plan = {
	.name = "p", .seed = UINT64_MAX, .size = "small", .scale = 0.0001,
	.as_of_us = 0, .tables = tables, .ntables = 2,
	.run_id = "00112233445566778899aabbccddeeff",
};

static void written(struct sm_buf *out)
{
	struct sm_dir_table state[2] = {
		{ .started = true, .rows = 3, .raw = 20, .bytes = 11,
		  .digest = { .lo = 1, .hi = 2 }, .hash = sm__dir_hash_new() },
	};
	struct sm_dir d = { .format = SM_DIR_CSV, .packing = SM_DIR_ZST,
			    .tables = state, .ntables = 2 };
	struct sm_target t = { .plan = &plan, .impl = &d };
	struct sm_dir_entry e = { .name = "load.x.sql", .bytes = 5,
				  .xxh3 = { .lo = 7, .hi = 0 } };
	struct sm_dir_entries scripts = { &e, 1 };
	struct sm_err err;

	assert_non_null(state[0].hash);
	assert_int_equal(sm__dir_manifest(&t, &scripts, out, &err), SM_OK);
	sm__dir_hash_free(state[0].hash);
}

static void it_says_what_the_files_are_and_were_made_of(void **state)
{
	static const char *const parts[] = {
		"{\n  \"seedmill_manifest\": 1,\n  \"state\": \"whole\",\n",
		"\"profile\": \"p\"", "\"seed\": 18446744073709551615",
		"\"size\": \"small\"", "\"scale\": 0.0001,",
		"\"as_of\": \"1970-01-01 00:00:00\"",
		"\"fingerprint\": \"00112233445566778899aabbccddeeff\"",
		"\"format\": \"csv\"", "\"compression\": \"zst\"",
		"\"rows\": 3", "\"bytes\": 20", "\"file\": \"a.csv.zst\"",
		"\"file_bytes\": 11",
		"\"digest\": \"00000000000000020000000000000001\"",
		"\"name\": \"say \\\"x\\\"\"", "\"type\": \"numeric(10,2)\"",
		"\"file\": \"load.x.sql\"",
	};
	struct sm_buf b = { 0 };
	const char *at;

	(void)state;
	written(&b);
	at = sm_buf_str(&b);
	for (size_t i = 0; i < SM_COUNTOF(parts); i++)
		if (!strstr(at, parts[i]))
			fail_msg("%s is not in %s", parts[i], at);
	assert_null(strstr(at, "left_out"));
	sm_buf_release(&b);
}

static void what_was_written_is_read(void **state)
{
	struct sm_buf b = { 0 }, open = { 0 };
	struct sm_dir_entries e, again;
	struct sm_arena a = { 0 };
	struct sm_err err;

	(void)state;
	written(&b);
	assert_true(sm__dir_manifest_read(sm_buf_str(&b), b.n, &a, &e));
	assert_int_equal(e.n, 2);
	assert_string_equal(e.entry[0].name, "a.csv.zst");
	assert_int_equal(e.entry[0].bytes, 11);
	assert_string_equal(e.entry[1].name, "load.x.sql");
	assert_int_equal(e.entry[1].xxh3.lo, 7);
	assert_int_equal(sm__dir_manifest_open(&e, &open, &err), SM_OK);
	assert_non_null(strstr(sm_buf_str(&open), "\"state\": \"replacing\""));
	assert_true(sm__dir_manifest_read(sm_buf_str(&open), open.n, &a, &again));
	assert_int_equal(again.n, 2);
	assert_string_equal(again.entry[1].name, "load.x.sql");
	sm_buf_release(&b);
	sm_buf_release(&open);
	sm_arena_release(&a);
}

#define ENTRY(name)                                                        \
	"{\"seedmill_manifest\": 1, \"tables\": [{\"file\": \"" name "\", " \
	"\"file_bytes\": 1, \"file_xxh3_128\": "                            \
	"\"00112233445566778899aabbccddeeff\"}]}"

static void what_is_none_of_ours_is_not_read(void **state)
{
	static const char *const cases[] = {
		"", "{}", "[1]", "{\"seedmill_manifest\": 2}",
		"{\"seedmill_manifest\": \"1\"}", "{\"seedmill_manifest\": 1",
		ENTRY("../a"), ENTRY("/etc/passwd"), ENTRY(".."), ENTRY("."),
		ENTRY(""), ENTRY("a\\nb"), ENTRY("a/b"),
		"{\"seedmill_manifest\": 1, \"tables\": [1]}",
		"{\"seedmill_manifest\": 1, \"tables\": [{\"file\": \"a\"}]}",
	};
	struct sm_dir_entries e;
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		if (sm__dir_manifest_read(cases[i], strlen(cases[i]), &a, &e))
			fail_msg("taken for a manifest: %s", cases[i]);
		assert_int_equal(e.n, 0);
	}
	assert_true(sm__dir_manifest_read(ENTRY("a.csv"), strlen(ENTRY("a.csv")),
					  &a, &e));
	sm_arena_release(&a);
}

static void a_manifest_cut_anywhere_is_none(void **state)
{
	struct sm_buf b = { 0 };
	struct sm_dir_entries e;
	struct sm_arena a = { 0 };

	(void)state;
	written(&b);
	/* behind the last brace is a line break alone */
	for (size_t n = 0; n + 1 < b.n; n++) {
		char keep = b.p[n];

		b.p[n] = '\0';
		assert_false(sm__dir_manifest_read(b.p, n, &a, &e));
		b.p[n] = keep;
	}
	sm_buf_release(&b);
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_the_files_are_and_were_made_of),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(what_is_none_of_ours_is_not_read),
		cmocka_unit_test(a_manifest_cut_anywhere_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
