/*
 * planner.h - a plan under construction; private to gen/plan and the kinds
 * that follow references (ref, parent, ordinal, copy, sum)
 *
 * The order of work (planner.c):
 *
 *     resolve   tables and their row counts, live tables, column types
 *     column    each column's step compiled, its inputs first (bind.c);
 *               ranges, lengths, NULLs, uniqueness checked; its `when`
 *               (when.c) and its labels (enum.c)
 *     keys      primary and unique keys proved, references listed
 *     graph     parents before children, waves
 *     validate  against the live schema
 *     emit      programs, unit and chunk sizes
 *     fingerprint
 *
 * Names with a `p` in front (ptable, pcolumn) are the planner's working
 * copies; the plan's own structs (plan.h) are filled from them at the end.
 */
#ifndef SEEDMILL_PLANNER_H
#define SEEDMILL_PLANNER_H

#include "seedmill/plan.h"

#include "../run/fan.h"
#include "../run/prog.h"
#include "spec.h"

struct sm_ptable;
struct sm_pcolumn;
struct sm_tuple;

/* What a name in a step stands for: a column, perhaps through references. */
struct sm_pbind {
	const char *name;           /* as written */
	struct sm_pcolumn *hop[8];  /* reference columns on the way */
	uint32_t nhops;
	struct sm_pcolumn *column;  /* what is read at the end */
	bool row;                   /* not its value: the row it points to */
	struct sm_domain dom;
};

enum sm_pstate { SM_P_NEW, SM_P_BUSY, SM_P_DONE };

struct sm_pcolumn {
	struct sm_ptable *table;
	const struct sm_step *step;
	const char *display;        /* "orders.total" */
	const char *key_name;       /* column name, or "column/step" */
	enum sm_pstate state;
	struct sm_type type;        /* what it stores */
	const struct sm_live_column *live;
	bool want_unique;
	bool live_unique;           /* ... by the table that is there alone */
	struct sm_op op;
	struct sm_domain dom;       /* of the column's values, modifiers included */
	struct sm_pbind *bind;
	uint32_t nbinds;
	uint64_t null_cut;          /* NULL when a draw is below; 0: never */
	const struct sm_fixed *fixed;   /* literals of its first rows; or NULL */
	const char *null_key;       /* the column whose draw that is, as key_name */
	struct sm_pcolumn *when;    /* a bool: NULL where it is not true; or NULL */
	const char *const *labels;  /* of an enum, as written or as it is there */
	uint32_t nlabels;
	/* a column that points to rows of another table (ref, parent) */
	struct sm_ptable *target;
	struct sm_pcolumn *target_column;
	const struct sm_key *target_key;    /* of several columns; or NULL */
	bool is_parent;             /* made by `parent` */
	bool is_ordinal;
	bool is_distinct;           /* a ref that differs among siblings */
	uint32_t side;              /* pair: which table of the tuple, from 1 */
	bool self;                  /* refers to its own table's earlier rows */
	/* unique together with others, or within a scope (tuple.h) */
	struct sm_tuple *tuple;
	const struct sm_op *place;  /* gives the numbers it is made from ... */
	uint64_t place_rows;        /* ... which are below this */
	bool emitted;               /* a program makes it: too late to change */
	/* ref with same: the column of its table, and the target's, that agree */
	struct sm_pcolumn *same, *same_there;
};

struct sm_ptable {
	const struct sm_spec_table *spec;
	uint32_t spec_index;
	const char *name, *schema, *base;
	uint64_t rows;
	uint64_t first_row;         /* --append: row numbers go on from here */
	bool rows_known, rows_busy;
	bool selected;
	struct sm_ptable *per;      /* parent of a `per` table */
	struct sm_fan fan;
	struct sm_perm tuples;      /* of a `pairs` table: row -> tuple */
	struct sm_ptable *side[SM_PAIRS_MAX];
	/*
	 * The stored ones first, then the hidden ones, so that a stored
	 * column's position here is the plan's.
	 */
	struct sm_pcolumn *columns;
	uint32_t ncolumns;
	uint32_t nstored;
	const struct sm_live_table *live;   /* NULL: not there */
	struct sm_key primary;
	struct sm_key *keys;
	uint32_t nkeys;
	uint32_t first_ref, nrefs;  /* its references stand together in the plan's */
	uint32_t order;             /* position in the plan; hidden: behind it */
	uint32_t wave;
	int mark;                   /* graph.c's */
	bool late;                  /* some of its references are */
	struct sm_prog *prog;
};

struct sm__existing;
struct sm_word_file;

struct sm_planner {
	const struct sm_spec *spec;
	const struct sm_plan_opts *opts;
	struct sm_plan *plan;
	struct sm_arena *arena;     /* the plan's */
	uint64_t seed;
	int64_t as_of_us;
	const struct sm_spec_size *size;
	double scale;
	bool scale_used;            /* by a value, not by rows alone */
	struct sm_ptable *tables;   /* in the profile's order */
	uint32_t ntables;
	struct sm_pcolumn *current; /* being compiled; sm_bind binds for it */
	struct sm_word_file *words; /* lists loaded so far */
	struct sm__existing *existing;  /* sets of keys read so far */
	uint32_t nexisting;
	struct sm_buf notes;
	const char **note;
	uint32_t nnotes;
};

/* ---- services among the planner's files (errors as sm_refuse) ---------------- */

struct sm_ptable *sm__planner_table(struct sm_planner *p, const char *name);
struct sm_pcolumn *sm__planner_column(struct sm_ptable *t, const char *name);
/* The same among those that are stored: what a database can mean by it. */
struct sm_pcolumn *sm__planner_stored(struct sm_ptable *t, const char *name);
/* The profile's table whose name is most like that; NULL: none is. */
const char *sm__planner_near(struct sm_planner *p, const char *name);
/* SM_E_USAGE: an option names a table that the profile does not have. */
enum sm_code sm__planner_no_table(struct sm_planner *p, const char *option,
				  const char *name, struct sm_err *err);

enum sm_code sm__resolve(struct sm_planner *p, struct sm_err *err);
/* Tables that --rows and sizes name. */
enum sm_code sm__check_row_options(struct sm_planner *p, struct sm_err *err);
/* Rows of t (of its `per` parents first). */
enum sm_code sm__resolve_rows(struct sm_planner *p, struct sm_ptable *t,
			      struct sm_err *err);
enum sm_code sm__resolve_type(struct sm_planner *p, struct sm_pcolumn *c,
			      struct sm_err *err);

/* Compile a column if it is not yet; refuses cycles. */
enum sm_code sm__column_compile(struct sm_planner *p, struct sm_pcolumn *c,
				struct sm_err *err);

/* column.c: a value of an I64 class, for a message. */
void sm__column_show(const struct sm_type *t, int64_t v, char out[64]);

/* when.c: compile a column's `when`, which makes it nullable. */
enum sm_code sm__when(struct sm_planner *p, struct sm_pcolumn *c,
		      struct sm_err *err);

/* fixtures.c: their columns are there, and the rows for them. */
enum sm_code sm__fixtures_check(struct sm_planner *p, struct sm_err *err);
/* A compiled column's literals, if it has any, proved and put into its domain. */
enum sm_code sm__fixtures(struct sm_planner *p, struct sm_pcolumn *c,
			  const struct sm_compile *ctx, struct sm_err *err);

/* enum.c: is it "enum(...)"? Then read its labels; refused at `type`. */
bool sm__enum_written(const char *type);
enum sm_code sm__enum_read(struct sm_planner *p, struct sm_pcolumn *c,
			   struct sm_err *err);
/* Refuse an enum that may hold a text which is none of its labels. */
enum sm_code sm__enum_check(struct sm_pcolumn *c, const struct sm_compile *ctx,
			    struct sm_err *err);

enum sm_code sm__keys(struct sm_planner *p, struct sm_err *err);
/* prove.c: compile all columns, with those of keys drawn jointly as needed. */
enum sm_code sm__prove(struct sm_planner *p, struct sm_err *err);
/* "a, b": a key's columns, for messages. */
const char *sm__key_text(struct sm_planner *p, const struct sm_ptable *t,
			 const struct sm_key *k);
enum sm_code sm__references(struct sm_planner *p, struct sm_err *err);
/* The positions in t of what holds the columns of c->target_key, in its order. */
enum sm_code sm__composite_columns(struct sm_planner *p, struct sm_ptable *t,
				   const struct sm_pcolumn *c, uint32_t *mine,
				   struct sm_err *err);
/* Do different rows that c points to give different values to k's columns? */
bool sm__composite_tells(const struct sm_ptable *t, const struct sm_key *k,
			 const struct sm_pcolumn *c);
enum sm_code sm__graph(struct sm_planner *p, struct sm_err *err);
enum sm_code sm__validate(struct sm_planner *p, struct sm_err *err);
/* Over the names and texts of all word lists loaded, in any order. */
struct sm_u128 sm__words_hash(const struct sm_planner *p);
enum sm_code sm__fingerprint(struct sm_planner *p, struct sm_err *err);

/* The program that makes the given columns of t for any rows. */
enum sm_code sm__emit(struct sm_planner *p, struct sm_pcolumn **columns,
		      uint32_t n, struct sm_prog **out, struct sm_err *err);

/* Remember a line for `seedmill plan`. */
enum sm_code sm__planner_note(struct sm_planner *p, struct sm_err *err,
			      const char *fmt, ...) SM_PRINTF(3, 4);

/* ---- services for kinds that follow references --------------------------------- */

/*
 * Make the column being compiled a reference to rows of `table` whose value is
 * that table's `column` (NULL: its primary key, which must be one column).
 * The op's run() then gives row numbers in [*first, *first + *rows); the
 * planner reads the value there. *self: the table is its own.
 */
enum sm_code sm__bind_target(const struct sm_compile *c, const char *arg,
			     const char *table, const char *column,
			     uint64_t *first, uint64_t *rows, bool *self,
			     struct sm_err *err);

/*
 * The reference just bound is to a key of several columns: `columns`, of which
 * it takes the first. Refused unless they are a key of its target.
 */
enum sm_code sm__bind_key(const struct sm_compile *c, const char *arg,
			  const char *const *columns, uint32_t n,
			  struct sm_err *err);

/*
 * Of a `pairs` table: are the tables of its tuples those of an earlier run? Then
 * --append goes on in the same tuples; new rows have tuples of their own.
 */
bool sm__sides_stay(const struct sm_ptable *t);

/*
 * Rows that share column `name` with the row being made (scope.c). Refused
 * unless the column leads to one table from both sides and the target is made
 * `per` it, or below one that is.
 */
struct sm_scope {
	struct sm_ptable *table;    /* where the column leads */
	uint32_t input;             /* the row of it: an input of the op */
	bool nullable;              /* that row may be none */
	struct sm_fan_chain chain;  /* from there down to the target */
	uint64_t least, most;       /* rows of the target below one row of it */
};

enum sm_code sm__bind_scope(const struct sm_compile *c, const char *arg,
			    const char *name, struct sm_ptable *target,
			    struct sm_scope *out, struct sm_err *err);

/* Make the row that references hop[0..n-1] lead to an input of the op. */
enum sm_code sm__bind_row(const struct sm_compile *c, const char *arg,
			  struct sm_pcolumn *const *hop, uint32_t n,
			  uint32_t *index, struct sm_err *err);

/*
 * All texts that bound input `index` can have (NULL apart), as they are written
 * in a profile: an enum's labels, a pick's values. False when there is no list of
 * them.
 */
bool sm__bind_values(const struct sm_compile *c, uint32_t index,
		     const char *const **values, uint32_t *n);

/* The fan of the table being compiled, which must be a `per` table. */
enum sm_code sm__bind_fan(const struct sm_compile *c, const struct sm_fan **fan,
			  struct sm_err *err);

/* --append: where a serial column goes on; false where it starts anew. */
bool sm__serial_base(struct sm_planner *p, const struct sm_ptable *t,
		     const struct sm_step *step, int64_t *base);

/* The `per` parent's table name. */
const char *sm__per_parent(const struct sm_compile *c);

/* Refuse: the profile has no such table. */
enum sm_code sm__no_table(const struct sm_compile *c, const char *arg,
			  const char *name, struct sm_err *err);
enum sm_code sm__find_column(const struct sm_compile *c, const char *arg,
			     struct sm_ptable *t, const char *name,
			     struct sm_pcolumn **out, struct sm_err *err);

/*
 * `per` children, for aggregates (children.c): how many each row has, and a
 * program that makes what is wanted of them.
 */
struct sm_children {
	struct sm_ptable *table;
	const struct sm_fan *fan;
	struct sm_pcolumn **column; /* compiled */
	uint32_t n;
	bool where;                 /* which children count is said by ... */
	const struct sm_prog *prog; /* ... its last result, behind the n columns;
				     * NULL when there would be no result */
};

/*
 * The child table that "order_lines" or "order_lines.amount" names (either may
 * be "sales.order_lines"). *column: what stands behind it, or NULL.
 */
enum sm_code sm__child_table(const struct sm_compile *c, const char *arg,
			     const char *path, struct sm_ptable **t,
			     const char **column, struct sm_err *err);

/* Columns of t, and `where`, a bool column of it (NULL: all children count). */
enum sm_code sm__bind_children(const struct sm_compile *c, struct sm_ptable *t,
			       struct sm_pcolumn **column, uint32_t n,
			       const char *where, struct sm_children *out,
			       struct sm_err *err);

#endif
