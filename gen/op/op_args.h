/*
 * op_args.h - what kinds share when they compile: their arguments' schema, and
 * values in messages
 */
#ifndef SEEDMILL_GEN_OP_ARGS_H
#define SEEDMILL_GEN_OP_ARGS_H

#include "seedmill/op.h"

/*
 * One argument in a kind's schema: an optional scalar, kept as the text that
 * was written, in the member of the same name.
 */
#define SM_ARG(structure, member)                                          \
	CYAML_FIELD_STRING_PTR(#member,                                    \
			       CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
			       structure, member, 0, CYAML_UNLIMITED)

/* An entry of a list of texts. */
extern const cyaml_schema_value_t sm__text_value;

/* A list of texts that may be left out, in `member` and `member`_count. */
#define SM__ARG_LIST(name, structure, member)                              \
	CYAML_FIELD_SEQUENCE_COUNT(name,                                   \
				   CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, \
				   structure, member, member##_count,      \
				   &sm__text_value, 1, CYAML_UNLIMITED)

/*
 * A row loop is written once, as an inline function whose last parameters say
 * what kind of loop it is, and called with constants for them: the compiler
 * makes one loop of each call, with no test left inside.
 */
#define SM_LOOP static inline __attribute__((always_inline)) void

/* "now" minus a year, where times begin when nobody says (365.2425 days). */
#define SM_YEAR_US INT64_C(31556952000000)

/*
 * A value of an I64-class type as people write it: "12.50", "2026-01-31",
 * "2026-01-31 12:30:00". Returns out.
 */
char *sm__value_text(const struct sm_type *t, int64_t v, char out[40]);

/*
 * Refuse `arg` unless lo and hi can be stored: "max 40000 does not fit
 * smallint, which holds -32768 to 32767".
 */
enum sm_code sm__args_fit(const struct sm_compile *c, const char *lo_arg,
			  sm_int128 lo, const char *hi_arg, sm_int128 hi,
			  struct sm_err *err);

/*
 * The name of word list `list` in a locale: "de/city". English is seedmill's own,
 * so "en" and no locale at all (NULL) leave it as it is. In the plan's arena.
 */
enum sm_code sm__list_name(const struct sm_compile *c, const char *list,
			   const char *locale, const char **out,
			   struct sm_err *err);

/*
 * `from` and `to` as microseconds: -1y to now when not given; refused when
 * from is after to.
 */
enum sm_code sm__args_period(const struct sm_compile *c, const char *from,
			     const char *to, int64_t *from_us, int64_t *to_us,
			     struct sm_err *err);

#endif
