/*
 * position.c - libyaml's events made into a tree that knows lines and columns
 *
 * libcyaml fills our structures but forgets where things stood, and reports the
 * position of the event before the one that was wrong. So the text is read
 * twice: here first, for a tree in which every node has its place, and then by
 * libcyaml, which gets only what profile_form.c has found right. The tree stays
 * with the spec: a path is looked up by walking it, so "the nearest place above"
 * costs nothing extra and no table of paths is kept.
 *
 * Aliases are refused here, at the event and before anything is expanded, and
 * so is all else that could make a small file large in memory.
 */
#include "position.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "spec.h"

/* A mapping or list that is open, and in a mapping the key read last. */
struct frame {
	struct sm_node *node;
	const char *key;            /* NULL: a key comes next */
	struct sm_mark key_mark;
};

struct reader {
	const char *file;
	const char *name;           /* the same in the arena, for the nodes */
	const char *text;
	size_t n;
	struct sm_arena *arena;
	struct sm_err *err;
	struct sm_node *root;
	unsigned documents;
	unsigned depth;             /* frames in use */
	struct frame frame[SM_PROFILE_DEPTH];
};

enum sm_code sm__refuse_at_v(struct sm_err *err, const char *file,
			     struct sm_mark at, const char *fmt, va_list ap)
{
	char text[sizeof(err->what)];

	vsnprintf(text, sizeof(text), fmt, ap);
	return sm_fail(err, SM_E_PROFILE, "%s:%u:%u: %s", file, at.line,
		       at.column, text);
}

enum sm_code sm__refuse_at(struct sm_err *err, const char *file,
			   struct sm_mark at, const char *fmt, ...)
{
	va_list ap;
	enum sm_code rc;

	va_start(ap, fmt);
	rc = sm__refuse_at_v(err, file, at, fmt, ap);
	va_end(ap);
	return rc;
}

enum sm_code sm__node_refuse(struct sm_err *err, const struct sm_node *node,
			     const char *fmt, ...)
{
	va_list ap;
	enum sm_code rc;

	va_start(ap, fmt);
	rc = sm__refuse_at_v(err, node->file, sm__node_mark(node), fmt, ap);
	va_end(ap);
	return rc;
}

static struct sm_mark mark_of(yaml_mark_t m)
{
	return (struct sm_mark){ (unsigned)m.line + 1, (unsigned)m.column + 1 };
}

/* libyaml gives a byte offset, not a mark, for what is not UTF-8. */
static struct sm_mark mark_of_byte(const struct reader *r, size_t offset)
{
	struct sm_mark at = { 1, 1 };

	for (size_t i = 0; i < offset && i < r->n; i++) {
		unsigned char c = (unsigned char)r->text[i];

		if (c == '\n') {
			at.line++;
			at.column = 1;
		} else if ((c & 0xc0) != 0x80) {
			at.column++;
		}
	}
	return at;
}

static enum sm_code refuse_yaml(struct reader *r, const yaml_parser_t *p)
{
	const char *problem = p->problem ? p->problem : "not YAML";
	struct sm_mark at;

	if (p->error == YAML_MEMORY_ERROR)
		return sm_nomem(r->err);
	if (p->error == YAML_READER_ERROR) {
		at = mark_of_byte(r, p->problem_offset);
		sm__refuse_at(r->err, r->file, at, "%s", problem);
		return sm_fix(r->err, "save the profile as UTF-8 without "
				      "control characters");
	}
	at = mark_of(p->problem_mark);
	sm__refuse_at(r->err, r->file, at, "not YAML: %s", problem);
	if (strstr(problem, "cannot start any token") || strstr(problem, "tab character"))
		sm_fix(r->err, "indent with blanks, not tabs; a text that begins with "
		       "a sign such as @ or %% stands in quotes");
	if (!p->context)
		return r->err->code;
	at = mark_of(p->context_mark);
	return sm_why(r->err, "%s that begins at %u:%u", p->context, at.line,
		      at.column);
}

/* An anchor or a tag on any event is refused; neither has a use here. */
static enum sm_code check_properties(struct reader *r, struct sm_mark at,
				     const yaml_char_t *anchor,
				     const yaml_char_t *tag)
{
	if (anchor) {
		sm__refuse_at(r->err, r->file, at, "anchors are not allowed: &%.60s",
			      (const char *)anchor);
		return sm_fix(r->err, "write the value out where it is needed");
	}
	if (tag) {
		sm__refuse_at(r->err, r->file, at, "tags are not allowed: %.60s",
			      (const char *)tag);
		return sm_fix(r->err, "leave the tag out; seedmill knows what "
				      "each value is");
	}
	return SM_OK;
}

static enum sm_code check_event(struct reader *r, const yaml_event_t *ev)
{
	struct sm_mark at = mark_of(ev->start_mark);

	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return check_properties(r, at, ev->data.scalar.anchor,
					ev->data.scalar.tag);
	case YAML_SEQUENCE_START_EVENT:
		return check_properties(r, at, ev->data.sequence_start.anchor,
					ev->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return check_properties(r, at, ev->data.mapping_start.anchor,
					ev->data.mapping_start.tag);
	default:
		return SM_OK;
	}
}

static enum sm_code scalar_text(struct reader *r, const yaml_event_t *ev,
				const char **out)
{
	const char *value = (const char *)ev->data.scalar.value;
	size_t n = ev->data.scalar.length;
	struct sm_mark at = mark_of(ev->start_mark);

	if (n > SM_PROFILE_STRING)
		return sm__refuse_at(r->err, r->file, at,
				     "text of %zu bytes; at most %u are allowed",
				     n, (unsigned)SM_PROFILE_STRING);
	if (n && memchr(value, 0, n))
		return sm__refuse_at(r->err, r->file, at, "a NUL character is "
				     "not allowed in text");
	*out = sm_arena_strndup(r->arena, value, n);
	return *out ? SM_OK : sm_nomem(r->err);
}

/* Hang the node into the mapping or list that is open, or make it the root. */
static enum sm_code node_attach(struct reader *r, struct sm_node *node)
{
	struct frame *f;

	if (!r->depth) {
		assert(!r->root);
		r->root = node;
		return SM_OK;
	}
	f = &r->frame[r->depth - 1];
	assert((f->node->shape == SM_SHAPE_MAP) == (f->key != NULL));
	node->key = f->key;
	node->key_mark = f->key_mark;
	f->key = NULL;
	if (f->node->n == SM_PROFILE_ENTRIES)
		return sm__refuse_at(r->err, r->file, node->mark, "more than %d "
				     "entries in one list", SM_PROFILE_ENTRIES);
	sm__node_append(f->node, node);
	return SM_OK;
}

static bool key_expected(const struct reader *r)
{
	const struct frame *f = r->depth ? &r->frame[r->depth - 1] : NULL;

	return f && f->node->shape == SM_SHAPE_MAP && !f->key;
}

static enum sm_code take_scalar(struct reader *r, const yaml_event_t *ev)
{
	const char *text = NULL;
	struct sm_node *node;

	SM_TRY(scalar_text(r, ev, &text));
	if (key_expected(r)) {
		r->frame[r->depth - 1].key = text;
		r->frame[r->depth - 1].key_mark = mark_of(ev->start_mark);
		return SM_OK;
	}
	node = sm_arena_alloc(r->arena, sizeof(*node));
	if (!node)
		return sm_nomem(r->err);
	node->shape = SM_SHAPE_SCALAR;
	node->mark = mark_of(ev->start_mark);
	node->file = r->name;
	node->text = text;
	node->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->missing = !*text && node->plain;
	return node_attach(r, node);
}

static enum sm_code take_open(struct reader *r, const yaml_event_t *ev,
			      enum sm_shape shape)
{
	struct sm_mark at = mark_of(ev->start_mark);
	struct sm_node *node;

	if (key_expected(r))
		return sm__refuse_at(r->err, r->file, at, "a key is one word, "
				     "not a list or a mapping");
	if (r->depth == SM_PROFILE_DEPTH)
		return sm__refuse_at(r->err, r->file, at, "nested more than %d "
				     "levels deep", SM_PROFILE_DEPTH);
	node = sm_arena_alloc(r->arena, sizeof(*node));
	if (!node)
		return sm_nomem(r->err);
	node->shape = shape;
	node->mark = at;
	node->file = r->name;
	SM_TRY(node_attach(r, node));
	r->frame[r->depth++] = (struct frame){ .node = node };
	return SM_OK;
}

static enum sm_code take_event(struct reader *r, const yaml_event_t *ev)
{
	struct sm_mark at = mark_of(ev->start_mark);

	SM_TRY(check_event(r, ev));
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (r->documents++)
			return sm__refuse_at(r->err, r->file, at, "a second "
					     "document begins here; a profile "
					     "is one");
		return SM_OK;
	case YAML_ALIAS_EVENT:
		sm__refuse_at(r->err, r->file, at, "aliases are not allowed: *%.60s",
			      (const char *)ev->data.alias.anchor);
		return sm_fix(r->err, "write the value out where it is needed");
	case YAML_SCALAR_EVENT:
		return take_scalar(r, ev);
	case YAML_SEQUENCE_START_EVENT:
		return take_open(r, ev, SM_SHAPE_LIST);
	case YAML_MAPPING_START_EVENT:
		return take_open(r, ev, SM_SHAPE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		assert(r->depth);
		r->depth--;
		return SM_OK;
	default:
		return SM_OK;
	}
}

static enum sm_code take_events(struct reader *r, yaml_parser_t *p)
{
	yaml_event_t ev;
	bool last;

	do {
		enum sm_code rc;

		if (!yaml_parser_parse(p, &ev))
			return refuse_yaml(r, p);
		last = ev.type == YAML_STREAM_END_EVENT;
		rc = take_event(r, &ev);
		yaml_event_delete(&ev);
		if (rc)
			return rc;
	} while (!last);
	return SM_OK;
}

enum sm_code sm__positions_read(const char *file, const char *text, size_t n,
				struct sm_arena *a, struct sm_positions **out,
				struct sm_err *err)
{
	/* Skipped here: libyaml skips it only when left to guess the encoding. */
	size_t bom = n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
	struct reader r = { .file = file, .text = text + bom, .n = n - bom,
			    .arena = a, .err = err };
	struct sm_positions *p = sm_arena_alloc(a, sizeof(*p));
	yaml_parser_t parser;
	enum sm_code rc;

	if (p)
		r.name = sm_arena_strdup(a, file);
	if (!r.name || !yaml_parser_initialize(&parser))
		return sm_nomem(err);
	/* Said, not guessed: nobody means UTF-16, and offsets would be off. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)r.text, r.n);
	rc = take_events(&r, &parser);
	yaml_parser_delete(&parser);
	if (rc)
		return rc;
	assert(!r.depth);
	if (!r.root || r.root->missing)
		return sm__refuse_at(err, file, (struct sm_mark){ 1, 1 },
				     "the profile is empty");
	p->file = r.name;
	p->root = r.root;
	*out = p;
	return SM_OK;
}

/* ---- looking up ------------------------------------------------------------- */

static const struct sm_node *child_n(const struct sm_node *node, const char *key,
				     size_t n)
{
	if (node->shape != SM_SHAPE_MAP)
		return NULL;
	for (const struct sm_node *c = node->first; c; c = c->next)
		if (!strncmp(c->key, key, n) && !c->key[n])
			return c;
	return NULL;
}

const struct sm_node *sm__node_child(const struct sm_node *node, const char *key)
{
	return child_n(node, key, strlen(key));
}

/* Step over "[12]" at *path; NULL when there is no such item. */
static const struct sm_node *item(const struct sm_node *node, const char **path)
{
	const struct sm_node *c = node->shape == SM_SHAPE_LIST ? node->first : NULL;
	unsigned index = 0;
	const char *s = *path + 1;

	assert(**path == '[');
	for (; *s >= '0' && *s <= '9' && index <= SM_PROFILE_ENTRIES; s++)
		index = index * 10 + (unsigned)(*s - '0');
	if (*s != ']' || s == *path + 1)
		return NULL;
	while (c && index--)
		c = c->next;
	*path = s + 1;
	return c;
}

static const struct sm_node *find_below(const struct sm_node *node,
					const char *path)
{
	while (*path) {
		const struct sm_node *next;

		if (*path == '[') {
			next = item(node, &path);
		} else {
			size_t n = strcspn(path, ".[");

			next = child_n(node, path, n);
			path += n;
		}
		if (!next)
			break;
		node = next;
		path += *path == '.';
	}
	return node;
}

const struct sm_node *sm__positions_find(const struct sm_positions *p,
					 const char *path)
{
	return find_below(p->root, path);
}

struct sm_mark sm__node_mark(const struct sm_node *node)
{
	if (node->key && (node->shape != SM_SHAPE_SCALAR || node->missing))
		return node->key_mark;
	return node->mark;
}

void sm__spec_position(const struct sm_spec *s, const char *path, unsigned *line,
		       unsigned *column)
{
	struct sm_mark at = sm__node_mark(sm__positions_find(s->positions, path));

	*line = at.line;
	*column = at.column;
}

enum sm_code sm__spec_refuse(const struct sm_spec *s, struct sm_err *err,
			     const char *path, const char *arg,
			     const char *fmt, ...)
{
	const struct sm_node *node = sm__positions_find(s->positions, path);
	va_list ap;
	enum sm_code rc;

	if (arg)
		node = find_below(node, arg);
	va_start(ap, fmt);
	rc = sm__refuse_at_v(err, node->file, sm__node_mark(node), fmt, ap);
	va_end(ap);
	return rc;
}
