/*
 * op_template.c - the "template" generator: text with other columns in it
 *
 *     - name: email
 *       template: {text: "{first_name|lower}.{last_name|lower}.{id}@example.com"}
 *
 * A template is a list of parts (template_parse.c). Rows are written one behind
 * the other into the vector's text, so that they stay in the cache; a row that
 * scribbles past its end scribbles where the next one will be, the last one in
 * the slack. A NULL in any part makes the whole text NULL.
 *
 * It draws nothing: a value depends on the columns in it alone.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "literal.h"
#include "op_args.h"
#include "seedmill/fmt.h"
#include "template.h"

struct template_args {
	const char *text, *form, *locale;
};

struct template_state {
	struct sm_template t;
	uint32_t nullable[64];      /* inputs that may be NULL */
	uint32_t nnullable;
	bool trim;                  /* char(n): blanks at the end go */
};

static const cyaml_schema_field_t template_fields[] = {
	SM_ARG(struct template_args, text),
	SM_ARG(struct template_args, form),
	SM_ARG(struct template_args, locale),
	CYAML_FIELD_END
};

/* ---- compile ---------------------------------------------------------------------- */

/* The part that adds most; `but` is left out. */
static const struct sm_part *longest(const struct sm_template *t,
				     const struct sm_part *but)
{
	const struct sm_part *best = NULL;

	for (uint32_t i = 0; i < t->n; i++)
		if (&t->part[i] != but &&
		    (!best || t->part[i].chars > best->chars))
			best = &t->part[i];
	return best;
}

static enum sm_code refuse_length(const struct sm_compile *c,
				  const struct sm_template *t, uint64_t chars,
				  struct sm_err *err)
{
	const struct sm_part *a = longest(t, NULL), *b = longest(t, a);
	char type[64], text[160] = "";
	const struct sm_part *both[] = { a, b };
	size_t n = 0;

	for (size_t i = 0; i < SM_COUNTOF(both) && both[i]; i++) {
		bool literal = both[i]->what == SM_PART_TEXT;
		int shown = both[i]->text.n > 40 ? 40 : (int)both[i]->text.n;

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%.*s%s up to %u",
				      i ? ", " : "", literal ? "\"" : "{", shown,
				      both[i]->text.p, literal ? "\"" : "}",
				      (unsigned)both[i]->chars);
		assert(n < sizeof(text));
	}
	sm_refuse(c, err, "text", "can reach %llu characters, %s holds %u",
		  (unsigned long long)chars, sm_type_format(&c->type, type),
		  (unsigned)c->type.length);
	sm_why(err, "the longest parts: %s", text);
	return sm_fix(err, "shorten the text, take other columns or widen the column");
}

/* char(n) does not keep blanks at the end: drop those that are always there. */
static void drop_blanks(struct sm_template *t)
{
	while (t->n > 0 && t->part[t->n - 1].what == SM_PART_TEXT) {
		struct sm_part *p = &t->part[t->n - 1];

		while (p->text.n > 0 && p->text.p[p->text.n - 1] == ' ') {
			p->text.n--;
			p->width--;
			p->chars--;
		}
		if (p->text.n > 0)
			return;
		t->n--;
	}
}

static void note_nullable(struct template_state *st, const struct sm_part *p)
{
	if (p->what == SM_PART_TEXT || !p->dom.nullable)
		return;
	for (uint32_t i = 0; i < st->nnullable; i++)
		if (st->nullable[i] == p->in)
			return;
	assert(st->nnullable < SM_COUNTOF(st->nullable));
	st->nullable[st->nnullable++] = p->in;
}

static enum sm_code template_domain(struct template_state *st, struct sm_op *op,
				    const struct sm_compile *c, struct sm_err *err)
{
	uint64_t width = 0, chars = 0;

	op->out.plain = true;
	for (uint32_t i = 0; i < st->t.n; i++) {
		const struct sm_part *p = &st->t.part[i];

		width += p->width;
		chars += p->chars;
		op->out.plain &= p->plain;
		note_nullable(st, p);
	}
	if (c->type.length && chars > c->type.length)
		return refuse_length(c, &st->t, chars, err);
	if (width > 1 << 20)
		return sm_refuse(c, err, "text", "can reach %llu bytes, more than "
				 "1 MiB", (unsigned long long)width);
	op->out.width = (uint32_t)width;
	op->out.chars = (uint32_t)chars;
	op->out.nullable = st->nnullable > 0;
	op->text_bytes = width ? (uint32_t)width : 1;
	return SM_OK;
}

/* What stands in the profile, or in the list that `form` names. */
static enum sm_code template_text(const struct template_args *a,
				  const struct sm_compile *c, const char **text,
				  struct sm_err *err)
{
	const struct sm_words *w;
	const char *list;

	*text = a->text;
	if (a->text && (a->form || a->locale))
		return sm_refuse(c, err, a->form ? "form" : "locale", "the text is "
				 "given: a form would be another one");
	if (a->text)
		return SM_OK;
	if (!a->form)
		return sm_refuse(c, err, NULL, "template needs a text: template: "
				 "{text: \"{first_name}.{id}@example.com\"}");
	SM_TRY(sm__list_name(c, a->form, a->locale, &list, err));
	SM_TRY(sm_compile_words(c, "form", list, &w, err));
	*text = sm_arena_strndup(c->arena, w->word[0].p, w->word[0].n);
	return *text ? SM_OK : sm_nomem(err);
}

static enum sm_code template_compile(struct sm_op *op, const void *args,
				     struct sm_compile *c, struct sm_err *err)
{
	const struct template_args *a = args;
	struct template_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	enum sm_code rc;
	const char *text;

	if (!st)
		return sm_nomem(err);
	SM_TRY(template_text(a, c, &text, err));
	rc = sm__template_parse(c, text, &st->t, err);
	if (rc)
		return a->form ? sm_why(err, "the form is: %s", text) : rc;
	if (c->type.id == SM_T_CHAR)
		drop_blanks(&st->t);
	st->trim = c->type.id == SM_T_CHAR && st->t.n > 0 &&
		   st->t.part[st->t.n - 1].what == SM_PART_STR;
	SM_TRY(template_domain(st, op, c, err));
	op->state = st;
	op->out.unique = sm__template_unique(&st->t, &c->type) != NULL;
	if (c->unique && !op->out.unique)
		return sm__template_unproved(c, &st->t, err);
	return SM_OK;
}

/* ---- run -------------------------------------------------------------------------- */

static inline char *part_write(const struct sm_part *p, const struct sm_vec *in,
			       uint32_t i, char *at)
{
	const struct sm_vec *v = &in[p->in];

	switch (p->what) {
	case SM_PART_TEXT:
		return sm_copy_fixed(at, p->text.p, p->text.n);
	case SM_PART_STR:
		assert(v->v.str[i].n <= p->dom.width);
		return sm_copy_fixed(at, v->v.str[i].p, v->v.str[i].n);
	case SM_PART_INT:
		return sm_fmt_i64(at, v->v.i64[i]);
	case SM_PART_DECIMAL:
		return sm_fmt_decimal(at, v->v.i64[i], p->scale);
	case SM_PART_BOOL:
		memcpy(at, v->v.i64[i] ? "true\0" : "false", 5);
		return at + (v->v.i64[i] ? 4 : 5);
	case SM_PART_DATE:
		return sm_fmt_date(at, v->v.i64[i]);
	case SM_PART_TIME:
		return sm_fmt_time(at, v->v.i64[i]);
	case SM_PART_UUID:
		return sm_fmt_uuid(at, v->v.u128[i]);
	}
	return at;
}

static inline char *row_write(const struct template_state *st,
			      const struct sm_vec *in, uint32_t i, char *at)
{
	for (uint32_t k = 0; k < st->t.n; k++) {
		const struct sm_part *p = &st->t.part[k];
		char *end = part_write(p, in, i, at);

		for (uint32_t f = 0; f < p->nfilters; f++)
			end = at + p->filter[f](at, (size_t)(end - at));
		at = end;
	}
	return at;
}

static bool row_null(const struct template_state *st, const struct sm_vec *in,
		     uint32_t i)
{
	uint8_t null = 0;

	for (uint32_t k = 0; k < st->nnullable; k++) {
		const uint8_t *bytes = in[st->nullable[k]].null;

		null |= bytes ? bytes[i] : 0;
	}
	return null;
}

SM_LOOP template_fill(const struct template_state *st, uint32_t n,
		      const struct sm_vec *in, struct sm_vec *out,
		      const bool nulls, const bool trim)
{
	char *at = out->text;

	for (uint32_t i = 0; i < n; i++) {
		char *end = at;

		if (nulls)
			out->null[i] = row_null(st, in, i);
		if (!nulls || !out->null[i])
			end = row_write(st, in, i, at);
		while (trim && end > at && end[-1] == ' ')
			end--;
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

static void template_run(const struct sm_op *op, struct sm_work *w,
			 const struct sm_rows *rows, const struct sm_vec *in,
			 struct sm_vec *out)
{
	const struct template_state *st = op->state;

	(void)w;
	if (op->out.nullable)
		template_fill(st, rows->n, in, out, true, st->trim);
	else
		template_fill(st, rows->n, in, out, false, st->trim);
}

static const char *const template_needs[] = {
	"first=words: {list: first_name}", "id=serial: {start: 1}", NULL,
};

const struct sm_op_kind sm_op_template = {
	.name = "template",
	.summary = "text with other columns in it",
	.example = "{text: \"{first|lower}.{id}@example.com\"}",
	.doc = "text    literal text and {column}, {reference.column}, {column|filter};\n"
	       "        NULL when a column in it is NULL;\n"
	       "        filters: lower, upper, ascii (without accents), slug;\n"
	       "        {{ and }} are braces\n"
	       "form    instead of text: a word list whose first entry is the text;\n"
	       "        address: {house} {street}, {city} {postcode};\n"
	       "        the row has columns of these names, hidden ones will do\n"
	       "locale  of the form: address as de, fr, es or sw write it\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = template_fields,
	.args_size = sizeof(struct template_args),
	.needs = template_needs,
	.compile = template_compile,
	.run = template_run,
};
