/*
 * op_iban.c - the "iban" kind: account numbers whose check digits are right
 *
 *     iban: {country: de}
 *
 * ISO 13616: country, two check digits, then the country's own account number,
 * which here is a bank that does not exist and a number that is counted. Where
 * the account has check digits of its own (ES, FI, FR, NL) they are right, too.
 *
 * The check digits are 98 - r, r being the bank, the account, the country and
 * two zeros as one number mod 97. Of these only the account differs from row to
 * row, so r = (base + account * weight) mod 97 with two constants.
 */
#include <assert.h>
#include <string.h>

#include "check_digit.h"
#include "digits.h"
#include "nth.h"

struct iban_args {
	const char *country, *bank, *format;
};

struct iban_state {
	struct sm__nth nth;
	char head[SM_SLACK * 2];    /* "DE00" and the bank */
	uint32_t nhead, digits;
	unsigned base, weight;
	uint64_t bank;              /* as a number, for the account's digits */
	uint64_t (*account)(const struct iban_state *st, uint64_t n);
	bool groups;
};

static const cyaml_schema_field_t iban_fields[] = {
	SM_ARG(struct iban_args, country),
	SM_ARG(struct iban_args, bank),
	SM_ARG(struct iban_args, format),
	CYAML_FIELD_END
};

/* ---- accounts of their countries ---------------------------------------------------- */

static uint64_t account_plain(const struct iban_state *st, uint64_t n)
{
	(void)st;
	return n;
}

/* Spain: two digits before the ten of the account. */
static uint64_t account_es(const struct iban_state *st, uint64_t n)
{
	return sm__check_ccc(st->bank, n) * UINT64_C(10000000000) + n;
}

/* Finland: Luhn over bank and account, the last of fourteen. */
static uint64_t account_fi(const struct iban_state *st, uint64_t n)
{
	return n * 10 + sm__check_luhn(st->bank * UINT64_C(10000000) + n);
}

/* France: the bank is five digits and the branch five more. */
static uint64_t account_fr(const struct iban_state *st, uint64_t n)
{
	return n * 100 + sm__check_rib(st->bank / 100000, st->bank % 100000, n);
}

/*
 * Netherlands: one number in eleven has no last digit. A 1 in front, whose
 * weight is 10, then makes it 0: what is short of eleven by ten was one over.
 */
static uint64_t account_nl(const struct iban_state *st, uint64_t n)
{
	unsigned last = sm__check_eleven(n);

	(void)st;
	return last < 10 ? n * 10 + last : UINT64_C(1000000000) + n * 10;
}

/* ISO 13616 registry: length of bank and account; banks that are not there. */
static const struct country {
	const char *name, *code;
	const char *bank;           /* a letter stands where letters do */
	uint8_t free;               /* digits that are counted */
	uint8_t digits;             /* those and their check digits */
	uint64_t (*account)(const struct iban_state *st, uint64_t n);
} countries[] = {
	{ "at", "AT", "00000", 11, 11, account_plain },
	{ "ch", "CH", "00000", 12, 12, account_plain },
	{ "de", "DE", "99999999", 10, 10, account_plain },
	{ "es", "ES", "00000000", 10, 12, account_es },
	{ "fi", "FI", "000000", 7, 8, account_fi },
	{ "fr", "FR", "0000000000", 11, 13, account_fr },
	{ "gb", "GB", "ZZZZ000000", 8, 8, account_plain },
	{ "ie", "IE", "ZZZZ000000", 8, 8, account_plain },
	{ "nl", "NL", "ZZZZ", 8, 10, account_nl },
};

/* ---- compile -------------------------------------------------------------------- */

/* `bank` looks as the country's banks do: letters and digits in their places. */
static bool bank_shape(const char *bank, const char *like)
{
	if (strlen(bank) != strlen(like))
		return false;
	for (size_t i = 0; bank[i]; i++)
		if (like[i] == 'Z' ? bank[i] < 'A' || bank[i] > 'Z'
				   : bank[i] < '0' || bank[i] > '9')
			return false;
	return true;
}

static enum sm_code iban_bank(struct iban_state *st, const struct iban_args *a,
			      const struct country *k, const struct sm_compile *c,
			      struct sm_err *err)
{
	const char *bank = a->bank ? a->bank : k->bank;
	char zeros[SM_DIGITS_MAX + 1], *bban;

	if (!bank_shape(bank, k->bank)) {
		sm_refuse(c, err, "bank", "\"%s\" is no bank of %s", bank, k->code);
		return sm_fix(err, "write it like %s: Z is a capital letter, the "
			      "others are digits", k->bank);
	}
	for (const char *p = bank; *p; p++)
		st->bank = st->bank * 10 + (*p <= '9' ? (uint64_t)(*p - '0') : 0);
	st->nhead = 4 + (uint32_t)strlen(bank);
	assert(st->nhead + SM_SLACK <= sizeof(st->head));
	memcpy(st->head, k->code, 2);
	memcpy(st->head + 2, "00", 2);
	memcpy(st->head + 4, bank, st->nhead - 4);
	memset(zeros, '0', k->digits);
	zeros[k->digits] = '\0';
	bban = sm_arena_printf(c->arena, "%s%s", bank, zeros);
	if (!bban)
		return sm_nomem(err);
	/* account 0's digits say what all of them start from; behind the
	 * account stand the country's four digits and two zeros */
	st->base = 98 - sm__check_iban(k->code, bban);
	st->weight = sm__mod97_power(6);
	return SM_OK;
}

static enum sm_code iban_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	static const char *const formats[] = { "electronic", "print" };
	static const struct sm__nth_say say = {
		.arg = "country", .what = "one bank has", .unit = "accounts",
		.fix = "take a country with longer account numbers: ch, at, fr, de "
		       "and es have at least 10,000,000,000",
	};
	const struct iban_args *a = args;
	struct iban_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *names[SM_COUNTOF(countries)];
	unsigned which = 2, format = 0;
	const struct country *k;
	uint32_t width;

	if (!st)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(countries); i++)
		names[i] = countries[i].name;
	SM_TRY(sm_arg_choice(c, "country", a->country, names, SM_COUNTOF(names),
			     &which, err));
	SM_TRY(sm_arg_choice(c, "format", a->format, formats, SM_COUNTOF(formats),
			     &format, err));
	k = &countries[which];
	st->groups = format == 1;
	st->digits = k->digits;
	st->account = k->account;
	SM_TRY(iban_bank(st, a, k, c, err));
	op->state = st;
	width = st->nhead + st->digits;
	width += st->groups ? (width - 1) / 4 : 0;
	SM_TRY(sm__text_out(op, "country", width, true, c, err));
	return sm__nth_init(&st->nth, (uint64_t)sm_pow10(k->free), op, &say, c,
			    err);
}

/* ---- run ------------------------------------------------------------------------ */

static inline char *iban_electronic(const struct iban_state *st, uint64_t n,
				    char *at)
{
	uint64_t account = st->account(st, n);
	unsigned check = sm__check_mod97(st->base + account % 97 * st->weight);

	assert(n < st->nth.n && check >= 2 && check <= 98);
	memcpy(at, st->head, 16);
	sm_fmt_2(at + 2, check);
	return sm__digits(at + st->nhead, account, st->digits);
}

static inline char *iban_write(const void *state, uint64_t n, char *at)
{
	const struct iban_state *st = state;
	char flat[SM_SLACK], *end;

	if (!st->groups)
		return iban_electronic(st, n, at);
	end = iban_electronic(st, n, flat);
	for (const char *p = flat; p < end; p += 4, at += 5) {
		memcpy(at, p, 4);
		at[4] = ' ';
	}
	/* the last group may be shorter, and no blank is behind it */
	return at - 1 - (4 - (end - flat) % 4) % 4;
}

static void iban_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct iban_state *st = op->state;

	(void)w;
	(void)in;
	sm__nth_run(&st->nth, op, rows, out, iban_write);
}

const struct sm_op_kind sm_op_iban = {
	.name = "iban",
	.summary = "IBANs of banks that do not exist, with the right check digits",
	.example = "{country: de}",
	.doc = "country  at, ch, de (default), es, fi, fr, gb, ie or nl; check digits\n"
	       "         of the account itself (es, fi, fr, nl) are right as well\n"
	       "bank     another bank than the one of zeros, nines or ZZZZ, with its\n"
	       "         branch: \"37040044\"\n"
	       "format   electronic (default), or print: groups of four\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = iban_fields,
	.args_size = sizeof(struct iban_args),
	.compile = iban_compile,
	.run = iban_run,
};
