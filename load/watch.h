/*
 * watch.h - a thread that passes a signal on to a target that is waiting
 *
 * Loops look at the stop flag themselves; a call that waits for a server does
 * not. The watch does: when the flag is set it calls the target's interrupt(),
 * and again each second until it is ended.
 */
#ifndef SEEDMILL_WATCH_H
#define SEEDMILL_WATCH_H

#include <stdatomic.h>

#include "seedmill/target.h"

struct sm_watch;

/*
 * NULL when there is nothing to watch for (no flag, a target that never waits)
 * or no thread to be had: signals are then noticed a little later.
 */
struct sm_watch *sm__watch_start(struct sm_target *t, atomic_int *stop);
void sm__watch_end(struct sm_watch *w);     /* before close(); NULL is fine */

#endif
