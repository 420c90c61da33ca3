/*
 * op_sum.c - the "sum" generator: a column of a row's `per` children, added up
 *
 *     - sum: {of: order_lines.amount}
 *
 * The children are made again, SM_SUB_ROWS at a time, by a program that makes
 * nothing but that column; no child has to be kept, and any row can be asked
 * for alone. NULL children do not count, as in SQL; a row without children has
 * the sum 0.
 */
#include <assert.h>
#include <string.h>

#include "../plan/planner.h"

struct sum_args {
	char *of;
};

struct sum_state {
	struct sm_children children;
};

static const cyaml_schema_field_t sum_fields[] = {
	CYAML_FIELD_STRING_PTR("of", CYAML_FLAG_POINTER, struct sum_args, of, 1,
			       CYAML_UNLIMITED),
	CYAML_FIELD_END
};

/* A batch of children waiting to be made: their numbers, and whose they are. */
struct batch {
	uint64_t id[SM_SUB_ROWS];
	uint32_t owner[SM_SUB_ROWS];
	uint32_t n;
};

static bool summable(enum sm_type_id id)
{
	return (SM_M(id) & (SM_M_INTS | SM_M(SM_T_DECIMAL))) != 0;
}

/* The range of a sum of 0..most values of [min, max]; false on overflow. */
static bool sum_range(const struct sm_fan *fan, const struct sm_domain *d,
		      int64_t *min, int64_t *max)
{
	sm_int128 lo = (sm_int128)d->min * (d->min < 0 ? fan->max : fan->min);
	sm_int128 hi = (sm_int128)d->max * (d->max > 0 ? fan->max : fan->min);

	if (d->nullable) {
		lo = lo > 0 ? 0 : lo;
		hi = hi < 0 ? 0 : hi;
	}
	if (lo < INT64_MIN || hi > INT64_MAX)
		return false;
	*min = (int64_t)lo;
	*max = (int64_t)hi;
	return true;
}

static enum sm_code sum_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct sum_args *a = args;
	struct sum_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_domain *d;
	char type[64];

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__bind_children(c, "of", a->of, &st->children, err));
	d = &st->children.dom;
	if (!summable(d->type.id))
		return sm_refuse(c, err, "of", "%s is of type %s: only whole "
				 "numbers and decimals add up", a->of,
				 sm_type_format(&d->type, type));
	if (c->type.id == SM_T_NONE)
		op->out.type = d->type.id == SM_T_DECIMAL
			? (struct sm_type){ SM_T_DECIMAL, 0, 18, d->type.scale }
			: (struct sm_type){ .id = SM_T_BIGINT };
	if (op->out.type.scale != d->type.scale)
		return sm_refuse(c, err, "of", "%s has %u digits after the point, "
				 "the column %u", a->of, d->type.scale,
				 op->out.type.scale);
	if (!sum_range(st->children.fan, d, &op->out.min, &op->out.max))
		return sm_refuse(c, err, "of", "the sum can pass 2^63");
	op->scratch_bytes = sizeof(struct batch) + 64 +
			    sm__prog_bytes(st->children.prog, SM_SUB_ROWS);
	op->state = st;
	return SM_OK;
}

/* Make the waiting children and add each to its owner's sum. */
static void flush(const struct sum_state *st, struct batch *b, char *mem,
		  const struct sm_vec *out)
{
	struct sm_rows rows = { .id = b->id, .n = b->n };
	const struct sm_vec *v;

	if (!b->n)
		return;
	v = sm__prog_run(st->children.prog, &rows, mem);
	for (uint32_t i = 0; i < b->n; i++)
		if (!v->null || !v->null[i])
			out->v.i64[b->owner[i]] += v->v.i64[i];
	b->n = 0;
}

static void sum_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct sum_state *st = op->state;
	struct batch *b = (void *)w->rest;
	char *mem = w->rest + ((sizeof(*b) + 63) & ~(size_t)63);
	struct sm_fan_at at;

	(void)in;
	b->n = 0;
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t first, n;

		out->v.i64[i] = 0;
		sm_fan_children(st->children.fan, &at, sm_row(rows, i), &first, &n);
		for (uint64_t k = 0; k < n; k++) {
			b->id[b->n] = first + k;
			b->owner[b->n++] = i;
			if (b->n == SM_SUB_ROWS)
				flush(st, b, mem, out);
		}
	}
	flush(st, b, mem, out);
}

const struct sm_op_kind sm_op_sum = {
	.name = "sum",
	.summary = "a column of the row's `per` children, added up",
	.example = "{of: c.amount}",
	.doc = "of        CHILD_TABLE.COLUMN; the child is made per this table\n",
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.args = sum_fields,
	.args_size = sizeof(struct sum_args),
	.compile = sum_compile,
	.run = sum_run,
};
