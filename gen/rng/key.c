/*
 * key.c - the key of a step, from the names it goes by
 *
 * A key is a hash of names and nothing else, so adding a column, a table or a
 * thread leaves every other key as it was. Each name ends in a zero byte:
 * ("ab", "c") and ("a", "bc") are different steps and get different keys.
 */
/* The state's layout, to keep it on the stack: making a key cannot fail. */
#define XXH_STATIC_LINKING_ONLY
#include <assert.h>
#include <string.h>
#include <xxhash.h>

#include "seedmill/rng.h"

static void add_name(XXH3_state_t *st, const char *name)
{
	const char *s = name ? name : "";
	XXH_errorcode rc = XXH3_64bits_update(st, s, strlen(s) + 1);

	assert(rc == XXH_OK);   /* it fails on a NULL state only */
	(void)rc;
}

uint64_t sm_key(uint64_t seed, const char *table, const char *column,
		const char *step)
{
	XXH3_state_t st;
	unsigned char le[8];
	XXH_errorcode rc;

	/* the same bytes on a machine of either byte order */
	for (int i = 0; i < 8; i++)
		le[i] = (unsigned char)(seed >> (8 * i));
	XXH3_INITSTATE(&st);
	rc = XXH3_64bits_reset(&st);
	assert(rc == XXH_OK);
	rc = XXH3_64bits_update(&st, le, sizeof(le));
	assert(rc == XXH_OK);
	(void)rc;
	add_name(&st, table);
	add_name(&st, column);
	add_name(&st, step);
	return XXH3_64bits_digest(&st);
}
