/*
 * op_uuid.c - the "uuid" kind: RFC 9562 versions 4 and 7, unique by
 * construction
 *
 *     uuid: {version: 7, from: "-1y"}
 *
 * A row's first draw is a bijection of its number (rng.h: two rounds of a
 * permutation of 64 bits), so no two rows have the same one. All of it goes
 * into the value: 62 bits behind the variant, 2 at the end of the upper half.
 *
 *     v4  uuuuuuuu uuuuuuuu uuuu 0100 uuuuuuuuuu dd | 10 dddddd dd...
 *     v7  mmmmmmmm mmmmmmmm mmmm 0111 ffffffffff dd | 10 dddddd dd...
 *
 *         d first draw, u second draw, m milliseconds, f 1024ths of one
 *
 * The times of version 7 grow with the row number, as those of a server do:
 * the period is cut into as many equal pieces as there are rows, and each row
 * takes a random place in its own. A key on them is filled in order.
 */
#include <assert.h>

#include "op_args.h"

#define VARIANT (UINT64_C(1) << 63)
#define LOW_62 ((UINT64_C(1) << 62) - 1)
#define TICK_BITS 10    /* 1024 ticks a millisecond */

struct uuid_args {
	const char *version, *from, *to;
};

struct uuid_state {
	unsigned version;
	uint64_t first;     /* v7: tick at which the period starts */
	uint64_t step;      /* ticks a row, times 2^shift */
	unsigned shift;
};

static const cyaml_schema_field_t uuid_fields[] = {
	SM_ARG(struct uuid_args, version),
	SM_ARG(struct uuid_args, from),
	SM_ARG(struct uuid_args, to),
	CYAML_FIELD_END
};

/* ticks / rows with 63 significant bits: exact enough for any row number */
static void set_step(struct uuid_state *st, uint64_t ticks, uint64_t rows)
{
	const sm_uint128 all = ticks;

	assert(ticks >= 1 && ticks >> 59 == 0 && rows >= 1);
	st->shift = 0;
	while (st->shift < 63 && (all << (st->shift + 1)) / rows < VARIANT)
		st->shift++;
	st->step = (uint64_t)((all << st->shift) / rows);
}

static enum sm_code compile_times(struct uuid_state *st, const struct uuid_args *a,
				  const struct sm_compile *c, struct sm_err *err)
{
	int64_t from, to;
	uint64_t ms;

	SM_TRY(sm__args_period(c, a->from, a->to, &from, &to, err));
	if (from < 0)
		return sm_refuse(c, err, "from", "the times of version 7 start "
				 "in 1970");
	ms = (uint64_t)from / 1000;
	st->first = ms << TICK_BITS;
	set_step(st, ((uint64_t)to / 1000 - ms + 1) << TICK_BITS, c->rows);
	return SM_OK;
}

static enum sm_code uuid_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	static const char *const versions[] = { "4", "7" };
	const struct uuid_args *a = args;
	struct uuid_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned which = 0;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "version", a->version, versions,
			     SM_COUNTOF(versions), &which, err));
	st->version = which ? 7 : 4;
	if (st->version == 7)
		SM_TRY(compile_times(st, a, c, err));
	else if (a->from || a->to)
		return sm_refuse(c, err, a->from ? "from" : "to", "version 4 holds "
				 "no time; version: 7 does");
	op->state = st;
	op->out.unique = true;
	return SM_OK;
}

/* The upper half of a version 7: when, and two bits of the first draw. */
static inline uint64_t time_half(const struct uuid_state *st, uint64_t row,
				 uint64_t draw, struct sm_rng *rng)
{
	sm_uint128 at = (sm_uint128)row * st->step + sm_rng_below(rng, st->step);
	uint64_t tick = st->first + (uint64_t)(at >> st->shift);
	uint64_t part = tick & ((UINT64_C(1) << TICK_BITS) - 1);

	return tick >> TICK_BITS << 16 | 0x7000 | part << 2 | draw >> 62;
}

/* The upper half of a version 4: a second draw, and the same two bits. */
static inline uint64_t random_half(uint64_t draw, struct sm_rng *rng)
{
	return (sm_rng_u64(rng) & ~UINT64_C(0xf003)) | 0x4000 | draw >> 62;
}

SM_LOOP uuid_loop(const struct uuid_state *st, uint64_t key,
		  const struct sm_rows *rows, struct sm_u128 *out,
		  const bool listed, const bool timed)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		uint64_t draw = sm_rng_u64(&rng);

		out[i].hi = timed ? time_half(st, row, draw, &rng)
				  : random_half(draw, &rng);
		out[i].lo = VARIANT | (draw & LOW_62);
	}
}

static void uuid_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct uuid_state *st = op->state;
	const bool timed = st->version == 7;

	(void)w;
	(void)in;
	if (timed && rows->id)
		uuid_loop(st, op->key, rows, out->v.u128, true, true);
	else if (timed)
		uuid_loop(st, op->key, rows, out->v.u128, false, true);
	else if (rows->id)
		uuid_loop(st, op->key, rows, out->v.u128, true, false);
	else
		uuid_loop(st, op->key, rows, out->v.u128, false, false);
}

const struct sm_op_kind sm_op_uuid = {
	.name = "uuid",
	.summary = "UUIDs, random (4) or ordered by time (7); always unique",
	.example = "{version: 7}",
	.doc = "version  4 (default) or 7\n"
	       "from     version 7: time of the first row, default -1y\n"
	       "to       version 7: time of the last row, default now\n",
	.version = 1,
	.types = SM_M(SM_T_UUID),
	.natural = { .id = SM_T_UUID },
	.args = uuid_fields,
	.args_size = sizeof(struct uuid_args),
	.compile = uuid_compile,
	.run = uuid_run,
};
