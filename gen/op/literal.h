/*
 * literal.h - a value written in the profile, read as the column's type
 *
 * For kinds whose arguments are values (constant, pick). Every type can be
 * written; what it does not allow is refused at plan time, pointing at the
 * argument:
 *
 *   bool            true false yes no on off 1 0
 *   integers        inside the type's range
 *   decimal(p,s)    at most s digits after the point, p in all
 *   real double     a finite number
 *   text types      at most `length` characters of valid UTF-8, no zero byte
 *   enum            one of c->labels, else "did you mean"
 *   bytes           \x0a0b (or 0x0a0b) in hex, else the text's own bytes
 *   date            2026-01-31, "now", "-3y", any time: its UTC day
 *   timestamps      as sm_arg_time
 *   uuid            8-4-4-4-12 hex digits, or 32 of them, braces allowed
 *   json jsonb      any JSON text; kept in the canonical form of type.h
 *   inet            an IPv4 or IPv6 address, with a /prefix or without
 *   int[] text[]    {1,2,NULL} as PostgreSQL reads it, one dimension
 *   ranges          [1,5) (1,5] empty; an end that is left out has no bound
 */
#ifndef SEEDMILL_GEN_LITERAL_H
#define SEEDMILL_GEN_LITERAL_H

#include "seedmill/op.h"

/* A value in its type's class: sm_type_class(c->type.id) says which member. */
struct sm_literal {
	union {
		int64_t i64;
		double f64;
		struct sm_str str;  /* in c->arena: SM_SLACK readable behind;
				     * chars is set */
		struct sm_u128 u128;
	} v;
};

/*
 * Read `text` (not NULL) as c->type. Failures are sm_refuse()d at `arg`.
 * Memory comes from c->arena.
 */
enum sm_code sm__literal(const struct sm_compile *c, const char *arg,
			 const char *text, struct sm_literal *out,
			 struct sm_err *err);

/*
 * The same for c->type an array or a range (literal_compound.c): the canonical
 * text of compound_text.h.
 */
enum sm_code sm__literal_array(const struct sm_compile *c, const char *arg,
			       const char *text, struct sm_literal *out,
			       struct sm_err *err);
enum sm_code sm__literal_range(const struct sm_compile *c, const char *arg,
			       const char *text, struct sm_literal *out,
			       struct sm_err *err);

/*
 * Set min, max (I64 classes), width, chars and plain (STR) of *dom to the
 * tightest that hold for all n values (n at least 1). The rest is untouched.
 */
void sm__literal_domain(const struct sm_type *t, const struct sm_literal *v,
			uint32_t n, struct sm_domain *dom);

/* Whether every byte is one that no encoder escapes (sm_domain.plain). */
bool sm__text_plain(const char *p, size_t n);

/*
 * Code points of valid UTF-8 (no surrogates, no overlong forms, no zero byte)
 * in [p, p + n); SIZE_MAX when it is not that.
 */
size_t sm__text_chars(const char *p, size_t n);

#endif
