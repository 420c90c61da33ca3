/*
 * include.c - other profile files put into a profile's tree
 *
 *     include: [common.yaml, shared/people.yaml]
 *
 * A path is relative to the file that names it. An included file is a profile
 * of which only some parts are there: `tables` and `sizes` are put in front of
 * the including file's, `defaults` count where it says nothing, any other key
 * (`tenants`) is the whole profile's. Its version is checked; its name, seed
 * and as_of are those of the profile it is when run by itself, and left out.
 *
 * A file is taken once, however often it is named: two files may include a third.
 * While it is being read it must not be met again: that is a cycle.
 */
#include <assert.h>
#include <string.h>
#include <sys/stat.h>

#include "profile.h"

#define MAX_DEPTH 8
#define MAX_FILES 64

struct source {
	dev_t dev;
	ino_t ino;
	const char *file;
	bool known;                 /* dev and ino are */
	bool open;                  /* its own includes are being read */
};

struct including {
	struct sm_spec *s;
	struct sm_err *err;
	struct sm_node *tables, *sizes;     /* lists: all so far, in order */
	struct sm_node *defaults;           /* a mapping, likewise */
	struct sm_node *root;               /* the profile's own */
	struct source source[MAX_FILES];
	unsigned nsources, depth;
};

static struct source identity(const char *file)
{
	struct source id = { .file = file };
	struct stat st;

	if (!stat(file, &st)) {
		id.dev = st.st_dev;
		id.ino = st.st_ino;
		id.known = true;
	}
	return id;
}

static struct source *met_before(struct including *in, const struct source *id)
{
	for (unsigned i = 0; i < in->nsources; i++) {
		struct source *s = &in->source[i];

		if (s->known && id->known && s->dev == id->dev && s->ino == id->ino)
			return s;
	}
	return NULL;
}

/* ---- the parts of one file ------------------------------------------------------ */

static const struct {
	const char *key;
	enum sm_shape shape;
	const char *takes;
} parts[] = {
	{ "tables", SM_SHAPE_LIST, "a list" },
	{ "sizes", SM_SHAPE_LIST, "a list" },
	{ "defaults", SM_SHAPE_MAP, "a mapping" },
	{ "include", SM_SHAPE_LIST, "a list" },
};

/*
 * What the parts put together must be; the rest is checked when they are, and
 * so is all of this in a profile that includes nothing.
 */
static enum sm_code check_parts(struct including *in, const struct sm_node *root)
{
	if (root->shape != SM_SHAPE_MAP)
		return sm__node_refuse(in->err, root, "a profile is a mapping");
	for (const struct sm_node *c = root->first; c; c = c->next) {
		char shown[64];

		if (sm__node_child(root, c->key) != c)
			return sm__refuse_at(in->err, c->file, c->key_mark,
					     "key \"%s\" is given twice",
					     sm__shown(c->key, shown));
		for (size_t i = 0; i < SM_COUNTOF(parts); i++)
			if (!strcmp(c->key, parts[i].key) &&
			    c->shape != parts[i].shape)
				return sm__node_refuse(in->err, c,
						       "%s takes %s",
						       c->key, parts[i].takes);
	}
	return SM_OK;
}

static void move_all(struct sm_node *to, const struct sm_node *from)
{
	struct sm_node *next;

	for (struct sm_node *c = from ? from->first : NULL; c; c = next) {
		next = c->next;
		sm__node_append(to, c);
	}
}

/* A column of the same name from another file gives way. */
static bool replaced(struct sm_node *list, const struct sm_node *by)
{
	const char *name = sm__node_text(by, "name");

	for (struct sm_node *c = list->first; c && name; c = c->next) {
		const char *had = sm__node_text(c, "name");
		struct sm_node *next = c->next;

		if (!had || strcmp(had, name) || c->file == by->file)
			continue;
		*c = *by;
		c->next = next;
		return true;
	}
	return false;
}

static void join_columns(struct sm_node *all, const struct sm_node *more)
{
	struct sm_node *next;

	for (struct sm_node *c = more->first; c; c = next) {
		next = c->next;
		if (!replaced(all, c))
			sm__node_append(all, c);
	}
}

/*
 * Mappings are joined key by key and lists of columns by name; of the rest the
 * later counts. What one file says twice stays, to be refused.
 */
static void join_defaults(struct sm_node *all, const struct sm_node *more)
{
	struct sm_node *next;

	for (struct sm_node *c = more ? more->first : NULL; c; c = next) {
		struct sm_node *had = (struct sm_node *)(uintptr_t)
			sm__node_child(all, c->key);
		bool columns = !strcmp(c->key, "columns") ||
			       !strcmp(c->key, "last_columns");

		next = c->next;
		if (!had || had->file == c->file) {
			sm__node_append(all, c);
			continue;
		}
		had->file = c->file;
		had->mark = c->mark;
		had->key_mark = c->key_mark;
		if (c->shape == SM_SHAPE_MAP && had->shape == SM_SHAPE_MAP) {
			join_defaults(had, c);
		} else if (columns && c->shape == had->shape &&
			   c->shape == SM_SHAPE_LIST) {
			join_columns(had, c);
		} else {
			struct sm_node *behind = had->next;

			*had = *c;
			had->next = behind;
		}
	}
}

/* Everything of an included file but what is only its own. */
static void take_parts(struct including *in, struct sm_node *root)
{
	static const char *const own[] = { "version", "name", "seed", "as_of" };
	struct sm_node *next;

	move_all(in->tables, sm__node_child(root, "tables"));
	move_all(in->sizes, sm__node_child(root, "sizes"));
	join_defaults(in->defaults, sm__node_child(root, "defaults"));
	if (root == in->root)
		return;
	for (struct sm_node *c = root->first; c; c = next) {
		bool known = false;

		next = c->next;
		for (size_t i = 0; i < SM_COUNTOF(own); i++)
			known |= !strcmp(c->key, own[i]);
		for (size_t i = 0; i < SM_COUNTOF(parts); i++)
			known |= !strcmp(c->key, parts[i].key);
		if (!known)
			sm__node_append(in->root, c);
	}
}

/* ---- files ---------------------------------------------------------------------- */

static enum sm_code take_file(struct including *in, struct sm_node *root);

/* "shared/common.yaml" beside the file that names it. */
static const char *path_of(struct including *in, const struct sm_node *name)
{
	const char *slash = strrchr(name->file, '/');
	size_t n = slash ? (size_t)(slash + 1 - name->file) : 0;

	return sm_arena_printf(&in->s->arena, "%.*s%s", (int)n, name->file,
			       name->text);
}

static enum sm_code check_name(struct including *in, const struct sm_node *name)
{
	char shown[64];

	if (name->shape != SM_SHAPE_SCALAR || !*name->text) {
		sm__node_refuse(in->err, name, "include lists the names of files");
		return sm_fix(in->err, "write include: [common.yaml]");
	}
	if (*name->text != '/' && !strstr(name->text, "://"))
		return SM_OK;
	sm__node_refuse(in->err, name, "include is \"%s\": it must be a path from "
			"the folder of %s", sm__shown(name->text, shown),
			name->file);
	return sm_fix(in->err, "copy the file there, or write ../ and the way to it");
}

/* What another program writes may never end, or never begin. */
static bool is_stream(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static enum sm_code read_tree(struct including *in, const struct sm_node *name,
			      const char *file, struct sm_node **root)
{
	struct sm_positions *p = NULL;
	char *text = NULL;
	size_t n = 0;
	char why[sizeof(in->err->why)];
	enum sm_code rc;

	if (is_stream(file)) {
		sm__node_refuse(in->err, name, "cannot read included file %s", file);
		return sm_why(in->err, "it is a pipe or a device");
	}
	rc = sm__profile_read(file, &text, &n, in->err);
	if (rc == SM_E_PROFILE && in->err->why[0]) {
		memcpy(why, in->err->why, sizeof(why));
		sm__node_refuse(in->err, name, "cannot read included file %s", file);
		sm_why(in->err, "%s", why);
		return sm_fix(in->err, "its path is relative to the folder of %s",
			      name->file);
	}
	if (!rc)
		rc = sm__positions_read(file, text, n, &in->s->arena, &p, in->err);
	sm_free(text);
	if (rc)
		return rc;
	*root = p->root;
	return sm__profile_version(p->root, in->err);
}

static enum sm_code include_one(struct including *in, const struct sm_node *name)
{
	struct source id, *met;
	struct sm_node *root = NULL;
	const char *file;

	SM_TRY(check_name(in, name));
	file = path_of(in, name);
	if (!file)
		return sm_nomem(in->err);
	id = identity(file);
	met = met_before(in, &id);
	if (met && met->open)
		return sm__node_refuse(in->err, name, "%s includes itself, "
				       "directly or through others", met->file);
	if (met)
		return SM_OK;
	if (in->depth == MAX_DEPTH)
		return sm__node_refuse(in->err, name, "more than %d files include "
				       "one another", MAX_DEPTH);
	if (in->nsources == MAX_FILES)
		return sm__node_refuse(in->err, name, "more than %d files make one "
				       "profile", MAX_FILES);
	SM_TRY(read_tree(in, name, file, &root));
	in->source[in->nsources++] = id;
	return take_file(in, root);
}

/* What a file includes comes first, then the file itself. */
static enum sm_code take_file(struct including *in, struct sm_node *root)
{
	struct source *me = &in->source[in->nsources - 1];
	const struct sm_node *list;

	SM_TRY(check_parts(in, root));
	me->open = true;
	in->depth++;
	list = sm__node_child(root, "include");
	for (const struct sm_node *c = list ? list->first : NULL; c; c = c->next)
		SM_TRY(include_one(in, c));
	in->depth--;
	me->open = false;
	take_parts(in, root);
	return SM_OK;
}

/* The list or mapping put together becomes the profile's own. */
static enum sm_code give(struct including *in, const char *key,
			 const struct sm_node *all)
{
	struct sm_node *own = (struct sm_node *)(uintptr_t)
		sm__node_child(in->root, key);

	if (!all->n && !own)
		return SM_OK;
	if (!own) {
		own = sm__node_new(&in->s->arena, all->shape, key, NULL, all->first);
		if (!own)
			return sm_nomem(in->err);
		sm__node_append(in->root, own);
	}
	own->first = all->first;
	own->last = all->last;
	own->n = all->n;
	return SM_OK;
}

enum sm_code sm__include(struct sm_spec *s, struct sm_err *err)
{
	struct sm_node *root = s->positions->root;
	struct sm_node tables = { .shape = SM_SHAPE_LIST };
	struct sm_node sizes = { .shape = SM_SHAPE_LIST };
	struct sm_node defaults = { .shape = SM_SHAPE_MAP };
	struct including in = {
		.s = s, .err = err, .root = root, .tables = &tables,
		.sizes = &sizes, .defaults = &defaults,
	};

	if (!sm__node_child(root, "include"))
		return SM_OK;
	in.source[in.nsources++] = identity(s->file);
	SM_TRY(take_file(&in, root));
	assert(!in.depth);
	SM_TRY(give(&in, "tables", &tables));
	SM_TRY(give(&in, "sizes", &sizes));
	return give(&in, "defaults", &defaults);
}
