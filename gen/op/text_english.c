/*
 * text_english.c - sentences of a small grammar over the shipped lists
 *
 *     sentence   = clause [ place ] | clause "and" clause | clause "while" clause
 *     clause     = noun-phrase [ adverb ] verb noun-phrase
 *     noun-phrase = determiner [ adjective ] noun
 *     place      = preposition noun-phrase
 *
 * Verbs are transitive and in the past tense, so that they go with any noun.
 */
#include <assert.h>
#include <string.h>

#include "text_style.h"

#define MOST_WORD 24            /* bytes: twenty of them fit a sentence */

struct class {
	const struct sm_str *word;
	uint32_t n;
};

struct english {
	struct class noun, adjective, verb, adverb;
};

static const char *const determiners[] = { "the", "the", "the", "a", "a", "this",
					   "that", "every", "one", "my", "our",
					   "their", "another" };
static const char *const prepositions[] = { "near", "behind", "under", "beside",
					    "without", "before", "after", "inside",
					    "above", "opposite", "with", "for" };
static const char *const joints[] = { "and", "while", "because", "but", "before" };

/* Words that a sentence has room for. */
static enum sm_code take_class(const struct sm_compile *c, const char *list,
			       struct class *out, struct sm_err *err)
{
	const struct sm_words *w;
	struct sm_str *fit;

	SM_TRY(sm_compile_words(c, "style", list, &w, err));
	fit = sm_arena_array(c->arena, w->n, sizeof(*fit));
	if (!fit)
		return sm_nomem(err);
	for (uint32_t i = 0; i < w->n; i++)
		if (w->word[i].n && w->word[i].n <= MOST_WORD)
			fit[out->n++] = w->word[i];
	out->word = fit;
	return out->n ? SM_OK : sm_refuse(c, err, "style", "the list \"%s\" has no "
					  "word of at most %d bytes", list, MOST_WORD);
}

static char *put(char *at, const char *p, size_t n)
{
	*at++ = ' ';
	memcpy(at, p, n);
	return at + n;
}

static char *put_one(char *at, const char *const *of, size_t n, struct sm_rng *rng)
{
	const char *s = of[sm_rng_below(rng, n)];

	return put(at, s, strlen(s));
}

static char *put_class(char *at, const struct class *of, struct sm_rng *rng)
{
	const struct sm_str *s = &of->word[sm_rng_below(rng, of->n)];

	return put(at, s->p, s->n);
}

static bool one_in(struct sm_rng *rng, uint32_t n)
{
	return sm_rng_below(rng, n) == 0;
}

/* "a" becomes "an" before a vowel. */
static char *noun_phrase(const struct english *e, struct sm_rng *rng, char *at)
{
	const char *det = determiners[sm_rng_below(rng, SM_COUNTOF(determiners))];
	char phrase[2 * (MOST_WORD + 1)], *end = phrase;

	if (!one_in(rng, 3))
		end = put_class(end, &e->adjective, rng);
	end = put_class(end, &e->noun, rng);
	assert(end <= phrase + sizeof(phrase));
	if (strcmp(det, "a") == 0 && strchr("aeiou", phrase[1]))
		det = "an";
	at = put(at, det, strlen(det));
	memcpy(at, phrase, (size_t)(end - phrase));
	return at + (end - phrase);
}

/* A clause can reach 2 * (8 + 50) + 2 * 25 = 166 bytes, mostly has 40. */
static char *clause(const struct english *e, struct sm_rng *rng, char *at, bool brief)
{
	at = noun_phrase(e, rng, at);
	if (!brief && one_in(rng, 3))
		at = put_class(at, &e->adverb, rng);
	at = put_class(at, &e->verb, rng);
	return noun_phrase(e, rng, at);
}

static char *english_sentence(const void *state, struct sm_rng *rng, char *at)
{
	const struct english *e = state;
	char text[2 * SM__SENTENCE_MOST + 64], *end;
	uint64_t form;

	/* of longest words only two clauses are too long: once more */
	do {
		form = sm_rng_below(rng, 10);
		end = clause(e, rng, text, form >= 8);
		if (form >= 5 && form < 8) {
			end = put_one(end, prepositions, SM_COUNTOF(prepositions), rng);
			end = noun_phrase(e, rng, end);
		} else if (form >= 8) {
			end = put_one(end, joints, SM_COUNTOF(joints), rng);
			end = clause(e, rng, end, true);
		}
	} while (end - text >= SM__SENTENCE_MOST - 1);
	assert(text[0] == ' ' && text[1] >= 'a' && text[1] <= 'z');
	text[1] = (char)(text[1] ^ 0x20);
	memcpy(at, text + 1, (size_t)(end - text - 1));
	at += end - text - 1;
	*at++ = '.';
	return at;
}

enum sm_code sm__english_teller(const struct sm_compile *c, struct sm__teller *out,
				struct sm_err *err)
{
	struct english *e = sm_arena_alloc(c->arena, sizeof(*e));

	if (!e)
		return sm_nomem(err);
	SM_TRY(take_class(c, "noun", &e->noun, err));
	SM_TRY(take_class(c, "adjective", &e->adjective, err));
	SM_TRY(take_class(c, "verb", &e->verb, err));
	SM_TRY(take_class(c, "adverb", &e->adverb, err));
	*out = (struct sm__teller){ .sentence = english_sentence, .state = e };
	return SM_OK;
}
