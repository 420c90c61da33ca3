/*
 * ref_pick.c - which row of its parent table a reference points to: a loop for
 * each way of choosing
 *
 * Zipf: rank k of the parents has weight 1/(k+1)^exponent; which parent has
 * which rank is a keyed bijection, so the popular ones are not the first ones.
 * In a self reference the ranks are the earlier rows, oldest first.
 *
 * Distinct: siblings walk through the parents from a start of their own in
 * steps of their own, and the steps are so small that the walk cannot come
 * round: siblings * step <= parents.
 */
#include "ref_pick.h"

#include <assert.h>

#include "op_args.h"

#define BILLION UINT64_C(1000000000)

uint64_t sm__ref_hot(uint64_t share, uint64_t n)
{
	assert(share <= BILLION);
	return (uint64_t)(((sm_uint128)share * n + BILLION - 1) / BILLION);
}

SM_LOOP uniform_loop(const struct sm__ref *st, uint64_t key,
		     const struct sm_rows *rows, int64_t *out, const bool listed)
{
	/* copies: out might be where st is, for all that the compiler knows */
	const uint64_t base = st->base, n = st->n;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);

		out[i] = (int64_t)(base + sm_rng_below(&rng, n));
	}
}

/* Two draws: which of the two sets, and who in it. */
SM_LOOP hot_loop(const struct sm__ref *st, uint64_t key,
		 const struct sm_rows *rows, int64_t *out, const bool listed)
{
	const uint64_t base = st->base, cut = st->cut;
	const uint64_t warm = st->hot, cold = st->n - st->hot;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		bool hot = sm_rng_u64(&rng) >> 1 < cut;
		uint64_t from = base + (hot ? 0 : warm);

		out[i] = (int64_t)(from + sm_rng_below(&rng, hot ? warm : cold));
	}
}

/*
 * Rows that are kept, counted from row 0 of the table, come in runs of `run` =
 * skip - 1, with one left out behind each.
 */
SM_LOOP skip_loop(const struct sm__ref *st, uint64_t key,
		  const struct sm_rows *rows, int64_t *out, const uint64_t run,
		  const bool listed)
{
	const uint64_t before = st->before, kept = st->kept;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		uint64_t k = before + sm_rng_below(&rng, kept);

		out[i] = (int64_t)(k + k / run);
	}
}

/* Every third is common enough to have its division made a shift. */
static void skip(const struct sm__ref *st, uint64_t key,
		 const struct sm_rows *rows, int64_t *out)
{
	if (st->skip == 3 && !rows->id)
		skip_loop(st, key, rows, out, 2, false);
	else if (st->skip == 3)
		skip_loop(st, key, rows, out, 2, true);
	else if (!rows->id)
		skip_loop(st, key, rows, out, st->skip - 1, false);
	else
		skip_loop(st, key, rows, out, st->skip - 1, true);
}

static void in_turn(const struct sm__ref *st, const struct sm_rows *rows,
		    int64_t *out)
{
	const uint64_t base = st->base, n = st->nrows, *list = st->row;
	uint64_t at = rows->id ? 0 : rows->first % n;

	for (uint32_t i = 0; i < rows->n; i++) {
		if (rows->id)
			at = rows->id[i] % n;
		out[i] = (int64_t)(base + list[at]);
		at = at + 1 == n ? 0 : at + 1;
	}
}

/* One parent after the other, from the first on. */
static void sequential(const struct sm__ref *st, const struct sm_rows *rows,
		       int64_t *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);
		uint64_t ours = row < st->first ? 0 : row - st->first;

		out[i] = (int64_t)(st->base + ours % st->n);
	}
}

SM_LOOP normal_loop(const struct sm__ref *st, uint64_t key,
		    const struct sm_rows *rows, int64_t *out, const bool listed)
{
	const uint64_t base = st->base;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);

		out[i] = (int64_t)base + sm_quantile_at(&st->quantile,
							sm_rng_u64(&rng));
	}
}

/* The rows that come first in another order have one parent each. */
static void cover(const struct sm__ref *st, const struct sm_rows *rows,
		  int64_t *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);
		uint64_t ours = row < st->first ? 0 : row - st->first;
		uint64_t turn = sm_perm_at(&st->once, ours);

		if (turn < st->n)
			out[i] = (int64_t)(st->base + turn);
	}
}

/* ---- trees, scopes ---------------------------------------------------------------- */

static void tree(const struct sm__ref *st, const struct sm_rows *rows,
		 struct sm_vec *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);
		uint64_t ours = row < st->first ? 0 : row - st->first;
		bool root = ours < st->roots;
		uint64_t to = root ? ours : (ours - st->roots) / st->fanout;

		assert(to <= ours);
		out->v.i64[i] = (int64_t)(st->base + to);
		if (st->null_root)
			out->null[i] = root;
	}
}

/* Among the rows of the scope; of its own table: those before the row. */
static void same(const struct sm__ref *st, uint64_t key,
		 const struct sm_rows *rows, const struct sm_vec *scope,
		 struct sm_vec *out)
{
	uint64_t last = UINT64_MAX, first = 0, n = 0;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i), who = (uint64_t)scope->v.i64[i];
		uint64_t choice = n, self = st->how == SM__REF_SELF_SAME;
		struct sm_rng rng = sm_rng_at(key, row);

		if (who != last)
			sm_fan_chain_range(&st->chain, who, &first, &n);
		last = who;
		choice = self ? (row > first ? row - first : 0) : n;
		choice = choice > n ? n : choice;
		out->v.i64[i] = (int64_t)(choice ? first + sm_rng_below(&rng, choice)
					  : self ? row : st->base);
		if (st->null_root)
			out->null[i] = !choice ||
				       (scope->null && scope->null[i]);
	}
}

/* ---- siblings that differ --------------------------------------------------------- */

struct walk {
	uint64_t at, step;          /* both below n */
};

/* Where the ordinal-th child of a parent is on its walk. */
static inline struct walk walk_of(const struct sm__ref *st, uint64_t key,
				  uint64_t parent, uint64_t ordinal)
{
	struct sm_rng rng = sm_rng_at(key, parent);
	uint64_t start = sm_rng_below(&rng, st->n);
	struct walk w = { .step = 1 + sm_rng_below(&rng, st->strides) };

	/* both terms are below n: parents * strides is at most n */
	w.at = start + ordinal * w.step;
	w.at -= w.at >= st->n ? st->n : 0;
	assert(w.at < st->n);
	return w;
}

/* n siblings from w on. */
static void walk(const struct sm__ref *st, struct walk w, uint32_t n, int64_t *out)
{
	const uint64_t base = st->base, end = st->n;

	for (uint32_t i = 0; i < n; i++) {
		out[i] = (int64_t)(base + w.at);
		w.at += w.step;
		w.at -= w.at >= end ? end : 0;
	}
}

static void distinct_range(const struct sm__ref *st, uint64_t key,
			   const struct sm_rows *rows, int64_t *out)
{
	struct sm_fan_at at;
	uint32_t i = 0;

	sm_fan_start(&at);
	while (i < rows->n) {
		uint64_t from, child, count;
		uint64_t who = sm_fan_parent(st->fan, &at, rows->first + i, &from);
		uint32_t left = rows->n - i;

		sm_fan_children(st->fan, &at, who, &child, &count);
		assert(from < count);
		left = count - from < left ? (uint32_t)(count - from) : left;
		walk(st, walk_of(st, key, who, from), left, out + i);
		i += left;
	}
}

static void distinct(const struct sm__ref *st, uint64_t key,
		     const struct sm_rows *rows, int64_t *out)
{
	struct sm_fan_at at;

	if (!rows->id) {
		distinct_range(st, key, rows, out);
		return;
	}
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t ordinal;
		uint64_t who = sm_fan_is_even(st->fan)
			? sm_fan_even_parent(st->fan, rows->id[i], &ordinal)
			: sm_fan_parent(st->fan, &at, rows->id[i], &ordinal);

		walk(st, walk_of(st, key, who, ordinal), 1, out + i);
	}
}

/* ---- one by one -------------------------------------------------------------------- */

/* An earlier row of the run; its first has none and stands for itself. */
static uint64_t earlier(const struct sm__ref *st, struct sm_rng *rng, uint64_t row)
{
	if (row == 0)
		return 0;
	if (st->how == SM__REF_SELF)
		return sm_rng_below(rng, row);
	/* ranks of the whole table squeezed into the rows there are so far */
	return (uint64_t)((sm_uint128)sm_zipf_at(&st->zipf, rng) * row / st->n);
}

static uint64_t pick(const struct sm__ref *st, uint64_t key, uint64_t row)
{
	struct sm_rng rng = sm_rng_at(key, row);
	/* --append: a NULL reference is followed to row 0, which is not ours */
	uint64_t ours = row < st->first ? 0 : row - st->first;

	if (st->how == SM__REF_ZIPF)
		return sm_perm_at(&st->perm, sm_zipf_at(&st->zipf, &rng));
	if (st->how == SM__REF_UNIQUE)
		return sm_perm_at(&st->perm, ours);
	return earlier(st, &rng, ours);
}

static void one_by_one(const struct sm__ref *st, uint64_t key,
		       const struct sm_rows *rows, struct sm_vec *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i), to = pick(st, key, row);

		assert(to < st->n);
		out->v.i64[i] = (int64_t)(st->base + to);
		if (st->null_root)
			out->null[i] = row == st->first;
	}
}

static void choose(const struct sm__ref *st, uint64_t key,
		   const struct sm_rows *rows, const struct sm_vec *in,
		   struct sm_vec *out)
{
	switch (st->how) {
	case SM__REF_UNIFORM:
		if (rows->id)
			uniform_loop(st, key, rows, out->v.i64, true);
		else
			uniform_loop(st, key, rows, out->v.i64, false);
		return;
	case SM__REF_HOT:
		if (rows->id)
			hot_loop(st, key, rows, out->v.i64, true);
		else
			hot_loop(st, key, rows, out->v.i64, false);
		return;
	case SM__REF_SKIP:
		skip(st, key, rows, out->v.i64);
		return;
	case SM__REF_ROWS:
		in_turn(st, rows, out->v.i64);
		return;
	case SM__REF_DISTINCT:
		distinct(st, key, rows, out->v.i64);
		return;
	case SM__REF_NORMAL:
		if (rows->id)
			normal_loop(st, key, rows, out->v.i64, true);
		else
			normal_loop(st, key, rows, out->v.i64, false);
		return;
	case SM__REF_SEQUENTIAL:
		sequential(st, rows, out->v.i64);
		return;
	case SM__REF_TREE:
		tree(st, rows, out);
		return;
	case SM__REF_SAME:
	case SM__REF_SELF_SAME:
		same(st, key, rows, &in[st->scope], out);
		return;
	case SM__REF_ZIPF:
	case SM__REF_UNIQUE:
	case SM__REF_SELF:
	case SM__REF_SELF_ZIPF:
		one_by_one(st, key, rows, out);
		return;
	}
}

void sm__ref_pick(const struct sm__ref *st, uint64_t key,
		  const struct sm_rows *rows, const struct sm_vec *in,
		  struct sm_vec *out)
{
	choose(st, key, rows, in, out);
	if (st->each)
		cover(st, rows, out->v.i64);
}
