/*
 * expr_ins.h - the instructions of an expression and what they run over,
 * private to gen/op/expr_*.c: those that make instructions (expr_code.h) and
 * those that run them
 */
#ifndef SEEDMILL_GEN_OP_EXPR_INS_H
#define SEEDMILL_GEN_OP_EXPR_INS_H

#include <assert.h>
#include <string.h>

#include "op/expr.h"

/* ---- instructions ------------------------------------------------------- */

/*
 * Rows made at a time. A register holds 256 numbers or 128 texts, 2 KiB either
 * way, so that what an expression works on stays in the first-level cache; an
 * expression with a text anywhere goes 128 rows at a time.
 */
#define SM_X_ROWS 256
#define SM_X_TEXTS 128

/* 24 registers of 2 KiB and their NULL bytes: 54 KiB of a thread's stack. */
#define SM_X_REGS 24

/*
 * Bytes of intermediate texts for a result that is none (length(a || b)):
 * on the stack as well. Fewer rows are made at a time when they are long.
 */
#define SM_X_AREA 32768

/*
 * A short copy moves this many bytes at once; every text has them to spare,
 * and SM_FMT_ROOM when numbers or times are written into it.
 */
#define SM_X_SPARE 16

union sm_xreg {
	int64_t i64[SM_X_ROWS];
	struct sm_str str[SM_X_TEXTS];
};

/* A literal, written out once for each row of a batch. */
struct sm_xconst {
	union sm_xreg *v;
	uint8_t *null;      /* all 1, or NULL */
};

enum sm_xcode {
	SM_XI_MOVE,         /* d = a */
	SM_XI_MASK,         /* d = a, k where a is NULL */
	SM_XI_ADD,
	SM_XI_SUB,
	SM_XI_MUL,
	SM_XI_MUL_ROUND,    /* a * b / k rounded */
	SM_XI_MUL_ROUND128, /* ... where a * b needs 128 bits */
	SM_XI_NEG,
	SM_XI_ABS,
	SM_XI_TIMES,        /* a * k */
	SM_XI_SHRINK,       /* a / k rounded */
	SM_XI_ROUND,        /* a / k rounded, times m */
	SM_XI_FLOOR,        /* a / k rounded down */
	SM_XI_CEIL,
	SM_XI_DIV,          /* a / b cut off; b = 0: NULL; k: a divisor that works */
	SM_XI_DIV_ROUND,    /* a * m / b rounded */
	SM_XI_DIV_ROUND128,
	SM_XI_MOD,
	SM_XI_LEAST,
	SM_XI_GREATEST,
	SM_XI_EQ,
	SM_XI_NE,
	SM_XI_LT,
	SM_XI_LE,
	SM_XI_EQ128,        /* a * k = b * m, in 128 bits */
	SM_XI_NE128,
	SM_XI_LT128,
	SM_XI_LE128,
	SM_XI_NOT,
	SM_XI_AND,
	SM_XI_OR,
	SM_XI_ISNULL,
	SM_XI_SELECT,       /* c is true ? a : b */
	SM_XI_COALESCE,     /* a, or b where a is NULL */
	SM_XI_NULLIF,       /* a, NULL where b is true */
	SM_XI_ROW,          /* the row's number plus k */
	SM_XI_SIGN,         /* -1, 0, 1 */
	SM_XI_CUT,          /* a / k cut off, times m */
	SM_XI_EXTRACT,      /* k: an enum sm_xfield; m: a is in days */
	SM_XI_TRUNC,        /* k: an enum sm_xfield */
	SM_XI_ADD_MONTHS,   /* a and b months */
	SM_XI_MAKE_DATE,    /* year a, month b, day c: all of them exist */

	SM_XI_TEXT,         /* from here on a text is read or made */
	SM_XI_MOVE_S = SM_XI_TEXT,
	SM_XI_CLEAR_S,      /* d = "" where d is NULL */
	SM_XI_EQ_S,
	SM_XI_NE_S,
	SM_XI_LT_S,
	SM_XI_LE_S,
	SM_XI_SELECT_S,
	SM_XI_COALESCE_S,
	SM_XI_NULLIF_S,
	SM_XI_LENGTH,
	SM_XI_LOWER,
	SM_XI_UPPER,
	SM_XI_LEFT,         /* the first k characters */
	SM_XI_SUBSTR,       /* the k characters behind the first m */
	SM_XI_LPAD,         /* k characters; b is what goes in front */
	SM_XI_REPLACE,      /* b by c */
	SM_XI_RPAD,         /* as LPAD; b is what goes behind */
	SM_XI_RIGHT,        /* the last k characters */
	SM_XI_REVERSE,
	SM_XI_REPEAT,       /* k times a */
	SM_XI_INITCAP,
	SM_XI_STRIP,        /* k: enum sm_xside; b: the characters to be taken */
	SM_XI_POSITION,     /* where b begins in a, from 1; 0: nowhere */
	SM_XI_STARTS,       /* whether a begins with b */
	SM_XI_LIKE,         /* whether a is like b, which expr_like.c wrote */
	SM_XI_TRIM,
	SM_XI_PUT_TEXT,     /* append a to d; k: d was empty before */
	SM_XI_PUT_NUMBER,   /* ... with m digits after the point */
	SM_XI_PUT_DATE,
	SM_XI_PUT_TIME,
	SM_XI_COUNT
};

struct sm_xins {
	enum sm_xcode code;
	struct sm_xref d, a, b, c;
	int64_t k, m;
	uint32_t text_at;   /* where in a row's text bytes it writes */
};

/* What an instruction sees: n rows, the first of them row `at` of the call. */
struct sm_xframe {
	const struct sm_vec *in;
	struct sm_vec *out;
	const struct sm_rows *rows;
	const struct sm_xconst *konst;
	union sm_xreg *reg;
	uint8_t (*null)[SM_X_ROWS];
	char *text;         /* of row `at` */
	uint32_t stride;    /* text bytes a row */
	uint32_t at, n;
};

struct sm_expr {
	const struct sm_xins *ins;
	uint32_t nins;
	const struct sm_xconst *konst;
	uint32_t batch;     /* rows at a time */
	uint32_t stride;    /* text bytes a row */
	bool text;          /* the result is a text */
};

/* ---- expr_run.c --------------------------------------------------------- */

int64_t *sm__expr_i64(const struct sm_xframe *f, struct sm_xref r);
uint8_t *sm__expr_null(const struct sm_xframe *f, struct sm_xref r);
/* d's NULLs are those of a and b. */
void sm__expr_nulls(const struct sm_xframe *f, const struct sm_xins *i);

/* ---- expr_clock.c ------------------------------------------------------- */

void sm__expr_run_extract(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_trunc(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_add_months(const struct sm_xframe *f,
			     const struct sm_xins *i);
void sm__expr_run_make_date(const struct sm_xframe *f,
			    const struct sm_xins *i);

/* ---- expr_text.c -------------------------------------------------------- */

/* One that is SM_XI_TEXT or more; knows where all of them are. */
void sm__expr_run_text(const struct sm_xframe *f, const struct sm_xins *i);

/* ---- expr_chars.c: characters of one text ------------------------------- */

void sm__expr_run_length(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_left(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_right(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_substr(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_trim(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_strip(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_fold(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_initcap(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_reverse(const struct sm_xframe *f, const struct sm_xins *i);

/* ---- expr_pieces.c: texts made of several, texts found in others -------- */

void sm__expr_run_pad(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_repeat(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_replace(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_position(const struct sm_xframe *f, const struct sm_xins *i);
void sm__expr_run_starts(const struct sm_xframe *f, const struct sm_xins *i);

/* ---- expr_like.c -------------------------------------------------------- */

void sm__expr_run_like(const struct sm_xframe *f, const struct sm_xins *i);

/* ---- for those that run texts ------------------------------------------- */

static inline struct sm_str *sm__expr_str(const struct sm_xframe *f,
					  struct sm_xref r)
{
	switch (r.where) {
	case SM_XW_REG:
		return f->reg[r.i].str;
	case SM_XW_CONST:
		return f->konst[r.i].v->str;
	case SM_XW_IN:
		return f->in[r.i].v.str + f->at;
	default:
		assert(r.where == SM_XW_OUT);
		return f->out->v.str + f->at;
	}
}

/* Where instruction i writes row r's bytes. */
static inline char *sm__expr_room(const struct sm_xframe *f,
				  const struct sm_xins *i, uint32_t r)
{
	return f->text + (size_t)r * f->stride + i->text_at;
}

/* There are SM_X_SPARE bytes to write behind what fits, and to read. */
static inline void sm__expr_copy(char *to, const struct sm_str *s)
{
	if (s->n > SM_X_SPARE)
		memcpy(to, s->p, s->n);
	else if (s->n > 0)
		memcpy(to, s->p, SM_X_SPARE);
}

/* Whether a character begins with this byte. */
static inline bool sm__expr_begins(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* Bytes of the first `most` characters; *chars is how many there are. */
static inline uint32_t sm__expr_prefix(const struct sm_str *s, uint64_t most,
				       uint32_t *chars)
{
	uint32_t at = 0;

	*chars = 0;
	while (at < s->n) {
		if (sm__expr_begins(s->p[at])) {
			if (*chars == most)
				break;
			++*chars;
		}
		at++;
	}
	return at;
}

#endif
