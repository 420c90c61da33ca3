/*
 * spec.h - a profile as it was written, checked for form only
 *
 * profile.c fills it: every key known, exactly one kind a step, numbers that
 * are not kinds' arguments parsed, `sizes` and `tables` in the order written.
 * Whether names and values make sense together is the planner's business.
 */
#ifndef SEEDMILL_SPEC_H
#define SEEDMILL_SPEC_H

#include "seedmill/op.h"
#include "seedmill/plan.h"

/* One item of `columns:`, or of a kind's list of steps. */
struct sm_step {
	const char *name;
	const char *type;           /* as written, or NULL */
	const char *path;           /* "tables[2].columns[3]" */
	const struct sm_op_kind *kind;
	const void *args;           /* kind->args_size bytes */
	double nulls;               /* share of NULLs, 0 to 1 */
	const char *nulls_with;     /* a column whose draw decides; or NULL */
	const char *when;           /* NULL where this is not true; or NULL */
	bool unique;
	const char *unique_within;  /* a column whose rows' values differ; NULL */
	bool hidden;                /* made for other steps, stored nowhere */
};

struct sm_names {
	const char *const *name;
	uint32_t n;
};

#define SM_PAIRS_MAX 4          /* tables that make one tuple */

struct sm_spec_index {
	struct sm_names columns;
	const char *name;           /* or NULL */
	bool unique;
	const char *path;
};

/* Where a `per` table's rows come from; table is NULL when it has rows. */
struct sm_spec_per {
	const char *table;
	bool has_rows;
	uint64_t rows;              /* in all; else: */
	uint64_t min, max;          /* children of each parent, min <= max ... */
	bool scaled;                /* ... times the scale */
};

/* Rows that are different tuples of other tables' rows; of.n is 0 when not. */
struct sm_spec_pairs {
	struct sm_names of;
	bool has_rows;
	uint64_t rows;              /* in all; else: */
	double density;             /* the share of all tuples, above 0, up to 1 */
	bool ordered;               /* two of one table, the first before the second */
};

/* Literal rows in place of the first ones. */
struct sm_spec_fixtures {
	struct sm_names columns;
	const char *const *cell;    /* rows of columns.n texts; NULL is NULL */
	uint32_t rows;              /* 0: the table has none */
};

struct sm_spec_table {
	const char *name;
	const char *path;           /* "tables[2]" */
	bool hidden;                /* stored nowhere */
	bool has_rows, has_fixed;
	uint64_t rows;              /* `rows:` or `fixed:` */
	struct sm_spec_per per;
	struct sm_spec_pairs pairs;
	struct sm_spec_fixtures fixtures;
	struct sm_names primary_key;
	struct sm_spec_index *indexes;  /* `indexes:`, each may be unique: true */
	uint32_t nindexes;
	struct sm_step *columns;
	uint32_t ncolumns;
};

struct sm_spec_size {
	const char *name;
	const char *path;           /* "sizes[1]" */
	double scale;               /* 1 when not given */
	struct sm_row_count *tables;/* a table's own count */
	uint32_t ntables;
};

struct sm_spec {
	const char *file;           /* path as given */
	const char *words_dir;      /* seedmill's own lists */
	const char *name;
	uint64_t seed;              /* 0 when not given */
	const char *as_of;          /* as written; NULL: not given */
	const char *tenants;        /* the table of tenants, or NULL */
	struct sm_spec_size *sizes;
	uint32_t nsizes;
	struct sm_spec_table *tables;
	uint32_t ntables;
	struct sm_positions *positions;
	struct sm_arena arena;
};

/*
 * Line and column (from 1) of what stands at `path`; of the nearest path above
 * it that exists when there is none. "tables[2].columns[3].int.min"
 */
void sm__spec_position(const struct sm_spec *s, const char *path, unsigned *line,
		       unsigned *column);

/*
 * Refuse with SM_E_PROFILE: "FILE:LINE:COL: <text>", at path or, when arg is
 * not NULL, at path.arg.
 */
enum sm_code sm__spec_refuse(const struct sm_spec *s, struct sm_err *err,
			     const char *path, const char *arg,
			     const char *fmt, ...) SM_PRINTF(5, 6);

/* As sm_spec_load, from text in memory; `file` is what messages call it. */
enum sm_code sm__spec_parse(const char *file, const char *text, size_t n,
			    const char *words_dir, struct sm_spec **out,
			    struct sm_err *err);

#endif
