/*
 * prog.h - a table's program: straight-line instructions over vectors
 *
 * The planner writes it, exec.c runs it. A frame is a set of rows of one
 * table: frame 0 are the rows to make; following a reference column opens a
 * frame of the parent's rows, one for each row of the frame before. All frames
 * of a program have the same number of rows. A slot is one vector of a frame.
 *
 *     orders     frame 0  customer_id -> rows of customers = frame 1
 *     frame 1    id           -> orders.customer_id
 *     frame 1    created_at   -> bound by orders.created_at
 *
 * Aggregates over children run a program of their own (op/aggregate.c), which
 * makes what they read of any list of child rows, SM_SUB_ROWS at a time.
 */
#ifndef SEEDMILL_PROG_H
#define SEEDMILL_PROG_H

#include "seedmill/op.h"

#define SM_MAX_BINDS 64     /* inputs of one op */
#define SM_SUB_ROWS 512     /* child rows an aggregate looks at in one go */

enum sm_instr_what {
	SM_INSTR_RUN,       /* slot out = op(in...) */
	SM_INSTR_NULLS,     /* some rows of slot out become NULL */
	SM_INSTR_WHEN,      /* slot out is NULL where bool in[0] is not true */
	SM_INSTR_FIXED,     /* the first rows of slot out get literals */
	SM_INSTR_FRAME,     /* open frame `opens` at the row numbers in in[0] */
	SM_INSTR_THROUGH,   /* out = in[0], NULL where any of in[1..] is */
};

/* The literals of a column's rows 0 to n - 1, in the class of its slot. */
struct sm_fixed {
	uint32_t n;
	const void *value;
	const uint8_t *null;        /* n bytes: 1 is NULL */
	bool some_null;
};

struct sm_instr {
	enum sm_instr_what what;
	uint32_t frame;             /* whose rows */
	uint32_t out;               /* slot */
	uint32_t opens;             /* FRAME */
	const uint32_t *in;         /* slots */
	uint32_t nin;
	const struct sm_op *op;     /* RUN */
	uint64_t key, cut;          /* NULLS: NULL when draw < cut */
	const struct sm_fixed *fixed;	/* FIXED */
};

struct sm_slot {
	enum sm_class class;
	bool nullable;
	bool borrowed;              /* THROUGH: values are in[0]'s own */
	uint32_t text_bytes;        /* a row */
};

struct sm_prog {
	const struct sm_instr *instr;
	uint32_t ninstr;
	const struct sm_slot *slots;
	uint32_t nslots;
	uint32_t nframes;
	const uint32_t *out;        /* slots of the results */
	uint32_t nout;
	size_t sub_bytes;           /* scratch its aggregates need besides */
};

/* Scratch bytes a run over at most n rows needs, its aggregates included. */
size_t sm__prog_bytes(const struct sm_prog *p, uint32_t n);

/* A run under way: what an op's run() may use for programs of its own. */
struct sm_work {
	struct sm_vec *vec;         /* nslots */
	struct sm_rows *frame;      /* nframes */
	struct sm_vec *out;         /* nout */
	char *rest;                 /* free scratch: sub_bytes of it */
};

/*
 * Run over rows (n at least 1) in scratch `mem` of sm__prog_bytes(p, n),
 * aligned to 64. Returns nout vectors inside mem. Cannot fail.
 */
const struct sm_vec *sm__prog_run(const struct sm_prog *p,
				  const struct sm_rows *rows, char *mem);

#endif
