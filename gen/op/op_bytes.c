/*
 * op_bytes.c - the "bytes" generator: random bytes
 *
 *     - {name: token, type: bytes, bytes: {min: 16, max: 16}}
 *     - {name: photo, type: bytes, bytes: {min: 100, max: 90000, dist: lognormal}}
 *
 * Eight bytes a draw, the lowest first. From a row number to its first draw is
 * a bijection of 64 bits (rng.h: a Weyl step, the permutation, the LCG, the
 * permutation again), so rows whose first eight bytes are that draw are all
 * different: values of eight bytes or more are unique as they are. The first
 * bytes of shorter ones hold a number of the row's own when they must be unique.
 */
#include <assert.h>

#include "length.h"
#include "op_args.h"
#include "seedmill/fmt.h"

#define MOST_BYTES (1 << 20)

struct bytes_args {
	const char *min, *max, *dist;
};

struct bytes_state {
	struct sm__length length;
	uint32_t min;
	bool numbered;              /* the first `min` bytes are perm's */
	struct sm_perm perm;
};

static const cyaml_schema_field_t bytes_fields[] = {
	SM_ARG(struct bytes_args, min),
	SM_ARG(struct bytes_args, max),
	SM_ARG(struct bytes_args, dist),
	CYAML_FIELD_END
};

/* Fewer than eight bytes: as many values as min bytes have. */
static enum sm_code bytes_unique(struct bytes_state *st, struct sm_op *op,
				 int64_t min, const struct sm_compile *c,
				 struct sm_err *err)
{
	uint64_t space = UINT64_C(1) << 8 * min;
	char need[32], have[32];

	if (c->rows > space) {
		sm_refuse(c, err, "min", "needs %s distinct values, values of %lld "
			  "bytes have %s", sm_commas(c->rows, need),
			  (long long)min, sm_commas(space, have));
		return sm_fix(err, "make min larger: 8 is always enough");
	}
	st->numbered = true;
	sm_perm_init(&st->perm, op->key, space);
	op->out.unique = true;
	return SM_OK;
}

static enum sm_code bytes_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	const struct bytes_args *a = args;
	struct bytes_state *st = sm_arena_alloc(c->arena, sizeof(*st));
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
	st->min = (uint32_t)min;
	SM_TRY(sm__length_init(&st->length, c, "dist", a->dist, (uint32_t)min,
			       (uint32_t)max, err));
	op->state = st;
	op->out.width = op->out.chars = (uint32_t)max;
	op->out.unique = min >= 8;
	op->text_bytes = max ? (uint32_t)max : 1;
	return c->unique && min < 8 ? bytes_unique(st, op, min, c, err) : SM_OK;
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

/* Over what bytes_fill() has written: the row's number, its lowest byte first. */
static void bytes_number(const struct bytes_state *st, const struct sm_rows *rows,
			 struct sm_vec *out)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t v = sm_perm_at(&st->perm, sm_row(rows, i));

		for (uint32_t k = 0; k < st->min; k++)
			at[k] = (char)(v >> 8 * k);
		at += out->v.str[i].n;
	}
}

static void bytes_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct bytes_state *st = op->state;

	(void)w;
	(void)in;
	assert(out->text);
	if (rows->id)
		bytes_fill(&st->length, op->key, rows, out, true);
	else
		bytes_fill(&st->length, op->key, rows, out, false);
	if (st->numbered)
		bytes_number(st, rows, out);
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
