/*
 * op_hash.c - the "hash" kind: digests in hex, of a column or of nothing
 *
 *     hash: {of: email, hex: 64}
 *     hash: {hex: 40}
 *
 * What a digest looks like, not what it is good for: with `of`, equal values get
 * equal digests (in every table, so that two columns can be joined on them), but
 * the digits come from XXH3 and a generator of random numbers, and whoever wants
 * to go back from them to the value can. It is no security.
 *
 * Sixteen digits a draw. Whole numbers are the row of the draws themselves, as
 * the rows are without `of`: then the first sixteen digits are a bijection of the
 * number (rng.h), and digests of that length or more are as unique as it is.
 */
#include <assert.h>
#include <string.h>
#include <xxhash.h>

#include "nth.h"
#include "seedmill/fmt.h"

struct hash_args {
	const char *of, *hex, *salt;
};

struct hash_state {
	uint64_t key;               /* of the draws */
	uint32_t hex;
	bool of;
	enum sm_class class;        /* of the input */
};

#define MOST_HEX 1024
#define BIJECTION_HEX 16        /* digits of one draw */

static const cyaml_schema_field_t hash_fields[] = {
	SM_ARG(struct hash_args, of),
	SM_ARG(struct hash_args, hex),
	SM_ARG(struct hash_args, salt),
	CYAML_FIELD_END
};

/* ---- compile -------------------------------------------------------------------- */

static enum sm_code hash_of(struct hash_state *st, struct sm_op *op,
			    const struct hash_args *a, const struct sm_compile *c,
			    struct sm_err *err)
{
	const char *salt = a->salt ? a->salt : "";
	struct sm_domain dom;
	uint32_t index;

	SM_TRY(sm_bind(c, "of", a->of, &index, &dom, err));
	assert(index == 0);
	st->of = true;
	st->class = sm_type_class(dom.type.id);
	/* not the op's own key: equal values, equal digests, wherever */
	st->key = XXH3_64bits(salt, strlen(salt));
	op->out.nullable = dom.nullable;
	op->out.unique = dom.unique && st->class == SM_I64 &&
			 st->hex >= BIJECTION_HEX;
	if (!c->unique || op->out.unique)
		return SM_OK;
	if (!dom.unique)
		return sm_refuse(c, err, "of", "%s need not be unique, and equal "
				 "values have equal digests", a->of);
	if (st->class == SM_I64)
		return sm_refuse(c, err, "hex", "%u digits need not be unique; %d "
				 "and more are", (unsigned)st->hex, BIJECTION_HEX);
	sm_refuse(c, err, "of", "digests of %s are surely unique only if it is a "
		  "whole number, a date or a time", a->of);
	return sm_fix(err, "take the digest of the table's number, or leave out "
		      "`of`");
}

static enum sm_code hash_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct hash_args *a = args;
	struct hash_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	int64_t hex = 64;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_i64(c, "hex", a->hex, &hex, err));
	if (hex < 1 || hex > MOST_HEX)
		return sm_refuse(c, err, "hex", "hex is %lld: it must be 1 to %d "
				 "digits", (long long)hex, MOST_HEX);
	st->hex = (uint32_t)hex;
	st->key = op->key;
	op->state = st;
	SM_TRY(sm__text_out(op, "hex", st->hex, true, c, err));
	if (a->of)
		return hash_of(st, op, a, c, err);
	if (a->salt)
		return sm_refuse(c, err, "salt", "a salt goes with `of`; without it "
				 "every row has a digest of its own anyway");
	if (c->unique && hex < BIJECTION_HEX)
		return sm_refuse(c, err, "hex", "%u digits need not be unique; %d "
				 "and more are", (unsigned)st->hex, BIJECTION_HEX);
	op->out.unique = hex >= BIJECTION_HEX;
	return SM_OK;
}

/* ---- run ------------------------------------------------------------------------ */

/* What stands for the input's value where a row number would. */
static inline uint64_t hash_number(const struct hash_state *st,
				   const struct sm_vec *in, uint32_t i)
{
	switch (st->class) {
	case SM_I64:
		return (uint64_t)in->v.i64[i];
	case SM_F64: {
		double v = in->v.f64[i] + 0.0;  /* -0 is equal to 0 */
		uint64_t bits;

		memcpy(&bits, &v, sizeof(bits));
		return bits;
	}
	case SM_U128:
		return sm_pcg_permute(in->v.u128[i].hi +
				      sm_pcg_permute(in->v.u128[i].lo));
	default:
		return XXH3_64bits(in->v.str[i].p, in->v.str[i].n);
	}
}

/* The last draw's digits that are too many are overwritten by the next row. */
static inline void hash_digits(char *at, uint32_t n, struct sm_rng r)
{
	for (uint32_t k = 0; k < n; k += 16) {
		uint64_t draw = sm_rng_u64(&r);

		sm_fmt_store8(at + k, sm_fmt_hex8((uint32_t)(draw >> 32)));
		sm_fmt_store8(at + k + 8, sm_fmt_hex8((uint32_t)draw));
	}
}

SM_LOOP hash_loop(const struct hash_state *st, const struct sm_rows *rows,
		  const struct sm_vec *in, struct sm_vec *out, const bool of)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++, at += st->hex) {
		bool null = of && in->null && in->null[i];
		uint64_t number = null ? 0
				: of   ? hash_number(st, in, i)
				       : sm_row(rows, i);

		hash_digits(at, st->hex, sm_rng_at(st->key, number));
		out->v.str[i] = (struct sm_str){ .p = at, .n = null ? 0 : st->hex };
	}
}

static void hash_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct hash_state *st = op->state;

	(void)w;
	if (out->null && st->of && in[0].null)
		memcpy(out->null, in[0].null, rows->n);
	else if (out->null)
		memset(out->null, 0, rows->n);
	if (st->of)
		hash_loop(st, rows, &in[0], out, true);
	else
		hash_loop(st, rows, NULL, out, false);
}

const struct sm_op_kind sm_op_hash = {
	.name = "hash",
	.summary = "digests in hex: of a column, or a row's own; no security",
	.example = "{hex: 64}",
	.doc = "of    a column: equal values get equal digests, in all tables; without\n"
	       "      it every row has its own\n"
	       "hex   digits, 1 to 1024, default 64 (SHA-256's); 40 is SHA-1's, 32 MD5's\n"
	       "salt  with `of`: another text gives other digests\n"
	       "      They look like a digest and are none: XXH3, not SHA\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = hash_fields,
	.args_size = sizeof(struct hash_args),
	.compile = hash_compile,
	.run = hash_run,
};
