/*
 * op_pick.c - the "pick" generator: one of the values written in the profile
 *
 *     - {name: tier, pick: {values: [gold, silver, bronze], weights: [5, 20, 75]}}
 *
 * Values are read as the column's type, whatever that is. Without weights all
 * are equally likely; with them an alias table decides, one draw a row. A
 * unique column takes each value at most once (weights make no sense there).
 *
 * Two orders draw nothing. `rows` deals the values out one after the other;
 * `blocks` gives the first rows the first value and so on, in shares of the
 * weights that are exact: value k holds the rows from ceil(N * before / total)
 * to ceil(N * upto / total), where N is the table's rows.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "literal.h"
#include "op_args.h"
#include "op_pick.h"

struct pick_args {
	const char **values;
	uint32_t values_count;
	const char **weights;
	uint32_t weights_count;
	const char *order;
};

enum order { ORDER_RANDOM, ORDER_ROWS, ORDER_BLOCKS };

static const char *const orders[] = { "random", "rows", "blocks" };

struct pick_state {
	enum sm_class class;
	enum order order;
	uint32_t n;
	const void *values;         /* n of the class */
	bool weighted;
	struct sm_alias alias;
	struct sm_perm perm;        /* of a unique column */
	uint64_t first;             /* blocks: the first row of the run */
	const uint64_t *end;        /* blocks: rows of values 0..k together */
};

#define LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t pick_fields[] = {
	CYAML_FIELD_SEQUENCE("values", LIST, struct pick_args, values, &sm__text_value,
			     0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("weights", LIST, struct pick_args, weights,
			     &sm__text_value, 0, CYAML_UNLIMITED),
	SM_ARG(struct pick_args, order),
	CYAML_FIELD_END
};

bool sm__pick_values(const void *args, const char *const **values, uint32_t *n)
{
	const struct pick_args *a = args;

	*values = a->values;
	*n = a->values_count;
	return *n > 0;
}

static enum sm_code pick_weights(struct pick_state *st, const struct pick_args *a,
				 struct sm_compile *c, struct sm_err *err)
{
	double *w, sum = 0;

	w = sm_arena_array(c->arena, a->weights_count, sizeof(*w));
	if (!w)
		return sm_nomem(err);
	for (uint32_t i = 0; i < a->weights_count; i++) {
		char arg[32];

		snprintf(arg, sizeof(arg), "weights[%u]", (unsigned)i);
		SM_TRY(sm_arg_real(c, arg, a->weights[i], &w[i], err));
		if (w[i] < 0)
			return sm_refuse(c, err, arg, "weight %s is below 0",
					 a->weights[i]);
		sum += w[i];
	}
	if (!(sum > 0) || sum > 1e300)
		return sm_refuse(c, err, "weights", "the weights add up to %g; "
				 "one at least must be above 0", sum);
	st->weighted = true;
	return sm_alias_init(&st->alias, c->arena, w, a->weights_count, err);
}

/* Digits after the point that a share of a block can have. */
#define SHARE_SCALE 9

/* The weights as whole numbers: shares of blocks are exact. */
static enum sm_code pick_shares(int64_t *share, const struct pick_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	for (uint32_t i = 0; i < a->values_count; i++) {
		char arg[32];

		share[i] = 1;
		if (!a->weights)
			continue;
		snprintf(arg, sizeof(arg), "weights[%u]", (unsigned)i);
		SM_TRY(sm_arg_decimal(c, arg, a->weights[i], SHARE_SCALE, &share[i],
				      err));
		if (share[i] < 0)
			return sm_refuse(c, err, arg, "weight %s is below 0",
					 a->weights[i]);
	}
	return SM_OK;
}

static enum sm_code pick_blocks(struct pick_state *st, const struct pick_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	const uint64_t rows = c->rows - c->first_row;
	int64_t *share = sm_arena_array(c->arena, st->n, sizeof(*share));
	uint64_t *end = sm_arena_array(c->arena, st->n, sizeof(*end));
	int64_t total = 0, upto = 0;

	if (!share || !end)
		return sm_nomem(err);
	SM_TRY(pick_shares(share, a, c, err));
	for (uint32_t i = 0; i < st->n; i++)
		if (__builtin_add_overflow(total, share[i], &total))
			return sm_refuse(c, err, "weights", "the weights add up to "
					 "more than 9,223,372,036");
	if (total == 0)
		return sm_refuse(c, err, "weights", "the weights add up to 0; one at "
				 "least must be above 0");
	for (uint32_t i = 0; i < st->n; i++) {
		upto += share[i];
		end[i] = (uint64_t)(((sm_uint128)rows * (uint64_t)upto +
				     (uint64_t)total - 1) / (uint64_t)total);
	}
	assert(end[st->n - 1] == rows && rows > 0);
	st->end = end;
	st->first = c->first_row;
	return SM_OK;
}

static bool same_value(enum sm_class class, const struct sm_literal *a,
		       const struct sm_literal *b)
{
	switch (class) {
	case SM_I64:
		return a->v.i64 == b->v.i64;
	case SM_F64:
		return memcmp(&a->v.f64, &b->v.f64, sizeof(double)) == 0;
	case SM_U128:
		return sm_u128_equal(a->v.u128, b->v.u128);
	case SM_STR:
		break;
	}
	return a->v.str.n == b->v.str.n &&
	       memcmp(a->v.str.p, b->v.str.p, a->v.str.n) == 0;
}

static enum sm_code pick_unique(struct pick_state *st, struct sm_op *op,
				const struct sm_literal *v,
				const struct pick_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	char need[32], have[32];

	if (st->order == ORDER_BLOCKS) {
		sm_refuse(c, err, "order", "blocks of rows hold one value, so a "
			  "unique column cannot have them");
		return sm_fix(err, "order: rows takes each value once as long as "
			      "there is one for each row");
	}
	if (st->weighted)
		return sm_refuse(c, err, "weights", "a unique column takes each value "
				 "once, so weights cannot be kept");
	for (uint32_t i = 0; i < st->n; i++)
		for (uint32_t k = 0; k < i; k++)
			if (same_value(st->class, &v[i], &v[k]))
				return sm_refuse(c, err, "values", "\"%s\" stands "
						 "twice in the values of a unique "
						 "column", a->values[i]);
	if (c->rows > st->n) {
		sm_refuse(c, err, "values", "needs %s distinct values, %s are "
			  "given", sm_commas(c->rows, need), sm_commas(st->n, have));
		return sm_fix(err, c->first_row ? "give more values, or leave this table "
						  "out: --table names the others"
						: "give more values, make fewer rows, "
						  "or drop unique");
	}
	sm_perm_init(&st->perm, op->key, st->n);
	op->out.unique = true;
	return SM_OK;
}

/* The literals as one array of their class, as run() wants them. */
static bool pick_pack(struct pick_state *st, const struct sm_literal *v,
		      struct sm_arena *a)
{
	int64_t *i64 = sm_arena_array(a, st->n, sizeof(struct sm_str));
	double *f64 = (void *)i64;
	struct sm_str *str = (void *)i64;
	struct sm_u128 *u128 = (void *)i64;

	_Static_assert(sizeof(struct sm_str) >= sizeof(struct sm_u128), "room");
	for (uint32_t i = 0; i64 && i < st->n; i++) {
		switch (st->class) {
		case SM_I64:
			i64[i] = v[i].v.i64;
			break;
		case SM_F64:
			f64[i] = v[i].v.f64;
			break;
		case SM_STR:
			str[i] = v[i].v.str;
			break;
		case SM_U128:
			u128[i] = v[i].v.u128;
			break;
		}
	}
	st->values = i64;
	return i64 != NULL;
}

static enum sm_code pick_order(struct pick_state *st, const struct pick_args *a,
			       struct sm_compile *c, struct sm_err *err)
{
	unsigned order = ORDER_RANDOM;

	SM_TRY(sm_arg_choice(c, "order", a->order, orders, SM_COUNTOF(orders),
			     &order, err));
	st->order = (enum order)order;
	if (a->weights && a->weights_count != a->values_count)
		return sm_refuse(c, err, "weights", "%u weights for %u values",
				 (unsigned)a->weights_count,
				 (unsigned)a->values_count);
	if (a->weights && st->order == ORDER_ROWS)
		return sm_refuse(c, err, "weights", "order: rows takes the values "
				 "one after the other, so weights cannot be kept");
	if (st->order == ORDER_BLOCKS)
		return pick_blocks(st, a, c, err);
	return a->weights ? pick_weights(st, a, c, err) : SM_OK;
}

static enum sm_code pick_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct pick_args *a = args;
	struct pick_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct sm_literal *v = sm_arena_array(c->arena, a->values_count + 1,
					      sizeof(*v));

	if (!st || !v)
		return sm_nomem(err);
	if (a->values_count == 0)
		return sm_refuse(c, err, a->values ? "values" : NULL,
				 "pick needs values: pick: {values: [a, b, c]}");
	for (uint32_t i = 0; i < a->values_count; i++) {
		char arg[32];

		snprintf(arg, sizeof(arg), "values[%u]", (unsigned)i);
		SM_TRY(sm__literal(c, arg, a->values[i], &v[i], err));
	}
	st->class = sm_type_class(c->type.id);
	st->n = a->values_count;
	SM_TRY(pick_order(st, a, c, err));
	sm__literal_domain(&c->type, v, st->n, &op->out);
	if (c->unique)
		SM_TRY(pick_unique(st, op, v, a, c, err));
	if (!pick_pack(st, v, c->arena))
		return sm_nomem(err);
	op->state = st;
	return SM_OK;
}

/* Which value row i takes; the caller passes constants for the last three. */
static inline __attribute__((always_inline)) uint32_t
pick_index(const struct pick_state *st, uint64_t key, const struct sm_rows *rows,
	   uint32_t i, const bool listed, const bool weighted)
{
	struct sm_rng r = sm_rng_at(key, listed ? rows->id[i] : rows->first + i);
	uint64_t u = sm_rng_u64(&r);

	return weighted ? sm_alias_at(&st->alias, u)
			: (uint32_t)sm_scale_u64(u, st->n);
}

SM_LOOP pick_fill(const struct pick_state *st, uint64_t key,
		  const struct sm_rows *rows, struct sm_vec *out,
		  const bool listed, const bool weighted)
{
	const uint32_t n = rows->n;

	switch (st->class) {
	case SM_I64:
		for (uint32_t i = 0; i < n; i++)
			out->v.i64[i] = ((const int64_t *)st->values)[pick_index(
				st, key, rows, i, listed, weighted)];
		break;
	case SM_F64:
		for (uint32_t i = 0; i < n; i++)
			out->v.f64[i] = ((const double *)st->values)[pick_index(
				st, key, rows, i, listed, weighted)];
		break;
	case SM_STR:
		for (uint32_t i = 0; i < n; i++)
			out->v.str[i] = ((const struct sm_str *)st->values)
				[pick_index(st, key, rows, i, listed, weighted)];
		break;
	case SM_U128:
		for (uint32_t i = 0; i < n; i++)
			out->v.u128[i] = ((const struct sm_u128 *)st->values)
				[pick_index(st, key, rows, i, listed, weighted)];
		break;
	}
}

/* The value whose block the run's row `at` lies in; `k` is where to look first. */
static uint32_t block_of(const struct pick_state *st, uint64_t at, uint32_t k)
{
	uint32_t lo = 0, hi = st->n - 1;

	if (at < st->end[k] && (k == 0 || at >= st->end[k - 1]))
		return k;
	while (lo < hi) {
		uint32_t middle = lo + (hi - lo) / 2;

		if (at < st->end[middle])
			hi = middle;
		else
			lo = middle + 1;
	}
	return lo;
}

/* No draws: which value each of n rows from `i` on takes. */
static void pick_indexes(const struct pick_state *st, const struct sm_rows *rows,
			 uint32_t i, uint32_t n, uint32_t *index)
{
	uint32_t k = 0;

	for (uint32_t r = 0; r < n; r++) {
		const uint64_t row = sm_row(rows, i + r);
		uint64_t at = row > st->first ? row - st->first : 0;

		if (st->order == ORDER_ROWS) {
			index[r] = (uint32_t)(row % st->n);
		} else if (st->order == ORDER_BLOCKS) {
			/* a row past the table's end may be asked for */
			if (at >= st->end[st->n - 1])
				at = st->end[st->n - 1] - 1;
			index[r] = k = block_of(st, at, k);
		} else {
			index[r] = (uint32_t)sm_perm_at(&st->perm, row);
		}
		assert(index[r] < st->n);
	}
}

#define INDEXES 256     /* made at a time, on the stack */

static void pick_without_draws(const struct pick_state *st,
			       const struct sm_rows *rows, struct sm_vec *out)
{
	uint32_t index[INDEXES];

	for (uint32_t i = 0, n; i < rows->n; i += n) {
		n = rows->n - i < INDEXES ? rows->n - i : INDEXES;
		pick_indexes(st, rows, i, n, index);
		switch (st->class) {
		case SM_I64:
			for (uint32_t r = 0; r < n; r++)
				out->v.i64[i + r] =
					((const int64_t *)st->values)[index[r]];
			break;
		case SM_F64:
			for (uint32_t r = 0; r < n; r++)
				out->v.f64[i + r] =
					((const double *)st->values)[index[r]];
			break;
		case SM_STR:
			for (uint32_t r = 0; r < n; r++)
				out->v.str[i + r] =
					((const struct sm_str *)st->values)[index[r]];
			break;
		case SM_U128:
			for (uint32_t r = 0; r < n; r++)
				out->v.u128[i + r] = ((const struct sm_u128 *)
						      st->values)[index[r]];
			break;
		}
	}
}

static void pick_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct pick_state *st = op->state;

	(void)w;
	(void)in;
	if (op->out.unique || st->order != ORDER_RANDOM)
		pick_without_draws(st, rows, out);
	else if (rows->id && st->weighted)
		pick_fill(st, op->key, rows, out, true, true);
	else if (rows->id)
		pick_fill(st, op->key, rows, out, true, false);
	else if (st->weighted)
		pick_fill(st, op->key, rows, out, false, true);
	else
		pick_fill(st, op->key, rows, out, false, false);
}

const struct sm_op_kind sm_op_pick = {
	.name = "pick",
	.summary = "one of the values given, weighted or all alike",
	.example = "{values: [gold, silver, bronze], weights: [5, 20, 75]}",
	.doc = "values   the values, written as the column's type; null is the\n"
	       "         text: NULLs come from the column's nulls\n"
	       "weights  a number of at least 0 for each; all alike without\n"
	       "order    random (default); rows: the first row takes the first\n"
	       "         value, and so on, over and over; blocks: the first rows\n"
	       "         all take the first value, and so on, in exact shares\n",
	.version = 1,
	.types = SM_M(SM_T_COUNT) - SM_M(SM_T_BOOL),    /* every type */
	.natural = { .id = SM_T_TEXT },
	.args = pick_fields,
	.args_size = sizeof(struct pick_args),
	.compile = pick_compile,
	.run = pick_run,
};
