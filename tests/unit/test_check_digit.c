/* gen/op/check_digit.c: numbers that standards and registries print as examples */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/check_digit.h"

static void luhn_is_that_of_known_cards(void **state)
{
	static const uint64_t cards[] = {
		4111111111111111, 5555555555554444, 378282246310005,
		371449635398431, 6011111111111117, 30569309025904,
		3530111333300000, 2223003122003222, 79927398713,
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cards); i++)
		assert_int_equal(sm__check_luhn(cards[i] / 10), cards[i] % 10);
}

static void gs1_is_that_of_known_articles(void **state)
{
	static const uint64_t codes[] = {
		4006381333931, 5901234123457, 73513537, 96385074, 36000291452,
		9780306406157, 12345670, 614141000036,
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(codes); i++)
		assert_int_equal(sm__check_gs1(codes[i] / 10), codes[i] % 10);
}

/* Examples of the IBAN registry. */
static void iban_digits_are_those_of_the_registry(void **state)
{
	static const struct {
		const char *country, *bban;
		unsigned check;
	} cases[] = {
		{ "AT", "1904300234573201", 61 },
		{ "BE", "539007547034", 68 },
		{ "CH", "00762011623852957", 93 },
		{ "DE", "370400440532013000", 89 },
		{ "ES", "21000418450200051332", 91 },
		{ "FI", "12345600000785", 21 },
		{ "FR", "20041010050500013M02606", 14 },
		{ "GB", "NWBK60161331926819", 29 },
		{ "IE", "AIBK93115212345678", 29 },
		{ "IT", "X0542811101000000123456", 60 },
		{ "NL", "ABNA0417164300", 91 },
		{ "NO", "86011117947", 93 },
		{ "PT", "000201231234567890154", 50 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(sm__check_iban(cases[i].country, cases[i].bban),
				 cases[i].check);
	assert_int_equal(sm__check_iban("DE", "37040044 0532013000"), 0);
	assert_int_equal(sm__check_iban("de", "370400440532013000"), 0);
	assert_int_equal(sm__check_iban("D", "1"), 0);
}

static void account_digits_are_those_of_known_accounts(void **state)
{
	(void)state;
	assert_int_equal(sm__check_rib(30006, 1, 12345678901), 89);
	assert_int_equal(sm__check_ccc(21000418, 200051332), 45);
	assert_int_equal(sm__check_eleven(41716430), 0);
	assert_int_equal(sm__check_eleven(12345678), 9);
	/* FI21 1234 5600 0007 85 */
	assert_int_equal(sm__check_luhn(1234560000078), 5);
}

static void powers_are_of_ten(void **state)
{
	(void)state;
	assert_int_equal(sm__mod97_power(0), 1);
	assert_int_equal(sm__mod97_power(2), 3);
	assert_int_equal(sm__mod97_power(6), 1000000 % 97);
	assert_int_equal(sm__mod97_power(96), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(luhn_is_that_of_known_cards),
		cmocka_unit_test(gs1_is_that_of_known_articles),
		cmocka_unit_test(iban_digits_are_those_of_the_registry),
		cmocka_unit_test(account_digits_are_those_of_known_accounts),
		cmocka_unit_test(powers_are_of_ten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
