/*
 * mysql_sql.c - running statements, and the only place where names and values
 * are quoted
 */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "my.h"

/* Backticks are doubled, all else stands for itself in every sql_mode. */
void sm__my_ident(struct sm_buf *b, const char *name)
{
	sm_buf_add(b, "`", 1);
	for (const char *p = name; *p; p++)
		sm_buf_add(b, *p == '`' ? "``" : p, *p == '`' ? 2 : 1);
	sm_buf_add(b, "`", 1);
}

/* Hexadecimal: there is nothing to escape, whatever the session says. */
void sm__my_value(struct sm_buf *b, const char *text)
{
	if (!text) {
		sm_buf_puts(b, "NULL");
		return;
	}
	sm_buf_puts(b, "_utf8mb4 ");
	sm__my_bytes(b, text);
}

void sm__my_bytes(struct sm_buf *b, const char *text)
{
	static const char digit[] = "0123456789abcdef";

	sm_buf_puts(b, "X'");
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		const char two[] = { digit[*p >> 4], digit[*p & 15] };

		sm_buf_add(b, two, 2);
	}
	sm_buf_puts(b, "'");
}

void sm__my_table(struct sm_buf *b, const struct sm__my *my, const char *schema,
		  const char *base)
{
	sm__my_ident(b, schema ? schema : my->schema);
	sm_buf_add(b, ".", 1);
	sm__my_ident(b, base);
}

void sm__my_columns(struct sm_buf *b, const struct sm_table *t,
		    const uint32_t *column, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		assert(column[i] < t->ncolumns);
		if (i)
			sm_buf_puts(b, ", ");
		sm__my_ident(b, t->columns[column[i]].name);
	}
}

void sm__my_split(const struct sm__my *my, const char *name,
		  struct sm__my_name *out)
{
	const char *dot = strchr(name, '.');
	const char *schema = dot ? name : my->schema;
	size_t n = dot ? (size_t)(dot - name) : strlen(schema);

	/* A name that long is cut here and found nowhere, as it should be. */
	if (n >= sizeof(out->schema))
		n = sizeof(out->schema) - 1;
	memcpy(out->schema, schema, n);
	out->schema[n] = '\0';
	out->base = dot ? dot + 1 : name;
}

bool sm__my_same(const struct sm__my *my, const char *a, const char *b)
{
	return my->fold ? strcasecmp(a, b) == 0 : strcmp(a, b) == 0;
}

/* $1 ... $9 replaced. No text of ours holds a $ that means another thing. */
static void bind(struct sm_buf *out, const char *sql, int n,
		 const char *const *param)
{
	const char *at;

	while (n && (at = strchr(sql, '$')) != NULL && isdigit((unsigned char)at[1])) {
		assert(at[1] - '0' >= 1 && at[1] - '0' <= n);
		sm_buf_add(out, sql, (size_t)(at - sql));
		sm__my_value(out, param[at[1] - '1']);
		sql = at + 2;
	}
	sm_buf_puts(out, sql);
}

static enum sm_code take_rows(MYSQL *c, const char *what,
			      struct sm__my_rows *out, struct sm_err *err)
{
	MYSQL_ROW row;
	size_t n = 0;

	out->res = mysql_store_result(c);
	if (!out->res)
		return mysql_errno(c) ? sm__my_fail(c, what, err) : SM_OK;
	out->n = (size_t)mysql_num_rows(out->res);
	out->row = sm_calloc(out->n + 1, sizeof(*out->row));
	if (!out->row) {
		sm__my_free(out);
		return sm_nomem(err);
	}
	/* Stored rows stay where they are until the result is freed. */
	while (n < out->n && (row = mysql_fetch_row(out->res)) != NULL)
		out->row[n++] = row;
	out->n = n;
	return SM_OK;
}

enum sm_code sm__my_query(MYSQL *c, struct sm_err *err, const char *what,
			  const char *sql, int n, const char *const *param,
			  struct sm__my_rows *out)
{
	struct sm_buf text = { 0 };
	enum sm_code rc = SM_OK;

	*out = (struct sm__my_rows){ 0 };
	bind(&text, sql, n, param);
	if (text.failed)
		rc = sm_nomem(err);
	else if (mysql_real_query(c, text.p, text.n))
		rc = sm__my_fail(c, what, err);
	sm_buf_release(&text);
	return rc ? rc : take_rows(c, what, out, err);
}

void sm__my_free(struct sm__my_rows *rows)
{
	if (rows->res)
		mysql_free_result(rows->res);
	sm_free(rows->row);
	*rows = (struct sm__my_rows){ 0 };
}

enum sm_code sm__my_do(MYSQL *c, struct sm_err *err, const char *what,
		       const char *sql)
{
	struct sm__my_rows rows;
	enum sm_code rc = sm__my_query(c, err, what, sql, 0, NULL, &rows);

	sm__my_free(&rows);
	return rc;
}

enum sm_code sm__my_do_buf(MYSQL *c, struct sm_err *err, const char *what,
			   struct sm_buf *sql)
{
	enum sm_code rc = sql->failed ? sm_nomem(err)
				      : sm__my_do(c, err, what, sm_buf_str(sql));

	sm_buf_reset(sql);
	return rc;
}

enum sm_code sm__my_number(MYSQL *c, struct sm_err *err, const char *what,
			   const char *sql, uint64_t *n)
{
	struct sm__my_rows rows;
	enum sm_code rc = sm__my_query(c, err, what, sql, 0, NULL, &rows);

	*n = rows.n ? sm__my_u64(rows.row[0][0]) : 0;
	sm__my_free(&rows);
	return rc;
}

enum sm_code sm__my_number_buf(MYSQL *c, struct sm_err *err, const char *what,
			       struct sm_buf *sql, uint64_t *n)
{
	enum sm_code rc = sql->failed
		? sm_nomem(err)
		: sm__my_number(c, err, what, sm_buf_str(sql), n);

	sm_buf_release(sql);
	return rc;
}

uint64_t sm__my_u64(const char *cell)
{
	return cell ? strtoull(cell, NULL, 10) : 0;
}

bool sm__my_true(const char *cell)
{
	return cell && strcmp(cell, "0") != 0 && strcasecmp(cell, "OFF") != 0 &&
	       strcasecmp(cell, "NO") != 0 && *cell;
}

enum sm_code sm__my_begin(MYSQL *c, struct sm_err *err)
{
	return sm__my_do(c, err, "starting a transaction", "START TRANSACTION");
}

/* A connection that is gone has rolled back by itself. */
enum sm_code sm__my_end(MYSQL *c, enum sm_code rc, struct sm_err *err)
{
	if (!rc)
		return sm__my_do(c, err, "committing", "COMMIT");
	(void)mysql_query(c, "ROLLBACK");
	return rc;
}
