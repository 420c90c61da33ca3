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
struct sm__waiting {
	uint64_t id[SM_SUB_ROWS];
	uint32_t owner[SM_SUB_ROWS];
	uint8_t keep[SM_SUB_ROWS];
	uint32_t n;
};

#define HEAD ((sizeof(struct sm__waiting) + 63) & ~(size_t)63)

size_t sm__aggregate_bytes(const struct sm_children *ch)
{
	return ch->prog ? HEAD + sm__prog_bytes(ch->prog, SM_SUB_ROWS) : 0;
}

bool sm__aggregate_none(const struct sm_children *ch)
{
	return ch->where || ch->fan->min == 0 ||
	       (ch->n && ch->column[0]->dom.nullable);
}

static bool summable(enum sm_type_id id)
{
	return (SM_M(id) & (SM_M_INTS | SM_M(SM_T_DECIMAL))) != 0;
}

enum sm_code sm__aggregate_sums(const struct sm__aggregate *a, const char *of,
				const struct sm_compile *c, int64_t *min,
				int64_t *max, struct sm_err *err)
{
	const struct sm_children *ch = &a->children;
	const struct sm_domain *d = &ch->column[0]->dom;
	const struct sm_fan *fan = ch->fan;
	sm_int128 lo = (sm_int128)d->min * (d->min < 0 ? fan->max : fan->min);
	sm_int128 hi = (sm_int128)d->max * (d->max > 0 ? fan->max : fan->min);
	char type[64];

	if (!summable(d->type.id))
		return sm_refuse(c, err, "of", "%s is of type %s: only whole "
				 "numbers and decimals add up", of,
				 sm_type_format(&d->type, type));
	if (d->nullable || ch->where) {
		lo = lo > 0 ? 0 : lo;
		hi = hi < 0 ? 0 : hi;
	}
	if (lo < INT64_MIN || hi > INT64_MAX)
		return sm_refuse(c, err, "of", "the sum can pass 2^63");
	*min = (int64_t)lo;
	*max = (int64_t)hi;
	return SM_OK;
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
static void flush(struct sm__gather *g)
{
	struct sm__waiting *wait = g->wait;
	struct sm_rows rows = { .id = wait->id, .n = wait->n };
	struct sm__batch b = { .n = wait->n, .owner = wait->owner };
	const struct sm_vec *where;

	b.column = sm__prog_run(g->ch->prog, &rows, g->mem);
	if (g->ch->where) {
		where = &b.column[g->ch->n];
		for (uint32_t i = 0; i < b.n; i++)
			wait->keep[i] = where->v.i64[i] != 0 &&
					!(where->null && where->null[i]);
		b.keep = wait->keep;
	}
	g->fn(g->ctx, &b);
	wait->n = 0;
}

void sm__gather_start(struct sm__gather *g, const struct sm_children *ch,
		      struct sm_work *w, sm__batch_fn *fn, void *ctx)
{
	assert(ch->prog);
	*g = (struct sm__gather){
		.ch = ch, .wait = (void *)w->rest, .mem = w->rest + HEAD,
		.fn = fn, .ctx = ctx,
	};
	g->wait->n = 0;
}

void sm__gather_add(struct sm__gather *g, uint64_t child, uint32_t owner)
{
	struct sm__waiting *wait = g->wait;

	assert(wait->n < SM_SUB_ROWS);
	wait->id[wait->n] = child;
	wait->owner[wait->n++] = owner;
	if (wait->n == SM_SUB_ROWS)
		flush(g);
}

void sm__gather_end(struct sm__gather *g)
{
	if (g->wait->n)
		flush(g);
}

void sm__aggregate_run(const struct sm_children *ch, struct sm_work *w,
		       const struct sm_rows *rows, sm__batch_fn *fn, void *ctx)
{
	struct sm__gather g;
	struct sm_fan_at at;

	sm__gather_start(&g, ch, w, fn, ctx);
	sm_fan_start(&at);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t first, n;

		sm_fan_children(ch->fan, &at, sm_row(rows, i), &first, &n);
		for (uint64_t k = 0; k < n; k++)
			sm__gather_add(&g, first + k, i);
	}
	sm__gather_end(&g);
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
