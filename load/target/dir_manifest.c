/*
 * dir_manifest.c - manifest.json: what is in the folder, and what it was made of
 *
 * Nothing in it depends on the clock, the machine or the number of threads: the
 * same rows have the same manifest, byte for byte. docs/files.md explains each
 * key.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_tree.h>

#include "cli/json.h"
#include "cli/options.h"
#include "encode/real.h"
#include "seedmill/digest.h"
#include "seedmill/fmt.h"
#include "target/dir.h"

/* ---- written ------------------------------------------------------------- */

static void put_hex(struct sm_json *j, const char *name, struct sm_u128 v)
{
	char hex[33];

	sm_u128_hex(v, hex);
	sm__json_text(j, name, hex);
}

static void put_file(struct sm_json *j, const char *name, uint64_t bytes,
		     struct sm_u128 xxh3)
{
	sm__json_text(j, "file", name);
	sm__json_number(j, "file_bytes", bytes);
	put_hex(j, "file_xxh3_128", xxh3);
}

static void put_columns(struct sm_json *j, const struct sm_table *tab)
{
	sm__json_list(j, "columns");
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		char type[64];

		sm__json_map(j, NULL);
		sm__json_text(j, "name", tab->columns[i].name);
		sm__json_text(j, "type", sm_type_format(&tab->columns[i].type,
							type));
		sm__json_map_end(j);
	}
	sm__json_list_end(j);
}

static bool put_table(struct sm_json *j, const struct sm_target *t, uint32_t i)
{
	const struct sm_dir *d = sm__dir(t);
	const struct sm_table *tab = &t->plan->tables[i];
	const struct sm_dir_table *mine = &d->tables[i];
	char *name = sm__dir_name(d, tab);

	if (!name)
		return false;
	sm__json_map(j, NULL);
	sm__json_text(j, "name", tab->name);
	sm__json_number(j, "rows", mine->rows);
	put_hex(j, "digest", mine->digest);
	sm__json_number(j, "bytes", mine->raw);
	put_file(j, name, mine->bytes, sm__dir_hash_end(mine->hash));
	put_columns(j, tab);
	sm__json_map_end(j);
	sm_free(name);
	return true;
}

/* All digits of it: 0.0001 is not 0. */
static void put_scale(struct sm_json *j, double scale)
{
	static const unsigned char name[] = "scale";
	char text[SM__REAL_MAX + SM_SLACK];
	size_t n = (size_t)(sm__put_double(text, scale) - text);

	if (!j->gen)
		return;
	(void)yajl_gen_string(j->gen, name, sizeof(name) - 1);
	(void)yajl_gen_number(j->gen, text, n);
}

static void put_head(struct sm_json *j, const struct sm_target *t)
{
	static const char *const packing[] = { NULL, "zst", "gz" };
	const struct sm_shard shard = sm__dir(t)->shard;
	const struct sm_plan *p = t->plan;
	char as_of[40] = "";

	*sm_fmt_time(as_of, p->as_of_us) = '\0';
	sm__json_text(j, "seedmill", SM_VERSION);
	sm__json_text(j, "profile", p->name);
	sm__json_number(j, "seed", p->seed);
	sm__json_text(j, "size", p->size);
	put_scale(j, p->scale);
	if (shard.n > 1) {
		sm__json_map(j, "shard");
		sm__json_number(j, "part", shard.k);
		sm__json_number(j, "of", shard.n);
		sm__json_map_end(j);
	}
	sm__json_text(j, "as_of", as_of);
	sm__json_text(j, "fingerprint", p->run_id);
	sm__json_number(j, "digest_version", SM_DIGEST_VERSION);
	sm__json_text(j, "format", sm__dir_format_name(sm__dir(t)->format));
	sm__json_text(j, "compression", packing[sm__dir(t)->packing]);
}

static void put_entries(struct sm_json *j, const char *name,
			const struct sm_dir_entries *e)
{
	sm__json_list(j, name);
	for (size_t i = 0; i < e->n; i++) {
		sm__json_map(j, NULL);
		put_file(j, e->entry[i].name, e->entry[i].bytes,
			 e->entry[i].xxh3);
		sm__json_map_end(j);
	}
	sm__json_list_end(j);
}

static void begin(struct sm_json *j, const char *state)
{
	sm__json_begin(j, true);
	sm__json_map(j, NULL);
	sm__json_number(j, "seedmill_manifest", SM_DIR_MANIFEST_VERSION);
	sm__json_text(j, "state", state);
}

static enum sm_code end(struct sm_json *j, bool ok, struct sm_buf *out,
			struct sm_err *err)
{
	sm__json_map_end(j);
	return sm__json_end(j, out) && ok && !out->failed ? SM_OK : sm_nomem(err);
}

enum sm_code sm__dir_manifest(const struct sm_target *t,
			      const struct sm_dir_entries *scripts,
			      struct sm_buf *out, struct sm_err *err)
{
	struct sm_json j;
	bool ok = true;

	begin(&j, "whole");
	put_head(&j, t);
	sm__json_list(&j, "tables");
	for (uint32_t i = 0; i < sm__dir(t)->ntables; i++)
		if (sm__dir(t)->tables[i].started)
			ok &= put_table(&j, t, i);
	sm__json_list_end(&j);
	put_entries(&j, "scripts", scripts);
	return end(&j, ok, out, err);
}

enum sm_code sm__dir_manifest_open(const struct sm_dir_entries *files,
				   struct sm_buf *out, struct sm_err *err)
{
	struct sm_json j;

	begin(&j, "replacing");
	put_entries(&j, "files", files);
	return end(&j, true, out, err);
}

/* ---- read ---------------------------------------------------------------- */

static yajl_val member(yajl_val map, const char *name, yajl_type type)
{
	const char *path[] = { name, NULL };

	return yajl_tree_get(map, path, type);
}

/* A name in the folder, and in no other. */
static bool is_name(const char *name)
{
	if (!name || !*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (; *name; name++)
		if (*name == '/' || (unsigned char)*name < 0x20)
			return false;
	return true;
}

static bool take_entry(yajl_val v, struct sm_arena *a, struct sm_dir_entry *e)
{
	const char *name = YAJL_GET_STRING(member(v, "file", yajl_t_string));
	const char *hash =
		YAJL_GET_STRING(member(v, "file_xxh3_128", yajl_t_string));
	yajl_val bytes = member(v, "file_bytes", yajl_t_number);

	if (!is_name(name) || !hash || !YAJL_IS_INTEGER(bytes) ||
	    !sm_u128_parse(hash, &e->xxh3))
		return false;
	e->bytes = (uint64_t)YAJL_GET_INTEGER(bytes);
	e->name = sm_arena_strdup(a, name);
	return e->name != NULL;
}

static bool take_list(yajl_val tree, const char *name, struct sm_arena *a,
		      struct sm_dir_entries *out)
{
	yajl_val list = member(tree, name, yajl_t_array);
	struct sm_dir_entry *more;

	if (!list)
		return true;
	more = sm_arena_array(a, out->n + list->u.array.len + 1, sizeof(*more));
	if (!more)
		return false;
	if (out->n)
		memcpy(more, out->entry, out->n * sizeof(*more));
	out->entry = more;
	for (size_t i = 0; i < list->u.array.len; i++)
		if (!take_entry(list->u.array.values[i], a, &more[out->n++]))
			return false;
	return true;
}

bool sm__dir_manifest_read(const char *text, size_t n, struct sm_arena *a,
			   struct sm_dir_entries *out)
{
	char why[8];
	yajl_val tree = strlen(text) == n ? yajl_tree_parse(text, why,
							    sizeof(why)) : NULL;
	yajl_val version = tree ? member(tree, "seedmill_manifest",
					 yajl_t_number) : NULL;
	bool ok;

	*out = (struct sm_dir_entries){ 0 };
	ok = version && YAJL_IS_INTEGER(version) &&
	     YAJL_GET_INTEGER(version) == SM_DIR_MANIFEST_VERSION &&
	     take_list(tree, "tables", a, out) &&
	     take_list(tree, "scripts", a, out) &&
	     take_list(tree, "files", a, out);
	yajl_tree_free(tree);
	if (!ok)
		*out = (struct sm_dir_entries){ 0 };
	return ok;
}
