/*
 * expr_lex.c - the text of an expression as tokens, one at a time
 *
 * Words are letters, digits and _ and do not start with a digit; any byte
 * above 0x7f counts as a letter, so that names in other scripts need no
 * quotes. A number keeps its digits and where its point was: nothing here is
 * ever a floating point number. There are no comments and no escapes but a
 * doubled quote.
 */
#include "op/expr.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum sm_code sm__expr_refuse(struct sm_xparse *x, const char *fmt, ...)
{
	char text[sizeof(x->err->what)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return sm_fail(x->err, SM_E_PROFILE, "expr: %s", text);
}

unsigned sm__expr_character(const char *text, uint32_t at)
{
	unsigned n = 1;

	for (uint32_t i = 0; i < at; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

enum sm_code sm__expr_unexpected(struct sm_xparse *x)
{
	const struct sm_xtoken *t = &x->tok;

	if (t->kind == SM_XT_END)
		return sm__expr_refuse(x, "unexpected end of \"%s\"",
				       x->ask->text);
	return sm__expr_refuse(x, "unexpected \"%.*s\" at character %u of \"%s\"",
			       (int)(t->end - t->start),
			       x->ask->text + t->start,
			       sm__expr_character(x->ask->text, t->start),
			       x->ask->text);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Digits, perhaps with a point: "12", "1.50", ".5". */
static enum sm_code lex_number(struct sm_xparse *x, const char *p)
{
	struct sm_xtoken *t = &x->tok;
	const char *s = p;
	bool fits = true;

	t->kind = SM_XT_NUMBER;
	for (; is_digit(*s) || (*s == '.' && !t->decimal && is_digit(s[1]));
	     s++) {
		if (*s == '.') {
			t->decimal = true;
			continue;
		}
		if (__builtin_mul_overflow(t->value, 10, &t->value) ||
		    __builtin_add_overflow(t->value, *s - '0', &t->value))
			fits = false;
		t->scale = (uint16_t)(t->scale + t->decimal);
		if (t->scale > 18)
			fits = false;
	}
	t->end = t->start + (uint32_t)(s - p);
	if (fits)
		return SM_OK;
	sm__expr_refuse(x, "the number at character %u of \"%s\" is too long",
			sm__expr_character(x->ask->text, t->start),
			x->ask->text);
	return sm_why(x->err, "numbers are whole multiples of a power of ten in"
		      " 64 bits: 18 digits, counting those after the point");
}

/* A text or a name between quotes; a doubled quote stands for one. */
static enum sm_code lex_quoted(struct sm_xparse *x, const char *p)
{
	struct sm_xtoken *t = &x->tok;
	const char quote = *p;
	const char *s = p + 1;
	uint32_t n = 0, chars = 0;
	char *copy = sm_arena_alloc(x->ask->arena, strlen(p) + 1);

	if (!copy)
		return sm_nomem(x->err);
	for (; *s && (*s != quote || s[1] == quote); s++) {
		if (*s == quote)
			s++;
		chars += ((unsigned char)*s & 0xc0) != 0x80;
		copy[n++] = *s;
	}
	if (!*s)
		return sm__expr_refuse(x, "the quote at character %u of \"%s\""
				       " is never closed",
				       sm__expr_character(x->ask->text,
							  t->start),
				       x->ask->text);
	t->kind = quote == '\'' ? SM_XT_TEXT : SM_XT_QUOTED;
	t->text = (struct sm_str){ .p = copy, .n = n, .chars = chars };
	t->end = t->start + (uint32_t)(s + 1 - p);
	return SM_OK;
}

static enum sm_code lex_name(struct sm_xparse *x, const char *p)
{
	struct sm_xtoken *t = &x->tok;
	uint32_t n = 0;

	while (is_letter(p[n]) || is_digit(p[n]))
		n++;
	t->kind = SM_XT_NAME;
	t->text.p = sm_arena_strndup(x->ask->arena, p, n);
	t->text.n = n;
	t->end = t->start + n;
	return t->text.p ? SM_OK : sm_nomem(x->err);
}

static enum sm_code lex_sign(struct sm_xparse *x, const char *p)
{
	static const struct {
		const char *text;
		enum sm_xtok kind;
	} signs[] = {   /* the longer ones first */
		{ "<>", SM_XT_NE }, { "!=", SM_XT_NE }, { "<=", SM_XT_LE },
		{ ">=", SM_XT_GE }, { "||", SM_XT_CONCAT }, { "=", SM_XT_EQ },
		{ "<", SM_XT_LT }, { ">", SM_XT_GT },
	};
	struct sm_xtoken *t = &x->tok;

	for (size_t i = 0; i < SM_COUNTOF(signs); i++) {
		size_t n = strlen(signs[i].text);

		if (strncmp(p, signs[i].text, n) == 0) {
			t->kind = signs[i].kind;
			t->end = t->start + (uint32_t)n;
			return SM_OK;
		}
	}
	t->kind = SM_XT_PUNCT;
	t->punct = *p;
	t->end = t->start + 1;
	if (strchr("(),.+-*/%", *p))
		return SM_OK;
	return sm__expr_unexpected(x);
}

enum sm_code sm__expr_next(struct sm_xparse *x)
{
	const char *text = x->ask->text;
	uint32_t at = x->tok.end;

	x->last_end = at;
	while (is_blank(text[at]))
		at++;
	x->tok = (struct sm_xtoken){ .kind = SM_XT_END, .start = at, .end = at };
	if (!text[at])
		return SM_OK;
	assert(at < strlen(text));
	if (is_digit(text[at]) || (text[at] == '.' && is_digit(text[at + 1])))
		return lex_number(x, text + at);
	if (text[at] == '\'' || text[at] == '"')
		return lex_quoted(x, text + at);
	if (is_letter(text[at]))
		return lex_name(x, text + at);
	return lex_sign(x, text + at);
}
