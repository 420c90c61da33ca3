/*
 * compound_text.h - elements of arrays and bounds of ranges, as PostgreSQL prints
 * them there in a session whose time zone is UTC
 *
 * In an array NULL is the word, and an element is put in double quotes when it is
 * empty, could be taken for that word, or has a blank or one of {},"\ in it;
 * inside quotes " and \ get a backslash. That is all of it, so the text of an
 * array is canonical: two that are equal are written alike.
 */
#ifndef SEEDMILL_GEN_COMPOUND_TEXT_H
#define SEEDMILL_GEN_COMPOUND_TEXT_H

#include "seedmill/op.h"

/* Are all values of `dom` elements of type `element` as they are? */
bool sm__element_fits(const struct sm_type *element, const struct sm_domain *dom);

/* Most bytes of one, NULL and quotes included. */
uint32_t sm__element_width(const struct sm_type *element,
			   const struct sm_domain *dom);

/*
 * Each writes one, of which up to SM_SLACK bytes behind the end may change, too,
 * and returns that end. _put: row i of a vector, perhaps NULL. _i64: of the
 * types that are numbers in memory, for ranges, too. _text: at most 2n + 2 bytes.
 */
char *sm__element_put(const struct sm_type *element, const struct sm_vec *v,
		      uint32_t i, char *at);
char *sm__element_i64(const struct sm_type *element, int64_t v, char *at);
char *sm__element_text(char *at, const char *p, size_t n);

#endif
