/*
 * op_args_case.h - op_case for kinds whose arguments are more than scalars, and
 * for kinds that make text
 */
#ifndef SEEDMILL_TESTS_OP_ARGS_CASE_H
#define SEEDMILL_TESTS_OP_ARGS_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

/* Compile with the kind's own arguments struct. */
static inline enum sm_code op_args_try(struct op_case *k, const void *args)
{
	struct sm_domain *d = &k->op.out;

	assert_true(k->op.kind->types & SM_M(k->c.type.id));
	*d = (struct sm_domain){ .type = k->c.type };
	sm_type_range(&k->c.type, &d->min, &d->max);
	return k->op.kind->compile(&k->op, args, &k->c, &k->err);
}

static inline void op_args_compile(struct op_case *k, const void *args)
{
	if (op_args_try(k, args) != SM_OK)
		fail_msg("refused: %s", k->err.what);
}

/* Refused, with `what` in the message and, unless NULL, `more` in why or fix. */
static inline void op_args_refuses(struct op_case *k, const void *args,
				   const char *what, const char *more)
{
	if (op_args_try(k, args) == SM_OK)
		fail_msg("accepted, though: %s", what);
	assert_int_equal(k->err.code, SM_E_PROFILE);
	if (!strstr(k->err.what, what))
		fail_msg("\"%s\" is not in \"%s\"", what, k->err.what);
	if (more && !strstr(k->err.why, more) && !strstr(k->err.fix, more))
		fail_msg("\"%s\" is not in \"%s\" or \"%s\"", more, k->err.why,
			 k->err.fix);
}

/* Text values keep what out.width, out.chars and out.plain say. */
static inline void op_text_keeps_bounds(struct op_case *k, uint32_t n)
{
	struct sm_vec v = op_case_run(k, &(struct sm_rows){ .n = n });

	for (uint32_t i = 0; i < n; i++) {
		const struct sm_str *s = &v.v.str[i];
		uint32_t chars = 0;

		for (uint32_t b = 0; b < s->n; b++) {
			unsigned char c = (unsigned char)s->p[b];

			chars += (c & 0xC0) != 0x80;
			if (k->op.out.plain)
				assert_true(c >= 0x20 && c <= 0x7E && c != '\\' &&
					    c != '"' && c != '\'' && c != ',');
		}
		assert_true(s->n <= k->op.out.width);
		assert_true(chars <= k->op.out.chars);
	}
}

static inline void op_text_is(const struct sm_str *s, const char *want)
{
	if (s->n != strlen(want) || memcmp(s->p, want, s->n) != 0)
		fail_msg("\"%.*s\" is not \"%s\"", (int)s->n, s->p, want);
}

#endif
