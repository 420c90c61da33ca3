/*
 * check_digit.h - the check digits of numbers that people type
 *
 * All work on numbers, not on text: a payload has at most 18 digits and is what
 * stands before (IBAN: behind) the digit that is asked for. They are functions
 * of the payload alone and cost a few divisions by constants.
 */
#ifndef SEEDMILL_GEN_CHECK_DIGIT_H
#define SEEDMILL_GEN_CHECK_DIGIT_H

#include "seedmill/base.h"

/* ISO/IEC 7812-1, annex B (Luhn): cards. */
unsigned sm__check_luhn(uint64_t payload);

/* GS1 General Specifications, section 7.9: weights 3 and 1 from the right. */
unsigned sm__check_gs1(uint64_t payload);

/* 10^n mod 97, for numbers that stand n digits to the left. */
unsigned sm__mod97_power(unsigned n);

/*
 * ISO/IEC 7064 MOD 97-10 as ISO 13616 uses it: 98 - r, where r is the number
 * mod 97 with two zeros in the place of the check digits. 2 to 98.
 */
static inline unsigned sm__check_mod97(uint64_t r)
{
	return 98 - (unsigned)(r % 97);
}

/*
 * The check digits of an IBAN whose country and rest (BBAN) are given as text,
 * letters and digits only; 0 when they are not, or more than 34 long.
 */
unsigned sm__check_iban(const char *country, const char *bban);

/* ---- of accounts inside a country's BBAN -------------------------------------- */

/* France, clé RIB: of bank (5), branch (5) and account (11), digits only. */
unsigned sm__check_rib(uint64_t bank, uint64_t branch, uint64_t account);

/* Spain, dígitos de control: of entity and office (8) and account (10). */
unsigned sm__check_ccc(uint64_t office, uint64_t account);

/* Netherlands, elfproef: the last digit behind nine, or 10: there is none. */
unsigned sm__check_eleven(uint64_t nine);

#endif
