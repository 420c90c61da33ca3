/*
 * aggregate.h - the engine of sum, avg, count, exists, min, max, json_agg and
 * running: the `per` children of rows, made again SM_SUB_ROWS at a time
 *
 *     of: order_lines            the children themselves
 *     of: order_lines.amount     a column of them
 *     where: counts              a bool column: only children where it is true
 *
 * A kind binds what it reads, and gets the children of its rows in batches, in
 * order: all of the first row, all of the second, and so on. A row's children
 * may come in several batches, and a batch may hold several rows' children. Of
 * which only the numbers matter nothing is made.
 */
#ifndef SEEDMILL_GEN_AGGREGATE_H
#define SEEDMILL_GEN_AGGREGATE_H

#include "../plan/planner.h"

struct sm__aggregate_args {
	const char *of, *where;
};

extern const cyaml_schema_field_t sm__aggregate_fields[];

#define SM__AGGREGATE_WHERE                                                 \
	"where     a bool column of the child table, which may be hidden: only\n" \
	"          children where it is true count\n"

struct sm__aggregate {
	struct sm_children children;
};

enum sm__aggregate_of {
	SM__OF_COLUMN,              /* CHILD_TABLE.COLUMN */
	SM__OF_EITHER,              /* CHILD_TABLE, or a column of it */
};

/*
 * Bind what `args` say. At most one column: children.n is 0 or 1. Sets
 * op->scratch_bytes.
 */
enum sm_code sm__aggregate_bind(struct sm__aggregate *a, struct sm_op *op,
				const struct sm__aggregate_args *args,
				enum sm__aggregate_of of,
				const struct sm_compile *c, struct sm_err *err);

/* The scratch that sm__aggregate_run() needs. */
size_t sm__aggregate_bytes(const struct sm_children *ch);

/* Can it be that none of a row's children counts? */
bool sm__aggregate_none(const struct sm_children *ch);

/*
 * The range of what a row's values of the column add up to. Refused at `of` when
 * they do not add up, or past 63 bits.
 */
enum sm_code sm__aggregate_sums(const struct sm__aggregate *a, const char *of,
				const struct sm_compile *c, int64_t *min,
				int64_t *max, struct sm_err *err);

/* Some children, made. */
struct sm__batch {
	uint32_t n;
	const uint32_t *owner;      /* whose: positions among the call's rows,
				     * never going down */
	const uint8_t *keep;        /* a byte a child, 0: `where` is not true;
				     * NULL: all count */
	const struct sm_vec *column;/* children.n vectors */
};

/* Does child i count, with a value in that column? */
static inline bool sm__batch_has(const struct sm__batch *b, uint32_t column,
				 uint32_t i)
{
	const uint8_t *null = b->column[column].null;

	return (!b->keep || b->keep[i]) && (!null || !null[i]);
}

typedef void sm__batch_fn(void *ctx, const struct sm__batch *b);

/* A batch being gathered; lies in the free scratch of the run. */
struct sm__gather {
	const struct sm_children *ch;
	struct sm__waiting *wait;
	char *mem;
	sm__batch_fn *fn;
	void *ctx;
};

void sm__gather_start(struct sm__gather *g, const struct sm_children *ch,
		      struct sm_work *w, sm__batch_fn *fn, void *ctx);
/* One more child; fn gets a batch when there are enough. */
void sm__gather_add(struct sm__gather *g, uint64_t child, uint32_t owner);
/* The rest. */
void sm__gather_end(struct sm__gather *g);

/* Give fn the children of the rows. The children must have a program. */
void sm__aggregate_run(const struct sm_children *ch, struct sm_work *w,
		       const struct sm_rows *rows, sm__batch_fn *fn, void *ctx);

/* How many children count, for each row: with a value, when there is a column. */
void sm__aggregate_count(const struct sm_children *ch, struct sm_work *w,
			 const struct sm_rows *rows, int64_t *out);

/* min and max: the least or the greatest value of a column (extreme.c). */
enum sm_code sm__extreme_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err);
void sm__extreme_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, struct sm_vec *out, bool max);

#define SM__EXTREME_TYPES                                                   \
	(SM_M_INTS | SM_M(SM_T_DECIMAL) | SM_M_TIMES | SM_M(SM_T_TEXT) |    \
	 SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR))

#endif
