/*
 * dir.h - what the files of the dir target share; private to it
 *
 *   target_dir.c        the kind; open, options, preflight, load
 *   dir_file.c          a table's file, or its part of standard output
 *   dir_pack.c          bytes on their way to a file: counted, hashed, compressed
 *   dir_publish.c       the folder aside, names at the end, what was there before
 *   dir_manifest.c      manifest.json, written and read
 *   dir_script.c        which load scripts there are, and what they share
 *   dir_postgres.c ...  ... and one file a database: dir_mariadb.c,
 *                       dir_sqlite.c, dir_duckdb.c
 */
#ifndef SEEDMILL_DIR_H
#define SEEDMILL_DIR_H

#include "seedmill/target.h"

enum sm_dir_format { SM_DIR_COPY, SM_DIR_CSV, SM_DIR_MYSQL, SM_DIR_JSONL };
enum sm_dir_packing { SM_DIR_BARE, SM_DIR_ZST, SM_DIR_GZ };

struct sm_dir_pack;

/* A file that is or will be in the folder, as the manifest has it. */
struct sm_dir_entry {
	const char *name;           /* in the folder, no slash in it */
	uint64_t bytes;             /* of the file */
	struct sm_u128 xxh3;        /* of the file */
};

struct sm_dir_entries {
	struct sm_dir_entry *entry;
	size_t n;
};

/* What happened to a table so far. */
struct sm_dir_table {
	bool started;               /* its file aside is there */
	uint64_t rows;
	uint64_t raw;               /* bytes before compression */
	uint64_t bytes;             /* bytes of the file */
	struct sm_u128 digest;      /* of the rows */
	void *hash;                 /* XXH3 of the file so far; NULL: no file */
};

struct sm_dir {
	const char *path;           /* the folder; "-": standard output */
	enum sm_dir_format format;
	enum sm_dir_packing packing;
	struct sm_shard shard;      /* n below 2: the whole */
	char manifest[40], aside_name[40];  /* a shard's are its own */
	bool to_stdout;
	bool several;               /* more than one table goes to stdout */
	bool greeted;               /* stdout: the script's first lines are out */
	bool finished;              /* every file has its name */
	bool made_folder;
	int folder;                 /* open, -1: not */
	int aside;                  /* the folder aside, locked; -1: not */
	int fd;                     /* being written, -1: none */
	uint32_t table;             /* its position in plan->tables */
	uint32_t ntables;
	struct sm_dir_table *tables;
	struct sm_dir_pack *pack;
	struct sm_dir_entries old;  /* what the manifest that is there lists */
	struct sm_arena arena;
};

static inline struct sm_dir *sm__dir(const struct sm_target *t)
{
	return t->impl;
}

/* ---- dir_file.c ---------------------------------------------------------- */

const char *sm__dir_format_name(enum sm_dir_format f);
/* False when there is no such format, or compression. NULL: the default one. */
bool sm__dir_format_of(const char *name, enum sm_dir_format *f);
bool sm__dir_packing_of(const char *name, enum sm_dir_packing *p);

/* ".02of16"; empty for the whole. */
void sm__dir_shard_name(struct sm_shard s, char out[24]);
/* "orders.csv.zst", "orders.02of16.csv.zst"; NULL when there is no memory. Caller frees. */
char *sm__dir_name(const struct sm_dir *d, const struct sm_table *tab);
/* Be ready for rows of this table: end the one before, begin or go on. */
enum sm_code sm__dir_turn_to(struct sm_target *t, uint32_t table,
			     struct sm_err *err);
/* Rows of the table being written. */
enum sm_code sm__dir_put(struct sm_target *t, const char *p, size_t n,
			 struct sm_err *err);
/* All bytes to d->fd, or SM_E_LOAD; SM_E_STOPPED when nobody reads stdout. */
enum sm_code sm__dir_write(struct sm_dir *d, const char *what, const char *p,
			   size_t n, struct sm_err *err);
/* End the table being written; its bytes are on the disk then. */
enum sm_code sm__dir_end_table(struct sm_target *t, struct sm_err *err);

/* ---- dir_pack.c ---------------------------------------------------------- */

/*
 * Bytes of one file on their way to d->fd. The same bytes come out however
 * they are cut into pieces. NULL when there is no memory.
 */
struct sm_dir_pack *sm__dir_pack_new(struct sm_dir *d, const char *what);
enum sm_code sm__dir_pack_add(struct sm_dir_pack *k, const char *p, size_t n,
			      struct sm_err *err);
/* All that is still inside goes out. */
enum sm_code sm__dir_pack_end(struct sm_dir_pack *k, struct sm_err *err);
void sm__dir_pack_free(struct sm_dir_pack *k);      /* NULL is fine */

void *sm__dir_hash_new(void);                       /* NULL: no memory */
void sm__dir_hash_add(void *hash, const void *p, size_t n);
struct sm_u128 sm__dir_hash_end(const void *hash);
void sm__dir_hash_free(void *hash);                 /* NULL is fine */

/* ---- dir_publish.c ------------------------------------------------------- */

/* Refuse what the new files would fall on and no seedmill wrote. */
enum sm_code sm__dir_look(struct sm_target *t, struct sm_err *err);
/* Make the folder and the one aside, which is this run's alone. */
enum sm_code sm__dir_aside(struct sm_target *t, struct sm_err *err);
/* A whole small file aside. */
enum sm_code sm__dir_put_text(struct sm_target *t, const char *name,
			      const char *text, size_t n, struct sm_err *err);
/* Give every file its name, the manifest last. */
enum sm_code sm__dir_publish(struct sm_target *t, struct sm_err *err);
/* Remove what never got a name. */
void sm__dir_drop(struct sm_target *t);

/* ---- dir_manifest.c ------------------------------------------------------ */

#define SM_DIR_MANIFEST_VERSION 1

/* The whole manifest: tables, and `scripts` besides. */
enum sm_code sm__dir_manifest(const struct sm_target *t,
			      const struct sm_dir_entries *scripts,
			      struct sm_buf *out, struct sm_err *err);
/* One that says that these files are being replaced. */
enum sm_code sm__dir_manifest_open(const struct sm_dir_entries *files,
				   struct sm_buf *out, struct sm_err *err);
/* The files that a manifest lists; false when it is none of ours. */
bool sm__dir_manifest_read(const char *text, size_t n, struct sm_arena *a,
			   struct sm_dir_entries *out);

/* ---- dir_script.c -------------------------------------------------------- */

struct sm_dir_script {
	const char *name;           /* "load.postgres.sql" */
	unsigned formats;           /* set of 1 << enum sm_dir_format */
	/*
	 * Why this plan's files cannot be loaded so, or NULL; `a` is for the
	 * text.
	 */
	const char *(*refuse)(const struct sm_target *t, struct sm_arena *a);
	void (*write)(const struct sm_target *t, struct sm_buf *out);
};

extern const struct sm_dir_script sm_dir_postgres, sm_dir_mariadb,
	sm_dir_sqlite, sm_dir_duckdb;

const struct sm_dir_script *const *sm__dir_scripts(size_t *n);

/* Does a script fit these files? Says why not in a note when `say`. */
bool sm__dir_script_fits(const struct sm_target *t,
			 const struct sm_dir_script *s, bool say);

/* A name as an identifier, in `quote` signs, doubled where it holds one. */
void sm__dir_ident(struct sm_buf *b, const char *name, char quote);
/* "schema"."base", or "base" alone. */
void sm__dir_table_ident(struct sm_buf *b, const struct sm_table *tab,
			 char quote);
/* "a", "b"; `column` NULL: all of the table's. */
void sm__dir_columns(struct sm_buf *b, const struct sm_table *tab,
		     const uint32_t *column, uint32_t n, char quote);
/* 'text', quotes doubled. */
void sm__dir_literal(struct sm_buf *b, const char *text);
/* The first lines: what this is, and how it is run. */
void sm__dir_greet(struct sm_buf *b, const struct sm_target *t,
		   const char *database, const char *how);
/* A command that writes the file's bare rows to its standard output. */
void sm__dir_unpack(struct sm_buf *b, const struct sm_target *t,
		    const struct sm_table *tab);

/*
 * The first text column of the plan that may be NULL and in CSV cannot be told
 * from an empty one by a reader who does not look at quotes. NULL: none.
 */
const char *sm__dir_ambiguous(const struct sm_target *t, struct sm_arena *a);

/*
 * What a table wants besides its primary key: unique keys, then indexes, then
 * an index for each reference; none that another one does the work of. In `a`;
 * NULL when there is no memory.
 */
struct sm_key *sm__dir_keys(const struct sm_plan *p, const struct sm_table *tab,
			    struct sm_arena *a, uint32_t *n);
/* "orders_customer_id_idx" of a key that has no name. */
void sm__dir_key_name(struct sm_buf *b, const struct sm_table *tab,
		      const struct sm_key *k, const char *end);

/* Do both ends of the reference go into the folder? */
static inline bool sm__dir_has_both(const struct sm_plan *p,
				    const struct sm_reference *r)
{
	return p->tables[r->child].selected && p->tables[r->parent].selected;
}

#endif
