/*
 * json_text.c - read JSON and write it in canonical form, at plan time
 *
 * A reader by recursive descent, one function a production, that writes the
 * canonical text as it goes. An object's members are written apart, one small
 * string each, sorted by key and then joined. Depth is limited, so the stack
 * is too. (What rows hold is built by op_json.c, which only quotes.)
 */
#include "json_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "literal.h"

#define MAX_DEPTH 64
#define MAX_EXPONENT 99

struct reader {
	const char *p, *end;
	struct sm_arena *arena;
	const char *fault;          /* NULL while all is well, or no memory */
	bool failed;
	unsigned depth;
};

static bool fail(struct reader *r, const char *fault)
{
	if (!r->failed)
		r->fault = fault;
	r->failed = true;
	return false;
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' ||
				 *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool take(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- strings -------------------------------------------------------------------- */

char *sm__json_quote(char *at, const char *p, size_t n)
{
	static const char named[32] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
		['\t'] = 't',
	};

	*at++ = '"';
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (SM_LIKELY(c >= 0x20 && c != '"' && c != '\\')) {
			*at++ = (char)c;
			continue;
		}
		*at++ = '\\';
		if (c >= 0x20) {
			*at++ = (char)c;
		} else if (named[c]) {
			*at++ = named[c];
		} else {
			memcpy(at, "u00", 3);
			at[3] = (char)('0' + (c >> 4));
			at[4] = "0123456789abcdef"[c & 15];
			at += 5;
		}
	}
	*at++ = '"';
	return at;
}

static bool hex4(struct reader *r, uint32_t *c)
{
	*c = 0;
	for (int i = 0; i < 4; i++, r->p++) {
		static const char digits[] = "0123456789abcdef";
		const char *at;

		if (r->p == r->end)
			return fail(r, "\\u needs four hex digits");
		at = memchr(digits, *r->p >= 'A' && *r->p <= 'F' ? *r->p | 32 : *r->p,
			    16);
		if (!at)
			return fail(r, "\\u needs four hex digits");
		*c = *c << 4 | (uint32_t)(at - digits);
	}
	return true;
}

static void utf8_add(struct sm_buf *b, uint32_t c)
{
	char s[4];
	size_t n = 0;

	assert(c <= 0x10FFFF);
	if (c >= 0x10000) {
		s[n++] = (char)(0xF0 | c >> 18);
		s[n++] = (char)(0x80 | (c >> 12 & 63));
	} else if (c >= 0x800) {
		s[n++] = (char)(0xE0 | c >> 12);
	}
	if (c >= 0x800)
		s[n++] = (char)(0x80 | (c >> 6 & 63));
	else if (c >= 0x80)
		s[n++] = (char)(0xC0 | c >> 6);
	s[n++] = (char)(c >= 0x80 ? 0x80 | (c & 63) : c);
	sm_buf_add(b, s, n);
}

/* Behind "\u". */
static bool unicode_escape(struct reader *r, struct sm_buf *b)
{
	uint32_t c, low;

	if (!hex4(r, &c))
		return false;
	if (c == 0)
		return fail(r, "U+0000 cannot be stored");
	if (c >= 0xDC00 && c < 0xE000)
		return fail(r, "half a surrogate pair");
	if (c >= 0xD800 && c < 0xDC00) {
		if (!take(r, '\\') || !take(r, 'u') || !hex4(r, &low) ||
		    low < 0xDC00 || low >= 0xE000)
			return fail(r, "half a surrogate pair");
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
	}
	utf8_add(b, c);
	return true;
}

/* A string's bytes without quotes and escapes, in the arena. */
static bool string_read(struct reader *r, struct sm_str *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	struct sm_buf b = { 0 };
	char *copy;

	if (!take(r, '"'))
		return fail(r, "a key must be a string in double quotes");
	while (r->p < r->end && *r->p != '"' && !r->failed) {
		const char *at;

		if ((unsigned char)*r->p < 0x20)
			fail(r, "a control character inside a string");
		else if (*r->p != '\\')
			sm_buf_add(&b, r->p++, 1);
		else if (++r->p == r->end)
			break;
		else if (*r->p == 'u' && r->p++)
			unicode_escape(r, &b);
		else if ((at = memchr(from, *r->p, sizeof(from) - 1)) && r->p++)
			sm_buf_add(&b, &to[at - from], 1);
		else
			fail(r, "an escape that JSON does not have");
	}
	if (!r->failed && !take(r, '"'))
		fail(r, "a string without its closing quote");
	copy = r->failed || b.failed ? NULL
				     : sm_arena_strndup(r->arena, sm_buf_str(&b), b.n);
	*out = (struct sm_str){ .p = copy, .n = (uint32_t)b.n };
	sm_buf_release(&b);
	return copy ? true : fail(r, NULL);
}

static bool quote_add(struct reader *r, struct sm_buf *out, const struct sm_str *s)
{
	char *room = sm_malloc((size_t)s->n * 6 + 2);

	if (!room)
		return fail(r, NULL);
	sm_buf_add(out, room, (size_t)(sm__json_quote(room, s->p, s->n) - room));
	sm_free(room);
	return true;
}

/* ---- numbers -------------------------------------------------------------------- */

/*
 * Write digits with the point moved: `whole` digits before it, zeros added on
 * either side where it falls outside.
 */
static void number_add(struct sm_buf *out, const char *digits, int n, int whole)
{
	int i = 0;

	while (i < n - 1 && i < whole - 1 && digits[i] == '0')
		i++;                    /* 0.5e1 is 5, not 05 */
	if (whole <= 0)
		sm_buf_puts(out, "0");
	for (; i < whole; i++)
		sm_buf_add(out, i < n ? &digits[i] : "0", 1);
	if (n <= whole)
		return;
	sm_buf_puts(out, ".");
	for (int k = whole; k < 0; k++)
		sm_buf_puts(out, "0");
	sm_buf_add(out, digits + i, (size_t)(n - i));
}

static bool exponent_read(struct reader *r, int *e)
{
	bool minus = take(r, '-');

	if (!minus)
		(void)take(r, '+');
	if (r->p == r->end || !is_digit(*r->p))
		return fail(r, "an exponent without digits");
	for (*e = 0; r->p < r->end && is_digit(*r->p); r->p++)
		*e = *e > MAX_EXPONENT ? *e : *e * 10 + (*r->p - '0');
	if (*e > MAX_EXPONENT)
		return fail(r, "an exponent past 99");
	if (minus)
		*e = -*e;
	return true;
}

static bool number_value(struct reader *r, struct sm_buf *out)
{
	char digits[400];
	size_t n = 0;
	int whole, e = 0;
	bool minus = take(r, '-'), zero = true;
	const char *first = r->p;

	for (; r->p < r->end && is_digit(*r->p) && n < sizeof(digits); n++)
		digits[n] = *r->p++;
	if (n == 0)
		return fail(r, "a value that is no string, number, object, array, "
			       "true, false or null");
	if (n > 1 && *first == '0')
		return fail(r, "a number with a leading zero");
	whole = (int)n;
	if (take(r, '.')) {
		for (; r->p < r->end && is_digit(*r->p) && n < sizeof(digits); n++)
			digits[n] = *r->p++;
		if ((int)n == whole)
			return fail(r, "a point without digits behind it");
	}
	if (n == sizeof(digits))
		return fail(r, "a number of 400 digits or more");
	if ((take(r, 'e') || take(r, 'E')) && !exponent_read(r, &e))
		return false;
	for (size_t i = 0; i < n; i++)
		zero &= digits[i] == '0';
	if (minus && !zero)             /* jsonb knows no negative zero */
		sm_buf_puts(out, "-");
	number_add(out, digits, (int)n, whole + (zero && e > 0 ? 0 : e));
	return true;
}

/* ---- objects, arrays, anything ---------------------------------------------------- */

static bool value(struct reader *r, struct sm_buf *out);

struct member {
	struct sm_str key;
	const char *text;           /* of the value */
	struct member *next;
};

static int member_compare(const void *a, const void *b)
{
	const struct sm_str *x = &(*(struct member *const *)a)->key;
	const struct sm_str *y = &(*(struct member *const *)b)->key;
	int d = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return d ? d : (x->n > y->n) - (x->n < y->n);
}

static struct member *member_read(struct reader *r)
{
	struct member *m = sm_arena_alloc(r->arena, sizeof(*m));
	struct sm_buf b = { 0 };

	skip_blanks(r);
	if (!m || !string_read(r, &m->key)) {
		fail(r, NULL);
		return NULL;
	}
	skip_blanks(r);
	if (!take(r, ':'))
		fail(r, "a key without its colon");
	else if (value(r, &b) && !(m->text = sm_arena_strndup(
					   r->arena, sm_buf_str(&b), b.n)))
		fail(r, NULL);
	sm_buf_release(&b);
	return r->failed ? NULL : m;
}

static bool members_write(struct reader *r, struct member *list, size_t n,
			  struct sm_buf *out)
{
	struct member **m = sm_arena_array(r->arena, n, sizeof(struct member *));

	if (!m)
		return fail(r, NULL);
	for (size_t i = 0; i < n; i++, list = list->next)
		m[i] = list;
	qsort(m, n, sizeof(struct member *), member_compare);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && member_compare(&m[i - 1], &m[i]) == 0)
			return fail(r, "a key that stands twice in an object");
		sm_buf_puts(out, i ? "," : "{");
		if (!quote_add(r, out, &m[i]->key))
			return false;
		sm_buf_puts(out, ":");
		sm_buf_puts(out, m[i]->text);
	}
	sm_buf_puts(out, n ? "}" : "{}");
	return true;
}

static bool object_value(struct reader *r, struct sm_buf *out)
{
	struct member *list = NULL;
	size_t n = 0;

	skip_blanks(r);
	if (take(r, '}'))
		return members_write(r, NULL, 0, out);
	do {
		struct member *m = member_read(r);

		if (!m)
			return false;
		m->next = list;
		list = m;
		n++;
		skip_blanks(r);
	} while (take(r, ','));
	if (!take(r, '}'))
		return fail(r, "an object without its closing brace");
	return members_write(r, list, n, out);
}

static bool array_value(struct reader *r, struct sm_buf *out)
{
	const char *before = "[";

	skip_blanks(r);
	if (take(r, ']')) {
		sm_buf_puts(out, "[]");
		return true;
	}
	do {
		sm_buf_puts(out, before);
		before = ",";
		if (!value(r, out))
			return false;
	} while (take(r, ','));
	if (!take(r, ']'))
		return fail(r, "an array without its closing bracket");
	sm_buf_puts(out, "]");
	return true;
}

static bool word_value(struct reader *r, struct sm_buf *out)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < SM_COUNTOF(words); i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(r->end - r->p) < n || memcmp(r->p, words[i], n) != 0)
			continue;
		r->p += n;
		sm_buf_puts(out, words[i]);
		return true;
	}
	return number_value(r, out);
}

/* A value with the blanks on both sides of it. */
static bool value(struct reader *r, struct sm_buf *out)
{
	struct sm_str s;
	bool good;

	if (++r->depth > MAX_DEPTH)
		return fail(r, "more than 64 levels");
	skip_blanks(r);
	if (take(r, '{'))
		good = object_value(r, out);
	else if (take(r, '['))
		good = array_value(r, out);
	else if (r->p < r->end && *r->p == '"')
		good = string_read(r, &s) && quote_add(r, out, &s);
	else
		good = word_value(r, out);
	skip_blanks(r);
	r->depth--;
	return good;
}

bool sm__json_canonical(struct sm_arena *a, const char *p, size_t n,
			struct sm_str *out, const char **fault)
{
	struct reader r = { .p = p, .end = p + n, .arena = a };
	struct sm_buf b = { 0 };

	if (sm__text_chars(p, n) == SIZE_MAX)
		fail(&r, "text that is not UTF-8");
	else if (value(&r, &b) && r.p != r.end)
		fail(&r, "something behind the value");
	if (!r.failed) {
		out->p = b.failed ? NULL : sm_arena_strndup(a, sm_buf_str(&b), b.n);
		out->n = (uint32_t)b.n;
		out->chars = (uint32_t)sm__text_chars(sm_buf_str(&b), b.n);
		if (!out->p)
			fail(&r, NULL);
	}
	sm_buf_release(&b);
	*fault = r.fault;
	return !r.failed;
}
