/*
 * op_switch.c - the "switch" generator: which step makes the value, another
 * column says
 *
 *     - {name: subject_type, type: text, pick: {values: [post, photo]}}
 *     - name: subject_id
 *       type: bigint
 *       switch:
 *         on: subject_type
 *         fields:
 *           - {name: post,  ref: {table: posts}}
 *           - {name: photo, ref: {table: photos}}
 *
 * So a pair of columns points to rows of several tables, and whatever else a
 * column's values hang on. A field is a step of its own, keyed by the column and
 * the field's name; the field named "else" is for all other texts and NULL.
 */
#include <assert.h>
#include <string.h>

#include "../plan/planner.h"
#include "op_args.h"

struct switch_args {
	struct sm_steps fields;
	char *on;
};

struct branch {
	const char *name;
	size_t n;
	uint32_t in;                /* the field's input */
};

struct switch_state {
	enum sm_class class;
	uint32_t on;
	struct branch *branch;
	uint32_t n;
	uint32_t other;             /* the branch for all others; n: NULL then */
};

static const cyaml_schema_field_t switch_fields[] = {
	SM_ARG(struct switch_args, on),
	CYAML_FIELD_END             /* profile.c puts `fields` in front */
};

/* ---- compile ---------------------------------------------------------------------- */

/* One domain for the values of all fields. */
static void join_domain(struct sm_domain *all, const struct sm_domain *d, bool first)
{
	if (first) {
		struct sm_type type = all->type;

		*all = *d;
		all->type = type.id ? type : d->type;
		all->unique = false;
		return;
	}
	all->min = d->min < all->min ? d->min : all->min;
	all->max = d->max > all->max ? d->max : all->max;
	all->width = d->width > all->width ? d->width : all->width;
	all->chars = d->chars > all->chars ? d->chars : all->chars;
	all->nullable |= d->nullable;
	all->plain &= d->plain;
}

static enum sm_code bind_branch(struct switch_state *st, struct sm_op *op,
				const void *step, const struct sm_compile *c,
				struct sm_err *err)
{
	struct branch *b = &st->branch[st->n];
	char mine[64], theirs[64];
	struct sm_domain d;

	b->name = sm_step_name(step);
	b->n = strlen(b->name);
	SM_TRY(sm_bind_step_as(c, step, b->name, st->n ? &op->out.type : &c->type,
			       &b->in, &d, err));
	if (c->type.id != SM_T_NONE)
		op->out.type = c->type;
	else if (st->n == 0)
		op->out.type = d.type;
	if (!sm_type_keeps(&op->out.type, &d.type))
		return sm_refuse(c, err, "fields", "field \"%s\" is of type %s, which "
				 "is not kept in a %s as it is", b->name,
				 sm_type_format(&d.type, theirs),
				 sm_type_format(&op->out.type, mine));
	join_domain(&op->out, &d, st->n == 0);
	st->n++;
	return SM_OK;
}

static bool is_else(const struct branch *b)
{
	return strcmp(b->name, "else") == 0;
}

/* The field for a text; n when there is none. */
static uint32_t field_for(const struct switch_state *st, const char *text)
{
	uint32_t k = 0;

	while (k < st->n && strcmp(st->branch[k].name, text) != 0)
		k++;
	return k;
}

/*
 * When it is known what `on` can be: is there a field for each, and does each
 * field stand for one? A field for what never comes is a slip.
 */
static enum sm_code check_covers(const struct switch_state *st, const char *on,
				 const struct sm_compile *c, bool *covers,
				 struct sm_err *err)
{
	const char *const *value, *near;
	uint32_t n, i;

	*covers = sm__bind_values(c, st->on, &value, &n);
	if (!*covers)
		return SM_OK;
	for (i = 0; i < n; i++)
		*covers &= field_for(st, value[i]) < st->n;
	for (uint32_t k = 0; k < st->n; k++) {
		const char *name = st->branch[k].name;

		for (i = 0; i < n && strcmp(value[i], name) != 0; i++)
			;
		if (i < n || is_else(&st->branch[k]))
			continue;
		near = sm_nearest(name, value, n);
		return sm_refuse(c, err, "fields", "\"%s\" is no value of %s%s%s%s",
				 name, on, near ? ", did you mean \"" : "",
				 near ? near : "", near ? "\"?" : "");
	}
	return SM_OK;
}

static enum sm_code switch_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	const struct switch_args *a = args;
	struct switch_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct sm_domain d;
	char type[64];
	bool covers;

	if (!st)
		return sm_nomem(err);
	if (!a->on || !a->fields.n)
		return sm_refuse(c, err, NULL, "switch needs on: COLUMN and fields: "
				 "a step for each of its texts");
	SM_TRY(sm_bind(c, "on", a->on, &st->on, &d, err));
	if (!(SM_M(d.type.id) & SM_M_TEXTS))
		return sm_refuse(c, err, "on", "%s is of type %s, not a text", a->on,
				 sm_type_format(&d.type, type));
	st->branch = sm_arena_array(c->arena, a->fields.n, sizeof(*st->branch));
	if (!st->branch)
		return sm_nomem(err);
	for (uint32_t i = 0; i < a->fields.n; i++)
		SM_TRY(bind_branch(st, op, a->fields.step[i], c, err));
	assert(st->n == a->fields.n);
	st->class = sm_type_class(op->out.type.id);
	st->other = field_for(st, "else");
	SM_TRY(check_covers(st, a->on, c, &covers, err));
	if (st->other == st->n && (d.nullable || !covers))
		op->out.nullable = true;
	op->state = st;
	return SM_OK;
}

/* ---- run -------------------------------------------------------------------------- */

static uint32_t branch_of(const struct switch_state *st, const struct sm_str *s)
{
	for (uint32_t i = 0; i < st->n; i++)
		if (s->n == st->branch[i].n &&
		    memcmp(s->p, st->branch[i].name, s->n) == 0)
			return i;
	return st->other;
}

/* A value that counts for nothing: the row is NULL. */
static void put_none(const struct switch_state *st, struct sm_vec *out, uint32_t i)
{
	if (st->class == SM_STR)
		out->v.str[i] = (struct sm_str){ .p = "", .n = 0 };
	else if (st->class == SM_U128)
		out->v.u128[i] = (struct sm_u128){ 0 };
	else
		out->v.i64[i] = 0;
}

static void put(const struct switch_state *st, const struct sm_vec *from,
		struct sm_vec *out, uint32_t i)
{
	if (st->class == SM_STR)
		out->v.str[i] = from->v.str[i];
	else if (st->class == SM_U128)
		out->v.u128[i] = from->v.u128[i];
	else
		out->v.i64[i] = from->v.i64[i];     /* or the bits of a double */
}

static void switch_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct switch_state *st = op->state;
	const struct sm_vec *on = &in[st->on];
	const char *last = NULL;
	uint32_t last_n = 0, b = st->other;

	(void)w;
	for (uint32_t i = 0; i < rows->n; i++) {
		const struct sm_str *s = &on->v.str[i];
		bool null = on->null && on->null[i];

		/* texts of a list stand in one place each */
		if (s->p != last || s->n != last_n)
			b = branch_of(st, s);
		last = s->p;
		last_n = s->n;
		if ((null ? st->other : b) == st->n) {
			put_none(st, out, i);
			null = true;
		} else {
			const struct sm_vec *from =
				&in[st->branch[null ? st->other : b].in];

			put(st, from, out, i);
			null = from->null && from->null[i];
		}
		assert(!null || out->null);
		if (out->null)
			out->null[i] = null;
	}
}

static const char *const switch_needs[] = {
	"kind=pick: {values: [small, large]}", NULL
};

const struct sm_op_kind sm_op_switch = {
	.name = "switch",
	.summary = "made by one of several steps: another column says which",
	.example = "{on: kind, fields: [{name: small, int: {min: 1, max: 9}, type: "
		   "bigint}, {name: large, int: {min: 100, max: 900}, type: bigint}]}",
	.doc = "on        a column that holds a text or a label of an enum\n"
	       "fields    list of steps: a field is named after the text it is for;\n"
	       "          \"else\" is for all others and NULL, which are NULL without\n"
	       "          it. Without a type of its own a field has the column's.\n"
	       "          {name: post, ref: {table: posts}}: a pair of columns\n"
	       "          that points to rows of several tables\n",
	.version = 1,
	.types = UINT32_MAX,
	.natural = { .id = SM_T_BIGINT },
	.args = switch_fields,
	.args_size = sizeof(struct switch_args),
	.steps = true,
	.needs = switch_needs,
	.compile = switch_compile,
	.run = switch_run,
};
