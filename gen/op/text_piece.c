/*
 * text_piece.c - a word list as one text, and pieces of it; see text_piece.h
 *
 * The text is as long as fits a second-level cache with what else a row needs:
 * 2^18 characters to start in, some 40,000 words, and behind them a tail as long
 * as the longest piece, in which none starts.
 */
#include "text_piece.h"

#include <assert.h>
#include <string.h>

#include "op_args.h"
#include "seedmill/fmt.h"

#define START_CHARS (1u << 18)
#define ALL_CHARS (START_CHARS + SM__PIECE_MOST)

/* ---- the text ---------------------------------------------------------------- */

/* How long it gets, told before it is made. */
struct extent {
	uint32_t chars, bytes, words;
};

/* Word after word, until there are enough characters; text and start may be NULL. */
static struct extent string_up(const struct sm_words *w, uint64_t key, char *text,
			       uint32_t *start)
{
	struct sm_rng rng = sm_rng_at(key, 0);
	struct extent e = { 0 };

	while (e.chars < ALL_CHARS) {
		const struct sm_str *s = &w->word[sm_rng_below(&rng, w->n)];

		if (!s->n)
			continue;
		if (e.chars < START_CHARS) {
			if (start)
				start[e.words] = e.chars;
			e.words++;
		}
		if (text) {
			memcpy(text + e.bytes, s->p, s->n);
			text[e.bytes + s->n] = ' ';
		}
		e.bytes += s->n + 1;
		e.chars += s->chars + 1;
	}
	return e;
}

/* Where each character begins; the end counts as one. */
static void count_bytes(const char *text, struct extent e, uint32_t *byte)
{
	uint32_t chars = 0;

	for (uint32_t i = 0; i < e.bytes; i++)
		if (((unsigned char)text[i] & 0xC0) != 0x80)
			byte[chars++] = i;
	assert(chars == e.chars);
	byte[chars] = e.bytes;
}

static struct sm__pieces *make(const struct sm_words *w, const char *list,
			       struct sm_arena *a)
{
	const uint64_t key = sm_key(0, list, "pieces", NULL);
	const struct extent e = string_up(w, key, NULL, NULL);
	struct sm__pieces *p = sm_arena_alloc(a, sizeof(*p));
	uint32_t *start = sm_arena_array(a, e.words, sizeof(*start));
	uint32_t *byte = e.bytes == e.chars ? NULL
		: sm_arena_array(a, (size_t)e.chars + 1, sizeof(*byte));
	char *text = sm_arena_alloc(a, (size_t)e.bytes + SM_SLACK);

	if (!p || !start || !text || (e.bytes != e.chars && !byte))
		return NULL;
	(void)string_up(w, key, text, start);
	memset(text + e.bytes, 0, SM_SLACK);
	if (byte)
		count_bytes(text, e, byte);
	*p = (struct sm__pieces){ text, start, byte, e.words };
	return p;
}

enum sm_code sm__pieces_of(const struct sm_words *words, const char *list,
			   struct sm_arena *a, const struct sm__pieces **out,
			   struct sm_err *err)
{
	struct sm__pieces *made = words->pieces ? *words->pieces : NULL;

	assert(words->width > 0);
	if (!made)
		made = make(words, list, a);
	if (!made)
		return sm_nomem(err);
	if (words->pieces)
		*words->pieces = made;
	*out = made;
	return SM_OK;
}

/* ---- pieces ------------------------------------------------------------------ */

/* A piece that cannot be used as it stands: a capital, or a stop for a blank. */
static struct sm_str mended(const struct sm__piece_draw *d, struct sm_str s,
			    char *room)
{
	unsigned char first = (unsigned char)s.p[0];

	assert(s.n > 0 && s.n <= d->room);
	sm_copy_fixed(room, s.p, s.n);
	if (d->capital && (unsigned char)(first - 'a') < 26)
		room[0] = (char)(first ^ 0x20);
	if (room[s.n - 1] == ' ')
		room[s.n - 1] = '.';
	return (struct sm_str){ .p = room, .n = s.n };
}

/*
 * One draw says both: its upper half which word, its lower half how many
 * characters, unless they have a shape, which takes a draw of its own. Both
 * numbers are far below 2^32, so no choice is favoured by more than one part in
 * 2^15.
 */
SM_LOOP draw_loop(const struct sm__piece_draw *d, uint64_t key,
		  const struct sm_rows *rows, struct sm_vec *out, const bool plain,
		  const bool listed)
{
	const struct sm__pieces *of = d->of;
	const char *const text = of->text;
	const uint32_t n = of->n, min = d->length.min, span = d->length.span;
	const bool shaped = d->length.shaped;
	const bool capital = d->capital;
	struct sm_str *const str = out->v.str;

	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t row = listed ? rows->id[i] : rows->first + i;
		struct sm_rng rng = sm_rng_at(key, row);
		uint64_t u = sm_rng_u64(&rng);
		uint32_t from = of->start[(u >> 32) * n >> 32];
		uint32_t to = from + min + (uint32_t)((u & UINT32_MAX) * span >> 32);

		if (shaped)
			to = from + sm__length_at(&d->length, &rng);
		if (!plain) {
			from = of->byte[from];
			to = of->byte[to];
		}
		str[i] = (struct sm_str){ .p = text + from, .n = to - from };
		if (capital || text[to - 1] == ' ')
			str[i] = mended(d, str[i], out->text + (size_t)i * d->room);
	}
}

void sm__pieces_draw(const struct sm__piece_draw *d, uint64_t key,
		     const struct sm_rows *rows, struct sm_vec *out)
{
	assert(d->length.min >= 1 &&
	       d->length.min + d->length.span - 1 <= SM__PIECE_MOST);
	if (d->of->byte) {
		if (rows->id)
			draw_loop(d, key, rows, out, false, true);
		else
			draw_loop(d, key, rows, out, false, false);
	} else if (rows->id) {
		draw_loop(d, key, rows, out, true, true);
	} else {
		draw_loop(d, key, rows, out, true, false);
	}
}
