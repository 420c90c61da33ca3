/*
 * pg_sql.c - running statements, and the only place where names and texts are
 * quoted
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"

/*
 * Always in quotes, so that no word is reserved and no case is folded. Quotes
 * inside are doubled, all else stands for itself: standard_conforming_strings
 * is no matter for names, and client_encoding is UTF8, where no byte of a
 * longer character looks like a quote.
 */
void sm__pg_ident(struct sm_buf *b, const char *name)
{
	sm_buf_add(b, "\"", 1);
	for (const char *p = name; *p; p++)
		sm_buf_add(b, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
	sm_buf_add(b, "\"", 1);
}

/* With an E in front a backslash means the same in any server's setting. */
void sm__pg_literal(struct sm_buf *b, const char *text)
{
	sm_buf_puts(b, strchr(text, '\\') ? " E'" : "'");
	for (const char *p = text; *p; p++) {
		if (*p == '\'' || *p == '\\')
			sm_buf_add(b, p, 1);
		sm_buf_add(b, p, 1);
	}
	sm_buf_puts(b, "'");
}

void sm__pg_table(struct sm_buf *b, const struct sm__pg *pg, const char *schema,
		  const char *base)
{
	sm__pg_ident(b, schema ? schema : pg->schema);
	sm_buf_add(b, ".", 1);
	sm__pg_ident(b, base);
}

void sm__pg_columns(struct sm_buf *b, const struct sm_table *t,
		    const uint32_t *column, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		assert(column[i] < t->ncolumns);
		if (i)
			sm_buf_puts(b, ", ");
		sm__pg_ident(b, t->columns[column[i]].name);
	}
}

void sm__pg_split(const struct sm__pg *pg, const char *name,
		  struct sm__pg_name *out)
{
	const char *dot = strchr(name, '.');
	const char *schema = dot ? name : pg->schema;
	size_t n = dot ? (size_t)(dot - name) : strlen(schema);

	/* A name that long is cut here and found nowhere, as it should be. */
	if (n >= sizeof(out->schema))
		n = sizeof(out->schema) - 1;
	memcpy(out->schema, schema, n);
	out->schema[n] = '\0';
	out->base = dot ? dot + 1 : name;
}

PGresult *sm__pg_query(PGconn *c, struct sm_err *err, const char *what,
		       const char *sql, int n, const char *const *param)
{
	PGresult *res = PQexecParams(c, sql, n, NULL, param, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return res;
	sm__pg_fail(c, res, what, err);
	PQclear(res);
	return NULL;
}

enum sm_code sm__pg_do(PGconn *c, struct sm_err *err, const char *what,
		       const char *sql)
{
	PGresult *res = sm__pg_query(c, err, what, sql, 0, NULL);

	if (!res)
		return err->code;
	PQclear(res);
	return SM_OK;
}

enum sm_code sm__pg_do_buf(PGconn *c, struct sm_err *err, const char *what,
			   struct sm_buf *sql)
{
	enum sm_code rc = sql->failed ? sm_nomem(err)
				      : sm__pg_do(c, err, what, sm_buf_str(sql));

	sm_buf_reset(sql);
	return rc;
}

enum sm_code sm__pg_number(PGconn *c, struct sm_err *err, const char *what,
			   const char *sql, uint64_t *n)
{
	PGresult *res = sm__pg_query(c, err, what, sql, 0, NULL);

	if (!res)
		return err->code;
	*n = sm__pg_u64(res, 0, 0);
	PQclear(res);
	return SM_OK;
}

const char *sm__pg_cell(const PGresult *res, int row, int column)
{
	return PQgetisnull(res, row, column) ? NULL
					     : PQgetvalue(res, row, column);
}

bool sm__pg_true(const PGresult *res, int row, int column)
{
	const char *v = sm__pg_cell(res, row, column);

	return v && v[0] == 't';
}

uint64_t sm__pg_u64(const PGresult *res, int row, int column)
{
	const char *v = sm__pg_cell(res, row, column);

	return v ? strtoull(v, NULL, 10) : 0;
}

enum sm_code sm__pg_begin(PGconn *c, struct sm_err *err)
{
	return sm__pg_do(c, err, "starting a transaction", "BEGIN");
}

/*
 * COMMIT of a transaction that the server has given up says ROLLBACK and is
 * no error to libpq: the tag has to be looked at.
 */
enum sm_code sm__pg_end(PGconn *c, enum sm_code rc, struct sm_err *err)
{
	PGresult *res;

	if (rc) {
		PQclear(PQexec(c, "ROLLBACK"));
		return rc;
	}
	res = sm__pg_query(c, err, "committing", "COMMIT", 0, NULL);
	if (!res)
		return err->code;
	if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		rc = sm_fail(err, SM_E_LOAD, "the server rolled back instead of "
			     "committing");
	PQclear(res);
	return rc;
}
