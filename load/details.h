/*
 * details.h - writing and reading a run row's details (see ledger.h)
 */
#ifndef SEEDMILL_DETAILS_H
#define SEEDMILL_DETAILS_H

#include "seedmill/base.h"

/* Add a line; tabs and newlines in either part become blanks. */
void sm__details_add(struct sm_buf *b, const char *name, const char *fmt, ...)
	SM_PRINTF(3, 4);

/* The whole number in line `name`; false when there is none. */
bool sm__details_number(const char *details, const char *name, int64_t *v);

/* Does line `name` hold this value? */
bool sm__details_same(const char *details, const char *name, const char *value);

#endif
