/*
 * ref_existing.c - references to rows that are in the database already; see
 * ref_existing.h
 *
 *     - ref: {table: customers, existing: true, where: "status = 'active'"}
 *
 * The keys are read once, before anything is made (gen/plan/existing.c). From
 * there on they are what rows of a parent table are to any other reference: they
 * have numbers, in the order of their values, of which ref_pick.c chooses. There
 * is no row behind them that the planner could make, so the value comes from
 * here, and paths do not lead through.
 */
#include "ref_existing.h"

#include <assert.h>
#include <string.h>

#include "../plan/existing.h"

enum sm_code sm__ref_is_existing(const struct sm__ref_args *a,
				 const struct sm_compile *c, bool *existing,
				 struct sm_err *err)
{
	*existing = false;
	SM_TRY(sm_arg_bool(c, "existing", a->existing, existing, err));
	if (a->where && !*existing)
		return sm_refuse(c, err, "where", "where goes with existing: true");
	return SM_OK;
}

static enum sm_code check_args(const struct sm__ref_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	if (a->columns_count)
		return sm_refuse(c, err, "columns", "columns cannot go with existing: "
				 "the key must be one column");
	if (a->same)
		return sm_refuse(c, err, "same", "same cannot go with existing: only "
				 "the keys of %s are known", a->table);
	return SM_OK;
}

static enum sm_code check_type(const struct sm__existing *e,
			       const struct sm_compile *c, struct sm_err *err)
{
	const struct sm_type *have = &e->set.type;
	char mine[64], theirs[64];

	if (c->type.id == SM_T_NONE || sm_type_keeps(&c->type, have))
		return SM_OK;
	return sm_refuse(c, err, NULL, "type %s cannot hold %s.%s, which is of type %s",
			 sm_type_format(&c->type, mine), e->table, e->set.column,
			 sm_type_format(have, theirs));
}

enum sm_code sm__ref_existing(struct sm_op *op, struct sm__ref *st,
			      const struct sm__ref_args *a,
			      const struct sm_compile *c, struct sm_err *err)
{
	const struct sm__existing *e = NULL;
	bool unique, nullable;

	SM_TRY(check_args(a, c, err));
	SM_TRY(sm__bind_existing(c, a->table, a->column, a->where, &e, err));
	SM_TRY(check_type(e, c, err));
	st->base = 0;
	st->n = e->set.n;
	st->first = c->first_row;
	SM_TRY(sm__ref_way(op, st, a, false, c, err));
	st->existing = &e->set;
	unique = op->out.unique;
	nullable = op->out.nullable;
	op->out = e->dom;
	op->out.unique = unique;
	op->out.nullable = nullable;
	if (c->type.id != SM_T_NONE)
		op->out.type = c->type;
	return SM_OK;
}

/* Row numbers lie in the same memory, half as far apart: from the end on none is
 * written over before it was read. */
static void texts(const struct sm_key_set *k, uint32_t n, struct sm_str *out)
{
	const char *from = (const char *)out;

	for (uint32_t i = n; i-- > 0;) {
		uint64_t row;

		memcpy(&row, from + 8 * (size_t)i, sizeof(row));
		assert(row < k->n);
		out[i] = k->v.v.str[row];
	}
}

static void halves(const struct sm_key_set *k, uint32_t n, struct sm_u128 *out)
{
	const char *from = (const char *)out;

	for (uint32_t i = n; i-- > 0;) {
		uint64_t row;

		memcpy(&row, from + 8 * (size_t)i, sizeof(row));
		assert(row < k->n);
		out[i] = k->v.v.u128[row];
	}
}

void sm__ref_existing_keys(const struct sm__ref *st, uint32_t n,
			   struct sm_vec *out)
{
	const struct sm_key_set *k = st->existing;

	_Static_assert(sizeof(struct sm_str) == 16, "two numbers lie in one");
	switch (sm_type_class(k->type.id)) {
	case SM_STR:
		texts(k, n, out->v.str);
		return;
	case SM_U128:
		halves(k, n, out->v.u128);
		return;
	default:
		for (uint32_t i = 0; i < n; i++)
			out->v.i64[i] = k->v.v.i64[out->v.i64[i]];
		return;
	}
}
