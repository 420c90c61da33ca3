/*
 * mysql_fit.c - tables that could not be made, live columns that could not hold
 * what the plan makes
 *
 * The planner knows portable types; what this kind of server adds to them -
 * limits of keys and rows, unsigned columns, years - is looked at here.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "my.h"

#define FAILED "Schema validation failed for %s: "

/* ---- names ------------------------------------------------------------------------ */

/* Characters; none that a name may not have (of four bytes, a blank last). */
static enum sm_code check_name(const char *name, struct sm_err *err)
{
	size_t chars = 0, n = strlen(name);

	for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
		chars += (*p & 0xc0) != 0x80;
		if (*p < 0xf0)
			continue;
		sm_fail(err, SM_E_SCHEMA, "not a name in MySQL: %s", name);
		return sm_fix(err, "use characters of the basic plane");
	}
	if (n && name[n - 1] == ' ') {
		sm_fail(err, SM_E_SCHEMA, "not a name in MySQL: \"%s\"", name);
		return sm_fix(err, "take the blank at its end away");
	}
	if (chars <= SM__MY_NAME_MAX)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "name too long for MySQL: %s", name);
	return sm_fix(err, "use at most %d characters", SM__MY_NAME_MAX);
}

/* ---- tables that are to be made ------------------------------------------------------ */

static enum sm_code check_key(const struct sm_table *t, const uint32_t *column,
			      uint32_t n, struct sm_err *err)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct sm_column *c = &t->columns[column[i]];
		uint32_t one = sm__my_key_bytes(&c->type);

		if (one == UINT32_MAX) {
			sm_fail(err, SM_E_SCHEMA, FAILED "column %s has no "
				"length, MySQL makes no key of it", t->name,
				c->name);
			return sm_fix(err, "give it a type of limited length: "
				      "type: \"varchar(N)\"");
		}
		bytes += one;
	}
	if (bytes <= SM__MY_KEY_MAX)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, FAILED "the key over %s takes %" PRIu64
		" bytes, MySQL has keys of %d", t->name,
		t->columns[column[0]].name, bytes, SM__MY_KEY_MAX);
	return sm_fix(err, "shorten its columns: a character counts 4 bytes");
}

static enum sm_code check_keys(const struct sm_plan *p, const struct sm_table *t,
			       struct sm_err *err)
{
	SM_TRY(check_key(t, t->primary.column, t->primary.n, err));
	for (uint32_t i = 0; i < t->nkeys; i++)
		SM_TRY(check_key(t, t->keys[i].column, t->keys[i].n, err));
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].unique)
			SM_TRY(check_key(t, &i, 1, err));
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (&p->tables[p->refs[i].child] == t)
			SM_TRY(check_key(t, p->refs[i].child_column,
					 p->refs[i].n, err));
	return SM_OK;
}

static enum sm_code check_row(const struct sm_table *t, struct sm_err *err)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < t->ncolumns; i++)
		bytes += sm__my_row_bytes(&t->columns[i].type) + 1;
	if (bytes > SM__MY_ROW_MAX) {
		sm_fail(err, SM_E_SCHEMA, FAILED "a row takes up to %" PRIu64
			" bytes, MySQL has rows of %d", t->name, bytes,
			SM__MY_ROW_MAX);
		return sm_fix(err, "make long varchar columns text: a character "
			      "counts 4 bytes");
	}
	if (t->ncolumns <= 1017)
		return SM_OK;
	return sm_fail(err, SM_E_SCHEMA, FAILED "%u columns, InnoDB has 1017",
		       t->name, t->ncolumns);
}

/* Kinds of types that mysql_ddl.c can declare alike. */
static bool alike(const struct sm_type *a, const struct sm_type *b)
{
	const uint32_t pair = SM_M(a->id) | SM_M(b->id);
	const uint32_t text = SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR);
	const uint32_t time = SM_M(SM_T_TIMESTAMP) | SM_M(SM_T_TIMESTAMPTZ);

	return a->id == b->id || !(pair & ~SM_M_INTS) || !(pair & ~text) ||
	       !(pair & ~time);
}

/* Both ends of a foreign key must have one type; text may differ in length. */
static enum sm_code check_references(const struct sm_plan *p,
				     const struct sm_table *t,
				     struct sm_err *err)
{
	for (uint32_t i = 0; i < p->nrefs; i++) {
		const struct sm_reference *r = &p->refs[i];
		const struct sm_table *parent = &p->tables[r->parent];

		for (uint32_t k = 0; &p->tables[r->child] == t && k < r->n; k++) {
			const struct sm_column *c =
				&t->columns[r->child_column[k]];
			const struct sm_column *d =
				&parent->columns[r->parent_column[k]];
			char want[64], have[64];

			if (alike(&c->type, &d->type))
				continue;
			sm_fail(err, SM_E_SCHEMA, FAILED "column %s is %s and "
				"refers to %s.%s, which is %s", t->name, c->name,
				sm_type_format(&c->type, want), parent->name,
				d->name, sm_type_format(&d->type, have));
			return sm_fix(err, "MySQL wants the same type on both "
				      "sides of a foreign key");
		}
	}
	return SM_OK;
}

enum sm_code sm__my_fits_new(struct sm_target *t, const struct sm_table *table,
			     struct sm_err *err)
{
	if (table->schema)
		SM_TRY(check_name(table->schema, err));
	SM_TRY(check_name(table->base, err));
	for (uint32_t i = 0; i < table->ncolumns; i++)
		SM_TRY(check_name(table->columns[i].name, err));
	for (uint32_t i = 0; i < table->nkeys; i++)
		if (table->keys[i].name)
			SM_TRY(check_name(table->keys[i].name, err));
	SM_TRY(check_keys(t->plan, table, err));
	SM_TRY(check_row(table, err));
	return check_references(t->plan, table, err);
}

/* ---- columns that are there ------------------------------------------------------------ */

static enum sm_code check_range(const struct sm_table *t,
				const struct sm_column *c, struct sm_err *err)
{
	int64_t min, max;

	if (sm_type_class(c->type.id) != SM_I64 || c->type.id == SM_T_BOOL ||
	    !sm__my_range(c->live->type_text, &min, &max) ||
	    (c->dom.min >= min && c->dom.max <= max))
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, FAILED "column %s is of type %s, the "
		"profile's values do not all fit", t->name, c->name,
		c->live->type_text);
	if (sm_type_class(c->type.id) == SM_I64 && (SM_M(c->type.id) & SM_M_INTS))
		sm_why(err, "they go from %" PRId64 " to %" PRId64
		       ", it holds %" PRId64 " to %" PRId64, c->dom.min,
		       c->dom.max, min, max);
	return sm_fix(err, "widen the column or limit the values");
}

/* A tinytext holds 255 bytes, a text 65535, ... */
static enum sm_code check_bytes(const struct sm_table *t,
				const struct sm_column *c, struct sm_err *err)
{
	static const struct {
		const char *name;
		uint32_t most;
	} types[] = {
		{ "tinytext", 255 }, { "tinyblob", 255 },
		{ "text", 65535 }, { "blob", 65535 },
		{ "mediumtext", 16777215 }, { "mediumblob", 16777215 },
	};

	unsigned most = UINT32_MAX;

	if (sm_type_class(c->type.id) != SM_STR)
		return SM_OK;
	(void)sscanf(c->live->type_text, "varbinary(%u)", &most);
	for (size_t i = 0; i < SM_COUNTOF(types); i++)
		if (strcmp(c->live->type_text, types[i].name) == 0)
			most = types[i].most;
	if (c->dom.width <= most)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, FAILED "column %s is of type %s, the profile's "
		"values have up to %u bytes", t->name, c->name,
		c->live->type_text, c->dom.width);
	return sm_fix(err, "widen the column or shorten the values");
}

enum sm_code sm__my_fits_live(struct sm_target *t, const struct sm_table *table,
			      struct sm_err *err)
{
	(void)t;
	for (uint32_t i = 0; i < table->ncolumns; i++) {
		const struct sm_column *c = &table->columns[i];

		if (!c->live)
			continue;
		SM_TRY(check_range(table, c, err));
		SM_TRY(check_bytes(table, c, err));
	}
	return SM_OK;
}
