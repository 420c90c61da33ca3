/*
 * op_json_agg.c - the "json_agg" generator: a row's `per` children as an array
 * of objects
 *
 *     - json_agg: {of: order_items, columns: [product_id, quantity, line_total]}
 *
 * One object a child, in the order of the children, its members as json writes
 * them (json_member.h). Without children the array is empty. The children may
 * be of a hidden table: then the array is the only place where they are.
 */
#include <assert.h>
#include <string.h>

#include "aggregate.h"
#include "json_member.h"
#include "op_args.h"

#define MOST_BYTES (1 << 20)

struct json_agg_args {
	const char *of, *where;
	const char **columns;
	uint32_t columns_count;
};

struct json_agg_state {
	struct sm_children children;
	struct sm__json_member *member;
	uint32_t n;
};

static const cyaml_schema_field_t json_agg_fields[] = {
	CYAML_FIELD_STRING_PTR("of", CYAML_FLAG_POINTER, struct json_agg_args, of,
			       1, CYAML_UNLIMITED),
	SM__ARG_LIST("columns", struct json_agg_args, columns),
	CYAML_FIELD_STRING_PTR("where", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct json_agg_args, where, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

/* ---- compile ---------------------------------------------------------------------- */

/* Those that are named; else all that are shown and do not point back. */
static enum sm_code find_columns(const struct json_agg_args *a,
				 struct sm_ptable *t, struct sm_pcolumn **column,
				 uint32_t *n, const struct sm_compile *c,
				 struct sm_err *err)
{
	for (*n = 0; *n < a->columns_count; ++*n)
		SM_TRY(sm__find_column(c, "columns", t, a->columns[*n],
				       &column[*n], err));
	if (a->columns)
		return SM_OK;
	for (uint32_t i = 0; i < t->nstored; i++)
		if (strcmp(t->columns[i].step->kind->name, "parent") != 0)
			column[(*n)++] = &t->columns[i];
	if (*n)
		return SM_OK;
	return sm_refuse(c, err, "of", "%s has no columns but those that are "
			 "hidden or point to the parent: say columns: [...]",
			 t->name);
}

static enum sm_code bind_columns(struct json_agg_state *st,
				 const struct json_agg_args *a,
				 const struct sm_compile *c, struct sm_err *err)
{
	struct sm_pcolumn **column;
	const char *name = NULL;
	struct sm_ptable *t;

	SM_TRY(sm__child_table(c, "of", a->of, &t, &name, err));
	if (name)
		return sm_refuse(c, err, "of", "json_agg takes whole children: of: "
				 "%s, columns: [%s]", t->name, name);
	column = sm_arena_array(c->arena, a->columns_count + t->ncolumns + 1,
				sizeof(column[0]));
	if (!column)
		return sm_nomem(err);
	SM_TRY(find_columns(a, t, column, &st->n, c, err));
	return sm__bind_children(c, t, column, st->n, a->where, &st->children,
				 err);
}

static enum sm_code take_members(struct json_agg_state *st,
				 const struct sm_compile *c, struct sm_err *err)
{
	const char *twice;
	char type[64];

	st->member = sm_arena_array(c->arena, st->n, sizeof(*st->member));
	if (!st->member)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++) {
		const struct sm_pcolumn *from = st->children.column[i];
		struct sm__json_member *m = &st->member[i];

		m->name = from->step->name;
		m->in = i;
		m->dom = from->dom;
		if (sm__json_member_type(m))
			continue;
		sm_refuse(c, err, "of", "%s is %s, which json does not hold",
			  from->display, sm_type_format(&m->dom.type, type));
		return sm_fix(err, "name columns of text, numbers that are no "
			      "floats, dates, times, bool, uuid or json: "
			      "columns: [...]");
	}
	if (sm__json_members(st->member, st->n, c->arena, &twice))
		return SM_OK;
	return !twice ? sm_nomem(err)
		      : sm_refuse(c, err, "columns", "\"%s\" stands there twice",
				  twice);
}

/* "[", objects with commas between them, "]". */
static enum sm_code take_width(const struct json_agg_state *st, struct sm_op *op,
			       const struct sm_compile *c, struct sm_err *err)
{
	uint64_t object = sm__json_object_width(st->member, st->n) + 1;
	uint64_t most = st->children.fan->max;
	uint64_t limit = c->type.length && c->type.length < MOST_BYTES
				 ? c->type.length : MOST_BYTES;
	char type[64], a[32], b[32];

	if (most <= limit / object && object * most + 1 <= limit) {
		op->out.width = most ? (uint32_t)(object * most + 1) : 2;
		op->out.chars = op->out.width;
		op->text_bytes = op->out.width;
		return SM_OK;
	}
	sm_refuse(c, err, "of", "%s children of up to %s bytes each, %s holds %s",
		  sm_commas(most, a), sm_commas(object, b),
		  sm_type_format(&c->type, type),
		  limit == MOST_BYTES ? "1 MiB here" : "fewer");
	return sm_fix(err, "name fewer columns: columns: [...], or make fewer "
		      "children");
}

static enum sm_code json_agg_compile(struct sm_op *op, const void *args,
				     struct sm_compile *c, struct sm_err *err)
{
	const struct json_agg_args *a = args;
	struct json_agg_state *st = sm_arena_alloc(c->arena, sizeof(*st));

	if (!st)
		return sm_nomem(err);
	SM_TRY(bind_columns(st, a, c, err));
	SM_TRY(take_members(st, c, err));
	SM_TRY(take_width(st, op, c, err));
	op->scratch_bytes = sm__aggregate_bytes(&st->children);
	op->state = st;
	return SM_OK;
}

/* ---- run -------------------------------------------------------------------------- */

/* Rows are written one behind the other; the last one is open. */
struct writer {
	const struct json_agg_state *st;
	struct sm_str *out;
	uint32_t row;               /* the open one */
	char *first, *at;           /* where it begins; where it goes on */
};

static void row_open(struct writer *w)
{
	w->first = w->at;
	*w->at++ = '[';
}

static void row_close(struct writer *w)
{
	*w->at++ = ']';
	w->out[w->row] = (struct sm_str){ .p = w->first,
					  .n = (uint32_t)(w->at - w->first) };
}

/* Open `row`; those before it are whole. */
static void row_reach(struct writer *w, uint32_t row)
{
	for (; w->row < row; w->row++) {
		row_close(w);
		row_open(w);
	}
}

static void json_batch(void *ctx, const struct sm__batch *b)
{
	struct writer *w = ctx;

	for (uint32_t i = 0; i < b->n; i++) {
		if (b->keep && !b->keep[i])
			continue;
		row_reach(w, b->owner[i]);
		if (w->at > w->first + 1)
			*w->at++ = ',';
		w->at = sm__json_object(w->st->member, w->st->n, b->column, i,
					w->at);
	}
}

static void json_agg_run(const struct sm_op *op, struct sm_work *w,
			 const struct sm_rows *rows, const struct sm_vec *in,
			 struct sm_vec *out)
{
	const struct json_agg_state *st = op->state;
	struct writer to = { .st = st, .out = out->v.str, .at = out->text };

	(void)in;
	row_open(&to);
	sm__aggregate_run(&st->children, w, rows, json_batch, &to);
	row_reach(&to, rows->n - 1);
	row_close(&to);
	assert((size_t)(to.at - out->text) <= (size_t)rows->n * op->text_bytes);
}

const struct sm_op_kind sm_op_json_agg = {
	.name = "json_agg",
	.summary = "the row's `per` children as an array of objects",
	.example = "{of: c}",
	.doc = "of        CHILD_TABLE; the child is made per this table\n"
	       "columns   of it: the members of each object; without, all that are\n"
	       "          not hidden and not made by parent\n"
	       SM__AGGREGATE_WHERE,
	.version = 1,
	.types = SM_M(SM_T_JSON) | SM_M(SM_T_JSONB) | SM_M(SM_T_TEXT) |
		 SM_M(SM_T_VARCHAR),
	.natural = { .id = SM_T_JSONB },
	.args = json_agg_fields,
	.args_size = sizeof(struct json_agg_args),
	.compile = json_agg_compile,
	.run = json_agg_run,
};
