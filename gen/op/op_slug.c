/*
 * op_slug.c - the "slug" kind: a text as a part of a web address
 *
 *     slug: {of: title}                    "Crème brûlée!" -> creme-brulee
 *     slug: {of: title, number: true}      creme-brulee-1042
 *
 * ASCII, lower case, one dash for whatever is between words (fold.h). A slug is
 * cut to what the column holds, and no dash is left at its end. With `number`
 * the row's number stands behind the last dash, all of it, however short the
 * rest must be: so two rows never have one slug.
 */
#include <assert.h>
#include <string.h>

#include "fold.h"
#include "nth.h"
#include "seedmill/fmt.h"

struct slug_args {
	const char *of, *number, *max;
};

struct slug_state {
	uint32_t words;             /* bytes at most in front of the number */
	bool number;
};

static const cyaml_schema_field_t slug_fields[] = {
	SM_ARG(struct slug_args, of),
	SM_ARG(struct slug_args, number),
	SM_ARG(struct slug_args, max),
	CYAML_FIELD_END
};

/* ---- compile -------------------------------------------------------------------- */

static enum sm_code slug_bind(const struct slug_args *a, const struct sm_compile *c,
			      struct sm_domain *dom, struct sm_err *err)
{
	uint32_t index;
	char type[64];

	if (!a->of)
		return sm_refuse(c, err, NULL, "slug needs a column: slug: "
				 "{of: title}");
	SM_TRY(sm_bind(c, "of", a->of, &index, dom, err));
	assert(index == 0);
	if (SM_M_TEXTS & SM_M(dom->type.id))
		return SM_OK;
	return sm_refuse(c, err, "of", "%s is of type %s, a slug is made of text",
			 a->of, sm_type_format(&dom->type, type));
}

/* Most bytes of a slug: by `max`, by the column, by the text itself. */
static enum sm_code slug_room(const struct slug_args *a, const struct sm_compile *c,
			      uint32_t need, uint32_t *most, struct sm_err *err)
{
	int64_t max = c->type.length ? c->type.length : UINT32_MAX;
	uint32_t length = c->type.length;

	SM_TRY(sm_arg_i64(c, "max", a->max, &max, err));
	if (max < 1 || (length && max > length))
		return sm_refuse(c, err, "max", "max is %lld: it must be from 1 to "
				 "what the column holds", (long long)max);
	if (max < need)
		return sm_refuse(c, err, a->max ? "max" : NULL, "%lld characters do "
				 "not hold the rows' numbers, which have up to %u "
				 "digits", (long long)max, (unsigned)need);
	*most = max > UINT32_MAX ? UINT32_MAX : (uint32_t)max;
	return SM_OK;
}

static enum sm_code slug_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct slug_args *a = args;
	struct slug_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	char last[SM_FMT_ROOM];
	uint32_t most = 0, digits;
	struct sm_domain dom;

	if (!st)
		return sm_nomem(err);
	SM_TRY(slug_bind(a, c, &dom, err));
	SM_TRY(sm_arg_bool(c, "number", a->number, &st->number, err));
	if (c->unique && !st->number) {
		sm_refuse(c, err, "of", "two rows can have the same slug");
		return sm_fix(err, "number: true puts the row's number behind it");
	}
	digits = st->number ? (uint32_t)(sm_fmt_u64(last, c->rows) - last) : 0;
	SM_TRY(slug_room(a, c, digits, &most, err));
	/* the dash has no room either when only the number has */
	st->words = most - digits > (st->number ? 1 : 0)
			    ? most - digits - (st->number ? 1 : 0) : 0;
	if (st->words > dom.width)
		st->words = dom.width;
	op->state = st;
	op->out.nullable = dom.nullable;
	op->out.unique = st->number;
	op->out.plain = true;
	op->out.width = st->words + digits + (st->number && st->words > 0);
	op->out.chars = op->out.width;
	/* the text is folded in place, whole, before it is cut */
	op->text_bytes = dom.width + digits + 1;
	return SM_OK;
}

/* ---- run ------------------------------------------------------------------------ */

static inline char *slug_put(char *at, const struct sm_str *s, uint32_t most)
{
	size_t n;

	sm_copy_fixed(at, s->p, s->n);
	n = sm__fold_slug(at, s->n);
	if (n > most)
		n = most;
	/* after a cut; there is never more than one */
	return at + n - (n > 0 && at[n - 1] == '-');
}

SM_LOOP slug_loop(const struct slug_state *st, const struct sm_rows *rows,
		  const struct sm_vec *in, struct sm_vec *out, const bool number)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		bool null = in->null && in->null[i];
		char *end = null ? at : slug_put(at, &in->v.str[i], st->words);

		if (number && !null) {
			*end = '-';
			end += end > at;
			end = sm_fmt_u64(end, sm_row(rows, i) + 1);
		}
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

static void slug_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct slug_state *st = op->state;

	(void)w;
	if (out->null && in[0].null)
		memcpy(out->null, in[0].null, rows->n);
	else if (out->null)
		memset(out->null, 0, rows->n);
	if (st->number)
		slug_loop(st, rows, &in[0], out, true);
	else
		slug_loop(st, rows, &in[0], out, false);
}

static const char *const slug_needs[] = { "title=words: {list: product}", NULL };

const struct sm_op_kind sm_op_slug = {
	.name = "slug",
	.summary = "a text as a part of a web address: creme-brulee",
	.example = "{of: title, number: true}",
	.doc = "of      a column of text. Accents go, letters become small, all else\n"
	       "        is one dash; a text without any letter or digit gives \"\"\n"
	       "number  true: -1, -2, ... behind it, the row's number; unique then\n"
	       "max     most characters, by default what the column holds; cut off\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = slug_fields,
	.args_size = sizeof(struct slug_args),
	.needs = slug_needs,
	.compile = slug_compile,
	.run = slug_run,
};
