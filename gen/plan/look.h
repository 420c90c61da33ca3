/*
 * look.h - make rows while planning, to see what no proof says; private to
 * gen/plan
 *
 * A table of up to SM_LOOK_ROWS rows is looked at whole, which decides; of a
 * larger one the first rows can only show that something is wrong.
 */
#ifndef SEEDMILL_LOOK_H
#define SEEDMILL_LOOK_H

#include "planner.h"

#define SM_LOOK_ROWS 1000000

/* n rows, the first of them `first`; false: seen enough. */
typedef bool sm_look(void *ctx, uint64_t first, uint32_t n,
		     const struct sm_vec *v);

/* Show columns of t, compiled, for its first SM_LOOK_ROWS rows, in order. */
enum sm_code sm__look(struct sm_planner *p, struct sm_ptable *t,
		      struct sm_pcolumn **columns, uint32_t n, sm_look *show,
		      void *ctx, struct sm_err *err);

/* Was that all of t? */
bool sm__look_whole(const struct sm_ptable *t);

/*
 * Compile `text`, an expression over t's columns that is the value of no column
 * (`type` NULL: whatever it has). *out is NULL when it is not understood.
 */
enum sm_code sm__look_expr(struct sm_planner *p, struct sm_ptable *t,
			   const char *type, const char *text,
			   struct sm_pcolumn **out, struct sm_err *err);

/*
 * Are the rows all different in these columns, NULLs apart, where `when` (a
 * bool column, or NULL) is true? Texts are compared as `loose` says. *same is
 * true when two of those looked at are not.
 */
enum sm_code sm__look_unique(struct sm_planner *p, struct sm_ptable *t,
			     struct sm_pcolumn **columns, uint32_t n,
			     struct sm_pcolumn *when, enum sm_loose loose,
			     bool *same, struct sm_err *err);

/* sql_text.c: the server's SQL in the language of `expr`; NULL: no memory. */
const char *sm__sql_text(struct sm_arena *a, const char *sql);

/* check.c: the CHECKs of tables that are there. */
enum sm_code sm__checks(struct sm_planner *p, struct sm_err *err);

/* live_key.c: what of live unique keys columns alone do not say. */
enum sm_code sm__live_keys(struct sm_planner *p, struct sm_err *err);

#endif
