/*
 * op_constant.c - the "constant" kind: one value in every row
 *
 *     constant: {value: EUR}
 *
 * The value is read once, as the column's type (literal.h says how each type
 * is written); a row costs one store.
 */
#include <assert.h>

#include "literal.h"
#include "op_args.h"

struct constant_args {
	const char *value;
};

static const cyaml_schema_field_t constant_fields[] = {
	SM_ARG(struct constant_args, value),
	CYAML_FIELD_END
};

static enum sm_code constant_compile(struct sm_op *op, const void *args,
				     struct sm_compile *c, struct sm_err *err)
{
	const struct constant_args *a = args;
	struct sm_literal *v;

	if (!a->value) {
		sm_refuse(c, err, NULL, "value is missing");
		return sm_fix(err, "say which: constant: {value: ...}");
	}
	v = sm_arena_alloc(c->arena, sizeof(*v));
	if (!v)
		return sm_nomem(err);
	SM_TRY(sm__literal(c, "value", a->value, v, err));
	sm__literal_domain(&c->type, v, 1, &op->out);
	op->state = v;
	op->out.unique = c->rows == 1;
	return SM_OK;
}

static void constant_run(const struct sm_op *op, struct sm_work *w,
			 const struct sm_rows *rows, const struct sm_vec *in,
			 struct sm_vec *out)
{
	const struct sm_literal *v = op->state;

	(void)w;
	(void)in;
	switch (sm_type_class(op->out.type.id)) {
	case SM_I64:
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.i64[i] = v->v.i64;
		break;
	case SM_F64:
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.f64[i] = v->v.f64;
		break;
	case SM_STR:
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.str[i] = v->v.str;
		break;
	case SM_U128:
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.u128[i] = v->v.u128;
		break;
	}
}

const struct sm_op_kind sm_op_constant = {
	.name = "constant",
	.summary = "the same value in every row",
	.example = "{value: EUR}",
	.doc = "value  the value, written as its type is written; null is the\n"
	       "       text: a column of NULLs is one with nulls: 1. A JSON\n"
	       "       document stands in quotes\n",
	.version = 1,
	.types = SM_M(SM_T_COUNT) - SM_M(SM_T_BOOL),    /* every type */
	.natural = { .id = SM_T_TEXT },
	.args = constant_fields,
	.args_size = sizeof(struct constant_args),
	.compile = constant_compile,
	.run = constant_run,
};
