/*
 * plan_case.h - a profile given as text, compiled, for tests
 */
#ifndef SEEDMILL_TEST_PLAN_CASE_H
#define SEEDMILL_TEST_PLAN_CASE_H

#include "seedmill/plan.h"
#include "seedmill/run.h"

struct plan_case {
	struct sm_spec *spec;
	struct sm_plan *plan;
	struct sm_err err;
	enum sm_code rc;
};

/* Compile with options (NULL: none). c->plan is NULL when it was refused. */
void plan_case_open(struct plan_case *c, const char *yaml,
		    const struct sm_plan_opts *opts);
/* The same, and the test fails when it was refused. */
void plan_case_make(struct plan_case *c, const char *yaml,
		    const struct sm_plan_opts *opts);
/* From a file. */
void plan_case_file(struct plan_case *c, const char *path,
		    const struct sm_plan_opts *opts);
void plan_case_close(struct plan_case *c);

/* The whole table's digest, made by one worker in calls of `step` rows. */
struct sm_u128 plan_case_digest(struct plan_case *c, const char *table,
				uint32_t step);

/* COPY text of rows [first, first + n), NUL-terminated; free with free(). */
char *plan_case_text(struct plan_case *c, const char *table, uint64_t first,
		     uint32_t n);

#endif
