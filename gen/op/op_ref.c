/*
 * op_ref.c - the "ref" generator: a foreign key to a row of another table
 *
 *     - ref: {table: customers, dist: zipf, exponent: 1.1}
 *
 * run() picks parent row numbers; the planner has the parent key's program make
 * the value there. A reference to its own table points to an earlier row, so
 * that rows can be loaded in order: the first row is NULL where NULLs are allowed,
 * otherwise it points to itself. With unique: true no parent is used twice.
 *
 * Zipf: rank k of the parents has weight 1/(k+1)^exponent; which parent has
 * which rank is a keyed bijection, so the popular ones are not the first ones.
 * In a self reference the ranks are the earlier rows, oldest first.
 */
#include <assert.h>
#include <string.h>

#include "../plan/planner.h"

struct ref_args {
	char *table, *column, *dist, *exponent;
};

enum ref_how { REF_UNIFORM, REF_ZIPF, REF_UNIQUE, REF_SELF, REF_SELF_ZIPF };

struct ref_state {
	enum ref_how how;
	uint64_t n;                 /* parent rows ... */
	uint64_t base;              /* ... and the first one's number */
	uint64_t first;             /* the table's own first row number */
	struct sm_perm perm;        /* rank -> row; unique: child -> parent */
	struct sm_zipf zipf;
	bool null_root;             /* self: row 0 is NULL */
};

static const cyaml_schema_field_t ref_fields[] = {
	CYAML_FIELD_STRING_PTR("table", CYAML_FLAG_POINTER, struct ref_args, table,
			       1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct ref_args, column, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("dist", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct ref_args, dist, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("exponent", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct ref_args, exponent, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};

static enum sm_code compile_unique(struct sm_op *op, struct ref_state *st,
				   const struct sm_compile *c, bool self,
				   bool zipf, struct sm_err *err)
{
	if (self || zipf)
		return sm_refuse(c, err, "dist", "a unique reference must be "
				 "uniform and to another table");
	if (c->rows - c->first_row > st->n)
		return sm_refuse(c, err, NULL, "needs %llu different parents, there "
				 "are %llu",
				 (unsigned long long)(c->rows - c->first_row),
				 (unsigned long long)st->n);
	st->how = REF_UNIQUE;
	sm_perm_init(&st->perm, op->key, st->n);
	op->out.unique = true;
	return SM_OK;
}

static enum sm_code compile_zipf(struct sm_op *op, struct ref_state *st,
				 const struct sm_compile *c,
				 const struct ref_args *a, bool self,
				 struct sm_err *err)
{
	double exponent = 1;

	SM_TRY(sm_arg_real(c, "exponent", a->exponent, &exponent, err));
	if (!(exponent >= 0.01 && exponent <= 10))
		return sm_refuse(c, err, "exponent", "exponent must be from 0.01 to "
				 "10");
	SM_TRY(sm_zipf_init(&st->zipf, c->arena, st->n, exponent, err));
	st->how = self ? REF_SELF_ZIPF : REF_ZIPF;
	sm_perm_init(&st->perm, sm_compile_key(c, "rank"), st->n);
	(void)op;
	return SM_OK;
}

static enum sm_code ref_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	static const char *const dists[] = { "uniform", "zipf" };
	const struct ref_args *a = args;
	struct ref_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned dist = 0;
	bool self;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm__bind_target(c, "table", a->table, a->column, &st->base,
			       &st->n, &self, err));
	SM_TRY(sm_arg_choice(c, "dist", a->dist, dists, SM_COUNTOF(dists), &dist,
			     err));
	if (a->exponent && !dist)
		return sm_refuse(c, err, "exponent", "exponent goes with dist: "
				 "zipf");
	op->state = st;
	st->first = c->first_row;
	st->null_root = self && c->planner->current->step->nulls > 0;
	op->out.nullable = st->null_root;
	st->how = self ? REF_SELF : REF_UNIFORM;
	if (c->unique)
		return compile_unique(op, st, c, self, dist != 0, err);
	return dist ? compile_zipf(op, st, c, a, self, err) : SM_OK;
}

/* An earlier row of the run; its first has none and stands for itself. */
static uint64_t earlier(const struct ref_state *st, struct sm_rng *rng,
			uint64_t row)
{
	if (row == 0)
		return 0;
	if (st->how == REF_SELF)
		return sm_rng_below(rng, row);
	/* ranks of the whole table squeezed into the rows there are so far */
	return (uint64_t)((sm_uint128)sm_zipf_at(&st->zipf, rng) * row / st->n);
}

static uint64_t pick(const struct ref_state *st, uint64_t key, uint64_t row)
{
	struct sm_rng rng = sm_rng_at(key, row);

	switch (st->how) {
	case REF_ZIPF:
		return sm_perm_at(&st->perm, sm_zipf_at(&st->zipf, &rng));
	case REF_UNIQUE:
		return sm_perm_at(&st->perm, row - st->first);
	case REF_SELF:
	case REF_SELF_ZIPF:
		return earlier(st, &rng, row - st->first);
	case REF_UNIFORM:
		break;
	}
	return sm_rng_below(&rng, st->n);
}

static void ref_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct ref_state *st = op->state;

	(void)w;
	(void)in;
	if (st->how == REF_UNIFORM && !rows->id) {
		for (uint32_t i = 0; i < rows->n; i++) {
			struct sm_rng rng = sm_rng_at(op->key, rows->first + i);

			out->v.i64[i] = (int64_t)(st->base +
						  sm_rng_below(&rng, st->n));
		}
		return;
	}
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i), to = pick(st, op->key, row);

		assert(to < st->n);
		out->v.i64[i] = (int64_t)(st->base + to);
		if (st->null_root)
			out->null[i] = row == st->first;
	}
}

static const char *const ref_needs[] = { "id=serial: {}", NULL };

const struct sm_op_kind sm_op_ref = {
	.name = "ref",
	.summary = "a foreign key: the key of some row of another table",
	.example = "{table: t, column: id}",
	.doc = "table     the table referred to; its own: an earlier row\n"
	       "column    which column (default: its primary key)\n"
	       "dist      uniform (default) or zipf: few parents have most children\n"
	       "exponent  of zipf, default 1\n",
	.version = 1,
	.types = UINT32_MAX,
	.args = ref_fields,
	.args_size = sizeof(struct ref_args),
	.needs = ref_needs,
	.compile = ref_compile,
	.run = ref_run,
};
