/*
 * op_decimal.c - the "decimal" kind: numbers with digits after the point
 *
 *     decimal: {min: 0.99, max: 499.99}
 *     decimal: {min: 1, max: 500, dist: lognormal}
 *
 * Values are whole numbers of the column's last digit, so that 0.1 is 0.1.
 * real and double columns have no last digit: they get values with as many as
 * min and max are written with, and at least two.
 */
#include <string.h>

#include "draw.h"

/* Digits after the point of a number as written; at most 18 can be kept. */
static unsigned written_scale(const char *text)
{
	const char *point = text ? strchr(text, '.') : NULL;
	size_t n = point ? strlen(point + 1) : 0;

	return n < 18 ? (unsigned)n : 18;
}

static unsigned drawn_scale(const struct sm__number_args *a,
			    const struct sm_type *type)
{
	unsigned scale = 2, n;

	if (type->id == SM_T_DECIMAL)
		return type->scale;
	n = written_scale(a->min);
	if (n > scale)
		scale = n;
	n = written_scale(a->max);
	return n > scale ? n : scale;
}

static enum sm_code decimal_compile(struct sm_op *op, const void *args,
				    struct sm_compile *c, struct sm_err *err)
{
	return sm__number_compile(op, args, c, drawn_scale(args, &c->type), 0,
				  err);
}

const struct sm_op_kind sm_op_decimal = {
	.name = "decimal",
	.summary = "numbers with digits after the point, exact",
	.example = "{min: 1, max: 500, dist: lognormal}",
	.doc = SM__NUMBER_DOC("0", "99"),
	.version = 1,
	.types = SM_M(SM_T_DECIMAL) | SM_M(SM_T_REAL) | SM_M(SM_T_DOUBLE),
	.natural = { .id = SM_T_DECIMAL, .precision = 12, .scale = 2 },
	.args = sm__number_fields,
	.args_size = sizeof(struct sm__number_args),
	.compile = decimal_compile,
	.run = sm__number_run,
};
