/*
 * json_text.h - JSON in the one form that seedmill writes and compares
 *
 * Canonical: keys of an object sorted bytewise, no blanks, strings with the
 * shortest escapes (\" \\ \b \f \n \r \t, \u00xx for other control characters,
 * everything else as it is), numbers without exponent.
 */
#ifndef SEEDMILL_GEN_JSON_TEXT_H
#define SEEDMILL_GEN_JSON_TEXT_H

#include "seedmill/base.h"

/*
 * [p, p + n) in canonical form, in `a` (chars set). False when it is not JSON:
 * *fault says why; NULL there means that there was no memory. An object with a
 * key twice, a number with an exponent past 99, U+0000 and half surrogate pairs
 * are refused, as jsonb would or as no two readers agree.
 */
bool sm__json_canonical(struct sm_arena *a, const char *p, size_t n,
			struct sm_str *out, const char **fault);

/* A string with its quotes: at most 6n + 2 bytes. Returns the end. */
char *sm__json_quote(char *at, const char *p, size_t n);

#endif
