/*
 * session.h - one profile, one target, one run: what all commands share
 *
 * A command opens a session, takes it as far as it needs, and closes it:
 *
 *     open      profile read, URL taken apart, guard asked, connected
 *     plan      live schema described, plan compiled
 *     load      everything from preflight to the reconciled report
 *     check     counts, orphans, digests read back
 *     close
 *
 * The report in it is right at any point: it holds what is known so far.
 */
#ifndef SEEDMILL_SESSION_H
#define SEEDMILL_SESSION_H

#include <stdatomic.h>

#include "cli/log.h"
#include "cli/options.h"
#include "seedmill/report.h"
#include "seedmill/target.h"

/* --append: where a serial column starts, as asked for by the planner. */
struct sm_base {
	const char *table, *column;
	int64_t value;
	bool used;                  /* false: as the profile says */
};

/* What to do about what the database holds. */
enum sm_way {
	SM_WAY_LOAD,
	SM_WAY_RESUME,
	SM_WAY_SKIP,                /* --if-empty, and it is not */
	SM_WAY_DONE,                /* --resume, and it was finished */
};

struct sm_session {
	const struct sm_options *o;
	struct sm_log *log;
	atomic_int *stop;           /* the signal that arrived, or 0 */
	struct sm_arena arena;
	struct sm_spec *spec;
	struct sm_url url;
	struct sm_target target;
	bool is_open;
	bool locked;
	struct sm_watch *watch;
	bool fresh;                 /* a SQLite file that was not there */
	struct sm_schema live;
	bool has_live;
	struct sm_plan *plan;

	struct sm_base *bases;      /* --append */
	uint32_t nbases;
	struct sm_err base_err;
	struct sm_key_sets *keys;   /* of rows that are there (existing: true) */
	const char *old_details;    /* of the run whose bases are used again */

	struct sm_run_rows runs;
	const struct sm_run_row *mine;      /* this plan's row, or NULL */
	uint64_t *before;           /* rows, by position in the plan */
	struct sm_u128 *before_digest;
	bool *has_before_digest;
	bool begun;                 /* the ledger has our run row */
	bool running;               /* rows were to be loaded */
	struct sm_chunk_rows chunks;
	struct sm_tally *tallies;   /* by position in the plan */
	struct sm_report report;
	uint64_t began_us;
};

/* ---- session.c --------------------------------------------------------------- */

/* `s` zeroed but for o, log and stop. */
enum sm_code sm__session_begin(struct sm_session *s, struct sm_err *err);
/* Connect; `writing` asks the guard first. */
enum sm_code sm__session_open(struct sm_session *s, bool writing,
			      struct sm_err *err);
enum sm_code sm__session_plan(struct sm_session *s, struct sm_err *err);
void sm__session_close(struct sm_session *s);

/* What this run has of table `table` of the plan: --shard, or all of it. */
struct sm_part sm__session_part(const struct sm_session *s, uint32_t table);

/* The report's last words, and the file if one was asked for. */
enum sm_code sm__session_report(struct sm_session *s, enum sm_code rc,
				struct sm_err *err);

/* SM_E_STOPPED when a signal has arrived. */
enum sm_code sm__session_stopped(const struct sm_session *s, struct sm_err *err);

unsigned sm__session_jobs(const struct sm_options *o);
unsigned sm__session_connections(const struct sm_session *s);
uint64_t sm__monotonic_us(void);

/* seedmill's own folder of word lists; in the arena. */
const char *sm__words_dir(struct sm_arena *a);

/* --format and --compress, if they were given, for the target. */
void sm__session_files(struct sm_session *s);

/* Forward the target's notes to the log. */
void sm__session_note(void *ctx, const char *text);

/* ---- session_say.c ------------------------------------------------------------- */

/* Events, and lines for people behind some of them. */
void sm__session_say_hello(struct sm_session *s);
void sm__session_say_plan(struct sm_session *s);
/* For sm_target.retry. */
void sm__session_retry(void *ctx, unsigned attempt, const char *why);
/* Pass rc on; a schema that does not fit is an event of its own. */
enum sm_code sm__session_schema(struct sm_session *s, enum sm_code rc,
				struct sm_err *err);
/* Take the target's lock, if it has one, and say how that went. */
enum sm_code sm__session_lock(struct sm_session *s, struct sm_err *err);
void sm__session_say_released(struct sm_session *s);
/* What run.end will say, once the error, if there is one, has been told. */
void sm__session_leave_end(struct sm_session *s);
/* Totals, warnings and errors: the last words of a load that ended with rc. */
void sm__session_summary(struct sm_session *s, enum sm_code rc);

/* ---- session_append.c ----------------------------------------------------------- */

/* Look for an unfinished --append run whose bases have to be used again. */
enum sm_code sm__session_old_bases(struct sm_session *s, struct sm_err *err);
/* For sm_plan_opts.serial_base; failures are left in s->base_err. */
bool sm__session_serial_base(void *ctx, const char *table, const char *column,
			     int64_t *base);
/* SM_E_LOCK when keys grew between planning and locking. */
enum sm_code sm__session_bases_hold(struct sm_session *s, struct sm_err *err);

/* ---- session_existing.c --------------------------------------------------------- */

/* For sm_plan_opts.key_set; each set is read once a session. */
enum sm_code sm__session_key_set(void *ctx, const char *table, const char *column,
				 const char *where, struct sm_key_set *out,
				 struct sm_err *err);
/* Read them anew when the next plan asks; those read belong to the plan there is. */
void sm__session_keys_again(struct sm_session *s);
void sm__session_keys_free(struct sm_session *s);

/* ---- session_decide.c ------------------------------------------------------------- */

/* Count rows, read the ledger, choose a way or refuse. */
enum sm_code sm__session_decide(struct sm_session *s, enum sm_way *way,
				struct sm_err *err);

/* ---- session_clean.c -------------------------------------------------------------- */

/* SM_E_GUARD, with names, when rows that stay refer to a table of the run. */
enum sm_code sm__session_may_clean(struct sm_session *s, struct sm_err *err);

/* ---- session_done.c --------------------------------------------------------------- */

/* SM_E_GUARD when the tables are not as s->mine, which is done, left them. */
enum sm_code sm__session_check_done(struct sm_session *s, struct sm_err *err);

/* ---- session_ways.c --------------------------------------------------------------- */

/* This command with --clean; both ways on: finish, or start over. */
void sm__session_put_clean(const struct sm_session *s, struct sm_buf *b);
void sm__session_put_ways(struct sm_session *s, struct sm_buf *b);

/* Both ways on after a failure, behind what err->fix says already. */
void sm__session_ways(struct sm_session *s, struct sm_err *err);
/* The same when nothing of the run is there. */
void sm__session_again(struct sm_session *s, struct sm_err *err);

/* ---- session_load.c ----------------------------------------------------------------- */

/* From preflight to the reconciled report. */
enum sm_code sm__session_load(struct sm_session *s, struct sm_err *err);
/* Threads and tallies alone: generate, send, fill the report. */
enum sm_code sm__session_run(struct sm_session *s, struct sm_err *err);

/* session_late.c: are the table's late references sent as NULL at first? And the
 * second pass, which fills them. */
bool sm__session_later(const struct sm_session *s, uint32_t table);
/* A line of the run's details for each such table. */
void sm__session_put_late(const struct sm_session *s, struct sm_buf *details);
enum sm_code sm__session_fill(struct sm_session *s, struct sm_err *err);
/* ---- session_shard.c ---------------------------------------------------------------- */

/* Is this a shard's load into something with a ledger? Else no-ops all below. */
bool sm__session_is_shard(const struct sm_session *s);
enum sm_code sm__session_shard_file(struct sm_session *s, struct sm_err *err);
/* SM_E_USAGE with options that concern the whole. */
enum sm_code sm__session_shard_may(const struct sm_session *s, struct sm_err *err);
/* Under the lock: describe and plan anew. */
enum sm_code sm__session_shard_look_again(struct sm_session *s, struct sm_err *err);
/* SM_E_USAGE where live keys would look for other shards' rows. */
enum sm_code sm__session_shard_keys(const struct sm_session *s, struct sm_err *err);
/* Is every chunk of every shard there? Then the report is of the whole. */
enum sm_code sm__session_shard_whole(struct sm_session *s, bool *whole,
				     struct sm_err *err);

/* ---- session_check.c ---------------------------------------------------------------- */

enum sm_code sm__session_count(struct sm_session *s, struct sm_err *err);
enum sm_code sm__session_orphans(struct sm_session *s, struct sm_err *err);
/* The digest of all rows that a table holds. */
enum sm_code sm__session_read_digest(struct sm_session *s,
				     const struct sm_table *t,
				     struct sm_u128 *digest, uint64_t *rows,
				     struct sm_err *err);
/* Read every table back into the report. */
enum sm_code sm__session_read_back(struct sm_session *s, struct sm_err *err);

/* The report's entry of a table; NULL when it is not in the run. */
struct sm_table_report *sm__session_entry(struct sm_session *s,
					  const struct sm_table *t);

#endif
