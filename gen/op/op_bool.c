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
	struct sm_perm perm;    /* of a unique column: row 0 or 1 to its value */
};

static const cyaml_schema_field_t bool_fields[] = {
	SM_ARG(struct bool_args, share),
	CYAML_FIELD_END
};

/* Two rows at most, and each has a value of its own. */
static enum sm_code bool_unique(struct bool_state *st, struct sm_op *op,
				const struct bool_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	char need[32];

	if (a->share)
		return sm_refuse(c, err, "share", "a unique column takes true once "
				 "and false once: share has nothing to say");
	if (c->rows > 2) {
		sm_refuse(c, err, NULL, "needs %s distinct values, true and false "
			  "are 2", sm_commas(c->rows, need));
		return sm_fix(err, "drop unique, or make a key of it and another "
			      "column");
	}
	sm_perm_init(&st->perm, op->key, 2);
	op->out.unique = true;
	return SM_OK;
}

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
	return c->unique ? bool_unique(st, op, a, c, err) : SM_OK;
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
	if (op->out.unique) {
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.i64[i] = (int64_t)sm_perm_at(&st->perm,
							    sm_row(rows, i));
		return;
	}
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
