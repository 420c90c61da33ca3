/*
 * orphan.h - a row that refers to no row of its parent, in a profile's words
 */
#ifndef SEEDMILL_ORPHAN_H
#define SEEDMILL_ORPHAN_H

#include "seedmill/plan.h"

/*
 * Add to a failure of loading `t` which key found no parent, and that the
 * parent's rows come first. `constraint` as the server names it; "" or one
 * that nobody knows: any of the table's may be meant. The plan, which may be
 * NULL, is for tables that this run has made. No value is told.
 */
void sm__orphan_explain(const struct sm_plan *p, const struct sm_table *t,
			const char *constraint, struct sm_err *err);

#endif
