/*
 * column.c - compile one column: its step, its modifiers, and what can be
 * proved about its values before there are any
 *
 * What a column's type, length and NOT NULL ask is checked here against the
 * domain its kind promises, so no row can fail later.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "tuple.h"

#include "seedmill/fmt.h"

/* More than any table has rows that are worth a search. */
#define VALUES_MOST (UINT64_C(1) << 31)

static struct sm_compile context(struct sm_planner *p, struct sm_pcolumn *c)
{
	struct sm_compile ctx = {
		.arena = p->arena,
		.column = c->display,
		.path = sm_arena_printf(p->arena, "%s.%s", c->step->path,
					c->step->kind->name),
		.type = c->type,
		.labels = c->labels,
		.nlabels = c->nlabels,
		.rows = c->table->first_row + (c->table->rows ? c->table->rows : 1),
		.first_row = c->table->first_row,
		.as_of_us = p->as_of_us,
		.scale = p->scale,
		.unique = c->want_unique,
		.planner = p,
	};

	/* its numbers are not the table's */
	if (c->place_rows) {
		ctx.rows = c->place_rows;
		ctx.first_row = 0;
		ctx.unique = true;
	}
	return ctx;
}

/* c is asked for while it is being compiled: by the column compiled now. */
static enum sm_code refuse_cycle(struct sm_planner *p, struct sm_pcolumn *c,
				 struct sm_err *err)
{
	struct sm_compile ctx;

	assert(p->current);
	ctx = context(p, p->current);
	sm_refuse(&ctx, err, NULL, "needs %s, which needs %s: a cycle",
		  c->display, p->current->display);
	return sm_fix(err, "one of the columns on the way must be made without "
		      "the other");
}

static bool in_types(uint32_t set, enum sm_type_id id)
{
	return (set & SM_M(id)) != 0;
}

static enum sm_code check_kind_fits(struct sm_pcolumn *c,
				    const struct sm_compile *ctx,
				    struct sm_err *err)
{
	const struct sm_op_kind *k = c->step->kind;
	char type[64];

	/* kinds without a type of their own take it from what they follow */
	if (c->type.id == SM_T_NONE && k->natural.id == SM_T_NONE)
		return SM_OK;
	if (in_types(k->types, c->type.id))
		return SM_OK;
	return sm_refuse(ctx, err, NULL, "%s cannot fill a column of type %s",
			 k->name, sm_type_format(&c->type, type));
}

static void domain_start(struct sm_domain *d, const struct sm_type *type)
{
	*d = (struct sm_domain){ .type = *type };
	if (type->id != SM_T_NONE && sm_type_class(type->id) == SM_I64)
		sm_type_range(type, &d->min, &d->max);
}

/* A reference has the values of the column it points to. */
static enum sm_code follow_target(struct sm_pcolumn *c,
				  const struct sm_compile *ctx,
				  struct sm_err *err)
{
	struct sm_domain d = c->target_column->dom;
	char mine[64], theirs[64];

	if (c->type.id == SM_T_NONE)
		c->type = c->target_column->type;
	if (!sm_type_keeps(&c->type, &d.type))
		return sm_refuse(ctx, err, NULL, "type %s cannot hold %s, which "
				 "is of type %s",
				 sm_type_format(&c->type, mine),
				 c->target_column->display,
				 sm_type_format(&d.type, theirs));
	d.type = c->type;
	d.unique = c->op.out.unique && d.unique;
	d.nullable |= c->op.out.nullable;
	c->dom = d;
	return SM_OK;
}

void sm__column_show(const struct sm_type *t, int64_t v, char out[64])
{
	if (t->id == SM_T_DECIMAL && t->scale) {
		*sm_fmt_decimal(out, v, t->scale) = 0;
	} else if (t->id == SM_T_DATE) {
		char s[40];

		s[sm_time_format(v * SM_DAY_US, s)] = 0;
		snprintf(out, 64, "%.10s", s);
	} else if (t->id == SM_T_TIMESTAMP || t->id == SM_T_TIMESTAMPTZ) {
		char s[40];

		s[sm_time_format(v, s)] = 0;
		snprintf(out, 64, "%s", s);
	} else {
		snprintf(out, 64, "%lld", (long long)v);
	}
}

static enum sm_code check_range(struct sm_pcolumn *c,
				const struct sm_compile *ctx, struct sm_err *err)
{
	int64_t min, max;
	char lo[64], hi[64], tlo[64], thi[64], type[64];

	if (sm_type_class(c->type.id) != SM_I64)
		return SM_OK;
	sm_type_range(&c->type, &min, &max);
	if (c->dom.min >= min && c->dom.max <= max)
		return SM_OK;
	sm__column_show(&c->type, c->dom.min, lo);
	sm__column_show(&c->type, c->dom.max, hi);
	sm__column_show(&c->type, min, tlo);
	sm__column_show(&c->type, max, thi);
	return sm_refuse(ctx, err, NULL, "its values reach from %s to %s, type %s "
			 "holds %s to %s", lo, hi,
			 sm_type_format(&c->type, type), tlo, thi);
}

static enum sm_code check_length(struct sm_pcolumn *c,
				 const struct sm_compile *ctx, struct sm_err *err)
{
	if (c->type.id != SM_T_VARCHAR && c->type.id != SM_T_CHAR)
		return SM_OK;
	if (!c->type.length || c->dom.chars <= c->type.length)
		return SM_OK;
	sm_refuse(ctx, err, NULL, "its values can be %u characters long, the "
		  "column holds %u", c->dom.chars, c->type.length);
	return sm_fix(err, "make the column wider, or the values shorter");
}

static enum sm_code check_nulls(const struct sm_pcolumn *c, struct sm_err *err)
{
	if (!c->dom.nullable || !c->live || c->live->nullable)
		return SM_OK;
	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: column %s is "
		"NOT NULL, but the profile makes NULLs for it",
		c->table->name, c->step->name);
	return sm_fix(err, "drop `nulls:` and `when:` from %s, or the NOT NULL "
		      "from the table", c->display);
}

/* Different numbers make different values, and nothing of the row is asked. */
static bool is_bijection(const struct sm_pcolumn *c)
{
	if (c->is_parent || c->is_ordinal || c->is_distinct || c->self)
		return false;
	return c->op.out.unique && (!c->target || c->target_column->dom.unique);
}

/* What is made from other numbers is unique among those, not in the table. */
static enum sm_code check_placed(struct sm_pcolumn *c,
				 const struct sm_compile *ctx, struct sm_err *err)
{
	const char *within = c->step->unique_within;
	bool good = is_bijection(c);

	c->dom.unique = false;
	if (c->want_unique) {
		sm_refuse(ctx, err, NULL, "is unique within %s, but a key wants it to "
			  "be unique in the table", within ? within : "its key");
		return sm_fix(err, "say unique: true instead of unique_within, or "
			      "give the key both columns");
	}
	if (good)
		return SM_OK;
	sm_refuse(ctx, err, NULL, "must be unique within %s, and %s cannot promise "
		  "that", within ? within : "its key", c->step->kind->name);
	return sm_fix(err, "use int, pattern, code, uuid, or pick, words or ref with "
		      "enough values");
}

static enum sm_code check_unique(struct sm_pcolumn *c,
				 const struct sm_compile *ctx, struct sm_err *err)
{
	if (c->place)
		return check_placed(c, ctx, err);
	if (!c->want_unique || c->dom.unique)
		return SM_OK;
	sm_refuse(ctx, err, NULL, "must be unique, and %s cannot promise that",
		  c->step->kind->name);
	return sm_fix(err, "use serial, uuid, pattern, int over a wide range, or "
		      "a template that contains a unique column");
}

static uint64_t null_cut(double share)
{
	if (share <= 0)
		return 0;
	if (share >= 1)
		return UINT64_MAX;
	return (uint64_t)(share * 18446744073709551616.0);
}

/*
 * nulls_with: another column's draw decides, so that both are NULL in the same
 * rows; of two shares the smaller one's rows are among the larger one's.
 */
static enum sm_code find_nulls(struct sm_planner *p, struct sm_pcolumn *c,
			       const struct sm_compile *ctx, struct sm_err *err)
{
	const char *name = c->step->nulls_with;
	struct sm_pcolumn *with = c;
	double share = c->step->nulls;

	c->null_key = c->key_name;
	c->null_cut = null_cut(share);
	if (!name)
		return SM_OK;
	with = sm__planner_column(c->table, name);
	if (!with || with == c || with->step->nulls_with || with->step->nulls <= 0)
		return sm__spec_refuse(p->spec, err, c->step->path, "nulls_with",
				       "%s: nulls_with: %s %s", ctx->column, name,
				       !with ? "is no column of the table"
				       : with == c ? "is the column itself"
				       : with->step->nulls_with
				       ? "follows another itself: name that one"
				       : "has no nulls: to share");
	c->null_key = with->key_name;
	if (share <= 0)
		c->null_cut = null_cut(with->step->nulls);
	return SM_OK;
}

static enum sm_code apply_modifiers(struct sm_planner *p, struct sm_pcolumn *c,
				    const struct sm_compile *ctx,
				    struct sm_err *err)
{
	SM_TRY(find_nulls(p, c, ctx, err));
	if ((c->null_cut || c->step->when) && c->is_parent)
		return sm_refuse(ctx, err, NULL, "a parent cannot be NULL");
	c->dom.nullable |= c->null_cut != 0;
	if (c->step->when)
		SM_TRY(sm__when(p, c, err));
	SM_TRY(sm__enum_check(c, ctx, err));
	c->dom.labels = c->type.id == SM_T_ENUM ? c->labels : NULL;
	c->dom.nlabels = c->type.id == SM_T_ENUM ? c->nlabels : 0;
	SM_TRY(check_range(c, ctx, err));
	SM_TRY(check_length(c, ctx, err));
	SM_TRY(check_nulls(c, err));
	return check_unique(c, ctx, err);
}

static enum sm_code compile_step(struct sm_planner *p, struct sm_pcolumn *c,
				 struct sm_compile *ctx, struct sm_err *err)
{
	const struct sm_op_kind *k = c->step->kind;

	SM_TRY(check_kind_fits(c, ctx, err));
	c->op.kind = k;
	c->op.key = sm_key(p->seed, c->table->name, c->key_name, k->name);
	domain_start(&c->op.out, &c->type);
	SM_TRY(k->compile(&c->op, c->step->args, ctx, err));
	if (c->target)
		return follow_target(c, ctx, err);
	c->dom = c->op.out;
	if (c->type.id == SM_T_NONE)
		c->type = c->op.out.type;
	assert(c->type.id != SM_T_NONE);
	return SM_OK;
}

static enum sm_code compile_all(struct sm_planner *p, struct sm_pcolumn *c,
				struct sm_compile *ctx, struct sm_err *err)
{
	SM_TRY(compile_step(p, c, ctx, err));
	SM_TRY(apply_modifiers(p, c, ctx, err));
	return sm__fixtures(p, c, ctx, err);
}

/*
 * Would the step compile if the table were not there yet? Then what is wrong
 * is not the profile by itself, but how it and the live table go together.
 */
static bool fits_without_live(struct sm_planner *p, struct sm_pcolumn *c)
{
	struct sm_pcolumn alone = {
		.table = c->table, .step = c->step, .display = c->display,
		.key_name = c->key_name, .state = SM_P_BUSY,
		.want_unique = c->step->unique, .tuple = c->tuple,
		.place = c->place, .place_rows = c->place_rows,
	};
	struct sm_err ignored = { 0 };
	struct sm_compile ctx;
	bool fits;

	if (sm__resolve_type(p, &alone, &ignored))
		return false;
	ctx = context(p, &alone);
	p->current = &alone;
	fits = !compile_all(p, &alone, &ctx, &ignored);
	p->current = c;
	return fits;
}

static enum sm_code blame_live(const struct sm_pcolumn *c, struct sm_err *err)
{
	struct sm_err was = *err;

	sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: column %s is "
		"%s%s in the database: %s", c->table->name, c->step->name,
		c->live->type_text,
		c->want_unique && !c->step->unique ? " and unique" : "", was.what);
	if (was.why[0])
		sm_why(err, "%s", was.why);
	return sm_fix(err, "%s", was.fix[0] ? was.fix : "change the step, or the "
		      "column in the database");
}

bool sm__serial_base(struct sm_planner *p, const struct sm_ptable *t,
		     const struct sm_step *step, int64_t *base)
{
	return p->opts->serial_base && t->live && t->selected && !step->hidden &&
	       !step->unique_within &&
	       strcmp(step->kind->name, "serial") == 0 &&
	       p->opts->serial_base(p->opts->ctx, t->name, step->name, base);
}

/*
 * --append: nobody has the last value of a serial that is stored nowhere, so it
 * is what it would be in a larger table.
 */
static bool counts_on(const struct sm_pcolumn *c)
{
	return (c->step->hidden || c->table->spec->hidden) &&
	       strcmp(c->step->kind->name, "serial") == 0;
}

enum sm_code sm__column_compile(struct sm_planner *p, struct sm_pcolumn *c,
				struct sm_err *err)
{
	struct sm_pcolumn *outer = p->current;
	struct sm_compile ctx;
	enum sm_code rc;
	int64_t base;

	if (c->state == SM_P_DONE)
		return SM_OK;
	if (c->state == SM_P_BUSY)
		return refuse_cycle(p, c, err);
	SM_TRY(sm__resolve_rows(p, c->table, err));
	c->state = SM_P_BUSY;
	p->current = c;         /* who asks, should its scope need c itself */
	rc = c->step->unique_within ? sm__within(p, c, err) : SM_OK;
	p->current = outer;
	if (rc)
		return rc;
	ctx = context(p, c);
	if (!ctx.path)
		return sm_nomem(err);
	if (sm__serial_base(p, c->table, c->step, &base))
		ctx.serial_base = &base;
	if (counts_on(c))
		ctx.first_row = 0;
	p->current = c;
	rc = compile_all(p, c, &ctx, err);
	if (rc == SM_E_PROFILE && c->live && fits_without_live(p, c))
		rc = blame_live(c, err);
	p->current = outer;
	c->state = SM_P_DONE;
	return rc;
}

/* ---- columns that are made from other numbers than their rows' ------------------- */

/* c as if nothing had been compiled yet, its type apart. */
static struct sm_pcolumn blank(const struct sm_pcolumn *c)
{
	return (struct sm_pcolumn){
		.table = c->table, .step = c->step, .display = c->display,
		.key_name = c->key_name, .state = SM_P_BUSY, .type = c->type,
		.live = c->live, .labels = c->labels, .nlabels = c->nlabels,
		.tuple = c->tuple, .place = c->place,
	};
}

static bool unique_for(struct sm_planner *p, const struct sm_pcolumn *c,
		       uint64_t rows)
{
	struct sm_pcolumn alone = blank(c), *outer = p->current;
	struct sm_err ignored = { 0 };
	struct sm_compile ctx;
	enum sm_code rc;

	alone.place_rows = rows;
	ctx = context(p, &alone);
	p->current = &alone;
	rc = compile_step(p, &alone, &ctx, &ignored);
	p->current = outer;
	return !rc && is_bijection(&alone);
}

uint64_t sm__column_values(struct sm_planner *p, const struct sm_pcolumn *c)
{
	uint64_t lo = 1, hi = VALUES_MOST;

	if (!unique_for(p, c, 1))
		return 0;
	if (unique_for(p, c, hi))
		return hi;
	/* unique for lo, not for hi */
	while (hi - lo > 1) {
		uint64_t mid = lo + (hi - lo) / 2;

		if (unique_for(p, c, mid))
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* Is whatever others know of the one true of the other as well? */
static bool within_domain(const struct sm_domain *inner,
			  const struct sm_domain *outer)
{
	return inner->min >= outer->min && inner->max <= outer->max &&
	       inner->width <= outer->width && inner->chars <= outer->chars &&
	       inner->nullable <= outer->nullable && inner->plain >= outer->plain;
}

bool sm__column_again(struct sm_planner *p, struct sm_pcolumn *c)
{
	struct sm_pcolumn again = blank(c), *outer = p->current;
	struct sm_err ignored = { 0 };
	struct sm_compile ctx;
	enum sm_code rc;

	assert(c->state == SM_P_DONE && c->place_rows && !c->emitted);
	again.place_rows = c->place_rows;
	ctx = context(p, &again);
	p->current = &again;
	rc = compile_all(p, &again, &ctx, &ignored);
	p->current = outer;
	if (rc || !within_domain(&again.dom, &c->dom))
		return false;
	again.state = SM_P_DONE;
	again.want_unique = c->want_unique;
	*c = again;
	return true;
}
