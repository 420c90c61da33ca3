/*
 * exec.c - run a program: lay its vectors out in scratch memory, then one
 * instruction after the other
 *
 * Layout of the scratch: the arrays of vectors and frames, then for each slot
 * its values, NULL bytes and text, each aligned to 64 so that loops start on a
 * cache line, and behind everything the memory of aggregates' programs.
 */
#include "prog.h"

#include <assert.h>
#include <string.h>

#define ALIGN(n) (((size_t)(n) + 63) & ~(size_t)63)

static size_t class_bytes(enum sm_class class)
{
	return class == SM_STR || class == SM_U128 ? 16 : 8;
}

static size_t slot_bytes(const struct sm_slot *s, uint32_t n)
{
	size_t bytes = 0;

	if (!s->borrowed)
		bytes += ALIGN(class_bytes(s->class) * n + SM_SLACK);
	if (s->nullable)
		bytes += ALIGN(n);
	if (s->text_bytes)
		bytes += ALIGN((size_t)s->text_bytes * n + SM_SLACK);
	return bytes;
}

static size_t head_bytes(const struct sm_prog *p)
{
	return ALIGN(p->nslots * sizeof(struct sm_vec)) +
	       ALIGN(p->nframes * sizeof(struct sm_rows)) +
	       ALIGN(p->nout * sizeof(struct sm_vec));
}

size_t sm__prog_bytes(const struct sm_prog *p, uint32_t n)
{
	size_t bytes = head_bytes(p);

	for (uint32_t i = 0; i < p->nslots; i++)
		bytes += slot_bytes(&p->slots[i], n);
	return bytes + p->sub_bytes;
}

static char *take(char **at, size_t n)
{
	char *p = *at;

	*at += ALIGN(n);
	return p;
}

static void lay_out(const struct sm_prog *p, uint32_t n, char *mem,
		    struct sm_work *w)
{
	char *at = mem;

	w->vec = (void *)take(&at, p->nslots * sizeof(struct sm_vec));
	w->frame = (void *)take(&at, p->nframes * sizeof(struct sm_rows));
	w->out = (void *)take(&at, p->nout * sizeof(struct sm_vec));
	for (uint32_t i = 0; i < p->nslots; i++) {
		const struct sm_slot *s = &p->slots[i];
		struct sm_vec *v = &w->vec[i];

		*v = (struct sm_vec){ .null = NULL };
		if (!s->borrowed)
			v->v.i64 = (void *)take(&at, class_bytes(s->class) * n +
							     SM_SLACK);
		if (s->nullable)
			v->null = (void *)take(&at, n);
		if (s->text_bytes)
			v->text = take(&at, (size_t)s->text_bytes * n + SM_SLACK);
	}
	w->rest = at;
	assert((size_t)(at - mem) + p->sub_bytes == sm__prog_bytes(p, n));
}

/*
 * The share is decided by a draw of its own key, so that giving a column NULLs
 * changes none of its other values.
 */
static void make_nulls(const struct sm_instr *in, const struct sm_rows *rows,
		       struct sm_vec *out)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(in->key, sm_row(rows, i));

		out->null[i] |= (uint8_t)(sm_rng_u64(&rng) < in->cut);
	}
}

/* Unknown is not true: NULL as well. */
static void null_unless(const struct sm_vec *when, struct sm_vec *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out->null[i] |= (uint8_t)(when->v.i64[i] == 0);
	for (uint32_t i = 0; when->null && i < n; i++)
		out->null[i] |= when->null[i];
}

/* The text of a NULL is read now and then, and there is none. */
static void empty_nulls(struct sm_vec *out, enum sm_class class, uint32_t n)
{
	if (class != SM_STR)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (out->null[i])
			out->v.str[i].n = 0;
}

/* Fixtures win over whatever the step made. */
static void put_fixed(const struct sm_fixed *f, const struct sm_rows *rows,
		      struct sm_vec *out, enum sm_class class)
{
	const size_t size = class_bytes(class);
	uint32_t n = rows->n;

	if (!rows->id && rows->first >= f->n)
		return;
	if (!rows->id && n > f->n - rows->first)
		n = (uint32_t)(f->n - rows->first);
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t row = sm_row(rows, i);

		if (row >= f->n)
			continue;
		memcpy((char *)out->v.i64 + i * size,
		       (const char *)f->value + row * size, size);
		if (out->null)
			out->null[i] = f->null[row];
	}
}

/* Row numbers of NULL references are 0 where a frame needs some row. */
static void open_frame(const struct sm_instr *in, struct sm_work *w, uint32_t n)
{
	struct sm_vec *ref = &w->vec[in->in[0]];

	if (ref->null)
		for (uint32_t i = 0; i < n; i++)
			ref->v.i64[i] = ref->null[i] ? 0 : ref->v.i64[i];
	w->frame[in->opens] = (struct sm_rows){
		.id = (const uint64_t *)(const void *)ref->v.i64, .n = n
	};
}

static void pass_through(const struct sm_instr *in, struct sm_work *w,
			 uint32_t n)
{
	const struct sm_vec *from = &w->vec[in->in[0]];
	struct sm_vec *out = &w->vec[in->out];

	out->v = from->v;
	if (!out->null)
		return;
	if (from->null)
		memcpy(out->null, from->null, n);
	else
		memset(out->null, 0, n);
	for (uint32_t k = 1; k < in->nin; k++) {
		const uint8_t *null = w->vec[in->in[k]].null;

		for (uint32_t i = 0; null && i < n; i++)
			out->null[i] |= null[i];
	}
}

static void run_op(const struct sm_instr *in, struct sm_work *w,
		   const struct sm_rows *rows)
{
	struct sm_vec inputs[SM_MAX_BINDS];

	assert(in->nin <= SM_MAX_BINDS);
	for (uint32_t k = 0; k < in->nin; k++)
		inputs[k] = w->vec[in->in[k]];
	/* a later NULLS or WHEN instruction needs bytes that the op does not write */
	if (w->vec[in->out].null && !in->op->out.nullable)
		memset(w->vec[in->out].null, 0, rows->n);
	in->op->kind->run(in->op, w, rows, inputs, &w->vec[in->out]);
}

const struct sm_vec *sm__prog_run(const struct sm_prog *p,
				  const struct sm_rows *rows, char *mem)
{
	struct sm_work w;

	assert(rows->n > 0);
	lay_out(p, rows->n, mem, &w);
	w.frame[0] = *rows;
	for (uint32_t i = 0; i < p->ninstr; i++) {
		const struct sm_instr *in = &p->instr[i];
		const struct sm_rows *at = &w.frame[in->frame];

		switch (in->what) {
		case SM_INSTR_RUN:
			run_op(in, &w, at);
			break;
		case SM_INSTR_NULLS:
			make_nulls(in, at, &w.vec[in->out]);
			empty_nulls(&w.vec[in->out], p->slots[in->out].class,
				    at->n);
			break;
		case SM_INSTR_WHEN:
			null_unless(&w.vec[in->in[0]], &w.vec[in->out], at->n);
			empty_nulls(&w.vec[in->out], p->slots[in->out].class,
				    at->n);
			break;
		case SM_INSTR_FIXED:
			put_fixed(in->fixed, at, &w.vec[in->out],
				  p->slots[in->out].class);
			break;
		case SM_INSTR_FRAME:
			open_frame(in, &w, at->n);
			break;
		case SM_INSTR_THROUGH:
			pass_through(in, &w, at->n);
			break;
		}
	}
	for (uint32_t i = 0; i < p->nout; i++)
		w.out[i] = w.vec[p->out[i]];
	return w.out;
}
