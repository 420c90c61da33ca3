/*
 * table.c - the reconciliation as a table for people, on stdout
 *
 * Cells are collected first, then each column is made as wide as its widest
 * cell: names to the left, numbers to the right. What a target cannot know is
 * "-"; columns that would say nothing (resumed rows when nothing was resumed)
 * are left out.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/report.h"

#define COLUMNS 12

struct grid {
	struct sm_arena arena;
	const char **cell;          /* rows x columns */
	uint32_t nrows, ncolumns, at;
	bool left[COLUMNS];         /* aligned to the left */
	bool failed;
};

static void grid_init(struct grid *g, uint32_t nrows)
{
	*g = (struct grid){ .nrows = nrows };
	g->cell = sm_arena_array(&g->arena, (size_t)nrows * COLUMNS,
				 sizeof(*g->cell));
	g->failed = !g->cell;
}

/* Names of columns; "<" in front: to the left. They end at NULL. */
static void grid_head(struct grid *g, const char *const *name)
{
	for (; *name; name++) {
		assert(g->ncolumns < COLUMNS);
		g->left[g->ncolumns++] = **name == '<';
		if (g->cell)
			g->cell[g->at++] = *name + (**name == '<');
	}
}

static void grid_text(struct grid *g, const char *text)
{
	char *copy = sm_arena_strdup(&g->arena, text);

	if (!g->cell || !copy) {
		g->failed = true;
		return;
	}
	assert(g->at < g->nrows * g->ncolumns);
	g->cell[g->at++] = copy;
}

static void grid_number(struct grid *g, bool known, uint64_t n)
{
	char text[32];

	grid_text(g, known ? sm_commas(n, text) : "-");
}

/* Characters, not bytes: table names may be anything. */
static uint32_t width(const char *s)
{
	uint32_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static void grid_write(struct grid *g, struct sm_buf *out)
{
	uint32_t wide[COLUMNS] = { 0 };
	uint32_t rows = g->ncolumns ? g->at / g->ncolumns : 0;

	for (uint32_t i = 0; i < rows * g->ncolumns; i++) {
		uint32_t w = width(g->cell[i]), c = i % g->ncolumns;

		wide[c] = w > wide[c] ? w : wide[c];
	}
	for (uint32_t i = 0; i < rows * g->ncolumns; i++) {
		uint32_t c = i % g->ncolumns;
		int pad = (int)(wide[c] - width(g->cell[i]));
		bool last = c + 1 == g->ncolumns;

		sm_buf_puts(out, c ? "  " : "");
		if (g->left[c])
			sm_buf_printf(out, "%s%*s", g->cell[i], last ? 0 : pad,
				      "");
		else
			sm_buf_printf(out, "%*s%s", pad, "", g->cell[i]);
		while (last && out->n && out->p[out->n - 1] == ' ')
			out->n--;
		if (last)
			sm_buf_puts(out, "\n");
	}
	if (g->failed)
		out->failed = true;
	sm_arena_release(&g->arena);
}

/* ---- tables ------------------------------------------------------------------ */

static bool any_resumed(const struct sm_report *r)
{
	for (uint32_t i = 0; i < r->ntables; i++)
		if (r->tables[i].resumed)
			return true;
	return false;
}

/* Do this table's own identities hold? */
static const char *verdict(const struct sm_table_report *t)
{
	struct sm_report one = { .tables = (struct sm_table_report *)(uintptr_t)t,
				 .ntables = 1 };
	struct sm_err err = { 0 };

	return sm_reconcile(&one, &err) ? "DIFFERS" : "ok";
}

static void table_row(struct grid *g, const struct sm_table_report *t,
		      bool loaded, bool resumed)
{
	char digest[33];

	grid_text(g, t->name);
	grid_number(g, true, t->planned);
	if (loaded) {
		grid_number(g, true, t->generated);
		if (resumed)
			grid_number(g, true, t->resumed);
		grid_number(g, true, t->sent);
		grid_number(g, true, t->acked);
		grid_number(g, t->has_counts, t->before);
	}
	grid_number(g, t->has_counts, t->counted);
	sm_u128_hex(t->digest, digest);
	digest[12] = '\0';      /* the report has it whole */
	grid_text(g, t->has_digest ? digest : "-");
	grid_text(g, verdict(t));
}

static void tables(const struct sm_report *r, struct sm_buf *out)
{
	static const char *const load[] = {
		"<table", "planned", "generated", "sent", "acked", "before",
		"counted", "<digest", "<", NULL
	};
	static const char *const resume[] = {
		"<table", "planned", "generated", "resumed", "sent", "acked",
		"before", "counted", "<digest", "<", NULL
	};
	static const char *const verify[] = {
		"<table", "planned", "counted", "<digest", "<", NULL
	};
	bool loaded = strcmp(r->command, "verify") != 0;
	bool resumed = any_resumed(r);
	struct grid g;

	grid_init(&g, r->ntables + 1);
	grid_head(&g, !loaded ? verify : resumed ? resume : load);
	for (uint32_t i = 0; i < r->ntables; i++)
		table_row(&g, &r->tables[i], loaded, resumed);
	grid_write(&g, out);
}

static void references(const struct sm_report *r, struct sm_buf *out)
{
	static const char *const head[] = { "<reference", "orphans", "<", NULL };
	struct sm_buf name = { 0 };
	struct grid g;

	if (!r->nrefs || !r->refs[0].checked)
		return;
	sm_buf_puts(out, "\n");
	grid_init(&g, r->nrefs + 1);
	grid_head(&g, head);
	for (uint32_t i = 0; i < r->nrefs; i++) {
		const struct sm_reference_report *f = &r->refs[i];

		sm_buf_reset(&name);
		sm_buf_printf(&name, "%s(%s) -> %s(%s)", f->child, f->columns,
			      f->parent, f->parent_columns);
		grid_text(&g, sm_buf_str(&name));
		grid_number(&g, f->checked, f->orphans);
		grid_text(&g, f->orphans ? "DIFFERS" : "ok");
	}
	sm_buf_release(&name);
	grid_write(&g, out);
}

static void totals(const struct sm_report *r, struct sm_buf *out)
{
	char rows[32], rate[32];
	double s = r->load_seconds > 1e-6 ? r->load_seconds : 1e-6;

	sm_buf_printf(out, "\n%s rows, %.1f MB", sm_commas(r->rows, rows),
		      (double)r->bytes / 1e6);
	if (r->target)
		sm_buf_printf(out, " into %s", r->target);
	sm_buf_printf(out, " in %.2f s: %s rows/s, %.1f MB/s"
		      " (%.2f s with all checks)\n", r->load_seconds,
		      sm_commas((uint64_t)((double)r->rows / s), rate),
		      (double)r->bytes / 1e6 / s, r->seconds);
}

void sm_report_table(const struct sm_report *r, struct sm_buf *out)
{
	tables(r, out);
	references(r, out);
	if (strcmp(r->command, "verify") != 0)
		totals(r, out);
}
