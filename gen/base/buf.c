/*
 * buf.c - text that grows, for messages, SQL and reports
 *
 * Appending cannot fail in a way the caller must look at: the first allocation
 * that is refused sets `failed`, what fits is kept, and everything after it is
 * dropped. So a report is written in one go and checked once at its end.
 * `failed` survives sm_buf_reset() for the same reason (a buffer that is used
 * for several statements is still checked once); sm_buf_release() clears it.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/base.h"

#define CAP_FIRST ((size_t)64)

/*
 * Make room for n more bytes and the NUL. Returns how many of the n there is
 * room for: all of them, or what is left when memory is short.
 */
static size_t buf_room(struct sm_buf *b, size_t n)
{
	size_t need, cap;
	char *p;

	assert(!b->p || b->n < b->cap);
	if (b->failed)
		return 0;
	if (b->cap > b->n && b->cap - b->n - 1 >= n)
		return n;
	if (n < SIZE_MAX / 4 && b->n < SIZE_MAX / 4) {
		need = b->n + n + 1;
		for (cap = b->cap ? b->cap : CAP_FIRST; cap < need;)
			cap *= 2;
		p = sm_realloc(b->p, cap);
		if (p) {
			b->p = p;
			b->cap = cap;
			return n;
		}
	}
	b->failed = true;
	return b->cap ? b->cap - b->n - 1 : 0;
}

void sm_buf_add(struct sm_buf *b, const char *s, size_t n)
{
	size_t fits = buf_room(b, n);

	if (!b->p)
		return;         /* the very first allocation was refused */
	if (fits)
		memcpy(b->p + b->n, s, fits);
	b->n += fits;
	b->p[b->n] = '\0';
}

void sm_buf_puts(struct sm_buf *b, const char *s)
{
	sm_buf_add(b, s, strlen(s));
}

void sm_buf_vprintf(struct sm_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t fits;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0) {
		bool before = b->failed;

		fits = buf_room(b, (size_t)n);
		if (b->p && !before) {
			/* vsnprintf cuts at fits and ends with a NUL */
			(void)vsnprintf(b->p + b->n, fits + 1, fmt, again);
			b->n += fits;
		}
	} else {
		b->failed = true;       /* a text over INT_MAX, or bad wide chars */
	}
	va_end(again);
	assert(!b->p || b->n < b->cap);
}

void sm_buf_printf(struct sm_buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sm_buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void sm_buf_reset(struct sm_buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

void sm_buf_release(struct sm_buf *b)
{
	sm_free(b->p);
	*b = (struct sm_buf){ 0 };
}

const char *sm_buf_str(const struct sm_buf *b)
{
	return b->p ? b->p : "";
}
