/*
 * encode_mysql_text.c - rows as LOAD DATA reads them when it is told nothing but
 * FIELDS TERMINATED BY tab ESCAPED BY backslash LINES TERMINATED BY newline
 *
 * NULL is \N; \t \n \r and \\ are the only escapes, as in COPY text, whose row
 * writer this is. The same bytes, in quotes, are also what a string literal of
 * an INSERT says (mysql_insert.c).
 */
#include "encode/copy_text.h"

static const void *prepare(const struct sm_table *t, struct sm_arena *a)
{
	return sm__copy_prepare(t, a, SM__COPY_MYSQL);
}

const struct sm_encoder sm_encode_mysql_text = {
	.name = "mysql",
	.summary = "MySQL and MariaDB LOAD DATA, text",
	.prepare = prepare,
	.bound = sm__copy_bound,
	.rows = sm__copy_rows,
};
