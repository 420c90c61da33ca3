/*
 * expr_code.h - what turns nodes into instructions, private to expr_code.c,
 * which hands out registers, and expr_gen.c, which knows what every node needs
 */
#ifndef SEEDMILL_GEN_OP_EXPR_CODE_H
#define SEEDMILL_GEN_OP_EXPR_CODE_H

#include "op/expr_ins.h"

struct sm_xcoder {
	struct sm_xparse *x;
	struct sm_xnode *root;
	struct sm_xins *ins;
	uint32_t nins, cap_ins;
	struct sm_xconst *konst;
	uint32_t nkonst, cap_konst;
	uint32_t readers[SM_X_REGS];    /* still to come; 0: free */
	uint32_t text_bytes;
	bool text;                      /* some instruction is about texts */
};

/* ---- expr_code.c -------------------------------------------------------- */

/* A free register, with one reader. */
enum sm_code sm__coder_take(struct sm_xcoder *g, struct sm_xref *r);
/* One reader has read r. */
void sm__coder_release(struct sm_xcoder *g, struct sm_xref r);
/* Append an instruction as it is. */
enum sm_code sm__coder_add(struct sm_xcoder *g, const struct sm_xins *i);
/*
 * Append i. Its target is the op's output for the root, else a new register,
 * which gets as many readers as `of` has (NULL, a step on the way: one). What
 * it reads is released.
 */
enum sm_code sm__coder_emit(struct sm_xcoder *g, struct sm_xins i, bool nullable,
			    struct sm_xnode *of, struct sm_xref *out);
/* What `of` is, is in r already: its readers take over. */
void sm__coder_alias(struct sm_xcoder *g, struct sm_xnode *of, struct sm_xref r,
		     struct sm_xref *out);
/* A literal, written out for a batch. */
enum sm_code sm__coder_literal(struct sm_xcoder *g, struct sm_xnode *n,
			       struct sm_xref *out);
/* Bytes of every row's text for n alone; *at is where they start. */
enum sm_code sm__coder_text(struct sm_xcoder *g, const struct sm_xnode *n,
			    uint32_t *at);

/* ---- expr_gen.c --------------------------------------------------------- */

/* *out is where n's value is; the caller releases it when it has been read. */
enum sm_code sm__expr_gen(struct sm_xcoder *g, struct sm_xnode *n,
			  struct sm_xref *out);

#endif
