/*
 * fan.c - children of parents in O(1); see fan.h for how
 *
 * A cursor (struct sm_fan_at) remembers the group unfolded last, so that rows
 * in order unfold each group once. The cursor is a cache, never a state: any
 * sequence of questions gives the same answers.
 */
#include "fan.h"

#include <assert.h>

#include "seedmill/rng.h"

/* Unfold a group: 8 draws and a Fisher-Yates shuffle of 16 from one stream. */
static void unfold(const struct sm_fan *f, struct sm_fan_at *at, uint64_t group)
{
	struct sm_rng rng = sm_rng_at(f->key, group);
	uint64_t span = f->max - f->min + 1;
	uint64_t count[SM_FAN_GROUP];

	for (unsigned i = 0; i < SM_FAN_GROUP; i += 2) {
		uint64_t v = sm_rng_below(&rng, span);

		count[i] = f->min + v;
		count[i + 1] = f->max - v;
	}
	at->first[0] = 0;
	for (unsigned i = 0; i < SM_FAN_GROUP; i++) {
		uint64_t j = i + sm_rng_below(&rng, SM_FAN_GROUP - i);
		uint64_t picked = count[j];

		count[j] = count[i];
		at->first[i + 1] = at->first[i] + picked;
	}
	assert(at->first[SM_FAN_GROUP] == f->group_total);
	at->group = group;
	at->start = group * f->group_total;
	at->i = 0;
}

static inline void seek(const struct sm_fan *f, struct sm_fan_at *at,
			uint64_t group)
{
	if (at->group != group)
		unfold(f, at, group);
}

bool sm_fan_init(struct sm_fan *f, uint64_t key, uint64_t parents, uint64_t min,
		 uint64_t max)
{
	struct sm_fan_at at;
	uint64_t full = parents / SM_FAN_GROUP;

	assert(min <= max && max >= 1 && parents >= 1);
	if (max >= UINT64_C(1) << 58 ||
	    (sm_uint128)max * (parents + SM_FAN_GROUP) >= UINT64_C(1) << 62)
		return false;
	*f = (struct sm_fan){ .key = key, .parents = parents, .min = min,
			      .max = max, .group_total = 8 * (min + max),
			      .inverse = min == max ? UINT64_MAX / min : 0 };
	sm_fan_start(&at);
	f->children = full * f->group_total;
	if (parents % SM_FAN_GROUP) {
		unfold(f, &at, full);
		f->children += at.first[parents % SM_FAN_GROUP];
	}
	return true;
}

/* ---- with a total ------------------------------------------------------------- */

#define MOST (UINT64_C(1) << 62)

bool sm_fan_init_total(struct sm_fan *f, uint64_t key, uint64_t first_parent,
		       uint64_t parents, uint64_t first_child, uint64_t children)
{
	uint64_t each;

	assert(parents >= 1);
	if (parents >= MOST || first_parent >= MOST - parents ||
	    children >= MOST || first_child >= MOST - children)
		return false;
	each = children / parents;
	*f = (struct sm_fan){
		.key = key, .parents = first_parent + parents, .min = each,
		.extra = children % parents, .children = first_child + children,
		.total = true, .first_parent = first_parent,
		.first_child = first_child,
	};
	/* nobody's children still have a place among siblings: max is 1 */
	f->max = each + (f->extra || !each);
	return true;
}

/* The first parent of a stratum, from first_parent on. */
static inline uint64_t stratum_start(const struct sm_fan *f, uint64_t r)
{
	uint64_t n = f->parents - f->first_parent;

	return (uint64_t)((sm_uint128)r * n / f->extra);
}

static inline void to_stratum(const struct sm_fan *f, struct sm_fan_at *at,
			      uint64_t r)
{
	struct sm_rng rng;

	if (at->group == r)
		return;
	at->lo = at->group + 1 == r ? at->hi : stratum_start(f, r);
	at->hi = stratum_start(f, r + 1);
	rng = sm_rng_at(f->key, r);
	at->one_more = at->lo + sm_rng_below(&rng, at->hi - at->lo);
	at->group = r;
	at->start = at->lo * f->min + r;
	assert(at->lo <= at->one_more && at->one_more < at->hi);
}

static void total_children(const struct sm_fan *f, struct sm_fan_at *at,
			   uint64_t parent, uint64_t *first, uint64_t *n)
{
	uint64_t p = parent - f->first_parent;

	if (parent < f->first_parent) {
		*first = f->first_child;
		*n = 0;
		return;
	}
	*first = f->first_child + p * f->min;
	*n = f->min;
	if (!f->extra)
		return;
	/* the stratum r that has p: r * parents / extra < p + 1, r largest */
	if (p < at->lo || p >= at->hi)
		to_stratum(f, at, (uint64_t)(((sm_uint128)(p + 1) * f->extra - 1) /
					     (f->parents - f->first_parent)));
	*first += at->group + (at->one_more < p);
	*n += at->one_more == p;
}

/* In which stratum is child c, counted from first_child? */
static void seek_child(const struct sm_fan *f, struct sm_fan_at *at, uint64_t c)
{
	uint64_t all = f->children - f->first_child;

	if (at->group != UINT64_MAX && c >= at->start) {
		if (c - at->start <= (at->hi - at->lo) * f->min)
			return;
		/* rows in order: the next one */
		if (c == at->start + (at->hi - at->lo) * f->min + 1) {
			to_stratum(f, at, at->group + 1);
			return;
		}
	}
	/*
	 * Strata begin at most f->min children before r * all / extra, and are
	 * longer than that: it is this one or the next.
	 */
	to_stratum(f, at, (uint64_t)((sm_uint128)c * f->extra / all));
	if (c > at->start + (at->hi - at->lo) * f->min)
		to_stratum(f, at, at->group + 1);
}

static uint64_t total_parent(const struct sm_fan *f, struct sm_fan_at *at,
			     uint64_t child, uint64_t *ordinal)
{
	uint64_t c = child < f->first_child ? 0 : child - f->first_child;
	uint64_t offset, before, i;

	if (!f->extra) {
		*ordinal = f->min ? c % f->min : 0;
		return f->first_parent + (f->min ? c / f->min : 0);
	}
	seek_child(f, at, c);
	offset = c - at->start;
	before = at->one_more - at->lo;     /* parents before that one */
	if (offset == (before + 1) * f->min) {
		*ordinal = f->min;
		return f->first_parent + at->one_more;
	}
	offset -= offset > (before + 1) * f->min;
	i = offset / f->min;
	*ordinal = offset - i * f->min;
	return f->first_parent + at->lo + i;
}

/* ---- what is asked ---------------------------------------------------------------- */

void sm_fan_children(const struct sm_fan *f, struct sm_fan_at *at,
		     uint64_t parent, uint64_t *first, uint64_t *n)
{
	unsigned i = (unsigned)(parent % SM_FAN_GROUP);

	assert(parent < f->parents);
	if (f->total) {
		total_children(f, at, parent, first, n);
		return;
	}
	if (sm_fan_is_even(f)) {
		*first = parent * f->min;
		*n = f->min;
		return;
	}
	seek(f, at, parent / SM_FAN_GROUP);
	*first = at->group * f->group_total + at->first[i];
	*n = at->first[i + 1] - at->first[i];
}

/* Which parent of the unfolded group has the child at that offset? */
static unsigned search(const struct sm_fan_at *at, uint64_t offset)
{
	unsigned i = 0;

	/* parents without children share a first; the last of them has it */
	for (unsigned step = SM_FAN_GROUP / 2; step; step /= 2)
		if (at->first[i + step] <= offset)
			i += step;
	return i;
}

uint64_t sm_fan_parent(const struct sm_fan *f, struct sm_fan_at *at,
		       uint64_t child, uint64_t *ordinal)
{
	uint64_t offset = child - at->start;

	assert(child < f->children || f->children == f->first_child);
	if (f->total)
		return total_parent(f, at, child, ordinal);
	if (sm_fan_is_even(f))
		return sm_fan_even_parent(f, child, ordinal);
	/* rows in order: mostly the parent of the row before, or the group */
	if (offset < at->first[at->i] || offset >= at->first[at->i + 1]) {
		if (offset >= at->first[SM_FAN_GROUP]) {
			seek(f, at, child / f->group_total);
			offset = child - at->start;
		}
		at->i = search(at, offset);
	}
	assert(at->first[at->i] <= offset && offset < at->first[at->i + 1]);
	*ordinal = offset - at->first[at->i];
	return at->group * SM_FAN_GROUP + at->i;
}

/* n children in a row of one parent, the first of them its `ordinal`th. */
static void fill(int64_t *parent, int64_t *ordinal, uint32_t n, uint64_t who,
		 uint64_t from)
{
	for (uint32_t i = 0; parent && i < n; i++)
		parent[i] = (int64_t)who;
	for (uint32_t i = 0; ordinal && i < n; i++)
		ordinal[i] = (int64_t)(from + i);
}

/* By groups, each unfolded once; parents without children are passed over. */
static void group_range(const struct sm_fan *f, uint64_t first, uint32_t n,
			int64_t *parent, int64_t *ordinal)
{
	struct sm_fan_at at;
	uint64_t group = first / f->group_total, from;
	unsigned k;

	unfold(f, &at, group);
	k = search(&at, first - at.start);
	from = first - at.start - at.first[k];
	for (uint32_t i = 0; i < n; k++, from = 0) {
		uint64_t left;

		if (k == SM_FAN_GROUP) {
			unfold(f, &at, ++group);
			k = 0;
		}
		left = at.first[k + 1] - at.first[k] - from;
		left = left < n - i ? left : n - i;
		fill(parent ? parent + i : NULL, ordinal ? ordinal + i : NULL,
		     (uint32_t)left, group * SM_FAN_GROUP + k, from);
		i += (uint32_t)left;
	}
}

static void each_range(const struct sm_fan *f, uint64_t first, uint32_t n,
		       int64_t *parent, int64_t *ordinal)
{
	struct sm_fan_at at;
	uint32_t i = 0;

	sm_fan_start(&at);
	while (i < n) {
		uint64_t from, child, count, left;
		uint64_t who = sm_fan_parent(f, &at, first + i, &from);

		sm_fan_children(f, &at, who, &child, &count);
		left = count - from;
		left = left < n - i ? left : n - i;
		assert(left > 0);
		fill(parent ? parent + i : NULL, ordinal ? ordinal + i : NULL,
		     (uint32_t)left, who, from);
		i += (uint32_t)left;
	}
}

void sm_fan_range(const struct sm_fan *f, uint64_t first, uint32_t n,
		  int64_t *parent, int64_t *ordinal)
{
	if (f->total || sm_fan_is_even(f))
		each_range(f, first, n, parent, ordinal);
	else
		group_range(f, first, n, parent, ordinal);
}

void sm_fan_chain_range(const struct sm_fan_chain *c, uint64_t up,
			uint64_t *first, uint64_t *n)
{
	uint64_t from = up, count = 1;

	assert(c->n >= 1 && c->n <= SM_FAN_CHAIN);
	for (uint32_t i = 0; i < c->n; i++) {
		struct sm_fan_at at;
		uint64_t begin, last, children;

		sm_fan_start(&at);
		sm_fan_children(c->fan[i], &at, from, &begin, &children);
		if (count > 1) {
			sm_fan_children(c->fan[i], &at, from + count - 1, &last,
					&children);
			children += last - begin;
		}
		from = begin;
		count = children;
		if (!count)
			break;
	}
	*first = from;
	*n = count;
}
