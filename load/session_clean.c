/*
 * session_clean.c - --clean: what may go, and who is in the way
 *
 * Rows that stay must not lose the row they refer to, whether the table they
 * are in is the profile's (and --table leaves it out) or nobody's. Only rows
 * count: an empty table refers to nothing. What is in the way is named, with
 * the command that empties it as well, as far as the profile knows it.
 */
#include <assert.h>
#include <string.h>

#include "session.h"

#define NAMED_TABLES 6      /* in one message */

/* Does the profile, or the database, say that table `c` refers to `t`? */
static bool may_refer(const struct sm_plan *p, uint32_t c, uint32_t t, bool *live)
{
	const struct sm_live_table *l = p->tables[c].live;
	bool may = false;

	*live = false;
	for (uint32_t i = 0; l && i < l->nfks; i++)
		*live |= strcmp(l->fks[i].parent, p->tables[t].name) == 0;
	for (uint32_t i = 0; i < p->nrefs; i++)
		may |= p->refs[i].child == c && p->refs[i].parent == t;
	return may || *live;
}

/* Rows of the profile's own table that refer to `t`: where the database knows
 * of no foreign key, any row is taken for one. */
static enum sm_code child_refers(struct sm_session *s, uint32_t c, uint32_t t,
				 bool *any, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	const struct sm_target_kind *k = s->target.kind;
	bool live;

	*any = may_refer(p, c, t, &live) && s->before[c] > 0;
	if (!*any || !live || !k->refers)
		return SM_OK;
	return k->refers(&s->target, &p->tables[t], p->tables[c].name, any, err);
}

static enum sm_code stranger_refers(struct sm_session *s,
				    const struct sm_table *t,
				    const char *referrer, bool *any,
				    struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;

	*any = true;
	return k->refers ? k->refers(&s->target, t, referrer, any, err) : SM_OK;
}

struct in_the_way {
	struct sm_buf all, strangers;
	unsigned n, nstrangers, nown;
};

static void add(struct in_the_way *w, const char *name, bool own)
{
	if (w->n++ < NAMED_TABLES)
		sm_buf_printf(&w->all, "%s%s", w->n > 1 ? ", " : "", name);
	w->nown += own;
	if (own)
		return;
	if (w->nstrangers++ < NAMED_TABLES)
		sm_buf_printf(&w->strangers, "%s%s",
			      w->nstrangers > 1 ? ", " : "", name);
}

/* Who is in the way of emptying table `t`? */
static enum sm_code look(struct sm_session *s, uint32_t t, struct in_the_way *w,
			 struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	const struct sm_live_table *live = p->tables[t].live;
	bool any;

	for (uint32_t c = 0; c < p->ntables; c++) {
		if (p->tables[c].selected)
			continue;
		SM_TRY(child_refers(s, c, t, &any, err));
		if (any)
			add(w, p->tables[c].name, true);
	}
	for (uint32_t i = 0; live && i < live->nreferrers; i++) {
		SM_TRY(stranger_refers(s, &p->tables[t], live->referrers[i], &any,
				       err));
		if (any)
			add(w, live->referrers[i], false);
	}
	return SM_OK;
}

/* The run's tables, and those with rows that refer to one of them, and so on. */
static bool *with_children(const struct sm_session *s)
{
	const struct sm_plan *p = s->plan;
	bool *in = sm_calloc(p->ntables + 1, sizeof(*in)), live, more = in;

	for (uint32_t i = 0; in && i < p->ntables; i++)
		in[i] = p->tables[i].selected;
	/* parents come first in a plan: but for rings, one turn does */
	while (more) {
		more = false;
		for (uint32_t c = 0; c < p->ntables; c++)
			for (uint32_t t = 0; s->before[c] && t < p->ntables; t++)
				if (!in[c] && in[t] && may_refer(p, c, t, &live))
					in[c] = more = true;
	}
	return in;
}

/* This command for all of them. */
static void put_wider(const struct sm_session *s, struct sm_buf *b)
{
	static const char *const drop[] = {
		"resume", "clean", "append", "if-empty", "yes", "force",
		"dry-run", "report", "table", NULL
	};
	const struct sm_plan *p = s->plan;
	struct sm_buf list = { 0 }, add = { 0 };
	bool *in = with_children(s), first = true;

	for (uint32_t i = 0; in && i < p->ntables; i++) {
		if (!in[i])
			continue;
		sm_buf_printf(&list, "%s%s", first ? "" : ",", p->tables[i].name);
		first = false;
	}
	sm_buf_puts(&add, "--table ");
	sm__shell_quote(&add, sm_buf_str(&list));
	sm_buf_puts(&add, s->url.local ? " --clean" : " --clean --yes");
	sm_buf_puts(b, "to load them anew, too:  ");
	sm__options_command(s->o, drop, sm_buf_str(&add), b);
	b->failed |= !in || list.failed || add.failed;
	sm_buf_release(&list);
	sm_buf_release(&add);
	sm_free(in);
}

static enum sm_code refuse(struct sm_session *s, const char *table,
			   const struct in_the_way *w, struct sm_err *err)
{
	struct sm_buf fix = { 0 };
	const char *all = sm_buf_str(&w->all);

	if (w->n > NAMED_TABLES)
		sm_fail(err, SM_E_GUARD, "--clean cannot empty %s: %s and %u more "
			"refer to it", table, all, w->n - NAMED_TABLES);
	else
		sm_fail(err, SM_E_GUARD, "--clean cannot empty %s: %s %s to it",
			table, all, w->n > 1 ? "refer" : "refers");
	sm_why(err, "this run does not load %s, and rows there would point to "
	       "nothing; nothing was deleted", w->n > 1 ? "them" : all);
	if (w->nown)
		put_wider(s, &fix);
	if (w->nstrangers)
		sm_buf_printf(&fix, "%sdelete the rows of %s yourself first, or "
			      "leave %s out with --table", fix.n ? "\n" : "",
			      sm_buf_str(&w->strangers), table);
	sm_fix(err, "%s", sm_buf_str(&fix));
	sm_buf_release(&fix);
	return err->code;
}

enum sm_code sm__session_may_clean(struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	enum sm_code rc = SM_OK;

	assert(s->before);
	for (uint32_t t = 0; !rc && t < p->ntables; t++) {
		struct in_the_way w = { .n = 0 };

		/* who refers to no row loses none */
		if (!p->tables[t].selected || !s->before[t])
			continue;
		rc = look(s, t, &w, err);
		if (!rc && w.n)
			rc = refuse(s, p->tables[t].name, &w, err);
		sm_buf_release(&w.all);
		sm_buf_release(&w.strangers);
	}
	return rc;
}
