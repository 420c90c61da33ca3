/*
 * alloc.c - the only malloc in gen/, counted, with a hook that fails the Nth
 *
 * Every allocation takes a number from one counter. A test that wants the Nth
 * coming one to fail stores that number; each call compares its own with it.
 * The three words below are the only mutable globals of the core: the hook has
 * to reach calls whose callers know nothing of it. They are atomics, relaxed,
 * because nothing else is ordered by them.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "seedmill/base.h"

static _Atomic uint64_t calls;          /* allocations asked for so far */
static _Atomic uint64_t fail_number;    /* the call to refuse; 0 means none */
static _Atomic bool fail_after;         /* and every call behind it */

static bool refused(void)
{
	uint64_t me = atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) + 1;
	uint64_t at = atomic_load_explicit(&fail_number, memory_order_relaxed);

	if (SM_LIKELY(!at))
		return false;
	return me == at ||
	       (me > at &&
		atomic_load_explicit(&fail_after, memory_order_relaxed));
}

/*
 * Sizes of 0 ask the library for one byte: there NULL would be an honest
 * answer, and callers could not tell it from an empty machine.
 */
void *sm_malloc(size_t n)
{
	return refused() ? NULL : malloc(n ? n : 1);
}

void *sm_calloc(size_t n, size_t size)
{
	size_t bytes;

	/* checked here, too: sanitizers stop the program when calloc has to */
	if (refused() || __builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return calloc(1, bytes ? bytes : 1);
}

void *sm_realloc(void *p, size_t n)
{
	return refused() ? NULL : realloc(p, n ? n : 1);
}

void sm_free(void *p)
{
	free(p);
}

uint64_t sm_alloc_count(void)
{
	return atomic_load_explicit(&calls, memory_order_relaxed);
}

void sm_alloc_fail_at(uint64_t nth, bool for_good)
{
	uint64_t at = nth ? sm_alloc_count() + nth : 0;

	atomic_store_explicit(&fail_after, for_good, memory_order_relaxed);
	atomic_store_explicit(&fail_number, at, memory_order_relaxed);
}
