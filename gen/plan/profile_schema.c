/*
 * profile_schema.c - the grammar of a profile, assembled from the kinds
 *
 * A libcyaml schema is plain data. What every profile has is written out below;
 * what a step may hold besides its modifiers is one optional mapping for each
 * registered kind, with that kind's own argument fields. The parts that depend
 * on the registry are copied into an arena and joined there, at every load, so
 * that nothing global ever changes:
 *
 *     top --> tables[] --> columns[] --> step --> kind's arguments
 *      |                                  ^  ^        |
 *      '--> defaults --> columns[] -------'  '-- fields[] (kinds with steps)
 *              '--> kinds --> a kind's arguments, none of them needed
 *
 * The loop is only in the schema. How deep a profile goes is limited by the
 * reader (SM_PROFILE_DEPTH).
 *
 * All scalars are strings: libcyaml would read 010 as 8 and 1.5 as 1.
 */
#include <assert.h>
#include <string.h>

#include "profile.h"

#define TEXT(key, flags, structure, member)                         \
	CYAML_FIELD_STRING_PTR(key, flags, structure, member, 0,    \
			       SM_PROFILE_STRING)
#define NEEDED CYAML_FLAG_DEFAULT
#define MAY CYAML_FLAG_OPTIONAL
#define LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_value_t name_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, SM_PROFILE_STRING),
};

static const cyaml_schema_field_t no_fields[] = { CYAML_FIELD_END };

static const cyaml_schema_field_t index_fields[] = {
	CYAML_FIELD_SEQUENCE("columns", CYAML_FLAG_POINTER, struct sm_raw_index,
			     columns, &name_value, 1, SM_PROFILE_ENTRIES),
	TEXT("name", MAY, struct sm_raw_index, name),
	TEXT("unique", MAY, struct sm_raw_index, unique),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t index_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sm_raw_index,
			    index_fields),
};

static const cyaml_schema_field_t per_fields[] = {
	TEXT("table", NEEDED, struct sm_raw_per, table),
	TEXT("min", MAY, struct sm_raw_per, min),
	TEXT("max", MAY, struct sm_raw_per, max),
	TEXT("rows", MAY, struct sm_raw_per, rows),
	TEXT("scaled", MAY, struct sm_raw_per, scaled),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t tenants_fields[] = {
	TEXT("table", NEEDED, struct sm_raw_tenants, table),
	TEXT("count", MAY, struct sm_raw_tenants, count),
	TEXT("column", MAY, struct sm_raw_tenants, column),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t pairs_fields[] = {
	CYAML_FIELD_SEQUENCE("of", CYAML_FLAG_POINTER, struct sm_raw_pairs, of,
			     &name_value, 2, SM_PROFILE_ENTRIES),
	TEXT("rows", MAY, struct sm_raw_pairs, rows),
	TEXT("density", MAY, struct sm_raw_pairs, density),
	TEXT("ordered", MAY, struct sm_raw_pairs, ordered),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t fixtures_fields[] = {
	CYAML_FIELD_SEQUENCE("columns", CYAML_FLAG_POINTER, struct sm_raw_fixtures,
			     columns, &name_value, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_IGNORE("rows", CYAML_FLAG_DEFAULT),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t count_fields[] = {
	TEXT("table", NEEDED, struct sm_raw_count, table),
	TEXT("rows", NEEDED, struct sm_raw_count, rows),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t count_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sm_raw_count,
			    count_fields),
};

static const cyaml_schema_field_t size_fields[] = {
	TEXT("name", NEEDED, struct sm_raw_size, name),
	TEXT("scale", MAY, struct sm_raw_size, scale),
	CYAML_FIELD_SEQUENCE("tables", LIST, struct sm_raw_size, tables,
			     &count_value, 0, SM_PROFILE_ENTRIES),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t size_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sm_raw_size, size_fields),
};

/* ---- the parts that are copied: entries marked NULL are joined below -------- */

static const cyaml_schema_field_t top_fields[] = {
	TEXT("version", NEEDED, struct sm_raw_profile, version),
	TEXT("name", NEEDED, struct sm_raw_profile, name),
	TEXT("seed", MAY, struct sm_raw_profile, seed),
	TEXT("as_of", MAY, struct sm_raw_profile, as_of),
	CYAML_FIELD_SEQUENCE("include", LIST, struct sm_raw_profile, include,
			     &name_value, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_MAPPING_PTR("defaults", MAY, struct sm_raw_profile, defaults,
				NULL),
	CYAML_FIELD_MAPPING_PTR("tenants", MAY, struct sm_raw_profile, tenants,
				tenants_fields),
	CYAML_FIELD_SEQUENCE("sizes", LIST, struct sm_raw_profile, sizes,
			     &size_value, 0, SM_PROFILE_ENTRIES),
	CYAML_FIELD_SEQUENCE("tables", CYAML_FLAG_POINTER, struct sm_raw_profile,
			     tables, NULL, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t defaults_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("columns", LIST, struct sm_raw_defaults,
				   columns.step, columns.n, NULL, 1,
				   SM_PROFILE_ENTRIES),
	CYAML_FIELD_SEQUENCE_COUNT("last_columns", LIST, struct sm_raw_defaults,
				   last_columns.step, last_columns.n, NULL, 1,
				   SM_PROFILE_ENTRIES),
	CYAML_FIELD_SEQUENCE("primary_key", LIST, struct sm_raw_defaults,
			     primary_key, &name_value, 1, SM_PROFILE_ENTRIES),
	TEXT("locale", MAY, struct sm_raw_defaults, locale),
	CYAML_FIELD_MAPPING_PTR("kinds", MAY, struct sm_raw_defaults, kinds,
				NULL),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t table_fields[] = {
	TEXT("name", NEEDED, struct sm_raw_table, name),
	TEXT("rows", MAY, struct sm_raw_table, rows),
	TEXT("fixed", MAY, struct sm_raw_table, fixed),
	TEXT("hidden", MAY, struct sm_raw_table, hidden),
	TEXT("defaults", MAY, struct sm_raw_table, defaults),
	CYAML_FIELD_MAPPING_PTR("per", MAY, struct sm_raw_table, per, per_fields),
	CYAML_FIELD_MAPPING_PTR("pairs", MAY, struct sm_raw_table, pairs,
				pairs_fields),
	CYAML_FIELD_MAPPING_PTR("fixtures", MAY, struct sm_raw_table, fixtures,
				fixtures_fields),
	CYAML_FIELD_SEQUENCE("primary_key", LIST, struct sm_raw_table,
			     primary_key, &name_value, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_SEQUENCE("indexes", LIST, struct sm_raw_table, indexes,
			     &index_value, 0, SM_PROFILE_ENTRIES),
	CYAML_FIELD_SEQUENCE_COUNT("columns", CYAML_FLAG_POINTER,
				   struct sm_raw_table, columns.step, columns.n,
				   NULL, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_END
};

static const cyaml_schema_field_t modifier_fields[] = {
	TEXT("name", NEEDED, struct sm_raw_step, name),
	TEXT("type", MAY, struct sm_raw_step, type),
	TEXT("nulls", MAY, struct sm_raw_step, nulls),
	TEXT("nulls_with", MAY, struct sm_raw_step, nulls_with),
	TEXT("unique", MAY, struct sm_raw_step, unique),
	TEXT("unique_within", MAY, struct sm_raw_step, unique_within),
	TEXT("hidden", MAY, struct sm_raw_step, hidden),
	TEXT("when", MAY, struct sm_raw_step, when),
};

static const cyaml_schema_field_t steps_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("fields", CYAML_FLAG_POINTER, struct sm_steps,
				   step, n, NULL, 1, SM_PROFILE_ENTRIES),
	CYAML_FIELD_END
};

/*
 * A copy in the arena: lists without an entry schema get `entry`, the one
 * mapping without fields, if any, gets `fields`.
 */
static const cyaml_schema_field_t *
joined(struct sm_arena *a, const cyaml_schema_field_t *from, size_t n,
       const cyaml_schema_value_t *entry, const cyaml_schema_field_t *fields)
{
	cyaml_schema_field_t *to = sm_arena_array(a, n, sizeof(*to));
	unsigned lists = 0, mappings = 0;

	if (!to)
		return NULL;
	memcpy(to, from, n * sizeof(*to));
	for (cyaml_schema_field_t *f = to; f->key; f++) {
		if (f->value.type == CYAML_SEQUENCE && !f->value.sequence.entry) {
			f->value.sequence.entry = entry;
			lists++;
		} else if (f->value.type == CYAML_MAPPING &&
			   !f->value.mapping.fields) {
			f->value.mapping.fields = fields;
			mappings++;
		}
	}
	assert(lists >= 1 && mappings == (fields != NULL));
	return to;
}

/* A kind's arguments, each of which may be left out; NULL without memory. */
static const cyaml_schema_field_t *optional_args(const struct sm_op_kind *kind,
						 struct sm_arena *a)
{
	const cyaml_schema_field_t *from = kind->args ? kind->args : no_fields;
	cyaml_schema_field_t *to;
	size_t n = 1;

	while (from[n - 1].key)
		n++;
	to = sm_arena_array(a, n, sizeof(*to));
	if (!to)
		return NULL;
	memcpy(to, from, n * sizeof(*to));
	for (size_t i = 0; i + 1 < n; i++)
		to[i].value.flags = (enum cyaml_flag)(to[i].value.flags |
						      CYAML_FLAG_OPTIONAL);
	return to;
}

/* "kinds: {int: {min: 1}}": a mapping for each kind whose arguments are plain. */
static const cyaml_schema_field_t *
kinds_fields(const struct sm_op_kind *const *kind, size_t n, struct sm_arena *a)
{
	cyaml_schema_field_t *to = sm_arena_array(a, n + 1, sizeof(*to));
	size_t out = 0;

	for (size_t i = 0; to && i < n; i++) {
		const cyaml_schema_field_t *args = optional_args(kind[i], a);
		size_t at = offsetof(struct sm_raw_kinds, args) +
			    i * sizeof(void *);

		if (!args)
			return NULL;
		if (kind[i]->steps || !args->key)
			continue;
		to[out++] = (cyaml_schema_field_t){
			.key = kind[i]->name,
			.data_offset = (uint32_t)at,
			.value = {
				.type = CYAML_MAPPING,
				.flags = (enum cyaml_flag)(CYAML_FLAG_POINTER |
							   CYAML_FLAG_OPTIONAL),
				.data_size = (uint32_t)kind[i]->args_size,
				.mapping = { .fields = args },
			},
		};
	}
	return to;
}

/* The field `defaults`, whose mapping of kinds is as long as the registry. */
static const cyaml_schema_field_t *
joined_defaults(const struct sm_op_kind *const *kind, size_t n,
		struct sm_arena *a, const cyaml_schema_value_t *step)
{
	const cyaml_schema_field_t *kinds = kinds_fields(kind, n, a);
	const cyaml_schema_field_t *to =
		kinds ? joined(a, defaults_fields, SM_COUNTOF(defaults_fields),
			       step, kinds) : NULL;

	for (cyaml_schema_field_t *f = (cyaml_schema_field_t *)(uintptr_t)to;
	     f && f->key; f++)
		if (f->value.type == CYAML_MAPPING)
			f->value.data_size = (uint32_t)((n ? n : 1) *
							sizeof(void *));
	return to;
}

/* A kind with steps: `fields:` and the arguments it has besides. NULL: no memory. */
static const cyaml_schema_field_t *with_fields(const struct sm_op_kind *kind,
					       const cyaml_schema_field_t *list,
					       struct sm_arena *a)
{
	cyaml_schema_field_t *all;
	size_t n = 0;

	while (kind->args && kind->args[n].key)
		n++;
	if (!n)
		return list;
	all = sm_arena_array(a, n + 2, sizeof(*all));
	if (!all)
		return NULL;
	all[0] = list[0];
	memcpy(all + 1, kind->args, (n + 1) * sizeof(*all));
	return all;
}

/* The field for a kind: "int: {...}", filled in where args[i] points. */
static cyaml_schema_field_t kind_field(const struct sm_op_kind *kind, size_t i,
				       const cyaml_schema_field_t *list)
{
	const cyaml_schema_field_t *args = kind->args ? kind->args : no_fields;
	size_t size = kind->args_size;
	size_t at = offsetof(struct sm_raw_step, args) + i * sizeof(void *);

	assert(!kind->steps || size >= sizeof(struct sm_steps));
	return (cyaml_schema_field_t){
		.key = kind->name,
		.data_offset = (uint32_t)at,
		.value = {
			.type = CYAML_MAPPING,
			.flags = (enum cyaml_flag)(CYAML_FLAG_POINTER |
						   CYAML_FLAG_OPTIONAL),
			/* libcyaml takes a size of 0 for "free this". */
			.data_size = (uint32_t)(size ? size : 1),
			.mapping = { .fields = kind->steps ? list : args },
		},
	};
}

enum sm_code sm__profile_schema(const struct sm_op_kind *const *kind, size_t n,
				struct sm_arena *a,
				struct sm_profile_schema *out,
				struct sm_err *err)
{
	const size_t base = SM_COUNTOF(modifier_fields);
	cyaml_schema_field_t *step = sm_arena_array(a, base + n + 1, sizeof(*step));
	cyaml_schema_value_t *value = sm_arena_array(a, 2, sizeof(*value));
	const cyaml_schema_field_t *list, *table, *defaults, *top;

	if (!step || !value)
		return sm_nomem(err);
	list = joined(a, steps_fields, SM_COUNTOF(steps_fields), &value[0], NULL);
	table = joined(a, table_fields, SM_COUNTOF(table_fields), &value[0], NULL);
	defaults = joined_defaults(kind, n, a, &value[0]);
	if (!list || !table || !defaults)
		return sm_nomem(err);
	top = joined(a, top_fields, SM_COUNTOF(top_fields), &value[1], defaults);
	if (!top)
		return sm_nomem(err);

	memcpy(step, modifier_fields, sizeof(modifier_fields));
	for (size_t i = 0; i < n; i++) {
		const cyaml_schema_field_t *fields = list;

		if (kind[i]->steps)
			fields = with_fields(kind[i], list, a);
		if (!fields)
			return sm_nomem(err);
		step[base + i] = kind_field(kind[i], i, fields);
	}
	value[0] = (cyaml_schema_value_t){
		.type = CYAML_MAPPING,
		.flags = CYAML_FLAG_POINTER,
		.data_size = (uint32_t)(offsetof(struct sm_raw_step, args) +
					(n ? n : 1) * sizeof(void *)),
		.mapping = { .fields = step },
	};
	value[1] = (cyaml_schema_value_t){
		CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sm_raw_table, table),
	};
	*out = (struct sm_profile_schema){
		.top = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER,
					     struct sm_raw_profile, top) },
		.step = step,
		.modifiers = (uint32_t)base,
		.kind = kind,
		.kinds = (uint32_t)n,
	};
	return SM_OK;
}

const struct sm_op_kind *sm__schema_kind(const struct sm_profile_schema *ps,
					 const cyaml_schema_field_t *field)
{
	/* As numbers: pointers into different arrays have no order. */
	uintptr_t first = (uintptr_t)(ps->step + ps->modifiers);
	uintptr_t at = (uintptr_t)field;

	if (at < first || at >= first + ps->kinds * sizeof(*field))
		return NULL;
	return ps->kind[(at - first) / sizeof(*field)];
}
