/*
 * fmt.h - values to ASCII on the row path: integers, decimals, dates, hex
 *
 * Every function writes at `at` and returns the end of what it wrote; none
 * writes a NUL. The comment says how long the result can be. To stay free of
 * branches they may scribble behind that end, but never past at +
 * SM_FMT_ROOM: a buffer of that size is enough for any of them, and so is a
 * row's place in a block (sm_encoder's slack is larger).
 *
 * How: eight digits at a time inside one 64-bit register (split by 10000, 100
 * and 10 with multiply and shift, all lanes at once), two digits at a time from
 * a table where the number of digits is fixed. The first character is the
 * register's lowest byte, and sm_fmt_store8 turns the bytes round on a
 * big-endian machine. Dates: C. Neri, L. Schneider, "Euclidean affine functions
 * and their application to calendar algorithms", Software: Practice and
 * Experience 53(4), 2023.
 */
#ifndef SEEDMILL_FMT_H
#define SEEDMILL_FMT_H

#include <assert.h>
#include <string.h>

#include "seedmill/base.h"
#include "seedmill/type.h"

#define SM_FMT_ROOM 48

/* The most bytes a result has. */
#define SM_FMT_I64 20       /* "-9223372036854775808" */
#define SM_FMT_DECIMAL 21   /* "-9.223372036854775808" */
#define SM_FMT_DATE 10
#define SM_FMT_TIME 26      /* "2026-01-31 12:30:00.123456" */
#define SM_FMT_UUID 36

static const char sm_fmt_pairs[201] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

/* Two digits; v < 100. */
static inline char *sm_fmt_2(char *at, uint32_t v)
{
	assert(v < 100);
	memcpy(at, sm_fmt_pairs + (size_t)v * 2, 2);
	return at + 2;
}

/* Eight characters, the first in the lowest byte. */
static inline void sm_fmt_store8(char *at, uint64_t w)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	memcpy(at, &w, sizeof(w));
}

#define SM_FMT_ZEROS UINT64_C(0x3030303030303030)

/* The eight digits of v < 10^8 as numbers 0..9, the first in the lowest byte. */
static inline uint64_t sm_fmt_digits8(uint32_t v)
{
	uint64_t x = v / 10000 | (uint64_t)(v % 10000) << 32;
	uint64_t t;

	/* n / 100 = n * 10486 >> 20 for n < 10000; n / 10 = n * 103 >> 10
	 * for n < 100: no lane's product reaches the next lane's quotient. */
	t = ((x * 10486) >> 20) & UINT64_C(0x0000007F0000007F);
	x = t | (x - t * 100) << 16;
	t = ((x * 103) >> 10) & UINT64_C(0x000F000F000F000F);
	return t | (x - t * 10) << 8;
}

/* Leading zeros among eight digits, at most seven: 0 has one digit. */
static inline unsigned sm_fmt_lead(uint64_t digits)
{
	return (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8;
}

/* v < 10^8 without leading zeros: 1 to 8 bytes, 8 are touched. */
static inline char *sm_fmt_u32(char *at, uint32_t v)
{
	uint64_t d = sm_fmt_digits8(v);
	unsigned z = sm_fmt_lead(d);

	sm_fmt_store8(at, (d | SM_FMT_ZEROS) >> (z * 8));
	return at + (8 - z);
}

/* 1 to 20 bytes. */
static inline char *sm_fmt_u64(char *at, uint64_t v)
{
	const uint64_t e8 = 100000000, e16 = e8 * e8;

	if (SM_LIKELY(v < e8))
		return sm_fmt_u32(at, (uint32_t)v);
	if (v >= e16) {
		at = sm_fmt_u32(at, (uint32_t)(v / e16));
		v %= e16;
		sm_fmt_store8(at, sm_fmt_digits8((uint32_t)(v / e8)) |
					  SM_FMT_ZEROS);
		at += 8;
	} else {
		at = sm_fmt_u32(at, (uint32_t)(v / e8));
	}
	sm_fmt_store8(at, sm_fmt_digits8((uint32_t)(v % e8)) | SM_FMT_ZEROS);
	return at + 8;
}

/* A number's sign, without a branch; its magnitude goes to *u. */
static inline char *sm_fmt_sign(char *at, int64_t v, uint64_t *u)
{
	uint64_t neg = (uint64_t)v >> 63;

	*at = '-';
	*u = ((uint64_t)v ^ (0 - neg)) + neg;
	return at + neg;
}

/* 1 to 20 bytes. */
static inline char *sm_fmt_i64(char *at, int64_t v)
{
	uint64_t u;

	at = sm_fmt_sign(at, v, &u);
	return sm_fmt_u64(at, u);
}

/* What is left of sm_fmt_decimal: more than seven digits in all. */
static inline char *sm_fmt_decimal_long(char *at, uint64_t u, unsigned scale)
{
	char tmp[3 * 24];       /* zeros, the digits, room to read on */
	char *end;
	unsigned n, whole;

	memset(tmp, '0', sizeof(tmp));
	end = sm_fmt_u64(tmp + 24, u);
	n = (unsigned)(end - (tmp + 24));
	if (n <= scale)
		n = scale + 1;          /* "0.05": takes zeros from before */
	whole = n - scale;
	memcpy(at, end - n, 24);
	at[whole] = '.';
	memcpy(at + whole + 1, end - scale, 24);
	return at + n + 1;
}

/*
 * v / 10^scale with exactly `scale` digits after the point (no point for 0):
 * 1 to 21 bytes. scale is at most 18.
 */
static inline char *sm_fmt_decimal(char *at, int64_t v, unsigned scale)
{
	uint64_t u, d;
	unsigned z, whole;

	assert(scale <= 18);
	at = sm_fmt_sign(at, v, &u);
	if (scale == 0)
		return sm_fmt_u64(at, u);
	if (SM_UNLIKELY(u >= 100000000 || scale > 7))
		return sm_fmt_decimal_long(at, u, scale);
	d = sm_fmt_digits8((uint32_t)u);
	z = sm_fmt_lead(d);
	if (z > 7 - scale)
		z = 7 - scale;          /* a digit stands before the point */
	whole = 8 - z - scale;
	d = (d | SM_FMT_ZEROS) >> (z * 8);
	sm_fmt_store8(at, d);
	at[whole] = '.';
	sm_fmt_store8(at + whole + 1, d >> (whole * 8));
	return at + (8 - z) + 1;
}

/* v < 100 without a leading zero: 1 or 2 bytes. */
static inline char *sm_fmt_pair(char *at, uint64_t v)
{
	unsigned one = v < 10;

	assert(v < 100);
	memcpy(at, sm_fmt_pairs + v * 2 + one, 2);
	return at + 2 - one;
}

/* v / 100 with two digits after the point, v < 10^8: 4 to 9 bytes. */
static inline char *sm_fmt_short2(char *at, uint64_t v)
{
	uint32_t whole = (uint32_t)v / 100;

	assert(v < 100000000);
	at = whole < 100 ? sm_fmt_pair(at, whole) : sm_fmt_u32(at, whole);
	*at = '.';
	return sm_fmt_2(at + 1, (uint32_t)v % 100);
}

/* Days since 1970-01-01 as "YYYY-MM-DD": 10 bytes. Years 1 to 9999. */
static inline char *sm_fmt_date(char *at, int64_t days)
{
	/* days since 0000-03-01, whose year ends with its leap day */
	uint32_t n = (uint32_t)(days + 719468);
	uint32_t n1 = 4 * n + 3, century = n1 / 146097;
	uint32_t n2 = n1 % 146097 / 4 * 4 + 3;
	uint64_t p2 = UINT64_C(2939745) * n2;
	uint32_t year = 100 * century + (uint32_t)(p2 >> 32);
	uint32_t of_year = (uint32_t)p2 / 2939745 / 4;
	uint32_t n3 = 2141 * of_year + 197913;
	uint32_t next = of_year >= 306;         /* January, February */
	uint32_t month = (n3 >> 16) - 12 * next;

	year += next;
	assert(days >= -719162 && days <= 2932896);
	sm_fmt_2(at, year / 100);
	sm_fmt_2(at + 2, year % 100);
	at[4] = '-';
	sm_fmt_2(at + 5, month);
	at[7] = '-';
	sm_fmt_2(at + 8, (n3 & 0xFFFF) / 2141 + 1);
	return at + 10;
}

/*
 * Microseconds since 1970-01-01 00:00:00 UTC as "YYYY-MM-DD HH:MM:SS[.ffffff]",
 * zeros at the fraction's end dropped: 19 to 26 bytes. Years 1 to 9999.
 */
static inline char *sm_fmt_time(char *at, int64_t us)
{
	/* shift to 0001-01-01, so that a plain division rounds down */
	const int64_t first = -719162;
	uint64_t t = (uint64_t)(us - first * SM_DAY_US);
	uint64_t days = t / (uint64_t)SM_DAY_US;
	uint64_t rest = t % (uint64_t)SM_DAY_US;
	uint32_t second = (uint32_t)(rest / 1000000);
	uint32_t micro = (uint32_t)(rest % 1000000);
	uint32_t minute = second / 60;
	uint64_t d;

	assert(us >= first * SM_DAY_US);
	at = sm_fmt_date(at, (int64_t)days + first);
	at[0] = ' ';
	sm_fmt_2(at + 1, minute / 60);
	at[3] = ':';
	sm_fmt_2(at + 4, minute % 60);
	at[6] = ':';
	at = sm_fmt_2(at + 7, second % 60);
	if (SM_LIKELY(micro == 0))
		return at;
	d = sm_fmt_digits8(micro * 100);        /* six digits and two zeros */
	at[0] = '.';
	sm_fmt_store8(at + 1, d | SM_FMT_ZEROS);
	return at + 1 + (8 - (unsigned)__builtin_clzll(d) / 8);
}

/* The eight hex digits of v, most significant first, first in the lowest byte. */
static inline uint64_t sm_fmt_hex8(uint32_t v)
{
	uint64_t x = __builtin_bswap32(v);

	x = (x | x << 16) & UINT64_C(0x0000FFFF0000FFFF);
	x = (x | x << 8) & UINT64_C(0x00FF00FF00FF00FF);
	x = ((x >> 4) & UINT64_C(0x000F000F000F000F)) |
	    (x & UINT64_C(0x000F000F000F000F)) << 8;
	/* 10 and more reach 16 when 6 is added: those want 'a' - 10 - '0' */
	return x + SM_FMT_ZEROS +
	       (((x + UINT64_C(0x0606060606060606)) >> 4) &
		UINT64_C(0x0101010101010101)) * ('a' - 10 - '0');
}

/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx": 36 bytes. */
static inline char *sm_fmt_uuid(char *at, struct sm_u128 v)
{
	uint64_t mid = sm_fmt_hex8((uint32_t)v.hi);
	uint64_t low = sm_fmt_hex8((uint32_t)(v.lo >> 32));

	/* each store's tail is overwritten by the next */
	sm_fmt_store8(at, sm_fmt_hex8((uint32_t)(v.hi >> 32)));
	at[8] = '-';
	sm_fmt_store8(at + 9, mid);
	at[13] = '-';
	sm_fmt_store8(at + 14, mid >> 32);
	at[18] = '-';
	sm_fmt_store8(at + 19, low);
	at[23] = '-';
	sm_fmt_store8(at + 24, low >> 32);
	sm_fmt_store8(at + 28, sm_fmt_hex8((uint32_t)v.lo));
	return at + 36;
}

/* n bytes as 2n lower-case hex digits; touches no more than those. */
static inline char *sm_fmt_hex(char *at, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (; n >= 4; n -= 4, p += 4, at += 8)
		sm_fmt_store8(at, sm_fmt_hex8((uint32_t)p[0] << 24 |
					      (uint32_t)p[1] << 16 |
					      (uint32_t)p[2] << 8 | p[3]));
	for (; n > 0; n--, p++) {
		*at++ = "0123456789abcdef"[*p >> 4];
		*at++ = "0123456789abcdef"[*p & 15];
	}
	return at;
}

/*
 * Copy n bytes by moving 16, 32 or 64 of them: for text whose length differs
 * from row to row. SM_SLACK bytes must be readable from p and writable from at,
 * beyond n when n is smaller. p may be NULL when n is 0.
 */
static inline char *sm_copy_fixed(char *at, const char *p, size_t n)
{
	if (SM_UNLIKELY(n == 0))
		return at;
	if (SM_LIKELY(n <= 16))
		memcpy(at, p, 16);
	else if (n <= 32)
		memcpy(at, p, 32);
	else if (n <= 64)
		memcpy(at, p, 64);
	else
		memcpy(at, p, n);
	return at + n;
}

#endif
