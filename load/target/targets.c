/*
 * targets.c - the registry of targets, and whose URL a scheme is
 *
 * The kinds are listed in targets.def; `seedmill kinds`, the command line and
 * the tests read them from here.
 */
#include <assert.h>
#include <string.h>

#include "seedmill/target.h"

#define TARGET(name) extern const struct sm_target_kind sm_target_##name;
#include "target/targets.def"
#undef TARGET

static const struct sm_target_kind *const kinds[] = {
#define TARGET(name) &sm_target_##name,
#include "target/targets.def"
#undef TARGET
};

const struct sm_target_kind *const *sm_target_kinds(size_t *n)
{
	*n = SM_COUNTOF(kinds);
	return kinds;
}

/* Is `word` one of the words of `list`, which blanks separate? */
static bool lists(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p;) {
		size_t m = strcspn(p, " ");

		if (m == n && !memcmp(p, word, n))
			return true;
		p += m;
		p += strspn(p, " ");
	}
	return false;
}

const struct sm_target_kind *sm_target_find(const char *scheme)
{
	assert(scheme);
	for (size_t i = 0; i < SM_COUNTOF(kinds); i++)
		if (lists(kinds[i]->schemes, scheme))
			return kinds[i];
	return NULL;
}
