/*
 * orphan.c - see orphan.h
 *
 * "orders: row 17 was refused: client_id refers to no row of clients(id)"
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "target/orphan.h"

struct telling {
	const struct sm_plan *p;
	const struct sm_table *t;
	struct sm_buf what, parents;
	unsigned n;
};

static void put_names(struct sm_buf *b, const char *const *name, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		sm_buf_printf(b, "%s%s", i ? ", " : "", name[i]);
}

/* The first is a sentence, the others go on with it. */
static void tell(struct telling *x, const char *const *columns,
		 const char *parent, const char *const *parent_columns,
		 uint32_t n)
{
	sm_buf_puts(&x->what, x->n ? ", or " : "");
	put_names(&x->what, columns, n);
	sm_buf_printf(&x->what, x->n ? " to none of %s(" : " refers to no row of "
		      "%s(", parent);
	put_names(&x->what, parent_columns, n);
	sm_buf_puts(&x->what, ")");
	if (!x->n || !strstr(sm_buf_str(&x->parents), parent))
		sm_buf_printf(&x->parents, "%s%s", x->n ? ", " : "", parent);
	x->n++;
}

static void tell_live(struct telling *x, const char *constraint)
{
	const struct sm_live_table *live = x->t->live;
	bool known = false;

	for (uint32_t i = 0; i < live->nfks; i++)
		known |= strcmp(live->fks[i].name, constraint) == 0;
	for (uint32_t i = 0; i < live->nfks; i++) {
		const struct sm_live_fk *fk = &live->fks[i];

		if (!known || strcmp(fk->name, constraint) == 0)
			tell(x, fk->columns, fk->parent, fk->parent_columns,
			     fk->ncolumns);
	}
}

#define MOST_COLUMNS 8      /* that are named */

static void tell_planned(struct telling *x)
{
	for (uint32_t i = 0; i < x->p->nrefs; i++) {
		const struct sm_reference *r = &x->p->refs[i];
		const struct sm_table *parent = &x->p->tables[r->parent];
		uint32_t n = r->n < MOST_COLUMNS ? r->n : MOST_COLUMNS;
		const char *of[MOST_COLUMNS], *to[MOST_COLUMNS];

		if (&x->p->tables[r->child] != x->t)
			continue;
		for (uint32_t k = 0; k < n; k++) {
			of[k] = x->t->columns[r->child_column[k]].name;
			to[k] = parent->columns[r->parent_column[k]].name;
		}
		tell(x, of, parent->name, to, n);
	}
}

void sm__orphan_explain(const struct sm_plan *p, const struct sm_table *t,
			const char *constraint, struct sm_err *err)
{
	struct telling x = { .p = p, .t = t };
	size_t n = strlen(err->what);

	assert(err->code);
	if (t->live && t->live->nfks)
		tell_live(&x, constraint);
	else if (p)
		tell_planned(&x);
	if (x.n && !x.what.failed && !x.parents.failed) {
		(void)snprintf(err->what + n, sizeof(err->what) - n, ": %s",
			       sm_buf_str(&x.what));
		sm_fix(err, "%s first: rows that are referred to must be there",
		       sm_buf_str(&x.parents));
	}
	sm_buf_release(&x.what);
	sm_buf_release(&x.parents);
}
