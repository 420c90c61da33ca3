/*
 * op_code.c - the "code" kind: a number with zeros in front, in a text
 *
 *     code: {text: "ORD-######", start: 1}        ORD-000001, ORD-000002, ...
 *     code: {text: "INV-########", of: invoice_id}
 *
 * The run of # holds the row number and `start`, or the value of another
 * column, always with all its digits: so a code is as unique as its number, and
 * whether every number has room is known before there is one.
 */
#include <assert.h>
#include <string.h>

#include "digits.h"
#include "literal.h"
#include "op_args.h"

struct code_args {
	const char *text, *start, *of;
};

struct code_state {
	const char *head, *tail;    /* what stands around the number */
	uint32_t nhead, ntail;
	uint32_t digits;
	uint32_t run;               /* byte of the profile's text they start at */
	uint64_t start;             /* the number of row 0 */
	bool of;                    /* the number is input 0 */
};

static const cyaml_schema_field_t code_fields[] = {
	SM_ARG(struct code_args, text),
	SM_ARG(struct code_args, start),
	SM_ARG(struct code_args, of),
	CYAML_FIELD_END
};

/* ---- compile -------------------------------------------------------------- */

/* Head, digits, tail; \ takes the next character as it is. */
static enum sm_code code_parse(struct code_state *st, const char *text,
			       const struct sm_compile *c, struct sm_err *err)
{
	char *head = sm_arena_alloc(c->arena, strlen(text) + 1);
	char *tail = sm_arena_alloc(c->arena, strlen(text) + 1);

	if (!head || !tail)
		return sm_nomem(err);
	st->head = head;
	st->tail = tail;
	for (const char *p = text; *p; p++) {
		if (*p == '#') {
			if (st->digits && p != text + st->run + st->digits)
				return sm_refuse(c, err, "text", "\"%s\" has more "
						 "than one run of #; \\# is a # that "
						 "stands for itself", text);
			st->run = st->digits++ ? st->run
					       : (uint32_t)(p - text);
			continue;
		}
		if (*p == '\\' && !*++p)
			return sm_refuse(c, err, "text", "the text ends in a single "
					 "\\; write \\\\ for one");
		if (st->digits)
			tail[st->ntail++] = *p;
		else
			head[st->nhead++] = *p;
	}
	if (st->digits == 0) {
		sm_refuse(c, err, "text", "\"%s\" has no # where the number "
			  "could stand", text);
		return sm_fix(err, "write it like ORD-######; with columns in braces "
			      "it is a template");
	}
	if (st->digits > SM_DIGITS_MAX)
		return sm_refuse(c, err, "text", "a number has at most %d digits, "
				 "this has %u #", SM_DIGITS_MAX, (unsigned)st->digits);
	/* char(n) does not keep blanks at its end */
	while (c->type.id == SM_T_CHAR && st->ntail > 0 &&
	       tail[st->ntail - 1] == ' ')
		st->ntail--;
	return SM_OK;
}

/* Whether the digits hold numbers from lo to hi; `whose` are they. */
static enum sm_code code_room(const struct code_state *st, const char *text,
			      const char *whose, int64_t lo, int64_t hi,
			      const struct sm_compile *c, struct sm_err *err)
{
	char least[40], most[40], fitting[SM_DIGITS_MAX + 2];
	unsigned need = 1;

	if (lo < 0)
		return sm_refuse(c, err, "of", "%s can be %s, and a code has no "
				 "sign", whose, sm__value_text(&c->type, lo, least));
	if (hi < sm_pow10(st->digits))
		return SM_OK;
	while (need <= SM_DIGITS_MAX && hi >= sm_pow10(need))
		need++;
	sm_refuse(c, err, "text", "%s %s up to %s, which has more digits than the "
		  "%u # of \"%s\"", whose, st->of ? "goes" : "go",
		  sm__value_text(&c->type, hi, most), (unsigned)st->digits, text);
	if (need > SM_DIGITS_MAX)
		return sm_fix(err, "a code holds at most %d digits", SM_DIGITS_MAX);
	memset(fitting, '#', need);
	fitting[need] = '\0';
	return sm_fix(err, "\"%.*s%s%s\" would do", (int)st->run, text, fitting,
		      text + st->run + st->digits);
}

/* The number is that of another column. */
static enum sm_code code_of(struct code_state *st, struct sm_op *op,
			    const struct code_args *a, struct sm_compile *c,
			    struct sm_err *err)
{
	struct sm_domain dom;
	uint32_t index;
	char type[64];

	if (a->start)
		return sm_refuse(c, err, "start", "the number is that of %s: start "
				 "has nothing to say", a->of);
	SM_TRY(sm_bind(c, "of", a->of, &index, &dom, err));
	assert(index == 0);
	if (!(SM_M_INTS & SM_M(dom.type.id)))
		return sm_refuse(c, err, "of", "%s is of type %s, a code needs a "
				 "whole number", a->of,
				 sm_type_format(&dom.type, type));
	st->of = true;
	op->out.nullable = dom.nullable;
	op->out.unique = dom.unique;
	return code_room(st, a->text, a->of, dom.min, dom.max, c, err);
}

static enum sm_code code_rows(struct code_state *st, struct sm_op *op,
			      const struct code_args *a,
			      const struct sm_compile *c, struct sm_err *err)
{
	int64_t start = 1, last;

	SM_TRY(sm_arg_i64(c, "start", a->start, &start, err));
	if (start < 0)
		return sm_refuse(c, err, "start", "start %lld is below 0",
				 (long long)start);
	if (__builtin_add_overflow(start, (int64_t)(c->rows - 1), &last))
		last = INT64_MAX;
	st->start = (uint64_t)start;
	op->out.unique = true;
	return code_room(st, a->text, "the rows' numbers", start, last, c, err);
}

static enum sm_code code_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct code_args *a = args;
	struct code_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	size_t head, tail, chars;
	char type[64];

	if (!st)
		return sm_nomem(err);
	if (!a->text)
		return sm_refuse(c, err, NULL, "code needs a text: code: "
				 "{text: \"ORD-######\"}");
	SM_TRY(code_parse(st, a->text, c, err));
	head = sm__text_chars(st->head, st->nhead);
	tail = sm__text_chars(st->tail, st->ntail);
	if (head == SIZE_MAX || tail == SIZE_MAX)
		return sm_refuse(c, err, "text", "the text is not UTF-8");
	chars = head + st->digits + tail;
	if (c->type.length && chars > c->type.length)
		return sm_refuse(c, err, "text", "makes %zu characters, %s holds %u",
				 chars, sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	SM_TRY(a->of ? code_of(st, op, a, c, err) : code_rows(st, op, a, c, err));
	op->state = st;
	op->out.width = st->nhead + st->digits + st->ntail;
	op->out.chars = (uint32_t)chars;
	op->out.plain = sm__text_plain(st->head, st->nhead) &&
			sm__text_plain(st->tail, st->ntail);
	op->text_bytes = op->out.width;
	return SM_OK;
}

/* ---- run ------------------------------------------------------------------ */

SM_LOOP code_loop(const struct code_state *st, const struct sm_rows *rows,
		  const int64_t *number, const uint8_t *null, struct sm_vec *out,
		  const bool listed, const bool of)
{
	const uint32_t width = st->nhead + st->digits + st->ntail;
	const uint64_t past = (uint64_t)sm_pow10(st->digits);
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++, at += width) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		uint64_t v = of ? (uint64_t)number[i] : row + st->start;
		char *p = sm_copy_fixed(at, st->head, st->nhead);

		/* a NULL row's number may be any, and so may a row's that is
		 * past the table's end */
		p = sm__digits(p, v < past ? v : 0, st->digits);
		sm_copy_fixed(p, st->tail, st->ntail);
		out->v.str[i] = (struct sm_str){
			.p = at, .n = null && null[i] ? 0 : width,
		};
	}
}

static void code_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct code_state *st = op->state;
	const uint8_t *null = st->of ? in[0].null : NULL;

	(void)w;
	if (op->out.nullable) {
		if (null)
			memcpy(out->null, null, rows->n);
		else
			memset(out->null, 0, rows->n);
	}
	if (st->of)
		code_loop(st, rows, in[0].v.i64, null, out, false, true);
	else if (rows->id)
		code_loop(st, rows, NULL, NULL, out, true, false);
	else
		code_loop(st, rows, NULL, NULL, out, false, false);
}

const struct sm_op_kind sm_op_code = {
	.name = "code",
	.summary = "a running number with zeros in front, in a text; unique",
	.example = "{text: \"ORD-######\", start: 1}",
	.doc = "text   one run of # where the number stands; \\ takes the next\n"
	       "       character as it is, anything else stands for itself\n"
	       "start  number of the first row, default 1; the next one has 1 more\n"
	       "of     a whole-number column: its value is the number instead\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = code_fields,
	.args_size = sizeof(struct code_args),
	.compile = code_compile,
	.run = code_run,
};
