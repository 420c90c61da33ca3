/*
 * arena.c - memory that is released as a whole
 *
 * A list of chunks, newest first; allocation moves a mark in the first one.
 * Chunks come zeroed from sm_calloc() and are handed out once, so nothing is
 * ever cleared again. Each chunk ends in SM_SLACK bytes that are never handed
 * out, so that whatever is last in a chunk can be read past its end as well.
 *
 *     head -> [ header | used ........ free ...... | slack ]
 *               next -> [ header | used ....... free | slack ]
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/base.h"

#define ALIGN 16
#define CHUNK_FIRST ((size_t)8 << 10)   /* a scratch arena often needs no more */
#define CHUNK_LARGEST ((size_t)1 << 20) /* past this, doubling only wastes */

struct sm_arena_chunk {
	struct sm_arena_chunk *next;
	size_t size;        /* bytes that may be handed out */
	size_t used;
	_Alignas(ALIGN) unsigned char data[];
};

static size_t chunk_size(const struct sm_arena *a)
{
	size_t size = a->head ? a->head->size * 2 : CHUNK_FIRST;

	return size < CHUNK_LARGEST ? size : CHUNK_LARGEST;
}

/*
 * A chunk with room for `need` bytes. A request too big for a usual chunk gets
 * one of its own behind the head, whose free part stays in use.
 */
static struct sm_arena_chunk *chunk_add(struct sm_arena *a, size_t need)
{
	size_t usual = chunk_size(a);
	size_t size = need > usual ? need : usual;
	struct sm_arena_chunk *c = sm_calloc(1, sizeof(*c) + size + SM_SLACK);

	if (!c)
		return NULL;
	c->size = size;
	if (a->head && need > usual) {
		c->next = a->head->next;
		a->head->next = c;
	} else {
		c->next = a->head;
		a->head = c;
	}
	return c;
}

void *sm_arena_alloc(struct sm_arena *a, size_t n)
{
	struct sm_arena_chunk *c = a->head;
	size_t need;
	void *p;

	if (n > SIZE_MAX / 2)
		return NULL;
	/* 0 bytes still get an address of their own */
	need = ((n ? n : 1) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!c || c->size - c->used < need)
		c = chunk_add(a, need);
	if (!c)
		return NULL;
	p = c->data + c->used;
	c->used += need;
	a->used += need;
	assert(c->used <= c->size);
	assert((uintptr_t)p % ALIGN == 0);
	return p;
}

void *sm_arena_array(struct sm_arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return sm_arena_alloc(a, bytes);
}

char *sm_arena_strndup(struct sm_arena *a, const char *s, size_t n)
{
	const char *end;
	char *p;

	if (!s)
		return NULL;
	end = memchr(s, '\0', n);
	if (end)
		n = (size_t)(end - s);
	if (n == SIZE_MAX)
		return NULL;
	p = sm_arena_alloc(a, n + 1);
	if (p)
		memcpy(p, s, n);        /* the NUL is there: arenas are zeroed */
	return p;
}

char *sm_arena_strdup(struct sm_arena *a, const char *s)
{
	return s ? sm_arena_strndup(a, s, strlen(s)) : NULL;
}

char *sm_arena_printf(struct sm_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p = NULL;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0)
		p = sm_arena_alloc(a, (size_t)n + 1);
	if (p) {
		int written = vsnprintf(p, (size_t)n + 1, fmt, again);

		assert(written == n);
		(void)written;
	}
	va_end(again);
	va_end(ap);
	return p;
}

void sm_arena_release(struct sm_arena *a)
{
	struct sm_arena_chunk *c = a->head;

	while (c) {
		struct sm_arena_chunk *next = c->next;

		assert(c->used <= c->size);
		sm_free(c);
		c = next;
	}
	*a = (struct sm_arena){ 0 };
}
