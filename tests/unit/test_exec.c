/*
 * gen/run/exec: a program written by hand, so that each instruction is seen
 * alone
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/prog.h"

/* ---- kinds of the test's own ---------------------------------------------------- */

/* The row number. */
static void row_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)op;
	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = (int64_t)sm_row(rows, i);
}

/* A third of the row number; NULL where it can be divided by 5. */
static void third_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	(void)op;
	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);

		out->null[i] = row % 5 == 0;
		/* rubbish where it is NULL: nobody may follow it */
		out->v.i64[i] = out->null[i] ? -1 : (int64_t)(row / 3);
	}
}

/* The sum of its inputs. */
static void add_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)op;
	(void)w;
	for (uint32_t i = 0; i < rows->n; i++)
		out->v.i64[i] = in[0].v.i64[i] + in[1].v.i64[i];
}

/* "x" as often as the last digit of the row number says. */
static void text_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	(void)w;
	(void)in;
	for (uint32_t i = 0; i < rows->n; i++) {
		char *at = out->text + (size_t)i * op->text_bytes;
		uint32_t n = (uint32_t)(sm_row(rows, i) % 10);

		memset(at, 'x', op->text_bytes);
		out->v.str[i] = (struct sm_str){ .p = at, .n = n, .chars = n };
	}
}

static const struct sm_op_kind row_kind = { .name = "row", .run = row_run };
static const struct sm_op_kind third_kind = { .name = "third", .run = third_run };
static const struct sm_op_kind add_kind = { .name = "add", .run = add_run };
static const struct sm_op_kind text_kind = { .name = "text", .run = text_run };
static const struct sm_op row_op = { .kind = &row_kind };
static const struct sm_op third_op = { .kind = &third_kind,
				       .out = { .nullable = true } };
static const struct sm_op add_op = { .kind = &add_kind };
static const struct sm_op text_op = { .kind = &text_kind, .text_bytes = 9 };

/* ---- running ------------------------------------------------------------------------ */

#define CANARY 256

struct machine {
	char *memory, *scratch;
	size_t bytes;
};

static const struct sm_vec *go(struct machine *m, const struct sm_prog *p,
			       const struct sm_rows *rows)
{
	m->bytes = sm__prog_bytes(p, rows->n);
	m->memory = malloc(m->bytes + CANARY + 64);
	assert_non_null(m->memory);
	memset(m->memory, 0x5A, m->bytes + CANARY + 64);
	m->scratch = m->memory + (64 - ((uintptr_t)m->memory & 63));
	return sm__prog_run(p, rows, m->scratch);
}

/* Nothing behind the bytes that were asked for was touched. */
static void done(struct machine *m)
{
	for (size_t i = 0; i < CANARY; i++)
		assert_int_equal(m->scratch[m->bytes + i], 0x5A);
	free(m->memory);
}

static void rows_in_order_and_rows_listed_are_the_same_rows(void **state)
{
	static const struct sm_instr instr[] = { { .what = SM_INSTR_RUN,
						   .op = &row_op } };
	static const struct sm_slot slot[] = { { .class = SM_I64 } };
	static const uint32_t out[] = { 0 };
	static const uint64_t id[] = { 17, 3, 3, 900 };
	const struct sm_prog p = { .instr = instr, .ninstr = 1, .slots = slot,
				   .nslots = 1, .nframes = 1, .out = out,
				   .nout = 1 };
	const struct sm_vec *v;
	struct machine m;

	(void)state;
	v = go(&m, &p, &(struct sm_rows){ .first = 40, .n = 100 });
	for (int i = 0; i < 100; i++)
		assert_int_equal(v[0].v.i64[i], 40 + i);
	assert_null(v[0].null);
	done(&m);
	v = go(&m, &p, &(struct sm_rows){ .id = id, .n = 4 });
	for (int i = 0; i < 4; i++)
		assert_int_equal(v[0].v.i64[i], id[i]);
	done(&m);
}

/* row numbers -> third -> the row number there, NULL where third is. */
static void a_frame_holds_the_rows_a_reference_points_to(void **state)
{
	static const uint32_t ref[] = { 0 }, through[] = { 1, 0 }, out[] = { 2, 0 };
	static const struct sm_instr instr[] = {
		{ .what = SM_INSTR_RUN, .out = 0, .op = &third_op },
		{ .what = SM_INSTR_FRAME, .opens = 1, .in = ref, .nin = 1 },
		{ .what = SM_INSTR_RUN, .frame = 1, .out = 1, .op = &row_op },
		{ .what = SM_INSTR_THROUGH, .out = 2, .in = through, .nin = 2 },
	};
	static const struct sm_slot slot[] = {
		{ .class = SM_I64, .nullable = true },
		{ .class = SM_I64 },
		{ .class = SM_I64, .nullable = true, .borrowed = true },
	};
	const struct sm_prog p = { .instr = instr, .ninstr = 4, .slots = slot,
				   .nslots = 3, .nframes = 2, .out = out,
				   .nout = 2 };
	const struct sm_vec *v;
	struct machine m;

	(void)state;
	v = go(&m, &p, &(struct sm_rows){ .first = 0, .n = 61 });
	for (int i = 0; i < 61; i++) {
		assert_int_equal(v[0].null[i], i % 5 == 0);
		assert_int_equal(v[1].null[i], i % 5 == 0);
		/* a NULL reference leads to some row that can be made */
		assert_int_equal(v[0].v.i64[i], i % 5 ? i / 3 : 0);
	}
	done(&m);
}

static void inputs_are_read_where_they_were_bound(void **state)
{
	static const uint32_t in[] = { 0, 0 }, out[] = { 1 };
	static const struct sm_instr instr[] = {
		{ .what = SM_INSTR_RUN, .out = 0, .op = &row_op },
		{ .what = SM_INSTR_RUN, .out = 1, .op = &add_op, .in = in,
		  .nin = 2 },
	};
	static const struct sm_slot slot[] = { { .class = SM_I64 },
					       { .class = SM_I64 } };
	const struct sm_prog p = { .instr = instr, .ninstr = 2, .slots = slot,
				   .nslots = 2, .nframes = 1, .out = out,
				   .nout = 1 };
	const struct sm_vec *v;
	struct machine m;

	(void)state;
	v = go(&m, &p, &(struct sm_rows){ .first = 5, .n = 7 });
	for (int i = 0; i < 7; i++)
		assert_int_equal(v[0].v.i64[i], 2 * (5 + i));
	done(&m);
}

/* The share of NULLs, by row number and not by place in the call. */
static void nulls_come_by_row_and_leave_texts_readable(void **state)
{
	static const uint32_t out[] = { 0 };
	const struct sm_instr instr[] = {
		{ .what = SM_INSTR_RUN, .out = 0, .op = &text_op },
		{ .what = SM_INSTR_NULLS, .out = 0, .key = 77,
		  .cut = UINT64_MAX / 4 },
	};
	static const struct sm_slot slot[] = { { .class = SM_STR, .nullable = true,
						 .text_bytes = 9 } };
	const struct sm_prog p = { .instr = instr, .ninstr = 2, .slots = slot,
				   .nslots = 1, .nframes = 1, .out = out,
				   .nout = 1 };
	unsigned nulls = 0;
	struct machine all, part;
	const struct sm_vec *v, *w;

	(void)state;
	v = go(&all, &p, &(struct sm_rows){ .first = 0, .n = 2000 });
	w = go(&part, &p, &(struct sm_rows){ .first = 1234, .n = 100 });
	for (uint32_t i = 0; i < 2000; i++) {
		nulls += v[0].null[i];
		assert_int_equal(v[0].v.str[i].n, v[0].null[i] ? 0 : i % 10);
	}
	assert_in_range(nulls, 400, 600);
	assert_memory_equal(v[0].null + 1234, w[0].null, 100);
	done(&all);
	done(&part);
}

static void memory_grows_with_rows_and_with_what_aggregates_need(void **state)
{
	static const struct sm_slot slot[] = { { .class = SM_I64 },
					       { .class = SM_STR,
						 .text_bytes = 100 } };
	struct sm_prog p = { .slots = slot, .nslots = 2, .nframes = 1 };
	size_t one = sm__prog_bytes(&p, 1), many = sm__prog_bytes(&p, 1000);

	(void)state;
	assert_true(many >= one + 999 * (8 + 16 + 100) - 64 * 3);
	p.sub_bytes = 12345;
	assert_int_equal(sm__prog_bytes(&p, 1000), many + 12345);
}

/* NULL where the bool in slot 0 is 0, and where it is NULL itself. */
static void when_makes_null_what_is_not_true(void **state)
{
	static const uint32_t when[] = { 0 };
	static const struct sm_instr instr[] = {
		{ .what = SM_INSTR_RUN, .op = &third_op, .out = 0 },
		{ .what = SM_INSTR_RUN, .op = &text_op, .out = 1 },
		{ .what = SM_INSTR_WHEN, .out = 1, .in = when, .nin = 1 },
	};
	static const struct sm_slot slot[] = {
		{ .class = SM_I64, .nullable = true },
		{ .class = SM_STR, .nullable = true, .text_bytes = 9 },
	};
	static const uint32_t out[] = { 1 };
	const struct sm_prog p = { .instr = instr, .ninstr = 3, .slots = slot,
				   .nslots = 2, .nframes = 1, .out = out,
				   .nout = 1 };
	const struct sm_rows rows = { .n = 60 };
	struct machine m;
	const struct sm_vec *v = go(&m, &p, &rows);

	(void)state;
	for (uint32_t i = 0; i < 60; i++) {
		/* a third of 0, 1 and 2 is 0 */
		bool is = i % 5 != 0 && i >= 3;

		assert_int_equal(v->null[i], !is);
		assert_int_equal(v->v.str[i].n, is ? i % 10 : 0);
	}
	done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when_makes_null_what_is_not_true),
		cmocka_unit_test(rows_in_order_and_rows_listed_are_the_same_rows),
		cmocka_unit_test(a_frame_holds_the_rows_a_reference_points_to),
		cmocka_unit_test(inputs_are_read_where_they_were_bound),
		cmocka_unit_test(nulls_come_by_row_and_leave_texts_readable),
		cmocka_unit_test(
			memory_grows_with_rows_and_with_what_aggregates_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
