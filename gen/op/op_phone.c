/*
 * op_phone.c - the "phone" kind: telephone numbers that ring nowhere
 *
 *     phone: {country: gb, format: national}
 *
 * A country's ranges are those its regulator keeps for films and books, where
 * there are some; the table below says where they are written down. At compile
 * time they are cut into blocks of equal size (the smallest range's), each with
 * its first digits as text, so that a row divides once and copies.
 */
#include <assert.h>
#include <string.h>

#include "digits.h"
#include "nth.h"

struct phone_args {
	const char *country, *format;
};

/* A range as it is dialled inside the country: head, digits, " ", digits. */
struct range {
	const char *head;
	uint8_t first, second;      /* no blank when second is 0 */
};

#define MOST_HEAD 20        /* bytes in front of the last digits */

struct block {
	char head[MOST_HEAD + SM_SLACK];    /* copied 16 or 32 at a time */
	uint32_t n;
};

struct phone_state {
	struct sm__nth nth;
	const struct block *block;
	uint64_t size;              /* numbers in a block */
	uint32_t first, second;     /* digits behind a head, in two groups */
};

static const cyaml_schema_field_t phone_fields[] = {
	SM_ARG(struct phone_args, country),
	SM_ARG(struct phone_args, format),
	CYAML_FIELD_END
};

/* ---- the ranges ----------------------------------------------------------------- */

/* ACMA, "Phone numbers for use in TV shows, films and creative works". */
static const struct range au[] = {
	{ "02 5550 ", 4, 0 }, { "02 7010 ", 4, 0 }, { "03 5550 ", 4, 0 },
	{ "03 7010 ", 4, 0 }, { "07 5550 ", 4, 0 }, { "07 7010 ", 4, 0 },
	{ "08 5550 ", 4, 0 }, { "08 7010 ", 4, 0 },
};

/* Bundesnetzagentur, Mitteilung 148/2021 (Amtsblatt 7/2021): Berlin, Frankfurt,
 * Hamburg, Cologne, Munich; two mobile blocks. */
static const struct range de[] = {
	{ "030 23125", 3, 0 }, { "069 90009", 3, 0 }, { "040 66969", 3, 0 },
	{ "0221 4710", 3, 0 }, { "089 99998", 3, 0 }, { "0171 39200", 2, 0 },
	{ "0176 040690", 2, 0 },
};

/* Nothing is kept for fiction. The plan (Real Decreto 2296/2004) gives numbers
 * that begin with 4 to no service. */
static const struct range es[] = { { "400 ", 3, 3 } };

/* Arcep, plan national de numérotation (décision 2018-0881): numbers kept for
 * works of film and television, one range a region and one of mobiles. */
static const struct range fr[] = {
	{ "01 99 00 ", 2, 2 }, { "02 61 91 ", 2, 2 }, { "03 53 01 ", 2, 2 },
	{ "04 65 71 ", 2, 2 }, { "05 36 49 ", 2, 2 }, { "06 39 98 ", 2, 2 },
};

/* Ofcom, "Telephone numbers for use in TV and radio drama programmes". */
static const struct range gb[] = {
	{ "0113 496 0", 3, 0 }, { "0114 496 0", 3, 0 }, { "0115 496 0", 3, 0 },
	{ "0116 496 0", 3, 0 }, { "0117 496 0", 3, 0 }, { "0118 496 0", 3, 0 },
	{ "0121 496 0", 3, 0 }, { "0131 496 0", 3, 0 }, { "0141 496 0", 3, 0 },
	{ "0151 496 0", 3, 0 }, { "0161 496 0", 3, 0 }, { "0191 498 0", 3, 0 },
	{ "020 7946 0", 3, 0 }, { "028 9649 6", 3, 0 }, { "029 2018 0", 3, 0 },
	{ "01632 960", 3, 0 }, { "07700 900", 3, 0 }, { "08081 570", 3, 0 },
	{ "0909 879 0", 3, 0 }, { "03069 990", 3, 0 },
};

/* Nothing is kept for fiction. In the plans that ITU has published of Kenya and
 * Tanzania no number begins with 3: 2 and 4 to 6 are places, 1 and 7 (6 and 7)
 * mobiles, 8 and 9 services. */
static const struct range ke[] = { { "0300 ", 3, 3 } };
static const struct range tz[] = { { "0300 ", 3, 3 } };

/*
 * NANPA: 555-0100 to 555-0199 of every area code are for fiction. Area codes
 * are [2-9][0-8][0-9]; those that end in two equal digits are services.
 */
#define US_AREAS (8 * 9 * 10 - 8 * 9)

static const struct country {
	const char *name, *code;
	const char *trunk;          /* dialled inside the country only */
	const struct range *range;
	uint32_t n;
} countries[] = {
	{ "au", "+61", "0", au, SM_COUNTOF(au) },
	{ "de", "+49", "0", de, SM_COUNTOF(de) },
	{ "es", "+34", "", es, SM_COUNTOF(es) },
	{ "fr", "+33", "0", fr, SM_COUNTOF(fr) },
	{ "gb", "+44", "0", gb, SM_COUNTOF(gb) },
	{ "ke", "+254", "0", ke, SM_COUNTOF(ke) },
	{ "tz", "+255", "0", tz, SM_COUNTOF(tz) },
	{ "us", "+1", "", NULL, 0 },
};

enum { E164, NATIONAL };

/* ---- compile -------------------------------------------------------------------- */

static void head_add(struct block *b, const char *text)
{
	size_t n = strlen(text);

	assert(b->n + n <= MOST_HEAD);
	memcpy(b->head + b->n, text, n);
	b->n += (uint32_t)n;
}

/* The country's code, and a national head's digits without the trunk prefix. */
static void head_e164(struct block *b, const struct country *k, const char *head)
{
	char digit[2] = "";

	head_add(b, k->code);
	assert(strncmp(head, k->trunk, strlen(k->trunk)) == 0);
	for (const char *p = head + strlen(k->trunk); *p; p++)
		if (*p >= '0' && *p <= '9') {
			digit[0] = *p;
			head_add(b, digit);
		}
}

/* Range r as blocks of 10^digits numbers: the digits above are in the heads. */
static uint32_t range_cut(struct block *at, const struct country *k,
			  const struct range *r, uint32_t digits, unsigned format)
{
	uint32_t above = r->first + r->second - digits;
	uint32_t n = (uint32_t)sm_pow10(above);

	assert(r->second == 0 || above == 0);
	for (uint32_t i = 0; i < n; i++) {
		char more[2] = "";

		if (format == E164)
			head_e164(&at[i], k, r->head);
		else
			head_add(&at[i], r->head);
		more[0] = (char)('0' + i);
		if (above > 0)
			head_add(&at[i], more);
	}
	return n;
}

static struct block *blocks_ranges(struct phone_state *st, const struct country *k,
				   unsigned format, struct sm_arena *a)
{
	uint32_t digits = SM_DIGITS_MAX, n = 0;
	struct block *b;

	for (uint32_t i = 0; i < k->n; i++) {
		uint32_t has = k->range[i].first + k->range[i].second;

		digits = has < digits ? has : digits;
	}
	st->first = k->range[0].second ? k->range[0].first : digits;
	st->second = digits - st->first;
	st->size = (uint64_t)sm_pow10(digits);
	b = sm_arena_array(a, 10 * (size_t)k->n, sizeof(*b));
	for (uint32_t i = 0; b && i < k->n; i++)
		n += range_cut(b + n, k, &k->range[i], digits, format);
	st->nth.n = n * st->size;
	return b;
}

static struct block *blocks_us(struct phone_state *st, unsigned format,
			       struct sm_arena *a)
{
	struct block *b = sm_arena_array(a, US_AREAS, sizeof(*b));
	uint32_t n = 0;

	st->first = 2;
	st->size = 100;
	for (unsigned area = 200; b && area < 1000; area++) {
		char digits[4] = { (char)('0' + area / 100),
				   (char)('0' + area / 10 % 10),
				   (char)('0' + area % 10), 0 };

		if (digits[1] == '9' || digits[1] == digits[2])
			continue;
		head_add(&b[n], format == E164 ? "+1" : "(");
		head_add(&b[n], digits);
		head_add(&b[n], format == E164 ? "55501" : ") 555-01");
		n++;
	}
	assert(!b || n == US_AREAS);
	st->nth.n = n * st->size;
	return b;
}

static enum sm_code phone_unique(struct phone_state *st, struct sm_op *op,
				 const struct country *k,
				 const struct sm_compile *c, struct sm_err *err)
{
	struct sm__nth_say say = {
		.arg = "country", .unit = "numbers that ring nowhere",
		.fix = "leave out unique, or take a country with more: es, ke and "
		       "tz have 1,000,000, au 80,000, us 64,800, fr 60,000",
	};

	say.what = sm_arena_printf(c->arena, "%s has", k->name);
	if (!say.what)
		return sm_nomem(err);
	return sm__nth_init(&st->nth, st->nth.n, op, &say, c, err);
}

static enum sm_code phone_compile(struct sm_op *op, const void *args,
				  struct sm_compile *c, struct sm_err *err)
{
	static const char *const formats[] = { "e164", "national" };
	const struct phone_args *a = args;
	struct phone_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *names[SM_COUNTOF(countries)];
	unsigned which = SM_COUNTOF(countries) - 1, format = E164;
	const struct country *k;
	uint32_t width = 0;

	if (!st)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(countries); i++)
		names[i] = countries[i].name;
	SM_TRY(sm_arg_choice(c, "country", a->country, names, SM_COUNTOF(names),
			     &which, err));
	SM_TRY(sm_arg_choice(c, "format", a->format, formats, SM_COUNTOF(formats),
			     &format, err));
	k = &countries[which];
	st->block = k->range ? blocks_ranges(st, k, format, c->arena)
			     : blocks_us(st, format, c->arena);
	if (!st->block)
		return sm_nomem(err);
	for (uint64_t i = 0; i < st->nth.n / st->size; i++)
		if (st->block[i].n > width)
			width = st->block[i].n;
	width += st->first + st->second;
	if (format == E164 && st->second) {
		st->first += st->second;
		st->second = 0;
	} else if (st->second) {
		width++;
	}
	op->state = st;
	SM_TRY(sm__text_out(op, "format", width, true, c, err));
	return phone_unique(st, op, k, c, err);
}

/* ---- run ------------------------------------------------------------------------ */

static inline char *phone_write(const void *state, uint64_t n, char *at)
{
	const struct phone_state *st = state;
	const struct block *b = &st->block[n / st->size];
	uint32_t low = (uint32_t)(n % st->size);

	memcpy(at, b->head, 32);
	at += b->n;
	if (!st->second)
		return sm__digits(at, low, st->first);
	at = sm__digits(at, low / (uint32_t)sm_pow10(st->second), st->first);
	*at++ = ' ';
	return sm__digits(at, low % (uint32_t)sm_pow10(st->second), st->second);
}

static void phone_run(const struct sm_op *op, struct sm_work *w,
		      const struct sm_rows *rows, const struct sm_vec *in,
		      struct sm_vec *out)
{
	const struct phone_state *st = op->state;

	(void)w;
	(void)in;
	sm__nth_run(&st->nth, op, rows, out, phone_write);
}

const struct sm_op_kind sm_op_phone = {
	.name = "phone",
	.summary = "telephone numbers that ring nowhere: ranges kept for fiction",
	.example = "{country: gb, format: national}",
	.doc = "country  us (default), au, de, es, fr, gb, ke or tz. Kept for fiction\n"
	       "         by NANPA, ACMA, Bundesnetzagentur, Arcep and Ofcom; es, ke and\n"
	       "         tz keep none: there they begin with a digit of no service\n"
	       "format   e164 (default), \"+442079460123\", or national,\n"
	       "         \"020 7946 0123\"\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = phone_fields,
	.args_size = sizeof(struct phone_args),
	.compile = phone_compile,
	.run = phone_run,
};
