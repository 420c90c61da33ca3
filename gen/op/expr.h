/*
 * expr.h - the parts of an expression, private to gen/op/expr_*.c
 *
 * A text goes through five hands, each in a file of its own:
 *
 *     expr_lex    text -> tokens
 *     expr_parse  tokens -> nodes (struct sm_xnode); expr_predicate has the
 *                 tests, with IN, BETWEEN and IS DISTINCT FROM taken apart into
 *                 comparisons, expr_node the leaves, expr_form the forms with
 *                 words in them (date '...', extract, cast), expr_func the names
 *                 of functions, expr_interval and expr_like read intervals and
 *                 patterns
 *     expr_type   types, scales, NULLs; expr_unify makes them alike, expr_range
 *                 has the interval arithmetic, expr_number, expr_string and
 *                 expr_choice the functions, expr_time dates and times,
 *                 expr_cast casts, and expr_fit the column at the end
 *     expr_code   nodes -> a flat list of instructions (expr_ins.h); expr_gen
 *                 knows which
 *     expr_run    instructions over vectors; expr_text those that make text
 *                 (expr_chars, expr_pieces, expr_like), expr_clock those that
 *                 know the calendar (expr_civil.h)
 *
 * What run time relies on, and compile time proves: the value of every node,
 * NULL rows included, lies in the node's [lo, hi]. So no instruction checks
 * for overflow, and none can fail.
 */
#ifndef SEEDMILL_GEN_OP_EXPR_H
#define SEEDMILL_GEN_OP_EXPR_H

#include "seedmill/op.h"

/* ---- what callers use --------------------------------------------------- */

struct sm_expr;             /* a compiled expression; lives in the arena */

/* What an expression is compiled for. */
struct sm_expr_ask {
	struct sm_arena *arena;
	const char *text;
	struct sm_type type;        /* of the column; SM_T_NONE: its own */
	const char *const *labels;  /* of an enum column, else NULL */
	uint32_t nlabels;
	int64_t as_of_us;           /* what now() is */
	uint64_t first_row, rows;   /* row numbers lie in [first_row, rows);
				     * rows is 0: there are none */
	/* As sm_bind(): which input, and what is known about it. */
	enum sm_code (*bind)(void *ctx, const char *name, uint32_t *index,
			     struct sm_domain *dom, struct sm_err *err);
	void *ctx;
};

/*
 * SM_E_PROFILE with a text that starts with "expr: " when the expression
 * cannot be used; whatever bind() returned when that failed. *out is filled
 * but for `unique`, which is inherited by a bare column and else left unset.
 */
enum sm_code sm__expr_compile(const struct sm_expr_ask *ask,
			      const struct sm_expr **e, struct sm_domain *out,
			      uint32_t *text_bytes, struct sm_err *err);

/* Evaluate for those rows; `in` and `out` as sm_op_kind.run() gets them. */
void sm__expr_run(const struct sm_expr *e, const struct sm_rows *rows,
		  const struct sm_vec *in, struct sm_vec *out);

/* ---- tokens ------------------------------------------------------------- */

enum sm_xtok {
	SM_XT_END,
	SM_XT_NUMBER,
	SM_XT_TEXT,         /* 'quoted once' */
	SM_XT_NAME,         /* a word, reserved or not */
	SM_XT_QUOTED,       /* "quoted twice" */
	SM_XT_PUNCT,        /* one of ( ) , . + - * / % ; see `punct` */
	SM_XT_EQ,
	SM_XT_NE,
	SM_XT_LT,
	SM_XT_LE,
	SM_XT_GT,
	SM_XT_GE,
	SM_XT_CONCAT,
};

struct sm_xtoken {
	enum sm_xtok kind;
	uint32_t start, end;        /* bytes of the expression */
	char punct;
	bool decimal;               /* NUMBER: it had a point */
	uint16_t scale;             /* NUMBER: digits after the point */
	int64_t value;              /* NUMBER: without the point */
	struct sm_str text;         /* TEXT, NAME, QUOTED: NUL-terminated too */
};

/* ---- nodes -------------------------------------------------------------- */

enum sm_xtype {
	SM_X_NULL,          /* a bare NULL: takes the type its place asks for */
	SM_X_BOOL,
	SM_X_INT,
	SM_X_DEC,           /* an int64 times 10^-scale */
	SM_X_TEXT,
	SM_X_DATE,          /* days */
	SM_X_TIME,          /* microseconds, UTC */
	SM_X_INTERVAL,      /* only beside a date or time: see SM_XN_INTERVAL */
};

/* What extract() and date_trunc() can be asked for. */
enum sm_xfield {
	SM_XF_YEAR,
	SM_XF_QUARTER,
	SM_XF_MONTH,
	SM_XF_WEEK,         /* ISO: the first has the year's first Thursday */
	SM_XF_DAY,
	SM_XF_HOUR,
	SM_XF_MINUTE,
	SM_XF_SECOND,
	SM_XF_DOW,          /* from here on not for date_trunc(); 0 is Sunday */
	SM_XF_ISODOW,       /* 1 is Monday, 7 Sunday */
	SM_XF_DOY,
	SM_XF_EPOCH,        /* whole seconds since 1970 */
	SM_XF_COUNT
};

enum sm_xkind {
	SM_XN_LITERAL,
	SM_XN_COLUMN,
	SM_XN_NEG,
	SM_XN_ADD,
	SM_XN_SUB,
	SM_XN_MUL,
	SM_XN_DIV,
	SM_XN_MOD,
	SM_XN_CONCAT,       /* any number of kids; also one number to text */
	SM_XN_EQ,           /* a > b is parsed as b < a */
	SM_XN_NE,
	SM_XN_LT,
	SM_XN_LE,
	SM_XN_NOT,
	SM_XN_AND,
	SM_XN_OR,
	SM_XN_ISNULL,
	SM_XN_CASE,         /* kids: n conditions, then n values and the ELSE */
	SM_XN_COALESCE,
	SM_XN_NULLIF,
	SM_XN_ROUND,        /* `digits` says to where */
	SM_XN_ABS,
	SM_XN_FLOOR,
	SM_XN_CEIL,
	SM_XN_LEAST,
	SM_XN_GREATEST,
	SM_XN_LENGTH,
	SM_XN_LOWER,
	SM_XN_UPPER,
	SM_XN_LEFT,         /* `digits` characters */
	SM_XN_SUBSTR,       /* `digits` characters behind the first `ka` */
	SM_XN_LPAD,         /* to `digits` characters, with `text` in front */
	SM_XN_REPLACE,      /* each kid[1] by kid[2], both literals */
	SM_XN_RPAD,         /* as LPAD, `text` behind */
	SM_XN_RIGHT,        /* the last `digits` characters */
	SM_XN_REVERSE,
	SM_XN_REPEAT,       /* `digits` times */
	SM_XN_INITCAP,
	SM_XN_STRIP,        /* `digits`: enum sm_xside; kid[1]: characters */
	SM_XN_POSITION,     /* where kid[1] begins in kid[0]; 0: nowhere */
	SM_XN_STARTS,       /* whether kid[0] begins with kid[1] */
	SM_XN_LIKE,         /* kid[1] is a pattern as expr_like.c writes it */
	SM_XN_JOIN,         /* concat(): a NULL counts as empty */
	SM_XN_JOIN_WITH,    /* concat_ws(): kid[0], a literal, in between */
	SM_XN_SIGN,
	SM_XN_CUT,          /* trunc(x, n): as ROUND, towards 0 */
	SM_XN_DIV_WHOLE,    /* div(a, b) */
	SM_XN_POWER,        /* kid[0] `digits` times */
	SM_XN_MAKE_DATE,    /* year, month, day */
	SM_XN_IS,           /* is true; `digits`: is unknown */
	SM_XN_EXTRACT,      /* `digits` is an enum sm_xfield */
	SM_XN_TRUNC,        /* date_trunc(), the same */
	SM_XN_INTERVAL,     /* ka months and kb us, times the kid if it has one */
	SM_XN_ADD_MONTHS,   /* made by typing: a time and a number of months */
	SM_XN_CAST,         /* to the type in `to` */
	SM_XN_ROW,          /* row_number() */
	SM_XN_SCALE,        /* made by typing: same number, other scale */
	SM_XN_TO_TIME,      /* made by typing: a date's midnight */
	SM_XN_TO_DATE,      /* made by typing: the day of a timestamp */
	SM_XN_TRIM,         /* made by typing: char(n) has no blanks behind */
};

/* Which ends of a text trim() looks at. */
enum sm_xside { SM_XS_LEFT = 1, SM_XS_RIGHT = 2, SM_XS_BOTH = 3 };

/* Where a value is while rows are made. */
enum sm_xwhere { SM_XW_NONE, SM_XW_REG, SM_XW_CONST, SM_XW_IN, SM_XW_OUT };

struct sm_xref {
	enum sm_xwhere where;
	bool nullable;
	uint32_t i;
};

struct sm_xnode {
	enum sm_xkind kind;
	uint32_t nkids;
	struct sm_xnode **kid;
	uint32_t start, end;        /* its bytes of the expression */
	uint32_t depth;             /* of the tree below it, itself included */
	int32_t digits;
	bool typed;
	bool wants;                 /* MUL, DIV: round once, to scale `digits`;
				     * SUB: of times, right inside extract() */
	uint32_t input;             /* COLUMN */
	bool unique;                /* COLUMN: its domain's */
	const char *const *labels;  /* COLUMN of an enum */
	uint32_t nlabels;

	enum sm_xtype type;
	uint16_t scale;             /* DEC */
	bool nullable;
	bool plain;                 /* TEXT: as in struct sm_domain */
	uint32_t width, chars;      /* TEXT: most bytes, most characters */
	int64_t lo, hi;             /* all other types; a LITERAL's value is lo */
	struct sm_str text;         /* LITERAL text; COLUMN: its name */

	int64_t ka, kb;             /* comparison: factors; 0: none needed */
	struct sm_type to;          /* CAST, and the ROUND below one */
	uint32_t uses;              /* how many nodes read it */
	struct sm_xref ref;         /* where code put it */
};

/* An expression longer than this is no expression; bounds all lists below. */
#define SM_X_TEXT_MAX 16384

/* A tree deeper than this is refused; recursion over it stays shallow. */
#define SM_X_DEPTH 512

struct sm_xparse {
	const struct sm_expr_ask *ask;
	struct sm_err *err;
	struct sm_type type;        /* the column's; found out when not given */
	struct sm_xtoken tok;       /* the one to be looked at */
	uint32_t last_end;          /* where the one before it ended */
	unsigned nesting;
	struct sm_xnode **column;   /* each column once */
	uint32_t ncolumns, cap;
};

/* ---- expr_lex.c --------------------------------------------------------- */

/* Move on to the next token. */
enum sm_code sm__expr_next(struct sm_xparse *x);
/* "unexpected ... at character N of ..." about x->tok. */
enum sm_code sm__expr_unexpected(struct sm_xparse *x);
/* Which character (from 1, not byte) of the text starts at byte `at`. */
unsigned sm__expr_character(const char *text, uint32_t at);
/* Refuse, with "expr: " before the text. */
enum sm_code sm__expr_refuse(struct sm_xparse *x, const char *fmt, ...)
	SM_PRINTF(2, 3);

/* A growing list of nodes. */
struct sm_xlist {
	struct sm_xnode **node;
	uint32_t n, cap;
};

/* ---- expr_node.c -------------------------------------------------------- */

/* A node with room for nkids kids that stands for the bytes [start, end). */
struct sm_xnode *sm__expr_node(struct sm_xparse *x, enum sm_xkind kind,
			       uint32_t nkids, uint32_t start, uint32_t end);
/* A node over a and, unless it is NULL, b, up to the last token read. */
enum sm_code sm__expr_make(struct sm_xparse *x, struct sm_xnode **out,
			   enum sm_xkind kind, uint32_t start,
			   struct sm_xnode *a, struct sm_xnode *b);
/* To be called when all kids are there: refuses a tree that is too deep. */
enum sm_code sm__expr_set_depth(struct sm_xparse *x, struct sm_xnode *n);
enum sm_code sm__expr_list_add(struct sm_xparse *x, struct sm_xlist *l,
			       struct sm_xnode *n);
/* The current token as a leaf; moves on. */
enum sm_code sm__expr_number_leaf(struct sm_xparse *x, struct sm_xnode **out,
				  bool minus);
enum sm_code sm__expr_literal_leaf(struct sm_xparse *x, struct sm_xnode **out);
/* a.b.c or "a b"; its first part has been read and is `first`. */
enum sm_code sm__expr_path_leaf(struct sm_xparse *x, struct sm_xnode **out,
				const struct sm_xtoken *first);
/* Literals that nobody wrote, or not so; they stand for what was read from
 * `start` on. */
enum sm_code sm__expr_value(struct sm_xparse *x, struct sm_xnode **out,
			    enum sm_xtype type, int64_t value, uint32_t start);
enum sm_code sm__expr_text(struct sm_xparse *x, struct sm_xnode **out,
			   const char *text, uint32_t start);
bool sm__expr_is_text(const struct sm_xnode *n);    /* a quoted literal */
bool sm__expr_at_word(const struct sm_xparse *x, const char *word);
bool sm__expr_at_punct(const struct sm_xparse *x, char c);
/* A node's own text, for messages. */
const char *sm__expr_cut(struct sm_xparse *x, const struct sm_xnode *n);

/* ---- expr_parse.c ------------------------------------------------------- */

enum sm_code sm__expr_parse(struct sm_xparse *x, struct sm_xnode **root);
/* An expression inside a form; the word or sign it must be followed by. */
enum sm_code sm__expr_inner(struct sm_xparse *x, struct sm_xnode **out);
/*
 * One level deeper, refused where it is one too many; x->nesting-- goes back.
 * sm__expr_inner() does it by itself, sm__expr_operand() does not.
 */
enum sm_code sm__expr_enter(struct sm_xparse *x);
/* One that binds tighter than comparisons: what may stand before IN. */
enum sm_code sm__expr_operand(struct sm_xparse *x, struct sm_xnode **out);
/* "( x, y, ... )", at least one. */
enum sm_code sm__expr_list(struct sm_xparse *x, struct sm_xlist *l);
enum sm_code sm__expr_want_word(struct sm_xparse *x, const char *word);
enum sm_code sm__expr_want_punct(struct sm_xparse *x, char c);

/* ---- expr_predicate.c --------------------------------------------------- */

/* A comparison, IN, BETWEEN, LIKE or none of them, and any IS behind it. */
enum sm_code sm__expr_predicate(struct sm_xparse *x, struct sm_xnode **out);

/* ---- expr_like.c -------------------------------------------------------- */

/*
 * The pattern of LIKE as a literal in which SM_X_ANY stands for any characters,
 * SM_X_ONE for one, and all else, escaped or not, for itself. No text in UTF-8
 * has such bytes. `escape` is a quoted text or NULL, then it is a backslash.
 */
#define SM_X_ANY '\xff'
#define SM_X_ONE '\xfe'
enum sm_code sm__expr_pattern(struct sm_xparse *x, struct sm_xnode **pattern,
			      const struct sm_xnode *escape);
bool sm__expr_like(const struct sm_str *text, const struct sm_str *pattern);

/* ---- expr_form.c -------------------------------------------------------- */

/*
 * What begins with the word `first`, which has been read, and is no column and
 * no plain call: date '...', interval '...', extract(...), cast(...),
 * current_date, now(), row_number(). *out stays NULL when it is none of them.
 */
enum sm_code sm__expr_form(struct sm_xparse *x, struct sm_xnode **out,
			   const struct sm_xtoken *first);
/* "month" -> SM_XF_MONTH; refused with the nearest one. */
enum sm_code sm__expr_field(struct sm_xparse *x, const char *name, bool trunc,
			    int32_t *field);

/* ---- expr_interval.c ---------------------------------------------------- */

/*
 * "1 year 2 months 3 days 04:05:06", "-90 days", "1.5 seconds" as months and
 * microseconds (a day has 24 hours: times are UTC). False when it is none, or
 * longer than 10,000 years.
 */
bool sm__expr_interval(const char *p, int64_t *months, int64_t *us);
/* Whether `word` is a unit that may stand behind interval '1'. */
bool sm__expr_interval_unit(const char *word);

/* ---- expr_time.c -------------------------------------------------------- */

bool sm__expr_is_moment(const struct sm_xnode *n);  /* a date or time */
/* ADD, SUB with a date, a time or an interval on one side. */
enum sm_code sm__expr_type_moment(struct sm_xparse *x, struct sm_xnode *n);
/* MUL, NEG of an interval. */
enum sm_code sm__expr_type_interval(struct sm_xparse *x, struct sm_xnode *n);
enum sm_code sm__expr_type_extract(struct sm_xparse *x, struct sm_xnode *n);
enum sm_code sm__expr_type_trunc(struct sm_xparse *x, struct sm_xnode *n);
enum sm_code sm__expr_type_make_date(struct sm_xparse *x, struct sm_xnode *n);
int64_t sm__expr_trunc_at(enum sm_xfield field, int64_t us);    /* expr_clock */

/* ---- expr_cast.c -------------------------------------------------------- */

enum sm_code sm__expr_type_cast(struct sm_xparse *x, struct sm_xnode *n);
/* *kid, right below a cast to a number, as a number: a bool, a quoted one. */
enum sm_code sm__expr_cast_number(struct sm_xparse *x, struct sm_xnode **kid,
				  const struct sm_type *to);
/* n, whose kid[0] is what it stands for: it is that, and costs nothing. */
void sm__expr_stand_for(struct sm_xnode *n);

/* ---- expr_func.c -------------------------------------------------------- */

/* Turn the call of `name` (its arguments are n's kids) into a node's kind. */
enum sm_code sm__expr_call(struct sm_xparse *x, const struct sm_xtoken *name,
			   struct sm_xnode *n);

/* ---- expr_number.c ------------------------------------------------------ */

/* floor, ceil, round, trunc, abs, sign, div, power. */
enum sm_code sm__expr_type_number(struct sm_xparse *x, struct sm_xnode *n);

/* ---- expr_string.c ------------------------------------------------------ */

/* Everything that reads or makes texts but comparisons. */
enum sm_code sm__expr_type_string(struct sm_xparse *x, struct sm_xnode *n);

/* ---- expr_choice.c ------------------------------------------------------ */

/* case, coalesce, nullif, least, greatest, is null, is true. */
enum sm_code sm__expr_type_choice(struct sm_xparse *x, struct sm_xnode *n);

/* ---- expr_type.c -------------------------------------------------------- */

enum sm_code sm__expr_type(struct sm_xparse *x, struct sm_xnode *n);
/* Both sides numbers; of one scale when `alike`. */
enum sm_code sm__expr_two_numbers(struct sm_xparse *x, struct sm_xnode *n,
				  bool alike);

/* ---- expr_unify.c ------------------------------------------------------- */

/*
 * Bring k kids of n to one type and scale, and give n that type and the union
 * of what is known about them. All of them NULL: n becomes a NULL literal.
 */
enum sm_code sm__expr_unify(struct sm_xparse *x, struct sm_xnode *n,
			    struct sm_xnode **kid, uint32_t k);
/* The type and scale that k kids of n can all be brought to. */
enum sm_code sm__expr_common(struct sm_xparse *x, struct sm_xnode *n,
			     struct sm_xnode **kid, uint32_t k,
			     enum sm_xtype *type, uint16_t *scale);
/* Replace *kid by it as a value of that type and scale. */
enum sm_code sm__expr_coerce(struct sm_xparse *x, struct sm_xnode **kid,
			     enum sm_xtype type, uint16_t scale);
/* Replace a bare NULL by one of that type; its value is 0 or "". */
enum sm_code sm__expr_typed_null(struct sm_xparse *x, struct sm_xnode **kid,
				 enum sm_xtype type, uint16_t scale);
/*
 * *kid, an operand of n, must be of that type (SM_X_INT: any number); a bare
 * NULL becomes one. n is nullable when *kid is.
 */
enum sm_code sm__expr_need(struct sm_xparse *x, struct sm_xnode *n,
			   struct sm_xnode **kid, enum sm_xtype type);
/* "a decimal", "a text", ... */
const char *sm__expr_type_name(enum sm_xtype t);
bool sm__expr_numeric(const struct sm_xnode *n);

/* ---- expr_fit.c --------------------------------------------------------- */

/* Type the root and bring it to the column's type, or refuse. */
enum sm_code sm__expr_fit(struct sm_xparse *x, struct sm_xnode **root);

/* ---- expr_code.c -------------------------------------------------------- */

enum sm_code sm__expr_code(struct sm_xparse *x, struct sm_xnode *root,
			   struct sm_expr *e);

#include "op/expr_range.h"

#endif
