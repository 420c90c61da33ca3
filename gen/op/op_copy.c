/*
 * op_copy.c - the "copy" generator: the value of another column, of this row or
 * of the row that a reference points to
 *
 *     - copy: {from: product_id.price}
 */
#include <assert.h>
#include <string.h>

#include "seedmill/op.h"

struct copy_args {
	char *from;
};

struct copy_state {
	enum sm_class class;
	uint32_t input;
};

static const cyaml_schema_field_t copy_fields[] = {
	CYAML_FIELD_STRING_PTR("from", CYAML_FLAG_POINTER, struct copy_args, from,
			       1, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static enum sm_code copy_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct copy_args *a = args;
	struct copy_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct sm_domain dom;
	char mine[64], theirs[64];

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_bind(c, "from", a->from, &st->input, &dom, err));
	if (c->type.id != SM_T_NONE &&
	    !sm_type_keeps(&c->type, &dom.type))
		return sm_refuse(c, err, "from", "\"%s\" is of type %s, which is "
				 "not kept in a %s as it is", a->from,
				 sm_type_format(&dom.type, theirs),
				 sm_type_format(&c->type, mine));
	st->class = sm_type_class(dom.type.id);
	op->out = dom;
	if (c->type.id != SM_T_NONE)
		op->out.type = c->type;
	/* through a reference, two rows may have one parent */
	op->out.unique = dom.unique;
	op->state = st;
	return SM_OK;
}

static void copy_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct copy_state *st = op->state;
	const struct sm_vec *from = &in[st->input];
	size_t size = st->class == SM_STR || st->class == SM_U128 ? 16 : 8;

	(void)w;
	memcpy(out->v.i64, from->v.i64, size * rows->n);
	if (!out->null)
		return;
	if (from->null)
		memcpy(out->null, from->null, rows->n);
	else
		memset(out->null, 0, rows->n);
}

static const char *const copy_needs[] = { "price=decimal: {min: 1, max: 9}",
					  NULL };

const struct sm_op_kind sm_op_copy = {
	.name = "copy",
	.summary = "the value of another column, also through a reference",
	.example = "{from: price}",
	.doc = "from      a column of the row (price), or of the row a reference\n"
	       "          points to (product_id.price)\n",
	.version = 1,
	.types = UINT32_MAX,
	.args = copy_fields,
	.args_size = sizeof(struct copy_args),
	.needs = copy_needs,
	.compile = copy_compile,
	.run = copy_run,
};
