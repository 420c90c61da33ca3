/*
 * op_password_hash.c - the "password_hash" kind: bcrypt's form, no password's
 *
 *     password_hash: {cost: 12}      $2b$12$ 22 characters, 31 characters
 *
 * A salt of 128 bits and a hash of 184, six bits a character in bcrypt's own
 * alphabet. Neither is a multiple of six, so the last character of the salt has
 * two bits that count (. O e u) and the hash's last has four; the others are 0,
 * which libraries check. All bits are drawn: that some password should have this
 * hash with this salt is as likely as to guess 184 bits. Nobody can log in.
 *
 * The first draw is the salt's first half, so no two rows have one salt (rng.h).
 */
#include <assert.h>
#include <string.h>

#include "nth.h"
#include "seedmill/fmt.h"

#define HEAD 7              /* "$2b$12$" */
#define SALT 22
#define HASH 31
#define WHOLE (HEAD + SALT + HASH)

struct password_args {
	const char *cost;
};

struct password_state {
	char head[HEAD + 1];
	char pair[64 * 64][2];      /* two characters for twelve bits */
};

static const cyaml_schema_field_t password_fields[] = {
	SM_ARG(struct password_args, cost),
	CYAML_FIELD_END
};

static const char alphabet[65] =
	"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static enum sm_code password_compile(struct sm_op *op, const void *args,
				     struct sm_compile *c, struct sm_err *err)
{
	const struct password_args *a = args;
	struct password_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	int64_t cost = 12;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_i64(c, "cost", a->cost, &cost, err));
	if (cost < 4 || cost > 31)
		return sm_refuse(c, err, "cost", "cost %lld is not one of bcrypt's, "
				 "4 to 31", (long long)cost);
	memcpy(st->head, "$2b$00$", HEAD);
	sm_fmt_2(st->head + 4, (uint32_t)cost);
	for (unsigned i = 0; i < SM_COUNTOF(st->pair); i++) {
		st->pair[i][0] = alphabet[i >> 6];
		st->pair[i][1] = alphabet[i & 63];
	}
	op->state = st;
	op->out.unique = true;
	return sm__text_out(op, NULL, WHOLE, true, c, err);
}

/* Ten characters of v's upper 60 bits. */
static inline char *put_ten(const struct password_state *st, char *at, uint64_t v)
{
	for (unsigned i = 0; i < 5; i++)
		memcpy(at + 2 * (size_t)i, st->pair[v >> (52 - 12 * i) & 4095], 2);
	return at + 10;
}

/* 60 bits of each half, then the four and four that are left of them. */
static inline char *put_salt(const struct password_state *st, char *at,
			     uint64_t first, uint64_t second)
{
	unsigned left = (unsigned)(first & 15) << 4 | (second & 15);

	at = put_ten(st, at, first);
	at = put_ten(st, at, second);
	memcpy(at, st->pair[left << 4], 2);
	return at + 2;
}

SM_LOOP password_loop(const struct password_state *st, uint64_t key,
		      const struct sm_rows *rows, struct sm_vec *out,
		      const bool listed)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++, at += WHOLE) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng r = sm_rng_at(key, row);
		uint64_t first = sm_rng_u64(&r), second = sm_rng_u64(&r);
		char *p = at + HEAD;

		memcpy(at, st->head, HEAD);
		p = put_salt(st, p, first, second);
		assert(p == at + HEAD + SALT);
		p = put_ten(st, p, sm_rng_u64(&r));
		p = put_ten(st, p, sm_rng_u64(&r));
		p = put_ten(st, p, sm_rng_u64(&r));
		*p = alphabet[sm_rng_u64(&r) >> 60 << 2];
		assert(p + 1 == at + WHOLE);
		out->v.str[i] = (struct sm_str){ .p = at, .n = WHOLE };
	}
}

static void password_run(const struct sm_op *op, struct sm_work *w,
			 const struct sm_rows *rows, const struct sm_vec *in,
			 struct sm_vec *out)
{
	(void)w;
	(void)in;
	if (rows->id)
		password_loop(op->state, op->key, rows, out, true);
	else
		password_loop(op->state, op->key, rows, out, false);
}

const struct sm_op_kind sm_op_password_hash = {
	.name = "password_hash",
	.summary = "hashes in bcrypt's form that are no password's; always unique",
	.example = "{cost: 12}",
	.doc = "cost  4 to 31, default 12: what the hash says of itself. Logging in\n"
	       "      takes a program that long, and never succeeds\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = password_fields,
	.args_size = sizeof(struct password_args),
	.compile = password_compile,
	.run = password_run,
};
