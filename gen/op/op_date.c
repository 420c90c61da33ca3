/*
 * op_date.c - the "date" kind: days of a period, each as likely as the next
 *
 *     date: {from: 1950-01-01, to: "-18y"}
 *
 * Times count as the UTC day they are in; both ends belong to the period.
 */
#include "draw.h"
#include "op_args.h"

struct date_args {
	const char *from, *to;
};

static const cyaml_schema_field_t date_fields[] = {
	SM_ARG(struct date_args, from),
	SM_ARG(struct date_args, to),
	CYAML_FIELD_END
};

static enum sm_code date_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct date_args *a = args;
	struct sm__draw *d;
	int64_t from, to;

	SM_TRY(sm__args_period(c, a->from, a->to, &from, &to, err));
	d = sm_arena_alloc(c->arena, sizeof(*d));
	if (!d)
		return sm_nomem(err);
	op->state = d;
	return sm__draw_range(d, op, c, sm_days_from_us(from),
			      sm_days_from_us(to), 1, err);
}

static void date_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	(void)w;
	(void)in;
	sm__draw_fill(op->state, op->key, rows, out);
}

const struct sm_op_kind sm_op_date = {
	.name = "date",
	.summary = "days of a period",
	.example = "{from: \"-3y\", to: now}",
	.doc = "from  first day: 2026-01-31, now, or from now: -3y; default -1y\n"
	       "to    last day, default now\n",
	.version = 1,
	.types = SM_M(SM_T_DATE),
	.natural = { .id = SM_T_DATE },
	.args = date_fields,
	.args_size = sizeof(struct date_args),
	.compile = date_compile,
	.run = date_run,
};
