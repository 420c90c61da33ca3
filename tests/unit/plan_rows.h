/*
 * plan_rows.h - a column of a compiled profile's table as an array, for kinds
 * whose values can only be judged next to another table's
 */
#ifndef SEEDMILL_TEST_PLAN_ROWS_H
#define SEEDMILL_TEST_PLAN_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#define PLAN_HEAD "version: 1\nname: t\nseed: 1\ntables:\n"

/* Values of an I64-class column, all rows of its table. */
struct plan_rows {
	int64_t *v;
	uint8_t *null;              /* a byte a row, never a NULL pointer */
	uint64_t n;
	const struct sm_column *column;
};

static inline uint32_t plan_rows_column(const struct sm_table *t,
					const char *column)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, column) == 0)
			return i;
	fail_msg("%s has no column %s", t->name, column);
	return 0;
}

/* Made in calls of `step` rows (0: as many as a call may have). */
static inline struct plan_rows plan_rows_step(struct plan_case *c,
					      const char *table,
					      const char *column, uint32_t step)
{
	const struct sm_table *t = sm_plan_table(c->plan, table);
	struct sm_worker *w = sm_worker_new(c->plan);
	struct plan_rows r = { 0 };
	uint32_t at;

	assert_non_null(t);
	assert_non_null(w);
	at = plan_rows_column(t, column);
	if (!step || step > t->unit_rows)
		step = t->unit_rows;
	r.n = t->rows;
	r.column = &t->columns[at];
	r.v = calloc(r.n + 1, sizeof(*r.v));
	r.null = calloc(r.n + 1, 1);
	assert_true(r.v && r.null);
	for (uint64_t i = 0; i < r.n; i += step) {
		uint32_t n = r.n - i < step ? (uint32_t)(r.n - i) : step;
		const struct sm_vec *v = &sm_worker_rows(w, t, i, n)[at];

		memcpy(r.v + i, v->v.i64, n * sizeof(*r.v));
		if (v->null)
			memcpy(r.null + i, v->null, n);
	}
	sm_worker_free(w);
	return r;
}

static inline struct plan_rows plan_rows_of(struct plan_case *c,
					    const char *table,
					    const char *column)
{
	return plan_rows_step(c, table, column, 0);
}

static inline void plan_rows_free(struct plan_rows *r)
{
	free(r->v);
	free(r->null);
}

/* Tables in a profile that must be refused, and what has to be said. */
struct plan_refusal {
	const char *tables;
	const char *what;
	const char *fix;            /* NULL: whatever */
};

static inline void plan_refuses(const struct plan_refusal *r)
{
	struct sm_buf yaml = { 0 };
	struct plan_case c;

	sm_buf_puts(&yaml, PLAN_HEAD);
	sm_buf_puts(&yaml, r->tables);
	plan_case_open(&c, sm_buf_str(&yaml), NULL);
	if (!c.rc)
		fail_msg("accepted, though: %s", r->what);
	assert_int_equal(c.rc, SM_E_PROFILE);
	if (!strstr(c.err.what, r->what))
		fail_msg("\"%s\" is not in \"%s\"", r->what, c.err.what);
	if (r->fix && !strstr(c.err.fix, r->fix))
		fail_msg("\"%s\" is not in \"%s\"", r->fix, c.err.fix);
	plan_case_close(&c);
	sm_buf_release(&yaml);
}

#endif
