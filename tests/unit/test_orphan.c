/* load/target/orphan.c: which key found no parent, in names and nothing else */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target/orphan.h"

static const char *const client[] = { "client_id" }, *const id[] = { "id" };
static const char *const pair[] = { "tenant", "order_id" };
static const char *const pair_of[] = { "tenant", "id" };
static struct sm_live_fk fks[] = {
	{ .name = "lines_client", .columns = client, .parent = "clients",
	  .parent_columns = id, .ncolumns = 1 },
	{ .name = "lines_order", .columns = pair, .parent = "sales.orders",
	  .parent_columns = pair_of, .ncolumns = 2 },
};
static struct sm_live_table live = { .name = "lines", .fks = fks, .nfks = 2 };
static const struct sm_live_table bare = { .name = "lines" };

static struct sm_column columns[] = { { .name = "id" }, { .name = "boss_id" } };
static struct sm_table tables[] = {
	{ .name = "people", .columns = columns, .ncolumns = 2 },
	{ .name = "visits", .columns = columns, .ncolumns = 2 },
};
static const uint32_t first[] = { 0 }, second[] = { 1 };
static struct sm_reference refs[] = {
	{ .child = 0, .parent = 0, .child_column = second, .parent_column = first,
	  .n = 1 },
	{ .child = 1, .parent = 0, .child_column = second, .parent_column = first,
	  .n = 1 },
};
static const struct sm_plan plan = {
	.tables = tables, .ntables = 2, .refs = refs, .nrefs = 2,
};

static void the_key_and_its_parent_are_named(void **state)
{
	static const struct sm_table known = { .name = "lines", .live = &live };
	static const struct sm_table blank = { .name = "lines", .live = &bare };
	static const struct {
		const struct sm_plan *p;
		const struct sm_table *t;
		const char *constraint, *what, *fix;
	} cases[] = {
		{ NULL, &known, "lines_client",
		  "no: client_id refers to no row of clients(id)",
		  "clients first: rows that are referred to must be there" },
		{ NULL, &known, "lines_order",
		  "no: tenant, order_id refers to no row of sales.orders(tenant, "
		  "id)",
		  "sales.orders first: rows that are referred to must be there" },
		/* SQLite does not say which: any may be meant */
		{ NULL, &known, "",
		  "no: client_id refers to no row of clients(id), or tenant, "
		  "order_id to none of sales.orders(tenant, id)",
		  "clients, sales.orders first: rows that are referred to must "
		  "be there" },
		/* a table that this run has made is known from the plan */
		{ &plan, &tables[1], "",
		  "no: boss_id refers to no row of people(id)",
		  "people first: rows that are referred to must be there" },
		/* nothing is known, nothing is made up */
		{ NULL, &tables[1], "x", "no", "" },
		{ NULL, &blank, "x", "no", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };

		sm_fail(&err, SM_E_LOAD, "no");
		sm__orphan_explain(cases[i].p, cases[i].t, cases[i].constraint,
				   &err);
		assert_string_equal(err.what, cases[i].what);
		assert_string_equal(err.fix, cases[i].fix);
		assert_int_equal(err.code, SM_E_LOAD);
	}
}

static void a_message_that_is_full_stays_whole(void **state)
{
	static const struct sm_table known = { .name = "lines", .live = &live };
	struct sm_err err = { .code = SM_E_LOAD };

	(void)state;
	memset(err.what, 'x', sizeof(err.what) - 3);
	sm__orphan_explain(NULL, &known, "", &err);
	assert_int_equal(strlen(err.what), sizeof(err.what) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_and_its_parent_are_named),
		cmocka_unit_test(a_message_that_is_full_stays_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
