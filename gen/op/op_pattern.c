/*
 * op_pattern.c - the "pattern" generator: codes, plates, article numbers
 *
 *     - {name: sku, pattern: {text: "???-######"}}
 *
 * ? is a letter A-Z, # a digit, * one of both; \ takes the next character as
 * it is; anything else stands for itself.
 *
 * Every value is the pattern's text with its places filled in. Places are taken
 * in groups of at most 2^32 combinations. A group's choice is a 64-bit fraction
 * f of 1: multiplying by the first place's alphabet size leaves that place's
 * letter above the point and the fraction for the next one below it. A random
 * fraction gives a random choice; choice i of n is the fraction i * ceil(2^64 /
 * n), whose error i is too small to reach the last place as long as n <= 2^32.
 *
 * Unique columns number all combinations and take them in the order of a
 * bijection. Places past 2^64 combinations are drawn.
 */
#include <assert.h>
#include <string.h>

#include "literal.h"
#include "op_args.h"
#include "seedmill/fmt.h"

#define GROUP_SPACE (UINT64_C(1) << 32)

struct pattern_args {
	const char *text;
};

struct place {
	uint32_t at;                /* byte of the text */
	uint32_t size;              /* of the alphabet */
	const char *alphabet;
};

struct group {
	uint32_t first, n;          /* places */
	uint64_t space;             /* combinations */
	uint64_t step;              /* ceil(2^64 / space) */
};

struct pattern_state {
	char *text;
	uint32_t n;                 /* bytes */
	struct place *place;
	uint32_t nplaces;
	struct group *group;
	uint32_t ngroups;
	uint32_t counted;           /* groups that the bijection covers */
	struct sm_perm perm;
};

static const cyaml_schema_field_t pattern_fields[] = {
	SM_ARG(struct pattern_args, text),
	CYAML_FIELD_END
};

/* ---- compile ---------------------------------------------------------------------- */

static bool place_read(char c, struct place *p)
{
	static const char both[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	switch (c) {
	case '?':
		p->alphabet = both + 10;
		p->size = 26;
		return true;
	case '#':
		p->alphabet = both;
		p->size = 10;
		return true;
	case '*':
		p->alphabet = both;
		p->size = 36;
		return true;
	default:
		return false;
	}
}

static enum sm_code pattern_parse(struct pattern_state *st, const char *text,
				  const struct sm_compile *c, struct sm_err *err)
{
	size_t n = strlen(text);

	st->text = sm_arena_alloc(c->arena, n + 1);
	st->place = sm_arena_array(c->arena, n + 1, sizeof(*st->place));
	if (!st->text || !st->place)
		return sm_nomem(err);
	for (const char *p = text; *p; p++) {
		struct place *at = &st->place[st->nplaces];

		if (*p == '\\') {
			if (!*++p)
				return sm_refuse(c, err, "text", "the text ends in "
						 "a single \\; write \\\\ for one");
		} else if (place_read(*p, at)) {
			at->at = st->n;
			st->nplaces++;
			st->text[st->n++] = *at->alphabet;
			continue;
		}
		st->text[st->n++] = *p;
	}
	/* char(n) does not keep blanks at its end */
	while (c->type.id == SM_T_CHAR && st->n > 0 && st->text[st->n - 1] == ' ')
		st->n--;
	assert(st->n <= n && st->nplaces <= st->n);
	return SM_OK;
}

static bool pattern_group(struct pattern_state *st, struct sm_arena *a)
{
	struct group *g = NULL;

	st->group = sm_arena_array(a, st->nplaces + 1, sizeof(*st->group));
	if (!st->group)
		return false;
	for (uint32_t i = 0; i < st->nplaces; i++) {
		uint64_t size = st->place[i].size;

		if (!g || g->space * size > GROUP_SPACE) {
			g = &st->group[st->ngroups++];
			*g = (struct group){ .first = i, .space = 1 };
		}
		g->n++;
		g->space *= size;
		g->step = UINT64_MAX / g->space + 1;
	}
	return true;
}

static enum sm_code pattern_unique(struct pattern_state *st, struct sm_op *op,
				   const struct sm_compile *c, struct sm_err *err)
{
	uint64_t space = 1, more;
	char need[32], have[32];

	for (; st->counted < st->ngroups; st->counted++) {
		if (__builtin_mul_overflow(space, st->group[st->counted].space,
					   &more))
			break;
		space = more;
	}
	if (c->rows > space) {
		sm_refuse(c, err, "text", "needs %s distinct values, the pattern has "
			  "%s", sm_commas(c->rows, need), sm_commas(space, have));
		return sm_fix(err, "add places to it: ? is a letter, # a digit, * "
			      "either");
	}
	sm_perm_init(&st->perm, op->key, space);
	op->out.unique = true;
	return SM_OK;
}

static enum sm_code pattern_compile(struct sm_op *op, const void *args,
				    struct sm_compile *c, struct sm_err *err)
{
	const struct pattern_args *a = args;
	struct pattern_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	size_t chars;
	char type[64];

	if (!st)
		return sm_nomem(err);
	if (!a->text)
		return sm_refuse(c, err, NULL, "pattern needs a text: pattern: "
				 "{text: \"??\?-######\"}");
	SM_TRY(pattern_parse(st, a->text, c, err));
	chars = sm__text_chars(st->text, st->n);
	if (chars == SIZE_MAX)
		return sm_refuse(c, err, "text", "the text is not UTF-8");
	if (c->type.length && chars > c->type.length)
		return sm_refuse(c, err, "text", "makes %zu characters, %s holds %u",
				 chars, sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	if (!pattern_group(st, c->arena))
		return sm_nomem(err);
	op->state = st;
	op->out.width = st->n;
	op->out.chars = (uint32_t)chars;
	op->out.plain = sm__text_plain(st->text, st->n);
	op->text_bytes = st->n ? st->n : 1;
	return c->unique ? pattern_unique(st, op, c, err) : SM_OK;
}

/* ---- run -------------------------------------------------------------------------- */

/* restrict: a byte stored at `at` changes no place, so none is read again */
static inline void group_fill(const struct place *restrict p, uint32_t n,
			      uint64_t fraction, char *restrict at)
{
	for (uint32_t k = 0; k < n; k++) {
		sm_uint128 x = (sm_uint128)fraction * p[k].size;

		at[p[k].at] = p[k].alphabet[(uint64_t)(x >> 64)];
		fraction = (uint64_t)x;
	}
}

SM_LOOP pattern_fill(const struct pattern_state *st, uint64_t key,
		     const struct sm_rows *rows, struct sm_vec *out,
		     const bool listed, const bool unique)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++, at += st->n) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		uint64_t left = unique ? sm_perm_at(&st->perm, row) : 0;
		struct sm_rng r = sm_rng_at(key, row);

		sm_copy_fixed(at, st->text, st->n);
		for (uint32_t k = 0; k < st->ngroups; k++) {
			const struct group *g = &st->group[k];

			if (unique && k < st->counted) {
				group_fill(st->place + g->first, g->n,
					   left % g->space * g->step, at);
				left /= g->space;
			} else {
				group_fill(st->place + g->first, g->n,
					   sm_rng_u64(&r), at);
			}
		}
		out->v.str[i] = (struct sm_str){ .p = at, .n = st->n };
	}
}

static void pattern_run(const struct sm_op *op, struct sm_work *w,
			const struct sm_rows *rows, const struct sm_vec *in,
			struct sm_vec *out)
{
	const struct pattern_state *st = op->state;

	(void)w;
	(void)in;
	if (op->out.unique && rows->id)
		pattern_fill(st, op->key, rows, out, true, true);
	else if (op->out.unique)
		pattern_fill(st, op->key, rows, out, false, true);
	else if (rows->id)
		pattern_fill(st, op->key, rows, out, true, false);
	else
		pattern_fill(st, op->key, rows, out, false, false);
}

const struct sm_op_kind sm_op_pattern = {
	.name = "pattern",
	.summary = "codes: letters and digits in given places",
	.example = "{text: \"??\?-######\"}",
	.doc = "text  ? a letter A-Z, # a digit, * either, \\ takes the next\n"
	       "      character as it is, anything else stands for itself\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = pattern_fields,
	.args_size = sizeof(struct pattern_args),
	.compile = pattern_compile,
	.run = pattern_run,
};
