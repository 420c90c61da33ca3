/*
 * op_bool.c - the "bool" kind: true in a share of the rows
 *
 *     bool: {share: 0.9}
 */
#include <assert.h>

#include "op_args.h"

struct bool_args {
	const char *share;
};

struct bool_state {
	uint64_t cut;       /* true when the draw's upper 32 bits are below */
};

static const cyaml_schema_field_t bool_fields[] = {
	SM_ARG(struct bool_args, share),
	CYAML_FIELD_END
};

static enum sm_code bool_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct bool_args *a = args;
	struct bool_state *st;
	double share = 0.5;

	SM_TRY(sm_arg_real(c, "share", a->share, &share, err));
	if (share < 0 || share > 1)
		return sm_refuse(c, err, "share", "share %s is not between 0 and "
				 "1", a->share);
	st = sm_arena_alloc(c->arena, sizeof(*st));
	if (!st)
		return sm_nomem(err);
	/* 2^32 itself for a share of 1: no draw is left out */
	st->cut = (uint64_t)(share * 4294967296.0);
	assert(st->cut <= UINT64_C(1) << 32);
	op->state = st;
	op->out.min = st->cut == UINT64_C(1) << 32;
	op->out.max = st->cut > 0;
	return SM_OK;
}

SM_LOOP bool_loop(uint64_t cut, uint64_t key, const struct sm_rows *rows,
		  int64_t *out, const bool listed)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);

		out[i] = sm_rng_u64(&rng) >> 32 < cut;
	}
}

static void bool_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct bool_state *st = op->state;

	(void)w;
	(void)in;
	if (rows->id)
		bool_loop(st->cut, op->key, rows, out->v.i64, true);
	else
		bool_loop(st->cut, op->key, rows, out->v.i64, false);
}

const struct sm_op_kind sm_op_bool = {
	.name = "bool",
	.summary = "true in a share of the rows, false in the others",
	.example = "{share: 0.9}",
	.doc = "share  of rows that are true, 0 to 1, default 0.5\n",
	.version = 1,
	.types = SM_M(SM_T_BOOL),
	.natural = { .id = SM_T_BOOL },
	.args = bool_fields,
	.args_size = sizeof(struct bool_args),
	.compile = bool_compile,
	.run = bool_run,
};
