/*
 * resolve.c - what the names in a profile stand for: tables, which live table
 * belongs to each, what type each column has. How many rows: rows.c.
 */
#include <string.h>

#include "planner.h"

struct sm_ptable *sm__planner_table(struct sm_planner *p, const char *name)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		if (strcmp(p->tables[i].name, name) == 0)
			return &p->tables[i];
	return NULL;
}

struct sm_pcolumn *sm__planner_column(struct sm_ptable *t, const char *name)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].step->name, name) == 0)
			return &t->columns[i];
	return NULL;
}

struct sm_pcolumn *sm__planner_stored(struct sm_ptable *t, const char *name)
{
	struct sm_pcolumn *c = sm__planner_column(t, name);

	return c && !c->step->hidden ? c : NULL;
}

const char *sm__planner_near(struct sm_planner *p, const char *name)
{
	const char **names = sm_arena_array(p->arena, p->ntables, sizeof(*names));

	for (uint32_t i = 0; names && i < p->ntables; i++)
		names[i] = p->tables[i].name;
	return names ? sm_nearest(name, names, p->ntables) : NULL;
}

enum sm_code sm__planner_no_table(struct sm_planner *p, const char *option,
				  const char *name, struct sm_err *err)
{
	const char *near = sm__planner_near(p, name);

	if (near)
		return sm_fail(err, SM_E_USAGE, "%s: the profile has no table "
			       "\"%s\", did you mean \"%s\"?", option, name, near);
	return sm_fail(err, SM_E_USAGE, "%s: the profile has no table \"%s\"",
		       option, name);
}

/* ---- types ---------------------------------------------------------------------- */

static bool text_column(const struct sm_type *live)
{
	return live->id == SM_T_TEXT || live->id == SM_T_VARCHAR ||
	       live->id == SM_T_CHAR;
}

/*
 * May values of type `want` be kept in a live column of type `live`? Same
 * family; or as text in a text column.
 */
static bool compatible(const struct sm_type *want, const struct sm_type *live)
{
	uint32_t pair = SM_M(want->id) | SM_M(live->id);

	if (SM_M(live->id) & SM_M_COMPOUNDS)
		return want->id == live->id && want->of == live->of;
	/* padded, labels would be others than the profile's */
	if (want->id == SM_T_ENUM && live->id == SM_T_CHAR)
		return false;
	if (want->id == live->id || text_column(live))
		return true;
	return (pair & ~SM_M_INTS) == 0 || (pair & ~SM_M_TEXTS) == 0 ||
	       (pair & ~(SM_M(SM_T_REAL) | SM_M(SM_T_DOUBLE))) == 0 ||
	       (pair & ~(SM_M(SM_T_JSON) | SM_M(SM_T_JSONB))) == 0 ||
	       (pair & ~(SM_M(SM_T_TIMESTAMP) | SM_M(SM_T_TIMESTAMPTZ))) == 0;
}

/* The live column's type decides, but for what it leaves open. */
static void merge_types(struct sm_type *type, const struct sm_type *live)
{
	if (text_column(live) && !(SM_M(type->id) & SM_M_TEXTS))
		return;
	/* ours is text with a CHECK: made by a run, it is still an enum */
	if (type->id == SM_T_ENUM)
		return;
	if (live->id == type->id && !live->precision &&
	    (live->id == SM_T_DECIMAL || live->of == SM_T_DECIMAL))
		return;
	*type = *live;
}

/* Also not: a decimal(38,30), whose ones no 64 bits hold. */
static bool can_fill(const struct sm_type *live)
{
	return live->id != SM_T_NONE && live->scale <= SM_SCALE_MAX;
}

static enum sm_code live_type(struct sm_pcolumn *c, struct sm_err *err)
{
	const struct sm_type *live = &c->live->type;
	char want[64];

	if (!can_fill(live)) {
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: "
			"column %s is of type %s, which seedmill cannot fill",
			c->table->name, c->step->name, c->live->type_text);
		return sm_fix(err, "leave the column out of the profile if it has "
			      "a default or may be NULL");
	}
	if (c->type.id == SM_T_NONE) {
		c->type = *live;
		return SM_OK;
	}
	if (!compatible(&c->type, live)) {
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: "
			"column %s is of type %s in the database, %s in the "
			"profile", c->table->name, c->step->name,
			c->live->type_text, sm_type_format(&c->type, want));
		return sm_fix(err, "change or leave out `type:` of %s",
			      c->display);
	}
	merge_types(&c->type, live);
	return SM_OK;
}

static enum sm_code written_type(struct sm_planner *p, struct sm_pcolumn *c,
				 struct sm_err *err)
{
	const char *near;
	size_t n;
	const char *const *names;

	if (sm__enum_written(c->step->type))
		return sm__enum_read(p, c, err);
	if (sm_type_parse(c->step->type, &c->type))
		return SM_OK;
	names = sm_type_names(&n);
	near = sm_nearest(c->step->type, names, n);
	sm__spec_refuse(p->spec, err, c->step->path, "type",
			near ? "%s: unknown type \"%s\", did you mean \"%s\"?"
			     : "%s: unknown type \"%s\"%s",
			c->display, c->step->type, near ? near : "");
	return sm_fix(err, "types: smallint int bigint decimal(p,s) real double "
		      "bool text varchar(n) char(n) bytes date timestamp "
		      "timestamptz uuid json jsonb inet enum(label, ...), arrays "
		      "\"int[]\" and ranges: int4range int8range numrange "
		      "daterange tsrange tstzrange");
}

enum sm_code sm__resolve_type(struct sm_planner *p, struct sm_pcolumn *c,
			      struct sm_err *err)
{
	c->labels = c->live ? c->live->labels : NULL;
	c->nlabels = c->live ? c->live->nlabels : 0;
	if (c->step->type)
		SM_TRY(written_type(p, c, err));
	if (c->live)
		return live_type(c, err);
	if (!c->step->type)
		c->type = c->step->kind->natural;
	return SM_OK;
}

/* ---- tables and columns ------------------------------------------------------------ */

static const struct sm_live_column *find_live(const struct sm_live_table *t,
					      const char *name)
{
	for (uint32_t i = 0; t && i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return &t->columns[i];
	return NULL;
}

static enum sm_code missing_live(struct sm_planner *p, struct sm_pcolumn *c,
				 struct sm_err *err)
{
	const struct sm_live_table *live = c->table->live;
	const char **names = sm_arena_array(p->arena, live->ncolumns + 1,
					    sizeof(*names));
	const char *near = NULL;

	for (uint32_t i = 0; names && i < live->ncolumns; i++)
		names[i] = live->columns[i].name;
	if (names)
		near = sm_nearest(c->step->name, names, live->ncolumns);
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: column \"%s\" "
		"does not exist%s%s%s", c->table->name, c->step->name,
		near ? ", did you mean \"" : "", near ? near : "",
		near ? "\"?" : "");
	return sm_fix(err, "rename or remove the column in the profile, or add it "
		      "to the table");
}

/* Their steps in place: the stored columns first, each in the order written. */
static bool place_columns(struct sm_planner *p, struct sm_ptable *t)
{
	uint32_t hidden = 0;

	t->ncolumns = t->spec->ncolumns;
	t->columns = sm_arena_array(p->arena, t->ncolumns + 1,
				    sizeof(*t->columns));
	for (uint32_t i = 0; i < t->ncolumns; i++)
		hidden += t->spec->columns[i].hidden;
	t->nstored = 0;
	hidden = t->ncolumns - hidden;
	for (uint32_t i = 0; t->columns && i < t->ncolumns; i++) {
		const struct sm_step *s = &t->spec->columns[i];

		t->columns[s->hidden ? hidden++ : t->nstored++].step = s;
	}
	return t->columns != NULL;
}

static enum sm_code resolve_columns(struct sm_planner *p, struct sm_ptable *t,
				    struct sm_err *err)
{
	if (!place_columns(p, t))
		return sm_nomem(err);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct sm_pcolumn *c = &t->columns[i];

		c->table = t;
		c->want_unique = c->step->unique;
		c->key_name = c->step->name;
		c->display = sm_arena_printf(p->arena, "%s.%s", t->name,
					     c->step->name);
		if (!c->display)
			return sm_nomem(err);
		c->live = i < t->nstored ? find_live(t->live, c->step->name) : NULL;
		if (t->live && !c->live && i < t->nstored)
			return missing_live(p, c, err);
		SM_TRY(sm__resolve_type(p, c, err));
	}
	return SM_OK;
}

/* What is known of a table that may be there; of a hidden one nothing. */
static const struct sm_live_table *live_table(const struct sm_planner *p,
					      const struct sm_ptable *t)
{
	uint32_t at = 0;

	if (!p->opts->live || t->spec->hidden)
		return NULL;
	for (uint32_t i = 0; i < t->spec_index; i++)
		at += !p->spec->tables[i].hidden;
	return p->opts->live->tables[at].exists ? &p->opts->live->tables[at] : NULL;
}

static enum sm_code resolve_table(struct sm_planner *p, uint32_t i,
				  struct sm_err *err)
{
	struct sm_ptable *t = &p->tables[i];
	const char *dot;

	t->spec = &p->spec->tables[i];
	t->spec_index = i;
	t->name = t->spec->name;
	t->base = t->name;
	t->selected = !p->opts->nonly && !t->spec->hidden;
	dot = strchr(t->name, '.');
	if (dot) {
		t->schema = sm_arena_strndup(p->arena, t->name,
					     (size_t)(dot - t->name));
		t->base = dot + 1;
		if (!t->schema)
			return sm_nomem(err);
	}
	t->live = live_table(p, t);
	if (!t->live || t->live->writable)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: it is a %s, "
		"not a table", t->name, t->live->what);
	return sm_fix(err, "name the table behind it");
}

static enum sm_code select_tables(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->opts->nonly; i++) {
		struct sm_ptable *t = sm__planner_table(p, p->opts->only[i]);

		if (!t)
			return sm__planner_no_table(p, "--table", p->opts->only[i], err);
		if (t->spec->hidden) {
			sm_fail(err, SM_E_USAGE, "--table: %s is hidden: it is "
				"stored nowhere", t->name);
			return sm_fix(err, "name tables that are stored, or take "
				      "hidden: true away from it");
		}
		t->selected = true;
	}
	return SM_OK;
}

enum sm_code sm__resolve(struct sm_planner *p, struct sm_err *err)
{
	p->ntables = p->spec->ntables;
	p->tables = sm_arena_array(p->arena, p->ntables + 1, sizeof(*p->tables));
	if (!p->tables)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(resolve_table(p, i, err));
	SM_TRY(select_tables(p, err));
	SM_TRY(sm__check_row_options(p, err));
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(sm__resolve_rows(p, &p->tables[i], err));
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(resolve_columns(p, &p->tables[i], err));
	return SM_OK;
}
