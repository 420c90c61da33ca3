/*
 * op_ref.c - the "ref" generator: a foreign key to a row of another table
 *
 *     - ref: {table: customers, dist: zipf, exponent: 1.1}
 *     - ref: {table: partsupp, columns: [ps_partkey, ps_suppkey]}
 *
 * run() picks parent row numbers (ref_pick.c); the planner has the parent key's
 * program make the value there. A reference to its own table points to an
 * earlier row, so that rows can be loaded in order: the first row is NULL where
 * NULLs are allowed, otherwise it points to itself. With unique: true no parent
 * is used twice.
 *
 * A key of several columns is one reference: this column takes the first, the
 * others are `copy`s through it, made in the same frame (gen/plan/composite.c).
 */
#include <stdio.h>

#include "../plan/planner.h"
#include "op_args.h"
#include "ref_pick.h"

struct ref_args {
	char *table, *column, *dist, *exponent, *hot, *share, *skip, *distinct;
	const char **columns;
	uint32_t columns_count;
	const char **rows;
	uint32_t rows_count;
};

static const cyaml_schema_value_t text_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

#define LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t ref_fields[] = {
	CYAML_FIELD_STRING_PTR("table", CYAML_FLAG_POINTER, struct ref_args, table,
			       1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct ref_args, column, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("columns", LIST, struct ref_args, columns,
			     &text_value, 1, CYAML_UNLIMITED),
	SM_ARG(struct ref_args, dist),
	SM_ARG(struct ref_args, exponent),
	SM_ARG(struct ref_args, hot),
	SM_ARG(struct ref_args, share),
	SM_ARG(struct ref_args, skip),
	CYAML_FIELD_SEQUENCE("rows", LIST, struct ref_args, rows, &text_value, 1,
			     CYAML_UNLIMITED),
	SM_ARG(struct ref_args, distinct),
	CYAML_FIELD_END
};

enum { UNIFORM, ZIPF, HOT };

/* What one reference asks for, read but for the numbers. */
struct wanted {
	const struct ref_args *a;
	unsigned dist;
	bool self, distinct;
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
	st->strides = st->n / st->fan->max;
	c->planner->current->is_distinct = true;
	return SM_OK;
}

/* Ways of choosing that exclude each other; which of them were asked for. */
static enum sm_code check_ways(const struct sm_compile *c, const struct wanted *w,
			       struct sm_err *err)
{
	const char *arg[] = { "dist", "skip", "rows", "distinct" };
	const bool given[] = { w->dist != UNIFORM, w->a->skip != NULL,
			       w->a->rows_count > 0, w->distinct };
	const char *one = NULL;

	if (w->a->exponent && w->dist != ZIPF)
		return sm_refuse(c, err, "exponent", "exponent goes with dist: "
				 "zipf");
	if ((w->a->hot || w->a->share) && w->dist != HOT)
		return sm_refuse(c, err, w->a->hot ? "hot" : "share",
				 "%s goes with dist: hot",
				 w->a->hot ? "hot" : "share");
	for (size_t i = 0; i < SM_COUNTOF(given); i++) {
		if (!given[i])
			continue;
		if (one)
			return sm_refuse(c, err, arg[i], "%s and %s cannot both "
					 "choose the parent", one, arg[i]);
		one = arg[i];
		if (w->self && (i || w->dist == HOT))
			return sm_refuse(c, err, one, "%s goes with a reference to "
					 "another table: one to its own points to "
					 "earlier rows",
					 i ? one : "dist: hot");
	}
	if (c->unique && one && (given[1] || given[3]))
		return sm_refuse(c, err, one, "a unique reference takes every parent "
				 "at most once; %s cannot go with that", one);
	return SM_OK;
}

static enum sm_code compile_way(struct sm_op *op, struct sm__ref *st,
				const struct sm_compile *c,
				const struct wanted *w, struct sm_err *err)
{
	SM_TRY(check_ways(c, w, err));
	if (w->a->rows_count)
		return compile_rows(op, st, c, w, err);
	if (c->unique)
		return compile_unique(op, st, c, w, err);
	if (w->a->skip)
		return compile_skip(st, c, w, err);
	if (w->distinct)
		return compile_distinct(st, c, w, err);
	if (w->dist == ZIPF)
		return compile_zipf(st, c, w, err);
	if (w->dist == HOT)
		return compile_hot(st, c, w, err);
	st->how = w->self ? SM__REF_SELF : SM__REF_UNIFORM;
	return SM_OK;
}

static enum sm_code ref_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	static const char *const dists[] = { "uniform", "zipf", "hot" };
	const struct ref_args *a = args;
	struct sm__ref *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct wanted w = { .a = a };

	if (!st)
		return sm_nomem(err);
	if (a->columns_count && a->column)
		return sm_refuse(c, err, "column", "column and columns cannot both "
				 "say what is referred to");
	SM_TRY(sm__bind_target(c, "table", a->table,
			       a->columns_count ? a->columns[0] : a->column,
			       &st->base, &st->n, &w.self, err));
	if (a->columns_count > 1)
		SM_TRY(sm__bind_key(c, "columns", a->columns, a->columns_count,
				    err));
	SM_TRY(sm_arg_choice(c, "dist", a->dist, dists, SM_COUNTOF(dists), &w.dist,
			     err));
	SM_TRY(sm_arg_bool(c, "distinct", a->distinct, &w.distinct, err));
	op->state = st;
	st->first = c->first_row;
	st->null_root = w.self && c->planner->current->step->nulls > 0;
	op->out.nullable = st->null_root;
	return compile_way(op, st, c, &w, err);
}

static void ref_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)w;
	(void)in;
	sm__ref_pick(op->state, op->key, rows, out);
}

static const char *const ref_needs[] = { "id=serial: {}", NULL };

const struct sm_op_kind sm_op_ref = {
	.name = "ref",
	.summary = "a foreign key: the key of some row of another table",
	.example = "{table: t, column: id}",
	.doc = "table     the table referred to; its own: an earlier row\n"
	       "column    which column (default: its primary key)\n"
	       "columns   a key of several: [a, b]; this column takes the first,\n"
	       "          the others are copy: {from: THIS.b}\n"
	       "dist      uniform (default), zipf: few parents have most children,\n"
	       "          or hot: the first parents have a share of their own\n"
	       "exponent  of zipf, default 1\n"
	       "hot       the share of the parents that are hot, like 0.15\n"
	       "share     the share of the references that they have, like 0.7\n"
	       "skip      3: every third parent is never chosen\n"
	       "rows      [0, 1, 1, 4]: numbers of the parents' rows, from 0, which\n"
	       "          the rows take in turn\n"
	       "distinct  true: children of one parent (`per`) differ in it\n",
	.version = 1,
	.types = UINT32_MAX,
	.args = ref_fields,
	.args_size = sizeof(struct ref_args),
	.needs = ref_needs,
	.compile = ref_compile,
	.run = ref_run,
};
