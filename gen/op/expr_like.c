/*
 * expr_like.c - t like 'a%_c': patterns, written once when an expression is
 * compiled, and the loop that tries them
 *
 * A pattern is written into bytes of which each stands for itself, but for two
 * that no text in UTF-8 has. So the loop knows of no escapes, and compares
 * characters of several bytes like others.
 */
#include <assert.h>

#include "op/expr_ins.h"

/* ---- reading patterns --------------------------------------------------- */

/* The escape character: its bytes, none when escape is ''. */
static enum sm_code escape_of(struct sm_xparse *x, const struct sm_xnode *escape,
			      struct sm_str *out)
{
	*out = (struct sm_str){ "\\", 1, 1 };
	if (!escape)
		return SM_OK;
	if (!sm__expr_is_text(escape) || escape->text.chars > 1)
		return sm__expr_refuse(x, "escape takes one quoted character, or "
				       "'' for none, not \"%s\"",
				       sm__expr_cut(x, escape));
	*out = escape->text;
	return SM_OK;
}

/* Bytes of the character at p. */
static uint32_t character(const char *p, const char *end)
{
	uint32_t n = 1;

	assert(p < end);
	while (p + n < end && !sm__expr_begins(p[n]))
		n++;
	return n;
}

static bool at(const char *p, const char *end, const struct sm_str *s)
{
	return s->n > 0 && s->n <= (size_t)(end - p) &&
	       memcmp(p, s->p, s->n) == 0;
}

static enum sm_code ends_in_escape(struct sm_xparse *x, const struct sm_xnode *n)
{
	sm__expr_refuse(x, "the pattern %s at character %u of \"%s\" ends in its "
			"escape character", sm__expr_cut(x, n),
			sm__expr_character(x->ask->text, n->start),
			x->ask->text);
	return sm_fix(x->err, "write the character twice, or choose another one: "
		      "like '...' escape '!'");
}

enum sm_code sm__expr_pattern(struct sm_xparse *x, struct sm_xnode **pattern,
			      const struct sm_xnode *escape)
{
	const struct sm_xnode *n = *pattern;
	struct sm_str esc;
	const char *p, *end;
	char *out, *to;

	if (!sm__expr_is_text(n)) {
		sm__expr_refuse(x, "like takes a quoted pattern, not \"%s\"",
				sm__expr_cut(x, n));
		return sm_fix(x->err, "to look for another column's text: "
			      "position(a in b) > 0, starts_with(b, a)");
	}
	SM_TRY(escape_of(x, escape, &esc));
	p = n->text.p;
	end = p + n->text.n;
	out = to = sm_arena_alloc(x->ask->arena, n->text.n + 1 + SM_X_SPARE);
	if (!out)
		return sm_nomem(x->err);
	while (p < end) {
		const bool escaped = at(p, end, &esc);
		uint32_t bytes;

		p += escaped ? esc.n : 0;
		if (p == end)
			return ends_in_escape(x, n);
		bytes = character(p, end);
		memcpy(to, p, bytes);
		if (!escaped && (*p == '%' || *p == '_'))
			*to = *p == '%' ? SM_X_ANY : SM_X_ONE;
		to += bytes;
		p += bytes;
	}
	SM_TRY(sm__expr_value(x, pattern, SM_X_TEXT, 0, n->start));
	(*pattern)->text = (struct sm_str){ .p = out, .n = (uint32_t)(to - out) };
	(*pattern)->width = (*pattern)->chars = (*pattern)->text.n;
	return SM_OK;
}

/* ---- trying them -------------------------------------------------------- */

/*
 * Goes on as long as both agree. Where they do not, the last ANY takes one
 * character more and all behind it is tried again: an ANY before that one need
 * take no more than it did, for what a later one can skip, it could.
 */
bool sm__expr_like(const struct sm_str *text, const struct sm_str *pattern)
{
	const char *t = text->p, *const tend = text->n ? t + text->n : t;
	const char *p = pattern->p, *const pend = p + pattern->n;
	const char *again = NULL, *from = NULL;

	while (t < tend) {
		if (p < pend && *p == SM_X_ANY) {
			again = ++p;
			from = t;
			if (p == pend)
				return true;
		} else if (p < pend && *p == SM_X_ONE) {
			t += character(t, tend);
			p++;
		} else if (p < pend && *p == *t) {
			t++;
			p++;
		} else if (again) {
			from += character(from, tend);
			t = from;
			p = again;
		} else {
			return false;
		}
	}
	while (p < pend && *p == SM_X_ANY)
		p++;
	return p == pend;
}

void sm__expr_run_like(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = sm__expr_like(&a[r], &b[r]);
	sm__expr_nulls(f, i);
}
