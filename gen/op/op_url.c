/*
 * op_url.c - the "url" kind: web addresses that nobody can reach
 *
 *     url: {depth: 2}                https://www.example.com/harbour/lantern
 *     url: {host: shop.test, list: product, depth: 1}
 *
 * Hosts are of the names that RFC 2606 and RFC 6761 keep for examples and tests;
 * the path is made of a word list's entries as slugs. A unique column has a
 * number behind the last one: always with all its digits, in the order of a
 * bijection, so that no two addresses are one.
 */
#include <assert.h>
#include <string.h>

#include "digits.h"
#include "fold.h"
#include "nth.h"

struct url_args {
	const char *host, *list, *depth, *scheme;
};

struct url_state {
	const struct sm_str *host;  /* "https://www.example.com" */
	uint32_t hosts;
	const struct sm_str *word;  /* "/harbour" */
	uint32_t words;
	uint32_t depth;
	uint32_t digits;            /* of a unique column's number */
	struct sm_perm perm;
	uint32_t width;             /* bytes of the longest */
};

#define MOST_DEPTH 8
#define MOST_HOST 253           /* RFC 1035, as text */

static const cyaml_schema_field_t url_fields[] = {
	SM_ARG(struct url_args, host),
	SM_ARG(struct url_args, list),
	SM_ARG(struct url_args, depth),
	SM_ARG(struct url_args, scheme),
	CYAML_FIELD_END
};

static const char *const own_hosts[] = {
	"example.com", "www.example.com", "shop.example.com", "blog.example.com",
	"example.org", "www.example.org", "docs.example.org", "example.net",
	"www.example.net", "news.example", "www.harbour.example",
	"www.meadow.example", "app.lantern.test", "www.orchard.test",
};

/* ---- compile -------------------------------------------------------------------- */

/* Labels of letters, digits and dashes; a port may follow. */
static bool host_good(const char *host)
{
	size_t n = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-.");
	size_t port = 0;

	if (host[n] == ':') {
		port = strspn(host + n + 1, "0123456789");
		if (port == 0 || port > 5)
			return false;
		port++;
	}
	return n > 0 && n <= MOST_HOST && host[n + port] == '\0' &&
	       !strstr(host, "..") && host[0] != '.' && host[0] != '-';
}

static enum sm_code url_hosts(struct url_state *st, const struct url_args *a,
			      uint32_t *width, const struct sm_compile *c,
			      struct sm_err *err)
{
	static const char *const schemes[] = { "https", "http" };
	const uint32_t n = a->host ? 1 : SM_COUNTOF(own_hosts);
	struct sm_str *host = sm_arena_array(c->arena, n, sizeof(*host));
	unsigned scheme = 0;

	if (!host)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "scheme", a->scheme, schemes, SM_COUNTOF(schemes),
			     &scheme, err));
	if (a->host && !host_good(a->host)) {
		sm_refuse(c, err, "host", "\"%s\" is not a host", a->host);
		return sm_fix(err, "write it like shop.example or localhost:8080, in "
			      "small letters");
	}
	for (uint32_t i = 0; i < n; i++) {
		host[i].p = sm_arena_printf(c->arena, "%s://%s", schemes[scheme],
					    a->host ? a->host : own_hosts[i]);
		if (!host[i].p)
			return sm_nomem(err);
		host[i].n = (uint32_t)strlen(host[i].p);
		*width = host[i].n > *width ? host[i].n : *width;
	}
	assert(n > 0 && *width > 0);
	st->host = host;
	st->hosts = n;
	return SM_OK;
}

/* The list's entries with a slash in front; those without a slug are left out. */
static enum sm_code url_words(struct url_state *st, const char *list,
			      uint32_t *width, const struct sm_compile *c,
			      struct sm_err *err)
{
	const struct sm_words *w;
	struct sm_str *word;
	char *room;

	SM_TRY(sm_compile_words(c, "list", list, &w, err));
	word = sm_arena_array(c->arena, w->n, sizeof(*word));
	room = sm_arena_alloc(c->arena, (size_t)w->n * (w->width + 1));
	if (!word || !room)
		return sm_nomem(err);
	for (uint32_t i = 0; i < w->n; i++) {
		size_t n;

		*room = '/';
		memcpy(room + 1, w->word[i].p, w->word[i].n);
		n = sm__fold_slug(room + 1, w->word[i].n);
		if (n == 0)
			continue;
		word[st->words++] = (struct sm_str){ .p = room,
						     .n = (uint32_t)n + 1 };
		*width = n + 1 > *width ? (uint32_t)n + 1 : *width;
		room += n + 1;
	}
	assert(st->words <= w->n);
	st->word = word;
	if (st->words > 0)
		return SM_OK;
	return sm_refuse(c, err, "list", "no entry of the list \"%s\" has a letter "
			 "or digit for a path", list);
}

static void url_unique(struct url_state *st, struct sm_op *op,
		       const struct sm_compile *c)
{
	char last[SM_FMT_ROOM];

	/* rows are below 10^digits: one number for each */
	st->digits = (uint32_t)(sm_fmt_u64(last, c->rows) - last);
	if (st->digits > SM_DIGITS_MAX)
		return;         /* the planner refuses; no table is that long */
	sm_perm_init(&st->perm, op->key, (uint64_t)sm_pow10(st->digits));
	op->out.unique = true;
}

static enum sm_code url_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	const struct url_args *a = args;
	struct url_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	uint32_t host = 0, word = 0;
	int64_t depth = 2;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_i64(c, "depth", a->depth, &depth, err));
	if (depth < 0 || depth > MOST_DEPTH)
		return sm_refuse(c, err, "depth", "depth is %lld: a path has 0 to %d "
				 "words", (long long)depth, MOST_DEPTH);
	if (c->unique && depth == 0)
		return sm_refuse(c, err, "depth", "a unique address needs a word "
				 "for its number: depth is 0");
	st->depth = (uint32_t)depth;
	SM_TRY(url_hosts(st, a, &host, c, err));
	SM_TRY(url_words(st, a->list ? a->list : "noun", &word, c, err));
	if (c->unique)
		url_unique(st, op, c);
	st->width = host + word * st->depth + (st->digits ? 1 + st->digits : 0);
	op->state = st;
	return sm__text_out(op, "depth", st->width, true, c, err);
}

/* ---- run ------------------------------------------------------------------------ */

SM_LOOP url_loop(const struct url_state *st, uint64_t key,
		 const struct sm_rows *rows, struct sm_vec *out, const bool unique)
{
	const uint32_t width = st->width;
	char *at = out->text;

	assert(!unique || st->depth > 0);
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = sm_row(rows, i);
		struct sm_rng r = sm_rng_at(key, row);
		const struct sm_str *s = &st->host[sm_rng_below(&r, st->hosts)];
		char *end = sm_copy_fixed(at, s->p, s->n);

		for (uint32_t d = 0; d < st->depth; d++) {
			s = &st->word[sm_rng_below(&r, st->words)];
			end = sm_copy_fixed(end, s->p, s->n);
		}
		if (unique) {
			*end++ = '-';
			end = sm__digits(end, sm_perm_at(&st->perm, row),
					 st->digits);
		}
		assert((size_t)(end - at) <= width);
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

static void url_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	(void)w;
	(void)in;
	if (op->out.unique)
		url_loop(op->state, op->key, rows, out, true);
	else
		url_loop(op->state, op->key, rows, out, false);
}

const struct sm_op_kind sm_op_url = {
	.name = "url",
	.summary = "web addresses of hosts kept for examples and tests",
	.example = "{depth: 2}",
	.doc = "host    one host for all, with a port if need be; without it, several\n"
	       "        under example.com, .org, .net, .example and .test\n"
	       "list    word list of the path, default noun\n"
	       "depth   words in the path, 0 to 8, default 2; a unique column has a\n"
	       "        number behind the last\n"
	       "scheme  https (default) or http\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = url_fields,
	.args_size = sizeof(struct url_args),
	.compile = url_compile,
	.run = url_run,
};
