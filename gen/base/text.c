/*
 * text.c - words and numbers for people
 *
 * "Did you mean" is the Damerau-Levenshtein distance in its full form: the
 * fewest insertions, deletions, substitutions and swaps of neighbours, where
 * other edits may happen between two swapped letters. Words are short, so the
 * whole table lives on the stack and nothing is allocated.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/base.h"

/* Two names of 63 bytes and a dot, the longest thing worth a suggestion. */
#define WORD_MAX 127

/* ---- 128-bit numbers ------------------------------------------------------ */

static void hex_put(uint64_t v, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 15; i >= 0; i--, v >>= 4)
		out[i] = digits[v & 15];
}

void sm_u128_hex(struct sm_u128 v, char out[33])
{
	hex_put(v.hi, out);
	hex_put(v.lo, out + 16);
	out[32] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool sm_u128_parse(const char *hex, struct sm_u128 *v)
{
	struct sm_u128 got = { 0, 0 };

	for (int i = 0; i < 32; i++) {
		int d = hex_digit(hex[i]);      /* a NUL is no digit: stops */

		if (d < 0)
			return false;
		got.hi = got.hi << 4 | got.lo >> 60;
		got.lo = got.lo << 4 | (uint64_t)d;
	}
	if (hex[32] != '\0')
		return false;
	*v = got;
	return true;
}

/* ---- did you mean ---------------------------------------------------------- */

/* ASCII only and blind to the locale, so that messages never depend on it. */
static unsigned char fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * d[i + 1][j + 1] is the distance between the first i letters of a and the
 * first j of b. Row and column 0 hold "too far", which a swap reads when its
 * letter has not been seen yet.
 */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	uint16_t d[WORD_MAX + 2][WORD_MAX + 2];
	uint8_t last_row[256] = { 0 };  /* where in a each letter was last seen */

	assert(na <= WORD_MAX && nb <= WORD_MAX);
	d[0][0] = (uint16_t)(na + nb);
	for (size_t i = 0; i <= na; i++) {
		d[i + 1][0] = (uint16_t)(na + nb);
		d[i + 1][1] = (uint16_t)i;
	}
	for (size_t j = 0; j <= nb; j++) {
		d[0][j + 1] = (uint16_t)(na + nb);
		d[1][j + 1] = (uint16_t)j;
	}
	for (size_t i = 1; i <= na; i++) {
		size_t match = 0;       /* where in b a's letter was last seen */

		for (size_t j = 1; j <= nb; j++) {
			size_t row = last_row[fold(b[j - 1])], col = match;
			bool same = fold(a[i - 1]) == fold(b[j - 1]);
			unsigned best, swap;

			best = least(d[i + 1][j] + 1u, d[i][j + 1] + 1u);
			best = least(best, d[i][j] + (same ? 0u : 1u));
			swap = d[row][col] + (unsigned)(i - row - 1) + 1u +
			       (unsigned)(j - col - 1);
			d[i + 1][j + 1] = (uint16_t)least(best, swap);
			if (same)
				match = j;
		}
		last_row[fold(a[i - 1])] = (uint8_t)i;
	}
	return d[na + 1][nb + 1];
}

const char *sm_nearest(const char *word, const char *const *candidates, size_t n)
{
	size_t len = strlen(word);
	size_t limit = len / 3 ? len / 3 : 1;
	const char *best = NULL;

	if (len == 0 || len > WORD_MAX)
		return NULL;            /* nothing typed, or no slip of a key */
	for (size_t i = 0; i < n; i++) {
		size_t m = strlen(candidates[i]);
		size_t apart = m > len ? m - len : len - m;
		unsigned d;

		/* the difference in length is a lower bound */
		if (m > WORD_MAX || apart > limit)
			continue;
		d = distance(word, len, candidates[i], m);
		if (d < limit || (d == limit && !best)) {
			best = candidates[i];
			if (d == 0)
				break;
			limit = d;      /* from here on only something nearer */
		}
	}
	return best;
}

/* ---- numbers ---------------------------------------------------------------- */

char *sm_commas(uint64_t n, char out[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	char *p = out;

	assert(len > 0 && len <= 20);
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
	assert(p - out < 32);
	return out;
}
