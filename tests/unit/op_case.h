/*
 * op_case.h - a kind on the bench: compile it without a profile, run it, hold
 * it to what every kind promises
 *
 *     struct op_case k;
 *
 *     op_case_start(&k, &sm_op_int, "smallint", 1000);
 *     op_case_compile(&k, "min", "5", "max", "9", NULL);
 *     op_case_keeps_promises(&k, 1000);
 *     op_case_end(&k);
 *
 * Failures of what is not under test end the test.
 */
#ifndef SEEDMILL_TESTS_OP_CASE_H
#define SEEDMILL_TESTS_OP_CASE_H

#include "op/ops.h"
#include "seedmill/op.h"

#define OP_CASE_AS_OF INT64_C(1767225600000000)     /* 2026-01-01T00:00:00Z */
#define OP_CASE_INPUTS 4

struct op_case {
	struct sm_arena arena;
	struct sm_compile c;        /* may be changed until op_case_compile() */
	struct sm_op op;
	struct sm_err err;
	/*
	 * Bound inputs, set by the test: values of rows 0.. as far as rows
	 * will be asked for. All I64 unless in_class says otherwise.
	 */
	struct sm_vec in[OP_CASE_INPUTS];
	enum sm_class in_class[OP_CASE_INPUTS];
	uint32_t nin;
};

/* A column "orders.total" of that type (NULL: the kind's own). */
void op_case_start(struct op_case *k, const struct sm_op_kind *kind,
		   const char *type, uint64_t rows);
void op_case_end(struct op_case *k);

/*
 * Compile with arguments given as names and texts, NULL at the end; anything
 * but success ends the test with the reason.
 */
void op_case_compile(struct op_case *k, ...) __attribute__((sentinel));

/* Compile; passes when it is refused and `what` is in the message. */
void op_case_refuses(struct op_case *k, const char *what, ...)
	__attribute__((sentinel));

/* Run; the vector's memory is the case's. Rows nobody wrote hold 0xA5. */
struct sm_vec op_case_run(struct op_case *k, const struct sm_rows *rows);

/* The values of rows 0 to n - 1. */
const int64_t *op_case_i64(struct op_case *k, uint32_t n);

/*
 * What holds for every kind: rows 0 to n - 1 have the same values in calls of
 * 1, 7, 64 and 999 rows, listed in another order, and listed twice; values lie
 * in the domain that compile() promised; if that says unique, they are.
 */
void op_case_keeps_promises(struct op_case *k, uint32_t n);

#endif
