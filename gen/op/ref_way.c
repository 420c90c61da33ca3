/*
 * ref_way.c - which way of choosing a reference's arguments ask for; see
 * ref_way.h
 */
#include <string.h>

#include "ref_way.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../plan/planner.h"
#include "ref_same.h"
#include "ref_tree.h"

enum { UNIFORM, ZIPF, HOT, NORMAL, SEQUENTIAL };

/* What one reference asks for, read but for the numbers. */
struct wanted {
	const struct sm__ref_args *a;
	unsigned dist;
	bool self, distinct, each, tree;
};

static enum sm_code compile_unique(struct sm_op *op, struct sm__ref *st,
				   const struct sm_compile *c,
				   const struct wanted *w, struct sm_err *err)
{
	if (w->self || w->dist)
		return sm_refuse(c, err, "dist", "a unique reference must be "
				 "uniform and to another table");
	if (c->rows - c->first_row > st->n)
		return sm_refuse(c, err, NULL, "needs %llu different parents, there "
				 "are %llu",
				 (unsigned long long)(c->rows - c->first_row),
				 (unsigned long long)st->n);
	assert(st->n > 0 && c->rows >= c->first_row);
	st->how = SM__REF_UNIQUE;
	sm_perm_init(&st->perm, op->key, st->n);
	op->out.unique = true;
	return SM_OK;
}

static enum sm_code compile_zipf(struct sm__ref *st, const struct sm_compile *c,
				 const struct wanted *w, struct sm_err *err)
{
	double exponent = 1;

	SM_TRY(sm_arg_real(c, "exponent", w->a->exponent, &exponent, err));
	if (!(exponent >= 0.01 && exponent <= 10))
		return sm_refuse(c, err, "exponent", "exponent must be from 0.01 to "
				 "10");
	SM_TRY(sm_zipf_init(&st->zipf, c->arena, st->n, exponent, err));
	st->how = w->self ? SM__REF_SELF_ZIPF : SM__REF_ZIPF;
	sm_perm_init(&st->perm, sm_compile_key(c, "rank"), st->n);
	return SM_OK;
}

#define BILLION INT64_C(1000000000)

static enum sm_code compile_hot(struct sm__ref *st, const struct sm_compile *c,
				const struct wanted *w, struct sm_err *err)
{
	int64_t hot = 0, share = 0;

	if (!w->a->hot || !w->a->share) {
		sm_refuse(c, err, "dist", "dist: hot needs hot and share");
		return sm_fix(err, "hot: 0.15, share: 0.7: the first 15 %% of %s "
			      "have 70 %% of the references", w->a->table);
	}
	SM_TRY(sm_arg_decimal(c, "hot", w->a->hot, 9, &hot, err));
	SM_TRY(sm_arg_decimal(c, "share", w->a->share, 9, &share, err));
	if (hot <= 0 || hot >= BILLION)
		return sm_refuse(c, err, "hot", "hot is a share of the parents, "
				 "above 0 and below 1");
	if (share < 0 || share > BILLION)
		return sm_refuse(c, err, "share", "share is a share of the "
				 "references, 0 to 1");
	st->hot = sm__ref_hot((uint64_t)hot, st->n);
	assert(st->hot >= 1 && st->hot <= st->n);
	st->cut = (uint64_t)(((sm_uint128)share << 63) / BILLION);
	/* so few that all are hot: then all are alike */
	st->how = st->hot < st->n ? SM__REF_HOT : SM__REF_UNIFORM;
	return SM_OK;
}

static enum sm_code compile_skip(struct sm__ref *st, const struct sm_compile *c,
				 const struct wanted *w, struct sm_err *err)
{
	int64_t skip = 0;

	SM_TRY(sm_arg_i64(c, "skip", w->a->skip, &skip, err));
	if (skip < 2)
		return sm_refuse(c, err, "skip", "skip must be at least 2: every "
				 "second parent, every third, ... is not chosen");
	st->how = SM__REF_SKIP;
	st->skip = (uint64_t)skip;
	st->before = sm__ref_kept(st->skip, st->base);
	st->kept = sm__ref_kept(st->skip, st->base + st->n) - st->before;
	if (!st->kept)
		return sm_refuse(c, err, "skip", "every row of %s is skipped",
				 w->a->table);
	assert(st->kept <= st->n);
	return SM_OK;
}

/* Is no parent named twice, and is there a name for each row? */
static bool rows_unique(const struct sm__ref *st, const struct sm_compile *c)
{
	if (c->rows - c->first_row > st->nrows)
		return false;
	for (uint64_t i = 0; i < st->nrows; i++)
		for (uint64_t k = 0; k < i; k++)
			if (st->row[i] == st->row[k])
				return false;
	return true;
}

static enum sm_code compile_rows(struct sm_op *op, struct sm__ref *st,
				 const struct sm_compile *c,
				 const struct wanted *w, struct sm_err *err)
{
	uint64_t *row = sm_arena_array(c->arena, w->a->rows_count, sizeof(*row));

	if (!row)
		return sm_nomem(err);
	for (uint32_t i = 0; i < w->a->rows_count; i++) {
		int64_t v = 0;
		char arg[32], n[32];

		snprintf(arg, sizeof(arg), "rows[%u]", (unsigned)i);
		SM_TRY(sm_arg_i64(c, arg, w->a->rows[i], &v, err));
		if (v < 0 || (uint64_t)v >= st->n)
			return sm_refuse(c, err, arg, "%s has no row %s: its %s rows "
					 "have the numbers from 0 on", w->a->table,
					 w->a->rows[i], sm_commas(st->n, n));
		row[i] = (uint64_t)v;
	}
	st->how = SM__REF_ROWS;
	st->row = row;
	st->nrows = w->a->rows_count;
	op->out.unique = c->unique && rows_unique(st, c);
	return SM_OK;
}

static enum sm_code compile_distinct(struct sm__ref *st,
				     const struct sm_compile *c,
				     const struct wanted *w, struct sm_err *err)
{
	char need[32], have[32];

	if (!c->planner->current->table->per)
		return sm_refuse(c, err, "distinct", "distinct is about the children "
				 "of one parent, and the table is not made `per` "
				 "another");
	SM_TRY(sm__bind_fan(c, &st->fan, err));
	if (st->n < st->fan->max) {
		sm_refuse(c, err, "distinct", "up to %s siblings need as many "
			  "different rows of %s, which has %s",
			  sm_commas(st->fan->max, need), w->a->table,
			  sm_commas(st->n, have));
		return sm_fix(err, "give %s more rows, or each parent fewer children",
			      w->a->table);
	}
	st->how = SM__REF_DISTINCT;
	/* no parent at all: no sibling, and no stride */
	st->strides = st->n / (st->fan->max ? st->fan->max : 1);
	c->planner->current->is_distinct = true;
	return SM_OK;
}

/* A bell over the parents' rows, in their order. */
static enum sm_code compile_normal(struct sm__ref *st, const struct sm_compile *c,
				   const struct wanted *w, struct sm_err *err)
{
	double mean = 0.5, stddev = 1.0 / 6, n = (double)st->n;

	SM_TRY(sm_arg_real(c, "mean", w->a->mean, &mean, err));
	SM_TRY(sm_arg_real(c, "stddev", w->a->stddev, &stddev, err));
	if (!(mean >= 0 && mean <= 1))
		return sm_refuse(c, err, "mean", "mean is a place among the "
				 "parents, 0 (the first) to 1 (the last)");
	if (!(stddev > 0 && stddev <= 10))
		return sm_refuse(c, err, "stddev", "stddev is a share of the "
				 "parents, above 0 and at most 10");
	st->how = SM__REF_UNIFORM;
	if (st->n == 1)
		return SM_OK;
	st->how = SM__REF_NORMAL;
	return sm_quantile_init(&st->quantile, c->arena, SM_DIST_NORMAL, 0,
				(int64_t)(st->n - 1), mean * (n - 1), stddev * n,
				err);
}

/* Do fixtures say what the column is in the first rows? */
static bool in_fixtures(const struct sm_compile *c)
{
	const struct sm_spec_fixtures *f =
		&c->planner->current->table->spec->fixtures;

	for (uint32_t i = 0; i < f->columns.n && c->first_row < f->rows; i++)
		if (strcmp(f->columns.name[i], c->planner->current->step->name) == 0)
			return true;
	return false;
}

/*
 * Every parent once, and then by the distribution: which rows do the first is a
 * bijection of the table's rows.
 */
static enum sm_code compile_each(struct sm__ref *st, const struct sm_compile *c,
				 const struct wanted *w, struct sm_err *err)
{
	uint64_t rows = c->rows - c->first_row;
	const struct sm_step *step = c->planner->current->step;
	char mine[32], theirs[32];

	if (step->nulls > 0 || step->nulls_with || step->when)
		return sm_refuse(c, err, "each", "each cannot go with %s: a NULL "
				 "may take some parent's only row",
				 step->when ? "when" : "nulls");
	if (in_fixtures(c))
		return sm_refuse(c, err, "each", "each cannot go with fixtures: one "
				 "may take some parent's only row");
	if (rows < st->n) {
		sm_refuse(c, err, "each", "%s rows cannot have each of the %s "
			  "rows of %s", sm_commas(rows, mine),
			  sm_commas(st->n, theirs), w->a->table);
		return sm_fix(err, "give the table at least %s rows, or %s at most "
			      "%s", theirs, w->a->table, mine);
	}
	/* a bijection of the rows covers the parents: each is some row's turn */
	assert(st->n <= rows && !st->null_root);
	st->each = true;
	st->children = rows;
	sm_perm_init(&st->once, sm_compile_key(c, "each"), rows);
	return SM_OK;
}

/* ---- what goes together ------------------------------------------------------------ */

/* Arguments that mean something with one distribution only. */
static enum sm_code check_dist(const struct sm_compile *c, const struct wanted *w,
			       struct sm_err *err)
{
	const struct { const char *arg, *text; unsigned dist; } of[] = {
		{ "exponent", w->a->exponent, ZIPF }, { "hot", w->a->hot, HOT },
		{ "share", w->a->share, HOT }, { "mean", w->a->mean, NORMAL },
		{ "stddev", w->a->stddev, NORMAL },
	};
	static const char *const name[] = { "", "zipf", "hot", "normal" };

	for (size_t i = 0; i < SM_COUNTOF(of); i++)
		if (of[i].text && w->dist != of[i].dist)
			return sm_refuse(c, err, of[i].arg, "%s goes with dist: %s",
					 of[i].arg, name[of[i].dist]);
	if (w->a->root && !w->tree)
		return sm_refuse(c, err, "root", "root goes with a tree: roots, "
				 "fanout or depth");
	if (w->tree && !w->self)
		return sm_refuse(c, err, w->a->roots ? "roots" : w->a->fanout
				 ? "fanout" : "depth", "a tree is a reference to the "
				 "table itself");
	return SM_OK;
}

/* `same` may stand in no column: tenants say it for every reference. */
static enum sm_code two_ways(const struct sm_compile *c, const char *one,
			     const char *two, struct sm_err *err)
{
	sm_refuse(c, err, two, "%s and %s cannot both choose the parent", one, two);
	if (strcmp(two, "same"))
		return sm_fix(err, "keep one of the two");
	return sm_fix(err, "drop %s, or say same: none, which chooses among the rows "
		      "of all tenants", one);
}

/* Ways of choosing that exclude each other; which of them were asked for. */
static enum sm_code check_ways(const struct sm_compile *c, const struct wanted *w,
			       struct sm_err *err)
{
	const char *arg[] = { "dist", "skip", "rows", "distinct", "roots", "same" };
	const bool given[] = { w->dist != UNIFORM, w->a->skip != NULL,
			       w->a->rows_count > 0, w->distinct, w->tree,
			       w->a->same != NULL };
	const bool own[] = { w->dist == ZIPF, false, false, false, true, true };
	const char *one = NULL;

	for (size_t i = 0; i < SM_COUNTOF(given); i++) {
		if (!given[i])
			continue;
		if (one)
			return two_ways(c, one, arg[i], err);
		one = arg[i];
		if (w->self && !own[i])
			return sm_refuse(c, err, one, "%s goes with a reference to "
					 "another table: one to its own points to "
					 "earlier rows",
					 i ? one : w->dist == HOT ? "dist: hot"
					 : w->dist == NORMAL ? "dist: normal"
					 : "dist: sequential");
	}
	if (c->unique && one && !given[0] && !given[2])
		return sm_refuse(c, err, one, "a unique reference takes every parent "
				 "at most once; %s cannot go with that", one);
	if (w->each && (w->self || c->unique || (one && !given[0])))
		return sm_refuse(c, err, "each", "each goes with a reference to "
				 "another table and a dist, not with %s",
				 c->unique ? "unique" : one ? one : "its own");
	return SM_OK;
}

static enum sm_code compile_dist(struct sm__ref *st, const struct sm_compile *c,
				 const struct wanted *w, struct sm_err *err)
{
	switch (w->dist) {
	case ZIPF: return compile_zipf(st, c, w, err);
	case HOT: return compile_hot(st, c, w, err);
	case NORMAL: return compile_normal(st, c, w, err);
	case SEQUENTIAL: st->how = SM__REF_SEQUENTIAL; return SM_OK;
	default: st->how = w->self ? SM__REF_SELF : SM__REF_UNIFORM; return SM_OK;
	}
}

static enum sm_code compile_way(struct sm_op *op, struct sm__ref *st,
				const struct sm_compile *c,
				const struct wanted *w, struct sm_err *err)
{
	assert(st->n > 0);
	SM_TRY(check_dist(c, w, err));
	SM_TRY(check_ways(c, w, err));
	if (w->a->rows_count)
		return compile_rows(op, st, c, w, err);
	if (c->unique)
		return compile_unique(op, st, c, w, err);
	if (w->a->skip)
		return compile_skip(st, c, w, err);
	if (w->distinct)
		return compile_distinct(st, c, w, err);
	if (w->tree)
		return sm__ref_tree(op, st, w->a, c, err);
	if (w->a->same)
		return sm__ref_same(op, st, w->a, w->self, c, err);
	SM_TRY(compile_dist(st, c, w, err));
	return w->each ? compile_each(st, c, w, err) : SM_OK;
}

enum sm_code sm__ref_way(struct sm_op *op, struct sm__ref *st,
			 const struct sm__ref_args *a, bool self,
			 const struct sm_compile *c, struct sm_err *err)
{
	static const char *const dists[] = { "uniform", "zipf", "hot", "normal",
					     "sequential" };
	struct wanted w = { .a = a, .self = self,
			    .tree = a->roots || a->fanout || a->depth };

	SM_TRY(sm_arg_choice(c, "dist", a->dist, dists, SM_COUNTOF(dists), &w.dist,
			     err));
	SM_TRY(sm_arg_bool(c, "distinct", a->distinct, &w.distinct, err));
	SM_TRY(sm_arg_bool(c, "each", a->each, &w.each, err));
	st->null_root = self && (c->planner->current->step->nulls > 0 ||
				  c->planner->current->step->nulls_with);
	op->out.nullable = st->null_root;
	return compile_way(op, st, c, &w, err);
}
