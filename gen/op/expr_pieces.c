/*
 * expr_pieces.c - the instructions that fill up, repeat and replace, and those
 * that find a text in another
 */
#include <string.h>

#include "op/expr_ins.h"

/* ---- making ------------------------------------------------------------- */

/* As much of b, over and over, as `lack` characters are; where it ended. */
static char *fill(char *p, const struct sm_str *b, uint64_t lack)
{
	while (lack > 0 && b->n > 0) {
		uint32_t some, bytes = sm__expr_prefix(b, lack, &some);

		memcpy(p, b->p, bytes);
		p += bytes;
		lack -= some;
	}
	return p;
}

/* a's first k characters, and what of b there is room for on one side. */
void sm__expr_run_pad(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);
	const uint64_t most = (uint64_t)i->k;

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = sm__expr_room(f, i, r);
		char *p = start;
		uint32_t chars, n = sm__expr_prefix(&a[r], most, &chars);

		if (i->code == SM_XI_LPAD)
			p = fill(p, &b[r], most - chars);
		if (n > 0)
			memcpy(p, a[r].p, n);
		p += n;
		if (i->code == SM_XI_RPAD)
			p = fill(p, &b[r], most - chars);
		d[r] = (struct sm_str){ .p = start, .n = (uint32_t)(p - start) };
	}
	sm__expr_nulls(f, i);
}

void sm__expr_run_repeat(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = sm__expr_room(f, i, r);
		char *p = start;

		for (int64_t k = 0; a[r].n > 0 && k < i->k; k++) {
			memcpy(p, a[r].p, a[r].n);
			p += a[r].n;
		}
		d[r] = (struct sm_str){ .p = start, .n = (uint32_t)(p - start) };
	}
	sm__expr_nulls(f, i);
}

/* From left to right, never looking at what was put in. */
void sm__expr_run_replace(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a), *b = sm__expr_str(f, i->b);
	const struct sm_str *c = sm__expr_str(f, i->c);

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = sm__expr_room(f, i, r);
		char *p = start;

		for (uint32_t at = 0; at < a[r].n;) {
			if (b[r].n <= a[r].n - at &&
			    memcmp(a[r].p + at, b[r].p, b[r].n) == 0) {
				if (c[r].n > 0)
					memcpy(p, c[r].p, c[r].n);
				p += c[r].n;
				at += b[r].n;
			} else {
				*p++ = a[r].p[at++];
			}
		}
		d[r] = (struct sm_str){ .p = start, .n = (uint32_t)(p - start) };
	}
	sm__expr_nulls(f, i);
}

/* ---- finding ------------------------------------------------------------ */

static bool begins_with(const struct sm_str *a, uint32_t at,
			const struct sm_str *b)
{
	return b->n <= a->n - at &&
	       (b->n == 0 || memcmp(a->p + at, b->p, b->n) == 0);
}

/*
 * Bytes of UTF-8 agree only where characters do, so bytes are compared and
 * characters counted on the way.
 */
static int64_t position(const struct sm_str *a, const struct sm_str *b)
{
	int64_t chars = 0;

	if (b->n == 0)
		return 1;
	for (uint32_t at = 0; at < a->n; at++) {
		chars += sm__expr_begins(a->p[at]);
		if (begins_with(a, at, b))
			return chars;
	}
	return 0;
}

void sm__expr_run_position(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = position(&a[r], &b[r]);
	sm__expr_nulls(f, i);
}

void sm__expr_run_starts(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = begins_with(&a[r], 0, &b[r]);
	sm__expr_nulls(f, i);
}
