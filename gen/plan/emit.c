/*
 * emit.c - write a program: the columns asked for, and whatever they stand on
 *
 * Every value is emitted once a frame: slots are remembered by (frame, column),
 * frames by (frame, reference column), row numbers of references likewise.
 * Programs hold only what their results need.
 */
#include <assert.h>
#include <string.h>

#include "planner.h"

enum memo_what { MEMO_VALUE, MEMO_ROWS, MEMO_FRAME };

struct memo {
	enum memo_what what;
	uint32_t frame;
	const struct sm_pcolumn *column;
	uint32_t at;                /* slot, or frame */
};

/* Ways through references; two a table over many levels would double each time. */
#define MAX_FRAMES 1000

struct builder {
	struct sm_planner *p;
	struct sm_instr *instr;
	uint32_t ninstr, cap_instr;
	struct sm_slot *slot;
	uint32_t nslots, cap_slots;
	struct memo *memo;
	uint32_t nmemo, cap_memo;
	uint32_t nframes;
	size_t sub_bytes;
	bool failed;                /* no memory: everything after is void */
	bool too_many;              /* MAX_FRAMES passed, likewise */
};

/* Room for one more element; old arrays stay behind in the arena. */
static void *room(struct builder *b, void *old, uint32_t n, uint32_t *cap,
		  size_t size)
{
	void *bigger;

	if (n < *cap)
		return old;
	*cap = *cap ? *cap * 2 : 32;
	bigger = sm_arena_array(b->p->arena, *cap, size);
	if (!bigger) {
		b->failed = true;
		*cap = n;
		return old;
	}
	if (n)
		memcpy(bigger, old, n * size);
	return bigger;
}

static bool recall(struct builder *b, enum memo_what what, uint32_t frame,
		   const struct sm_pcolumn *c, uint32_t *at)
{
	for (uint32_t i = 0; i < b->nmemo; i++) {
		const struct memo *m = &b->memo[i];

		if (m->what == what && m->frame == frame && m->column == c) {
			*at = m->at;
			return true;
		}
	}
	return false;
}

static uint32_t remember(struct builder *b, enum memo_what what, uint32_t frame,
			 const struct sm_pcolumn *c, uint32_t at)
{
	b->memo = room(b, b->memo, b->nmemo, &b->cap_memo, sizeof(*b->memo));
	if (!b->failed)
		b->memo[b->nmemo++] = (struct memo){ what, frame, c, at };
	return at;
}

static uint32_t new_slot(struct builder *b, struct sm_slot s)
{
	b->slot = room(b, b->slot, b->nslots, &b->cap_slots, sizeof(*b->slot));
	if (b->failed)
		return 0;
	b->slot[b->nslots] = s;
	return b->nslots++;
}

static void new_instr(struct builder *b, struct sm_instr in)
{
	b->instr = room(b, b->instr, b->ninstr, &b->cap_instr, sizeof(*b->instr));
	if (!b->failed)
		b->instr[b->ninstr++] = in;
}

static uint32_t *keep(struct builder *b, const uint32_t *in, uint32_t n)
{
	uint32_t *copy = sm_arena_array(b->p->arena, n + 1, sizeof(*copy));

	if (!copy)
		b->failed = true;
	else
		memcpy(copy, in, n * sizeof(*copy));
	return copy;
}

static uint32_t emit_column(struct builder *b, uint32_t frame,
			    struct sm_pcolumn *c);

/* v, NULL wherever one of the n references on the way is. */
static uint32_t emit_through(struct builder *b, uint32_t frame, uint32_t v,
			     const uint32_t *ref, uint32_t n)
{
	uint32_t in[1 + SM_COUNTOF(((struct sm_pbind *)0)->hop)];
	uint32_t nin = 1, out;

	if (b->failed)
		return 0;
	in[0] = v;
	for (uint32_t i = 0; i < n; i++)
		if (b->slot[ref[i]].nullable)
			in[nin++] = ref[i];
	if (nin == 1)
		return v;
	out = new_slot(b, (struct sm_slot){ .class = b->slot[v].class,
					    .nullable = true, .borrowed = true });
	new_instr(b, (struct sm_instr){ .what = SM_INSTR_THROUGH, .frame = frame,
					.out = out, .in = keep(b, in, nin),
					.nin = nin });
	return out;
}

static uint32_t emit_bind(struct builder *b, uint32_t frame, struct sm_pbind *bind);

static void emit_when(struct builder *b, uint32_t frame, struct sm_pcolumn *c,
		      uint32_t out)
{
	uint32_t when = emit_column(b, frame, c->when);

	new_instr(b, (struct sm_instr){ .what = SM_INSTR_WHEN, .frame = frame,
					.out = out, .in = keep(b, &when, 1),
					.nin = 1 });
}

/* A frame of the numbers that c is made from instead of its rows'. */
static uint32_t emit_place(struct builder *b, uint32_t frame, struct sm_pcolumn *c)
{
	uint32_t rows = new_slot(b, (struct sm_slot){ .class = SM_I64 });

	if (b->nframes == MAX_FRAMES) {
		b->too_many = true;
		return frame;
	}
	new_instr(b, (struct sm_instr){ .what = SM_INSTR_RUN, .frame = frame,
					.out = rows, .op = c->place,
					.in = keep(b, &rows, 0) });
	new_instr(b, (struct sm_instr){ .what = SM_INSTR_FRAME, .frame = frame,
					.opens = b->nframes,
					.in = keep(b, &rows, 1), .nin = 1 });
	return b->nframes++;
}

/* The op's own output with its NULLs: a value, or a reference's row numbers. */
static uint32_t emit_op(struct builder *b, uint32_t frame, struct sm_pcolumn *c)
{
	uint32_t in[SM_MAX_BINDS];
	struct sm_slot s = {
		.class = c->target ? SM_I64 : sm_type_class(c->type.id),
		.nullable = c->op.out.nullable || c->null_cut || c->when ||
			    (c->fixed && c->fixed->some_null),
		.text_bytes = c->op.text_bytes,
	};
	uint32_t out, at;

	for (uint32_t i = 0; i < c->nbinds; i++)
		in[i] = emit_bind(b, frame, &c->bind[i]);
	c->emitted = true;
	at = c->place ? emit_place(b, frame, c) : frame;
	out = new_slot(b, s);
	new_instr(b, (struct sm_instr){ .what = SM_INSTR_RUN, .frame = at,
					.out = out, .op = &c->op,
					.in = keep(b, in, c->nbinds),
					.nin = c->nbinds });
	if (c->null_cut)
		new_instr(b, (struct sm_instr){
			.what = SM_INSTR_NULLS, .frame = frame, .out = out,
			.key = sm_key(b->p->seed, c->table->name, c->null_key,
				      "nulls"),
			.cut = c->null_cut });
	if (c->when)
		emit_when(b, frame, c, out);
	if (c->fixed)
		new_instr(b, (struct sm_instr){ .what = SM_INSTR_FIXED,
						.frame = frame, .out = out,
						.fixed = c->fixed });
	if (c->op.scratch_bytes > b->sub_bytes)
		b->sub_bytes = c->op.scratch_bytes;
	return out;
}

static uint32_t emit_rows(struct builder *b, uint32_t frame, struct sm_pcolumn *c)
{
	uint32_t at;

	if (recall(b, MEMO_ROWS, frame, c, &at))
		return at;
	return remember(b, MEMO_ROWS, frame, c, emit_op(b, frame, c));
}

static uint32_t emit_frame(struct builder *b, uint32_t frame, struct sm_pcolumn *c)
{
	uint32_t at, rows;

	if (b->too_many)
		return 0;
	if (recall(b, MEMO_FRAME, frame, c, &at))
		return at;
	rows = emit_rows(b, frame, c);
	if (b->nframes == MAX_FRAMES) {
		b->too_many = true;
		return 0;
	}
	at = b->nframes++;
	new_instr(b, (struct sm_instr){ .what = SM_INSTR_FRAME, .frame = frame,
					.opens = at, .in = keep(b, &rows, 1),
					.nin = 1 });
	return remember(b, MEMO_FRAME, frame, c, at);
}

static uint32_t emit_bind(struct builder *b, uint32_t frame, struct sm_pbind *bind)
{
	uint32_t ref[SM_COUNTOF(bind->hop)];
	uint32_t at = frame;

	for (uint32_t i = 0; i < bind->nhops; i++) {
		ref[i] = emit_rows(b, at, bind->hop[i]);
		at = emit_frame(b, at, bind->hop[i]);
	}
	at = bind->row ? emit_rows(b, at, bind->column)
		       : emit_column(b, at, bind->column);
	return emit_through(b, frame, at, ref, bind->nhops);
}

static uint32_t emit_column(struct builder *b, uint32_t frame,
			    struct sm_pcolumn *c)
{
	uint32_t at, rows;

	if (b->too_many || recall(b, MEMO_VALUE, frame, c, &at))
		return b->too_many ? 0 : at;
	if (!c->target) {
		at = emit_op(b, frame, c);
	} else {
		rows = emit_rows(b, frame, c);
		at = emit_frame(b, frame, c);
		at = emit_column(b, at, c->target_column);
		at = emit_through(b, frame, at, &rows, 1);
	}
	return remember(b, MEMO_VALUE, frame, c, at);
}

enum sm_code sm__emit(struct sm_planner *p, struct sm_pcolumn **columns,
		      uint32_t n, struct sm_prog **out, struct sm_err *err)
{
	struct builder b = { .p = p, .nframes = 1 };
	uint32_t *result = sm_arena_array(p->arena, n + 1, sizeof(*result));
	struct sm_prog *prog = sm_arena_alloc(p->arena, sizeof(*prog));

	if (!result || !prog)
		return sm_nomem(err);
	for (uint32_t i = 0; i < n; i++) {
		assert(columns[i]->state == SM_P_DONE);
		result[i] = emit_column(&b, 0, columns[i]);
	}
	if (b.failed)
		return sm_nomem(err);
	if (b.too_many)
		return sm__spec_refuse(p->spec, err, columns[0]->table->spec->path,
				       NULL, "%s: its values follow references in "
				       "more than %d ways", columns[0]->table->name,
				       MAX_FRAMES);
	*prog = (struct sm_prog){
		.instr = b.instr, .ninstr = b.ninstr, .slots = b.slot,
		.nslots = b.nslots, .nframes = b.nframes, .out = result,
		.nout = n, .sub_bytes = b.sub_bytes,
	};
	*out = prog;
	return SM_OK;
}
