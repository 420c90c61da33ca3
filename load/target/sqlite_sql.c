/*
 * sqlite_sql.c - what no pragma tells: CHECKs, and what a partial index or one
 * over expressions says, read from the CREATE statements that SQLite keeps
 *
 * SQLite has parsed the text before us, so it is well formed: only texts, names
 * in quotes, comments and brackets matter here.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "sqlite.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Behind what stands at p: a quoted thing, a comment, a word, or one byte. */
static const char *skip(const char *p)
{
	const char close = *p == '[' ? ']' : *p;

	if (strncmp(p, "--", 2) == 0)
		return p + strcspn(p, "\n");
	if (strncmp(p, "/*", 2) == 0) {
		const char *end = strstr(p + 2, "*/");

		return end ? end + 2 : p + strlen(p);
	}
	if (*p == '\'' || *p == '"' || *p == '`' || *p == '[') {
		/* '' is two quoted things, one behind the other */
		for (p++; *p && *p != close;)
			p++;
		return *p ? p + 1 : p;
	}
	if (!is_word(*p))
		return p + 1;
	while (is_word(*p))
		p++;
	return p;
}

static const char *blanks(const char *p)
{
	for (;;) {
		if (isspace((unsigned char)*p))
			p++;
		else if (strncmp(p, "--", 2) == 0 || strncmp(p, "/*", 2) == 0)
			p = skip(p);
		else
			return p;
	}
}

/* The bracket that closes the one at p, or the end. */
static const char *closing(const char *p)
{
	unsigned depth = 0;

	while (*p) {
		if (*p == '(')
			depth++;
		if (*p == ')' && --depth == 0)
			return p;
		p = skip(p);
	}
	return p;
}

static bool is(const char *p, const char *end, const char *word)
{
	return (size_t)(end - p) == strlen(word) &&
	       strncasecmp(p, word, strlen(word)) == 0;
}

/* A name without its quotes. */
static const char *bare(struct sm_arena *a, const char *p, const char *end)
{
	return strchr("\"`[", *p) && end - p >= 2
		? sm_arena_strndup(a, p + 1, (size_t)(end - p) - 2)
		: sm_arena_strndup(a, p, (size_t)(end - p));
}

/* LIKE takes any case here, GLOB is nobody else's. */
static bool is_strange(const char *p, const char *end)
{
	for (; p < end; p = skip(p))
		if (is(p, skip(p), "LIKE") || is(p, skip(p), "GLOB"))
			return true;
	return false;
}

/* Count them, and fill `out` unless it is NULL. False: no memory. */
static bool checks(const char *sql, struct sm_arena *a,
		   struct sm_live_check *out, uint32_t *n)
{
	const char *named = NULL, *named_end = NULL, *p = sql;

	*n = 0;
	for (const char *end; *(p = blanks(p)); p = end) {
		end = skip(p);
		if (is(p, end, "CONSTRAINT")) {
			named = blanks(end);
			named_end = end = skip(named);
			continue;
		}
		if (!is(p, end, "CHECK") || *blanks(end) != '(') {
			named = *p == ',' ? NULL : named;
			continue;
		}
		p = blanks(end);
		end = closing(p);
		if (out) {
			out[*n].name = named ? bare(a, named, named_end)
				: sm_arena_printf(a, "(%.*s)",
						  (int)(end - p) - 1, p + 1);
			out[*n].text = sm_arena_strndup(a, p, (size_t)(end - p) + 1);
			out[*n].strange = is_strange(p, end);
			if (!out[*n].name || !out[*n].text)
				return false;
		}
		++*n;
		named = NULL;
	}
	return true;
}

bool sm__lite_sql_checks(const char *sql, struct sm_arena *a,
			 struct sm_live_table *t)
{
	uint32_t n;

	(void)checks(sql, a, NULL, &n);
	t->checks = sm_arena_array(a, n + 1, sizeof(*t->checks));
	return t->checks && checks(sql, a, t->checks, &t->nchecks);
}

/* One term of an index, without its collation and direction. */
static const char *term(struct sm_arena *a, const char *p, const char *end)
{
	const char *stop = p, *next;

	for (const char *at = p; at < end; at = next) {
		next = skip(at);
		if (is(at, next, "COLLATE") || is(at, next, "ASC") ||
		    is(at, next, "DESC"))
			break;
		if (*at == '(')
			next = closing(at) + 1;
		if (!isspace((unsigned char)*at))
			stop = next;
	}
	return sm_arena_strndup(a, p, (size_t)(stop - p));
}

static bool terms(const char *p, const char *close, struct sm_arena *a,
		  struct sm_live_key *k)
{
	const char **list = sm_arena_array(a, (size_t)(close - p) + 1,
					   sizeof(*list));
	const char *from = p;

	k->terms = list;
	k->nterms = 0;
	while (list && p <= close) {
		const char *next = *p == '(' ? closing(p) + 1 : skip(p);

		if (p == close || *p == ',') {
			list[k->nterms] = term(a, blanks(from), p);
			if (!list[k->nterms++])
				return false;
			from = next;
		}
		p = next;
	}
	return list != NULL;
}

bool sm__lite_sql_index(const char *sql, struct sm_arena *a,
			struct sm_live_key *k)
{
	const char *p = sql, *close;

	/* CREATE UNIQUE INDEX name ON table (terms) WHERE condition */
	while (*p && *p != '(')
		p = skip(p);
	if (!*p)
		return true;
	close = closing(p);
	if (!terms(p + 1, close, a, k))
		return false;
	p = blanks(*close ? close + 1 : close);
	if (is_strange(sql, sql + strlen(sql))) {
		k->nterms = 0;
		return true;
	}
	if (!is(p, skip(p), "WHERE"))
		return true;
	k->where = sm_arena_strdup(a, blanks(skip(p)));
	return k->where != NULL;
}
