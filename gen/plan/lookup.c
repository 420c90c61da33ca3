/*
 * lookup.c - make a column and look for values in it; see lookup.h
 */
#include "lookup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "../op/op_serial.h"

#define BATCH 1024

struct sm_u128 sm__lookup_hash(enum sm_class class, const struct sm_vec *v,
			       uint32_t i)
{
	XXH128_hash_t h;

	switch (class) {
	case SM_STR:
		h = XXH3_128bits(v->v.str[i].p, v->v.str[i].n);
		return (struct sm_u128){ h.low64, h.high64 };
	case SM_U128:
		return v->v.u128[i];
	case SM_F64:
	case SM_I64:
		break;
	}
	/* both are 64 bits; reals are kept without a negative zero */
	return (struct sm_u128){ (uint64_t)v->v.i64[i], 0 };
}

static int compare(const void *a, const void *b)
{
	const struct sm_wanted *x = a, *y = b;

	if (x->hash.hi != y->hash.hi)
		return x->hash.hi < y->hash.hi ? -1 : 1;
	return (x->hash.lo > y->hash.lo) - (x->hash.lo < y->hash.lo);
}

/* A run of the column's program over rows [first, first + n). */
struct look {
	struct sm_prog *prog;
	char *memory, *aligned;
	enum sm_class class;
	struct sm_wanted *w;
	uint32_t n;
};

static enum sm_code look_open(struct look *l, struct sm_planner *p,
			      struct sm_pcolumn *c, struct sm_err *err)
{
	assert(c->state == SM_P_DONE);
	SM_TRY(sm__emit(p, &c, 1, &l->prog, err));
	l->memory = sm_malloc(sm__prog_bytes(l->prog, BATCH) + 64);
	if (!l->memory)
		return sm_nomem(err);
	l->aligned = l->memory + (64 - ((uintptr_t)l->memory & 63));
	assert(l->prog->nout == 1 && !((uintptr_t)l->aligned & 63));
	l->class = l->prog->slots[l->prog->out[0]].class;
	return SM_OK;
}

static const struct sm_vec *look_make(struct look *l, const struct sm_rows *rows)
{
	assert(rows->n <= BATCH);
	return sm__prog_run(l->prog, rows, l->aligned);
}

static void look_at(struct look *l, uint64_t first, uint32_t n)
{
	const struct sm_rows rows = { .first = first, .n = n };
	const struct sm_vec *v = look_make(l, &rows);

	for (uint32_t i = 0; i < n; i++) {
		struct sm_wanted key, *at;

		if (v->null && v->null[i])
			continue;
		key.hash = sm__lookup_hash(l->class, v, i);
		at = bsearch(&key, l->w, l->n, sizeof(key), compare);
		/* equal values stand next to each other: all of them are found */
		while (at && at > l->w && !compare(at - 1, &key))
			at--;
		for (; at && at < l->w + l->n && !compare(at, &key); at++)
			if (at->row == UINT64_MAX)
				at->row = first + i;
	}
}

/* Can the row of a number be told without making the rows before it? */
static bool grows_by_number(const struct sm_pcolumn *c)
{
	const struct sm__serial *serial = c->op.state;

	/* one that counts within a scope begins anew in each */
	return strcmp(c->step->kind->name, "serial") == 0 && !c->place &&
	       c->type.id != SM_T_DECIMAL && serial->step > 0;
}

/* Rows where a serial's values would be, whatever the column's length. */
static void look_by_number(struct look *l, const struct sm_pcolumn *c,
			   uint64_t from, uint64_t to)
{
	for (uint32_t i = 0; i < l->n; i++) {
		uint64_t row = sm__serial_row(c->step->args, l->w[i].number);

		if (row >= from && row < to)
			look_at(l, row, 1);
	}
}

enum sm_code sm__lookup(struct sm_planner *p, struct sm_pcolumn *c, uint64_t from,
			uint64_t to, struct sm_wanted *w, uint32_t n, bool *all,
			struct sm_err *err)
{
	struct look l = { .w = w, .n = n };
	uint64_t end = to;

	*all = true;
	qsort(w, n, sizeof(*w), compare);
	for (uint32_t i = 0; i < n; i++)
		w[i].row = UINT64_MAX;
	if (from >= to || !n)
		return SM_OK;
	SM_TRY(look_open(&l, p, c, err));
	if (to - from > SM_LOOKUP_ROWS) {
		end = from + SM_LOOKUP_ROWS;
		*all = grows_by_number(c);
	}
	for (uint64_t at = from; at < end; at += BATCH)
		look_at(&l, at, end - at < BATCH ? (uint32_t)(end - at) : BATCH);
	if (end < to && *all)
		look_by_number(&l, c, end, to);
	sm_free(l.memory);
	return SM_OK;
}

enum sm_code sm__lookup_rows(struct sm_planner *p, struct sm_pcolumn *c,
			     const uint64_t *row, uint32_t n,
			     struct sm_u128 *hash, struct sm_err *err)
{
	struct look l = { .n = 0 };

	SM_TRY(look_open(&l, p, c, err));
	for (uint32_t at = 0; at < n; at += BATCH) {
		uint32_t some = n - at < BATCH ? n - at : BATCH;
		const struct sm_rows rows = { .id = row ? row + at : NULL,
					      .first = at, .n = some };
		const struct sm_vec *v = look_make(&l, &rows);

		for (uint32_t i = 0; i < some; i++)
			if (v->null && v->null[i])
				hash[at + i] = (struct sm_u128){ 0 };
			else
				hash[at + i] = sm__lookup_hash(l.class, v, i);
	}
	sm_free(l.memory);
	return SM_OK;
}
