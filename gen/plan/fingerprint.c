/*
 * fingerprint.c - what the rows and the chunks of a plan depend on, in 128 bits
 *
 * XXH3-128 over a list of (name, value) texts: the profile's content, seed,
 * as_of, and for each table its rows, chunk size, columns with their types and
 * the versions of their kinds. The list itself stays in the plan: two runs that
 * differ can say in what.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <xxhash.h>

#include "existing.h"
#include "position.h"
#include "tuple.h"

#include "seedmill/digest.h"

#define SM_PLAN_VERSION 1   /* how rows are keyed, fanned out and cut */

static enum sm_code add(struct sm_planner *p, const char *name, const char *value,
			struct sm_err *err)
{
	if (!name || !value)
		return sm_nomem(err);
	p->plan->inputs[p->plan->ninputs++] =
		(struct sm_plan_input){ .name = name, .value = value };
	return SM_OK;
}

static enum sm_code add_number(struct sm_planner *p, const char *name, uint64_t n,
			       struct sm_err *err)
{
	return add(p, name, sm_arena_printf(p->arena, "%" PRIu64, n), err);
}

/* Steps without a column of their own (items of `json`) have versions, too. */
static void put_steps(struct sm_buf *b, const struct sm_pcolumn *c)
{
	if (c->when)
		sm_buf_printf(b, " when %s.%u", c->when->step->kind->name,
			      c->when->step->kind->version);
	for (uint32_t i = 0; i < c->nbinds; i++) {
		const struct sm_pcolumn *step = c->bind[i].column;

		if (c->bind[i].nhops ||
		    sm__planner_column(c->table, step->step->name) == step)
			continue;
		sm_buf_printf(b, " %s.%u", step->step->kind->name,
			      step->step->kind->version);
		put_steps(b, step);
	}
}

/*
 * Keys of a table that is there make columns unique, alone or together, which the
 * profile's text does not say: without them, other rows.
 */
static void put_keys(struct sm_buf *b, const struct sm_pcolumn *c)
{
	const struct sm_tuple *u = c->tuple;

	if (c->live_unique)
		sm_buf_puts(b, " unique");
	for (uint32_t i = 0; u && u->n > 1 && i < u->n; i++)
		sm_buf_printf(b, "%s%s", i ? "/" : " drawn with ",
			      u->member[i]->step->name);
	if (u)
		sm_buf_printf(b, " of %" PRIu64 " level %" PRIu32, u->space, u->level);
}

static const char *columns_text(struct sm_planner *p, const struct sm_ptable *t)
{
	struct sm_buf b = { 0 };
	const char *text;

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_pcolumn *c = &t->columns[i];
		char type[64];

		sm_buf_printf(&b, "%s%s %s %s.%u", i ? ", " : "", c->step->name,
			      sm_type_format(&c->type, type), c->step->kind->name,
			      c->step->kind->version);
		if (strcmp(c->step->kind->name, "serial") == 0)
			sm_buf_printf(&b, " from %" PRId64, c->dom.min);
		put_steps(&b, c);
		put_keys(&b, c);
		/* null and 'null' are the same text in the profile */
		for (uint32_t k = 0; c->fixed && k < c->fixed->n; k++)
			if (c->fixed->null[k])
				sm_buf_printf(&b, " null %" PRIu32, k);
	}
	text = b.failed ? NULL : sm_arena_strdup(p->arena, sm_buf_str(&b));
	sm_buf_release(&b);
	return text;
}

static enum sm_code add_table(struct sm_planner *p, const struct sm_ptable *t,
			      uint64_t chunk_rows, struct sm_err *err)
{
	struct sm_arena *a = p->arena;

	SM_TRY(add_number(p, sm_arena_printf(a, "rows of %s", t->name), t->rows,
			  err));
	if (!t->spec->hidden)
		SM_TRY(add_number(p, sm_arena_printf(a, "chunk rows of %s",
						     t->name), chunk_rows, err));
	SM_TRY(add_number(p, sm_arena_printf(a, "first row of %s", t->name),
			  t->first_row, err));
	SM_TRY(add(p, sm_arena_printf(a, "loaded %s", t->name),
		   t->selected ? "yes" : "no", err));
	return add(p, sm_arena_printf(a, "columns of %s", t->name),
		   columns_text(p, t), err);
}

/*
 * The profile's tables as written, comments, layout and the order of keys
 * apart: the sum of a hash a leaf, seeded with the way to it.
 */
static struct sm_u128 content(const struct sm_node *node, uint64_t way)
{
	struct sm_u128 sum = { 0 };
	uint64_t i = 0;

	/* an empty mapping counts, too: in `uuid: {}` the key says it all */
	if (!node->first) {
		const char *text = node->text ? node->text : "";
		XXH128_hash_t h = XXH3_128bits_withSeed(text, strlen(text), way);

		return (struct sm_u128){ h.low64, h.high64 };
	}
	for (const struct sm_node *c = node->first; c; c = c->next, i++) {
		uint64_t step = c->key ? XXH3_64bits_withSeed(
			c->key, strlen(c->key), way)
				       : XXH3_64bits_withSeed(&i, sizeof(i), way);

		sum = sm_u128_add(sum, content(c, step));
	}
	return sum;
}

/* The text of word lists counts, too: another list makes other rows. */
static enum sm_code add_profile(struct sm_planner *p, struct sm_err *err)
{
	char hex[33];

	sm_u128_hex(content(sm__positions_find(p->spec->positions, "tables"), 0),
		    hex);
	SM_TRY(add(p, "profile", sm_arena_strdup(p->arena, p->spec->name), err));
	SM_TRY(add(p, "profile text", sm_arena_strdup(p->arena, hex), err));
	sm_u128_hex(sm__words_hash(p), hex);
	return add(p, "word lists", sm_arena_strdup(p->arena, hex), err);
}

/* "keys of customers.id where status = 'active'" */
static enum sm_code add_existing(struct sm_planner *p,
				 const struct sm__existing *e, struct sm_err *err)
{
	char *name = sm_arena_printf(p->arena, "keys of %s.%s%s%s", e->table,
				     e->set.column, e->where ? " where " : "",
				     e->where ? e->where : "");
	char n[32], hex[33];

	for (char *c = name; c && *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';           /* one line of a run's details */
	sm_u128_hex(e->hash, hex);
	return add(p, name, sm_arena_printf(p->arena, "%s, %s",
					    sm_commas(e->set.n, n), hex), err);
}

enum sm_code sm__fingerprint(struct sm_planner *p, struct sm_err *err)
{
	struct sm_plan *plan = p->plan;
	XXH3_state_t *h = XXH3_createState();
	XXH128_hash_t hash;

	plan->inputs = sm_arena_array(p->arena, 7 + 5 * (size_t)p->ntables +
				      p->nexisting,
				      sizeof(*plan->inputs));
	if (!h || !plan->inputs) {
		XXH3_freeState(h);
		return sm_nomem(err);
	}
	enum sm_code rc = add_number(p, "format", SM_PLAN_VERSION * 1000 +
						  SM_DIGEST_VERSION, err);
	if (!rc)
		rc = add_profile(p, err);
	if (!rc)
		rc = add_number(p, "seed", p->seed, err);
	if (!rc)
		rc = add(p, "as_of", sm_arena_printf(p->arena, "%" PRId64,
						     p->as_of_us), err);
	/* rows tell of it already, unless values grow with it as well */
	if (!rc && p->scale_used)
		rc = add(p, "scale", sm_arena_printf(p->arena, "%.17g", p->scale),
			 err);
	/* hidden tables, too: values of others depend on them */
	for (uint32_t i = 0; !rc && i < p->ntables; i++)
		for (uint32_t k = 0; !rc && k < p->ntables; k++)
			if (p->tables[k].order == i)
				rc = add_table(p, &p->tables[k],
					       i < plan->ntables
					       ? plan->tables[i].chunk_rows : 0,
					       err);
	for (const struct sm__existing *e = p->existing; !rc && e; e = e->next)
		rc = add_existing(p, e, err);
	XXH3_128bits_reset(h);
	for (uint32_t i = 0; i < plan->ninputs; i++) {
		XXH3_128bits_update(h, plan->inputs[i].name,
				    strlen(plan->inputs[i].name) + 1);
		XXH3_128bits_update(h, plan->inputs[i].value,
				    strlen(plan->inputs[i].value) + 1);
	}
	/* as much as there is room for */
	assert(plan->ninputs <= 7 + 5 * p->ntables + p->nexisting);
	hash = XXH3_128bits_digest(h);
	XXH3_freeState(h);
	plan->fingerprint = (struct sm_u128){ hash.low64, hash.high64 };
	sm_u128_hex(plan->fingerprint, plan->run_id);
	return rc;
}
