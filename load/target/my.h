/*
 * my.h - what the files of the MySQL and MariaDB target share
 *
 * (Not "mysql.h": that is the client library's.)
 *
 *   target_mysql.c     the target's table of operations, open, close
 *   mysql_compat.h     MariaDB's client library or Oracle's
 *   mysql_option.c     what the URL says
 *   mysql_conn.c       connecting: attempts, TLS, session settings
 *   mysql_dial.c       one attempt, that a signal can end
 *   mysql_sql.c        running statements, quoting names and values
 *   mysql_error.c      what the server said, without what rows hold
 *   mysql_type.c       the portable types and the server's
 *   mysql_describe.c   the catalogue -> sm_schema
 *   mysql_preflight.c  what can be refused before anything is written ...
 *   mysql_grant.c      ... privileges, and
 *   mysql_fit.c        ... tables and columns that could not be
 *   mysql_lock.c       one run a database; sessions of dead ones
 *   mysql_ledger.c     runs and chunks
 *   mysql_clean.c      all rows away
 *   mysql_ddl.c        creating tables before the rows
 *   mysql_finish.c     keys, indexes, foreign keys, ANALYZE after them
 *   mysql_stream.c     a loader's connection and its chunks
 *   mysql_infile.c     the only file that LOAD DATA LOCAL ever gets
 *   mysql_insert.c     the slower way, without LOAD DATA
 *   mysql_read.c       counting and reading back
 *   mysql_cancel.c     ending what runs, from another thread
 *
 * Names in SQL are always written by sm__my_ident() or sm__my_table(), values
 * by sm__my_value() or $1, $2 of a statement: as hexadecimal digits, which no
 * sql_mode and no character set reads in another way.
 */
#ifndef SEEDMILL_MY_H
#define SEEDMILL_MY_H

#include "seedmill/target.h"
#include "target/mysql_compat.h"
#include "target/server.h"

#define SM__MY_NAME_MAX 64      /* characters of a name */
#define SM__MY_KEY_MAX 3072     /* bytes of an InnoDB key */
#define SM__MY_ROW_MAX 65535    /* bytes of a row, long text and blobs apart */
#define SM__MY_SESSIONS 64      /* --connections is at most that */

enum sm__my_tls {
	SM__MY_TLS_OFF, SM__MY_TLS_PREFERRED, SM__MY_TLS_REQUIRED,
	SM__MY_TLS_VERIFY_CA, SM__MY_TLS_VERIFY_IDENTITY
};

/* What the URL says; strings in the target's arena. */
struct sm__my_options {
	const char *host;           /* NULL: a socket */
	const char *socket;         /* NULL: the library's own place */
	unsigned port;
	unsigned timeout;           /* seconds, 0: the library's */
	enum sm__my_tls tls;
	const char *ca, *cert, *key;
};

/* Where a stream was last seen, so that its next connection can end it. */
struct sm__my_seat {
	unsigned long thread;       /* 0: none */
	unsigned slot;
};

struct sm__my_cancels;

/* sm_target.impl. Strings in the target's arena; read-only once open. */
struct sm__my {
	MYSQL *conn;                /* the main thread's; holds the lock */
	struct sm__my_options opt;
	const char *schema;         /* the database of tables that name none */
	const char *user;           /* user@host as the server sees us */
	bool mariadb;
	bool fold;                  /* lower_case_table_names: case is no matter */
	bool read_committed;        /* not with a statement-based binary log */
	unsigned long version;      /* 101119, 80036 */
	uint64_t lock_key;          /* of this database */
	uint64_t max_packet;
	const char *collation;      /* of tables that we make: compares bytes */
	const char *run_table;      /* the ledger, quoted and qualified */
	const char *chunk_table;
	struct sm__my_seat seat[SM__MY_SESSIONS];  /* one thread each */
	struct sm__my_cancels *cancels;
};

static inline struct sm__my *sm__my_of(const struct sm_target *t)
{
	return t->impl;
}

/* ---- mysql_cancel.c ---------------------------------------------------------- */

struct sm__my_cancels *sm__my_cancels_new(void);
void sm__my_cancels_free(struct sm__my_cancels *all);
/* From connect to close of a connection. Any thread. */
void sm__my_cancel_add(struct sm__my_cancels *all, MYSQL *c);
void sm__my_cancel_remove(struct sm__my_cancels *all, MYSQL *c);
void sm__my_interrupt(struct sm_target *t);
/* KILL QUERY of one thread, by a connection of its own. */
void sm__my_kill_query(const struct sm_target *t, unsigned long thread);

/* ---- mysql_option.c ------------------------------------------------------------ */

enum sm_code sm__my_options(struct sm_target *t, struct sm__my *my,
			    struct sm_err *err);

/* ---- mysql_conn.c --------------------------------------------------------------- */

/*
 * A new connection with our session settings. `infile` is the handler's (see
 * below) when this connection may be asked for a file, NULL when it never may.
 */
struct sm__my_infile;
enum sm_code sm__my_connect(const struct sm_target *t, const struct sm__my *my,
			    struct sm__my_infile *infile, MYSQL **out,
			    struct sm_err *err);
/* One attempt, given up after some seconds; no settings. NULL: it failed. */
MYSQL *sm__my_call(const struct sm_target *t, const struct sm__my *my,
		   unsigned seconds);

/* ---- mysql_dial.c ------------------------------------------------------------- */

/* mysql_real_connect(): true when it worked. *c is NULL when a signal came
 * meanwhile: the connection then ends by itself. */
bool sm__my_dial(MYSQL **c, const struct sm_target *t, const struct sm__my *my);
/* The same, whatever signals come. */
bool sm__my_dial_now(MYSQL *c, const struct sm_target *t,
		     const struct sm__my *my);

/* ---- mysql_sql.c ----------------------------------------------------------------- */

void sm__my_ident(struct sm_buf *b, const char *name);
/* A string as a literal; NULL as NULL. */
void sm__my_value(struct sm_buf *b, const char *text);
/* The same without its character set, where a type's grammar takes none. */
void sm__my_bytes(struct sm_buf *b, const char *text);
/* schema NULL: the default one. */
void sm__my_table(struct sm_buf *b, const struct sm__my *my, const char *schema,
		  const char *base);
/* `a`, `b` of a table's columns. */
void sm__my_columns(struct sm_buf *b, const struct sm_table *t,
		    const uint32_t *column, uint32_t n);

/* A table's name as a profile says it, taken apart. */
struct sm__my_name {
	char schema[260];           /* the default one when none was said */
	const char *base;           /* points into the name */
};
void sm__my_split(const struct sm__my *my, const char *name,
		  struct sm__my_name *out);
/* Do two names of databases or tables mean the same to this server? */
bool sm__my_same(const struct sm__my *my, const char *a, const char *b);

/*
 * Run a statement whose $1 ... $9 are n text values. NULL with *err filled
 * when it fails; `what` says what was being done: "reading the columns". The
 * result of a statement that gives none is empty, not NULL.
 */
struct sm__my_rows {
	MYSQL_RES *res;             /* NULL for a statement without rows */
	MYSQL_ROW *row;             /* n rows; a cell may be NULL */
	size_t n;
};
enum sm_code sm__my_query(MYSQL *c, struct sm_err *err, const char *what,
			  const char *sql, int n, const char *const *param,
			  struct sm__my_rows *out);
void sm__my_free(struct sm__my_rows *rows);
/* The same where there is nothing to look at. */
enum sm_code sm__my_do(MYSQL *c, struct sm_err *err, const char *what,
		       const char *sql);
/* The same for text that was put together; empties the buffer. */
enum sm_code sm__my_do_buf(MYSQL *c, struct sm_err *err, const char *what,
			   struct sm_buf *sql);
/* A statement that gives one number. */
enum sm_code sm__my_number(MYSQL *c, struct sm_err *err, const char *what,
			   const char *sql, uint64_t *n);
/* The same for text that was put together; releases the buffer. */
enum sm_code sm__my_number_buf(MYSQL *c, struct sm_err *err, const char *what,
			       struct sm_buf *sql, uint64_t *n);

uint64_t sm__my_u64(const char *cell);
bool sm__my_true(const char *cell);

/* START TRANSACTION ... COMMIT or ROLLBACK. end() passes rc on unless COMMIT
 * fails. */
enum sm_code sm__my_begin(MYSQL *c, struct sm_err *err);
enum sm_code sm__my_end(MYSQL *c, enum sm_code rc, struct sm_err *err);

/* ---- mysql_error.c ---------------------------------------------------------------- */

/* What a server's message says besides values. Points into it. */
struct sm__my_said {
	char column[200];
	char key[200];              /* a unique key, CHECK or foreign key */
	uint64_t row;               /* from 1; 0: not said */
};
void sm__my_read_message(const char *message, struct sm__my_said *out);

/* A failed statement -> *err. Never holds a value of a row. */
enum sm_code sm__my_fail(MYSQL *c, const char *what, struct sm_err *err);
/* A failed load of n rows that start at row `first` (from 0) of the table. */
enum sm_code sm__my_load_fail(MYSQL *c, const struct sm_table *t,
			      uint64_t first, uint64_t n, struct sm_err *err);
/* The failure just recorded: has it this number? */
bool sm__my_err_is(const struct sm_err *err, unsigned number);
/* Is it a key or a check that the rows break? */
bool sm__my_broken_key(const struct sm_err *err);
/* Is the connection gone? */
bool sm__my_gone(unsigned number);
/* Is it worth another try on a new connection? */
bool sm__my_transient(const struct sm_err *err);

/* ---- mysql_type.c ------------------------------------------------------------------- */

/* A column of information_schema.columns. */
struct sm__my_column {
	const char *data_type;      /* "int" */
	const char *column_type;    /* "int(10) unsigned", "enum('a','b')" */
	uint64_t length, precision, scale, fraction;
	const char *comment;
};
/* SM_T_NONE when we have no such. */
struct sm_type sm__my_type(const struct sm__my_column *c, uint8_t *fraction);
/* "decimal(10,2)": what CREATE TABLE says. `out` holds 96 bytes. */
const char *sm__my_type_text(const struct sm_type *t, char out[96]);
/* The comment of such a column by which sm__my_type() finds `t` again; "" when
 * it needs none. `out` holds 96 bytes. */
const char *sm__my_type_note(const struct sm_type *t, char out[96]);
/* The same where the column is not declared as its type would be. */
const char *sm__my_type_name(const struct sm_type *t, char out[96]);
/* What an integer or time column of the server holds. False: as sm_type. */
bool sm__my_range(const char *column_type, int64_t *min, int64_t *max);
/* Most bytes of a value in a key, and in a row of our making. */
uint32_t sm__my_key_bytes(const struct sm_type *t);
uint32_t sm__my_row_bytes(const struct sm_type *t);
/* Labels of "enum('a','it''s')"; false when there is no memory. */
bool sm__my_labels(const char *column_type, struct sm_arena *a,
		   const char *const **out, uint32_t *n);

/* ---- mysql_describe.c ---------------------------------------------------------------- */

/* Some table; exists false when there is none. */
struct sm__my_relation {
	bool exists, table;         /* table: it holds rows */
	char what[40];
	char engine[40];
	bool row_triggers, delete_triggers;
	bool building;              /* carries our mark */
};
enum sm_code sm__my_relation(const struct sm__my *my, const char *schema,
			     const char *base, struct sm__my_relation *out,
			     struct sm_err *err);

struct sm__my_index {
	const char *name;
	bool primary, unique, decided;
	const char *folded;         /* a column whose collation does not compare
				     * bytes; NULL: none */
	const char *collation;      /* of that column */
	const char *const *columns;
	uint32_t ncolumns;
};
/* The primary key first. */
enum sm_code sm__my_indexes(const struct sm__my *my, const char *schema,
			    const char *base, struct sm_arena *a,
			    struct sm__my_index **out, uint32_t *n,
			    struct sm_err *err);

/* Foreign keys; parent "database.table", without the default database. */
enum sm_code sm__my_foreign_keys(const struct sm__my *my, const char *schema,
				 const char *base, struct sm_arena *a,
				 struct sm_live_fk **out, uint32_t *n,
				 struct sm_err *err);

/* ---- mysql_infile.c ------------------------------------------------------------------- */

/* What a connection's LOAD DATA LOCAL reads from. */
struct sm__my_infile {
	char name[48];              /* the one that may be asked for ... */
	bool armed;                 /* ... once */
	bool ended, stopped;        /* the feed has said so */
	struct sm_feed *feed;
	const struct sm_block *block;
	size_t off;
};
/* Give the connection its handler; NULL: one that refuses. */
void sm__my_infile_set(MYSQL *c, struct sm__my_infile *in);
/* A new name for the next statement. False: no random numbers. */
bool sm__my_infile_arm(struct sm__my_infile *in, struct sm_feed *feed);

/* ---- mysql_insert.c ------------------------------------------------------------------- */

/* Insert a chunk's blocks; *rows and *warnings are counted by the server. */
enum sm_code sm__my_insert(struct sm_stream *s, MYSQL *c, struct sm_feed *feed,
			   struct sm_loaded *out, struct sm_err *err);
/* Does a column drop what the plan may make: digits of a second? */
bool sm__my_cuts_time(const struct sm_column *c);
/* One encoded row, newline included, as "('a',NULL)". Its end. */
const char *sm__my_tuple(struct sm_buf *b, const struct sm_table *t,
			 const char *p, const char *end);

/* ---- mysql_lock.c ---------------------------------------------------------------------- */

/* Make this connection findable by the database's next owner. */
enum sm_code sm__my_take_seat(struct sm__my *my, MYSQL *c, unsigned number,
			      struct sm_err *err);
/* End all loaders of this database: their owner is dead, or us. */
enum sm_code sm__my_end_sessions(struct sm__my *my, struct sm_err *err);

/* ---- mysql_grant.c, mysql_fit.c ------------------------------------------------------------ */

/* May we write and read this table? */
enum sm_code sm__my_may_use(struct sm__my *my, const char *schema,
			    const char *base, const char *name,
			    struct sm_err *err);
/* May we create and finish tables in this database? */
enum sm_code sm__my_may_create(struct sm__my *my, const char *schema,
			       const char *name, bool references,
			       struct sm_err *err);
/* Can the table be made, or its live columns hold the plan's values? */
enum sm_code sm__my_fits_new(struct sm_target *t, const struct sm_table *table,
			     struct sm_err *err);
enum sm_code sm__my_fits_live(struct sm_target *t, const struct sm_table *table,
			      struct sm_err *err);

/* ---- the operations, by file ------------------------------------------------------------ */

enum sm_code sm__my_describe(struct sm_target *t, const char *const *names,
			     uint32_t n, struct sm_arena *a,
			     struct sm_schema *out, struct sm_err *err);
enum sm_code sm__my_preflight(struct sm_target *t, struct sm_err *err);
enum sm_code sm__my_lock(struct sm_target *t, unsigned wait_s,
			 struct sm_err *err);
enum sm_code sm__my_runs(struct sm_target *t, struct sm_arena *a,
			 struct sm_run_rows *out, struct sm_err *err);
enum sm_code sm__my_run_begin(struct sm_target *t, const char *details,
			      struct sm_err *err);
enum sm_code sm__my_chunks(struct sm_target *t, struct sm_arena *a,
			   struct sm_chunk_rows *out, struct sm_err *err);
enum sm_code sm__my_done(struct sm_target *t, const char *details,
			 bool keep_history, struct sm_err *err);
enum sm_code sm__my_forget(struct sm_target *t, bool *gone,
			   struct sm_err *err);
enum sm_code sm__my_clean(struct sm_target *t, struct sm_err *err);
/* Column i of CREATE TABLE: name, type (NULL: its own, or as what it refers to),
 * what it has to be. */
void sm__my_column_text(struct sm_buf *sql, const struct sm_plan *p,
			const struct sm_table *table, uint32_t i,
			const char *type);
/* target.h: refers */
enum sm_code sm__my_refers(struct sm_target *t, const struct sm_table *table,
			   const char *referrer, bool *any, struct sm_err *err);
enum sm_code sm__my_prepare(struct sm_target *t, struct sm_err *err);
enum sm_code sm__my_stream_open(struct sm_stream *s, struct sm_err *err);
enum sm_code sm__my_load(struct sm_stream *s, struct sm_feed *feed,
			 struct sm_loaded *out, struct sm_err *err);
void sm__my_stream_close(struct sm_stream *s);
enum sm_code sm__my_finish(struct sm_target *t, struct sm_err *err);
enum sm_code sm__my_count(struct sm_target *t, const struct sm_table *table,
			  uint64_t *n, struct sm_err *err);
enum sm_code sm__my_orphans(struct sm_target *t, const struct sm_reference *ref,
			    uint64_t *n, struct sm_err *err);
enum sm_code sm__my_max_key(struct sm_target *t, const char *table,
			    const char *column, int64_t *max, bool *any,
			    struct sm_err *err);
enum sm_code sm__my_read(struct sm_target *t, const struct sm_table *table,
			 bool by_key, sm_read_fn *fn, void *ctx,
			 struct sm_err *err);
enum sm_code sm__my_read_where(struct sm_target *t,
			      const struct sm_table *table, const char *where,
			      sm_read_fn *fn, void *ctx, struct sm_err *err);

#endif
