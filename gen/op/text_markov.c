/*
 * text_markov.c - sentences as a corpus runs on: the next word is one that follows
 * the same two words somewhere in it (a Markov chain of order 2)
 *
 * The corpus is a word list, an entry a sentence. Two marks stand before each
 * sentence and one behind it, so beginnings and ends are learned like words.
 * Words are those of the text, commas and stops included.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "text_style.h"

#define MARK 0              /* the word that is none */
#define MOST_TRIES 100      /* sentences that got too long, one after the other */

/* What came after two words once. */
struct step {
	uint32_t a, b, next;
};

struct markov {
	struct sm_str *word;    /* by number; word[MARK] is empty */
	const struct step *step;    /* sorted by a, b */
	uint32_t n;
	struct sm_words corpus; /* those that fit */
};

static int str_compare(const void *x, const void *y)
{
	const struct sm_str *a = x, *b = y;
	size_t n = a->n < b->n ? a->n : b->n;
	int c = memcmp(a->p, b->p, n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

/* The next blank-free word of [*at, end); false at the end. */
static bool next_word(const char **at, const char *end, struct sm_str *out)
{
	while (*at < end && **at == ' ')
		++*at;
	out->p = *at;
	while (*at < end && **at != ' ')
		++*at;
	out->n = (uint32_t)(*at - out->p);
	return out->n > 0;
}

/* Sentences that a text has room for; how many words they have in all. */
static uint32_t take_corpus(struct markov *m, const struct sm_words *w,
			    struct sm_str *fit)
{
	uint32_t words = 0;

	for (uint32_t i = 0; i < w->n; i++) {
		const char *at = w->word[i].p, *end = at + w->word[i].n;
		struct sm_str s;
		uint32_t n = 0;

		if (w->word[i].n >= SM__SENTENCE_MOST - 1)
			continue;
		while (next_word(&at, end, &s))
			n++;
		if (!n)
			continue;
		fit[m->corpus.n++] = w->word[i];
		words += n;
	}
	m->corpus.word = fit;
	return words;
}

/* Number the words by their order; word[0] stays the mark. */
static uint32_t number_words(struct markov *m)
{
	uint32_t n = 1;

	for (uint32_t i = 0; i < m->corpus.n; i++) {
		const char *at = m->corpus.word[i].p;
		const char *end = at + m->corpus.word[i].n;

		while (next_word(&at, end, &m->word[n]))
			n++;
	}
	qsort(m->word + 1, n - 1, sizeof(m->word[0]), str_compare);
	if (n > 1) {
		uint32_t kept = 2;

		for (uint32_t i = 2; i < n; i++)
			if (str_compare(&m->word[i], &m->word[kept - 1]) != 0)
				m->word[kept++] = m->word[i];
		n = kept;
	}
	return n;
}

static int step_compare(const void *x, const void *y)
{
	const struct step *s = x, *t = y;

	if (s->a != t->a)
		return s->a < t->a ? -1 : 1;
	if (s->b != t->b)
		return s->b < t->b ? -1 : 1;
	return (s->next > t->next) - (s->next < t->next);
}

static uint32_t number_of(const struct markov *m, uint32_t n, const struct sm_str *s)
{
	const struct sm_str *at = bsearch(s, m->word + 1, n - 1, sizeof(*s),
					  str_compare);

	assert(at);
	return (uint32_t)(at - m->word);
}

static void learn(struct markov *m, uint32_t nwords, struct step *step)
{
	for (uint32_t i = 0; i < m->corpus.n; i++) {
		const char *at = m->corpus.word[i].p;
		const char *end = at + m->corpus.word[i].n;
		uint32_t a = MARK, b = MARK;
		struct sm_str s;

		while (next_word(&at, end, &s)) {
			uint32_t next = number_of(m, nwords, &s);

			step[m->n++] = (struct step){ a, b, next };
			a = b;
			b = next;
		}
		step[m->n++] = (struct step){ a, b, MARK };
	}
	qsort(step, m->n, sizeof(*step), step_compare);
	m->step = step;
}

/* The first step whose words are not before a, b. */
static uint32_t first_of(const struct markov *m, uint32_t a, uint32_t b)
{
	uint32_t lo = 0, hi = m->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct step *s = &m->step[mid];

		if (s->a < a || (s->a == a && s->b < b))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static uint32_t follow(const struct markov *m, uint32_t a, uint32_t b,
		       struct sm_rng *rng)
{
	uint32_t first = first_of(m, a, b), end = first_of(m, a, b + 1);

	assert(first < end);
	return m->step[first + sm_rng_below(rng, end - first)].next;
}

/* NULL when it got too long. */
static char *walk(const struct markov *m, struct sm_rng *rng, char *at)
{
	const char *const limit = at + SM__SENTENCE_MOST - 1;
	uint32_t a = MARK, b = MARK, next;

	while ((next = follow(m, a, b, rng)) != MARK) {
		const struct sm_str *s = &m->word[next];

		if (s->n + 1 > (size_t)(limit - at))
			return NULL;
		if (b != MARK)
			*at++ = ' ';
		memcpy(at, s->p, s->n);
		at += s->n;
		a = b;
		b = next;
	}
	return at;
}

static char *markov_sentence(const void *state, struct sm_rng *rng, char *at)
{
	const struct markov *m = state;
	const struct sm_str *s;

	for (int i = 0; i < MOST_TRIES; i++) {
		char *end = walk(m, rng, at);

		if (end)
			return end;
	}
	/* a corpus that goes round and round: one of its own sentences */
	s = &m->corpus.word[sm_rng_below(rng, m->corpus.n)];
	memcpy(at, s->p, s->n);
	return at + s->n;
}

enum sm_code sm__markov_teller(const struct sm_compile *c, const char *list,
			       struct sm__teller *out, struct sm_err *err)
{
	struct markov *m = sm_arena_alloc(c->arena, sizeof(*m));
	const struct sm_words *w;
	struct sm_str *fit;
	struct step *step;
	uint32_t words;

	SM_TRY(sm_compile_words(c, "list", list, &w, err));
	fit = sm_arena_array(c->arena, w->n, sizeof(*fit));
	if (!m || !fit)
		return sm_nomem(err);
	words = take_corpus(m, w, fit);
	if (m->corpus.n == 0)
		return sm_refuse(c, err, "list", "the list \"%s\" has no sentence of "
				 "less than %d bytes", list, SM__SENTENCE_MOST - 1);
	/* one past the last word is looked at when it is read */
	m->word = sm_arena_array(c->arena, (size_t)words + 2, sizeof(*m->word));
	step = sm_arena_array(c->arena, (size_t)words + m->corpus.n, sizeof(*step));
	if (!m->word || !step)
		return sm_nomem(err);
	learn(m, number_words(m), step);
	*out = (struct sm__teller){ .sentence = markov_sentence, .state = m };
	return SM_OK;
}
