/*
 * load/target/pg_error.c: what is passed on of a server's error, and what not
 *
 * libpq has no way to make an error without a server, so the three functions
 * that read one are replaced for the file under test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

struct answer {
	const char *state, *message, *context, *column, *constraint;
	const char *lost;           /* libpq's own words; the connection is gone */
};

static const struct answer *server;

static char *answer_field(const PGresult *res, int code)
{
	const char *text = NULL;

	(void)res;
	switch (code) {
	case PG_DIAG_SQLSTATE: text = server->state; break;
	case PG_DIAG_MESSAGE_PRIMARY: text = server->message; break;
	case PG_DIAG_CONTEXT: text = server->context; break;
	case PG_DIAG_COLUMN_NAME: text = server->column; break;
	case PG_DIAG_CONSTRAINT_NAME: text = server->constraint; break;
	default: fail_msg("nobody should ask for field %c", code);
	}
	return (char *)(uintptr_t)text;
}

static ConnStatusType answer_status(const PGconn *c)
{
	(void)c;
	return server->lost ? CONNECTION_BAD : CONNECTION_OK;
}

static char *answer_words(const PGconn *c)
{
	(void)c;
	return (char *)(uintptr_t)(server->lost ? server->lost : "");
}

#define PQresultErrorField answer_field
#define PQstatus answer_status
#define PQerrorMessage answer_words
#include "target/pg_error.c"

/* Not NULL; nobody looks inside. */
static const PGresult *result(void)
{
	return (const PGresult *)(const void *)&server;
}

static struct sm_column columns[] = {
	{ .name = "id" }, { .name = "total" }, { .name = "total amount" },
};
static const struct sm_table orders = {
	.name = "sales.orders", .base = "orders", .columns = columns, .ncolumns = 3,
};

static void control_characters_become_single_blanks(void **state)
{
	static const struct {
		const char *text, *clean;
	} cases[] = {
		{ "", "" }, { "   ", "" }, { "\n\t\r\n", "" },
		{ "plain", "plain" }, { "  both ends \n", "both ends" },
		{ "one\n\ttwo", "one two" }, { "a  b", "a b" },
		{ "red \x1b[31m\x07", "red [31m" }, { "del\x7f" "ete", "del ete" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		char out[64];

		sm__clean_text(out, sizeof(out), cases[i].text);
		assert_string_equal(out, cases[i].clean);
	}
}

static void text_that_is_too_long_is_cut(void **state)
{
	char out[8];

	(void)state;
	for (size_t cap = 1; cap <= sizeof(out); cap++) {
		memset(out, 'X', sizeof(out));
		sm__clean_text(out, cap, "abcd efghijkl");
		assert_true(strlen(out) < cap);
		assert_int_equal(strncmp(out, "abcd efghijkl", strlen(out)), 0);
		if (cap < sizeof(out))
			assert_int_equal(out[cap], 'X');
	}
}

/* "S3CRET" stands wherever a server may quote a row. */
static const struct {
	struct answer answer;
	enum sm_code code;
	const char *what, *why;
} copies[] = {
	{ { .state = "22P02", .message = "invalid input syntax: \"S3CRET\"",
	    .context = "COPY orders, line 17, column total: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders.total: the server refused row 1017",
	  "not a value of the column's type (SQLSTATE 22P02)" },
	{ { .state = "22001", .message = "value too long: S3CRET",
	    .context = "COPY orders, line 2, column total amount: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders.total amount: the server refused row 1002",
	  "the text is too long for the column (SQLSTATE 22001)" },
	{ { .state = "22999", .message = "S3CRET", .context = "COPY orders, line 1" },
	  SM_E_LOAD, "sales.orders: the server refused row 1001",
	  "the server refuses the data (SQLSTATE 22999)" },
	{ { .state = "23505", .message = "duplicate key value violates unique "
	    "constraint \"orders_pkey\"", .constraint = "orders_pkey",
	    .context = "COPY orders, line 5: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders: the server refused row 1005",
	  "duplicate key value violates unique constraint \"orders_pkey\" "
	  "(SQLSTATE 23505)" },
	{ { .state = "23514", .message = "a check failed", .constraint = "positive",
	    .context = "COPY orders, line 5: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders: the server refused row 1005",
	  "a check failed (SQLSTATE 23514), constraint positive" },
	{ { .state = "23502", .message = "null value in column \"total\"",
	    .column = "total", .context = "COPY orders, line 9: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders.total: the server refused row 1009",
	  "null value in column \"total\" (SQLSTATE 23502)" },
	/* a trigger's words are the user's, its lines stand before COPY's */
	{ { .state = "P0001", .message = "S3CRET", .context =
	    "PL/pgSQL function f() line 3 at RAISE\nCOPY orders, line 4: \"S3CRET\"" },
	  SM_E_LOAD, "sales.orders: the server refused row 1004",
	  "a trigger or function of the database refused it (SQLSTATE P0001)" },
	/* another language: the first number is the line */
	{ { .state = "22P02", .message = "S3CRET",
	    .context = "COPY orders, Zeile 3, Spalte total: \xc2\xbbS3CRET\xc2\xab" },
	  SM_E_LOAD, "sales.orders.total: the server refused row 1003",
	  "not a value of the column's type (SQLSTATE 22P02)" },
	/* no row's fault */
	{ { .state = "57P01", .message = "terminating connection", .context =
	    "COPY orders, line 12", .lost = "server closed the connection" },
	  SM_E_CONNECT, "sales.orders: the server refused the rows",
	  "terminating connection (SQLSTATE 57P01)" },
	{ { .state = "53100", .message = "could not extend file",
	    .context = "COPY orders, line 12" },
	  SM_E_LOAD, "sales.orders: the server refused the rows",
	  "could not extend file (SQLSTATE 53100)" },
	/* a line of another table, a number that is none */
	{ { .state = "22P02", .context = "COPY other, line 12" }, SM_E_LOAD,
	  "sales.orders: the server refused the rows",
	  "not a value of the column's type (SQLSTATE 22P02)" },
	{ { .state = "22P02", .context = "COPY orders, line x" }, SM_E_LOAD,
	  "sales.orders: the server refused the rows",
	  "not a value of the column's type (SQLSTATE 22P02)" },
	{ { .lost = "server closed the connection\n\tunexpectedly\n" }, SM_E_CONNECT,
	  "lost the connection while loading sales.orders",
	  "server closed the connection unexpectedly" },
	{ { .lost = "\n" }, SM_E_CONNECT,
	  "lost the connection while loading sales.orders",
	  "the server closed it" },
};

static void a_refused_row_is_named_and_its_values_are_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(copies); i++) {
		struct sm_err err = { 0 };

		server = &copies[i].answer;
		assert_int_equal(sm__pg_copy_fail(NULL, result(), &orders, 1000,
						  &err), copies[i].code);
		assert_string_equal(err.what, copies[i].what);
		assert_string_equal(err.why, copies[i].why);
		assert_null(strstr(err.fix, "S3CRET"));
	}
}

static void statements_that_fail_say_what_was_being_done(void **state)
{
	static const struct {
		struct answer answer;
		enum sm_code code;
		const char *what, *why, *fix;
	} cases[] = {
		{ { .state = "42501", .message = "permission denied for table a" },
		  SM_E_LOAD, "reading a failed",
		  "permission denied for table a (SQLSTATE 42501)", "GRANT" },
		{ { .state = "25006", .message = "cannot execute\nINSERT" }, SM_E_LOAD,
		  "reading a failed", "cannot execute INSERT (SQLSTATE 25006)",
		  "primary" },
		{ { .state = "57P01", .message = "going down", .lost = "gone" },
		  SM_E_CONNECT, "reading a failed",
		  "going down (SQLSTATE 57P01)", "" },
		{ { .state = "22012", .message = "S3CRET" }, SM_E_LOAD,
		  "reading a failed", "a division by zero (SQLSTATE 22012)", "" },
		{ { .state = "38000", .message = "S3CRET" }, SM_E_LOAD,
		  "reading a failed", "the server refuses it (SQLSTATE 38000)", "" },
		{ { .lost = "no route to host" }, SM_E_CONNECT,
		  "lost the connection while reading a", "no route to host", "" },
		{ { 0 }, SM_E_LOAD, "reading a failed", "no reason was given", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };

		server = &cases[i].answer;
		assert_int_equal(sm__pg_fail(NULL, result(), "reading a", &err),
				 cases[i].code);
		assert_string_equal(err.what, cases[i].what);
		assert_string_equal(err.why, cases[i].why);
		assert_non_null(strstr(err.fix, cases[i].fix));
	}
}

static void only_what_may_pass_is_worth_another_try(void **state)
{
	static const struct {
		struct answer answer;
		bool again;
	} cases[] = {
		{ { .state = "40001" }, true },
		{ { .state = "40P01" }, true },
		{ { .state = "55P03" }, true },
		{ { .state = "57P03" }, true },
		{ { .state = "08006" }, true },
		{ { .state = "57014" }, false },
		{ { .state = "40002" }, false },
		{ { .state = "23505" }, false },
		{ { .state = "53100" }, false },
		{ { .state = "23505", .lost = "gone" }, true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_err err = { 0 };

		server = &cases[i].answer;
		sm__pg_fail(NULL, result(), "x", &err);
		assert_int_equal(sm__pg_transient(NULL, &err), cases[i].again);
		assert_true(sm__pg_err_is(&err, cases[i].answer.state));
		assert_false(sm__pg_err_is(&err, "99"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_become_single_blanks),
		cmocka_unit_test(text_that_is_too_long_is_cut),
		cmocka_unit_test(a_refused_row_is_named_and_its_values_are_not),
		cmocka_unit_test(statements_that_fail_say_what_was_being_done),
		cmocka_unit_test(only_what_may_pass_is_worth_another_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
