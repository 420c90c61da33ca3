/*
 * mysql_grant.c - what the user of the URL may do
 *
 * For a table that is there, nothing is parsed: EXPLAIN of a statement asks for
 * the privileges of the statement and runs none of it. For one that is not,
 * information_schema says what was granted to the user; where a role is active
 * or nothing is told, the statement itself will find out, before any row.
 */
#include <string.h>

#include "my.h"
#include "sql_mysql.h"

/* " TO `ann`@`%`": as it has to be typed. */
static void grantee(struct sm_buf *sql, const struct sm__my *my)
{
	const char *at = strrchr(my->user, '@');
	struct sm_buf name = { 0 };

	sm_buf_add(&name, my->user, at ? (size_t)(at - my->user)
				       : strlen(my->user));
	sm_buf_puts(sql, " TO ");
	sm__my_ident(sql, sm_buf_str(&name));
	if (at) {
		sm_buf_puts(sql, "@");
		sm__my_ident(sql, at + 1);
	}
	sm_buf_release(&name);
}

/* 1142, 1143: no such privilege on the table or column. */
static enum sm_code refuse_use(struct sm__my *my, const char *schema,
			       const char *base, const char *name,
			       const char *privilege, struct sm_err *err)
{
	struct sm_buf sql = { 0 };

	sm_buf_printf(&sql, "GRANT %s ON ", privilege);
	sm__my_table(&sql, my, schema, base);
	grantee(&sql, my);
	sm_fail(err, SM_E_GUARD, "user %s has not all of the privileges %s on "
		"%s", my->user, privilege, name);
	sm_fix(err, "%s", sm_buf_str(&sql));
	sm_buf_release(&sql);
	return err->code;
}

/* No: told what was looked for. Anything else but an end of all work - a table
 * that somebody has locked, say - tells nothing. */
static enum sm_code judge(struct sm__my *my, const char *schema,
			  const char *base, const char *name,
			  struct sm_err *err)
{
	if (sm__my_err_is(err, 1142) || sm__my_err_is(err, 1143) ||
	    sm__my_err_is(err, 1044))
		return refuse_use(my, schema, base, name,
				  "SELECT, INSERT, UPDATE, DELETE", err);
	return err->code == SM_E_LOAD && !sm__my_err_is(err, 1317) ? SM_OK
								   : err->code;
}

enum sm_code sm__my_may_use(struct sm__my *my, const char *schema,
			    const char *base, const char *name,
			    struct sm_err *err)
{
	static const char doing[] = "asking for privileges";
	static const struct {
		const char *head, *tail;
	} tries[] = {
		{ "EXPLAIN SELECT * FROM ", " WHERE 1 = 0" },
		{ "EXPLAIN INSERT INTO ", " VALUES ()" },
		{ "EXPLAIN DELETE FROM ", " WHERE 1 = 0" },
	};
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	rc = sm__my_do(my->conn, err, doing, "SET SESSION lock_wait_timeout = 1");
	for (size_t i = 0; !rc && i < SM_COUNTOF(tries); i++) {
		sm_buf_puts(&sql, tries[i].head);
		sm__my_table(&sql, my, schema, base);
		sm_buf_puts(&sql, tries[i].tail);
		rc = sm__my_do_buf(my->conn, err, doing, &sql);
		if (rc)
			rc = judge(my, schema, base, name, err);
	}
	sm_buf_release(&sql);
	if (!rc)
		rc = sm__my_do(my->conn, err, doing,
			       "SET SESSION lock_wait_timeout = DEFAULT");
	return rc;
}

static enum sm_code granted(struct sm__my *my, const char *privilege,
			    const char *schema, bool *may, struct sm_err *err)
{
	const char *const param[] = { privilege, schema };
	struct sm__my_rows r;

	SM_TRY(sm__my_query(my->conn, err, "asking for privileges",
			    sql_mysql_grants, 2, param, &r));
	*may = r.n != 1 || sm__my_true(r.row[0][0]);
	sm__my_free(&r);
	return SM_OK;
}

enum sm_code sm__my_may_create(struct sm__my *my, const char *schema,
			       const char *name, bool references,
			       struct sm_err *err)
{
	static const char *const needed[] = { "CREATE", "ALTER", "INDEX", "INSERT",
					      "SELECT", "UPDATE", "DELETE",
					      "REFERENCES" };
	size_t n = SM_COUNTOF(needed) - !references;

	for (size_t i = 0; i < n; i++) {
		struct sm_buf sql = { 0 };
		bool may;

		SM_TRY(granted(my, needed[i], schema, &may, err));
		if (may)
			continue;
		sm_buf_puts(&sql, "GRANT ALL ON ");
		sm__my_ident(&sql, schema);
		sm_buf_puts(&sql, ".*");
		grantee(&sql, my);
		sm_fail(err, SM_E_GUARD, "user %s may not create and load %s",
			my->user, name);
		sm_why(err, "the privilege %s on database \"%s\" is missing",
		       needed[i], schema);
		sm_fix(err, "%s", sm_buf_str(&sql));
		sm_buf_release(&sql);
		return err->code;
	}
	return SM_OK;
}
