/*
 * mutate.h - profiles made wrong in the ways people and programs make them wrong
 */
#ifndef SEEDMILL_TEST_MUTATE_H
#define SEEDMILL_TEST_MUTATE_H

#include <stddef.h>
#include <stdint.h>

struct corpus_file {
	const char *path;
	char *text;
	size_t n;
};

struct corpus {
	struct corpus_file *file;
	size_t n;
};

struct sm_op_kind;

/* A profile in which the kind's own example stands. */
void corpus_kind(const struct sm_op_kind *k, struct corpus_file *out);

/*
 * Text number `i` of a seed: one file of the corpus with one to seven changes,
 * parts of the other files among them. Same corpus, seed and i: same text.
 * NUL-terminated, to be freed; *from is the file it came from.
 */
char *mutate(const struct corpus *c, uint64_t seed, uint64_t i,
	     const struct corpus_file **from);

#endif
