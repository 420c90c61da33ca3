/*
 * op_pick.c - the "pick" generator: one of the values written in the profile
 *
 *     - {name: tier, pick: {values: [gold, silver, bronze], weights: [5, 20, 75]}}
 *
 * Values are read as the column's type, whatever that is. Without weights all
 * are equally likely; with them an alias table decides, one draw a row. A
 * unique column takes each value at most once (weights make no sense there).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "literal.h"
#include "op_args.h"

struct pick_args {
	const char **values;
	uint32_t values_count;
	const char **weights;
	uint32_t weights_count;
};

struct pick_state {
	enum sm_class class;
	uint32_t n;
	const void *values;         /* n of the class */
	bool weighted;
	struct sm_alias alias;
	struct sm_perm perm;        /* of a unique column */
};

static const cyaml_schema_value_t text_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

#define LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t pick_fields[] = {
	CYAML_FIELD_SEQUENCE("values", LIST, struct pick_args, values, &text_value,
			     0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("weights", LIST, struct pick_args, weights,
			     &text_value, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static enum sm_code pick_weights(struct pick_state *st, const struct pick_args *a,
				 struct sm_compile *c, struct sm_err *err)
{
	double *w, sum = 0;

	if (a->weights_count != a->values_count)
		return sm_refuse(c, err, "weights", "%u weights for %u values",
				 (unsigned)a->weights_count,
				 (unsigned)a->values_count);
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

	if (st->weighted)
		return sm_refuse(c, err, "weights", "a unique column takes each value "
				 "once, so weights cannot be kept");
	for (uint32_t i = 0; i < st->n; i++)
		for (uint32_t k = 0; k < i; k++)
			if (same_value(st->class, &v[i], &v[k]))
				return sm_refuse(c, err, "values", "\"%s\" stands "
						 "twice in the values of a unique "
						 "column", a->values[i]);
	if (c->rows > st->n)
		return sm_refuse(c, err, "values", "needs %s distinct values, %s are "
				 "given", sm_commas(c->rows, need),
				 sm_commas(st->n, have));
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
	if (a->weights)
		SM_TRY(pick_weights(st, a, c, err));
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

/* A value each: small tables, so no loop of its own for each class. */
static void pick_once(const struct pick_state *st, const struct sm_rows *rows,
		      struct sm_vec *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t k = sm_perm_at(&st->perm, sm_row(rows, i));

		assert(k < st->n);
		switch (st->class) {
		case SM_I64:
			out->v.i64[i] = ((const int64_t *)st->values)[k];
			break;
		case SM_F64:
			out->v.f64[i] = ((const double *)st->values)[k];
			break;
		case SM_STR:
			out->v.str[i] = ((const struct sm_str *)st->values)[k];
			break;
		case SM_U128:
			out->v.u128[i] = ((const struct sm_u128 *)st->values)[k];
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
	if (op->out.unique)
		pick_once(st, rows, out);
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
	.doc = "values   the values, written as the column's type\n"
	       "weights  a number of at least 0 for each; all alike without\n",
	.version = 1,
	.types = SM_M(SM_T_COUNT) - SM_M(SM_T_BOOL),    /* every type */
	.natural = { .id = SM_T_TEXT },
	.args = pick_fields,
	.args_size = sizeof(struct pick_args),
	.compile = pick_compile,
	.run = pick_run,
};
