/*
 * rows.c - how many rows each table has, and the number of the first of them
 *
 * --rows T=N, else the size's own count for the table, else `fixed:`, else
 * `rows:` times the scale, rounded up, at least 1. A `per` table with rows of its
 * own spreads them over its parents; one with min and max has as many rows as its
 * parents have children.
 */
#include <string.h>

#include "../op/op_serial.h"
#include "planner.h"

#define MAX_ROWS (UINT64_C(1) << 62)    /* row numbers are int64 in vectors */

static const struct sm_row_count *count_for(const struct sm_row_count *counts,
					    uint32_t n, const char *table)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(counts[i].table, table) == 0)
			return &counts[i];
	return NULL;
}

/*
 * rows * scale rounded up, at least 1. The tiny allowance keeps 30 * 0.1 at 3:
 * the product of two doubles may lie a rounding above the integer meant.
 */
static bool scale_rows(uint64_t rows, double scale, uint64_t *out)
{
	double x = (double)rows * scale;
	double down = x * (1 - 1e-12);
	uint64_t n;

	if (!(x < 4e18))
		return false;
	n = (uint64_t)down;
	n += (double)n < down;
	*out = n ? n : 1;
	return true;
}

static bool is_tenants(const struct sm_planner *p, const struct sm_ptable *t)
{
	return p->spec->tenants && strcmp(p->spec->tenants, t->name) == 0;
}

/* What options, the size, or the profile and the scale say. */
static enum sm_code wanted_rows(struct sm_planner *p, struct sm_ptable *t,
				uint64_t rows, struct sm_err *err)
{
	const struct sm_row_count *given =
		count_for(p->opts->rows, p->opts->nrows, t->name);

	if (!given && p->size)
		given = count_for(p->size->tables, p->size->ntables, t->name);
	if (is_tenants(p, t) && p->opts->tenants)
		t->rows = p->opts->tenants;
	else if (given)
		t->rows = given->rows;
	else if (t->spec->has_fixed || (t->spec->pairs.of.n &&
				       !t->spec->pairs.has_rows))
		t->rows = rows;
	else if (!scale_rows(rows, p->scale, &t->rows) && p->scale > 1)
		return sm_fail(err, SM_E_USAGE, "%s: %llu rows times scale %g is "
			       "too many", t->name, (unsigned long long)rows,
			       p->scale);
	else if (!scale_rows(rows, p->scale, &t->rows))
		return sm__spec_refuse(p->spec, err, t->spec->path, NULL,
				       "%s: %llu rows are too many", t->name,
				       (unsigned long long)rows);
	return SM_OK;
}

static enum sm_code too_many_rows(struct sm_planner *p, struct sm_ptable *t,
				  struct sm_err *err)
{
	return sm__spec_refuse(p->spec, err, t->spec->path,
			       t->spec->pairs.of.n ? "pairs" : "per",
			       "%s: more than 2^62 rows", t->name);
}

/*
 * --append makes the rows that a larger table would have had behind those that
 * are there.
 */
static void find_first_row(struct sm_planner *p, struct sm_ptable *t)
{
	for (uint32_t i = 0; i < t->spec->ncolumns; i++) {
		int64_t base;
		uint64_t row;

		if (!sm__serial_base(p, t, &t->spec->columns[i], &base))
			continue;
		row = sm__serial_row(t->spec->columns[i].args, base);
		t->first_row = row > t->first_row ? row : t->first_row;
	}
}

/*
 * --append goes on where a serial of the table does, or where as many rows a
 * parent as now would have ended before.
 */
static enum sm_code total_rows(struct sm_planner *p, struct sm_ptable *t,
			       struct sm_err *err)
{
	const struct sm_ptable *parent = t->per;
	uint64_t before;

	SM_TRY(wanted_rows(p, t, t->spec->per.rows, err));
	if (!parent->rows) {
		char n[32];

		if (!t->rows)
			return SM_OK;
		return sm__spec_refuse(p->spec, err, t->spec->path, "per.rows",
				       "%s: %s rows are to be spread over %s, "
				       "which has none", t->name,
				       sm_commas(t->rows, n), parent->name);
	}
	find_first_row(p, t);
	if (t->rows >= MAX_ROWS || t->first_row >= MAX_ROWS)
		return too_many_rows(p, t, err);
	before = (uint64_t)(((sm_uint128)parent->first_row * t->rows +
			     parent->rows - 1) / parent->rows);
	t->first_row = before > t->first_row ? before : t->first_row;
	if (!sm_fan_init_total(&t->fan, sm_key(p->seed, t->name, "", "per"),
			       parent->first_row, parent->rows, t->first_row,
			       t->rows))
		return too_many_rows(p, t, err);
	return SM_OK;
}

static enum sm_code per_rows(struct sm_planner *p, struct sm_ptable *t,
			     struct sm_err *err)
{
	const struct sm_spec_per *per = &t->spec->per;
	uint64_t min = per->min, max = per->max;

	t->per = sm__planner_table(p, per->table);
	if (!t->per) {
		const char *near = sm__planner_near(p, per->table);

		return sm__spec_refuse(p->spec, err, t->spec->path, "per.table",
				       near ? "%s: per: the profile has no table "
					      "\"%s\", did you mean \"%s\"?"
					    : "%s: per: the profile has no table "
					      "\"%s\"%s",
				       t->name, per->table, near ? near : "");
	}
	SM_TRY(sm__resolve_rows(p, t->per, err));
	if (per->has_rows)
		return total_rows(p, t, err);
	if (!t->per->rows)
		return SM_OK;
	if (per->scaled && ((min && !scale_rows(min, p->scale, &min)) ||
			    !scale_rows(max, p->scale, &max)))
		return too_many_rows(p, t, err);
	if (!sm_fan_init(&t->fan, sm_key(p->seed, t->name, "", "per"),
			 t->per->first_row + t->per->rows, min, max))
		return too_many_rows(p, t, err);
	if (t->per->first_row) {
		struct sm_fan_at at;
		uint64_t n;

		sm_fan_start(&at);
		sm_fan_children(&t->fan, &at, t->per->first_row, &t->first_row, &n);
	}
	t->rows = t->fan.children - t->first_row;
	return SM_OK;
}

static enum sm_code find_sides(struct sm_planner *p, struct sm_ptable *t,
			       sm_uint128 *product, struct sm_err *err)
{
	const struct sm_names *of = &t->spec->pairs.of;

	*product = 1;
	for (uint32_t i = 0; i < of->n; i++) {
		const char *near = sm__planner_near(p, of->name[i]);

		t->side[i] = sm__planner_table(p, of->name[i]);
		if (!t->side[i])
			return sm__spec_refuse(p->spec, err, t->spec->path,
					       "pairs.of", near
					       ? "%s: pairs: the profile has no "
						 "table \"%s\", did you mean \"%s\"?"
					       : "%s: pairs: the profile has no "
						 "table \"%s\"%s", t->name,
					       of->name[i], near ? near : "");
		SM_TRY(sm__resolve_rows(p, t->side[i], err));
		*product *= t->side[i]->rows;
		if (*product >= MAX_ROWS)
			return sm__spec_refuse(p->spec, err, t->spec->path,
					       "pairs.of", "%s: there are more "
					       "than 2^62 such tuples", t->name);
	}
	return SM_OK;
}

bool sm__sides_stay(const struct sm_ptable *t)
{
	for (uint32_t i = 0; i < t->spec->pairs.of.n; i++)
		if (t->side[i]->first_row)
			return false;
	return true;
}

static enum sm_code too_few_tuples(struct sm_planner *p, const struct sm_ptable *t,
				   uint64_t before, uint64_t product,
				   struct sm_err *err)
{
	char have[32], want[32], there[32];

	sm_commas(t->rows, want);
	sm_commas(product, have);
	if (before)
		sm__spec_refuse(p->spec, err, t->spec->path, "pairs", "%s: %s "
				"different tuples are wanted behind the %s that are "
				"there, of %s in all", t->name, want,
				sm_commas(before, there), have);
	else
		sm__spec_refuse(p->spec, err, t->spec->path, "pairs", "%s: %s "
				"different tuples are wanted, there are %s",
				t->name, want, have);
	return sm_fix(err, "ask for fewer, or give the tables of the tuple more rows");
}

/* Different tuples of other tables' rows: so many, or a share of them all. */
static enum sm_code pairs_rows(struct sm_planner *p, struct sm_ptable *t,
			       struct sm_err *err)
{
	const struct sm_spec_pairs *pairs = &t->spec->pairs;
	uint64_t share, before;
	sm_uint128 product;

	SM_TRY(find_sides(p, t, &product, err));
	if (pairs->ordered)     /* n is a row count, n * n at most 2^62 */
		product = t->side[0]->rows * (t->side[0]->rows - !!product) / 2;
	share = (uint64_t)((double)product * pairs->density + 0.5);
	share = share || !product ? share : 1;  /* at least one, where there is one */
	share = share > (uint64_t)product ? (uint64_t)product : share;
	SM_TRY(wanted_rows(p, t, pairs->has_rows ? pairs->rows : share, err));
	find_first_row(p, t);
	if (t->first_row >= MAX_ROWS || t->rows > MAX_ROWS - t->first_row)
		return too_many_rows(p, t, err);
	before = sm__sides_stay(t) ? t->first_row : 0;
	if (before + t->rows > (uint64_t)product)
		return too_few_tuples(p, t, before, (uint64_t)product, err);
	if (product)
		sm_perm_init(&t->tuples, sm_key(p->seed, t->name, "", "pairs"),
			     (uint64_t)product);
	return SM_OK;
}

static enum sm_code own_rows(struct sm_planner *p, struct sm_ptable *t,
			     struct sm_err *err)
{
	SM_TRY(wanted_rows(p, t, t->spec->rows, err));
	find_first_row(p, t);
	if (t->first_row >= MAX_ROWS || t->rows > MAX_ROWS - t->first_row)
		return sm_fail(err, SM_E_USAGE, "%s: more than 2^62 rows", t->name);
	return SM_OK;
}

enum sm_code sm__resolve_rows(struct sm_planner *p, struct sm_ptable *t,
			      struct sm_err *err)
{
	enum sm_code rc;

	if (t->rows_known)
		return SM_OK;
	if (t->rows_busy)
		return sm__spec_refuse(p->spec, err, t->spec->path,
				       t->spec->pairs.of.n ? "pairs" : "per",
				       "%s: its `per` parents or pairs are a cycle",
				       t->name);
	t->rows_busy = true;
	rc = t->spec->per.table ? per_rows(p, t, err)
	   : t->spec->pairs.of.n ? pairs_rows(p, t, err) : own_rows(p, t, err);
	t->rows_busy = false;
	t->rows_known = true;
	return rc;
}

/* --tenants is --rows for the table of tenants, wherever that is. */
static enum sm_code check_tenants(struct sm_planner *p, struct sm_err *err)
{
	const struct sm_ptable *t;

	if (!p->opts->tenants)
		return SM_OK;
	if (!p->spec->tenants) {
		sm_fail(err, SM_E_USAGE, "--tenants: the profile has no tenants");
		return sm_fix(err, "write tenants: {table: ..., count: 20} at its top, "
			      "or say --rows TABLE=N");
	}
	if (count_for(p->opts->rows, p->opts->nrows, p->spec->tenants))
		return sm_fail(err, SM_E_USAGE, "--tenants and --rows %s both say how "
			       "many tenants there are", p->spec->tenants);
	t = sm__planner_table(p, p->spec->tenants);
	if (t && !t->spec->per.table)
		return SM_OK;
	return sm_fail(err, SM_E_USAGE, "--tenants: %s has as many rows as its "
		       "parents have children", p->spec->tenants);
}

enum sm_code sm__check_row_options(struct sm_planner *p, struct sm_err *err)
{
	SM_TRY(check_tenants(p, err));
	for (uint32_t i = 0; i < p->opts->nrows; i++) {
		struct sm_ptable *t =
			sm__planner_table(p, p->opts->rows[i].table);

		if (!t)
			return sm__planner_no_table(
				p, "--rows", p->opts->rows[i].table, err);
		if (t->spec->per.table && !t->spec->per.has_rows)
			return sm_fail(err, SM_E_USAGE, "--rows: %s has as many "
				       "rows as %s has children; set the rows of "
				       "%s", t->name, t->spec->per.table,
				       t->spec->per.table);
	}
	for (uint32_t i = 0; p->size && i < p->size->ntables; i++) {
		const char *name = p->size->tables[i].table;
		const struct sm_ptable *t = sm__planner_table(p, name);

		if (!t)
			return sm__spec_refuse(p->spec, err, p->size->path,
					       "tables", "size %s: the profile "
					       "has no table \"%s\"",
					       p->size->name, name);
		if (t->spec->per.table && !t->spec->per.has_rows)
			return sm__spec_refuse(p->spec, err, p->size->path,
					       "tables", "size %s: %s has as many "
					       "rows as %s has children; set the "
					       "rows of %s, or say per: {table: "
					       "%s, rows: ...}", p->size->name,
					       name, t->spec->per.table,
					       t->spec->per.table,
					       t->spec->per.table);
	}
	return SM_OK;
}
