/*
 * within.c - values that differ among the rows of one scope, not in the table
 *
 *     - {name: sku, pattern: {text: "??-##"}, unique_within: tenant_id}
 *
 * A scope is a row some `per` steps up: the tenant of the order of a line. The
 * rows of one stand one behind the other, so a row's position in its scope is
 * its number less that of the scope's first row: a fan a step, no table of
 * anything. A kind that is a bijection of row numbers is run on positions
 * instead, and what it makes differs within each scope. A keyed turn of each
 * scope makes scopes differ, too:
 *
 *     number = (position + turn(scope)) mod space
 *
 * Several columns that are unique together (tuple.c) take a digit each of one
 * shuffled number. Without a scope the number is the row's own.
 */
#include <assert.h>
#include <string.h>

#include "tuple.h"

/* ---- which scope a column tells ------------------------------------------------ */

static uint32_t above(const struct sm_pcolumn *c, uint32_t steps)
{
	uint32_t more;

	if (steps && c->dom.unique)
		return steps;
	more = sm__scope_level(c);
	return more ? steps + more : 0;
}

uint32_t sm__scope_level(const struct sm_pcolumn *c)
{
	/* a literal of a fixture is not what stands above */
	if (c->fixed)
		return 0;
	if (c->is_parent)
		return above(c->target_column, 1);
	if (strcmp(c->step->kind->name, "copy") != 0 || c->nbinds != 1)
		return 0;
	for (uint32_t i = 0; i < c->bind[0].nhops; i++)
		if (!c->bind[0].hop[i]->is_parent)
			return 0;
	return above(c->bind[0].column, c->bind[0].nhops);
}

bool sm__scope_most(const struct sm_ptable *t, uint32_t level, uint64_t *most)
{
	sm_uint128 n = 1;

	for (uint32_t i = 0; i < level; i++, t = t->per) {
		assert(t->per);
		n *= t->fan.max ? t->fan.max : 1;
		if (n > SM_TUPLE_MOST)
			return false;
	}
	*most = (uint64_t)n;
	return true;
}

/* ---- the number that a row has instead of its own ------------------------------ */

struct place {
	const struct sm_fan *fan[SM_SCOPE_LEVELS];
	uint32_t levels;
	bool turned, shuffled;
	uint64_t key;               /* of the turns */
	uint64_t space;             /* numbers are below it */
	struct sm_perm perm;
	uint64_t div, mod;          /* the digit */
};

/* A row's position in its scope, turned. */
static uint64_t place_number(const struct place *st, struct sm_fan_at *at,
			     uint64_t row)
{
	uint64_t scope = row, first, n;
	struct sm_rng rng;

	for (uint32_t i = 0; i < st->levels; i++)
		scope = sm_fan_parent(st->fan[i], &at[i], scope, &n);
	first = scope;
	for (uint32_t i = st->levels; i > 0; i--)
		sm_fan_children(st->fan[i - 1], &at[i - 1], first, &first, &n);
	/* NULL references are followed to row 0, which may be in no scope */
	n = row < first ? 0 : row - first;
	if (!st->turned)
		return n;
	rng = sm_rng_at(st->key, scope);
	n += sm_rng_below(&rng, st->space);
	return n < st->space ? n : n - st->space;
}

static void place_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct place *st = op->state;
	struct sm_fan_at at[SM_SCOPE_LEVELS];

	(void)w;
	(void)in;
	for (uint32_t i = 0; i < st->levels; i++)
		sm_fan_start(&at[i]);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t v = sm_row(rows, i);

		if (st->levels)
			v = place_number(st, at, v);
		if (st->shuffled)
			v = sm_perm_at(&st->perm, v);
		out->v.i64[i] = (int64_t)(v / st->div % st->mod);
	}
}

static const struct sm_op_kind place_kind = {
	.name = "place",
	.run = place_run,
};

struct sm_op *sm__place(struct sm_planner *p, const struct sm_tuple *u,
			uint64_t div, uint64_t mod)
{
	struct sm_op *op = sm_arena_alloc(p->arena, sizeof(*op));
	struct place *st = sm_arena_alloc(p->arena, sizeof(*st));
	const struct sm_ptable *t = u->table;

	if (!op || !st)
		return NULL;
	assert(u->level <= SM_SCOPE_LEVELS && div && mod && u->space);
	st->levels = u->level;
	for (uint32_t i = 0; i < u->level; i++, t = t->per)
		st->fan[i] = &t->fan;
	st->turned = u->level && !u->straight;
	st->shuffled = u->n > 1;
	st->key = sm_key(p->seed, u->table->name, u->member[0]->key_name, "turn");
	st->space = u->space;
	if (st->shuffled)
		sm_perm_init(&st->perm, sm_key(p->seed, u->table->name,
					       u->member[0]->key_name, "tuple"),
			     u->space);
	st->div = div;
	st->mod = mod;
	op->kind = &place_kind;
	op->state = st;
	op->out = (struct sm_domain){ .type = { .id = SM_T_BIGINT },
				      .max = (int64_t)(mod - 1) };
	return op;
}

/* ---- unique_within ---------------------------------------------------------------- */

static enum sm_code refuse_scope(struct sm_planner *p, struct sm_pcolumn *c,
				 struct sm_pcolumn *scope, struct sm_err *err)
{
	sm__spec_refuse(p->spec, err, c->step->path, "unique_within",
			"%s: rows that share a %s do not stand together, so "
			"nothing can be unique among them", c->display,
			scope->step->name);
	sm_why(err, "%s is made by %s, which is not the `parent` of a `per` table "
	       "nor a copy through `parent` columns to something unique",
	       scope->display, scope->step->kind->name);
	return sm_fix(err, "give %s per: {table: ..., min: ..., max: ...} and make "
		      "%s its parent: {}, or say unique: true", c->table->name,
		      scope->step->name);
}

static enum sm_code find_scope(struct sm_planner *p, struct sm_pcolumn *c,
			       struct sm_tuple *u, struct sm_err *err)
{
	const char *name = c->step->unique_within;
	struct sm_pcolumn *scope = sm__planner_column(c->table, name);

	if (!scope)
		return sm__spec_refuse(p->spec, err, c->step->path,
				       "unique_within", "%s: table %s has no "
				       "column \"%s\"", c->display,
				       c->table->name, name);
	if (scope == c)
		return sm__spec_refuse(p->spec, err, c->step->path,
				       "unique_within", "%s: unique within itself",
				       c->display);
	SM_TRY(sm__column_compile(p, scope, err));
	u->level = sm__scope_level(scope);
	if (!u->level || u->level > SM_SCOPE_LEVELS)
		return refuse_scope(p, c, scope, err);
	if (!sm__scope_most(c->table, u->level, &u->rows))
		return sm__spec_refuse(p->spec, err, c->step->path,
				       "unique_within", "%s: more than 2^62 rows "
				       "may share a %s", c->display, name);
	return SM_OK;
}

/* A number that counts on is counted from the start in each scope. */
static bool counts(const struct sm_step *step)
{
	return strcmp(step->kind->name, "serial") == 0 ||
	       strcmp(step->kind->name, "code") == 0;
}

enum sm_code sm__within(struct sm_planner *p, struct sm_pcolumn *c,
			struct sm_err *err)
{
	struct sm_tuple *u = sm_arena_alloc(p->arena, sizeof(*u));
	struct sm_pcolumn **member = sm_arena_alloc(p->arena, sizeof(*member));

	if (!u || !member)
		return sm_nomem(err);
	u->table = c->table;
	u->member = member;
	u->n = 1;
	*member = c;
	SM_TRY(find_scope(p, c, u, err));
	u->straight = counts(c->step);
	u->space = u->straight ? u->rows : sm__column_values(p, c);
	/* too few: compiling for so many rows says so, with the numbers */
	if (u->space < u->rows)
		u->space = u->rows;
	c->tuple = u;
	c->place_rows = u->space;
	c->place = sm__place(p, u, 1, u->space);
	return c->place ? SM_OK : sm_nomem(err);
}
