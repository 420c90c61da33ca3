/*
 * sqlite_db.c - statements, errors and names, for the files of this target
 *
 * SQLite's error texts name tables, columns and constraints, never a value of
 * a row, so they may be shown as they are. What a trigger raises is the user's
 * own text, which may hold anything, and is not.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "target/sqlite.h"

/* ---- errors --------------------------------------------------------------------- */

static void suggest(struct sm_lite *l, int code, struct sm_err *err)
{
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		sm_fix(err, "close what else uses %s, then try again", l->path);
		break;
	case SQLITE_FULL:
		sm_fix(err, "make room on the disk of %s, then try again",
		       l->folder);
		break;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		sm_fix(err, "give yourself the right to write %s and its folder",
		       l->path);
		break;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		sm_fix(err, "name another file, or move this one away");
		break;
	default:
		break;
	}
}

enum sm_code sm__lite_fail(struct sm_lite *l, enum sm_code code,
			   struct sm_err *err, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sm_fail(err, code, "%s", text);
	if (!l->db)
		return code;
	if (sqlite3_extended_errcode(l->db) == SQLITE_CONSTRAINT_TRIGGER)
		sm_why(err, "SQLite: a trigger of the database refused it");
	else
		sm_why(err, "SQLite: %s", sqlite3_errmsg(l->db));
	suggest(l, sqlite3_errcode(l->db) & 0xff, err);
	return code;
}

/* ---- statements ------------------------------------------------------------------- */

enum sm_code sm__lite_exec(struct sm_lite *l, struct sm_err *err,
			   const char *sql)
{
	assert(l->db);
	if (sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return SM_OK;
	return sm__lite_fail(l, SM_E_LOAD, err, "%s: cannot %.60s", l->path,
			     sql);
}

enum sm_code sm__lite_exec_buf(struct sm_lite *l, struct sm_err *err,
			       struct sm_buf *sql)
{
	enum sm_code rc = sql->failed ? sm_nomem(err)
				      : sm__lite_exec(l, err, sm_buf_str(sql));

	sm_buf_release(sql);
	return rc;
}

void sm__lite_rollback(struct sm_lite *l)
{
	if (l->db && !sqlite3_get_autocommit(l->db))
		sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
}

enum sm_code sm__lite_end(struct sm_lite *l, enum sm_code rc,
			  struct sm_err *err)
{
	if (!rc)
		rc = sm__lite_exec(l, err, "COMMIT");
	if (rc)
		sm__lite_rollback(l);
	return rc;
}

enum sm_code sm__lite_prepare(struct sm_lite *l, const char *sql,
			      sqlite3_stmt **out, struct sm_err *err)
{
	assert(l->db);
	if (sqlite3_prepare_v2(l->db, sql, -1, out, NULL) == SQLITE_OK)
		return SM_OK;
	return sm__lite_fail(l, SM_E_LOAD, err, "%s: cannot prepare %.60s",
			     l->path, sql);
}

enum sm_code sm__lite_step(struct sm_lite *l, sqlite3_stmt *st, bool *row,
			   struct sm_err *err)
{
	int rc = sqlite3_step(st);

	*row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return SM_OK;
	return sm__lite_fail(l, SM_E_LOAD, err, "%s: cannot run %.60s", l->path,
			     sqlite3_sql(st));
}

enum sm_code sm__lite_int(struct sm_lite *l, const char *sql, int64_t *v,
			  bool *any, struct sm_err *err)
{
	sqlite3_stmt *st;
	enum sm_code rc;

	SM_TRY(sm__lite_prepare(l, sql, &st, err));
	rc = sm__lite_step(l, st, any, err);
	if (!rc && *any) {
		*any = sqlite3_column_type(st, 0) != SQLITE_NULL;
		*v = sqlite3_column_int64(st, 0);
	}
	sqlite3_finalize(st);
	return rc;
}

void sm__lite_bind_text(sqlite3_stmt *st, int at, const char *text)
{
	int rc = sqlite3_bind_text(st, at, text, -1, SQLITE_STATIC);

	assert(rc == SQLITE_OK);        /* static text needs no memory */
	(void)rc;
}

const char *sm__lite_text(sqlite3_stmt *st, int column)
{
	const char *p = (const char *)sqlite3_column_text(st, column);

	return p ? p : "";
}

/* ---- names -------------------------------------------------------------------------- */

static void quoted(struct sm_buf *b, const char *text, char quote)
{
	const char twice[2] = { quote, quote };

	sm_buf_add(b, &quote, 1);
	for (const char *q; (q = strchr(text, quote)) != NULL; text = q + 1) {
		sm_buf_add(b, text, (size_t)(q - text));
		sm_buf_add(b, twice, 2);
	}
	sm_buf_puts(b, text);
	sm_buf_add(b, &quote, 1);
}

void sm__lite_quote(struct sm_buf *b, const char *name)
{
	quoted(b, name, '"');
}

void sm__lite_literal(struct sm_buf *b, const char *text)
{
	quoted(b, text, '\'');
}

void sm__lite_columns(struct sm_buf *b, const struct sm_table *t,
		      const uint32_t *column, uint32_t n)
{
	sm_buf_puts(b, "(");
	for (uint32_t i = 0; i < n; i++) {
		assert(column[i] < t->ncolumns);
		sm_buf_puts(b, i ? ", " : "");
		sm__lite_quote(b, t->columns[column[i]].name);
	}
	sm_buf_puts(b, ")");
}

const char *sm__lite_name(const char *profile_name)
{
	return strncasecmp(profile_name, "main.", 5) ? profile_name
						     : profile_name + 5;
}

enum sm_code sm__lite_has_table(struct sm_lite *l, const char *name, bool *has,
				struct sm_err *err)
{
	sqlite3_stmt *st;
	enum sm_code rc;

	SM_TRY(sm__lite_prepare(l,
				"SELECT 1 FROM sqlite_schema WHERE type IN "
				"('table','view') AND name = ?1 COLLATE NOCASE",
				&st, err));
	sm__lite_bind_text(st, 1, name);
	rc = sm__lite_step(l, st, has, err);
	sqlite3_finalize(st);
	return rc;
}
