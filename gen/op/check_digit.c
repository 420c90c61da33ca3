/*
 * check_digit.c - Luhn, GS1, MOD 97-10, and what some countries' accounts have
 */
#include "check_digit.h"

#include <assert.h>
#include <string.h>

#include "seedmill/fmt.h"

/* ---- weights from the right, eight digits in a register --------------------------- */

#define LANES(b) (UINT64_C(0x0101010101010101) * (b))
#define EVEN UINT64_C(0x00FF00FF00FF00FF)
#define E8 UINT64_C(100000000)

/*
 * The last digit is in the highest byte (sm_fmt_digits8), so it and every second
 * one before it are the odd bytes: those that weigh more. Eight is even, and so
 * the next eight digits begin the same way.
 */

/* Twice the odd ones, their own digits added: 2d, less 9 from 10 on. */
static inline unsigned luhn8(uint32_t v)
{
	uint64_t d = sm_fmt_digits8(v), twice = (d & ~EVEN) * 2;
	uint64_t over = (twice + LANES(0x80 - 10)) >> 7 & LANES(1);

	return (unsigned)(((twice - over * 9 + (d & EVEN)) * LANES(1)) >> 56);
}

/* Three times the odd ones: at most 4 * 27 + 4 * 9 in all, which is one byte. */
static inline unsigned gs1_8(uint32_t v)
{
	uint64_t d = sm_fmt_digits8(v);

	return (unsigned)((((d & ~EVEN) * 3 + (d & EVEN)) * LANES(1)) >> 56);
}

unsigned sm__check_luhn(uint64_t payload)
{
	unsigned sum = luhn8((uint32_t)(payload % E8));

	for (payload /= E8; payload > 0; payload /= E8)
		sum += luhn8((uint32_t)(payload % E8));
	return (10 - sum % 10) % 10;
}

unsigned sm__check_gs1(uint64_t payload)
{
	unsigned sum = gs1_8((uint32_t)(payload % E8));

	for (payload /= E8; payload > 0; payload /= E8)
		sum += gs1_8((uint32_t)(payload % E8));
	return (10 - sum % 10) % 10;
}

/* ---- remainders ------------------------------------------------------------------- */

unsigned sm__mod97_power(unsigned n)
{
	unsigned r = 1;

	while (n-- > 0)
		r = r * 10 % 97;
	return r;
}

/* One more character behind what r is the remainder of: A is 10, Z is 35. */
static bool mod97_push(unsigned *r, char c)
{
	if (c >= '0' && c <= '9')
		*r = (*r * 10 + (unsigned)(c - '0')) % 97;
	else if (c >= 'A' && c <= 'Z')
		*r = (*r * 100 + (unsigned)(c - 'A') + 10) % 97;
	else
		return false;
	return true;
}

unsigned sm__check_iban(const char *country, const char *bban)
{
	unsigned r = 0;

	if (strlen(country) != 2 || strlen(bban) > 30)
		return 0;
	for (const char *p = bban; *p; p++)
		if (!mod97_push(&r, *p))
			return 0;
	if (!mod97_push(&r, country[0]) || !mod97_push(&r, country[1]))
		return 0;
	return sm__check_mod97(r * 100);
}

unsigned sm__check_rib(uint64_t bank, uint64_t branch, uint64_t account)
{
	assert(bank < 100000 && branch < 100000 && account < 100000000000);
	/* 89, 15 and 3: 10^18, 10^13 and 10^2 mod 97 times one factor */
	return 97 - (unsigned)((89 * bank + 15 * branch + 3 * account) % 97);
}

/* Weights are the powers of 2 mod 11: 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 ... */
static unsigned ccc_digit(uint64_t ten)
{
	static const uint8_t weight[10] = { 6, 3, 7, 9, 10, 5, 8, 4, 2, 1 };
	unsigned sum = 0, d;

	for (unsigned i = 0; i < 10; i++, ten /= 10)
		sum += weight[i] * (unsigned)(ten % 10);
	d = (11 - sum % 11) % 11;
	return d == 10 ? 1 : d;
}

unsigned sm__check_ccc(uint64_t office, uint64_t account)
{
	assert(office < 100000000 && account < 10000000000);
	return ccc_digit(office) * 10 + ccc_digit(account);
}

unsigned sm__check_eleven(uint64_t nine)
{
	unsigned sum = 0;

	assert(nine < 1000000000);
	for (unsigned weight = 2; nine > 0; weight++, nine /= 10)
		sum += weight * (unsigned)(nine % 10);
	return (11 - sum % 11) % 11;
}
