/*
 * digest.h - what rows say, in 128 bits, whatever order they come in
 *
 * Formula, version 1. All arithmetic is modulo 2^64 or 2^128.
 *
 *   cell    x = the value: bool, integer, date, time as its 64-bit number
 *               (decimals at the column's scale, times in UTC microseconds);
 *               real and double as their 64 bits as a double (-0 as +0);
 *               text, bytes, json, inet: XXH3-64(bytes, seed k1)
 *               uuid: XXH3-64(its 16 bytes, seed k1)
 *               NULL: 0x6E756C6C6E756C6C ^ k2
 *           c = (x ^ k1) * k2, a 64 x 64 -> 128 bit product
 *   row     s = sum of its cells' c
 *           h = mix(s): lo = permute(s.lo ^ rotl(s.hi, 32)),
 *                       hi = permute(s.hi + lo * G)
 *   table   sum of its rows' h
 *
 *   k1, k2 = XXH3-64 of the column's name with seed 1 and 2, k2 | 1;
 *   permute is PCG's RXS M XS, G the golden ratio constant (rng.h).
 *
 * The digest depends neither on the order of rows or columns, nor on chunks,
 * threads or targets. It finds accidents, not adversaries.
 */
#ifndef SEEDMILL_DIGEST_H
#define SEEDMILL_DIGEST_H

#include "seedmill/base.h"
#include "seedmill/plan.h"
#include "seedmill/type.h"

#define SM_DIGEST_VERSION 1

/* k1 and k2 of a column. */
void sm_digest_column_key(const char *column, uint64_t key[2]);

/*
 * The digest of n rows given as columns (cols[i] belongs to t->columns[i]).
 * `scratch` holds n elements.
 */
struct sm_u128 sm_digest_rows(const struct sm_table *t,
			      const struct sm_vec *cols, uint32_t n,
			      struct sm_u128 *scratch);

#endif
