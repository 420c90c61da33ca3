/*
 * err.c - filling in the one failure that travels upwards
 *
 * Texts are formatted into a local buffer first, because an argument may well
 * be a part of the error that is being replaced ("%s", err->what). What does
 * not fit is cut between two UTF-8 characters, never inside one.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/err.h"

/* The widest of the three texts, so that one local buffer serves them all. */
#define TEXT_MAX sizeof(((struct sm_err *)0)->why)

_Static_assert(sizeof(((struct sm_err *)0)->what) <= TEXT_MAX, "what is widest");
_Static_assert(sizeof(((struct sm_err *)0)->fix) <= TEXT_MAX, "fix is widest");

/* Where a text of n bytes must end so that its last character is whole. */
static size_t utf8_cut(const char *s, size_t n)
{
	size_t at = n;
	unsigned lead;
	size_t want;

	while (at > 0 && n - at < 4 && ((unsigned char)s[at - 1] & 0xC0) == 0x80)
		at--;
	if (at == 0)
		return n;
	lead = (unsigned char)s[at - 1];
	want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return at - 1 + want > n ? at - 1 : n;
}

/* Copy as much of s as fits into a field of `size` bytes that holds `used`. */
static void text_put(char *field, size_t size, size_t used, const char *s)
{
	size_t n = strlen(s);

	assert(used < size);
	if (n > size - 1 - used)
		n = utf8_cut(s, size - 1 - used);
	memcpy(field + used, s, n);
	field[used + n] = '\0';
}

static void text_format(char out[TEXT_MAX], const char *fmt, va_list ap)
	SM_PRINTF(2, 0);

static void text_format(char out[TEXT_MAX], const char *fmt, va_list ap)
{
	int n = vsnprintf(out, TEXT_MAX, fmt, ap);

	if (n < 0)
		out[0] = '\0';
	else if ((size_t)n >= TEXT_MAX)
		out[utf8_cut(out, TEXT_MAX - 1)] = '\0';
}

enum sm_code sm_fail(struct sm_err *err, enum sm_code code, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	assert(err && code != SM_OK);
	va_start(ap, fmt);
	text_format(text, fmt, ap);
	va_end(ap);
	err->code = code;
	text_put(err->what, sizeof(err->what), 0, text);
	err->why[0] = '\0';
	err->fix[0] = '\0';
	return code;
}

enum sm_code sm_why(struct sm_err *err, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	assert(err->code != SM_OK);     /* a reason needs a failure */
	va_start(ap, fmt);
	text_format(text, fmt, ap);
	va_end(ap);
	text_put(err->why, sizeof(err->why), 0, text);
	return err->code;
}

enum sm_code sm_fix(struct sm_err *err, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	assert(err->code != SM_OK);
	va_start(ap, fmt);
	text_format(text, fmt, ap);
	va_end(ap);
	text_put(err->fix, sizeof(err->fix), 0, text);
	return err->code;
}

enum sm_code sm_while(struct sm_err *err, const char *fmt, ...)
{
	char text[TEXT_MAX], whole[TEXT_MAX + 16];
	va_list ap;

	assert(err->code != SM_OK);
	va_start(ap, fmt);
	text_format(text, fmt, ap);
	va_end(ap);
	(void)snprintf(whole, sizeof(whole), " (while %s)", text);
	text_put(err->what, sizeof(err->what), strlen(err->what), whole);
	return err->code;
}

enum sm_code sm_nomem(struct sm_err *err)
{
	sm_fail(err, SM_E_INTERNAL, "out of memory");
	return sm_fix(err, "give the process more memory, or use fewer --jobs");
}
