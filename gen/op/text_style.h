/*
 * text_style.h - sentences that look like language: of a small grammar, or as a
 * corpus runs on (Markov chain of order 2)
 *
 * Either writes one long text once a column; a value is some of its sentences,
 * one behind the other, or a piece of it that starts with a sentence
 * (text_piece.h). So what it costs to make a sentence matters little.
 */
#ifndef SEEDMILL_TEXT_STYLE_H
#define SEEDMILL_TEXT_STYLE_H

#include "text_piece.h"

#define SM__SENTENCE_MOST 240   /* bytes, its blank included */

/* Writes sentences without the blank behind them. */
struct sm__teller {
	/* At most SM__SENTENCE_MOST - 1 bytes to `at`; returns their end. */
	char *(*sentence)(const void *state, struct sm_rng *rng, char *at);
	const void *state;
};

/* The shipped lists' grammar: "Every old baker quietly painted the lamp." */
enum sm_code sm__english_teller(const struct sm_compile *c, struct sm__teller *out,
				struct sm_err *err);
/* As the sentences of `list` run, an entry a sentence. */
enum sm_code sm__markov_teller(const struct sm_compile *c, const char *list,
			       struct sm__teller *out, struct sm_err *err);

/* What a teller told: its pieces start where sentences do. */
struct sm__tale {
	struct sm__pieces pieces;   /* start has more entries than pieces.n */
	uint32_t sentences;         /* start[sentences] is the end of the text */
	bool plain;
	uint32_t longest;           /* characters of a sentence, without blank */
};

enum sm_code sm__tell(struct sm__tale *out, const struct sm__teller *teller,
		      struct sm_arena *a, struct sm_err *err);

/* min to min + span - 1 sentences, fewer where they would pass `limit`. */
struct sm__tale_draw {
	const struct sm__tale *of;
	const uint32_t *fit;        /* sentences of at most `limit` characters */
	uint32_t nfit;
	uint32_t min, span, limit;
};

/* Fill d->fit for d->of and d->limit; nfit is 0 when none fits. */
enum sm_code sm__tale_fit(struct sm__tale_draw *d, struct sm_arena *a,
			  struct sm_err *err);
void sm__tale_draw(const struct sm__tale_draw *d, uint64_t key,
		   const struct sm_rows *rows, struct sm_vec *out);

#endif
