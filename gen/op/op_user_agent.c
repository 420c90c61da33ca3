/*
 * op_user_agent.c - the "user_agent" kind: what browsers say of themselves
 *
 *     user_agent: {device: mobile}
 *
 * A family is a form, the platforms it runs on and its versions; compile writes
 * all of them out, so that a row only chooses. Families have about the shares
 * that they have on the web, the members of one are all alike. Robots are made
 * up: they live in the domain .example.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "nth.h"

struct agent_args {
	const char *device;
};

struct agent_state {
	struct sm__nth nth;
	const struct sm_str *agent;
	struct sm_alias alias;
};

static const cyaml_schema_field_t agent_fields[] = {
	SM_ARG(struct agent_args, device),
	CYAML_FIELD_END
};

enum { ANY, DESKTOP, MOBILE, BOT };

#define MOST_PLATFORMS 4
#define MOST_AGENT 200

static const char *const desktops[MOST_PLATFORMS] = {
	"Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7",
	"X11; Linux x86_64", "X11; CrOS x86_64 14541.0.0",
};
static const char *const foxes[MOST_PLATFORMS] = {
	"Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10.15",
	"X11; Linux x86_64", "X11; Ubuntu; Linux x86_64",
};
static const char *const windows[MOST_PLATFORMS] = {
	"Windows NT 10.0; Win64; x64",
};
static const char *const macs[MOST_PLATFORMS] = {
	"Macintosh; Intel Mac OS X 10_15_7",
};
static const char *const androids[MOST_PLATFORMS] = { "Linux; Android 10; K" };
static const char *const iphones[MOST_PLATFORMS] = { "iPhone; CPU iPhone OS",
						     "iPad; CPU OS" };
static const char *const robots[MOST_PLATFORMS] = { "Fetchbot", "Linkwalker",
						    "Siteindexer" };

/* In a form: @ platform, # version, $ "version.minor", _ that as iOS writes it. */
static const struct family {
	unsigned device, share;
	const char *form;
	const char *const *platform;
	unsigned first, versions, minors;
} families[] = {
	{ DESKTOP, 38, "Mozilla/5.0 (@) AppleWebKit/537.36 (KHTML, like Gecko) "
	  "Chrome/#.0.0.0 Safari/537.36", desktops, 120, 20, 1 },
	{ DESKTOP, 8, "Mozilla/5.0 (@) AppleWebKit/537.36 (KHTML, like Gecko) "
	  "Chrome/#.0.0.0 Safari/537.36 Edg/#.0.0.0", windows, 120, 20, 1 },
	{ DESKTOP, 5, "Mozilla/5.0 (@; rv:#.0) Gecko/20100101 Firefox/#.0", foxes,
	  115, 30, 1 },
	{ DESKTOP, 9, "Mozilla/5.0 (@) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	  "Version/$ Safari/605.1.15", macs, 16, 3, 7 },
	{ MOBILE, 25, "Mozilla/5.0 (@) AppleWebKit/537.36 (KHTML, like Gecko) "
	  "Chrome/#.0.0.0 Mobile Safari/537.36", androids, 120, 20, 1 },
	{ MOBILE, 15, "Mozilla/5.0 (@ _ like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
	  "like Gecko) Version/$ Mobile/15E148 Safari/604.1", iphones, 16, 3, 7 },
	{ BOT, 1, "Mozilla/5.0 (compatible; @/$; +https://bots.example/@)", robots,
	  1, 4, 3 },
};

/* ---- compile -------------------------------------------------------------------- */

static size_t agent_text(char *at, const struct family *f, const char *platform,
			 unsigned version, unsigned minor)
{
	size_t n = 0;

	for (const char *p = f->form; *p; p++) {
		char *to = at + n;
		size_t room = MOST_AGENT - n;

		assert(n < MOST_AGENT - 1);
		if (*p == '@')
			n += (size_t)snprintf(to, room, "%s", platform);
		else if (*p == '#')
			n += (size_t)snprintf(to, room, "%u", version);
		else if (*p == '$')
			n += (size_t)snprintf(to, room, "%u.%u", version, minor);
		else if (*p == '_')
			n += (size_t)snprintf(to, room, "%u_%u", version, minor);
		else
			at[n++] = *p;
	}
	assert(n < MOST_AGENT);
	return n;
}

static uint32_t family_size(const struct family *f)
{
	uint32_t n = 0;

	while (n < MOST_PLATFORMS && f->platform[n])
		n++;
	return n * f->versions * f->minors;
}

static bool family_taken(const struct family *f, unsigned device)
{
	return device == ANY ? f->device != BOT : f->device == device;
}

/* All of a family behind the n that are there; their weight into `weight`. */
static enum sm_code family_add(const struct family *f, struct sm_str *agent,
			       double *weight, struct sm_op *op,
			       const struct sm_compile *c, struct sm_err *err)
{
	const uint32_t size = family_size(f);
	const uint32_t versions = f->versions * f->minors;
	char text[MOST_AGENT];

	for (uint32_t i = 0; i < size; i++) {
		size_t n = agent_text(text, f, f->platform[i / versions],
				      f->first + i % versions / f->minors,
				      i % f->minors);

		agent[i].p = sm_arena_strndup(c->arena, text, n);
		if (!agent[i].p)
			return sm_nomem(err);
		agent[i].n = agent[i].chars = (uint32_t)n;
		weight[i] = (double)f->share / size;
		if (n > op->out.width)
			op->out.width = op->out.chars = (uint32_t)n;
	}
	return SM_OK;
}

static enum sm_code agent_list(struct agent_state *st, struct sm_op *op,
			       unsigned device, const struct sm_compile *c,
			       struct sm_err *err)
{
	uint32_t n = 0, at = 0;
	struct sm_str *agent;
	double *weight;

	for (size_t i = 0; i < SM_COUNTOF(families); i++)
		n += family_taken(&families[i], device) ? family_size(&families[i])
							: 0;
	agent = sm_arena_array(c->arena, n, sizeof(*agent));
	weight = sm_arena_array(c->arena, n, sizeof(*weight));
	if (!agent || !weight)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(families); i++) {
		if (!family_taken(&families[i], device))
			continue;
		SM_TRY(family_add(&families[i], agent + at, weight + at, op, c,
				  err));
		at += family_size(&families[i]);
	}
	assert(at == n);
	st->agent = agent;
	st->nth.n = n;
	return sm_alias_init(&st->alias, c->arena, weight, n, err);
}

static enum sm_code agent_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	static const char *const devices[] = { "any", "desktop", "mobile", "bot" };
	static const struct sm__nth_say say = {
		.arg = "device", .what = "there are", .unit = "browsers and versions",
		.fix = "leave out unique: users do have the same browser",
	};
	const struct agent_args *a = args;
	struct agent_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned device = ANY;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "device", a->device, devices, SM_COUNTOF(devices),
			     &device, err));
	SM_TRY(agent_list(st, op, device, c, err));
	op->state = st;
	SM_TRY(sm__text_out(op, "device", op->out.width, false, c, err));
	op->text_bytes = 0;     /* values point to the list */
	return sm__nth_init(&st->nth, st->nth.n, op, &say, c, err);
}

/* ---- run ------------------------------------------------------------------------ */

SM_LOOP agent_loop(const struct agent_state *st, uint64_t key,
		   const struct sm_rows *rows, struct sm_str *out,
		   const bool unique)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng r = sm_rng_at(key, sm_row(rows, i));

		out[i] = st->agent[unique ? sm_perm_at(&st->nth.perm,
						       sm_row(rows, i))
					  : sm_alias_at(&st->alias,
							sm_rng_u64(&r))];
	}
}

static void agent_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	(void)w;
	(void)in;
	if (op->out.unique)
		agent_loop(op->state, op->key, rows, out->v.str, true);
	else
		agent_loop(op->state, op->key, rows, out->v.str, false);
}

const struct sm_op_kind sm_op_user_agent = {
	.name = "user_agent",
	.summary = "what browsers say of themselves, in about their shares",
	.example = "{device: any}",
	.doc = "device  any (default: desktop and mobile), desktop, mobile or bot\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = agent_fields,
	.args_size = sizeof(struct agent_args),
	.compile = agent_compile,
	.run = agent_run,
};
