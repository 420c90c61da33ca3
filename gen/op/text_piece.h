/*
 * text_piece.h - pieces of one long text: words to an exact number of characters,
 * at the price of two draws
 *
 * A word list is strung into one text, blanks between words, once a plan; a value
 * starts at one of its words and ends wherever it is long enough. So it costs no
 * draw a word and mostly no copy: it points into the text. (TPC-H's own generator
 * takes its comments from such a text, too: TPC-H specification 4.2.2.14.)
 *
 * The text depends on the list alone, so that all columns of a plan that use the
 * list share it; which piece a row takes depends on the column's key.
 */
#ifndef SEEDMILL_TEXT_PIECE_H
#define SEEDMILL_TEXT_PIECE_H

#include "length.h"

#define SM__PIECE_MOST 65536    /* characters of the longest piece */

/* One list as one text. Read-only once made; lives as long as the plan. */
struct sm__pieces {
	const char *text;           /* SM_SLACK bytes are readable behind it */
	const uint32_t *start;      /* its words, as numbers of characters */
	const uint32_t *byte;       /* where each character is; NULL: one a byte */
	uint32_t n;                 /* words to start at */
};

/*
 * The text of a list (n at least 1 entry that is not empty), or the one that was
 * made of it before. SM_E_NOMEM.
 */
enum sm_code sm__pieces_of(const struct sm_words *words, const char *list,
			   struct sm_arena *a, const struct sm__pieces **out,
			   struct sm_err *err);

/*
 * A piece a row, of as many characters as `length` says. With `capital` its first letter (a to z) is one. Never starts or ends with a blank.
 * `room` bytes of out->text are there for each row.
 */
struct sm__piece_draw {
	const struct sm__pieces *of;
	struct sm__length length;
	bool capital;
	uint32_t room;
};
void sm__pieces_draw(const struct sm__piece_draw *d, uint64_t key,
		     const struct sm_rows *rows, struct sm_vec *out);

#endif
