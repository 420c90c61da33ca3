/*
 * aggregate.c - children of rows, made again in batches; see aggregate.h
 *
 * No child has to be kept, and any row can be asked for alone. A batch lies in
 * the free scratch of the run: the numbers, and behind them what the children's
 * program needs.
 */
#include "aggregate.h"

#include <assert.h>
#include <string.h>

const cyaml_schema_field_t sm__aggregate_fields[] = {
	CYAML_FIELD_STRING_PTR("of", CYAML_FLAG_POINTER, struct sm__aggregate_args,
			       of, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("where", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct sm__aggregate_args, where, 1,
			       CYAML_UNLIMITED),
	CYAML_FIELD_END
};

/* A batch of children waiting to be made: their numbers, and whose they are. */
struct waiting {
	uint64_t id[SM_SUB_ROWS];
	uint32_t owner[SM_SUB_ROWS];
	uint8_t keep[SM_SUB_ROWS];
	uint32_t n;
};

#define HEAD ((sizeof(struct waiting) + 63) & ~(size_t)63)

size_t sm__aggregate_bytes(const struct sm_children *ch)
{
	return ch->prog ? HEAD + sm__prog_bytes(ch->prog, SM_SUB_ROWS) : 0;
}

bool sm__aggregate_none(const struct sm_children *ch)
{
	return ch->where || ch->fan->min == 0 ||
	       (ch->n && ch->column[0]->dom.nullable);
}

enum sm_code sm__aggregate_bind(struct sm__aggregate *a, struct sm_op *op,
				const struct sm__aggregate_args *args,
				enum sm__aggregate_of of,
				const struct sm_compile *c, struct sm_err *err)
{
	const char *name = NULL;
	struct sm_pcolumn *column = NULL;
	struct sm_ptable *t;

	if (of == SM__OF_COLUMN && !strchr(args->of, '.'))
		return sm_refuse(c, err, "of", "\"%s\" is not CHILD_TABLE.COLUMN",
				 args->of);
	SM_TRY(sm__child_table(c, "of", args->of, &t, &name, err));
	if (!name && of == SM__OF_COLUMN)
		return sm_refuse(c, err, "of", "\"%s\" is not CHILD_TABLE.COLUMN",
				 args->of);
	if (name) {
		SM_TRY(sm__find_column(c, "of", t, name, &column, err));
		SM_TRY(sm__column_compile(c->planner, column, err));
	}
	/* a count needs no column that always has a value */
	if (column && of == SM__OF_EITHER && !column->dom.nullable)
		column = NULL;
	SM_TRY(sm__bind_children(c, t, &column, column != NULL, args->where,
				 &a->children, err));
	op->scratch_bytes = sm__aggregate_bytes(&a->children);
	return SM_OK;
}

/* Make the waiting children and hand them on. */
static void flush(const struct sm_children *ch, struct waiting *wait, char *mem,
		  sm__batch_fn *fn, void *ctx)
{
	struct sm_rows rows = { .id = wait->id, .n = wait->n };
	struct sm__batch b = { .n = wait->n, .owner = wait->owner };
	const struct sm_vec *where;

	if (!wait->n)
		return;
	b.column = sm__prog_run(ch->prog, &rows, mem);
	if (ch->where) {
		where = &b.column[ch->n];
		for (uint32_t i = 0; i < b.n; i++)
			wait->keep[i] = where->v.i64[i] != 0 &&
					!(where->null && where->null[i]);
		b.keep = wait->keep;
	}
	fn(ctx, &b);
	wait->n = 0;
}

void sm__aggregate_run(const struct sm_children *ch, struct sm_work *w,
		       const struct sm_rows *rows, sm__batch_fn *fn, void *ctx)
{
	struct waiting *wait = (void *)w->rest;
	char *mem = w->rest + HEAD;
	struct sm_fan_at at;

	assert(ch->prog);
	wait->n = 0;
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t first, n;

		sm_fan_children(ch->fan, &at, sm_row(rows, i), &first, &n);
		for (uint64_t k = 0; k < n; k++) {
			wait->id[wait->n] = first + k;
			wait->owner[wait->n++] = i;
			if (wait->n == SM_SUB_ROWS)
				flush(ch, wait, mem, fn, ctx);
		}
	}
	flush(ch, wait, mem, fn, ctx);
}

struct counting {
	bool column;                /* only those with a value in it */
	int64_t *out;
};

static void count_batch(void *ctx, const struct sm__batch *b)
{
	const struct counting *c = ctx;

	for (uint32_t i = 0; i < b->n; i++)
		c->out[b->owner[i]] += c->column ? sm__batch_has(b, 0, i)
						 : !b->keep || b->keep[i];
}

void sm__aggregate_count(const struct sm_children *ch, struct sm_work *w,
			 const struct sm_rows *rows, int64_t *out)
{
	struct counting c = { .column = ch->n > 0, .out = out };
	struct sm_fan_at at;

	if (ch->prog) {
		memset(out, 0, rows->n * sizeof(*out));
		sm__aggregate_run(ch, w, rows, count_batch, &c);
		return;
	}
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t first, n;

		sm_fan_children(ch->fan, &at, sm_row(rows, i), &first, &n);
		out[i] = (int64_t)n;
	}
}
