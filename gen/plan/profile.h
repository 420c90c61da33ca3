/*
 * profile.h - how the pieces that read a profile fit together
 *
 *     position.c        text -> tree of nodes with line and column
 *     include.c         other files' trees put into it
 *     defaults.c        what tables and steps need not say, put into it
 *     tenants.c         tables of tenants made `per` tenant in it
 *     profile_schema.c  registry of kinds -> libcyaml schema
 *     profile_form.c    tree against schema: every refusal about form
 *     profile.c         the file, libcyaml, and the order of all this
 *     profile_spec.c    libcyaml's structures -> struct sm_spec
 *     profile_value.c   numbers, words and names
 *
 * Private to these files.
 */
#ifndef SEEDMILL_PROFILE_H
#define SEEDMILL_PROFILE_H

#include <cyaml/cyaml.h>

#include "position.h"
#include "spec.h"

/* ---- what libcyaml fills; every scalar as it was written ------------------ */

/*
 * An item of `columns` or `fields`. Behind it stands one pointer for each
 * registered kind, in the registry's order: its arguments, or NULL.
 */
struct sm_raw_step {
	const char *name, *type, *nulls, *nulls_with, *unique, *unique_within, *hidden;
	const char *when;
	void *args[];
};

struct sm_raw_index {
	const char **columns;
	uint32_t columns_count;
	const char *name, *unique;
};

struct sm_raw_per {
	const char *table, *min, *max, *rows, *scaled;
};

struct sm_raw_tenants {
	const char *table, *count, *column;
};

struct sm_raw_pairs {
	const char **of;
	uint32_t of_count;
	const char *rows, *density, *ordered;
};

struct sm_raw_fixtures {
	const char **columns;
	uint32_t columns_count;     /* rows: read from the tree */
};

struct sm_raw_table {
	const char *name, *rows, *fixed, *hidden, *defaults;
	struct sm_raw_per *per;
	struct sm_raw_pairs *pairs;
	struct sm_raw_fixtures *fixtures;
	const char **primary_key;
	uint32_t primary_key_count;
	struct sm_raw_index *indexes;
	uint32_t indexes_count;
	struct sm_steps columns;    /* of struct sm_raw_step */
};

struct sm_raw_count {
	const char *table, *rows;
};

struct sm_raw_size {
	const char *name, *scale;
	struct sm_raw_count *tables;
	uint32_t tables_count;
};

/* For each registered kind its arguments, all of which may be left out. */
struct sm_raw_kinds {
	void *args[1];
};

/* Checked for form; used as the tree says it (defaults.c). */
struct sm_raw_defaults {
	struct sm_steps columns, last_columns;
	const char **primary_key;
	uint32_t primary_key_count;
	const char *locale;
	struct sm_raw_kinds *kinds;
};

struct sm_raw_profile {
	const char *version, *name, *seed, *as_of;
	const char **include;
	uint32_t include_count;
	struct sm_raw_defaults *defaults;
	struct sm_raw_tenants *tenants;
	struct sm_raw_size *sizes;
	uint32_t sizes_count;
	struct sm_raw_table *tables;
	uint32_t tables_count;
};

/* ---- profile_schema.c ----------------------------------------------------------- */

struct sm_profile_schema {
	cyaml_schema_value_t top;
	const cyaml_schema_field_t *step;   /* fields of a step: first the ... */
	uint32_t modifiers;                 /* ... modifiers, then one a kind */
	const struct sm_op_kind *const *kind;
	uint32_t kinds;
};

/* The schema for the kinds given, in `a`. Fails for want of memory only. */
enum sm_code sm__profile_schema(const struct sm_op_kind *const *kind, size_t n,
				struct sm_arena *a,
				struct sm_profile_schema *out,
				struct sm_err *err);

/* The kind whose field this is in ps->step, or NULL. */
const struct sm_op_kind *sm__schema_kind(const struct sm_profile_schema *ps,
					 const cyaml_schema_field_t *field);

/* ---- what is put into the tree before it is checked ---------------------------- */

/* The text of a file, at most one byte over SM_PROFILE_BYTES; sm_free() it. */
enum sm_code sm__profile_read(const char *path, char **text, size_t *n,
			      struct sm_err *err);

/* Before anything else: another version's keys are not ours to judge. */
enum sm_code sm__profile_version(const struct sm_node *root, struct sm_err *err);

/*
 * include.c, defaults.c, tenants.c: what the tree asks for by those keys.
 * Parts whose form is wrong are left for profile_form.c to refuse.
 */
enum sm_code sm__include(struct sm_spec *s, struct sm_err *err);
enum sm_code sm__defaults(struct sm_spec *s, const struct sm_profile_schema *ps,
			  struct sm_err *err);
enum sm_code sm__tenants(struct sm_spec *s, struct sm_err *err);

/* locale.c: is there such a list, or (NULL) any? In either folder of lists. */
bool sm__locale_has(struct sm_spec *s, const char *locale, const char *list);

/* ---- profile_form.c ------------------------------------------------------------- */

/*
 * Check the whole tree against the schema: shapes, unknown, double and missing
 * keys, one kind a step. What passes is well formed for libcyaml.
 */
enum sm_code sm__profile_check(const struct sm_positions *p,
			       const struct sm_profile_schema *ps,
			       struct sm_err *err);

/* ---- profile_spec.c ------------------------------------------------------------- */

/* Fill s from raw. raw's lists of steps are rewritten to struct sm_step. */
enum sm_code sm__profile_convert(struct sm_spec *s,
				 const struct sm_profile_schema *ps,
				 struct sm_raw_profile *raw, struct sm_err *err);

/* ---- profile_fixtures.c ------------------------------------------------------- */

/* `node` is the fixtures of the table called `table`. */
enum sm_code sm__profile_fixtures(struct sm_spec *s, const char *table,
				  const struct sm_node *node,
				  const struct sm_raw_fixtures *raw,
				  struct sm_spec_fixtures *out,
				  struct sm_err *err);

/* ---- profile_value.c ------------------------------------------------------------ */

/*
 * Each gives NULL when the text is right, else what is wrong with it, as the
 * end of "rows is "1.5": ...". *out is untouched then.
 */
const char *sm__read_count(const char *text, uint64_t max, uint64_t *out);
const char *sm__read_share(const char *text, double *out);      /* 0 to 1 */
const char *sm__read_scale(const char *text, double *out);      /* over 0 */
const char *sm__read_bool(const char *text, bool *out);

enum sm_name_rule {
	SM_NAME_TABLE,              /* may be qualified: schema.table */
	SM_NAME_COLUMN,             /* no dot: paths are made of dots */
	SM_NAME_FIELD,              /* any characters but control ones */
};
const char *sm__name_fault(const char *name, enum sm_name_rule rule);

/* Text for a message: cut to `out`, control characters as '?'. Returns out. */
char *sm__shown(const char *text, char out[64]);

#endif
