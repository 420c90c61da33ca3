/*
 * load/target/mysql_error.c: what is passed on of a server's error, and what not
 *
 * The library makes no error without a server, so the three functions that read
 * one are replaced for the file under test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/my.h"

static struct {
	unsigned number;
	const char *state, *message;
} server;

static unsigned answer_number(MYSQL *c)
{
	(void)c;
	return server.number;
}

static const char *answer_state(MYSQL *c)
{
	(void)c;
	return server.state;
}

static const char *answer_message(MYSQL *c)
{
	(void)c;
	return server.message;
}

#define mysql_errno answer_number
#define mysql_sqlstate answer_state
#define mysql_error answer_message
#include "target/mysql_error.c"

static void messages_are_read_from_their_end(void **state)
{
	static const struct {
		const char *message, *column, *key;
		uint64_t row;
	} cases[] = {
		{ "Incorrect integer value: 'abc' for column `shop`.`t`.`n` at "
		  "row 7", "n", "", 7 },
		{ "Data too long for column 'w' at row 12", "w", "", 12 },
		{ "Incorrect integer value: ' for column `a` at row 3' for "
		  "column `b` at row 5", "b", "", 5 },
		{ "Duplicate entry 'x' for key 'uq'", "", "uq", 0 },
		{ "Duplicate entry 'x for key 'no'' for key 't.PRIMARY'", "",
		  "t.PRIMARY", 0 },
		{ "Column 'par_id' cannot be null", "par_id", "", 0 },
		{ "Column set to default value; NULL supplied to NOT NULL column "
		  "'n' at row 2", "n", "", 2 },
		{ "CONSTRAINT `no_way` failed for `s`.`q`", "", "no_way", 0 },
		{ "Check constraint 'q_chk_1' is violated.", "", "q_chk_1", 0 },
		{ "Cannot add or update a child row: a foreign key constraint "
		  "fails (`s`.`c`, CONSTRAINT `c_fk` FOREIGN KEY (`p`) "
		  "REFERENCES `p` (`id`))", "", "c_fk", 0 },
		{ "x at row 12 and more", "", "", 0 },
		{ "no quote for column ", "", "", 0 },
		{ "open quote for column 'abc", "", "", 0 },
		{ "", "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm__my_said said;

		sm__my_read_message(cases[i].message, &said);
		assert_string_equal(said.column, cases[i].column);
		assert_string_equal(said.key, cases[i].key);
		assert_int_equal(said.row, cases[i].row);
	}
}

static struct sm_column columns[] = { { .name = "id" }, { .name = "n" } };
static const struct sm_table table = { .name = "q", .columns = columns,
				       .ncolumns = 2 };

/* Every number that is one, with a message made of a value alone. */
static void values_are_never_passed_on(void **state)
{
	struct sm_err err;

	(void)state;
	server.state = "22007";
	server.message = "ZEBRA 'ZEBRA' for column `q`.`n` at row 3";
	for (server.number = 1000; server.number < 1999; server.number++) {
		if (may_quote(server.number))
			continue;
		memset(&err, 0, sizeof(err));
		sm__my_load_fail(NULL, &table, 100, 50, &err);
		assert_null(strstr(err.what, "ZEBRA"));
		assert_null(strstr(err.why, "ZEBRA"));
		assert_null(strstr(err.fix, "ZEBRA"));
		sm__my_fail(NULL, "doing", &err);
		assert_null(strstr(err.why, "ZEBRA"));
	}
	/* what is known to quote values is not in the list */
	assert_false(may_quote(1062) || may_quote(1366) || may_quote(1292) ||
		     may_quote(1064) || may_quote(1644) || may_quote(1406) ||
		     may_quote(1264) || may_quote(1265) || may_quote(1411) ||
		     may_quote(3140) || may_quote(1526));
}

static void a_row_is_named_by_its_number_in_the_table(void **state)
{
	struct sm_err err = { 0 };

	(void)state;
	server.number = 1366;
	server.state = "22007";
	server.message = "Incorrect integer value: 'abc' for column `s`.`q`.`n` "
			 "at row 3";
	assert_int_equal(sm__my_load_fail(NULL, &table, 100, 50, &err), SM_E_LOAD);
	assert_string_equal(err.what, "q.n: the server refused row 103");
	assert_true(sm__my_err_is(&err, 1366));
	assert_false(sm__my_err_is(&err, 136));
	assert_false(sm__my_transient(&err));

	server.number = 1062;
	server.message = "Duplicate entry 'LION' for key 'uq'";
	sm__my_load_fail(NULL, &table, 100, 50, &err);
	assert_string_equal(err.what, "q: the server refused one of rows 101 to "
			    "150, because of uq");
	assert_true(sm__my_broken_key(&err));

	/* a value that names a column does not make it one of the table */
	server.number = 1366;
	server.message = "Incorrect value: 'x' for column `other` at row 1";
	sm__my_load_fail(NULL, &table, 0, 50, &err);
	assert_string_equal(err.what, "q: the server refused row 1");
}

static void what_passes_is_tried_again(void **state)
{
	static const struct {
		unsigned number;
		bool again;
		enum sm_code rc;
	} cases[] = {
		{ 1205, true, SM_E_LOAD }, { 1213, true, SM_E_LOAD },
		{ CR_SERVER_LOST, true, SM_E_CONNECT },
		{ CR_SERVER_GONE_ERROR, true, SM_E_CONNECT },
		{ 1053, true, SM_E_CONNECT }, { 1927, true, SM_E_CONNECT },
		{ 1317, false, SM_E_LOAD }, { 1062, false, SM_E_LOAD },
		{ 1452, false, SM_E_LOAD }, { CR_UNKNOWN_ERROR, false, SM_E_LOAD },
	};

	(void)state;
	server.state = "HY000";
	server.message = "words";
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };

		server.number = cases[i].number;
		assert_int_equal(sm__my_fail(NULL, "doing", &err), cases[i].rc);
		assert_int_equal(sm__my_transient(&err), cases[i].again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_read_from_their_end),
		cmocka_unit_test(values_are_never_passed_on),
		cmocka_unit_test(a_row_is_named_by_its_number_in_the_table),
		cmocka_unit_test(what_passes_is_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
