/*
 * defaults.c - what tables and steps need not say each for itself
 *
 *     defaults:
 *       columns:        columns that every table gets in front of its own
 *       last_columns:   the same, behind them
 *       primary_key:    of tables that have these columns and name no key
 *       kinds:          arguments of kinds, {timestamp: {from: -3y, to: now}}
 *       locale:         of every kind that takes one, where it has the list
 *
 * What is written wins: a column of that name, a primary key, an argument. A
 * table that says `defaults: false` gets nothing. All happens in the tree, so
 * that what is checked, compiled and hashed is the profile written out in full.
 */
#include <string.h>

#include "profile.h"

/* Nodes copied into tables at most: 10,000 columns for 10,000 tables are no use. */
#define MAX_COPIED 200000

struct defaulting {
	struct sm_spec *s;
	const struct sm_profile_schema *ps;
	const struct sm_node *defaults;
	const struct sm_node *kinds;        /* or NULL */
	const char *locale;                 /* or NULL */
	struct sm_err *err;
	uint32_t left;                      /* of MAX_COPIED */
};

static struct sm_node *child(struct sm_node *node, const char *key)
{
	return (struct sm_node *)(uintptr_t)sm__node_child(node, key);
}

static enum sm_code copied(struct defaulting *d, const struct sm_node *node,
			   struct sm_node **out)
{
	*out = sm__node_copy(&d->s->arena, node, &d->left);
	if (*out)
		return SM_OK;
	if (d->left)
		return sm_nomem(d->err);
	sm__node_refuse(d->err, d->defaults, "defaults make the profile longer by "
			"more than %d values", MAX_COPIED);
	return sm_fix(d->err, "write defaults: false in tables that need none");
}

/* ---- columns and keys ------------------------------------------------------------ */

static bool has_named(const struct sm_node *list, const char *name)
{
	for (const struct sm_node *c = list->first; c; c = c->next) {
		const char *has = sm__node_text(c, "name");

		if (has && !strcmp(has, name))
			return true;
	}
	return false;
}

/* The items of list `key` that the table has no column for. */
static enum sm_code add_columns(struct defaulting *d, struct sm_node *columns,
				const char *key, struct sm_node *to)
{
	const struct sm_node *list = sm__node_child(d->defaults, key);

	if (!list || list->shape != SM_SHAPE_LIST)
		return SM_OK;
	for (const struct sm_node *c = list->first; c; c = c->next) {
		const char *name = sm__node_text(c, "name");
		struct sm_node *copy;

		if (!name || has_named(columns, name))
			continue;
		SM_TRY(copied(d, c, &copy));
		sm__node_append(to, copy);
	}
	return SM_OK;
}

static enum sm_code default_columns(struct defaulting *d, struct sm_node *columns)
{
	struct sm_node first = { .shape = SM_SHAPE_LIST };
	struct sm_node last = { .shape = SM_SHAPE_LIST };

	SM_TRY(add_columns(d, columns, "columns", &first));
	SM_TRY(add_columns(d, columns, "last_columns", &last));
	if (first.n) {
		first.last->next = columns->first;
		columns->first = first.first;
		columns->last = columns->last ? columns->last : first.last;
	}
	if (last.n) {
		if (columns->last)
			columns->last->next = last.first;
		else
			columns->first = last.first;
		columns->last = last.last;
	}
	columns->n += first.n + last.n;
	return SM_OK;
}

static enum sm_code default_key(struct defaulting *d, struct sm_node *table,
				const struct sm_node *columns)
{
	const struct sm_node *key = sm__node_child(d->defaults, "primary_key");
	struct sm_node *copy;

	if (!key || key->shape != SM_SHAPE_LIST ||
	    sm__node_child(table, "primary_key"))
		return SM_OK;
	for (const struct sm_node *c = key->first; c; c = c->next)
		if (c->shape != SM_SHAPE_SCALAR || !has_named(columns, c->text))
			return SM_OK;
	SM_TRY(copied(d, key, &copy));
	sm__node_append(table, copy);
	return SM_OK;
}

/* ---- arguments of kinds ---------------------------------------------------------- */

static const struct sm_op_kind *kind_of(const struct sm_profile_schema *ps,
					const char *key)
{
	for (uint32_t i = 0; i < ps->kinds; i++)
		if (!strcmp(ps->kind[i]->name, key))
			return ps->kind[i];
	return NULL;
}

static bool takes(const struct sm_op_kind *kind, const char *arg)
{
	const cyaml_schema_field_t *f = kind->args;

	while (f && f->key && strcmp(f->key, arg))
		f++;
	return f && f->key;
}

/* Lists that the locale has not are taken as they are. */
static bool wants_locale(const struct defaulting *d, const struct sm_node *args,
			 const struct sm_op_kind *kind)
{
	static const char *const naming[] = { "list", "form" };
	bool names = false;

	if (!d->locale || !takes(kind, "locale") || sm__node_child(args, "locale"))
		return false;
	for (size_t i = 0; i < SM_COUNTOF(naming); i++) {
		const char *list = sm__node_text(args, naming[i]);

		names |= takes(kind, naming[i]);
		if (list && takes(kind, naming[i]))
			return sm__locale_has(d->s, d->locale, list);
	}
	return !names;
}

static enum sm_code check_locale(const struct defaulting *d)
{
	char shown[64];

	if (!d->locale || sm__locale_has(d->s, d->locale, NULL))
		return SM_OK;
	sm__node_refuse(d->err, sm__node_child(d->defaults, "locale"), "defaults: "
			"there are no word lists of locale \"%s\"",
			sm__shown(d->locale, shown));
	return sm_fix(d->err, "lists of a locale stand in words/%s/ beside the "
		      "profile or in seedmill's own folder", shown);
}

/*
 * A period that begins after another time, or is a histogram, has another form
 * than one from here to there: `kinds: {timestamp: {from: -3y}}` is not for it.
 */
static bool other_form(const struct sm_node *args, const char *arg)
{
	static const char *const plain[] = {
		"from", "to", "min", "max", "hours", "weekdays", "months", "growth",
	};

	if (!sm__node_child(args, "after") && !sm__node_child(args, "bounds"))
		return false;
	for (size_t i = 0; i < SM_COUNTOF(plain); i++)
		if (!strcmp(plain[i], arg))
			return true;
	return false;
}

static enum sm_code default_args(struct defaulting *d, struct sm_node *args,
				 const struct sm_op_kind *kind)
{
	const struct sm_node *given =
		d->kinds ? sm__node_child(d->kinds, kind->name) : NULL;
	struct sm_node *add;

	if (args->shape != SM_SHAPE_MAP)
		return SM_OK;
	if (given && given->shape == SM_SHAPE_MAP) {
		for (const struct sm_node *c = given->first; c; c = c->next) {
			if (sm__node_child(args, c->key) ||
			    other_form(args, c->key))
				continue;
			SM_TRY(copied(d, c, &add));
			sm__node_append(args, add);
		}
	}
	if (!wants_locale(d, args, kind))
		return SM_OK;
	SM_TRY(copied(d, sm__node_child(d->defaults, "locale"), &add));
	sm__node_append(args, add);
	return SM_OK;
}

/* A step is an item with a name; steps in steps are found on the way down. */
static enum sm_code default_steps(struct defaulting *d, struct sm_node *node)
{
	bool step = !node->key && sm__node_text(node, "name");

	for (struct sm_node *c = node->first; c; c = c->next) {
		const struct sm_op_kind *kind =
			step ? kind_of(d->ps, c->key) : NULL;

		if (kind)
			SM_TRY(default_args(d, c, kind));
		SM_TRY(default_steps(d, c));
	}
	return SM_OK;
}

/* ---- the whole ------------------------------------------------------------------- */

static bool wants_none(const struct sm_node *table)
{
	const char *says = sm__node_text(table, "defaults");

	return says && !strcmp(says, "false");
}

static enum sm_code default_table(struct defaulting *d, struct sm_node *table)
{
	struct sm_node *columns = child(table, "columns");

	if (!columns && table->shape == SM_SHAPE_MAP) {
		columns = sm__node_new(&d->s->arena, SM_SHAPE_LIST, "columns", NULL,
				       table);
		if (!columns)
			return sm_nomem(d->err);
		SM_TRY(default_columns(d, columns));
		if (!columns->n)
			return SM_OK;
		sm__node_append(table, columns);
	} else if (columns && columns->shape == SM_SHAPE_LIST) {
		SM_TRY(default_columns(d, columns));
	} else {
		return SM_OK;       /* refused as a form */
	}
	SM_TRY(default_key(d, table, columns));
	return d->kinds || d->locale ? default_steps(d, columns) : SM_OK;
}

enum sm_code sm__defaults(struct sm_spec *s, const struct sm_profile_schema *ps,
			  struct sm_err *err)
{
	struct sm_node *root = s->positions->root;
	struct sm_node *tables = child(root, "tables");
	struct defaulting d = {
		.s = s, .ps = ps, .err = err, .left = MAX_COPIED,
		.defaults = sm__node_child(root, "defaults"),
	};

	if (!d.defaults || d.defaults->shape != SM_SHAPE_MAP || !tables)
		return SM_OK;
	d.kinds = sm__node_child(d.defaults, "kinds");
	d.kinds = d.kinds && d.kinds->shape == SM_SHAPE_MAP ? d.kinds : NULL;
	d.locale = sm__node_text(d.defaults, "locale");
	SM_TRY(check_locale(&d));
	for (struct sm_node *t = tables->first; t; t = t->next)
		if (!wants_none(t))
			SM_TRY(default_table(&d, t));
	return SM_OK;
}
