/*
 * mysql_describe.c - what information_schema says about tables
 *
 * The queries are in load/sql/mysql/. Composite keys come as one row a column,
 * in order; rows of one key stand together.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "my.h"
#include "sql_mysql.h"

enum sm_code sm__my_relation(const struct sm__my *my, const char *schema,
			     const char *base, struct sm__my_relation *out,
			     struct sm_err *err)
{
	const char *const param[] = { schema, base };
	struct sm__my_rows r;

	*out = (struct sm__my_relation){ .what = "nothing" };
	SM_TRY(sm__my_query(my->conn, err, "looking up a table",
			    sql_mysql_relation, 2, param, &r));
	if (r.n == 1) {
		const char *type = r.row[0][0] ? r.row[0][0] : "";

		out->exists = true;
		out->table = strcmp(type, "BASE TABLE") == 0 ||
			     strcmp(type, "SYSTEM VERSIONED") == 0;
		(void)snprintf(out->what, sizeof(out->what), "%s",
			       out->table ? "table" : strstr(type, "VIEW")
			       ? "view" : strcmp(type, "SEQUENCE") == 0
			       ? "sequence" : "relation that takes no rows");
		(void)snprintf(out->engine, sizeof(out->engine), "%s",
			       r.row[0][1] ? r.row[0][1] : "");
		out->building = sm__is_building(r.row[0][2]);
		out->row_triggers = sm__my_true(r.row[0][3]);
		out->delete_triggers = sm__my_true(r.row[0][4]);
	}
	sm__my_free(&r);
	return SM_OK;
}

static enum sm_code about(const struct sm__my *my, const char *sql,
			  const char *schema, const char *base,
			  const char *what, struct sm__my_rows *out,
			  struct sm_err *err)
{
	const char *const param[] = { schema, base };

	return sm__my_query(my->conn, err, what, sql, 2, param, out);
}

/* First row after the key that starts at `row`: rows of a key share name. */
static size_t key_end(const struct sm__my_rows *r, size_t row)
{
	size_t end = row + 1;

	while (end < r->n && strcmp(r->row[end][0], r->row[row][0]) == 0)
		end++;
	return end;
}

/* Cells [row, end) of a column, copied; NULL when there is no memory. */
static const char **cells(const struct sm__my_rows *r, size_t row, size_t end,
			  unsigned column, struct sm_arena *a)
{
	const char **v = sm_arena_array(a, end - row, sizeof(*v));

	for (size_t i = row; v && i < end; i++) {
		v[i - row] = sm_arena_strdup(a, r->row[i][column]);
		if (!v[i - row])
			return NULL;
	}
	return v;
}

/* ---- columns -------------------------------------------------------------- */

static enum sm_code column(MYSQL_ROW row, struct sm_arena *a,
			   struct sm_live_column *col, struct sm_err *err)
{
	const struct sm__my_column c = {
		.data_type = row[2], .column_type = row[1],
		.length = sm__my_u64(row[7]), .precision = sm__my_u64(row[8]),
		.scale = sm__my_u64(row[9]), .fraction = sm__my_u64(row[10]),
		.comment = row[11],
	};
	bool counts = row[6] && strstr(row[6], "auto_increment");

	col->name = sm_arena_strdup(a, row[0]);
	col->type_text = sm_arena_strdup(a, row[1]);
	col->type = sm__my_type(&c, &col->fraction);
	col->nullable = strcmp(row[3], "YES") == 0;
	col->generated = sm__my_true(row[5]);
	col->has_default = sm__my_true(row[4]) || counts;
	col->identity = counts ? SM_IDENTITY_DEFAULT : SM_IDENTITY_NONE;
	if (!col->name || !col->type_text)
		return sm_nomem(err);
	if (col->type.id == SM_T_ENUM &&
	    !sm__my_labels(row[1], a, &col->labels, &col->nlabels))
		return sm_nomem(err);
	return SM_OK;
}

static enum sm_code columns(const struct sm__my *my, const char *schema,
			    const char *base, struct sm_arena *a,
			    struct sm_live_table *t, struct sm_err *err)
{
	struct sm__my_rows r;
	enum sm_code rc = SM_OK;

	SM_TRY(about(my, sql_mysql_columns, schema, base,
		     "reading the columns of a table", &r, err));
	t->ncolumns = (uint32_t)r.n;
	t->columns = sm_arena_array(a, r.n, sizeof(*t->columns));
	if (!t->columns)
		rc = sm_nomem(err);
	for (size_t i = 0; !rc && i < r.n; i++)
		rc = column(r.row[i], a, &t->columns[i], err);
	sm__my_free(&r);
	return rc;
}

/* ---- keys ----------------------------------------------------------------- */

/* Does a collation tell any two different texts apart? NULL: no text. */
static bool compares_bytes(const char *collation)
{
	size_t n = collation ? strlen(collation) : 0;

	return !n || strcmp(collation, "binary") == 0 ||
	       (n > 4 && strcmp(collation + n - 4, "_bin") == 0);
}

/* An accent makes a difference where the collation says so: _as_. */
static enum sm_loose looseness(const char *collation)
{
	if (!collation)
		return SM_LOOSE_NOT;
	return strstr(collation, "_as_ci") ? SM_LOOSE_CASE : SM_LOOSE_ACCENTS;
}

static bool index_row(const struct sm__my_rows *r, size_t i, size_t end,
		      struct sm_arena *a, struct sm__my_index *x)
{
	x->name = sm_arena_strdup(a, r->row[i][0]);
	x->primary = sm__my_true(r->row[i][1]);
	x->unique = sm__my_true(r->row[i][2]);
	x->decided = true;
	for (size_t k = i; k < end; k++) {
		x->decided &= sm__my_true(r->row[k][3]);
		if (!r->row[k][4] || compares_bytes(r->row[k][5]))
			continue;
		x->folded = sm_arena_strdup(a, r->row[k][4]);
		x->collation = sm_arena_strdup(a, r->row[k][5]);
	}
	if (!x->decided)
		return x->name != NULL;
	x->ncolumns = (uint32_t)(end - i);
	x->columns = cells(r, i, end, 4, a);
	return x->name && x->columns;
}

enum sm_code sm__my_indexes(const struct sm__my *my, const char *schema,
			    const char *base, struct sm_arena *a,
			    struct sm__my_index **out, uint32_t *n,
			    struct sm_err *err)
{
	struct sm__my_rows r;
	enum sm_code rc = SM_OK;

	*n = 0;
	SM_TRY(about(my, sql_mysql_indexes, schema, base,
		     "reading the indexes of a table", &r, err));
	*out = sm_arena_array(a, r.n, sizeof(**out));
	if (!*out)
		rc = sm_nomem(err);
	for (size_t i = 0, end; !rc && i < r.n; i = end) {
		end = key_end(&r, i);
		if (!index_row(&r, i, end, a, &(*out)[(*n)++]))
			rc = sm_nomem(err);
	}
	sm__my_free(&r);
	return rc;
}

static enum sm_code keys(const struct sm__my *my, const char *schema,
			 const char *base, struct sm_arena *a,
			 struct sm_live_table *t, struct sm_err *err)
{
	struct sm__my_index *x;
	uint32_t n;

	SM_TRY(sm__my_indexes(my, schema, base, a, &x, &n, err));
	t->keys = sm_arena_array(a, n, sizeof(*t->keys));
	if (!t->keys)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++) {
		if (!x[i].unique)
			continue;
		t->keys[t->nkeys++] = (struct sm_live_key){
			.name = x[i].name,
			.columns = x[i].columns,
			.ncolumns = x[i].ncolumns,
			.primary = x[i].primary,
			.decided = x[i].decided,
			.loose = looseness(x[i].collation),
		};
	}
	return SM_OK;
}

/* ---- checks ------------------------------------------------------------------- */

/*
 * 1 / 2 is 0.5 here and || is OR, LIKE takes any case, length() counts bytes; ours
 * are PostgreSQL's.
 */
static bool is_strange(const char *text)
{
	static const char *const words[] = { "like", "length(", "octet_length(" };

	if (strchr(text, '/') || strstr(text, "||"))
		return true;
	for (const char *p = text; *p; p++)
		for (size_t i = 0; i < SM_COUNTOF(words); i++)
			if (!strncasecmp(p, words[i], strlen(words[i])) &&
			    (p == text ||
			     (p[-1] != '_' && !isalnum((unsigned char)p[-1]))))
				return true;
	return false;
}

static enum sm_code checks(const struct sm__my *my, const char *schema,
			   const char *base, struct sm_arena *a,
			   struct sm_live_table *t, struct sm_err *err)
{
	struct sm__my_rows r;
	enum sm_code rc = SM_OK;

	/* MySQL 5.7 reads a CHECK and forgets it */
	if (!my->mariadb && my->version < 80016)
		return SM_OK;
	SM_TRY(about(my, my->mariadb ? sql_mysql_checks_mariadb
				     : sql_mysql_checks, schema, base,
		     "reading the checks of a table", &r, err));
	t->checks = sm_arena_array(a, r.n, sizeof(*t->checks));
	if (!t->checks)
		rc = sm_nomem(err);
	for (size_t i = 0; !rc && i < r.n; i++) {
		struct sm_live_check *k = &t->checks[t->nchecks++];

		k->name = sm_arena_strdup(a, r.row[i][0]);
		k->text = sm_arena_strdup(a, r.row[i][1]);
		k->strange = is_strange(r.row[i][1]);
		if (!k->name || !k->text)
			rc = sm_nomem(err);
	}
	sm__my_free(&r);
	return rc;
}

/* ---- foreign keys --------------------------------------------------------------- */

/* As a profile would write it: without the default database. */
static const char *profile_name(const struct sm__my *my, const char *schema,
				const char *base, struct sm_arena *a)
{
	return sm__my_same(my, schema, my->schema)
		? sm_arena_strdup(a, base)
		: sm_arena_printf(a, "%s.%s", schema, base);
}

enum sm_code sm__my_foreign_keys(const struct sm__my *my, const char *schema,
				 const char *base, struct sm_arena *a,
				 struct sm_live_fk **out, uint32_t *n,
				 struct sm_err *err)
{
	struct sm__my_rows r;
	enum sm_code rc = SM_OK;

	*n = 0;
	SM_TRY(about(my, sql_mysql_foreign_keys, schema, base,
		     "reading the foreign keys of a table", &r, err));
	*out = sm_arena_array(a, r.n, sizeof(**out));
	if (!*out)
		rc = sm_nomem(err);
	for (size_t i = 0, end; !rc && i < r.n; i = end) {
		struct sm_live_fk *fk = &(*out)[(*n)++];

		end = key_end(&r, i);
		fk->name = sm_arena_strdup(a, r.row[i][0]);
		fk->parent = profile_name(my, r.row[i][1], r.row[i][2], a);
		fk->columns = cells(&r, i, end, 3, a);
		fk->parent_columns = cells(&r, i, end, 4, a);
		fk->ncolumns = (uint32_t)(end - i);
		if (!fk->name || !fk->parent || !fk->columns ||
		    !fk->parent_columns)
			rc = sm_nomem(err);
	}
	sm__my_free(&r);
	return rc;
}

/* The spelling of a table among the names asked for; NULL: it is not there. */
static const char *asked_name(const struct sm__my *my, const char *schema,
			      const char *base, const char *const *names,
			      uint32_t n)
{
	struct sm__my_name part;

	for (uint32_t i = 0; i < n; i++) {
		sm__my_split(my, names[i], &part);
		if (sm__my_same(my, part.schema, schema) &&
		    sm__my_same(my, part.base, base))
			return names[i];
	}
	return NULL;
}

static enum sm_code referrers(const struct sm__my *my,
			      const struct sm__my_name *part,
			      const char *const *names, uint32_t n,
			      struct sm_arena *a, struct sm_live_table *t,
			      struct sm_err *err)
{
	enum sm_code rc = SM_OK;
	struct sm__my_rows r;
	const char **list;

	SM_TRY(about(my, sql_mysql_referrers, part->schema, part->base,
		     "reading who refers to a table", &r, err));
	list = sm_arena_array(a, r.n, sizeof(*list));
	if (!list)
		rc = sm_nomem(err);
	for (size_t i = 0; !rc && i < r.n; i++) {
		if (asked_name(my, r.row[i][0], r.row[i][1], names, n))
			continue;
		list[t->nreferrers] = profile_name(my, r.row[i][0], r.row[i][1],
						   a);
		if (!list[t->nreferrers++])
			rc = sm_nomem(err);
	}
	t->referrers = list;
	sm__my_free(&r);
	return rc;
}

/* ---- tables ------------------------------------------------------------------------ */

static enum sm_code table(const struct sm__my *my, const char *const *names,
			  uint32_t n, struct sm_arena *a,
			  struct sm_live_table *t, struct sm_err *err)
{
	struct sm__my_relation r;
	struct sm__my_name part, parent;

	sm__my_split(my, t->name, &part);
	SM_TRY(sm__my_relation(my, part.schema, part.base, &r, err));
	t->what = sm_arena_strdup(a, r.what);
	if (!t->what)
		return sm_nomem(err);
	if (!r.exists)
		return SM_OK;
	t->exists = true;
	t->writable = r.table;
	t->triggers = r.row_triggers;
	t->building = r.building;
	SM_TRY(columns(my, part.schema, part.base, a, t, err));
	SM_TRY(keys(my, part.schema, part.base, a, t, err));
	SM_TRY(checks(my, part.schema, part.base, a, t, err));
	SM_TRY(sm__my_foreign_keys(my, part.schema, part.base, a, &t->fks,
				   &t->nfks, err));
	for (uint32_t i = 0; i < t->nfks; i++) {
		const char *asked;

		sm__my_split(my, t->fks[i].parent, &parent);
		asked = asked_name(my, parent.schema, parent.base, names, n);
		if (asked)
			t->fks[i].parent = asked;
	}
	return referrers(my, &part, names, n, a, t, err);
}

enum sm_code sm__my_describe(struct sm_target *t, const char *const *names,
			     uint32_t n, struct sm_arena *a,
			     struct sm_schema *out, struct sm_err *err)
{
	out->ntables = n;
	out->tables = sm_arena_array(a, n, sizeof(*out->tables));
	if (!out->tables)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++) {
		out->tables[i].name = names[i];
		if (table(sm__my_of(t), names, n, a, &out->tables[i], err))
			return sm_while(err, "describing %s", names[i]);
	}
	return SM_OK;
}
