/*
 * op_parent.c - the "parent" generator: the key of the row that a `per` table's
 * row belongs to
 *
 *     - parent: {}
 *     - parent: {column: code}
 */
#include <assert.h>

#include "../plan/planner.h"

struct parent_args {
	char *column;
};

static const cyaml_schema_field_t parent_fields[] = {
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct parent_args, column, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static enum sm_code parent_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	const struct parent_args *a = args;
	const struct sm_fan *fan;
	uint64_t first, rows;
	bool self;

	SM_TRY(sm__bind_fan(c, &fan, err));
	SM_TRY(sm__bind_target(c, "column", sm__per_parent(c), a->column, &first,
			       &rows, &self, err));
	assert(!self);
	c->planner->current->is_parent = true;
	op->state = fan;
	/* with at most one child each, no parent comes twice */
	op->out.unique = fan->max <= 1;      /* 0: there are none */
	return SM_OK;
}

static void parent_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct sm_fan *fan = op->state;
	struct sm_fan_at at;
	uint64_t ordinal;

	(void)w;
	(void)in;
	if (!rows->id) {
		sm_fan_range(fan, rows->first, rows->n, out->v.i64, NULL);
		return;
	}
	if (sm_fan_is_even(fan)) {
		for (uint32_t i = 0; i < rows->n; i++)
			out->v.i64[i] = (int64_t)sm_fan_even_parent(
				fan, rows->id[i], &ordinal);
		return;
	}
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = (int64_t)sm_fan_parent(fan, &at, sm_row(rows, i),
						       &ordinal);
}

const struct sm_op_kind sm_op_parent = {
	.name = "parent",
	.summary = "the key of the parent row of a `per` table",
	.example = "{}",
	.doc = "column    which column of the parent (default: its primary key)\n",
	.version = 1,
	.table = "per: {table: p, min: 0, max: 2}",
	.types = UINT32_MAX,
	.args = parent_fields,
	.args_size = sizeof(struct parent_args),
	.compile = parent_compile,
	.run = parent_run,
};
