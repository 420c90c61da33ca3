/*
 * op_mac.c - the "mac" kind: addresses of network cards that nobody made
 *
 *     mac: {format: colon}
 *
 * IEEE 802: in the first octet bit 0 says group, bit 1 says that the address was
 * given locally. Here the first is 0 and the second 1, so no maker's address is
 * among them; 46 bits are free. The other range is the one that RFC 9542 keeps
 * for documents, 00-00-5E-00-53-00 to -FF.
 */
#include <assert.h>
#include <string.h>

#include "nth.h"
#include "seedmill/fmt.h"

struct mac_args {
	const char *range, *format, *upper;
};

struct mac_state {
	struct sm__nth nth;
	uint64_t base;              /* of the documents' range, else 0 */
	uint32_t group;             /* characters between separators; 0: none */
	char separator;
	bool upper;
};

static const cyaml_schema_field_t mac_fields[] = {
	SM_ARG(struct mac_args, range),
	SM_ARG(struct mac_args, format),
	SM_ARG(struct mac_args, upper),
	CYAML_FIELD_END
};

#define DOCUMENTS UINT64_C(0x00005E005300)

static enum sm_code mac_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	static const char *const ranges[] = { "local", "documents" };
	static const char *const formats[] = { "colon", "dash", "dot", "bare" };
	static const uint32_t groups[] = { 2, 2, 4, 0 };
	static const struct sm__nth_say say = {
		.arg = "range", .what = "it has", .unit = "addresses",
		.fix = "range: local has 70,368,744,177,664",
	};
	const struct mac_args *a = args;
	struct mac_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned range = 0, format = 0;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "range", a->range, ranges, SM_COUNTOF(ranges),
			     &range, err));
	SM_TRY(sm_arg_choice(c, "format", a->format, formats, SM_COUNTOF(formats),
			     &format, err));
	SM_TRY(sm_arg_bool(c, "upper", a->upper, &st->upper, err));
	st->base = range == 1 ? DOCUMENTS : 0;
	st->group = groups[format];
	st->separator = ":-."[format < 3 ? format : 0];
	op->state = st;
	SM_TRY(sm__text_out(op, "format", 12 + (st->group ? 12 / st->group - 1 : 0),
			    true, c, err));
	return sm__nth_init(&st->nth, UINT64_C(1) << (range == 1 ? 8 : 46), op, &say,
			    c, err);
}

/* The first octet's lowest two bits are 10: local, one card. */
static inline uint64_t mac_local(uint64_t n)
{
	return n >> 40 << 42 | UINT64_C(2) << 40 | (n & ((UINT64_C(1) << 40) - 1));
}

/* Capitals: letters are the digits with bit 6, and lose bit 5. */
static inline uint64_t hex_case(uint64_t w, bool upper)
{
	uint64_t letters = w & UINT64_C(0x4040404040404040);

	return upper ? w ^ letters >> 1 : w;
}

static inline char *mac_write(const void *state, uint64_t n, char *at)
{
	const struct mac_state *st = state;
	uint64_t addr = st->base ? st->base + n : mac_local(n);
	char flat[16];

	assert(addr >> 48 == 0);
	sm_fmt_store8(flat, hex_case(sm_fmt_hex8((uint32_t)(addr >> 16)), st->upper));
	sm_fmt_store8(flat + 8, hex_case(sm_fmt_hex8((uint32_t)addr << 16),
					 st->upper));
	if (st->group == 2) {
		for (int i = 0; i < 6; i++, at += 3) {
			memcpy(at, flat + (size_t)i * 2, 2);
			at[2] = st->separator;
		}
		return at - 1;
	}
	if (st->group == 4) {
		for (int i = 0; i < 3; i++, at += 5) {
			memcpy(at, flat + (size_t)i * 4, 4);
			at[4] = st->separator;
		}
		return at - 1;
	}
	memcpy(at, flat, 16);
	return at + 12;
}

static void mac_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const struct mac_state *st = op->state;

	(void)w;
	(void)in;
	sm__nth_run(&st->nth, op, rows, out, mac_write);
}

const struct sm_op_kind sm_op_mac = {
	.name = "mac",
	.summary = "MAC addresses, locally administered: no maker's are among them",
	.example = "{format: colon}",
	.doc = "range   local (default), or documents: the 256 addresses of RFC 9542\n"
	       "format  colon (default), dash, dot (\"0a1b.2c3d.4e5f\") or bare\n"
	       "upper   true: capital letters, default false\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = mac_fields,
	.args_size = sizeof(struct mac_args),
	.compile = mac_compile,
	.run = mac_run,
};
