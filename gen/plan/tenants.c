/*
 * tenants.c - one profile for many tenants: their rows made `per` tenant
 *
 *     tenants: {table: tenants, count: 20}
 *     tables:
 *       - name: tenants
 *         ...
 *       - name: projects
 *         rows: 50                                 of each tenant
 *         columns:
 *           - {name: tenant_id, tenant: {}}
 *
 * A table is a tenant's own when it has such a column. In the tree, its `rows`
 * become `per: {table: tenants, min: 50, max: 50, scaled: true}` and the column
 * `parent: {}`; below another table of a tenant the column is a copy of that
 * row's. A `ref` from one such table to another keeps to the tenant by `same`,
 * unless it says `same: none`.
 */
#include <assert.h>
#include <string.h>

#include "profile.h"

struct tenancy {
	struct sm_spec *s;
	struct sm_err *err;
	struct sm_node *tables;     /* a list */
	const struct sm_node *node; /* `tenants` itself */
	const char *table, *column;
	const char **own;           /* tables that are a tenant's */
	uint32_t nown;
};

static struct sm_node *child(struct sm_node *node, const char *key)
{
	return (struct sm_node *)(uintptr_t)sm__node_child(node, key);
}

static void drop(struct sm_node *up, const struct sm_node *gone)
{
	struct sm_node *before = NULL;

	for (struct sm_node *c = up->first; c != gone; c = c->next) {
		assert(c);              /* it is there */
		before = c;
	}
	if (before)
		before->next = gone->next;
	else
		up->first = gone->next;
	if (up->last == gone)
		up->last = before;
	up->n--;
}

/* Append "key: text" to a mapping, placed where `like` is. */
static enum sm_code say(struct tenancy *t, struct sm_node *to, const char *key,
			const char *text, const struct sm_node *like)
{
	struct sm_node *node = sm__node_new(&t->s->arena, SM_SHAPE_SCALAR, key, text,
					    like);

	if (!node)
		return sm_nomem(t->err);
	sm__node_append(to, node);
	return SM_OK;
}

static const char *name_of(const struct sm_node *node)
{
	const char *name = sm__node_text(node, "name");

	return name ? name : "?";
}

/* The step of a table's columns that has this key, or NULL. */
static struct sm_node *step_with(const struct sm_node *table, const char *key)
{
	const struct sm_node *columns = sm__node_child(table, "columns");

	for (struct sm_node *c = columns ? columns->first : NULL; c; c = c->next)
		if (sm__node_child(c, key))
			return c;
	return NULL;
}

static struct sm_node *table_named(const struct tenancy *t, const char *name)
{
	for (struct sm_node *c = t->tables->first; c; c = c->next) {
		const char *is = sm__node_text(c, "name");

		if (is && !strcmp(is, name))
			return c;
	}
	return NULL;
}

/* Who is a tenant's own, before columns get other kinds. */
static enum sm_code list_own(struct tenancy *t)
{
	t->own = sm_arena_array(&t->s->arena, t->tables->n + 1, sizeof(*t->own));
	if (!t->own)
		return sm_nomem(t->err);
	for (const struct sm_node *c = t->tables->first; c; c = c->next)
		if (step_with(c, "tenant") && strcmp(name_of(c), t->table))
			t->own[t->nown++] = name_of(c);
	assert(t->nown <= t->tables->n);
	return SM_OK;
}

static bool owned(const struct tenancy *t, const char *name)
{
	for (uint32_t i = 0; i < t->nown; i++)
		if (!strcmp(t->own[i], name))
			return true;
	return false;
}

/* ---- the tenants' own table --------------------------------------------------- */

static enum sm_code fix_count(struct tenancy *t, struct sm_node *table)
{
	static const char *const ways[] = { "rows", "fixed", "per", "pairs" };
	const struct sm_node *count = sm__node_child(t->node, "count");
	uint64_t n = 0;
	const char *fault;
	char shown[64];

	if (!count || count->shape != SM_SHAPE_SCALAR)
		return SM_OK;       /* as the table says; or refused as a form */
	fault = sm__read_count(count->text, INT64_MAX, &n);
	if (!fault && !n)
		fault = "it must be at least 1";
	if (fault)
		return sm__node_refuse(t->err, count, "tenants: count is \"%s\": %s",
				       sm__shown(count->text, shown), fault);
	for (size_t i = 0; i < SM_COUNTOF(ways); i++) {
		const struct sm_node *had = sm__node_child(table, ways[i]);

		if (!had)
			continue;
		sm__node_refuse(t->err, had, "%s: tenants says how many rows it has, "
				"and so does %s", t->table, ways[i]);
		return sm_fix(t->err, "keep count in tenants, or %s here", ways[i]);
	}
	return say(t, table, "fixed", count->text, count);
}

/* ---- a tenant's tables -------------------------------------------------------- */

/* So many rows become so many for each tenant; `fixed` stays so at any scale. */
static enum sm_code rows_per_tenant(struct tenancy *t, struct sm_node *table,
				    const struct sm_node *rows)
{
	struct sm_node *per = sm__node_new(&t->s->arena, SM_SHAPE_MAP, "per", NULL,
					   rows);

	if (!per)
		return sm_nomem(t->err);
	if (rows->shape != SM_SHAPE_SCALAR || rows->missing)
		return SM_OK;
	SM_TRY(say(t, per, "table", t->table, rows));
	SM_TRY(say(t, per, "min", rows->text, rows));
	SM_TRY(say(t, per, "max", rows->text, rows));
	if (!strcmp(rows->key, "rows"))
		SM_TRY(say(t, per, "scaled", "true", rows));
	assert(per->n >= 3);
	drop(table, rows);
	sm__node_append(table, per);
	return SM_OK;
}

/* Is the tenant's column one of several of that table's primary key? */
static bool in_key(const struct tenancy *t, const char *name)
{
	const struct sm_node *table = table_named(t, name);
	const struct sm_node *key = table ? sm__node_child(table, "primary_key")
					  : NULL;

	if (!key || key->shape != SM_SHAPE_LIST || key->n < 2)
		return false;
	for (const struct sm_node *c = key->first; c; c = c->next)
		if (c->shape == SM_SHAPE_SCALAR && !strcmp(c->text, t->column))
			return true;
	return false;
}

/*
 * The column is the parent's key, or a part of it, as the `parent` columns of a
 * key of several are one reference; or a copy of the parent row's own tenant.
 */
static enum sm_code below(struct tenancy *t, struct sm_node *table,
			  struct sm_node *step, const char *parent)
{
	struct sm_node *tenant = child(step, "tenant"), *up;
	const char *from;

	assert(tenant);
	if (!strcmp(parent, t->table)) {
		tenant->key = "parent";
		return SM_OK;
	}
	if (!owned(t, parent)) {
		sm__node_refuse(t->err, tenant, "%s.%s: its rows are made per %s, "
				"which is no tenant's", name_of(table), t->column,
				parent);
		return sm_fix(t->err, "give %s a column {name: %s, tenant: {}}, too",
			      parent, t->column);
	}
	up = step_with(table, "parent");
	if (!up) {
		sm__node_refuse(t->err, tenant, "%s.%s: no column of %s is the "
				"parent of its rows, so there is no way to the "
				"tenant", name_of(table), t->column, name_of(table));
		return sm_fix(t->err, "add a column {name: ..., parent: {}}; hidden: "
			      "true when it is not stored");
	}
	if (in_key(t, parent)) {
		tenant->key = "parent";
		return say(t, tenant, "column", t->column, tenant);
	}
	from = sm_arena_printf(&t->s->arena, "\"%s\".\"%s\"", name_of(up),
			       t->column);
	if (!from)
		return sm_nomem(t->err);
	tenant->key = "copy";
	return say(t, tenant, "from", from, tenant);
}

static enum sm_code own_table(struct tenancy *t, struct sm_node *table,
			      struct sm_node *step)
{
	const struct sm_node *tenant = sm__node_child(step, "tenant");
	const struct sm_node *rows = sm__node_child(table, "rows");
	const struct sm_node *per = sm__node_child(table, "per");

	if (strcmp(name_of(step), t->column)) {
		sm__node_refuse(t->err, tenant, "%s.%s: the tenant's column is called "
				"%s", name_of(table), name_of(step), t->column);
		return sm_fix(t->err, "rename it, or say tenants: {column: %s}",
			      name_of(step));
	}
	if (tenant->shape != SM_SHAPE_MAP || tenant->n) {
		sm__node_refuse(t->err, tenant, "%s.%s: tenant takes no arguments",
				name_of(table), name_of(step));
		return sm_fix(t->err, "write tenant: {}");
	}
	if (sm__node_child(table, "pairs")) {
		sm__node_refuse(t->err, tenant, "%s.%s: tuples of other tables' rows "
				"mix their tenants", name_of(table), t->column);
		return sm_fix(t->err, "make it per one of them, with a ref to the "
			      "other: {distinct: true} when that one belongs "
			      "to no tenant");
	}
	rows = rows ? rows : sm__node_child(table, "fixed");
	if (per && sm__node_text(per, "table"))
		return below(t, table, step, sm__node_text(per, "table"));
	SM_TRY(below(t, table, step, t->table));
	return rows ? rows_per_tenant(t, table, rows) : SM_OK;
}

/* ---- references --------------------------------------------------------------- */

static enum sm_code keep_apart(struct tenancy *t, struct sm_node *ref)
{
	const char *to = sm__node_text(ref, "table");
	const char *same = sm__node_text(ref, "same");

	if (same && !strcmp(same, "none")) {
		drop(ref, sm__node_child(ref, "same"));
		return SM_OK;
	}
	if (!to || same || !owned(t, to))
		return SM_OK;
	return say(t, ref, "same", t->column, ref);
}

/* Every `ref` of a step, steps inside others included. */
static enum sm_code keep_all_apart(struct tenancy *t, struct sm_node *node)
{
	bool step = !node->key && sm__node_text(node, "name");

	for (struct sm_node *c = node->first; c; c = c->next) {
		if (step && c->shape == SM_SHAPE_MAP && !strcmp(c->key, "ref"))
			SM_TRY(keep_apart(t, c));
		SM_TRY(keep_all_apart(t, c));
	}
	return SM_OK;
}

/* ---- the whole ------------------------------------------------------------------ */

/* A profile without tenants has no column of one. */
static enum sm_code refuse_lonely(const struct sm_node *tables, struct sm_err *err)
{
	for (const struct sm_node *c = tables->first; c; c = c->next) {
		const struct sm_node *step = step_with(c, "tenant");

		if (!step)
			continue;
		sm__node_refuse(err, sm__node_child(step, "tenant"), "%s.%s: the "
				"profile does not say who the tenants are",
				name_of(c), name_of(step));
		return sm_fix(err, "write tenants: {table: tenants, count: 20} at "
			      "the top");
	}
	return SM_OK;
}

/* In `defaults` it has been copied into tables and is no kind by itself. */
static void clean_defaults(struct sm_node *root)
{
	static const char *const lists[] = { "columns", "last_columns" };
	struct sm_node *defaults = child(root, "defaults");

	for (size_t i = 0; defaults && i < SM_COUNTOF(lists); i++) {
		struct sm_node *list = child(defaults, lists[i]), *next;

		for (struct sm_node *c = list ? list->first : NULL; c; c = next) {
			next = c->next;
			if (sm__node_child(c, "tenant"))
				drop(list, c);
		}
		if (list && list->shape == SM_SHAPE_LIST && !list->n)
			drop(defaults, list);
	}
}

static enum sm_code find_table(struct tenancy *t, struct sm_node **out)
{
	char shown[64];

	*out = table_named(t, t->table);
	if (*out)
		return SM_OK;
	return sm__node_refuse(t->err, sm__node_child(t->node, "table"), "tenants: "
			       "the profile has no table \"%s\"",
			       sm__shown(t->table, shown));
}

static enum sm_code rewrite(struct tenancy *t, struct sm_node *tenants)
{
	struct sm_node *step = step_with(tenants, "tenant");

	/* a default column for all tables: not for the tenants themselves */
	if (step)
		drop(child(tenants, "columns"), step);
	SM_TRY(list_own(t));
	for (struct sm_node *c = t->tables->first; c; c = c->next) {
		step = c != tenants ? step_with(c, "tenant") : NULL;
		if (!step)
			continue;
		SM_TRY(own_table(t, c, step));
		SM_TRY(keep_all_apart(t, child(c, "columns")));
	}
	return fix_count(t, tenants);
}

enum sm_code sm__tenants(struct sm_spec *s, struct sm_err *err)
{
	struct sm_node *root = s->positions->root;
	struct tenancy t = {
		.s = s, .err = err, .tables = child(root, "tables"),
		.node = sm__node_child(root, "tenants"), .column = "tenant_id",
	};
	struct sm_node *table;

	if (!t.tables || t.tables->shape != SM_SHAPE_LIST)
		return SM_OK;
	if (!t.node)
		return refuse_lonely(t.tables, err);
	t.table = sm__node_text(t.node, "table");
	if (sm__node_text(t.node, "column"))
		t.column = sm__node_text(t.node, "column");
	if (!t.table)
		return SM_OK;       /* refused as a form */
	SM_TRY(find_table(&t, &table));
	SM_TRY(rewrite(&t, table));
	clean_defaults(root);
	return SM_OK;
}
