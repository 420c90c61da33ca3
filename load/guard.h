/*
 * guard.h - may this run write there? asked before the first connection
 */
#ifndef SEEDMILL_GUARD_H
#define SEEDMILL_GUARD_H

#include <stdio.h>

#include "cli/options.h"
#include "seedmill/target.h"

struct sm_guard {
	bool terminal;              /* somebody can be asked */
	FILE *in, *out;             /* where */
};

/*
 * SM_OK for files, sockets and loopback. On another machine: --yes or an
 * answer at the terminal; for --clean the database's name, in --confirm or
 * typed. SM_E_CONFIRM otherwise. Connects to nothing.
 */
enum sm_code sm__guard_check(const struct sm_guard *g, const struct sm_url *url,
			     const struct sm_options *o, struct sm_err *err);

#endif
