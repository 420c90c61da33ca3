/*
 * extreme.c - the least or the greatest value of a row's `per` children: the
 * engine of min and max
 *
 * Numbers and times are compared as the whole numbers they are, texts byte by
 * byte (SQL's collation "C"). Without any value the result is NULL. A text is
 * copied when it is the best so far: where it was made is used again by the
 * next batch.
 */
#include <assert.h>
#include <string.h>

#include "aggregate.h"

#define TEXT_WIDTH (UINT32_C(1) << 16)  /* of a text to compare */

/* Types whose values keep their order and look in one another's columns. */
static unsigned family(enum sm_type_id id)
{
	static const uint32_t families[] = {
		SM_M_INTS, SM_M(SM_T_DECIMAL), SM_M(SM_T_DATE),
		SM_M(SM_T_TIMESTAMP) | SM_M(SM_T_TIMESTAMPTZ),
		SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR), SM_M(SM_T_CHAR),
	};

	for (unsigned i = 0; i < SM_COUNTOF(families); i++)
		if (families[i] & SM_M(id))
			return i + 1;
	return 0;
}

static enum sm_code check_type(const struct sm_compile *c, const char *of,
			       const struct sm_domain *d, struct sm_err *err)
{
	const char *kind = c->planner->current->step->kind->name;
	char mine[64], theirs[64];

	if (!family(d->type.id)) {
		sm_refuse(c, err, "of", "%s is of type %s, which has no %s", of,
			  sm_type_format(&d->type, theirs), kind);
		return sm_fix(err, "whole numbers, decimals, dates, timestamps and "
			      "texts have");
	}
	if (c->type.id != SM_T_NONE &&
	    (family(d->type.id) != family(c->type.id) ||
	     d->type.scale != c->type.scale))
		return sm_refuse(c, err, "of", "%s is of type %s, which is not kept "
				 "in a %s as it is", of,
				 sm_type_format(&d->type, theirs),
				 sm_type_format(&c->type, mine));
	if (d->width > TEXT_WIDTH)
		return sm_refuse(c, err, "of", "%s can reach %u bytes, more than 64 "
				 "KiB", of, d->width);
	return SM_OK;
}

enum sm_code sm__extreme_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct sm__aggregate_args *a = args;
	struct sm__aggregate *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_type type = op->out.type;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__aggregate_bind(st, op, a, SM__OF_COLUMN, c, err));
	op->out = st->children.column[0]->dom;
	SM_TRY(check_type(c, a->of, &op->out, err));
	if (type.id != SM_T_NONE)
		op->out.type = type;
	op->out.nullable = sm__aggregate_none(&st->children);
	op->out.unique = false;
	if (sm_type_class(op->out.type.id) == SM_STR)
		op->text_bytes = op->out.width ? op->out.width : 1;
	op->state = st;
	return SM_OK;
}

/* ---- numbers ---------------------------------------------------------------------- */

/* Every value beats the one that a row begins with, or is it. */
struct best {
	struct sm_vec *out;
	uint32_t width;             /* of texts */
	bool max;
};

static inline void saw(struct sm_vec *out, uint32_t row)
{
	if (out->null)
		out->null[row] = 0;
}

static void number_batch(void *ctx, const struct sm__batch *b)
{
	const struct best *best = ctx;
	const int64_t *v = b->column[0].v.i64;
	int64_t *out = best->out->v.i64;

	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t row = b->owner[i];

		if (!sm__batch_has(b, 0, i))
			continue;
		if (best->max ? v[i] > out[row] : v[i] < out[row])
			out[row] = v[i];
		saw(best->out, row);
	}
}

static void numbers(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, struct best *best)
{
	const struct sm__aggregate *st = op->state;
	int64_t *out = best->out->v.i64;

	for (uint32_t i = 0; i < rows->n; i++)
		out[i] = best->max ? INT64_MIN : INT64_MAX;
	sm__aggregate_run(&st->children, w, rows, number_batch, best);
	/* what stands behind a NULL must still be a value of the column */
	for (uint32_t i = 0; best->out->null && i < rows->n; i++)
		out[i] = best->out->null[i] ? op->out.min : out[i];
}

/* ---- texts ------------------------------------------------------------------------ */

static int compare(const struct sm_str *a, const struct sm_str *b)
{
	uint32_t n = a->n < b->n ? a->n : b->n;
	int d = n ? memcmp(a->p, b->p, n) : 0;  /* an empty one may be NULL */

	return d ? d : (a->n > b->n) - (a->n < b->n);
}

static void text_batch(void *ctx, const struct sm__batch *b)
{
	const struct best *best = ctx;
	const struct sm_str *v = b->column[0].v.str;

	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t row = b->owner[i];
		struct sm_str *out = &best->out->v.str[row];
		char *room = best->out->text + (size_t)row * best->width;
		int d;

		if (!sm__batch_has(b, 0, i))
			continue;
		/* no text yet: out->p is NULL */
		d = out->p ? compare(&v[i], out) : best->max ? 1 : -1;
		saw(best->out, row);
		if (best->max ? d <= 0 : d >= 0)
			continue;
		assert(v[i].n <= best->width);
		if (v[i].n)
			memcpy(room, v[i].p, v[i].n);
		*out = (struct sm_str){ .p = room, .n = v[i].n,
					.chars = v[i].chars };
	}
}

static void texts(const struct sm_op *op, struct sm_work *w,
		  const struct sm_rows *rows, struct best *best)
{
	const struct sm__aggregate *st = op->state;
	struct sm_str *out = best->out->v.str;

	best->width = op->text_bytes;
	for (uint32_t i = 0; i < rows->n; i++)
		out[i] = (struct sm_str){ .n = 0 };
	sm__aggregate_run(&st->children, w, rows, text_batch, best);
	for (uint32_t i = 0; i < rows->n; i++)
		if (!out[i].p)
			out[i].p = best->out->text;
}

void sm__extreme_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, struct sm_vec *out, bool max)
{
	struct best best = { .out = out, .max = max };

	if (out->null)
		memset(out->null, op->out.nullable, rows->n);
	if (sm_type_class(op->out.type.id) == SM_STR)
		texts(op, w, rows, &best);
	else
		numbers(op, w, rows, &best);
}
