/*
 * check.c - do all rows satisfy the CHECKs of a table that is there?
 *
 * A CHECK refuses a row where it is false; true and unknown pass. So each part of
 * the condition gets the set of what it can be over all rows, from what is known
 * of the columns, and the sets are joined by three-valued logic:
 *
 *     qty >= 1 and qty <= 100      qty in 1..50         {true}: proved
 *     price > cost                 ranges overlap       {true, false}: look
 *
 * What ranges do not decide is computed for the rows themselves (look.h).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "look.h"
#include "op/expr.h"

enum { CAN_TRUE = 1, CAN_FALSE = 2, CAN_NULL = 4, CAN_ANY = 7 };

/* ---- what a condition can be -------------------------------------------------------- */

struct asked {
	struct sm_ptable *table;
};

static enum sm_code bind(void *ctx, const char *name, uint32_t *index,
			 struct sm_domain *dom, struct sm_err *err)
{
	const struct asked *a = ctx;
	const struct sm_pcolumn *c = sm__planner_stored(a->table, name);

	if (!c || c->state != SM_P_DONE)
		return sm_fail(err, SM_E_PROFILE, "no column %s", name);
	*index = 0;
	*dom = c->dom;
	dom->nlabels = 0;       /* the server's may be more */
	return SM_OK;
}

static unsigned flip(unsigned can)
{
	return (can & CAN_NULL) | (can & CAN_TRUE ? CAN_FALSE : 0) |
	       (can & CAN_FALSE ? CAN_TRUE : 0);
}

static unsigned both(unsigned a, unsigned b)
{
	unsigned can = (a | b) & CAN_FALSE;

	assert(a && b && (a | b) <= CAN_ANY);
	can |= a & b & CAN_TRUE;
	/* unknown unless the other is false */
	if ((a & CAN_NULL && b & (CAN_TRUE | CAN_NULL)) ||
	    (b & CAN_NULL && a & (CAN_TRUE | CAN_NULL)))
		can |= CAN_NULL;
	return can;
}

/* Ranges of two numbers, dates or times against each other. */
static unsigned compare(const struct sm_xnode *n)
{
	const struct sm_xnode *a = n->kid[0], *b = n->kid[1];
	unsigned can = 0;

	if (a->type == SM_X_TEXT || n->ka || n->kb)
		return CAN_TRUE | CAN_FALSE;
	assert(n->nkids == 2 && a->lo <= a->hi && b->lo <= b->hi);
	switch (n->kind) {
	case SM_XN_LT:
		can |= a->lo < b->hi ? CAN_TRUE : 0;
		can |= a->hi >= b->lo ? CAN_FALSE : 0;
		return can;
	case SM_XN_LE:
		can |= a->lo <= b->hi ? CAN_TRUE : 0;
		can |= a->hi > b->lo ? CAN_FALSE : 0;
		return can;
	default:
		if (a->lo <= b->hi && b->lo <= a->hi)
			can |= CAN_TRUE;
		if (!(a->lo == a->hi && b->lo == b->hi && a->lo == b->lo))
			can |= CAN_FALSE;
		return n->kind == SM_XN_EQ ? can : flip(can);
	}
}

/* The label compared with the enum column c, or NULL. */
static const char *label_of(struct sm_ptable *t, const struct sm_xnode *n,
			    struct sm_pcolumn **c)
{
	for (int i = 0; n->kind == SM_XN_EQ && i < 2; i++) {
		const struct sm_xnode *column = n->kid[i], *v = n->kid[1 - i];

		if (column->kind != SM_XN_COLUMN || v->kind != SM_XN_LITERAL ||
		    v->type != SM_X_TEXT)
			continue;
		*c = sm__planner_stored(t, column->text.p);
		return *c && (*c)->dom.nlabels ? v->text.p : NULL;
	}
	return NULL;
}

/* Is label among those that the tree of ORs compares c with? */
static bool compared(struct sm_ptable *t, const struct sm_xnode *n,
		     const struct sm_pcolumn *c, const char *label)
{
	struct sm_pcolumn *of = NULL;
	const char *v;

	for (uint32_t i = 0; n->kind == SM_XN_OR && i < n->nkids; i++)
		if (compared(t, n->kid[i], c, label))
			return true;
	v = label_of(t, n, &of);
	return v && of == c && strcmp(v, label) == 0;
}

static const struct sm_xnode *first_leaf(const struct sm_xnode *n)
{
	while (n->kind == SM_XN_OR)
		n = n->kid[0];
	return n;
}

/* status in ('a', 'b', 'c'): one of them is true when these are all labels. */
static bool all_labels(struct sm_ptable *t, const struct sm_xnode *n)
{
	struct sm_pcolumn *c = NULL;

	if (!label_of(t, first_leaf(n), &c))
		return false;
	for (uint32_t i = 0; i < c->dom.nlabels; i++)
		if (!compared(t, n, c, c->dom.labels[i]))
			return false;
	return true;
}

static unsigned can_be(struct sm_ptable *t, const struct sm_xnode *n)
{
	const unsigned null = n->nullable ? CAN_NULL : 0;
	unsigned can;

	switch (n->kind) {
	case SM_XN_NOT:
		return flip(can_be(t, n->kid[0]));
	case SM_XN_AND:
	case SM_XN_OR:
		if (n->kind == SM_XN_OR && all_labels(t, n))
			return CAN_TRUE | null;
		can = can_be(t, n->kid[0]);
		for (uint32_t i = 1; i < n->nkids; i++) {
			unsigned k = can_be(t, n->kid[i]);

			can = n->kind == SM_XN_AND ? both(can, k)
						   : flip(both(flip(can), flip(k)));
		}
		return can;
	case SM_XN_EQ:
	case SM_XN_NE:
	case SM_XN_LT:
	case SM_XN_LE:
		return (all_labels(t, n) ? CAN_TRUE : compare(n)) | null;
	case SM_XN_ISNULL:
		return n->kid[0]->nullable ? CAN_TRUE | CAN_FALSE : CAN_FALSE;
	default:
		if (n->type != SM_X_BOOL)
			return CAN_ANY;
		return (n->hi > 0 ? CAN_TRUE : 0) | (n->lo < 1 ? CAN_FALSE : 0) |
		       null;
	}
}

static unsigned decide(struct sm_planner *p, struct sm_ptable *t,
		       const char *text)
{
	struct asked a = { t };
	const struct sm_expr_ask ask = {
		.arena = p->arena, .text = text, .type = { .id = SM_T_BOOL },
		.as_of_us = p->as_of_us, .first_row = t->first_row,
		.rows = t->first_row + t->rows, .bind = bind, .ctx = &a,
	};
	struct sm_err ignored = { 0 };
	struct sm_xparse x = { .ask = &ask, .err = &ignored,
			       .type = ask.type };
	struct sm_xnode *root;

	if (strlen(text) > SM_X_TEXT_MAX || sm__expr_parse(&x, &root) ||
	    sm__expr_fit(&x, &root))
		return CAN_ANY;
	return can_be(t, root);
}

/* ---- what to do about it ---------------------------------------------------------------- */

struct false_row {
	bool any;
	uint64_t row;
};

static bool find_false(void *ctx, uint64_t first, uint32_t n,
		       const struct sm_vec *v)
{
	struct false_row *f = ctx;

	for (uint32_t i = 0; i < n && !f->any; i++)
		if (!v->v.i64[i] && !(v->null && v->null[i])) {
			f->any = true;
			f->row = first + i;
		}
	return !f->any;
}

/* ": qty from -5 to 10, state": what the columns that it names can be. */
static void ranges(struct sm_ptable *t, const char *text, struct sm_buf *out)
{
	const char *sep = ": ";

	for (uint32_t i = 0; i < t->nstored; i++) {
		const struct sm_pcolumn *c = &t->columns[i];
		const char *at = strstr(text, c->step->name);
		char lo[64], hi[64];

		if (!at)
			continue;
		sm_buf_printf(out, "%s%s", sep, c->step->name);
		sep = ", ";
		if (sm_type_class(c->type.id) != SM_I64 || c->type.id == SM_T_BOOL)
			continue;
		sm__column_show(&c->type, c->dom.min, lo);
		sm__column_show(&c->type, c->dom.max, hi);
		sm_buf_printf(out, " is from %s to %s%s", lo, hi,
			      c->dom.nullable ? " or NULL" : "");
	}
}

static enum sm_code refuse(struct sm_ptable *t, const struct sm_live_check *k,
			   const char *text, const char *where,
			   struct sm_err *err)
{
	struct sm_buf b = { 0 };

	ranges(t, text, &b);
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: %s would be "
		"refused by CHECK %s", t->name, where, k->name);
	sm_why(err, "it asks for %.600s%s", k->text, sm_buf_str(&b));
	sm_buf_release(&b);
	return sm_fix(err, "give the columns values that satisfy it, or drop the "
		      "CHECK from the table");
}

static enum sm_code undecided(struct sm_planner *p, struct sm_ptable *t,
			      const struct sm_live_check *k, const char *why,
			      struct sm_err *err)
{
	return sm__planner_note(p, err, "%s: CHECK %s is not proved, the database "
				"will check it: %s", t->name, k->name, why);
}

static enum sm_code look(struct sm_planner *p, struct sm_ptable *t,
			 const struct sm_live_check *k, const char *text,
			 struct sm_err *err)
{
	struct false_row found = { 0 };
	struct sm_pcolumn *c;
	char where[64], n[32];

	SM_TRY(sm__look_expr(p, t, "bool", text, &c, err));
	if (!c)
		return undecided(p, t, k, "it is not understood", err);
	SM_TRY(sm__look(p, t, &c, 1, find_false, &found, err));
	assert(!found.any || found.row - t->first_row < t->rows);
	if (found.any) {
		snprintf(where, sizeof(where), "row %s",
			 sm_commas(found.row + 1, n));
		return refuse(t, k, text, where, err);
	}
	return sm__look_whole(t) ? SM_OK
		: undecided(p, t, k, "its first 1,000,000 rows satisfy it", err);
}

/* MariaDB's own for a column of type json: what we make for one is JSON. */
static bool is_json(struct sm_ptable *t, const char *text)
{
	for (uint32_t i = 0; i < t->nstored; i++) {
		const struct sm_pcolumn *c = &t->columns[i];
		char valid[160];

		snprintf(valid, sizeof(valid), "json_valid(\"%s\")", c->step->name);
		if (c->type.id == SM_T_JSON && strcmp(text, valid) == 0)
			return true;
	}
	return false;
}

static enum sm_code one_check(struct sm_planner *p, struct sm_ptable *t,
			      const struct sm_live_check *k, struct sm_err *err)
{
	const char *text = sm__sql_text(p->arena, k->text);
	unsigned can;

	if (!text)
		return sm_nomem(err);
	if (is_json(t, text))
		return SM_OK;
	if (k->strange)
		return undecided(p, t, k, "it is not understood", err);
	can = decide(p, t, text);
	assert(can && can <= CAN_ANY);
	if (!(can & CAN_FALSE))
		return SM_OK;
	if (can == CAN_FALSE)
		return refuse(t, k, text, "every row", err);
	return look(p, t, k, text, err);
}

enum sm_code sm__checks(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];

		if (!t->live || !t->selected || !t->rows)
			continue;
		for (uint32_t k = 0; k < t->live->nchecks; k++)
			SM_TRY(one_check(p, t, &t->live->checks[k], err));
	}
	return SM_OK;
}
