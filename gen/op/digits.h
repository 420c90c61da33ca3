/*
 * digits.h - numbers of a fixed count of digits, zeros in front, on the row path
 */
#ifndef SEEDMILL_GEN_DIGITS_H
#define SEEDMILL_GEN_DIGITS_H

#include "seedmill/fmt.h"

#define SM_DIGITS_MAX 18    /* 10^18 is the last power of ten in 64 bits */

/*
 * The n digits of v < 10^n, eight at a time from the top; returns their end.
 * The eight bytes behind it are scribbled on.
 */
static inline char *sm__digits(char *at, uint64_t v, uint32_t n)
{
	static const uint64_t e8 = 100000000;
	uint32_t top = n;

	if (n > 8) {
		if (n > 16) {
			uint64_t high = v / (e8 * e8);

			at = sm__digits(at, high, n - 16);
			v -= high * e8 * e8;
			top = 16;
		}
		sm_fmt_store8(at, (sm_fmt_digits8((uint32_t)(v / e8)) |
				   SM_FMT_ZEROS) >> (16 - top) * 8);
		at += top - 8;
		v %= e8;
		top = 8;
	}
	sm_fmt_store8(at, (sm_fmt_digits8((uint32_t)v) | SM_FMT_ZEROS) >>
				  (8 - top) * 8);
	return at + top;
}

#endif
