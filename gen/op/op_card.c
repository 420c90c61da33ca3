/*
 * op_card.c - the "card" kind: payment card numbers, with the right last digit
 *
 *     card: {brand: visa, format: spaced}
 *
 * ISO/IEC 7812-1: an issuer's number of six digits, the account, a check digit
 * by Luhn. The issuers' numbers are those of the cards that payment services
 * print in their lists of test cards; `none` is an issuer that cannot be: 9 says
 * that a country gave the number, 999 is the code of no country (ISO 3166-1
 * leaves 900 to 999 to its users).
 */
#include <assert.h>
#include <string.h>

#include "check_digit.h"
#include "digits.h"
#include "nth.h"

struct card_args {
	const char *brand, *format;
};

struct card_state {
	struct sm__nth nth;
	uint64_t issuer;            /* its six digits, zeros for the account */
	uint32_t digits;
	bool spaced;
};

static const cyaml_schema_field_t card_fields[] = {
	SM_ARG(struct card_args, brand),
	SM_ARG(struct card_args, format),
	CYAML_FIELD_END
};

static const struct brand {
	const char *name;
	uint32_t issuer;
	uint32_t digits;            /* of the whole number */
} brands[] = {
	{ "visa", 400000, 16 },       { "mastercard", 555555, 16 },
	{ "amex", 378282, 15 },       { "discover", 601111, 16 },
	{ "diners", 305693, 14 },     { "jcb", 353011, 16 },
	{ "unionpay", 620000, 16 },   { "none", 999900, 16 },
};

static enum sm_code card_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	static const char *const formats[] = { "digits", "spaced" };
	static const struct sm__nth_say say = {
		.arg = "brand", .what = "one issuer has", .unit = "accounts",
		.fix = "take a brand of 16 digits, 1,000,000,000 accounts, or leave "
		       "out unique",
	};
	const struct card_args *a = args;
	struct card_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *names[SM_COUNTOF(brands)];
	unsigned which = 0, format = 0;
	uint64_t accounts;

	if (!st)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(brands); i++)
		names[i] = brands[i].name;
	SM_TRY(sm_arg_choice(c, "brand", a->brand, names, SM_COUNTOF(names), &which,
			     err));
	SM_TRY(sm_arg_choice(c, "format", a->format, formats, SM_COUNTOF(formats),
			     &format, err));
	st->digits = brands[which].digits;
	st->spaced = format == 1;
	accounts = (uint64_t)sm_pow10(st->digits - 7);
	st->issuer = brands[which].issuer * accounts;
	op->state = st;
	SM_TRY(sm__text_out(op, "format", st->digits + (!st->spaced ? 0
					: st->digits == 16 ? 3 : 2), true, c, err));
	return sm__nth_init(&st->nth, accounts, op, &say, c, err);
}

/* 4 4 4 4, or 4 6 5 and 4 6 4 of the shorter ones. */
static inline char *card_space(char *at, const char *flat, uint32_t digits)
{
	uint32_t second = digits == 16 ? 4 : 6;

	memcpy(at, flat, 4);
	at[4] = ' ';
	memcpy(at + 5, flat + 4, 8);
	at += 5 + second;
	*at++ = ' ';
	memcpy(at, flat + 4 + second, 8);
	if (digits < 16)
		return at + digits - 10;
	at[4] = ' ';
	memcpy(at + 5, flat + 12, 4);
	return at + 9;
}

static inline char *card_write(const void *state, uint64_t n, char *at)
{
	const struct card_state *st = state;
	uint64_t payload = st->issuer + n;
	uint64_t number = payload * 10 + sm__check_luhn(payload);
	char flat[SM_FMT_ROOM];

	assert(n < st->nth.n);
	if (!st->spaced)
		return sm__digits(at, number, st->digits);
	sm__digits(flat, number, st->digits);
	return card_space(at, flat, st->digits);
}

static void card_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct card_state *st = op->state;

	(void)w;
	(void)in;
	sm__nth_run(&st->nth, op, rows, out, card_write);
}

const struct sm_op_kind sm_op_card = {
	.name = "card",
	.summary = "payment card numbers of test issuers, with Luhn's check digit",
	.example = "{brand: visa}",
	.doc = "brand   visa (default), mastercard, amex, discover, diners, jcb or\n"
	       "        unionpay, of the issuers that lists of test cards have; none:\n"
	       "        an issuer that cannot exist\n"
	       "format  digits (default), or spaced: \"4000 0012 3456 7899\"\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = card_fields,
	.args_size = sizeof(struct card_args),
	.compile = card_compile,
	.run = card_run,
};
