/* gen/plan/fingerprint: what is in it, what is not, and that it says what */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_live.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define BASE HEAD "  - {name: a, rows: 30, columns: [{name: x, int: {min: 1, max: 9}}]}\n"

static void id_of(const char *yaml, const struct sm_plan_opts *opts, char id[33])
{
	struct plan_case c;

	plan_case_make(&c, yaml, opts);
	memcpy(id, c.plan->run_id, 33);
	assert_int_equal(strspn(id, "0123456789abcdef"), 32);
	plan_case_close(&c);
}

static void how_a_profile_is_laid_out_does_not_count(void **state)
{
	static const char *const same[] = {
		BASE,
		"# a remark\n" BASE,
		HEAD "  - name: a\n    rows: 30\n    columns:\n      - name: x\n"
		"        int:\n          max: 9\n          min: 1\n",
		HEAD "  - {rows: 30, columns: [{int: {max: \"9\", min: 1}, name: x}], "
		"name: a}\n",
	};
	char want[33], got[33];

	(void)state;
	id_of(same[0], NULL, want);
	for (size_t i = 1; i < SM_COUNTOF(same); i++) {
		id_of(same[i], NULL, got);
		assert_string_equal(got, want);
	}
}

/* Pairs that make other rows (or may), however little apart they are. */
static const struct {
	const char *a, *b;
} differ[] = {
	{ BASE, HEAD "  - {name: a, rows: 30, columns: [{name: x, int: {min: 1, max: "
		"8}}]}\n" },
	{ BASE, HEAD "  - {name: a, rows: 30, columns: [{name: y, int: {min: 1, max: "
		"9}}]}\n" },
	{ BASE, HEAD "  - {name: b, rows: 30, columns: [{name: x, int: {min: 1, max: "
		"9}}]}\n" },
	{ BASE, HEAD "  - {name: a, rows: 30, columns: [{name: x, int: {min: 1, max: "
		"9}, nulls: 0.1}]}\n" },
	{ HEAD "  - {name: a, rows: 9, columns: [{name: x, bool: {}}, {name: y, "
	  "serial: {}}]}\n",
	  HEAD "  - {name: a, rows: 9, columns: [{name: x, serial: {}}, {name: y, "
	  "bool: {}}]}\n" },
	{ HEAD "  - {name: a, rows: 9, columns: [{name: x, json: {fields: [{name: k, "
	  "uuid: {}}]}}]}\n",
	  HEAD "  - {name: a, rows: 9, columns: [{name: x, json: {fields: [{name: k, "
	  "bool: {}}]}}]}\n" },
	{ HEAD "  - {name: a, rows: 9, columns: [{name: x, words: {list: city}}]}\n",
	  HEAD "  - {name: a, rows: 9, columns: [{name: x, words: {list: "
	  "country}}]}\n" },
	{ HEAD "  - {name: a, rows: 9, columns: [{name: x, int: {}, type: int}]}\n",
	  HEAD "  - {name: a, rows: 9, columns: [{name: x, int: {}, type: "
	  "bigint}]}\n" },
};

static void whatever_may_make_other_rows_counts(void **state)
{
	char a[33], b[33];

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(differ); i++) {
		id_of(differ[i].a, NULL, a);
		id_of(differ[i].b, NULL, b);
		if (strcmp(a, b) == 0)
			fail_msg("case %zu: one fingerprint for both", i);
	}
}

static void a_table_that_is_not_loaded_counts_as_such(void **state)
{
	static const char *const only[] = { "a" };
	const struct sm_plan_opts opts = { .only = only, .nonly = 1 };
	static const char two[] = BASE
		"  - {name: b, rows: 3, columns: [{name: id, serial: {}}]}\n";
	char a[33], b[33];

	(void)state;
	id_of(two, NULL, a);
	id_of(two, &opts, b);
	assert_string_not_equal(a, b);
}

static const char *input(const struct plan_case *c, const char *name)
{
	for (uint32_t i = 0; i < c->plan->ninputs; i++)
		if (strcmp(c->plan->inputs[i].name, name) == 0)
			return c->plan->inputs[i].value;
	return "";
}

static void its_parts_are_kept_to_say_what_differs(void **state)
{
	const uint64_t seed = 77;
	const struct sm_plan_opts opts = { .seed = &seed, .chunk_rows = 10 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, HEAD
		"  - {name: a, rows: 30, columns: [{name: id, serial: {start: 5}}, "
		"{name: j, json: {fields: [{name: k, bool: {}}]}}]}\n", &opts);
	assert_string_equal(input(&c, "seed"), "77");
	assert_string_equal(input(&c, "rows of a"), "30");
	assert_string_equal(input(&c, "chunk rows of a"), "10");
	assert_string_equal(input(&c, "first row of a"), "0");
	assert_string_equal(input(&c, "loaded a"), "yes");
	assert_string_equal(input(&c, "profile"), "t");
	assert_non_null(strstr(input(&c, "columns of a"), "serial.1 from 5"));
	/* an item of json has a version of its own */
	assert_non_null(strstr(input(&c, "columns of a"), " bool."));
	plan_case_close(&c);
}

/* Unique columns and tuples are made in another way than others. */
static void keys_of_the_table_that_is_there_count(void **state)
{
	static const char yaml[] = HEAD "  - {name: a, rows: 30, columns: [{name: x, int: "
		"{min: 1, max: 999}}, {name: y, int: {min: 1, max: 999}}]}\n";
	static struct sm_live_column columns[] = {
		{ .name = "x", .type = { .id = SM_T_INT }, .type_text = "int" },
		{ .name = "y", .type = { .id = SM_T_INT }, .type_text = "int" },
	};
	static const char *const both[] = { "x", "y" };
	char id[4][33];

	(void)state;
	for (uint32_t n = 0; n < 4; n++) {
		/* none, x, (x, y), y */
		struct sm_live_key k = { .name = "k", .decided = true,
					 .columns = n == 3 ? both + 1 : both,
					 .ncolumns = n == 3 ? 1 : n };
		struct sm_live_table t = { .name = "a", .columns = columns,
					   .ncolumns = 2, .keys = &k, .nkeys = n > 0 };
		struct plan_case c;

		plan_live_open(&c, yaml, &t);
		assert_int_equal(c.rc, SM_OK);
		memcpy(id[n], c.plan->run_id, 33);
		plan_case_close(&c);
		for (uint32_t i = 0; i < n; i++)
			assert_string_not_equal(id[i], id[n]);
	}
}

/* What the profile says itself is the same run before and after it is there. */
static void keys_that_the_profile_has_do_not(void **state)
{
	static const char yaml[] = HEAD "  - {name: a, rows: 30, primary_key: [x], columns: "
		"[{name: x, serial: {}}, {name: y, int: {}, unique: true}]}\n";
	static struct sm_live_column columns[] = {
		{ .name = "x", .type = { .id = SM_T_BIGINT }, .type_text = "bigint" },
		{ .name = "y", .type = { .id = SM_T_BIGINT }, .type_text = "bigint" },
	};
	static const char *const x[] = { "x" }, *const y[] = { "y" };
	static struct sm_live_key keys[] = {
		{ .name = "p", .columns = x, .ncolumns = 1, .primary = true,
		  .decided = true },
		{ .name = "u", .columns = y, .ncolumns = 1, .decided = true },
	};
	struct sm_live_table t = { .name = "a", .columns = columns, .ncolumns = 2,
				   .keys = keys };
	char id[2][33];

	(void)state;
	for (t.nkeys = 0; t.nkeys <= 2; t.nkeys += 2) {
		struct plan_case c;

		plan_live_open(&c, yaml, &t);
		assert_int_equal(c.rc, SM_OK);
		memcpy(id[t.nkeys / 2], c.plan->run_id, 33);
		plan_case_close(&c);
	}
	assert_string_equal(id[0], id[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_a_profile_is_laid_out_does_not_count),
		cmocka_unit_test(whatever_may_make_other_rows_counts),
		cmocka_unit_test(a_table_that_is_not_loaded_counts_as_such),
		cmocka_unit_test(its_parts_are_kept_to_say_what_differs),
		cmocka_unit_test(keys_of_the_table_that_is_there_count),
		cmocka_unit_test(keys_that_the_profile_has_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
