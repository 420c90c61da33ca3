/*
 * look.c - make rows while planning, to see what no proof says
 *
 * Values depend on nothing but what the plan knows, so rows made now are those
 * that will be loaded. Whether texts differ after folding, whether a CHECK that
 * compares three columns holds: for a table of a million rows that takes a
 * second and leaves no doubt.
 */
#include "look.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "../op/fold.h"
#include "../op/literal.h"

#define STEP 512            /* rows made at a time */

bool sm__look_whole(const struct sm_ptable *t)
{
	return t->rows <= SM_LOOK_ROWS;
}

enum sm_code sm__look(struct sm_planner *p, struct sm_ptable *t,
		      struct sm_pcolumn **columns, uint32_t n, sm_look *show,
		      void *ctx, struct sm_err *err)
{
	uint64_t end = sm__look_whole(t) ? t->rows : SM_LOOK_ROWS;
	struct sm_prog *prog;
	char *memory, *scratch;

	SM_TRY(sm__emit(p, columns, n, &prog, err));
	memory = sm_malloc(sm__prog_bytes(prog, STEP) + 64);
	if (!memory)
		return sm_nomem(err);
	scratch = (char *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
	for (uint64_t at = 0; at < end; at += STEP) {
		struct sm_rows rows = {
			.first = t->first_row + at,
			.n = end - at < STEP ? (uint32_t)(end - at) : STEP,
		};

		if (!show(ctx, rows.first, rows.n,
			  sm__prog_run(prog, &rows, scratch)))
			break;
	}
	sm_free(memory);
	return SM_OK;
}

/* ---- an expression that is no column's --------------------------------------------- */

static const void *expr_args(struct sm_arena *a, const struct sm_op_kind *kind,
			     const char *text)
{
	char *args = sm_arena_alloc(a, kind->args_size);

	for (const cyaml_schema_field_t *f = kind->args; args && f->key; f++)
		if (strcmp(f->key, "text") == 0)
			memcpy(args + f->data_offset, &text, sizeof(text));
	return args;
}

/* The server may compare with labels that the profile's enum does not have. */
static uint32_t *hide_labels(struct sm_planner *p, struct sm_ptable *t)
{
	uint32_t *n = sm_arena_array(p->arena, t->ncolumns + 1, sizeof(*n));

	for (uint32_t i = 0; n && i < t->ncolumns; i++) {
		n[i] = t->columns[i].dom.nlabels;
		t->columns[i].dom.nlabels = 0;
	}
	return n;
}

enum sm_code sm__look_expr(struct sm_planner *p, struct sm_ptable *t,
			   const char *type, const char *text,
			   struct sm_pcolumn **out, struct sm_err *err)
{
	struct sm_step *s = sm_arena_alloc(p->arena, sizeof(*s));
	struct sm_pcolumn *c = sm_arena_alloc(p->arena, sizeof(*c));
	uint32_t *labels = hide_labels(p, t);
	struct sm_err ignored = { 0 };

	*out = NULL;
	if (!s || !c || !labels)
		return sm_nomem(err);
	s->name = "check";
	s->type = type;
	s->path = t->spec->path;
	s->kind = sm_op_find("expr");
	assert(s->kind);
	s->args = expr_args(p->arena, s->kind, text);
	if (!s->args)
		return sm_nomem(err);
	c->table = t;
	c->step = s;
	c->display = c->key_name = t->name;
	if (!sm__resolve_type(p, c, &ignored) && !sm__column_compile(p, c, &ignored))
		*out = c;
	for (uint32_t i = 0; i < t->ncolumns; i++)
		t->columns[i].dom.nlabels = labels[i];
	return ignored.code == SM_E_INTERNAL ? sm_nomem(err) : SM_OK;
}

/* ---- are rows different? -------------------------------------------------------- */

struct seen {
	struct sm_pcolumn **column;
	uint32_t n;
	bool when;                  /* vector n says which rows count */
	enum sm_loose loose;
	struct sm_u128 *hash;       /* of each row that counts */
	size_t rows, room;
	struct sm_buf text;
};

/* The text as a loose comparison sees it: what folds to the same is the same. */
static void add_text(struct seen *s, struct sm_str v)
{
	size_t start = s->text.n, n;

	if (s->loose == SM_LOOSE_NOT) {
		sm_buf_add(&s->text, v.p, v.n);
		return;
	}
	sm_buf_add(&s->text, v.p, v.n);
	sm_buf_add(&s->text, "                ", 16);
	if (s->text.failed)
		return;
	n = sm__fold_lower(s->text.p + start, v.n);
	if (s->loose == SM_LOOSE_ACCENTS) {
		struct sm_buf copy = { 0 };
		size_t m;

		sm_buf_add(&copy, s->text.p + start, n);
		sm_buf_add(&copy, "                ", 16);
		m = copy.failed ? 0 : sm__fold_ascii(copy.p, n);
		/* letters that are not Latin stay: they have gone from the copy */
		if (m >= sm__text_chars(s->text.p + start, n)) {
			memcpy(s->text.p + start, copy.p, m);
			n = m;
		}
		sm_buf_release(&copy);
	}
	/* ... and blanks at the end are nothing */
	while (n && s->text.p[start + n - 1] == ' ')
		n--;
	s->text.n = start + n;
}

static void add_value(struct seen *s, const struct sm_pcolumn *c,
		      const struct sm_vec *v, uint32_t i)
{
	size_t start = s->text.n, n;

	switch (sm_type_class(c->type.id)) {
	case SM_STR:
		add_text(s, v->v.str[i]);
		/* how long it is after folding: ab, c is not a, bc */
		n = s->text.n - start;
		sm_buf_add(&s->text, (const char *)&n, sizeof(n));
		return;
	case SM_U128:
		sm_buf_add(&s->text, (const char *)&v->v.u128[i], 16);
		return;
	default:
		sm_buf_add(&s->text, (const char *)&v->v.i64[i], 8);
	}
}

static bool see(void *ctx, uint64_t first, uint32_t n, const struct sm_vec *v)
{
	struct seen *s = ctx;

	(void)first;
	for (uint32_t i = 0; i < n; i++) {
		const struct sm_vec *w = &v[s->n];
		bool null = s->when && (!w->v.i64[i] || (w->null && w->null[i]));
		XXH128_hash_t h;

		sm_buf_reset(&s->text);
		for (uint32_t k = 0; k < s->n && !null; k++) {
			null = v[k].null && v[k].null[i];
			if (!null)
				add_value(s, s->column[k], &v[k], i);
		}
		if (s->text.failed)
			return false;
		if (null)
			continue;
		h = XXH3_128bits(s->text.p ? s->text.p : "", s->text.n);
		assert(s->rows < s->room);
		s->hash[s->rows++] = (struct sm_u128){ h.low64, h.high64 };
	}
	return true;
}

static int by_hash(const void *a, const void *b)
{
	const struct sm_u128 *x = a, *y = b;

	if (x->hi != y->hi)
		return x->hi < y->hi ? -1 : 1;
	return (x->lo > y->lo) - (x->lo < y->lo);
}

enum sm_code sm__look_unique(struct sm_planner *p, struct sm_ptable *t,
			     struct sm_pcolumn **columns, uint32_t n,
			     struct sm_pcolumn *when, enum sm_loose loose,
			     bool *same, struct sm_err *err)
{
	struct sm_pcolumn **all = sm_arena_array(p->arena, n + 1,
						 sizeof(struct sm_pcolumn *));
	struct seen s = { .column = columns, .n = n, .when = when != NULL,
			  .loose = loose };
	enum sm_code rc;

	*same = false;
	s.room = sm__look_whole(t) ? (size_t)t->rows : SM_LOOK_ROWS;
	s.hash = sm_malloc((s.room + 1) * sizeof(*s.hash));
	if (!all || !s.hash) {
		sm_free(s.hash);
		return sm_nomem(err);
	}
	memcpy(all, columns, n * sizeof(struct sm_pcolumn *));
	all[n] = when;
	rc = sm__look(p, t, all, n + (when != NULL), see, &s, err);
	if (!rc && s.text.failed)
		rc = sm_nomem(err);
	if (!rc)
		qsort(s.hash, s.rows, sizeof(*s.hash), by_hash);
	for (size_t i = 1; !rc && i < s.rows && !*same; i++)
		*same = !by_hash(&s.hash[i - 1], &s.hash[i]);
	sm_buf_release(&s.text);
	sm_free(s.hash);
	return rc;
}
