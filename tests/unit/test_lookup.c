/* gen/plan/lookup.c: values are found in the rows that hold them, and nowhere else */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_case.h"

#include "plan/lookup.h"

/* A planner with one column, compiled: 0, 0, 5, 5, 10, 10, .... */
struct lookup_case {
	struct sm_planner p;
	struct sm_arena arena;
	struct sm_ptable table;
	struct sm_pcolumn column;
	struct sm_step step;
	struct sm_op_kind kind;
};

static void fives(const struct sm_op *op, struct sm_work *w,
		  const struct sm_rows *rows, const struct sm_vec *in,
		  struct sm_vec *out)
{
	(void)op;
	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = (int64_t)(sm_row(rows, i) / 2 * 5);
}

static void open_case(struct lookup_case *l)
{
	*l = (struct lookup_case){
		.p.arena = &l->arena, .p.tables = &l->table, .p.ntables = 1,
		.table.name = "t", .table.columns = &l->column,
		.column.table = &l->table, .column.step = &l->step,
		.column.key_name = "c", .column.state = SM_P_DONE,
		.column.type.id = SM_T_BIGINT, .column.op.kind = &l->kind,
		.column.op.out.type.id = SM_T_BIGINT,
		.step.name = "c", .step.kind = &l->kind,
		.kind.name = "fives", .kind.run = fives,
	};
}

static struct sm_wanted number(int64_t v, uint32_t which)
{
	return (struct sm_wanted){ .hash.lo = (uint64_t)v, .number = v,
				   .which = which };
}

static void the_first_row_that_has_it_is_found(void **state)
{
	/* rows 2r and 2r + 1 have 5r; the same one may be asked for twice */
	static const int64_t ask[] = { 5000, 5, 7, 5000, 0, 49995, 50000 };
	static const uint64_t want[] = { 2000, 2, UINT64_MAX, 2000, UINT64_MAX,
					 19998, UINT64_MAX };
	struct lookup_case l;
	struct sm_wanted w[SM_COUNTOF(ask)];
	struct sm_err err = { 0 };
	bool all = false;

	(void)state;
	open_case(&l);
	for (uint32_t i = 0; i < SM_COUNTOF(ask); i++)
		w[i] = number(ask[i], i);
	assert_int_equal(sm__lookup(&l.p, &l.column, 2, 20000, w, SM_COUNTOF(ask),
				    &all, &err), SM_OK);
	assert_true(all);
	for (uint32_t i = 0; i < SM_COUNTOF(ask); i++)
		assert_int_equal(w[i].row, want[w[i].which]);
	sm_arena_release(&l.arena);
}

static void a_long_column_is_not_searched_to_its_end(void **state)
{
	struct lookup_case l;
	struct sm_wanted w[2] = { number(5, 0), number(INT64_C(5000000000), 1) };
	struct sm_err err = { 0 };
	bool all = true;

	(void)state;
	open_case(&l);
	assert_int_equal(sm__lookup(&l.p, &l.column, 0, UINT64_C(1) << 40, w, 2,
				    &all, &err), SM_OK);
	assert_false(all);
	assert_int_equal(w[0].row, 2);
	assert_int_equal(w[1].row, UINT64_MAX);
	sm_arena_release(&l.arena);
}

static void every_row_has_its_hash(void **state)
{
	struct lookup_case l;
	struct sm_u128 hash[2500];
	struct sm_err err = { 0 };

	(void)state;
	open_case(&l);
	assert_int_equal(sm__lookup_rows(&l.p, &l.column, NULL, 2500, hash, &err), SM_OK);
	for (uint32_t i = 0; i < 2500; i++)
		assert_int_equal(hash[i].lo, i / 2 * 5);
	sm_arena_release(&l.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_has_it_is_found),
		cmocka_unit_test(a_long_column_is_not_searched_to_its_end),
		cmocka_unit_test(every_row_has_its_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
