/*
 * profile.c - a YAML file becomes a spec, or a message that says where it failed
 *
 *     read      the file, at most SM_PROFILE_BYTES of it
 *     tree      position.c: libyaml's events, with lines and columns
 *     add       include.c, defaults.c, tenants.c: what else belongs into the tree
 *     check     profile_form.c: the tree against the schema
 *     load      libcyaml: the tree's text into struct sm_raw_profile
 *     convert   profile_spec.c: numbers and names read, the spec filled
 *
 * Everything lands in the spec's arena, also what libcyaml allocates: its memory
 * function hands out pieces of the arena and takes nothing back, so a kind's
 * arguments live exactly as long as the spec and one release ends it all.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"

/*
 * What libcyaml may take. The form allows about 24 bytes of text for a column,
 * so 1 MiB makes at most 44,000, each a raw step of some 350 bytes: 16 MB.
 */
#define CYAML_BYTES (UINT32_C(64) << 20)

/* ---- libcyaml ----------------------------------------------------------------- */

struct memory {
	struct sm_arena *arena;
	size_t used;
	bool over;                  /* the limit was met, not the machine's */
};

/* Stands before each piece; 16 bytes, as arena memory is aligned to. */
struct piece {
	size_t room;
	size_t pad;
};

/*
 * libcyaml grows a list by one entry a time, so a piece that grows gets twice
 * the room: the pieces left behind add up to no more than the last one.
 */
static void *arena_mem(void *ctx, void *ptr, size_t size)
{
	struct memory *m = ctx;
	struct piece *old = ptr ? (struct piece *)ptr - 1 : NULL, *p;
	size_t room = size;

	if (!size)
		return NULL;
	if (old && size <= old->room)
		return ptr;
	if (old && room < 2 * old->room)
		room = 2 * old->room;
	if (room > CYAML_BYTES - m->used) {
		m->over = true;
		return NULL;
	}
	p = sm_arena_alloc(m->arena, sizeof(*p) + room);
	if (!p)
		return NULL;
	p->room = room;
	m->used += room;
	if (old)
		memcpy(p + 1, ptr, old->room);
	return p + 1;
}

/* The first thing libcyaml says; its later lines say how it got there. */
struct complaint {
	char text[200];
	struct sm_mark at;
};

static void hear(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
	SM_PRINTF(3, 0);
static void hear(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
{
	struct complaint *c = ctx;
	char line[200];
	const char *at;

	if (level < CYAML_LOG_ERROR)
		return;
	vsnprintf(line, sizeof(line), fmt, args);
	line[strcspn(line, "\n")] = 0;
	if (!*c->text)
		memcpy(c->text, line, sizeof(line));
	at = strstr(line, "(line: ");
	if (at && !c->at.line)
		c->at.line = (unsigned)strtoul(at + 7, NULL, 10);
	at = at ? strstr(at, "column: ") : NULL;
	if (at && !c->at.column)
		c->at.column = (unsigned)strtoul(at + 8, NULL, 10);
}

static enum sm_code raw_load(struct sm_spec *s, const char *text, size_t n,
			     const struct sm_profile_schema *ps,
			     struct sm_raw_profile **out, struct sm_err *err)
{
	struct memory memory = { .arena = &s->arena };
	struct complaint c = { .text = "" };
	cyaml_config_t config = {
		.log_fn = hear,
		.log_ctx = &c,
		.log_level = CYAML_LOG_ERROR,
		.mem_fn = arena_mem,
		.mem_ctx = &memory,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_data_t *data = NULL;
	cyaml_err_t rc = cyaml_load_data((const uint8_t *)text, n, &config,
					 &ps->top, &data, NULL);

	if (rc == CYAML_OK) {
		*out = data;
		return SM_OK;
	}
	c.at.line += !c.at.line;
	c.at.column += !c.at.column;
	if (memory.over)
		return sm__refuse_at(err, s->file, (struct sm_mark){ 1, 1 },
				     "the profile needs more than %u MiB",
				     (unsigned)(CYAML_BYTES >> 20));
	if (rc == CYAML_ERR_OOM)
		return sm_nomem(err);
	return sm__refuse_at(err, s->file, c.at, "%s: %s", cyaml_strerror(rc),
			     c.text);
}

/* ---- the whole ---------------------------------------------------------------- */

enum sm_code sm__profile_version(const struct sm_node *root, struct sm_err *err)
{
	const struct sm_node *v = sm__node_child(root, "version");
	char shown[64];

	if (!v || v->shape != SM_SHAPE_SCALAR || v->missing ||
	    !strcmp(v->text, "1"))
		return SM_OK;       /* or refused as a form */
	return sm__refuse_at(err, v->file, v->mark, "version is \"%s\": this "
			     "seedmill reads version 1",
			     sm__shown(v->text, shown));
}

/* What libcyaml reads: the tree as it is when all has been put into it. */
static enum sm_code tree_load(struct sm_spec *s,
			      const struct sm_profile_schema *ps,
			      struct sm_raw_profile **raw, struct sm_err *err)
{
	struct sm_buf text = { 0 };
	enum sm_code rc;

	sm__node_write(s->positions->root, &text);
	rc = text.failed ? sm_nomem(err)
			 : raw_load(s, sm_buf_str(&text), text.n, ps, raw, err);
	sm_buf_release(&text);
	return rc;
}

static enum sm_code spec_fill(struct sm_spec *s, const char *text, size_t n,
			      struct sm_err *err)
{
	struct sm_profile_schema ps;
	struct sm_raw_profile *raw = NULL;
	size_t kinds;
	const struct sm_op_kind *const *kind = sm_op_kinds(&kinds);

	if (n > SM_PROFILE_BYTES)
		return sm__refuse_at(err, s->file, (struct sm_mark){ 1, 1 },
				     "the profile is larger than %u bytes",
				     (unsigned)SM_PROFILE_BYTES);
	SM_TRY(sm__profile_schema(kind, kinds, &s->arena, &ps, err));
	SM_TRY(sm__positions_read(s->file, text, n, &s->arena, &s->positions,
				  err));
	SM_TRY(sm__profile_version(s->positions->root, err));
	SM_TRY(sm__include(s, err));
	SM_TRY(sm__defaults(s, &ps, err));
	SM_TRY(sm__tenants(s, err));
	SM_TRY(sm__profile_check(s->positions, &ps, err));
	SM_TRY(tree_load(s, &ps, &raw, err));
	return sm__profile_convert(s, &ps, raw, err);
}

enum sm_code sm__spec_parse(const char *file, const char *text, size_t n,
			    const char *words_dir, struct sm_spec **out,
			    struct sm_err *err)
{
	struct sm_spec *s = sm_calloc(1, sizeof(*s));
	enum sm_code rc;

	if (!s)
		return sm_nomem(err);
	s->words_dir = words_dir;
	s->file = sm_arena_strdup(&s->arena, file);
	rc = s->file ? spec_fill(s, text, n, err) : sm_nomem(err);
	if (rc)
		sm_spec_free(s);
	else
		*out = s;
	return rc;
}

enum sm_code sm__profile_read(const char *path, char **text, size_t *n,
			      struct sm_err *err)
{
	/* One byte more than may be there shows that there is more. */
	const size_t room = SM_PROFILE_BYTES + 1;
	FILE *f = fopen(path, "rb");
	enum sm_code rc = SM_OK;

	if (!f) {
		sm_fail(err, SM_E_PROFILE, "cannot open profile %s", path);
		return sm_why(err, "%s", strerror(errno));
	}
	*text = sm_malloc(room);
	if (!*text) {
		fclose(f);
		return sm_nomem(err);
	}
	errno = 0;
	*n = fread(*text, 1, room, f);
	if (ferror(f)) {
		sm_fail(err, SM_E_PROFILE, "cannot read profile %s", path);
		rc = sm_why(err, "%s", strerror(errno));
	}
	fclose(f);
	if (!rc && *n > SM_PROFILE_BYTES)
		rc = sm__refuse_at(err, path, (struct sm_mark){ 1, 1 },
				   "the profile is larger than %u bytes",
				   (unsigned)SM_PROFILE_BYTES);
	if (rc) {
		sm_free(*text);
		*text = NULL;
	}
	return rc;
}

enum sm_code sm_spec_load(const char *path, const char *words_dir,
			  struct sm_spec **out, struct sm_err *err)
{
	char *text = NULL;
	size_t n = 0;
	enum sm_code rc = sm__profile_read(path, &text, &n, err);

	if (!rc)
		rc = sm__spec_parse(path, text, n, words_dir, out, err);
	sm_free(text);
	return rc;
}

void sm_spec_free(struct sm_spec *s)
{
	if (!s)
		return;
	sm_arena_release(&s->arena);
	sm_free(s);
}

const char *sm_spec_name(const struct sm_spec *s)
{
	return s->name;
}

uint32_t sm_spec_ntables(const struct sm_spec *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->ntables; i++)
		n += !s->tables[i].hidden;
	return n;
}

const char *sm_spec_table(const struct sm_spec *s, uint32_t i)
{
	uint32_t at = 0;

	for (;; at++) {
		assert(at < s->ntables);
		if (!s->tables[at].hidden && !i--)
			return s->tables[at].name;
	}
}

const char *sm_step_name(const void *step)
{
	return ((const struct sm_step *)step)->name;
}
