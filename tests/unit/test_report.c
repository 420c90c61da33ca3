/* load/report.c, load/table.c: the report as JSON, as a file, as a table */
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
#include <yajl/yajl_tree.h>

#include "seedmill/report.h"

static struct sm_table_report tables[] = {
	{ .name = "customers", .planned = 1000, .generated = 1000, .sent = 1000,
	  .acked = 1000, .counted = 1000, .has_counts = true, .bytes = 123,
	  .digest = { UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210) },
	  .has_digest = true, .seconds = 0.25 },
	{ .name = "caf\xc3\xa9", .planned = 5, .generated = 5, .sent = 5,
	  .acked = 5 },
};
static struct sm_reference_report refs[] = {
	{ .child = "orders", .columns = "customer_id", .parent = "customers",
	  .parent_columns = "id", .checked = true },
};

static struct sm_report sample(void)
{
	return (struct sm_report){
		.command = "load", .profile = "shop", .path = "p/shop.yaml",
		.seed = 18446744073709551615u, .scale = 1,
		.fingerprint = "00112233445566778899aabbccddeeff",
		.target = "postgres://u:****@h/d",
		.started_at = "2026-01-01T00:00:00.000Z",
		.rows = 1005, .bytes = 123, .seconds = 2, .load_seconds = 1,
		.tables = tables, .ntables = 2, .refs = refs, .nrefs = 1,
	};
}

static yajl_val parse(const struct sm_report *r)
{
	struct sm_buf b = { 0 };
	char why[256] = "";
	yajl_val v;

	assert_true(sm_report_json(r, &b));
	v = yajl_tree_parse(sm_buf_str(&b), why, sizeof(why));
	if (!v)
		fail_msg("%s\n%s", why, sm_buf_str(&b));
	sm_buf_release(&b);
	return v;
}

static yajl_val get(yajl_val v, const char *a)
{
	const char *path[] = { a, NULL };

	return yajl_tree_get(v, path, yajl_t_any);
}

static void the_json_has_every_promised_field(void **state)
{
	static const char *const head[] = {
		"schema_version", "tool", "profile", "seed", "fingerprint",
		"target", "status", "seconds", "rows", "bytes", "tables",
		"references",
	};
	static const char *const table[] = {
		"name", "planned", "generated", "sent", "acked", "before",
		"counted", "bytes", "warnings", "digest", "seconds",
	};
	static const char *const ref[] = { "child", "columns", "parent",
					   "orphans" };
	struct sm_report r = sample();
	yajl_val v = parse(&r), t, f;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(head); i++)
		assert_non_null(get(v, head[i]));
	t = YAJL_GET_ARRAY(get(v, "tables"))->values[0];
	for (size_t i = 0; i < SM_COUNTOF(table); i++)
		assert_non_null(get(t, table[i]));
	f = YAJL_GET_ARRAY(get(v, "references"))->values[0];
	for (size_t i = 0; i < SM_COUNTOF(ref); i++)
		assert_non_null(get(f, ref[i]));
	assert_string_equal(YAJL_GET_STRING(get(v, "status")), "ok");
	assert_string_equal(YAJL_GET_STRING(get(t, "digest")),
			    "fedcba98765432100123456789abcdef");
	assert_null(get(v, "error"));
	yajl_tree_free(v);
}

static void large_numbers_keep_their_digits(void **state)
{
	struct sm_report r = sample();
	yajl_val v = parse(&r);

	(void)state;
	assert_string_equal(YAJL_GET_NUMBER(get(v, "seed")),
			    "18446744073709551615");
	yajl_tree_free(v);
}

static void what_is_not_known_is_null(void **state)
{
	struct sm_report r = sample();
	yajl_val v, t;

	(void)state;
	r.fingerprint[0] = '\0';
	v = parse(&r);
	t = YAJL_GET_ARRAY(get(v, "tables"))->values[1];
	assert_true(YAJL_IS_NULL(get(t, "counted")));
	assert_true(YAJL_IS_NULL(get(t, "digest")));
	assert_true(YAJL_IS_NULL(get(v, "fingerprint")));
	assert_true(YAJL_IS_NULL(get(v, "seed")));
	yajl_tree_free(v);
}

static void a_failure_is_in_it_with_its_way_out(void **state)
{
	struct sm_report r = sample();
	yajl_val v, e;

	(void)state;
	r.status = SM_STATUS_FAILED;
	sm_fail(&r.err, SM_E_LOAD, "orders: \"quoted\"\nand a line");
	sm_fix(&r.err, "do this");
	v = parse(&r);
	e = get(v, "error");
	assert_string_equal(YAJL_GET_STRING(get(v, "status")), "failed");
	assert_int_equal(YAJL_GET_INTEGER(get(e, "code")), SM_E_LOAD);
	assert_string_equal(YAJL_GET_STRING(get(e, "what")), r.err.what);
	assert_string_equal(YAJL_GET_STRING(get(e, "fix")), "do this");
	yajl_tree_free(v);
}

static void bytes_that_are_no_text_do_not_break_the_json(void **state)
{
	struct sm_report r = sample();
	yajl_val v;

	(void)state;
	r.path = "p/\xff\xfe.yaml";
	v = parse(&r);
	assert_string_equal(YAJL_GET_STRING(get(v, "profile_path")),
			    "p/?" "?.yaml");
	yajl_tree_free(v);
}

static void the_file_appears_whole_and_alone(void **state)
{
	char dir[] = "/tmp/seedmill-report.XXXXXX", path[64], list[128];
	struct sm_report r = sample();
	struct sm_err err = { 0 };
	struct stat st;
	FILE *ls;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/r.json", dir);
	assert_int_equal(sm_report_check(path, &err), SM_OK);
	assert_int_equal(sm_report_write(&r, path, &err), SM_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 500);
	snprintf(list, sizeof(list), "ls -A %s | wc -l", dir);
	ls = popen(list, "r");
	assert_non_null(fgets(list, sizeof(list), ls));
	pclose(ls);
	assert_int_equal(atoi(list), 1);
	unlink(path);
	rmdir(dir);
}

static void a_place_that_cannot_be_written_is_found_out_first(void **state)
{
	static const char *const paths[] = { "/nowhere/at/all/r.json", "/tmp" };
	struct sm_report r = sample();
	struct sm_err err = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(paths); i++) {
		assert_int_equal(sm_report_check(paths[i], &err), SM_E_USAGE);
		assert_int_equal(sm_report_write(&r, paths[i], &err), SM_E_USAGE);
	}
}

static void the_table_stands_in_columns(void **state)
{
	struct sm_report r = sample();
	struct sm_buf b = { 0 };

	(void)state;
	sm_report_table(&r, &b);
	assert_string_equal(sm_buf_str(&b),
"table      planned  generated   sent  acked  before  counted  digest\n"
"customers    1,000      1,000  1,000  1,000       0    1,000  fedcba987654  ok\n"
"caf\xc3\xa9             5          5      5      5       -        -  -             ok\n"
"\n"
"reference                             orphans\n"
"orders(customer_id) -> customers(id)        0  ok\n"
"\n"
"1,005 rows, 0.0 MB into postgres://u:****@h/d in 1.00 s: 1,005 rows/s, 0.0 MB/s (2.00 s with all checks)\n");
	sm_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_json_has_every_promised_field),
		cmocka_unit_test(large_numbers_keep_their_digits),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(a_failure_is_in_it_with_its_way_out),
		cmocka_unit_test(bytes_that_are_no_text_do_not_break_the_json),
		cmocka_unit_test(the_file_appears_whole_and_alone),
		cmocka_unit_test(a_place_that_cannot_be_written_is_found_out_first),
		cmocka_unit_test(the_table_stands_in_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
