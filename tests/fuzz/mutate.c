/*
 * mutate.c - see mutate.h
 *
 * A text is cut into items (what stands between commas and brackets), scalars
 * and lines; all changes put, take or move whole ones of these, so that most
 * results are still YAML and get as far as the planner.
 */
#include "mutate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seedmill/op.h"

#define CHANGES 7               /* at most; one half of the texts have one */
#define NUMBERS 30              /* of the extremes: they stand first */
#define MOST (1u << 18)         /* bytes of a text: half of what a profile may have */

struct text {
	char p[MOST + 1];
	size_t n;
};

struct part {
	size_t at, n;
};

struct dice {
	uint64_t s;
};

static uint64_t roll(struct dice *d)
{
	uint64_t z = (d->s += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static size_t below(struct dice *d, size_t n)
{
	return n ? (size_t)(roll(d) % n) : 0;
}

/* ---- parts ---------------------------------------------------------------------- */

static bool blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The end of a quoted text, or of a comment, that starts at `at`; else `at`. */
static size_t opaque(const char *p, size_t n, size_t at)
{
	size_t i = at + 1;

	if (p[at] == '#' && (!at || blank(p[at - 1]))) {
		while (i < n && p[i] != '\n')
			i++;
		return i;
	}
	if (p[at] != '"')
		return at;
	while (i < n && p[i] != '"')
		i += p[i] == '\\' ? 2 : 1;
	return i < n ? i + 1 : n;
}

static bool ends_scalar(const char *p, size_t n, size_t i)
{
	return strchr(",{}[]\n", p[i]) || (p[i] == ':' && (i + 1 == n || blank(p[i + 1]))) ||
	       (p[i] == '#' && blank(p[i - 1]));
}

/* One of the scalars, all equally likely: keys or values. n is 0: there is none. */
static struct part scalar(const char *p, size_t n, struct dice *d, bool key)
{
	struct part got = { 0 };
	const char *tables = below(d, 8) ? strstr(p, "tables:") : NULL;
	size_t seen = 0;

	/* what stands above, version and name, is soon tried */
	for (size_t i = tables ? (size_t)(tables - p) : 0; i < n;) {
		size_t from = i, to = opaque(p, n, i);

		if (to == i && (blank(p[i]) || strchr(",{}[]:-", p[i]))) {
			i++;
			continue;
		}
		if (to == i)
			for (to = i + 1; to < n && !ends_scalar(p, n, to);)
				to++;
		i = to;
		if (p[from] != '#' && (to < n && p[to] == ':') == key &&
		    !below(d, ++seen))
			got = (struct part){ from, to - from };
	}
	return got;
}

/* One item of a flow list or mapping, without the commas around it. */
static struct part item(const char *p, size_t n, struct dice *d)
{
	size_t start = below(d, n), depth = 0, to;

	while (start < n && !strchr("{[,", p[start]))
		start++;
	if (start == n)
		return (struct part){ 0 };
	start++;
	while (start < n && blank(p[start]))
		start++;
	for (to = start; to < n; to++) {
		size_t past = opaque(p, n, to);

		if (past > to) {
			to = past - 1;
			continue;
		}
		if (!depth && strchr(",]}", p[to]))
			break;
		depth += p[to] == '{' || p[to] == '[';
		depth -= p[to] == '}' || p[to] == ']';
	}
	return (struct part){ start, to > n ? n - start : to - start };
}

static struct part line(const char *p, size_t n, struct dice *d)
{
	size_t from = below(d, n), to;

	while (from && p[from - 1] != '\n')
		from--;
	for (to = from; to < n && p[to] != '\n';)
		to++;
	return (struct part){ from, to < n ? to + 1 - from : to - from };
}

/* ---- changes -------------------------------------------------------------------- */

static void put(struct text *t, struct part where, const char *with, size_t n)
{
	if (where.at + where.n > t->n || t->n - where.n + n > MOST)
		return;
	memmove(t->p + where.at + n, t->p + where.at + where.n,
		t->n - where.at - where.n);
	memcpy(t->p + where.at, with, n);
	t->n += n - where.n;
	t->p[t->n] = 0;
}

/* Something of `from` in the place of `where`; both may be in one text. */
static void put_part(struct text *t, struct part where, const char *from,
		     struct part what)
{
	char *copy = malloc(what.n + 1);

	if (!copy)
		abort();
	memcpy(copy, from + what.at, what.n);
	put(t, where, copy, what.n);
	free(copy);
}

static void put_extreme(struct text *t, struct dice *d)
{
	static const char *const extreme[] = {
		"0", "-1", "1", "2", "7", "100", "65535", "65536", "2147483647",
		"2147483648", "4294967295", "4294967296", "4611686018427387903",
		"4611686018427387904", "9223372036854775807",
		"9223372036854775808", "-9223372036854775808",
		"-9223372036854775809", "18446744073709551615",
		"18446744073709551616", "1e308", "-1e308", "1e-308", "1e999", "nan",
		"inf", "0.5", "0.0000001", "0.999999999999", "1.5", "\"\"", "null",
		"~", "[]", "{}", "true", "false", "now", "\"-3y\"", "\"-100000y\"",
		"\"9000000000000y\"", "0001-01-01", "9999-12-31",
		"\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999999Z\"",
		"\"1969-12-31T23:59:59Z\"", "\"{id}\"", "\"{\"", "\"\\\\\"", "\"?\"",
		"\"#################################\"", "\"a + \"", "\"((((((((1\"",
		"\"1 / 0\"", "a.b.c.d.e", "id", "\"\xc3\xa4\xf0\x9f\x8c\xb1\"", "bigint",
		"smallint", "\"numeric(38,0)\"", "\"numeric(18,18)\"", "\"char(1)\"",
		"uuid", "bytea", "boolean", "jsonb", "timestamptz", "date", "time",
		"\"enum(a, b)\"", "real", "\"varchar(1)\"", "text",
	};
	struct part s = scalar(t->p, t->n, d, false);
	bool number = s.n && strchr("-.0123456789", t->p[s.at]) && below(d, 4);
	const char *with = extreme[below(d, number ? NUMBERS : sizeof(extreme) /
						     sizeof(*extreme))];

	if (s.n)
		put(t, s, with, strlen(with));
}

/* How long the key is that an item starts with; 0: it has none. */
static size_t key_length(const char *p, struct part it)
{
	size_t n = 0;

	while (n < it.n && ((p[it.at + n] >= 'a' && p[it.at + n] <= 'z') ||
			    p[it.at + n] == '_'))
		n++;
	return n < it.n && p[it.at + n] == ':' ? n : 0;
}

/* An item with that key, if some tries find one. */
static struct part item_with(const char *p, size_t n, struct dice *d,
			     const char *key, size_t nkey)
{
	struct part it = { 0 };

	for (int i = 0; i < 30; i++) {
		it = item(p, n, d);
		if (key_length(p, it) == nkey && !memcmp(p + it.at, key, nkey))
			break;
	}
	return it;
}

static bool is_kind(const char *p, struct part it)
{
	char name[32] = { 0 };
	size_t n = key_length(p, it);

	if (!n || n >= sizeof(name))
		return false;
	memcpy(name, p + it.at, n);
	return sm_op_find(name) != NULL;
}

/* The example of any kind in the place of a step's. */
static void put_kind(struct text *t, struct dice *d)
{
	size_t nkinds;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&nkinds);
	const struct sm_op_kind *k = kinds[below(d, nkinds)];
	struct part it = item(t->p, t->n, d);
	char step[4096] = "";

	for (int i = 0; i < 30 && !is_kind(t->p, it); i++)
		it = item(t->p, t->n, d);
	strncat(step, k->name, 64);
	strcat(step, ": ");
	strncat(step, k->example, sizeof(step) - 128);
	put(t, it, step, strlen(step));
}

/* One more key: of a step or of anything. */
static void put_key(struct text *t, struct dice *d)
{
	static const char *const more[] = {
		"unique: true, ", "nulls: 0.5, ", "nulls: 1, ", "hidden: true, ",
		"unique_within: tenant_id, ", "unique_within: id, ",
		"when: \"id > 3\", ", "nulls_with: id, ", "type: text, ",
		"type: int, ", "type: \"numeric(9,2)\", ", "type: smallint, ",
		"unique: true, type: smallint, ", "unique: true, type: text, ",
		"each: true, ", "distinct: true, ", "same: tenant_id, ", "dist: zipf, ",
		"dist: normal, ", "dist: sequential, ", "roots: 3, ", "fanout: 4, ",
		"depth: 9, ", "skip: 0.5, ", "rows: 5, ", "fixed: 5, ", "min: 0, ",
		"max: 9, ", "column: id, ", "weights: [1, 2, 3], ",
		"values: [1, a, 2020-01-01], ", "where: \"id < 5\", ",
		"pairs: {of: [customers, products], density: 0.5}, ",
		"per: {table: customers, min: 0, max: 9}, ", "fields: [], ",
		"primary_key: [id, id], ", "indexes: [{columns: [id, name], unique: true}], ",
		"fixtures: [{id: 1}, {id: 2}], ",
	};
	const char *with = more[below(d, sizeof(more) / sizeof(*more))];
	struct part it;

	if (below(d, 3)) {
		it = item_with(t->p, t->n, d, "name", 4);
		while (it.at + it.n < t->n && strchr(", ", t->p[it.at + it.n]))
			it.n++;
		it.at += it.n;
	} else {
		it = item(t->p, t->n, d);
	}
	put(t, (struct part){ it.at, 0 }, with, strlen(with));
}

/* One more key whose value is a name that stands somewhere in the text. */
static void put_named_key(struct text *t, struct dice *d)
{
	static const char *const keys[] = {
		"unique_within: ", "nulls_with: ", "same: ", "column: ", "of: ", "from: ",
		"with: ", "after: ", "on: ", "when: ", "table: ", "where: ",
	};
	const char *key = keys[below(d, sizeof(keys) / sizeof(*keys))];
	struct part it = item_with(t->p, t->n, d, "name", 4);
	struct part name = scalar(t->p, t->n, d, false);
	struct part here = { it.at + it.n, 0 };
	char more[128];

	if (!it.n || !name.n || name.n > 60)
		return;
	snprintf(more, sizeof(more), ", %s%.*s", key, (int)name.n, t->p + name.at);
	put(t, here, more, strlen(more));
}

static void change_items(struct text *t, const struct corpus_file *other,
			 struct dice *d)
{
	struct part it = item(t->p, t->n, d), from;

	switch (below(d, 4)) {
	case 0:         /* one less, with its comma */
		while (it.at + it.n < t->n && strchr(", ", t->p[it.at + it.n]))
			it.n++;
		put(t, it, "", 0);
		return;
	case 1:         /* twice */
		put(t, (struct part){ it.at, 0 }, ", ", 2);
		put_part(t, (struct part){ it.at, 0 }, t->p,
			 (struct part){ it.at + 2, it.n });
		return;
	case 2:         /* another one of this file */
		put_part(t, it, t->p, item(t->p, t->n, d));
		return;
	default:        /* of another file */
		from = item_with(other->text, other->n, d, t->p + it.at,
				 key_length(t->p, it));
		put_part(t, it, other->text, from);
	}
}

static void change_lines(struct text *t, struct dice *d)
{
	struct part a = line(t->p, t->n, d), b = line(t->p, t->n, d);

	switch (below(d, 3)) {
	case 0:
		put(t, a, "", 0);
		return;
	case 1:
		put_part(t, (struct part){ a.at, 0 }, t->p, a);
		return;
	default:
		put_part(t, (struct part){ a.at, 0 }, t->p, b);
	}
}

static void change_names(struct text *t, const struct corpus_file *other,
			 struct dice *d)
{
	bool key = !below(d, 6), here = below(d, 3);
	struct part to = scalar(t->p, t->n, d, key);
	const char *p = here ? t->p : other->text;
	struct part from = scalar(p, here ? t->n : other->n, d, key);

	if (to.n && from.n)
		put_part(t, to, p, from);
}

static void change(struct text *t, const struct corpus_file *other,
		   struct dice *d)
{
	switch (below(d, 12)) {
	case 0: case 1: case 2:
		put_extreme(t, d);
		return;
	case 3: case 4: case 5:
		change_names(t, other, d);
		return;
	case 6: case 7:
		change_items(t, other, d);
		return;
	case 8:
		change_lines(t, d);
		return;
	case 9:
		put_kind(t, d);
		return;
	case 10:
		if (below(d, 2))
			put_key(t, d);
		else
			put_named_key(t, d);
		return;
	default:        /* a byte; seldom, as it is seldom YAML afterwards */
		if (t->n && !below(d, 8))
			t->p[below(d, t->n)] = (char)roll(d);
	}
}

char *mutate(const struct corpus *c, uint64_t seed, uint64_t i,
	     const struct corpus_file **from)
{
	struct dice d = { seed * 0x9e3779b97f4a7c15u + i * 0xd1342543de82ef95u };
	struct text *t = malloc(sizeof(*t));
	size_t n;

	if (!t)
		abort();
	*from = &c->file[below(&d, c->n)];
	t->n = (*from)->n < MOST / 2 ? (*from)->n : MOST / 2;
	memcpy(t->p, (*from)->text, t->n);
	t->p[t->n] = 0;
	for (n = 1; n < CHANGES && below(&d, 2);)
		n++;
	while (n--)
		change(t, &c->file[below(&d, c->n)], &d);
	return realloc(t, t->n + 1);    /* the text stands first */
}
