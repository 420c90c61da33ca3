/*
 * pg.h - what the files of the PostgreSQL target share
 *
 *   target_pg.c     the target's table of operations, open, close
 *   pg_conn.c       connecting: attempts, libpq's options, session settings
 *   pg_dial.c       one attempt, that a signal can end
 *   pg_sql.c        running statements, quoting names
 *   pg_error.c      what the server said, without what rows hold
 *   pg_type.c       the portable types and the server's
 *   pg_describe.c   the catalogue -> sm_schema
 *   pg_preflight.c  what can be refused before anything is written
 *   pg_lock.c       one run a database
 *   pg_ledger.c     runs and chunks
 *   pg_clean.c      all rows away; who refers to a table
 *   pg_ddl.c        creating tables before the rows
 *   pg_finish.c     keys, indexes, sequences, ANALYZE after them
 *   pg_stream.c     a loader's connection and its chunks
 *   pg_read.c       counting and reading back
 *
 * Names in SQL are always written by sm__pg_ident() or sm__pg_table(), values
 * always travel as parameters or through COPY.
 */
#ifndef SEEDMILL_PG_H
#define SEEDMILL_PG_H

#include <libpq-fe.h>

#include "seedmill/target.h"
#include "target/server.h"

#define SM__PG_OPTIONS 48
#define SM__PG_NAME_MAX 63      /* bytes; the server cuts what is longer */

/* sm_target.impl. Strings in the target's arena; read-only once open. */
struct sm__pg_cancels;

struct sm__pg {
	PGconn *conn;               /* the main thread's; holds the lock */
	const char *schema;         /* of tables that name none */
	const char *database;
	const char *user;
	uint32_t database_oid;
	const char *run_table;      /* the ledger, quoted and qualified */
	const char *chunk_table;
	const char *epoch_sql, *insert_sql, *update_sql;        /* of a chunk */
	const char *key[SM__PG_OPTIONS], *value[SM__PG_OPTIONS];
	unsigned noptions;          /* entry 0 is application_name */
	struct sm__pg_cancels *cancels;     /* pg_cancel.c */
	bool *proved;               /* a reference of the plan: the server has
				     * just checked it (ADD FOREIGN KEY); NULL
				     * before finish() */
};

static inline struct sm__pg *sm__pg_of(const struct sm_target *t)
{
	return t->impl;
}

/* ---- pg_cancel.c ------------------------------------------------------------- */

struct sm__pg_cancels *sm__pg_cancels_new(void);
void sm__pg_cancels_free(struct sm__pg_cancels *all);
/* From connect to finish of a connection. Any thread. */
void sm__pg_cancel_add(struct sm__pg_cancels *all, PGconn *conn);
void sm__pg_cancel_remove(struct sm__pg_cancels *all, const PGconn *conn);
void sm__pg_interrupt(struct sm_target *t);

/* ---- pg_conn.c --------------------------------------------------------------- */

/* Work out libpq's options from the URL, once. */
enum sm_code sm__pg_options(struct sm_target *t, struct sm__pg *pg,
			    struct sm_err *err);

/*
 * A new connection with our session settings. With `where` not NULL the
 * answer of server.sql, taken before search_path is emptied, is left in it.
 */
enum sm_code sm__pg_connect(const struct sm_target *t, const struct sm__pg *pg,
			    const char *application, PGconn **out,
			    PGresult **where, struct sm_err *err);

/* ---- pg_dial.c ---------------------------------------------------------------- */

/* PQconnectdbParams(), given up after some seconds (0: never) or when a signal
 * came: the connection is then neither CONNECTION_OK nor CONNECTION_BAD. */
PGconn *sm__pg_dial(const struct sm_target *t, const char *const *key,
		    const char *const *value, unsigned seconds);

/* ---- pg_sql.c ------------------------------------------------------------------ */

void sm__pg_ident(struct sm_buf *b, const char *name);
/* A text for statements that take no parameters. */
void sm__pg_literal(struct sm_buf *b, const char *text);
/* schema NULL: the default one. */
void sm__pg_table(struct sm_buf *b, const struct sm__pg *pg, const char *schema,
		  const char *base);
/* "a", "b" of a table's columns. */
void sm__pg_columns(struct sm_buf *b, const struct sm_table *t,
		    const uint32_t *column, uint32_t n);

/* A table's name as a profile says it, taken apart. */
struct sm__pg_name {
	char schema[256];           /* the default one when none was said */
	const char *base;           /* points into the name */
};
void sm__pg_split(const struct sm__pg *pg, const char *name,
		  struct sm__pg_name *out);

/*
 * Run a statement with n text parameters. NULL with *err filled when it
 * fails; `what` says what was being done: "reading the columns of orders".
 */
PGresult *sm__pg_query(PGconn *c, struct sm_err *err, const char *what,
		       const char *sql, int n, const char *const *param);
/* The same where there is nothing to look at. */
enum sm_code sm__pg_do(PGconn *c, struct sm_err *err, const char *what,
		       const char *sql);
/* The same for text that was put together; empties the buffer. */
enum sm_code sm__pg_do_buf(PGconn *c, struct sm_err *err, const char *what,
			   struct sm_buf *sql);
/* A statement that gives one number. */
enum sm_code sm__pg_number(PGconn *c, struct sm_err *err, const char *what,
			   const char *sql, uint64_t *n);

/* A cell, NULL for a null one. Good as long as the result. */
const char *sm__pg_cell(const PGresult *res, int row, int column);
bool sm__pg_true(const PGresult *res, int row, int column);
uint64_t sm__pg_u64(const PGresult *res, int row, int column);

/* BEGIN ... COMMIT or ROLLBACK. end() passes rc on unless COMMIT fails. */
enum sm_code sm__pg_begin(PGconn *c, struct sm_err *err);
enum sm_code sm__pg_end(PGconn *c, enum sm_code rc, struct sm_err *err);

/* ---- pg_error.c ---------------------------------------------------------------- */

/* A failed statement -> *err. Never holds a value of a row. */
enum sm_code sm__pg_fail(PGconn *c, const PGresult *res, const char *what,
			 struct sm_err *err);
/* A failed COPY of rows that start at row `first` (from 0) of the table. */
enum sm_code sm__pg_copy_fail(PGconn *c, const PGresult *res,
			      const struct sm_table *t, uint64_t first,
			      struct sm_err *err);
/* The failure just recorded: is its SQLSTATE this, or does it begin so? */
bool sm__pg_err_is(const struct sm_err *err, const char *state);
/* Is it worth another try on a new connection? */
bool sm__pg_transient(const PGconn *c, const struct sm_err *err);
bool sm__pg_state_is(const PGresult *res, const char *sqlstate);

/* ---- pg_type.c ------------------------------------------------------------------ */

/* From pg_type's oid, a typmod and typtype. SM_T_NONE when we have no such. */
struct sm_type sm__pg_type(uint32_t oid, int32_t typmod, char typtype,
			   uint8_t *fraction);
/* "numeric(10,2)": what CREATE TABLE says. `out` holds 64 bytes. */
const char *sm__pg_type_text(const struct sm_type *t, char out[64]);

/* ---- pg_describe.c -------------------------------------------------------------- */

/* Some relation; oid 0 when there is none. */
struct sm__pg_relation {
	uint32_t oid;
	char oid_text[16];
	char kind;                  /* pg_class.relkind */
	char what[32];
	bool row_triggers;          /* the user's */
	bool delete_triggers;       /* on DELETE or TRUNCATE */
	bool building;              /* carries our mark */
};
enum sm_code sm__pg_relation(PGconn *c, const char *schema, const char *base,
			     struct sm__pg_relation *out, struct sm_err *err);

struct sm__pg_index {
	const char *name;
	bool primary, unique, decided;
	const char *const *columns; /* of the key; none when an expression is
				     * among them */
	uint32_t ncolumns;
	enum sm_loose loose;
	const char *where;          /* of a partial one */
	const char *const *terms;   /* its columns and expressions as SQL */
	uint32_t nterms;            /* 0: it cannot be said so */
};
/* Valid ones; the primary key first. */
enum sm_code sm__pg_indexes(PGconn *c, const struct sm__pg_relation *r,
			    struct sm_arena *a, struct sm__pg_index **out,
			    uint32_t *n, struct sm_err *err);

/* Foreign keys; parent "schema.table", without the default schema. */
enum sm_code sm__pg_foreign_keys(const struct sm__pg *pg,
				 const struct sm__pg_relation *r,
				 struct sm_arena *a, struct sm_live_fk **out,
				 uint32_t *n, struct sm_err *err);

/* ---- pg_ledger.c ------------------------------------------------------------------ */

/* End the sessions, but ours, whose application name starts with `prefix`. */
enum sm_code sm__pg_end_sessions(struct sm__pg *pg, const char *prefix,
				 struct sm_err *err);

/* ---- the operations, by file ------------------------------------------------------ */

enum sm_code sm__pg_describe(struct sm_target *t, const char *const *names,
			     uint32_t n, struct sm_arena *a,
			     struct sm_schema *out, struct sm_err *err);
enum sm_code sm__pg_preflight(struct sm_target *t, struct sm_err *err);
enum sm_code sm__pg_lock(struct sm_target *t, unsigned wait_s,
			 struct sm_err *err);
enum sm_code sm__pg_runs(struct sm_target *t, struct sm_arena *a,
			 struct sm_run_rows *out, struct sm_err *err);
enum sm_code sm__pg_run_begin(struct sm_target *t, const char *details,
			      struct sm_err *err);
enum sm_code sm__pg_chunks(struct sm_target *t, struct sm_arena *a,
			   struct sm_chunk_rows *out, struct sm_err *err);
enum sm_code sm__pg_done(struct sm_target *t, const char *details,
			 bool keep_history, struct sm_err *err);
enum sm_code sm__pg_forget(struct sm_target *t, bool *gone,
			   struct sm_err *err);
enum sm_code sm__pg_clean(struct sm_target *t, struct sm_err *err);
/* target.h: refers */
enum sm_code sm__pg_refers(struct sm_target *t, const struct sm_table *table,
			   const char *referrer, bool *any, struct sm_err *err);
enum sm_code sm__pg_prepare(struct sm_target *t, struct sm_err *err);
enum sm_code sm__pg_stream_open(struct sm_stream *s, struct sm_err *err);
enum sm_code sm__pg_load(struct sm_stream *s, struct sm_feed *feed,
			 struct sm_loaded *out, struct sm_err *err);
void sm__pg_stream_close(struct sm_stream *s);
enum sm_code sm__pg_finish(struct sm_target *t, struct sm_err *err);
enum sm_code sm__pg_count(struct sm_target *t, const struct sm_table *table,
			  uint64_t *n, struct sm_err *err);
enum sm_code sm__pg_orphans(struct sm_target *t, const struct sm_reference *ref,
			    uint64_t *n, struct sm_err *err);
enum sm_code sm__pg_max_key(struct sm_target *t, const char *table,
			    const char *column, int64_t *max, bool *any,
			    struct sm_err *err);
enum sm_code sm__pg_read(struct sm_target *t, const struct sm_table *table,
			 bool by_key, sm_read_fn *fn, void *ctx,
			 struct sm_err *err);
enum sm_code sm__pg_read_where(struct sm_target *t,
			      const struct sm_table *table, const char *where,
			      sm_read_fn *fn, void *ctx, struct sm_err *err);

/* ---- pg_late.c ------------------------------------------------------------ */

/* Refuse a table whose late references could not be filled in. */
enum sm_code sm__pg_check_late(const struct sm_plan *p, const struct sm_table *t,
			       struct sm_err *err);
enum sm_code sm__pg_fill(struct sm_target *target, const struct sm_table *t,
			 const struct sm_vec *cols, uint32_t n,
			 struct sm_err *err);

#endif
