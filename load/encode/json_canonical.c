/*
 * json_canonical.c - JSON in the one form that digests are taken of
 *
 * Servers keep JSON as they like: PostgreSQL's jsonb sorts keys by length and
 * puts blanks in, others keep what was sent. So what is read back is parsed
 * (yajl) and written again: keys sorted bytewise, no blanks, numbers as they
 * stand, strings with the shortest escapes (\" \\ \b \f \n \r \t, \u00xx for
 * the other control characters, nothing else).
 *
 * yajl gives strings without their length, so text with \u0000 in it has no
 * canonical form here; PostgreSQL's jsonb refuses it as well. yajl's parser
 * keeps its own stack, but it frees a tree, and we write one, by recursion:
 * the depth is measured first.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_tree.h>

#include "encode/batch.h"

#define DEPTH_MAX 512       /* frames of about 100 bytes: far below any stack */

/*
 * Few enough levels to recurse, nothing that yajl's strings would hide, and no
 * comment, which yajl_tree_parse() would let pass?
 */
static bool is_tame(const char *p, size_t n)
{
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\0')
			return false;
		if (quoted && p[i] == '\\') {
			if (n - i > 5 && !memcmp(p + i, "\\u0000", 6))
				return false;
			i++;            /* what follows is escaped */
		} else if (p[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && p[i] == '/') {
			return false;
		} else if (!quoted && (p[i] == '[' || p[i] == '{')) {
			if (++depth > DEPTH_MAX)
				return false;
		} else if (!quoted && (p[i] == ']' || p[i] == '}') && depth) {
			depth--;
		}
	}
	return true;
}

/* The letter of a short escape, or 0. */
static char short_escape(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static void put_string(struct sm_buf *out, const char *s)
{
	const char *from = s;

	sm_buf_add(out, "\"", 1);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		char letter = short_escape(c);

		if (c >= 0x20 && !letter)
			continue;
		sm_buf_add(out, from, (size_t)(s - from));
		from = s + 1;
		if (letter)
			sm_buf_printf(out, "\\%c", letter);
		else
			sm_buf_printf(out, "\\u%04x", c);
	}
	sm_buf_add(out, from, (size_t)(s - from));
	sm_buf_add(out, "\"", 1);
}

struct member {
	const char *key;
	yajl_val value;
	size_t at;          /* where it stood: doubles of a key keep their order */
};

static int by_key(const void *x, const void *y)
{
	const struct member *a = x, *b = y;
	int c = strcmp(a->key, b->key);     /* bytewise: unsigned */

	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static bool put_value(struct sm_buf *out, yajl_val v);

static bool put_object(struct sm_buf *out, yajl_val v)
{
	size_t n = v->u.object.len;
	struct member *m = sm_malloc((n + 1) * sizeof(*m));
	bool ok = m != NULL;

	if (!m) {
		out->failed = true;
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		m[i].key = v->u.object.keys[i];
		m[i].value = v->u.object.values[i];
		m[i].at = i;
	}
	qsort(m, n, sizeof(*m), by_key);
	sm_buf_add(out, "{", 1);
	for (size_t i = 0; i < n && ok; i++) {
		if (i)
			sm_buf_add(out, ",", 1);
		put_string(out, m[i].key);
		sm_buf_add(out, ":", 1);
		ok = put_value(out, m[i].value);
	}
	sm_buf_add(out, "}", 1);
	sm_free(m);
	return ok;
}

static bool put_array(struct sm_buf *out, yajl_val v)
{
	sm_buf_add(out, "[", 1);
	for (size_t i = 0; i < v->u.array.len; i++) {
		if (i)
			sm_buf_add(out, ",", 1);
		if (!put_value(out, v->u.array.values[i]))
			return false;
	}
	sm_buf_add(out, "]", 1);
	return true;
}

static bool put_value(struct sm_buf *out, yajl_val v)
{
	assert(v);
	switch (v->type) {
	case yajl_t_string:
		put_string(out, v->u.string);
		return true;
	case yajl_t_number:
		sm_buf_puts(out, v->u.number.r);
		return true;
	case yajl_t_object:
		return put_object(out, v);
	case yajl_t_array:
		return put_array(out, v);
	case yajl_t_true:
		sm_buf_puts(out, "true");
		return true;
	case yajl_t_false:
		sm_buf_puts(out, "false");
		return true;
	case yajl_t_null:
		sm_buf_puts(out, "null");
		return true;
	case yajl_t_any:
		break;
	}
	return false;
}

bool sm_json_canonical(const char *p, size_t n, struct sm_buf *out)
{
	struct sm_buf text = { 0 };
	char why[8];        /* yajl's reason; ours is "not JSON" whatever it says */
	yajl_val tree;
	bool ok;

	if (!is_tame(p, n))
		return false;
	sm_buf_add(&text, p, n);
	out->failed |= text.failed;
	tree = text.failed ? NULL : yajl_tree_parse(sm_buf_str(&text), why,
						    sizeof(why));
	sm_buf_release(&text);
	if (!tree)
		return false;
	ok = put_value(out, tree);
	yajl_tree_free(tree);
	return ok && !out->failed;
}
