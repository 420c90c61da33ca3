/*
 * op_serial.c - the "serial" kind: start, start + step, ... in row order
 *
 *     serial: {start: 1}
 *
 * The only kind that draws nothing. A decimal column may start and step by
 * fractions of 1.
 */
#include <assert.h>

#include "op_args.h"
#include "op_serial.h"

static const cyaml_schema_field_t serial_fields[] = {
	SM_ARG(struct sm__serial_args, start),
	SM_ARG(struct sm__serial_args, step),
	CYAML_FIELD_END
};

static enum sm_code check_end(const struct sm_compile *c,
			      const struct sm__serial *st, sm_int128 last,
			      struct sm_err *err)
{
	char rows[32], type[64], first[40], least[40], most[40];
	int64_t min, max;

	sm_type_range(&c->type, &min, &max);
	if (last >= min && last <= max)
		return SM_OK;
	sm_refuse(c, err, NULL, "%s rows from %s on run past %s, which holds "
		  "%s to %s", sm_commas(c->rows - c->first_row, rows),
		  sm__value_text(&c->type, st->start, first),
		  sm_type_format(&c->type, type),
		  sm__value_text(&c->type, min, least),
		  sm__value_text(&c->type, max, most));
	return sm_fix(err, "take a wider type, a smaller step, or fewer rows");
}

static enum sm_code serial_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	const struct sm__serial_args *a = args;
	struct sm__serial *st = sm_arena_alloc(c->arena, sizeof(*st));
	sm_int128 last;

	if (!st)
		return sm_nomem(err);
	st->start = sm_pow10(c->type.scale);
	st->step = sm_pow10(c->type.scale);
	SM_TRY(sm_arg_decimal(c, "start", a->start, c->type.scale, &st->start,
			      err));
	SM_TRY(sm_arg_decimal(c, "step", a->step, c->type.scale, &st->step, err));
	if (c->serial_base && st->step < 0)
		return sm_refuse(c, err, "step", "a serial that counts down cannot "
				 "be appended to");
	if (c->serial_base)
		st->start = *c->serial_base;
	if (st->step == 0)
		return sm_refuse(c, err, "step", "step 0 never gets anywhere");
	SM_TRY(sm__args_fit(c, "start", st->start, "start", st->start, err));
	assert(c->rows >= 1);
	/* past 128 bits only if rows and step both are: rows are below 2^63 */
	last = (sm_int128)st->start + (sm_int128)st->step *
				(sm_int128)(c->rows - c->first_row - 1);
	SM_TRY(check_end(c, st, last, err));
	op->state = st;
	op->out.min = st->step > 0 ? st->start : (int64_t)last;
	op->out.max = st->step > 0 ? (int64_t)last : st->start;
	op->out.unique = true;
	/* from here on the value of row 0, which need not be one of the run */
	st->start = (int64_t)((uint64_t)st->start -
			      c->first_row * (uint64_t)st->step);
	return SM_OK;
}

void sm__serial_numbers(const void *args, int64_t *start, int64_t *step)
{
	const struct sm__serial_args *a = args;
	struct sm_compile none = { .column = "" };
	struct sm_err ignored = { 0 };

	*start = *step = 1;
	if (sm_arg_i64(&none, "start", a->start, start, &ignored) ||
	    sm_arg_i64(&none, "step", a->step, step, &ignored))
		*step = 0;
}

SM_LOOP serial_loop(const struct sm__serial *st, const struct sm_rows *rows,
		    int64_t *out, const bool listed)
{
	/* unsigned: a row past the table's end may be asked for, and wraps */
	const uint64_t start = (uint64_t)st->start, step = (uint64_t)st->step;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;

		out[i] = (int64_t)(start + row * step);
	}
}

static void serial_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	(void)w;
	(void)in;
	if (rows->id)
		serial_loop(op->state, rows, out->v.i64, true);
	else
		serial_loop(op->state, rows, out->v.i64, false);
}

const struct sm_op_kind sm_op_serial = {
	.name = "serial",
	.summary = "numbers that count up (or down) by row",
	.example = "{start: 1}",
	.doc = "start  value of the first row, default 1\n"
	       "step   distance to the next, default 1; may be negative\n",
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.natural = { .id = SM_T_BIGINT },
	.args = serial_fields,
	.args_size = sizeof(struct sm__serial_args),
	.compile = serial_compile,
	.run = serial_run,
};
