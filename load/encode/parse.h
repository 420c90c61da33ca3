/*
 * parse.h - text that a server printed, as the value of a type; for batch.c
 *
 * Each gives false, *out of no meaning, when the text is no value of the type.
 */
#ifndef SEEDMILL_PARSE_H
#define SEEDMILL_PARSE_H

#include "seedmill/type.h"

/* Types of class I64, in type.h's units. */
bool sm__parse_i64(const struct sm_type *t, const char *p, size_t n,
		   int64_t *out);
/* Real and double. */
bool sm__parse_f64(const struct sm_type *t, const char *p, size_t n,
		   double *out);
/* 36 characters, hex digits of either case. */
bool sm__parse_uuid(const char *p, size_t n, struct sm_u128 *out);
/* A digit's value, -1 when it is none. */
int sm__parse_hex(char c);

#endif
