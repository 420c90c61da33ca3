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
#include <assert.h>

#include "../plan/planner.h"
#include "op_args.h"
#include "ref_existing.h"
#include "ref_way.h"

static const cyaml_schema_field_t ref_fields[] = {
	CYAML_FIELD_STRING_PTR("table", CYAML_FLAG_POINTER, struct sm__ref_args, table,
			       1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct sm__ref_args, column, 1, CYAML_UNLIMITED),
	SM__ARG_LIST("columns", struct sm__ref_args, columns),
	SM_ARG(struct sm__ref_args, dist),
	SM_ARG(struct sm__ref_args, exponent),
	SM_ARG(struct sm__ref_args, hot),
	SM_ARG(struct sm__ref_args, share),
	SM_ARG(struct sm__ref_args, skip),
	SM__ARG_LIST("rows", struct sm__ref_args, rows),
	SM_ARG(struct sm__ref_args, distinct),
	SM_ARG(struct sm__ref_args, mean),
	SM_ARG(struct sm__ref_args, stddev),
	SM_ARG(struct sm__ref_args, each),
	SM_ARG(struct sm__ref_args, roots),
	SM_ARG(struct sm__ref_args, fanout),
	SM_ARG(struct sm__ref_args, depth),
	SM_ARG(struct sm__ref_args, root),
	SM_ARG(struct sm__ref_args, same),
	SM_ARG(struct sm__ref_args, existing),
	SM_ARG(struct sm__ref_args, where),
	CYAML_FIELD_END
};

static enum sm_code ref_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct sm__ref_args *a = args;
	struct sm__ref *st = sm_arena_alloc(c->arena, sizeof(*st));
	bool self = false, existing = false;

	if (!st)
		return sm_nomem(err);
	if (a->columns_count && a->column)
		return sm_refuse(c, err, "column", "column and columns cannot both "
				 "say what is referred to");
	op->state = st;
	SM_TRY(sm__ref_is_existing(a, c, &existing, err));
	if (existing)
		return sm__ref_existing(op, st, a, c, err);
	SM_TRY(sm__bind_target(c, "table", a->table,
			       a->columns_count ? a->columns[0] : a->column,
			       &st->base, &st->n, &self, err));
	if (a->columns_count > 1)
		SM_TRY(sm__bind_key(c, "columns", a->columns, a->columns_count,
				    err));
	st->first = c->first_row;
	return sm__ref_way(op, st, a, self, c, err);
}

static void ref_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct sm__ref *st = op->state;

	(void)w;
	assert(st->n > 0);
	assert(!st->existing || !st->base);
	sm__ref_pick(st, op->key, rows, in, out);
	if (st->existing)
		sm__ref_existing_keys(st, rows->n, out);
}

static const char *const ref_needs[] = { "id=serial: {}", NULL };

const struct sm_op_kind sm_op_ref = {
	.name = "ref",
	.summary = "a foreign key: the key of some row of another table",
	.example = "{table: t, column: id}",
	.doc = "table     the table referred to; its own: an earlier row,\n"
	       "          and of the first one NULL (nulls) or itself\n"
	       "column    which column (default: its primary key)\n"
	       "columns   a key of several: [a, b]; this column takes the first,\n"
	       "          the others are copy: {from: THIS.b}\n"
	       "dist      uniform (default); zipf: few parents have most children;\n"
	       "          hot: the first parents have a share of their own; normal:\n"
	       "          those in the middle have most; sequential: in turn\n"
	       "exponent  of zipf, default 1\n"
	       "mean      of normal: where among the parents, 0 to 1, default 0.5\n"
	       "stddev    of normal: a share of the parents, default a sixth\n"
	       "hot       the share of the parents that are hot, like 0.15\n"
	       "share     the share of the references that they have, like 0.7\n"
	       "skip      3: every third parent is never chosen\n"
	       "rows      [0, 1, 1, 4]: numbers of the parents' rows, from 0, which\n"
	       "          the rows take in turn\n"
	       "distinct  true: children of one parent (`per`) differ in it\n"
	       "each      true: every parent at least once, the rest by dist\n"
	       "same      tenant_id: only rows that share this column; they are made\n"
	       "          `per` the table it leads to\n"
	       "roots, fanout, depth   its own table as trees: so many roots, children\n"
	       "          of a row, levels; fanout or depth, the others follow\n"
	       "existing  true: rows of a table that the profile does not have; its\n"
	       "          keys are read from the database once, in their order\n"
	       "where     with existing: which of them, in the database's SQL:\n"
	       "          \"status = 'active'\"\n"
	       "root      what a tree's root points to: null (default) or self\n",
	.version = 1,
	.types = UINT32_MAX,
	.args = ref_fields,
	.args_size = sizeof(struct sm__ref_args),
	.needs = ref_needs,
	.compile = ref_compile,
	.run = ref_run,
};
