/*
 * log.h - what is said while it happens, on stderr
 *
 * Every event has a name, fields, and perhaps a line for people. As text only
 * the lines are shown; with --log-format json each event is one JSON line:
 *
 *     {"ts":"2026-01-01T00:00:00.000Z","level":"info","run":"...",
 *      "event":"table.complete","msg":"...","table":"orders","rows":5000}
 *
 * Debug events, as text or JSON, come with -v alone. Events: run.start connect.ok lock.acquired schema.ok plan.ready
 * table.start table.progress table.complete table.reconciled fk.checked
 * note error run.end
 *
 * Threads: any may log; lines do not mix.
 */
#ifndef SEEDMILL_LOG_H
#define SEEDMILL_LOG_H

#include <pthread.h>
#include <stdio.h>

#include "seedmill/base.h"
#include "seedmill/err.h"

#include "cli/options.h"

enum sm_level { SM_LEVEL_DEBUG, SM_LEVEL_INFO, SM_LEVEL_WARN, SM_LEVEL_ERROR };

struct sm_field {
	const char *name;
	enum { SM_FIELD_TEXT, SM_FIELD_NUMBER, SM_FIELD_REAL } type;
	const char *text;
	uint64_t number;
	double real;
};

#define SM_F_TEXT(n, v) { .name = (n), .type = SM_FIELD_TEXT, .text = (v) }
#define SM_F_NUMBER(n, v) { .name = (n), .type = SM_FIELD_NUMBER, .number = (v) }
#define SM_F_REAL(n, v) { .name = (n), .type = SM_FIELD_REAL, .real = (v) }

struct sm_log {
	FILE *out;
	bool json, quiet, verbose, color;
	bool terminal;              /* live lines may be drawn */
	char run[33];               /* "" until the plan is known */
	unsigned live;              /* lines to erase before the next text */
	struct sm_log_end {
		bool due;           /* a run has begun that is to be closed */
		const char *status;
		uint64_t rows, bytes, ms;
	} end;
	pthread_mutex_t lock;
};

void sm__log_init(struct sm_log *l, FILE *out, const struct sm_options *o);
void sm__log_destroy(struct sm_log *l);

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
