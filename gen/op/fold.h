/*
 * fold.h - text in another shape: lower case, upper case, ASCII, slug
 *
 * Each works in place on [p, p + n) of valid UTF-8 and returns the new length,
 * which is never more than n. Up to 16 bytes behind p + n must be there and may
 * be scribbled on. Rows go through here: no branch a byte while text is ASCII.
 */
#ifndef SEEDMILL_GEN_FOLD_H
#define SEEDMILL_GEN_FOLD_H

#include "seedmill/base.h"

size_t sm__fold_lower(char *p, size_t n);
size_t sm__fold_upper(char *p, size_t n);

/* Latin letters without their accents; whatever else is not ASCII goes. */
size_t sm__fold_ascii(char *p, size_t n);

/* ASCII, lower case, each run of other than a-z 0-9 one '-', none at an end. */
size_t sm__fold_slug(char *p, size_t n);

#endif
