/*
 * details.h - writing and reading a run row's details (see ledger.h)
 */
#ifndef SEEDMILL_DETAILS_H
#define SEEDMILL_DETAILS_H

#include "seedmill/base.h"
#include "seedmill/plan.h"

/* Add a line; tabs and newlines in either part become blanks. */
void sm__details_add(struct sm_buf *b, const char *name, const char *fmt, ...)
	SM_PRINTF(3, 4);

/* The whole number in line `name`; false when there is none. */
bool sm__details_number(const char *details, const char *name, int64_t *v);

/* Does line `name` hold this value? */
bool sm__details_same(const char *details, const char *name, const char *value);

/*
 * Has the run with these details loaded this table? "t" is taken for the same
 * table as "any.t": which schema is the default is not written down. Details
 * that name no table at all might be about any.
 */
bool sm__details_loaded(const char *details, const char *table);

/* Has it loaded any of those that the plan loads? */
bool sm__details_share(const char *details, const struct sm_plan *p);

#endif
