/*
 * existing.c - keys of rows that are there already; see existing.h
 *
 * Whoever compiles a plan brings the values (sm_plan_opts.key_set). Here they are
 * put into an order of our own, so that neither the database's order nor its
 * collation decides which row takes which key, and hashed for the fingerprint:
 * other keys make another plan.
 */
#include "existing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "../op/literal.h"

/* ---- order ---------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_bytes(const void *a, const void *b)
{
	const struct sm_str *x = a, *y = b;
	int d = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return d ? d : (x->n > y->n) - (x->n < y->n);
}

static int by_halves(const void *a, const void *b)
{
	const struct sm_u128 *x = a, *y = b;

	if (x->hi != y->hi)
		return (x->hi > y->hi) - (x->hi < y->hi);
	return (x->lo > y->lo) - (x->lo < y->lo);
}

static void sort(struct sm_key_set *k)
{
	switch (sm_type_class(k->type.id)) {
	case SM_I64:
		qsort(k->v.v.i64, k->n, sizeof(*k->v.v.i64), by_number);
		return;
	case SM_STR:
		qsort(k->v.v.str, k->n, sizeof(*k->v.v.str), by_bytes);
		return;
	case SM_U128:
		qsort(k->v.v.u128, k->n, sizeof(*k->v.v.u128), by_halves);
		return;
	case SM_F64:
		break;
	}
	assert(false);          /* check_type() has refused it */
}

/* ---- what they are ---------------------------------------------------------------- */

static struct sm_u128 hash(const struct sm_key_set *k, XXH3_state_t *h)
{
	XXH128_hash_t sum;

	XXH3_128bits_reset(h);
	for (uint64_t i = 0; i < k->n; i++) {
		const struct sm_str *s = &k->v.v.str[i];

		switch (sm_type_class(k->type.id)) {
		case SM_STR:
			XXH3_128bits_update(h, &s->n, sizeof(s->n));
			XXH3_128bits_update(h, s->p, s->n);
			break;
		case SM_U128:
			XXH3_128bits_update(h, &k->v.v.u128[i], 16);
			break;
		default:
			XXH3_128bits_update(h, &k->v.v.i64[i], 8);
			break;
		}
	}
	sum = XXH3_128bits_digest(h);
	return (struct sm_u128){ sum.low64, sum.high64 };
}

/* False: a text that is not UTF-8. */
static bool texts_domain(struct sm_key_set *k, struct sm_domain *d)
{
	d->plain = true;
	for (uint64_t i = 0; i < k->n; i++) {
		struct sm_str *s = &k->v.v.str[i];
		size_t chars = sm__text_chars(s->p, s->n);

		if (chars == SIZE_MAX)
			return false;
		s->chars = (uint32_t)chars;
		d->width = s->n > d->width ? s->n : d->width;
		d->chars = s->chars > d->chars ? s->chars : d->chars;
		d->plain = d->plain && sm__text_plain(s->p, s->n);
	}
	return true;
}

/* In order, so that first and last are the ends. */
static bool domain(struct sm_key_set *k, struct sm_domain *d)
{
	assert(k->n > 0);
	*d = (struct sm_domain){ .type = k->type, .unique = true };
	switch (sm_type_class(k->type.id)) {
	case SM_I64:
		d->min = k->v.v.i64[0];
		d->max = k->v.v.i64[k->n - 1];
		return true;
	case SM_STR:
		return texts_domain(k, d);
	default:
		return true;
	}
}

/* ---- asking ----------------------------------------------------------------------- */

static enum sm_code check_type(const struct sm_compile *c, const char *table,
			       const struct sm_key_set *k, struct sm_err *err)
{
	const uint32_t keys = SM_M_INTS | SM_M(SM_T_DECIMAL) | SM_M_TIMES |
			      SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) |
			      SM_M(SM_T_CHAR) | SM_M(SM_T_UUID);
	char type[64];

	if (SM_M(k->type.id) & keys)
		return SM_OK;
	return sm_refuse(c, err, "existing", "%s.%s is of type %s: keys that are there "
			 "are whole numbers, decimals, times, texts or uuids", table,
			 k->column, sm_type_format(&k->type, type));
}

static enum sm_code may_ask(const struct sm_compile *c, const char *table,
			    struct sm_err *err)
{
	struct sm_planner *p = c->planner;

	if (sm__planner_table(p, table)) {
		sm_refuse(c, err, "existing", "table %s is in the profile: existing is "
			  "for tables that are not", table);
		return sm_fix(err, "leave existing away: its rows are those that the "
			      "profile makes");
	}
	if (p->opts->key_set)
		return SM_OK;
	sm_refuse(c, err, "existing", "the keys of %s are read from a database, and "
		  "there is none", table);
	return sm_fix(err, "say --to URL of the database that has the table; files "
		      "cannot be made of it");
}

static enum sm_code ask(const struct sm_compile *c, struct sm__existing *e,
			struct sm_err *err)
{
	const struct sm_plan_opts *opts = c->planner->opts;
	XXH3_state_t *h;

	SM_TRY(opts->key_set(opts->ctx, e->table, e->asked, e->where, &e->set, err));
	SM_TRY(check_type(c, e->table, &e->set, err));
	if (!e->set.n) {
		sm_refuse(c, err, e->where ? "where" : "existing", "%s has no row to "
			  "refer to%s%s", e->table, e->where ? " where " : "",
			  e->where ? e->where : "");
		return sm_fix(err, "load %s first%s", e->table, e->where
			      ? ", or let where hold for some of its rows" : "");
	}
	sort(&e->set);
	if (!domain(&e->set, &e->dom))
		return sm_refuse(c, err, "existing", "%s.%s holds text that is not "
				 "UTF-8", e->table, e->set.column);
	h = XXH3_createState();
	if (!h)
		return sm_nomem(err);
	e->hash = hash(&e->set, h);
	XXH3_freeState(h);
	return SM_OK;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

enum sm_code sm__bind_existing(const struct sm_compile *c, const char *table,
			       const char *column, const char *where,
			       const struct sm__existing **out,
			       struct sm_err *err)
{
	struct sm_planner *p = c->planner;
	struct sm__existing *e, **end = &p->existing;
	char n[32];

	SM_TRY(may_ask(c, table, err));
	for (; *end; end = &(*end)->next) {
		e = *end;
		if (strcmp(e->table, table) || !same_text(e->asked, column) ||
		    !same_text(e->where, where))
			continue;
		*out = e;
		return SM_OK;
	}
	e = sm_arena_alloc(p->arena, sizeof(*e));
	if (!e)
		return sm_nomem(err);
	*e = (struct sm__existing){ .table = table, .asked = column,
				    .where = where };
	SM_TRY(ask(c, e, err));
	*end = e;
	p->nexisting++;
	*out = e;
	return sm__planner_note(p, err, "%s refers to rows of %s that are there: %s "
				"keys (%s)%s%s", c->column, table,
				sm_commas(e->set.n, n), e->set.column,
				where ? " where " : "", where ? where : "");
}
