/*
 * op_serial.c - the "serial" kind: start, start + step, ... in row order
 *
 *     serial: {start: 1}
 *     serial: {run: 8, gap: 24}            1 ... 8, 33 ... 40, 65 ...
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
	SM_ARG(struct sm__serial_args, run),
	SM_ARG(struct sm__serial_args, gap),
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

/* How many values there are before that of `row`. */
static sm_uint128 place(const struct sm__serial *st, uint64_t row)
{
	return row + (st->run ? (sm_uint128)(row / st->run) * st->gap : 0);
}

static enum sm_code read_gaps(const struct sm_compile *c,
			      const struct sm__serial_args *a,
			      struct sm__serial *st, struct sm_err *err)
{
	int64_t run = 0, gap = 0;

	if (!a->run && !a->gap)
		return SM_OK;
	if (!a->run || !a->gap) {
		sm_refuse(c, err, a->run ? "run" : "gap", "run and gap go together");
		return sm_fix(err, "run: 8, gap: 24 leaves out 24 values after "
			      "every 8 rows");
	}
	SM_TRY(sm_arg_i64(c, "run", a->run, &run, err));
	SM_TRY(sm_arg_i64(c, "gap", a->gap, &gap, err));
	if (run < 1)
		return sm_refuse(c, err, "run", "run must be at least 1");
	if (gap < 0)
		return sm_refuse(c, err, "gap", "gap must not be below 0");
	st->run = (uint64_t)run;
	st->gap = (uint64_t)gap;
	return SM_OK;
}

/*
 * --append goes on behind the largest value; where runs have gaps, with the
 * profile's own value of that row when it is behind it, so that runs and gaps
 * stay where they are.
 */
static int64_t appended(const struct sm_compile *c, const struct sm__serial *st)
{
	sm_uint128 at = place(st, c->first_row);
	sm_int128 own = at > INT64_MAX ? INT64_MIN
				       : st->start + (sm_int128)st->step *
							     (sm_int128)at;

	return st->run && own >= *c->serial_base && own <= INT64_MAX
		       ? (int64_t)own : *c->serial_base;
}

/* The last row's value; far outside every type when it is past 64 bits. */
static sm_int128 last_value(const struct sm_compile *c,
			    const struct sm__serial *st)
{
	sm_uint128 far = place(st, c->rows - 1) - place(st, c->first_row);
	const sm_int128 outside = (sm_int128)1 << 100;

	assert(c->rows >= 1);
	if (far > UINT64_MAX)
		return st->step > 0 ? outside : -outside;
	return st->start + (sm_int128)st->step * (sm_int128)far;
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
	if (st->step == 0)
		return sm_refuse(c, err, "step", "step 0 never gets anywhere");
	SM_TRY(read_gaps(c, a, st, err));
	if (c->serial_base)
		st->start = appended(c, st);
	SM_TRY(sm__args_fit(c, "start", st->start, "start", st->start, err));
	last = last_value(c, st);
	SM_TRY(check_end(c, st, last, err));
	op->state = st;
	op->out.min = st->step > 0 ? st->start : (int64_t)last;
	op->out.max = st->step > 0 ? (int64_t)last : st->start;
	op->out.unique = true;
	/* from here on the value of row 0, which need not be one of the run */
	st->start = (int64_t)((uint64_t)st->start -
			      (uint64_t)place(st, c->first_row) *
				      (uint64_t)st->step);
	return SM_OK;
}

uint64_t sm__serial_row(const void *args, int64_t base)
{
	const struct sm__serial_args *a = args;
	struct sm_compile none = { .column = "" };
	struct sm_err ignored = { 0 };
	int64_t start = 1, step = 1, run = 0, gap = 0;
	uint64_t off, in;

	if (sm_arg_i64(&none, "start", a->start, &start, &ignored) ||
	    sm_arg_i64(&none, "step", a->step, &step, &ignored) ||
	    sm_arg_i64(&none, "run", a->run, &run, &ignored) ||
	    sm_arg_i64(&none, "gap", a->gap, &gap, &ignored) ||
	    step <= 0 || base <= start || run < 0 || gap < 0)
		return 0;
	off = ((uint64_t)base - (uint64_t)start - 1) / (uint64_t)step + 1;
	if (!run)
		return off;
	in = off % ((uint64_t)run + (uint64_t)gap);
	off = off / ((uint64_t)run + (uint64_t)gap) * (uint64_t)run;
	return off + (in < (uint64_t)run ? in : (uint64_t)run);
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

/* Runs and gaps in rows that follow each other: no division but the first. */
static void gaps_in_order(const struct sm__serial *st, const struct sm_rows *rows,
			  int64_t *out)
{
	const uint64_t step = (uint64_t)st->step, jump = st->gap * step;
	const uint64_t run = st->run;
	uint64_t in = rows->first % run;
	uint64_t v = (uint64_t)st->start +
		     (rows->first + rows->first / run * st->gap) * step;

	for (uint32_t i = 0; i < rows->n; i++) {
		out[i] = (int64_t)v;
		v += step;
		if (++in == run) {
			in = 0;
			v += jump;
		}
	}
}

/* Listed rows, as children look up their parent's key: 8 is TPC-H's. */
SM_LOOP gaps_loop(const struct sm__serial *st, const struct sm_rows *rows,
		  int64_t *out, const uint64_t run)
{
	const uint64_t start = (uint64_t)st->start, step = (uint64_t)st->step;
	const uint64_t gap = st->gap;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = rows->id[i];

		out[i] = (int64_t)(start + (row + row / run * gap) * step);
	}
}

static void gaps(const struct sm__serial *st, const struct sm_rows *rows,
		 int64_t *out)
{
	if (!rows->id)
		gaps_in_order(st, rows, out);
	else if (st->run == 8)
		gaps_loop(st, rows, out, 8);
	else
		gaps_loop(st, rows, out, st->run);
}

static void serial_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct sm__serial *st = op->state;

	(void)w;
	(void)in;
	if (st->run)
		gaps(st, rows, out->v.i64);
	else if (rows->id)
		serial_loop(op->state, rows, out->v.i64, true);
	else
		serial_loop(op->state, rows, out->v.i64, false);
}

const struct sm_op_kind sm_op_serial = {
	.name = "serial",
	.summary = "numbers that count up (or down) by row",
	.example = "{start: 1}",
	.doc = "start  value of the first row, default 1\n"
	       "step   distance to the next, default 1; may be negative\n"
	       "run    after so many rows ...\n"
	       "gap    ... so many further values are left out\n",
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.natural = { .id = SM_T_BIGINT },
	.args = serial_fields,
	.args_size = sizeof(struct sm__serial_args),
	.compile = serial_compile,
	.run = serial_run,
};
