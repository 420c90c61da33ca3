/*
 * op_date.c - the "date" kind: days of a period, each as likely as the next, or
 * by seasons
 *
 *     date: {from: 1950-01-01, to: "-18y"}
 *     date: {from: "-3y", to: now, weekdays: [5, 5, 5, 5, 8, 1, 0]}
 *
 * Times count as the UTC day they are in; both ends belong to the period.
 */
#include "period.h"

struct date_args {
	struct sm__period_args period;
};

static const cyaml_schema_field_t date_fields[] = {
	SM__PERIOD_FIELDS(struct date_args, period),
	CYAML_FIELD_END
};

static enum sm_code date_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct date_args *a = args;
	struct sm__period *p = sm_arena_alloc(c->arena, sizeof(*p));

	if (!p)
		return sm_nomem(err);
	op->state = p;
	return sm__period_compile(p, op, &a->period, c, SM_DAY_US, err);
}

static void date_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	(void)w;
	(void)in;
	sm__period_fill(op->state, op->key, rows, out);
}

const struct sm_op_kind sm_op_date = {
	.name = "date",
	.summary = "days of a period",
	.example = "{from: \"-3y\", to: now}",
	.doc = "from       first day: 2026-01-31, now, or from now: -3y; default -1y;\n"
	       "           days after another column's are timestamp: {after: ...}\n"
	       "to         last day, default now\n"
	       SM__PERIOD_DOC,
	.version = 1,
	.types = SM_M(SM_T_DATE),
	.natural = { .id = SM_T_DATE },
	.args = date_fields,
	.args_size = sizeof(struct date_args),
	.compile = date_compile,
	.run = date_run,
};
