/*
 * planner.c - spec in, plan out: the steps in order, then the plan's own form
 *
 * See planner.h for the order of work. The last step sizes units and chunks:
 *
 *   unit    as many rows as make 192 KiB of vectors and text, 16 to 2,048: with
 *           lists, tables and the block being written, which take as much
 *           again, a worker then stays in its L2 cache
 *   chunk   rows that make about 16 MiB of COPY text, 1,000 to 1,000,000 in
 *           whole thousands: large enough that a commit costs nothing, small
 *           enough that doing one again is cheap
 */
#include <assert.h>
#include <string.h>

#include "../op/op_serial.h"
#include "look.h"

#include "seedmill/digest.h"

#define UNIT_BYTES (192 << 10)
#define UNIT_ROWS_MAX 2048
#define UNIT_ROWS_MIN 16
#define CHUNK_BYTES (16 << 20)
#define CHUNK_ROWS_MAX 1000000

/* What "now" is in a profile that does not say: never the clock. */
#define DEFAULT_AS_OF "2026-01-01T00:00:00Z"

enum sm_code sm__planner_note(struct sm_planner *p, struct sm_err *err,
			      const char *fmt, ...)
{
	const char **more;
	va_list ap;

	va_start(ap, fmt);
	sm_buf_reset(&p->notes);
	sm_buf_vprintf(&p->notes, fmt, ap);
	va_end(ap);
	more = sm_arena_array(p->arena, p->nnotes + 1, sizeof(*more));
	if (!more)
		return sm_nomem(err);
	if (p->nnotes)
		memcpy(more, p->note, p->nnotes * sizeof(*more));
	more[p->nnotes] = sm_arena_strdup(p->arena, sm_buf_str(&p->notes));
	if (!more[p->nnotes])
		return sm_nomem(err);
	p->note = more;
	p->nnotes++;
	return SM_OK;
}

/* ---- options ---------------------------------------------------------------- */

static enum sm_code unknown_size(struct sm_planner *p, struct sm_err *err)
{
	const struct sm_spec *s = p->spec;
	const char **names = sm_arena_array(p->arena, s->nsizes + 1,
					    sizeof(*names));
	struct sm_buf b = { 0 };
	const char *near = NULL;

	for (uint32_t i = 0; names && i < s->nsizes; i++) {
		names[i] = s->sizes[i].name;
		sm_buf_printf(&b, "%s%s", i ? ", " : "", names[i]);
	}
	if (names)
		near = sm_nearest(p->opts->size, names, s->nsizes);
	sm_fail(err, SM_E_USAGE, "--size: the profile has no size \"%s\"%s%s%s",
		p->opts->size, near ? ", did you mean \"" : "",
		near ? near : "", near ? "\"?" : "");
	if (s->nsizes)
		sm_fix(err, "sizes: %s", sm_buf_str(&b));
	else
		sm_fix(err, "it has none: --scale or --rows make more or fewer");
	sm_buf_release(&b);
	return err->code;
}

static enum sm_code take_size(struct sm_planner *p, struct sm_err *err)
{
	const struct sm_spec *s = p->spec;

	p->scale = p->opts->scale > 0 ? p->opts->scale : 1;
	if (!p->opts->size)
		return SM_OK;
	for (uint32_t i = 0; i < s->nsizes && !p->size; i++)
		if (strcmp(s->sizes[i].name, p->opts->size) == 0)
			p->size = &s->sizes[i];
	if (!p->size)
		return unknown_size(p, err);
	p->scale *= p->size->scale;
	return SM_OK;
}

static enum sm_code take_as_of(struct sm_planner *p, struct sm_err *err)
{
	const char *text = p->opts->as_of ? p->opts->as_of : p->spec->as_of;

	if (!text)
		text = DEFAULT_AS_OF;
	if (sm_time_parse(text, strlen(text), &p->as_of_us))
		return SM_OK;
	if (p->opts->as_of)
		return sm_fail(err, SM_E_USAGE, "--as-of takes a time like "
			       "2026-01-01T00:00:00Z, not \"%s\"", text);
	return sm__spec_refuse(p->spec, err, "as_of", NULL, "as_of takes a time "
			       "like 2026-01-01T00:00:00Z, not \"%s\"", text);
}

static enum sm_code take_options(struct sm_planner *p, struct sm_err *err)
{
	p->seed = p->opts->seed ? *p->opts->seed : p->spec->seed;
	SM_TRY(take_size(p, err));
	return take_as_of(p, err);
}

/* ---- the plan's own form ------------------------------------------------------- */

static enum sm_code programs(struct sm_planner *p, struct sm_err *err)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		struct sm_ptable *t = &p->tables[i];
		struct sm_pcolumn **all = sm_arena_array(
			p->arena, t->ncolumns + 1, sizeof(struct sm_pcolumn *));

		if (!all)
			return sm_nomem(err);
		if (t->spec->hidden)
			continue;
		for (uint32_t k = 0; k < t->nstored; k++)
			all[k] = &t->columns[k];
		SM_TRY(sm__emit(p, all, t->nstored, &t->prog, err));
	}
	return SM_OK;
}

/* About how many bytes a column takes as COPY text, its tab included. */
static uint32_t column_width(const struct sm_pcolumn *c)
{
	uint64_t top = (uint64_t)(c->dom.max < 0 ? -(c->dom.max + 1) : c->dom.max);
	uint32_t digits = 1;

	switch (sm_type_class(c->type.id)) {
	case SM_STR:
		return c->dom.width / 2 + 2;
	case SM_U128:
		return 37;
	case SM_F64:
		return 12;
	case SM_I64:
		break;
	}
	if (c->type.id == SM_T_DATE)
		return 11;
	if (c->type.id == SM_T_TIMESTAMP || c->type.id == SM_T_TIMESTAMPTZ)
		return 23;
	while (top >= 10) {
		top /= 10;
		digits++;
	}
	return digits + (c->type.scale != 0) + 1;
}

static void size_units(struct sm_table *t, const struct sm_ptable *from,
		       uint64_t chunk_rows)
{
	size_t hundred = sm__prog_bytes(from->prog, 100) - from->prog->sub_bytes;
	size_t row;
	uint64_t rows;

	for (uint32_t i = 0; i < from->nstored; i++)
		t->row_width += column_width(&from->columns[i]);
	row = hundred / 100 + t->row_width + 1;
	rows = UNIT_BYTES / row / 16 * 16;
	t->unit_rows = rows < UNIT_ROWS_MIN ? UNIT_ROWS_MIN
		       : rows > UNIT_ROWS_MAX ? UNIT_ROWS_MAX : (uint32_t)rows;
	if (!chunk_rows) {
		chunk_rows = CHUNK_BYTES / (t->row_width + 1) / 1000 * 1000;
		chunk_rows = chunk_rows < 1000 ? 1000 : chunk_rows;
		chunk_rows = chunk_rows > CHUNK_ROWS_MAX ? CHUNK_ROWS_MAX
							 : chunk_rows;
	}
	t->chunk_rows = chunk_rows;
	t->chunks = (t->rows + chunk_rows - 1) / chunk_rows;
}

/* Does the column's value grow with the row number? */
static bool grows(const struct sm_pcolumn *c)
{
	const struct sm__serial *serial = c->op.state;

	return strcmp(c->step->kind->name, "serial") == 0 && serial->step > 0 &&
	       !c->place && !c->fixed;
}

static bool key_ordered(const struct sm_ptable *t)
{
	const struct sm_key *k = &t->primary;
	const struct sm_pcolumn *a, *b;

	if (k->n < 1 || k->n > 2)
		return false;
	a = &t->columns[k->column[0]];
	if (k->n == 1)
		return grows(a);
	b = &t->columns[k->column[1]];
	return a->is_parent && grows(a->target_column) && b->is_ordinal;
}

static enum sm_code fill_columns(struct sm_planner *p, struct sm_table *t,
				 const struct sm_ptable *from, struct sm_err *err)
{
	t->ncolumns = from->nstored;
	t->columns = sm_arena_array(p->arena, t->ncolumns + 1,
				    sizeof(*t->columns));
	if (!t->columns)
		return sm_nomem(err);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct sm_pcolumn *c = &from->columns[i];

		t->columns[i] = (struct sm_column){
			.name = c->step->name, .kind = c->step->kind->name,
			.type = c->type, .dom = c->dom,
			.not_null = !c->dom.nullable,
			.unique = c->step->unique, .live = c->live,
			.labels = c->labels, .nlabels = c->nlabels,
		};
		sm_digest_column_key(c->step->name, t->columns[i].digest_key);
	}
	return SM_OK;
}

static bool refers_to_itself(const struct sm_ptable *t)
{
	for (uint32_t i = 0; i < t->nstored; i++)
		if (t->columns[i].self)
			return true;
	return false;
}

static enum sm_code fill_table(struct sm_planner *p, const struct sm_ptable *from,
			       struct sm_err *err)
{
	struct sm_table *t = &p->plan->tables[from->order];

	*t = (struct sm_table){
		.name = from->name, .schema = from->schema, .base = from->base,
		.selected = from->selected, .rows = from->rows,
		.first_row = from->first_row,
		.primary = from->primary, .keys = from->keys,
		.nkeys = from->nkeys, .live = from->live, .wave = from->wave,
		.in_order = refers_to_itself(from),
		.late = from->late,
		.key_ordered = key_ordered(from), .prog = from->prog,
	};
	SM_TRY(fill_columns(p, t, from, err));
	size_units(t, from, p->opts->chunk_rows);
	if (t->selected)
		p->plan->rows += t->rows;
	return SM_OK;
}

/* What is made and stored nowhere: a line a table, however many they are. */
static enum sm_code note_hidden(struct sm_planner *p, const struct sm_ptable *t,
				struct sm_err *err)
{
	const uint32_t n = t->ncolumns - t->nstored;
	const struct sm_pcolumn *first = t->columns + t->nstored;
	char rows[32];

	if (t->spec->hidden)
		return sm__planner_note(p, err, "%s is hidden: %s rows are made "
					"where others need them, none is stored",
					t->name, sm_commas(t->rows, rows));
	if (n == 1)
		return sm__planner_note(p, err, "%s is hidden: made where others "
					"need it, not stored", first->display);
	if (n > 1)
		return sm__planner_note(p, err, "%s and %u more of %s are hidden: "
					"made where others need them, not stored",
					first->display, (unsigned)n - 1, t->name);
	return SM_OK;
}

static void mark_late(struct sm_plan *plan, const struct sm_reference *r)
{
	for (uint32_t i = 0; r->late && i < r->n; i++) {
		struct sm_column *c = &plan->tables[r->child].columns[r->child_column[i]];

		c->late |= c->dom.nullable;
	}
}

static enum sm_code fill_plan(struct sm_planner *p, struct sm_err *err)
{
	struct sm_plan *plan = p->plan;

	plan->profile = p->spec->file;
	plan->name = p->spec->name;
	plan->seed = p->seed;
	plan->as_of_us = p->as_of_us;
	plan->size = p->size ? p->size->name : NULL;
	plan->scale = p->scale;
	plan->ntables = sm_spec_ntables(p->spec);
	plan->tables = sm_arena_array(p->arena, p->ntables + 1,
				      sizeof(*plan->tables));
	if (!plan->tables)
		return sm_nomem(err);
	for (uint32_t i = 0; i < p->ntables; i++)
		if (!p->tables[i].spec->hidden)
			SM_TRY(fill_table(p, &p->tables[i], err));
	for (uint32_t i = 0; i < plan->nrefs; i++) {
		plan->refs[i].child = p->tables[plan->refs[i].child].order;
		plan->refs[i].parent = p->tables[plan->refs[i].parent].order;
		mark_late(plan, &plan->refs[i]);
	}
	for (uint32_t i = 0; i < p->ntables; i++)
		SM_TRY(note_hidden(p, &p->tables[i], err));
	plan->notes = p->note;
	plan->nnotes = p->nnotes;
	return SM_OK;
}

static enum sm_code compile(struct sm_planner *p, struct sm_err *err)
{
	SM_TRY(take_options(p, err));
	SM_TRY(sm__resolve(p, err));
	SM_TRY(sm__fixtures_check(p, err));
	SM_TRY(sm__keys(p, err));
	SM_TRY(sm__references(p, err));
	SM_TRY(sm__graph(p, err));
	SM_TRY(sm__validate(p, err));
	SM_TRY(sm__live_keys(p, err));
	SM_TRY(sm__checks(p, err));
	SM_TRY(programs(p, err));
	SM_TRY(fill_plan(p, err));
	return sm__fingerprint(p, err);
}

enum sm_code sm_plan_compile(const struct sm_spec *s,
			     const struct sm_plan_opts *opts,
			     struct sm_plan **out, struct sm_err *err)
{
	struct sm_planner p = { .spec = s, .opts = opts };
	enum sm_code rc;

	assert(!opts->live || opts->live->ntables == sm_spec_ntables(s));
	p.plan = sm_calloc(1, sizeof(*p.plan));
	if (!p.plan)
		return sm_nomem(err);
	p.arena = &p.plan->arena;
	rc = compile(&p, err);
	sm_buf_release(&p.notes);
	if (rc) {
		sm_plan_free(p.plan);
		return rc;
	}
	*out = p.plan;
	return SM_OK;
}

void sm_plan_free(struct sm_plan *p)
{
	if (!p)
		return;
	sm_arena_release(&p->arena);
	sm_free(p);
}

const struct sm_table *sm_plan_table(const struct sm_plan *p, const char *name)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		if (strcmp(p->tables[i].name, name) == 0)
			return &p->tables[i];
	return NULL;
}
