/*
 * base.h - what every room stands on: counted strings, arenas, small helpers
 *
 * All memory that outlives one function comes from an arena or from
 * sm_malloc(); the only calls of malloc() in gen/ are in gen/base/alloc.c,
 * where a test can make the Nth of them fail (sm_alloc_fail_at).
 *
 * Threads: an arena belongs to one thread at a time. A compiled plan's arena
 * is read by all threads and written by none.
 */
#ifndef SEEDMILL_BASE_H
#define SEEDMILL_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SM_COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
#define SM_PRINTF(fmt_at, args_at) \
	__attribute__((format(printf, fmt_at, args_at)))
__extension__ typedef unsigned __int128 sm_uint128;
__extension__ typedef __int128 sm_int128;

#define SM_LIKELY(x) __builtin_expect(!!(x), 1)
#define SM_UNLIKELY(x) __builtin_expect(!!(x), 0)

/*
 * Every buffer that text is copied from can be read this many bytes past its
 * end, so that a short copy may move a fixed 16, 32 or 64 bytes.
 */
#define SM_SLACK 64

/* Bytes with a length: not terminated, not owned. NULL p only when n is 0. */
struct sm_str {
	const char *p;
	uint32_t n;         /* bytes */
	uint32_t chars;     /* code points where somebody counted, else 0 */
};

/* An unsigned 128-bit number; hi is the more significant half. */
struct sm_u128 {
	uint64_t lo, hi;
};

static inline struct sm_u128 sm_u128_add(struct sm_u128 a, struct sm_u128 b)
{
	struct sm_u128 s = { a.lo + b.lo, a.hi + b.hi };

	s.hi += s.lo < a.lo;
	return s;
}

static inline bool sm_u128_equal(struct sm_u128 a, struct sm_u128 b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

/* Write 32 lower-case hex digits, most significant first, and a NUL. */
void sm_u128_hex(struct sm_u128 v, char out[33]);

/* Read exactly 32 hex digits. Returns false, *v untouched, on anything else. */
bool sm_u128_parse(const char *hex, struct sm_u128 *v);

/* ---- allocation ------------------------------------------------------- */

/*
 * As malloc/calloc/realloc/free. NULL when there is no memory, or when a test
 * asked for this call to fail. Thread safe.
 */
void *sm_malloc(size_t n);
void *sm_calloc(size_t n, size_t size);
void *sm_realloc(void *p, size_t n);
void sm_free(void *p);

/* Calls of sm_malloc/calloc/realloc so far, by all threads (for tests). */
uint64_t sm_alloc_count(void);

/*
 * Make the nth coming allocation (1 = the next) return NULL; 0 switches this
 * off. With `for_good` all later ones fail too. For tests only.
 */
void sm_alloc_fail_at(uint64_t nth, bool for_good);

/* ---- arena ------------------------------------------------------------ */

struct sm_arena_chunk;

/*
 * A region that is released as a whole. Zero-initialised is empty and valid.
 * Everything handed out is aligned to 16 bytes, zeroed, and followed by at
 * least SM_SLACK readable bytes that belong to the arena.
 */
struct sm_arena {
	struct sm_arena_chunk *head;
	size_t used;        /* bytes handed out, padding included */
};

/* NULL when there is no memory. n may be 0. */
void *sm_arena_alloc(struct sm_arena *a, size_t n);

/* n * size with an overflow check. */
void *sm_arena_array(struct sm_arena *a, size_t n, size_t size);

/* NUL-terminated copies; NULL when there is no memory (or s is NULL). */
char *sm_arena_strdup(struct sm_arena *a, const char *s);
char *sm_arena_strndup(struct sm_arena *a, const char *s, size_t n);
char *sm_arena_printf(struct sm_arena *a, const char *fmt, ...) SM_PRINTF(2, 3);

/* Give everything back; the arena is empty and may be used again. */
void sm_arena_release(struct sm_arena *a);

/* ---- growing text, for messages, SQL and reports (never on the row path) - */

/*
 * A growing NUL-terminated string. Zero-initialised is empty; p is NULL until
 * the first append. Once an allocation has failed `failed` stays set, later
 * appends do nothing, and p holds what fitted.
 */
struct sm_buf {
	char *p;
	size_t n, cap;
	bool failed;
};

void sm_buf_add(struct sm_buf *b, const char *s, size_t n);
void sm_buf_puts(struct sm_buf *b, const char *s);
void sm_buf_printf(struct sm_buf *b, const char *fmt, ...) SM_PRINTF(2, 3);
void sm_buf_vprintf(struct sm_buf *b, const char *fmt, va_list ap)
	SM_PRINTF(2, 0);
void sm_buf_reset(struct sm_buf *b);    /* empty, keeps its memory */
void sm_buf_release(struct sm_buf *b);  /* frees; empty and valid again */

/* b's text, "" when it is empty. Never NULL. */
const char *sm_buf_str(const struct sm_buf *b);

/* ---- words for people -------------------------------------------------- */

/*
 * The candidate nearest to `word` by Damerau-Levenshtein distance, if it is
 * near enough to be a typing slip (at most a third of its length, at least 1),
 * else NULL. Case does not count. For "did you mean".
 */
const char *sm_nearest(const char *word, const char *const *candidates,
		       size_t n);

/*
 * Format `n` with thousands separators ("1,234,567") into out, which must
 * hold 32 bytes. Returns out.
 */
char *sm_commas(uint64_t n, char out[32]);

#endif
