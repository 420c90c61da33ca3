/*
 * check_digit.c - Luhn, GS1, MOD 97-10, and what some countries' accounts have
 */
#include "check_digit.h"

#include <assert.h>
#include <string.h>

unsigned sm__check_luhn(uint64_t payload)
{
	/* the last digit doubled, its own digits added: 2d, less 9 from 5 on */
	static const uint8_t doubled[10] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;

	for (; payload > 0; payload /= 100) {
		unsigned pair = (unsigned)(payload % 100);

		sum += doubled[pair % 10] + pair / 10;
	}
	return (10 - sum % 10) % 10;
}

unsigned sm__check_gs1(uint64_t payload)
{
	unsigned sum = 0;

	for (; payload > 0; payload /= 100) {
		unsigned pair = (unsigned)(payload % 100);

		sum += pair % 10 * 3 + pair / 10;
	}
	return (10 - sum % 10) % 10;
}

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
