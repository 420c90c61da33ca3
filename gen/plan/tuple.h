/*
 * tuple.h - columns that are unique together, perhaps within a scope; private
 * to gen/plan
 *
 * A column that is in a tuple is made from another number than its row's: its
 * op runs in a frame of numbers that within.c makes of the rows'.
 */
#ifndef SEEDMILL_TUPLE_H
#define SEEDMILL_TUPLE_H

#include "planner.h"

#define SM_TUPLE_MOST (UINT64_C(1) << 62)   /* numbers are below this */
#define SM_SCOPE_LEVELS 8   /* `per` steps from a row to its scope */

struct sm_tuple {
	struct sm_ptable *table;
	struct sm_pcolumn **member;
	uint32_t n;
	uint32_t level;             /* of the scope; 0: the whole table */
	uint64_t rows;              /* most rows of one scope */
	uint64_t space;             /* different values: at least `rows` */
	bool straight;              /* each scope counts from 0 */
};

/*
 * How many `per` steps up the row stands that c's value tells from others of
 * its table: 1 for the `parent`. 0: it tells none.
 */
uint32_t sm__scope_level(const struct sm_pcolumn *c);

/* Most rows that one row so many steps up has. False: more than 2^62. */
bool sm__scope_most(const struct sm_ptable *t, uint32_t level, uint64_t *most);

/*
 * The op that gives row numbers for a member of u: the digit number / div %
 * mod. NULL: no memory.
 */
struct sm_op *sm__place(struct sm_planner *p, const struct sm_tuple *u,
			uint64_t div, uint64_t mod);

/* column.c: for how many rows the step can be unique; up to 2^31, 0: never. */
uint64_t sm__column_values(struct sm_planner *p, const struct sm_pcolumn *c);

/*
 * column.c: compile c again, as unique over c->place_rows numbers. False, and
 * c as it was, when others know things of it that would not hold any more.
 */
bool sm__column_again(struct sm_planner *p, struct sm_pcolumn *c);

/* Put c, which says unique_within, in a tuple of its own. */
enum sm_code sm__within(struct sm_planner *p, struct sm_pcolumn *c,
			struct sm_err *err);

/* Draw columns of k jointly, so that it is unique, if they have values enough. */
enum sm_code sm__tuple(struct sm_planner *p, struct sm_ptable *t,
		       const struct sm_key *k, struct sm_err *err);
/* For a refusal: what its columns have for that, and how many rows need it. */
void sm__tuple_why(struct sm_planner *p, struct sm_ptable *t,
		   const struct sm_key *k, struct sm_buf *out);

/* prove.c: is the key unique, whatever the rows are? */
bool sm__key_proved(const struct sm_ptable *t, const struct sm_key *k);

/* The scope that a key tells, as sm__scope_level(); 0: none. */
uint32_t sm__key_level(const struct sm_ptable *t, const struct sm_key *k);

#endif
