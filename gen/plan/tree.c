/*
 * tree.c - trees of nodes put together, copied and written
 *
 * What a profile is made of besides its own text (other files, defaults,
 * tenants) is put into the tree of nodes before anything is checked. Each node
 * keeps the place where it was written, so messages point there, whichever
 * file that is. libcyaml then reads the tree written out as YAML.
 */
#include "position.h"

#include <assert.h>
#include <string.h>

void sm__node_append(struct sm_node *up, struct sm_node *node)
{
	assert(up->shape != SM_SHAPE_SCALAR);
	node->next = NULL;
	if (up->last)
		up->last->next = node;
	else
		up->first = node;
	up->last = node;
	up->n++;
}

void sm__node_prepend(struct sm_node *up, struct sm_node *node)
{
	assert(up->shape != SM_SHAPE_SCALAR);
	node->next = up->first;
	up->first = node;
	if (!up->last)
		up->last = node;
	up->n++;
}

struct sm_node *sm__node_new(struct sm_arena *a, enum sm_shape shape,
			     const char *key, const char *text,
			     const struct sm_node *like)
{
	struct sm_node *node = sm_arena_alloc(a, sizeof(*node));

	assert((shape == SM_SHAPE_SCALAR) == (text != NULL));
	if (node)
		*node = (struct sm_node){
			.shape = shape, .key = key, .text = text,
			.mark = like->mark, .key_mark = like->mark,
			.file = like->file,
		};
	return node;
}

struct sm_node *sm__node_copy(struct sm_arena *a, const struct sm_node *node,
			      uint32_t *left)
{
	struct sm_node *copy = *left ? sm_arena_alloc(a, sizeof(*copy)) : NULL;

	if (!copy)
		return NULL;
	--*left;
	*copy = *node;
	copy->first = copy->last = copy->next = NULL;
	copy->n = 0;
	for (const struct sm_node *c = node->first; c; c = c->next) {
		struct sm_node *below = sm__node_copy(a, c, left);

		if (!below)
			return NULL;
		sm__node_append(copy, below);
	}
	return copy;
}

const char *sm__node_text(const struct sm_node *node, const char *key)
{
	const struct sm_node *c = sm__node_child(node, key);

	return c && c->shape == SM_SHAPE_SCALAR && !c->missing ? c->text : NULL;
}

/* ---- writing ------------------------------------------------------------------ */

/*
 * A character of n bytes that is not ASCII, by its number: some of them are
 * line breaks to YAML, which folds those inside quotes.
 */
static void write_char(const char *s, size_t n, struct sm_buf *b)
{
	uint32_t c = (unsigned char)*s & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	sm_buf_printf(b, "\\U%08x", (unsigned)c);
}

/* In double quotes, all that is not plain ASCII by its number. */
static void write_text(const char *s, struct sm_buf *b)
{
	sm_buf_puts(b, "\"");
	while (*s) {
		size_t n = 0;

		while ((unsigned char)s[n] >= 0x20 && s[n] != '"' &&
		       s[n] != '\\' && (unsigned char)s[n] < 0x7f)
			n++;
		if (n) {
			sm_buf_add(b, s, n);
			s += n;
		} else if ((unsigned char)*s >= 0x80) {
			n = 1;
			while (((unsigned char)s[n] & 0xc0) == 0x80)
				n++;
			write_char(s, n, b);
			s += n;
		} else {
			sm_buf_printf(b, "\\x%02x", (unsigned)(unsigned char)*s++);
		}
	}
	sm_buf_puts(b, "\"");
}

/* One entry a line: a key is looked for on one line of at most 1,024 bytes. */
void sm__node_write(const struct sm_node *node, struct sm_buf *b)
{
	bool map = node->shape == SM_SHAPE_MAP;

	if (node->shape == SM_SHAPE_SCALAR) {
		write_text(node->text, b);
		return;
	}
	sm_buf_puts(b, map ? "{" : "[");
	for (const struct sm_node *c = node->first; c; c = c->next) {
		if (map) {
			write_text(c->key, b);
			sm_buf_puts(b, ": ");
		}
		sm__node_write(c, b);
		sm_buf_puts(b, c->next ? ",\n" : "");
	}
	sm_buf_puts(b, map ? "}" : "]");
}
