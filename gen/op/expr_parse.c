/*
 * expr_parse.c - tokens to a tree, by recursive descent
 *
 * From loose to tight, as PostgreSQL binds them:
 *
 *     or / and / not / is [not] null / = <> < <= > >= between in like / || /
 *     + - / * / % / -x / literals, columns, calls, case, ( )
 *
 * What gives true or false beside AND, OR and NOT is in expr_predicate.c. The
 * simple CASE is taken apart here into comparisons that share the tree of its
 * subject, so the later hands know less forms; code makes a shared tree once.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>

/* Parentheses, NOTs and signs inside each other: bounds the recursion. */
#define NESTING_MAX 64

static enum sm_code parse_or(struct sm_xparse *x, struct sm_xnode **out);

enum sm_code sm__expr_want_word(struct sm_xparse *x, const char *word)
{
	if (!sm__expr_at_word(x, word)) {
		sm__expr_unexpected(x);
		return sm_why(x->err, "\"%s\" belongs here", word);
	}
	return sm__expr_next(x);
}

enum sm_code sm__expr_want_punct(struct sm_xparse *x, char c)
{
	if (!sm__expr_at_punct(x, c)) {
		sm__expr_unexpected(x);
		return sm_why(x->err, "\"%c\" belongs here", c);
	}
	return sm__expr_next(x);
}

/* Words that are no column unless they stand in quotes. */
static bool at_reserved(const struct sm_xparse *x)
{
	static const char *const words[] = {
		"and", "or", "not", "is", "between", "in", "case", "when",
		"then", "else", "end",
	};

	for (size_t i = 0; i < SM_COUNTOF(words); i++)
		if (sm__expr_at_word(x, words[i]))
			return true;
	return false;
}

/* ---- lists, calls, case ------------------------------------------------- */

enum sm_code sm__expr_list(struct sm_xparse *x, struct sm_xlist *l)
{
	struct sm_xnode *n;

	SM_TRY(sm__expr_want_punct(x, '('));
	for (;;) {
		SM_TRY(parse_or(x, &n));
		SM_TRY(sm__expr_list_add(x, l, n));
		if (sm__expr_at_punct(x, ')'))
			return sm__expr_next(x);
		SM_TRY(sm__expr_want_punct(x, ','));
	}
}

static enum sm_code parse_call(struct sm_xparse *x, struct sm_xnode **out,
			       const struct sm_xtoken *name)
{
	struct sm_xlist args = { 0 };
	struct sm_xnode *n;

	SM_TRY(sm__expr_list(x, &args));
	n = sm__expr_node(x, SM_XN_LITERAL, 0, name->start, x->last_end);
	if (!n)
		return sm_nomem(x->err);
	n->kid = args.node;
	n->nkids = args.n;
	SM_TRY(sm__expr_call(x, name, n));
	*out = n;
	return sm__expr_set_depth(x, n);
}

/* Conditions first, then values, then the ELSE (NULL when there is none). */
static enum sm_code make_case(struct sm_xparse *x, struct sm_xnode **out,
			      uint32_t start, const struct sm_xlist *conds,
			      struct sm_xlist *values, struct sm_xnode *otherwise)
{
	struct sm_xnode *n = sm__expr_node(x, SM_XN_CASE, 2 * conds->n + 1,
					   start, x->last_end);

	assert(conds->n == values->n && conds->n > 0);
	if (!n)
		return sm_nomem(x->err);
	memcpy(n->kid, conds->node, conds->n * sizeof(*n->kid));
	memcpy(n->kid + conds->n, values->node, values->n * sizeof(*n->kid));
	if (!otherwise) {
		SM_TRY(sm__expr_value(x, &otherwise, SM_X_NULL, 0, start));
		otherwise->nullable = true;
	}
	n->kid[2 * conds->n] = otherwise;
	*out = n;
	return sm__expr_set_depth(x, n);
}

static enum sm_code parse_case(struct sm_xparse *x, struct sm_xnode **out)
{
	struct sm_xnode *subject = NULL, *otherwise = NULL, *n;
	struct sm_xlist conds = { 0 }, values = { 0 };
	const uint32_t start = x->tok.start;

	SM_TRY(sm__expr_want_word(x, "case"));
	if (!sm__expr_at_word(x, "when"))
		SM_TRY(parse_or(x, &subject));
	do {
		uint32_t at = x->tok.start;

		SM_TRY(sm__expr_want_word(x, "when"));
		SM_TRY(parse_or(x, &n));
		if (subject)
			SM_TRY(sm__expr_make(x, &n, SM_XN_EQ, at, subject, n));
		SM_TRY(sm__expr_list_add(x, &conds, n));
		SM_TRY(sm__expr_want_word(x, "then"));
		SM_TRY(parse_or(x, &n));
		SM_TRY(sm__expr_list_add(x, &values, n));
	} while (sm__expr_at_word(x, "when"));
	if (sm__expr_at_word(x, "else")) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_or(x, &otherwise));
	}
	SM_TRY(sm__expr_want_word(x, "end"));
	return make_case(x, out, start, &conds, &values, otherwise);
}

static enum sm_code parse_primary(struct sm_xparse *x, struct sm_xnode **out)
{
	const struct sm_xtoken first = x->tok;

	if (sm__expr_at_punct(x, '(')) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_or(x, out));
		return sm__expr_want_punct(x, ')');
	}
	if (first.kind == SM_XT_NUMBER)
		return sm__expr_number_leaf(x, out, false);
	if (first.kind == SM_XT_TEXT || sm__expr_at_word(x, "true") ||
	    sm__expr_at_word(x, "false") || sm__expr_at_word(x, "null"))
		return sm__expr_literal_leaf(x, out);
	if (sm__expr_at_word(x, "case"))
		return parse_case(x, out);
	if ((first.kind != SM_XT_NAME && first.kind != SM_XT_QUOTED) ||
	    at_reserved(x))
		return sm__expr_unexpected(x);
	SM_TRY(sm__expr_next(x));
	*out = NULL;
	if (first.kind == SM_XT_NAME)
		SM_TRY(sm__expr_form(x, out, &first));
	if (*out)
		return SM_OK;
	if (first.kind == SM_XT_NAME && sm__expr_at_punct(x, '('))
		return parse_call(x, out, &first);
	return sm__expr_path_leaf(x, out, &first);
}

/* ---- operators ---------------------------------------------------------- */

/* Every way in which the grammar goes down into itself comes through here. */
enum sm_code sm__expr_enter(struct sm_xparse *x)
{
	if (++x->nesting <= NESTING_MAX)
		return SM_OK;
	sm__expr_refuse(x, "nested more than %d deep at character %u",
			NESTING_MAX, sm__expr_character(x->ask->text,
							x->tok.start));
	return sm_fix(x->err, "give a part of it a column of its own");
}

static enum sm_code parse_sign(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	const bool minus = sm__expr_at_punct(x, '-');

	if (!minus && !sm__expr_at_punct(x, '+'))
		return parse_primary(x, out);
	SM_TRY(sm__expr_enter(x));
	SM_TRY(sm__expr_next(x));
	if (minus && x->tok.kind == SM_XT_NUMBER) {
		SM_TRY(sm__expr_number_leaf(x, out, true));
		(*out)->start = start;
	} else {
		SM_TRY(parse_sign(x, out));
		if (minus)
			SM_TRY(sm__expr_make(x, out, SM_XN_NEG, start, *out, NULL));
	}
	x->nesting--;
	return SM_OK;
}

static enum sm_code parse_product(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xnode *right;

	SM_TRY(parse_sign(x, out));
	while (sm__expr_at_punct(x, '*') || sm__expr_at_punct(x, '/') ||
	       sm__expr_at_punct(x, '%')) {
		enum sm_xkind kind = x->tok.punct == '*' ? SM_XN_MUL :
				     x->tok.punct == '/' ? SM_XN_DIV : SM_XN_MOD;

		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_sign(x, &right));
		SM_TRY(sm__expr_make(x, out, kind, start, *out, right));
	}
	return SM_OK;
}

static enum sm_code parse_sum(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xnode *right;

	SM_TRY(parse_product(x, out));
	while (sm__expr_at_punct(x, '+') || sm__expr_at_punct(x, '-')) {
		enum sm_xkind kind = sm__expr_at_punct(x, '+') ? SM_XN_ADD : SM_XN_SUB;

		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_product(x, &right));
		SM_TRY(sm__expr_make(x, out, kind, start, *out, right));
	}
	return SM_OK;
}

/* a || b || c is one node: the pieces go straight to where the whole stands. */
enum sm_code sm__expr_operand(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xlist pieces = { 0 };
	struct sm_xnode *n;

	SM_TRY(parse_sum(x, out));
	if (x->tok.kind != SM_XT_CONCAT)
		return SM_OK;
	SM_TRY(sm__expr_list_add(x, &pieces, *out));
	while (x->tok.kind == SM_XT_CONCAT) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_sum(x, &n));
		SM_TRY(sm__expr_list_add(x, &pieces, n));
	}
	n = sm__expr_node(x, SM_XN_CONCAT, 0, start, x->last_end);
	if (!n)
		return sm_nomem(x->err);
	n->kid = pieces.node;
	n->nkids = pieces.n;
	*out = n;
	return sm__expr_set_depth(x, n);
}

static enum sm_code parse_not(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;

	if (!sm__expr_at_word(x, "not"))
		return sm__expr_predicate(x, out);
	SM_TRY(sm__expr_enter(x));
	SM_TRY(sm__expr_next(x));
	SM_TRY(parse_not(x, out));
	x->nesting--;
	return sm__expr_make(x, out, SM_XN_NOT, start, *out, NULL);
}

static enum sm_code parse_and(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xnode *right;

	SM_TRY(parse_not(x, out));
	while (sm__expr_at_word(x, "and")) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_not(x, &right));
		SM_TRY(sm__expr_make(x, out, SM_XN_AND, start, *out, right));
	}
	return SM_OK;
}

static enum sm_code parse_or(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xnode *right;

	SM_TRY(sm__expr_enter(x));
	SM_TRY(parse_and(x, out));
	while (sm__expr_at_word(x, "or")) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(parse_and(x, &right));
		SM_TRY(sm__expr_make(x, out, SM_XN_OR, start, *out, right));
	}
	x->nesting--;
	return SM_OK;
}

enum sm_code sm__expr_inner(struct sm_xparse *x, struct sm_xnode **out)
{
	return parse_or(x, out);
}

enum sm_code sm__expr_parse(struct sm_xparse *x, struct sm_xnode **root)
{
	SM_TRY(sm__expr_next(x));
	if (x->tok.kind == SM_XT_END)
		return sm__expr_refuse(x, "the expression is empty");
	SM_TRY(parse_or(x, root));
	assert(x->nesting == 0);
	return x->tok.kind == SM_XT_END ? SM_OK : sm__expr_unexpected(x);
}
