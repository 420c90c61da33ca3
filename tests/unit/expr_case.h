/*
 * expr_case.h - one expression over one little row, as text
 *
 *     char out[EXPR_CASE_TEXT];
 *
 *     expr_case("seven * 2", "int", out);          -> "14"
 *     expr_case("seven *", "int", out);            -> "refused: expr: ..."
 *
 * The row (the range that the compiler is told of in brackets):
 *
 *     seven    int            7  [-100, 100]     day     date  2026-02-03
 *     three    int            3  [1, 10]         moment  timestamp
 *     zero     int            0  [0, 10]                 2026-02-03 04:05:06.25
 *     big      bigint 4000000000 [any]           word    varchar(10)  'abc'
 *     price    numeric(10,2)  12.34  [0, 99999999.99]
 *     minus    numeric(8,3)   -1.500 [-99999.999, 99999.999]
 *     fine     numeric(18,18) 0.000000000000000001 [0, 1)
 *     name     text  'Ärger um 3' [40 bytes, 20 characters]
 *     yes, no  bool
 *     none, noprice, noword, maybe, noday    NULL: int, numeric(10,2), text,
 *                                            bool, date
 *     who.age  int 41 [0, 120]       "odd name"  int 5 [0, 9]
 *     note     text, at most 20000 bytes    ratio  double
 *     leap     date  2024-02-29
 *
 * It is row 40 (and the 299 behind it) of 1,000, now is 2026-01-01 12:00:00.
 */
#ifndef SEEDMILL_TESTS_EXPR_CASE_H
#define SEEDMILL_TESTS_EXPR_CASE_H

#include "op/expr.h"

#define EXPR_CASE_TEXT 4096

/*
 * The value of `text` in a column of `type` (NULL: its own), "NULL", or
 * "refused: ", the message, its reason and its fix, each on a line. Checks
 * that the value lies in the promised domain, and that 300 rows agree.
 */
const char *expr_case(const char *text, const char *type,
		      char out[EXPR_CASE_TEXT]);

/* The domain of the last one that was not refused. */
extern struct sm_domain expr_case_domain;

struct expr_case_row {
	const char *text, *type, *is;
};

/* Fails the test with all that differ, not only the first. */
void expr_case_table(const struct expr_case_row *row, size_t n);

/* Each is refused with `is` somewhere in message, reason or fix. */
void expr_case_refusals(const struct expr_case_row *row, size_t n);

/* For tests of one hand alone: a parser at the start of `text`. */
struct expr_case_parser {
	struct sm_arena arena;
	struct sm_expr_ask ask;
	struct sm_err err;
	struct sm_xparse x;
};

void expr_case_parser(struct expr_case_parser *p, const char *text,
		      const char *type);
void expr_case_parser_end(struct expr_case_parser *p);

#endif
