/*
 * progress.h - how far the run is, while it runs
 */
#ifndef SEEDMILL_PROGRESS_H
#define SEEDMILL_PROGRESS_H

#include "cli/log.h"
#include "seedmill/plan.h"
#include "seedmill/run.h"

struct sm_progress;

/*
 * Watch the tallies from a thread of its own. NULL when that cannot be: a run
 * goes on without. `each`: a line for every finished table, also where no line
 * is live.
 */
struct sm_progress *sm__progress_start(struct sm_log *log,
				       const struct sm_plan *plan,
				       struct sm_shard shard,
				       const struct sm_tally *tallies, bool each);
/* Say what is left to say, end the thread. NULL is fine. */
void sm__progress_stop(struct sm_progress *p);

/* "1m23s", "0.4s"; out holds 32 bytes. Returns it. */
char *sm__duration(double seconds, char out[32]);

#endif
