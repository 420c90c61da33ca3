/*
 * op_text.c - the "text" generator: sentences of words that mean nothing
 *
 *     - {name: note, text: {sentences_min: 1, sentences_max: 3}}
 *     - {name: title, text: {words_min: 2, words_max: 5}}
 *     - {name: comment, text: {chars_min: 10, chars_max: 40, capital: false}}
 *
 * Sentences have 4 to 12 words, a capital and a full stop; with words_min and
 * words_max it is that many words with a capital and no stop. What would not
 * fit the column (or max_length) is left off: a word is added only while it and
 * a full stop still fit, and words that fit nowhere are not in the draw, so the
 * text always ends with a whole word.
 *
 * With chars_min and chars_max the number of characters is drawn, and the text
 * has exactly that many: a piece of one long text of words (text_piece.h).
 *
 * The first words of a unique column say its number: as many as it takes for all
 * rows, digits to the base of the list's length. Words have no blank in them then,
 * so different numbers are different texts.
 *
 *     - {name: story, text: {style: english, sentences_min: 2, sentences_max: 5}}
 *     - {name: post,  text: {style: markov, list: tale, chars_min: 50, chars_max: 400}}
 *
 * With a style that is a language, sentences are whole ones of a long text that a
 * grammar or a chain has written (text_style.h).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "distinct.h"
#include "op_args.h"
#include "seedmill/fmt.h"
#include "text_style.h"

#define SENTENCE_MIN 4
#define SENTENCE_MAX 12
#define MOST_WORDS 5000
#define MOST_SENTENCES 400
#define MOST_DISTINCT 64

struct text_args {
	const char *list, *style;
	const char *words_min, *words_max;
	const char *sentences_min, *sentences_max;
	const char *chars_min, *chars_max, *chars_dist;
	const char *max_length;
	const char *capital, *distinct;
};

enum style { STYLE_WORDS, STYLE_LOREM, STYLE_ENGLISH, STYLE_MARKOV };

static const char *const styles[] = { "words", "lorem", "english", "markov" };

enum unit { UNIT_SENTENCES, UNIT_WORDS, UNIT_CHARS };

struct text_state {
	const struct sm_str *word;
	uint32_t n;
	enum unit unit;
	uint32_t min, max;          /* of the unit */
	bool capital, distinct;
	uint32_t limit;             /* characters */
	uint32_t telling;           /* unique: words that say the number, or 0 */
	struct sm_perm perm;
	struct sm__piece_draw piece;    /* UNIT_CHARS */
	bool told;                  /* sentences of a language */
	struct sm__tale tale;
	struct sm__tale_draw of_tale;
};

static const cyaml_schema_field_t text_fields[] = {
	SM_ARG(struct text_args, words_min),
	SM_ARG(struct text_args, words_max),
	SM_ARG(struct text_args, sentences_min),
	SM_ARG(struct text_args, sentences_max),
	SM_ARG(struct text_args, chars_min),
	SM_ARG(struct text_args, chars_max),
	SM_ARG(struct text_args, chars_dist),
	SM_ARG(struct text_args, max_length),
	SM_ARG(struct text_args, capital),
	SM_ARG(struct text_args, distinct),
	SM_ARG(struct text_args, list),
	SM_ARG(struct text_args, style),
	CYAML_FIELD_END
};

/* ---- compile ---------------------------------------------------------------------- */

/* What is counted, and the arguments that say how many of it. */
struct counted {
	enum unit unit;
	const char *min_arg, *max_arg;
	const char *min, *max;
	int64_t usual, most;
};

static enum sm_code text_unit(struct counted *out, const struct text_args *a,
			      const struct sm_compile *c, struct sm_err *err)
{
	const struct counted units[] = {
		{ UNIT_SENTENCES, "sentences_min", "sentences_max",
		  a->sentences_min, a->sentences_max, 3, MOST_SENTENCES },
		{ UNIT_WORDS, "words_min", "words_max", a->words_min,
		  a->words_max, 8, MOST_WORDS },
		{ UNIT_CHARS, "chars_min", "chars_max", a->chars_min,
		  a->chars_max, 100, SM__PIECE_MOST },
	};
	unsigned given = 0;

	*out = units[UNIT_SENTENCES];
	for (size_t i = 0; i < SM_COUNTOF(units); i++) {
		if (!units[i].min && !units[i].max)
			continue;
		*out = units[i];
		given++;
	}
	if (a->chars_dist && out->unit != UNIT_CHARS)
		return sm_refuse(c, err, "chars_dist", "chars_dist is how chars_min to "
				 "chars_max are drawn");
	if (given > 1)
		return sm_refuse(c, err, NULL, "text counts words, sentences or "
				 "characters, not both");
	return SM_OK;
}

static enum sm_code text_counts(struct text_state *st, const struct text_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	struct counted u;
	int64_t min = 1, max;

	SM_TRY(text_unit(&u, a, c, err));
	SM_TRY(sm_arg_i64(c, u.min_arg, u.min, &min, err));
	max = u.usual < min ? min : u.usual;
	SM_TRY(sm_arg_i64(c, u.max_arg, u.max, &max, err));
	if (min < 1 || min > max)
		return sm_refuse(c, err, u.min_arg, "%s is %lld: it must be from 1 "
				 "to %s, %lld", u.min_arg, (long long)min,
				 u.max_arg, (long long)max);
	if (max > u.most)
		return sm_refuse(c, err, u.max_arg, "%s is %lld, at most %lld are "
				 "made", u.max_arg, (long long)max,
				 (long long)u.most);
	st->unit = u.unit;
	st->min = (uint32_t)min;
	st->max = (uint32_t)max;
	return SM_OK;
}

static enum sm_code text_manner(struct text_state *st, const struct text_args *a,
				const struct sm_compile *c, struct sm_err *err)
{
	st->capital = true;
	SM_TRY(sm_arg_bool(c, "capital", a->capital, &st->capital, err));
	SM_TRY(sm_arg_bool(c, "distinct", a->distinct, &st->distinct, err));
	if (!st->capital && st->unit == UNIT_SENTENCES)
		return sm_refuse(c, err, "capital", "a sentence starts with a capital;"
				 " count words or characters");
	if (st->distinct && st->unit != UNIT_WORDS)
		return sm_refuse(c, err, "distinct", "only a text that counts words "
				 "can have each word once");
	if (st->distinct && st->max > MOST_DISTINCT)
		return sm_refuse(c, err, "distinct", "%u words that differ are "
				 "asked for, at most %d are made",
				 (unsigned)st->max, MOST_DISTINCT);
	return SM_OK;
}

static enum sm_code text_limit(struct text_state *st, const struct text_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	int64_t limit = c->type.length ? c->type.length : UINT32_MAX;
	char type[64];

	SM_TRY(sm_arg_i64(c, "max_length", a->max_length, &limit, err));
	if (limit < 1 || limit > UINT32_MAX)
		return sm_refuse(c, err, "max_length", "max_length is %lld: it must "
				 "be at least 1", (long long)limit);
	if (c->type.length && limit > c->type.length)
		return sm_refuse(c, err, "max_length", "max_length is %lld, %s holds "
				 "%u", (long long)limit,
				 sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	st->limit = (uint32_t)limit;
	if (st->unit == UNIT_CHARS && st->max > limit)
		return sm_refuse(c, err, "chars_max", "chars_max is %u, %u fit",
				 (unsigned)st->max, (unsigned)limit);
	return SM_OK;
}

/* The words that can stand alone; their longest in *width and *chars. */
static enum sm_code text_words(struct text_state *st, const char *list,
			       const struct sm_compile *c,
			       const struct sm_words *w, uint32_t *width,
			       uint32_t *chars, struct sm_err *err)
{
	struct sm_str *fit = sm_arena_array(c->arena, w->n, sizeof(*fit));
	const bool stop = st->unit == UNIT_SENTENCES, cut = st->unit == UNIT_CHARS;

	if (!fit)
		return sm_nomem(err);
	for (uint32_t i = 0; i < w->n; i++) {
		const struct sm_str *s = &w->word[i];

		if (s->n == 0 || (!cut && (uint64_t)s->chars + stop > st->limit))
			continue;
		fit[st->n++] = *s;
		*width = s->n > *width ? s->n : *width;
		*chars = s->chars > *chars ? s->chars : *chars;
	}
	st->word = fit;
	if (st->n == 0)
		return sm_refuse(c, err, NULL, "no word of the list \"%s\" fits %u "
				 "characters", list, (unsigned)st->limit);
	if (st->distinct && st->n < st->max)
		return sm_refuse(c, err, "words_max", "%u words that differ are asked "
				 "for, the list \"%s\" has %u that fit",
				 (unsigned)st->max, list, (unsigned)st->n);
	return SM_OK;
}

/* Characters (or bytes) of the longest text of words as long as `word`. */
static uint64_t text_bound(const struct text_state *st, uint32_t word)
{
	uint64_t sentence = SENTENCE_MAX * ((uint64_t)word + 1);

	if (st->unit == UNIT_CHARS)
		return (uint64_t)st->max * 4;
	if (st->unit == UNIT_WORDS)
		return st->max * ((uint64_t)word + 1) - 1;
	return st->max * (sentence + 1) - 1;
}

/* ASCII alone, as word_put() makes capitals: strncasecmp() asks the locale. */
static unsigned char small(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c ^ 0x20 : c);
}

static int by_letters(const void *a, const void *b)
{
	const struct sm_str *x = a, *y = b;

	for (uint32_t i = 0; i < x->n && i < y->n; i++)
		if (small(x->p[i]) != small(y->p[i]))
			return small(x->p[i]) < small(y->p[i]) ? -1 : 1;
	return (x->n > y->n) - (x->n < y->n);
}

/*
 * Words that a blank, a capital or a sentence's full stop makes no other text of:
 * "d." would look like the end of a sentence.
 */
static enum sm_code telling_words(const struct text_state *st,
				  const struct sm_compile *c, struct sm_err *err)
{
	struct sm_str *word = sm_arena_array(c->arena, st->n, sizeof(*word));

	if (!word)
		return sm_nomem(err);
	memcpy(word, st->word, st->n * sizeof(*word));
	qsort(word, st->n, sizeof(*word), by_letters);
	for (uint32_t i = 0; i < st->n; i++) {
		bool twice = i && !by_letters(&word[i - 1], &word[i]);
		bool stop = st->unit == UNIT_SENTENCES &&
			    word[i].p[word[i].n - 1] == '.';

		if (twice || stop || memchr(word[i].p, ' ', word[i].n))
			return sm_refuse(c, err, "list", "a unique text needs words "
					 "that differ and have no blank in them%s: "
					 "\"%.*s\"%s", stop ? ", no stop behind" : "",
					 (int)word[i].n, word[i].p,
					 twice ? " is there twice" : "");
	}
	return SM_OK;
}

static enum sm_code text_unique(struct text_state *st, struct sm_op *op,
				uint32_t chars, const struct sm_compile *c,
				struct sm_err *err)
{
	const uint32_t most = st->unit == UNIT_WORDS ? st->min : SENTENCE_MIN;
	uint64_t space = 1;
	char need[32], have[32];

	if (st->unit == UNIT_CHARS || st->distinct) {
		sm_refuse(c, err, st->distinct ? "distinct" : "chars_max",
			  "a unique text counts words or sentences, and may hold a "
			  "word twice");
		return sm_fix(err, "say words_min and words_max, or use template "
			      "with a unique column in it");
	}
	while (st->telling < most && space < c->rows) {
		if (__builtin_mul_overflow(space, (uint64_t)st->n, &space))
			space = UINT64_C(1) << 62;
		st->telling++;
	}
	if (space < c->rows ||
	    (uint64_t)st->telling * (chars + 1) + 1 > st->limit) {
		sm_refuse(c, err, NULL, "needs %s distinct values, the first %u "
			  "words of %u that surely fit have %s",
			  sm_commas(c->rows, need), (unsigned)st->telling,
			  (unsigned)st->n, sm_commas(space, have));
		return sm_fix(err, "let it have more words (words_min), a longer "
			      "list or a wider column, or make fewer rows");
	}
	sm_perm_init(&st->perm, op->key, space);
	op->out.unique = true;
	return telling_words(st, c, err);
}

/* ---- a style that is a language ------------------------------------------------- */

static enum sm_code told_manner(const struct text_state *st, const struct text_args *a,
				enum style style, const struct sm_compile *c,
				struct sm_err *err)
{
	if (st->unit == UNIT_WORDS)
		return sm_refuse(c, err, "style", "style: %s makes sentences: count "
				 "those, or characters", styles[style]);
	if (a->capital || a->distinct)
		return sm_refuse(c, err, a->capital ? "capital" : "distinct",
				 "style: %s makes sentences as they are written",
				 styles[style]);
	if (style == STYLE_ENGLISH && a->list)
		return sm_refuse(c, err, "list", "style: english has lists of its own: "
				 "noun, adjective, verb, adverb");
	return SM_OK;
}

/* Whole sentences: as many as asked for and fit. */
static enum sm_code told_sentences(struct text_state *st, struct sm_op *op,
				   const struct sm_compile *c, struct sm_err *err)
{
	struct sm__tale_draw *d = &st->of_tale;
	uint64_t most = st->max * ((uint64_t)st->tale.longest + 1) - 1;

	if (most > SM__PIECE_MOST)
		return sm_refuse(c, err, "sentences_max", "%u sentences can reach "
				 "%llu characters, more than %d", (unsigned)st->max,
				 (unsigned long long)most, SM__PIECE_MOST);
	*d = (struct sm__tale_draw){ .of = &st->tale, .min = st->min,
				     .span = st->max - st->min + 1,
				     .limit = st->limit };
	SM_TRY(sm__tale_fit(d, c->arena, err));
	if (d->nfit == 0)
		return sm_refuse(c, err, NULL, "no sentence fits %u characters",
				 (unsigned)st->limit);
	op->out.chars = (uint32_t)(most < st->limit ? most : st->limit);
	return SM_OK;
}

static enum sm_code told_compile(struct text_state *st, struct sm_op *op,
				 const struct text_args *a, enum style style,
				 const struct sm_compile *c, struct sm_err *err)
{
	struct sm__teller teller;

	SM_TRY(told_manner(st, a, style, c, err));
	if (style == STYLE_ENGLISH)
		SM_TRY(sm__english_teller(c, &teller, err));
	else
		SM_TRY(sm__markov_teller(c, a->list ? a->list : "tale", &teller, err));
	SM_TRY(sm__tell(&st->tale, &teller, c->arena, err));
	st->told = true;
	op->state = st;
	if (st->unit == UNIT_SENTENCES) {
		SM_TRY(told_sentences(st, op, c, err));
	} else {
		op->out.chars = st->max;
		SM_TRY(sm__length_init(&st->piece.length, c, "chars_dist",
				       a->chars_dist, st->min, st->max, err));
		st->piece.of = &st->tale.pieces;
	}
	op->out.plain = st->tale.plain;
	op->out.width = op->out.chars * (st->tale.pieces.byte ? 4 : 1);
	op->text_bytes = st->piece.room = op->out.width;
	return SM_OK;
}

static enum sm_code text_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct text_args *a = args;
	struct text_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned style = STYLE_WORDS;
	const char *list;
	const struct sm_words *w;
	uint32_t width = 0, chars = 0;
	uint64_t bytes, most;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "style", a->style, styles, SM_COUNTOF(styles), &style,
			     err));
	list = a->list ? a->list : style == STYLE_LOREM ? "lorem" : "word";
	if (c->unique && (style == STYLE_ENGLISH || style == STYLE_MARKOV)) {
		sm_refuse(c, err, "style", "text of style: %s cannot be unique",
			  styles[style]);
		return sm_fix(err, "use template with a unique column in it, or a "
			      "text of words");
	}
	SM_TRY(text_counts(st, a, c, err));
	SM_TRY(text_manner(st, a, c, err));
	SM_TRY(text_limit(st, a, c, err));
	if (style == STYLE_ENGLISH || style == STYLE_MARKOV)
		return told_compile(st, op, a, (enum style)style, c, err);
	SM_TRY(sm_compile_words(c, "list", list, &w, err));
	SM_TRY(text_words(st, list, c, w, &width, &chars, err));
	if (c->unique)
		SM_TRY(text_unique(st, op, chars, c, err));
	most = text_bound(st, chars);
	most = most < st->limit ? most : st->limit;
	if (st->unit == UNIT_CHARS)
		most = st->max;
	bytes = text_bound(st, width);
	bytes = bytes < 4 * most ? bytes : 4 * most;
	if (w->plain)
		bytes = most;
	if (bytes > 1 << 20)
		return sm_refuse(c, err, st->unit == UNIT_WORDS ? "words_max"
								 : "sentences_max",
				 "can reach %llu bytes, more than 1 MiB",
				 (unsigned long long)bytes);
	op->out.chars = (uint32_t)most;
	op->out.width = (uint32_t)bytes;
	op->out.plain = w->plain;
	op->text_bytes = op->out.width;
	op->state = st;
	st->piece.capital = st->capital;
	st->piece.room = op->text_bytes;
	if (st->unit != UNIT_CHARS)
		return SM_OK;
	SM_TRY(sm__length_init(&st->piece.length, c, "chars_dist", a->chars_dist,
			       st->min, st->max, err));
	return sm__pieces_of(w, list, c->arena, &st->piece.of, err);
}

/* ---- run -------------------------------------------------------------------------- */

struct writer {
	char *at;
	uint32_t room;              /* characters left, the full stop's excluded */
	struct sm_rng rng;
	uint64_t number;            /* what the words say that tell it */
	uint32_t telling;           /* so many more do */
};

/* Word k behind a blank (none at the very start); false when it does not fit. */
static inline bool word_put(const struct text_state *st, struct writer *w,
			    uint64_t k, bool blank, bool capital)
{
	const struct sm_str *s = &st->word[k];
	unsigned char first = (unsigned char)s->p[0];

	if (s->chars + (uint32_t)blank > w->room)
		return false;
	w->room -= s->chars + (uint32_t)blank;
	*w->at = ' ';
	w->at += blank;
	sm_copy_fixed(w->at, s->p, s->n);
	if (capital && (unsigned char)(first - 'a') < 26)
		*w->at = (char)(first ^ 0x20);
	w->at += s->n;
	return true;
}

static inline bool word_add(const struct text_state *st, struct writer *w,
			    bool blank, bool capital)
{
	uint64_t k;

	if (w->telling) {
		k = w->number % st->n;
		w->number /= st->n;
		w->telling--;
	} else {
		k = sm_rng_below(&w->rng, st->n);
	}
	return word_put(st, w, k, blank, capital);
}

/* n words that differ. */
static void distinct_add(const struct text_state *st, struct writer *w, uint32_t n)
{
	uint32_t taken[MOST_DISTINCT];

	assert(n <= MOST_DISTINCT && n <= st->n);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t word = sm__another(taken, k, st->n, &w->rng);

		if (!word_put(st, w, word, k > 0, k == 0 && st->capital))
			return;
	}
}

/* False when the text is full. */
static bool sentence_add(const struct text_state *st, struct writer *w, bool first)
{
	uint32_t n = SENTENCE_MIN + (uint32_t)sm_rng_below(
					    &w->rng, SENTENCE_MAX - SENTENCE_MIN + 1);
	bool whole = true;

	/* a stop is kept free for the sentence under way */
	if (w->room == 0)
		return false;
	w->room--;
	if (!word_add(st, w, !first, true))
		return false;
	for (uint32_t k = 1; k < n && whole; k++)
		whole = word_add(st, w, true, false);
	*w->at++ = '.';
	return whole;
}

static char *text_write(const struct text_state *st, uint64_t key, uint64_t row,
			char *at)
{
	struct writer w = { .at = at, .room = st->limit,
			    .rng = sm_rng_at(key, row) };
	uint32_t n = st->min + (uint32_t)sm_rng_below(&w.rng, st->max - st->min + 1);
	bool more = true;

	if (st->telling) {
		w.number = sm_perm_at(&st->perm, row);
		w.telling = st->telling;
	}
	if (st->distinct)
		distinct_add(st, &w, n);
	else
		for (uint32_t k = 0; k < n && more; k++)
			more = st->unit == UNIT_SENTENCES
				       ? sentence_add(st, &w, k == 0)
				       : word_add(st, &w, k > 0,
						  k == 0 && st->capital);
	assert(w.at > at);
	return w.at;
}

static void text_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct text_state *st = op->state;
	char *at = out->text;

	(void)w;
	(void)in;
	if (st->unit == UNIT_CHARS || st->told) {
		if (st->unit == UNIT_CHARS)
			sm__pieces_draw(&st->piece, op->key, rows, out);
		else
			sm__tale_draw(&st->of_tale, op->key, rows, out);
		return;
	}
	for (uint32_t i = 0; i < rows->n; i++) {
		char *end = text_write(st, op->key, sm_row(rows, i), at);

		assert((size_t)(end - at) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

const struct sm_op_kind sm_op_text = {
	.name = "text",
	.summary = "sentences or words that mean nothing",
	.example = "{sentences_min: 1, sentences_max: 3}",
	.doc = "sentences_min  fewest sentences, 1 when not given\n"
	       "sentences_max  most sentences, 3 when not given\n"
	       "words_min      or: fewest words, 1 when not given; no full stop\n"
	       "words_max      most words, 8 when not given\n"
	       "chars_min      or: fewest characters, 1 when not given; the last word\n"
	       "               is cut there\n"
	       "chars_max      most characters, 100 when not given\n"
	       "chars_dist     " SM__LENGTH_DISTS "\n"
	       "max_length     most characters; the column's length when not given\n"
	       "capital        false: the first word keeps its small letter\n"
	       "distinct       true: no word twice in a text that counts words\n"
	       "list           word list, \"word\" when not given\n"
	       "style          words (default); lorem: words of filler text; english:\n"
	       "               sentences of a small grammar; markov: as the sentences\n"
	       "               of the list run on, one a line, \"tale\" when not given\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = text_fields,
	.args_size = sizeof(struct text_args),
	.compile = text_compile,
	.run = text_run,
};
