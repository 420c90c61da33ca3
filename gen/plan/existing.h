/*
 * existing.h - keys of tables that the profile does not have, for references to
 * rows that are there already
 */
#ifndef SEEDMILL_GEN_EXISTING_H
#define SEEDMILL_GEN_EXISTING_H

#include "planner.h"

/* One set of keys of a plan, in the order of its values. */
struct sm__existing {
	struct sm__existing *next;
	const char *table, *where;  /* as the profile says; where may be NULL */
	const char *asked;          /* `column:` as said, or NULL */
	struct sm_key_set set;      /* n at least 1 */
	struct sm_domain dom;       /* of all its values; unique */
	struct sm_u128 hash;        /* of the values, in their order */
};

/*
 * The keys of `table` where `where` holds, asked for once a plan. Refused
 * where there is no database to ask, the profile has the table, or no row is
 * found.
 */
enum sm_code sm__bind_existing(const struct sm_compile *c, const char *table,
			       const char *column, const char *where,
			       const struct sm__existing **out,
			       struct sm_err *err);

#endif
