/*
 * ref_tree.c - trees of one table's rows: how many roots, children and levels;
 * see ref_tree.h
 */
#include "ref_tree.h"

#include <assert.h>

#include "../plan/planner.h"
#include "op_args.h"

/* Rows of a forest of so many roots and levels; UINT64_MAX: more than that. */
static uint64_t capacity(uint64_t roots, uint64_t fanout, uint64_t depth)
{
	sm_uint128 level = roots, sum = 0;

	assert(roots && fanout && depth);
	if (fanout == 1)        /* levels that do not grow: no need to count them */
		sum = level * depth;
	for (uint64_t i = 0; fanout > 1 && i < depth && sum <= UINT64_MAX; i++) {
		sum += level;
		level *= fanout;
	}
	return sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum;
}

static enum sm_code tree_number(const struct sm_compile *c, const char *arg,
				const char *text, uint64_t *out,
				struct sm_err *err)
{
	int64_t v = 0;

	SM_TRY(sm_arg_i64(c, arg, text, &v, err));
	if (text && (v < 1 || v > 1000000000))
		return sm_refuse(c, err, arg, "%s must be from 1 to 1,000,000,000",
				 arg);
	*out = (uint64_t)v;
	return SM_OK;
}

/* The smallest x from 1 on with enough room; fits(x) never goes down. */
static uint64_t smallest(uint64_t rows, const uint64_t *roots,
			 const uint64_t *fanout, uint64_t depth)
{
	uint64_t lo = 1, hi = rows;

	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;
		uint64_t room = capacity(roots ? *roots : mid,
					 fanout ? *fanout : mid, depth);

		if (room >= rows)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static enum sm_code tree_too_small(const struct sm_compile *c, uint64_t roots,
				   uint64_t fanout, uint64_t depth, uint64_t rows,
				   struct sm_err *err)
{
	char need[32], have[32], more[32];

	sm_refuse(c, err, "depth", "%s rows do not fit in trees of %llu levels: %llu "
		  "roots with %llu children each have room for %s",
		  sm_commas(rows, need), (unsigned long long)depth,
		  (unsigned long long)roots, (unsigned long long)fanout,
		  sm_commas(capacity(roots, fanout, depth), have));
	return sm_fix(err, "leave roots out, or say roots: %s, or allow more levels",
		      sm_commas(smallest(rows, NULL, &fanout, depth), more));
}

enum sm_code sm__ref_tree(struct sm_op *op, struct sm__ref *st,
			  const struct sm__ref_args *a,
			  const struct sm_compile *c, struct sm_err *err)
{
	static const char *const roots_are[] = { "null", "self" };
	uint64_t rows = c->rows - c->first_row, depth = 0;
	unsigned root = 0;

	SM_TRY(tree_number(c, "roots", a->roots, &st->roots, err));
	SM_TRY(tree_number(c, "fanout", a->fanout, &st->fanout, err));
	SM_TRY(tree_number(c, "depth", a->depth, &depth, err));
	SM_TRY(sm_arg_choice(c, "root", a->root, roots_are, 2, &root, err));
	if (!st->fanout && !depth)
		return sm_refuse(c, err, "roots", "a tree needs fanout (children of "
				 "a row) or depth (levels)");
	if (!st->fanout) {
		st->roots = st->roots ? st->roots : 1;
		st->fanout = smallest(rows, &st->roots, NULL, depth);
	} else if (!st->roots) {
		st->roots = depth ? smallest(rows, NULL, &st->fanout, depth) : 1;
	}
	if (depth && capacity(st->roots, st->fanout, depth) < rows)
		return tree_too_small(c, st->roots, st->fanout, depth, rows, err);
	assert(st->roots && st->fanout);
	st->how = SM__REF_TREE;
	st->null_root = root == 0;
	op->out.nullable = st->null_root;
	return SM_OK;
}
