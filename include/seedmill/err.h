/*
 * err.h - one failure, carried upwards to whoever prints it once
 *
 * A function that can fail returns enum sm_code and takes `struct sm_err *`.
 * The callee fills it at the point of failure: what happened, why, and what to
 * do. Callers pass it up (SM_TRY) or add context (sm_while); main prints it.
 *
 * Texts start in lower case and have no full stop or newline, except where a
 * fixed first line is promised to users ("Failed to connect to database after
 * 3 attempts"). They never hold a password or another row's value.
 */
#ifndef SEEDMILL_ERR_H
#define SEEDMILL_ERR_H

#include "seedmill/base.h"

/* Values are exit statuses: append only; README.md has the same table. */
enum sm_code {
	SM_OK = 0,
	SM_E_INTERNAL = 1,  /* a bug, or no memory */
	SM_E_USAGE = 2,     /* the command line */
	SM_E_PROFILE = 3,   /* the profile or another configuration file */
	SM_E_GUARD = 4,     /* refused: would touch what it must not */
	SM_E_CONFIRM = 5,   /* confirmation missing or declined */
	SM_E_CONNECT = 6,   /* no connection */
	SM_E_LOCK = 7,      /* another run holds the database */
	SM_E_SCHEMA = 8,    /* profile and live schema disagree */
	SM_E_LOAD = 9,      /* the target refused rows; open chunks rolled back */
	SM_E_RECONCILE = 10,/* loaded, but counts, digests or keys disagree */
	SM_E_STOPPED = 130, /* SIGINT; SIGTERM ends with 143 */
	SM_E_TERMINATED = 143,
};

struct sm_err {
	enum sm_code code;
	char what[768];     /* "orders.total: ..." */
	char why[1024];     /* may be empty; may hold several lines */
	char fix[1024];     /* may be empty; may hold several lines */
};

/*
 * Record a failure and return `code`, so that a caller can write
 * `return sm_fail(err, SM_E_USAGE, "...")`. Replaces what was there; clears
 * why and fix. Over-long text is cut, never overflowed.
 */
enum sm_code sm_fail(struct sm_err *err, enum sm_code code, const char *fmt,
		     ...) SM_PRINTF(3, 4);

/* Set the reason, or the way out, of a failure. Returns err->code. */
enum sm_code sm_why(struct sm_err *err, const char *fmt, ...) SM_PRINTF(2, 3);
enum sm_code sm_fix(struct sm_err *err, const char *fmt, ...) SM_PRINTF(2, 3);

/* Append " (while <fmt>)" to `what`; returns err->code. */
enum sm_code sm_while(struct sm_err *err, const char *fmt, ...)
	SM_PRINTF(2, 3);

/* Out of memory: SM_E_INTERNAL with the one text for it. */
enum sm_code sm_nomem(struct sm_err *err);

/* Pass a failure straight up. Only where there is nothing to release. */
#define SM_TRY(call)                              \
	do {                                      \
		enum sm_code sm_try_rc_ = (call); \
		if (sm_try_rc_)                   \
			return sm_try_rc_;        \
	} while (0)

#endif
