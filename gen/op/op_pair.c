/*
 * op_pair.c - the "pair" generator: one side of the tuples that a table's rows
 * are
 *
 *     - name: enrolments
 *       pairs: {of: [students, courses], density: 0.05}
 *       columns:
 *         - {name: student_id, type: bigint, pair: {of: students}}
 *         - {name: course_id,  type: bigint, pair: {of: courses}}
 *
 * All tuples have a number, and a bijection of these numbers gives each row its
 * own: no tuple comes twice, and no row has to know of another.
 *
 * Ordered pairs (friends: one row for the two of them) are those of a round: n
 * rows stand in a circle, n odd, and each is a pair with every one of the (n - 1)
 * / 2 behind it. Of an even n the last row stands aside, and is a pair with each
 * of the others.
 */
#include <assert.h>
#include <string.h>

#include "../plan/planner.h"
#include "op_args.h"

struct pair_args {
	char *of, *side, *column;
};

struct pair {
	const struct sm_perm *tuples;
	uint64_t below;             /* tuples for each row of this side */
	uint64_t n, base;           /* rows of this side, the first's number */
	uint64_t first;             /* the row that has tuple 0 */
	bool ordered;               /* the first before the second */
	bool second;                /* ordered: this is the second */
	uint64_t circle;            /* ordered: rows in it, odd */
};

static const cyaml_schema_field_t pair_fields[] = {
	CYAML_FIELD_STRING_PTR("of", CYAML_FLAG_POINTER, struct pair_args, of, 1,
			       CYAML_UNLIMITED),
	SM_ARG(struct pair_args, side),
	SM_ARG(struct pair_args, column),
	CYAML_FIELD_END
};

/* Which table of the tuple: `of`, and `side` where it stands there twice. */
static enum sm_code find_side(const struct pair_args *a, const struct sm_compile *c,
			      uint32_t *side, struct sm_err *err)
{
	const struct sm_names *of =
		&c->planner->current->table->spec->pairs.of;
	uint32_t found = 0;
	int64_t want = -1;

	if (!of->n) {
		sm_refuse(c, err, NULL, "pair stands in a table of pairs");
		return sm_fix(err, "say pairs: {of: [%s, ...], rows: ...} instead of "
			      "the table's rows", a->of);
	}
	SM_TRY(sm_arg_i64(c, "side", a->side, &want, err));
	for (uint32_t i = 0; i < of->n; i++) {
		if (strcmp(of->name[i], a->of) != 0 ||
		    (a->side && want != (int64_t)i))
			continue;
		*side = i;
		found++;
	}
	if (found == 1)
		return SM_OK;
	if (found)
		return sm_refuse(c, err, "of", "%s stands %u times in the pairs: say "
				 "which with side: 0, 1, ...", a->of, found);
	return sm_refuse(c, err, a->side ? "side" : "of", "the pairs of %s are not of "
			 "%s%s%s", c->planner->current->table->name, a->of,
			 a->side ? " at place " : "", a->side ? a->side : "");
}

static inline uint64_t tuple_of(const struct pair *st, uint64_t row)
{
	return sm_perm_at(st->tuples, row < st->first ? 0 : row - st->first);
}

static void any_pairs(const struct pair *st, const struct sm_rows *rows, int64_t *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t tuple = tuple_of(st, sm_row(rows, i));

		out[i] = (int64_t)(st->base + tuple / st->below % st->n);
	}
}

static void ordered_pairs(const struct pair *st, const struct sm_rows *rows,
			  int64_t *out)
{
	const uint64_t circle = st->circle, behind = circle / 2;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t tuple = tuple_of(st, sm_row(rows, i));
		uint64_t a = tuple % circle, way = tuple / circle;
		uint64_t b = a + way + 1;

		b -= b >= circle ? circle : 0;
		b = way < behind ? b : circle;  /* the one aside */
		assert(a != b);
		out[i] = (int64_t)(st->base + ((a < b) == st->second ? b : a));
	}
}

static enum sm_code pair_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct pair_args *a = args;
	struct sm_pcolumn *me = c->planner->current;
	struct sm_ptable *t = me->table;
	struct pair *st = sm_arena_alloc(c->arena, sizeof(*st));
	uint32_t side = 0;
	bool self;

	if (!st)
		return sm_nomem(err);
	SM_TRY(find_side(a, c, &side, err));
	SM_TRY(sm__bind_target(c, "of", a->of, a->column, &st->base, &st->n, &self,
			       err));
	st->tuples = &t->tuples;
	st->first = sm__sides_stay(t) ? 0 : c->first_row;
	st->below = 1;
	for (uint32_t i = side + 1; i < t->spec->pairs.of.n; i++)
		st->below *= t->side[i]->rows ? t->side[i]->rows : 1;
	assert(st->n > 0 && st->below > 0);
	st->circle = (st->n - 1) | 1;
	st->second = side == 1;
	st->ordered = t->spec->pairs.ordered;
	me->side = side + 1;
	op->state = st;
	return SM_OK;
}

static void pair_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct pair *st = op->state;

	(void)w;
	(void)in;
	if (st->ordered)
		ordered_pairs(st, rows, out->v.i64);
	else
		any_pairs(st, rows, out->v.i64);
}

const struct sm_op_kind sm_op_pair = {
	.name = "pair",
	.summary = "one side of the tuples that a table's rows are",
	.example = "{of: p, side: 0}",
	.doc = "of        a table of the pairs: {of: [students, courses], ...} that the\n"
	       "          table says instead of its rows\n"
	       "side      0, 1, ...: which place, where a table stands there twice\n"
	       "column    which column of it (default: its primary key)\n",
	.version = 1,
	.table = "pairs: {of: [p, p], rows: 1000}",
	.types = UINT32_MAX,
	.args = pair_fields,
	.args_size = sizeof(struct pair_args),
	.compile = pair_compile,
	.run = pair_run,
};
