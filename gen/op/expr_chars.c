/*
 * expr_chars.c - the instructions that are about the characters of one text
 *
 * A character is a code point. What only leaves some away points into the text
 * that is there.
 */
#include <assert.h>
#include <string.h>

#include "op/expr_ins.h"
#include "op/fold.h"

/* ---- some of them ------------------------------------------------------- */

void sm__expr_run_length(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t chars;

		sm__expr_prefix(&a[r], UINT64_MAX, &chars);
		d[r] = chars;
	}
	sm__expr_nulls(f, i);
}

void sm__expr_run_left(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		d[r].p = a[r].p;
		d[r].n = sm__expr_prefix(&a[r], (uint64_t)i->k, &d[r].chars);
	}
	sm__expr_nulls(f, i);
}

/* The last k characters. */
void sm__expr_run_right(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t at = a[r].n;

		for (int64_t k = i->k; at > 0 && k > 0;)
			k -= sm__expr_begins(a[r].p[--at]);
		d[r] = (struct sm_str){ .p = at ? a[r].p + at : a[r].p,
					.n = a[r].n - at };
	}
	sm__expr_nulls(f, i);
}

void sm__expr_run_substr(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t skipped;
		const uint32_t at = sm__expr_prefix(&a[r], (uint64_t)i->m, &skipped);
		const struct sm_str rest = {
			.p = at ? a[r].p + at : a[r].p, .n = a[r].n - at,
		};

		d[r].p = rest.p;
		d[r].n = sm__expr_prefix(&rest, (uint64_t)i->k, &d[r].chars);
	}
	sm__expr_nulls(f, i);
}

/* ---- none of those at the ends ------------------------------------------ */

void sm__expr_run_trim(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t n = a[r].n;

		while (n > 0 && a[r].p[n - 1] == ' ')
			n--;
		d[r] = (struct sm_str){ .p = a[r].p, .n = n };
	}
	sm__expr_nulls(f, i);
}

/* Whether the n bytes at p are one of the characters of `set`. */
static bool one_of(const char *p, uint32_t n, const struct sm_str *set)
{
	for (uint32_t at = 0; at + n <= set->n; at++)
		if (sm__expr_begins(set->p[at]) && memcmp(set->p + at, p, n) == 0)
			return true;
	return false;
}

/* Bytes of the character that begins at p, or that ends before `end`. */
static uint32_t first_bytes(const char *p, const char *end)
{
	uint32_t n = 1;

	while (p + n < end && !sm__expr_begins(p[n]))
		n++;
	return n;
}

static uint32_t last_bytes(const char *p, const char *end)
{
	uint32_t n = 1;

	while (end - n > p && !sm__expr_begins(end[-(ptrdiff_t)n]))
		n++;
	return n;
}

/* s without the characters of `set` at the ends that `side` says. */
static struct sm_str stripped(const struct sm_str *s, const struct sm_str *set,
			      int64_t side)
{
	const char *p = s->p, *end = s->n ? p + s->n : p;

	while (side & SM_XS_LEFT && p < end) {
		const uint32_t n = first_bytes(p, end);

		if (!one_of(p, n, set))
			break;
		p += n;
	}
	while (side & SM_XS_RIGHT && p < end) {
		const uint32_t n = last_bytes(p, end);

		if (!one_of(end - n, n, set))
			break;
		end -= n;
	}
	return (struct sm_str){ .p = p, .n = (uint32_t)(end - p) };
}

void sm__expr_run_strip(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = stripped(&a[r], &b[r], i->k);
	sm__expr_nulls(f, i);
}

/* ---- all of them -------------------------------------------------------- */

void sm__expr_run_fold(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		char *p = sm__expr_room(f, i, r);
		size_t n;

		sm__expr_copy(p, &a[r]);
		n = i->code == SM_XI_LOWER ? sm__fold_lower(p, a[r].n) :
					     sm__fold_upper(p, a[r].n);
		assert(n <= a[r].n);
		d[r] = (struct sm_str){ .p = p, .n = (uint32_t)n };
	}
	sm__expr_nulls(f, i);
}

/* The characters from the last to the first. */
void sm__expr_run_reverse(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = sm__expr_room(f, i, r);
		const char *p = a[r].p;
		uint32_t n;

		for (uint32_t left = a[r].n; left > 0; left -= n, p += n) {
			n = first_bytes(p, p + left);
			memcpy(start + left - n, p, n);
		}
		d[r] = (struct sm_str){ .p = start, .n = a[r].n };
	}
	sm__expr_nulls(f, i);
}

/*
 * Whether a character is part of a word: letters and digits, and of those that
 * are not ASCII all but the signs of U+0080..U+00BF, x and / for times and
 * divided by, U+2000..U+2BFF and U+3000..U+303F. The three ordinal and micro
 * signs are letters.
 */
static bool in_word(const char *p, uint32_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t c;

	if (n == 1)
		return (u[0] >= '0' && u[0] <= '9') ||
		       ((u[0] | 0x20) >= 'a' && (u[0] | 0x20) <= 'z');
	c = n == 2 ? (u[0] & 0x1fU) << 6 | (u[1] & 0x3fU) :
	    n == 3 ? (u[0] & 0x0fU) << 12 | (u[1] & 0x3fU) << 6 | (u[2] & 0x3fU) :
	    0x10000;
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	return c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c < 0x2c00) &&
	       !(c >= 0x3000 && c < 0x3040);
}

/* Words are written small, their first characters large. */
static uint32_t initcap(char *to, char *p, uint32_t n)
{
	char *const start = to, *const end = p + n;
	bool inside = false;
	uint32_t bytes;

	for (; p < end; p += bytes) {
		/* fold writes up to 16 bytes behind */
		char one[4 + 2 * SM_X_SPARE] = { 0 };
		size_t made;

		bytes = first_bytes(p, end);
		assert(bytes <= 4);
		memcpy(one, p, bytes);
		made = inside ? bytes : sm__fold_upper(one, bytes);
		memcpy(to, one, made);
		to += made;
		inside = in_word(p, bytes);
	}
	return (uint32_t)(to - start);
}

void sm__expr_run_initcap(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		char *const p = sm__expr_room(f, i, r);
		size_t n;

		sm__expr_copy(p, &a[r]);
		n = sm__fold_lower(p, a[r].n);
		assert(n <= a[r].n);
		/* no character grows: what is written is never ahead */
		d[r] = (struct sm_str){ .p = p, .n = initcap(p, p, (uint32_t)n) };
	}
	sm__expr_nulls(f, i);
}
