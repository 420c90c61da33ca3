/*
 * log.h - what is said while it happens, on stderr
 *
 * Every event has a name, fields, and perhaps a line for people. As text only
 * the lines are shown; with --log-format json each event is one JSON line:
 *
 *     {"v":1,"ts":"2026-01-01T00:00:00.000Z","level":"info","run":"...",
 *      "event":"table.complete","op":"load","phase":"complete","i":3,"n":4,
 *      "progress":"3/4","table":"orders","rows":5000}
 *
 * docs/log.md lists the events and their fields: programs rely on it.
 *
 * Threads: any may log; lines do not mix.
 */
#ifndef SEEDMILL_LOG_H
#define SEEDMILL_LOG_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "seedmill/base.h"
#include "seedmill/err.h"

#include "cli/options.h"

/* Of the JSON lines' form: rises when a field goes or changes its meaning. */
#define SM_LOG_VERSION 1

enum sm_level {
	SM_LEVEL_DEBUG,             /* with -v alone */
	SM_LEVEL_STEP,              /* "info" to programs; to people with -v */
	SM_LEVEL_INFO,
	SM_LEVEL_WARN,
	SM_LEVEL_ERROR,
};

struct sm_field {
	const char *name;
	enum { SM_FIELD_TEXT, SM_FIELD_NUMBER, SM_FIELD_REAL } type;
	const char *text;
	uint64_t number;
	double real;
};

/* Which of the run's tables: i of n, from 1, also as "i/n" (32 bytes). */
#define SM_F_TABLE_OF(i, n, text) \
	SM_F_NUMBER("i", i), SM_F_NUMBER("n", n), \
	SM_F_TEXT("progress", sm__i_of_n(i, n, text))

#define SM_F_TEXT(n, v) { .name = (n), .type = SM_FIELD_TEXT, .text = (v) }
#define SM_F_NUMBER(n, v) { .name = (n), .type = SM_FIELD_NUMBER, .number = (v) }
#define SM_F_REAL(n, v) { .name = (n), .type = SM_FIELD_REAL, .real = (v) }

struct sm_log {
	FILE *out;
	bool json, quiet, verbose, color;
	bool terminal;              /* live lines may be drawn */
	bool dry_run;
	const char *op;             /* the command's name; NULL: none yet */
	char run[33];               /* "" until the plan is known */
	unsigned live;              /* lines to erase before the next text */
	_Atomic uint64_t warnings;  /* told so far, hidden ones included */
	struct sm_log_end {
		bool due;           /* a run has begun that is to be closed */
		const char *status;
		uint64_t rows, bytes, ms;
	} end;
	pthread_mutex_t lock;
};

void sm__log_init(struct sm_log *l, FILE *out, const struct sm_options *o);
void sm__log_destroy(struct sm_log *l);

/* "3/7"; out holds 32 bytes. Returns it. */
char *sm__i_of_n(uint64_t i, uint64_t n, char out[32]);

/* An event; fmt NULL: nothing to show to people. */
void sm__log(struct sm_log *l, enum sm_level level, const char *event,
	     const struct sm_field *field, size_t n, const char *fmt, ...)
	SM_PRINTF(6, 7);

/* A failure, once, with its reason and its way out. */
void sm__log_error(struct sm_log *l, const struct sm_err *err);

/* The last event of all, run.end, when one is due. */
void sm__log_end(struct sm_log *l, enum sm_code rc);

/*
 * Replace the live lines at the bottom of a terminal by `text` (lines of it,
 * each with a newline); `above`, if any, stays.
 */
void sm__log_live(struct sm_log *l, const char *above, const char *text,
		  unsigned lines);

#endif
