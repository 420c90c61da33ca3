/*
 * mysql_preflight.c - what can be refused before anything is written
 *
 * Everything here asks and changes nothing, so it may be run for `plan`, too.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "my.h"
#include "sql_mysql.h"

/* A global variable's value among the rows of variables.sql, or NULL. */
static const char *variable(const struct sm__my_rows *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcasecmp(r->row[i][0], name) == 0)
			return r->row[i][1];
	return NULL;
}

static bool is_on(const struct sm__my_rows *r, const char *name)
{
	return sm__my_true(variable(r, name));
}

/* ---- the server ---------------------------------------------------------------- */

static enum sm_code check_version(const struct sm__my *my, struct sm_err *err)
{
	const char *info = mysql_get_server_info(my->conn);
	unsigned long least = my->mariadb ? 100400 : 80000;

	if (my->version >= least)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "the server is %s %.40s", my->mariadb
		? "MariaDB" : "MySQL", info);
	return sm_fix(err, "seedmill needs MariaDB 10.4 or MySQL 8.0, or later");
}

static enum sm_code check_writes(const struct sm__my *my,
				 const struct sm__my_rows *r, struct sm_err *err)
{
	if (!is_on(r, "read_only") && !is_on(r, "super_read_only") &&
	    !is_on(r, "innodb_read_only"))
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "database \"%s\" is read-only", my->schema);
	return sm_fix(err, "it is a replica, or closed for maintenance: use the "
		      "address of the primary, or SET GLOBAL read_only = 0");
}

static enum sm_code check_infile(const struct sm_target *t,
				 const struct sm__my_rows *r, struct sm_err *err)
{
	if (t->no_local_infile || is_on(r, "local_infile"))
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "the server does not take LOAD DATA LOCAL");
	sm_why(err, "its local_infile is OFF");
	return sm_fix(err, "SET GLOBAL local_infile = 1 (it needs an "
		      "administrator), or use --no-local-infile: slower, and as "
		      "strict");
}

static enum sm_code check_engine(struct sm__my *my, struct sm_err *err)
{
	uint64_t there;

	SM_TRY(sm__my_number(my->conn, err, "asking for InnoDB",
			     sql_mysql_engine, &there));
	if (there)
		return SM_OK;
	sm_fail(err, SM_E_GUARD, "the server has no InnoDB");
	return sm_why(err, "without transactions a broken load could not be "
		      "taken back");
}

/* ---- tables -------------------------------------------------------------------------- */

static enum sm_code taken(const char *table, const char *what,
			  struct sm_err *err)
{
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: %s", table,
		what);
	return sm_fix(err, "take another name");
}

/* Tables that are the server's, or that we keep our own books in. */
static enum sm_code check_ours(const struct sm__my *my, const struct sm_table *t,
			       const char *schema, struct sm_err *err)
{
	static const char *const system[] = { "information_schema", "mysql",
					      "performance_schema", "sys" };

	for (size_t i = 0; i < SM_COUNTOF(system); i++)
		if (strcasecmp(schema, system[i]) == 0)
			return taken(t->name, "the database is the server's own",
				     err);
	if (sm__my_same(my, schema, my->schema) &&
	    (sm__my_same(my, t->base, "seedmill_run") ||
	     sm__my_same(my, t->base, "seedmill_chunk")))
		return taken(t->name, "seedmill keeps its ledger there", err);
	return SM_OK;
}

static enum sm_code check_innodb(const char *name,
				 const struct sm__my_relation *r,
				 struct sm_err *err)
{
	if (strcasecmp(r->engine, "InnoDB") == 0)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: its engine is "
		"%s", name, r->engine[0] ? r->engine : "none");
	sm_why(err, "only InnoDB takes back what a broken load has written");
	return sm_fix(err, "ALTER TABLE %s ENGINE = InnoDB", name);
}

static void say(const struct sm_target *t, const char *fmt, ...)
	SM_PRINTF(2, 3);

static void say(const struct sm_target *t, const char *fmt, ...)
{
	struct sm_buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	sm_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	if (t->note && b.n)
		t->note(t->note_ctx, sm_buf_str(&b));
	sm_buf_release(&b);
}

/* Of a column that the plan fills with text of any characters. */
static bool fills_with_text(const struct sm_table *t, const char *column)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, column) == 0)
			return SM_M(t->columns[i].type.id) &
			       (SM_M_TEXTS | SM_M(SM_T_ARRAY));
	return false;
}

/* Text that a column's character set lacks is refused, row by row. */
static enum sm_code note_charsets(struct sm_target *t, const char *schema,
				  const struct sm_table *table,
				  struct sm_err *err)
{
	const char *const param[] = { schema, table->base };
	struct sm__my_rows r;

	SM_TRY(sm__my_query(sm__my_of(t)->conn, err, "asking for character sets",
			    sql_mysql_charsets, 2, param, &r));
	for (size_t i = 0; i < r.n; i++)
		if (fills_with_text(table, r.row[i][0]))
			say(t, "%s.%s: text that character set %s lacks will be "
			    "refused", table->name, r.row[i][0], r.row[i][1]);
	sm__my_free(&r);
	return SM_OK;
}

static void note_table(struct sm_target *t, const struct sm_table *table,
		       const struct sm__my_relation *r, bool waits)
{
	if (r->row_triggers)
		say(t, "%s: it has triggers, which run for every row",
		    table->name);
	for (uint32_t i = 0; i < table->ncolumns; i++) {
		const struct sm_live_column *live = table->columns[i].live;

		if (waits && live && live->identity != SM_IDENTITY_NONE)
			say(t, "%s.%s is AUTO_INCREMENT: with the server's "
			    "innodb_autoinc_lock_mode its chunks wait for each "
			    "other", table->name, table->columns[i].name);
		if (live && strcmp(live->type_text, "json") == 0)
			say(t, "%s.%s is JSON, where the server spells numbers "
			    "in its own way: 5.50 comes back as 5.5, and "
			    "digests differ", table->name,
			    table->columns[i].name);
	}
}

static bool refers(const struct sm_plan *p, const struct sm_table *t)
{
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (&p->tables[p->refs[i].child] == t)
			return true;
	return false;
}

static enum sm_code check_table(struct sm_target *t, const struct sm_table *table,
				bool waits, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	const char *schema = table->schema ? table->schema : my->schema;
	struct sm__my_relation r;

	SM_TRY(check_ours(my, table, schema, err));
	SM_TRY(sm__my_relation(my, schema, table->base, &r, err));
	if (!r.exists) {
		SM_TRY(sm__my_fits_new(t, table, err));
		return sm__my_may_create(my, schema, table->name,
					 refers(t->plan, table), err);
	}
	if (!r.table) {
		sm_fail(err, SM_E_SCHEMA, "%s is a %s", table->name, r.what);
		return sm_fix(err, "name the table that holds the rows");
	}
	SM_TRY(check_innodb(table->name, &r, err));
	SM_TRY(sm__my_fits_live(t, table, err));
	SM_TRY(sm__my_may_use(my, schema, table->base, table->name, err));
	note_table(t, table, &r, waits);
	if (r.building)
		return SM_OK;
	SM_TRY(note_charsets(t, schema, table, err));
	return SM_OK;
}

/* The ledger is ours: made by us, or one we may write. */
static enum sm_code check_ledger(struct sm__my *my, const char *base,
				 struct sm_err *err)
{
	struct sm__my_relation r;

	SM_TRY(sm__my_relation(my, my->schema, base, &r, err));
	if (!r.exists)
		return sm__my_may_create(my, my->schema, base, false, err);
	if (!r.table)
		return sm_fail(err, SM_E_SCHEMA, "%s, which seedmill keeps its "
			       "ledger in, is a %s", base, r.what);
	SM_TRY(check_innodb(base, &r, err));
	return sm__my_may_use(my, my->schema, base, base, err);
}

static enum sm_code check_server(struct sm_target *t, bool *waits,
				 struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	struct sm__my_rows r;
	const char *mode;
	enum sm_code rc;

	SM_TRY(sm__my_query(my->conn, err, "asking for the server's settings",
			    sql_mysql_variables, 0, NULL, &r));
	mode = variable(&r, "innodb_autoinc_lock_mode");
	*waits = mode && strcmp(mode, "2") != 0;
	rc = check_version(my, err);
	if (!rc)
		rc = check_writes(my, &r, err);
	if (!rc)
		rc = check_infile(t, &r, err);
	sm__my_free(&r);
	return rc ? rc : check_engine(my, err);
}

enum sm_code sm__my_preflight(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	bool waits = false;

	assert(t->plan);
	SM_TRY(check_server(t, &waits, err));
	for (uint32_t i = 0; i < t->plan->ntables; i++)
		if (t->plan->tables[i].selected)
			SM_TRY(check_table(t, &t->plan->tables[i], waits, err));
	SM_TRY(check_ledger(my, "seedmill_run", err));
	return check_ledger(my, "seedmill_chunk", err);
}
