/*
 * ledger.c - the lines "name<TAB>value" that a run leaves in its target
 */
#include <assert.h>
#include <string.h>

#include "details.h"
#include "seedmill/ledger.h"

const char *sm_details_find(const char *details, const char *name, size_t *n)
{
	size_t len = strlen(name);

	for (const char *at = details; at && *at;) {
		size_t line = strcspn(at, "\n");

		if (line > len && at[len] == '\t' && memcmp(at, name, len) == 0) {
			*n = line - len - 1;
			return at + len + 1;
		}
		at += line + (at[line] == '\n');
	}
	return NULL;
}

/* Names come from profiles: a line must stay a line. */
static void put_part(struct sm_buf *b, const char *text, char end)
{
	for (; *text; text++)
		sm_buf_add(b, *text == '\t' || *text == '\n' ? " " : text, 1);
	sm_buf_add(b, &end, 1);
}

void sm__details_add(struct sm_buf *b, const char *name, const char *fmt, ...)
{
	struct sm_buf value = { 0 };
	va_list ap;

	va_start(ap, fmt);
	sm_buf_vprintf(&value, fmt, ap);
	va_end(ap);
	put_part(b, name, '\t');
	put_part(b, sm_buf_str(&value), '\n');
	b->failed |= value.failed;
	sm_buf_release(&value);
}

bool sm__details_number(const char *details, const char *name, int64_t *v)
{
	size_t n;
	const char *p = sm_details_find(details, name, &n);
	uint64_t u = 0;
	bool minus;

	if (!p || n == 0)
		return false;
	minus = *p == '-';
	p += minus;
	n -= minus;
	if (n == 0 || n > 19)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		u = u * 10 + (uint64_t)(p[i] - '0');
	}
	if (u > (uint64_t)INT64_MAX)
		return false;
	*v = minus ? -(int64_t)u : (int64_t)u;
	return true;
}

bool sm__details_same(const char *details, const char *name, const char *value)
{
	struct sm_buf clean = { 0 };
	size_t n;
	const char *p = sm_details_find(details, name, &n);
	bool same;

	put_part(&clean, value, '\n');
	same = p && clean.n == n + 1 && memcmp(p, clean.p, n) == 0;
	sm_buf_release(&clean);
	return same;
}

static bool same_table(const char *a, size_t n, const char *b)
{
	const char *dot_a = memchr(a, '.', n), *dot_b = strchr(b, '.');
	const char *base;

	if (dot_a && !dot_b) {
		n -= (size_t)(dot_a + 1 - a);
		a = dot_a + 1;
	} else if (dot_b && !dot_a) {
		b = dot_b + 1;
	}
	/* tabs and newlines of a name have become blanks */
	for (base = b; n && *base; base++, a++, n--)
		if (*a != (*base == '\t' || *base == '\n' ? ' ' : *base))
			return false;
	return !n && !*base;
}

bool sm__details_loaded(const char *details, const char *table)
{
	static const char head[] = "loaded ", tail[] = "\tyes";
	const size_t h = sizeof(head) - 1, e = sizeof(tail) - 1;
	bool named = false;

	for (const char *at = details; at && *at;) {
		size_t n = strcspn(at, "\n");

		if (n > h + e && memcmp(at, head, h) == 0 &&
		    memcmp(at + n - e, tail, e) == 0) {
			named = true;
			if (same_table(at + h, n - h - e, table))
				return true;
		}
		at += n + (at[n] == '\n');
	}
	return !named;
}

bool sm__details_share(const char *details, const struct sm_plan *p)
{
	for (uint32_t i = 0; i < p->ntables; i++)
		if (p->tables[i].selected &&
		    sm__details_loaded(details, p->tables[i].name))
			return true;
	return false;
}
