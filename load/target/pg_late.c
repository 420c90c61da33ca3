/*
 * pg_late.c - late references of tables whose foreign keys are live: filled in
 * by primary key once all rows are there
 *
 *     UPDATE t SET boss = v.c0::bigint
 *     FROM (VALUES ('1', '7'), ...) AS v(k0, c0) WHERE t.id = v.k0::bigint
 *
 * Values go as quoted texts and are cast to the columns' own types, so that an
 * index on the key is used.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"
#include "seedmill/fmt.h"

#define ROWS 500                /* in one statement */

/* Types whose values can be written as they stand in memory. */
static bool writable(enum sm_type_id id)
{
	return (SM_M(id) & (SM_M_INTS | SM_M_TEXTS | SM_M(SM_T_UUID))) != 0;
}

/* " -> a -> b": the tables from `at` to `end`, along references in order. */
static bool put_way(struct sm_buf *b, const struct sm_plan *p, uint32_t at,
		    uint32_t end)
{
	const size_t was = b->n;

	sm_buf_printf(b, " -> %s", p->tables[at].name);
	if (at == end)
		return true;
	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *r = &p->refs[i];

		/* parents stand before: the search goes back and ends */
		if (r->child == at && !r->late && r->parent < at &&
		    put_way(b, p, r->parent, end))
			return true;
	}
	b->n = was;
	return false;
}

static enum sm_code refuse_never_null(const struct sm_plan *p,
				      const struct sm_reference *r,
				      struct sm_err *err)
{
	const struct sm_table *t = &p->tables[r->child];
	const char *column = t->columns[r->child_column[0]].name;
	struct sm_buf b = { 0 };

	(void)put_way(&b, p, r->parent, r->child);
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: references are a "
		"cycle: %s%s", t->name, t->name, sm_buf_str(&b));
	sm_buf_release(&b);
	sm_why(err, "none of them can be NULL, and their foreign keys are live: no "
	       "row can be the first");
	return sm_fix(err, "let %s.%s be NULL (nulls: 0.1), drop its foreign key for "
		      "the load, or have seedmill make the tables", t->name, column);
}

static enum sm_code check_never_null(const struct sm_plan *p,
				     const struct sm_table *t, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *r = &p->refs[i];
		bool nullable = false;

		if (!r->late || &p->tables[r->child] != t)
			continue;
		for (uint32_t k = 0; k < r->n; k++)
			nullable |= t->columns[r->child_column[k]].late;
		if (!nullable)
			return refuse_never_null(p, r, err);
	}
	return SM_OK;
}

enum sm_code sm__pg_check_late(const struct sm_plan *p, const struct sm_table *t,
			       struct sm_err *err)
{
	const char *bad = NULL;

	if (!t->late || !t->live || !t->live->nfks || t->live->building)
		return SM_OK;
	SM_TRY(check_never_null(p, t, err));
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].late && !writable(t->columns[i].type.id))
			bad = t->columns[i].name;
	for (uint32_t i = 0; i < t->primary.n; i++)
		if (!writable(t->columns[t->primary.column[i]].type.id))
			bad = t->columns[t->primary.column[i]].name;
	if (t->primary.n && !bad)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: it is part of a "
		"cycle of foreign keys, which is filled in by primary key when all "
		"rows are there, and %s%s", t->name, bad ? bad : "it has none",
		bad ? " is of a type that cannot be" : "");
	return sm_fix(err, "give it a primary key of whole numbers, texts or uuids, "
		      "or drop one foreign key of the cycle for the load");
}

static void put_value(struct sm_buf *b, const struct sm_column *c,
		      const struct sm_vec *v, uint32_t i)
{
	char text[SM_FMT_ROOM + SM_SLACK];
	struct sm_buf quoted = { 0 };

	if (v->null && v->null[i]) {
		sm_buf_puts(b, "NULL");
		return;
	}
	switch (sm_type_class(c->type.id)) {
	case SM_I64:
		sm_buf_printf(b, "'%" PRId64 "'", v->v.i64[i]);
		return;
	case SM_U128:
		*sm_fmt_uuid(text, v->v.u128[i]) = '\0';
		sm_buf_printf(b, "'%s'", text);
		return;
	default:
		sm_buf_printf(&quoted, "%.*s", (int)v->v.str[i].n, v->v.str[i].p);
		sm__pg_literal(b, sm_buf_str(&quoted));
		b->failed |= quoted.failed;
		sm_buf_release(&quoted);
	}
}

/* "UPDATE ... SET ... FROM (VALUES " */
static void put_head(struct sm_buf *b, const struct sm__pg *pg,
		     const struct sm_table *t)
{
	const char *sep = " SET ";
	unsigned k = 0;

	sm_buf_puts(b, "UPDATE ");
	sm__pg_table(b, pg, t->schema, t->base);
	sm_buf_puts(b, " AS t");
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i].late)
			continue;
		sm_buf_puts(b, sep);
		sm__pg_ident(b, t->columns[i].name);
		sm_buf_printf(b, " = v.c%u::%s", k++,
			      t->columns[i].live->type_text);
		sep = ", ";
	}
	sm_buf_puts(b, " FROM (VALUES ");
}

static void put_row(struct sm_buf *b, const struct sm_table *t,
		    const struct sm_vec *cols, uint32_t row)
{
	for (uint32_t i = 0; i < t->primary.n; i++) {
		uint32_t at = t->primary.column[i];

		sm_buf_puts(b, i ? ", " : "(");
		put_value(b, &t->columns[at], &cols[at], row);
	}
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i].late)
			continue;
		sm_buf_puts(b, ", ");
		put_value(b, &t->columns[i], &cols[i], row);
	}
	sm_buf_puts(b, ")");
}

static void put_tail(struct sm_buf *b, const struct sm_table *t)
{
	unsigned late = 0;

	sm_buf_puts(b, ") AS v(");
	for (uint32_t i = 0; i < t->primary.n; i++)
		sm_buf_printf(b, "%sk%" PRIu32, i ? ", " : "", i);
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].late)
			sm_buf_printf(b, ", c%u", late++);
	for (uint32_t i = 0; i < t->primary.n; i++) {
		const struct sm_column *c = &t->columns[t->primary.column[i]];

		sm_buf_puts(b, i ? " AND t." : ") WHERE t.");
		sm__pg_ident(b, c->name);
		sm_buf_printf(b, " = v.k%" PRIu32 "::%s", i, c->live->type_text);
	}
}

/* Is there a row of [at, at + n) with something to fill in? */
static bool any(const struct sm_table *t, const struct sm_vec *cols, uint32_t row)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].late && !(cols[i].null && cols[i].null[row]))
			return true;
	return false;
}

/* Each row is there, and is to be taken as it is sent. */
static enum sm_code update(struct sm__pg *pg, const struct sm_table *t,
			   struct sm_buf *sql, uint64_t rows, struct sm_err *err)
{
	PGresult *res = sql->failed ? NULL
		: sm__pg_query(pg->conn, err, "filling late references",
			       sm_buf_str(sql), 0, NULL);
	uint64_t filled;

	assert(rows > 0 && rows <= ROWS);
	if (!res)
		return sql->failed ? sm_nomem(err) : err->code;
	filled = strtoull(PQcmdTuples(res), NULL, 10);
	PQclear(res);
	if (filled == rows)
		return SM_OK;
	sm_fail(err, SM_E_LOAD, "%s: late references of %" PRIu64 " rows were to be "
		"filled in, the database did so for %" PRIu64, t->name, rows, filled);
	sm_why(err, "a trigger or rule of the table drops updates, or rows were deleted "
	       "or got another primary key");
	return sm_fix(err, "switch that off for the load");
}

enum sm_code sm__pg_fill(struct sm_target *target, const struct sm_table *t,
			 const struct sm_vec *cols, uint32_t n,
			 struct sm_err *err)
{
	struct sm__pg *pg = sm__pg_of(target);
	struct sm_buf sql = { 0 };
	enum sm_code rc = SM_OK;

	assert(t->primary.n > 0);
	for (uint32_t at = 0; !rc && at < n; at += ROWS) {
		uint32_t end = n - at < ROWS ? n : at + ROWS, rows = 0;

		put_head(&sql, pg, t);
		for (uint32_t i = at; i < end; i++) {
			if (!any(t, cols, i))
				continue;
			if (rows++)
				sm_buf_puts(&sql, ", ");
			put_row(&sql, t, cols, i);
		}
		put_tail(&sql, t);
		if (rows)
			rc = update(pg, t, &sql, rows, err);
		sm_buf_reset(&sql);
	}
	sm_buf_release(&sql);
	return rc;
}
