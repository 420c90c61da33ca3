/*
 * pg_describe.c - what the catalogue says about tables
 *
 * The queries are in load/sql/pg/: each takes the table's oid, so that a name
 * is looked up once, by pg_class, and never again by a parser. Composite keys
 * come as one row a column, in order; rows of one key stand together.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"
#include "sql_pg.h"

enum sm_code sm__pg_relation(PGconn *c, const char *schema, const char *base,
			     struct sm__pg_relation *out, struct sm_err *err)
{
	const char *const param[] = { schema, base };
	PGresult *res = sm__pg_query(c, err, "looking up a table",
				     sql_pg_relation, 2, param);

	*out = (struct sm__pg_relation){ 0 };
	if (!res)
		return err->code;
	if (PQntuples(res) == 1) {
		out->oid = (uint32_t)sm__pg_u64(res, 0, 0);
		snprintf(out->oid_text, sizeof(out->oid_text), "%u", out->oid);
		out->kind = PQgetvalue(res, 0, 1)[0];
		snprintf(out->what, sizeof(out->what), "%s",
			 PQgetvalue(res, 0, 2));
		out->row_triggers = sm__pg_true(res, 0, 3);
		out->delete_triggers = sm__pg_true(res, 0, 4);
		out->building = sm__is_building(sm__pg_cell(res, 0, 5));
	}
	PQclear(res);
	return SM_OK;
}

/* Run one of the queries about a table. */
static PGresult *about(PGconn *c, const char *sql, const char *oid_text,
		       const char *what, struct sm_err *err)
{
	return sm__pg_query(c, err, what, sql, 1, &oid_text);
}

/* First row after the key that starts at `row`: rows of a key share name. */
static int key_end(const PGresult *res, int row)
{
	int end = row + 1;

	while (end < PQntuples(res) &&
	       strcmp(PQgetvalue(res, end, 0), PQgetvalue(res, row, 0)) == 0)
		end++;
	return end;
}

/* Cells [row, end) of a column, copied; NULL when there is no memory. */
static const char **cells(const PGresult *res, int row, int end, int column,
			  struct sm_arena *a)
{
	const char **v = sm_arena_array(a, (size_t)(end - row), sizeof(*v));

	for (int i = row; v && i < end; i++) {
		v[i - row] = sm_arena_strdup(a, PQgetvalue(res, i, column));
		if (!v[i - row])
			return NULL;
	}
	return v;
}

/* ---- columns -------------------------------------------------------------- */

static enum sm_code labels(PGconn *c, const char *oid_text, struct sm_arena *a,
			   struct sm_live_column *col, struct sm_err *err)
{
	PGresult *res = about(c, sql_pg_labels, oid_text,
			      "reading an enum's labels", err);

	if (!res)
		return err->code;
	col->nlabels = (uint32_t)PQntuples(res);
	col->labels = cells(res, 0, PQntuples(res), 0, a);
	PQclear(res);
	return col->labels ? SM_OK : sm_nomem(err);
}

static enum sm_code column(PGconn *c, const PGresult *res, int row,
			   struct sm_arena *a, struct sm_live_column *col,
			   struct sm_err *err)
{
	const char *identity = PQgetvalue(res, row, 8);
	const char *sequence = sm__pg_cell(res, row, 9);

	col->name = sm_arena_strdup(a, PQgetvalue(res, row, 0));
	col->type_text = sm_arena_strdup(a, PQgetvalue(res, row, 1));
	col->type = sm__pg_type((uint32_t)sm__pg_u64(res, row, 2),
				(int32_t)atoi(PQgetvalue(res, row, 3)),
				PQgetvalue(res, row, 4)[0], &col->fraction);
	col->nullable = sm__pg_true(res, row, 5);
	col->has_default = sm__pg_true(res, row, 6);
	col->generated = sm__pg_true(res, row, 7);
	col->identity = *identity == 'a' ? SM_IDENTITY_ALWAYS
		: *identity == 'd' ? SM_IDENTITY_DEFAULT : SM_IDENTITY_NONE;
	if (sequence)
		col->sequence = sm_arena_strdup(a, sequence);
	if (!col->name || !col->type_text || (sequence && !col->sequence))
		return sm_nomem(err);
	if (col->type.id == SM_T_ENUM)
		return labels(c, PQgetvalue(res, row, 2), a, col, err);
	return SM_OK;
}

static enum sm_code columns(PGconn *c, const char *oid_text, struct sm_arena *a,
			    struct sm_live_table *t, struct sm_err *err)
{
	PGresult *res = about(c, sql_pg_columns, oid_text,
			      "reading the columns of a table", err);
	enum sm_code rc = SM_OK;

	if (!res)
		return err->code;
	t->ncolumns = (uint32_t)PQntuples(res);
	t->columns = sm_arena_array(a, t->ncolumns, sizeof(*t->columns));
	if (!t->columns)
		rc = sm_nomem(err);
	for (int i = 0; !rc && i < PQntuples(res); i++)
		rc = column(c, res, i, a, &t->columns[i], err);
	PQclear(res);
	return rc;
}

/* ---- indexes and keys --------------------------------------------------------- */

static bool index_row(const PGresult *res, int row, int end, struct sm_arena *a,
		      struct sm__pg_index *x)
{
	bool expression = false;

	for (int i = row; i < end; i++)
		expression |= !sm__pg_cell(res, i, 4);
	x->name = sm_arena_strdup(a, PQgetvalue(res, row, 0));
	x->primary = sm__pg_true(res, row, 1);
	x->unique = sm__pg_true(res, row, 2);
	x->decided = sm__pg_true(res, row, 3);
	x->ncolumns = expression ? 0 : (uint32_t)(end - row);
	x->columns = cells(res, row, expression ? row : end, 4, a);
	for (int i = row; i < end; i++)
		if (sm__pg_true(res, i, 7))
			x->loose = SM_LOOSE_ACCENTS;
	if (!x->name || !x->columns)
		return false;
	if (x->decided || !sm__pg_true(res, row, 8))
		return true;
	x->terms = cells(res, row, end, 6, a);
	x->nterms = (uint32_t)(end - row);
	if (sm__pg_cell(res, row, 5))
		x->where = sm_arena_strdup(a, PQgetvalue(res, row, 5));
	return x->terms && (x->where || !sm__pg_cell(res, row, 5));
}

enum sm_code sm__pg_indexes(PGconn *c, const struct sm__pg_relation *r,
			    struct sm_arena *a, struct sm__pg_index **out,
			    uint32_t *n, struct sm_err *err)
{
	PGresult *res = about(c, sql_pg_indexes, r->oid_text,
			      "reading the indexes of a table", err);
	enum sm_code rc = SM_OK;

	*n = 0;
	if (!res)
		return err->code;
	*out = sm_arena_array(a, (size_t)PQntuples(res), sizeof(**out));
	if (!*out)
		rc = sm_nomem(err);
	for (int i = 0, end; !rc && i < PQntuples(res); i = end) {
		end = key_end(res, i);
		if (!index_row(res, i, end, a, &(*out)[(*n)++]))
			rc = sm_nomem(err);
	}
	PQclear(res);
	return rc;
}

static enum sm_code keys(PGconn *c, const struct sm__pg_relation *r,
			 struct sm_arena *a, struct sm_live_table *t,
			 struct sm_err *err)
{
	struct sm__pg_index *x;
	uint32_t n;

	SM_TRY(sm__pg_indexes(c, r, a, &x, &n, err));
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
			.loose = x[i].loose,
			.where = x[i].where,
			.terms = x[i].terms,
			.nterms = x[i].nterms,
		};
	}
	return SM_OK;
}

/* ---- checks ------------------------------------------------------------------- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Behind the word, the text or name in quotes, or the byte at p. */
static const char *skip(const char *p)
{
	const char quote = *p;

	if (quote == '\'' || quote == '"') {
		for (p++; *p && *p != quote;)
			p++;
		return *p ? p + 1 : p;
	}
	if (!is_word(*p))
		return p + 1;
	while (is_word(*p))
		p++;
	return p;
}

/* A domain's CHECK, which calls the column VALUE, about that column. */
static const char *about_column(struct sm_arena *a, const char *text,
				const char *column)
{
	struct sm_buf b = { 0 };
	const char *out;

	for (const char *end; *text; text = end) {
		end = skip(text);
		if (end - text == 5 && strncmp(text, "VALUE", 5) == 0)
			sm__pg_ident(&b, column);
		else
			sm_buf_add(&b, text, (size_t)(end - text));
	}
	out = b.failed ? NULL : sm_arena_strdup(a, sm_buf_str(&b));
	sm_buf_release(&b);
	return out;
}

static enum sm_code checks(PGconn *c, const char *oid_text, struct sm_arena *a,
			   struct sm_live_table *t, struct sm_err *err)
{
	PGresult *res = about(c, sql_pg_checks, oid_text,
			      "reading the checks of a table", err);
	enum sm_code rc = SM_OK;

	if (!res)
		return err->code;
	t->checks = sm_arena_array(a, (size_t)PQntuples(res), sizeof(*t->checks));
	if (!t->checks)
		rc = sm_nomem(err);
	for (int i = 0; !rc && i < PQntuples(res); i++) {
		struct sm_live_check *k = &t->checks[t->nchecks++];
		const char *text = PQgetvalue(res, i, 1);
		const char *column = PQgetvalue(res, i, 2);

		k->name = sm_arena_strdup(a, PQgetvalue(res, i, 0));
		k->text = *column ? about_column(a, text, column)
				  : sm_arena_strdup(a, text);
		if (!k->name || !k->text)
			rc = sm_nomem(err);
	}
	PQclear(res);
	return rc;
}

/* ---- foreign keys --------------------------------------------------------------- */

/* As a profile would write it: without the default schema. */
static const char *profile_name(const struct sm__pg *pg, const char *schema,
				const char *base, struct sm_arena *a)
{
	return strcmp(schema, pg->schema) == 0
		? sm_arena_strdup(a, base)
		: sm_arena_printf(a, "%s.%s", schema, base);
}

enum sm_code sm__pg_foreign_keys(const struct sm__pg *pg,
				 const struct sm__pg_relation *r,
				 struct sm_arena *a, struct sm_live_fk **out,
				 uint32_t *n, struct sm_err *err)
{
	PGresult *res = about(pg->conn, sql_pg_foreign_keys, r->oid_text,
			      "reading the foreign keys of a table", err);
	enum sm_code rc = SM_OK;

	*n = 0;
	if (!res)
		return err->code;
	*out = sm_arena_array(a, (size_t)PQntuples(res), sizeof(**out));
	if (!*out)
		rc = sm_nomem(err);
	for (int i = 0, end; !rc && i < PQntuples(res); i = end) {
		struct sm_live_fk *fk = &(*out)[(*n)++];

		end = key_end(res, i);
		fk->name = sm_arena_strdup(a, PQgetvalue(res, i, 0));
		fk->parent = profile_name(pg, PQgetvalue(res, i, 1),
					  PQgetvalue(res, i, 2), a);
		fk->columns = cells(res, i, end, 3, a);
		fk->parent_columns = cells(res, i, end, 4, a);
		fk->ncolumns = (uint32_t)(end - i);
		if (!fk->name || !fk->parent || !fk->columns ||
		    !fk->parent_columns)
			rc = sm_nomem(err);
	}
	PQclear(res);
	return rc;
}

/*
 * The spelling of `schema`.`base` among the names asked for: a profile may say
 * public.orders where orders would do. NULL when it is not among them.
 */
static const char *asked_name(const struct sm__pg *pg, const char *schema,
			      const char *base, const char *const *names,
			      uint32_t n)
{
	struct sm__pg_name part;

	for (uint32_t i = 0; i < n; i++) {
		sm__pg_split(pg, names[i], &part);
		if (strcmp(part.schema, schema) == 0 &&
		    strcmp(part.base, base) == 0)
			return names[i];
	}
	return NULL;
}

static enum sm_code referrers(const struct sm__pg *pg,
			      const struct sm__pg_relation *r,
			      const char *const *names, uint32_t n,
			      struct sm_arena *a, struct sm_live_table *t,
			      struct sm_err *err)
{
	PGresult *res = about(pg->conn, sql_pg_referrers, r->oid_text,
			      "reading who refers to a table", err);
	enum sm_code rc = SM_OK;
	const char **list;

	if (!res)
		return err->code;
	list = sm_arena_array(a, (size_t)PQntuples(res), sizeof(*list));
	if (!list)
		rc = sm_nomem(err);
	for (int i = 0; !rc && i < PQntuples(res); i++) {
		const char *schema = PQgetvalue(res, i, 0);
		const char *base = PQgetvalue(res, i, 1);

		if (asked_name(pg, schema, base, names, n))
			continue;
		list[t->nreferrers] = profile_name(pg, schema, base, a);
		if (!list[t->nreferrers++])
			rc = sm_nomem(err);
	}
	t->referrers = list;
	PQclear(res);
	return rc;
}

/* ---- tables ------------------------------------------------------------------------ */

static enum sm_code table(const struct sm__pg *pg, const char *const *names,
			  uint32_t n, struct sm_arena *a,
			  struct sm_live_table *t, struct sm_err *err)
{
	struct sm__pg_relation r;
	struct sm__pg_name part;

	sm__pg_split(pg, t->name, &part);
	SM_TRY(sm__pg_relation(pg->conn, part.schema, part.base, &r, err));
	t->what = sm_arena_strdup(a, r.oid ? r.what : "nothing");
	if (!t->what)
		return sm_nomem(err);
	if (!r.oid)
		return SM_OK;
	t->exists = true;
	t->writable = r.kind == 'r' || r.kind == 'p';
	t->triggers = r.row_triggers;
	t->building = r.building;
	SM_TRY(columns(pg->conn, r.oid_text, a, t, err));
	SM_TRY(keys(pg->conn, &r, a, t, err));
	SM_TRY(checks(pg->conn, r.oid_text, a, t, err));
	SM_TRY(sm__pg_foreign_keys(pg, &r, a, &t->fks, &t->nfks, err));
	for (uint32_t i = 0; i < t->nfks; i++) {
		const char *asked;

		sm__pg_split(pg, t->fks[i].parent, &part);
		asked = asked_name(pg, part.schema, part.base, names, n);
		if (asked)
			t->fks[i].parent = asked;
	}
	return referrers(pg, &r, names, n, a, t, err);
}

enum sm_code sm__pg_describe(struct sm_target *t, const char *const *names,
			     uint32_t n, struct sm_arena *a,
			     struct sm_schema *out, struct sm_err *err)
{
	out->ntables = n;
	out->tables = sm_arena_array(a, n, sizeof(*out->tables));
	if (!out->tables)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++) {
		out->tables[i].name = names[i];
		if (table(sm__pg_of(t), names, n, a, &out->tables[i], err))
			return sm_while(err, "describing %s", names[i]);
	}
	return SM_OK;
}
