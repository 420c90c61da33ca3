/*
 * nth.h - kinds whose values can be counted: value n of so many
 *
 * Such a kind says how many values it has and how value n is written. Rows take
 * any of them, all alike, or, in a unique column, each at most once in the order
 * of a bijection. The loops are here, written once for all of these kinds.
 */
#ifndef SEEDMILL_GEN_NTH_H
#define SEEDMILL_GEN_NTH_H

#include "op_args.h"

struct sm__nth {
	uint64_t n;                 /* values, at least 1 */
	struct sm_perm perm;        /* of a unique column */
};

/*
 * `n` values; a unique column that has more rows is refused at `arg` with both
 * numbers ("the range has 1,000 numbers": what is "the range has", unit is
 * "numbers") and `fix`.
 */
struct sm__nth_say {
	const char *arg, *what, *unit, *fix;
};

enum sm_code sm__nth_init(struct sm__nth *s, uint64_t n, struct sm_op *op,
			  const struct sm__nth_say *say,
			  const struct sm_compile *c, struct sm_err *err);

/*
 * Text of at most `width` ASCII characters a row: says so in op->out, and
 * refuses at `arg` when the column is shorter.
 */
enum sm_code sm__text_out(struct sm_op *op, const char *arg, uint32_t width,
			  bool plain, const struct sm_compile *c,
			  struct sm_err *err);

/*
 * Write value n at `at` and return its end; SM_SLACK bytes behind it may be
 * scribbled on. An inline function: there is one loop for each.
 */
typedef char *(*sm__nth_write)(const void *state, uint64_t n, char *at);

SM_LOOP sm__nth_loop(const struct sm__nth *s, const struct sm_op *op,
		     const struct sm_rows *rows, struct sm_vec *out,
		     sm__nth_write write, const bool listed, const bool unique)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng r = sm_rng_at(op->key, row);
		char *end = write(op->state,
				  unique ? sm_perm_at(&s->perm, row)
					 : sm_rng_below(&r, s->n), at);

		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

SM_LOOP sm__nth_run(const struct sm__nth *s, const struct sm_op *op,
		    const struct sm_rows *rows, struct sm_vec *out,
		    sm__nth_write write)
{
	if (op->out.unique && rows->id)
		sm__nth_loop(s, op, rows, out, write, true, true);
	else if (op->out.unique)
		sm__nth_loop(s, op, rows, out, write, false, true);
	else if (rows->id)
		sm__nth_loop(s, op, rows, out, write, true, false);
	else
		sm__nth_loop(s, op, rows, out, write, false, false);
}

#endif
