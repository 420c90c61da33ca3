/*
 * agg_case.h - parents p and their children c in every size, for kinds that
 * say something of a row's children: c.p_id, c.v (whole numbers), c.yes (bool)
 */
#ifndef SEEDMILL_TEST_AGG_CASE_H
#define SEEDMILL_TEST_AGG_CASE_H

#include "plan_rows.h"

#define AGG_PARENTS 90

/* p with the column x, children by `fan`, v with modifiers. */
#define AGG_TABLES(x, fan, v) \
	PLAN_HEAD "  - {name: p, rows: 90, primary_key: [id], columns: [{name: id, " \
	"serial: {start: 0}}, {name: x, " x "}]}\n" \
	"  - {name: c, per: {table: p, " fan "}, columns: [{name: p_id, parent: {}}, " \
	"{name: v, " v "}, {name: yes, bool: {share: 0.4}, nulls: 0.1}]}\n"

static const uint32_t agg_steps[] = { 1, 7, 64, 0 };

/* One child as a test sees it. */
struct agg_child {
	int64_t v;
	bool null;                  /* v is */
	bool yes;                   /* and not NULL */
};

/* Tell fn of each child of each parent, in order. */
static inline void agg_each(struct plan_case *c,
			    void (*fn)(void *ctx, int64_t parent,
				       const struct agg_child *child), void *ctx)
{
	struct plan_rows of = plan_rows_of(c, "c", "p_id");
	struct plan_rows v = plan_rows_of(c, "c", "v");
	struct plan_rows yes = plan_rows_of(c, "c", "yes");

	for (uint64_t i = 0; i < of.n; i++) {
		struct agg_child child = {
			.v = v.v[i], .null = v.null[i],
			.yes = yes.v[i] && !yes.null[i],
		};

		assert_in_range(of.v[i], 0, AGG_PARENTS - 1);
		fn(ctx, of.v[i], &child);
	}
	plan_rows_free(&of);
	plan_rows_free(&v);
	plan_rows_free(&yes);
}

/* p.x must be want[], and NULL where `none` says so, however it is made. */
static inline void agg_check(struct plan_case *c, const int64_t *want,
			     const bool *none)
{
	for (size_t k = 0; k < SM_COUNTOF(agg_steps); k++) {
		struct plan_rows x = plan_rows_step(c, "p", "x", agg_steps[k]);

		assert_int_equal(x.n, AGG_PARENTS);
		for (uint64_t i = 0; i < x.n; i++) {
			assert_int_equal(x.null[i], none ? none[i] : 0);
			if (x.null[i])
				continue;
			assert_int_equal(x.v[i], want[i]);
			assert_true(x.v[i] >= x.column->dom.min);
			assert_true(x.v[i] <= x.column->dom.max);
		}
		plan_rows_free(&x);
	}
}

#endif
