/*
 * fan.h - how many children each parent of a `per` table has, and which
 *
 * Parents come in groups of 16. A group's counts are eight antithetic pairs
 * (min + v, max - v), v uniform, put in an order of their own by a keyed
 * shuffle: every count is uniform over [min, max], yet each group has exactly
 * 8 * (min + max) children. So the first child of any parent, and the parent of
 * any child, are found in O(1): a division and one group.
 *
 *     group   0                    1
 *     parents 0 1 2 ... 15         16 ... 31
 *     counts  3 7 1 ...  5         2 ...
 *     first   0 3 10 ...           8 * (min + max) ...
 *
 * A last group that is not full keeps its first counts.
 *
 * A fan with a total gives each parent floor(total / parents) children, and one
 * more to as many as the division leaves over. Parents are cut into so many
 * strata of equal size, give or take one, and each stratum draws who of its
 * parents has one more: again a division and one stratum.
 *
 *     10 children, 7 parents: 1 each, 3 left over
 *     stratum  0       1       2
 *     parents  0 1     2 3     4 5 6
 *     counts   2 1     1 2     1 2 1
 *
 * --append has a fan with a total over the parents of its own run only.
 */
#ifndef SEEDMILL_FAN_H
#define SEEDMILL_FAN_H

#include "seedmill/base.h"

#define SM_FAN_GROUP 16

struct sm_fan {
	uint64_t key;
	uint64_t parents;           /* at least 1 */
	uint64_t min, max;          /* children of one parent */
	uint64_t group_total;       /* 8 * (min + max) */
	uint64_t children;          /* of all parents */
	uint64_t inverse;           /* even ones: 2^64 / min, rounded down */
	bool total;                 /* with a total; then also: */
	uint64_t extra;             /* strata: parents with one child more */
	uint64_t first_parent, first_child; /* --append: none before these */
};

/* A place in the fan: one group, unfolded, and who was asked for last. */
struct sm_fan_at {
	uint64_t group;             /* or stratum; UINT64_MAX: none yet */
	uint64_t start;             /* the group's first child */
	uint64_t lo, hi, one_more;  /* the stratum's parents; who drew it */
	uint64_t first[SM_FAN_GROUP + 1];   /* child number, counted in the group */
	unsigned i;                 /* parent in the group */
};

/* False when the number of children would pass 2^62. */
bool sm_fan_init(struct sm_fan *f, uint64_t key, uint64_t parents, uint64_t min,
		 uint64_t max);

/*
 * `children` in all for `parents` parents, whose numbers begin at first_parent;
 * the first child has the number first_child. False when numbers would pass
 * 2^62.
 */
bool sm_fan_init_total(struct sm_fan *f, uint64_t key, uint64_t first_parent,
		       uint64_t parents, uint64_t first_child,
		       uint64_t children);

static inline void sm_fan_start(struct sm_fan_at *at)
{
	at->group = UINT64_MAX;
	at->start = 0;
	at->lo = at->hi = at->one_more = 0;
	at->i = 0;
	at->first[0] = 1;           /* no child is in a group that is not there */
	at->first[1] = 0;
	at->first[SM_FAN_GROUP] = 0;
}

/* Has every parent as many children as any other? */
static inline bool sm_fan_is_even(const struct sm_fan *f)
{
	return f->inverse != 0;
}

/*
 * sm_fan_parent() of an even fan. The product with the inverse is the quotient
 * or one less: child is below 2^62, and so the inverse's error below a quarter.
 */
static inline uint64_t sm_fan_even_parent(const struct sm_fan *f, uint64_t child,
					  uint64_t *ordinal)
{
	uint64_t q = (uint64_t)(((sm_uint128)child * f->inverse) >> 64);
	uint64_t rest = child - q * f->min;
	uint64_t more = rest >= f->min;

	*ordinal = rest - (f->min & (0 - more));
	return q + more;
}

/*
 * First child of a parent and how many it has. Parents before first_parent have
 * none.
 */
void sm_fan_children(const struct sm_fan *f, struct sm_fan_at *at,
		     uint64_t parent, uint64_t *first, uint64_t *n);

/*
 * Parent of a child, and the child's place among its siblings, from 0. A child
 * before first_child counts as that one: NULL references are followed, too.
 */
uint64_t sm_fan_parent(const struct sm_fan *f, struct sm_fan_at *at,
		       uint64_t child, uint64_t *ordinal);

/*
 * The same for children [first, first + n) in order: parents and ordinals, each
 * where its pointer is not NULL.
 */
void sm_fan_range(const struct sm_fan *f, uint64_t first, uint32_t n,
		  int64_t *parent, int64_t *ordinal);

/*
 * A table below another by several fans: those of one row up there follow each
 * other. fan[0] is that of the table just below it, fan[n - 1] the table's own.
 */
#define SM_FAN_CHAIN 8

struct sm_fan_chain {
	const struct sm_fan *fan[SM_FAN_CHAIN];
	uint32_t n;                 /* 1 to SM_FAN_CHAIN */
};

/* The first of the rows below row `up`, and how many there are. */
void sm_fan_chain_range(const struct sm_fan_chain *c, uint64_t up,
			uint64_t *first, uint64_t *n);

#endif
