/*
 * plan.h - profile in, immutable plan out
 *
 *     sm_spec_load      YAML text -> spec: shape, unknown keys, positions
 *     sm_plan_compile   spec (+ live schema) -> plan: types, order, programs,
 *                       proofs, chunks, fingerprint
 *     sm_plan_free / sm_spec_free
 *
 * Everything that can be wrong with a profile is found here; making rows from
 * a plan cannot fail. A plan may be read by any number of threads.
 */
#ifndef SEEDMILL_PLAN_H
#define SEEDMILL_PLAN_H

#include "seedmill/base.h"
#include "seedmill/err.h"
#include "seedmill/op.h"
#include "seedmill/schema.h"
#include "seedmill/type.h"

/* ---- spec ------------------------------------------------------------------- */

struct sm_spec;             /* a profile as written; private to gen/plan */

/*
 * Read a profile. SM_E_PROFILE with file:line:column for anything that is not
 * a profile's form. `words_dir` is seedmill's own folder of word lists (the
 * profile's own words/ comes first); borrowed for the spec's life.
 */
enum sm_code sm_spec_load(const char *path, const char *words_dir,
			  struct sm_spec **out, struct sm_err *err);
void sm_spec_free(struct sm_spec *s);   /* NULL is fine */

const char *sm_spec_name(const struct sm_spec *s);      /* `name:` */
/* Tables in the order written, without the hidden ones: those are nowhere. */
uint32_t sm_spec_ntables(const struct sm_spec *s);
const char *sm_spec_table(const struct sm_spec *s, uint32_t i);  /* as written */

/* ---- plan ------------------------------------------------------------------- */

struct sm_prog;             /* a table's compiled program; private to gen */

struct sm_column {
	const char *name;
	const char *kind;           /* the step's kind */
	struct sm_type type;
	struct sm_domain dom;
	bool not_null;              /* of the column in the database */
	bool unique;                /* asked for, and proved */
	bool late;                  /* part of a late reference, and may be NULL */
	const char *const *labels;  /* enum: all that may be stored */
	uint32_t nlabels;
	const struct sm_live_column *live;      /* or NULL */
	uint64_t digest_key[2];     /* see digest.h */
};

/* Columns of a key or index, as positions in sm_table.columns. */
struct sm_key {
	const char *name;           /* NULL: the target makes one up */
	const uint32_t *column;
	uint32_t n;
	bool unique;
};

/* Every ref and parent column, and composite ones: child -> parent. */
struct sm_reference {
	uint32_t child, parent;     /* positions in sm_plan.tables */
	const uint32_t *child_column, *parent_column;
	uint32_t n;                 /* columns of the key */
	bool late;                  /* in a cycle: not checked before all rows are
				     * there, and no part of their order */
};

struct sm_table {
	const char *name;           /* as the profile says it: "sales.orders" */
	const char *schema;         /* "sales"; NULL: the target's default */
	const char *base;           /* "orders" */
	bool selected;              /* --table: false means not loaded, though
				     * others may need its values */
	uint64_t rows;              /* planned */
	uint64_t first_row;         /* row number of the first of them: 0, or
				     * where --append goes on */
	struct sm_column *columns;
	uint32_t ncolumns;
	struct sm_key primary;      /* n is 0 when there is none */
	struct sm_key *keys;        /* unique keys and indexes */
	uint32_t nkeys;
	const struct sm_live_table *live;       /* NULL: to be created */

	uint32_t wave;              /* parents have a smaller one (self apart) */
	bool in_order;              /* refers to itself: chunks go one by one
				     * while its foreign key is live */
	bool late;                  /* has late references */
	uint64_t chunk_rows;        /* rows of every chunk but the last */
	uint64_t chunks;
	uint32_t unit_rows;         /* rows of every unit but a chunk's last */
	uint32_t row_width;         /* estimated bytes of a row as COPY text */
	bool key_ordered;           /* the primary key grows with the row number */
	const struct sm_prog *prog;
};

/* One thing the fingerprint is made of, for "what differs". */
struct sm_plan_input {
	const char *name;           /* "seed", "rows of orders", ... */
	const char *value;
};

struct sm_plan {
	const char *profile;        /* path */
	const char *name;
	uint64_t seed;
	int64_t as_of_us;
	const char *size;           /* NULL when none was named */
	double scale;
	struct sm_table *tables;    /* parents first */
	uint32_t ntables;
	struct sm_reference *refs;
	uint32_t nrefs;
	uint64_t rows;              /* of the selected tables */
	struct sm_u128 fingerprint;
	char run_id[33];            /* the fingerprint in hex */
	struct sm_plan_input *inputs;
	uint32_t ninputs;
	const char *const *notes;   /* what `plan` says: stored as text, ... */
	uint32_t nnotes;
	struct sm_arena arena;
};

struct sm_row_count {
	const char *table;
	uint64_t rows;
};

/*
 * Keys of a table that a database holds. Values lie in v (I64, STR or U128 by
 * the type's class; v.null is not looked at) and belong to whoever filled it,
 * for as long as the plan lives; compiling puts them in order.
 */
struct sm_key_set {
	const char *column;
	struct sm_type type;
	struct sm_vec v;
	uint64_t n;
};

struct sm_plan_opts {
	const char *size;           /* --size; NULL: none */
	double scale;               /* --scale, times the size's; 0 means 1 */
	const uint64_t *seed;       /* --seed; NULL: the profile's */
	const char *as_of;          /* --as-of; NULL: the profile's */
	const struct sm_row_count *rows;        /* --rows T=N */
	uint32_t nrows;
	uint64_t tenants;           /* --tenants; 0: as the profile says */
	const char *const *only;    /* --table; n is 0: all */
	uint32_t nonly;
	uint64_t chunk_rows;        /* --chunk-rows; 0: by row width */
	/* The tables of sm_spec_table(), in that order; NULL: nothing exists. */
	const struct sm_schema *live;
	/*
	 * --append: the value a serial column starts from, after what is
	 * there. NULL: as the profile says. Returns false when the column's
	 * table is empty or new. Row numbers go on accordingly, so that
	 * whatever else is unique differs from the rows of runs before.
	 */
	bool (*serial_base)(void *ctx, const char *table, const char *column,
			    int64_t *base);
	/*
	 * The keys of a table that the profile does not have, for references to
	 * rows that are there: of `column` (NULL: its primary key), where
	 * `where` holds (SQL; NULL: everywhere). No value twice, none NULL.
	 * NULL: there is no database to ask.
	 */
	enum sm_code (*key_set)(void *ctx, const char *table, const char *column,
				const char *where, struct sm_key_set *out,
				struct sm_err *err);
	void *ctx;                  /* of both */
};

/*
 * Compile. The spec and opts->live must outlive the plan. SM_E_PROFILE with
 * file:line:column, SM_E_SCHEMA "Schema validation failed for TABLE: ...",
 * SM_E_USAGE for an option that names what is not there.
 */
enum sm_code sm_plan_compile(const struct sm_spec *s,
			     const struct sm_plan_opts *opts,
			     struct sm_plan **out, struct sm_err *err);
void sm_plan_free(struct sm_plan *p);   /* NULL is fine */

/* The table of that name, or NULL. */
const struct sm_table *sm_plan_table(const struct sm_plan *p, const char *name);

/* First row and number of rows of a chunk. */
static inline uint64_t sm_chunk_first(const struct sm_table *t, uint64_t chunk)
{
	return chunk * t->chunk_rows;
}

static inline uint64_t sm_chunk_rows(const struct sm_table *t, uint64_t chunk)
{
	uint64_t first = sm_chunk_first(t, chunk);

	return t->rows - first < t->chunk_rows ? t->rows - first : t->chunk_rows;
}

#endif
