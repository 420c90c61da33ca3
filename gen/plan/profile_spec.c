/*
 * profile_spec.c - what libcyaml read becomes a spec
 *
 * Numbers, true and false, and names are read here, as all came as text, and
 * what two keys say together is checked: rows, fixed or per; what per says;
 * a name that is there twice. Strings are not copied: they lie in the spec's
 * arena already.
 *
 * Each list's item carries its path, by which its place in the file is found,
 * and its subject, what messages call it. Names are O(n log n) to compare, as a
 * profile may have 10,000 of each.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"

#define MAX_ROWS ((uint64_t)INT64_MAX)

/* ---- values ------------------------------------------------------------------- */

/* What is being converted, for messages: where it stands and what it is called. */
struct item {
	struct sm_spec *s;
	struct sm_err *err;
	const char *path;           /* "tables[2].columns[3]" */
	const char *subject;        /* "orders.total"; "" at the top */
};

static enum sm_code bad_value(const struct item *it, const char *key,
			      const char *text, const char *fault)
{
	char shown[64];

	return sm__spec_refuse(it->s, it->err, it->path, key,
			       "%s%s%s is \"%s\": %s", it->subject,
			       *it->subject ? ": " : "", key,
			       sm__shown(text, shown), fault);
}

static enum sm_code take_count(const struct item *it, const char *key,
			       const char *text, uint64_t max, uint64_t *out)
{
	const char *fault = text ? sm__read_count(text, max, out) : NULL;

	return fault ? bad_value(it, key, text, fault) : SM_OK;
}

static enum sm_code take_real(const struct item *it, const char *key,
			      const char *text,
			      const char *(*read)(const char *, double *),
			      double *out)
{
	const char *fault = text ? read(text, out) : NULL;

	return fault ? bad_value(it, key, text, fault) : SM_OK;
}

static enum sm_code take_bool(const struct item *it, const char *key,
			      const char *text, bool *out)
{
	const char *fault = text ? sm__read_bool(text, out) : NULL;

	return fault ? bad_value(it, key, text, fault) : SM_OK;
}

static enum sm_code take_name(const struct item *it, const char *key,
			      const char *text, enum sm_name_rule rule,
			      const char **out)
{
	const char *fault = text ? sm__name_fault(text, rule) : NULL;

	*out = text;
	return fault ? bad_value(it, key, text, fault) : SM_OK;
}

/* Names in a list, each by the rule for columns. */
static enum sm_code take_names(const struct item *it, const char *key,
			       const char *const *name, uint32_t n,
			       struct sm_names *out)
{
	for (uint32_t i = 0; i < n; i++) {
		const char *fault = sm__name_fault(name[i], SM_NAME_COLUMN);
		char item_key[64];

		if (!fault)
			continue;
		snprintf(item_key, sizeof(item_key), "%s[%" PRIu32 "]", key, i);
		return bad_value(it, item_key, name[i], fault);
	}
	*out = (struct sm_names){ .name = name, .n = n };
	return SM_OK;
}

/* The item `list`[i] below `up`; false when there is no memory. */
static bool item_below(const struct item *up, const char *list, uint32_t i,
		       struct item *out)
{
	struct sm_arena *a = &up->s->arena;
	const char *dot = *up->path ? "." : "";

	*out = *up;
	out->path = sm_arena_printf(a, "%s%s%s[%" PRIu32 "]", up->path, dot, list, i);
	dot = *up->subject ? "." : "";
	out->subject = sm_arena_printf(a, "%s%s%s[%" PRIu32 "]", up->subject, dot,
				       list, i);
	return out->path && out->subject;
}

/* Call the item by its name from now on. */
static bool item_named(struct item *it, const struct item *up, const char *kind,
		       const char *name)
{
	it->subject = sm_arena_printf(&it->s->arena, "%s%s%s%s", up->subject,
				      *up->subject ? "." : "", kind, name);
	return it->subject != NULL;
}

/* ---- names given twice ---------------------------------------------------------- */

struct named {
	const char *name;
	const char *path;
	uint32_t order;             /* as written */
};

static int named_compare(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* Sorts v. Refuses the pair whose second member comes first in the file. */
static enum sm_code refuse_twice(const struct item *it, struct named *v,
				 uint32_t n, const char *what)
{
	const struct named *first = NULL, *second = NULL;
	const struct sm_node *a, *b;
	char shown[64];

	if (n < 2)
		return SM_OK;
	qsort(v, n, sizeof(*v), named_compare);
	for (uint32_t i = 1; i < n; i++) {
		if (strcmp(v[i - 1].name, v[i].name))
			continue;
		if (second && second->order < v[i].order)
			continue;
		first = &v[i - 1];
		second = &v[i];
	}
	if (!second)
		return SM_OK;
	assert(first->order < second->order);
	a = sm__positions_find(it->s->positions, first->path);
	b = sm__positions_find(it->s->positions, second->path);
	return sm__spec_refuse(it->s, it->err, second->path, NULL,
			       "%s%s%s \"%s\" is there twice, first at %s%s%u:%u",
			       it->subject, *it->subject ? ": " : "", what,
			       sm__shown(second->name, shown),
			       a->file == b->file ? "" : a->file,
			       a->file == b->file ? "" : ":",
			       sm__node_mark(a).line, sm__node_mark(a).column);
}

/* ---- steps -------------------------------------------------------------------- */

/* Calls itself for lists in lists: at most SM_PROFILE_DEPTH deep. */
static enum sm_code take_steps(const struct item *up, const char *list,
			       const struct sm_profile_schema *ps,
			       struct sm_steps *raw, enum sm_name_rule rule,
			       struct sm_step **out);

static enum sm_code take_kind(const struct item *it,
			      const struct sm_profile_schema *ps,
			      const struct sm_raw_step *raw, struct sm_step *step)
{
	struct item inside = *it;
	struct sm_step *below;
	struct sm_steps *list;
	uint32_t k = 0;

	while (k < ps->kinds && !raw->args[k])
		k++;
	assert(k < ps->kinds);      /* profile_form.c saw to that */
	step->kind = ps->kind[k];
	step->args = raw->args[k];
	if (!step->kind->steps)
		return SM_OK;
	inside.path = sm_arena_printf(&it->s->arena, "%s.%s", it->path,
				      step->kind->name);
	if (!inside.path)
		return sm_nomem(it->err);
	list = raw->args[k];
	return take_steps(&inside, "fields", ps, list, SM_NAME_FIELD, &below);
}

static enum sm_code take_step(struct item *it, const struct item *up,
			      const struct sm_profile_schema *ps,
			      const struct sm_raw_step *raw,
			      enum sm_name_rule rule, struct sm_step *step)
{
	step->path = it->path;
	step->type = raw->type;
	SM_TRY(take_name(it, "name", raw->name, rule, &step->name));
	if (!item_named(it, up, "", step->name))
		return sm_nomem(it->err);
	SM_TRY(take_real(it, "nulls", raw->nulls, sm__read_share, &step->nulls));
	SM_TRY(take_bool(it, "unique", raw->unique, &step->unique));
	SM_TRY(take_bool(it, "hidden", raw->hidden, &step->hidden));
	step->when = raw->when;
	SM_TRY(take_name(it, "unique_within", raw->unique_within, SM_NAME_COLUMN,
			 &step->unique_within));
	if (step->unique_within && step->unique)
		return bad_value(it, "unique_within", raw->unique_within,
				 "the column is unique: true already; keep one");
	if (step->unique_within && rule == SM_NAME_FIELD)
		return bad_value(it, "unique_within", raw->unique_within, "only "
				 "columns can be, a field is part of its column's "
				 "value");
	step->nulls_with = raw->nulls_with;
	if (raw->nulls_with && rule == SM_NAME_FIELD)
		return bad_value(it, "nulls_with", raw->nulls_with, "only columns "
				 "share their NULLs, fields do not");
	if (raw->nulls_with && raw->nulls && step->nulls <= 0)
		return bad_value(it, "nulls", raw->nulls, "nulls_with makes NULLs: "
				 "give a share above 0, or none for that of the other");
	if (step->hidden && rule == SM_NAME_FIELD)
		return bad_value(it, "hidden", raw->hidden, "only columns can be "
				 "hidden, a field is part of its column's value");
	return take_kind(it, ps, raw, step);
}

/* raw's items are replaced by the steps made of them: what kinds see (op.h). */
static enum sm_code take_steps(const struct item *up, const char *list,
			       const struct sm_profile_schema *ps,
			       struct sm_steps *raw, enum sm_name_rule rule,
			       struct sm_step **out)
{
	struct sm_arena *a = &up->s->arena;
	struct sm_step *step = sm_arena_array(a, raw->n, sizeof(*step));
	struct named *named = sm_arena_array(a, raw->n, sizeof(*named));

	if (!step || !named)
		return sm_nomem(up->err);
	for (uint32_t i = 0; i < raw->n; i++) {
		struct item it;

		if (!item_below(up, list, i, &it))
			return sm_nomem(up->err);
		SM_TRY(take_step(&it, up, ps, raw->step[i], rule, &step[i]));
		raw->step[i] = &step[i];
		named[i] = (struct named){ step[i].name, step[i].path, i };
	}
	*out = step;
	return refuse_twice(up, named, raw->n,
			    rule == SM_NAME_FIELD ? "field" : "column");
}

/* ---- tables and sizes ----------------------------------------------------------- */

/* `per` says min and max, or how many rows there are in all. */
static enum sm_code check_per(const struct item *it, const struct sm_raw_per *raw)
{
	const char *lacks = raw->min ? "max" : raw->max ? "min" : "min and max";

	if (raw->rows && (raw->min || raw->max)) {
		sm__spec_refuse(it->s, it->err, it->path, "per.rows",
				"%s: per has both rows and %s", it->subject,
				raw->min ? "min" : "max");
		return sm_fix(it->err, "keep rows, how many there are in all, or "
			      "min and max, how many each parent has");
	}
	if (raw->rows || (raw->min && raw->max))
		return SM_OK;
	sm__spec_refuse(it->s, it->err, it->path, "per", "%s: per has no %s",
			it->subject, lacks);
	return sm_fix(it->err, "say per: {table: %s, min: 1, max: 7} or, how many "
		      "there are in all, per: {table: %s, rows: 1000}",
		      raw->table, raw->table);
}

static enum sm_code take_per(const struct item *it, const struct sm_raw_per *raw,
			     struct sm_spec_per *per)
{
	SM_TRY(take_name(it, "per.table", raw->table, SM_NAME_TABLE, &per->table));
	SM_TRY(check_per(it, raw));
	SM_TRY(take_bool(it, "per.scaled", raw->scaled, &per->scaled));
	if (raw->rows && raw->scaled)
		return bad_value(it, "per.scaled", raw->scaled, "rows are scaled as "
				 "it is; it is for min and max");
	per->has_rows = raw->rows != NULL;
	SM_TRY(take_count(it, "per.rows", raw->rows, MAX_ROWS, &per->rows));
	if (per->has_rows)
		return per->rows ? SM_OK : bad_value(it, "per.rows", raw->rows,
						     "it must be at least 1");
	SM_TRY(take_count(it, "per.min", raw->min, MAX_ROWS, &per->min));
	SM_TRY(take_count(it, "per.max", raw->max, MAX_ROWS, &per->max));
	if (!per->max)
		return bad_value(it, "per.max", raw->max, "it must be at least 1");
	if (per->min > per->max)
		return sm__spec_refuse(it->s, it->err, it->path, "per.min",
				       "%s: per.min %" PRIu64 " is above per.max "
				       "%" PRIu64, it->subject, per->min,
				       per->max);
	return SM_OK;
}

/* `pairs` says how many tuples, or which share of them all. */
static enum sm_code take_pairs(const struct item *it,
			       const struct sm_raw_pairs *raw,
			       struct sm_spec_pairs *pairs)
{
	for (uint32_t i = 0; i < raw->of_count; i++) {
		const char *name;

		SM_TRY(take_name(it, "pairs.of", raw->of[i], SM_NAME_TABLE, &name));
	}
	pairs->of = (struct sm_names){ .name = raw->of, .n = raw->of_count };
	if (raw->of_count < 2 || raw->of_count > SM_PAIRS_MAX)
		return sm__spec_refuse(it->s, it->err, it->path, "pairs.of",
				       "%s: pairs are of 2 to %d tables, not %"
				       PRIu32, it->subject, SM_PAIRS_MAX,
				       raw->of_count);
	SM_TRY(take_bool(it, "pairs.ordered", raw->ordered, &pairs->ordered));
	if (pairs->ordered && (raw->of_count != 2 ||
			       strcmp(raw->of[0], raw->of[1]) != 0))
		return sm__spec_refuse(it->s, it->err, it->path, "pairs.ordered",
				       "%s: ordered pairs are of one table twice: "
				       "the first comes before the second",
				       it->subject);
	if (!raw->rows == !raw->density) {
		sm__spec_refuse(it->s, it->err, it->path, "pairs", "%s: pairs has "
				"%s rows %s density", it->subject, raw->rows
				? "both" : "neither", raw->rows ? "and" : "nor");
		return sm_fix(it->err, "say how many there are, rows: 5000, or "
			      "which share of all, density: 0.05");
	}
	pairs->has_rows = raw->rows != NULL;
	SM_TRY(take_count(it, "pairs.rows", raw->rows, MAX_ROWS, &pairs->rows));
	if (pairs->has_rows)
		return pairs->rows ? SM_OK : bad_value(it, "pairs.rows", raw->rows,
						       "it must be at least 1");
	SM_TRY(take_real(it, "pairs.density", raw->density, sm__read_share,
			 &pairs->density));
	return pairs->density > 0 ? SM_OK
		: bad_value(it, "pairs.density", raw->density,
			    "it must be above 0");
}

/* Where a table's rows come from: rows, fixed, per or pairs. */
static enum sm_code take_rows(const struct item *it,
			      const struct sm_raw_table *raw,
			      struct sm_spec_table *t)
{
	int given = !!raw->rows + !!raw->fixed + !!raw->per + !!raw->pairs;
	const char *second = raw->pairs ? "pairs" : raw->per ? "per" : "fixed";
	const char *first = raw->rows ? "rows" : raw->fixed ? "fixed" : "per";

	if (!given) {
		sm__spec_refuse(it->s, it->err, it->path, NULL,
				"%s has no number of rows", it->subject);
		return sm_fix(it->err, "say one of rows: 1000, fixed: 25, "
				       "per: {table: orders, min: 1, max: 7}, "
				       "pairs: {of: [students, courses], rows: 500}");
	}
	if (given > 1) {
		sm__spec_refuse(it->s, it->err, it->path, second,
				"%s has both %s and %s", it->subject,
				first, second);
		return sm_fix(it->err, "keep one of rows, fixed, per and pairs");
	}
	t->has_rows = raw->rows != NULL;
	t->has_fixed = raw->fixed != NULL;
	if (raw->per)
		return take_per(it, raw->per, &t->per);
	if (raw->pairs)
		return take_pairs(it, raw->pairs, &t->pairs);
	SM_TRY(take_count(it, "rows", raw->rows, MAX_ROWS, &t->rows));
	SM_TRY(take_count(it, "fixed", raw->fixed, MAX_ROWS, &t->rows));
	if (!t->rows && t->has_rows) {
		bad_value(it, "rows", raw->rows, "it must be at least 1");
		return sm_fix(it->err, "write fixed: 0 for a table without rows");
	}
	return SM_OK;
}

static enum sm_code take_indexes(const struct item *up,
				 const struct sm_raw_table *raw,
				 struct sm_spec_table *t)
{
	t->nindexes = raw->indexes_count;
	t->indexes = sm_arena_array(&up->s->arena, t->nindexes,
				    sizeof(*t->indexes));
	if (!t->indexes)
		return sm_nomem(up->err);
	for (uint32_t i = 0; i < t->nindexes; i++) {
		const struct sm_raw_index *from = &raw->indexes[i];
		struct sm_spec_index *to = &t->indexes[i];
		struct item it;

		if (!item_below(up, "indexes", i, &it))
			return sm_nomem(up->err);
		to->path = it.path;
		SM_TRY(take_names(&it, "columns", from->columns,
				  from->columns_count, &to->columns));
		SM_TRY(take_name(&it, "name", from->name, SM_NAME_COLUMN,
				 &to->name));
		SM_TRY(take_bool(&it, "unique", from->unique, &to->unique));
	}
	return SM_OK;
}

/* A table that is there has a column that is. */
static enum sm_code something_to_store(const struct item *it,
				       const struct sm_spec_table *t)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (!t->columns[i].hidden)
			return SM_OK;
	if (t->hidden)
		return SM_OK;
	sm__spec_refuse(it->s, it->err, it->path, "columns", "%s: all its columns "
			"are hidden", it->subject);
	return sm_fix(it->err, "hide the table itself with hidden: true, or show "
		      "one of its columns");
}

static enum sm_code take_table(struct item *it, const struct item *up,
			       const struct sm_profile_schema *ps,
			       struct sm_raw_table *raw, struct sm_spec_table *t)
{
	bool defaults;              /* seen to in defaults.c */

	t->path = it->path;
	SM_TRY(take_name(it, "name", raw->name, SM_NAME_TABLE, &t->name));
	if (!item_named(it, up, "", t->name))
		return sm_nomem(it->err);
	SM_TRY(take_rows(it, raw, t));
	SM_TRY(take_names(it, "primary_key", raw->primary_key,
			  raw->primary_key_count, &t->primary_key));
	SM_TRY(take_indexes(it, raw, t));
	SM_TRY(take_bool(it, "hidden", raw->hidden, &t->hidden));
	SM_TRY(take_bool(it, "defaults", raw->defaults, &defaults));
	if (raw->fixtures)
		SM_TRY(sm__profile_fixtures(
			it->s, it->subject,
			sm__node_child(sm__positions_find(it->s->positions,
							  it->path), "fixtures"),
			raw->fixtures, &t->fixtures, it->err));
	t->ncolumns = raw->columns.n;
	SM_TRY(take_steps(it, "columns", ps, &raw->columns, SM_NAME_COLUMN,
			  &t->columns));
	return something_to_store(it, t);
}

static enum sm_code take_tables(const struct item *top,
				const struct sm_profile_schema *ps,
				struct sm_raw_profile *raw)
{
	struct sm_spec *s = top->s;
	struct named *named;

	s->ntables = raw->tables_count;
	s->tables = sm_arena_array(&s->arena, s->ntables, sizeof(*s->tables));
	named = sm_arena_array(&s->arena, s->ntables, sizeof(*named));
	if (!s->tables || !named)
		return sm_nomem(top->err);
	for (uint32_t i = 0; i < s->ntables; i++) {
		struct sm_spec_table *t = &s->tables[i];
		struct item it;

		if (!item_below(top, "tables", i, &it))
			return sm_nomem(top->err);
		SM_TRY(take_table(&it, top, ps, &raw->tables[i], t));
		named[i] = (struct named){ t->name, t->path, i };
	}
	SM_TRY(refuse_twice(top, named, s->ntables, "table"));
	if (sm_spec_ntables(s))
		return SM_OK;
	sm__spec_refuse(s, top->err, "tables", NULL, "all tables are hidden: "
			"nothing would be stored");
	return sm_fix(top->err, "take hidden: true away from one");
}

/* A size's own counts: tables: [{table: products, rows: 50}]. */
static enum sm_code take_counts(const struct item *up,
				const struct sm_raw_size *raw,
				struct sm_spec_size *size)
{
	struct sm_arena *a = &up->s->arena;
	struct named *named = sm_arena_array(a, raw->tables_count, sizeof(*named));

	size->ntables = raw->tables_count;
	size->tables = sm_arena_array(a, size->ntables, sizeof(*size->tables));
	if (!size->tables || !named)
		return sm_nomem(up->err);
	for (uint32_t i = 0; i < size->ntables; i++) {
		const struct sm_raw_count *from = &raw->tables[i];
		struct sm_row_count *to = &size->tables[i];
		struct item it;

		if (!item_below(up, "tables", i, &it))
			return sm_nomem(up->err);
		SM_TRY(take_name(&it, "table", from->table, SM_NAME_TABLE,
				 &to->table));
		SM_TRY(take_count(&it, "rows", from->rows, MAX_ROWS, &to->rows));
		named[i] = (struct named){ to->table, it.path, i };
	}
	return refuse_twice(up, named, size->ntables, "table");
}

static enum sm_code take_sizes(const struct item *top,
			       const struct sm_raw_profile *raw)
{
	struct sm_spec *s = top->s;
	struct named *named;

	s->nsizes = raw->sizes_count;
	s->sizes = sm_arena_array(&s->arena, s->nsizes, sizeof(*s->sizes));
	named = sm_arena_array(&s->arena, s->nsizes, sizeof(*named));
	if (!s->sizes || !named)
		return sm_nomem(top->err);
	for (uint32_t i = 0; i < s->nsizes; i++) {
		struct sm_spec_size *size = &s->sizes[i];
		struct item it;

		if (!item_below(top, "sizes", i, &it))
			return sm_nomem(top->err);
		size->path = it.path;
		size->scale = 1;
		SM_TRY(take_name(&it, "name", raw->sizes[i].name, SM_NAME_FIELD,
				 &size->name));
		if (!item_named(&it, top, "size ", size->name))
			return sm_nomem(top->err);
		SM_TRY(take_real(&it, "scale", raw->sizes[i].scale, sm__read_scale,
				 &size->scale));
		SM_TRY(take_counts(&it, &raw->sizes[i], size));
		named[i] = (struct named){ size->name, size->path, i };
	}
	return refuse_twice(top, named, s->nsizes, "size");
}

enum sm_code sm__profile_convert(struct sm_spec *s,
				 const struct sm_profile_schema *ps,
				 struct sm_raw_profile *raw, struct sm_err *err)
{
	struct item top = { .s = s, .err = err, .path = "", .subject = "" };

	SM_TRY(take_name(&top, "name", raw->name, SM_NAME_FIELD, &s->name));
	if (strchr(s->name, '/'))       /* it names the default target */
		return bad_value(&top, "name", raw->name, "files are named after "
				 "it, so it holds no /");
	SM_TRY(take_count(&top, "seed", raw->seed, UINT64_MAX, &s->seed));
	s->as_of = raw->as_of;
	s->tenants = raw->tenants ? raw->tenants->table : NULL;
	SM_TRY(take_sizes(&top, raw));
	return take_tables(&top, ps, raw);
}
