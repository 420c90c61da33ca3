/*
 * op_inet.c - the "inet" generator: host addresses of a network
 *
 *     - {name: ip, type: inet, inet: {cidr: "192.0.2.0/24"}}
 *
 * Network and broadcast addresses of IPv4 and the all-zero host of IPv6 are
 * left out where the network has room for hosts besides. An IPv6 network of
 * more than 64 host bits has its lowest 64 numbered and the others drawn.
 */
#include <assert.h>

#include "inet_text.h"
#include "op_args.h"

struct inet_args {
	const char *cidr;
};

struct inet_state {
	bool v6;
	struct sm_u128 base;        /* network, plus the first host */
	uint64_t high;              /* host bits above the lowest 64 */
	uint64_t span;              /* hosts */
	struct sm_perm perm;
};

static const cyaml_schema_field_t inet_fields[] = {
	SM_ARG(struct inet_args, cidr),
	CYAML_FIELD_END
};

static void inet_hosts(struct inet_state *st, const struct sm_inet *net)
{
	unsigned bits = (net->v6 ? 128u : 32u) - net->prefix;
	uint64_t first = bits >= 2;

	st->v6 = net->v6;
	st->high = bits > 64 ? ~sm__inet_mask(net).hi : 0;
	if (bits >= 64)
		st->span = UINT64_MAX;  /* 1 to 2^64 - 1 */
	else
		st->span = (UINT64_C(1) << bits) - first - (first && !net->v6);
	/* the host part is clear, so no carry */
	st->base = net->addr;
	st->base.lo += first;
	assert(st->span >= 1);
}

static enum sm_code inet_unique(struct inet_state *st, struct sm_op *op,
				const char *cidr, const struct sm_compile *c,
				struct sm_err *err)
{
	char need[32], have[32];

	if (c->rows > st->span) {
		sm_refuse(c, err, "cidr", "needs %s distinct values, %s has %s hosts",
			  sm_commas(c->rows, need), cidr,
			  sm_commas(st->span, have));
		return sm_fix(err, "take a larger network");
	}
	sm_perm_init(&st->perm, op->key, st->span);
	op->out.unique = true;
	return SM_OK;
}

static enum sm_code inet_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct inet_args *a = args;
	const char *cidr = a->cidr ? a->cidr : "10.0.0.0/8";
	struct inet_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	struct sm_inet net;
	struct sm_u128 mask;
	char type[64];

	if (!st)
		return sm_nomem(err);
	if (!sm__inet_parse(cidr, &net)) {
		sm_refuse(c, err, "cidr", "\"%s\" is not a network", cidr);
		return sm_fix(err, "write it like 192.0.2.0/24 or 2001:db8::/32");
	}
	mask = sm__inet_mask(&net);
	if ((net.addr.lo & ~mask.lo) || (net.addr.hi & ~mask.hi)) {
		char at[SM_INET_ROOM];

		net.addr.lo &= mask.lo;
		net.addr.hi &= mask.hi;
		*sm__inet_write(at, &net) = '\0';
		sm_refuse(c, err, "cidr", "%s has bits set behind its prefix", cidr);
		return sm_fix(err, "the network is %s", at);
	}
	inet_hosts(st, &net);
	op->out.width = op->out.chars = net.v6 ? SM_INET_V6 : SM_INET_V4;
	op->out.plain = true;
	op->text_bytes = op->out.width;
	op->state = st;
	if (c->type.length && op->out.chars > c->type.length)
		return sm_refuse(c, err, "cidr", "can reach %u characters, %s holds %u",
				 (unsigned)op->out.chars,
				 sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	return c->unique ? inet_unique(st, op, cidr, c, err) : SM_OK;
}

SM_LOOP inet_fill(const struct inet_state *st, uint64_t key,
		  const struct sm_rows *rows, struct sm_vec *out,
		  const bool unique, const bool v6)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);
		struct sm_rng r = sm_rng_at(key, row);
		uint64_t host = sm_rng_below(&r, st->span);
		struct sm_u128 addr = st->base;
		char *end;

		addr.hi |= sm_rng_u64(&r) & st->high;
		addr.lo += unique ? sm_perm_at(&st->perm, row) : host;
		end = v6 ? sm__inet_write6(at, addr)
			 : sm__inet_write4(at, (uint32_t)addr.lo);
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

static void inet_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct inet_state *st = op->state;

	(void)w;
	(void)in;
	if (st->v6)
		inet_fill(st, op->key, rows, out, op->out.unique, true);
	else
		inet_fill(st, op->key, rows, out, op->out.unique, false);
}

const struct sm_op_kind sm_op_inet = {
	.name = "inet",
	.summary = "host addresses of an IPv4 or IPv6 network",
	.example = "{cidr: \"192.0.2.0/24\"}",
	.doc = "cidr  the network, \"10.0.0.0/8\" when not given\n",
	.version = 1,
	.types = SM_M(SM_T_INET) | SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) |
		 SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_INET },
	.args = inet_fields,
	.args_size = sizeof(struct inet_args),
	.compile = inet_compile,
	.run = inet_run,
};
