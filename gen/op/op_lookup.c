/*
 * op_lookup.c - the "lookup" generator: a field of a list of records
 *
 *     - {name: city,     type: text, lookup: {list: place_us, column: city}}
 *     - {name: state,    type: text, lookup: {list: place_us, column: region, with: city}}
 *     - {name: postcode, type: text, lookup: {list: place_us, column: postcode, with: city}}
 *
 * A list of records is a word list whose lines are fields with tabs between
 * them; the first line names them. A field named "weight" says how often its
 * line comes. With `with` the line is that of another column, so that city, state
 * and postcode belong together.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../plan/planner.h"
#include "literal.h"
#include "op_args.h"

struct lookup_args {
	char *list, *column, *with;
};

struct lookup_state {
	uint64_t key;               /* this column's, or the other one's */
	enum sm_class class;
	uint32_t n;
	bool weighted;
	struct sm_alias alias;
	const struct sm_literal *value;
};

extern const struct sm_op_kind sm_op_lookup;

static const cyaml_schema_field_t lookup_fields[] = {
	CYAML_FIELD_STRING_PTR("list", CYAML_FLAG_POINTER, struct lookup_args, list, 1,
			       CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER, struct lookup_args, column,
			       1, CYAML_UNLIMITED),
	SM_ARG(struct lookup_args, with),
	CYAML_FIELD_END
};

/* Field k of a line; false when it has none. */
static bool field_at(const struct sm_str *line, uint32_t k, struct sm_str *out)
{
	const char *at = line->p, *end = line->p + line->n;

	for (;; k--) {
		const char *tab = memchr(at, '\t', (size_t)(end - at));

		if (k == 0) {
			out->p = at;
			out->n = (uint32_t)((tab ? tab : end) - at);
			return true;
		}
		if (!tab)
			return false;
		at = tab + 1;
	}
}

static bool find_field(const struct sm_words *w, const char *name, uint32_t *k)
{
	struct sm_str f;

	for (*k = 0; field_at(&w->word[0], *k, &f); ++*k)
		if (f.n == strlen(name) && memcmp(f.p, name, f.n) == 0)
			return true;
	return false;
}

static enum sm_code no_field(const struct lookup_args *a, const struct sm_words *w,
			     const struct sm_compile *c, struct sm_err *err)
{
	const char *name[64], *near, *all = "";
	struct sm_str f;
	uint32_t n = 0;

	while (n < SM_COUNTOF(name) && field_at(&w->word[0], n, &f)) {
		name[n] = sm_arena_strndup(c->arena, f.p, f.n);
		if (!name[n])
			return sm_nomem(err);
		all = sm_arena_printf(c->arena, "%s%s%s", all, n ? ", " : "", name[n]);
		if (!all)
			return sm_nomem(err);
		n++;
	}
	near = sm_nearest(a->column, name, n);
	sm_refuse(c, err, "column", "the list \"%s\" has no field \"%s\"%s%s%s",
		  a->list, a->column, near ? ", did you mean \"" : "",
		  near ? near : "", near ? "\"?" : "");
	return sm_fix(err, "its fields are %s", all);
}

/* The text of field k of line i (from 0, without the names). */
static enum sm_code text_of(const struct lookup_args *a, const struct sm_words *w,
			    uint32_t i, uint32_t k, const char **text,
			    const struct sm_compile *c, struct sm_err *err)
{
	struct sm_str f;

	if (!field_at(&w->word[i + 1], k, &f))
		return sm_refuse(c, err, "list", "record %u of the list \"%s\" has "
				 "fewer fields than its first line names", i + 1,
				 a->list);
	*text = sm_arena_strndup(c->arena, f.p, f.n);
	return *text ? SM_OK : sm_nomem(err);
}

static enum sm_code read_weights(struct lookup_state *st, const struct lookup_args *a,
				 const struct sm_words *w, uint32_t k,
				 const struct sm_compile *c, struct sm_err *err)
{
	double *weight = sm_arena_array(c->arena, st->n, sizeof(*weight));

	if (!weight)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++) {
		const char *text;

		SM_TRY(text_of(a, w, i, k, &text, c, err));
		SM_TRY(sm_arg_real(c, "list", text, &weight[i], err));
		if (!(weight[i] >= 0))
			return sm_refuse(c, err, "list", "record %u of the list \"%s\" "
					 "has a weight below 0", i + 1, a->list);
	}
	st->weighted = true;
	return sm_alias_init(&st->alias, c->arena, weight, st->n, err);
}

static enum sm_code read_values(struct lookup_state *st, struct sm_op *op,
				const struct lookup_args *a,
				const struct sm_words *w, uint32_t k,
				const struct sm_compile *c, struct sm_err *err)
{
	struct sm_literal *v = sm_arena_array(c->arena, st->n, sizeof(*v));

	if (!v)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++) {
		const char *text;

		SM_TRY(text_of(a, w, i, k, &text, c, err));
		SM_TRY(sm__literal(c, "column", text, &v[i], err));
	}
	assert(st->n > 0);
	st->value = v;
	sm__literal_domain(&c->type, v, st->n, &op->out);
	return SM_OK;
}

/* Whose draw chooses the line: `with` is a lookup in the same list. */
static enum sm_code find_key(struct lookup_state *st, const struct lookup_args *a,
			     const struct sm_compile *c, struct sm_err *err)
{
	struct sm_pcolumn *me = c->planner->current, *with;
	const struct lookup_args *theirs;

	if (!a->with)
		return SM_OK;
	SM_TRY(sm__find_column(c, "with", me->table, a->with, &with, err));
	if (with == me)
		return sm_refuse(c, err, "with", "%s is the column itself", a->with);
	theirs = with->step->args;
	if (strcmp(with->step->kind->name, "lookup") != 0 ||
	    strcmp(theirs->list, a->list) != 0)
		return sm_refuse(c, err, "with", "%s is no lookup in the list \"%s\"",
				 a->with, a->list);
	if (theirs->with)
		return sm_refuse(c, err, "with", "%s goes with %s: name that one",
				 a->with, theirs->with);
	SM_TRY(sm__column_compile(c->planner, with, err));
	assert(with->op.kind == &sm_op_lookup);
	st->key = with->op.key;
	return SM_OK;
}

static enum sm_code lookup_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	const struct lookup_args *a = args;
	struct lookup_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const struct sm_words *w;
	uint32_t k, weight;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_compile_words(c, "list", a->list, &w, err));
	if (w->n < 2)
		return sm_refuse(c, err, "list", "\"%s\" is no list of records: its "
				 "first line names the fields, with tabs between them",
				 a->list);
	if (!find_field(w, a->column, &k))
		return no_field(a, w, c, err);
	st->n = w->n - 1;
	st->key = op->key;
	st->class = sm_type_class(c->type.id);
	op->state = st;
	SM_TRY(find_key(st, a, c, err));
	if (find_field(w, "weight", &weight))
		SM_TRY(read_weights(st, a, w, weight, c, err));
	return read_values(st, op, a, w, k, c, err);
}

static void lookup_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct lookup_state *st = op->state;

	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(st->key, sm_row(rows, i));
		uint64_t u = sm_rng_u64(&rng);
		uint64_t line = st->weighted ? sm_alias_at(&st->alias, u)
					     : sm_scale_u64(u, st->n);
		const struct sm_literal *v = &st->value[line];

		assert(line < st->n);
		switch (st->class) {
		case SM_STR: out->v.str[i] = v->v.str; break;
		case SM_U128: out->v.u128[i] = v->v.u128; break;
		case SM_F64: out->v.f64[i] = v->v.f64; break;
		case SM_I64: out->v.i64[i] = v->v.i64; break;
		}
	}
}

const struct sm_op_kind sm_op_lookup = {
	.name = "lookup",
	.summary = "a field of a list of records, with others of the same record",
	.example = "{list: place_us, column: city}",
	.doc = "list      a word list of records: fields with tabs between them, the\n"
	       "          first line names them; a field \"weight\" says how often\n"
	       "          a record comes; place_de, place_es, place_fr, place_ke and\n"
	       "          place_us have city, region, postcode, lat, lon, weight\n"
	       "column    which field\n"
	       "with      a column of the same list: takes its record\n",
	.version = 1,
	.types = UINT32_MAX & ~(SM_M(SM_T_JSON) | SM_M(SM_T_JSONB)),
	.natural = { .id = SM_T_TEXT },
	.args = lookup_fields,
	.args_size = sizeof(struct lookup_args),
	.compile = lookup_compile,
	.run = lookup_run,
};
