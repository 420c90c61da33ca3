/*
 * mysql_error.c - what the server said, without what rows hold
 *
 * Many of a server's messages quote values: a key that is there twice, the text
 * that is no number. Those must not reach a terminal or a log. Of an error we
 * pass on its number and SQLSTATE, the table, column, key and row number, and
 * the message itself only of numbers whose messages name objects and nothing
 * else. Sessions speak English (session.sql): what is looked for in a message
 * stands behind the last " for column ", " for key ", " at row ", as a value,
 * which comes before, may hold these words, too.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "my.h"
#include "target/orphan.h"

/* Messages that hold names, sizes and codes only. Those of the library, 2000
 * to 2099 and 5000 to 5099, hold addresses. */
static const unsigned quotable[] = {
	1005, 1006, 1007, 1008, 1016, 1020, 1021, 1028, 1030, 1036, 1040, 1041,
	1042, 1043, 1044, 1045, 1046, 1047, 1048, 1049, 1050, 1051, 1053, 1054,
	1059, 1060, 1061, 1068, 1069, 1070, 1071, 1072, 1073, 1074, 1075, 1091,
	1103, 1113, 1114, 1117, 1118, 1142, 1143, 1146, 1148, 1153, 1158, 1159,
	1160, 1161, 1164, 1165, 1169, 1170, 1180, 1181, 1192, 1195, 1197, 1205,
	1206, 1213, 1214, 1215, 1217, 1227, 1235, 1286, 1290, 1317, 1336, 1364,
	1369, 1373, 1386, 1394, 1419, 1436, 1451, 1452, 1471, 1507, 1534,
	1568, 1580, 1598, 1665, 1666, 1670, 1689, 1698, 1709, 1712, 1713, 1728,
	1785, 1792, 1812, 1813, 1814, 1815, 1820, 1822, 1824, 1825, 1826, 1829,
	1833, 1834, 1836, 1845, 1846, 1878, 1879, 1927, 1933, 1969, 3024, 3032,
	3098, 3100, 3101, 3105, 3135, 3572, 3750, 3780, 3819, 3948, 4025, 4031,
	4035, 4135, 4150, 4163,
};

/* What the others mean, in our words. */
static const struct {
	unsigned number;
	const char *text;
} conditions[] = {
	{ 1022, "a key is there twice" },
	{ 1062, "a key is there twice" },
	{ 1064, "the server does not understand the statement" },
	{ 1216, "the parent's row is missing" },
	{ 1261, "the row's form does not fit the table" },
	{ 1262, "the row's form does not fit the table" },
	{ 1263, "a NULL where none is allowed" },
	{ 1264, "the number is out of the column's range" },
	{ 1265, "not a value of the column's type" },
	{ 1292, "not a date, time or number as the server reads it" },
	{ 1300, "bytes that are no text in the column's character set" },
	{ 1365, "a division by zero" },
	{ 1366, "not a value of the column's type or character set" },
	{ 1367, "not a value of the column's type" },
	{ 1406, "the value is too long for the column" },
	{ 1411, "not a value of the column's type" },
	{ 1416, "not a value of the column's type" },
	{ 1526, "no partition of the table takes the row" },
	{ 1586, "a key is there twice" },
	{ 1644, "a trigger or routine of the database refused it" },
	{ 1690, "the number is out of range" },
	{ 1859, "a key is there twice" },
	{ 3140, "not JSON as the server reads it" },
	{ 3141, "not JSON as the server reads it" },
	{ 3144, "not JSON as the server reads it" },
	{ 3156, "not JSON as the server reads it" },
	{ 3819, "a CHECK of the table does not hold" },
};

static const char *condition(unsigned number)
{
	for (size_t i = 0; i < SM_COUNTOF(conditions); i++)
		if (conditions[i].number == number)
			return conditions[i].text;
	return "the server refuses it";
}

static bool may_quote(unsigned number)
{
	if ((number >= 2000 && number < 2100) || (number >= 5000 && number < 5100))
		return true;
	for (size_t i = 0; i < SM_COUNTOF(quotable); i++)
		if (quotable[i] == number)
			return true;
	return false;
}

/* ---- what a message says besides values ----------------------------------------- */

/* What follows the last `word` of the text, or NULL. */
static const char *behind_last(const char *text, const char *word)
{
	const char *found = NULL;

	for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
		found = p + strlen(word);
	return found;
}

/* What follows the first `word` of a text that holds no values. */
static const char *behind_first(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at ? at + strlen(word) : NULL;
}

/*
 * A quoted name: 'c', `c`, or `db`.`t`.`c`, of which the last part counts. A
 * quote inside a name is rare enough to end it.
 */
static void last_name(const char *p, char *out, size_t cap)
{
	*out = '\0';
	while (p && (*p == '\'' || *p == '`')) {
		const char *end = strchr(p + 1, *p);

		if (!end)
			return;
		(void)snprintf(out, cap, "%.*s", (int)(end - p - 1), p + 1);
		p = end[1] == '.' ? end + 2 : NULL;
	}
}

void sm__my_read_message(const char *message, struct sm__my_said *out)
{
	const char *row = behind_last(message, " at row ");
	const char *column = behind_last(message, " for column ");
	const char *key = behind_last(message, " for key ");
	char *end;

	*out = (struct sm__my_said){ .row = 0 };
	if (!column && strncmp(message, "Column '", 8) == 0)
		column = message + 7;   /* "Column 'c' cannot be null" */
	if (!column)
		column = behind_last(message, "NULL to NOT NULL column ");
	if (!column)
		column = behind_last(message, "to NOT NULL column ");
	if (!key)
		key = behind_first(message, "CONSTRAINT ");
	if (!key)
		key = behind_first(message, "Check constraint ");
	last_name(column, out->column, sizeof(out->column));
	last_name(key, out->key, sizeof(out->key));
	if (!row || !isdigit((unsigned char)*row))
		return;
	out->row = strtoull(row, &end, 10);
	if (*end)
		out->row = 0;
}

/* ---- failures ------------------------------------------------------------------------ */

/* reason() writes the number, the others read it: a failure that has been
 * recorded needs no connection to be told from another. */
static const char marker[] = "(error ";

static unsigned number_of(const struct sm_err *err)
{
	const char *at = behind_last(err->why, marker);

	return at ? (unsigned)strtoul(at, NULL, 10) : 0;
}

bool sm__my_err_is(const struct sm_err *err, unsigned number)
{
	return number_of(err) == number;
}

bool sm__my_broken_key(const struct sm_err *err)
{
	static const unsigned numbers[] = { 1022, 1062, 1216, 1452, 1586, 1859,
					    3819, 4025 };

	for (size_t i = 0; i < SM_COUNTOF(numbers); i++)
		if (sm__my_err_is(err, numbers[i]))
			return true;
	return false;
}

bool sm__my_gone(unsigned number)
{
	/* 1053 shutdown, 1927 and 4031 session ended, 2xxx and 5xxx: no way
	 * through. 2000 is what our own handler says. */
	return number == 1053 || number == 1927 || number == 4031 ||
	       number == 1158 || number == 1159 || number == 1160 ||
	       number == 1161 || number == CR_SERVER_GONE_ERROR ||
	       number == CR_SERVER_LOST || number == 2055 || number == 2014 ||
	       number == 2027;
}

bool sm__my_transient(const struct sm_err *err)
{
	unsigned number = number_of(err);

	/* Deadlock, lock waited for too long. */
	return sm__my_gone(number) || number == 1205 || number == 1213 ||
	       err->code == SM_E_CONNECT;
}

static void reason(char *out, size_t cap, MYSQL *c)
{
	unsigned number = mysql_errno(c);
	char text[512];

	if (may_quote(number))
		sm__clean_text(text, sizeof(text), mysql_error(c));
	else
		(void)snprintf(text, sizeof(text), "%s", condition(number));
	(void)snprintf(out, cap, "%s %s%u, SQLSTATE %s)", text, marker, number,
		       mysql_sqlstate(c));
}

static void suggest(unsigned number, struct sm_err *err)
{
	static const struct {
		unsigned number;
		const char *fix;
	} fixes[] = {
		{ 1044, "GRANT the privilege to the user of the URL" },
		{ 1142, "GRANT the privilege to the user of the URL" },
		{ 1143, "GRANT the privilege to the user of the URL" },
		{ 1227, "GRANT the privilege to the user of the URL" },
		{ 1040, "use fewer --connections, or raise max_connections" },
		{ 1203, "use fewer --connections, or raise "
		  "max_user_connections" },
		{ 1114, "make room on the server's disk" },
		{ 1021, "make room on the server's disk" },
		{ 1197, "use smaller --chunk-rows, or raise "
		  "max_binlog_cache_size" },
		{ 1153, "raise the server's max_allowed_packet" },
		{ 1290, "connect to a server that takes writes" },
		{ 1836, "connect to a server that takes writes" },
		{ 1148, "SET GLOBAL local_infile = 1 on the server, or use "
		  "--no-local-infile" },
		{ 3948, "SET GLOBAL local_infile = 1 on the server, or use "
		  "--no-local-infile" },
		{ 4163, "SET GLOBAL local_infile = 1 on the server, or use "
		  "--no-local-infile" },
		{ 1205, "end the session that holds the lock, or wait for it" },
	};

	for (size_t i = 0; i < SM_COUNTOF(fixes); i++)
		if (fixes[i].number == number)
			sm_fix(err, "%s", fixes[i].fix);
}

/* Errors about a key or constraint, whose name they say. */
static bool names_key(unsigned number)
{
	return number == 1062 || number == 1586 || number == 1022 ||
	       number == 1452 || number == 1451 || number == 3819 ||
	       number == 4025;
}

enum sm_code sm__my_fail(MYSQL *c, const char *what, struct sm_err *err)
{
	unsigned number = mysql_errno(c);
	struct sm__my_said said;
	char why[700];

	if (sm__my_gone(number))
		sm_fail(err, SM_E_CONNECT, "lost the connection while %s", what);
	else
		sm_fail(err, SM_E_LOAD, "%s failed", what);
	reason(why, sizeof(why), c);
	sm__my_read_message(mysql_error(c), &said);
	if (said.key[0] && names_key(number))
		sm_why(err, "key %s: %s", said.key, why);
	else
		sm_why(err, "%s", why);
	suggest(number, err);
	return err->code;
}

static void blame_key(unsigned number, const char *key, struct sm_err *err)
{
	size_t n = strlen(err->what);

	if (*key && names_key(number))
		(void)snprintf(err->what + n, sizeof(err->what) - n,
			       ", because of %s", key);
}

/* Is the column one of the table's? A value could have looked like one. */
static const char *column_of(const struct sm_table *t, const char *name)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return t->columns[i].name;
	return NULL;
}

/* 1452 says "CONSTRAINT `name` FOREIGN KEY ..."; "" when it does not. */
static const char *constraint_of(MYSQL *c, char out[260])
{
	last_name(behind_last(mysql_error(c), " CONSTRAINT "), out, 260);
	return out;
}

enum sm_code sm__my_load_fail(MYSQL *c, const struct sm_table *t,
			      uint64_t first, uint64_t n, struct sm_err *err)
{
	unsigned number = mysql_errno(c);
	struct sm__my_said said;
	const char *column;
	char doing[300], why[700], name[260];

	if (sm__my_gone(number)) {
		(void)snprintf(doing, sizeof(doing), "loading %s", t->name);
		return sm__my_fail(c, doing, err);
	}
	sm__my_read_message(mysql_error(c), &said);
	column = column_of(t, said.column);
	/* The first row of a table is row 1 to people. */
	if (said.row)
		sm_fail(err, SM_E_LOAD, "%s%s%s: the server refused row %llu",
			t->name, column ? "." : "", column ? column : "",
			(unsigned long long)(first + said.row));
	else
		sm_fail(err, SM_E_LOAD, "%s%s%s: the server refused one of rows "
			"%llu to %llu", t->name, column ? "." : "",
			column ? column : "", (unsigned long long)(first + 1),
			(unsigned long long)(first + n));
	blame_key(number, said.key, err);
	reason(why, sizeof(why), c);
	sm_why(err, "%s", why);
	suggest(number, err);
	if (number == 1452 || number == 1216)
		sm__orphan_explain(NULL, t, constraint_of(c, name), err);
	return err->code;
}
