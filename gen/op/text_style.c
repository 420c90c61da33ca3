/*
 * text_style.c - a long text of sentences, and values that are some of them; see
 * text_style.h
 */
#include "text_style.h"

#include <assert.h>
#include <string.h>

#include "literal.h"
#include "op_args.h"

#define START_CHARS (1u << 18)
#define ALL_CHARS (START_CHARS + SM__PIECE_MOST)

static uint32_t count_chars(const char *p, const char *end)
{
	uint32_t n = 0;

	for (; p < end; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	return n;
}

/* Where each character begins; NULL when every byte is one. False: no memory. */
static bool map_chars(struct sm__pieces *p, uint32_t chars, uint32_t bytes,
		      struct sm_arena *a)
{
	uint32_t *byte, n = 0;

	if (chars == bytes)
		return true;
	byte = sm_arena_array(a, (size_t)chars + 1, sizeof(*byte));
	if (!byte)
		return false;
	for (uint32_t i = 0; i < bytes; i++)
		if (((unsigned char)p->text[i] & 0xC0) != 0x80)
			byte[n++] = i;
	assert(n == chars);
	byte[n] = bytes;
	p->byte = byte;
	return true;
}

enum sm_code sm__tell(struct sm__tale *out, const struct sm__teller *teller,
		      struct sm_arena *a, struct sm_err *err)
{
	/* an end that no sentence passes; two bytes a sentence is the shortest */
	const size_t room = 4 * (size_t)ALL_CHARS + SM__SENTENCE_MOST;
	struct sm_rng rng = sm_rng_at(sm_key(0, "tale", NULL, NULL), 0);
	char *text = sm_arena_alloc(a, room + SM_SLACK), *at = text;
	uint32_t *start = sm_arena_array(a, ALL_CHARS / 2 + 2, sizeof(*start));
	uint32_t chars = 0, n = 0;

	if (!text || !start)
		return sm_nomem(err);
	*out = (struct sm__tale){ .pieces = { .text = text, .start = start } };
	while (chars < ALL_CHARS) {
		char *end = teller->sentence(teller->state, &rng, at);
		uint32_t length = count_chars(at, end);

		assert(length > 0 && end - at < SM__SENTENCE_MOST);
		*end++ = ' ';
		out->longest = length > out->longest ? length : out->longest;
		out->pieces.n += chars < START_CHARS;
		start[n++] = chars;
		chars += length + 1;
		at = end;
	}
	start[n] = chars;
	out->sentences = n;
	out->plain = sm__text_plain(text, (size_t)(at - text));
	return map_chars(&out->pieces, chars, (uint32_t)(at - text), a)
		? SM_OK : sm_nomem(err);
}

/* Characters of sentences k to k + n - 1. */
static inline uint32_t length_of(const struct sm__tale *t, uint32_t k, uint32_t n)
{
	return t->pieces.start[k + n] - t->pieces.start[k] - 1;
}

enum sm_code sm__tale_fit(struct sm__tale_draw *d, struct sm_arena *a,
			  struct sm_err *err)
{
	const struct sm__tale *t = d->of;
	uint32_t *fit = sm_arena_array(a, t->pieces.n, sizeof(*fit));

	if (!fit)
		return sm_nomem(err);
	d->nfit = 0;
	for (uint32_t k = 0; k < t->pieces.n; k++)
		if (length_of(t, k, 1) <= d->limit)
			fit[d->nfit++] = k;
	d->fit = fit;
	return SM_OK;
}

void sm__tale_draw(const struct sm__tale_draw *d, uint64_t key,
		   const struct sm_rows *rows, struct sm_vec *out)
{
	const struct sm__pieces *of = &d->of->pieces;

	assert(d->nfit > 0);
	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_rng rng = sm_rng_at(key, sm_row(rows, i));
		uint32_t k = d->fit[sm_rng_below(&rng, d->nfit)];
		uint32_t n = d->min + (uint32_t)sm_rng_below(&rng, d->span);
		uint32_t from, to;

		while (n > 1 && length_of(d->of, k, n) > d->limit)
			n--;
		from = of->start[k];
		to = from + length_of(d->of, k, n);
		if (of->byte) {
			from = of->byte[from];
			to = of->byte[to];
		}
		out->v.str[i] = (struct sm_str){ .p = of->text + from,
						 .n = to - from };
	}
}
