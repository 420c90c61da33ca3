/*
 * ref_pick.h - which row of its parent table a reference points to
 *
 * op_ref.c reads the arguments and says how; ref_pick.c has a loop for each
 * way. Results are row numbers of the parent table, not values.
 */
#ifndef SEEDMILL_GEN_REF_PICK_H
#define SEEDMILL_GEN_REF_PICK_H

#include "seedmill/op.h"

#include "../run/fan.h"

struct sm_key_set;          /* plan.h */

enum sm__ref_how {
	SM__REF_UNIFORM,
	SM__REF_ZIPF,
	SM__REF_UNIQUE,     /* no parent twice */
	SM__REF_SELF,       /* an earlier row of the same table */
	SM__REF_SELF_ZIPF,
	SM__REF_HOT,        /* the first parents have a share of their own */
	SM__REF_SKIP,       /* every so many parents one has no children */
	SM__REF_ROWS,       /* parents in a list, in turn */
	SM__REF_DISTINCT,   /* siblings differ */
	SM__REF_NORMAL,     /* a bell over the parents */
	SM__REF_SEQUENTIAL, /* the parents in turn */
	SM__REF_TREE,       /* its own table, level by level */
	SM__REF_SAME,       /* among those of one row of the scope */
	SM__REF_SELF_SAME,  /* the earlier ones of them */
};

struct sm__ref {
	enum sm__ref_how how;
	uint64_t n;                 /* parent rows ... */
	uint64_t base;              /* ... and the first one's number */
	uint64_t first;             /* the table's own first row number */
	struct sm_perm perm;        /* rank -> row; unique: child -> parent */
	struct sm_zipf zipf;
	bool null_root;             /* self: row 0, a root, one without a row to
				     * choose is NULL; else it points to itself */
	uint64_t hot;               /* HOT: parents that are, 0 < hot < n ... */
	uint64_t cut;               /* ... chosen when 63 bits are below */
	uint64_t skip;              /* SKIP: every skip-th row; at least 2 */
	uint64_t before, kept;      /* rows not skipped: before base, from it */
	const uint64_t *row;        /* ROWS: nrows of them, each below n */
	uint64_t nrows;
	const struct sm_fan *fan;   /* DISTINCT: who is whose sibling ... */
	uint64_t strides;           /* ... n / most siblings, at least 1 */
	struct sm_quantile quantile;	/* NORMAL */
	uint64_t roots, fanout;     /* TREE: both at least 1 */
	struct sm_fan_chain chain;  /* SAME: from the scope down to the parents */
	uint32_t scope;             /* SAME: the input with the scope's rows */
	bool each;                  /* first every parent once: */
	struct sm_perm once;        /* the table's rows, in another order ... */
	uint64_t children;          /* ... so many, at least n */
	const struct sm_key_set *existing;  /* numbers stand for these keys */
};

/*
 * How many of n parents are hot when `share` billionths are: rounded up. So
 * 0.15 of 100 is 15 on every machine.
 */
uint64_t sm__ref_hot(uint64_t share, uint64_t n);

/* Of the rows [0, end), how many are not every skip-th? */
static inline uint64_t sm__ref_kept(uint64_t skip, uint64_t end)
{
	return end - end / skip;
}

/* Row numbers for `rows`; out->null is written when st->null_root. */
void sm__ref_pick(const struct sm__ref *st, uint64_t key,
		  const struct sm_rows *rows, const struct sm_vec *in,
		  struct sm_vec *out);

#endif
