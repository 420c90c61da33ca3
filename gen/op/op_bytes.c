/*
 * op_bytes.c - the "bytes" generator: random bytes
 *
 *     - {name: token, type: bytes, bytes: {min: 16, max: 16}}
 *     - {name: photo, type: bytes, bytes: {min: 100, max: 90000, dist: lognormal}}
 *
 * Eight bytes a draw, the lowest first. From a row number to its first draw is
 * a bijection of 64 bits (rng.h: a Weyl step, the permutation, the LCG, the
 * permutation again), so rows whose first eight bytes are that draw are all
 * different: values of eight bytes or more are unique as they are.
 */
#include <assert.h>

#include "length.h"
#include "op_args.h"
#include "seedmill/fmt.h"

#define MOST_BYTES (1 << 20)

struct bytes_args {
	const char *min, *max, *dist;
};

static const cyaml_schema_field_t bytes_fields[] = {
	SM_ARG(struct bytes_args, min),
	SM_ARG(struct bytes_args, max),
	SM_ARG(struct bytes_args, dist),
	CYAML_FIELD_END
};

static enum sm_code bytes_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	const struct bytes_args *a = args;
	struct sm__length *st = sm_arena_alloc(c->arena, sizeof(*st));
	int64_t min = 16, max;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_i64(c, "max", a->max, &min, err));
	max = min;                      /* either alone stands for both */
	SM_TRY(sm_arg_i64(c, "min", a->min, &min, err));
	if (!a->max)
		max = min;
	if (min < 0 || min > max)
		return sm_refuse(c, err, "min", "min is %lld: it must be from 0 to "
				 "max, %lld", (long long)min, (long long)max);
	if (max > MOST_BYTES)
		return sm_refuse(c, err, "max", "max is %lld, at most %d bytes are "
				 "made", (long long)max, MOST_BYTES);
	if (c->unique && min < 8) {
		sm_refuse(c, err, "min", "values of %lld bytes need not be unique",
			  (long long)min);
		return sm_fix(err, "make min 8 or more");
	}
	SM_TRY(sm__length_init(st, c, "dist", a->dist, (uint32_t)min, (uint32_t)max,
			       err));
	op->state = st;
	op->out.width = op->out.chars = (uint32_t)max;
	op->out.unique = min >= 8;
	op->text_bytes = max ? (uint32_t)max : 1;
	return SM_OK;
}

SM_LOOP bytes_fill(const struct sm__length *st, uint64_t key,
		   const struct sm_rows *rows, struct sm_vec *out,
		   const bool listed)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng r = sm_rng_at(key, listed ? rows->id[i]
							: rows->first + i);
		uint64_t first = sm_rng_u64(&r);
		uint32_t n = sm__length_at(st, &r);

		sm_fmt_store8(at, first);       /* up to 7 too many: slack */
		for (uint32_t k = 8; k < n; k += 8)
			sm_fmt_store8(at + k, sm_rng_u64(&r));
		out->v.str[i] = (struct sm_str){ .p = at, .n = n };
		at += n;
	}
}

static void bytes_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	(void)w;
	(void)in;
	assert(out->text);
	if (rows->id)
		bytes_fill(op->state, op->key, rows, out, true);
	else
		bytes_fill(op->state, op->key, rows, out, false);
}

const struct sm_op_kind sm_op_bytes = {
	.name = "bytes",
	.summary = "random bytes",
	.example = "{min: 16, max: 16}",
	.doc = "min  fewest bytes, 16 when neither is given\n"
	       "max  most bytes; the same as min when not given\n"
	       "dist  of the lengths: " SM__LENGTH_DISTS "\n",
	.version = 1,
	.types = SM_M(SM_T_BYTES),
	.natural = { .id = SM_T_BYTES },
	.args = bytes_fields,
	.args_size = sizeof(struct bytes_args),
	.compile = bytes_compile,
	.run = bytes_run,
};
