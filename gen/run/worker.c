/*
 * worker.c - one thread's scratch memory, and rows made in it
 *
 * The scratch is as large as the hungriest table's program needs for a whole
 * unit, got once; making rows only lays vectors out in it.
 */
#include "worker.h"

#include <assert.h>
#include <string.h>

struct sm_worker *sm_worker_new(const struct sm_plan *p)
{
	struct sm_worker *w = sm_calloc(1, sizeof(*w));
	size_t most = 0;
	uint32_t rows = 0, columns = 0;

	if (!w)
		return NULL;
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];
		size_t n = sm__prog_bytes(t->prog, t->unit_rows);

		most = n > most ? n : most;
		rows = t->unit_rows > rows ? t->unit_rows : rows;
		columns = t->ncolumns > columns ? t->ncolumns : columns;
	}
	w->memory = sm_malloc(most + 64);
	w->sums = sm_calloc(rows + 1, sizeof(*w->sums));
	w->shown = sm_calloc(columns + 1, sizeof(*w->shown));
	w->null = sm_calloc(rows + 1, 1);
	if (!w->memory || !w->sums || !w->shown || !w->null) {
		sm_worker_free(w);
		return NULL;
	}
	memset(w->null, 1, rows);
	w->scratch = w->memory + (64 - ((uintptr_t)w->memory & 63));
	return w;
}

void sm_worker_free(struct sm_worker *w)
{
	if (!w)
		return;
	sm_free(w->memory);
	sm_free(w->sums);
	sm_free(w->shown);
	sm_free(w->null);
	sm_free(w);
}

const struct sm_vec *sm_worker_rows(struct sm_worker *w,
				    const struct sm_table *t, uint64_t first,
				    uint32_t n)
{
	struct sm_rows rows = { .first = t->first_row + first, .n = n };

	assert(n > 0 && n <= t->unit_rows);
	assert(first + n <= t->rows);
	return sm__prog_run(t->prog, &rows, w->scratch);
}

/* The columns with the late ones NULL: parents of theirs may not be there yet. */
static const struct sm_vec *without_late(struct sm_worker *w,
					 const struct sm_table *t,
					 const struct sm_vec *cols)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		w->shown[i] = cols[i];
		if (!t->columns[i].late)
			continue;
		assert(t->columns[i].dom.nullable);
		w->shown[i].null = w->null;
	}
	return w->shown;
}

void sm__worker_fill(struct sm_worker *w, const struct sm_run_config *cfg,
		     const void *prepared, bool later, struct sm_block *b)
{
	const struct sm_vec *cols = sm_worker_rows(w, b->table, b->first, b->n);
	const struct sm_vec *shown = later ? without_late(w, b->table, cols) : cols;
	char *end = cfg->encoder->rows(prepared, shown, b->n, b->wire.p);

	b->wire.n = (size_t)(end - b->wire.p);
	assert(b->wire.n <= b->wire.cap);
	b->digest = cfg->digest ? sm_digest_rows(b->table, cols, b->n, w->sums)
				: (struct sm_u128){ 0 };
}
