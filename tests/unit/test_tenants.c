/* gen/plan/tenants.c: a tenant's tables are those made `per` tenant by hand */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define TOP "version: 1\nname: t\n"
#define ORGS(rows) "- {name: orgs, " rows "primary_key: [id], columns: [{name: " \
		   "id, serial: {}}]}\n"
#define ID "{name: id, serial: {}}"

static const char tenants[] = TOP
	"tenants: {table: orgs, count: 6}\n"
	"defaults: {columns: [{name: tenant_id, tenant: {}}]}\n"
	"tables:\n" ORGS("")
	"- {name: users, rows: 4, primary_key: [id], columns: [" ID "]}\n"
	"- {name: plans, fixed: 2, primary_key: [id], columns: [" ID "]}\n"
	"- {name: jobs, rows: 5, primary_key: [id], columns: [" ID ", {name: who, "
	"ref: {table: users}}, {name: any, ref: {table: users, same: none}}]}\n"
	"- {name: steps, per: {table: jobs, min: 0, max: 2}, columns: [{name: "
	"job, parent: {}}, {name: by, nulls: 0.1, ref: {table: users}}]}\n"
	"- {name: world, rows: 3, defaults: false, columns: [" ID ", {name: u, "
	"ref: {table: users}}]}\n";

static const char by_hand[] = TOP
	"tables:\n" ORGS("fixed: 6, ")
	"- {name: users, per: {table: orgs, min: 4, max: 4, scaled: true}, "
	"primary_key: [id], columns: [{name: tenant_id, parent: {}}, " ID "]}\n"
	"- {name: plans, per: {table: orgs, min: 2, max: 2}, "
	"primary_key: [id], columns: [{name: tenant_id, parent: {}}, " ID "]}\n"
	"- {name: jobs, per: {table: orgs, min: 5, max: 5, scaled: true}, "
	"primary_key: [id], columns: [{name: tenant_id, parent: {}}, " ID ", "
	"{name: who, ref: {table: users, same: tenant_id}}, {name: any, ref: "
	"{table: users}}]}\n"
	"- {name: steps, per: {table: jobs, min: 0, max: 2}, columns: [{name: "
	"tenant_id, copy: {from: '\"job\".\"tenant_id\"'}}, {name: "
	"job, parent: {}}, {name: by, nulls: 0.1, ref: {table: users, same: "
	"tenant_id}}]}\n"
	"- {name: world, rows: 3, defaults: false, columns: [" ID ", {name: u, "
	"ref: {table: users}}]}\n";

static void tenants_are_per_and_same_written_by_hand(void **state)
{
	struct plan_case x, y;

	(void)state;
	plan_case_make(&x, tenants, NULL);
	plan_case_make(&y, by_hand, NULL);
	assert_string_equal(x.plan->run_id, y.plan->run_id);
	for (uint32_t i = 0; i < x.plan->ntables; i++) {
		const char *name = x.plan->tables[i].name;
		struct sm_u128 a = plan_case_digest(&x, name, 7);
		struct sm_u128 b = plan_case_digest(&y, name, 7);

		assert_true(sm_u128_equal(a, b));
	}
	plan_case_close(&x);
	plan_case_close(&y);
}

static void children_of_a_key_with_the_tenant_hold_it_whole(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_make(&c, TOP
		"tenants: {table: orgs, count: 6}\n"
		"defaults: {columns: [{name: tenant_id, tenant: {}}]}\n"
		"tables:\n" ORGS("")
		"- {name: bills, rows: 4, primary_key: [tenant_id, no], columns: "
		"[{name: no, ordinal: {}}]}\n"
		"- {name: items, per: {table: bills, min: 1, max: 3}, primary_key: "
		"[tenant_id, bill, pos], columns: [{name: bill, parent: {column: "
		"no}}, {name: pos, ordinal: {}}]}\n", NULL);
	assert_int_equal(c.plan->nrefs, 2);
	assert_int_equal(c.plan->refs[1].n, 2);     /* (tenant_id, bill) */
	plan_case_close(&c);
}

static uint64_t rows(const struct plan_case *c, const char *table)
{
	return sm_plan_table(c->plan, table)->rows;
}

static void tenants_and_scale_multiply(void **state)
{
	const struct sm_plan_opts opts = { .tenants = 10, .scale = 2.5 };
	struct plan_case c;

	(void)state;
	plan_case_make(&c, tenants, NULL);
	assert_int_equal(rows(&c, "orgs"), 6);
	assert_int_equal(rows(&c, "users"), 24);
	assert_int_equal(rows(&c, "plans"), 12);
	plan_case_close(&c);
	plan_case_make(&c, tenants, &opts);
	assert_int_equal(rows(&c, "orgs"), 10);
	assert_int_equal(rows(&c, "users"), 100);
	assert_int_equal(rows(&c, "plans"), 20);
	assert_int_equal(rows(&c, "jobs"), 130);    /* 12.5 of each, up */
	assert_int_equal(rows(&c, "world"), 8);
	plan_case_close(&c);
}

static void check_refused(const char *yaml, const struct sm_plan_opts *opts,
			  enum sm_code code, const char *what, const char *fix)
{
	struct plan_case c;

	plan_case_open(&c, yaml, opts);
	assert_int_equal(c.rc, code);
	assert_string_equal(c.err.what, what);
	if (fix)
		assert_string_equal(c.err.fix, fix);
	plan_case_close(&c);
}

#define OF "tenants: {table: orgs, count: 6}\ntables:\n"
#define TENANT "{name: tenant_id, tenant: {}}"

static void what_has_no_tenant_is_refused(void **state)
{
	(void)state;
	check_refused(TOP "tables:\n- {name: a, rows: 1, columns: [" TENANT "]}\n",
		      NULL, SM_E_PROFILE, "test.yaml:4:50: a.tenant_id: the profile "
		      "does not say who the tenants are",
		      "write tenants: {table: tenants, count: 20} at the top");
	check_refused(TOP "tenants: {table: firms}\ntables:\n" ORGS("rows: 1, "),
		      NULL, SM_E_PROFILE, "test.yaml:3:18: tenants: the profile has "
		      "no table \"firms\"", NULL);
	check_refused(TOP OF ORGS("")
		      "- {name: a, rows: 1, columns: [{name: org, tenant: {}}]}\n",
		      NULL, SM_E_PROFILE, "test.yaml:6:44: a.org: the tenant's "
		      "column is called tenant_id",
		      "rename it, or say tenants: {column: org}");
	check_refused(TOP OF ORGS("")
		      "- {name: a, rows: 1, columns: [" ID "], primary_key: [id]}\n"
		      "- {name: b, per: {table: a, min: 1, max: 1}, columns: ["
		      TENANT ", {name: up, parent: {}}]}\n",
		      NULL, SM_E_PROFILE, "test.yaml:7:74: b.tenant_id: its rows "
		      "are made per a, which is no tenant's",
		      "give a a column {name: tenant_id, tenant: {}}, too");
	check_refused(TOP OF ORGS("")
		      "- {name: a, rows: 1, columns: [" TENANT "]}\n"
		      "- {name: b, per: {table: a, min: 1, max: 1}, columns: ["
		      TENANT "]}\n",
		      NULL, SM_E_PROFILE, "test.yaml:7:74: b.tenant_id: no column of "
		      "b is the parent of its rows, so there is no way to the "
		      "tenant", NULL);
	check_refused(TOP OF ORGS("")
		      "- {name: b, pairs: {of: [orgs, orgs], rows: 1}, columns: ["
		      TENANT "]}\n",
		      NULL, SM_E_PROFILE, "test.yaml:6:77: b.tenant_id: tuples of "
		      "other tables' rows mix their tenants", NULL);
}

static void the_count_stands_in_one_place(void **state)
{
	const struct sm_row_count orgs = { "orgs", 3 };
	const struct sm_plan_opts two = { .tenants = 2, .rows = &orgs, .nrows = 1 };
	const struct sm_plan_opts one = { .tenants = 2 };

	(void)state;
	check_refused(TOP OF ORGS("rows: 5, "), NULL, SM_E_PROFILE,
		      "test.yaml:5:22: orgs: tenants says how many rows it has, and "
		      "so does rows", "keep count in tenants, or rows here");
	check_refused(TOP "tenants: {table: orgs, count: 0}\ntables:\n" ORGS(""),
		      NULL, SM_E_PROFILE, "test.yaml:3:31: tenants: count is \"0\": "
		      "it must be at least 1", NULL);
	check_refused(tenants, &two, SM_E_USAGE, "--tenants and --rows orgs both say "
		      "how many tenants there are", NULL);
	check_refused(TOP "tables:\n" ORGS("rows: 5, "), &one, SM_E_USAGE,
		      "--tenants: the profile has no tenants", NULL);
	check_refused(TOP "tenants: {tabel: orgs}\ntables:\n" ORGS("rows: 5, "),
		      NULL, SM_E_PROFILE, "test.yaml:3:11: unknown key \"tabel\" in "
		      "tenants, did you mean \"table\"?", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tenants_are_per_and_same_written_by_hand),
		cmocka_unit_test(children_of_a_key_with_the_tenant_hold_it_whole),
		cmocka_unit_test(tenants_and_scale_multiply),
		cmocka_unit_test(what_has_no_tenant_is_refused),
		cmocka_unit_test(the_count_stands_in_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
