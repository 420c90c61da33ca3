/*
 * op_json.c - the "json" generator: an object whose members are steps
 *
 *     - name: details
 *       type: jsonb
 *       json:
 *         fields:
 *           - {name: colour, pick: {values: [red, green]}}
 *           - {name: weight, decimal: {min: 1, max: 9}, type: "numeric(4,2)"}
 *
 * Each field is a step of its own, keyed by the column and the field's name,
 * made before this one and read as an input. json_member.h says how values are
 * written.
 */
#include <assert.h>

#include "json_member.h"
#include "op_args.h"

struct json_args {
	struct sm_steps fields;
};

struct json_state {
	struct sm__json_member *member;
	uint32_t n;
};

static const cyaml_schema_field_t json_fields[] = {
	CYAML_FIELD_END             /* profile.c fills `fields` */
};

/* ---- compile ---------------------------------------------------------------------- */

static enum sm_code member_bind(struct sm__json_member *m, const void *step,
				const struct sm_compile *c, struct sm_err *err)
{
	char type[64];

	m->name = sm_step_name(step);
	SM_TRY(sm_bind_step(c, step, m->name, &m->in, &m->dom, err));
	if (sm__json_member_type(m))
		return SM_OK;
	sm_refuse(c, err, "fields", "field \"%s\" is %s, which json does not hold",
		  m->name, sm_type_format(&m->dom.type, type));
	return sm_fix(err, "give it a type of " SM__JSON_HOLDS);
}

static enum sm_code json_domain(const struct json_state *st, struct sm_op *op,
				const struct sm_compile *c, struct sm_err *err)
{
	uint64_t width = sm__json_object_width(st->member, st->n);
	char type[64];

	for (uint32_t i = 0; i < st->n; i++) {
		const struct sm__json_member *m = &st->member[i];

		/* every value can be read back out of the object */
		op->out.unique |= m->dom.unique && !m->dom.nullable;
	}
	if (c->type.length && width > c->type.length)
		return sm_refuse(c, err, "fields", "can reach %llu characters, %s "
				 "holds %u", (unsigned long long)width,
				 sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	if (width > 1 << 20)
		return sm_refuse(c, err, "fields", "can reach %llu bytes, more than "
				 "1 MiB", (unsigned long long)width);
	if (c->unique && !op->out.unique) {
		sm_refuse(c, err, "fields", "the object need not be unique: no field "
			  "of it is");
		return sm_fix(err, "add a field that is, such as a serial");
	}
	op->out.width = op->out.chars = (uint32_t)width;
	op->text_bytes = (uint32_t)width;
	return SM_OK;
}

static enum sm_code json_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct json_args *a = args;
	struct json_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *twice;

	if (!st)
		return sm_nomem(err);
	if (a->fields.n == 0)
		return sm_refuse(c, err, NULL, "json needs fields: json: {fields: "
				 "[{name: colour, pick: {values: [red, green]}}]}");
	st->n = a->fields.n;
	st->member = sm_arena_array(c->arena, st->n, sizeof(*st->member));
	if (!st->member)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++)
		SM_TRY(member_bind(&st->member[i], a->fields.step[i], c, err));
	if (!sm__json_members(st->member, st->n, c->arena, &twice))
		return !twice ? sm_nomem(err)
			      : sm_refuse(c, err, "fields", "two fields are named "
					  "\"%s\"", twice);
	op->state = st;
	return json_domain(st, op, c, err);
}

/* ---- run -------------------------------------------------------------------------- */

/* Draws nothing: a value depends on its fields alone. */
static void json_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct json_state *st = op->state;
	char *at = out->text;

	(void)w;
	for (uint32_t i = 0; i < rows->n; i++) {
		char *first = at;

		at = sm__json_object(st->member, st->n, in, i, at);
		assert((size_t)(at - first) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = first,
						 .n = (uint32_t)(at - first) };
	}
}

const struct sm_op_kind sm_op_json = {
	.name = "json",
	.summary = "an object whose members are steps",
	.example = "{fields: [{name: colour, pick: {values: [red, green]}}, "
		   "{name: n, int: {min: 1, max: 9}}]}",
	.doc = "fields  list of steps: a name and a generator each, with type and\n"
	       "        nulls where wanted\n",
	.version = 1,
	.types = SM_M(SM_T_JSON) | SM_M(SM_T_JSONB) | SM_M(SM_T_TEXT) |
		 SM_M(SM_T_VARCHAR),
	.natural = { .id = SM_T_JSONB },
	.args = json_fields,
	.args_size = sizeof(struct json_args),
	.steps = true,
	.compile = json_compile,
	.run = json_run,
};
