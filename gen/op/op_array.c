/*
 * op_array.c - the "array" generator: an array of values that one step makes
 *
 *     - name: scores
 *       type: jsonb
 *       array: {min: 0, max: 5, fields: [{name: score, int: {min: 1, max: 9}}]}
 *     - name: tags
 *       type: text[]
 *       array: {min: 0, max: 3, fields: [{name: tag, words: {list: tag}}]}
 *
 * In a json or text column a JSON array: values are written as members of objects
 * are (json_member.h); the field may be a json, an array or a map itself. In a
 * column of an array type, that type's own text (compound_text.h).
 */
#include <assert.h>

#include "compound_text.h"
#include "json_items.h"
#include "op_args.h"

struct array_args {
	struct sm_steps fields;
	const char *min, *max, *dist;
};

static const cyaml_schema_field_t array_fields[] = {
	SM_ARG(struct array_args, min),
	SM_ARG(struct array_args, max),
	SM_ARG(struct array_args, dist),
	CYAML_FIELD_END             /* profile.c puts `fields` in front */
};

static enum sm_code array_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	const struct array_args *a = args;
	struct sm__items *it = sm_arena_alloc(c->arena, sizeof(*it));

	if (!it)
		return sm_nomem(err);
	SM_TRY(sm__items_init(it, &a->fields, a->min, a->max, a->dist, c, err));
	op->state = it;
	/* brackets, and a comma behind each but the last */
	return sm__items_domain(2 + it->max * ((uint64_t)it->width + 1), op, c, err);
}

SM_LOOP array_loop(const struct sm_op *op, const struct sm_rows *rows,
		   const struct sm_vec *in, struct sm_vec *out, const bool json)
{
	const struct sm__items *it = op->state;
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(op->key, sm_row(rows, i));
		uint32_t n = sm__length_at(&it->length, &rng);
		char *first = at;

		assert(n <= it->max);
		*at++ = json ? '[' : '{';
		for (uint32_t k = 0; k < n; k++) {
			if (k)
				*at++ = ',';
			at = json ? sm__json_value(&it->member[k], in, i, at)
				  : sm__element_put(&it->element,
						    &in[it->member[k].in], i, at);
		}
		*at++ = json ? ']' : '}';
		assert((size_t)(at - first) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = first,
						 .n = (uint32_t)(at - first) };
	}
}

static void array_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	(void)w;
	if (op->out.type.id == SM_T_ARRAY)
		array_loop(op, rows, in, out, false);
	else
		array_loop(op, rows, in, out, true);
}

const struct sm_op_kind sm_op_array = {
	.name = "array",
	.summary = "an array of values that one step makes: of JSON or of its column",
	.example = "{min: 0, max: 5, fields: [{name: score, int: {min: 1, max: 9}}]}",
	.doc = "min     fewest values, 0 when not given\n"
	       "max     most values, 5 when not given; at most 60\n"
	       "dist    of their number: " SM__LENGTH_DISTS "\n"
	       "fields  one step, which makes each of them; in a column of type int[],\n"
	       "        text[] ... it has the elements' type, and nulls: makes NULLs\n",
	.version = 1,
	.types = SM_M(SM_T_JSON) | SM_M(SM_T_JSONB) | SM_M(SM_T_TEXT) |
		 SM_M(SM_T_VARCHAR) | SM_M(SM_T_ARRAY),
	.natural = { .id = SM_T_JSONB },
	.args = array_fields,
	.args_size = sizeof(struct array_args),
	.steps = true,
	.compile = array_compile,
	.run = array_run,
};
