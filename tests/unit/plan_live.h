/*
 * plan_live.h - tables that are already there, as a target would describe them
 */
#ifndef SEEDMILL_TEST_PLAN_LIVE_H
#define SEEDMILL_TEST_PLAN_LIVE_H

#include "plan_case.h"
#include "seedmill/schema.h"

/* One table `t` with the columns, compiled against the profile's first table. */
static inline void plan_live_open(struct plan_case *c, const char *yaml,
				  struct sm_live_table *t)
{
	struct sm_schema schema = { .tables = t, .ntables = 1 };
	struct sm_plan_opts opts = { .live = &schema };

	t->exists = true;
	if (!t->what) {
		t->what = "table";
		t->writable = true;
	}
	plan_case_open(c, yaml, &opts);
}

#endif
