/*
 * expr_predicate.c - what is true or false of values: comparisons, BETWEEN, IN,
 * LIKE, IS
 *
 * Comparisons do not chain (a < b < c is an error). BETWEEN, IN and IS DISTINCT
 * FROM are taken apart here into comparisons that share the trees of their
 * sides. "like", "escape", "distinct" and "unknown" are words only where no
 * column could stand, so that columns of those names need no quotes.
 */
#include "op/expr.h"

#include <assert.h>

/* left >= low and left <= high */
static enum sm_code parse_between(struct sm_xparse *x, struct sm_xnode **out,
				  uint32_t start)
{
	struct sm_xnode *left = *out, *low, *high;

	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_operand(x, &low));
	SM_TRY(sm__expr_make(x, &low, SM_XN_LE, start, low, left));
	SM_TRY(sm__expr_want_word(x, "and"));
	SM_TRY(sm__expr_operand(x, &high));
	SM_TRY(sm__expr_make(x, &high, SM_XN_LE, start, left, high));
	return sm__expr_make(x, out, SM_XN_AND, start, low, high);
}

/* ORs in a balanced tree, so that a long list is not a deep one */
static enum sm_code any_of(struct sm_xparse *x, struct sm_xnode **out,
			   uint32_t start, struct sm_xnode **node, uint32_t n)
{
	struct sm_xnode *left, *right;

	*out = node[0];
	if (n == 1)
		return SM_OK;
	SM_TRY(any_of(x, &left, start, node, n / 2));
	SM_TRY(any_of(x, &right, start, node + n / 2, n - n / 2));
	return sm__expr_make(x, out, SM_XN_OR, start, left, right);
}

/* left = a or left = b or ... */
static enum sm_code parse_in(struct sm_xparse *x, struct sm_xnode **out,
			     uint32_t start)
{
	struct sm_xlist l = { 0 };

	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_list(x, &l));
	for (uint32_t i = 0; i < l.n; i++)
		SM_TRY(sm__expr_make(x, &l.node[i], SM_XN_EQ, start, *out, l.node[i]));
	return any_of(x, out, start, l.node, l.n);
}

/* The node kind of a comparison sign; *swap: written the other way round. */
static bool comparison(enum sm_xtok tok, enum sm_xkind *kind, bool *swap)
{
	*swap = tok == SM_XT_GT || tok == SM_XT_GE;
	switch (tok) {
	case SM_XT_EQ:
		*kind = SM_XN_EQ;
		return true;
	case SM_XT_NE:
		*kind = SM_XN_NE;
		return true;
	case SM_XT_LT:
	case SM_XT_GT:
		*kind = SM_XN_LT;
		return true;
	case SM_XT_LE:
	case SM_XT_GE:
		*kind = SM_XN_LE;
		return true;
	default:
		return false;
	}
}

/* t like 'a%': the pattern is known before there is a row. */
static enum sm_code parse_like(struct sm_xparse *x, struct sm_xnode **out,
			       uint32_t start)
{
	struct sm_xnode *pattern, *escape = NULL;

	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_operand(x, &pattern));
	if (sm__expr_at_word(x, "escape")) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(sm__expr_operand(x, &escape));
	}
	SM_TRY(sm__expr_pattern(x, &pattern, escape));
	return sm__expr_make(x, out, SM_XN_LIKE, start, *out, pattern);
}

static enum sm_code parse_comparison(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;
	struct sm_xnode *right;
	enum sm_xkind kind;
	bool swap, negated;

	SM_TRY(sm__expr_operand(x, out));
	if (comparison(x->tok.kind, &kind, &swap)) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(sm__expr_operand(x, &right));
		return sm__expr_make(x, out, kind, start, swap ? right : *out,
				     swap ? *out : right);
	}
	negated = sm__expr_at_word(x, "not");
	if (negated)
		SM_TRY(sm__expr_next(x));
	if (sm__expr_at_word(x, "between"))
		SM_TRY(parse_between(x, out, start));
	else if (sm__expr_at_word(x, "in"))
		SM_TRY(parse_in(x, out, start));
	else if (sm__expr_at_word(x, "like"))
		SM_TRY(parse_like(x, out, start));
	else
		return negated ? sm__expr_unexpected(x) : SM_OK;
	return negated ? sm__expr_make(x, out, SM_XN_NOT, start, *out, NULL) : SM_OK;
}

/* ---- is ----------------------------------------------------------------- */

/* a = b where neither is NULL, or both are: true or false, never NULL. */
static enum sm_code not_distinct(struct sm_xparse *x, struct sm_xnode **out,
				 uint32_t start)
{
	struct sm_xnode *a = *out, *b, *equal, *no, *null;

	SM_TRY(sm__expr_want_word(x, "from"));
	SM_TRY(sm__expr_operand(x, &b));
	SM_TRY(sm__expr_make(x, &equal, SM_XN_EQ, start, a, b));
	SM_TRY(sm__expr_value(x, &no, SM_X_BOOL, 0, start));
	SM_TRY(sm__expr_make(x, &equal, SM_XN_COALESCE, start, equal, no));
	SM_TRY(sm__expr_make(x, &null, SM_XN_ISNULL, start, a, NULL));
	SM_TRY(sm__expr_make(x, out, SM_XN_ISNULL, start, b, NULL));
	SM_TRY(sm__expr_make(x, out, SM_XN_AND, start, null, *out));
	return sm__expr_make(x, out, SM_XN_OR, start, equal, *out);
}

enum test { IS_NULL, IS_TRUE, IS_FALSE, IS_UNKNOWN, IS_DISTINCT };

static const char *const tests[] = {
	[IS_NULL] = "null", [IS_TRUE] = "true", [IS_FALSE] = "false",
	[IS_UNKNOWN] = "unknown", [IS_DISTINCT] = "distinct",
};

static enum sm_code no_such_test(struct sm_xparse *x)
{
	const char *near = NULL;

	if (x->tok.kind == SM_XT_NAME)
		near = sm_nearest(x->tok.text.p, tests, SM_COUNTOF(tests));
	sm__expr_unexpected(x);
	sm_why(x->err, "\"null\", \"true\", \"false\", \"unknown\" or "
	       "\"distinct from\" belongs here");
	return near ? sm_fix(x->err, "did you mean \"%s\"?", near) :
		      x->err->code;
}

/* The tests that say nothing about NULL but that it is one. */
static enum sm_code parse_test(struct sm_xparse *x, struct sm_xnode **out,
			       uint32_t start)
{
	size_t is = 0;

	while (is < SM_COUNTOF(tests) && !sm__expr_at_word(x, tests[is]))
		is++;
	if (is == SM_COUNTOF(tests))
		return no_such_test(x);
	SM_TRY(sm__expr_next(x));
	if (is == IS_DISTINCT)
		return not_distinct(x, out, start);
	if (is == IS_NULL)
		return sm__expr_make(x, out, SM_XN_ISNULL, start, *out, NULL);
	if (is == IS_FALSE)
		SM_TRY(sm__expr_make(x, out, SM_XN_NOT, start, *out, NULL));
	SM_TRY(sm__expr_make(x, out, SM_XN_IS, start, *out, NULL));
	(*out)->digits = is == IS_UNKNOWN;
	return SM_OK;
}

enum sm_code sm__expr_predicate(struct sm_xparse *x, struct sm_xnode **out)
{
	const uint32_t start = x->tok.start;

	SM_TRY(parse_comparison(x, out));
	while (sm__expr_at_word(x, "is")) {
		bool negated;

		SM_TRY(sm__expr_next(x));
		negated = sm__expr_at_word(x, "not");
		if (negated)
			SM_TRY(sm__expr_next(x));
		/* "is distinct from" is the opposite of the test that is made */
		negated ^= sm__expr_at_word(x, "distinct");
		SM_TRY(parse_test(x, out, start));
		if (negated)
			SM_TRY(sm__expr_make(x, out, SM_XN_NOT, start, *out, NULL));
	}
	return SM_OK;
}
