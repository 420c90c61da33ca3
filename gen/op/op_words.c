/*
 * op_words.c - the "words" generator: entries of a word list
 *
 *     - {name: first_name, words: {list: first_name}}
 *
 * Every entry is equally likely; entries that are longer than the column are
 * left out. A unique column takes each entry at most once, in the order of a
 * bijection over the list. Nothing is copied: a value points into the list,
 * which lives as long as the plan.
 */
#include <assert.h>

#include "op_args.h"

struct words_args {
	const char *list, *locale;
};

struct words_state {
	const struct sm_str *word;
	uint32_t n;
	struct sm_perm perm;        /* of a unique column */
};

static const cyaml_schema_field_t words_fields[] = {
	SM_ARG(struct words_args, list),
	SM_ARG(struct words_args, locale),
	CYAML_FIELD_END
};

/* The entries a column holds: the list itself when that is all of them. */
static enum sm_code words_fitting(struct words_state *st, struct sm_op *op,
				  const struct sm_compile *c,
				  const struct sm_words *w, struct sm_err *err)
{
	const uint32_t limit = c->type.length;
	struct sm_str *fit;

	st->word = w->word;
	st->n = w->n;
	op->out.width = w->width;
	op->out.chars = w->chars;
	if (limit == 0 || w->chars <= limit)
		return SM_OK;
	fit = sm_arena_array(c->arena, w->n, sizeof(*fit));
	if (!fit)
		return sm_nomem(err);
	st->word = fit;
	st->n = 0;
	op->out.width = op->out.chars = 0;
	for (uint32_t i = 0; i < w->n; i++) {
		const struct sm_str *s = &w->word[i];

		if (s->chars > limit)
			continue;
		fit[st->n++] = *s;
		if (s->n > op->out.width)
			op->out.width = s->n;
		if (s->chars > op->out.chars)
			op->out.chars = s->chars;
	}
	return SM_OK;
}

static enum sm_code words_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	const struct words_args *a = args;
	struct words_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_words *w;
	const char *list;

	if (!st)
		return sm_nomem(err);
	if (!a->list)
		return sm_refuse(c, err, NULL, "words needs a list: "
				 "words: {list: first_name}");
	SM_TRY(sm__list_name(c, a->list, a->locale, &list, err));
	SM_TRY(sm_compile_words(c, "list", list, &w, err));
	SM_TRY(words_fitting(st, op, c, w, err));
	if (st->n == 0)
		return sm_refuse(c, err, "list", "no entry of the list \"%s\" fits "
				 "%u characters", list, (unsigned)c->type.length);
	op->out.plain = w->plain;
	op->state = st;
	if (!c->unique)
		return SM_OK;
	if (c->rows > st->n) {
		char need[32], have[32];

		sm_refuse(c, err, "list", "needs %s distinct values, the list \"%s\" "
			  "has %s that fit", sm_commas(c->rows, need), list,
			  sm_commas(st->n, have));
		return sm_fix(err, "join it with something unique: template: "
			      "{text: \"{...}-{id}\"}");
	}
	sm_perm_init(&st->perm, op->key, st->n);
	op->out.unique = true;
	return SM_OK;
}

SM_LOOP words_fill(const struct words_state *st, uint64_t key,
		   const struct sm_rows *rows, struct sm_str *out,
		   const bool listed)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng r = sm_rng_at(key, listed ? rows->id[i]
							: rows->first + i);

		out[i] = st->word[sm_rng_below(&r, st->n)];
	}
}

static void words_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct words_state *st = op->state;

	(void)w;
	(void)in;
	if (op->out.unique)
		for (uint32_t i = 0; i < rows->n; i++) {
			assert(sm_row(rows, i) < st->n);
			out->v.str[i] = st->word[sm_perm_at(&st->perm,
							    sm_row(rows, i))];
		}
	else if (rows->id)
		words_fill(st, op->key, rows, out->v.str, true);
	else
		words_fill(st, op->key, rows, out->v.str, false);
}

const struct sm_op_kind sm_op_words = {
	.name = "words",
	.summary = "entries of a word list, all equally likely",
	.example = "{list: first_name}",
	.doc = "list    name of a list: words/NAME.txt beside the profile, or one of "
	       "seedmill's own;\n"
	       "        entries longer than the column are left out\n"
	       "locale  de, fr, es, sw, or a folder in words/ beside the profile: the\n"
	       "        list there; default en, the lists without a folder\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = words_fields,
	.args_size = sizeof(struct words_args),
	.compile = words_compile,
	.run = words_run,
};
