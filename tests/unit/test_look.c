/* gen/plan/look: rows made while planning, to the last of a million */
#include "plan_rows.h"

#include "plan_live.h"

static struct sm_live_column columns[] = {
	{ .name = "id", .type = { .id = SM_T_BIGINT }, .type_text = "bigint" },
	{ .name = "s", .type = { .id = SM_T_TEXT }, .type_text = "text" },
};

static enum sm_code planned(const char *rows, const char *check, unsigned *notes)
{
	struct sm_live_check k = { .name = "k", .text = check };
	struct sm_live_table t = { .name = "t", .columns = columns, .ncolumns = 2,
				   .checks = &k, .nchecks = 1 };
	struct sm_buf yaml = { 0 };
	struct plan_case c;
	enum sm_code rc;

	sm_buf_printf(&yaml, PLAN_HEAD "  - {name: t, rows: %s, columns: [{name: id, "
		      "serial: {}}, {name: s, type: \"enum(x, y)\", pick: {values: [x, "
		      "y]}}]}\n", rows);
	plan_live_open(&c, sm_buf_str(&yaml), &t);
	rc = c.rc;
	*notes = c.plan ? c.plan->nnotes : 0;
	plan_case_close(&c);
	sm_buf_release(&yaml);
	return rc;
}

static void a_million_rows_are_looked_at_and_no_more(void **state)
{
	unsigned notes;

	(void)state;
	assert_int_equal(planned("1000000", "id <> 1000000", &notes), SM_E_SCHEMA);
	assert_int_equal(planned("1000000", "id * 2 <> 1000001", &notes), SM_OK);
	assert_int_equal(notes, 0);
	assert_int_equal(planned("1000001", "id <> 1000001", &notes), SM_OK);
	assert_int_equal(notes, 1);
	assert_int_equal(planned("1000001", "id <> 1", &notes), SM_E_SCHEMA);
}

/* The server's condition may name labels that the profile's enum lacks. */
static void labels_of_the_server_are_no_slip(void **state)
{
	unsigned notes;

	(void)state;
	assert_int_equal(planned("500", "s <> 'z' or id < 9", &notes), SM_OK);
	assert_int_equal(notes, 0);
}

static bool base_of(void *ctx, const char *table, const char *column, int64_t *base)
{
	(void)ctx;
	(void)table;
	(void)column;
	*base = 101;
	return true;
}

/* --append: the rows looked at are the run's own. */
static void rows_of_runs_before_are_not_looked_at(void **state)
{
	static const char yaml[] = PLAN_HEAD
		"  - {name: t, rows: 50, columns: [{name: id, serial: {}}]}\n";
	static const struct {
		const char *check;
		enum sm_code rc;
	} cases[] = {
		{ "id <> 100", SM_OK }, { "id <> 101", SM_E_SCHEMA },
		{ "id <> 150", SM_E_SCHEMA }, { "id <> 151", SM_OK },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_live_check k = { .name = "k", .text = cases[i].check };
		struct sm_live_table t = { .name = "t", .columns = columns,
					   .ncolumns = 1, .checks = &k,
					   .nchecks = 1, .exists = true,
					   .writable = true, .what = "table" };
		struct sm_schema live = { &t, 1 };
		struct sm_plan_opts opts = { .live = &live, .serial_base = base_of };
		struct plan_case c;

		plan_case_open(&c, yaml, &opts);
		if (c.rc != cases[i].rc)
			fail_msg("%s: %s", cases[i].check, c.err.what);
		plan_case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_rows_are_looked_at_and_no_more),
		cmocka_unit_test(labels_of_the_server_are_no_slip),
		cmocka_unit_test(rows_of_runs_before_are_not_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
