/*
 * op_running.c - the "running" generator: a column added up over the siblings of
 * a `per` table, from the first to this row
 *
 *     - running: {of: amount}                              a balance from 0 on
 *     - running: {of: amount, start: account_id.opening}   from the parent's on
 *
 * Rows that follow each other add their own value to the balance before; the
 * first of a call, and any row asked for alone, adds up its siblings again. NULLs
 * count as 0.
 */
#include <assert.h>
#include <string.h>

#include "aggregate.h"
#include "op_args.h"

struct running_args {
	char *of, *start;
};

struct running {
	struct sm_children rows;    /* of this table: the column */
	int64_t start;
	bool named;                 /* start is input 0 */
};

static const cyaml_schema_field_t running_fields[] = {
	CYAML_FIELD_STRING_PTR("of", CYAML_FLAG_POINTER, struct running_args, of,
			       1, CYAML_UNLIMITED),
	SM_ARG(struct running_args, start),
	CYAML_FIELD_END
};

static bool is_number(const char *text)
{
	return text[strspn(text, "+-.0123456789_")] == '\0';
}

/* The start's range; a column's NULL would make the balance unknown. */
static enum sm_code bind_start(struct running *st, const char *text,
			       unsigned scale, const struct sm_compile *c,
			       int64_t *lo, int64_t *hi, struct sm_err *err)
{
	struct sm_domain d;
	uint32_t index;

	if (!text || is_number(text)) {
		SM_TRY(sm_arg_decimal(c, "start", text, scale, &st->start, err));
		*lo = *hi = st->start;
		return SM_OK;
	}
	SM_TRY(sm_bind(c, "start", text, &index, &d, err));
	assert(index == 0);
	st->named = true;
	if (sm_type_class(d.type.id) != SM_I64 || d.type.scale != scale)
		return sm_refuse(c, err, "start", "%s is not a number with as many "
				 "digits after the point as the column: %u", text,
				 scale);
	if (d.nullable)
		return sm_refuse(c, err, "start", "%s may be NULL", text);
	*lo = d.min;
	*hi = d.max;
	return SM_OK;
}

/* A balance after 1 to as many rows as a parent can have. */
static enum sm_code find_range(struct sm_op *op, const struct running *st,
			       int64_t lo, int64_t hi, const struct sm_compile *c,
			       struct sm_err *err)
{
	const struct sm_domain *d = &st->rows.column[0]->dom;
	uint64_t most = st->rows.fan->max;
	sm_int128 down = (sm_int128)d->min * (d->min < 0 ? most : 1);
	sm_int128 up = (sm_int128)d->max * (d->max > 0 ? most : 1);

	if (d->nullable) {
		down = down > 0 ? 0 : down;
		up = up < 0 ? 0 : up;
	}
	down += lo;
	up += hi;
	if (down < INT64_MIN || up > INT64_MAX)
		return sm_refuse(c, err, "of", "the sum can pass 2^63");
	op->out.min = (int64_t)down;
	op->out.max = (int64_t)up;
	return SM_OK;
}

static enum sm_code running_compile(struct sm_op *op, const void *args,
				    struct sm_compile *c, struct sm_err *err)
{
	const struct running_args *a = args;
	struct sm_ptable *t = c->planner->current->table;
	struct running *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct sm_pcolumn *column = NULL;
	int64_t lo = 0, hi = 0;
	const struct sm_fan *fan;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__bind_fan(c, &fan, err));
	SM_TRY(sm__find_column(c, "of", t, a->of, &column, err));
	SM_TRY(sm__bind_children(c, t, &column, 1, NULL, &st->rows, err));
	if (!(SM_M(column->dom.type.id) & (SM_M_INTS | SM_M(SM_T_DECIMAL))))
		return sm_refuse(c, err, "of", "%s is neither a whole number nor a "
				 "decimal", a->of);
	if (c->type.id == SM_T_NONE)
		op->out.type = column->dom.type.id == SM_T_DECIMAL
			? (struct sm_type){ .id = SM_T_DECIMAL, .precision = 18,
					    .scale = column->dom.type.scale }
			: (struct sm_type){ .id = SM_T_BIGINT };
	if (op->out.type.scale != column->dom.type.scale)
		return sm_refuse(c, err, "of", "%s has %u digits after the point, "
				 "the column %u", a->of, column->dom.type.scale,
				 op->out.type.scale);
	SM_TRY(bind_start(st, a->start, op->out.type.scale, c, &lo, &hi, err));
	op->scratch_bytes = sm__aggregate_bytes(&st->rows);
	op->state = st;
	return find_range(op, st, lo, hi, c, err);
}

static void add_batch(void *ctx, const struct sm__batch *b)
{
	const int64_t *v = b->column[0].v.i64;
	int64_t *sum = ctx;

	for (uint32_t i = 0; i < b->n; i++)
		if (sm__batch_has(b, 0, i))
			sum[b->owner[i]] += v[i];
}

/* Is row i the next sibling of the row before it in the call? */
static bool goes_on(const struct sm_rows *rows, uint32_t i, uint64_t ordinal)
{
	return i && ordinal && sm_row(rows, i) == sm_row(rows, i - 1) + 1;
}

static void running_run(const struct sm_op *op, struct sm_work *w,
			const struct sm_rows *rows, const struct sm_vec *in,
			struct sm_vec *out)
{
	const struct running *st = op->state;
	int64_t *sum = out->v.i64;
	struct sm__gather g;
	struct sm_fan_at at;

	memset(sum, 0, rows->n * sizeof(*sum));
	sm__gather_start(&g, &st->rows, w, add_batch, sum);
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i), ordinal;

		sm_fan_parent(st->rows.fan, &at, row, &ordinal);
		if (goes_on(rows, i, ordinal))
			ordinal = 0;
		for (uint64_t k = row - ordinal; k <= row; k++)
			sm__gather_add(&g, k, i);
	}
	sm__gather_end(&g);
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t ordinal;

		sm_fan_parent(st->rows.fan, &at, sm_row(rows, i), &ordinal);
		sum[i] += goes_on(rows, i, ordinal) ? sum[i - 1]
			: st->named ? in[0].v.i64[i] : st->start;
	}
}

static const char *const running_needs[] = { "amount=int: {min: -9, max: 9}",
					     NULL };

const struct sm_op_kind sm_op_running = {
	.name = "running",
	.summary = "a column added up from the first sibling to this row",
	.example = "{of: amount}",
	.doc = "of        a column of the row: a whole number or decimal. The table is\n"
	       "          made `per` another; its children are added up in order\n"
	       "start     what it begins with: a number (default 0), or a column,\n"
	       "          like the parent's: account_id.opening\n",
	.version = 1,
	.table = "per: {table: p, min: 0, max: 2}",
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL),
	.args = running_fields,
	.args_size = sizeof(struct running_args),
	.needs = running_needs,
	.compile = running_compile,
	.run = running_run,
};
