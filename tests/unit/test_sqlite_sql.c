/* load/target/sqlite_sql: CHECKs and indexes as they were written */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target/sqlite.h"

static void checks_are_found_among_everything_else(void **state)
{
	static const char sql[] =
		"CREATE TABLE \"check\" (a int check (a > 0), -- check (no)\n"
		"b text default 'check (x)' CONSTRAINT \"b ok\" CHECK(b <> ')' and "
		"(length(b) < 9)), /* check (c) */ [check] int,\n"
		"constraint pk primary key (a), check\n(a < 5))";
	struct sm_arena a = { 0 };
	struct sm_live_table t = { 0 };

	(void)state;
	assert_true(sm__lite_sql_checks(sql, &a, &t));
	assert_int_equal(t.nchecks, 3);
	assert_string_equal(t.checks[0].name, "(a > 0)");
	assert_string_equal(t.checks[0].text, "(a > 0)");
	assert_string_equal(t.checks[1].name, "b ok");
	assert_string_equal(t.checks[1].text, "(b <> ')' and (length(b) < 9))");
	assert_string_equal(t.checks[2].text, "(a < 5)");
	assert_false(t.checks[2].strange);
	/* in another language than ours */
	assert_true(sm__lite_sql_checks("create table t (a text check (a like "
					"'x%') check (a <> 'like'))", &a, &t));
	assert_int_equal(t.nchecks, 2);
	assert_true(t.checks[0].strange);
	assert_false(t.checks[1].strange);
	sm_arena_release(&a);
}

static void an_index_has_terms_and_perhaps_a_condition(void **state)
{
	static const char sql[] =
		"CREATE UNIQUE INDEX \"i (x)\" ON t (a COLLATE NOCASE, "
		"substr(b, 1, 2) desc , \"c,d\") WHERE a > 0 and b <> ','";
	struct sm_arena a = { 0 };
	struct sm_live_key k = { 0 }, plain = { 0 };

	(void)state;
	assert_true(sm__lite_sql_index(sql, &a, &k));
	assert_int_equal(k.nterms, 3);
	assert_string_equal(k.terms[0], "a");
	assert_string_equal(k.terms[1], "substr(b, 1, 2)");
	assert_string_equal(k.terms[2], "\"c,d\"");
	assert_string_equal(k.where, "a > 0 and b <> ','");
	assert_true(sm__lite_sql_index("create unique index i on t(lower(a))", &a,
				       &plain));
	assert_int_equal(plain.nterms, 1);
	assert_string_equal(plain.terms[0], "lower(a)");
	assert_null(plain.where);
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_are_found_among_everything_else),
		cmocka_unit_test(an_index_has_terms_and_perhaps_a_condition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
