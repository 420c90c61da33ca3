/*
 * op_bound.h - kinds that bind columns or read word lists, without a planner
 *
 * The planner's services are replaced for the one source file under test: this
 * header is included first and renames them, then the test includes the kind's
 * .c file, whose calls so end in the doubles below. Everything else is linked
 * from the library as it is.
 *
 * A test names its columns in bound_columns (in the order of k->in[] if it
 * binds them in that order) and its word list in bound_words.
 */
#ifndef SEEDMILL_TESTS_OP_BOUND_H
#define SEEDMILL_TESTS_OP_BOUND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define sm_bind bound_bind
#define sm_bind_step bound_bind_step
#define sm_step_name bound_step_name
#define sm_compile_words bound_compile_words

#include "op_case.h"

struct bound_column {
	const char *name;
	struct sm_domain dom;
};

static const struct bound_column *bound_columns;
static uint32_t bound_ncolumns;
static const struct sm_words *bound_words;

enum sm_code sm_bind(const struct sm_compile *c, const char *arg,
		     const char *name, uint32_t *index, struct sm_domain *dom,
		     struct sm_err *err)
{
	for (uint32_t i = 0; i < bound_ncolumns; i++) {
		if (strcmp(bound_columns[i].name, name) != 0)
			continue;
		*index = i;
		*dom = bound_columns[i].dom;
		return SM_OK;
	}
	return sm_refuse(c, err, arg, "there is no column \"%s\"", name);
}

/* A step is a struct bound_column here. */
enum sm_code sm_bind_step(const struct sm_compile *c, const void *step,
			  const char *name, uint32_t *index,
			  struct sm_domain *dom, struct sm_err *err)
{
	const struct bound_column *col = step;

	(void)c;
	(void)err;
	assert_string_equal(name, col->name);
	*index = (uint32_t)(col - bound_columns);
	*dom = col->dom;
	return SM_OK;
}

const char *sm_step_name(const void *step)
{
	return ((const struct bound_column *)step)->name;
}

enum sm_code sm_compile_words(const struct sm_compile *c, const char *arg,
			      const char *name, const struct sm_words **out,
			      struct sm_err *err)
{
	*out = bound_words;
	if (bound_words)
		return SM_OK;
	return sm_refuse(c, err, arg, "there is no word list \"%s\"", name);
}

/* A list of entries; their bytes must have SM_SLACK behind them. */
static inline void bound_list(struct op_case *k, struct sm_words *w,
			      const char *const *text, uint32_t n)
{
	struct sm_str *s = sm_arena_array(&k->arena, n, sizeof(*s));

	assert_non_null(s);
	*w = (struct sm_words){ .word = s, .n = n, .plain = true };
	for (uint32_t i = 0; i < n; i++) {
		s[i].p = sm_arena_strdup(&k->arena, text[i]);
		s[i].n = (uint32_t)strlen(text[i]);
		for (const char *p = text[i]; *p; p++) {
			s[i].chars += (*p & 0xC0) != 0x80;
			w->plain &= *p >= 0x20 && *p != 0x7f && !strchr("\\\"',", *p);
		}
		w->width = s[i].n > w->width ? s[i].n : w->width;
		w->chars = s[i].chars > w->chars ? s[i].chars : w->chars;
	}
	bound_words = w;
}

#endif
