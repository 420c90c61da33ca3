/*
 * commands.h - what main() hands to a command, and the commands
 */
#ifndef SEEDMILL_COMMANDS_H
#define SEEDMILL_COMMANDS_H

#include <stdatomic.h>

#include "cli/log.h"
#include "cli/options.h"

struct sm_context {
	const struct sm_options *o;
	struct sm_log *log;
	atomic_int *stop;           /* the signal that arrived, or 0 */
};

/* Results go to stdout; main() prints *err and makes the code the status. */
enum sm_code sm__cmd_load(const struct sm_context *c, struct sm_err *err);
enum sm_code sm__cmd_gen(const struct sm_context *c, struct sm_err *err);
enum sm_code sm__cmd_plan(const struct sm_context *c, struct sm_err *err);
enum sm_code sm__cmd_verify(const struct sm_context *c, struct sm_err *err);
enum sm_code sm__cmd_kinds(const struct sm_context *c, struct sm_err *err);

#endif
