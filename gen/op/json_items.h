/*
 * json_items.h - a number of values that one step makes: the items of array, the
 * values of map
 *
 * The step is bound once for each place, and each has a key of its own, so items
 * are independent of each other and of how many there are. In a column of an array
 * type they are its elements, not members of JSON (compound_text.h).
 */
#ifndef SEEDMILL_GEN_JSON_ITEMS_H
#define SEEDMILL_GEN_JSON_ITEMS_H

#include "json_member.h"
#include "length.h"

#define SM__ITEMS_MOST 60       /* inputs of one step, less a few (prog.h) */

struct sm__items {
	struct sm__length length;
	struct sm__json_member *member; /* max of them */
	uint32_t max;
	uint32_t width;             /* of the widest value */
	struct sm_type element;     /* of a column that is an array; else NONE */
};

/*
 * Read min (default 0), max (default 5, or min if that is more) and dist, and
 * bind the one step of `fields`.
 */
enum sm_code sm__items_init(struct sm__items *it, const struct sm_steps *fields,
			    const char *min, const char *max, const char *dist,
			    const struct sm_compile *c, struct sm_err *err);

/* Promise texts of at most `width` bytes, refused when that is too many. */
enum sm_code sm__items_domain(uint64_t width, struct sm_op *op,
			      const struct sm_compile *c, struct sm_err *err);

#endif
