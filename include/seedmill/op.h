/*
 * op.h - a step with a kind: the one shape of a generator (and, later, a mask)
 *
 * To add a kind: write gen/op/op_NAME.c with one `const struct sm_op_kind
 * sm_op_NAME`, and add one line to gen/op/ops.def. The profile's grammar,
 * `seedmill kinds`, the docs, the registry tests and the micro bench follow.
 *
 * compile() may fail and says why in the profile's words. run() cannot fail,
 * cannot allocate, and may be called by many threads at once on one op.
 *
 * A value depends on (op->key, row number) and on the inputs the op bound, and
 * on nothing else: not on the rows before it in the call, not on how rows are
 * grouped in calls.
 */
#ifndef SEEDMILL_OP_H
#define SEEDMILL_OP_H

#include <cyaml/cyaml.h>

#include "seedmill/base.h"
#include "seedmill/err.h"
#include "seedmill/rng.h"
#include "seedmill/type.h"

/* What is known, before any row is made, about every value of a column. */
struct sm_domain {
	struct sm_type type;
	int64_t min, max;   /* I64 classes: inclusive, in the type's own unit;
			     * scale of a decimal is type.scale */
	uint32_t width;     /* STR: most bytes a value can have */
	uint32_t chars;     /* STR: most characters */
	bool nullable;      /* some value may be NULL */
	bool unique;        /* proved: no two rows are equal (NULLs apart) */
	const char *const *labels;  /* enum: all texts it may have, else NULL */
	uint32_t nlabels;
	bool plain;         /* STR: every byte is 0x20..0x7e and none of
			     * \ " ' , so that no encoder need escape */
};

/* Which rows to make: n of them, first.. on, or the listed ones. */
struct sm_rows {
	const uint64_t *id; /* n row numbers in any order, or NULL */
	uint64_t first;     /* when id is NULL */
	uint32_t n;
};

static inline uint64_t sm_row(const struct sm_rows *r, uint32_t i)
{
	return r->id ? r->id[i] : r->first + i;
}

struct sm_work;             /* a worker's scratch memory; see gen/run */
struct sm_op_kind;

/* A compiled step. Lives in the plan's arena; read-only once compiled. */
struct sm_op {
	const struct sm_op_kind *kind;
	uint64_t key;       /* where all its draws start */
	struct sm_domain out;
	uint32_t text_bytes;/* STR: bytes of out->text it wants for each row;
			     * 0 when it points into its own state or inputs */
	size_t scratch_bytes;   /* what run() uses of its work's free scratch */
	const void *state;  /* what run() needs, in the plan's arena */
};

/* ---- what compile() gets -------------------------------------------------- */

struct sm_planner;          /* private to gen/plan */

struct sm_compile {
	struct sm_arena *arena;     /* the plan's */
	const char *column;         /* "orders.total", for messages */
	const char *path;           /* where the step stands in the profile */
	struct sm_type type;        /* what the column stores */
	const char *const *labels;  /* allowed labels of an enum column ... */
	uint32_t nlabels;           /* ... 0 when it is none */
	uint64_t rows;              /* row numbers are below this; at least 1 */
	uint64_t first_row;         /* the run's first; 0 but for --append */
	int64_t as_of_us;           /* what "now" means */
	double scale;               /* see sm_compile_scale() */
	bool unique;                /* the column must be unique: compile()
				     * either makes it so and sets
				     * op->out.unique, or leaves it unset and
				     * the planner refuses */
	const int64_t *serial_base; /* a serial's first value after what the
				     * table holds (--append); NULL: as the
				     * profile says */
	struct sm_planner *planner;
};

/*
 * Refuse: SM_E_PROFILE, "FILE:LINE:COL: orders.total: <text>", pointing at the
 * step's argument `arg` (NULL: at the step itself).
 */
enum sm_code sm_refuse(const struct sm_compile *c, struct sm_err *err,
		       const char *arg, const char *fmt, ...) SM_PRINTF(4, 5);

/*
 * Read an argument. Every scalar of a profile arrives as a string (NULL when
 * it was not given: then *out is left as it was, so set the default first).
 * Failures are sm_refuse()d.
 */
enum sm_code sm_arg_i64(const struct sm_compile *c, const char *arg,
			const char *text, int64_t *out, struct sm_err *err);
/* Exact decimal, scaled by 10^scale; more digits than `scale` are refused. */
enum sm_code sm_arg_decimal(const struct sm_compile *c, const char *arg,
			    const char *text, unsigned scale, int64_t *out,
			    struct sm_err *err);
/* A finite real number in plain or exponent form. */
enum sm_code sm_arg_real(const struct sm_compile *c, const char *arg,
			 const char *text, double *out, struct sm_err *err);
enum sm_code sm_arg_bool(const struct sm_compile *c, const char *arg,
			 const char *text, bool *out, struct sm_err *err);
/*
 * A point in time in UTC microseconds: absolute (sm_time_parse), "now" (the
 * profile's as_of), or relative to it: "-3y", "+2mo", "-10d12h".
 * Units: y (365.2425 d), mo (y/12), w, d, h, m, s, ms, us.
 */
enum sm_code sm_arg_time(const struct sm_compile *c, const char *arg,
			 const char *text, int64_t *out, struct sm_err *err);
/* A length of time in microseconds, not negative: "2y", "36h", "1d12h". */
enum sm_code sm_arg_duration(const struct sm_compile *c, const char *arg,
			     const char *text, int64_t *out, struct sm_err *err);
/* One of `names`; *out is its index. Refused with "did you mean". */
enum sm_code sm_arg_choice(const struct sm_compile *c, const char *arg,
			   const char *text, const char *const *names, size_t n,
			   unsigned *out, struct sm_err *err);

/*
 * Make the value that `name` stands for an input of this op: a column of the
 * same row ("price"), or of the row that reference column a points to ("a.b",
 * "a.b.c"). *index is where run() finds it in `in`; binding one name twice
 * gives one index. *dom says what is known about it. Cycles are refused.
 */
enum sm_code sm_bind(const struct sm_compile *c, const char *arg,
		     const char *name, uint32_t *index, struct sm_domain *dom,
		     struct sm_err *err);

/*
 * Make a step that has no column of its own an input (an item of `json`).
 * `step` is a member of a list of steps (struct sm_steps); its value is keyed
 * by the column and `name`.
 */
enum sm_code sm_bind_step(const struct sm_compile *c, const void *step,
			  const char *name, uint32_t *index,
			  struct sm_domain *dom, struct sm_err *err);

/*
 * The same; a step that says no type of its own takes `type` (an enum: with the
 * column's labels) instead of its kind's, unless that is SM_T_NONE.
 */
enum sm_code sm_bind_step_as(const struct sm_compile *c, const void *step,
			     const char *name, const struct sm_type *type,
			     uint32_t *index, struct sm_domain *dom,
			     struct sm_err *err);

/*
 * The compiled op of column `name` of the same row, for a kind that draws what
 * another column draws: its key and state, read-only. Its values are no input.
 */
enum sm_code sm_compile_beside(const struct sm_compile *c, const char *arg,
			       const char *name, const struct sm_op **out,
			       struct sm_err *err);

/*
 * What tables' rows are multiplied by (1 when nothing was said), for values
 * that grow with them. The plan's fingerprint holds it from then on.
 */
double sm_compile_scale(const struct sm_compile *c);

/* The key for a second stream of draws of the same cell. */
uint64_t sm_compile_key(const struct sm_compile *c, const char *stream);

struct sm__pieces;          /* private to gen/op */

/* A word list, loaded once a plan; entries live as long as the plan. */
struct sm_words {
	const struct sm_str *word;  /* n entries; SM_SLACK readable behind each */
	uint32_t n;
	uint32_t width, chars;      /* the longest entry */
	bool plain;
	struct sm__pieces **pieces; /* where the list as one text is kept once
				     * it is made (text_piece.h); may be NULL */
};

/*
 * The list `name` from the profile's folder's words/ or seedmill's own.
 * Refused with "did you mean" when there is none.
 */
enum sm_code sm_compile_words(const struct sm_compile *c, const char *arg,
			      const char *name, const struct sm_words **out,
			      struct sm_err *err);

/* ---- the kind ----------------------------------------------------------------- */

/* A list of steps in a kind's arguments; profile.c fills it. */
struct sm_steps {
	const void **step;
	uint32_t n;
};

/*
 * What profile.c knows of a step that stands in a list (struct sm_steps):
 * its name and, when given, its type.
 */
const char *sm_step_name(const void *step);

struct sm_op_kind {
	const char *name;           /* as in the profile */
	const char *summary;        /* one line for `seedmill kinds` */
	const char *example;        /* one YAML flow mapping: "{min: 1, max: 6}";
				     * "{}" when all have defaults. Must
				     * compile in a table of 1,000 rows (needs
				     * says what else it stands on). */
	const char *doc;            /* arguments, a line each: "min  text" */
	unsigned version;           /* bump when any value changes */
	uint32_t types;             /* set of SM_M(type) of columns it fills */
	struct sm_type natural;     /* of a column without `type:` */
	const cyaml_schema_field_t *args;   /* all scalars are strings */
	size_t args_size;
	bool steps;                 /* there is a list of steps among the
				     * arguments, `fields:`: a struct sm_steps is
				     * first in args, and profile.c puts its
				     * schema in front of `args` */
	const char *table;          /* what the table of the example says instead of
				     * rows, where it stands in no other; or NULL.
				     * "per: {table: p, min: 0, max: 2}" */
	/*
	 * Names of example columns that the example binds, or NULL. The
	 * registry test makes them with the step given:
	 * "price=decimal: {min: 1, max: 9}".
	 */
	const char *const *needs;

	/*
	 * Fill op->state, op->text_bytes and op->out (type and key are set;
	 * nullable, unique, plain are false, min/max the type's range, width
	 * and chars 0). `args` points to args_size bytes, read-only; its
	 * strings may be kept (they live as long as the plan).
	 */
	enum sm_code (*compile)(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err);

	/*
	 * Make rows->n values. in[k] is the k-th bound input for the same
	 * rows. out's memory is there: v for n values, text for n *
	 * op->text_bytes bytes and SM_SLACK more to scribble on (where in it
	 * a row's bytes stand is up to the kind), null for n bytes when
	 * op->out.nullable (then every byte of it must be written) and NULL
	 * otherwise. The value of a NULL row must still be readable (a STR
	 * with n 0).
	 */
	void (*run)(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out);
};

/* The registry (gen/op/ops.def), in order; *n kinds. */
const struct sm_op_kind *const *sm_op_kinds(size_t *n);
const struct sm_op_kind *sm_op_find(const char *name);  /* or NULL */

#endif
