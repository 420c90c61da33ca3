/*
 * sqlite_describe.c - what the file says about the tables a profile names
 *
 * All of it from the pragma functions of SQLite 3.37 and later: table_list,
 * table_xinfo (which shows generated columns), index_list, index_xinfo (which
 * shows expressions and collations), foreign_key_list.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "target/sqlite.h"

/* What the helpers below pass around. */
struct describe {
	struct sm_lite *l;
	struct sm_arena *a;
	const char *const *names;   /* asked for */
	uint32_t n;
	const char *name;           /* in the file, as it is spelled there */
	struct sm_err *err;
};

static char *copy_text(struct describe *d, sqlite3_stmt *st, int column)
{
	return sm_arena_strdup(d->a, sm__lite_text(st, column));
}

/* A statement with the table's name as its parameter. */
static enum sm_code ask(struct describe *d, const char *sql, sqlite3_stmt **st)
{
	SM_TRY(sm__lite_prepare(d->l, sql, st, d->err));
	sm__lite_bind_text(*st, 1, d->name);
	return SM_OK;
}

/* How many rows `sql` gives for the table. */
static enum sm_code ask_count(struct describe *d, const char *sql, uint32_t *n)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	SM_TRY(ask(d, sql, &st));
	rc = sm__lite_step(d->l, st, &row, d->err);
	*n = rc || !row ? 0 : (uint32_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc;
}

/* ---- columns ---------------------------------------------------------------------- */

static enum sm_code one_column(struct describe *d, sqlite3_stmt *st,
			       struct sm_live_column *c)
{
	int hidden = sqlite3_column_int(st, 4);

	c->name = copy_text(d, st, 0);
	c->type_text = copy_text(d, st, 1);
	if (!c->name || !c->type_text)
		return sm_nomem(d->err);
	c->type = sm__lite_type_live(c->type_text);
	/* SQLite lets NULLs into most primary keys; we do not */
	c->nullable = !sqlite3_column_int(st, 2) && !sqlite3_column_int(st, 5);
	c->has_default = sqlite3_column_type(st, 3) != SQLITE_NULL;
	c->generated = hidden == 2 || hidden == 3;
	return SM_OK;
}

static enum sm_code columns(struct describe *d, struct sm_live_table *t)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	uint32_t n;
	bool row;

	SM_TRY(ask_count(d, "SELECT count(*) FROM pragma_table_xinfo(?1) "
			    "WHERE hidden <> 1", &n));
	t->columns = sm_arena_array(d->a, n + 1, sizeof(*t->columns));
	if (!t->columns)
		return sm_nomem(d->err);
	SM_TRY(ask(d, "SELECT name, type, \"notnull\", dflt_value, hidden, pk "
		      "FROM pragma_table_xinfo(?1) WHERE hidden <> 1 "
		      "ORDER BY cid", &st));
	while (!(rc = sm__lite_step(d->l, st, &row, d->err)) && row &&
	       t->ncolumns < n) {
		rc = one_column(d, st, &t->columns[t->ncolumns]);
		if (rc)
			break;
		t->ncolumns++;
	}
	sqlite3_finalize(st);
	return rc;
}

/* ---- keys ------------------------------------------------------------------------- */

/* Column names that `sql` gives (NULL: an expression), for one text parameter. */
static enum sm_code name_list(struct describe *d, const char *sql,
			      const char *parameter, const char *const **list,
			      uint32_t *n, struct sm_live_key *key)
{
	sqlite3_stmt *st;
	const char **names;
	enum sm_code rc;
	uint32_t room = 0;
	bool row;

	SM_TRY(sm__lite_prepare(d->l, sql, &st, d->err));
	sm__lite_bind_text(st, 1, parameter);
	while (!(rc = sm__lite_step(d->l, st, &row, d->err)) && row)
		room++;
	names = sm_arena_array(d->a, room + 1, sizeof(*names));
	if (!rc && !names)
		rc = sm_nomem(d->err);
	sqlite3_reset(st);
	*n = 0;
	while (!rc && !(rc = sm__lite_step(d->l, st, &row, d->err)) && row &&
	       *n < room) {
		const char *collation = sm__lite_text(st, 1);

		/* collations that take more than equal bytes for equal */
		if (key && !strcasecmp(collation, "NOCASE"))
			key->loose = SM_LOOSE_CASE;
		else if (key && strcasecmp(collation, "BINARY"))
			key->decided = false;
		if (key && sqlite3_column_type(st, 0) == SQLITE_NULL)
			key->decided = false;
		if (sqlite3_column_type(st, 0) == SQLITE_NULL)
			continue;
		names[*n] = copy_text(d, st, 0);
		if (!names[(*n)++])
			rc = sm_nomem(d->err);
	}
	sqlite3_finalize(st);
	*list = names;
	return rc;
}

/* What the CREATE statement of that name says. */
static enum sm_code statement(struct describe *d, const char *name,
			      const char **sql)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	bool row;

	*sql = NULL;
	SM_TRY(sm__lite_prepare(d->l, "SELECT sql FROM sqlite_schema WHERE "
				      "name = ?1 COLLATE NOCASE", &st, d->err));
	sm__lite_bind_text(st, 1, name);
	rc = sm__lite_step(d->l, st, &row, d->err);
	if (!rc && row && sqlite3_column_type(st, 0) != SQLITE_NULL) {
		*sql = copy_text(d, st, 0);
		if (!*sql)
			rc = sm_nomem(d->err);
	}
	sqlite3_finalize(st);
	return rc;
}

/* Of an index that columns alone do not say; a collation of its own stays dark. */
static enum sm_code index_sql(struct describe *d, struct sm_live_key *k)
{
	const char *sql;

	SM_TRY(statement(d, k->name, &sql));
	if (sql && !sm__lite_sql_index(sql, d->a, k))
		return sm_nomem(d->err);
	return SM_OK;
}

static enum sm_code check_sql(struct describe *d, struct sm_live_table *t)
{
	const char *sql;

	SM_TRY(statement(d, d->name, &sql));
	if (sql && !sm__lite_sql_checks(sql, d->a, t))
		return sm_nomem(d->err);
	return SM_OK;
}

/* How many of an index's columns compare in a way that we do not know. */
static enum sm_code ask_collations(struct describe *d, const char *index,
				   uint32_t *n)
{
	const char *table = d->name;
	enum sm_code rc;

	d->name = index;
	rc = ask_count(d, "SELECT count(*) FROM pragma_index_xinfo(?1) WHERE "
			  "key = 1 AND upper(coll) NOT IN ('BINARY', 'NOCASE')", n);
	d->name = table;
	return rc;
}

/* The index of a primary key, where it has one, says how it compares. */
static enum sm_code primary_collation(struct describe *d, struct sm_live_key *k)
{
	uint32_t n;

	SM_TRY(ask_count(d, "SELECT count(*) FROM pragma_index_list(?1) l, "
			    "pragma_index_xinfo(l.name) x WHERE l.origin = 'pk' "
			    "AND x.key = 1 AND x.coll = 'NOCASE' COLLATE NOCASE",
			 &n));
	k->loose = n ? SM_LOOSE_CASE : SM_LOOSE_NOT;
	return SM_OK;
}

static enum sm_code primary_key(struct describe *d, struct sm_live_table *t)
{
	struct sm_live_key *k = &t->keys[t->nkeys];

	k->primary = k->decided = true;
	k->name = "PRIMARY KEY";
	SM_TRY(name_list(d, "SELECT name, 'BINARY' FROM pragma_table_xinfo(?1) "
			    "WHERE pk > 0 ORDER BY pk",
			 d->name, &k->columns, &k->ncolumns, NULL));
	SM_TRY(primary_collation(d, k));
	if (k->ncolumns)
		t->nkeys++;
	else
		*k = (struct sm_live_key){ 0 };         /* the next one's place */
	return SM_OK;
}

static enum sm_code one_unique(struct describe *d, sqlite3_stmt *st,
			       struct sm_live_key *k)
{
	uint32_t strange;

	k->name = copy_text(d, st, 0);
	if (!k->name)
		return sm_nomem(d->err);
	k->decided = !sqlite3_column_int(st, 1);        /* partial */
	SM_TRY(name_list(d, "SELECT name, coll FROM pragma_index_xinfo(?1) "
			    "WHERE key = 1 ORDER BY seqno",
			 k->name, &k->columns, &k->ncolumns, k));
	SM_TRY(ask_collations(d, k->name, &strange));
	return k->decided || strange ? SM_OK : index_sql(d, k);
}

static enum sm_code keys(struct describe *d, struct sm_live_table *t)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	uint32_t n;
	bool row;

	SM_TRY(ask_count(d, "SELECT count(*) FROM pragma_index_list(?1) "
			    "WHERE \"unique\" = 1", &n));
	t->keys = sm_arena_array(d->a, n + 2, sizeof(*t->keys));
	if (!t->keys)
		return sm_nomem(d->err);
	SM_TRY(primary_key(d, t));
	SM_TRY(ask(d, "SELECT name, partial FROM pragma_index_list(?1) "
		      "WHERE \"unique\" = 1 AND origin <> 'pk' ORDER BY name",
		   &st));
	while (!(rc = sm__lite_step(d->l, st, &row, d->err)) && row) {
		rc = one_unique(d, st, &t->keys[t->nkeys]);
		if (rc)
			break;
		t->nkeys++;
	}
	sqlite3_finalize(st);
	return rc;
}

static struct sm_live_column *find_column(struct sm_live_table *t,
					  const char *name)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (!strcasecmp(t->columns[i].name, name))
			return &t->columns[i];
	return NULL;
}

/* Did we make this rowid for an int or a smallint column? See sqlite_ddl.c. */
static enum sm_code rowid_type(struct describe *d, struct sm_live_column *c)
{
	static const enum sm_type_id narrow[] = { SM_T_SMALLINT, SM_T_INT };

	for (size_t i = 0; i < SM_COUNTOF(narrow); i++) {
		struct sm_type t = { .id = narrow[i] };
		struct sm_buf text = { 0 };
		sqlite3_stmt *st = NULL;
		enum sm_code rc;
		bool row = false;

		sm__lite_quote(&text, c->name);
		sm__lite_rowid_sql(&t, &text);
		rc = text.failed ? sm_nomem(d->err)
				 : ask(d, "SELECT 1 FROM sqlite_schema WHERE "
					  "name = ?1 COLLATE NOCASE AND "
					  "instr(sql, ?2)", &st);
		if (!rc) {
			sm__lite_bind_text(st, 2, sm_buf_str(&text));
			rc = sm__lite_step(d->l, st, &row, d->err);
		}
		sqlite3_finalize(st);
		sm_buf_release(&text);
		if (rc)
			return rc;
		if (row)
			c->type = t;
	}
	return SM_OK;
}

/*
 * An INTEGER PRIMARY KEY is the rowid under another name, and fills itself
 * when it is left out. It is one exactly when the key has no index of its own
 * (INTEGER PRIMARY KEY DESC has, and so has a table without rowids).
 */
static enum sm_code rowid_alias(struct describe *d, struct sm_live_table *t,
				bool without_rowid)
{
	struct sm_live_column *c;
	uint32_t indexes;

	if (!t->nkeys || !t->keys[0].primary || t->keys[0].ncolumns != 1 ||
	    without_rowid)
		return SM_OK;
	c = find_column(t, t->keys[0].columns[0]);
	if (!c || strcasecmp(c->type_text, "INTEGER"))
		return SM_OK;
	SM_TRY(ask_count(d, "SELECT count(*) FROM pragma_index_list(?1) "
			    "WHERE origin = 'pk'", &indexes));
	if (indexes)
		return SM_OK;
	/* with AUTOINCREMENT every insert moves sqlite_sequence by itself */
	c->identity = SM_IDENTITY_DEFAULT;
	c->has_default = true;
	return rowid_type(d, c);
}

/* ---- foreign keys ------------------------------------------------------------------ */

/* The name that a profile gives to a table of the file. */
static const char *asked_name(struct describe *d, const char *in_file)
{
	for (uint32_t i = 0; i < d->n; i++)
		if (!strcasecmp(sm__lite_name(d->names[i]), in_file))
			return d->names[i];
	return sm_arena_strdup(d->a, in_file);
}

static enum sm_code one_fk(struct describe *d, sqlite3_stmt *st,
			   struct sm_live_fk *fk)
{
	const char *parent = sm__lite_text(st, 1);
	bool named = sqlite3_column_type(st, 2) != SQLITE_NULL;
	struct sm_buf sql = { 0 };
	enum sm_code rc;

	fk->parent = asked_name(d, parent);
	fk->name = sm_arena_printf(d->a, "%s to %s", d->name, parent);
	if (!fk->parent || !fk->name)
		return sm_nomem(d->err);
	sm_buf_printf(&sql, "SELECT \"from\", 'BINARY' FROM "
			    "pragma_foreign_key_list(?1) WHERE id = %d "
			    "ORDER BY seq", sqlite3_column_int(st, 0));
	rc = name_list(d, sm_buf_str(&sql), d->name, &fk->columns,
		       &fk->ncolumns, NULL);
	sm_buf_reset(&sql);
	sm_buf_printf(&sql, "SELECT \"to\", 'BINARY' FROM "
			    "pragma_foreign_key_list(?1) WHERE id = %d "
			    "ORDER BY seq", sqlite3_column_int(st, 0));
	/* REFERENCES parent, without columns, means its primary key */
	if (!rc)
		rc = name_list(d, named ? sm_buf_str(&sql)
					: "SELECT name, 'BINARY' FROM "
					  "pragma_table_xinfo(?1) WHERE pk > 0 "
					  "ORDER BY pk",
			       named ? d->name : parent, &fk->parent_columns,
			       &(uint32_t){ 0 }, NULL);
	sm_buf_release(&sql);
	return rc;
}

static enum sm_code foreign_keys(struct describe *d, struct sm_live_table *t)
{
	sqlite3_stmt *st;
	enum sm_code rc;
	uint32_t n;
	bool row;

	SM_TRY(ask_count(d, "SELECT count(DISTINCT id) FROM "
			    "pragma_foreign_key_list(?1)", &n));
	t->fks = sm_arena_array(d->a, n + 1, sizeof(*t->fks));
	if (!t->fks)
		return sm_nomem(d->err);
	SM_TRY(ask(d, "SELECT id, \"table\", \"to\" FROM "
		      "pragma_foreign_key_list(?1) WHERE seq = 0 "
		      "ORDER BY id DESC", &st));   /* as declared */
	while (!(rc = sm__lite_step(d->l, st, &row, d->err)) && row &&
	       t->nfks < n) {
		rc = one_fk(d, st, &t->fks[t->nfks]);
		if (rc)
			break;
		t->nfks++;
	}
	sqlite3_finalize(st);
	return rc;
}

static bool is_asked(struct describe *d, const char *in_file)
{
	for (uint32_t i = 0; i < d->n; i++)
		if (!strcasecmp(sm__lite_name(d->names[i]), in_file))
			return true;
	return false;
}

static const char sql_referrers[] =
	"SELECT DISTINCT m.name, 'BINARY' FROM sqlite_schema m, "
	"pragma_foreign_key_list(m.name) f "
	"WHERE m.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE "
	"ORDER BY m.name";

static enum sm_code referrers(struct describe *d, struct sm_live_table *t)
{
	const char *const *all;
	const char **others;
	uint32_t n;

	SM_TRY(name_list(d, sql_referrers, d->name, &all, &n, NULL));
	others = sm_arena_array(d->a, n + 1, sizeof(*others));
	if (!others)
		return sm_nomem(d->err);
	for (uint32_t i = 0; i < n; i++)
		if (!is_asked(d, all[i]))
			others[t->nreferrers++] = all[i];
	t->referrers = others;
	return SM_OK;
}

/* ---- a table ------------------------------------------------------------------------ */

/* Is it in the private list of tables that an unfinished run made? */
static enum sm_code building(struct describe *d, struct sm_live_table *t)
{
	uint32_t n;
	bool any;

	SM_TRY(sm__lite_has_table(d->l, "seedmill_building", &any, d->err));
	if (!any)
		return SM_OK;
	SM_TRY(ask_count(d, "SELECT count(*) FROM seedmill_building "
			    "WHERE tab = ?1 COLLATE NOCASE", &n));
	t->building = n > 0;
	return SM_OK;
}

static enum sm_code details(struct describe *d, struct sm_live_table *t,
			    bool without_rowid)
{
	uint32_t triggers;

	SM_TRY(columns(d, t));
	SM_TRY(keys(d, t));
	SM_TRY(check_sql(d, t));
	SM_TRY(rowid_alias(d, t, without_rowid));
	SM_TRY(foreign_keys(d, t));
	SM_TRY(referrers(d, t));
	SM_TRY(ask_count(d, "SELECT count(*) FROM sqlite_schema WHERE "
			    "type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE",
			 &triggers));
	t->triggers = triggers > 0;
	return SM_OK;
}

static enum sm_code one_table(struct describe *d, struct sm_live_table *t)
{
	bool row, without_rowid = false;
	sqlite3_stmt *st;
	enum sm_code rc;

	d->name = sm__lite_name(t->name);
	SM_TRY(ask(d, "SELECT name, type, wr FROM pragma_table_list WHERE "
		      "schema = 'main' AND name = ?1 COLLATE NOCASE", &st));
	rc = sm__lite_step(d->l, st, &row, d->err);
	t->exists = !rc && row;
	if (t->exists) {
		d->name = copy_text(d, st, 0);
		t->what = copy_text(d, st, 1);
		without_rowid = sqlite3_column_int(st, 2);
		if (!d->name || !t->what)
			rc = sm_nomem(d->err);
	}
	sqlite3_finalize(st);
	if (rc || !t->exists)
		return rc;
	SM_TRY(building(d, t));
	if (t->building) {
		/* the plan that begins a run and the one that resumes it must be
		 * the same: what prepare() makes is not there yet */
		t->exists = false;
		return SM_OK;
	}
	t->writable = !strcmp(t->what, "table");
	return details(d, t, without_rowid);
}

enum sm_code sm__lite_describe(struct sm_target *t, const char *const *names,
			       uint32_t n, struct sm_arena *a,
			       struct sm_schema *out, struct sm_err *err)
{
	struct describe d = {
		.l = sm__lite(t), .a = a, .names = names, .n = n, .err = err,
	};

	out->tables = sm_arena_array(a, n + 1, sizeof(*out->tables));
	if (!out->tables)
		return sm_nomem(err);
	out->ntables = n;
	for (uint32_t i = 0; i < n; i++) {
		out->tables[i].name = names[i];
		out->tables[i].what = "table";
		if (d.l->db)
			SM_TRY(one_table(&d, &out->tables[i]));
	}
	return SM_OK;
}
