/*
 * op_ordinal.c - the "ordinal" generator: a row's place among the children of
 * its parent
 *
 *     - ordinal: {start: 1}
 */
#include <assert.h>

#include "../plan/planner.h"

struct ordinal_args {
	char *start;
};

struct ordinal_state {
	const struct sm_fan *fan;
	int64_t start;
};

static const cyaml_schema_field_t ordinal_fields[] = {
	CYAML_FIELD_STRING_PTR("start", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct ordinal_args, start, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static enum sm_code ordinal_compile(struct sm_op *op, const void *args,
				    struct sm_compile *c, struct sm_err *err)
{
	const struct ordinal_args *a = args;
	struct ordinal_state *st = sm_arena_alloc(c->arena, sizeof(*st));

	if (!st)
		return sm_nomem(err);
	st->start = 1;
	SM_TRY(sm__bind_fan(c, &st->fan, err));
	SM_TRY(sm_arg_i64(c, "start", a->start, &st->start, err));
	if (st->start > INT64_MAX - (int64_t)st->fan->max)
		return sm_refuse(c, err, "start", "start is too large");
	c->planner->current->is_ordinal = true;
	op->state = st;
	op->out.min = st->start;
	op->out.max = st->start + (int64_t)st->fan->max - 1;
	assert(op->out.min <= op->out.max || !st->fan->max);
	return SM_OK;
}

static void ordinal_run(const struct sm_op *op, struct sm_work *w,
			const struct sm_rows *rows, const struct sm_vec *in,
			struct sm_vec *out)
{
	const struct ordinal_state *st = op->state;
	struct sm_fan_at at;

	(void)w;
	(void)in;
	if (!rows->id) {
		sm_fan_range(st->fan, rows->first, rows->n, NULL, out->v.i64);
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.i64[i] += st->start;
		return;
	}
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t ordinal;

		sm_fan_parent(st->fan, &at, sm_row(rows, i), &ordinal);
		out->v.i64[i] = st->start + (int64_t)ordinal;
	}
}

const struct sm_op_kind sm_op_ordinal = {
	.name = "ordinal",
	.summary = "1, 2, 3 ... among the children of one parent",
	.example = "{start: 1}",
	.doc = "start     of the first child, default 1\n",
	.version = 1,
	.table = "per: {table: p, min: 0, max: 2}",
	.types = SM_M_INTS,
	.natural = { .id = SM_T_INT },
	.args = ordinal_fields,
	.args_size = sizeof(struct ordinal_args),
	.compile = ordinal_compile,
	.run = ordinal_run,
};
