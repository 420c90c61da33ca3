/*
 * position.h - a profile's text as a tree of nodes that know where they stand
 *
 * Private to the reading of profiles. Nodes live in the arena they were made
 * in. include.c, defaults.c and tenants.c put trees together before anything
 * is checked; they are read-only afterwards.
 */
#ifndef SEEDMILL_POSITION_H
#define SEEDMILL_POSITION_H

#include "seedmill/base.h"
#include "seedmill/err.h"

/*
 * Limits on what a profile may be; the biggest real ones are far below.
 * Depth: `columns` is at 4, and every `json` in a `json` adds 3.
 */
#define SM_PROFILE_BYTES (UINT32_C(1) << 20)
#define SM_PROFILE_ENTRIES 10000
#define SM_PROFILE_STRING (UINT32_C(1) << 16)
#define SM_PROFILE_DEPTH 64

struct sm_mark {
	unsigned line, column;      /* from 1; columns count characters */
};

enum sm_shape { SM_SHAPE_SCALAR, SM_SHAPE_MAP, SM_SHAPE_LIST };

struct sm_node {
	enum sm_shape shape;
	struct sm_mark mark;        /* where the value begins */
	const char *key;            /* in a mapping; NULL in a list */
	struct sm_mark key_mark;
	const char *text;           /* of a scalar; holds no NUL inside */
	bool missing;               /* a scalar of which nothing is written */
	bool plain;                 /* a scalar without quotes */
	const char *file;           /* where it was written */
	struct sm_node *first, *last, *next;    /* children; the next sibling */
	uint32_t n;                 /* children */
};

struct sm_positions {
	const char *file;           /* what messages call it */
	struct sm_node *root;
};

/*
 * Read the one document in text. Refused with SM_E_PROFILE and the position:
 * what is not YAML, aliases, anchors, tags, a second document, keys that are
 * not words, and what is over the limits. Keys may still be unknown or double.
 */
enum sm_code sm__positions_read(const char *file, const char *text, size_t n,
				struct sm_arena *a, struct sm_positions **out,
				struct sm_err *err);

/* The child of that key, or NULL (also when node is no mapping). */
const struct sm_node *sm__node_child(const struct sm_node *node,
				     const char *key);

/* The node at path "tables[2].columns[3].int.min", or the nearest above it. */
const struct sm_node *sm__positions_find(const struct sm_positions *p,
					 const char *path);

/* ---- tree.c: trees put together --------------------------------------------- */

void sm__node_append(struct sm_node *up, struct sm_node *node);
/* Before the first child. */
void sm__node_prepend(struct sm_node *up, struct sm_node *node);

/* A scalar, or an empty mapping or list when text is NULL, placed at `like`. */
struct sm_node *sm__node_new(struct sm_arena *a, enum sm_shape shape,
			     const char *key, const char *text,
			     const struct sm_node *like);

/*
 * A copy of node and all below it, without a sibling. Takes one from *left for
 * each node; NULL when none is left (*left is 0 then) or there is no memory.
 */
struct sm_node *sm__node_copy(struct sm_arena *a, const struct sm_node *node,
			      uint32_t *left);

/* The text of a scalar child of that key that is written, or NULL. */
const char *sm__node_text(const struct sm_node *node, const char *key);

/* The tree as YAML that any reader makes the same tree of. */
void sm__node_write(const struct sm_node *node, struct sm_buf *b);

/*
 * Where to point for a node: a written scalar or a list's item itself, and the
 * key for a mapping or list under one, as its first entry may be lines below.
 */
struct sm_mark sm__node_mark(const struct sm_node *node);

/* Refuse at a node: SM_E_PROFILE, "FILE:LINE:COL: <text>". */
enum sm_code sm__node_refuse(struct sm_err *err, const struct sm_node *node,
			     const char *fmt, ...) SM_PRINTF(3, 4);

/* Refuse: SM_E_PROFILE, "FILE:LINE:COL: <text>". */
enum sm_code sm__refuse_at(struct sm_err *err, const char *file,
			   struct sm_mark at, const char *fmt, ...)
	SM_PRINTF(4, 5);
enum sm_code sm__refuse_at_v(struct sm_err *err, const char *file,
			     struct sm_mark at, const char *fmt, va_list ap)
	SM_PRINTF(4, 0);

#endif
