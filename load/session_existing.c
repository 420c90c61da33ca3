/*
 * session_existing.c - keys of rows that are in the database already, for
 * references that say `existing: true`
 *
 * The planner asks for a table that the profile does not have. It is described
 * like any other, its key found, and the key's column read once: 8 bytes a
 * number, 16 a uuid, the bytes of a text and 16 more. They stay for the
 * session's life, as plans point to them; another compile gets the same.
 */
#include <assert.h>
#include <string.h>

#include "session.h"

#define TEXT_BYTES (256 << 10)  /* texts are put into pieces of that size */

struct sm_key_sets {
	struct sm_key_sets *next;
	const char *table, *asked, *where;
	struct sm_key_set set;
	void *values;
	uint64_t room;              /* values that there is memory for */
	char *text;                 /* free bytes of the piece being filled ... */
	size_t left;                /* ... so many */
	struct sm_session *s;
	bool failed;                /* no memory */
	bool stale;                 /* to be read again */
};

/* ---- values ---------------------------------------------------------------------- */

static size_t value_bytes(const struct sm_key_sets *k)
{
	return sm_type_class(k->set.type.id) == SM_I64 ||
	       sm_type_class(k->set.type.id) == SM_F64 ? 8 : 16;
}

static bool make_room(struct sm_key_sets *k, uint32_t n)
{
	uint64_t room = k->room ? k->room : 1024;
	void *more;

	if (k->room - k->set.n >= n)
		return true;
	while (room - k->set.n < n)
		room += room / 2;
	if (room > SIZE_MAX / value_bytes(k))
		return false;
	more = sm_realloc(k->values, (size_t)room * value_bytes(k));
	if (!more)
		return false;
	k->values = more;
	k->room = room;
	k->set.v.v.i64 = more;
	return true;
}

/* A copy of a text, with readable bytes behind: NULL when there is no memory. */
static const char *keep(struct sm_key_sets *k, const struct sm_str *s)
{
	char *to;

	if (s->n > TEXT_BYTES / 4) {
		to = sm_arena_alloc(&k->s->arena, s->n);
		return to ? memcpy(to, s->p, s->n) : NULL;
	}
	if (k->left < s->n || !k->text) {
		k->text = sm_arena_alloc(&k->s->arena, TEXT_BYTES);
		k->left = k->text ? TEXT_BYTES : 0;
		if (!k->text)
			return NULL;
	}
	to = k->text;
	memcpy(to, s->p, s->n);
	k->text += s->n;
	k->left -= s->n;
	return to;
}

static void put(struct sm_key_sets *k, const struct sm_vec *v, uint32_t i)
{
	struct sm_vec *to = &k->set.v;
	uint64_t at = k->set.n;

	switch (sm_type_class(k->set.type.id)) {
	case SM_I64:
		to->v.i64[at] = v->v.i64[i];
		break;
	case SM_F64:
		to->v.f64[at] = v->v.f64[i];
		break;
	case SM_U128:
		to->v.u128[at] = v->v.u128[i];
		break;
	case SM_STR:
		to->v.str[at] = (struct sm_str){ .n = v->v.str[i].n };
		to->v.str[at].p = keep(k, &v->v.str[i]);
		k->failed |= !to->v.str[at].p;
		break;
	}
	k->set.n++;
}

/* A unique key may be NULL in any number of rows: nothing refers to those. */
static bool take(void *ctx, const struct sm_vec *cols, uint32_t n)
{
	struct sm_key_sets *k = ctx;
	struct sm_err ignored;

	k->failed |= !make_room(k, n);
	for (uint32_t i = 0; i < n && !k->failed; i++)
		if (!cols[0].null || !cols[0].null[i])
			put(k, &cols[0], i);
	return !k->failed && sm__session_stopped(k->s, &ignored) == SM_OK;
}

/* ---- which column ------------------------------------------------------------------ */

static bool is_key(const struct sm_live_table *t, const char *column)
{
	for (uint32_t i = 0; i < t->nkeys; i++)
		if (t->keys[i].decided && t->keys[i].ncolumns == 1 &&
		    strcmp(t->keys[i].columns[0], column) == 0)
			return true;
	return false;
}

static enum sm_code find_key(const struct sm_live_table *t, const char *asked,
			     const struct sm_live_column **out,
			     struct sm_err *err)
{
	const char *name = asked;

	for (uint32_t i = 0; i < t->nkeys && !name; i++)
		if (t->keys[i].primary && t->keys[i].ncolumns == 1)
			name = t->keys[i].columns[0];
	if (!name) {
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: it has no "
			"primary key of one column to refer to", t->name);
		return sm_fix(err, "say which column with column:");
	}
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			*out = &t->columns[i];
	if (!*out)
		return sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: it "
			       "has no column %s", t->name, name);
	if (is_key(t, name))
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: column %s is neither "
		"its primary key nor unique, so that no row is known by it", t->name,
		name);
	return sm_fix(err, "refer to a column that is");
}

static enum sm_code describe(struct sm_session *s, const char *table,
			     const char *asked, const struct sm_live_column **out,
			     struct sm_err *err)
{
	struct sm_schema schema = { 0 };

	SM_TRY(s->target.kind->describe(&s->target, &table, 1, &s->arena, &schema,
					err));
	assert(schema.ntables == 1);
	if (!schema.tables[0].exists) {
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: it does "
			"not exist, and `existing: true` refers to its rows", table);
		return sm_fix(err, "load it first, or add it to the profile and leave "
			      "existing away");
	}
	return find_key(&schema.tables[0], asked, out, err);
}

/* ---- asking ------------------------------------------------------------------------ */

static enum sm_code read_keys(struct sm_session *s, struct sm_key_sets *k,
			      const struct sm_live_column *live,
			      struct sm_err *err)
{
	struct sm_column column = { .name = live->name, .type = live->type,
				    .live = live };
	struct sm_table t = { .name = k->table, .base = k->table,
			      .columns = &column, .ncolumns = 1 };
	const char *dot = strchr(k->table, '.');
	enum sm_code rc;

	if (dot) {
		t.schema = sm_arena_strndup(&s->arena, k->table,
					    (size_t)(dot - k->table));
		t.base = dot + 1;
		if (!t.schema)
			return sm_nomem(err);
	}
	rc = s->target.kind->read_where(&s->target, &t, k->where, take, k, err);
	SM_TRY(sm__session_stopped(s, err));
	if (k->failed)
		return sm_nomem(err);
	if (rc == SM_E_LOAD) {
		rc = err->code = SM_E_SCHEMA;
		if (k->where)
			sm_fix(err, "`where` goes to the database as it stands: it "
			       "must be a condition in its SQL");
	}
	return rc;
}

static void say_read(const struct sm_key_sets *k)
{
	const struct sm_field f[] = {
		SM_F_TEXT("table", k->table),
		SM_F_TEXT("column", k->set.column),
		SM_F_NUMBER("rows", k->set.n),
	};

	sm__log(k->s->log, SM_LEVEL_STEP, "keys.read", f, SM_COUNTOF(f),
		"keys of %s read", k->table);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

enum sm_code sm__session_key_set(void *ctx, const char *table, const char *column,
				 const char *where, struct sm_key_set *out,
				 struct sm_err *err)
{
	const struct sm_live_column *live = NULL;
	struct sm_session *s = ctx;
	struct sm_key_sets *k;

	for (k = s->keys; k; k = k->next)
		if (!k->stale && strcmp(k->table, table) == 0 &&
		    same_text(k->asked, column) &&
		    same_text(k->where, where)) {
			*out = k->set;
			return SM_OK;
		}
	SM_TRY(describe(s, table, column, &live, err));
	k = sm_arena_alloc(&s->arena, sizeof(*k));
	if (!k)
		return sm_nomem(err);
	*k = (struct sm_key_sets){ .table = table, .asked = column, .where = where,
				   .s = s, .next = s->keys };
	k->set.column = live->name;
	k->set.type = live->type;
	s->keys = k;
	if (live->type.id != SM_T_NONE)
		SM_TRY(read_keys(s, k, live, err));
	say_read(k);
	*out = k->set;
	return SM_OK;
}

void sm__session_keys_again(struct sm_session *s)
{
	for (struct sm_key_sets *k = s->keys; k; k = k->next)
		k->stale = true;
}

void sm__session_keys_free(struct sm_session *s)
{
	for (struct sm_key_sets *k = s->keys; k; k = k->next)
		sm_free(k->values);
	s->keys = NULL;
}
