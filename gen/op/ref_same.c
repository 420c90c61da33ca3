/*
 * ref_same.c - same: tenant_id; see ref_same.h
 *
 * A scope's row may have no parents to choose from. Then the reference is NULL,
 * if it may be.
 */
#include "ref_same.h"

#include "../plan/planner.h"

static enum sm_code refuse_empty(const struct sm_compile *c,
				 const struct sm__ref_args *a,
				 const struct sm_scope *s, struct sm_err *err)
{
	sm_refuse(c, err, "same", "some rows of %s have no row of %s, so there is "
		  "nothing to refer to", s->table->name, a->table);
	return sm_fix(err, "make %s with per: {table: ..., min: 1, ...}, or let the "
		      "column be NULL: nulls: 0.1", a->table);
}

enum sm_code sm__ref_same(struct sm_op *op, struct sm__ref *st,
			  const struct sm__ref_args *a, bool self,
			  const struct sm_compile *c, struct sm_err *err)
{
	bool may_be_null = c->planner->current->step->nulls > 0 ||
			   c->planner->current->step->nulls_with;
	struct sm_scope s;

	SM_TRY(sm__bind_scope(c, "same", a->same, c->planner->current->target, &s,
			      err));
	if (s.nullable && !may_be_null) {
		sm_refuse(c, err, "same", "%s may be NULL, and then there is nothing "
			  "to refer to", a->same);
		return sm_fix(err, "let this column be NULL, too: nulls: 0.1");
	}
	if (s.least == 0 && s.table->rows && !self && !may_be_null)
		return refuse_empty(c, a, &s, err);
	st->how = self ? SM__REF_SELF_SAME : SM__REF_SAME;
	st->chain = s.chain;
	st->scope = s.input;
	st->null_root = may_be_null;
	op->out.nullable = may_be_null;
	return SM_OK;
}
