/*
 * try.h - one profile: read, planned, rows made, and promises held to
 */
#ifndef SEEDMILL_TEST_TRY_H
#define SEEDMILL_TEST_TRY_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * 0: rows were made; 1: refused as a plan; 2: refused as a profile; -1: it gave SM_E_INTERNAL, refused without a
 * word, or made rows that their plan says cannot be; stderr says which. *long_rows is
 * set while rows are made that may, rightly, be sums over a million others each.
 */
int try_profile(const char *path, const char *text, uint64_t dice,
		atomic_bool *long_rows);

#endif
