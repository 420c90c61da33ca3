/*
 * sql_text.c - conditions as servers spell them, in the language of `expr`
 *
 *     ((status)::text = ANY (ARRAY['a'::text, 'b'::text]))     PostgreSQL
 *     `qty` > 0 and `name` <> _utf8mb4'x'                      MySQL, MariaDB
 *     [qty] > 0                                                SQLite
 *
 * Casts that are only types are dropped, = ANY (ARRAY[...]) becomes in (...),
 * other quotes become double ones. A cast that may change a value (at::date,
 * price::integer) stays, and nobody understands it. Whether the result means
 * anything is the expression compiler's to say: what it does not understand is not
 * decided.
 */
#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "look.h"

struct reader {
	const char *p;
	struct sm_buf *out;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Does the word stand here, and end here? */
static bool at_word(const char *p, const char *word)
{
	size_t n = strlen(word);

	return strncasecmp(p, word, n) == 0 && !is_word(p[n]);
}

static const char *blanks(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

/* A quoted text or name, from its opening quote, with `to` for quotes. */
static void quoted(struct reader *r, char close, char to)
{
	sm_buf_printf(r->out, "%c", to);
	for (r->p++; *r->p; r->p++) {
		if (*r->p == close && r->p[1] != close)
			break;
		if (*r->p == close && close != ']')
			sm_buf_printf(r->out, "%c", to == close ? close : ' ');
		if (*r->p == close)
			r->p++;
		sm_buf_printf(r->out, "%c", *r->p);
	}
	sm_buf_printf(r->out, "%c", to);
	r->p += *r->p != '\0';
}

/* Behind ::type, ::type(n), ::character varying, ::timestamp with time zone. */
static const char *after_type(const char *p)
{
	static const char *const more[] = { "varying", "precision", "with",
					    "without", "time", "zone" };
	bool again = true;

	p = blanks(p);
	if (*p == '"')
		p = strchr(p + 1, '"') ? strchr(p + 1, '"') + 1 : p + strlen(p);
	while (is_word(*p) || *p == '.')
		p++;
	while (again) {
		const char *next = blanks(p);

		again = false;
		for (size_t i = 0; i < SM_COUNTOF(more) && !again; i++) {
			if (!at_word(next, more[i]))
				continue;
			p = next + strlen(more[i]);
			again = true;
		}
		if (*p == '(' || *p == '[') {
			p += strcspn(p, ")]");
			p += *p != '\0';
			again = true;
		}
	}
	return p;
}

/* "any (array[" or "all ((array[": a list opens; false: it does not. */
static bool list(struct reader *r, const char *word)
{
	const char *p = r->p;

	if (!at_word(p, word))
		return false;
	p = blanks(p + 3);
	if (*p != '(')
		return false;
	while (*p == '(')
		p = blanks(p + 1);
	if (!at_word(p, "array"))
		return false;
	p = blanks(p + 5);
	if (*p != '[')
		return false;
	r->p = p + 1;
	return true;
}

/*
 * = ANY (ARRAY[...]) and <> ALL (ARRAY[...]), with a cast behind: one pair of
 * brackets is left.
 */
static bool any_list(struct reader *r)
{
	const char *start = r->p;
	bool none = strncmp(r->p, "<>", 2) == 0;

	if (*r->p != '=' && !none)
		return false;
	r->p = blanks(r->p + (none ? 2 : 1));
	if (!list(r, none ? "all" : "any")) {
		r->p = start;
		return false;
	}
	sm_buf_puts(r->out, none ? "not in (" : "in (");
	return true;
}

/* Behind the ] of such a list: casts and brackets up to its own. */
static void list_end(struct reader *r)
{
	const char *p = blanks(r->p + 1);

	sm_buf_puts(r->out, ")");
	while (*p == ')' || *p == ':') {
		bool cast = *p == ':';

		p = cast ? after_type(p + 2) : p + 1;
		p = blanks(p);
		/* ANY (ARRAY[...]) or ANY ((ARRAY[...])::text[]) */
		if (!cast && *p != ':')
			break;
	}
	r->p = p;
}

/* ---- casts ------------------------------------------------------------------------ */

static bool is_digit(char c)
{
	return isdigit((unsigned char)c) || c == '.';
}

/* Does what has been written end in a literal? A number may stand in brackets. */
static bool behind_literal(const struct sm_buf *b)
{
	size_t n = b->n, end;

	if (n && b->p[n - 1] == '\'')
		return true;
	n -= n && b->p[n - 1] == ')';
	end = n;
	while (n && is_digit(b->p[n - 1]))
		n--;
	if (n == end)
		return false;
	return end == b->n ? !n || !is_word(b->p[n - 1]) : n && b->p[n - 1] == '(';
}

static bool at_number_type(const char *p)
{
	static const char *const types[] = { "smallint", "integer", "bigint", "numeric",
					     "double precision" };

	for (size_t i = 0; i < SM_COUNTOF(types); i++)
		if (at_word(p, types[i]))
			return p[strlen(types[i])] != '(';
	return false;
}

/* Whatever it is of, the value stays what it is. */
static bool keeps_value(const char *p)
{
	static const char *const types[] = { "text", "character varying", "numeric",
					     "double precision" };

	for (size_t i = 0; i < SM_COUNTOF(types); i++)
		if (at_word(p, types[i]))
			return p[strlen(types[i])] != '(';
	return false;
}

/* '-5'::integer is how PostgreSQL writes -5: the quotes go, too. */
static void bare_number(struct sm_buf *b)
{
	size_t n = b->n, at = n - 1;

	while (at && (is_digit(b->p[at - 1]) || b->p[at - 1] == '-'))
		at--;
	if (!at || b->p[at - 1] != '\'' || at == n - 1)
		return;
	memmove(b->p + at - 1, b->p + at, n - 1 - at);
	b->n = n - 2;
	b->p[b->n] = '\0';
}

static void cast(struct reader *r)
{
	const char *type = blanks(r->p + 2);

	if (r->out->failed || (!behind_literal(r->out) && !keeps_value(type))) {
		sm_buf_puts(r->out, "::");
		r->p += 2;
		return;
	}
	assert(r->out->n > 0 || keeps_value(type));
	if (r->out->n && r->out->p[r->out->n - 1] == '\'' && at_number_type(type))
		bare_number(r->out);
	r->p = after_type(type);
}

static void one(struct reader *r, bool *in_list)
{
	char c = *r->p;

	if (c == '\'')
		quoted(r, '\'', '\'');
	else if (c == '"' || c == '`')
		quoted(r, c, '"');
	else if (c == '[')
		quoted(r, ']', '"');
	else if (c == ']' && *in_list) {
		list_end(r);
		*in_list = false;
	} else if (strncmp(r->p, "::", 2) == 0) {
		cast(r);
	} else if (c == '=' && r->p[1] == '=') {
		sm_buf_puts(r->out, "=");
		r->p += 2;
	} else if ((c == '=' || c == '<') && any_list(r)) {
		*in_list = true;
	} else if (c == '_' && (at_word(r->p, "_utf8mb4") ||
				at_word(r->p, "_utf8mb3") ||
				at_word(r->p, "_latin1"))) {
		while (is_word(*r->p))
			r->p++;
	} else if (is_word(c)) {
		while (is_word(*r->p))
			sm_buf_printf(r->out, "%c", *r->p++);
	} else {
		sm_buf_printf(r->out, "%c", c);
		r->p++;
	}
}

const char *sm__sql_text(struct sm_arena *a, const char *sql)
{
	struct sm_buf out = { 0 };
	struct reader r = { .p = sql, .out = &out };
	bool in_list = false;
	const char *text;

	if (at_word(r.p, "check"))
		r.p = blanks(r.p + 5);
	while (*r.p)
		one(&r, &in_list);
	text = sm_arena_strdup(a, sm_buf_str(&out));
	if (out.failed)
		text = NULL;
	sm_buf_release(&out);
	return text;
}
