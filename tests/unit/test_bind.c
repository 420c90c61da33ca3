/* gen/plan/bind: what a name in a step stands for, and what is known of it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define ORDERS \
	HEAD "  - {name: cities, rows: 7, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: name, words: {list: city}}]}\n" \
	"  - {name: people, rows: 30, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: city_id, ref: {table: cities}, nulls: 0.3}, {name: " \
	"code, uuid: {}}, {name: boss_id, ref: {table: people}}]}\n" \
	"  - {name: orders, rows: 200, columns: [{name: id, serial: {}}, {name: " \
	"person_id, ref: {table: people}}, "

static const struct sm_column *column(const struct plan_case *c, const char *table,
				      const char *name)
{
	const struct sm_table *t = sm_plan_table(c->plan, table);

	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return &t->columns[i];
	fail_msg("no column %s", name);
	return NULL;
}

static void a_path_has_the_domain_of_what_it_ends_in(void **state)
{
	struct plan_case c;
	const struct sm_column *town, *code, *same;

	(void)state;
	plan_case_make(&c, ORDERS
		"{name: town, copy: {from: person_id.city_id.name}}, "
		"{name: code, copy: {from: person_id.code}}, "
		"{name: same, copy: {from: id}}]}\n", NULL);
	town = column(&c, "orders", "town");
	code = column(&c, "orders", "code");
	same = column(&c, "orders", "same");
	/* one reference on the way may be NULL */
	assert_true(town->dom.nullable);
	assert_int_equal(town->type.id, SM_T_TEXT);
	assert_int_equal(town->dom.width,
			 column(&c, "cities", "name")->dom.width);
	/* unique there, but many orders point to one person */
	assert_int_equal(code->type.id, SM_T_UUID);
	assert_true(column(&c, "people", "code")->dom.unique);
	assert_false(code->dom.unique);
	assert_false(code->dom.nullable);
	assert_true(same->dom.unique);
	plan_case_close(&c);
}

/* Row `key` of a table made alone: the text behind its first tab. */
static void expect_row(struct plan_case *c, const char *table, uint64_t key,
		       unsigned field, const char *want)
{
	char *row = plan_case_text(c, table, key - 1, 1), *at = row;

	row[strlen(row) - 1] = '\0';
	for (unsigned i = 0; i < field; i++)
		at = strchr(at, '\t') + 1;
	at[strcspn(at, "\t")] = '\0';
	assert_string_equal(at, want);
	free(row);
}

static void a_path_gives_the_value_of_the_row_it_leads_to(void **state)
{
	struct plan_case c;
	unsigned nulls = 0;

	(void)state;
	plan_case_make(&c, ORDERS
		"{name: city, copy: {from: person_id.city_id}}, "
		"{name: town, copy: {from: person_id.city_id.name}}]}\n", NULL);
	for (uint64_t i = 0; i < 200; i++) {
		char *row = plan_case_text(&c, "orders", i, 1);
		char *person = strchr(row, '\t') + 1;
		char *city = strchr(person, '\t') + 1;
		char *town = strchr(city, '\t') + 1;

		city[-1] = town[-1] = '\0';
		town[strlen(town) - 1] = '\0';
		expect_row(&c, "people", strtoull(person, NULL, 10), 1, city);
		if (strcmp(city, "\\N") == 0) {
			assert_string_equal(town, "\\N");
			nulls++;
		} else {
			expect_row(&c, "cities", strtoull(city, NULL, 10), 1,
				   town);
		}
		free(row);
	}
	assert_in_range(nulls, 20, 120);
	plan_case_close(&c);
}

static const struct {
	const char *columns, *text;
} refused[] = {
	{ "{name: x, copy: {from: person_id.nmae}}]}\n",
	  "table people has no column \"nmae\"" },
	{ "{name: x, copy: {from: id.name}}]}\n",
	  "orders.id is not a reference, it is made by serial" },
	{ "{name: x, copy: {from: person_id..id}}]}\n", "is not a column or a path" },
	{ "{name: x, copy: {from: .id}}]}\n", "is not a column or a path" },
	{ "{name: x, ref: {table: poeple}}]}\n", "did you mean \"people\"" },
	{ "{name: x, ref: {table: people, column: cod}}]}\n", "did you mean \"code\"" },
	{ "{name: x, ref: {table: orders}}]}\n", "has no primary key to refer to" },
	{ "{name: x, parent: {}}]}\n", "needs a table that says per:" },
	{ "{name: x, sum: {of: lines}}]}\n", "is not CHILD_TABLE.COLUMN" },
	{ "{name: x, sum: {of: lines.a}}]}\n", "the profile has no table \"lines\"" },
	{ "{name: x, sum: {of: people.id}}]}\n", "is not a `per` child of orders" },
	{ "{name: x, copy: {from: x}}]}\n", "a cycle" },
};

static void a_name_that_leads_nowhere_is_refused_at_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refused); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;

		sm_buf_printf(&yaml, "%s%s", ORDERS, refused[i].columns);
		plan_case_open(&c, sm_buf_str(&yaml), NULL);
		if (c.rc != SM_E_PROFILE || !strstr(c.err.what, refused[i].text) ||
		    !strstr(c.err.what, "test.yaml:7:"))
			fail_msg("case %zu: %d: %s", i, (int)c.rc, c.err.what);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void a_path_has_an_end(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_open(&c, ORDERS "{name: x, copy: {from: person_id.boss_id.boss_id."
		       "boss_id.boss_id.boss_id.boss_id.boss_id.boss_id.code}}]}\n",
		       NULL);
	assert_int_equal(c.rc, SM_E_PROFILE);
	assert_non_null(strstr(c.err.what, "follows more than 8 references"));
	plan_case_close(&c);
}

static void what_is_bound_is_compiled_first_whatever_the_order(void **state)
{
	struct plan_case c;
	char *row;

	(void)state;
	plan_case_make(&c, HEAD "  - {name: a, rows: 3, columns: [{name: z, copy: "
		       "{from: y}}, {name: y, copy: {from: x}}, {name: x, serial: "
		       "{start: 40}}]}\n", NULL);
	row = plan_case_text(&c, "a", 1, 1);
	assert_string_equal(row, "41\t41\t41\n");
	free(row);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_has_the_domain_of_what_it_ends_in),
		cmocka_unit_test(a_path_gives_the_value_of_the_row_it_leads_to),
		cmocka_unit_test(a_name_that_leads_nowhere_is_refused_at_its_place),
		cmocka_unit_test(a_path_has_an_end),
		cmocka_unit_test(what_is_bound_is_compiled_first_whatever_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
