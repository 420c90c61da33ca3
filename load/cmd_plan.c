/*
 * cmd_plan.c - seedmill plan: what a load would do
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "session.h"

/* "1.2 MB" */
static char *size_text(double bytes, char out[32])
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	size_t i = 0;

	while (bytes >= 1000 && i + 1 < SM_COUNTOF(unit)) {
		bytes /= 1000;
		i++;
	}
	(void)snprintf(out, 32, i ? "%.1f %s" : "%.0f %s", bytes, unit[i]);
	return out;
}

static void print_columns(const struct sm_table *t)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_column *c = &t->columns[i];
		char type[64];

		printf("    %-20s %-18s %-10s %s%s\n", c->name,
		       sm_type_format(&c->type, type), c->kind,
		       c->not_null ? "not null" : "null",
		       c->unique ? " unique" : "");
	}
}

static enum sm_code what_is_there(struct sm_session *s, const struct sm_table *t,
				  char out[64], struct sm_err *err)
{
	const struct sm_target_kind *k = s->target.kind;
	char text[32];
	uint64_t n;

	out[0] = '\0';
	if (!s->is_open || !k->counts)
		return SM_OK;
	if (!t->live) {
		(void)snprintf(out, 64, "  to be created");
		return SM_OK;
	}
	SM_TRY(k->count(&s->target, t, &n, err));
	(void)snprintf(out, 64, "  there, %s rows", sm_commas(n, text));
	return SM_OK;
}

static enum sm_code print_tables(struct sm_session *s, struct sm_err *err)
{
	const struct sm_plan *p = s->plan;
	uint64_t rows = 0;
	double sum = 0;
	char a[32], b[32];

	printf("%-24s %14s %12s %8s\n", "table", "rows", "about", "chunks");
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];
		struct sm_part part = sm__session_part(s, i);
		double bytes = (double)part.rows * t->row_width;
		char there[64];

		if (!t->selected)
			continue;
		SM_TRY(what_is_there(s, t, there, err));
		printf("%-24s %14s %12s %8" PRIu64 "%s\n", t->name,
		       sm_commas(part.rows, a), size_text(bytes, b),
		       part.chunks,
		       there);
		if (s->o->verbose)
			print_columns(t);
		sum += bytes;
		rows += part.rows;
	}
	printf("%-24s %14s %12s\n", "all", sm_commas(rows, a),
	       size_text(sum, b));
	return SM_OK;
}

/* How many columns are arrays or ranges, and the first of them. */
static uint32_t compounds(const struct sm_plan *p, const struct sm_table **table,
			  const struct sm_column **first)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];

		for (uint32_t k = 0; k < t->ncolumns && t->selected; k++) {
			if (!(SM_M(t->columns[k].type.id) & SM_M_COMPOUNDS))
				continue;
			if (n++ == 0) {
				*table = t;
				*first = &t->columns[k];
			}
		}
	}
	return n;
}

/* A database without such types keeps what PostgreSQL would print. */
static void note_compounds(const struct sm_session *s)
{
	const struct sm_table *t = NULL;
	const struct sm_column *c = NULL;
	uint32_t n = compounds(s->plan, &t, &c);
	char others[32] = "";
	char type[64];

	if (!n || !s->o->to || !s->target.kind->counts || s->target.kind->compounds)
		return;
	if (!s->plan->nnotes)
		printf("\nnotes\n");
	if (n > 1)
		(void)snprintf(others, sizeof(others), " (and %u more)", n - 1);
	printf("  %s.%s%s: %s is no type of this database; the column holds its text, "
	       "as PostgreSQL prints it\n", t->name, c->name, others,
	       sm_type_format(&c->type, type));
}

static void print_rest(const struct sm_session *s)
{
	const struct sm_report *r = &s->report;
	char rows[32];

	if (r->nrefs)
		printf("\nreferences\n");
	for (uint32_t i = 0; i < r->nrefs; i++)
		printf("  %s(%s) -> %s(%s)\n", r->refs[i].child,
		       r->refs[i].columns, r->refs[i].parent,
		       r->refs[i].parent_columns);
	if (s->plan->nnotes)
		printf("\nnotes\n");
	for (uint32_t i = 0; i < s->plan->nnotes; i++)
		printf("  %s\n", s->plan->notes[i]);
	note_compounds(s);
	printf("\nfingerprint %s\n", s->plan->run_id);
	if (s->o->dry_run)
		printf("%" PRIu32 " table%s, %s rows; a dry run: nothing was "
		       "written\n", r->ntables, r->ntables == 1 ? "" : "s",
		       sm_commas(s->plan->rows, rows));
}

static enum sm_code plan(struct sm_session *s, struct sm_err *err)
{
	char as_of[40];

	SM_TRY(sm__session_begin(s, err));
	if (s->o->to)
		SM_TRY(sm__session_open(s, false, err));
	SM_TRY(sm__session_plan(s, err));
	as_of[sm_time_format(s->plan->as_of_us, as_of)] = '\0';
	printf("profile %s, seed %" PRIu64 ", scale %g, as of %s\n",
	       s->plan->name, s->plan->seed, s->plan->scale, as_of);
	if (s->o->shard.n > 1)
		printf("shard   %" PRIu32 " of %" PRIu32 "\n", s->o->shard.k,
		       s->o->shard.n);
	if (s->o->to)
		printf("target  %s\n", s->url.safe);
	printf("\n");
	SM_TRY(print_tables(s, err));
	print_rest(s);
	return SM_OK;
}

enum sm_code sm__cmd_plan(const struct sm_context *c, struct sm_err *err)
{
	struct sm_session s = { .o = c->o, .log = c->log, .stop = c->stop };
	enum sm_code rc = plan(&s, err);

	if (c->o->dry_run)
		sm__session_summary(&s, rc);
	if (c->o->to || c->o->dry_run)
		sm__session_leave_end(&s);
	sm__session_close(&s);
	return rc;
}
