/*
 * expr_node.c - nodes and leaves: literals, columns, lists
 *
 * All of it lives in the plan's arena and is never freed alone. A column is
 * one node however often it is named, so that it is bound, and made fit for
 * arithmetic, once.
 */
#include "op/expr_ins.h"

#include <string.h>
#include <strings.h>

/* ---- nodes -------------------------------------------------------------- */

struct sm_xnode *sm__expr_node(struct sm_xparse *x, enum sm_xkind kind,
			       uint32_t nkids, uint32_t start, uint32_t end)
{
	struct sm_xnode *n = sm_arena_alloc(x->ask->arena, sizeof(*n));

	if (!n)
		return NULL;
	n->kind = kind;
	n->kid = sm_arena_array(x->ask->arena, nkids + 1, sizeof(struct sm_xnode *));
	if (!n->kid)
		return NULL;
	n->nkids = nkids;
	n->start = start;
	n->end = end;
	n->depth = 1;
	return n;
}

const char *sm__expr_cut(struct sm_xparse *x, const struct sm_xnode *n)
{
	const char *s = sm_arena_strndup(x->ask->arena, x->ask->text + n->start,
					 n->end - n->start);

	return s ? s : "expression";
}

/* A tree's depth is the longest chain of operators in it. */
enum sm_code sm__expr_set_depth(struct sm_xparse *x, struct sm_xnode *n)
{
	for (uint32_t i = 0; i < n->nkids; i++)
		if (n->kid[i]->depth >= n->depth)
			n->depth = n->kid[i]->depth + 1;
	if (n->depth <= SM_X_DEPTH)
		return SM_OK;
	sm__expr_refuse(x, "more than %d operators stand inside each other",
			SM_X_DEPTH);
	return sm_fix(x->err, "give a part of it a column of its own");
}

enum sm_code sm__expr_make(struct sm_xparse *x, struct sm_xnode **out,
			 enum sm_xkind kind, uint32_t start,
			 struct sm_xnode *a, struct sm_xnode *b)
{
	struct sm_xnode *n = sm__expr_node(x, kind, b ? 2 : 1, start,
					   x->last_end);

	if (!n)
		return sm_nomem(x->err);
	n->kid[0] = a;
	n->kid[1] = b;
	*out = n;
	return sm__expr_set_depth(x, n);
}

enum sm_code sm__expr_list_add(struct sm_xparse *x, struct sm_xlist *l,
			     struct sm_xnode *n)
{
	if (l->n == l->cap) {
		uint32_t cap = l->cap ? 2 * l->cap : 8;
		struct sm_xnode **more = sm_arena_array(x->ask->arena, cap,
							sizeof(*more));

		if (!more)
			return sm_nomem(x->err);
		if (l->n)
			memcpy(more, l->node, l->n * sizeof(*more));
		l->node = more;
		l->cap = cap;
	}
	l->node[l->n++] = n;
	return SM_OK;
}

bool sm__expr_at_word(const struct sm_xparse *x, const char *word)
{
	return x->tok.kind == SM_XT_NAME &&
	       strcasecmp(x->tok.text.p, word) == 0;
}

bool sm__expr_at_punct(const struct sm_xparse *x, char c)
{
	return x->tok.kind == SM_XT_PUNCT && x->tok.punct == c;
}

/* ---- leaves ------------------------------------------------------------- */

enum sm_code sm__expr_number_leaf(struct sm_xparse *x, struct sm_xnode **out,
				 bool minus)
{
	const struct sm_xtoken t = x->tok;
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, t.start, t.end);

	if (!n)
		return sm_nomem(x->err);
	n->type = t.decimal ? SM_X_DEC : SM_X_INT;
	n->scale = t.scale;
	n->lo = n->hi = minus ? -t.value : t.value;
	n->typed = true;
	*out = n;
	return sm__expr_next(x);
}

/* 'text', true, false, null */
enum sm_code sm__expr_literal_leaf(struct sm_xparse *x, struct sm_xnode **out)
{
	const struct sm_xtoken t = x->tok;
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, t.start, t.end);

	if (!n)
		return sm_nomem(x->err);
	n->typed = true;
	if (t.kind == SM_XT_TEXT) {
		n->type = SM_X_TEXT;
		n->text = t.text;
		n->width = t.text.n;
		n->chars = t.text.chars;
		n->plain = true;
		for (uint32_t i = 0; i < t.text.n; i++)
			if (t.text.p[i] < 0x20 || t.text.p[i] > 0x7e ||
			    strchr("\\\"'", t.text.p[i]))
				n->plain = false;
	} else if (sm__expr_at_word(x, "null")) {
		n->type = SM_X_NULL;
		n->nullable = true;
	} else {
		n->type = SM_X_BOOL;
		n->lo = n->hi = sm__expr_at_word(x, "true");
	}
	*out = n;
	return sm__expr_next(x);
}

enum sm_code sm__expr_value(struct sm_xparse *x, struct sm_xnode **out,
			    enum sm_xtype type, int64_t value, uint32_t start)
{
	struct sm_xnode *n = sm__expr_node(x, SM_XN_LITERAL, 0, start,
					   x->last_end);

	if (!n)
		return sm_nomem(x->err);
	n->typed = true;
	n->type = type;
	n->lo = n->hi = value;
	*out = n;
	return SM_OK;
}

/* Copied, so that there are bytes to spare behind it. ASCII. */
enum sm_code sm__expr_text(struct sm_xparse *x, struct sm_xnode **out,
			   const char *text, uint32_t start)
{
	const size_t n = strlen(text);
	char *copy = sm_arena_alloc(x->ask->arena, n + 1 + SM_X_SPARE);

	if (!copy)
		return sm_nomem(x->err);
	memcpy(copy, text, n);
	SM_TRY(sm__expr_value(x, out, SM_X_TEXT, 0, start));
	(*out)->plain = true;
	(*out)->width = (*out)->chars = (uint32_t)n;
	(*out)->text = (struct sm_str){ copy, (uint32_t)n, (uint32_t)n };
	return SM_OK;
}

bool sm__expr_is_text(const struct sm_xnode *n)
{
	return n->kind == SM_XN_LITERAL && n->type == SM_X_TEXT;
}

/* The node of a column: the one it already has, or a new one. */
static enum sm_code column_node(struct sm_xparse *x, struct sm_xnode **out,
				const char *name, uint32_t start)
{
	struct sm_xnode *n;

	for (uint32_t i = 0; i < x->ncolumns; i++)
		if (strcmp(x->column[i]->text.p, name) == 0) {
			*out = x->column[i];
			return SM_OK;
		}
	if (x->ncolumns == x->cap) {
		uint32_t cap = x->cap ? 2 * x->cap : 8;
		struct sm_xnode **more = sm_arena_array(x->ask->arena, cap,
							sizeof(*more));

		if (!more)
			return sm_nomem(x->err);
		if (x->ncolumns)
			memcpy(more, x->column, x->ncolumns * sizeof(*more));
		x->column = more;
		x->cap = cap;
	}
	n = sm__expr_node(x, SM_XN_COLUMN, 0, start, x->last_end);
	if (!n)
		return sm_nomem(x->err);
	n->text.p = name;
	n->text.n = (uint32_t)strlen(name);
	x->column[x->ncolumns++] = n;
	*out = n;
	return SM_OK;
}

/* Add a part to a path, quoted where binding could not tell its end. */
static const char *path_add(struct sm_xparse *x, const char *path,
			    const struct sm_str *part)
{
	const char *quote = memchr(part->p, '.', part->n) ? "\"" : "";

	return sm_arena_printf(x->ask->arena, "%s%s%s%s%s", path,
			       *path ? "." : "", quote, part->p, quote);
}

/* a.b.c or "a b"; the first part has been read and is `first`. */
enum sm_code sm__expr_path_leaf(struct sm_xparse *x, struct sm_xnode **out,
			       const struct sm_xtoken *first)
{
	struct sm_xtoken part = *first;
	const char *name = "";

	for (;;) {
		if (part.text.n == 0 || memchr(part.text.p, '"', part.text.n))
			return sm__expr_refuse(x, "a column cannot be named %.*s",
					       (int)(part.end - part.start),
					       x->ask->text + part.start);
		name = path_add(x, name, &part.text);
		if (!name)
			return sm_nomem(x->err);
		if (!sm__expr_at_punct(x, '.'))
			return column_node(x, out, name, first->start);
		SM_TRY(sm__expr_next(x));
		if (x->tok.kind != SM_XT_NAME && x->tok.kind != SM_XT_QUOTED)
			return sm__expr_unexpected(x);
		part = x->tok;
		SM_TRY(sm__expr_next(x));
	}
}
