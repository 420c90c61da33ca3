/*
 * op_map.c - the "map" generator: a JSON object with some of many keys
 *
 *     - name: settings
 *       type: jsonb
 *       map: {keys: [theme, size, lang], min: 0, max: 2, fields: [{name: v, int: {}}]}
 *
 * Which keys an object has is drawn for each row, all sets of one size alike; one
 * step makes the values. Keys come from `keys` or from a word list.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "distinct.h"
#include "json_items.h"
#include "json_text.h"
#include "op_args.h"

struct map_args {
	struct sm_steps fields;
	const char **keys;
	uint32_t keys_count;
	const char *list, *min, *max, *dist;
};

struct map_state {
	struct sm__items items;
	struct sm_str *key;         /* `"a":`, in the order of the keys */
	uint32_t n;
};

static const cyaml_schema_field_t map_fields[] = {
	SM__ARG_LIST("keys", struct map_args, keys),
	SM_ARG(struct map_args, list),
	SM_ARG(struct map_args, min),
	SM_ARG(struct map_args, max),
	SM_ARG(struct map_args, dist),
	CYAML_FIELD_END             /* profile.c puts `fields` in front */
};

/* ---- compile ---------------------------------------------------------------------- */

static int key_compare(const void *x, const void *y)
{
	const struct sm_str *a = x, *b = y;
	int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

static enum sm_code take_keys(struct map_state *st, const struct map_args *a,
			      const struct sm_compile *c, struct sm_err *err)
{
	const struct sm_words *w = NULL;

	if (!a->keys == !a->list)
		return sm_refuse(c, err, NULL, "map needs its keys: keys: [a, b], or "
				 "the list: of a word list");
	if (a->list)
		SM_TRY(sm_compile_words(c, "list", a->list, &w, err));
	st->n = w ? w->n : a->keys_count;
	st->key = sm_arena_array(c->arena, st->n, sizeof(*st->key));
	if (!st->key)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++) {
		if (w)
			st->key[i] = w->word[i];
		else
			st->key[i] = (struct sm_str){ .p = a->keys[i],
				.n = (uint32_t)strlen(a->keys[i]) };
	}
	qsort(st->key, st->n, sizeof(*st->key), key_compare);
	for (uint32_t i = 1; i < st->n; i++)
		if (key_compare(&st->key[i], &st->key[i - 1]) == 0)
			return sm_refuse(c, err, a->list ? "list" : "keys", "\"%.*s\" "
					 "stands there twice", (int)st->key[i].n,
					 st->key[i].p);
	return SM_OK;
}

/* The keys as they are written, and the longest of that. */
static enum sm_code write_keys(struct map_state *st, uint32_t *longest,
			       const struct sm_compile *c, struct sm_err *err)
{
	*longest = 0;
	for (uint32_t i = 0; i < st->n; i++) {
		struct sm_str *k = &st->key[i];
		char *p = sm_arena_alloc(c->arena, 6 * (size_t)k->n + 3 + SM_SLACK);
		char *end;

		if (!p)
			return sm_nomem(err);
		end = sm__json_quote(p, k->p, k->n);
		*end++ = ':';
		*k = (struct sm_str){ .p = p, .n = (uint32_t)(end - p) };
		*longest = k->n > *longest ? k->n : *longest;
	}
	return SM_OK;
}

static enum sm_code map_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct map_args *a = args;
	struct map_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	uint32_t longest;
	uint64_t one;

	if (!st)
		return sm_nomem(err);
	SM_TRY(take_keys(st, a, c, err));
	SM_TRY(sm__items_init(&st->items, &a->fields, a->min, a->max, a->dist, c,
			      err));
	if (st->items.max > st->n)
		return sm_refuse(c, err, a->max ? "max" : NULL, "up to %u keys that "
				 "differ are asked for, there are %u",
				 (unsigned)st->items.max, (unsigned)st->n);
	SM_TRY(write_keys(st, &longest, c, err));
	op->state = st;
	one = (uint64_t)longest + st->items.width + 1;
	return sm__items_domain(2 + st->items.max * one, op, c, err);
}

/* ---- run -------------------------------------------------------------------------- */

static char *map_write(const struct map_state *st, const struct sm_vec *in,
		       uint64_t key, uint64_t row, uint32_t i, char *at)
{
	struct sm_rng rng = sm_rng_at(key, row);
	uint32_t taken[SM__ITEMS_MOST];
	uint32_t n = sm__length_at(&st->items.length, &rng);

	assert(n <= st->items.max && n <= st->n);
	for (uint32_t k = 0; k < n; k++)
		sm__another(taken, k, st->n, &rng);
	*at++ = '{';
	for (uint32_t k = 0; k < n; k++) {
		const struct sm_str *s = &st->key[taken[k]];

		if (k)
			*at++ = ',';
		memcpy(at, s->p, s->n);
		at = sm__json_value(&st->items.member[k], in, i, at + s->n);
	}
	*at++ = '}';
	return at;
}

static void map_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	char *at = out->text;

	(void)w;
	for (uint32_t i = 0; i < rows->n; i++) {
		char *end = map_write(op->state, in, op->key, sm_row(rows, i), i, at);

		assert((size_t)(end - at) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

const struct sm_op_kind sm_op_map = {
	.name = "map",
	.summary = "a JSON object with some of many keys",
	.example = "{keys: [theme, size, lang], min: 0, max: 2, fields: [{name: v, "
		   "int: {min: 1, max: 9}}]}",
	.doc = "keys    the keys an object may have; each at most once\n"
	       "list    or: a word list of them\n"
	       "min     fewest keys of an object, 0 when not given\n"
	       "max     most keys, 5 when not given; at most 60\n"
	       "dist    of their number: " SM__LENGTH_DISTS "\n"
	       "fields  one step, which makes the values\n",
	.version = 1,
	.types = SM_M(SM_T_JSON) | SM_M(SM_T_JSONB) | SM_M(SM_T_TEXT) |
		 SM_M(SM_T_VARCHAR),
	.natural = { .id = SM_T_JSONB },
	.args = map_fields,
	.args_size = sizeof(struct map_args),
	.steps = true,
	.compile = map_compile,
	.run = map_run,
};
