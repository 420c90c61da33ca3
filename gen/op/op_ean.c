/*
 * op_ean.c - the "ean" kind: article numbers as bar codes have them
 *
 *     ean: {format: ean13}
 *
 * GS1 General Specifications: a prefix, the article, a check digit. The prefixes
 * 20 to 29 of EAN-13, 2 of EAN-8 and 4 of UPC-A are for numbers that do not
 * leave a company, so no article in the world's trade has one of these.
 */
#include <assert.h>
#include <string.h>

#include "check_digit.h"
#include "digits.h"
#include "nth.h"

struct ean_args {
	const char *format, *prefix;
};

struct ean_state {
	struct sm__nth nth;
	uint64_t prefix;            /* with zeros for the article */
	uint32_t digits;
};

static const cyaml_schema_field_t ean_fields[] = {
	SM_ARG(struct ean_args, format),
	SM_ARG(struct ean_args, prefix),
	CYAML_FIELD_END
};

static const struct format {
	const char *name, *prefix;
	uint32_t digits;
} formats[] = {
	{ "ean13", "2", 13 }, { "ean8", "2", 8 }, { "upc", "4", 12 },
};

/* The prefix as a number; its place is at the left. */
static enum sm_code ean_prefix(struct ean_state *st, const char *text,
			       uint64_t *articles, const struct sm_compile *c,
			       struct sm_err *err)
{
	size_t n = strlen(text);

	if (n == 0 || n > st->digits - 2 || strspn(text, "0123456789") != n) {
		sm_refuse(c, err, "prefix", "\"%s\" is not 1 to %u digits", text,
			  (unsigned)st->digits - 2);
		return sm_fix(err, "write it in quotes: \"%s\"", "2912345");
	}
	for (const char *p = text; *p; p++)
		st->prefix = st->prefix * 10 + (uint64_t)(*p - '0');
	*articles = (uint64_t)sm_pow10(st->digits - 1 - (unsigned)n);
	st->prefix *= *articles;
	return SM_OK;
}

static enum sm_code ean_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	static const struct sm__nth_say say = {
		.arg = "prefix", .what = "behind the prefix there is room for",
		.unit = "articles",
		.fix = "take a shorter prefix or ean13, which has 100,000,000,000",
	};
	const struct ean_args *a = args;
	struct ean_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *names[SM_COUNTOF(formats)];
	unsigned which = 0;
	uint64_t articles = 0;  /* gcc with -fsanitize=thread does not see it set */

	if (!st)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(formats); i++)
		names[i] = formats[i].name;
	SM_TRY(sm_arg_choice(c, "format", a->format, names, SM_COUNTOF(names),
			     &which, err));
	st->digits = formats[which].digits;
	SM_TRY(ean_prefix(st, a->prefix ? a->prefix : formats[which].prefix,
			  &articles, c, err));
	op->state = st;
	SM_TRY(sm__text_out(op, "format", st->digits, true, c, err));
	return sm__nth_init(&st->nth, articles, op, &say, c, err);
}

static inline char *ean_write(const void *state, uint64_t n, char *at)
{
	const struct ean_state *st = state;
	uint64_t payload = st->prefix + n;

	assert(n < st->nth.n);
	return sm__digits(at, payload * 10 + sm__check_gs1(payload), st->digits);
}

static void ean_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct ean_state *st = op->state;

	(void)w;
	(void)in;
	sm__nth_run(&st->nth, op, rows, out, ean_write);
}

const struct sm_op_kind sm_op_ean = {
	.name = "ean",
	.summary = "article numbers (EAN-13, EAN-8, UPC-A) with their check digit",
	.example = "{format: ean13}",
	.doc = "format  ean13 (default), ean8 or upc\n"
	       "prefix  first digits, \"2\" (upc: \"4\") unless given: prefixes of\n"
	       "        numbers that stay inside a company\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = ean_fields,
	.args_size = sizeof(struct ean_args),
	.compile = ean_compile,
	.run = ean_run,
};
